"""How time and memory grow with people and with joints."""

from __future__ import annotations

from typing import Any

import numpy as np
from table import Table, alone, busy

PEOPLE = (1, 10, 100, 1000, 10_000)
JOINTS = (25, 50, 100, 200)
_DIFFERENT = 200
# people are made before the clock starts; of more than 200 the same come again, each computed anew
_CROWD = f"""
import sys, time
import models, sim
count = int(sys.argv[1])
who = [models.person(sex=("male", "female")[k % 2], height_m=1.55 + 0.0015 * k, mass_kg=55 + 0.15 * k)
       for k in range(min(count, {_DIFFERENT}))]
who = (who * -(-count // len(who)))[:count]
asked = {{"tilt_deg": 10, "direction": "right", "at": "pelvis"}}
sim.simulate_many("adult_male", asked)
wall, used = time.perf_counter(), time.process_time()
answers = sim.simulate_many(who, asked)
found["wall"], found["used"] = time.perf_counter() - wall, time.process_time() - used
found["good"] = int(answers.converged.sum())
"""


def with_people(table: Table) -> None:
    """Batches in processes of their own: answers a second and the largest memory."""
    table.head("People, pelvis tilted to the right, each compared with standing untilted")
    for count in PEOPLE:
        found, memory_MB = alone(_CROWD, str(count))
        assert found["good"] > 0.9 * count
        who = f"{count:,} {'person' if count == 1 else 'people'}"
        clock, processor = count / found["wall"], count / found["used"]
        promised = 2000 if count >= 1000 else None
        table.line(f"{who}, by the clock", clock, "/s", memory_MB=memory_MB, promised=promised)
        table.line(f"{who}, in a second of one processor", processor, "/s", promised=promised and promised / 2)


def with_joints(table: Table) -> None:
    """A step of Newton's method on chains of any length: the tree's own recursion against the whole matrix.

    Plumbline's spine has 25 joints and no fewer, so these are not spines: a chain of n joints with random levers and
    stiffnesses that has the Hessian's form, factored and solved by the same compiled functions that solve a posture.
    """
    from sim import kernels

    if not kernels.installed():
        return
    kernels.load()
    from sim.kernels import tree

    table.head("Joints: one step of Newton's method on a chain of any length")
    rng = np.random.default_rng(8)
    first = 0.0
    for joints in JOINTS:
        state, factors, size = _chain(joints, rng)
        fixed, right, answer = np.zeros(size, dtype=bool), rng.normal(size=size), np.empty(size)
        whole = _dense(state[0], size)

        def step(state: Any = state, factors: Any = factors, given: Any = (fixed, right, answer)) -> None:
            tree.factor(state[0], given[0], 0, 0.0, 0.0, factors[0])
            tree.substitute(factors[0], given[1], given[2])

        step()
        assert np.allclose(answer, np.linalg.solve(whole, right), rtol=1e-8, atol=1e-10)
        quick = busy(step, 300)
        first = first or quick / joints
        slow = busy(lambda: np.linalg.solve(whole, right), 30)  # noqa: B023
        table.line(f"{joints} joints: the chain's recursion (ratio: to the whole matrix)", quick, ratio=quick / slow)
        table.line(f"{joints} joints: the whole matrix (LAPACK)", slow)


def _chain(joints: int, rng: np.random.Generator) -> tuple[Any, Any, int]:
    """A state of a chain of joints as ``sim.kernels.tree`` reads it, and room for its factors."""
    from sim.kernels.tree import BASE, factors_of

    bodies, size = joints + 1, BASE + 3 * joints
    shapes = {
        "axis": (bodies, 3, 3),
        "bend": (bodies, 3, 3),
        "rows": (4, size),
        "resist": (4,),
        "diagonal": (size,),
        "base": (6, 6),
        "lateral_axial": (joints,),
        "hold_rows": (1, size),
    }
    state = np.zeros(1, np.dtype([(name, "f8", shape) for name, shape in shapes.items()]))
    frames, _ = np.linalg.qr(rng.normal(size=(bodies, 3, 3)))
    outer = rng.normal(size=(bodies, 3, 3))
    state["axis"], state["bend"] = frames, frames @ (outer + np.swapaxes(outer, -1, -2))
    state["rows"], state["resist"], state["diagonal"] = rng.normal(size=(4, size)), 1.0, 100.0
    factors = np.zeros(1, factors_of(bodies))
    return state, factors, size


def _dense(state: Any, size: int) -> np.ndarray:
    """The same chain's whole matrix: hinge i below hinge k, a_i · bend_k, the four rows, the diagonal."""
    legs = size - 3 * len(state["axis"])
    axis, bend = state["axis"].reshape(-1, 3), state["bend"].reshape(-1, 3)
    upper = np.triu(axis @ bend.T)
    matrix: np.ndarray = (state["rows"].T * state["resist"]) @ state["rows"] + np.diag(state["diagonal"])
    matrix[legs:, legs:] += upper + np.triu(upper, 1).T
    return matrix
