"""The chain, its weight, its ropes and its potential against MuJoCo and against derivatives by complex numbers.

python tests/trust/mechanics.py --cases 1000 --seed 8
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any
from unittest import mock

import analytic
import numpy as np
import record
from mjcf import GRAVITY, SPINE, Engine
from tqdm import tqdm

import models
from models import Person, SpineError
from models.measures import LIMITS
from models.person import BODIES
from sim import chain, kernels, loads, muscles, pipeline, potential, scenario
from sim.scenario import Scenario
from sim.stance import REFERENCE_HEIGHT_M
from sim.study import population

Array = np.ndarray
ALLOWED = 1e-9
TEXT = """Every case is another person, half of them drawn as people differ and half anybody who is not refused, in a
posture that no solver chose, with what is carried, worn or held drawn too. `tests/trust/mjcf.py` writes that
person as a model of MuJoCo: bones, masses and fascicles, so that everything derived from them is MuJoCo's own.
Slopes of the potential come from the project's own values in complex numbers, which need no difference and have
no step to choose. The last three lines are of the {answers:,} cases in which a balance exists and something
weighs: muscle forces, abdominal pressure and backrest pull and push MuJoCo's bodies, and its joints must bear
what ours do. What fails is beyond 10⁻⁹."""
RESTING_ARMS = (
    "arms that rest on a desk or on thighs were left out of the first moment but not of the mass that divides it: the "
    "centre lay up to 5 % of the height too low, and sitting with resting arms pressed L5-S1 by up to 2 % too little"
)
PLACES = ("forward", "backward", "left", "right")


@dataclass
class Worst:
    """How far two sides were ever apart, relatively, and in which case; what is beyond ``allowed`` has failed."""

    what: str
    of: str
    allowed: float = ALLOWED
    tried: int = 0
    failed: int = 0
    most: float = 0.0
    mended: str = ""

    def see(self, one: Any, other: Any, size: Any) -> None:
        """Compare two arrays, relative to a size that broadcasts to them."""
        apart = float(np.max(np.abs(np.asarray(one) - other) / size))
        self.tried += 1
        self.failed += not apart <= self.allowed  # a NaN has failed
        self.most = max(self.most, apart)

    def check(self) -> record.Check:
        """For the page."""
        return record.Check(self.what, self.tried, self.failed, f"{self.most:.0e} {self.of}", self.mended)


@dataclass(frozen=True)
class Case:
    """Somebody asked something, in some posture that no solver chose."""

    person: Person
    asked: Scenario
    model: potential.Potential
    q: Array
    multipliers: Array


def somebody(rng: np.random.Generator) -> Person:
    """Half of them as people differ, half anybody who is not refused."""
    while True:
        if rng.random() < 0.5:
            words, _ = population.draw(int(rng.integers(2**31)), 0)
        else:
            words = {name: rng.uniform(limits.low, limits.high) for name, limits in LIMITS.items()}
            words["sex"] = rng.choice(["male", "female"])
        try:
            return models.person(**words)
        except SpineError:
            continue


def words(rng: np.random.Generator) -> dict[str, Any]:
    """A posture, what is carried, what is held at will and what is leant on, each now and then."""
    asked: dict[str, Any] = {"posture": str(rng.choice(list(models.load_postures())))}
    if rng.random() < 0.5:
        where = str(rng.choice(["left-hand", "right-hand", "both-hands", "backpack", "belly"]))
        reach = f"@{rng.uniform(0, 0.6):.3f}m" if "hand" in where else ""
        asked["carry"] = {where: f"{rng.uniform(1, 20):.2f}kg{reach}"}
    if rng.random() < 0.3:
        asked["arms"] = str(rng.choice(["forward", "raised", "rested"]))
    for name, most in (("lean_deg", 40), ("bend_deg", 15), ("turn_deg", 20), ("head_deg", 30), ("head_turn_deg", 30)):
        if rng.random() < 0.3:
            asked[name] = float(rng.uniform(-most / 3, most))
    if rng.random() < 0.3:
        asked["shifts"] = {str(rng.choice(["thorax", "T4", "C7"])): f"{rng.uniform(5, 40):.1f}mm@{rng.choice(PLACES)}"}
    return asked


def case(rng: np.random.Generator) -> Case:
    """One that is not refused."""
    person = somebody(rng)
    while True:
        try:
            asked = scenario.build(**words(rng))
            model = pipeline.setting(person, asked)
            break
        except SpineError:
            continue
    spread = np.repeat(rng.choice([0.02, 0.1, 0.3]), 81)  # to far beyond what tissue allows
    spread[:SPINE] = 0.4
    return Case(person, asked, model, rng.normal(scale=spread), rng.normal(scale=30.0, size=len(model.holds)))


def only_weight(model: potential.Potential) -> potential.Potential:
    """The same people without tissue, tone, balance, gaze and holds."""
    none = np.zeros_like
    law = model.tissue
    slack = replace(law, moment=none(law.moment), energy=none(law.energy), stiffness=none(law.stiffness), rest_J=0.0)
    return replace(
        model,
        tissue=slack,
        active=none(model.active),
        tone_moment=none(model.tone_moment),
        spring=none(model.spring),
        wall_strength=none(model.wall_strength),
        gaze=none(model.gaze),
        holds=(),
        weight_share=1.0,
    )


def weighs(model: potential.Potential) -> bool:
    """Not who lies: the bed bears the weight."""
    return float(np.max(model.total_kg)) > 1e-6


def engines() -> dict[str, Worst]:
    """What is compared with MuJoCo."""
    return {
        "places": Worst("bodies and joints are where MuJoCo puts them", "of the height"),
        "turns": Worst("bodies are turned as MuJoCo turns them", "of a turn's entries"),
        "centre": Worst("centre of mass of what feet or seat bear", "of the height", mended=RESTING_ARMS),
        "energy": Worst("energy of the weight, against standing upright", "of weight × height"),
        "moments": Worst("moment of weight about every joint (balls at the joint centres)", "of the largest"),
        "work": Worst("virtual work of weight in all 81 coordinates (hinges)", "of the largest"),
        "work, kernels": Worst("the same by the compiled kernels", "of the largest"),
        "lengths": Worst("length of every fascicle, against MuJoCo's tendons", "of the length"),
        "arms": Worst("lever arms of every fascicle about every hinge, against MuJoCo's tendons", "of the largest"),
        "arms about discs": Worst("lever arms about the axes of the discs, against the same (balls)", "of the largest"),
    }


def against_mujoco(case: Case, seen: Mapping[str, Worst]) -> None:
    """Kinematics, weight and ropes of one posture."""
    import mujoco

    person, q, burden = case.person, case.q, case.model.burden
    hinged = Engine.of(person, burden.mass_kg, burden.com_m)
    balls = Engine.of(person, burden.mass_kg, burden.com_m, balls=True)
    mujoco.mj_energyPos(hinged.model, hinged.data)
    hinged.set_posture(np.zeros(81))
    mujoco.mj_energyPos(hinged.model, hinged.data)
    upright_J = hinged.data.energy[0]
    for engine in (hinged, balls):
        engine.set_posture(q)
    mujoco.mj_energyPos(hinged.model, hinged.data)
    pelvis = hinged.body("pelvis")
    bodies = slice(pelvis, pelvis + 26)
    model = only_weight(case.model)
    with computed_by("arrays"):
        at = potential.evaluate(model, q)
        rest_J = potential.evaluate(model, np.zeros(81)).energy_J
    pose = at.pose
    seen["places"].see(hinged.data.xpos[bodies], pose.pivot_m, person.height_m)
    seen["turns"].see(hinged.data.xmat[bodies].reshape(26, 3, 3), pose.rotation, 1.0)
    if weighs(case.model):
        seen["centre"].see(hinged.data.subtree_com[hinged.body("shank")], at.com_m, person.height_m)
        scale = GRAVITY * float(np.max(model.total_kg)) * person.height_m
        seen["energy"].see(hinged.data.energy[0] - upright_J, at.energy_J - rest_J, scale)
        torque = balls.data.qfrc_bias[8:].reshape(25, 3, 1)
        held = (balls.data.xmat[bodies].reshape(26, 3, 3)[1:] @ torque)[..., 0]
        lever = at.levers[1:]
        ours = GRAVITY * np.stack([-lever[:, 2], 0.0 * lever[:, 2], lever[:, 0]], axis=-1)
        seen["moments"].see(held, ours, np.abs(held).max())
        work = hinged.hinges.T @ hinged.data.qfrc_bias
        seen["work"].see(work, at.gradient, np.abs(work).max())
        if kernels.installed():
            with computed_by("kernels"):
                quick = potential.evaluate(model, q).gradient
            seen["work, kernels"].see(work, quick, np.abs(work).max())
    frame = chain.disc_frames(person, pose)
    arms, _ = muscles.crossings(
        person.muscles, person.hip_m, person.joint_m, pose.rotation, pose.hip_m, pose.joint_m, frame
    )
    local = np.stack([-frame[..., 2], frame[..., 0], frame[..., 1]], axis=-1)
    vector = local @ arms.reshape(25, 3, -1)  # moment per newton, in the world
    theirs = (hinged.lever_arms() @ hinged.hinges).T
    ours = np.zeros_like(theirs)
    ours[SPINE:] = (pose.axis[1:] @ vector).reshape(75, -1)
    largest = np.abs(theirs).max()
    seen["arms"].see(theirs, ours, largest)
    turned = balls.data.xmat[bodies].reshape(26, 3, 3)[1:] @ balls.lever_arms()[:, 8:].T.reshape(25, 3, -1)
    seen["arms about discs"].see(np.swapaxes(local, -1, -2) @ turned, arms.reshape(25, 3, -1), largest)
    at_m = chain.place(pose, person.muscles.point_body, person.muscles.point_m)
    piece = np.linalg.norm(np.diff(at_m, axis=0), axis=-1)
    piece[person.muscles.start[1:-1] - 1] = 0.0
    length = np.add.reduceat(piece, person.muscles.start[:-1])
    seen["lengths"].see(hinged.data.ten_length, length, length)


def slopes() -> dict[str, Worst]:
    """What is compared with derivatives by complex numbers."""
    return {
        "gradient": Worst("gradient of the potential", "of the entry or of weight × height"),
        "hessian": Worst("Hessian of the potential, held lines included", "of √(Hᵢᵢ Hₖₖ) or of weight × height"),
        "holds": Worst("gradients of held lines", "of the entry or of 1"),
        "gradient, kernels": Worst("gradient by the compiled kernels", "of the entry or of weight × height"),
        "hessian, kernels": Worst("Hessian by the compiled kernels", "of √(Hᵢᵢ Hₖₖ) or of weight × height"),
        "ropes": Worst("lever arms of every fascicle, against the slope of its length", "of the largest"),
    }


def against_slopes(case: Case, seen: Mapping[str, Worst]) -> None:
    """Gradient, Hessian and lever arms of one posture."""
    person, model, q, force = case.person, case.model, case.q, case.multipliers
    slope, hold, bend = analytic.derivatives(model, q, force)
    scale = float(np.max(model.scale_Nm))
    stiff = np.sqrt(np.abs(np.diag(bend)))
    for name in ("arrays", "kernels"):
        if name == "kernels" and not kernels.installed():
            continue
        with computed_by(name):
            at = potential.evaluate(model, q, force)
        suffix = "" if name == "arrays" else ", kernels"
        seen["gradient" + suffix].see(slope, at.gradient, np.maximum(np.abs(slope), scale))
        seen["hessian" + suffix].see(bend, at.hessian, np.maximum(np.outer(stiff, stiff), scale))
        if name == "arrays":
            if len(force):
                seen["holds"].see(hold.T, at.hold_rows, np.maximum(np.abs(hold.T), 1.0))
            pose = at.pose
    frame = chain.disc_frames(person, pose)
    arms, _ = muscles.crossings(
        person.muscles, person.hip_m, person.joint_m, pose.rotation, pose.hip_m, pose.joint_m, frame
    )
    local = np.stack([-frame[..., 2], frame[..., 0], frame[..., 1]], axis=-1)
    ours = (pose.axis[1:] @ local @ arms.reshape(25, 3, -1)).reshape(75, -1)
    theirs = analytic.lever_arms(person, q)
    seen["ropes"].see(theirs, np.concatenate([np.zeros((SPINE, ours.shape[1])), ours]), np.abs(theirs).max())


class computed_by:
    """Plain arrays or compiled kernels, within."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None:
        self.before = kernels._running
        kernels._running = kernels.load() if self.what == "kernels" else None

    def __exit__(self, *_: object) -> None:
        kernels._running = self.before


