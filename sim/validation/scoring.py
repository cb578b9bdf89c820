"""The published cases run and judged: 1 within tolerance, 0.5 the right way, 0 wrong. Nothing is fitted here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from models import SpineError, nearest
from models.cases import Case, Row, load_cases

from ..pipeline import simulate
from ..posture import NoPosture
from . import (  # noqa: F401  (they register their experiments)
    breathing,
    burdens,
    coronal,
    held,
    knees,
    legs,
    lying,
    postures,
    sitting,
    specimens,
    standing,
)
from .baselines import Baseline, NotAsked, baselines
from .registry import EXPERIMENTS, Ask, Numbers, Registered, subject

HIT, HALF, MISS, GIVEN, CANNOT = "hit", "half", "miss", "input", "cannot"
NO_EFFECT = 0.05  # of the published effect: less than this is no effect, in whatever direction
VERDICT = {1.0: HIT, 0.5: HALF, 0.0: MISS}


@dataclass(frozen=True)
class Judged:
    """One row, and what became of it.

    Attributes:
        id: case and number of the row, such as ``C21.2``.
        case, row: what was published.
        predicted: by the model; None where it was not asked or found no posture.
        score: 1, 0.5 or 0; None where it was not asked.
        why: what the model lacks, why the row is an input, or which posture does not exist.
    """

    id: str
    case: Case
    row: Row
    predicted: Numbers | None = None
    score: float | None = None
    why: str = ""

    @property
    def verdict(self) -> str:
        """In a word."""
        if self.score is not None:
            return VERDICT[self.score]
        return CANNOT if self.row.cannot else GIVEN


@dataclass(frozen=True)
class Rival:
    """A baseline's score on the rows it can be asked, beside the model's on the same rows."""

    name: str
    scores: Mapping[str, float]
    model: float
    share: float


@dataclass(frozen=True)
class Validation:
    """All rows asked for, judged, and the baselines beside them."""

    rows: tuple[Judged, ...]
    rivals: tuple[Rival, ...]

    @property
    def run(self) -> tuple[Judged, ...]:
        """The rows that the model was asked."""
        return tuple(judged for judged in self.rows if judged.score is not None)

    def of(self, *verdicts: str) -> tuple[Judged, ...]:
        """The rows with these verdicts."""
        return tuple(judged for judged in self.rows if judged.verdict in verdicts)

    @property
    def score(self) -> float:
        """Mean score of the rows that were run, 0 to 1."""
        return mean([judged.score or 0.0 for judged in self.run])

    @property
    def hit_share(self) -> float:
        """Share of the rows that were run that lie within tolerance."""
        return mean([float(judged.score == 1.0) for judged in self.run])

    def cases(self, kind: str) -> dict[str, float]:
        """Mean score of each case that is marked ``gate`` or ``decisive``, over the rows that its own rule names."""
        found: dict[str, list[float]] = {}
        for judged in self.run:
            if getattr(judged.case, kind) and not judged.row.beside:
                found.setdefault(judged.case.id, []).append(judged.score or 0.0)
        return {name: mean(scores) for name, scores in found.items()}


def mean(values: Iterable[float]) -> float:
    """Mean; zero of nothing."""
    found = list(values)
    return float(np.mean(found)) if found else 0.0


def judge(row: Row, predicted: Numbers) -> float:
    """Score of a prediction by the row's own rule: 1, 0.5 or 0."""
    found = np.atleast_1d(np.asarray(predicted, dtype=float))
    if row.order is not None:
        falls = bool(np.all(np.diff(found) < 0))
        return 1.0 if falls else 0.5 if int(np.argmax(found)) == 0 else 0.0
    if row.sign is not None:
        right = found * row.sign > 1e-6
        return 1.0 if right.all() else 0.5 if right.mean() > 0.5 else 0.0
    low = -np.inf if row.low is None else np.asarray(row.low, dtype=float)
    high = np.inf if row.high is None else np.asarray(row.high, dtype=float)
    if np.all((low <= found) & (found <= high)):
        return 1.0
    if row.neutral is None:
        return 0.0
    middle = np.where(np.isinf(low), high, np.where(np.isinf(high), low, 0.5 * (np.asarray(low) + high)))
    share = (found - row.neutral) / (middle - row.neutral)
    return 0.5 if np.all(share > NO_EFFECT) else 0.0


