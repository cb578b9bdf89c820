"""One posture and its loads by the kernels, as the same values that ``sim.posture`` and ``sim.loads`` make."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models import Gains
from models.person import Person

from .. import posture
from ..chain import COORDINATES, Array, Pose, skeleton
from ..loads import Contact, Loads
from ..memory import remembered
from ..muscles import paths
from ..potential import Evaluation, Potential
from . import chain, layout, postures
from .ropes import Ropes, ropes
from .tree import FACTORS


class Room(threading.local):
    """Rows to work in, for each thread its own."""

    def __init__(self) -> None:
        self.states = np.zeros(2, layout.STATE)
        self.factors = np.zeros(1, FACTORS)
        self.hessian = np.zeros((1, COORDINATES, COORDINATES))


ROOM = Room()


@dataclass(frozen=True)
class Strung:
    """A person's muscles and discs as kernels read them.

    Attributes:
        ropes: which joints the fascicles cross.
        points_m: (P, 3) upright; pcsa_m2: (F,).
    """

    ropes: Ropes
    points_m: Array
    pcsa_m2: Array


@remembered
def strung(person: Person) -> Strung:
    """The person's muscles as kernels read them."""
    points = np.ascontiguousarray(paths(person.muscles).point_m[:, :3])
    return Strung(ropes(person.muscles), points, np.ascontiguousarray(person.muscles.pcsa_m2))


def takes(model: Potential, q: Array) -> bool:
    """Whether the kernels of one posture can compute it: one person, one posture, not too many held lines."""
    return q.ndim == 1 and len(model.holds) <= layout.MOST_HOLDS and np.ndim(model.scale_Nm) == 0


def place_bodies(person: Person, q: Array) -> Pose:
    """``sim.chain.place_bodies`` of one posture."""
    setting, states = np.zeros(1, layout.SETTING), np.zeros(1, layout.STATE)
    layout.fill_skeleton(setting, person)
    states["q"] = q
    chain.place_bodies(setting[0], states[0])
    return layout.pose(states[0], skeleton(person).pivot_m)


def evaluate(model: Potential, q: Array, multipliers: Array | None) -> Evaluation:
    """``sim.potential.evaluate`` at one posture."""
    setting, states = layout.settings([model]), np.zeros(1, layout.STATE)
    states["q"] = q
    if multipliers is not None:
        states["multiplier"][0, : len(model.holds)] = multipliers
    hessian = np.empty((1, COORDINATES, COORDINATES))
    postures.evaluate_all(setting, states)
    postures.hessian(states, hessian)
    return layout.evaluation(states[0], model, hessian[0])


def upright(model: Potential) -> tuple[Array, Array]:
    """``sim.potential.upright``, also of many stacked people."""
    batch = np.shape(model.scale_Nm)
    setting = np.zeros(batch or (1,), layout.SETTING)
    layout.fill(setting, model)
    states = np.zeros(len(setting), layout.STATE)
    postures.evaluate_all(setting, states)
    return states["gradient"].reshape(*batch, COORDINATES), states["com_m"].reshape(*batch, 3)


def solve(model: Potential, start: Array, fixed: Array, tolerance: float, guarded: bool = False) -> posture.Solution:
    """``sim.posture.solve`` of one posture."""
    setting, states, found = layout.settings([model]), np.zeros(1, layout.STATE), np.empty((1, 4))
    states["q"] = start
    room = ROOM
    everything = np.ones(1, dtype=bool)
    postures.find(
        setting,
        states,
        fixed[None],
        everything,
        tolerance,
        posture.FARTHEST_RAD,
        guarded,
        room.states,
        room.factors,
        found,
    )
    hessian = np.empty((1, COORDINATES, COORDINATES))
    postures.hessian(states, hessian)
    row, (iterations, balanced, margin, residual) = states[0], found[0]
    at = layout.evaluation(row, model, hessian[0])
    if not balanced:
        margin = posture.smallest_stiffness(at, fixed) if np.isfinite(at.hessian).all() else -np.inf
    return posture.Solution(
        q=row["q"],
        at=at,
        residual_Nm=residual,
        iterations=int(iterations),
        converged=np.asarray(balanced and margin > 0),
        margin=margin,
        fixed=fixed,
        multipliers=row["multiplier"][: len(model.holds)],
        holds=model.holds,
    )


def joint_loads(
    person: Person,
    gains: Gains,
    at: Evaluation,
    tissue_Nm: Array,
    carried_by_bone: Array,
    contacts: Sequence[Contact],
    start: Array | None,
) -> Loads:
    """``sim.loads.joint_loads`` of one posture."""
    known, bearer = strung(person), np.zeros(1, layout.BEARER)
    layout.fill_bearer(bearer, person, gains, carried_by_bone)
    setting, state = np.zeros(1, layout.SETTING), np.zeros(1, layout.STATE)
    layout.fill_skeleton(setting, person)
    setting["above_kg"] = at.mass_above
    pose, row = at.pose, state[0]
    row["q"], row["rotation"], row["pivot_m"], row["axis"] = pose.q, pose.rotation, pose.pivot_m, pose.axis
    row["levers"] = at.levers
    touched = np.array([[c.body, *c.at_m, *c.force_N] for c in contacts], dtype=float).reshape(-1, 7)
    loads, force = np.zeros(1, layout.LOADS), np.empty((1, len(known.pcsa_m2)))
    loads["multiplier"] = 0.0 if start is None else start
    postures.bear_one(
        setting, state, bearer, tissue_Nm, touched, known.ropes.paths, known.ropes.layout, known.points_m,
        known.pcsa_m2, loads, force,
    )  # fmt: skip
    return as_loads(loads[0], force[0])


def as_loads(row: Any, force: Array) -> Loads:
    """A LOADS row as ``sim.loads.Loads``."""
    return Loads(
        row["force_N"],
        {"weight": row["weight_N"], "tissue": np.zeros((25, 3)), "muscle": row["muscle_N"]},
        {"weight": row["weight_Nm"], "tissue": row["tissue_Nm"], "muscle": row["muscle_Nm"]},
        row["pressure_MPa"],
        force,
        row["residual_Nm"],
        row["multiplier"],
        int(row["capped"]),
        float(row["imbalance"]),
    )
