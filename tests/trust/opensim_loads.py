"""Plumbline beside OpenSim: its own chain in OpenSim's engine, then a published model in Plumbline's postures.

    pip install opensim==4.6
    python tests/trust/opensim_loads.py --published cyclistFullBodyMuscle.osim

Without ``--published`` only the first half is done. OpenSim is no part of the tests: it is large, and this is run by
hand when mechanics, muscles or loads have changed.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["PLUMBLINE_KERNELS"] = "never"  # numpy is the oracle

import numpy as np
import osim_chain
import record

import models
import sim
from models.person import BODIES, JOINTS, Person
from sim import loads, pipeline
from sim.chain import Pose, disc_frames
from sim.commands import progress_bar

Array = np.ndarray
PEOPLE = ("adult_male", "adult_female", "older_adult")
SCENARIOS: dict[str, dict[str, Any]] = {
    "standing": {},
    "10° less lordosis": {"tilt_deg": 10, "direction": "forward", "at": "lumbar"},
    "L4 tilted 5° to the left": {"tilt_deg": 5, "direction": "left", "at": "L4"},
    "bowed 30°": {"lean_deg": 30},
    "bowed 60°, 20 kg held 40 cm ahead": {"lean_deg": 60, "carry": {"both-hands": "20kg@40cm"}},
    "10 kg in the right hand": {"carry": {"right-hand": 10}},
    "bent 15° and turned 20°": {"bend_deg": 15, "turn_deg": 20},
    "sitting against a backrest": {"posture": "sitting", "backrest_deg": 20},
}
AGREE = 1e-9  # of the largest: what rounding leaves in two engines that count differently


@dataclass(frozen=True)
class Solved:
    """One posture as Plumbline has it: what it gave ``loads.joint_loads``, and what came of it."""

    person: Person
    pose: Pose
    mass_kg: Array
    com_m: Array
    tissue_Nm: Array
    contacts: tuple[loads.Contact, ...]
    loads: loads.Loads


@contextmanager
def overheard() -> Iterator[list[tuple[tuple[Any, ...], loads.Loads]]]:
    """What ``loads.joint_loads`` is asked and answers, call by call."""
    calls: list[tuple[tuple[Any, ...], loads.Loads]] = []
    own = loads.joint_loads

    def listening(*asked: Any) -> loads.Loads:
        calls.append((asked, own(*asked)))
        return calls[-1][1]

    loads.joint_loads = listening
    try:
        yield calls
    finally:
        loads.joint_loads = own


def solved(person: Person, words: dict[str, Any]) -> Solved:
    """A posture of Plumbline's with everything that loads are made of."""
    pipeline.forget()
    with overheard() as calls:
        result = sim.simulate(person, **words)
    asked, answer = calls[-1]
    burden = pipeline.setting(person, result.scenario).burden
    return Solved(person, result.pose, burden.mass_kg, burden.com_m, asked[3], tuple(asked[5]), answer)


def about_hinges(pose: Pose, frame: Array, moment_Nm: Array) -> Array:
    """(75, ...) moments about the hinges, which are not square to each other, from those in the frames of the discs."""
    axes = np.stack([-frame[:, :, 2], frame[:, :, 0], frame[:, :, 1]], axis=1)
    turned = pose.axis[1:] @ np.swapaxes(axes, -1, -2)  # hinges seen in the disc
    return (turned @ moment_Nm.reshape(25, 3, -1)).reshape(moment_Nm.reshape(75, -1).shape)


