"""Against engines made by others for the same task: MuJoCo for the chain, DAQP for the muscles.

Who is compared does not do quite the same: each line says what it does. Times are of the processor for one posture, all
on one thread, called from Python as a user would.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from table import ROOT, Table, busy

sys.path.insert(0, str(ROOT / "tests" / "trust"))
POSTURES = 1000


def chain(table: Table) -> None:
    """Where the bones are and what weight asks of the joints, of 1,000 random postures of the same man."""
    import mjcf
    import mujoco

    import models
    from sim import chain as bones
    from sim import kernels, muscles, pipeline, potential, scenario

    man = models.load("adult_male")
    model = pipeline.setting(man, scenario.build())
    rng = np.random.default_rng(8)
    postures = rng.normal(scale=0.05, size=(POSTURES, 81))
    ropes = mjcf.Engine.of(man, model.burden.mass_kg, model.burden.com_m, balls=True)
    bare = mjcf.Engine.of(man, model.burden.mass_kg, model.burden.com_m, balls=True, fascicles=False)
    turns = [bare.coordinates(q) for q in postures]

    def every(engine: Any, *stages: Any) -> None:
        for q in turns:
            engine.data.qpos[:] = q
            for stage in stages:
                stage(engine.model, engine.data)

    def weigh(engine_model: Any, data: Any) -> None:
        mujoco.mj_rne(engine_model, data, 0, data.qfrc_bias)

    table.head("The chain: 26 bodies, 25 ball joints and legs, of one posture")
    theirs = busy(lambda: every(bare, mujoco.mj_inverse), 3) / POSTURES
    table.line("MuJoCo: inverse dynamics at rest", theirs, ratio=1.0)
    least = busy(lambda: every(bare, mujoco.mj_kinematics, mujoco.mj_comPos, weigh), 3) / POSTURES
    table.line("MuJoCo: places and gravity moments only", least, ratio=least / theirs)
    kernels.use("never")
    ours = busy(lambda: [potential.evaluate(model, q) for q in postures[:200]], 1) / 200
    table.line("arrays: places, all moments, energy and the 81 × 81 Hessian", ours, ratio=ours / theirs)
    ours = busy(lambda: [bones.place_bodies(man, q) for q in postures[:200]], 1) / 200
    table.line("arrays: places only", ours, ratio=ours / theirs)
    many = busy(lambda: potential.evaluate(model, postures), 1) / POSTURES
    table.line("arrays: the whole, 1,000 postures at once", many, ratio=many / theirs)
    if kernels.installed():
        one = kernels.load()
        from sim.kernels import layout

        settings, states = np.repeat(layout.settings([model]), POSTURES), np.zeros(POSTURES, layout.STATE)
        states["q"] = postures
        one.postures.evaluate_all(settings, states)
        quick = busy(lambda: one.postures.evaluate_all(settings, states), 5) / POSTURES
        table.line("kernels: the whole, the Hessian as its generators", quick, ratio=quick / theirs)

    table.head("322 fascicles: lengths and lever arms in one posture")
    places = busy(lambda: every(ropes, mujoco.mj_kinematics, mujoco.mj_comPos), 1) / POSTURES
    strung = busy(lambda: every(ropes, mujoco.mj_kinematics, mujoco.mj_comPos, mujoco.mj_tendon), 1) / POSTURES - places
    table.line("MuJoCo: spatial tendons", strung, ratio=1.0)
    pose = bones.place_bodies(man, postures[0])
    frame = bones.disc_frames(man, pose)
    given = man.muscles, man.hip_m, man.joint_m, pose.rotation, pose.hip_m, pose.joint_m, frame
    ours = busy(lambda: muscles.crossings(*given), 200)
    table.line("arrays: lever arms about all discs", ours, ratio=ours / strung)


def sharing(table: Table) -> None:
    """Forces of 322 fascicles for the 75 moments of two answers."""
    import muscles_qp

    import models
    from sim import kernels

    cases: tuple[tuple[str, dict[str, Any]], ...] = (
        ("leaning and carrying, all in the sagittal plane", {"lean_deg": 30, "carry": {"both-hands": "10kg@30cm"}}),
        ("the pelvis tilted to the right", {"tilt_deg": 10, "direction": "right", "at": "pelvis"}),
    )
    for what, words in cases:
        kernels.use("never")
        task = muscles_qp.asked_of_answer(models.load("adult_male"), words)
        assert task is not None
        table.head(f"322 fascicles: their forces, {what}")
        _share(table, what, task)


def _share(table: Table, what: str, task: Any) -> None:
    """One program by all."""
    import muscles_qp

    from sim import kernels, muscles

    given = task.arms, task.demand_Nm, task.pcsa_m2, task.limit_Pa
    found = muscles.share(*given, task.slack_m4)
    supplied = task.arms @ found.force_N
    kept = found.force_N, supplied, found.residual_Nm, found.multiplier
    theirs = busy(lambda: muscles_qp.by_daqp(task), 5)
    table.line("DAQP: a general active-set solver, the same program", theirs, ratio=1.0, name=f"DAQP, {what}")
    lines: dict[str, tuple[Callable[[], object], int]] = {
        "arrays, from nothing": (lambda: muscles.share(*given, task.slack_m4), 50),
        "arrays, from multipliers 2 % off": (
            lambda: muscles.share(*given, task.slack_m4, 0.98 * found.multiplier),
            50,
        ),
        "arrays: the check of optimality in every answer": (lambda: muscles.kkt_residual(*given, *kept), 500),
    }
    if kernels.installed():
        compiled = muscles_qp.Compiled.of(task)
        lines["kernels, from nothing"] = (compiled.share, 200)
        lines["kernels: the check of optimality in every answer"] = (compiled.kkt_residual, 2000)
    for name, (call, calls) in lines.items():
        call()
        ours = busy(call, calls)
        table.line(name, ours, ratio=ours / theirs, name=f"{name}, {what}")
