"""Many postures one after another without the interpreter: what threads may do side by side."""

from __future__ import annotations

from typing import Any

from .compiling import kernel
from .loads import contacts_of, joint_loads
from .newton import linear_response, margin, residual, solve
from .potential import dense, evaluate, strain_tissue


@kernel
def find(
    settings: Any,
    states: Any,
    fixed: Any,
    todo: Any,
    tolerance: float,
    farthest: Any,
    guarded: bool,
    room: Any,
    factors: Any,
    found: Any,
) -> None:
    """Postures of many rows, each from its first guess ``states[i].q``.

    Args:
        settings: (n,) SETTING.
        states: (n,) STATE, solved in place.
        fixed: (n, 81) bool.
        todo: (n,) bool: the others are left as they are.
        tolerance: largest moment left over, in body weight times height.
        farthest: (81,) [rad].
        guarded: go down only, in small steps.
        room: (2,) STATE; factors: (1,) FACTORS.
        found: (n, 4) filled with Newton steps, whether it is a balance, margin [Nm/rad], moment left over [Nm].
    """
    for i in range(len(settings)):
        if not todo[i]:
            continue
        m = settings[i]
        room[0].q[:] = states[i].q
        iterations, balanced = solve(m, room, fixed[i], tolerance, farthest, guarded, factors[0])
        found[i, 0], found[i, 1] = iterations, balanced
        found[i, 2] = margin(m, room[0], fixed[i], factors[0]) if balanced else -1.0
        found[i, 3] = residual(m, room[0], fixed[i])
        states[i] = room[0]


@kernel
def evaluate_all(settings: Any, states: Any) -> None:
    """Π and derivatives of many rows at ``states[i].q``."""
    for i in range(len(settings)):
        evaluate(settings[i], states[i])


@kernel
def hessian(states: Any, out: Any) -> None:
    """Hessians (n, 81, 81) of many rows."""
    for i in range(len(states)):
        dense(states[i], out[i])


@kernel
def respond(settings: Any, states: Any, fixed: Any, change: Any, firm: float, factors: Any) -> None:
    """Linear response (n, 81) of many solved rows to a change of their fixed coordinates, in place."""
    for i in range(len(settings)):
        linear_response(settings[i], states[i], fixed[i], change[i], firm * settings[i].scale_Nm, factors[0])


@kernel
def margins(settings: Any, states: Any, fixed: Any, todo: Any, factors: Any, out: Any) -> None:
    """Smallest stiffness (n,) [Nm/rad] of many solved rows, of those that are to do."""
    for i in range(len(settings)):
        if todo[i]:
            out[i] = margin(settings[i], states[i], fixed[i], factors[0])


@kernel
def bear(
    settings: Any,
    states: Any,
    bearers: Any,
    own: Any,
    todo: Any,
    paths: Any,
    layout: Any,
    points: Any,
    pcsa: Any,
    room: Any,
    loads: Any,
    force: Any,
) -> None:
    """Loads of many solved rows.

    Args:
        settings: (n,) SETTING; states: (n,) STATE; bearers: (n,) BEARER.
        own: (n, 75) [rad] joint angles that strain tissue.
        todo: (n,) bool: the others are left as they are.
        paths, layout: see ``sim.kernels.ropes``.
        points: (n, P, 3) [m]; pcsa: (n, F) [m²].
        room: (2,) STATE.
        loads: (n,) LOADS, filled; their multipliers hold a start.
        force: (n, F) [N] filled.
    """
    for i in range(len(settings)):
        if not todo[i]:
            continue
        strain_tissue(settings[i], own[i], room[0])
        joint_loads(
            settings[i],
            states[i],
            bearers[i],
            room[0].tissue_Nm,
            contacts_of(settings[i], states[i]),
            paths,
            layout,
            (points[i], pcsa[i]),
            loads[i],
            force[i],
        )


@kernel
def bear_one(
    settings: Any,
    states: Any,
    bearers: Any,
    tissue_Nm: Any,
    contacts: Any,
    paths: Any,
    layout: Any,
    points: Any,
    pcsa: Any,
    loads: Any,
    force: Any,
) -> None:
    """Loads of one row whose passive moments (25, 3) and contacts (c, 7) are known."""
    muscles = points, pcsa
    joint_loads(settings[0], states[0], bearers[0], tissue_Nm, contacts, paths, layout, muscles, loads[0], force[0])
