"""A body cut through at one joint: outlines of what is above and below, of the disc between, and muscle paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from models.person import BODIES
from sim.chain import place

from .. import limbs, outlines
from ..shapes import DISCS, PROJECTION, SIDE, VERTEBRAE
from ..style import Array

_SHOWN_BELOW = 4  # vertebrae of what is cut away; the pelvis with the lowest
_WORKS_N = 0.5  # fascicles that pull less are not drawn
_FACET_HALF_M = 0.002  # of the line that stands for a joint without a disc


@dataclass(frozen=True)
class Body:
    """What ``body_of`` answers; all in metres, in the plane of view.

    Attributes:
        below: pelvis and vertebrae that are cut away. above, arches, discs: what is free. disc: where it is cut.
        head, ribs, arms: lines. loads: areas of what is carried. ropes: paths of the muscles at work across the cut.
        cut_m: (2,) centre of the joint. depth_m: of the vertebra above it.
    """

    below: list[Array]
    above: list[Array]
    arches: list[Array]
    discs: list[Array]
    disc: Array
    head: list[Array]
    ribs: list[Array]
    arms: list[Array]
    loads: list[Array]
    ropes: list[Array]
    cut_m: Array
    depth_m: float

    @property
    def points(self) -> Array:
        """(n, 2) every point of what is free."""
        return np.concatenate([*self.above, *self.arches, *self.head, *self.ribs, *self.arms, *self.loads])


def body_of(result: Any, joint: int, view: str) -> Body:
    """Outlines of a body cut at a joint.

    Args:
        result: a ``Result``.
        joint: index into JOINTS; body ``joint`` lies below it, ``joint + 1`` above.
        view: ``"side"`` or ``"back"``.
    """
    person, pose, plane = result.person, result.pose, PROJECTION[view]
    drawing = outlines.of(person, view)
    names = ("bodies", "arches", "discs", "hips", "sacrum", "head", "ribs")
    vertebrae, arches, discs, hips, sacrum, (skull, *ears), ribs = (drawing[name].placed(pose, view) for name in names)
    sides = 1 if view == SIDE else 2
    low = [k for k, b in enumerate(VERTEBRAE) if joint - _SHOWN_BELOW < b <= joint]
    pelvis = [*hips[:sides], *sacrum] if joint < _SHOWN_BELOW else []
    high = [k for k, b in enumerate(VERTEBRAE) if b > joint]
    bearers = [b for number in range(1, 11) for b in [BODIES.index(f"T{number}")] * sides]
    hang = joint < BODIES.index("T8")  # whether the shoulders lie above the cut
    centre = pose.joint_m[joint][plane]
    return Body(
        below=[*pelvis, *(arches[k] for k in low), *(vertebrae[k] for k in low)],
        above=[vertebrae[k] for k in high],
        arches=[arches[k] for k in high],
        discs=[discs[k] for k, b in enumerate(DISCS) if b - 1 > joint],
        disc=discs[joint] if joint < len(DISCS) else _facet(result, joint, view),
        head=[skull, *(np.concatenate([ear, ear[:1]]) for ear in ears)],
        ribs=[rib for rib, b in zip(ribs, bearers, strict=True) if b > joint],
        arms=[arm[:, plane] for arm in limbs.arms(result)] if hang else [],
        loads=_squares(result, plane) if hang else [],
        ropes=_ropes(result, joint, plane),
        cut_m=centre,
        depth_m=float(np.ptp(person.outline_m[min(joint + 1, VERTEBRAE[-1])][:, 0])),
    )


def _facet(result: Any, joint: int, view: str) -> Array:
    """(4, 2) a thin band across a joint that has no disc."""
    person, pose = result.person, result.pose
    across = pose.rotation[joint][:, 0 if view == SIDE else 2] * 0.5 * person.width_m[joint] * 0.6
    up = pose.rotation[joint][:, 1] * _FACET_HALF_M
    middle = pose.joint_m[joint]
    corners = np.array([middle - across - up, middle + across - up, middle + across + up, middle - across + up])
    return corners[:, PROJECTION[view]]


def _squares(result: Any, plane: list[int]) -> list[Array]:
    """What is carried, as squares whose area grows with it."""
    corners = 0.5 * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    return [at[plane] + load.side_m * corners for load in limbs.loads(result) for at in load.at_m]


def _ropes(result: Any, joint: int, plane: list[int]) -> list[Array]:
    """The straight pieces of working fascicles that cross a joint."""
    muscles, pose = result.person.muscles, result.pose
    points = place(pose, muscles.point_body, muscles.point_m)[:, plane]
    lines = []
    for k in np.flatnonzero(result.muscle_force_N > _WORKS_N):
        for first in range(muscles.start[k], muscles.start[k + 1] - 1):
            if muscles.point_body[first] <= joint < muscles.point_body[first + 1]:
                lines.append(points[first : first + 2])
    return lines
