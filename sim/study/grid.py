"""What can be varied, and the requests that come of it.

A variable is a word of a scenario (``tilt_deg``, ``lean_deg``, ``posture``, ``carry.right-hand``, ``curves.lumbar``), a
measure of the person (``mass_kg``, ``lumbar_lordosis_deg``, ``flexibility.lumbar``, ``disc_grade.L4-L5``) or a gain of
the model (``gain:gaze_Nm_per_rad``). A measure replaces itself alone: the others stay those of the person. To let them
follow by the published regressions, begin with a person of few measures, such as ``person={"sex": "male"}``.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import models
from models import Person, SpineError
from models.assemble import FLEXIBLE
from models.errors import nearest
from models.measures import LIMITS
from models.person import JOINTS
from models.postures import FACTORS, Gains

from ..groups import Who
from ..scenario import ANGLES_DEG, TABLES, Scenario, build
from ..words import quantity
from .quantities import StudyError

TILT = ("tilt_deg", "direction", "at")
SIMPLE = ("posture", *ANGLES_DEG, "head_free", "arms", "heels_m")
PERSON = ("person", "sex", "rib_cage", *LIMITS)
GAIN = "gain:"
MOST = 10_000_000
_PARTS = {"flexibility": tuple(FLEXIBLE), "disc_grade": JOINTS}


@dataclass(frozen=True)
class Item:
    """One point of a grid.

    Attributes:
        values: of the variables, as asked.
        person: a person, or the words or name of one that cannot be made. scenario: words. gains: other gains.
    """

    values: tuple[Any, ...]
    person: Who
    scenario: Scenario | Mapping[str, Any]
    gains: tuple[tuple[str, float], ...]


def variables() -> tuple[str, ...]:
    """Every name that can be varied, with an example where there are parts."""
    parts = (*(f"{table}." for table in TABLES), *(f"{table}." for table in _PARTS))
    return (*TILT, *SIMPLE, *PERSON, *parts, *(f"{GAIN}{name}" for name in Gains.__struct_fields__))


def checked(name: str) -> str:
    """The variable, if there is such a one.

    Raises:
        StudyError: there is not; with the nearest.
    """
    table, dot, part = name.partition(".")
    if name.startswith(GAIN):
        gain, dot, factor = name.removeprefix(GAIN).rpartition(".")
        good = factor in FACTORS and gain in models.load_postures() if dot else factor in Gains.__struct_fields__
    elif dot:
        good = bool(part) and (table in TABLES or part in _PARTS.get(table, ()))
    else:
        good = name in (*TILT, *SIMPLE, *PERSON)
    if not good:
        raise StudyError(f"nothing called '{name}' can be varied{nearest(name, variables())}")
    return name


def parse(text: str) -> tuple[str, list[Any]]:
    """A variable as typed: ``tilt_deg=0:30:2`` (first, last, step) or ``at=pelvis,lumbar``.

    Raises:
        StudyError: no such variable, or values that cannot be read.
    """
    name, equals, typed = text.partition("=")
    checked(name)
    if not equals or not typed.strip():
        raise StudyError(f"--over {name} has no values; write {name}=0:30:5 or {name}=first,second")
    ends = typed.split(":")
    if len(ends) == 1:
        return name, [_value(word.strip()) for word in typed.split(",")]
    try:
        low, high, step = (float(end) for end in ends)
        count = int((high - low) / step + 1e-9) + 1
    except (ValueError, ZeroDivisionError, OverflowError):
        raise StudyError(f"--over {text} is no range; write first:last:step, such as {name}=0:30:5") from None
    if count < 1:
        raise StudyError(f"--over {text} has no steps; the step goes from the first to the last number")
    if count > MOST:
        raise StudyError(f"--over {text} has {count} steps, more than {MOST}; take a larger one")
    return name, [round(low + k * step, 12) + 0.0 for k in range(count)]


def _value(word: str) -> Any:
    try:
        return float(word)
    except ValueError:
        return {"true": True, "false": False}.get(word.casefold(), word)


def items(
    grid: Mapping[str, Sequence[Any]], scenario: Any, people: Sequence[Any] | None
) -> tuple[list[str], list[Item]]:
    """The names of the variables and every combination of their values, the last one quickest.

    Raises:
        StudyError: a name that cannot be varied, no values, or too many. ScenarioError: the scenario is wrong.
    """
    base = build(scenario)
    given = dict(grid)
    if people is not None:
        if "person" in given:
            raise StudyError("people are given twice; leave 'person' out of the grid or people= out")
        given = {"person": list(people), **given}
    if not given:
        raise StudyError("nothing is varied; give a variable and its values, such as tilt_deg=0:30:5")
    count = 1
    for name, values in given.items():
        given[checked(name)] = listed = _listed(values)
        if not listed:
            raise StudyError(f"{name} has no list of values; give [first, second, ...]")
        count *= len(listed)
    if count > MOST:
        raise StudyError(f"{count} items are more than {MOST}; take larger steps or fewer variables")
    if any(name in TILT for name in given) and len(base.tilts) > 1:
        raise StudyError("the scenario has several tilts; a sweep over a tilt takes one")
    return list(given), list(_combined(given, base))


def _listed(values: Any) -> list[Any]:
    """Values one after the other; none of what is no list of them."""
    try:
        return [] if isinstance(values, (str, Mapping)) else list(values)
    except TypeError:  # a value alone
        return []


def _combined(given: Mapping[str, Sequence[Any]], base: Scenario) -> Iterator[Item]:
    made: dict[str, Who] = {}
    for values in itertools.product(*given.values()):
        chosen = dict(zip(given, values, strict=True))
        gains = tuple((name.removeprefix(GAIN), value) for name, value in chosen.items() if name.startswith(GAIN))
        who = _person(chosen, base, made)
        yield Item(values, who, _words(chosen, base), gains)


def _words(chosen: Mapping[str, Any], base: Scenario) -> Scenario | Mapping[str, Any]:
    """The request of one combination; its words as they are, where they are wrong, to be reported later."""
    words = {name: chosen[name] for name in SIMPLE if name in chosen}
    if any(name in chosen for name in TILT):
        tilt = base.tilts[0] if base.tilts else None
        known = {"tilt_deg": tilt.deg, "direction": tilt.direction, "at": tilt.at} if tilt else {}
        words |= known | {name: chosen[name] for name in TILT if name in chosen}
    for name, value in chosen.items():
        table, _, part = name.partition(".")
        if table not in TABLES:
            continue
        kind, key = TABLES[table]
        others = words.get(table, getattr(base, table))
        kept = tuple(one for one in others if getattr(one, key) != part)
        try:
            words[table] = kept if value in (0.0, "0") and table != "curves" else (*kept, kind.parse(part, value))
        except SpineError:
            return {**base.to_dict(), table: {part: value}}
    try:
        return build(base, **words)
    except SpineError:
        return {**(_short(base) if any(name in words for name in TILT) else base.to_dict()), **words}


def _short(base: Scenario) -> dict[str, Any]:
    return {word: value for word, value in base.to_dict().items() if word != "tilts"}


def _person(chosen: Mapping[str, Any], base: Scenario, made: dict[str, Who]) -> Who:
    """The person of one combination, made once; one of the grid who is unknown is reported later."""
    who = chosen.get("person", base.person)
    changed = {name: value for name, value in chosen.items() if name.split(".")[0] in (*PERSON[1:], "disc_grade")}
    if isinstance(who, Person):
        if changed:
            raise StudyError(f"{next(iter(changed))} cannot be varied of a finished Person; give its name or measures")
        return who
    key = json.dumps([who, changed], sort_keys=True, default=str)
    if key not in made:
        try:
            made[key] = _made(who, changed)
        except SpineError:
            if "person" not in chosen:
                raise
            made[key] = who
    return made[key]


def _made(who: str | Mapping[str, Any], changed: Mapping[str, Any]) -> Who:
    if not changed and isinstance(who, str):
        return models.load(who)
    words: dict[str, Any] = dict(models.measures(who) if isinstance(who, str) else who)
    for name, value in changed.items():
        measure, dot, part = name.partition(".")
        if not dot:
            words[measure] = value
            continue
        known = words.get(measure) or {}
        known = dict(known) if isinstance(known, Mapping) else dict.fromkeys(_PARTS[measure], known)
        whole = measure == "disc_grade" and isinstance(value, float) and value.is_integer()
        words[measure] = {**known, part: int(value) if whole else value}
    try:
        return models.person(**words)
    except SpineError:
        return words


def of_gain(value: Any, name: str) -> float:
    """A gain as a number."""
    return quantity(value, "1", name)
