"""Why each region moved: the response split, exactly, into what is held and the five reasons.

In a posture the moments ∇Π are zero on every free coordinate, and they stay zero while the tilt grows from nothing
(s = 0) to what is asked (s = 1). So the free coordinates f follow the held ones c by

    H_ff q_f' = -Σ_r (H_r,fc q_c' + ∂∇_f Π_r/∂s)        H = Σ_r H_r, one Hessian for each reason r

Freeze the body, move what is held a little: each reason complains with its own moments, and the body gives way to all of
them with its own compliance. The part of reason r is the integral of its share of q' over the path, carried from joint
angles to degrees of each region; what the held coordinates do themselves is the part called ``held``. Angles held at will
(trunk, head) are rows C of a bordered system, ``[H + λ∇²C, Cᵀ; C, 0]``; what moves them is ``held`` too, while what a
person lets go, or looks down to, is a part of tone, gaze and balance: the ∂/∂s above, zero for a tilt.

The sum over parts is the whole change; ``closing_deg`` says how well. A part depends on the path that a tilt grows along
(all held angles in proportion): with a single tilt there is only this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import structs

from models import SpineError
from models.person import AXES, Person

from . import data, because
from .chain import BASE, COORDINATES, HINGES, Array
from .pipeline import _fixed_angles, _range_used, _setting, _stand
from .posture import solve
from .potential import Evaluation, Potential, evaluate
from .reasons import REASONS, alone, silence
from .turns import given_deg, given_rate, plane

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .figures.why import WhyArtists
    from .result import Result
    from .scenario import Scenario

PARTS, REGIONS = because.COLUMNS, because.ROWS
CLOSED_DEG = 2e-7
_NODES = (6, 12, 20, 40)
_STEP = 1e-5  # of the path, to differentiate what a person changes at will
_BALANCED = 1e-13  # largest moment left over on the path, in body weight times height
_CORRECTIONS = 25
_MOST_RANGE = 2.0  # times the measured range of motion, or the posture's own: a spine folded further is no posture


@dataclass(frozen=True, eq=False)
class Why:
    """What ``Result.why`` answers. All degrees lie in one plane; regions are what they give, the head is their sum.

    Attributes:
        result: whose posture this is.
        axis: flexion, lateral or axial; forward, right and left turn are positive.
        constraint: what is held, in words.
        degrees: (5, 6) rows ``REGIONS``, columns ``PARTS`` [deg].
        change: (5,) the whole change of each region [deg]: the sum of its row.
        without: for each reason the (5,) changes, had it gone on pulling as before without answering [deg]; None where
            no posture exists without its answer.
        closing_deg: largest difference between the sum of a row and the change.
    """

    result: Result
    axis: str
    constraint: str
    degrees: Array
    change: Array
    without: Mapping[str, Array | None]
    closing_deg: float

    @property
    def at_will(self) -> bool:
        """Whether trunk, head or a level is held, rather than joints tilted."""
        return _at_will(self.result.scenario)

    def part(self, region: str, reason: str) -> float:
        """Degrees of one region that one reason, or what is ``held``, brought about."""
        for word, known in ((region, REGIONS), (reason, PARTS)):
            if word not in known:
                raise SpineError(f"unknown word {word!r}; choose from {', '.join(known)}")
        return float(self.degrees[REGIONS.index(region), PARTS.index(reason)])

    @property
    def sentences(self) -> tuple[str, ...]:
        """Three to six plain sentences, computed from the numbers."""
        return because.sentences(self)

    def table(self) -> str:
        """Two small tables to read: the parts, and the changes without each reason."""
        return because.table(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and words, shape ``plumbline.why/1``."""
        without = {
            reason: None if found is None else dict(zip(REGIONS, found, strict=True))
            for reason, found in self.without.items()
        }
        rows = {name: dict(zip(PARTS, row, strict=True)) for name, row in zip(REGIONS, self.degrees, strict=True)}
        return data.plain(
            {
                "schema": "plumbline.why/1",
                "scenario": self.result.scenario.to_dict(),
                "axis": self.axis,
                "constraint": self.constraint,
                "parts_deg": rows,
                "change_deg": dict(zip(REGIONS, self.change, strict=True)),
                "without_deg": without,
                "closing_deg": self.closing_deg,
                "sentences": self.sentences,
            }
        )

    def to_json(self) -> str:
        """``to_dict`` as JSON text."""
        return data.json_text(self.to_dict())

    def plot(self, ax: Axes | None = None) -> WhyArtists:
        """Draw the parts of each region as bars."""
        from .figures.why import draw_why

        return draw_why(self, ax)


