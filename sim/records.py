"""What a result is made of: stability, alignment, and the loads of all joints as columns or as records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from models.person import BODIES, JOINTS, LUMBAR, THORACIC

from .words import joint_name

Array = np.ndarray

REGIONS = tuple(
    "lumbar" if upper in LUMBAR else "thoracic" if upper in THORACIC else "cervical" for upper in BODIES[1:]
)  # a joint belongs to the region of the vertebra above it


@dataclass(frozen=True)
class Stability:
    """How far from buckling.

    Attributes:
        margin_Nm_per_rad: smallest eigenvalue of the potential's Hessian in this posture [Nm/rad].
        baseline_margin_Nm_per_rad: the same for the untilted person.
    """

    margin_Nm_per_rad: float
    baseline_margin_Nm_per_rad: float


@dataclass(frozen=True)
class Alignment:
    """The angles and offsets that clinicians measure; lordosis and kyphosis are positive.

    ``change`` holds the same measures minus those of the same person untilted. ``sim.alignment`` defines each
    measure and gives its construction lines.
    """

    pelvic_incidence_deg: float
    pelvic_tilt_deg: float
    sacral_slope_deg: float
    lumbar_lordosis_deg: float
    thoracic_kyphosis_deg: float
    thoracic_kyphosis_T4_T12_deg: float
    cervical_lordosis_deg: float
    t1_slope_deg: float
    sva_mm: float
    head_hip_angle_deg: float
    gaze_deg: float
    lumbar_cobb_deg: float
    thoracic_cobb_deg: float
    c7_offset_mm: float
    shoulder_tilt_deg: float
    pelvic_obliquity_deg: float
    head_tilt_deg: float
    pelvis_turn_deg: float
    thorax_turn_deg: float
    head_turn_deg: float
    change: Alignment | None = None

    @classmethod
    def of(cls, measures: Mapping[str, float], baseline: Alignment | None = None) -> Alignment:
        """From named measures; ``change`` is taken against ``baseline``, or is zero without one."""
        before = measures if baseline is None else baseline.measures()
        change: dict[str, Any] = {name: measures[name] - before[name] for name in MEASURES}
        now: dict[str, Any] = dict(measures)
        return cls(**now, change=cls(**change))

    def measures(self) -> dict[str, float]:
        """Name and value of every measure, without the changes."""
        return {name: getattr(self, name) for name in MEASURES}


MEASURES = tuple(entry.name for entry in fields(Alignment) if entry.name != "change")


@dataclass(frozen=True)
class Part:
    """What one of weight, tissue and muscle contributes to a joint's load. Fields as in ``JointLoad``."""

    compression_N: float
    shear_anterior_N: float
    shear_right_N: float
    moment_flexion_Nm: float
    moment_lateral_Nm: float
    moment_axial_Nm: float


@dataclass(frozen=True)
class JointLoad:
    """Angle and load of one joint.

    Attributes:
        joint: name, from below: ``L4-L5`` is L4 on L5.
        region: lumbar, thoracic or cervical, by the vertebra above.
        flexion_deg, lateral_deg, axial_deg: joint angles from upright standing; flexion, right bending and
            left turn positive.
        change_flexion_deg, change_lateral_deg, change_axial_deg: minus those of the same person untilted.
        compression_N: along the disc normal, positive when pressed.
        shear_anterior_N, shear_right_N: along the disc; positive where the upper body pushes forward, or to
            the right, on the lower.
        moment_flexion_Nm, moment_lateral_Nm, moment_axial_Nm: of all weight above about the joint, which
            muscle and tissue balance; signs as the angles.
        pressure_MPa: in the disc; None where there is no disc.
        compression_ratio: compression relative to the same person untilted.
        compression_body_weights: compression in body weights.
        range_used: share of the measured range of motion that is used, on the axis where it is largest.
        parts: weight, tissue and muscle. Their forces sum to the load, their moments to what no muscle could
            supply (nearly zero).
    """

    joint: str
    region: str
    flexion_deg: float
    lateral_deg: float
    axial_deg: float
    change_flexion_deg: float
    change_lateral_deg: float
    change_axial_deg: float
    compression_N: float
    shear_anterior_N: float
    shear_right_N: float
    moment_flexion_Nm: float
    moment_lateral_Nm: float
    moment_axial_Nm: float
    pressure_MPa: float | None
    compression_ratio: float
    compression_body_weights: float
    range_used: float
    parts: Mapping[str, Part]


