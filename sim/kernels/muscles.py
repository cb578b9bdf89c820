"""Lever arms and sharing for one row: ``sim.muscles`` on the joints that each fascicle really crosses.

A fascicle crosses a run of neighbouring joints, four of twenty-five on average, so its lever arms are kept as that run
and everything else is left out: products, and the band outside which the dual's Hessian is zero.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np

from .compiling import kernel

JOINTS = 25
TOLERANCE = 1e-11  # as sim.muscles
TINY = 2.2250738585072014e-308


@kernel
def crossings(m: Any, s: Any, frames: Any, paths: Any, point_m: Any, arms: Any, pull: Any) -> None:
    """Lever arms and directions of pull of all crossings.

    A piece from X1 on a lower body to X2 on an upper one pulls the upper side of every joint between along
    u = (X1 - X2)/|X1 - X2|; its moment about the joint's centre p is (X1 - p) × u.

    Args:
        m, s: SETTING and STATE row.
        frames: (25, 3, 3) disc mid-planes now.
        paths: body of each point (P,), lower and upper point of each piece (S,), joint and piece of each crossing (N,).
        point_m: (P, 3) upright.
        arms: (N, 3) [m] filled: flexion, right bending, left turn on the upper body.
        pull: (N, 3) filled: unit vector in the world.
    """
    body, lower, upper, joint, piece = paths
    points = np.empty((len(body), 3))
    for k in range(len(body)):
        b = body[k]
        for i in range(3):
            at = s.pivot_m[b, i]
            for j in range(3):
                at += s.rotation[b, i, j] * (point_m[k, j] - m.pivot_m[b, j])
            points[k, i] = at
    along = np.empty((len(lower), 3))
    for k in range(len(lower)):
        length = 0.0
        for i in range(3):
            along[k, i] = points[lower[k], i] - points[upper[k], i]
            length += along[k, i] * along[k, i]
        length = sqrt(length)
        for i in range(3):
            along[k, i] /= length
    for k in range(len(joint)):
        j, u, x = joint[k], along[piece[k]], points[lower[piece[k]]]
        p, e = s.pivot_m[joint[k] + 1], frames[j]
        r0, r1, r2 = x[0] - p[0], x[1] - p[1], x[2] - p[2]
        m0, m1, m2 = r1 * u[2] - r2 * u[1], r2 * u[0] - r0 * u[2], r0 * u[1] - r1 * u[0]
        arms[k, 0] = -(e[0, 2] * m0 + e[1, 2] * m1 + e[2, 2] * m2)
        arms[k, 1] = e[0, 0] * m0 + e[1, 0] * m1 + e[2, 0] * m2
        arms[k, 2] = e[0, 1] * m0 + e[1, 1] * m1 + e[2, 1] * m2
        pull[k, 0], pull[k, 1], pull[k, 2] = u[0], u[1], u[2]


@kernel
def _prices(arms: Any, ropes: Any, y: Any, out: Any) -> None:
    """q = Aᵀ y of every fascicle; ropes (F, 3): its first and last crossing and the row that the first stands in."""
    for i in range(len(ropes)):
        first, last, row = ropes[i]
        value = 0.0
        for k in range(last - first):
            value += arms[first + k] * y[row + k]
        out[i] = value


@kernel
def _stress(price: float, limit: float) -> float:
    """Stress of a fascicle that is offered a price [Pa]: it works for no less than nothing, up to its limit."""
    return min(max(price, 0.0), limit)


@kernel
def _cholesky(a: Any, reach: Any, b: Any) -> None:
    """Solve a x = b in place, the answer in b, for a positive matrix given by its upper triangle (Uᵀ U).

    Row i is zero from column reach[i] on, and stays so.
    """
    n = len(b)
    for i in range(n):
        row, end = a[i], reach[i]
        scale = 1.0 / sqrt(row[i])
        for k in range(i, end):
            row[k] *= scale
        b[i] *= scale
        for j in range(i + 1, end):
            weight = row[j]
            if weight != 0.0:
                below = a[j]
                for k in range(j, end):
                    below[k] -= weight * row[k]
                b[j] -= weight * b[i]
    for back in range(n):
        i = n - 1 - back
        for k in range(i + 1, reach[i]):
            b[i] -= a[i, k] * b[k]
        b[i] /= a[i, i]


@kernel
def _climb(
    arms: Any, ropes: Any, reach: Any, demand: Any, pcsa: Any, limit: float, slack: Any, goal: float, most: int, y: Any
) -> tuple[int, float]:
    """Climb the dual from y, in place: steps taken and imbalance relative to the largest demand.

    The gradient is b - A f - W y, the Hessian A diag(a φ') Aᵀ + W over the fascicles that work.
    """
    rows, fascicles = len(demand), len(ropes)
    largest = TINY
    for k in range(rows):
        largest = max(largest, abs(demand[k]))
    price, rise, force = np.empty(fascicles), np.empty(fascicles), np.empty(fascicles)
    held, gradient, step = np.zeros(fascicles), np.empty(rows), np.empty(rows)
    hessian, factors = np.zeros((rows, rows)), np.empty((rows, rows))
    for k in range(rows):
        hessian[k, k] = slack[k]
    _prices(arms, ropes, y, price)
    steps = 0
    while True:
        for k in range(rows):
            gradient[k] = demand[k] - slack[k] * y[k]
        rests = True
        for i in range(fascicles):
            rests = rests and price[i] == 0.0
            force[i] = pcsa[i] * _stress(price[i], limit)
            first, last, row = ropes[i]
            if force[i] != 0.0:
                for k in range(last - first):
                    gradient[row + k] -= force[i] * arms[first + k]
        imbalance = 0.0
        for k in range(rows):
            imbalance = max(imbalance, abs(gradient[k]))
        imbalance /= largest
        if imbalance <= goal or steps == most:
            return steps, imbalance
        if rests:  # every fascicle is at the edge of working: take those that the demand calls
            _prices(arms, ropes, gradient, rise)
        for i in range(fascicles):
            works = rise[i] > 0.0 if rests else 0.0 <= price[i] <= limit
            weight = pcsa[i] if works else 0.0
            change = weight - held[i]
            if change != 0.0:  # only fascicles that began or ceased to work since the last step change the Hessian
                held[i] = weight
                first, last, row = ropes[i]
                for k in range(last - first):
                    share = change * arms[first + k]
                    for n in range(k, last - first):
                        hessian[row + k, row + n] += share * arms[first + n]
        climb, bend = 0.0, 0.0
        for k in range(rows):
            step[k] = gradient[k]
            for n in range(k, reach[k]):
                factors[k, n] = hessian[k, n]
        _cholesky(factors, reach, step)
        for k in range(rows):
            climb += gradient[k] * step[k]
            bend += slack[k] * step[k] * step[k]
        _prices(arms, ropes, step, rise)
        length = _step_length(price, rise, force, pcsa, limit, climb, bend)
        for k in range(rows):
            y[k] += length * step[k]
        _prices(arms, ropes, y, price)
        steps += 1


@kernel
def _step_length(price: Any, rise: Any, force: Any, pcsa: Any, limit: float, climb: float, bend: float) -> float:
    """How far to go along a Newton step: until the dual's slope, which only falls, has nearly gone."""
    low, low_slope, high, high_slope, bounded = 0.0, climb, 0.0, 0.0, False
    length = 1.0
    for _ in range(40):
        slope = climb - length * bend
        for i in range(len(price)):
            slope += rise[i] * (force[i] - pcsa[i] * _stress(price[i] + length * rise[i], limit))
        if abs(slope) <= 0.2 * climb:
            break
        if slope > 0.0:
            low, low_slope = length, slope
        else:
            high, high_slope, bounded = length, slope, True
        if not bounded:
            length *= 2.0
        else:  # false position, kept away from the ends
            part = low_slope / (low_slope - high_slope)
            length = low + (high - low) * min(max(part, 0.1), 0.9)
    return length


@kernel
def share(
    arms: Any, ropes: Any, reach: Any, demand: Any, pcsa: Any, limit: float, slack: Any, y: Any, force: Any
) -> float:
    """Forces of least effort, as ``sim.muscles.share`` with power 2.

    Args:
        arms: (N,) [m] lever arms, run by run.
        ropes: (F, 3) where each fascicle's run begins and ends there, and the row of its first joint.
        reach: (rows,) column from which on each row of the dual's Hessian is zero.
        demand: (rows,) [Nm]; pcsa: (F,) [m²]; limit [Pa]; slack: (rows,) [m⁴].
        y: (rows,) multipliers, from a start to the answer in place.
        force: (F,) [N] filled.

    Returns:
        Imbalance relative to the largest demand.
    """
    _, imbalance = _climb(arms, ropes, reach, demand, pcsa, limit, slack, TOLERANCE, 15, y)
    if imbalance > TOLERANCE:
        # near or beyond what the muscles can do the dual is nearly flat: ease the residual, then tighten it
        y[:] = 0.0
        ease = 1e5
        for _ in range(6):
            goal = TOLERANCE if ease == 1.0 else 0.01
            _, imbalance = _climb(arms, ropes, reach, demand, pcsa, limit, ease * slack, goal, 100, y)
            ease = max(1.0, ease / 10.0)
    _prices(arms, ropes, y, force)
    for i in range(len(ropes)):
        force[i] = pcsa[i] * _stress(force[i], limit)
    return imbalance


@kernel
def kkt_residual(arms: Any, ropes: Any, demand: Any, pcsa: Any, limit: float, slack: Any, y: Any, force: Any) -> float:
    """How far forces are from the sharing of least effort, as ``sim.muscles.kkt_residual``; arguments as of ``share``,
    ropes (F, 3) in space."""
    rows = len(demand)
    missing = np.empty(rows)
    largest, most, amiss, short = TINY, TINY, 0.0, 0.0
    for k in range(rows):
        largest = max(largest, abs(demand[k]))
        missing[k] = demand[k] - slack[k] * y[k]
    for i in range(len(ropes)):
        first, last, row = ropes[i]
        price = 0.0
        for k in range(last - first):
            price += arms[first + k] * y[row + k]
            missing[row + k] -= arms[first + k] * force[i]
        due = pcsa[i] * _stress(price, limit)
        most, amiss = max(most, due), max(amiss, abs(force[i] - due))
    for k in range(rows):
        short = max(short, abs(missing[k]))
    return max(short / largest, amiss / most)
