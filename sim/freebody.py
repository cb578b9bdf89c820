"""Everything above one joint as a free body: every force and couple on it, from a result. Their sums are zero.

The body is cut through the joint. On what lies above act its own weight, what it carries, what it leans on, the
muscles that cross the cut, the pressure in the abdomen, the tissue of the joint, and the body below.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import models
from models.person import BODIES, JOINTS

from . import muscles as muscle_law
from .burden import Burden, Point, carried_points, merge
from .chain import Array, cross, disc_frames, place
from .loads import abdomen, in_frame
from .potential import GRAVITY
from .result import Result
from .stance import BACKREST_AT
from .words import joint_name

SIDE, BACK = "side", "back"
BODY, LOAD, SUPPORT, MUSCLE, ABDOMEN, JOINT, TISSUE = "body", "load", "support", "muscle", "abdomen", "joint", "tissue"
PLANE = {SIDE: [0, 1], BACK: [2, 1]}  # what is ahead, or to the right, lies to the right of who looks
GROUPS = {  # of functional groups the muscles of models/muscles.toml
    "multifidus": ("multifidus_lumborum", "multifidus_thoracis", "multifidus_cervicis", "rotatores"),
    "erector spinae": (
        *("longissimus_pars_lumborum", "longissimus_pars_thoracis", "iliocostalis_pars_lumborum"),
        *("iliocostalis_pars_thoracis", "spinalis_thoracis", "longissimus_cervicis", "longissimus_capitis"),
    ),
    "semispinalis": ("semispinalis_thoracis", "semispinalis_cervicis", "semispinalis_capitis"),
    "splenius": ("splenius_capitis", "splenius_cervicis"),
    "quadratus lumborum": ("quadratus_lumborum",),
    "psoas": ("psoas",),
    "rectus abdominis": ("rectus_abdominis",),
    "abdominal obliques": ("external_oblique", "internal_oblique", "oblique_sling"),
    "intercostals": ("internal_intercostals",),
    "latissimus dorsi": ("latissimus_dorsi",),
    "shoulder girdle": (
        *("trapezius_lower", "trapezius_middle", "trapezius_upper", "rhomboids", "levator_scapulae"),
        "serratus_posterior_superior",
    ),
    "front of the neck": (
        *("sternocleidomastoid", "scalenes", "longus_colli", "longus_capitis", "rectus_capitis_anterior"),
        *("rectus_capitis_lateralis", "hyoids"),
    ),
    "suboccipitals": ("suboccipitals",),
    "intertransversarii": ("intertransversarii_cervicis",),
}
_GROUP_OF = {muscle: group for group, parts in GROUPS.items() for muscle in parts}
_LEAST_N, _LEAST_KG = 1e-9, 1e-6


@dataclass(frozen=True)
class Force:
    """A force on the free body.

    Attributes:
        name: in plain words. kind: what it comes from, one of the constants of this module.
        push_N: (3,) [N] in the room.
        turn_Nm: (3,) [Nm] its moment about the joint centre.
        at_m: (3,) [m] where it acts; None where only its line of action is known (several ropes in one).
    """

    name: str
    kind: str
    push_N: Array
    turn_Nm: Array
    at_m: Array | None = None


@dataclass(frozen=True)
class FreeBody:
    """What ``free_body`` answers.

    Attributes:
        joint: its name.
        at_m: (3,) its centre [m]. frame: (3, 3) its mid-plane now: columns anterior, normal, right.
        forces: on everything above the cut, the push of the body below (at the centre) last.
        couples: name to moment [Nm] (3,): what the tissue of the joint gives, and what no muscle could supply.
    """

    joint: str
    at_m: Array
    frame: Array
    forces: tuple[Force, ...]
    couples: dict[str, Array]

    @property
    def sum_N(self) -> Array:
        """(3,) of all forces: zero, where the result is in balance."""
        return np.sum([force.push_N for force in self.forces], axis=0)

    @property
    def sum_Nm(self) -> Array:
        """(3,) of all moments about the joint centre: zero."""
        return np.sum([*(force.turn_Nm for force in self.forces), *self.couples.values()], axis=0)


@dataclass(frozen=True)
class Seen:
    """A force or couple as a plane of view shows it, in the parts that a table adds up.

    Attributes:
        name, kind: of the force.
        push_N: (2,) in the plane; zero of a couple.
        foot_m: (2,) [m] the point of its line of action nearest to the joint centre; None of a couple.
        at_m: (2,) [m] where it acts, if that is known.
        presses_N: on the joint, along its normal. shears_N: along it, forward or to the right.
        arm_m: distance of its line from the joint centre; positive where a downward pull turns forward or right.
        turns_Nm: forward, or to the right, about the joint centre.
    """

    name: str
    kind: str
    push_N: Array
    foot_m: Array | None
    at_m: Array | None
    presses_N: float
    shears_N: float
    arm_m: float
    turns_Nm: float


def free_body(result: Result, joint: str) -> FreeBody:
    """Every force and couple on what lies above a joint.

    Args:
        result: of ``sim.simulate``.
        joint: such as ``"L4-L5"``.

    Raises:
        ScenarioError: there is no such joint; the line names the nearest.
    """
    from .pipeline import setting

    k = JOINTS.index(joint_name(joint))
    person, pose, table = result.person, result.pose, result.joints
    frame, centre = disc_frames(person, pose), pose.joint_m[k]
    forces = _weights(result, setting(person, result.scenario).burden, k)
    pushed = frame[k] @ _in_frame_axes(table.part_force_N["weight"][k])  # of all that is outside
    rest = pushed - np.sum([force.push_N for force in forces], axis=0)
    if result.scenario.in_posture().backrest_deg is not None and k < BACKREST_AT:
        at = place(pose, BACKREST_AT, person.centre_m[BACKREST_AT])
        forces.append(Force("backrest", SUPPORT, rest, cross(at - centre, rest), at))

    weight, tissue = (table.part_moment_Nm[name] for name in ("weight", "tissue"))
    lift, lift_Nm = abdomen(person, models.load_gains(), pose, frame, -(weight + tissue))
    pulls = _pulls(result, frame, k)
    if np.abs(lift[k]).max() > _LEAST_N:
        pulls.append(Force("abdominal pressure", ABDOMEN, lift[k], _world(frame[k], lift_Nm[k])))
    given = np.sum([_local(frame[k], pull.turn_Nm) for pull in pulls], axis=0) if pulls else np.zeros(3)
    bears = np.array([table.compression_N[k], table.shear_anterior_N[k], table.shear_right_N[k]])
    below = Force("body below", JOINT, -frame[k] @ _in_frame_axes(bears), np.zeros(3), centre)
    couples = {"tissue": _world(frame[k], tissue[k]), "not supplied": _world(frame[k], -(weight + tissue)[k] - given)}
    return FreeBody(JOINTS[k], centre, frame[k], (*forces, *pulls, below), couples)


def _in_frame_axes(force: Array) -> Array:
    """Compression, anterior and right shear as anterior, normal, right."""
    return np.array([force[1], -force[0], force[2]])


def _world(frame: Array, moment: Array) -> Array:
    """Flexion, right bending, left turn of a disc's frame as a moment in the room."""
    turned: Array = frame @ np.array([moment[1], moment[2], -moment[0]])
    return turned