def alike(case: Solved) -> dict[str, tuple[float, float]]:
    """Largest difference between Plumbline and OpenSim in one posture, absolute and relative to the largest number."""
    person, pose, load = case.person, case.pose, case.loads
    frame = disc_frames(person, pose)
    weight, tissue = load.part_moment_Nm["weight"], load.part_moment_Nm["tissue"]
    lift_N, lift_Nm = loads.abdomen(person, models.load_gains(), pose, frame, -(weight + tissue))
    pushes = _pushes(case, frame, lift_N, lift_Nm)
    model = osim_chain.write(person, case.mass_kg, case.com_m, pushes)
    hinge_Nm = about_hinges(pose, frame, load.residual_Nm)[:, 0] - case.tissue_Nm.ravel()
    angles = np.vstack([pose.pelvis_rad[None], pose.angles_rad])
    found = osim_chain.ask(model, pose.hip_m, angles, load.muscle_N, hinge_Nm)

    arms, _ = loads.muscle_law.crossings(
        person.muscles, person.hip_m, person.joint_m, pose.rotation, pose.hip_m, pose.joint_m, frame
    )
    in_disc = (np.swapaxes(frame, -1, -2) @ found.force_N[..., None])[..., 0]
    force = np.column_stack([-in_disc[:, 1], in_disc[:, 0], in_disc[:, 2]])
    pairs = {
        "joint centres [m]": (found.joint_m, pose.joint_m),
        "lengths of the fascicles [m]": (found.length_m, _lengths(person, pose)),
        "lever arms of the fascicles [m]": (found.arm_m, about_hinges(pose, frame, arms)),
        "moments of weight, load and backrest [Nm]": (
            found.weight_Nm,
            about_hinges(pose, frame, weight + lift_Nm)[:, 0],
        ),
        "moments left over [Nm]": (weight.ravel() + found.left_Nm, weight.ravel()),
        "compression and shear [N]": (force, load.force_N),
    }
    gap = {name: float(np.abs(a - b).max()) for name, (a, b) in pairs.items()}
    return {name: (gap[name], gap[name] / float(np.abs(pairs[name][1]).max())) for name in pairs}


def _pushes(case: Solved, frame: Array, lift_N: Array, lift_Nm: Array) -> list[osim_chain.Push]:
    """The backrest on the trunk; the abdominal pressure on T12 and, the other way, on the pelvis."""
    pushes = [_push(case, contact.body, contact.at_m, contact.force_N) for contact in case.contacts]
    if lift_N.any():
        joint = JOINTS.index("T12-L1")
        # the line of the push, from its moment about the joint: any point of it will do
        axes = np.stack([-frame[joint][:, 2], frame[joint][:, 0], frame[joint][:, 1]])
        moment, force = lift_Nm[joint] @ axes, lift_N[joint]
        at = case.pose.joint_m[joint] + np.cross(force, moment) / (force @ force)
        pushes += [_push(case, joint + 1, at, force), _push(case, 0, at, -force)]
    return pushes


def _push(case: Solved, body: int, at_m: Array, force_N: Array) -> osim_chain.Push:
    """A push at a point of the room, told as a point of the upright body."""
    pose = case.pose
    upright = pose.upright_pivot_m[body] + pose.rotation[body].T @ (at_m - pose.pivot_m[body])
    return osim_chain.Push(BODIES[body], upright, force_N)


def _lengths(person: Person, pose: Pose) -> Array:
    muscles = person.muscles
    arm = muscles.point_m - pose.upright_pivot_m[muscles.point_body]
    now = pose.pivot_m[muscles.point_body] + (pose.rotation[muscles.point_body] @ arm[..., None])[..., 0]
    pieces = np.linalg.norm(np.diff(now, axis=0), axis=1)
    return np.array([pieces[a : b - 1].sum() for a, b in zip(muscles.start[:-1], muscles.start[1:], strict=True)])


def like_for_like() -> list[record.Check]:
    """Every person in every posture."""
    worst: dict[str, tuple[float, float]] = {}
    failed: dict[str, int] = {}
    cases = [(name, words) for name in PEOPLE for words in SCENARIOS.values()]
    with progress_bar(len(cases), "OpenSim", False) as bar:
        for name, words in cases:
            for what, gaps in alike(solved(models.load(name), words)).items():
                worst[what] = max(worst.get(what, (0.0, 0.0)), gaps, key=lambda gap: gap[1])
                failed[what] = failed.get(what, 0) + (gaps[1] > AGREE)
            bar.update()
    return [
        record.Check(f"OpenSim's {what.rpartition(' [')[0]} are Plumbline's", len(cases), failed[what],
                     f"{gap:.0e} {what.rpartition('[')[2][:-1]}, {share:.0e} of the largest")
        for what, (gap, share) in worst.items()
    ]


if __name__ == "__main__":
    for check in like_for_like():
        print(check)
