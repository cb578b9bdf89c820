"""Legs, arms, and what hands, back and belly carry, as lines and points of the whole body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from msgspec import structs

import models
from models.person import Person
from sim.burden import carried_points
from sim.chain import Pose, place
from sim.items import HANDS, Carry
from sim.scenario import Scenario

from . import stage
from .style import Array

_UPPER_ARM, _FOREARM = 0.186, 0.180  # shoulder to elbow, elbow to grip, as shares of the height (Winter 2009)
_FORWARD, _RAISED, _RESTED = (0.16, -0.20), (0.36, 0.0), (0.20, -0.26)  # hand from the shoulder, as shares of it
_OVER_THIGH_M, _ON_THIGH = 0.07, 0.62  # where a hand rests: above the line from hip to knee, and how far along
_KG_SIDE_M = 0.042  # side of the square that stands for a kilogram; it grows with the cube root
_DOWN = np.array([0.0, -1.0, 0.0])


@dataclass(frozen=True)
class Load:
    """Something carried, where the model has it.

    Attributes:
        kg: its mass.
        at_m: (n, 3) one point, or one for each hand.
    """

    kg: float
    at_m: Array

    @property
    def side_m(self) -> float:
        """Of the square that stands for it."""
        return float(_KG_SIDE_M * np.cbrt(self.kg / len(self.at_m)))


def leg(pose: Pose, ankle_m: Array, across_m: Array | float = 0.0) -> Array:
    """(3, 3) hip, knee and ankle of the legs' middle, or of one leg so far across."""
    line: Array = np.array([pose.hip_m, pose.knee_m, ankle_m]) + across_m
    return line


def loads(result: Any) -> list[Load]:
    """What is carried, in the order asked."""
    person, words, gains = result.person, stage.asked(result), models.load_gains()
    found = []
    for load in words.carry:
        if not load.mass_kg:
            continue
        hands = HANDS.get(load.where, ("",))
        alone = structs.replace(words, carry=(load,), arms=None)
        points = [_riding(result.pose, *point[::2]) for point in carried_points(person, gains, alone)[: len(hands)]]
        if load.where in HANDS and not load.reach_m:
            points = [point + _arm_length(person) * _DOWN for point in points]
        found.append(Load(load.mass_kg, np.array(points)))
    return found


def arms(result: Any) -> list[Array]:
    """(3, 3) shoulder, elbow and hand of each arm that does not simply hang."""
    person, words = result.person, stage.asked(result)
    shoulders = [_riding(result.pose, person.shoulder_share, shoulder) for shoulder in person.shoulder_m]
    hands = [_free_hand(result, words, shoulder) for shoulder in shoulders]
    full = [load for load in words.carry if load.mass_kg]
    for carried, load in zip(full, loads(result), strict=True):
        for side, at in zip(_sides(carried), load.at_m, strict=False):
            hands[side] = at
    return [
        np.array([shoulder, _elbow(person, shoulder, hand), hand])
        for shoulder, hand in zip(shoulders, hands, strict=True)
        if hand is not None
    ]


def _sides(load: Carry) -> list[int]:
    return [("left", "right").index(side) for side in HANDS.get(load.where, ())]


def _riding(pose: Pose, share: Array, upright_m: Array) -> Array:
    """(3,) a point that rides on several bodies, each with its share of it."""
    bodies = np.flatnonzero(share)
    spread = np.broadcast_to(upright_m, (len(bodies), 3))
    where: Array = share[bodies] @ place(pose, bodies, spread)
    return where


def _arm_length(person: Person) -> float:
    return (_UPPER_ARM + _FOREARM) * person.height_m


def _free_hand(result: Any, words: Scenario, shoulder: Array) -> Array | None:
    """Where a hand is that carries nothing; None where the arm hangs."""
    if words.arms in (None, "hanging"):
        return None
    if words.arms == "rested" and stage.support(result) == stage.SEAT:
        hip, knee = result.pose.hip_m, result.pose.knee_m
        thigh = hip + _ON_THIGH * (knee - hip) + np.array([0.0, _OVER_THIGH_M, 0.0])
        return np.array([thigh[0], thigh[1], shoulder[2]])
    forward, up = {"forward": _FORWARD, "raised": _RAISED, "rested": _RESTED}[str(words.arms)]
    return shoulder + result.person.height_m * np.array([forward, up, 0.0])


def _elbow(person: Person, shoulder: Array, hand: Array) -> Array:
    """Where two links of fixed length bend, downward and a little backward; on the straight line of a stretched arm."""
    upper, lower = _UPPER_ARM * person.height_m, _FOREARM * person.height_m
    line = hand - shoulder
    apart = max(float(np.linalg.norm(line)), 1e-6)
    along = line / apart
    if apart >= upper + lower:
        return shoulder + along * apart * upper / (upper + lower)
    far = np.clip((apart**2 + upper**2 - lower**2) / (2 * apart), -upper, upper)
    down = _DOWN + np.array([-0.5, 0.0, 0.0])
    aside = down - (down @ along) * along
    bend: Array = shoulder + far * along + np.sqrt(upper**2 - far**2) * aside / np.linalg.norm(aside)
    return bend
