"""From a first guess to the posture that belongs to a request: at once, in small steps, or downhill."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .chain import Array
from .posture import BALANCED_NM, TOLERANCE, NoPosture, Solution, runaway, solve
from .potential import Potential

QUICK = 12  # Newton steps in which a posture is found that lies next to the guess; 9 of 10 hard requests need fewer
SURE = 8  # Newton steps after which there is one posture at ease: the 2 with another, of 7,835 random ones, took 11, 34
LONGEST, SHORTEST = 1 / 8, 1 / 128  # steps of a way that is walked, of all of it
_SAME_RAD = 1e-4  # two solutions of one posture differ by some 1e-10


def _walked(
    model: Potential, first: Array, fixed: Array, untilted: Array, tolerance: float = TOLERANCE
) -> tuple[Solution, Solution | None]:
    """From the untilted posture towards what is asked, in steps that grow shorter where the next is not found.

    Returns:
        what was asked, or the step that even the shortest does not lead to; and the posture before it.
    """
    q, reached, step, iterations = untilted, 0.0, LONGEST, 0
    before = None
    while True:
        share = min(reached + step, 1.0)
        begin = np.where(fixed, untilted + share * (first - untilted), q)
        partial = replace(model, holds=tuple(hold.partly(share) for hold in model.holds))
        solution = solve(partial, begin, fixed, tolerance)
        iterations += solution.iterations
        if not solution.converged and step > SHORTEST:
            step *= 0.5
        elif solution.converged and share < 1.0:
            q, reached, step, before = solution.q, share, min(2.0 * step, LONGEST), solution
        else:
            return replace(solution, iterations=iterations), before


def _downhill(model: Potential, first: Array, fixed: Array, untilted: Array, tolerance: float) -> Solution | None:
    """Downhill only, from the guess and from the untilted posture."""
    for begin in (first, np.where(fixed, first, untilted)):
        solution = solve(model, begin, fixed, tolerance, guarded=True)
        if solution.converged:
            return solution
    return None


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
    walked, before = _walked(model, first, fixed, untilted, tolerance)
    if not walked.converged:
        found = solution if solution.converged else _downhill(model, first, fixed, untilted, tolerance)
        if found is None:
            if before is None and walked.residual_Nm >= BALANCED_NM:  # on the way to where it falls: let it fall on
                walked = solve(model, walked.q, fixed, tolerance)
            raise NoPosture(runaway(walked, before))
        return found, False
    only = not solution.converged or _same(walked, solution)
    return walked, only and is_only(model, np.where(fixed, first, untilted), fixed, walked)


def is_only(model: Potential, first: Array, fixed: Array, solution: Solution) -> bool:
    """Whether who lets go from a first guess and only ever goes down comes to the same posture.

    A neck at ease can come to rest in either of two bends, for people whose pelvis is tilted backward (-4 to 1 deg),
    or who bend their knees by some 73 deg.
    """
    if solution.iterations <= SURE:
        return True
    downhill = solve(model, first, fixed, guarded=True)
    return not downhill.converged or _same(downhill, solution)


def _same(one: Solution, other: Solution) -> bool:
    return bool(np.abs(one.q - other.q).max() < _SAME_RAD)
