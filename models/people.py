"""From a person's measures to a `Person`: measures nobody took come from published regressions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
from msgspec import field

from models import files
from models.assemble import FLEXIBLE, Spec, assemble, assemble_all, not_finite
from models.body import SEXES
from models.errors import ModelError, nearest
from models.measures import LIMITS, Draft, Measures, complete, take, within
from models.person import JOINTS, Person, taken
from models.quantity import Table
from models.schema import Anatomy, TissueFile

T = TypeVar("T")
SHARED = ("anatomy", "tissue", "muscles", "postures", "regressions", "cases", "gait", "exposure", "nerves")
BEHIND = ("anatomy", "tissue", "muscles", "regressions")  # every person
OTHER = ("sex", "disc_grade", "fused", "rib_cage", "name")
_WORDS = (*LIMITS, *OTHER)


class PersonFile(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """adult_male.toml and the like; ``anatomy`` and ``tissue`` replace quantities of the shared files."""

    sex: Literal["male", "female"]
    measures: Measures
    disc_grade: dict[str, int] = field(default_factory=dict)
    fused: tuple[str, ...] = ()
    rib_cage: bool = True
    anatomy: dict = field(default_factory=dict)
    tissue: dict = field(default_factory=dict)


def people() -> tuple[str, ...]:
    """Names of the people that come with Plumbline."""
    return tuple(sorted(p.stem for p in files.FOLDER.glob("*.toml") if p.stem not in SHARED))


_loaded: dict[Path, tuple[list[dict], Person]] = {}


def load(name_or_path: str | Path) -> Person:
    """A person from a model file; the same person again until one of the files behind it changes.

    Args:
        name_or_path: one of `people()`, or the path of a TOML file like models/adult_male.toml.

    Raises:
        ModelError: no such person or file, or something in it that cannot be used; one line that says what.
    """
    path = _find(name_or_path)
    behind = [files.read(path), *(files.read(files.FOLDER / f"{shared}.toml") for shared in BEHIND)]
    known = _loaded.get(path)
    if known is None or any(old is not new for old, new in zip(known[0], behind, strict=True)):
        _loaded[path] = behind, _load(path)
    return _loaded[path][1]


def _load(path: Path) -> Person:
    name = path.name
    spec = files.convert(files.read(path), PersonFile, name)
    draft = Draft(spec.sex)
    for key in spec.measures.__struct_fields__:
        number = getattr(spec.measures, key)
        if number is not None:
            take(draft, key, number, name)
    whole = _complete(
        path.stem, draft, where=name, disc_grade=spec.disc_grade, fused=spec.fused, rib_cage=spec.rib_cage, flexible={}
    )
    shared = (
        _shared("anatomy.toml", Anatomy, spec.anatomy, name),
        _shared("tissue.toml", TissueFile, spec.tissue, name),
    )
    return assemble(whole, *shared)


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
    flexibility: float | Mapping[str, float] | None = None,
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
        flexibility: factor on the angle a joint yields to a given moment, and on its range; or {region: factor} for
            lumbar, thoracic or neck.
        disc_grade: {joint: 1 to 5} disc degeneration; 1 where nothing is said.
        fused: names of joints that do not move.
        rib_cage: False for a thorax without its rib cage (specimens).
        name: what to call this person.

    Raises:
        ModelError: a word, number or combination that is no standing adult; one line that says what.
    """
    given = locals()
    given |= given.pop("unknown")
    return assemble(_spec(given), *_tables())


def many(tables: Sequence[Mapping[str, Any]]) -> list[tuple[np.ndarray, Person]]:
    """Many people from as many tables of measures, side by side: much faster than one by one, and the same people.

    Args:
        tables: words of `person`, for each of them.

    Returns:
        for those who are fused alike: who they are (k,), and all of them stacked along a leading axis
        (`models.person.stacked`). Who cannot be made is in none of these; `person` says why.
    """
    alike: dict[tuple[str, ...], list[tuple[int, Spec]]] = {}
    for k, table in enumerate(tables):
        try:
            spec = _spec(table)
        except (ModelError, TypeError):
            continue
        alike.setdefault(spec.fused, []).append((k, spec))
    made = []
    for group in alike.values():
        together = assemble_all([spec for _, spec in group], *_tables())
        who, bad = np.array([k for k, _ in group]), not_finite(together)
        made.append((who[~bad], taken(together, np.flatnonzero(~bad))) if bad.any() else (who, together))
    return made


def _tables() -> tuple[Anatomy, TissueFile]:
    """What everybody shares who is made from words."""
    return files.shared("anatomy.toml", Anatomy), files.shared("tissue.toml", TissueFile)


def _spec(words: Mapping[str, Any]) -> Spec:
    """The words of `person`, checked and completed.

    Raises:
        ModelError: as `person`.
    """
    for word in words:
        if word not in _WORDS:
            raise ModelError(f"person: '{word}' is unknown{nearest(word, _WORDS)}")
    sex, rib_cage, name = words.get("sex", "male"), words.get("rib_cage", True), words.get("name", "person")
    if sex not in SEXES:
        raise ModelError(f"person: sex '{sex}' is unknown{nearest(sex, SEXES)}")
    if not isinstance(rib_cage, bool):
        raise ModelError(f"person: rib_cage is {rib_cage!r}; it must be true or false")
    if not isinstance(name, str) or not name.strip() or len(name) > 100 or not name.isprintable():
        raise ModelError("person: name must be a line of at most 100 letters")
    flexibility = words.get("flexibility")
    flexible = flexibility if isinstance(flexibility, Mapping) else {}
    draft = Draft(sex)
    for key in LIMITS:
        value = words.get(key)
        if value is not None and value is not flexible:
            draft.value[key] = within(key, value, "person")
    return _complete(
        name,
        draft,
        where="person",
        disc_grade=words.get("disc_grade") or {},
        fused=words.get("fused", ()),
        rib_cage=rib_cage,
        flexible=flexible,
    )


