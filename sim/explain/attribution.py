"""The way from before to after, and whose doing every step of it is.

In a posture the moments ∇Π are zero on every free coordinate, and they stay zero while the tilt grows from nothing
(s = 0) to what is asked (s = 1). So the free coordinates f follow the held ones c by

    H_ff q_f' = -Σ_r (H_r,fc q_c' + ∂∇_f Π_r/∂s)        H = Σ_r H_r, one Hessian for each reason r

Freeze the body, move what is held a little: each reason complains with its own moments, and the body gives way to
all of them with its own compliance. The part of reason r is the integral of its share of q' over the path, carried
from joint angles to degrees of each region; what the held coordinates do themselves is the part called ``held``.

What is held at will (trunk, head, a level) is a row C of a bordered system ``[H + λ∇²C, Cᵀ; C, 0]``, and what moves
that row is ``held`` too: it goes where the body yields most easily. What a person lets go of, or looks down to, is the
∂/∂s above: a part of tone, gaze and balance, zero for a tilt.

The parts add up to the whole change; ``closing_deg`` says how well. They belong to one path (``continuation.py``):
everything that is held grows in proportion, and muscles let go in proportion. For one tilt there is no other. If the
body cannot follow the path steadily, the parts do not add up, and ``why.py`` gives none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ..chain import COORDINATES, HINGES, Array
from ..potential import Evaluation, Potential, evaluate
from ..reasons import REASONS, alone
from ..turns import given_rate
from .because import COLUMNS

CLOSED_DEG = 5e-7
_FEWEST, _MOST = (6, 16, 24), 96  # nodes, at first for a tilt, for what is held at will, and for another posture
_STEP = 1e-5  # of the path, to differentiate what a person changes at will
_BALANCED = 1e-13  # largest moment left over on the path, in body weight times height
_CORRECTIONS = 25


@dataclass(frozen=True)
class Course:
    """The way from before to after.

    Attributes:
        setting: the potential at a share s of what is asked.
        changing: the reasons whose part of that potential changes along the way; none for a tilt.
        into_posture: whether the way leads into another posture, where muscles let go ever faster towards its end.
        start: (81,) coordinates before; change: (81,) of the fixed ones, the others zero; fixed: (81,) bool.
        rotation: (26, 3, 3) before.
    """

    setting: Callable[[float], Potential]
    changing: tuple[str, ...]
    into_posture: bool
    start: Array
    change: Array
    fixed: Array
    rotation: Array


def parts(course: Course, axis: int, change: Array) -> Array:
    """(4, 6) the integral of every part's rate, with as many nodes as it takes to close."""
    best, least = np.zeros((4, len(COLUMNS))), np.inf
    if not course.changing and not course.change.any():
        return best
    nodes = _FEWEST[2 if course.into_posture else len(course.changing) > 0]
    while nodes <= _MOST:
        place, share = _nodes(nodes, course.into_posture)
        parts = np.zeros_like(best)
        for weight, rates in zip(share, _rates(course, axis, place), strict=True):
            parts += weight * rates
        closing = np.abs(parts.sum(1) - change).max()
        if closing < least:
            best, least = parts, closing
        if least < CLOSED_DEG:
            break
        nodes *= 2
    return best


def _nodes(count: int, dense_at_end: bool) -> tuple[Array, Array]:
    """Gauss's places and weights on the way from 0 to 1, or on ``1 - (1 - u)²``, which is the same way."""
    place, weight = np.polynomial.legendre.leggauss(count)
    left = 0.5 * (1.0 - place)
    return (1.0 - left**2, weight * left) if dense_at_end else (1.0 - left, 0.5 * weight)


def _rates(course: Course, axis: int, nodes: Array) -> Iterator[Array]:
    """(4, 6) [deg] change of each region with the path, by part, at each node in turn."""
    free = np.flatnonzero(~course.fixed)
    q, at_s, slope = course.start, 0.0, np.zeros(COORDINATES)
    model = course.setting(0.0)
    unmet, multipliers = _before(evaluate(model, q), free)
    steepening = np.zeros(len(model.holds))
    for s in nodes:
        model = course.setting(s)
        q = np.where(course.fixed, course.start + s * course.change, q + (s - at_s) * slope)
        multipliers = multipliers + (s - at_s) * steepening
        q, multipliers, at = _settle(model, q, multipliers, free, (1.0 - s) * unmet)
        pull = _pulls(course, model, s, at, multipliers, unmet)
        answer = np.linalg.solve(_bordered(at, free), -pull[np.concatenate([free, np.arange(COORDINATES, len(pull))])])
        rates = np.zeros((COORDINATES, len(COLUMNS)))
        rates[free] = answer[: len(free)]
        rates[:, 0] += course.change
        slope, at_s, steepening = rates.sum(1), s, answer[len(free) :].sum(1)
        hinges = given_rate(at.pose.rotation, course.rotation, at.pose.axis)[:, axis]
        yield hinges @ rates[COORDINATES - HINGES :]


def _before(at: Evaluation, free: Array) -> tuple[Array, Array]:
    """How far each hold is from being met before, and what it bears there.

    A slouching trunk is not upright before it is held: then it bears nothing yet. What the posture itself holds does.
    """
    if not len(at.hold):
        return at.hold, np.zeros(0)
    bears = np.linalg.lstsq(at.hold_rows[:, free].T, -at.gradient[free], rcond=None)[0]
    return at.hold, bears


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


def _pulls(course: Course, model: Potential, s: float, at: Evaluation, multipliers: Array, unmet: Array) -> Array:
    """(81 + holds, 6) moment that each part puts on the body, frozen, with the path."""
    q, pulls = at.pose.q, np.zeros((COORDINATES + len(unmet), len(COLUMNS)))
    pulls[COORDINATES:, 0] = unmet
    if course.change.any():
        for column, reason in enumerate(REASONS, 1):
            pulls[:COORDINATES, column] = evaluate(alone(model, reason), q).hessian @ course.change
        if len(unmet):
            pulls[:COORDINATES, 0] = (at.hessian - evaluate(model, q).hessian) @ course.change
            pulls[COORDINATES:, 0] += at.hold_rows @ course.change
    if course.changing:
        ends = max(0.0, s - _STEP), min(1.0, s + _STEP)
        for end, sign in zip(ends, (-1.0, 1.0), strict=True):
            near, per_share = course.setting(end), sign / (ends[1] - ends[0])
            held = evaluate(near, q)
            rest, last = held.gradient, COLUMNS.index(course.changing[-1])
            for reason in course.changing[:-1]:
                gradient = evaluate(alone(near, reason), q).gradient
                pulls[:COORDINATES, COLUMNS.index(reason)] += per_share * gradient
                rest = rest - gradient
            pulls[:COORDINATES, last] += per_share * rest
            pulls[:COORDINATES, 0] += per_share * multipliers @ held.hold_rows
            pulls[COORDINATES:, 0] += per_share * held.hold
    return pulls
