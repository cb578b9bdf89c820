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
AGREE = 1e-11  # of the largest: what rounding leaves in two engines that count differently
HEIGHT_M = 1.75  # the published model does not say its own
# what it is called, Plumbline's words for it, what both hands hold [kg], how far the elbows are bent [deg]
POSTURES: tuple[tuple[str, dict[str, Any], float, float], ...] = (
    ("standing", {}, 0, 0),
    ("bowed 20°", {"lean_deg": 20}, 0, 0),
    ("bowed 40°", {"lean_deg": 40}, 0, 0),
    ("bowed 60°", {"lean_deg": 60}, 0, 0),
    ("standing, 20 kg in hanging hands", {"carry": {"both-hands": "20kg"}}, 20, 0),
    ("standing, 20 kg, elbows bent", {}, 20, 90),
    ("bowed 40°, 20 kg in hanging hands", {"lean_deg": 40, "carry": {"both-hands": "20kg"}}, 20, 0),
)
SHOWN = ("L5-S1", "L4-L5", "L2-L3", "T12-L1", "T8-T9", "T4-T5")
HEADER = (
    "posture",
    "joint",
    "mass above [kg]",
    "moment of weight and load [Nm]",
    "of it borne by our tissue [Nm]",
    "push of our abdomen [N]",
    "lever arm of the muscles [mm]",
    "compression [N]",
    "theirs with our tissue [N]",
    "whole force, ours to theirs",
)
PUBLISHED = "github.com/ross-wilkinson/opensim-model-fullBodyMuscleActuated, cyclistFullBodyMuscle.osim, MIT licence"
ABOUT = """First Plumbline's own chain (26 bodies, 25 joints, its masses and fascicles, what tissue, abdominal
pressure and backrest add) written as a model of OpenSim, whose engine then says where everything is, how long
the fascicles are and which lever arms they have, what weight asks of each joint, whether anything would begin
to move under Plumbline's muscle forces, and what each joint bears. Three people in eight postures. Legs are
left out; they hold no muscle that crosses a joint of the spine. This shows that the arithmetic is right, not
that people are like that."""
TEXT = """A published model with single vertebrae and ribs, not ours: {published}. {mass:.1f} kg, from L5-S1 to
T1 {theirs:.0f} mm; beside it Plumbline's man of that mass and {height} m ({ours:.0f} mm). Each starts from its
own upright shape and is then turned, pelvis and joint by joint, by what Plumbline predicts. Its muscles
({muscles} fascicles, those that end on an arm left out) share the moments by the same rule, squares of force
over strength; its ribs are held. Pairs are ours, theirs. OpenSim's model has no discs and ligaments: the column
after the compressions gives it ours. It has no abdominal pressure either. Compression is along the middle of
the two vertebrae; as the one below L5-S1 it has a sacrum that is not turned with the endplate, so there the
whole force in the last column compares better than its parts.

What can be seen, from L5-S1 to T8-T9: masses above differ by no more than {mass_gap:.1f} kg, moments by no more
than {free_gap:.0f} Nm with empty hands and {held_gap:.0f} Nm with 20 kg, theirs being larger. Above T8 theirs
carries arms, shoulders and all that hands hold from T1 down, by the first ribs, ours by the girdle from T1 to
T8: so masses, moments and compressions differ there. Theirs presses L5-S1 more in every posture: bowed by 20°
and 40° and with a load by shorter lever arms, by 60° for want of tissue and abdomen; standing, its weight leans
further forward. Lever arms are of all muscles as they share the moment, so they change with it. At most
{theirs_capped} fascicles of theirs and {ours_capped} of ours pull with all their strength. With effort our
abdomen pushes the chest up and backward, which theirs does not. No number was changed to bring the two nearer."""


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


def demand(load: loads.Loads) -> Array:
    """(25, 3) moments asked of muscles and abdominal pressure [Nm]."""
    return -(load.part_moment_Nm["weight"] + load.part_moment_Nm["tissue"])


def alike(case: Solved) -> dict[str, tuple[float, float]]:
    """Largest difference between Plumbline and OpenSim in one posture, absolute and relative to the largest number."""
    person, pose, load = case.person, case.pose, case.loads
    frame = disc_frames(person, pose)
    weight = load.part_moment_Nm["weight"]
    lift_N, lift_Nm = loads.abdomen(person, models.load_gains(), pose, frame, demand(load))
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
    with progress_bar("OpenSim's engine") as show:
        for done, (name, words) in enumerate(cases, 1):
            for what, gaps in alike(solved(models.load(name), words)).items():
                worst[what] = max(worst.get(what, (0.0, 0.0)), gaps, key=lambda gap: gap[1])
                failed[what] = failed.get(what, 0) + (gaps[1] > AGREE)
            show(done, len(cases))
    return [
        record.Check(
            f"OpenSim's {what.rpartition(' [')[0]} are Plumbline's",
            len(cases),
            failed[what],
            f"{gap:.0e} {what.rpartition('[')[2][:-1]}, {share:.0e} of the largest",
        )
        for what, (gap, share) in worst.items()
    ]


