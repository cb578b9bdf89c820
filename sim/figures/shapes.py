"""Vertebrae and discs as outlines fixed to bodies, to the scale of the person.

An outline is a closed or open polygon whose points each ride on one body, so that it follows any pose: a
vertebra on its own body, a disc on the two bodies that it joins. Bodies and discs come from the person's
measured corners; posterior arches are drawing templates scaled by them. They carry no mechanics.
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
PROJECTION = {SIDE: [0, 1], BACK: [2, 1]}  # anterior to the right; from behind, right to the right
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
        anterior, up: (26, 2) unit vectors.
        depth_m, height_m: (26,) of the body.
    """

    wall_m: Array
    anterior: Array
    up: Array
    depth_m: Array
    height_m: Array

    def at(self, body: int, back: Array, up: Array) -> Array:
        """(n, 2) sagittal points ``back`` depths behind the wall, ``up`` heights above the middle."""
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
    return Frames(wall, anterior, up, depth, height)


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


def sagittal(points: Array) -> Array:
    """(n, 3) points of the mid-sagittal plane."""
    return np.column_stack([points, np.zeros(len(points))])


def bodies(person: Person, view: str) -> Outlines:
    """Vertebral bodies L5 … C1 with drawn-in walls and rounded corners."""
    return gather([(b, _barrel(corners(person, b, view), 0.10, 0.04)) for b in VERTEBRAE])


def corners(person: Person, body: int, view: str) -> Array:
    """(4, 3) corners of a body: of its mid-sagittal section, or of its frontal section."""
    back_low, front_low, front_up, back_up = person.outline_m[body]
    if view == SIDE:
        return sagittal(person.outline_m[body])
    half = person.width_m[body] / 2
    low, high = (back_low + front_low) / 2, (back_up + front_up) / 2
    return np.array([[*low, -half], [*low, half], [*high, half], [*high, -half]])


def discs(person: Person, view: str) -> Outlines:
    """Discs L5-S1 … C2-C3, each riding on the two bodies it joins, bulging a little."""
    polygons = []
    for b in DISCS:
        below, above = corners(person, b - 1, view), corners(person, b, view)
        four = np.array([below[3], below[2], above[1], above[0]])
        shrink = 0.04 * (four[[1, 0, 3, 2]] - four)
        ring = _barrel(four + shrink, -0.035, 0.0)
        # a point belongs to the body whose endplate it lies nearer to
        low = np.linalg.norm(ring[:, None] - four[:2], axis=2).min(axis=1)
        high = np.linalg.norm(ring[:, None] - four[2:], axis=2).min(axis=1)
        polygons.append((np.where(low < high, b - 1, b), ring))
    return gather(polygons)


def arches(person: Person, view: str) -> Outlines:
    """Posterior arches: pedicle, joints, spinous process (side); transverse processes, laminae (back)."""
    frame = frames(person)
    polygons = []
    for b in VERTEBRAE:
        if view == SIDE:
            back, up = templates.arch_from_the_side(BODIES[b]).T
            polygons.append((b, sagittal(rounded(frame.at(b, back, up)))))
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
    """Spinous processes from behind; they stand back, so a turn of the vertebra moves them sideways."""
    frame = frames(person)
    polygons: list[tuple[Array | int, Array]] = []
    for b in VERTEBRAE[:-1]:
        outline = rounded(templates.spinous_from_behind(BODIES[b]))
        polygons.append((b, _behind(person, frame, b, outline, 1.1)))
    return gather(polygons)
