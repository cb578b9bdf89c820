"""Vertebrae, discs, pelvis, ribs and head as outlines fixed to bodies, to the scale of the person.

An outline is a closed or open polygon whose points each ride on one body, so that it follows any pose: a vertebra on
its own body, a disc on the two bodies that it joins. Body and disc outlines come from the person's measured corners;
posterior arches, ribs, hip bone and head are drawing templates scaled by them. They carry no mechanics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.person import BODIES, Person
from sim.chain import Pose, place

from . import templates
from .style import Array

VERTEBRAE = tuple(range(1, 25))  # L5 … C1
DISCS = tuple(range(1, 24))  # the disc below body b; there is none below C1 and the head
SIDE, BACK = "side", "back"
PROJECTION = {SIDE: (0, 1), BACK: (2, 1)}  # anterior to the right; seen from behind, right to the right
REFERENCE_HEIGHT_M = 1.75  # templates in metres are those of a person of this height


@dataclass(frozen=True)
class Outlines:
    """Polygons whose points ride on bodies.

    Attributes:
        body: (n,) index into BODIES of each point.
        point_m: (n, 3) upright position of each point [m].
        cuts: (k + 1,) first point of each polygon.
    """

    body: Array
    point_m: Array
    cuts: Array

    def placed(self, pose: Pose, view: str) -> list[Array]:
        """The polygons in a pose, as seen in a view: k arrays (points, 2) [m]."""
        seen = place(pose, self.body, self.point_m)[:, PROJECTION[view]]
        return [seen[a:b] for a, b in zip(self.cuts[:-1], self.cuts[1:], strict=True)]


def gather(polygons: Sequence[tuple[Array | int, Array]]) -> Outlines:
    """Outlines from (body or bodies, points (n, 3)) pairs."""
    lengths = [len(points) for _, points in polygons]
    body = np.concatenate([np.broadcast_to(body, (n,)) for (body, _), n in zip(polygons, lengths, strict=True)])
    return Outlines(body, np.concatenate([points for _, points in polygons]), np.cumsum([0, *lengths]))


def rounded(control: Array, rounds: int = 2, closed: bool = True) -> Array:
    """A smooth curve from control points (n, 2 or 3) by cutting corners (Chaikin, 1974)."""
    for _ in range(rounds):
        following = np.roll(control, -1, axis=0) if closed else control[1:]
        first = control if closed else control[:-1]
        cut = np.stack([0.75 * first + 0.25 * following, 0.25 * first + 0.75 * following], axis=1)
        cut = cut.reshape(-1, control.shape[1])
        control = cut if closed else np.concatenate([control[:1], cut, control[-1:]])
    return control


@dataclass(frozen=True)
class Frames:
    """Drawing frame of each body in the sagittal plane, upright: where its arch is fitted.

    Attributes:
        wall_m: (26, 2) middle of the posterior wall.
        centre_m: (26, 2) middle of the body.
        anterior, up: (26, 2) unit vectors.
        depth_m, height_m: (26,) of the body.
    """

    wall_m: Array
    centre_m: Array
    anterior: Array
    up: Array
    depth_m: Array
    height_m: Array

    def at(self, body: int, back: Array, up: Array) -> Array:
        """(n, 2) sagittal points ``back`` body depths behind the posterior wall and ``up`` body heights above."""
        return (
            self.wall_m[body]
            - np.outer(back, self.anterior[body] * self.depth_m[body])
            + np.outer(up, self.up[body] * self.height_m[body])
        )


def frames(person: Person) -> Frames:
    """Drawing frames from the corners of the bodies."""
    back_low, front_low, front_up, back_up = (person.outline_m[:, k] for k in range(4))
    wall, front = (back_low + back_up) / 2, (front_low + front_up) / 2
    depth = np.linalg.norm(front - wall, axis=1)
    anterior = (front - wall) / depth[:, None]
    up = np.stack([-anterior[:, 1], anterior[:, 0]], axis=1)
    height = np.linalg.norm((front_up + back_up - front_low - back_low) / 2, axis=1)
    return Frames(wall, (wall + front) / 2, anterior, up, depth, height)


def _barrel(corners: Array, waist: float, dish: float) -> Array:
    """A rounded quadrilateral, its side walls drawn in (positive) or bulging (negative).

    Args:
        corners: (4, d) back/left-lower, front/right-lower, front/right-upper, back/left-upper.
        waist: how far the walls are drawn in at half height, as a share of the width.
        dish: how far the endplates are drawn in, as a share of the height.
    """
    middle = corners.mean(axis=0)
    control = []
    for k in range(4):
        a, b = corners[k], corners[(k + 1) % 4]
        inward = middle - (a + b) / 2
        share = 2 * (dish if k % 2 == 0 else waist)
        control += [a + 0.10 * (b - a), (a + b) / 2 + share * inward, b - 0.10 * (b - a)]
    return rounded(np.array(control))


def _sagittal(points: Array, z: float = 0.0) -> Array:
    return np.column_stack([points, np.full(len(points), z)])


def bodies(person: Person, view: str) -> Outlines:
    """Vertebral bodies L5 … C1 with drawn-in walls and rounded corners."""
    return gather([(b, _barrel(_corners(person, b, view), 0.10, 0.04)) for b in VERTEBRAE])


def _corners(person: Person, body: int, view: str) -> Array:
    """(4, 3) corners of a body: of its mid-sagittal section, or of its frontal section."""
    back_low, front_low, front_up, back_up = person.outline_m[body]
    if view == SIDE:
        return _sagittal(person.outline_m[body])
    half = person.width_m[body] / 2
    low, high = (back_low + front_low) / 2, (back_up + front_up) / 2
    return np.array([[*low, -half], [*low, half], [*high, half], [*high, -half]])


def discs(person: Person, view: str) -> Outlines:
    """Discs L5-S1 … C2-C3, each riding on the two bodies it joins, bulging a little."""
    polygons = []
    for b in DISCS:
        below, above = _corners(person, b - 1, view), _corners(person, b, view)
        corners = np.array([below[3], below[2], above[1], above[0]])
        shrink = 0.04 * (corners[[1, 0, 3, 2]] - corners)
        ring = _barrel(corners + shrink, -0.035, 0.0)
        # a point belongs to the body whose endplate it lies nearer to
        low = np.linalg.norm(ring[:, None] - corners[:2], axis=2).min(axis=1)
        high = np.linalg.norm(ring[:, None] - corners[2:], axis=2).min(axis=1)
        polygons.append((np.where(low < high, b - 1, b), ring))
    return gather(polygons)


def arches(person: Person, view: str) -> Outlines:
    """Posterior arches: pedicle, joints and spinous process (side); transverse processes and laminae (back)."""
    frame = frames(person)
    polygons = []
    for b in VERTEBRAE:
        if view == SIDE:
            back, up = templates.arch_from_the_side(BODIES[b]).T
            polygons.append((b, _sagittal(rounded(frame.at(b, back, up)))))
        else:
            across, up = templates.arch_from_behind(BODIES[b]).T
            polygons.append((b, _behind(person, frame, b, rounded(np.column_stack([across, up])), 0.5)))
    return gather(polygons)


def _behind(person: Person, frame: Frames, body: int, outline: Array, back: float) -> Array:
    """(n, 3) points of a template in half widths across and heights up, ``back`` depths behind the body."""
    across, up = outline.T
    sagittal = frame.at(body, np.full(len(up), back), up)
    return np.column_stack([sagittal, across * person.width_m[body] / 2])


def spines(person: Person) -> Outlines:
    """Spinous processes as seen from behind; they stand back, so a turn of the vertebra moves them sideways."""
    frame = frames(person)
    polygons: list[tuple[Array | int, Array]] = []
    for b in VERTEBRAE[:-1]:
        outline = rounded(templates.spinous_from_behind(BODIES[b]))
        polygons.append((b, _behind(person, frame, b, outline, 1.1)))
    return gather(polygons)


def sacrum(person: Person, view: str) -> Outlines:
    """Sacrum and coccyx below the S1 endplate."""
    back, front = person.outline_m[0, 3], person.outline_m[0, 2]
    middle, depth = (back + front) / 2, np.linalg.norm(front - back)
    anterior = (front - back) / depth
    up = np.array([-anterior[1], anterior[0]])
    if view == SIDE:
        ahead, above = templates.SACRUM_SIDE.T
        points = middle + np.outer(ahead * depth, anterior) + np.outer(above * depth, up)
        return gather([(0, _sagittal(rounded(points)))])
    across, above = templates.SACRUM_BACK.T
    sagittal = middle + np.outer(above * depth, up) - np.outer(0.2 * depth * np.ones_like(above), anterior)
    outline = np.column_stack([sagittal, across * person.width_m[0] / 2])
    return gather([(0, rounded(outline))])


def sacral_openings(person: Person) -> Outlines:
    """The four pairs of openings seen on the back of the sacrum."""
    back, front = person.outline_m[0, 3], person.outline_m[0, 2]
    depth = np.linalg.norm(front - back)
    anterior = (front - back) / depth
    up = np.array([-anterior[1], anterior[0]])
    turn = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    polygons: list[tuple[Array | int, Array]] = []
    for across, above in templates.SACRAL_OPENINGS:
        for side in (-1, 1):
            along = above * depth + 0.0024 * np.sin(turn)
            sagittal = (back + front) / 2 + np.outer(along, up) - 0.2 * depth * anterior
            polygons.append(
                (0, np.column_stack([sagittal, side * across * person.width_m[0] / 2 + 0.0030 * np.cos(turn)]))
            )
    return gather(polygons)


def hip_bones(person: Person, view: str) -> Outlines:
    """Hip bone and its opening from the side (hip joint at its centre), or both from behind."""
    hip = person.hip_m[:2]
    line = person.outline_m[0, 2:4].mean(axis=0) - hip
    size = np.linalg.norm(line) / templates.HIP_BONE_SIZE_M
    turn = np.radians(templates.HIP_BONE_TILT_DEG) + np.arctan2(line[0], line[1])
    rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    if view == SIDE:
        shown = (templates.HIP_BONE_SIDE, templates.OBTURATOR_SIDE)
        return gather([(0, _sagittal(hip + size * rounded(outline) @ rotation.T)) for outline in shown])
    wide = person.hip_spacing_m / 2 / templates.HIP_BONE_HALF_SPACING_M
    polygons: list[tuple[Array | int, Array]] = []
    for outline in (templates.HIP_BONE_BACK, templates.OBTURATOR_BACK):
        across, above = rounded(outline).T
        for side in (-1, 1):
            points = [hip[0] * np.ones_like(above), hip[1] + size * above, side * wide * across]
            polygons.append((0, np.column_stack(points)))
    return gather(polygons)


def ribs(person: Person, view: str) -> Outlines:
    """Ribs T1 … T10 as open curves (both sides from behind), each rigid with its vertebra."""
    size = person.height_m / REFERENCE_HEIGHT_M
    polygons: list[tuple[Array | int, Array]] = []
    for number in range(1, 11):
        b = BODIES.index(f"T{number}")
        head = person.centre_m[b]
        curve = size * templates.rib(number, view)
        if view == SIDE:
            polygons.append((b, _sagittal(rounded(head[:2] + curve, 2, closed=False))))
            continue
        for side in (-1, 1):
            points = np.column_stack([np.full(len(curve), head[0]), head[1] + curve[:, 1], side * curve[:, 0]])
            polygons.append((b, rounded(points, 2, closed=False)))
    return gather(polygons)


def head(person: Person, view: str) -> Outlines:
    """Outline of the head (first), and the ear or ears."""
    b = len(BODIES) - 1
    scale = np.ptp(person.outline_m[b, :, 1]) / templates.HEAD_HEIGHT
    curves = templates.HEAD_SIDE if view == SIDE else templates.HEAD_BACK
    polygons: list[tuple[Array | int, Array]] = []
    for curve, closed in curves:
        flat = rounded(np.asarray(curve) * scale, 3, closed)
        if view == SIDE:
            polygons.append((b, person.centre_m[b] + _sagittal(flat)))
        else:
            polygons.append((b, person.centre_m[b] + np.column_stack([np.zeros(len(flat)), flat[:, 1], flat[:, 0]])))
    return gather(polygons)


def eye(person: Person) -> Array:
    """(3,) [m] upright position of the eye."""
    b = len(BODIES) - 1
    scale = np.ptp(person.outline_m[b, :, 1]) / templates.HEAD_HEIGHT
    return person.centre_m[b] + scale * np.array([*templates.EYE, 0.0])