def beside(path: str) -> tuple[record.Table, record.Check]:
    """Plumbline and the published model in the same postures, level by level."""
    from osim_published import Published

    other = Published(path)
    person = models.person(sex="male", height_m=HEIGHT_M, mass_kg=other.mass_kg)
    slack, rows, unmet, moving, capped = person.muscles.slack_m4, [], 0.0, 0.0, (0, 0)
    gaps: dict[str, list[float]] = {"mass": [], "free": [], "held": []}
    with progress_bar("published model") as show:
        for done, (posture, words, load_kg, elbows_deg) in enumerate(POSTURES, 1):
            other.load_hands(load_kg)
            bent = np.radians(elbows_deg)
            if elbows_deg:  # the load is as far ahead as the other's hands
                reach_cm = 100 * other.reach_m(bent)
                words = {**words, "carry": {"both-hands": f"{load_kg}kg@{reach_cm:.1f}cm"}}
            ours = solved(person, words)
            flexion = ours.pose.angles_rad[:, 0]
            turns = np.append(flexion[:17], flexion[17:].sum())
            tissue = -ours.loads.part_moment_Nm["tissue"][:18, 0]
            answers = other.hold(turns, float(ours.pose.pelvis_rad[0]), bent, slack, [np.zeros(18), tissue])
            unmet = max(unmet, *(answer.unmet_Nm for answer in answers))
            moving = max(moving, *(answer.acceleration for answer in answers))
            capped = (max(capped[0], ours.loads.capped), max(capped[1], answers[0].capped))
            for k in (JOINTS.index(joint) for joint in SHOWN[:-1]):
                level = answers[0].levels[k]
                gaps["mass"].append(abs(ours.mass_kg[k + 1 :].sum() - level.mass_kg))
                gap = abs(ours.loads.part_moment_Nm["weight"][k, 0] - level.asked_Nm)
                gaps["held" if load_kg else "free"].append(gap)
            rows += [_row(posture, joint, ours, *(answer.levels for answer in answers)) for joint in SHOWN]
            show(done, len(POSTURES))
    check = record.Check(
        "the published model is at rest under what we read from it",
        2 * len(POSTURES),
        int(unmet > 1.0 or moving > 1e-3),
        f"{unmet:.2f} Nm that no muscle gives, {moving:.0e} s⁻² left",
    )
    said = TEXT.format(
        published=PUBLISHED,
        mass=other.mass_kg,
        height=HEIGHT_M,
        theirs=1e3 * other.spine_m,
        ours=1e3 * float(np.linalg.norm(person.joint_m[JOINTS.index("T1-T2")] - person.joint_m[0])),
        muscles=other.fascicles,
        mass_gap=max(gaps["mass"]),
        free_gap=max(gaps["free"]),
        held_gap=max(gaps["held"]),
        ours_capped=capped[0],
        theirs_capped=capped[1],
    )
    return record.Table("Beside a published model", HEADER, rows, _flowing(said)), check


def _flowing(text: str) -> str:
    """Paragraphs without the ends of rows that stand in the source."""
    return "\n\n".join(paragraph.replace("\n", " ") for paragraph in text.split("\n\n"))


def _row(posture: str, joint: str, ours: Solved, plain: Any, with_tissue: Any) -> list[str]:
    k = JOINTS.index(joint)
    load = ours.loads
    weight, tissue, muscle = (load.part_moment_Nm[part][k, 0] for part in ("weight", "tissue", "muscle"))

    frame = disc_frames(ours.person, ours.pose)
    push_N, push_Nm = loads.abdomen(ours.person, models.load_gains(), ours.pose, frame, demand(load))

    pressed = load.part_force_N["muscle"][k, 0]
    lifted = float(push_N[k] @ frame[k][:, 1])

    def lever(moment: float, force: float) -> str:
        return f"{1e3 * abs(moment / force):.0f}" if abs(moment) > 10 else "–"

    return [
        posture,
        joint,
        f"{ours.mass_kg[k + 1 :].sum():.1f}, {plain[k].mass_kg:.1f}",
        f"{round(weight)}, {round(plain[k].asked_Nm)}",
        f"{round(-tissue)}",
        f"{round(lifted)}",
        f"{lever(muscle - push_Nm[k, 0], pressed + lifted)}, {lever(plain[k].muscle_Nm, plain[k].muscle_N)}",
        f"{load.force_N[k, 0]:.0f}, {plain[k].compression_N:.0f}",
        f"{with_tissue[k].compression_N:.0f}",
        f"{np.linalg.norm(load.force_N[k]) / plain[k].whole_N:.2f}",
    ]


def main() -> None:
    """Both halves, kept."""
    import opensim

    door = argparse.ArgumentParser(description="Plumbline beside OpenSim, level by level.")
    door.add_argument("--published", metavar="FILE", help=f"the published model: {PUBLISHED}")
    asked = door.parse_args()
    checks, tables = like_for_like(), []
    if asked.published:
        table, check = beside(asked.published)
        checks, tables = [*checks, check], [table]
    found = record.Attack(
        "Loads against OpenSim",
        "python tests/trust/opensim_loads.py --published cyclistFullBodyMuscle.osim",
        checks,
        tables,
        _flowing(ABOUT),
        {"opensim": opensim.GetVersion(), "numpy": np.__version__},
    )
    record.keep("opensim_loads", found)


if __name__ == "__main__":
    main()
