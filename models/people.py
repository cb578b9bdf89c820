"""From a person's measures to a `Person`: measures nobody took come from published regressions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from models import files
from models.assemble import Spec, assemble
from models.errors import ModelError, nearest
from models.person import JOINTS, Person
from models.schema import Anatomy, Number, PersonFile, RegressionFile, TissueFile

SHARED = ("anatomy", "tissue", "muscles", "postures", "regressions")
SEXES = ("male", "female")


@dataclass(frozen=True)
class Limits:
    """What is still taken for a standing adult; anything beyond is refused as a probable slip."""

    low: float
    high: float
    unit: str


LIMITS = {
    "height_m": Limits(1.2, 2.2, "m"),
    "mass_kg": Limits(30.0, 200.0, "kg"),
    "age": Limits(18.0, 100.0, "years"),
    "pelvic_incidence_deg": Limits(25.0, 95.0, "deg"),
    "pelvic_tilt_deg": Limits(-15.0, 45.0, "deg"),
    "lumbar_lordosis_deg": Limits(10.0, 100.0, "deg"),
    "thoracic_kyphosis_deg": Limits(5.0, 90.0, "deg"),
    "cervical_lordosis_deg": Limits(-30.0, 50.0, "deg"),
    "strength": Limits(0.1, 3.0, "1"),
    "flexibility": Limits(0.3, 3.0, "1"),
}
OTHER = ("sex", "disc_grade", "fused", "rib_cage", "name")


@dataclass
class _Draft:
    """Measures while they are being completed, with where each came from."""

    sex: str
    value: dict[str, float] = field(default_factory=dict)
    spread: dict[str, float] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)


def people() -> tuple[str, ...]:
    """Names of the people that come with Plumbline."""
    return tuple(sorted(p.stem for p in files.FOLDER.glob("*.toml") if p.stem not in SHARED))


def load(name_or_path: str | Path) -> Person:
    """A person from a model file.

    Args:
        name_or_path: one of `people()`, or the path of a TOML file like models/adult_male.toml.

    Raises:
        ModelError: no such person or file, or something in it that cannot be used; one line that says what.
    """
    path = _find(name_or_path)
    name = path.name
    spec = files.convert(files.read(path), PersonFile, name)
    draft = _Draft(spec.sex)
    for key in spec.measures.__struct_fields__:
        number = getattr(spec.measures, key)
        if number is not None:
            _take(draft, key, number, name)
    return _build(
        path.stem,
        draft,
        where=name,
        disc_grade=spec.disc_grade,
        fused=spec.fused,
        rib_cage=spec.rib_cage,
        anatomy=spec.anatomy,
        tissue=spec.tissue,
    )


def person(
    *,
    sex: str = "male",
    height_m: float | None = None,
    mass_kg: float | None = None,
    age: float | None = None,
    pelvic_incidence_deg: float | None = None,
    pelvic_tilt_deg: float | None = None,
    lumbar_lordosis_deg: float | None = None,
    thoracic_kyphosis_deg: float | None = None,
    cervical_lordosis_deg: float | None = None,
    strength: float | None = None,
    flexibility: float | None = None,
    disc_grade: Mapping[str, int] | None = None,
    fused: Iterable[str] = (),
    rib_cage: bool = True,
    name: str = "person",
    **unknown: object,
) -> Person:
    """A person from measures. What is left out follows from published regressions (models/regressions.toml).

    Args:
        sex: "male" or "female": segment masses, and mean height where none is given.
        height_m: standing height, 1.2 to 2.2 m.
        mass_kg: body mass, 30 to 200 kg.
        age: years, 18 to 100.
        pelvic_incidence_deg: 25 to 95. Pelvic tilt plus sacral slope.
        pelvic_tilt_deg: -15 to 45.
        lumbar_lordosis_deg: L1-S1, 10 to 100.
        thoracic_kyphosis_deg: T1-T12, 5 to 90.
        cervical_lordosis_deg: C2-C7, -30 to 50; negative is kyphosis.
        strength: factor on every muscle's cross-section.
        flexibility: factor on the angle a joint yields to a given moment.
        disc_grade: {joint: 1 to 5} disc degeneration; 1 where nothing is said.
        fused: names of joints that do not move.
        rib_cage: False for a thorax without its rib cage (specimens).
        name: what to call this person.

    Raises:
        ModelError: a word, number or combination that is no standing adult; one line that says what.
    """
    given = {
        "height_m": height_m,
        "mass_kg": mass_kg,
        "age": age,
        "pelvic_incidence_deg": pelvic_incidence_deg,
        "pelvic_tilt_deg": pelvic_tilt_deg,
        "lumbar_lordosis_deg": lumbar_lordosis_deg,
        "thoracic_kyphosis_deg": thoracic_kyphosis_deg,
        "cervical_lordosis_deg": cervical_lordosis_deg,
        "strength": strength,
        "flexibility": flexibility,
    }
    for word in unknown:
        raise ModelError(f"person: '{word}' is unknown{nearest(word, (*given, *OTHER))}")
    if sex not in SEXES:
        raise ModelError(f"person: sex '{sex}' is unknown{nearest(sex, SEXES)}")
    draft = _Draft(sex)
    for key, value in given.items():
        if value is not None:
            draft.value[key] = _within(key, value, "person")
    return _build(
        name, draft, where="person", disc_grade=disc_grade or {}, fused=fused, rib_cage=rib_cage, anatomy={}, tissue={}
    )


def _find(name_or_path: str | Path) -> Path:
    if not isinstance(name_or_path, (str, Path)) or not str(name_or_path).strip():
        raise ModelError(f"person {name_or_path!r} is neither a name nor a path{nearest('', people())}")
    text = str(name_or_path)
    if text in people():
        return files.FOLDER / f"{text}.toml"
    path = Path(text).expanduser()
    if isinstance(name_or_path, Path) or len(path.parts) > 1 or path.suffix or path.exists():
        return path
    raise ModelError(f"person '{text}' is unknown{nearest(text, people())}")


def _within(key: str, value: object, where: str) -> float:
    limit = LIMITS[key]
    unit = "" if limit.unit == "1" else f" {limit.unit}"
    if isinstance(value, bool) or not isinstance(value, (int, float, np.floating, np.integer)):
        raise ModelError(f"{where}: {key} is {value!r}; a number{unit and f' in{unit}'} is needed")
    number = float(value)
    if not math.isfinite(number) or not limit.low <= number <= limit.high:
        raise ModelError(f"{where}: {key} is {number:g}{unit}; it must lie between {limit.low:g} and {limit.high:g}{unit}")
    return number


def _take(draft: _Draft, key: str, number: Number, where: str) -> None:
    """Put one quantity of a person file into the draft."""
    if number.unit != LIMITS[key].unit:
        raise ModelError(f"{where}: measures.{key} has unit '{number.unit}'; it must be in '{LIMITS[key].unit}'")
    draft.value[key] = _within(key, number.value, where)
    draft.sources.update(number.sources)
    if isinstance(number.spread, (int, float)):
        draft.spread[key] = float(number.spread)


def _complete(draft: _Draft) -> None:
    """Fill in what was not measured, from means and regressions."""
    table = files.convert(files.read(files.FOLDER / "regressions.toml"), RegressionFile, "regressions.toml")
    known = draft.value

    def mean(key: str, number: Number) -> None:
        if key not in known:
            _take(draft, key, number, "regressions.toml")

    mean("height_m", table.height_m[draft.sex])
    if "mass_kg" not in known:
        index = table.body_mass_index[draft.sex]
        known["mass_kg"] = min(max(index.value * known["height_m"] ** 2, 30.0), 200.0)
        draft.sources.update(index.sources)
    mean("age", table.age)
    mean("pelvic_incidence_deg", table.pelvic_incidence_deg)
    for key in ("pelvic_tilt_deg", "lumbar_lordosis_deg", "thoracic_kyphosis_deg", "cervical_lordosis_deg"):
        if key in known:
            continue
        regression = getattr(table, key)
        terms = dict(regression.terms)
        known["t1_slope_deg"] = _t1_slope(known) if key == "cervical_lordosis_deg" else 0.0
        value = terms.pop("constant") + sum(factor * known[name] for name, factor in terms.items())
        known[key] = min(max(value, LIMITS[key].low), LIMITS[key].high)
        draft.sources.update(regression.sources)
        if isinstance(regression.spread, (int, float)):
            draft.spread[key] = float(regression.spread)
    known.pop("t1_slope_deg", None)
    known.setdefault("strength", 1.0)
    known.setdefault("flexibility", 1.0)


def _t1_slope(known: dict[str, float]) -> float:
    """T1 slope = sacral slope - lordosis + kyphosis; the nearly straight T12-L1 is left out."""
    slope = known["pelvic_incidence_deg"] - known["pelvic_tilt_deg"]
    return slope - known["lumbar_lordosis_deg"] + known["thoracic_kyphosis_deg"]


def _build(
    name: str,
    draft: _Draft,
    *,
    where: str,
    disc_grade: Mapping[str, int],
    fused: Iterable[str],
    rib_cage: bool,
    anatomy: dict,
    tissue: dict,
) -> Person:
    for joint, grade in _joints(disc_grade, where, "disc_grade").items():
        if joint in JOINTS[-2:]:
            raise ModelError(f"{where}: disc_grade: {joint} has no disc")
        if isinstance(grade, bool) or grade not in (1, 2, 3, 4, 5):
            raise ModelError(f"{where}: disc_grade: {joint} is {grade!r}; it must be a whole number from 1 to 5")
    if isinstance(fused, str):
        fused = (fused,)
    fused = tuple(_joints(dict.fromkeys(fused), where, "fused"))
    _complete(draft)
    slope = draft.value["pelvic_incidence_deg"] - draft.value["pelvic_tilt_deg"]
    if not 0.0 <= slope <= 80.0:
        raise ModelError(
            f"{where}: pelvic incidence {draft.value['pelvic_incidence_deg']:g} deg and pelvic tilt "
            f"{draft.value['pelvic_tilt_deg']:g} deg leave a sacral slope of {slope:g} deg; it must lie between 0 and 80 deg"
        )
    spec = Spec(
        name=name,
        sex=draft.sex,
        value=draft.value,
        spread=draft.spread,
        sources=frozenset(draft.sources),
        disc_grade=dict(disc_grade),
        fused=tuple(sorted(fused, key=JOINTS.index)),
        rib_cage=rib_cage,
        anatomy=_shared("anatomy.toml", Anatomy, anatomy, where),
        tissue=_shared("tissue.toml", TissueFile, tissue, where),
    )
    return assemble(spec)


def _shared(file: str, kind: type, change: dict, where: str):
    """A shared file, with the quantities that this person's file replaces."""
    base = files.read(files.FOLDER / file)
    if not change:
        return files.convert(base, kind, file)
    return files.convert(files.merge(base, change, where, file.removesuffix(".toml")), kind, where)


def _joints(named: Mapping, where: str, key: str) -> dict:
    if not isinstance(named, Mapping):
        raise ModelError(f"{where}: {key} must name joints, like {{'L4-L5': 3}}")
    for joint in named:
        if joint not in JOINTS:
            raise ModelError(f"{where}: {key}: joint '{joint}' is unknown{nearest(joint, JOINTS)}")
    return dict(named)
