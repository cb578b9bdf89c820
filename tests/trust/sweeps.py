"""Sweeps along one input, and whether a steep step in them is a slope or a jump.

A step whose change is out of proportion to its neighbours' is halved again and again, each time keeping the half that
holds more of the change. Of a slope, however steep, next to nothing is left over in the end; of a jump, all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from msgspec import structs

import models
import sim
from models.person import JOINTS
from models.postures import instead
from sim import pipeline

Array = np.ndarray
Ask = Callable[[float], tuple[Any, Any]]  # a number -> person, scenario
HALVINGS = 24
OUT_OF_PROPORTION = 3.0  # times the largest of four neighbours
LEAST = 0.02  # deg, or share of body weight / 50, and Nm / 5: nobody sees less
CLEARLY = 0.04  # of a step left over: it is a slope, whatever more halvings would show
LEFT_OVER = 0.2  # of a step, once it is 2^-24 as wide: a slope leaves 6e-8 of it, a root 2e-4
COLUMNS = {  # and what counts as one degree of it
    "flexion_deg": 1.0,
    "lateral_deg": 1.0,
    "axial_deg": 1.0,
    "compression_body_weights": 0.05,
    "shear_anterior_N": 30.0,
    "shear_right_N": 30.0,
    "moment_flexion_Nm": 5.0,
    "moment_lateral_Nm": 5.0,
    "moment_axial_Nm": 5.0,
}
MEASURES = {"sva_mm": 3.0, "c7_offset_mm": 3.0, "pelvic_tilt_deg": 1.0, "pelvic_obliquity_deg": 1.0, "gaze_deg": 1.0}


@dataclass(frozen=True)
class Sweep:
    """One input swept: ``ask`` says who is asked what at a number, ``at`` are the numbers, ascending.

    Where ``gain`` is given the numbers are factors on that gain of models/postures.toml, whatever ``ask`` does.
    """

    name: str
    ask: Ask
    at: Array
    gain: str = ""

    def states(self, at: Sequence[float] | Array) -> Array:
        """(n, columns) of its answers."""
        return states([self.ask(float(x)) for x in at], [(self.gain, float(x)) for x in at])


@dataclass(frozen=True)
class Step:
    """A step of a sweep that was out of proportion, and what it turned out to be.

    Attributes:
        sweep, low, high: where.
        kind: ``slope``, ``jump``, or ``refused``: nobody can stand somewhere inside it.
        column: what changes most, ``change`` by how much over the step as it was [see COLUMNS].
        left: how much of it is left over after all halvings.
    """

    sweep: Sweep
    low: float
    high: float
    kind: str
    column: str
    change: float
    left: float


@dataclass
class _Bracket:
    sweep: Sweep
    low: float
    high: float
    below: Array
    above: Array
    column: int
    change: float = field(init=False)
    refused: bool = False

    def __post_init__(self) -> None:
        self.change = abs(float(self.above[self.column] - self.below[self.column]))

    def keep(self, middle: float, state: Array) -> None:
        """Go on with the half that holds more of the change."""
        if np.isnan(state[self.column]):
            self.refused = True
        elif abs(state[self.column] - self.below[self.column]) > abs(state[self.column] - self.above[self.column]):
            self.high, self.above = middle, state
        else:
            self.low, self.below = middle, state

    @property
    def left(self) -> float:
        return abs(float(self.above[self.column] - self.below[self.column]))


def names() -> list[str]:
    """What a state holds, in words."""
    return [f"{name} {joint}" for name in COLUMNS for joint in JOINTS] + list(MEASURES)


def states(asked: Sequence[tuple[Any, Any]], gains: Sequence[tuple[str, float]]) -> Array:
    """(n, columns) angles, loads and measures, each in its unit of COLUMNS; NaN where nobody can stand."""
    known = np.zeros((len(asked), len(names())))
    plain = [k for k, (gain, _) in enumerate(gains) if not gain]
    known[plain] = _together([asked[k] for k in plain])
    for k, (gain, factor) in enumerate(gains):
        if gain:
            with other_gain(gain, factor):
                known[k] = _together([asked[k]])[0]
    return known


@contextmanager
def other_gain(name: str, factor: float) -> Iterator[None]:
    """One gain multiplied, for as long as the context lasts."""
    gains = models.load_gains()
    changed = structs.replace(gains, **{name: factor * getattr(gains, name)})
    pipeline.forget()
    with instead(changed, models.load_postures()):
        yield
    pipeline.forget()


def _together(asked: Sequence[tuple[Any, Any]]) -> Array:
    if not asked:
        return np.zeros((0, len(names())))
    answers = sim.simulate_many([who for who, _ in asked], [what for _, what in asked], paired=True)
    joints = [answers.joints[name] / unit for name, unit in COLUMNS.items()]
    measures = [answers.alignment[name][:, None] / unit for name, unit in MEASURES.items()]
    return np.concatenate([*joints, *measures], axis=1)


def suspects(sweep: Sweep, state: Array) -> list[_Bracket]:
    """The steps out of proportion, each with the column that is most so."""
    change = np.abs(np.diff(state, axis=0))
    padded = np.pad(np.nan_to_num(change), ((2, 2), (0, 0)))
    beside = np.max([padded[:-4], padded[1:-3], padded[3:-1], padded[4:]], axis=0)
    excess = np.nan_to_num(change / (OUT_OF_PROPORTION * beside + LEAST))
    worst = excess.argmax(axis=1)
    return [
        _Bracket(sweep, float(sweep.at[k]), float(sweep.at[k + 1]), state[k], state[k + 1], int(worst[k]))
        for k in np.flatnonzero(excess[np.arange(len(worst)), worst] > 1.0)
    ]


def refusals(state: Array) -> int:
    """How many answers there are none of."""
    return int(np.isnan(state[:, 0]).sum())


def judged(brackets: Sequence[_Bracket]) -> list[Step]:
    """What each suspect is, by halving all of them together."""
    brackets, first = list(brackets), [(bracket.low, bracket.high) for bracket in brackets]
    for _ in range(HALVINGS):
        open_ = [bracket for bracket in brackets if not bracket.refused and bracket.left > CLEARLY * bracket.change]
        middles = [0.5 * (bracket.low + bracket.high) for bracket in open_]
        found = states(
            [bracket.sweep.ask(middle) for bracket, middle in zip(open_, middles, strict=True)],
            [(bracket.sweep.gain, middle) for bracket, middle in zip(open_, middles, strict=True)],
        )
        for bracket, middle, state in zip(open_, middles, found, strict=True):
            bracket.keep(middle, state)
    steps = []
    for bracket, (low, high) in zip(brackets, first, strict=True):
        jumped = bracket.left > max(LEAST / 2, LEFT_OVER * bracket.change)
        kind = "refused" if bracket.refused else "jump" if jumped else "slope"
        column = names()[bracket.column]
        where = (bracket.low, bracket.high) if kind == "jump" else (low, high)
        steps.append(Step(bracket.sweep, *where, kind, column, bracket.change, bracket.left))
    return steps


def said(step: Step) -> set[str]:
    """What the answers on both sides of a step warn of, by the keys of the remarks; empty where gains were swept."""
    if step.sweep.gain:
        return set()
    answers = [sim.simulate(*step.sweep.ask(at)) for at in (step.low, step.high)]
    return {remark.key for answer in answers for remark in answer.warnings}
