"""Muscles of one leg, how they share what is asked, and the contact of knee and hip that closes the free body.

Contact of the knee is what balances ground, weight, muscles and capsule on shank and foot; of the hip, on the whole
leg. About the contact of one compartment the other's force has the lever 2c: inner and outer force follow from the
outer adduction moment M, the pull of each muscle f and how far outside the middle z its line passes:

    F_outer = (c A - M + Σ f (c + z)) / 2c,      F_inner = (c A + M + Σ f (c - z)) / 2c,      A: along the shank
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from models.nerves import REFERENCE_MASS_KG, load_nerves, size_m
from models.person import Person

from ..chain import Array
from ..muscles import share
from .levers import OPPOSITE, locked, segments
from .limbs import OUTWARD, Limb

ROWS = ("hip extension", "hip abduction", "knee extension", "ankle plantarflexion")
_KNEE = ROWS.index("knee extension")
_CAPSULE_M2 = 0.1  # as a muscle so large that it costs next to nothing
_SLACK_M4 = 1e-13  # no muscle is so weak: what is asked is supplied
_ACTION_OF = {opposite: (row, -1.0) for row, opposite in OPPOSITE.items()} | {row: (row, 1.0) for row in OPPOSITE}


@dataclass(frozen=True)
class KneeLoad:
    """One knee. All in newtons but the shares.

    Attributes:
        contact_N: tibiofemoral force; compression_N and shear_N (femur forward on the tibia) its parts along and
            across the shank.
        medial_N, lateral_N: inner and outer compartment; medial_share of their sum.
        patellofemoral_N: patella on femur. quadriceps_N, tendon_N: above and below the patella.
        capsule_N: posterior capsule.
        adduction_Nm: outer moment that presses the inner compartment.
    """

    contact_N: float
    compression_N: float
    shear_N: float
    medial_N: float
    lateral_N: float
    medial_share: float
    patellofemoral_N: float
    quadriceps_N: float
    tendon_N: float
    capsule_N: float
    adduction_Nm: float


UNLOADED = KneeLoad(0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class LegMuscles:
    """The muscles as arrays, reference size: arms (rows, F) [m], areas [m2], places at the knee, pulls on the thigh."""

    names: tuple[str, ...]
    arms: Array
    area_m2: Array
    beside_m: Array
    crosses_knee: Array
    extends: Array
    along_thigh: Array
    crosses_hip: Array
    line_rad: Array


@lru_cache(maxsize=1)
def leg_muscles() -> LegMuscles:
    """Those that act on one of ``ROWS``."""
    muscles = {
        name: muscle
        for name, muscle in load_nerves().muscles.items()
        if any(action in _ACTION_OF for action in muscle.arms.values)
    }
    arms = np.zeros((len(ROWS), len(muscles)))
    for column, muscle in enumerate(muscles.values()):
        for action, arm in muscle.arms.values.items():
            if action in _ACTION_OF:
                row, sign = _ACTION_OF[action]
                arms[ROWS.index(row), column] = sign * arm
    lines = [muscle.line.values if muscle.line else {} for muscle in muscles.values()]
    crosses_knee = np.array([muscle.beside_knee is not None for muscle in muscles.values()])
    flexes = arms[_KNEE] < 0
    return LegMuscles(
        tuple(muscles),
        arms,
        1e-4 * np.array([muscle.pcsa.value for muscle in muscles.values()]),
        1e-3 * np.array([muscle.beside_knee.value if muscle.beside_knee else 0.0 for muscle in muscles.values()]),
        crosses_knee,
        arms[_KNEE] > 0,
        flexes & (arms[0] > 0),
        np.abs(arms[:2]).sum(axis=0) > 0,
        np.radians([[line.get("forward", 0.0), line.get("inward", 0.0)] for line in lines]),
    )


def quadriceps_arm_m(person: Person, knee_rad: float) -> float:
    """Moment at the shank per newton of quadriceps [m], measured between 10 and 50 degrees, constant beyond."""
    measured = load_nerves().knee.quadriceps_arm.values
    ends = [measured[f"{person.sex}-{deg}"] for deg in (10, 50)]
    return size_m(person) * float(np.interp(math.degrees(knee_rad), [10.0, 50.0], ends))


def muscles_of(person: Person, limb: Limb, left: Mapping[str, float]) -> tuple[tuple[str, ...], Array, Array]:
    """Names, lever arms (rows, F) [m] and cross-sections (F,) [m2] of one leg's muscles.

    Args:
        person: whose; arms grow with height, areas with mass.
        limb: whose knee sets the arm of the quadriceps.
        left: share of its strength that a muscle has left; all of it where nothing is said.
    """
    group = leg_muscles()
    arms = size_m(person) * group.arms
    arms[_KNEE, group.extends] = quadriceps_arm_m(person, limb.knee_rad)
    area = group.area_m2 * person.mass_kg / REFERENCE_MASS_KG * [left.get(name, 1.0) for name in group.names]
    return group.names, arms, np.maximum(area, 1e-12)


def shared(knee: Joint, arms: Array, area: Array, demand: Array) -> tuple[Array, float]:
    """Muscle forces and capsule force, whatever the strength: that is judged by the moments measured in people."""
    capsule_row = np.zeros((len(ROWS), 1))
    capsule_row[_KNEE] = -knee.capsule_arm_m
    first = share(
        np.hstack([arms, capsule_row]),
        demand,
        np.append(area, _CAPSULE_M2 * knee.locked + 1e-12),
        math.inf,
        np.full(len(ROWS), _SLACK_M4),
    )
    force, capsule = first.force_N[:-1], float(first.force_N[-1])
    lift = knee.opening(force, capsule)
    if lift is None:
        return force, capsule
    side, missing = lift
    held = demand.copy()
    held[_KNEE] += capsule * knee.capsule_arm_m  # the capsule is no muscle: it keeps what it had
    closing = knee.closing_m[side]
    second = share(
        np.vstack([arms, closing]),
        np.append(held, missing + closing @ force),
        area,
        math.inf,
        np.full(len(ROWS) + 1, _SLACK_M4),
    )
    return second.force_N, capsule


@dataclass(frozen=True)
class Joint:
    """A knee's free body: shank and foot.

    Attributes:
        outer_N: (3,) ground and weight on it.
        along, ahead: unit vectors of the shank: up, and forward across it.
        pull: (F, 3) of each muscle on it, per newton.
        closing_m: by compartment, (F,) moment about the other's contact that a newton of each muscle gives.
        adduction_Nm: outer moment.
        half_m: half the distance of the contacts. locked: 1 straight, falling to 0 as the knee bends.
    """

    person: Person
    limb: Limb
    outer_N: Array
    along: Array
    ahead: Array
    pull: Array
    closing_m: Mapping[str, Array]
    adduction_Nm: float
    half_m: float
    locked: float
    capsule_arm_m: float
    tendon: float

    @classmethod
    def of(cls, person: Person, limb: Limb, adduction_Nm: float, arms: Array) -> Joint:
        """From a standing leg, the outer moment at its knee, and the arms (rows, F) of its muscles."""
        built, group, size = load_nerves().knee, leg_muscles(), size_m(person)
        weight, _ = segments(person, limb)
        along = _unit(limb.knee_m - limb.ankle_m)
        ahead = _unit(np.array([along[1], -along[0], 0.0]))
        thigh = _unit(limb.hip_m - limb.knee_m)
        ends = built.tendon_forward.values
        forward = math.radians(np.interp(math.degrees(limb.knee_rad), [0.0, 90.0], [ends["straight"], ends["bent"]]))
        tendon = float(arms[_KNEE, group.extends].max()) / (size * built.tendon_arm.value)
        pull = np.where(group.along_thigh[:, None], thigh, along) * group.crosses_knee[:, None]
        pull[group.extends] = tendon * (math.cos(forward) * along + math.sin(forward) * ahead)
        half = 0.5 * size * built.contact_spacing.value
        beside, press = size * group.beside_m, pull @ along
        return cls(
            person,
            limb,
            np.array([0.0, limb.ground_N - weight[:2].sum(), 0.0]),
            along,
            ahead,
            pull,
            {"lateral": press * (half + beside), "medial": press * (half - beside)},
            adduction_Nm,
            half,
            locked(limb),
            size * built.capsule_arm.value,
            tendon,
        )

    def compartments(self, force: Array, capsule: float) -> dict[str, float]:
        """Force [N] of the inner and the outer compartment, negative where it would open."""
        outer = self.half_m * (float(self.outer_N @ self.along) + capsule)
        turn = {"medial": self.adduction_Nm, "lateral": -self.adduction_Nm}
        return {
            side: (outer + turn[side] + float(arm @ force)) / (2 * self.half_m) for side, arm in self.closing_m.items()
        }

    def opening(self, force: Array, capsule: float) -> tuple[str, float] | None:
        """The compartment that would open, and the moment missing to keep it closed [Nm]."""
        for side, pressed in self.compartments(force, capsule).items():
            if pressed < 0:
                return side, -2 * self.half_m * pressed
        return None

    def load(self, force: Array, capsule: float) -> KneeLoad:
        """Contact: what balances ground, weight, muscles and capsule."""
        total = self.outer_N + force @ self.pull + capsule * self.along
        parts = self.compartments(force, capsule)
        pressed = parts["medial"] + parts["lateral"]
        quadriceps = float(force[leg_muscles().extends].sum())
        tendon = quadriceps * self.tendon
        between = self.limb.knee_rad + 2 * math.radians(load_nerves().knee.patella_offset.value)
        patella = math.sqrt(max(0.0, quadriceps**2 + tendon**2 - 2 * quadriceps * tendon * math.cos(between)))
        return KneeLoad(
            float(np.linalg.norm(total)),
            float(total @ self.along),
            float(total @ self.ahead),
            parts["medial"],
            parts["lateral"],
            parts["medial"] / pressed if pressed > 0 else 0.5,
            patella,
            quadriceps,
            tendon,
            capsule,
            self.adduction_Nm,
        )


def _unit(vector: Array) -> Array:
    return np.asarray(vector / np.linalg.norm(vector))


def hip_N(person: Person, limb: Limb, force: Array) -> float:
    """Hip contact force: what balances ground, weight and the muscles that cross the hip, on the whole leg."""
    group, outward = leg_muscles(), OUTWARD[limb.side]
    weight, _ = segments(person, limb)
    up = _unit(limb.hip_m - limb.knee_m)
    ahead = _unit(np.array([up[1], -up[0], 0.0]))
    inward = np.array([0.0, 0.0, -outward])
    forward, medial = group.line_rad.T
    pull = (
        (np.cos(forward) * np.cos(medial))[:, None] * up
        + (np.sin(forward) * np.cos(medial))[:, None] * ahead
        + np.sin(medial)[:, None] * inward
    )
    total = np.array([0.0, limb.ground_N - weight.sum(), 0.0]) + (force * group.crosses_hip) @ pull
    return float(np.linalg.norm(total))
