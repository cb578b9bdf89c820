"""Where rules and labels of a posture lie: the limits of its axes, plumb lines and lines of sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from models.person import BODIES
from sim.chain import HEAD, place

from . import skeleton, stage, style
from .shapes import PROJECTION, SIDE
from .style import Array

LEFT_PT = 112.0  # room for labels left of the body
_RIGHT_PT = {SIDE: 0.0, "back": 6.0}
_LEAST_WIDTH_PT = 225.0  # of a panel that names angles beside the body
_BELOW_PT = 44.0  # room below the body for the bob and its label
_PLUMB_LABEL_PT, _SIGHT_LABEL_PT = 132.0, 92.0  # room for labels to the right of the lines they belong to
_NARROW = 0.78  # share of that room in a narrow panel, whose labels reach into the margin
_FACE_M, SIGHT_M = 0.05, 0.16  # from the eye to where the line of sight begins; its length
_STEP_M = 0.025  # limits move in steps, so that a small change does not shake the picture
_C7 = BODIES.index("C7")


@dataclass(frozen=True)
class Frame:
    """Limits of the axes [m] and their scale, the same both ways.

    Attributes:
        left, right, bottom, top: limits.
        point: one typographic point [m].
    """

    left: float
    right: float
    bottom: float
    top: float
    point: float

    @property
    def floor(self) -> float:
        """Where the room below the body begins."""
        return self.bottom + _BELOW_PT * self.point


def names_angles(axes: Axes) -> bool:
    """Whether the angles can be named beside the body; narrow panels leave them out."""
    return bool(axes.bbox.width >= style.pixels(axes, _LEAST_WIDTH_PT))


def states(result: Any) -> list[Any]:
    """The result before, where there is one, moved to be compared, and the result."""
    before = stage.before_beside(result)
    return [result] if before is None else [before, result]


def plumb_lines(result: Any, view: str) -> list[tuple[Array, Array]]:
    """C7 and the corner of the sacrum that its offset is measured from, in each state: (2,) and (2,) [m]."""
    person, plane = result.person, PROJECTION[view]
    corner = np.array([*person.outline_m[0, 3], 0.0]) if view == SIDE else person.centre_m[0]
    return [
        (place(state.pose, _C7, person.centre_m[_C7])[plane], place(state.pose, 0, corner)[plane])
        for state in states(result)
    ]


def sight_lines(result: Any) -> list[Array]:
    """Lines of sight from in front of the face, in each state: (2, 2) [m]."""
    lines = []
    for state in states(result):
        eye, ahead = place(state.pose, HEAD, skeleton.eye(result.person)), state.pose.rotation[HEAD, :, 0]
        lines.append(np.array([eye + _FACE_M * ahead, eye + (_FACE_M + SIGHT_M) * ahead])[:, :2])
    return lines


def fit(axes: Axes, result: Any, drawn: list[Array], view: str) -> Frame:
    """Set limits so that everything drawn and its labels fit.

    Args:
        axes: their size on paper decides the scale.
        result: for plumb line and line of sight.
        drawn: polygons and lines (n, 2) [m].
        view: side or back.
    """
    every = np.concatenate(drawn)
    low, high = every.min(axis=0), every.max(axis=0)
    sights = sight_lines(result) if view == SIDE else []
    high[0] = max([high[0], *(line[:, 0].max() for line in sights)])
    low, high = np.floor(low / _STEP_M) * _STEP_M, np.ceil(high / _STEP_M) * _STEP_M
    width, height = axes.bbox.width, axes.bbox.height
    left, right, below = (
        style.pixels(axes, room) for room in (LEFT_PT * names_angles(axes), _RIGHT_PT[view], _BELOW_PT)
    )
    wanted = [(high[1] - low[1]) / (height - below), (high[0] - low[0]) / (width - left - right)]
    if view == SIDE:
        spare = 1.0 if names_angles(axes) else _NARROW
        c7 = max(top[0] for top, _ in plumb_lines(result, view))
        sight = max(line[0, 0] for line in sights)
        for x, room in ((c7, _PLUMB_LABEL_PT), (sight, _SIGHT_LABEL_PT)):
            wanted.append((x - low[0]) / (width - left - style.pixels(axes, room) * spare))
    scale = float(max(wanted))
    x, y = float(low[0] - left * scale), float(high[1])
    axes.set_xlim(x, x + width * scale)
    axes.set_ylim(y - height * scale, y)
    return Frame(x, x + width * scale, y - height * scale, y, style.pixels(axes, 1.0) * scale)
