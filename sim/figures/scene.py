"""The whole body in one view, with what it stands, sits, lies or leans on and what it carries: lines and areas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from models.person import JOINTS
from sim.chain import HEAD, place

from . import limbs, marks, stage, style
from .shapes import BACK, PROJECTION, REFERENCE_HEIGHT_M, SIDE
from .style import Array

_C7_T1 = JOINTS.index("C7-T1")
_HEAD_M = {SIDE: (0.095, 0.115), BACK: (0.075, 0.115)}  # half width and half height, of a person 1.75 m tall
_FOOT_M = 0.045  # half length of a foot seen from behind
_UNDER_THIGH_M, _BEHIND_HIP_M, _SEAT_SHARE = 0.075, 0.15, 0.70  # seat below the hips, behind them, and along the thigh
_SEAT_HALF_M = 0.20  # seen from behind
_BEHIND_BACK_M, _ABOVE_T8_M = 0.055, 0.14  # rest behind the bodies it bears, and how far it reaches above
_BED_M, _BED_OVERHANG_M = 0.42, 0.10
_BESIDE_BED_M = 0.30  # feet of who lies, from whoever stands beside
_SLAB_PT, _ON_FLOOR_M = 3.2, 1e-9  # thickness of a seat, a rest or a bed; what ends on the floor is only a post
DENSE = 40  # points on each piece of a line that a label keeps off


@dataclass
class Scene:
    """One state of the body.

    Attributes:
        body: polylines (n, 2) [m]: feet, legs, spine, head; the feet stand on a floor at height 0.
        arms: polylines of arms that do not hang.
        furniture: polylines: seat, backrest, bed.
        blocks: areas under a heel or a foot. loads: squares of what is carried.
        labels: words beside areas: middle (2,), half side [m] and text.
        contact: (2,) where a backrest bears the trunk; None without one.
        hip: (2,) the hip axis.
    """

    body: list[Array]
    hip: Array
    arms: list[Array] = field(default_factory=list)
    furniture: list[Array] = field(default_factory=list)
    blocks: list[Array] = field(default_factory=list)
    loads: list[Array] = field(default_factory=list)
    labels: list[tuple[Array, float, str]] = field(default_factory=list)
    contact: Array | None = None

    @property
    def points(self) -> Array:
        """(n, 2) every point that must be seen."""
        return np.concatenate([*self.body, *self.arms, *self.furniture, *self.blocks, *self.loads])

    def furniture_pt(self) -> list[float]:
        """How thick each piece of furniture is drawn: what the body rests on, or only one of its legs [pt]."""
        return [_SLAB_PT if abs(line[1, 1]) > _ON_FLOOR_M else style.FINE for line in self.furniture]

    def dots(self, point: float) -> list[Array]:
        """Discs where the hip axis is, and where a backrest bears the trunk.

        Args:
            point: a typographic point [m].
        """
        contact = [] if self.contact is None else [self.contact + 2.0 * point * marks.circle()]
        return [self.hip + 2.6 * point * marks.circle(), *contact]

    def turn(self, matrix: Array, shift: Array) -> None:
        """Move everything: ``matrix @ point + shift``."""
        for lines in (self.body, self.arms, self.furniture, self.blocks, self.loads):
            lines[:] = [line @ matrix.T + shift for line in lines]
        self.labels = [(matrix @ at + shift, half, text) for at, half, text in self.labels]
        self.hip = matrix @ self.hip + shift
        self.contact = None if self.contact is None else matrix @ self.contact + shift


def draw(result: Any, view: str) -> Scene:
    """The scene of a result.

    Args:
        result: a ``Result``.
        view: side or back.
    """
    scene = _from_the_side(result) if view == SIDE else _from_behind(result)
    scene.body.append(_head(result, view))
    plane = PROJECTION[view]
    girdle = [] if view == SIDE else [result.pose.joint_m[_C7_T1]]  # from behind shoulders stand off the spine
    scene.arms += [np.array([*girdle, *arm])[:, plane] for arm in limbs.arms(result)]
    for load in limbs.loads(result):
        _add_load(scene, load, load.at_m[:, plane], view)
    if stage.support(result) == stage.BED and view == SIDE:
        _lay_down(scene)
    return scene


def _from_the_side(result: Any) -> Scene:
    person, pose = result.person, result.pose
    outline, wedge, lifted = stage.foot(person, stage.heels_m(result))
    up = np.array([0.0, lifted])
    leg = limbs.leg(pose, person.ankle_m)[:, :2] + up
    spine = np.concatenate([pose.hip_m[None], pose.joint_m])[:, :2] + up
    scene = Scene([outline, leg, spine], leg[0])
    if lifted > 0:
        scene.blocks.append(wedge)
        scene.labels.append((wedge.mean(axis=0), _FOOT_M, f"{1e3 * stage.heels_m(result):g} mm"))
    if stage.support(result) == stage.SEAT:
        _add_seat(scene, result, leg)
    return scene


def _add_seat(scene: Scene, result: Any, leg: Array) -> None:
    """A stool under the thighs, and the rest behind the back."""
    hip, knee, _ = leg
    along = stage.seat_direction(result)
    under = hip + _UNDER_THIGH_M * np.array([along[1], -along[0]])
    back, front = under - _BEHIND_HIP_M * along, under + _SEAT_SHARE * np.linalg.norm(knee - hip) * along
    legs = [back + 0.14 * (front - back), back + 0.86 * (front - back)]
    scene.furniture += [np.array([back, front]), *(np.array([top, [top[0], 0.0]]) for top in legs)]
    rest = stage.backrest(result)
    if rest is not None:
        at, up = rest
        scene.contact = at + _BEHIND_BACK_M * np.array([-up[1], up[0]])
        low = (scene.contact[1] - back[1]) / up[1]
        scene.furniture.append(np.array([scene.contact - low * up, scene.contact + _ABOVE_T8_M * up]))


def _from_behind(result: Any) -> Scene:
    person, pose, words = result.person, result.pose, stage.asked(result)
    plane = PROJECTION[BACK]
    half = np.array([0.0, 0.0, person.hip_spacing_m / 2])
    heights = [sum(lift.height_m for lift in words.lift if lift.side == side) for side in ("left", "right")]
    body, blocks, labels, hips = [], [], [], []
    for side, height in zip((-1, 1), heights, strict=True):
        hip, knee = (point + side * pose.rotation[0] @ half for point in (pose.hip_m, pose.knee_m))
        sole = np.array([(person.ankle_m + side * half)[2], height])
        body.append(sole + np.array([[-_FOOT_M, 0.0], [_FOOT_M, 0.0]]))
        body.append(np.array([sole, knee[plane], hip[plane]]) if pose.q[2] else np.array([sole, hip[plane]]))
        hips.append(hip[plane])
        if height:
            left, right = sole[0] - _FOOT_M, sole[0] + _FOOT_M
            blocks.append(marks.rectangle(left, right, 0.0, height))
            labels.append((np.array([sole[0], height / 2]), _FOOT_M, f"{1e3 * height:g} mm"))
    body.append(np.array([hips[0], pose.joint_m[0, plane], hips[1], hips[0]]))
    body.append(pose.joint_m[:, plane])
    scene = Scene(body, pose.hip_m[plane], blocks=blocks, labels=labels)
    if stage.support(result) == stage.SEAT:
        seat = pose.hip_m[1] - _UNDER_THIGH_M
        left, right = pose.hip_m[2] - _SEAT_HALF_M, pose.hip_m[2] + _SEAT_HALF_M
        posts = [np.array([[x, seat], [x, 0.0]]) for x in (0.85 * left + 0.15 * right, 0.15 * left + 0.85 * right)]
        scene.furniture += [np.array([[left, seat], [right, seat]]), *posts]
    return scene


def _head(result: Any, view: str) -> Array:
    """(n, 2) an oval."""
    person, plane = result.person, PROJECTION[view]
    turn = np.linspace(0, 2 * np.pi, 40)
    wide, high = np.array(_HEAD_M[view]) * person.height_m / REFERENCE_HEIGHT_M
    oval = np.zeros((len(turn), 3))
    oval[:, plane] = np.column_stack([wide * np.cos(turn), high * np.sin(turn)])
    box = person.outline_m[HEAD].mean(axis=0)
    middle = np.array([box[0], person.outline_m[HEAD, :, 1].max() - high, 0.0])
    lifted = stage.foot(person, stage.heels_m(result))[2] if view == SIDE else 0.0
    oval_m: Array = place(result.pose, np.full(len(turn), HEAD), middle + oval)[:, plane] + [0.0, lifted]
    return oval_m


def _add_load(scene: Scene, load: limbs.Load, at: Array, view: str) -> None:
    """A square where the model has the load; both hands are one from the side."""
    if view == SIDE:
        at = at.mean(axis=0, keepdims=True)
    half = 0.5 * load.side_m * (len(load.at_m) / len(at)) ** (1 / 3)
    square = half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    scene.loads += [middle + square for middle in at]
    scene.labels.append((at[-1], half, f"{load.kg:g} kg"))


def _lay_down(scene: Scene) -> None:
    """On the back, on a bed, the feet beside whoever stands there."""
    scene.turn(np.array([[0.0, -1.0], [1.0, 0.0]]), np.zeros(2))
    low, high = scene.points.min(axis=0), scene.points.max(axis=0)
    scene.turn(np.eye(2), np.array([-high[0] - _BESIDE_BED_M, _BED_M - low[1]]))
    left, right = scene.points[:, 0].min() - _BED_OVERHANG_M, scene.points[:, 0].max() + _BED_OVERHANG_M / 2
    posts = [np.array([[x, _BED_M], [x, 0.0]]) for x in (left + 0.1, right - 0.1)]
    scene.furniture += [np.array([[left, _BED_M], [right, _BED_M]]), *posts]