def measures(name_or_path: str | Path) -> dict[str, Any]:
    """The words with which `person` makes the same person as a model file: to change one of them.

    Args:
        name_or_path: as for `load`.

    Raises:
        ModelError: no such person, or one whose file replaces shared anatomy or tissue, which no words can say.
    """
    path = _find(name_or_path)
    spec = files.convert(files.read(path), PersonFile, path.name)
    if spec.anatomy or spec.tissue:
        raise ModelError(f"{path.name} replaces anatomy or tissue of its own; change the measures in that file instead")
    words: dict[str, Any] = {"name": path.stem, "sex": spec.sex}
    for key in spec.measures.__struct_fields__:
        number = getattr(spec.measures, key)
        if number is not None:
            words[key] = number.value
    if spec.disc_grade:
        words["disc_grade"] = dict(spec.disc_grade)
    if spec.fused:
        words["fused"] = list(spec.fused)
    return words if spec.rib_cage else {**words, "rib_cage": False}


def _find(name_or_path: str | Path) -> Path:
    if not isinstance(name_or_path, (str, Path)) or not str(name_or_path).strip():
        raise ModelError(f"person {name_or_path!r} is neither a name nor a path{nearest('', people())}")
    text = str(name_or_path)
    if text.isidentifier() and text not in SHARED and files.exists(files.FOLDER / f"{text}.toml"):
        return files.FOLDER / f"{text}.toml"
    if text in people():
        return files.FOLDER / f"{text}.toml"
    path = files.at(text)
    if isinstance(name_or_path, Path) or len(path.parts) > 1 or path.suffix or files.exists(path):
        return path
    raise ModelError(f"person '{text}' is unknown{nearest(text, people())}")


def _complete(
    name: str,
    draft: Draft,
    *,
    where: str,
    disc_grade: Mapping[str, int],
    fused: Iterable[str],
    rib_cage: bool,
    flexible: Mapping[str, float],
) -> Spec:
    """Everything that makes a person, with what was not measured filled in.

    Raises:
        ModelError: a word, number or combination that is no standing adult.
    """
    for joint, grade in _joints(disc_grade, where, "disc_grade").items():
        if joint in JOINTS[-2:]:
            raise ModelError(f"{where}: disc_grade: {joint} has no disc")
        if isinstance(grade, bool) or grade not in (1, 2, 3, 4, 5):
            raise ModelError(f"{where}: disc_grade: {joint} is {grade!r}; it must be a whole number from 1 to 5")
    if isinstance(fused, str):
        fused = (fused,)
    if not isinstance(fused, Iterable):
        raise ModelError(f"{where}: fused is {fused!r}; it must list joints, like ['L4-L5']")
    fused = tuple(_joints(dict.fromkeys(map(str, fused)), where, "fused"))
    complete(draft)
    slope = draft.value["pelvic_incidence_deg"] - draft.value["pelvic_tilt_deg"]
    if not 0.0 <= slope <= 80.0:
        raise ModelError(
            f"{where}: pelvic incidence {draft.value['pelvic_incidence_deg']:g} deg and pelvic tilt "
            f"{draft.value['pelvic_tilt_deg']:g} deg leave a sacral slope of {slope:g} deg; "
            "it must lie between 0 and 80 deg"
        )
    return Spec(
        name=name,
        sex=draft.sex,
        value=draft.value,
        spread=draft.spread,
        sources=frozenset(draft.sources),
        disc_grade=dict(disc_grade),
        fused=tuple(sorted(fused, key=JOINTS.index)),
        rib_cage=rib_cage,
        flexible={region: _flexible(region, factor, where) for region, factor in flexible.items()},
    )


def _flexible(region: str, factor: object, where: str) -> float:
    """The flexibility of one region, checked."""
    if region not in FLEXIBLE:
        raise ModelError(f"{where}: flexibility: region '{region}' is unknown{nearest(str(region), FLEXIBLE)}")
    return within("flexibility", factor, where, f"{region}: ")


def _shared(file: str, kind: type[T], change: dict, where: str) -> T:
    """A shared file, with the quantities that this person's file replaces."""
    if not change:
        return files.shared(file, kind)
    base = files.read(files.FOLDER / file)
    table = file.removesuffix(".toml")
    return files.convert(files.merge(base, change, where, table), kind, where, table)


def _joints(named: Mapping, where: str, key: str) -> dict:
    if not isinstance(named, Mapping):
        raise ModelError(f"{where}: {key} must name joints, like {{'L4-L5': 3}}")
    for joint in named:
        if joint not in JOINTS:
            raise ModelError(f"{where}: {key}: joint '{joint}' is unknown{nearest(joint, JOINTS)}")
    return dict(named)
