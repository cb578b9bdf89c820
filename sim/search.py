"""From a first guess to the posture that belongs to a request: at once, in small steps, or downhill."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .chain import Array
from .posture import TOLERANCE, NoPosture, Solution, runaway, solve
from .potential import Potential

QUICK = 12  # Newton steps in which a posture is found that lies next to the guess; 9 of 10 hard requests need fewer
_SAME_RAD = 1e-4  # two solutions of one posture differ by some 1e-10


def _walked(model: Potential, first: Array, fixed: Array, untilted: Array, tolerance: float = TOLERANCE) -> Solution:
    """In eight steps from the untilted posture towards what is asked."""
    q = untilted
    for share in np.linspace(0.0, 1.0, 9)[1:]:
        step = np.where(fixed, untilted + share * (first - untilted), q)
        partial = replace(model, holds=tuple(hold.partly(share) for hold in model.holds))
        solution = solve(partial, step, fixed, tolerance)
        q = solution.q
    return solution


def _downhill(
    model: Potential, first: Array, fixed: Array, untilted: Array, tolerance: float, last: Solution
) -> Solution:
    """Downhill only, from the guess and from the untilted posture; ``last`` says what ran away before."""
    for begin in (first, np.where(fixed, first, untilted)):
        solution = solve(model, begin, fixed, tolerance, guarded=True)
        if solution.converged:
            return solution
    raise NoPosture(runaway(last))


def reached(
    model: Potential, first: Array, fixed: Array, untilted: Array, tolerance: float = TOLERANCE
) -> tuple[Solution, bool]:
    """The posture that what is asked leads to from the untilted one, and whether it is the only one that was found.

    Newton's method from the guess settles in a few steps on the posture next to it. Where it takes many it has gone
    some way, and where it ends can depend on the last digit of what is asked: there the posture counts that is reached
    in small steps from the untilted one, and both are compared. Where neither is found, downhill only.

    Raises:
        NoPosture: saying what ran away.
    """
    solution = solve(model, first, fixed, tolerance)
    if solution.converged and solution.iterations <= QUICK:
        return solution, True
    walked = _walked(model, first, fixed, untilted, tolerance)
    if not walked.converged:
        return solution if solution.converged else _downhill(model, first, fixed, untilted, tolerance, walked), False
    only = not solution.converged or bool(np.abs(walked.q - solution.q).max() < _SAME_RAD)
    return walked, only
