"""What is written and ruled on a posture: construction lines, plumb line, line of sight, and their labels.

Each label stands directly to the left of what it names; labels that would touch are moved apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from models.person import BODIES
from sim.chain import HEAD, place

from . import measures, shapes, style, words
from .shapes import BACK, PROJECTION, SIDE
from .style import Array

_C7 = BODIES.index("C7")
_BOB = np.array([[-0.30, 0.9], [0.30, 0.9], [0.60, 0.2], [0.0, -1.9], [-0.60, 0.2]])
_LABELS = 4
_LEFT_PT, _RIGHT_PT = {SIDE: 112.0, BACK: 112.0}, {SIDE: 0.0, BACK: 6.0}  # room for labels beside the body
_LEAST_WIDTH_PT = 225.0
_BELOW_PT = 44.0  # and below it, for the bob and the plumb line's label
_BLOCK_PT = 36.0  # height of a label: name and value
_SIGHT_M = 0.16  # length of the line of sight


@dataclass(frozen=True)
class Frame:
    """Limits of the axes and their scale [m], the same both ways."""

    left: float
    right: float
    bottom: float
    top: float
    point: float  # one typographic point

    @property
    def floor(self) -> float:
        """Where the room for the plumb line's label begins: nothing soft is drawn below."""
        return self.bottom + _BELOW_PT * self.point


@dataclass(frozen=True)
class Notes:
    """Rules and labels of one posture.

    Attributes:
        axes: where. view: side or back.
        lines: construction lines.
        plumb: plumb lines from C7, before and after, and the distance to the sacrum; bob: the end.
        sight: lines of sight before and after, and the eye.
        names, values: labels of the measures, from below upwards.
        plumb_name, plumb_value, sight_name, sight_value: labels. heading: words above.
    """

    axes: Axes
    view: str
    lines: LineCollection
    plumb: LineCollection
    bob: PolyCollection
    sight: LineCollection
    eye: PolyCollection
    names: tuple[Text, ...]
    values: tuple[Text, ...]
    plumb_name: Text
    plumb_value: Text
    sight_name: Text
    sight_value: Text
    heading: style.Heading

    def update(self, result: Any, drawn: list[Array]) -> Frame:
        """Fit the axes to what is drawn (polygons (n, 2) [m]) and write the notes of a result.

        Returns the limits that were chosen.
        """
        found = measures.drawn(result, self.view) if _has_room(self.axes) else ()
        drawn = [*drawn, *(line for measure in found for line in measure.lines)]
        frame = _fit(self, drawn)
        _fill_plumb(self, result, frame)
        _fill_sight(self, result, frame)
        _fill_measures(self, result, found, drawn, frame)
        _fill_heading(self)
        return frame


def draw_notes(axes: Axes, view: str) -> Notes:
    """Empty notes; ``update`` fills them."""

    def name(align: str = "right") -> Text:
        return style.write(axes, size=style.LABEL, colour=style.MUTED, align=align, baseline="bottom")

    def value(align: str = "right") -> Text:
        return style.write(axes, size=style.VALUE, bold=True, align=align, baseline="top")

    return Notes(
        axes=axes,
        view=view,
        lines=style.lines(axes, 9.5, linewidths=style.FINE),
        plumb=style.lines(axes, 10),
        bob=style.fills(axes, 11, facecolors=style.INK, edgecolors="none"),
        sight=style.lines(axes, 10, colors=[style.PALE, style.INK], linewidths=[style.FINE, style.MEDIUM]),
        eye=style.fills(axes, 11, facecolors=style.INK, edgecolors="none"),
        names=tuple(name() for _ in range(_LABELS)),
        values=tuple(value() for _ in range(_LABELS)),
        plumb_name=name("left" if view == SIDE else "right"),
        plumb_value=value("left" if view == SIDE else "right"),
        sight_name=name("left"),
        sight_value=value("left"),
        heading=style.write_heading(axes),
    )


def _has_room(axes: Axes) -> bool:
    """Whether the angles can be named beside the body; narrow panels leave them out."""
    return bool(axes.bbox.width >= style.pixels(axes, _LEAST_WIDTH_PT))


def _fit(notes: Notes, drawn: list[Array]) -> Frame:
    """Choose limits so that everything and its labels fit, in steps of 25 mm so that small changes do not shake it."""
    axes, view = notes.axes, notes.view
    every = np.concatenate(drawn)
    low, high = every.min(axis=0), every.max(axis=0)
    if view == SIDE:
        high[0] += 0.04 + _SIGHT_M
    low, high = np.floor(low / 0.025) * 0.025, np.ceil(high / 0.025) * 0.025
    width, height = axes.bbox.width, axes.bbox.height
    left, right, below = (style.pixels(axes, room) for room in (_LEFT_PT[view] * _has_room(axes), _RIGHT_PT[view], _BELOW_PT))
    scale = max((high[1] - low[1]) / (height - below), (high[0] - low[0]) / (width - left - right))
    x0 = low[0] - left * scale
    y1 = high[1]
    frame = Frame(x0, x0 + width * scale, y1 - height * scale, y1, style.pixels(axes, 1.0) * scale)
    axes.set_xlim(frame.left, frame.right)
    axes.set_ylim(frame.bottom, frame.top)
    return frame