def reactions() -> dict[str, Worst]:
    """What is compared of whole answers."""
    of = "of the largest"
    return {
        "force": Worst("force on every disc of whole answers, against MuJoCo's bodies pulled by the same ropes", of),
        "moment": Worst("moment that weight and muscles leave to each disc, against the same", of),
        "balance": Worst("what tissue and the residual take is that moment", of),
    }


def against_reactions(person: Person, asked: Scenario, seen: Mapping[str, Worst]) -> bool:
    """The loads of one answer; whether there is one, of somebody who weighs something."""
    import mujoco

    setting = pipeline.setting(person, asked)
    if not weighs(setting):
        return False
    burden = setting.burden
    with mock.patch.object(loads, "joint_loads", wraps=loads.joint_loads) as called, pipeline.on_one_thread():
        try:
            result = pipeline.answer(person, asked)
        except SpineError:
            return False
    at, tissue_Nm, bone, contacts = called.call_args.args[2:6]
    load = loads.joint_loads(person, models.load_gains(), at, tissue_Nm, bone, contacts, called.call_args.args[6])
    engine = Engine.of(person, burden.mass_kg, burden.com_m)
    engine.set_posture(result.pose.q)
    model, data = engine.model, engine.data
    pelvis, frame = engine.body("pelvis"), chain.disc_frames(person, result.pose)
    pull(engine, person, result.muscle_force_N)
    for contact in contacts:
        push(data, pelvis + contact.body, contact.at_m, contact.force_N)
    demand = -(load.part_moment_Nm["weight"] + load.part_moment_Nm["tissue"])
    lift_N, _ = loads.abdomen(person, models.load_gains(), result.pose, frame, demand)
    thorax, length = BODIES.index("T12"), person.height_m / REFERENCE_HEIGHT_M
    diaphragm = result.pose.joint_m[thorax - 1] + models.load_gains().diaphragm_arm_m * length * frame[thorax - 1, :, 0]
    push(data, pelvis + thorax, diaphragm, lift_N[0])
    push(data, pelvis, diaphragm, -lift_N[0])
    data.qacc[:] = 0.0
    mujoco.mj_rnePostConstraint(model, data)

    torque, force = np.split(data.cfrc_int[pelvis + 1 : pelvis + 26], 2, axis=-1)  # what the body below must do
    torque = torque + np.cross(data.subtree_com[model.body_rootid[pelvis]] - data.xpos[pelvis + 1 : pelvis + 26], force)
    axes = np.stack([-frame[..., 1], frame[..., 0], frame[..., 2]], axis=-2)
    pressed = -(axes @ force[..., None])[..., 0]
    seen["force"].see(pressed, load.force_N, np.abs(pressed).max())
    axes = np.stack([-frame[..., 2], frame[..., 0], frame[..., 1]], axis=-2)
    left = -(axes @ torque[..., None])[..., 0]
    largest = np.abs(load.part_moment_Nm["weight"]).max()
    seen["moment"].see(left, load.part_moment_Nm["weight"] + load.part_moment_Nm["muscle"], largest)
    seen["balance"].see(left, -(load.part_moment_Nm["tissue"] + load.residual_Nm), largest)
    return True


