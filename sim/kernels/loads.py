"""Loads of one row: ``sim.loads.joint_loads`` joint by joint."""

from __future__ import annotations

from typing import Any

import numpy as np

from .chain import cardan, carried_to
from .compiling import kernel
from .muscles import crossings, kkt_residual, share
from .potential import GRAVITY

BASE, COORDINATES = 6, 81
STRAIGHT = 1e-11  # rad, or Nm for each kilogram: nothing but rounding
ABDOMEN, T12_L1 = 6, 5  # joints that abdominal pressure spans, and the uppermost of them


@kernel
def disc_frames(m: Any, s: Any, frames: Any) -> None:
    """Mid-planes now (25, 3, 3): R_below E (half of the joint's turn); columns anterior, normal, right."""
    for j in range(25):
        turn = cardan(0.5 * s.q[BASE + 3 * j], 0.5 * s.q[BASE + 3 * j + 1], 0.5 * s.q[BASE + 3 * j + 2])
        below, frame = s.rotation[j], m.frame[j]
        for i in range(3):
            e0 = below[i, 0] * frame[0, 0] + below[i, 1] * frame[1, 0] + below[i, 2] * frame[2, 0]
            e1 = below[i, 0] * frame[0, 1] + below[i, 1] * frame[1, 1] + below[i, 2] * frame[2, 1]
            e2 = below[i, 0] * frame[0, 2] + below[i, 1] * frame[1, 2] + below[i, 2] * frame[2, 2]
            for k in range(3):
                frames[j, i, k] = e0 * turn[0][k] + e1 * turn[1][k] + e2 * turn[2][k]


@kernel
def about_disc(e: Any, x: float, y: float, z: float, out: Any) -> None:
    """A world moment as flexion, right bending and left turn of a disc."""
    out[0] = -(e[0, 2] * x + e[1, 2] * y + e[2, 2] * z)
    out[1] = e[0, 0] * x + e[1, 0] * y + e[2, 0] * z
    out[2] = e[0, 1] * x + e[1, 1] * y + e[2, 1] * z


@kernel
def pressed(e: Any, x: float, y: float, z: float, out: Any) -> None:
    """A world force as compression, anterior and right shear of a disc."""
    out[0] = -(e[0, 1] * x + e[1, 1] * y + e[2, 1] * z)
    out[1] = e[0, 0] * x + e[1, 0] * y + e[2, 0] * z
    out[2] = e[0, 2] * x + e[1, 2] * y + e[2, 2] * z


@kernel
def contacts_of(m: Any, s: Any) -> Any:
    """(c, 7) what the body leans on, from the multipliers of those holds: body, place [m], force [N]."""
    count = 0
    for k in range(m.holds):
        count += m.hold[k].leans
    found = np.empty((count, 7))
    count = 0
    for k in range(m.holds):
        line = m.hold[k]
        if line.leans:
            found[count, 0] = line.body
            for i in range(3):
                found[count, 1 + i] = carried_to(m, s, line.body, line.top_m, i)
                found[count, 4 + i] = -s.multiplier[k] / line.length * line.normal[i]
            count += 1
    return found


@kernel
def _weigh(m: Any, s: Any, tissue_Nm: Any, contacts: Any, frames: Any, world_N: Any, load: Any) -> None:
    """Moments of weight and contacts, and of tissue, about every joint; weight's force in the world (25, 3).

    Hinge axes a_k are not square to each other: the passive moment M is the one with a_k · M = -dU/dθ_k.
    """
    moments = np.zeros((25, 3))
    world_N[:] = 0.0
    for k in range(len(contacts)):
        at, f = contacts[k, 1:4], contacts[k, 4:7]
        for j in range(int(contacts[k, 0])):
            r = at - s.pivot_m[j + 1]
            moments[j, 0] += r[1] * f[2] - r[2] * f[1]
            moments[j, 1] += r[2] * f[0] - r[0] * f[2]
            moments[j, 2] += r[0] * f[1] - r[1] * f[0]
            for i in range(3):
                world_N[j, i] += f[i]
    for j in range(25):
        e, lever, a, t = frames[j], s.levers[j + 1], s.axis[j + 1], tissue_Nm[j]
        world_N[j, 1] -= GRAVITY * m.above_kg[j + 1]
        about_disc(
            e,
            moments[j, 0] + GRAVITY * lever[2],
            moments[j, 1],
            moments[j, 2] - GRAVITY * lever[0],
            load.weight_Nm[j],
        )
        c0 = (
            a[1, 1] * a[2, 2] - a[1, 2] * a[2, 1],
            a[1, 2] * a[2, 0] - a[1, 0] * a[2, 2],
            a[1, 0] * a[2, 1] - a[1, 1] * a[2, 0],
        )
        c1 = (
            a[2, 1] * a[0, 2] - a[2, 2] * a[0, 1],
            a[2, 2] * a[0, 0] - a[2, 0] * a[0, 2],
            a[2, 0] * a[0, 1] - a[2, 1] * a[0, 0],
        )
        c2 = (
            a[0, 1] * a[1, 2] - a[0, 2] * a[1, 1],
            a[0, 2] * a[1, 0] - a[0, 0] * a[1, 2],
            a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0],
        )
        volume = -(a[0, 0] * c0[0] + a[0, 1] * c0[1] + a[0, 2] * c0[2])
        about_disc(
            e,
            (t[0] * c0[0] + t[1] * c1[0] + t[2] * c2[0]) / volume,
            (t[0] * c0[1] + t[1] * c1[1] + t[2] * c2[1]) / volume,
            (t[0] * c0[2] + t[1] * c1[2] + t[2] * c2[2]) / volume,
            load.tissue_Nm[j],
        )


