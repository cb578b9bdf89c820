"""What a person is, once a model file has been read: arrays in SI units, nothing computed from posture.

Everything is given in the person's own *upright standing* posture, in one world frame:
x anterior, y up, z right (ISB), origin on the floor under the midpoint of the hip joints.
A body turns with a rotation that is the identity in that posture, so a point ``X`` of a body is
simply its upright position until the body moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

LUMBAR = ("L5", "L4", "L3", "L2", "L1")
THORACIC = tuple(f"T{k}" for k in range(12, 0, -1))
CERVICAL = tuple(f"C{k}" for k in range(7, 0, -1))
BODIES = ("pelvis", *LUMBAR, *THORACIC, *CERVICAL, "head")
JOINTS = (
    "L5-S1",
    *(f"{above}-{below}" for below, above in pairwise(BODIES[1:-1])),
    "C0-C1",
)
AXES = ("flexion", "lateral", "axial")
GRAVITY = 9.80665  # [m/s^2], of every weight, and of strengths that were measured in body weights

Array = np.ndarray
Value = TypeVar("Value")
ALIKE = ("fused", "group", "start", "point_body")  # of people who are stacked: one value for all of them


@dataclass(frozen=True)
class Tissue:
    """Passive joint law, 25 joints x 3 axes (flexion, lateral, axial).

    M(d) = scale * (exp(rate_pos d) - exp(-rate_neg d)): two opposed exponential springs.

    Attributes:
        scale: (25, 3) [Nm].
        rate_pos: (25, 3) [1/rad] hardening towards flexion / right / left turn.
        rate_neg: (25, 3) [1/rad] hardening towards extension / left / right turn.
        secant: (25, 3) [Nm/rad] slope of the chord between the two measured anchors.
        unloaded: (25,) [rad] flexion of the unloaded (lying) shape from upright; positive = less lordosis.
        coupling: (25,) [rad/rad] left axial turn that comes freely with one radian of right bending.
        preload_N: (25,) compression under which this law holds; zero where it was measured without.
        preload_factor: (25,) slope at rest of the excised, unloaded joint relative to this (preloaded) law.
    """

    scale: Array
    rate_pos: Array
    rate_neg: Array
    secant: Array
    unloaded: Array
    coupling: Array
    preload_N: Array
    preload_factor: Array


@dataclass(frozen=True)
class Muscles:
    """Fascicles as polylines through points fixed to bodies, both sides listed one by one.

    Attributes:
        name: (F,) fascicle names, side as suffix ``_r`` or ``_l``.
        group: (F,) group names.
        pcsa_m2: (F,) cross-section [m^2], already scaled by the person's strength factors.
        start: (F+1,) index of each fascicle's first point; its points run from below up.
        point_body: (P,) index into BODIES.
        point_m: (P, 3) [m] upright position.
        specific_tension_Pa: stress limit [Pa].
        slack_m4: (3,) [m^4] residual actuator for flexion, lateral, axial moments; scales with cross-section
            times lever arm squared, as the person does.
    """

    name: tuple[str, ...]
    group: tuple[str, ...]
    pcsa_m2: Array
    start: Array
    point_body: Array
    point_m: Array
    specific_tension_Pa: float
    slack_m4: Array


@dataclass(frozen=True)
class Person:
    """One person, upright; or many side by side, see ``stacked``.

    Attributes:
        joint_m: (25, 3) [m] centre of each joint, from L5-S1 up.
        disc_frame: (25, 3, 3) columns anterior, normal (up), right: the mid-plane of each disc.
        disc_area_m2: (25,) [m^2]; zero where there is no disc (C1-C2, C0-C1).
        centre_m: (26, 3) [m] centre of each vertebral body; S1 endplate centre for the pelvis,
            acoustic meatus (the point that 'head over hips' refers to) for the head.
        outline_m: (26, 4, 2) [m] sagittal x, y of each body's corners: back-lower, front-lower, front-upper,
            back-upper; for the pelvis the S1 endplate twice over a sacral block, for the head a box round it.
        width_m: (26,) [m] left-right width of each body, for drawing the back view.
        segment_mass_kg: (26,) [kg] head, neck and trunk slices, pelvis; without arms and legs.
        segment_com_m: (26, 3) [m].
        arm_mass_kg: [kg] one arm.
        shoulder_m: (2, 3) [m] left and right glenohumeral centre.
        shoulder_share: (26,) share of an arm's (or a carried) weight borne by each body; sums to 1.
        hip_m: (3,) [m] midpoint of the hip joints; (0, leg length, 0) by construction.
        hip_spacing_m: [m] between the two hip centres.
        ankle_m: (3,) [m] midpoint of the ankles.
        thigh_share: of the leg's length from ankle to hip.
        leg_mass_kg: both legs together.
        leg_com_share: (2,) how far along shank and thigh the legs' centre of mass lies: it is at the ankle plus these
            shares of the vectors ankle to knee and knee to hip.
        foot_heel_m, foot_toe_m: [m] x of the rear and front edge of the base of support;
            base_half_width_m its half width.
        spread: {quantity: standard deviation} for sampling populations, in the unit of the name.
        measures: clinical measures of the upright posture in degrees and millimetres.
    """

    name: str
    sex: str
    age_years: float
    height_m: float
    mass_kg: float
    joint_m: Array
    disc_frame: Array
    disc_area_m2: Array
    centre_m: Array
    outline_m: Array
    width_m: Array
    segment_mass_kg: Array
    segment_com_m: Array
    arm_mass_kg: float
    shoulder_m: Array
    shoulder_share: Array
    hip_m: Array
    hip_spacing_m: float
    ankle_m: Array
    thigh_share: float
    leg_mass_kg: float
    leg_com_share: Array
    foot_heel_m: float
    foot_toe_m: float
    base_half_width_m: float
    tissue: Tissue
    range_deg: Array  # (25, 3, 2) measured range of motion towards negative and positive, both as magnitudes [deg]
    muscles: Muscles
    fused: tuple[str, ...] = ()
    measures: dict[str, float] = field(default_factory=dict)
    spread: dict[str, float] = field(default_factory=dict)
    sources: tuple[str, ...] = ()  # keys of references.bib behind this person

    def __repr__(self) -> str:
        """Who it is; the arrays are asked for by name."""
        name = self.name.replace("_", " ")
        return f"<Person: {name}, {self.age_years:g} years, {self.height_m:g} m, {self.mass_kg:g} kg>"


def stacked(people: Sequence[Value]) -> Value:
    """Values of one kind side by side: as one whose numbers, arrays and words have a leading axis (people, ...).

    People who are stacked must be fused alike, and have the same fascicles (``ALIKE``). Kinematics, measures and
    potentials take such a person as they take one; ``taken`` takes one of them out again.
    """
    first = people[0]
    columns: dict[str, Any] = {}
    for entry in fields(first):  # type: ignore[arg-type]
        values = [getattr(each, entry.name) for each in people]
        alike = entry.name in ALIKE or (entry.name == "name" and isinstance(first, Muscles))
        columns[entry.name] = values[0] if alike else beside(values)
    return type(first)(**columns)


def beside(values: Sequence[Any]) -> Any:
    """One thing of each of many people, with a leading axis."""
    first = values[0]
    if is_dataclass(first):
        return stacked(values)
    if isinstance(first, np.ndarray):
        return np.stack(values)
    if isinstance(first, (int, float)):
        return np.array(values, dtype=float)
    return words(values)


def words(values: Sequence[Any]) -> Array:
    """(n,) words, tables or lists, one of each of many people."""
    column = np.empty(len(values), dtype=object)
    for k, value in enumerate(values):
        column[k] = value
    return column


def taken(value: Value, which: Array | int) -> Value:
    """Some of stacked values in the order of their indices, or one of them as it is alone."""
    columns: dict[str, Any] = {}
    for entry in fields(value):  # type: ignore[arg-type]
        column = getattr(value, entry.name)
        if isinstance(column, np.ndarray) and entry.name not in ALIKE:
            some = column[which]
            columns[entry.name] = some if isinstance(which, np.ndarray) else _alone(some)
        else:
            columns[entry.name] = taken(column, which) if is_dataclass(column) else column
    return type(value)(**columns)


def _alone(item: Any) -> Any:
    """What one person has of a column: numbers as Python's own, arrays that keep nobody else in memory."""
    if isinstance(item, np.ndarray):
        return item.copy()
    return item.item() if isinstance(item, np.generic) else item