def chosen(only: Iterable[str]) -> tuple[str, ...]:
    """Ids of the rows that belong to these cases or rows; of all without any.

    Raises:
        SpineError: no such case or row, with the nearest.
    """
    cases = load_cases()
    every = {case.id: [f"{case.id}.{k + 1}" for k in range(len(case.row))] for case in cases.values()}
    wanted: list[str] = []
    for word in only:
        name = word.strip().upper()
        if name in every:
            wanted += every[name]
        elif name in every.get(name.partition(".")[0], ()):
            wanted.append(name)
        else:
            known = every.get(name.partition(".")[0], every)
            raise SpineError(f"no published case '{word}'{nearest(name, known)}")
    return tuple(dict.fromkeys(wanted or [row for rows in every.values() for row in rows]))


def validate(only: Iterable[str] = (), progress: Callable[[int, int], None] | None = None) -> Validation:
    """Run the published cases.

    Args:
        only: cases (``C21``) or rows (``C21.2``); all without any.
        progress: told how many experiments are done, and of how many.

    Raises:
        SpineError: no such case.
    """
    wanted = chosen(only)
    runs = [experiment for experiment in EXPERIMENTS if set(experiment.rows) & set(wanted)]
    predicted: dict[str, Numbers] = {}
    failed: dict[str, str] = {}
    rivals = baselines()
    answered: dict[str, dict[str, Numbers]] = {rival.name: {} for rival in rivals}
    for done, experiment in enumerate(runs, 1):
        try:
            predicted |= _outcome(experiment, simulate)
        except NoPosture as none:
            failed |= dict.fromkeys(experiment.rows, str(none))
        for rival in rivals:
            answered[rival.name] |= _answer_of(rival, experiment)
        if progress:
            progress(done, len(runs))
    rows = tuple(_judged(name, predicted, failed) for name in wanted)
    scores = {judged.id: judged.score for judged in rows if judged.score is not None}
    return Validation(rows, tuple(_rival(name, found, scores) for name, found in answered.items()))


def _outcome(experiment: Registered, ask: Ask) -> dict[str, Numbers]:
    who = subject(load_cases()[experiment.rows[0].partition(".")[0]].person)
    return dict(zip(experiment.rows, experiment.run(who, ask), strict=True))


def _answer_of(rival: Baseline, experiment: Registered) -> dict[str, Numbers]:
    """What a baseline predicts; nothing where it has no answer, or where erect standing alone is asked about."""
    rival.perturbed = False
    try:
        with np.errstate(all="ignore"):
            found = _outcome(experiment, rival.ask)
    except NotAsked:
        return {}
    return {name: value for name, value in found.items() if rival.perturbed and np.all(np.isfinite(value))}


def _judged(name: str, predicted: Mapping[str, Numbers], failed: Mapping[str, str]) -> Judged:
    case = load_cases()[name.partition(".")[0]]
    row = case.row[int(name.partition(".")[2]) - 1]
    if not row.label:
        return Judged(name, case, row, why=row.cannot or row.given)
    if name in failed:
        return Judged(name, case, row, score=0.0, why=failed[name])
    return Judged(name, case, row, predicted[name], judge(row, predicted[name]))


def _rival(name: str, found: Mapping[str, Numbers], model: Mapping[str, float]) -> Rival:
    cases = load_cases()
    scores = {}
    for row, value in found.items():
        if row in model:
            case, _, number = row.partition(".")
            scores[row] = judge(cases[case].row[int(number) - 1], value)
    return Rival(name, scores, mean([model[row] for row in scores]), mean(scores.values()))