def _states(result: Any) -> list[Any]:
    return [result] if result.baseline is None else [result.baseline, result]


def _fill_plumb(notes: Notes, result: Any, frame: Frame) -> None:
    """The line that a bob hung from C7 would take, and its distance from the sacrum."""
    person, view = result.person, notes.view
    plane = list(PROJECTION[view])
    corner = np.array([*person.outline_m[0, 3], 0.0]) if view == SIDE else person.centre_m[0]
    end = frame.bottom + 22 * frame.point
    lines = []
    for state in _states(result):
        top = place(state.pose, _C7, person.centre_m[_C7])[plane]
        sacrum = place(state.pose, 0, corner)[plane]
        lines.append(np.array([top, [top[0], end]]))
    offset = np.array([sacrum, [top[0], sacrum[1]]])
    old = [style.PALE] * (len(lines) - 1)
    notes.plumb.set_segments([*lines, offset])
    notes.plumb.set_color([*old, style.INK, style.INK])
    notes.plumb.set_linewidth([*([style.FINE] * len(lines)), style.STRONG])
    notes.bob.set_verts([[top[0], end] + 6.5 * frame.point * _BOB])
    beside = 9 * frame.point
    x = max(line[0, 0] for line in lines) + beside if view == SIDE else top[0] - beside
    y = frame.bottom + 18 * frame.point
    style.put(notes.plumb_name, x, y, words.PLUMB[view], style.MUTED)
    style.put(notes.plumb_value, x, y - frame.point, words.plumb_offset(result, view))


def _fill_sight(notes: Notes, result: Any, frame: Frame) -> None:
    if notes.view == BACK:
        return
    person = result.person
    lines = []
    for state in _states(result):
        eye = place(state.pose, HEAD, shapes.eye(person))
        ahead = state.pose.rotation[HEAD, :, 0]
        lines.append(np.array([eye + 0.05 * ahead, eye + (0.05 + _SIGHT_M) * ahead])[:, :2])
    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    notes.sight.set_segments(lines)
    notes.sight.set_color([style.PALE, style.INK][-len(lines) :])
    notes.sight.set_linestyle(["-", (0, (4, 2))][-len(lines) :])
    notes.eye.set_verts([eye[:2] + 2.0 * frame.point * np.column_stack([np.cos(turn), np.sin(turn)])])
    x = max(line[0, 0] for line in lines) + 5 * frame.point
    ends = [line[:, 1] for line in lines]
    style.put(notes.sight_name, x, np.max(ends) + 4 * frame.point, "line of sight", style.MUTED)
    style.put(notes.sight_value, x, np.min(ends) - 5 * frame.point, words.gaze(result))


def _fill_heading(notes: Notes) -> None:
    """Top left, or where the head is in the way top right and without the key."""
    beside = _has_room(notes.axes)
    for text in (notes.heading.heading, notes.heading.key):
        text.set_ha("left" if beside else "right")
    notes.heading.update(words.HEADING_OF_VIEW[notes.view], words.KEY_OF_POSTURE if beside else "")


def _fill_measures(
    notes: Notes, result: Any, found: tuple[measures.Drawn, ...], drawn: list[Array], frame: Frame
) -> None:
    lines = [line for measure in found for line in measure.lines]
    notes.lines.set_segments(lines)
    notes.lines.set_color([style.TEXT_COLOUR[measure.region] for measure in found for _ in measure.lines])
    block = _BLOCK_PT * frame.point
    wanted = np.array([measure.height_m for measure in found])
    top = frame.top - style.HEADING_PT * frame.point - 0.55 * block
    heights = wanted if not found else style.spread_apart(wanted, block, frame.bottom + 0.6 * block, top)
    every = np.concatenate(drawn)
    decimals = words.decimals(*(getattr(result.alignment.change, measure.field) for measure in found))
    for text in (*notes.names, *notes.values):
        style.put(text, frame.left, frame.bottom, "")
    for measure, height, name, value in zip(found, heights, notes.names, notes.values, strict=False):
        beside = every[np.abs(every[:, 1] - height) < 0.6 * block, 0]
        x = min(beside, default=frame.left + _LEFT_PT[notes.view] * frame.point) - 5 * frame.point
        style.put(name, x, height + frame.point, measure.name)
        style.put(
            value, x, height - frame.point, words.angle(result, measure.field, decimals), style.TEXT_COLOUR[measure.region]
        )