def _local(frame: Array, moment: Array) -> Array:
    found: Array = in_frame(frame, moment[:, None])[:, 0]
    return found


def _weights(result: Result, burden: Burden, k: int) -> list[Force]:
    """Weight of the body above a joint, and of each thing that it carries."""
    person, pose, asked = result.person, result.pose, result.scenario.in_posture()
    centre, above = pose.joint_m[k], np.arange(k + 1, len(BODIES))
    if burden.above_kg[0] < _LEAST_KG:  # a bed bears who lies on it where he lies
        return []
    carried: list[tuple[str, Point]] = []
    points = carried_points(person, models.load_gains(), asked)
    for load in asked.carry:
        count = 2 if load.where == "both-hands" else 1
        carried += [(f"load ({load.where.replace('-', ' ')})", point) for point in points[:count]]
        points = points[count:]
    alone = merge(person, points)  # what is left moves the arms
    forces = [_weight("weight above", BODY, alone.mass_kg[above], place(pose, above, alone.com_m[above]), centre)]
    loads: dict[str, list[tuple[Array, Array]]] = {}
    for name, (share, kg, upright) in carried:
        where = place(pose, above, np.broadcast_to(upright, (len(above), 3)))
        loads.setdefault(name, []).append((share[above] * kg, where))
    for name, parts in loads.items():
        mass, where = (np.concatenate([part[i] for part in parts]) for i in range(2))
        if mass.sum() > 0:
            forces.append(_weight(name, LOAD, mass, where, centre))
    return forces


