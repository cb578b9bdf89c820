"""Put people together: skeleton, masses, tissue, range of motion, muscles, measures.

Whoever is alone is a batch of one: there is one way to make a person, and nobody depends on who is made beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.body import body
from models.column import Skeleton, across, along, levels, skeleton
from models.errors import ModelError
from models.fascicles import muscles
from models.law import REGIONS, Wear, tissue
from models.once import once
from models.person import JOINTS, Person, taken, words
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
    """Everything that makes one person, complete and checked; angles in degrees, the rest in SI units.

    ``value`` holds height_m, mass_kg, age, pelvic_incidence_deg, pelvic_tilt_deg, lumbar_lordosis_deg,
    thoracic_kyphosis_deg, cervical_lordosis_deg, strength and flexibility; ``flexible`` a further factor by region.
    """

    name: str
    sex: str
    value: Mapping[str, float]
    spread: Mapping[str, float]
    sources: frozenset[str]
    disc_grade: Mapping[str, int]
    fused: tuple[str, ...]
    rib_cage: bool
    flexible: Mapping[str, float]


def assemble(spec: Spec, anatomy: Anatomy, law: TissueFile) -> Person:
    """The person's upright arrays (see `models.person.Person`), from the complete specification.

    Raises:
        ModelError: its numbers give something that is not finite.
    """
    with np.errstate(all="ignore"):  # what is not finite is refused below
        people = assemble_all([spec], anatomy, law)
        bad = not_finite(people)
    if bad.any():
        named = next((key for key, item in _numbers(people) if not np.all(np.isfinite(item))), "sum")
        raise ModelError(f"{spec.name}: the numbers of this person give no finite {named}")
    return taken(people, 0)


def not_finite(people: Person) -> Array:
    """(n,) of many people stacked: whether some number of theirs is not finite."""
    bad = np.zeros(np.shape(people.mass_kg), dtype=bool)
    for _, item in _numbers(people):
        bad |= ~np.isfinite(item.reshape(len(bad), -1).sum(axis=1))  # a sum is finite where all its terms are
    return bad


def _numbers(people: Person) -> list[tuple[str, Array]]:
    """Name and values of every array of numbers (n, ...)."""
    parts = [*vars(people).items(), *vars(people.tissue).items(), *vars(people.muscles).items()]
    return [(key, item) for key, item in parts if isinstance(item, np.ndarray) and item.dtype.kind == "f"]


def assemble_all(specs: Sequence[Spec], anatomy: Anatomy, law: TissueFile) -> Person:
    """People who are fused alike, from their specifications, stacked along a leading axis (`models.person.stacked`).

    What one of them is, to the last bit, depends on nobody beside.
    """
    value = {key: np.array([spec.value[key] for spec in specs], dtype=float) for key in specs[0].value}
    female = np.array([spec.sex == "female" for spec in specs])
    curves = {key: value[key] for key in value if key.endswith("_deg")}
    curves["sacral_slope_deg"] = curves["pelvic_incidence_deg"] - curves["pelvic_tilt_deg"]
    mass_kg, height_m = value["mass_kg"], value["height_m"]
    bones = skeleton(anatomy, curves, height_m, female)
    flesh = body(anatomy, bones, female, mass_kg)
    flexibility = _flexibility(specs, value["flexibility"])
    wear = Wear(
        size=mass_kg * height_m / (law.size.reference_mass.value * anatomy.size.reference_height.value),
        age_years=value["age"],
        flexibility=flexibility,
        disc_grade=np.array([[spec.disc_grade.get(joint, 0) for joint in JOINTS] for spec in specs]),
        rib_cage=np.array([spec.rib_cage for spec in specs]),
    )
    turn = anatomy.pelvis.innominate_turn.value
    known = _sources(anatomy) | _sources(law)
    return Person(
        name=words([spec.name for spec in specs]),  # type: ignore[arg-type]
        sex=words([spec.sex for spec in specs]),  # type: ignore[arg-type]
        age_years=value["age"],  # type: ignore[arg-type]
        height_m=height_m,  # type: ignore[arg-type]
        mass_kg=mass_kg,  # type: ignore[arg-type]
        joint_m=_in_space(bones.joint),
        disc_frame=_frames(bones.joint_inclination),
        disc_area_m2=bones.disc_area,
        centre_m=_in_space(bones.centre),
        outline_m=bones.outline,
        width_m=bones.width,
        segment_mass_kg=flesh.segment_mass,
        segment_com_m=flesh.segment_com,
        arm_mass_kg=flesh.arm_mass,  # type: ignore[arg-type]
        shoulder_m=flesh.shoulder,
        shoulder_share=flesh.shoulder_share,
        hip_m=_in_space(bones.hip),
        hip_spacing_m=bones.scale * 1e-3 * anatomy.pelvis.hip_spacing.value,  # type: ignore[arg-type]
        ankle_m=flesh.ankle,
        leg_mass_kg=flesh.leg_mass,  # type: ignore[arg-type]
        thigh_share=np.full(len(specs), anatomy.leg.thigh_fraction.value),  # type: ignore[arg-type]
        leg_com_share=flesh.leg_com_share,
        foot_heel_m=flesh.heel,  # type: ignore[arg-type]
        foot_toe_m=flesh.toe,  # type: ignore[arg-type]
        base_half_width_m=flesh.base_half_width,  # type: ignore[arg-type]
        tissue=tissue(law, wear),
        range_deg=_range(anatomy) * flexibility[:, :, None, None],
        muscles=muscles(bones, curves, turn, mass_kg / law.size.reference_mass.value, value["strength"]),
        fused=specs[0].fused,
        measures=words(_measures(bones, curves)),  # type: ignore[arg-type]
        spread=words([dict(spec.spread) for spec in specs]),  # type: ignore[arg-type]
        sources=words([tuple(sorted(spec.sources | known)) for spec in specs]),  # type: ignore[arg-type]
    )


@once
def _sources(table: Table) -> frozenset[str]:
    return sources(table)


def sources(table: Table) -> frozenset[str]:
    """Every key of references.bib behind a table."""
    found: set[str] = set()
    for name in table.__struct_fields__:
        item = getattr(table, name)
        found |= set(item.sources) if isinstance(item, Quantity) else sources(item)
    return frozenset(found)


def _flexibility(specs: Sequence[Spec], whole: Array) -> Array:
    """(n, 25) factor on the angle reached at a given moment, and on the range of motion."""
    factor = np.repeat(whole[:, None], len(JOINTS), axis=1)
    for k, spec in enumerate(specs):
        for region, more in spec.flexible.items():
            factor[k, [JOINTS.index(joint) for joint in FLEXIBLE[region]]] *= more
    return factor


def _in_space(points: Array) -> Array:
    """(..., 2) sagittal x, y to (..., 3) in the mid-plane."""
    return np.concatenate([points, np.zeros((*points.shape[:-1], 1))], axis=-1)


def _frames(inclination: Array) -> Array:
    """(..., 3, 3) columns anterior, normal, right."""
    right = np.broadcast_to([0.0, 0.0, 1.0], (*inclination.shape, 3))
    return np.stack([_in_space(along(inclination)), _in_space(across(inclination)), right], axis=-1)


@once
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


def _measures(bones: Skeleton, curves: Mapping[str, Array]) -> list[dict[str, float]]:
    """Clinical measures of everybody's upright posture, from the skeleton itself."""
    lower, upper = np.degrees(bones.lower), np.degrees(bones.upper)
    plumb = bones.centre[:, 18, 0] - bones.outline[:, 0, 3, 0]
    columns = {
        "pelvic_incidence_deg": curves["pelvic_incidence_deg"],
        "pelvic_tilt_deg": curves["pelvic_tilt_deg"],
        "sacral_slope_deg": curves["sacral_slope_deg"],
        "lumbar_lordosis_deg": upper[:, 4] + curves["sacral_slope_deg"],
        "thoracic_kyphosis_deg": lower[:, 5] - upper[:, 16],
        "thoracic_kyphosis_T4_T12_deg": lower[:, 5] - upper[:, 13],
        "cervical_lordosis_deg": lower[:, 22] - lower[:, 17],
        "t1_slope_deg": -upper[:, 16],
        "sva_mm": 1e3 * plumb,
    }
    rows = zip(*(values.tolist() for values in columns.values()), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]
