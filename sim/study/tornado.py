"""What moves an answer most, one thing at a time.

A curve moves together with the pelvis, which tilts so that C7 stays where it is over the sacrum: nobody stands with a
flatter lumbar spine and the same pelvis. How far things move is said in ``sensitivity.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import models
from models.assemble import FLEXIBLE
from models.measures import LIMITS

from ..data import json_text
from ..gains import assuming, value_of
from ..many import simulate_many
from ..pipeline import simulate
from ..scenario import Scenario, build
from . import population, quantities
from .population import spreads
from .quantities import DEFAULT, StudyError
from .sensitivity import FACTOR, OFFSET, refuse_factor, save

if TYPE_CHECKING:
    from ..figures.charts.tornado import TornadoArtists

PUBLISHED, ASSUMED = "published", "assumed"
_CURVES = ("pelvic_incidence_deg", "lumbar_lordosis_deg", "thoracic_kyphosis_deg")
_ASSUMED = ("height_m", "mass_kg", "strength", "age")


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

    def reach(self, base: float) -> float:
        """How far the answer moves, also where it moves to the same side both ways.

        Args:
            base: the answer as asked.
        """
        if self.at_low is None or self.at_high is None:
            return 0.0
        return max(self.at_low, self.at_high, base) - min(self.at_low, self.at_high, base)


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
        return save(self, "tornado", folder, figure, theme)


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
    refuse_factor(factor)
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
    middle = float(base or 0.0)
    bars.sort(key=lambda bar: -bar.reach(middle))
    return Tornado(name, asked.to_dict(), middle, factor, tuple(bars))


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
        low, high = (LIMITS[name].clipped(float(words[name] + way * size)) for way in (-1, 1))
        moves[name] = (low, high, ASSUMED if name in _ASSUMED else PUBLISHED)
    offset = population.sva_mm(words)
    moves[OFFSET] = (offset - law.sva[1], offset + law.sva[1], PUBLISHED)
    for region, now in _flexibility(words).items():
        low, high = (LIMITS["flexibility"].clipped(end) for end in (now / factor, now * factor))
        moves[f"flexibility.{region}"] = (low, high, ASSUMED)
    for gain in gains_of(asked):
        now = value_of(gain)
        moves[f"gain:{gain}"] = (now / factor, now * factor, ASSUMED)
    return moves


def _flexibility(words: Mapping[str, Any]) -> dict[str, float]:
    """A person's own flexibility, region by region."""
    own = words["flexibility"]
    return {region: own.get(region, 1.0) if isinstance(own, Mapping) else own for region in FLEXIBLE}


def _moved(quantity: str, name: str, value: float, words: Mapping[str, Any], asked: Scenario) -> float | None:
    """The answer with one thing elsewhere."""
    if name.startswith("gain:"):
        with assuming({name.removeprefix("gain:"): value}):
            return _one(quantity, words, asked)
    changed: dict[str, Any] | None
    if name.startswith("flexibility."):
        changed = {**words, "flexibility": {**_flexibility(words), name.partition(".")[2]: value}}
    elif name == OFFSET:
        changed = _rebalanced(words, value)
    else:
        changed = {**words, name: value}
        if name in _CURVES:
            changed = _rebalanced(changed, population.sva_mm(words))
    return None if changed is None else _one(quantity, changed, asked)


def _rebalanced(words: Mapping[str, Any], goal_mm: float) -> dict[str, Any] | None:
    """``population.rebalanced``, for which flexibility is one number, of somebody whose regions may differ in it."""
    found = population.rebalanced({**words, "flexibility": 1.0}, goal_mm)
    return None if found is None else {**found, "flexibility": words["flexibility"]}


def _one(quantity: str, words: Mapping[str, Any], asked: Scenario) -> float | None:
    value = float(quantities.column(simulate_many(dict(words), asked), quantity)[0])
    return value if np.isfinite(value) else None
