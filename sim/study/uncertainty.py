"""How much people differ who are asked what one person is asked: percentiles by level, without any file.

What a band holds is people: their measures are drawn as those of a cohort. What it does not hold is the model: tissue,
muscles and gains are the same for everybody, so it says how people differ, not how sure the model is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import models
from models.errors import SpineError
from models.files import exists

from ..many import simulate_many
from ..records import MEASURES
from ..scenario import build, replace
from . import population, quantities
from .quantities import CHANGE, Array, StudyError
from .summary import PERCENTILES

if TYPE_CHECKING:
    from ..result import Result

PEOPLE = 200
FEWEST, MOST, LAST_SEED = 20, 2000, 1_000_000_000
NOTE = (
    "People of the same sex and age, and of the same measures as far as a table of measures was given; the other "
    "measures are drawn from the models' spreads, as those of a cohort. Tissue, muscles and gains are the same for "
    "everybody: it is how people differ, not how sure the model is."
)
_OF_JOINTS = {"compression_N": 1, CHANGE: 1, "compression_ratio": 3}  # decimals
_DECIMALS = 2  # of angles and offsets
_KEPT = ("disc_grade", "fused", "rib_cage")  # of a person; no cohort draws them


@dataclass(frozen=True, eq=False)
class Bands:
    """Percentiles of sampled people.

    Attributes:
        people, found: how many were asked, and how many have an answer.
        levels: ``compression_N``, ``change_compression_N`` and ``compression_ratio`` -> percentile -> (25,) [N, N, -],
            from L5-S1 up.
        alignment: measure, and ``change_`` measure -> percentile -> value [deg, mm].
    """

    people: int
    found: int
    levels: Mapping[str, Mapping[int, Array]]
    alignment: Mapping[str, Mapping[int, float]]


def bands(
    scenario: Any = None,
    people: int = PEOPLE,
    seed: int = 0,
    given: Mapping[str, Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
    kept: Mapping[str, Any] | None = None,
) -> Bands:
    """Percentiles of loads and alignment, of sampled people with the same request.

    Args:
        scenario: a scenario, its words or the path of its file; whose person it names is not minded.
        people, seed: as of ``sim.cohort``, whose people they are.
        given: measures all of them share, such as the sex.
        progress: called with the number of people done and of all.
        kept: other words of ``models.person`` that all of them share: ``fused``, ``disc_grade``, ``rib_cage``.

    Raises:
        StudyError: none of them has an answer.
    """
    fixed = population.checked(given)
    drawn, _ = population.draw_many(seed, range(people), fixed)
    who = [{**words, **(kept or {})} for words in drawn]
    answers = simulate_many(who, replace(build(scenario), person="adult_male"), progress=progress)
    good = answers.converged
    if not good.any():
        raise StudyError(f"none of {people} people has an answer: {answers.reasons[0] if who else 'nobody was asked'}")
    levels = {
        what: _percentiles(quantities.by_joint(answers, what)[good], decimals) for what, decimals in _OF_JOINTS.items()
    }
    measured = {**answers.alignment, **{f"change_{name}": values for name, values in answers.change.items()}}
    alignment = {
        name: {share: float(value) for share, value in _percentiles(values[good], _DECIMALS).items()}
        for name, values in measured.items()
    }
    return Bands(people, int(good.sum()), levels, alignment)


def _percentiles(values: Array, decimals: int) -> dict[int, Array]:
    """Of the first axis, rounded far below what so many people can tell: kernels and numpy then say the same."""
    found = np.round(np.percentile(values, PERCENTILES, axis=0), decimals) + 0.0
    return dict(zip(PERCENTILES, found, strict=True))


def about(
    result: Result,
    people: int = PEOPLE,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    person: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What ``Result.uncertainty`` holds: percentiles of people like the one of a result, in plain numbers.

    Args:
        result: of anything.
        people: how many are sampled, 20 to 2000. seed: of the draws.
        progress: called with the number of people done and of all.
        person: words of the person, where its file is no longer where the scenario says.

    Raises:
        StudyError: a number is no number of people; or nobody like this one can be drawn, or stand so.
    """
    people = quantities.whole(people, "uncertainty: people", FEWEST, MOST)
    seed = quantities.whole(seed, "uncertainty: seed", 0, LAST_SEED)
    shared, kept = like(result, person)
    found = bands(result.scenario, people, seed, shared, progress, kept)
    by_name = {what: _named(levels) for what, levels in found.levels.items()}
    return {
        "people": people,
        "found": found.found,
        "seed": seed,
        "shared": shared,
        "drawn": [name for name in population.MEASURES if name not in (*shared, "flexibility")],
        "percentiles": list(PERCENTILES),
        "joints": {
            what: {share: values.tolist() for share, values in table.items()} for what, table in by_name.items()
        },
        "alignment": {
            **{name: _named(found.alignment[name]) for name in MEASURES},
            "change": {name: _named(found.alignment[f"change_{name}"]) for name in MEASURES},
        },
        "note": NOTE,
    }


def _named(table: Mapping[int, Any]) -> dict[str, Any]:
    return {f"p{share}": values for share, values in table.items()}


def like(result: Result, person: Mapping[str, Any] | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Measures that people like the one of a result share, and other words of theirs.

    Sex and age always; what a table of measures gave, since it is known of this person; what no cohort draws.

    Raises:
        StudyError: the person's file replaces anatomy or tissue, which nobody sampled has.
    """
    own, word = result.person, result.scenario.person
    shared: dict[str, Any] = {"sex": own.sex, "age": own.age_years}
    if isinstance(word, Mapping):
        words: Mapping[str, Any] = word
        shared |= {name: word[name] for name in population.MEASURES if word.get(name) is not None}
    elif person is not None or word in models.people() or exists(Path(word)):
        try:
            words = models.measures(word) if person is None else person
        except SpineError as error:
            raise StudyError(f"nobody like this person can be sampled: {error}") from None
        if "flexibility" in words:
            shared["flexibility"] = words["flexibility"]  # of the model person; drawn of nobody
    else:
        words = {"fused": list(own.fused)}
    kept = {name: words[name] for name in _KEPT if name in words}
    if isinstance(shared.get("flexibility"), Mapping):
        kept["flexibility"] = shared.pop("flexibility")
    return shared, kept