@dataclass(frozen=True)
class _Course:
    """The way from before to after.

    Attributes:
        setting: the potential at a share s of what is asked.
        at_will: whether that potential changes along the way.
        start: (80,) coordinates before; change: (80,) of the fixed ones, the others zero; fixed: (80,) bool.
        rotation: (26, 3, 3) before.
    """

    setting: Callable[[float], Potential]
    at_will: bool
    start: Array
    change: Array
    fixed: Array
    rotation: Array


def explain(result: Result) -> Why:
    """See ``Result.why``."""
    person, asked = result.person, result.scenario
    stand = _stand(person, asked.untilted())
    before = stand.solution.at.pose
    given = given_deg(result.pose.rotation, before.rotation)
    axis = plane(asked, given)
    change = given[:, axis]
    _, fixed = _fixed_angles(person, asked, before.q)
    at_will = _at_will(asked)

    first, last = (_setting(person, _partly(asked, share)) for share in (0.0, 1.0)) if at_will else (None, None)

    def setting(share: float) -> Potential:
        if first is None or last is None:
            return stand.setting
        return replace(
            _setting(person, _partly(asked, share)),  # muscles let go in proportion, not in the first degrees
            active=first.active + share * (last.active - first.active),
            spring=first.spring + share * (last.spring - first.spring),
        )

    moved = np.where(fixed, result.pose.q - before.q, 0.0)
    course = _Course(setting, at_will, before.q, moved, fixed, before.rotation)
    parts = _parts(course, axis, change)
    without = {}
    for reason in REASONS:
        found = _without(person, course, stand.setting, reason, result.pose.q)
        without[reason] = None if found is None else _with_head(given_deg(found, before.rotation)[:, axis])
    degrees = _with_head(parts)
    return Why(
        result=result,
        axis=AXES[axis],
        constraint=because.constraint(asked),
        degrees=degrees,
        change=_with_head(change),
        without=without,
        closing_deg=float(np.abs(degrees.sum(1) - _with_head(change)).max()),
    )


def _at_will(asked: Scenario) -> bool:
    return asked.lean_deg is not None or asked.head_deg is not None or bool(asked.shifts)


def _partly(asked: Scenario, share: float) -> Scenario:
    """The same request with everything that is held at will at a share of its angle or distance."""
    angles = {name: getattr(asked, name) for name in ("lean_deg", "head_deg")}
    return structs.replace(
        asked,
        shifts=tuple(structs.replace(shift, distance_m=share * shift.distance_m) for shift in asked.shifts),
        **{name: share * angle for name, angle in angles.items() if angle is not None},
    )


def _with_head(regions: Array) -> Array:
    """The four regions and their sum, the turn of the head."""
    return np.concatenate([regions, regions.sum(0, keepdims=True)])


def _parts(course: _Course, axis: int, change: Array) -> Array:
    """(4, 6) the integral of every part's rate, with as many nodes as it takes to close."""
    best, least = np.zeros((4, len(PARTS))), np.inf
    if not course.at_will and not course.change.any():
        return best
    for nodes in _NODES[course.at_will :]:
        place, share = np.polynomial.legendre.leggauss(nodes)
        parts = np.zeros_like(best)
        for weight, rates in zip(0.5 * share, _rates(course, axis, 0.5 * (place + 1)), strict=True):
            parts += weight * rates
        closing = np.abs(parts.sum(1) - change).max()
        if closing < least:
            best, least = parts, closing
        if least < CLOSED_DEG:
            break
    return best