@dataclass(frozen=True, eq=False)
class JointTable:
    """Loads of all joints, from L5-S1 up. One joint by name, ``table["L4-L5"]``; one column by name, (25,).

    Attributes are the columns of ``JointLoad``; ``pressure_MPa`` is NaN where there is no disc.
    ``part_force_N`` and ``part_moment_Nm`` map weight, tissue and muscle to (25, 3): compression, anterior,
    right; flexion, lateral, axial.
    """

    flexion_deg: Array
    lateral_deg: Array
    axial_deg: Array
    change_flexion_deg: Array
    change_lateral_deg: Array
    change_axial_deg: Array
    compression_N: Array
    shear_anterior_N: Array
    shear_right_N: Array
    moment_flexion_Nm: Array
    moment_lateral_Nm: Array
    moment_axial_Nm: Array
    pressure_MPa: Array
    compression_ratio: Array
    compression_body_weights: Array
    range_used: Array
    part_force_N: Mapping[str, Array]
    part_moment_Nm: Mapping[str, Array]

    @classmethod
    def of(
        cls,
        *,
        angle_rad: Array,
        force_N: Array,
        moment_Nm: Array,
        pressure_MPa: Array,
        range_used: Array,
        body_weight_N: float,
        part_force_N: Mapping[str, Array],
        part_moment_Nm: Mapping[str, Array],
        baseline: JointTable | None = None,
    ) -> JointTable:
        """From arrays as mechanics gives them; without a baseline every change is zero and every ratio one.

        Args:
            angle_rad: (25, 3) flexion, lateral, axial [rad].
            force_N: (25, 3) compression, anterior shear, right shear [N].
            moment_Nm: (25, 3) flexion, lateral, axial [Nm].
            pressure_MPa: (25,) NaN where there is no disc.
            range_used: (25,).
            body_weight_N: of the whole person, without what is carried [N].
            part_force_N: (25, 3) each.
            part_moment_Nm: (25, 3) each.
            baseline: the same person untilted.
        """
        angle = np.degrees(angle_rad)
        if baseline is None:
            change, ratio = np.zeros_like(angle), np.ones(len(angle))
        else:
            before = (baseline.flexion_deg, baseline.lateral_deg, baseline.axial_deg)
            change = angle - np.stack(before, axis=-1)
            ratio = force_N[:, 0] / baseline.compression_N
        weights = force_N[:, 0] / body_weight_N
        columns = (*angle.T, *change.T, *force_N.T, *moment_Nm.T, pressure_MPa, ratio, weights, range_used)
        named: dict[str, Any] = dict(zip(COLUMNS, columns, strict=True))
        return cls(**named, part_force_N=part_force_N, part_moment_Nm=part_moment_Nm)

    @property
    def angle_deg(self) -> Array:
        """(25, 3) flexion, lateral, axial."""
        return np.stack([self.flexion_deg, self.lateral_deg, self.axial_deg], axis=-1)

    def __len__(self) -> int:
        return len(JOINTS)

    def __iter__(self) -> Iterator[JointLoad]:
        return (self._at(index) for index in range(len(JOINTS)))

    def __getitem__(self, joint: str) -> JointLoad:
        return self._at(JOINTS.index(joint_name(joint)))

    def _at(self, index: int) -> JointLoad:
        row = {name: float(getattr(self, name)[index]) for name in COLUMNS}
        pressure = row.pop("pressure_MPa")
        parts = {
            name: Part(*self.part_force_N[name][index].tolist(), *self.part_moment_Nm[name][index].tolist())
            for name in self.part_force_N
        }
        return JointLoad(
            joint=JOINTS[index],
            region=REGIONS[index],
            pressure_MPa=None if np.isnan(pressure) else pressure,
            parts=parts,
            **row,
        )


COLUMNS = tuple(entry.name for entry in fields(JointTable) if not entry.name.startswith("part_"))
