"""What rides on the spine: the body's own slices, arms and what is carried, merged body by body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models import Gains
from models.person import BODIES, Person

from .chain import Array
from .holds import turned
from .items import Carry
from .scenario import Scenario

_BELLY = np.array([name in ("L2", "L3", "L4") for name in BODIES]) / 3.0

_ABOVE = np.triu(np.ones((len(BODIES), len(BODIES))))  # body b and all above it


@dataclass(frozen=True)
class Burden:
    """Masses that ride on the spine: slices, arms and what is carried, merged body by body.

    Attributes:
        mass_kg: (..., 26).
        com_m: (..., 26, 3) their centres in upright standing.
        above_kg: (..., 26) mass of each body and all above it.
        stacked_kg: (..., 26, 26) row b: the masses of body b and all above it.
    """

    mass_kg: Array
    com_m: Array
    above_kg: Array
    stacked_kg: Array

    @classmethod
    def of(cls, mass_kg: Array, com_m: Array) -> Burden:
        """From masses and their centres."""
        stacked = mass_kg[..., None, :] * _ABOVE
        return cls(mass_kg, com_m, stacked.sum(-1), stacked)


# share of each body (..., 26), mass (...) [kg], position (..., 3) [m] in upright standing
Point = tuple[Array, Array | float, Array]


def merge(person: Person, points: Sequence[Point]) -> Burden:
    """Slices, hanging arms and further point masses as one mass and centre per body."""
    mass = person.segment_mass_kg.copy()
    moment = mass[..., None] * person.segment_com_m
    arms = [(person.shoulder_share, person.arm_mass_kg, person.shoulder_m[..., side, :]) for side in range(2)]
    for share, kg, position in (*arms, *points):
        borne = share * np.asarray(kg)[..., None]
        mass = mass + borne
        moment = moment + borne[..., None] * position[..., None, :]
    com = np.where(mass[..., None] > 0, moment / np.maximum(mass, 1e-12)[..., None], person.centre_m)
    return Burden.of(mass, com)


def carried_kg(carry: Sequence[Carry]) -> float:
    """Mass of everything carried."""
    return float(sum(load.mass_kg for load in carry))


def rested_kg(person: Person, asked: Scenario) -> Array | float:
    """Mass of the arms that thighs, armrests or a desk bear."""
    return 2.0 * person.arm_mass_kg if asked.arms == "rested" else 0.0


def carried_points(person: Person, gains: Gains, asked: Scenario) -> list[Point]:
    """What is carried, as point masses, and how far the arms are from hanging.

    Hanging arms pull at the shoulders; arms that reach hold the load level in front of them, also in a trunk that
    leans, and bring their own mass forward; a backpack rides behind the shoulder girdle; a belly on the lumbar spine.
    """
    lean = -float(np.radians(asked.lean_deg or 0.0))
    points: list[Point] = []
    reaches = [{"forward": gains.arms_forward_m, "raised": gains.arms_raised_m}.get(asked.arms or "", 0.0)] * 2
    for load in asked.carry:
        if load.where == "backpack":
            girdle = (person.shoulder_share[..., None, :] @ person.centre_m)[..., 0, :]
            behind = girdle - [gains.backpack_behind_m, 0.0, 0.0]
            points.append((person.shoulder_share, load.mass_kg, behind))
            continue
        if load.where == "belly":
            points.append((_BELLY, load.mass_kg, _BELLY @ person.centre_m + [gains.belly_ahead_m, 0.0, 0.0]))
            continue
        sides = {"left-hand": [0], "right-hand": [1], "both-hands": [0, 1]}[load.where]
        reach = turned(np.array([load.reach_m or 0.0, 0.0, 0.0]), 2, lean)
        for side in sides:
            held_m = person.shoulder_m[..., side, :] + reach
            points.append((person.shoulder_share, load.mass_kg / len(sides), held_m))
            reaches[side] = max(reaches[side], gains.arm_reach_share * (load.reach_m or 0.0))
    for side, forward in enumerate(reaches):
        shoulder = person.shoulder_m[..., side, :]
        if asked.arms == "rested":  # on thighs, armrests or a desk, which bear them
            points.append((person.shoulder_share, -person.arm_mass_kg, shoulder))
        elif forward:
            ahead = turned(np.array([forward, 0.0, 0.0]), 2, lean)
            points.append((person.shoulder_share, -person.arm_mass_kg, shoulder))
            points.append((person.shoulder_share, person.arm_mass_kg, shoulder + ahead))
    return points
