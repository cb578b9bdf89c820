"""The global gains fitted to the published cases: a robust loss over all of them at once, never one case.

A row with a published number gives the residual (predicted - published) / half its tolerance; one with a bound alone
counts beyond the bound. Rows that no gain moves, and directions without a size, are left out of the fit (they are
judged by ``validate`` all the same). The loss is soft: a row far out pulls with a bounded force, so that one doubtful
number cannot bend the model. Every gain is held by a wide prior (a factor of two) to what trials by hand had given, so
that a second fit does not walk on from the first; the prior decides where the cases say nothing. What is uncertain,
and which gains can stand in for each other, is read off the curvature of the loss.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares

from models import SpineError, files, load_gains, load_postures, nearest, postures
from models.cases import Row, load_cases

from .. import pipeline
from ..files import write as write_files
from ..gains import assuming, value_of
from ..posture import NoPosture
from . import scoring
from .registry import EXPERIMENTS, Numbers, subject

Array = np.ndarray

GAINS = {  # and the centre of each one's prior: what trials by hand had given before anything was fitted
    "active_stiffness": 4.5,
    "active_stiffness_thorax": 2.0,
    "active_stiffness_head": 3.0,
    "balance_N_per_m": 5800.0,
    "head_N_per_m": 3300.0,
    "gaze_Nm_per_rad": 186.0,
    "hip_Nm_per_rad": 745.0,
    "knee_Nm_per_rad": 550.0,
    "voluntary_share": 0.25,
    "counterpoise_share": 0.75,
    "foreseen_share": 0.5,
    "voluntary_hip_share": 0.14,
    "relaxed.tone": 0.05,
    "relaxed.head_over_hips": 0.1,
    "relaxed.gaze": 0.5,
    "relaxed.hip": 0.04,
}
PRIOR = np.log(2.0)  # a gain may well be half or twice what it is
STEP = 0.05  # of the logarithm, for the slopes: well above what the solver leaves open
FARTHEST = np.log(4.0)
NO_POSTURE = 5.0  # residual of a row for which nobody can stand
_BOLDEST = 8.0


@dataclass(frozen=True)
class Calibration:
    """A fit.

    Attributes:
        names: of the gains.
        before, after: their values.
        factor_error: (n,) standard error as a factor: 1.2 means 20 % either way.
        correlation: (n, n) of the logarithms.
        rows: of the cases that were fitted; residual_before, residual_after: (m,) in half tolerances.
        slope: (m, n) how much each residual changes with the logarithm of each gain, whichever way.
        loss_before, loss_after: of the rows alone, without the prior.
    """

    names: tuple[str, ...]
    before: Array
    after: Array
    factor_error: Array
    correlation: Array
    rows: tuple[str, ...]
    residual_before: Array
    residual_after: Array
    slope: Array
    loss_before: float
    loss_after: float


def predictions(names: Sequence[str], values: Array, only: frozenset[str] | None = None) -> dict[str, Numbers | None]:
    """Every row with a size, predicted with these gains; None where nobody can stand.

    Args:
        names, values: gains to try.
        only: rows to ask for.
    """
    cases, found = load_cases(), dict[str, Numbers | None]()
    with assuming(dict(zip(names, values, strict=True))):
        for experiment in EXPERIMENTS:
            if only is not None and not only & set(experiment.rows):
                continue
            who = subject(cases[experiment.rows[0].partition(".")[0]].person)
            try:
                found |= dict(zip(experiment.rows, experiment.run(who, pipeline.simulate), strict=True))
            except NoPosture:
                found |= dict.fromkeys(experiment.rows)
    return found


def residual(row: Row, predicted: Numbers | None) -> Array | None:
    """(k,) how far a prediction lies from what was published, in half tolerances; None for a row without a size."""
    low, high = (None if end is None else np.atleast_1d(np.asarray(end, dtype=float)) for end in (row.low, row.high))
    if low is None and high is None:
        return None
    if predicted is None:
        return np.full(1 if low is None else len(low), NO_POSTURE)
    at = np.atleast_1d(np.asarray(predicted, dtype=float))
    if low is not None and high is not None:
        half = 0.5 * (high - low)
        centre = 0.5 * (low + high)
        if isinstance(row.measured, (int, float)) and not isinstance(row.measured, bool):
            centre = np.clip(float(row.measured), low, high)
        return np.clip((at - centre) / half, -_BOLDEST, _BOLDEST)
    bound, beyond = (low, -1.0) if high is None else (high, 1.0)
    assert bound is not None
    size = np.abs(bound - row.neutral) if row.neutral is not None else np.abs(bound)
    return np.clip(np.maximum(beyond * (at - bound), 0.0) / np.maximum(size, 1e-3), 0.0, _BOLDEST)


def _residuals(names: Sequence[str], values: Array, only: frozenset[str] | None = None) -> dict[str, Array]:
    cases, found = load_cases(), {}
    for name, predicted in predictions(names, values, only).items():
        case, _, number = name.partition(".")
        row = cases[case].row[int(number) - 1]
        size = residual(row, predicted)
        if row.label and size is not None:
            found[name] = size / np.sqrt(len(size))
    return found


def fit(
    names: Sequence[str] = tuple(GAINS),
    only: Iterable[str] = (),
    iterations: int = 8,
    progress: Callable[[str], None] | None = None,
    workers: int = 2,
) -> Calibration:
    """Fit gains to the visible cases.

    Args:
        names: of gains, or factors of a posture (``relaxed.tone``).
        only: cases (``C08``) or rows to fit; all without any.
        iterations: of the solver, at most.
        progress: told each step in words.
        workers: processes that share the slopes.

    Raises:
        SpineError: an unknown gain, or gains that move none of the rows.
    """
    for name in names:
        owner, _, word = name.rpartition(".")
        if not hasattr(load_postures().get(owner) if owner else load_gains(), word):
            raise SpineError(f"unknown gain {name!r}{nearest(name, GAINS)}")
    before = np.array([value_of(name) for name in names])
    with ProcessPoolExecutor(workers, initializer=_leave_interrupts_to_the_parent) as pool:
        task = _Task(tuple(names), before, frozenset(scoring.chosen(only)), pool, progress or (lambda _: None))
        found = least_squares(
            task.value,
            np.zeros(len(names)),
            task.slope,
            bounds=(-FARTHEST, FARTHEST),
            loss="soft_l1",
            max_nfev=iterations,
            xtol=1e-3,
            ftol=1e-3,
        )
        jacobian = task.slope(found.x)
    first, last = task.residuals(np.zeros(len(names))), task.residuals(found.x)
    covariance = _covariance(last, jacobian)
    error = np.sqrt(np.diag(covariance))
    return Calibration(
        tuple(names),
        before,
        before * np.exp(found.x),
        np.exp(error),
        covariance / np.outer(error, error),
        task.rows,
        task.by_row(first),
        task.by_row(last),
        np.stack([task.by_row(column) for column in jacobian[: len(last)].T], axis=-1),
        _loss(first),
        _loss(last),
    )


class _Task:
    """Residuals of the rows that some gains move, and their slopes, each worked out once.

    Places ``at`` are logarithms of the gains over what they were before.
    """

    def __init__(
        self, names: tuple[str, ...], before: Array, asked: frozenset[str], pool: Executor, told: Callable[[str], None]
    ) -> None:
        self.names, self.before, self._pool, self._told = names, before, pool, told
        self._centre = np.log([GAINS.get(name, value_of(name)) for name in names]) - np.log(before)
        origin = np.zeros(len(names))
        start = {row: size for row, size in _residuals(names, before, asked).items() if row in asked}
        beside = self._beside(origin, asked)
        moved = {row for row in start if max(np.abs(found[row] - start[row]).max() for found in beside) > 1e-4}
        if not moved:
            raise SpineError(f"{', '.join(names)} moves none of these rows; name other cases or other gains")
        self.rows = tuple(sorted(moved))
        self._ends = np.cumsum([len(start[row]) for row in self.rows])[:-1]
        self._known = {origin.tobytes(): self._stacked(start)}
        self._slopes = {origin.tobytes(): self._slope_from(beside)}

    def residuals(self, at: Array) -> Array:
        """Of the rows alone, one after the other."""
        if at.tobytes() not in self._known:
            found = self._stacked(_residuals(self.names, self.before * np.exp(at), frozenset(self.rows)))
            self._known[at.tobytes()] = found
            self._told(f"loss {_loss(found):.2f}")
        return self._known[at.tobytes()]

    def value(self, at: Array) -> Array:
        """What is to be small: the residuals, and how far the gains are from their priors."""
        return np.concatenate([self.residuals(at), (at - self._centre) / PRIOR])

    def slope(self, at: Array) -> Array:
        """Its slopes, a column a gain."""
        if at.tobytes() not in self._slopes:
            self._slopes[at.tobytes()] = self._slope_from(self._beside(at, frozenset(self.rows)))
        return np.concatenate([self._slopes[at.tobytes()], np.eye(len(self.names)) / PRIOR])

    def by_row(self, values: Array) -> Array:
        """The size of each row of residuals or slopes that stand one after the other."""
        return np.array([np.sqrt((part**2).sum()) for part in np.split(values, self._ends)])

    def _beside(self, at: Array, only: frozenset[str]) -> list[dict[str, Array]]:
        """Residuals a step ahead and a step behind, gain after gain."""
        ways = [way * STEP * one for one in np.eye(len(self.names)) for way in (1, -1)]
        tried = [self.before * np.exp(at + way) for way in ways]
        found = []
        for one in self._pool.map(_residuals, [self.names] * len(tried), tried, [only] * len(tried)):
            found.append(one)
            self._told(f"slopes {len(found)} of {len(tried)}")
        return found

    def _slope_from(self, beside: list[dict[str, Array]]) -> Array:
        ahead, behind = beside[0::2], beside[1::2]
        steps = zip(ahead, behind, strict=True)
        return np.stack([(self._stacked(a) - self._stacked(b)) / (2 * STEP) for a, b in steps], axis=-1)

    def _stacked(self, found: Mapping[str, Array]) -> Array:
        return np.concatenate([found[row] for row in self.rows])


def _covariance(residuals: Array, jacobian: Array) -> Array:
    """Of the logarithms of the gains: from the curvature of the loss, and how the rows scatter about the fit."""
    rows, gains = len(residuals), jacobian.shape[1]
    # the soft loss weighs each row by how far out it lies; what is left scatters as its own size says
    weight = np.concatenate([1.0 / np.sqrt(1.0 + residuals**2), np.ones(gains)])
    curvature = jacobian.T @ (weight[:, None] * jacobian)
    scatter = max(1.0, float((weight[:rows] * residuals**2).sum() / max(1, rows - gains)))
    return scatter * np.linalg.inv(curvature)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _loss(residuals: Array) -> float:
    return float(2.0 * (np.sqrt(1.0 + residuals**2) - 1.0).sum())


def table(found: Calibration) -> str:
    """The fit, its uncertainty, its trade-offs, and the rows that it moved most."""
    lines = [f"{len(found.rows)} rows; loss {found.loss_before:.1f} before, {found.loss_after:.1f} after", ""]
    lines.append(f"{'gain':<28}{'before':>10}{'after':>10}{'times or over':>15}  leans on")
    for k, name in enumerate(found.names):
        pull = np.argsort(-np.abs(found.slope[:, k]))[:3]
        error = f"{found.factor_error[k]:.2f}"
        rows = ", ".join(found.rows[row] for row in pull)
        lines.append(f"{name:<28}{found.before[k]:>10.4g}{found.after[k]:>10.4g}{error:>15}  {rows}")
    lines += ["", "Trade-offs: gains that can stand in for each other (correlation beyond 0.6)"]
    pairs = [(found.correlation[i, k], i, k) for i in range(len(found.names)) for k in range(i)]
    strong = [pair for pair in sorted(pairs, key=lambda pair: -abs(pair[0])) if abs(pair[0]) > 0.6]
    lines += [f"  {value:+.2f}  {found.names[i]} with {found.names[k]}" for value, i, k in strong] or ["  none"]
    lines += ["", "Rows that the fit moved most, in half tolerances"]
    change = np.abs(found.residual_after) - np.abs(found.residual_before)
    for row in np.argsort(-np.abs(change))[:12]:
        lines.append(f"  {found.rows[row]:<8}{found.residual_before[row]:>8.2f}{found.residual_after[row]:>8.2f}")
    return "\n".join(lines)


def write(found: Calibration, path: Path = files.FOLDER / postures.FILE) -> Path:
    """The fitted values into postures.toml, marked ``calibrated``; comments and all other numbers stay.

    Raises:
        SpineError: a gain that stands nowhere in the file.
    """
    text = path.read_text(encoding="utf-8")
    for name, value in zip(found.names, found.after, strict=True):
        owner, _, word = name.rpartition(".")
        part = re.escape(f"postures.{owner}" if owner else "gains")
        head = rf"(\[{part}\]\n(?:(?!\[).*\n)*?{re.escape(word)} = \{{ value = )"
        new, count = re.subn(
            head + r"[^,]+(,[^\n]*?kind = )\"\w+\"", rf'\g<1>{float(f"{value:.3g}")}\g<2>"calibrated"', text
        )
        if count != 1:
            raise SpineError(f"{path.name} has no single line for {name}")
        text = new
    return write_files(path.parent, {path.name: text.encode()})[0]
