"""Which moments weight asks of hip, knee and ankle, by the free bodies of foot, shank and thigh."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

import models
from models.nerves import leg_parts, parts_of, strength_Nm
from models.person import Person

from ..chain import Array
from ..potential import GRAVITY
from .limbs import OUTWARD, Limb

OPPOSITE = {  # the action that a negative moment asks for
    "hip extension": "hip flexion",
    "hip abduction": "hip adduction",
    "knee extension": "knee flexion",
    "ankle plantarflexion": "ankle dorsiflexion",
}


def segments(person: Person, limb: Limb) -> tuple[Array, Array]:
    """Weights (3,) [N] of foot, shank and thigh, and their centres (3, 3) [m]; the foot's lies at the ankle."""
    parts = leg_parts(person.sex)
    weight = 0.5 * person.leg_mass_kg * GRAVITY * np.array([parts.foot, parts.shank, parts.thigh])
    shank = limb.knee_m + parts.shank_com * (limb.ankle_m - limb.knee_m)
    thigh = limb.hip_m + parts.thigh_com * (limb.knee_m - limb.hip_m)
    return weight, np.stack([limb.ankle_m, shank, thigh])


def asked_Nm(person: Person, limb: Limb) -> dict[str, float]:
    """Moments that muscles, ligaments and bone must supply in one leg, positive for the action of that name [Nm].

    A negative number asks for the opposite action. ``knee adduction`` is the outer moment that presses the inner
    compartment.
    """
    weight, centre = segments(person, limb)
    outward = OUTWARD[limb.side]

    def lever(joint: Array, below: int) -> Array:
        forces = limb.ground_N * (limb.ground_m - joint) - weight[:below] @ (centre[:below] - joint)
        return np.asarray(forces)

    hip, knee = lever(limb.hip_m, 3), lever(limb.knee_m, 2)
    ankle = limb.ground_N * (limb.ground_m - limb.ankle_m)
    foot = 0.0
    if not limb.loaded:  # the lifted foot hangs from the ankle, its centre in front of it
        foot = float(weight[0]) * (0.5 * (person.foot_toe_m + person.foot_heel_m) - float(person.ankle_m[0]))
    return {
        "hip extension": float(hip[0]),
        "hip abduction": float(-outward * hip[2]),
        "knee extension": float(-knee[0]),
        "ankle plantarflexion": float(ankle[0]) - foot,
        "knee adduction": float(-outward * knee[2]),
    }


def locked(limb: Limb) -> float:
    """Share of an extending moment that the capsule of the knee bears: all of it straight, none once it is bent."""
    return math.exp(-max(0.0, limb.knee_rad) / math.radians(models.load_gains().knee_softness_deg))


def actions_Nm(person: Person, limb: Limb) -> dict[str, float]:
    """What is asked of muscle in one leg, by action, none of it negative [Nm].

    Without what the locked knee bears, and without the knee's adduction, which no single action answers.
    """
    asked, found = asked_Nm(person, limb), {}
    for action, opposite in OPPOSITE.items():
        found[action], found[opposite] = max(asked[action], 0.0), max(-asked[action], 0.0)
    found["knee flexion"] *= 1.0 - locked(limb)
    return found


def angle_rad(limb: Limb, action: str) -> float:
    """Of the joint that an action moves; zero for those whose strength does not depend on it."""
    return {"hip": limb.hip_rad, "knee": limb.knee_rad, "ankle": limb.ankle_rad}[action.partition(" ")[0]]


UNFELT_Nm = {"hip": 2.0, "knee": 1.0, "ankle": 0.2}  # ligaments bear so little without any muscle


def kept(action: str, left: Mapping[str, float]) -> float:
    """Share of its strength that an action keeps: of its muscles, weighed by cross-section and lever arm.

    Args:
        action: one of ``models.nerves.ACTIONS``.
        left: share of its strength that a muscle has left; all of it where nothing is said.
    """
    parts = parts_of(action)
    lost = sum(weight * (1.0 - left.get(name, 1.0)) for name, weight in parts)
    return 1.0 - lost / sum(weight for _, weight in parts)


def sound_Nm(person: Person, limb: Limb, action: str) -> float:
    """Greatest moment of an action at the angle that its joint has in this leg, all roots sound [Nm]."""
    return strength_Nm(person, action, angle_rad(limb, action))


def unmet_Nm(person: Person, limb: Limb, left: Mapping[str, float]) -> dict[str, float]:
    """What is asked beyond strength, by action; empty where all is met [Nm]."""
    found = {}
    for action, asked in actions_Nm(person, limb).items():
        if asked > UNFELT_Nm[action.partition(" ")[0]]:
            missing = asked - sound_Nm(person, limb, action) * kept(action, left)
            if missing > 0:
                found[action] = float(missing)
    return found
