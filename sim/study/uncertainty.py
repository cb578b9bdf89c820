"""How much people differ who are asked what one person is asked: percentiles by level, without any file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..many import simulate_many
from ..scenario import build
from . import population, quantities
from .quantities import Array, StudyError
from .summary import LEVELS, PERCENTILES

PEOPLE = 200


@dataclass(frozen=True, eq=False)
class Bands:
    """Percentiles of sampled people.

    Attributes:
        people, found: how many were asked, and how many have an answer.
        levels: ``compression_N`` and ``change_compression_N`` -> percentile -> (25,) [N], from L5-S1 up.
    """

    people: int
    found: int
    levels: Mapping[str, Mapping[int, Array]]


def bands(
    scenario: Any = None,
    people: int = PEOPLE,
    seed: int = 0,
    given: Mapping[str, Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Bands:
    """Percentiles of compression and of its change, of sampled people with the same request.

    Args:
        scenario: a scenario, its words or the path of its file; whose person it names is not minded.
        people, seed: as of ``sim.cohort``, whose people they are.
        given: measures all of them share, such as the sex.
        progress: called with the number of people done and of all.

    Raises:
        StudyError: none of them has an answer.
    """
    fixed = population.checked(given)
    who, _ = population.draw_many(seed, range(people), fixed)
    answers = simulate_many(who, build(scenario), progress=progress)
    if not answers.converged.any():
        raise StudyError(f"none of {people} people has an answer: {answers.reasons[0] if who else 'nobody was asked'}")
    levels = {}
    for what in LEVELS:
        table = quantities.by_joint(answers, what)[answers.converged]
        levels[what] = dict(zip(PERCENTILES, np.percentile(table, PERCENTILES, axis=0), strict=True))
    return Bands(people, int(answers.converged.sum()), levels)
