"""What a model file may say: every table, every key, and that each number has unit, source and kind.

The structures mirror the TOML files one to one; an unknown key or a wrong type is an error with its exact path
(`models.files` turns it into one line for the user). Nothing is computed here.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

Kind = Literal["measured", "derived", "calibrated", "assumed"]
Status = Literal["verified", "verified-secondary", "partly-verified", "unverified"]


class Quantity(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a number comes from.

    Attributes:
        unit: its unit, spelt as in the SI ("1" for a ratio).
        kind: measured, derived, calibrated or assumed.
        source: key of references.bib, or several.
        status: how far it was checked against its source; see the head of anatomy.toml.
        spread: one standard deviation between people, in the same unit; one number or one a level.
        note: what the reader must know to use it.
    """

    unit: str
    kind: Kind
    source: str | list[str]
    status: Status | None = None
    spread: float | dict[str, float] | None = None
    note: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,) if isinstance(self.source, str) else tuple(self.source)


class Number(Quantity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One number."""

    value: float


class Column(Quantity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One number a level (or a sex, an axis, a grade)."""

    values: dict[str, float]


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the tables: frozen, no unknown keys."""


# --- anatomy.toml -----------------------------------------------------------------------------


class Size(Table, frozen=True, forbid_unknown_fields=True):
    reference_height: Number
    leg_length_fraction: Number
    female_breadth: Number


class Vertebra(Table, frozen=True, forbid_unknown_fields=True):
    anterior_height: Column
    posterior_height: Column
    endplate_depth: Column
    endplate_width: Column


class Disc(Table, frozen=True, forbid_unknown_fields=True):
    height: Column
    area: Column


class Curve(Table, frozen=True, forbid_unknown_fields=True):
    lumbar: Column
    lumbar_share: Column
    thoracic: Column
    cervical: Column


class Pelvis(Table, frozen=True, forbid_unknown_fields=True):
    hip_to_sacrum: Number
    hip_spacing: Number
    sacral_block: Number


class Leg(Table, frozen=True, forbid_unknown_fields=True):
    thigh_fraction: Number
    ankle_height: Number


class Foot(Table, frozen=True, forbid_unknown_fields=True):
    length: Number
    heel_behind_ankle: Number
    breadth: Number
    mass_ahead_of_ankle: Number


class Head(Table, frozen=True, forbid_unknown_fields=True):
    com_forward: Number
    com_up: Number
    meatus_forward: Number
    meatus_up: Number
    vertex_up: Number
    length: Number
    breadth: Number
    height: Number


class Shoulder(Table, frozen=True, forbid_unknown_fields=True):
    half_spacing: Number
    forward: Number
    share: Column


class Mass(Table, frozen=True, forbid_unknown_fields=True):
    trunk: Column
    trunk_forward: Column
    head: Column
    neck: Column
    arm: Column
    pelvis: Column
    thigh: Column
    shank: Column
    foot: Column
    thigh_com: Column
    shank_com: Column
    pelvis_com_up: Column
    pelvis_com_forward: Number


class Range(Table, frozen=True, forbid_unknown_fields=True):
    flexion: Column
    extension: Column
    lateral: Column
    axial: Column


class Anatomy(Table, frozen=True, forbid_unknown_fields=True):
    """anatomy.toml."""

    size: Size
    vertebra: Vertebra
    disc: Disc
    curve: Curve
    pelvis: Pelvis
    leg: Leg
    foot: Foot
    head: Head
    shoulder: Shoulder
    mass: Mass
    range: Range


# --- tissue.toml ------------------------------------------------------------------------------


class Region(Table, frozen=True, forbid_unknown_fields=True):
    """Two anchors a joint and axis: angle reached at ``moment`` in each direction."""

    moment: Column
    flexion: Column
    extension: Column
    lateral: Column
    axial: Column
    hardening_ratio: Column
    preload: Number


class Degeneration(Table, frozen=True, forbid_unknown_fields=True):
    flexion: Column
    lateral: Column
    axial: Column


class Ageing(Table, frozen=True, forbid_unknown_fields=True):
    per_decade: Number
    onset: Number


class TissueSize(Table, frozen=True, forbid_unknown_fields=True):
    reference_mass: Number


class TissueFile(Table, frozen=True, forbid_unknown_fields=True):
    """tissue.toml."""

    lumbar: Region
    thoracic: Region
    cervical: Region
    craniocervical: Region
    rib_cage: Column
    rib_cage_floating: Number
    degeneration: Degeneration
    ageing: Ageing
    size: TissueSize
    preload_per_newton: Number
    unloaded: Column
    coupling: Column


# --- muscles.toml -----------------------------------------------------------------------------


class Remark(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands at the head of every table of muscles.toml and holds for all its numbers."""

    unit: str
    kind: Kind
    source: str | list[str]
    status: Status | None = None
    spread: float | None = None
    meaning: str | None = None
    note: str | None = None


class Sharing(Remark, frozen=True, forbid_unknown_fields=True, kw_only=True):
    value: float


class SharingTable(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    specific_tension: Sharing
    residual_flexion: Sharing
    residual_lateral: Sharing
    residual_axial: Sharing


class Landmark(Remark, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind of point, body by body, on the right side; or one track's points."""

    frame: Literal["vertebra", "sacrum", "innominate", "head"]
    at: dict[str, tuple[float, float, float]]


class Fascicle(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: str
    from_: str = field(name="from")
    to: str
    pcsa: float
    guide: str | None = None
    omit: list[str] = []
    crosses_midline: bool = False


class MuscleGroup(Remark, frozen=True, forbid_unknown_fields=True, kw_only=True):
    fascicles: list[Fascicle]


class MusclesFile(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """muscles.toml."""

    sharing: SharingTable
    landmarks: dict[str, Landmark]
    guides: dict[str, Landmark]
    muscles: dict[str, MuscleGroup]


# --- regressions.toml -------------------------------------------------------------------------


class Regression(Quantity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A measure as a sum: constant + factor x other measures; ``spread`` is the residual deviation."""

    terms: dict[str, float]


class RegressionFile(Table, frozen=True, forbid_unknown_fields=True):
    """regressions.toml: the measures of a person nobody has measured."""

    age: Number
    height_m: dict[str, Number]
    body_mass_index: dict[str, Number]
    pelvic_incidence_deg: Number
    pelvic_tilt_deg: Regression
    lumbar_lordosis_deg: Regression
    thoracic_kyphosis_deg: Regression
    cervical_lordosis_deg: Regression


# --- a person ---------------------------------------------------------------------------------


class Measures(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The measures of one person. Those left out follow from the published regressions."""

    height_m: Number | None = None
    mass_kg: Number | None = None
    age: Number | None = None
    pelvic_incidence_deg: Number | None = None
    pelvic_tilt_deg: Number | None = None
    lumbar_lordosis_deg: Number | None = None
    thoracic_kyphosis_deg: Number | None = None
    cervical_lordosis_deg: Number | None = None
    strength: Number | None = None
    flexibility: Number | None = None


class PersonFile(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """adult_male.toml and the like; ``anatomy`` and ``tissue`` override single quantities of the shared files."""

    title: str
    sex: Literal["male", "female"]
    measures: Measures
    disc_grade: dict[str, int] = {}
    fused: list[str] = []
    rib_cage: bool = True
    anatomy: dict = {}
    tissue: dict = {}


# --- postures.toml ----------------------------------------------------------------------------


class PostureTable(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One posture as the file gives it."""

    reason: str
    tone: Number
    balance: Number
    head_over_hips: Number
    gaze: Number
    hip: Number
    tone_legs: Number


class GainsTable(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The global gains as the file gives them; meanings in `models.postures.Gains`."""

    active_stiffness: Number
    active_stiffness_thorax: Number
    balance_N_per_m: Number
    balance_lateral_N_per_m: Number
    head_N_per_m: Number
    gaze_Nm_per_rad: Number
    hip_Nm_per_rad: Number
    hip_lateral_Nm_per_rad: Number
    hip_turn_Nm_per_rad: Number
    voluntary_share: Number
    voluntary_angle_deg: Number
    ankle_Nm_per_rad: Number
    hip_extension_deg: Number
    hip_flexion_deg: Number
    hip_side_deg: Number
    hip_turn_deg: Number
    hip_limit_Nm: Number
    hip_limit_softness_deg: Number
    edge_share: Number
    edge_softness_m: Number
    lean_gaze_share: Number
    backpack_behind_m: Number
    pressure_correction: Number
    abdominal_threshold_Nm: Number
    abdominal_slope_Pa_per_Nm: Number
    abdominal_largest_Pa: Number
    diaphragm_area_m2: Number
    diaphragm_arm_m: Number


class PosturesFile(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """postures.toml."""

    postures: dict[str, PostureTable]
    gains: GainsTable