def push(data: Any, body: int, at_m: Array, force_N: Array) -> None:
    """A force from outside on a body of MuJoCo."""
    data.xfrc_applied[body, :3] += force_N
    data.xfrc_applied[body, 3:] += np.cross(at_m - data.xipos[body], force_N)


def pull(engine: Engine, person: Person, tension_N: Array) -> None:
    """Every fascicle as forces on the points that it is strung through, where MuJoCo has them."""
    start, body = person.muscles.start, engine.body("pelvis") + np.asarray(person.muscles.point_body)
    at_m = np.array([engine.data.site(f"p{k}").xpos for k in range(len(body))])
    along = np.diff(at_m, axis=0)
    along *= (np.repeat(tension_N, np.diff(start))[:-1] / np.linalg.norm(along, axis=-1))[:, None]
    along[start[1:-1] - 1] = 0.0
    force = np.concatenate([along, np.zeros((1, 3))]) - np.concatenate([np.zeros((1, 3)), along])
    for k in range(len(body)):
        push(engine.data, body[k], at_m[k], force[k])


def main() -> None:
    """The whole attack."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--cases", type=int, default=1000, help="people and postures")
    words.add_argument("--seed", type=int, default=8)
    given = words.parse_args()
    rng = np.random.default_rng(given.seed)
    seen = engines() | slopes() | reactions()
    answers = 0
    for _ in tqdm(range(given.cases), desc="people and postures"):
        one = case(rng)
        against_mujoco(one, seen)
        against_slopes(one, seen)
        answers += against_reactions(one.person, one.asked, seen)
    record.keep(
        "mechanics",
        record.Attack(
            "Mechanics against MuJoCo and against exact derivatives",
            f"python tests/trust/mechanics.py --cases {given.cases} --seed {given.seed}",
            [worst.check() for worst in seen.values()],
            text=TEXT.format(answers=answers),
            versions={name: version(name) for name in ("mujoco", "numpy", "numba")},
        ),
    )


if __name__ == "__main__":
    main()
