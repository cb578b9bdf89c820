"""Forward kinematics of one row: ``sim.chain.place_bodies`` without its small arrays."""

from __future__ import annotations

from math import cos, sin
from typing import Any

from .compiling import kernel

ANKLE, ASIDE, KNEE, LEGS = 0, 1, 2, 3


@kernel
def lean_legs(m: Any, s: Any) -> None:
    """Shank and thigh, with their first and second derivatives.

    With φ the lean of a segment of length l and ψ that of the plane it moves in, it is the vector
    l (sin φ, cos φ cos ψ, cos φ sin ψ); φ of the shank is the ankle's, of the thigh that less the knee's.
    """
    q, vector, first, second = s.q, s.leg_m, s.leg_first, s.leg_second
    first[:] = 0.0
    second[:] = 0.0
    sine, cosine = sin(q[ASIDE]), cos(q[ASIDE])
    for leg in range(2):
        lean = q[ANKLE] + m.leg_lean_rad - (q[KNEE] if leg == 1 else 0.0)
        ahead, up = m.leg_m[leg] * sin(lean), m.leg_m[leg] * cos(lean)
        v = (ahead, up * cosine, up * sine)
        slope = (up, -ahead * cosine, -ahead * sine)
        mixed = (0.0, -slope[2], slope[1])
        for i in range(3):
            vector[leg, i] = v[i]
            first[leg, ANKLE, i] = slope[i]
            second[leg, ANKLE, ANKLE, i] = -v[i]
            second[leg, ANKLE, ASIDE, i] = second[leg, ASIDE, ANKLE, i] = mixed[i]
            if i > 0:
                second[leg, ASIDE, ASIDE, i] = -v[i]
            if leg == 1:  # a bent knee leans the thigh back, and nothing else
                first[1, KNEE, i] = -slope[i]
                second[1, KNEE, KNEE, i] = -v[i]
                second[1, ANKLE, KNEE, i] = second[1, KNEE, ANKLE, i] = v[i]
                second[1, ASIDE, KNEE, i] = second[1, KNEE, ASIDE, i] = -mixed[i]
        first[leg, ASIDE, 1], first[leg, ASIDE, 2] = -v[2], v[1]


@kernel
def cardan(f: float, lateral: float, a: float) -> Any:
    """Rows of the turn of a joint: flexion f, then side bending, then axial rotation [rad], as ``sim.chain`` has it."""
    sf, sl, sa = sin(f), sin(lateral), sin(a)
    cf, cl, ca = cos(f), cos(lateral), cos(a)
    return (
        (cf * ca + sf * sl * sa, sf * cl, cf * sa - sf * sl * ca),
        (cf * sl * sa - sf * ca, cf * cl, -sf * sa - cf * sl * ca),
        (-cl * sa, sl, cl * ca),
    )


@kernel
def place_bodies(m: Any, s: Any) -> None:
    """Rotations, pivots and hinge axes at ``s.q``, from the pelvis up.

    R_b = R_below E (Rz(-f) Rx(l) Ry(a)) Eᵀ about the disc's frame E; p_b = p_below + R_below link_b.
    """
    lean_legs(m, s)
    rotation, axis, pivot = s.rotation, s.axis, s.pivot_m
    for i in range(3):
        pivot[0, i] = m.ankle_m[i] + s.leg_m[0, i] + s.leg_m[1, i]
    for b in range(26):
        f = s.q[LEGS + 3 * b]
        cf, sf = cos(f), sin(f)
        turn = cardan(f, s.q[LEGS + 3 * b + 1], s.q[LEGS + 3 * b + 2])
        if b == 0:
            for i in range(3):
                for j in range(3):
                    rotation[0, i, j] = turn[i][j]
                axis[0, 0, i] = -1.0 if i == 2 else 0.0
                axis[0, 2, i] = turn[i][1]
            axis[0, 1, 0], axis[0, 1, 1], axis[0, 1, 2] = cf, -sf, 0.0
            continue
        frame = m.frame[b - 1]
        below = rotation[b - 1]
        for i in range(3):
            # disc frame below the turn, in the world
            e0 = below[i, 0] * frame[0, 0] + below[i, 1] * frame[1, 0] + below[i, 2] * frame[2, 0]
            e1 = below[i, 0] * frame[0, 1] + below[i, 1] * frame[1, 1] + below[i, 2] * frame[2, 1]
            e2 = below[i, 0] * frame[0, 2] + below[i, 1] * frame[1, 2] + below[i, 2] * frame[2, 2]
            axis[b, 0, i] = -e2
            axis[b, 1, i] = cf * e0 - sf * e1
            t0 = e0 * turn[0][0] + e1 * turn[1][0] + e2 * turn[2][0]
            t1 = e0 * turn[0][1] + e1 * turn[1][1] + e2 * turn[2][1]
            t2 = e0 * turn[0][2] + e1 * turn[1][2] + e2 * turn[2][2]
            axis[b, 2, i] = t1
            for j in range(3):
                rotation[b, i, j] = t0 * frame[j, 0] + t1 * frame[j, 1] + t2 * frame[j, 2]
            link = m.link_m[b]
            pivot[b, i] = pivot[b - 1, i] + below[i, 0] * link[0] + below[i, 1] * link[1] + below[i, 2] * link[2]


@kernel
def carried_to(m: Any, s: Any, body: int, upright_m: Any, i: int) -> float:
    """Component i of where a point of a body has gone: p + R (X - p₀)."""
    turn, pivot = s.rotation[body], m.pivot_m[body]
    return s.pivot_m[body, i] + (
        turn[i, 0] * (upright_m[0] - pivot[0])
        + turn[i, 1] * (upright_m[1] - pivot[1])
        + turn[i, 2] * (upright_m[2] - pivot[2])
    )
