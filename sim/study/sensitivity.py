"""What moves an answer most: one thing at a time (a tornado), or all at once (Sobol indices).

Measures of the person move by one standard deviation between people, as published or as the models assume. A curve
moves together with the pelvis, which tilts so that C7 stays where it is over the sacrum: nobody stands with a flatter
lumbar spine and the same pelvis. Flexibility and the gains of the model have no published spread; theirs is assumed, a
factor that is said in every output.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

import models
from models.assemble import FLEXIBLE
from models.measures import LIMITS

from .. import files
from ..data import json_text
from ..gains import assuming, value_of
from ..many import simulate_many
from ..pipeline import simulate
from ..scenario import Scenario, build
from . import grid, population, quantities
from .population import INPUTS, spreads
from .quantities import DEFAULT, Array, StudyError

if TYPE_CHECKING:
    from ..figures.charts.tornado import SharesArtists, TornadoArtists

FACTOR = 1.25
PUBLISHED, ASSUMED = "published", "assumed"
OFFSET = "sva_mm"  # moves as the pelvis tilts
_CURVES = ("pelvic_incidence_deg", "lumbar_lordosis_deg", "thoracic_kyphosis_deg")
_ASSUMED = ("height_m", "mass_kg", "strength", "age", "body_mass_index")
_MOST_MISSING = 0.05
_BATCH = 256
MOST = 1 << 20  # samples
_CUT = 2.5  # standard deviations: farther out few are within the limits of the models


@dataclass(frozen=True)
class Bar:
    """One thing moved, the others as they are.

    Attributes:
        name: what. low, high: to where, in its own unit. spread: ``published`` or ``assumed``.
        at_low, at_high: the answer there; None where there is none.
    """

    name: str
    low: float
    high: float
    spread: str
    at_low: float | None
    at_high: float | None

    @property
    def reach(self) -> float:
        """How far the answer moves between them."""
        known = [value for value in (self.at_low, self.at_high) if value is not None]
        return max(known) - min(known) if len(known) == 2 else 0.0


@dataclass(frozen=True)
class Tornado:
    """What ``sim.tornado`` answers.

    Attributes:
        quantity: whose answer. scenario: words. base: the answer as asked. factor: assumed of flexibility and gains.
        bars: what was moved, the one that moves the answer most first.
    """

    quantity: str
    scenario: Mapping[str, Any]
    base: float
    factor: float
    bars: tuple[Bar, ...]

    def to_json(self) -> str:
        """All of it as JSON text, shape ``plumbline.tornado/1``."""
        return json_text({"schema": "plumbline.tornado/1", **asdict(self), "note": self.note})

    @property
    def note(self) -> str:
        """What the spreads are."""
        return (
            "Measures moved by one standard deviation between people (height, mass, strength and age: assumed); a "
            f"curve with the pelvis following. Flexibility and gains: assumed, times and over {self.factor:g}."
        )

    def table(self) -> str:
        """The bars, at most 80 columns wide."""
        lines = [f"{quantities.label(self.quantity)}: {self.base:.5g}", ""]
        lines.append(f"{'moved':<34}{'from':>9}{'to':>9}{'answer':>11}{'':>11}")
        for bar in self.bars:
            ends = "".join(f"{'none':>11}" if v is None else f"{v:11.5g}" for v in (bar.at_low, bar.at_high))
            mark = "*" if bar.spread == ASSUMED else " "
            lines.append(f"{bar.name[:32]:<32}{mark:<2}{bar.low:9.4g}{bar.high:9.4g}{ends}")
        return "\n".join([*lines, "", "* spread assumed"])

    def plot(self, theme: str = "light") -> TornadoArtists:
        """One bar for each thing moved, longest first."""
        from ..figures.charts.tornado import draw_tornado
        from ..figures.looks import look

        return draw_tornado(self, look=look(theme))

    def save(self, folder: str | Path = "out", figure: bool = True, theme: str = "light") -> list[Path]:
        """Write ``tornado.json`` and ``tornado.png``.

        Raises:
            OutputError: the folder cannot be written.
        """
        return _save(self, "tornado", folder, figure, theme)


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
        return _save(self, "sobol", folder, figure, theme)


def _save(found: Tornado | Indices, name: str, folder: str | Path, figure: bool, theme: str) -> list[Path]:
    contents = {f"{name}.json": found.to_json().encode()}
    if figure:
        from ..figures.files import png

        drawn: Any = found.plot(theme).axes.figure
        contents[f"{name}.png"] = png(drawn, {"Title": quantities.label(found.quantity), "Description": found.note})
    return files.write(Path(folder), contents)


def gains_of(scenario: Scenario) -> tuple[str, ...]:
    """The gains that were fitted to published cases: the global ones, and those of the scenario's posture."""
    from ..validation.calibrate import GAINS

    return tuple(name for name in GAINS if "." not in name or name.partition(".")[0] == scenario.posture)