def _weight(name: str, kind: str, mass_kg: Array, at_m: Array, centre: Array) -> Force:
    total = float(mass_kg.sum())
    push = np.array([0.0, -GRAVITY * total, 0.0])
    middle = mass_kg @ at_m / total
    return Force(name, kind, push, cross(middle - centre, push), middle)


def _pulls(result: Result, frame: Array, k: int) -> list[Force]:
    """The muscles that cross a joint, each functional group as one pull."""
    person, pose, muscles = result.person, result.pose, result.person.muscles
    arms, pull = muscle_law.crossings(
        muscles, person.hip_m, person.joint_m, pose.rotation, pose.hip_m, pose.joint_m, frame
    )
    tension = result.muscle_force_N
    found = []
    for name in dict.fromkeys(_GROUP_OF[group] for group in muscles.group):
        members = np.array([_GROUP_OF[group] == name for group in muscles.group])
        push = pull[k][:, members] @ tension[members]
        turn = _world(frame[k], arms[3 * k : 3 * k + 3][:, members] @ tension[members])
        if np.abs(push).max() > _LEAST_N:
            found.append(Force(name, MUSCLE, push, turn))
    return found


def seen(body: FreeBody, view: str, most: int = 5, least: float = 0.02) -> tuple[Seen, ...]:
    """Forces and couples as a plane of view shows them; small muscles together, the body below split in two.

    Args:
        body: what ``free_body`` answers.
        view: ``"side"`` or ``"back"``.
        most: number of muscle groups that are told apart.
        least: share of the greatest push below which a muscle group is not.

    Returns:
        Outer forces, muscles from the strongest on, couples, then what the body below gives: along the normal of the
        joint and along the joint, both as this plane shows them.
    """
    plane = PLANE[view]
    normal = body.frame[:, 1][plane] / np.hypot(*body.frame[:, 1][plane])
    along = np.array([normal[1], -normal[0]])
    about = np.array([0.0, 0.0, -1.0] if view == SIDE else [1.0, 0.0, 0.0])

    def one(name: str, kind: str, push: Array, turn: Array, at: Array | None) -> Seen:
        flat, turns = push[plane], float(about @ turn)
        size = float(np.hypot(*flat))
        arm = turns / size if size > _LEAST_N else 0.0
        foot = None
        if size > _LEAST_N:
            aside = np.array([-flat[1], flat[0]]) / size  # to the left of the push; a push there turns backward
            foot = body.at_m[plane] + arm * aside
        where = None if at is None else at[plane]
        return Seen(name, kind, flat, foot, where, -float(flat @ normal), float(flat @ along), arm, turns)

    pulls = sorted(
        (force for force in body.forces if force.kind == MUSCLE),
        key=lambda force: -float(np.hypot(*force.push_N[plane])),
    )
    greatest = max(float(np.hypot(*force.push_N[plane])) for force in body.forces)
    shown = [pull for pull in pulls[:most] if np.hypot(*pull.push_N[plane]) >= least * greatest]
    rows = [one(f.name, f.kind, f.push_N, f.turn_Nm, f.at_m) for f in body.forces if f.kind not in (MUSCLE, JOINT)]
    rows += [one(f.name, f.kind, f.push_N, f.turn_Nm, None) for f in shown]
    rest = pulls[len(shown) :]
    if rest:
        push, turn = (np.sum([getattr(f, name) for f in rest], axis=0) for name in ("push_N", "turn_Nm"))
        rows.append(one("other muscles", MUSCLE, push, turn, None))
    nothing = np.zeros(3)
    rows += [one(name, TISSUE, nothing, turn, None) for name, turn in body.couples.items()]
    below, at = body.forces[-1].push_N[plane], body.at_m[plane]
    for name, way in (("compression", normal), ("shear", along)):
        push = float(below @ way) * way
        rows.append(Seen(name, JOINT, push, at, at, -float(push @ normal), float(push @ along), 0.0, 0.0))
    return tuple(rows)
