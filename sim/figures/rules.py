"""Where rules and labels of a posture lie: the limits of its axes, plumb lines and lines of sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from models.person import BODIES, Person
from sim.chain import HEAD, Pose, place

from . import skeleton, stage, style
from .shapes import BACK, PROJECTION, SIDE
from .style import Array

LEFT_PT = 112.0  # room for labels left of the body
_RIGHT_PT = {SIDE: 0.0, BACK: 6.0}
_LEAST_WIDTH_PT = 195.0  # of a panel that names angles beside the body
_BELOW_PT = 44.0  # room below the body for the bob and its label
_PLUMB_LABEL_PT, _SIGHT_LABEL_PT = 132.0, 92.0  # room for labels to the right of the lines they belong to
_BOB_ONLY_PT = 24.0  # room below the body where nothing is written
_SIGHT_HALF_PT = 20.0  # half height of the label of the line of sight
_WORTH_A_LABEL = 1.3  # a body may be smaller by as much to make room for the label of the line of sight
_CLEAR_PT = 8.0  # between the body and a corner that stays free
_NARROW = 0.78  # share of that room in a narrow panel, whose labels reach into the margin
_FACE_M, SIGHT_M = 0.05, 0.16  # from the eye to where the line of sight begins; its length
_STEP_M = 0.025  # limits move in steps, so that a small change does not shake the picture
_DENSE = (0.0, 0.25, 0.5, 0.75, 1.0)
_C7 = BODIES.index("C7")


@dataclass(frozen=True)
class Frame:
    """Limits of the axes [m] and their scale, the same both ways.

    Attributes:
        left, right, bottom, top: limits.
        point: one typographic point [m].
        names_sight: whether the label of the line of sight has room.
    """

    left: float
    right: float
    bottom: float
    top: float
    point: float
    names_sight: bool = True

    @property
    def floor(self) -> float:
        """Where the room below the body begins."""
        return self.bottom + _BELOW_PT * self.point


@dataclass(frozen=True)
class Room:
    """What of a posture's axes is for words, and what stays free.

    Attributes:
        labels: whether anything is written; otherwise the body has all of it.
        spare_pt: width and height of the lower right corner that is kept free for something else.
    """

    labels: bool = True
    spare_pt: tuple[float, float] = (0.0, 0.0)


ROOMY = Room()


def names_angles(axes: Axes, room: Room = ROOMY) -> bool:
    """Whether the angles can be named beside the body; narrow panels leave them out."""
    return room.labels and bool(axes.bbox.width >= style.pixels(axes, _LEAST_WIDTH_PT))


def states(result: Any) -> list[Any]:
    """The result before, where there is one, moved to be compared, and the result."""
    before = stage.before_beside(result)
    return [result] if before is None else [before, result]


def plumb_lines(result: Any, view: str) -> list[tuple[Array, Array]]:
    """What ``plumb_line`` answers, in each state."""
    return [plumb_line(result.person, state.pose, view) for state in states(result)]


def plumb_line(person: Person, pose: Pose, view: str) -> tuple[Array, Array]:
    """C7 and the corner of the sacrum that its offset is measured from, in a pose: (2,) and (2,) [m]."""
    corner = np.array([*person.outline_m[0, 3], 0.0]) if view == SIDE else person.centre_m[0]
    plane = PROJECTION[view]
    return place(pose, _C7, person.centre_m[_C7])[plane], place(pose, 0, corner)[plane]


def sight_lines(result: Any) -> list[Array]:
    """Lines of sight from in front of the face, in each state: (2, 2) [m]."""
    lines = []
    for state in states(result):
        eye, ahead = place(state.pose, HEAD, skeleton.eye(result.person)), state.pose.rotation[HEAD, :, 0]
        lines.append(np.array([eye + _FACE_M * ahead, eye + (_FACE_M + SIGHT_M) * ahead])[:, :2])
    return lines


def fit(axes: Axes, result: Any, drawn: list[Array], view: str, room: Room = ROOMY) -> Frame:
    """Set limits so that everything drawn and its labels fit.

    Args:
        axes: their size on paper decides the scale.
        result: for plumb line and line of sight.
        drawn: polygons and lines (n, 2) [m].
        view: side or back.
        room: what is for words, and what stays free.
    """
    every = np.concatenate(drawn)
    low, high = every.min(axis=0), every.max(axis=0)
    sights = sight_lines(result) if view == SIDE and room.labels else []
    high[0] = max([high[0], *(line[:, 0].max() for line in sights)])
    low, high = np.floor(low / _STEP_M) * _STEP_M, np.ceil(high / _STEP_M) * _STEP_M
    width, height = axes.bbox.width, axes.bbox.height
    names = names_angles(axes, room)
    below_pt = _BELOW_PT if room.labels else _BOB_ONLY_PT
    left, right, below = (style.pixels(axes, wide) for wide in (LEFT_PT * names, _RIGHT_PT[view], below_pt))
    wanted = [(high[1] - low[1]) / (height - below), (high[0] - low[0]) / (width - left - right)]
    if view == SIDE and room.labels:
        share = 1.0 if names else _NARROW
        c7 = max(top[0] for top, _ in plumb_lines(result, view)) if not room.spare_pt[0] else low[0]
        sight = max(line[0, 0] for line in sights)
        for x, wide in ((c7, _PLUMB_LABEL_PT), (sight, _SIGHT_LABEL_PT)):
            wanted.append((x - low[0]) / (width - left - style.pixels(axes, wide) * share))
    scale, named = float(max(wanted)), True
    if room.spare_pt[0]:
        corner = (float(low[0]), float(high[1]))
        bare = _clear_of_corner(axes, drawn, sights, corner, left, scale, room, named=False)
        scale = _clear_of_corner(axes, drawn, sights, corner, left, bare, room, named=True)
        if scale > _WORTH_A_LABEL * bare:
            scale, named = bare, False
    x, y = float(low[0] - left * scale), float(high[1])
    if not room.labels:
        x = float((low[0] + high[0] - width * scale) / 2)
    axes.set_xlim(x, x + width * scale)
    axes.set_ylim(y - height * scale, y)
    return Frame(x, x + width * scale, y - height * scale, y, style.pixels(axes, 1.0) * scale, named)


def _clear_of_corner(
    axes: Axes,
    drawn: list[Array],
    sights: list[Array],
    corner_m: tuple[float, float],
    left: float,
    scale: float,
    room: Room,
    named: bool,
) -> float:
    """The finest scale [m/px] at which nothing drawn enters the corner that stays free.

    Args:
        axes: where.
        drawn: polygons and lines (n, 2) [m].
        sights: lines of sight (2, 2) [m].
        corner_m: left edge and top of what is drawn [m].
        left: room for labels left of it [px].
        scale: the finest that fits otherwise [m/px].
        room: says how large the corner is.
        named: whether the label of the line of sight is kept out too.
    """
    wide, high, gap, half, label = (
        style.pixels(axes, size) for size in (*room.spare_pt, _CLEAR_PT, _SIGHT_HALF_PT, _SIGHT_LABEL_PT)
    )
    edge, top = axes.bbox.width - wide - gap, high + gap
    lines = [*drawn, *sights]
    points = np.concatenate([line[:-1] + share * np.diff(line, axis=0) for line in lines for share in _DENSE])
    x, y = points[:, 0] - corner_m[0], corner_m[1] - points[:, 1]
    eyes = np.array([[line[0, 0] - corner_m[0], corner_m[1] - line[0, 1]] for line in sights if named]).reshape(-1, 2)
    for _ in range(100):
        into = (left + x / scale > edge) & (axes.bbox.height - y / scale < top)
        under = (left + eyes[:, 0] / scale + label > edge) & (axes.bbox.height - eyes[:, 1] / scale - half < top)
        if not into.any() and not under.any():
            break
        scale *= 1.03
    return scale