def _rates(course: _Course, axis: int, nodes: Array) -> Iterator[Array]:
    """(4, 6) [deg] change of each region with the path, by part, at each node in turn."""
    free = np.flatnonzero(~course.fixed)
    q, at_s, slope = course.start, 0.0, np.zeros(COORDINATES)
    model = course.setting(0.0)
    unmet = evaluate(model, q).hold  # a slouching trunk is not upright before it is held
    multipliers, steepening = np.zeros(len(model.holds)), np.zeros(len(model.holds))
    for s in nodes:
        model = course.setting(s)
        q = np.where(course.fixed, course.start + s * course.change, q + (s - at_s) * slope)
        multipliers = multipliers + (s - at_s) * steepening
        q, multipliers, at = _settle(model, q, multipliers, free, (1.0 - s) * unmet)
        pull = _pulls(course, model, s, at, multipliers, unmet)
        answer = np.linalg.solve(_bordered(at, free), -pull[np.concatenate([free, np.arange(COORDINATES, len(pull))])])
        rates = np.zeros((COORDINATES, len(PARTS)))
        rates[free] = answer[: len(free)]
        rates[:, 0] += course.change
        slope, at_s, steepening = rates.sum(1), s, answer[len(free) :].sum(1)
        hinges = given_rate(at.pose.rotation, course.rotation, at.pose.axis)[:, axis]
        yield hinges @ rates[COORDINATES - HINGES :]


def _bordered(at: Evaluation, free: Array) -> Array:
    """Hessian over the free coordinates, bordered by the held angles."""
    rows = at.hold_rows[:, free]
    return np.block([[at.hessian[np.ix_(free, free)], rows.T], [rows, np.zeros((len(rows), len(rows)))]])


def _settle(
    model: Potential, q: Array, multipliers: Array, free: Array, wanted: Array
) -> tuple[Array, Array, Evaluation]:
    """Newton from a guess that is nearly right."""
    for _ in range(_CORRECTIONS):
        at = evaluate(model, q, multipliers)
        left = (at.gradient + multipliers @ at.hold_rows)[free]
        if np.abs(left).max() < _BALANCED * model.scale_Nm and np.all(np.abs(at.hold - wanted) < _BALANCED):
            break
        step = np.linalg.solve(_bordered(at, free), -np.concatenate([left, at.hold - wanted]))
        q = q.copy()
        q[free] += step[: len(free)]
        multipliers = multipliers + step[len(free) :]
    return q, multipliers, at


def _pulls(course: _Course, model: Potential, s: float, at: Evaluation, multipliers: Array, unmet: Array) -> Array:
    """(80 + holds, 6) moment that each part puts on the body, frozen, with the path."""
    q, pulls = at.pose.q, np.zeros((COORDINATES + len(unmet), len(PARTS)))
    for column, reason in enumerate(REASONS, 1):
        pulls[:COORDINATES, column] = evaluate(alone(model, reason), q).hessian @ course.change
    if len(unmet):
        bending = at.hessian - evaluate(model, q).hessian
        pulls[:COORDINATES, 0] = bending @ course.change
        pulls[COORDINATES:, 0] = at.hold_rows @ course.change + unmet
    if course.at_will:
        for step in (-_STEP, _STEP):
            near = course.setting(s + step)
            whole = evaluate(near, q)
            changed = ["tone", "gaze"]  # no will changes tissue
            if not np.array_equal(near.burden.com_m, model.burden.com_m):
                changed.append("weight")  # arms that reach as the trunk leans
            rest = whole.gradient.copy()
            for reason in changed:
                gradient = evaluate(alone(near, reason), q).gradient
                pulls[:COORDINATES, PARTS.index(reason)] += gradient / (2 * step)
                rest -= gradient
            pulls[:COORDINATES, PARTS.index("balance")] += rest / (2 * step)
            pulls[:COORDINATES, 0] += multipliers @ whole.hold_rows / (2 * step)
            pulls[COORDINATES:, 0] += whole.hold / (2 * step)
    return pulls


def _without(person: Person, course: _Course, before: Potential, reason: str, start: Array) -> Array | None:
    """Rotations of the bodies, had a reason pulled on as before without answering; None where nobody stands."""
    steady = evaluate(alone(before, reason), course.start).gradient
    model = silence(course.setting(1.0), [reason])
    own = start[BASE:].reshape(25, 3)
    solution = solve(replace(model, tone_moment=model.tone_moment - steady), start, course.fixed)
    forward, _, right = solution.at.com_m
    on_feet = person.foot_heel_m < forward < person.foot_toe_m and abs(right) < person.base_half_width_m
    used = _range_used(person, solution.at.pose.angles_rad)
    folded = np.any(used > np.maximum(_MOST_RANGE, _MOST_RANGE * _range_used(person, own)))
    return solution.at.pose.rotation if solution.converged and on_feet and not folded else None