@kernel
def _press_abdomen(bearer: Any, s: Any, frames: Any, demand: Any, lift_N: Any, lift_Nm: Any) -> None:
    """Push of the abdominal pressure, which rises with the extension moment asked of the lumbar muscles."""
    lift_N[:] = 0.0
    lift_Nm[:] = 0.0
    least = demand[0]
    for j in range(ABDOMEN):
        least = min(least, demand[3 * j])
    effort = -least - bearer.threshold_Nm
    if effort <= 0.0:
        return
    pressure = min(bearer.slope_Pa_per_Nm * effort, bearer.largest_Pa)
    e = frames[T12_L1]
    f, at = np.empty(3), np.empty(3)
    for i in range(3):
        f[i] = pressure * bearer.diaphragm_m2 * e[i, 1]
        at[i] = s.pivot_m[T12_L1 + 1, i] + bearer.diaphragm_arm_m * e[i, 0]
    for j in range(ABDOMEN):
        r = at - s.pivot_m[j + 1]
        about_disc(
            frames[j],
            r[1] * f[2] - r[2] * f[1],
            r[2] * f[0] - r[0] * f[2],
            r[0] * f[1] - r[1] * f[0],
            lift_Nm[j],
        )
        for i in range(3):
            lift_N[j, i] = f[i]


@kernel
def _straight(mass_kg: float, s: Any, demand: Any) -> bool:
    """Whether nothing leaves the sagittal plane, in posture or in what is asked."""
    if max(abs(s.q[1]), abs(s.q[4]), abs(s.q[5])) >= STRAIGHT:
        return False
    for j in range(25):
        for k in range(1, 3):
            if abs(s.q[BASE + 3 * j + k]) >= STRAIGHT or abs(demand[3 * j + k]) >= STRAIGHT * mass_kg:
                return False
    return True


