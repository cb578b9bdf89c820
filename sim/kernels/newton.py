"""Newton's method for one row: the steps of ``sim.posture.solve``, with the chain's own linear algebra."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

from .compiling import kernel
from .potential import evaluate
from .tree import factor, product, smallest_stiffness, substitute

COORDINATES, MOST_HOLDS = 81, 8
LARGEST_STEP_RAD = 0.3
MAX_ITERATIONS = 80
GUARDED_STEP_RAD, GUARDED_ITERATIONS = 0.1, 120
RIGID = 1e7
PENALTY = 2.0


@kernel
def residual(m: Any, s: Any, fixed: Any) -> float:
    """Largest moment left over on a free coordinate [Nm]."""
    largest = 0.0
    for c in range(COORDINATES):
        if not fixed[c]:
            left = s.gradient[c]
            for k in range(m.holds):
                left += s.multiplier[k] * s.hold_rows[k, c]
            largest = max(largest, abs(left))
    return largest


@kernel
def unmet(m: Any, s: Any) -> float:
    """How far the worst held line is from where it is held [rad]."""
    largest = 0.0
    for k in range(m.holds):
        largest = max(largest, abs(s.hold[k]))
    return largest


@kernel
def merit(m: Any, s: Any, multiplier: Any, penalty: float) -> float:
    """Π + λ c + ½ ρ c²."""
    value = s.energy_J
    for k in range(m.holds):
        value += (multiplier[k] + 0.5 * penalty * s.hold[k]) * s.hold[k]
    return value


@kernel
def step_of(m: Any, s: Any, fixed: Any, penalty: float, damping: float, f: Any, step: Any, multiplier: Any) -> bool:
    """Newton step and new multipliers of ``[H + μ, Cᵀ; C, 0] [p; λ] = [-∇Π; -c]``; False where nothing solves it.

    Through H⁻¹ Cᵀ: C H⁻¹ Cᵀ λ = c - C H⁻¹ ∇Π, then p = -H⁻¹ (∇Π + Cᵀ λ).
    """
    holds = m.holds
    factor(s, fixed, holds, penalty, damping, f)
    right = np.empty(COORDINATES)
    for c in range(COORDINATES):
        right[c] = 0.0 if fixed[c] else -s.gradient[c]
    substitute(f, right, step)
    if holds:
        answer, square, rhs = np.empty((holds, COORDINATES)), np.zeros((holds, holds)), np.empty(holds)
        for k in range(holds):
            for c in range(COORDINATES):
                right[c] = 0.0 if fixed[c] else s.hold_rows[k, c]
            substitute(f, right, answer[k])
            rhs[k] = s.hold[k]
            for c in range(COORDINATES):
                rhs[k] += right[c] * step[c]
        for k in range(holds):
            for n in range(holds):
                for c in range(COORDINATES):
                    if not fixed[c]:
                        square[k, n] += s.hold_rows[k, c] * answer[n, c]
        if not _eliminate(square, rhs):
            return False
        for k in range(holds):
            multiplier[k] = rhs[k]
            for c in range(COORDINATES):
                step[c] -= answer[k, c] * rhs[k]
    total = 0.0
    for c in range(COORDINATES):
        total += step[c]
    return isfinite(total)


@kernel
def _eliminate(a: Any, b: Any) -> bool:
    """Gauss with pivoting in place, the answer in b; False for a singular matrix."""
    n = len(b)
    for i in range(n):
        best = i
        for j in range(i + 1, n):
            if abs(a[j, i]) > abs(a[best, i]):
                best = j
        if a[best, i] == 0.0:
            return False
        for k in range(n):
            a[i, k], a[best, k] = a[best, k], a[i, k]
        b[i], b[best] = b[best], b[i]
        for j in range(i + 1, n):
            share = a[j, i] / a[i, i]
            for k in range(i, n):
                a[j, k] -= share * a[i, k]
            b[j] -= share * b[i]
    for back in range(n):
        i = n - 1 - back
        for k in range(i + 1, n):
            b[i] -= a[i, k] * b[k]
        b[i] /= a[i, i]
    return True


@kernel
def linear_response(m: Any, s: Any, fixed: Any, change: Any, firm: float, f: Any) -> None:
    """What follows a prescribed change of the fixed coordinates, in the stiffness of a solved posture: the rest gives
    way until no moment is left on it, H_ff x_f = -H_fp x_p. ``change`` (81,) is completed in place."""
    right, out = np.empty(COORDINATES), np.empty(COORDINATES)
    for c in range(COORDINATES):
        right[c] = change[c] if fixed[c] else 0.0
    product(s, right, out)
    for k in range(m.holds):
        along = 0.0
        for c in range(COORDINATES):
            along += s.hold_rows[k, c] * right[c]
        for c in range(COORDINATES):
            out[c] += firm * along * s.hold_rows[k, c]
    for c in range(COORDINATES):
        out[c] = 0.0 if fixed[c] else -out[c]
    factor(s, fixed, m.holds, firm, 0.0, f)
    substitute(f, out, right)
    for c in range(COORDINATES):
        if not fixed[c]:
            change[c] = right[c]


@kernel
def solve(m: Any, pair: Any, fixed: Any, tolerance: float, farthest: Any, guarded: bool, f: Any) -> tuple[int, bool]:
    """Minimise Π from ``pair[0].q`` over the coordinates that are not fixed; ``pair[0]`` ends at the minimum.

    Args:
        m: SETTING row.
        pair: (2,) STATE rows; the second is room to try.
        fixed: (81,) bool.
        tolerance: largest moment that may be left over, in body weight times height.
        farthest: (81,) [rad] beyond which it is a fall, not a posture.
        guarded: go down only, in small steps.
        f: FACTORS row, room to work.

    Returns:
        Newton steps taken, and whether they came down to a balance within human reach. Whether that is a minimum, the
        margin says.
    """
    scale, holds = m.scale_Nm, m.holds
    penalty, damping = PENALTY * scale, 0.0
    s, trial, swapped = pair[0], pair[1], False
    for k in range(holds):
        s.multiplier[k] = 0.0
    evaluate(m, s)
    step, new = np.empty(COORDINATES), np.zeros(MOST_HOLDS)
    iterations, most = 0, GUARDED_ITERATIONS if guarded else MAX_ITERATIONS
    longest = GUARDED_STEP_RAD if guarded else LARGEST_STEP_RAD
    while (residual(m, s, fixed) >= tolerance * scale or unmet(m, s) >= 1e-12) and iterations < most:
        iterations += 1
        while guarded and damping < RIGID and factor(s, fixed, holds, penalty, damping, f) > 0:
            damping = max(4.0 * damping, 1e-3 * scale)
        if not step_of(m, s, fixed, penalty, damping, f, step, new):
            break
        slope = _try(m, s, trial, fixed, penalty, longest, step, new)
        # near the answer the energy is flat to rounding: there the gradient decides
        flat = abs(slope) < 1e-11 * scale
        if flat or (slope < 0.0 and merit(m, trial, new, penalty) <= merit(m, s, new, penalty) + 1e-4 * slope):
            swapped = not swapped
            s, trial = trial, s
            damping = 0.0 if damping < 1e-4 * scale else 0.2 * damping
        else:
            damping = max(4.0 * damping, 0.02 * scale)
    balanced = residual(m, s, fixed) < 1e-6 and unmet(m, s) < 1e-9
    for c in range(COORDINATES):
        balanced = balanced and abs(s.q[c]) <= farthest[c]
    if swapped:
        pair[0] = pair[1]
    return iterations, balanced


@kernel
def _try(m: Any, s: Any, trial: Any, fixed: Any, penalty: float, longest: float, step: Any, multiplier: Any) -> float:
    """Evaluate Π after a step, no longer than ``longest`` [rad]; the slope of the merit along it."""
    largest, slope = 0.0, 0.0
    for c in range(COORDINATES):
        largest = max(largest, abs(step[c]))
    shrink = min(1.0, longest / max(largest, 1e-300))
    for c in range(COORDINATES):
        step[c] *= shrink
        trial.q[c] = s.q[c] + step[c]
        if not fixed[c]:
            slope += s.gradient[c] * step[c]
            for k in range(m.holds):
                slope += (multiplier[k] + penalty * s.hold[k]) * s.hold_rows[k, c] * step[c]
    for k in range(m.holds):
        trial.multiplier[k] = multiplier[k]
    evaluate(m, trial)
    return slope


@kernel
def margin(m: Any, s: Any, fixed: Any, f: Any) -> float:
    """Smallest stiffness over the free coordinates, held lines excluded [Nm/rad]."""
    return smallest_stiffness(s, fixed, m.holds, RIGID, f)
