"""Linear algebra on a chain: the Hessian factored body by body in time that grows with the joints, not their cube.

Seen by bodies, the Hessian of a chain is

    H_bc = U_b W_cᵀ   (b below c),       H_bb = any block,

with U of few columns: three hinge axes against what hangs above (``sim.kernels.potential``: a_i · bend_k), and one
column for each spring, held line or other row that every coordinate feels. Taking bodies away from the head down
leaves a chain of the same form: with P summed over the bodies gone,

    Â_b = H_bb - U_b P U_bᵀ,    Ŵ_b = W_b - U_b P,    P += Ŵ_bᵀ Â_b⁻¹ Ŵ_b

which is the recursion of articulated bodies. Legs and pelvis, which touch each other, remain as six rows.
The signs of the pivots count the negative eigenvalues (Sylvester), which makes the smallest one sure. How many bodies
there are, the rows say: nothing here knows that a spine has 25 joints.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np

from .compiling import kernel

LEGS, BASE, GENERATORS = 3, 6, 15
CLOSE = 1e-7  # error of an eigenvector at which its eigenvalue, of second order in it, is exact to rounding


def factors_of(bodies: int) -> np.dtype:
    """Room for the factors of a chain: the pelvis and as many more bodies."""
    return np.dtype(
        [
            ("u", "f8", (bodies, 3, GENERATORS)),
            ("g", "f8", (bodies, 3, GENERATORS)),  # Â⁻¹ Ŵ
            ("pivot", "f8", (bodies, 3)),
            ("lower", "f8", (bodies, 3)),  # (1,0), (2,0), (2,1) of each block's unit triangle
            ("base_u", "f8", (BASE, GENERATORS)),
            ("base", "f8", (BASE, BASE)),  # its triangle below, its pivots on the diagonal
            ("generators", "i8"),
        ]
    )


FACTORS = factors_of(26)


@kernel
def _fill_generators(s: Any, c: int, fixed: Any, holds: int, firm: float, u: Any, w: Any) -> None:
    """Row c of U and of W; a fixed coordinate feels nothing."""
    moves = 0.0 if fixed[c] else 1.0
    for i in range(3):
        u[i] = w[i] = 0.0
        if c >= LEGS:
            b, h = (c - LEGS) // 3, c % 3
            u[i], w[i] = moves * s.axis[b, h, i], moves * s.bend[b, h, i]
    for r in range(4):
        u[3 + r] = moves * s.rows[r, c]
        w[3 + r] = s.resist[r] * u[3 + r]
    for k in range(holds):
        u[7 + k] = moves * s.hold_rows[k, c]
        w[7 + k] = firm * u[7 + k]


@kernel
def factor(s: Any, fixed: Any, holds: int, firm: float, damping: float, f: Any) -> int:
    """Factors of H + firm Cᵀ C + damping over the coordinates that are not fixed; how many pivots are negative.

    Args:
        s: STATE row.
        fixed: (81,) bool; their rows are the identity's.
        holds: number of held lines, the rows C.
        firm: [Nm/rad] stiffness of the held lines.
        damping: [Nm/rad] added to the diagonal.
        f: FACTORS row, filled.
    """
    width = 7 + holds
    f.generators = width
    negative = 0
    p, w, up = np.zeros((width, width)), np.empty((3, width)), np.empty((3, width))
    a = np.empty((3, 3))
    top = len(f.u) - 1
    for back in range(top):
        b = top - back
        u, g, pivot, lower = f.u[b], f.g[b], f.pivot[b], f.lower[b]
        first = LEGS + 3 * b
        for h in range(3):
            _fill_generators(s, first + h, fixed, holds, firm, u[h], w[h])
        for i in range(3):
            for k in range(width):
                up[i, k] = 0.0
            for j in range(width):
                for k in range(width):
                    up[i, k] += u[i, j] * p[j, k]
        for i in range(3):
            for j in range(i, 3):
                value = 0.0
                for k in range(width):
                    value += u[i, k] * w[j, k] - up[i, k] * u[j, k]
                a[i, j] = a[j, i] = value
            a[i, i] = 1.0 if fixed[first + i] else a[i, i] + s.diagonal[first + i] + damping
        if not (fixed[first + 1] or fixed[first + 2]):
            a[1, 2] += s.lateral_axial[b - 1]
        # L D Lᵀ of the block
        d0 = a[0, 0]
        l10, l20 = a[0, 1] / d0, a[0, 2] / d0
        d1 = a[1, 1] - l10 * a[0, 1]
        l21 = (a[1, 2] - l20 * a[0, 1]) / d1
        d2 = a[2, 2] - l20 * a[0, 2] - l21 * l21 * d1
        pivot[0], pivot[1], pivot[2] = d0, d1, d2
        lower[0], lower[1], lower[2] = l10, l20, l21
        negative += (d0 < 0.0) + (d1 < 0.0) + (d2 < 0.0)
        for k in range(width):
            w0 = w[0, k] - up[0, k]
            w1 = w[1, k] - up[1, k]
            w2 = w[2, k] - up[2, k]
            y1 = w1 - l10 * w0
            y2 = (w2 - l20 * w0 - l21 * y1) / d2
            y1 = y1 / d1 - l21 * y2
            g[0, k], g[1, k], g[2, k] = w0 / d0 - l10 * y1 - l20 * y2, y1, y2
            w[0, k], w[1, k], w[2, k] = w0, w1, w2
        for j in range(width):
            for k in range(width):
                p[j, k] += w[0, j] * g[0, k] + w[1, j] * g[1, k] + w[2, j] * g[2, k]
    return negative + _factor_base(s, fixed, holds, firm, damping, p, f)


@kernel
def _factor_base(s: Any, fixed: Any, holds: int, firm: float, damping: float, p: Any, f: Any) -> int:
    """L D Lᵀ of the six rows of legs and pelvis, everything above them taken away."""
    width = 7 + holds
    w, a = np.empty((BASE, width)), f.base
    for c in range(BASE):
        _fill_generators(s, c, fixed, holds, firm, f.base_u[c], w[c])
    for i in range(BASE):
        for j in range(i, BASE):
            value = 0.0 if fixed[i] or fixed[j] else s.base[i, j]
            for k in range(width):
                taken = 0.0
                for n in range(width):
                    taken += p[k, n] * f.base_u[j, n]
                value += f.base_u[i, k] * (w[j, k] - taken)
            if i == j:
                value = 1.0 if fixed[i] else value + s.diagonal[i] + damping
            a[j, i] = value
    negative = 0
    for i in range(BASE):
        for j in range(i):
            for k in range(j):
                a[i, j] -= a[i, k] * a[k, k] * a[j, k]
            a[i, j] /= a[j, j]
            a[i, i] -= a[i, j] * a[i, j] * a[j, j]
        negative += a[i, i] < 0.0
    return negative


@kernel
def substitute(f: Any, right: Any, x: Any) -> None:
    """Solve with the factors: right (81,) into x (81,)."""
    width = f.generators
    above, below = np.zeros(width), np.zeros(width)
    top = len(f.u) - 1
    for back in range(top):
        b = top - back
        first, u, g, d, low = LEGS + 3 * b, f.u[b], f.g[b], f.pivot[b], f.lower[b]
        for i in range(3):
            value = right[first + i]
            for k in range(width):
                value -= u[i, k] * above[k]
            x[first + i] = value
        for k in range(width):
            above[k] += g[0, k] * x[first] + g[1, k] * x[first + 1] + g[2, k] * x[first + 2]
        y1 = x[first + 1] - low[0] * x[first]
        y2 = (x[first + 2] - low[1] * x[first] - low[2] * y1) / d[2]
        y1 = y1 / d[1] - low[2] * y2
        x[first] = x[first] / d[0] - low[0] * y1 - low[1] * y2
        x[first + 1], x[first + 2] = y1, y2
    for i in range(BASE):
        x[i] = right[i]
        for k in range(width):
            x[i] -= f.base_u[i, k] * above[k]
        for j in range(i):
            x[i] -= f.base[i, j] * x[j]
    for back in range(BASE):
        i = BASE - 1 - back
        x[i] /= f.base[i, i]
        for j in range(i + 1, BASE):
            x[i] -= f.base[j, i] * x[j]
    for i in range(BASE):
        for k in range(width):
            below[k] += f.base_u[i, k] * x[i]
    for b in range(1, top + 1):
        first, u, g = LEGS + 3 * b, f.u[b], f.g[b]
        for i in range(3):
            for k in range(width):
                x[first + i] -= g[i, k] * below[k]
        for k in range(width):
            below[k] += u[0, k] * x[first] + u[1, k] * x[first + 1] + u[2, k] * x[first + 2]


@kernel
def product(s: Any, x: Any, out: Any) -> None:
    """H x into out (81,), from the generators."""
    rows, size = np.zeros(4), len(s.diagonal)
    for r in range(4):
        for c in range(size):
            rows[r] += s.rows[r, c] * x[c]
        rows[r] *= s.resist[r]
    above, below = np.zeros(3), np.zeros(3)
    for c in range(size):
        out[c] = s.diagonal[c] * x[c]
        for r in range(4):
            out[c] += s.rows[r, c] * rows[r]
    for i in range(BASE):
        for j in range(BASE):
            out[i] += s.base[i, j] * x[j]
    for c in range(LEGS, size):
        w, a = s.bend[(c - LEGS) // 3, c % 3], s.axis[(c - LEGS) // 3, c % 3]
        out[c] += w[0] * below[0] + w[1] * below[1] + w[2] * below[2]
        for i in range(3):
            below[i] += a[i] * x[c]
    for back in range(size - LEGS):
        c = size - 1 - back
        w, a = s.bend[(c - LEGS) // 3, c % 3], s.axis[(c - LEGS) // 3, c % 3]
        for i in range(3):
            above[i] += w[i] * x[c]
        out[c] += a[0] * above[0] + a[1] * above[1] + a[2] * above[2]
    for j in range(len(s.lateral_axial)):
        lateral = BASE + 3 * j + 1
        out[lateral] += s.lateral_axial[j] * x[lateral + 1]
        out[lateral + 1] += s.lateral_axial[j] * x[lateral]


@kernel
def smallest_stiffness(s: Any, fixed: Any, holds: int, firm: float, f: Any) -> float:
    """Smallest eigenvalue of H + firm Cᵀ C over the free coordinates [Nm/rad].

    Inverse iteration from a shift below which, by its pivots, no eigenvalue lies; Rayleigh's quotient with the error it
    may have brings the shift up to the smallest one until that stands still.
    """
    low = 0.0
    while factor(s, fixed, holds, firm, -low, f) > 0:
        low = 10.0 * low - 1.0
    high = 1e300  # above which the shift may not go
    size = len(s.diagonal)
    x, y = np.empty(size), np.empty(size)
    for c in range(size):
        x[c] = 0.0 if fixed[c] else 1.0 + 0.01 * c
    value = 0.0
    for _ in range(60):
        error = 0.0
        for _ in range(4):
            norm = 0.0
            for c in range(size):
                norm += x[c] * x[c]
            norm = sqrt(norm)
            for c in range(size):
                x[c] /= norm
            substitute(f, x, y)
            along, grown, left = 0.0, 0.0, 0.0
            for c in range(size):
                along += x[c] * y[c]
                grown += y[c] * y[c]
            value = low + along / grown
            for c in range(size):  # (H - value) y = x - (value - shift) y
                rest = x[c] - along / grown * y[c]
                left += rest * rest
                x[c] = y[c]
            error = sqrt(left / grown)
            if error < CLOSE * max(1.0, abs(value)):
                return value
        # an eigenvalue lies within the error of the quotient; is the shift just below it still below all?
        guess = value - 1.5 * error
        if not low < guess < high:
            guess = 0.5 * (low + min(high, value))
        while factor(s, fixed, holds, firm, -guess, f) > 0:
            high = guess
            guess = 0.5 * (low + guess)
        low = guess
    return value
