"""A result: everything computed for one scenario, frozen and labelled. It saves and describes itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.person import BODIES, JOINTS, LUMBAR, THORACIC, Person

from . import files, report
from .scenario import Scenario
from .words import joint_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .chain import Pose
    from .figures.domino import DominoArtists
    from .figures.figure import DefaultFigure
    from .figures.loads import LoadArtists
    from .figures.posture import PostureArtists

Array = np.ndarray

SCHEMA = "plumbline.result/1"
REGIONS = tuple(
    "lumbar" if upper in LUMBAR else "thoracic" if upper in THORACIC else "cervical" for upper in BODIES[1:]
)  # a joint belongs to the region of the vertebra above it
PARTS = ("weight", "tissue", "muscle")


@dataclass(frozen=True)
class Stability:
    """How far from buckling.

    Attributes:
        margin_Nm_per_rad: smallest eigenvalue of the potential's Hessian in this posture [Nm/rad].
        baseline_margin_Nm_per_rad: the same for the untilted person.
        weight_factor: how many times the weight above the hips could grow before the posture is lost; None
            where that was not computed.
    """

    margin_Nm_per_rad: float
    baseline_margin_Nm_per_rad: float
    weight_factor: float | None = None


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


@dataclass(frozen=True, eq=False)
class Result:
    """What ``sim.simulate`` answers.

    Attributes:
        scenario: what was asked.
        person: who it was asked of.
        converged: True; a posture that does not exist raises ``NoPosture`` instead.
        residual_Nm: largest joint moment left unbalanced [Nm].
        iterations: Newton steps taken.
        stability: margin against buckling.
        pose: where every body is.
        alignment: clinical angles and offsets, and their changes.
        joints: angle and load of the 25 joints.
        muscle_force_N: (F,) force of each fascicle of ``person.muscles`` [N].
        baseline: the same person, posture and burden with nothing tilted or held; None on a baseline itself.
        legs, nerves, exposure: further findings by name; empty where nothing was computed.
        warnings: what the reader should know, in sentences.
    """

    scenario: Scenario
    person: Person
    converged: bool
    residual_Nm: float
    iterations: int
    stability: Stability
    pose: Pose
    alignment: Alignment
    joints: JointTable
    muscle_force_N: Array
    baseline: Result | None = None
    legs: Mapping[str, Any] = field(default_factory=dict)
    nerves: Mapping[str, Any] = field(default_factory=dict)
    exposure: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Result: {report.heading(self)}>"

    def to_dict(self) -> dict[str, Any]:
        """The public, versioned shape ``plumbline.result/1``, as plain numbers and words."""
        return report.plain(
            {
                "schema": SCHEMA,
                "software": report.software(),
                "model": report.model(self.person),
                "scenario": self.scenario.to_dict(),
                "converged": self.converged,
                "residual_Nm": self.residual_Nm,
                "stability": asdict(self.stability),
                "alignment": {**self.alignment.measures(), "change": self._changes()},
                "baseline": None if self.baseline is None else self.baseline._as_baseline(),
                "joints": report.joint_rows(self.joints),
                "legs": self.legs,
                "nerves": self.nerves,
                "exposure": self.exposure,
                "warnings": self.warnings,
            }
        )

    def _changes(self) -> dict[str, float]:
        change = self.alignment.change
        return dict.fromkeys(MEASURES, 0.0) if change is None else change.measures()

    def _as_baseline(self) -> dict[str, Any]:
        return {"alignment": self.alignment.measures(), "joints": report.joint_rows(self.joints)}

    def to_json(self) -> str:
        """``to_dict`` as JSON text: every number in full precision, never NaN, never a negative zero."""
        return report.json_text(self.to_dict())

    def to_csv(self) -> str:
        """One row per joint from L5-S1 up, units in the header (RFC 4180)."""
        return report.csv_text(self)

    def table(self) -> str:
        """A short table to read, at most 80 columns wide."""
        return report.table(self)

    def caption(self) -> str:
        """Three plain sentences computed from the numbers."""
        return report.caption(self)

    def plot(self) -> DefaultFigure:
        """The default figure: posture before and after, load by level, degrees by region."""
        from .figures.figure import default_figure

        return default_figure(self)

    def plot_posture(self, ax: Axes | None = None, view: str = "side") -> PostureArtists:
        """Draw the spine before and after, seen from the ``"side"`` or the ``"back"``."""
        from .figures.posture import draw_posture

        return draw_posture(self, ax, view)

    def plot_loads(self, ax: Axes | None = None) -> LoadArtists:
        """Draw compression by level, before and after."""
        from .figures.loads import draw_loads

        return draw_loads(self, ax)

    def plot_domino(self, ax: Axes | None = None) -> DominoArtists:
        """Draw how many degrees each region gives."""
        from .figures.domino import draw_domino

        return draw_domino(self, ax)

    def save(self, folder: str | Path = "out", name: str | None = None, figure: bool = True) -> list[Path]:
        """Write figure (PNG, SVG), data (JSON, CSV) and caption, all of them or none.

        Args:
            folder: made if missing.
            name: names the files ``name.png``, ``.svg``, ``.json``, ``.csv``, ``.txt``; without it they are
                ``figure.png``, ``figure.svg``, ``result.json``, ``joints.csv``, ``caption.txt``.
            figure: False leaves the pictures out.

        Raises:
            OutputError: the folder cannot be written.
        """
        return files.save(self, Path(folder), name, figure)
