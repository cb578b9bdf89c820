"""nerves.toml: roots, muscles and joints of the legs, their strength, and how knee and hip are built."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from models import files
from models.person import GRAVITY, Person
from models.quantity import Amount, Amounts, Column, Number, Quantity, Table
from models.schema import Anatomy

FILE = "nerves.toml"
ROOTS = ("L1", "L2", "L3", "L4", "L5", "S1", "S2")
LEG_JOINTS = ("hip", "knee", "ankle")
ACTIONS = (
    *("hip flexion", "hip extension", "hip abduction", "hip adduction"),
    *("knee extension", "knee flexion"),
    *("ankle plantarflexion", "ankle dorsiflexion", "ankle inversion", "ankle eversion"),
)
REFERENCE_HEIGHT_M, REFERENCE_MASS_KG = 1.75, 75.0


class Words(Quantity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a source says in words, by the name of what it is about."""

    values: dict[str, str]


class MuscleTable(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One muscle, or muscles that act as one.

    Attributes:
        also: other names, and the groups it belongs to.
        nerve: through which its roots reach it.
        roots: share of each root in its strength; they sum to 1.
        pcsa: cross-section [cm2].
        arms: lever arm [m] for each of its actions.
        beside_knee: how far outside the middle of the knee its line passes [mm]; None where it does not cross.
        line: of its pull on the thigh, from the thigh's axis [deg] ``forward``, ``inward``; None below the knee.
    """

    also: tuple[str, ...]
    nerve: str
    roots: Column
    pcsa: Amount
    arms: Amounts
    beside_knee: Number | None = None
    line: Column | None = None

    def __post_init__(self) -> None:
        if unknown := set(self.roots.values) - set(ROOTS):
            raise ValueError(f"'{unknown.pop()}' is no root; choose from {', '.join(ROOTS)}")
        if abs(sum(self.roots.values.values()) - 1.0) > 1e-9:
            raise ValueError("the shares of the roots do not sum to 1")
        if unknown := set(self.arms.values) - set(ACTIONS):
            raise ValueError(f"'{unknown.pop()}' is no action; choose from {', '.join(ACTIONS)}")

    def share(self, root: str) -> float:
        """Of one root in its strength."""
        return self.roots.values.get(root, 0.0)


class JointTable(Table, frozen=True, forbid_unknown_fields=True):
    """A joint of the leg: the roots that move it, as usually given, and what senses it."""

    roots: tuple[str, ...]
    sensory: Words


class Strength(Table, frozen=True, forbid_unknown_fields=True):
    """Greatest moment of one action, by group: peak * weight * height * cos(width * (angle - best))."""

    peak: Amounts
    width: Amounts
    best: Column


class Variants(Table, frozen=True, forbid_unknown_fields=True):
    """How often people differ from the table."""

    pre_or_postfixed: Amount
    asymmetric: Amount


class Knee(Table, frozen=True, forbid_unknown_fields=True):
    """How the knee is built."""

    quadriceps_arm: Amounts
    tendon_arm: Amount
    tendon_forward: Column
    patella_offset: Amount
    contact_spacing: Amount
    capsule_arm: Amount
    varus: Column


class Tasks(Table, frozen=True, forbid_unknown_fields=True):
    """Postures that everyday movements pass through, and how far people go to make up for weakness [deg]."""

    squat_knee: Amount
    squat_lean: Amount
    stairs_knee: Amount
    stairs_lean: Amount
    stairs_thigh: Amount
    lean_limit: Amount
    aside_limit: Amount


class NervesFile(Table, frozen=True, forbid_unknown_fields=True):
    """nerves.toml."""

    variants: Variants
    muscles: dict[str, MuscleTable]
    joints: dict[str, JointTable]
    dermatomes: Words
    strength: dict[str, Strength]
    strength_per_kg: dict[str, Amounts]
    strength_ages: Amounts
    tension: Amount
    knee: Knee
    tasks: Tasks
    evidence: dict[str, Number]
    findings: dict[str, Words]


@dataclass(frozen=True)
class LegParts:
    """Of one leg's mass: shares of thigh, shank and foot; of their lengths: where the centres lie from above."""

    thigh: float
    shank: float
    foot: float
    thigh_com: float
    shank_com: float


@lru_cache(maxsize=1)
def load_nerves() -> NervesFile:
    """The checked content of models/nerves.toml.

    Raises:
        ModelError: root shares that do not sum to 1, an unknown root or action, or any other slip.
    """
    return files.convert(files.read(files.FOLDER / FILE), NervesFile, FILE)


@lru_cache(maxsize=4)
def leg_parts(sex: str) -> LegParts:
    """Mass shares and centres within one leg, from anatomy.toml; the foot's own centre lies at the ankle."""
    mass = files.convert(files.read(files.FOLDER / "anatomy.toml"), Anatomy, "anatomy.toml").mass
    thigh, shank, foot = (part.values[sex] for part in (mass.thigh, mass.shank, mass.foot))
    leg = thigh + shank + foot
    return LegParts(thigh / leg, shank / leg, foot / leg, mass.thigh_com.values[sex], mass.shank_com.values[sex])


def size_m(person: Person) -> float:
    """Height over the reference's: how lever arms grow."""
    return person.height_m / REFERENCE_HEIGHT_M


def strength_Nm(person: Person, action: str, angle_rad: float = 0.0) -> float:
    """Greatest isometric moment of one leg at a joint angle, all roots sound [Nm].

    Measured for flexion and extension of hip, knee and ankle (by sex, age, weight, height and angle) and for hip
    abduction (by sex and mass); for the other actions cross-section times muscle stress times lever arm.

    Args:
        person: whose leg.
        action: one of ``ACTIONS``.
        angle_rad: from standing; flexion of hip and knee, dorsiflexion of the ankle positive.
    """
    table = load_nerves()
    if action in table.strength:
        law = table.strength[action]
        peak, width, best = (
            _at_age(person, column.values, table.strength_ages.values) for column in (law.peak, law.width, law.best)
        )
        whole = peak * person.mass_kg * GRAVITY * person.height_m
        return float(whole * max(0.0, np.cos(np.clip(width * (angle_rad - best), -np.pi / 2, np.pi / 2))))
    if action in table.strength_per_kg:
        return table.strength_per_kg[action].values[person.sex] * person.mass_kg
    grown = person.mass_kg / REFERENCE_MASS_KG * size_m(person) * table.tension.value
    return grown * sum(weight for _, weight in parts_of(action))


def _at_age(person: Person, values: dict[str, float], ages: dict[str, float]) -> float:
    """A measure of the age groups at the person's age, by straight lines."""
    groups = ("young", "middle", "old")
    known = [values[f"{person.sex}-{group}"] for group in groups]
    return float(np.interp(person.age_years, [ages[group] for group in groups], known))


@lru_cache(maxsize=16)
def parts_of(action: str) -> tuple[tuple[str, float], ...]:
    """The muscles of an action, each with cross-section times lever arm [m3]."""
    return tuple(
        (name, 1e-4 * muscle.pcsa.value * muscle.arms.values[action])
        for name, muscle in load_nerves().muscles.items()
        if action in muscle.arms.values
    )