@kernel
def joint_loads(
    m: Any,
    s: Any,
    bearer: Any,
    tissue_Nm: Any,
    contacts: Any,
    paths: Any,
    layout: Any,
    muscles: Any,
    load: Any,
    force: Any,
) -> None:
    """Everything that the joints bear in a solved posture.

    Args:
        m, s: SETTING and STATE row.
        bearer: BEARER row: the person's discs, abdomen, residual actuators.
        tissue_Nm: (25, 3) passive moments along the hinge axes (dU/dθ).
        contacts: (c, 7) what the body leans on.
        paths: see ``sim.kernels.muscles.crossings``.
        layout: (start of each run (F + 1,), right and left fascicles of pairs (F / 2,), reach in the plane (25,) and in
            space (75,)).
        muscles: (points (P, 3) upright, cross-sections (F,)).
        load: LOADS row, filled; ``load.multiplier`` holds a start.
        force: (F,) [N] filled.
    """
    start, right, _, _, reach_space = layout
    point_m, pcsa = muscles
    frames, world_N = np.empty((25, 3, 3)), np.empty((25, 3))
    disc_frames(m, s, frames)
    _weigh(m, s, tissue_Nm, contacts, frames, world_N, load)
    demand, lift_N, lift_Nm = np.empty(75), np.empty((25, 3)), np.empty((25, 3))
    for j in range(25):
        for k in range(3):
            demand[3 * j + k] = -(load.weight_Nm[j, k] + load.tissue_Nm[j, k])
    _press_abdomen(bearer, s, frames, demand, lift_N, lift_Nm)
    for j in range(25):
        for k in range(3):
            demand[3 * j + k] -= lift_Nm[j, k]
    count = start[len(start) - 1]
    arms, pull = np.empty((count, 3)), np.empty((count, 3))
    crossings(m, s, frames, paths, point_m, arms, pull)
    joint = paths[3]
    ropes = np.empty((len(pcsa), 3), np.int64)
    for i in range(len(pcsa)):
        ropes[i, 0], ropes[i, 1], ropes[i, 2] = 3 * start[i], 3 * start[i + 1], 3 * joint[start[i]]
    limit, slack, y = bearer.limit_Pa, bearer.slack_m4, load.multiplier
    if len(right) and _straight(bearer.mass_kg, s, demand):
        _share_in_plane(arms, joint, layout, demand, pcsa, bearer, load, force)
    else:
        share(arms.ravel(), ropes, reach_space, demand, pcsa, limit, slack, y, force)
    load.imbalance = kkt_residual(arms.ravel(), ropes, demand, pcsa, limit, slack, y, force)
    load.capped = 0.0
    for i in range(len(pcsa)):
        load.capped += force[i] >= pcsa[i] * bearer.limit_Pa * (1.0 - 1e-12)
    _bear(bearer, joint, start, frames, arms, pull, force, world_N, lift_N, lift_Nm, load)


@kernel
def _share_in_plane(
    arms: Any, joint: Any, layout: Any, demand: Any, pcsa: Any, bearer: Any, load: Any, force: Any
) -> None:
    """Left and right as one muscle of half the cost: cross-section a/2, twice the stress limit, both lever arms."""
    start, right, left, reach, _ = layout
    pairs = len(right)
    both, ropes, half = np.empty(len(joint)), np.empty((pairs, 3), np.int64), np.empty(pairs)
    filled = 0
    for i in range(pairs):
        one, other = start[right[i]], start[left[i]]
        run = start[right[i] + 1] - one
        ropes[i, 0], ropes[i, 1], ropes[i, 2] = filled, filled + run, joint[one]
        half[i] = 0.5 * pcsa[right[i]]
        for k in range(run):
            both[filled + k] = arms[one + k, 0] + arms[other + k, 0]
        filled += run
    asked, slack, y, found = np.empty(25), np.empty(25), np.empty(25), np.empty(pairs)
    for j in range(25):
        asked[j], slack[j], y[j] = demand[3 * j], bearer.slack_m4[3 * j], load.multiplier[3 * j]
    share(both, ropes, reach, asked, half, 2.0 * bearer.limit_Pa, slack, y, found)
    load.multiplier[:] = 0.0
    for j in range(25):
        load.multiplier[3 * j] = y[j]
    for i in range(pairs):
        force[right[i]] = force[left[i]] = found[i]


@kernel
def _bear(
    bearer: Any,
    joint: Any,
    start: Any,
    frames: Any,
    arms: Any,
    pull: Any,
    force: Any,
    world_N: Any,
    lift_N: Any,
    lift_Nm: Any,
    load: Any,
) -> None:
    """What muscles and weight together press on each disc."""
    for j in range(25):
        for k in range(3):
            load.muscle_Nm[j, k] = lift_Nm[j, k]
            load.residual_Nm[j, k] = bearer.slack_m4[3 * j + k] * load.multiplier[3 * j + k]
    for i in range(len(force)):
        if force[i] != 0.0:
            for n in range(start[i], start[i + 1]):
                for k in range(3):
                    load.muscle_Nm[joint[n], k] += arms[n, k] * force[i]
                    lift_N[joint[n], k] += pull[n, k] * force[i]
    for j in range(25):
        pressed(frames[j], world_N[j, 0], world_N[j, 1], world_N[j, 2], load.weight_N[j])
        pressed(frames[j], lift_N[j, 0], lift_N[j, 1], lift_N[j, 2], load.muscle_N[j])
        for k in range(3):
            load.force_N[j, k] = load.weight_N[j, k] + load.muscle_N[j, k]
        area = bearer.disc_area_m2[j]
        load.pressure_MPa[j] = np.nan
        if area > 0.0:
            load.pressure_MPa[j] = bearer.disc_rest_MPa + 1e-6 * load.force_N[j, 0] / (
                area * bearer.pressure_correction
            )
