"""The compensation itself: the constrained minimum of the potential, by Newton's method with exact derivatives.

A step solves ``[H + μ, Cᵀ; C, 0] [p; λ] = [-∇Π; -c]`` over the free coordinates, C being the rows of held angles. μ
grows when the step would not lower the merit ``Π + λ c + ½ ρ c²`` and vanishes near the answer, so convergence is
quadratic. Convergence is judged on the largest moment that is left over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models import SpineError
from models.person import BODIES, JOINTS

from . import kernels
from .chain import COORDINATES, Array
from .holds import Hold
from .potential import Evaluation, Potential, evaluate

BALANCED_NM = 1e-6  # largest moment left over of what counts as an answer
TOLERANCE = 1e-11  # largest moment left over, in body weight times height: some 1e-8 Nm
EXACT = 1e-14  # for what changes are measured from
LARGEST_STEP_RAD = 0.3
MAX_ITERATIONS = 80
GUARDED_STEP_RAD, GUARDED_ITERATIONS = 0.1, 120  # of the slow way down, where the quick one failed
# no joint of the spine turns this far, nor the pelvis; an equilibrium beyond is a fall, not a posture
FARTHEST_RAD = np.radians([60.0, 45.0, 140.0] + [100.0] * 3 + [45.0] * 75)
_INDEX = np.arange(COORDINATES)
_RIGID = 1e7  # Nm/rad, far stiffer than anything in the body
_PENALTY = 2.0  # of body weight times height: merit of a held angle that is not yet met

NAMES = (
    "ankles (forward lean)",
    "legs (sideways lean)",
    "knees (flexion)",
    "pelvis (forward tilt)",
    "pelvis (side tilt)",
    "pelvis (turn)",
    *(f"{joint} ({axis})" for joint in JOINTS for axis in ("flexion", "side bending", "axial rotation")),
)


class NoPosture(SpineError):
    """No posture exists that satisfies the scenario; the message says what ran away."""


@dataclass(frozen=True)
class Solution:
    """A stationary point of Π.

    Attributes:
        q: (..., 81).
        at: Π and derivatives there.
        residual_Nm: (...,) largest moment left over on a free coordinate.
        iterations: Newton steps taken, all of them where it was reached step by step.
        converged: (...,) bool.
        margin: (...,) [Nm/rad] smallest eigenvalue of the Hessian over the free coordinates.
        fixed: (..., 81) bool, as asked.
        multipliers: (..., holds) [Nm] what each of the holds takes.
    """

    q: Array
    at: Evaluation
    residual_Nm: Array
    iterations: int
    converged: Array
    margin: Array
    fixed: Array
    multipliers: Array
    holds: tuple[Hold, ...]


def _reduced(at: Evaluation, gradient: Array, fixed: Array) -> tuple[Array, Array]:
    """Hessian and gradient with fixed coordinates replaced by identity rows."""
    free = ~fixed
    hessian = at.hessian * (free[..., :, None] & free[..., None, :])
    hessian[..., _INDEX, _INDEX] += fixed
    return hessian, gradient * free


def _step(hessian: Array, gradient: Array, rows: Array, value: Array, damping: Array) -> tuple[Array, Array]:
    """Newton step and multipliers of the bordered system."""
    size, holds = hessian.shape[-1], rows.shape[-2]
    if np.any(damping > 0):
        hessian[..., _INDEX, _INDEX] += damping[..., None]
    if holds == 0:
        return np.linalg.solve(hessian, -gradient[..., None])[..., 0], value
    matrix = np.zeros((*hessian.shape[:-2], size + holds, size + holds))
    matrix[..., :size, :size] = hessian
    matrix[..., :size, size:] = np.swapaxes(rows, -1, -2)
    matrix[..., size:, :size] = rows
    right = np.concatenate([-gradient, -value], axis=-1)
    both = np.linalg.solve(matrix, right[..., None])[..., 0]
    return both[..., :size], both[..., size:]


def _convex(hessian: Array, damping: Array, scale: Array) -> Array:
    """Damping that makes a Hessian (81, 81) positive definite, so that a step can only lead down."""
    while damping < _RIGID:
        try:
            np.linalg.cholesky(hessian + damping * np.eye(COORDINATES))
            break
        except np.linalg.LinAlgError:
            damping = np.maximum(4 * damping, 1e-3 * scale)
    return damping


@np.errstate(over="ignore", invalid="ignore")  # of a body that falls; what is no number is no answer
def solve(
    model: Potential, start: Array, fixed: Array, tolerance: float = TOLERANCE, guarded: bool = False
) -> Solution:
    """Minimise Π over the coordinates that are not fixed.

    Args:
        model: the potential.
        start: (..., 81) first guess; fixed coordinates carry their prescribed values.
        fixed: (..., 81) bool.
        tolerance: largest moment that may be left over, in body weight times height.
        guarded: of one person, go down only, in small steps: slower, and never over a ridge into a fall.

    Returns:
        Solution; ``converged`` is False where no minimum was reached.
    """
    compiled = kernels.running()
    if compiled is not None and fixed.ndim == 1 and compiled.takes(model, start):
        quick: Solution = compiled.solve(model, start, fixed, tolerance, guarded)
        return quick
    q = np.array(start, dtype=float)
    fixed = np.broadcast_to(fixed, q.shape)
    batch, holds = q.shape[:-1], len(model.holds)
    scale = np.broadcast_to(np.asarray(model.scale_Nm, dtype=float), batch)
    multipliers = np.zeros((*batch, holds))
    rows = np.zeros((*batch, holds, COORDINATES))
    penalty = _PENALTY * scale
    damping = np.zeros(batch)
    at = evaluate(model, q, multipliers)
    done = _done(at, multipliers, fixed, tolerance * scale)
    most, longest = (GUARDED_ITERATIONS, GUARDED_STEP_RAD) if guarded else (MAX_ITERATIONS, LARGEST_STEP_RAD)
    iterations = 0
    while not np.all(done) and iterations < most:
        iterations += 1
        hessian, gradient = _reduced(at, at.gradient, fixed)
        if holds:
            rows = np.where(fixed[..., None, :], 0.0, at.hold_rows)
            hessian += penalty[..., None, None] * np.swapaxes(rows, -1, -2) @ rows
        if guarded:
            damping = _convex(hessian, damping, scale)
        try:
            step, new = _step(hessian, gradient, rows, at.hold, damping)
        except np.linalg.LinAlgError:  # a hold that nothing can meet from here
            break
        if not np.all(np.isfinite(step)):
            break
        largest = np.abs(step).max(-1)
        step = step * np.minimum(1.0, longest / np.maximum(largest, 1e-300))[..., None]
        step = np.where(done[..., None], 0.0, step)
        slope = (gradient * step).sum(-1)
        if holds:
            merit = _merit(at, new, penalty)
            pull = new + penalty[..., None] * at.hold
            slope = slope + (pull[..., None, :] @ rows @ step[..., :, None])[..., 0, 0]
        else:
            merit = at.energy_J
        trial = evaluate(model, q + step, new)
        lower = _merit(trial, new, penalty) if holds else trial.energy_J
        # near the answer the energy is flat to rounding: there the gradient decides
        flat = np.abs(slope) < 1e-11 * scale
        good = done | flat | ((slope < 0) & (lower <= merit + 1e-4 * slope))
        if np.all(good):
            q, at, multipliers = q + step, trial, new
        else:
            q = np.where(good[..., None], q + step, q)
            multipliers = np.where(good[..., None], new, multipliers)
            at = evaluate(model, q, multipliers)
        damping = np.where(
            good, np.where(damping < 1e-4 * scale, 0.0, 0.2 * damping), np.maximum(4 * damping, 0.02 * scale)
        )
        done = done | _done(at, multipliers, fixed, tolerance * scale)
    residual = _residual(at, multipliers, fixed)
    sound = np.isfinite(at.hessian).all((-2, -1))
    margin = smallest_stiffness(at, fixed) if np.all(sound) else np.full(batch, -np.inf)
    human = np.all(np.abs(q) <= FARTHEST_RAD, axis=-1)
    converged = (residual < BALANCED_NM) & (np.abs(at.hold).max(-1, initial=0.0) < 1e-9) & (margin > 0) & human
    return Solution(q, at, residual, iterations, converged, margin, fixed, multipliers, model.holds)


def _merit(at: Evaluation, multipliers: Array, penalty: Array) -> Array:
    return at.energy_J + ((multipliers + 0.5 * penalty[..., None] * at.hold) * at.hold).sum(-1)


def _done(at: Evaluation, multipliers: Array, fixed: Array, allowed: Array) -> Array:
    balanced = _residual(at, multipliers, fixed) < allowed
    return balanced & (np.abs(at.hold).max(-1) < 1e-12) if at.hold.shape[-1] else balanced


def _residual(at: Evaluation, multipliers: Array, fixed: Array) -> Array:
    total = at.gradient
    if at.hold.shape[-1]:
        total = total + (multipliers[..., None, :] @ at.hold_rows)[..., 0, :]
    return np.abs(total * ~fixed).max(-1)


def smallest_stiffness(at: Evaluation, fixed: Array) -> Array:
    """Smallest eigenvalue of the Hessian over the free coordinates, held angles excluded."""
    if fixed.ndim == 1 and not at.hold.shape[-1]:
        free = np.flatnonzero(~fixed)
        return np.linalg.eigvalsh(at.hessian[free[:, None], free])[0]
    rows = np.where(fixed[..., None, :], 0.0, at.hold_rows)
    hessian, _ = _reduced(at, at.gradient, fixed)
    stiff = _RIGID * np.swapaxes(rows, -1, -2) @ rows
    stiff[..., _INDEX, _INDEX] += _RIGID * fixed
    return np.linalg.eigvalsh(hessian + stiff)[..., 0]


def runaway(solution: Solution, before: Solution | None = None) -> str:
    """What ran away, of one person.

    Args:
        solution: that did not converge.
        before: the last posture on the way there that did: what is softest in it gives way.

    Returns:
        what is held beyond reach, the coordinate that went farthest beyond its own, the one that gives way first, or,
        with no posture before, the one whose moment is left over.
    """
    unmet = np.abs(np.nan_to_num(solution.at.hold, nan=np.inf))
    if unmet.max(initial=0.0) >= 1e-6:
        return _beyond_reach(solution.holds[int(np.argmax(unmet))])
    free, reach = ~solution.fixed, np.abs(np.nan_to_num(solution.q, nan=np.inf)) / FARTHEST_RAD
    worst = int(np.argmax(reach))
    if reach[worst] > 1.0:
        return f"{NAMES[worst]} went beyond {np.degrees(FARTHEST_RAD[worst]):.0f} deg"
    if solution.residual_Nm >= BALANCED_NM and before is not None:
        solution = before
    angles = np.degrees(solution.q)
    if solution.residual_Nm >= BALANCED_NM:
        worst = int(np.argmax(np.abs(solution.at.gradient) * free))
        return f"{NAMES[worst]} went to {angles[worst]:.0f} deg"
    loose = np.flatnonzero(free)
    softest = np.linalg.eigh(solution.at.hessian[loose[:, None], loose])[1][:, 0]
    worst = int(loose[np.argmax(np.abs(softest))])
    return f"{NAMES[worst]} gives way at {angles[worst]:.0f} deg"


def _beyond_reach(hold: Hold) -> str:
    if hold.what == "backrest":
        return "the back does not reach its rest"
    if hold.what == "level":
        return f"{BODIES[hold.body]} cannot be held at that distance"
    return f"the {hold.what} cannot be held at that angle"