def tornado(
    quantity: str = DEFAULT,
    scenario: Any = None,
    *,
    over: Sequence[str] | None = None,
    factor: float = FACTOR,
    progress: Callable[[int, int], None] | None = None,
) -> Tornado:
    """Which measure or assumption moves an answer most, one at a time.

    Args:
        quantity: ``compression_N:L4-L5``, ``change_sva_mm`` ...
        scenario: a scenario, its words or the path of its file.
        over: what to move: measures (``mass_kg``, ``lumbar_lordosis_deg``, ``sva_mm``), ``flexibility.lumbar`` or gains
            (``gain:gaze_Nm_per_rad``); all of them by default.
        factor: assumed of flexibility and gains, above 1.
        progress: called with the number of answers done and of all.

    Raises:
        StudyError: no such quantity or thing to move. NoPosture: nobody can stand like that.
    """
    name, asked = quantities.known(quantity), build(scenario)
    if not 1.0 < factor < np.inf:
        raise StudyError(f"factor must be above 1, not {factor:g}")
    words = _measured(asked.person)
    moves = _moves(words, asked, factor)
    if over is not None:
        unknown = next((one for one in over if one not in moves), None)
        if unknown is not None:
            raise StudyError(f"'{unknown}' cannot be moved{models.nearest(unknown, moves)}")
        moves = {one: moves[one] for one in over}
    base = _one(name, words, asked)
    if base is None:
        simulate(words, asked)  # says why
    bars = []
    for k, (one, (low, high, spread)) in enumerate(moves.items()):
        ends = [_moved(name, one, value, words, asked) for value in (low, high)]
        bars.append(Bar(one, low, high, spread, *ends))
        if progress is not None:
            progress(k + 1, len(moves))
    bars.sort(key=lambda bar: -bar.reach)
    return Tornado(name, asked.to_dict(), float(base or 0.0), factor, tuple(bars))


def _measured(person: str | Mapping[str, Any]) -> dict[str, Any]:
    """Every measure of a person as words, also those left to the regressions."""
    words = dict(models.measures(person) if isinstance(person, str) else person)
    who = models.person(**words)
    known = {"sex": who.sex, "age": who.age_years, "height_m": who.height_m, "mass_kg": who.mass_kg}
    curves = {name: who.measures[name] for name in LIMITS if name in who.measures}
    return {"strength": 1.0, "flexibility": 1.0, **curves, **known, **words}


def _moves(words: Mapping[str, Any], asked: Scenario, factor: float) -> dict[str, tuple[float, float, str]]:
    """Name -> from where, to where, and whether that spread is published or assumed."""
    law, sex = spreads(), words["sex"]
    own = models.load(asked.person).spread if isinstance(asked.person, str) else {}
    mass = law.body_mass_index[sex][1] / law.body_mass_index[sex][0]
    spread = {
        "age": (law.age[1] - law.age[0]) / np.sqrt(12.0),
        "height_m": law.height[sex][1],
        "mass_kg": mass * words["mass_kg"],
        "pelvic_incidence_deg": law.incidence[1],
        **{name: law.curves[name][1] for name in (*_CURVES[1:], "cervical_lordosis_deg")},
        "strength": law.strength[sex][1],
        **{name: value for name, value in own.items() if name in LIMITS and name != "pelvic_tilt_deg"},
    }
    moves: dict[str, tuple[float, float, str]] = {}
    for name, size in spread.items():
        limit = LIMITS[name]
        low, high = max(words[name] - size, limit.low), min(words[name] + size, limit.high)
        moves[name] = (float(low), float(high), ASSUMED if name in _ASSUMED else PUBLISHED)
    offset = population.sva_mm(words)
    moves[OFFSET] = (offset - law.sva[1], offset + law.sva[1], PUBLISHED)
    moves |= {f"flexibility.{region}": (1.0 / factor, factor, ASSUMED) for region in FLEXIBLE}
    for gain in gains_of(asked):
        now = value_of(gain)
        moves[f"gain:{gain}"] = (now / factor, now * factor, ASSUMED)
    return moves


def _moved(quantity: str, name: str, value: float, words: Mapping[str, Any], asked: Scenario) -> float | None:
    """The answer with one thing elsewhere."""
    if name.startswith("gain:"):
        with assuming({name.removeprefix("gain:"): value}):
            return _one(quantity, words, asked)
    changed: dict[str, Any] | None = dict(words)
    if name.startswith("flexibility."):
        changed = {**words, "flexibility": {name.partition(".")[2]: value}}
    elif name == OFFSET:
        changed = population.rebalanced(dict(words), value)
    else:
        changed = {**words, name: value}
        if name in _CURVES:
            changed = population.rebalanced(changed, population.sva_mm(words))
    return None if changed is None else _one(quantity, changed, asked)


def _one(quantity: str, words: Mapping[str, Any], asked: Scenario) -> float | None:
    value = float(quantities.column(simulate_many(dict(words), asked), quantity)[0])
    return value if np.isfinite(value) else None


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
        StudyError: no such quantity or measure, ``samples`` is no power of two, or too many points have no answer.
    """
    name, asked = quantities.known(quantity), build(scenario)
    if not 2 <= samples <= MOST or samples & (samples - 1):
        raise StudyError(f"samples must be a power of two such as 128, at most {MOST}, not {samples}")
    for gain in gains:
        grid.checked(f"{grid.GAIN}{gain}")
    if not 1.0 < factor < np.inf:
        raise StudyError(f"factor must be above 1, not {factor:g}")
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
            words["flexibility"] = float(np.clip(factor ** points[len(varied), k], 0.3, 3.0))
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
