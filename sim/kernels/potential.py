"""Π, its gradient and the generators of its Hessian at one pose: ``sim.potential.evaluate`` without small arrays."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np

from .chain import carried_to, place_bodies
from .compiling import kernel

GRAVITY = 9.80665
CAP = 12.0
LEGS, BASE, COORDINATES, HEAD = 3, 6, 81, 25


@kernel
def exponential(x: float) -> tuple[float, float, float]:
    """exp(x) with its first two derivatives, continued beyond CAP by its parabola."""
    if x <= CAP:
        e = exp(x)
        return e, e, e
    e, over = exp(CAP), x - CAP
    return e * (1.0 + over + 0.5 * over * over), e * (1.0 + over), e


@kernel
def strain_tissue(m: Any, angles: Any, s: Any) -> None:
    """Passive moments M = A (exp(B₊ d) - exp(-B₋ d)) of all joints at angles (75,), with stiffness and energy."""
    energy = -m.rest_J
    for j in range(25):
        coupling = m.coupling[j]
        d = (
            angles[3 * j] - m.unloaded[j],
            angles[3 * j + 1],
            angles[3 * j + 2] - coupling * angles[3 * j + 1],
        )
        for k in range(3):
            total, slope = 0.0, 0.0
            for way in range(2):
                value, first, second = exponential(m.rate[way, j, k] * d[k])
                energy += m.energy[way, j, k] * value
                total += m.moment[way, j, k] * first
                slope += m.stiffness[way, j, k] * second
            s.tissue_Nm[j, k] = total
            s.tissue_stiffness[j, k] = slope
        shared = coupling * s.tissue_stiffness[j, 2]
        s.tissue_Nm[j, 1] -= coupling * s.tissue_Nm[j, 2]
        s.tissue_stiffness[j, 1] += coupling * shared
        s.lateral_axial[j] = -shared
    s.tissue_J = energy


@kernel
def _hold_lever(m: Any, s: Any, k: int, b: int, lever: Any) -> None:
    """The part of held line k that turns with pivot b: the whole line at the pelvis, nothing above its upper end."""
    line = m.hold[k]
    lever[:] = 0.0
    if b > line.body:
        return
    for i in range(3):
        if line.axis >= 0:
            lever[i] = s.rotation[line.body, i, line.axis]
        elif b <= line.below:
            lever[i] = carried_to(m, s, line.body, line.top_m, i) - carried_to(m, s, line.below, line.bottom_m, i)
            lever[i] /= line.length
        else:
            lever[i] = (carried_to(m, s, line.body, line.top_m, i) - s.pivot_m[b, i]) / line.length


@kernel
def _kept_near(m: Any, s: Any, kept: Any, force: Any, stiffness: Any) -> float:
    """Springs and exponential walls of the eight things kept near a goal: their forces, stiffnesses, energy."""
    energy = 0.0
    for k in range(8):
        force[k], stiffness[k] = m.spring[k] * kept[k], m.spring[k]
        energy += 0.5 * force[k] * kept[k]
        for end in range(2):
            way, soft = 2.0 * end - 1.0, m.wall_softness[2 * k + end]
            strength = m.wall_strength[2 * k + end]
            value, first, second = exponential((kept[k] * way - m.wall_at[2 * k + end]) / soft)
            energy += strength * soft * value
            force[k] += way * strength * first
            stiffness[k] += strength / soft * second
    return energy


@kernel
def evaluate(m: Any, s: Any) -> None:
    """Π and derivatives at ``s.q``, with the held lines' multipliers in the Hessian but not in the gradient.

    A vector v on the chain with lever V_k about hinge k of axis a_k has ∂v/∂q_k = a_k × V_k. With B_b = Σ V_b tᵀ over
    all vectors and their conjugate forces t, gradient = a_k · (Σ V × t), and for hinge i below or at k the geometric
    Hessian is a_i · (B_k - tr B_k) a_k: ``s.bend`` keeps its right half.
    """
    place_bodies(m, s)
    q, pivot, rotation, axis = s.q, s.pivot_m, s.rotation, s.axis
    total, holds = m.total_kg, m.holds

    # mass: moments of everything each body carries
    carried = np.zeros(3)
    for back in range(26):
        b = 25 - back
        for i in range(3):
            carried[i] += m.mass_kg[b] * carried_to(m, s, b, m.com_m[b], i)
            s.levers[b, i] = carried[i] - m.above_kg[b] * pivot[b, i]
    weighed = carried[1]
    on_legs = (m.above_kg[0] + m.leg_kg[0], m.above_kg[0] + m.leg_kg[1])
    for i in range(3):
        own = m.leg_kg[0] * s.leg_m[0, i] + m.leg_kg[1] * s.leg_m[1, i]
        s.com_m[i] = (carried[i] + m.legs_kg * m.ankle_m[i] + own) / total
        if i == 1:
            weighed += own

    top = m.over_hips_body
    high = np.empty(3)
    for i in range(3):
        high[i] = carried_to(m, s, top, m.over_hips_m, i)
    kept, force, stiffness = np.empty(8), np.empty(8), np.empty(8)
    for i in range(2):
        kept[i] = s.com_m[2 * i] - m.base_m[i]
        kept[6 + i] = high[2 * i] - pivot[0, 2 * i] - m.over_hips_place_m[i]
    # hip flexion is the pelvis on the thighs; side tilt and turn are the pelvis on the ground; then the knee
    kept[2], kept[3], kept[4], kept[5] = q[3] + q[2] - q[0], q[4], q[5], q[2]
    energy = _kept_near(m, s, kept, force, stiffness)

    # vectors on the chain: mass position, odontoid, head forward and up, held lines
    vectors = 4 + holds
    t, v = np.zeros((vectors, 3)), np.empty((vectors, 3))
    weight = GRAVITY * m.weight_share
    t[0, 0], t[0, 1], t[0, 2] = force[0] / total, weight, force[1] / total
    t[1, 0], t[1, 2] = force[6], force[7]
    for i in range(3):
        for k in range(2):
            t[2 + k, i] = -m.gaze[k] * m.gaze_target[k, i]
            v[2 + k, i] = rotation[HEAD, i, k]
        for k in range(holds):
            t[4 + k, i] = s.multiplier[k] * m.hold[k].normal[i]
    energy += weight * weighed
    for k in range(2, 4):
        for i in range(3):
            energy += t[k, i] * v[k, i]

    s.rows[:] = 0.0
    s.hold_rows[:] = 0.0
    s.base[:] = 0.0
    strain_tissue(m, q[BASE:], s)
    energy += s.tissue_J
    outer, twist = np.empty((3, 3)), np.empty((5 + holds, 3))
    for b in range(26):
        for i in range(3):
            v[0, i] = s.levers[b, i]
            v[1, i] = high[i] - pivot[b, i] if b <= top else 0.0
        for k in range(holds):
            _hold_lever(m, s, k, b, v[4 + k])
            n = m.hold[k].normal
            twist[5 + k, 0] = v[4 + k, 1] * n[2] - v[4 + k, 2] * n[1]
            twist[5 + k, 1] = v[4 + k, 2] * n[0] - v[4 + k, 0] * n[2]
            twist[5 + k, 2] = v[4 + k, 0] * n[1] - v[4 + k, 1] * n[0]
            if b == 0:
                s.hold[k] = n[0] * v[4 + k, 0] + n[1] * v[4 + k, 1] + n[2] * v[4 + k, 2] - m.hold[k].target
        for i in range(3):
            for j in range(3):
                outer[i, j] = 0.0
                for k in range(vectors):
                    outer[i, j] += v[k, i] * t[k, j]
        twist[0, 0], twist[0, 1], twist[0, 2] = (
            outer[1, 2] - outer[2, 1],
            outer[2, 0] - outer[0, 2],
            outer[0, 1] - outer[1, 0],
        )
        for k in range(2):  # unit forces forward and to the right on centre of mass and odontoid
            twist[1 + 2 * k, 0], twist[1 + 2 * k, 1], twist[1 + 2 * k, 2] = 0.0, v[k, 2], -v[k, 1]
            twist[2 + 2 * k, 0], twist[2 + 2 * k, 1], twist[2 + 2 * k, 2] = v[k, 1], -v[k, 0], 0.0
        trace = outer[0, 0] + outer[1, 1] + outer[2, 2]
        for i in range(3):
            outer[i, i] -= trace
        for h in range(3):
            a, c = axis[b, h], LEGS + 3 * b + h
            for i in range(3):
                s.bend[b, h, i] = outer[i, 0] * a[0] + outer[i, 1] * a[1] + outer[i, 2] * a[2]
            s.gradient[c] = a[0] * twist[0, 0] + a[1] * twist[0, 1] + a[2] * twist[0, 2]
            for r in range(4):
                row = a[0] * twist[1 + r, 0] + a[1] * twist[1 + r, 1] + a[2] * twist[1 + r, 2]
                s.rows[r, c] = row / total if r < 2 else row
            for k in range(holds):
                row = a[0] * twist[5 + k, 0] + a[1] * twist[5 + k, 1] + a[2] * twist[5 + k, 2]
                s.hold_rows[k, c] = row
                s.gradient[c] -= s.multiplier[k] * row
            tone = m.active[c] * q[c]
            s.diagonal[c] = m.active[c]
            energy += (0.5 * tone - m.tone_moment[c]) * q[c]
            s.gradient[c] += tone - m.tone_moment[c]
            if b > 0:
                s.gradient[c] += s.tissue_Nm[b - 1, h]
                s.diagonal[c] += s.tissue_stiffness[b - 1, h]
    s.resist[0], s.resist[1], s.resist[2], s.resist[3] = stiffness[0], stiffness[1], stiffness[6], stiffness[7]
    s.energy_J = energy + _on_legs(m, s, t[0], on_legs, force, stiffness)


@kernel
def _on_legs(m: Any, s: Any, lifted: Any, on_legs: Any, force: Any, stiffness: Any) -> float:
    """Rows of the legs and of the pelvis on them: what shank and thigh lift, and the springs of hips and knees."""
    energy = 0.0
    for c in range(LEGS):
        s.gradient[c] = 0.0
        for leg in range(2):
            f = s.leg_first[leg, c]
            s.gradient[c] += on_legs[leg] * (f[0] * lifted[0] + f[1] * lifted[1] + f[2] * lifted[2])
            s.rows[0, c] += on_legs[leg] / m.total_kg * f[0]
            s.rows[1, c] += on_legs[leg] / m.total_kg * f[2]
            for d in range(LEGS):
                g = s.leg_second[leg, c, d]
                s.base[c, d] += on_legs[leg] * (g[0] * lifted[0] + g[1] * lifted[1] + g[2] * lifted[2])
        tone = m.active[c] * s.q[c]
        s.diagonal[c] = m.active[c]
        energy += (0.5 * tone - m.tone_moment[c]) * s.q[c]
        s.gradient[c] += tone - m.tone_moment[c]
    hip = (-1.0, 0.0, 1.0, 1.0)  # flexion of the hips by ankle, side lean, knee and pelvis
    for c in range(4):
        s.gradient[c] += hip[c] * force[2]
        for d in range(4):
            s.base[c, d] += hip[c] * hip[d] * stiffness[2]
    s.gradient[4] += force[3]
    s.gradient[5] += force[4]
    s.gradient[2] += force[5]
    s.base[4, 4] += stiffness[3]
    s.base[5, 5] += stiffness[4]
    s.base[2, 2] += stiffness[5]
    return energy


@kernel
def dense(s: Any, hessian: Any) -> None:
    """The whole Hessian (81, 81) from its generators."""
    for i in range(COORDINATES):
        for k in range(i, COORDINATES):
            value = 0.0
            if i >= LEGS:
                a, w = s.axis[(i - LEGS) // 3, i % 3], s.bend[(k - LEGS) // 3, k % 3]
                value = a[0] * w[0] + a[1] * w[1] + a[2] * w[2]
            if k < BASE:
                value += s.base[i, k]
            for r in range(4):
                value += s.rows[r, i] * s.resist[r] * s.rows[r, k]
            if i == k:
                value += s.diagonal[i]
            elif k == i + 1 and i >= BASE and i % 3 == 1:
                value += s.lateral_axial[(i - BASE) // 3]
            hessian[i, k] = hessian[k, i] = value
