"""Exact solves over a range of tilts, so close together that what lies between them can be interpolated.

Nodes lie 5 degrees apart. Where the middle between two of them is not met, a node is added there: postures hardly ever
need one, loads do where a muscle begins or ceases to pull. The page interpolates with the same cubic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from models.person import Person
from sim.chain import BASE
from sim.items import DIRECTIONS, LARGEST_TILT_DEG, Tilt
from sim.posture import NoPosture
from sim.scenario import Scenario, ScenarioError, replace

Array = np.ndarray
Progress = Callable[[int, int], None]

PLANES = ("sagittal", "lateral", "axial")  # by axis of the tilt
MEASURES = {  # what the page says of each plane, in the order of its tiles
    "sagittal": (
        "lumbar_lordosis_deg",
        "thoracic_kyphosis_deg",
        "cervical_lordosis_deg",
        "pelvic_tilt_deg",
        "sva_mm",
        "gaze_deg",
    ),
    "lateral": ("pelvic_obliquity_deg", "lumbar_cobb_deg", "thoracic_cobb_deg", "head_tilt_deg", "c7_offset_mm"),
    "axial": ("pelvis_turn_deg", "thorax_turn_deg", "head_turn_deg", "c7_offset_mm"),
}
EVERY_MEASURE = tuple(dict.fromkeys(name for names in MEASURES.values() for name in names))

_WAYS = {(axis, sign): word for word, (axis, sign) in DIRECTIONS.items()}
_APART_DEG, _CLOSEST_DEG = 5.0, 0.3
_END_STEPS = (2.5, 1.0)  # how the end of a range is looked for beyond the last node
_POSE_DEG = 0.03  # greatest error of any joint's angle
_LOAD_SHARE, _LEAST_LOAD_N = 0.006, 100.0  # greatest error of a load, as a share of it, or of so much
_SURE = 2.0  # an interval is trusted where the one twice as wide missed by less than this times the tolerance
_NOTES = ("range", "weak", "capped", "backrest")  # how the keys of remarks begin, see ``sim.remarks``


@dataclass(frozen=True)
class Node:
    """What the page keeps of one exact solve.

    Attributes:
        pose: (81 + m,) coordinates [deg], then the measures of the plane.
        load_N: (25,) compression.
        notes: bits, one for each kind of remark in ``_NOTES``.
    """

    pose: Array
    load_N: Array
    notes: int


@dataclass(frozen=True)
class Grid:
    """One plane, place and posture.

    Attributes:
        pose_deg: (n,) tilts of the nodes of the posture; pose: (n, 81 + m).
        load_deg: (k,) tilts of the nodes of the loads; load_N: (k, 25); notes: (k,).
        ends: whether the range ends early at its low and at its high end, for want of a posture.
        solves: how many exact solves it took.
    """

    pose_deg: Array
    pose: Array
    load_deg: Array
    load_N: Array
    notes: Array
    ends: tuple[bool, bool]
    solves: int


def interpolate(x: Array, y: Array, at: Array) -> Array:
    """Cubic through nodes, its slopes those of parabolas through three neighbours: as the page does it.

    Args:
        x: (n,) nodes, ascending, at least three.
        y: (n, c) values.
        at: (m,) where, between the first and the last node.
    """
    slope = np.gradient(y, x, axis=0, edge_order=2)
    k = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 2)
    wide = (x[k + 1] - x[k])[:, None]
    u = ((at - x[k])[:, None]) / wide
    value: Array = (
        y[k] + u * u * (3 - 2 * u) * (y[k + 1] - y[k]) + wide * u * (1 - u) * ((1 - u) * slope[k] - u * slope[k + 1])
    )
    return value


def tilted(scenario: Scenario, axis: int, at: str, deg: float) -> Scenario:
    """The scenario with its tilt of that kind replaced.

    Args:
        scenario: what else is asked.
        axis: 0 flexion, 1 lateral, 2 axial.
        at: place of the tilt.
        deg: signed as the axis is.
    """
    rest = tuple(tilt for tilt in scenario.tilts if (tilt.axis, tilt.at) != (axis, at))
    way = _WAYS[axis, 1.0 if deg >= 0 else -1.0]
    return replace(scenario, tilts=(*rest, Tilt(abs(deg), way, at)))


def node(result: Any, measures: Sequence[str]) -> Node:
    """What the page keeps of a result."""
    pose = [*np.degrees(result.pose.q), *(getattr(result.alignment, name) for name in measures)]
    keys = [remark.key for remark in result.warnings]
    notes = sum(1 << k for k, start in enumerate(_NOTES) if any(key.startswith(start) for key in keys))
    return Node(np.array(pose), np.asarray(result.joints.compression_N), notes)


class _Solver:
    """Solves what is asked for once; None where no posture exists."""

    def __init__(self, person: Person, scenario: Scenario, axis: int, at: str, count: Callable[[], None]) -> None:
        self.person, self.scenario, self.axis, self.at, self.count = person, scenario, axis, at, count
        self.known: dict[float, Node | None] = {}

    def __call__(self, deg: float) -> Node | None:
        if deg not in self.known:
            from sim.pipeline import simulate

            self.count()
            try:
                result = simulate(self.person, scenario=tilted(self.scenario, self.axis, self.at, deg))
                self.known[deg] = node(result, MEASURES[PLANES[self.axis]])
            except NoPosture:
                self.known[deg] = None
        return self.known[deg]

    def rows(self, degs: Sequence[float], what: str) -> Array:
        return np.array([getattr(self.known[deg], what) for deg in degs])


def solve(
    person: Person, scenario: Scenario, axis: int, at: str, count: Callable[[], None] = lambda: None
) -> Grid | None:
    """The grid of one plane, place and posture; None where that tilt cannot be asked beside the rest.

    Args:
        person: whose spine.
        scenario: posture, burden and whatever else is held.
        axis: 0 flexion, 1 lateral, 2 axial.
        at: place of the tilt.
        count: called before each exact solve.
    """
    try:
        tilted(scenario, axis, at, LARGEST_TILT_DEG[axis])
    except ScenarioError:
        return None
    solver = _Solver(person, scenario, axis, at, count)
    largest = LARGEST_TILT_DEG[axis]
    low, high = -largest, largest
    while True:
        below, above = _reach(solver, -1.0, -low), _reach(solver, 1.0, high)
        first = [*below[::-1], 0.0, *above]
        if solver(0.0) is None or len(first) < 3:
            return None
        try:
            pose_deg, load_deg = _refined(solver, first)
            break
        except _Hole as hole:  # the range ends before it
            low, high = (hole.deg, high) if hole.deg < 0 else (low, hole.deg)
    return Grid(
        np.array(pose_deg),
        solver.rows(pose_deg, "pose"),
        np.array(load_deg),
        solver.rows(load_deg, "load_N"),
        solver.rows(load_deg, "notes"),
        (first[0] > -largest, first[-1] < largest),
        len(solver.known),
    )


class _Hole(Exception):
    """A tilt without a posture between tilts that have one."""

    def __init__(self, deg: float) -> None:
        super().__init__(deg)
        self.deg = deg


def _reach(solver: _Solver, way: float, largest: float) -> list[float]:
    """Nodes from beside zero to the end of the range: as far as asked, or as postures exist."""
    found: list[float] = []
    reached = 0.0
    for size in (_APART_DEG, *_END_STEPS):
        while reached + size <= largest and solver(way * (reached + size)) is not None:
            reached += size
            found.append(way * reached)
    return found


def _refined(solver: _Solver, first: list[float]) -> tuple[list[float], list[float]]:
    """Nodes of posture and of loads such that what lies between them is met."""
    nodes = {"pose": list(first), "load_N": list(first)}
    waiting: list[tuple[float, float, tuple[str, ...]]] = [(a, b, ("pose", "load_N")) for a, b in pairwise(first)]
    while waiting:
        misses = _misses(solver, nodes, waiting)
        following: list[tuple[float, float, tuple[str, ...]]] = []
        for (a, b, kinds), missed in zip(waiting, misses, strict=True):
            more = tuple(kind for kind in kinds if missed[kind] > 1.0)
            middle = (a + b) / 2
            for kind in more:
                nodes[kind] = sorted({*nodes[kind], middle})
            unsure = tuple(kind for kind in more if missed[kind] > _SURE)
            if unsure and b - a > 2 * _CLOSEST_DEG:
                following += [(a, middle, unsure), (middle, b, unsure)]
        waiting = following
    return nodes["pose"], nodes["load_N"]


def _misses(
    solver: _Solver, nodes: dict[str, list[float]], waiting: list[tuple[float, float, tuple[str, ...]]]
) -> list[dict[str, float]]:
    """By how many tolerances each kind misses the middle of each interval."""
    misses = []
    for a, b, kinds in waiting:
        middle, missed = (a + b) / 2, {}
        exact = solver(middle)
        for kind in kinds:
            if exact is None:
                raise _Hole(middle)
            x = np.array(nodes[kind])
            guess = interpolate(x, solver.rows(nodes[kind], kind), np.array([middle]))[0]
            truth = getattr(exact, kind)
            if kind == "pose":
                missed[kind] = float(np.abs(guess - truth)[: BASE + 75].max()) / _POSE_DEG
            else:
                share = np.abs(guess - truth) / np.maximum(truth, _LEAST_LOAD_N)
                missed[kind] = float(share.max()) / _LOAD_SHARE
        misses.append(missed)
    return misses


def packed(values: Array, scale: float) -> str:
    """Numbers as text: rounded to ``scale``, second differences down the columns, variable-length bytes, base64.

    Args:
        values: (n, c).
        scale: size of one step.
    """
    import base64

    whole = np.rint(values / scale).astype(np.int64)
    once = np.diff(whole, axis=0, prepend=0)
    twice = once.copy()
    twice[2:] -= once[1:-1]
    zigzag = np.where(twice < 0, -2 * twice - 1, 2 * twice).T.ravel()
    data = bytearray()
    for number in zigzag.tolist():
        while number > 127:
            data.append(128 | (number & 127))
            number >>= 7
        data.append(number)
    return base64.b64encode(bytes(data)).decode("ascii")
