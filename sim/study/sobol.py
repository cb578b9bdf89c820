"""Which measures explain how much of the differences between people: Sobol indices of one answer.

People vary as in a cohort, the pelvis following so that C7 varies over the sacrum as measured; what is assumed besides
is said in ``sensitivity.py``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from models.measures import LIMITS

from ..data import json_text
from ..gains import assuming, value_of
from ..many import simulate_many
from ..scenario import Scenario, build
from . import grid, population, quantities
from .population import INPUTS
from .quantities import DEFAULT, Array, StudyError
from .sensitivity import FACTOR, OFFSET, refuse_factor, save

if TYPE_CHECKING:
    from ..figures.charts.tornado import SharesArtists

MOST, LAST_SEED = 1 << 20, 1_000_000_000
_MOST_MISSING = 0.05
_BATCH = 256
_CUT = 2.5  # standard deviations: farther out few are within the limits of the models


@dataclass(frozen=True)
class Indices:
    """What ``sim.sobol`` answers.

    Attributes:
        quantity: whose answer. scenario: words. inputs: what varied.
        first: share of the variance that each explains alone. total: with all it shares with others.
        mean, spread: of the answer. evaluations, missing: how many answers, and how many of them there were none of.
        factor: assumed of flexibility and gains.
    """

    quantity: str
    scenario: Mapping[str, Any]
    inputs: tuple[str, ...]
    first: tuple[float, ...]
    total: tuple[float, ...]
    mean: float
    spread: float
    evaluations: int
    missing: int
    factor: float

    @property
    def note(self) -> str:
        """What the spreads are."""
        return (
            "People of one sex vary as in a cohort, up to 2.5 standard deviations, the pelvis following so that C7 "
            "varies over the sacrum as measured; flexibility and gains are assumed to vary by a factor of "
            f"{self.factor:g}. Indices are estimates: small ones may come out below zero."
        )

    def to_json(self) -> str:
        """All of it as JSON text, shape ``plumbline.sobol/1``."""
        return json_text({"schema": "plumbline.sobol/1", **asdict(self), "note": self.note})

    def table(self) -> str:
        """First and total indices, largest total first."""
        lines = [f"{quantities.label(self.quantity)}: {self.mean:.4g} ± {self.spread:.3g}", ""]
        lines.append(f"{'input':<40}{'first':>9}{'total':>9}")
        for k in np.argsort(self.total)[::-1]:
            lines.append(f"{self.inputs[k]:<40}{self.first[k]:9.2f}{self.total[k]:9.2f}")
        return "\n".join(lines)

    def plot(self, theme: str = "light") -> SharesArtists:
        """First and total indices as bars."""
        from ..figures.charts.tornado import draw_shares
        from ..figures.looks import look

        return draw_shares(self, look=look(theme))

    def save(self, folder: str | Path = "out", figure: bool = True, theme: str = "light") -> list[Path]:
        """Write ``sobol.json`` and ``sobol.png``.

        Raises:
            OutputError: the folder cannot be written.
        """
        return save(self, "sobol", folder, figure, theme)


def sobol(
    quantity: str = DEFAULT,
    scenario: Any = None,
    *,
    given: Mapping[str, Any] | None = None,
    gains: Sequence[str] = (),
    samples: int = 128,
    factor: float = FACTOR,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Indices:
    """Which measures explain how much of the differences between people, first and total order.

    Args:
        quantity: ``compression_N:L4-L5``, ``change_sva_mm`` ...
        scenario: a scenario, its words or the path of its file; whose person it names is not minded.
        given: measures that do not vary; the sex is male unless it says otherwise.
        gains: gains that vary too, each answer of which is computed alone.
        samples: a power of two; answers are that times the inputs and two.
        factor: assumed of flexibility and gains, one standard deviation as a factor, above 1.
        seed: of the points.
        progress: called with the number of answers done and of all.

    Returns:
        Indices, by Saltelli's points and Jansen's estimators (``scipy.stats.sobol_indices``).

    Raises:
        StudyError: no such quantity or measure, ``samples`` is no power of two, ``seed`` no whole number, or too many
            points have no answer.
    """
    name, asked = quantities.known(quantity), build(scenario)
    samples, seed = quantities.whole(samples, "samples", 2, MOST), quantities.whole(seed, "seed", 0, LAST_SEED)
    if samples & (samples - 1):
        raise StudyError(f"samples must be a power of two such as 128, not {samples}")
    for gain in gains:
        grid.checked(f"{grid.GAIN}{gain}")
    refuse_factor(factor)
    fixed = population.checked({"sex": "male", **(given or {})})
    varied = [one for one in INPUTS if one not in fixed and not (one == "body_mass_index" and "mass_kg" in fixed)]
    extra = [] if "flexibility" in fixed else ["flexibility"]
    inputs = (*varied, *extra, *(f"gain:{gain}" for gain in gains))
    count = samples * (len(inputs) + 2)
    state = {"done": 0, "missing": 0}
    seen: list[Array] = []

    def answers(points: Array) -> Array:
        """(d, n) scores to (1, n) answers."""
        values = np.empty(points.shape[1])
        for first in range(0, points.shape[1], _BATCH):
            some = slice(first, first + _BATCH)
            values[some] = _at(name, asked, points[:, some], varied, bool(extra), gains, fixed, factor)
            state["done"] += len(values[some])
            if progress is not None:
                progress(state["done"], count)
        missing = ~np.isfinite(values)
        state["missing"] += int(missing.sum())
        if state["missing"] > max(_MOST_MISSING * count, 1) or missing.all():
            raise StudyError("too many of the people have no answer; ask for less, such as a smaller tilt")
        values[missing] = values[~missing].mean()
        seen.append(values.copy())  # what is handed over is centred in place
        return values[None]

    found = indices(answers, len(inputs), samples, seed)
    whole = np.concatenate(seen)
    named = tuple(OFFSET if one == "pelvic_tilt_deg" else one for one in inputs)
    first, total = (tuple(map(float, np.ravel(each))) for each in found)
    spread = float(whole.std())
    return Indices(
        name, asked.to_dict(), named, first, total, float(whole.mean()), spread, count, state["missing"], factor
    )


def indices(answers: Callable[[Array], Array], inputs: int, samples: int, seed: int = 0) -> tuple[Array, Array]:
    """First and total Sobol indices of a function of independent standard normal inputs.

    Args:
        answers: (inputs, n) to (1, n).
        inputs: how many. samples: a power of two. seed: of the points.
    """
    luck = "rng" if "rng" in inspect.signature(stats.sobol_indices).parameters else "random_state"
    dists = [stats.norm()] * inputs
    rng = np.random.default_rng(seed)
    found = stats.sobol_indices(func=answers, n=samples, dists=dists, **{luck: rng})
    return np.asarray(found.first_order), np.asarray(found.total_order)


def _at(
    quantity: str,
    asked: Scenario,
    points: Array,
    varied: Sequence[str],
    flexible: bool,
    gains: Sequence[str],
    fixed: Mapping[str, Any],
    factor: float,
) -> Array:
    """(n,) answers at some points; NaN where there is none."""
    scores = np.zeros((points.shape[1], len(INPUTS)))
    for k, one in enumerate(varied):
        scores[:, INPUTS.index(one)] = points[k]
    who: list[dict[str, Any] | None] = []
    for k, score in enumerate(scores):
        words = population.balanced(np.clip(score, -_CUT, _CUT), fixed)
        if words is not None and flexible:
            words["flexibility"] = LIMITS["flexibility"].clipped(float(factor ** points[len(varied), k]))
        who.append(words)
    there = [k for k, words in enumerate(who) if words is not None]
    values = np.full(len(who), np.nan)
    if not gains:
        values[there] = quantities.column(simulate_many([who[k] for k in there], asked), quantity)  # type: ignore[misc]
        return values
    for k in there:
        moved = dict(zip(gains, factor ** points[-len(gains) :, k], strict=True))
        with assuming({gain: value_of(gain) * share for gain, share in moved.items()}):
            values[k] = quantities.column(simulate_many(who[k], asked), quantity)[0]
    return values
