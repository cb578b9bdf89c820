"""Put one person together: skeleton, masses, tissue, range of motion, muscles, measures."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from models.body import body
from models.column import Skeleton, across, along, levels, skeleton
from models.errors import ModelError
from models.fascicles import muscles
from models.law import REGIONS, Wear, tissue
from models.person import JOINTS, Person
from models.quantity import Quantity, Table
from models.schema import Anatomy, TissueFile

Array = np.ndarray
FLEXIBLE = {  # the joints of a region that is more or less flexible than the rest
    "lumbar": REGIONS["lumbar"],
    "thoracic": REGIONS["thoracic"],
    "neck": REGIONS["cervical"] + REGIONS["craniocervical"],
}


@dataclass(frozen=True)
class Spec:
    """Everything that makes a person, complete and checked; angles in degrees, the rest in SI units.

    ``value`` holds height_m, mass_kg, age, pelvic_incidence_deg, pelvic_tilt_deg, lumbar_lordosis_deg,
    thoracic_kyphosis_deg, cervical_lordosis_deg, strength and flexibility; ``flexible`` a further factor by region.
    """

    name: str
    sex: str
    value: dict[str, float]
    spread: dict[str, float]
    sources: frozenset[str]
    disc_grade: dict[str, int]
    fused: tuple[str, ...]
    rib_cage: bool
    anatomy: Anatomy
    tissue: TissueFile
    flexible: dict[str, float] = field(default_factory=dict)


def assemble(spec: Spec) -> Person:
    """The person's upright arrays (see `models.person.Person`), from the complete specification."""
    value, anatomy = spec.value, spec.anatomy
    curves = {key: value[key] for key in value if key.endswith("_deg")}
    curves["sacral_slope_deg"] = curves["pelvic_incidence_deg"] - curves["pelvic_tilt_deg"]
    bones = skeleton(anatomy, curves, value["height_m"], spec.sex)
    flesh = body(anatomy, bones, spec.sex, value["mass_kg"])
    reference = spec.tissue.size.reference_mass.value * anatomy.size.reference_height.value
    wear = Wear(
        size=value["mass_kg"] * value["height_m"] / reference,
        age_years=value["age"],
        flexibility=_flexibility(spec),
        disc_grade=spec.disc_grade,
        rib_cage=spec.rib_cage,
    )
    person = Person(
        name=spec.name,
        sex=spec.sex,
        age_years=value["age"],
        height_m=value["height_m"],
        mass_kg=value["mass_kg"],
        joint_m=_in_space(bones.joint),
        disc_frame=_frames(bones.joint_inclination),
        disc_area_m2=bones.disc_area,
        centre_m=_in_space(bones.centre),
        outline_m=bones.outline,
        width_m=bones.width,
        segment_mass_kg=flesh.segment_mass,
        segment_com_m=flesh.segment_com,
        arm_mass_kg=flesh.arm_mass,
        shoulder_m=flesh.shoulder,
        shoulder_share=flesh.shoulder_share,
        hip_m=_in_space(bones.hip),
        hip_spacing_m=bones.scale * 1e-3 * anatomy.pelvis.hip_spacing.value,
        ankle_m=flesh.ankle,
        leg_mass_kg=flesh.leg_mass,
        thigh_share=anatomy.leg.thigh_fraction.value,
        leg_com_share=flesh.leg_com_share,
        foot_heel_m=flesh.heel,
        foot_toe_m=flesh.toe,
        base_half_width_m=flesh.base_half_width,
        tissue=tissue(spec.tissue, wear),
        range_deg=_range(anatomy) * _flexibility(spec)[:, None, None],
        muscles=muscles(
            bones,
            curves,
            anatomy.pelvis.innominate_turn.value,
            value["mass_kg"] / spec.tissue.size.reference_mass.value,
            value["strength"],
        ),
        fused=spec.fused,
        measures=_measures(bones, curves),
        spread=dict(spec.spread),
        sources=tuple(sorted(spec.sources | sources(anatomy) | sources(spec.tissue))),
    )
    for part in (person, person.tissue, person.muscles):
        for key, item in vars(part).items():
            if isinstance(item, (float, np.ndarray)) and not np.all(np.isfinite(item)):
                raise ModelError(f"{spec.name}: the numbers of this person give no finite {key}")
    return person


def sources(table: Table) -> frozenset[str]:
    """Every key of references.bib behind a table."""
    found: set[str] = set()
    for name in table.__struct_fields__:
        item = getattr(table, name)
        found |= set(item.sources) if isinstance(item, Quantity) else sources(item)
    return frozenset(found)


def _flexibility(spec: Spec) -> Array:
    """(25,) factor on the angle reached at a given moment, and on the range of motion."""
    factor = np.full(len(JOINTS), spec.value["flexibility"])
    for region, more in spec.flexible.items():
        factor[[JOINTS.index(joint) for joint in FLEXIBLE[region]]] *= more
    return factor


def _in_space(points: Array) -> Array:
    """(..., 2) sagittal x, y to (..., 3) in the mid-plane."""
    return np.concatenate([points, np.zeros((*points.shape[:-1], 1))], axis=-1)


def _frames(inclination: Array) -> Array:
    """(..., 3, 3) columns anterior, normal, right."""
    right = np.broadcast_to([0.0, 0.0, 1.0], (*inclination.shape, 3))
    return np.stack([_in_space(along(inclination)), _in_space(across(inclination)), right], axis=-1)


def _range(anatomy: Anatomy) -> Array:
    """(25, 3, 2) range towards negative and positive [deg], as magnitudes."""
    r = anatomy.range
    flexion, extension, lateral, axial = (
        levels(getattr(r, key), JOINTS, f"range.{key}") for key in ("flexion", "extension", "lateral", "axial")
    )
    return np.stack(
        [np.stack(pair, axis=-1) for pair in ((extension, flexion), (lateral, lateral), (axial, axial))],
        axis=1,
    )


def _measures(bones: Skeleton, curves: dict[str, float]) -> dict[str, float]:
    """Clinical measures of the upright posture, from the skeleton itself."""
    lower, upper = np.degrees(bones.lower), np.degrees(bones.upper)
    plumb = bones.centre[18, 0] - bones.outline[0, 3, 0]
    return {
        "pelvic_incidence_deg": curves["pelvic_incidence_deg"],
        "pelvic_tilt_deg": curves["pelvic_tilt_deg"],
        "sacral_slope_deg": curves["sacral_slope_deg"],
        "lumbar_lordosis_deg": float(upper[4] + curves["sacral_slope_deg"]),
        "thoracic_kyphosis_deg": float(lower[5] - upper[16]),
        "thoracic_kyphosis_T4_T12_deg": float(lower[5] - upper[13]),
        "cervical_lordosis_deg": float(lower[22] - lower[17]),
        "t1_slope_deg": float(-upper[16]),
        "sva_mm": 1e3 * float(plumb),
    }
