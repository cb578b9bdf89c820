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

The parts add up to the whole change; ``closing_deg`` says how well. They belong to one path: everything that is held
grows in proportion, and muscles let go in proportion. For one tilt there is no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from .because import COLUMNS
from .chain import COORDINATES, HINGES, Array
from .potential import Evaluation, Potential, evaluate
from .reasons import REASONS, alone
from .turns import given_rate

CLOSED_DEG = 2e-7
_NEARLY_DEG = 1e-4  # closing that twice as many nodes will mend
_FEWEST, _MOST = 6, 48
_STEP = 1e-5  # of the path, to differentiate what a person changes at will
_BALANCED = 1e-13  # largest moment left over on the path, in body weight times height
_CORRECTIONS = 25


@dataclass(frozen=True)
class Course:
    """The way from before to after.

    Attributes:
        setting: the potential at a share s of what is asked.
        at_will: whether that potential changes along the way.
        start: (81,) coordinates before; change: (81,) of the fixed ones, the others zero; fixed: (81,) bool.
        rotation: (26, 3, 3) before.
    """

    setting: Callable[[float], Potential]
    at_will: bool
    start: Array
    change: Array
    fixed: Array
    rotation: Array


def parts(course: Course, axis: int, change: Array) -> Array:
    """(4, 6) the integral of every part's rate, with as many nodes as it takes to close."""
    best, least = np.zeros((4, len(COLUMNS))), np.inf
    if not course.at_will and not course.change.any():
        return best
    nodes = _FEWEST << course.at_will
    while nodes <= _MOST:
        place, share = np.polynomial.legendre.leggauss(nodes)
        parts = np.zeros_like(best)
        for weight, rates in zip(0.5 * share, _rates(course, axis, 0.5 * (place + 1)), strict=True):
            parts += weight * rates
        closing = np.abs(parts.sum(1) - change).max()
        if closing < least:
            best, least = parts, closing
        if least < CLOSED_DEG:
            break
        nodes *= 2 if closing < _NEARLY_DEG else 4
    return best


def _rates(course: Course, axis: int, nodes: Array) -> Iterator[Array]:
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
        rates = np.zeros((COORDINATES, len(COLUMNS)))
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
                pulls[:COORDINATES, COLUMNS.index(reason)] += gradient / (2 * step)
                rest -= gradient
            pulls[:COORDINATES, COLUMNS.index("balance")] += rest / (2 * step)
            pulls[:COORDINATES, 0] += multipliers @ whole.hold_rows / (2 * step)
            pulls[COORDINATES:, 0] += whole.hold / (2 * step)
    return pulls
