"""Lines against the way of a movement, each named where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.text import Text

from . import letters, style
from .files import Panel
from .style import Array

_LEFT_PT, _BELOW_PT = 34.0, 20.0  # room for ticks beside and below
_RIGHT_PT = {True: 92.0, False: 52.0}  # room for names at the ends, with and without their values
_NOTHING = 0.03  # of the range: what lies no further beyond zero needs no step of its own
_TICK_PT = 34.0  # room for a tick below
_KEYLESS_PT = 34.0  # height of a heading without a key
_NAME_GAP_PT = 12.5
_STEPS = (1, 2, 5, 10, 15, 20, 30, 50, 100, 200, 500, 1000, 2000, 5000)
_MOST_TICKS = 6


@dataclass(frozen=True)
class Curve:
    """One line: its name, its values at each step, its colour and that of its words."""

    name: str
    y: Array
    colour: str
    text_colour: str


@dataclass(frozen=True)
class CurveArtists(Panel):
    """What ``draw_curves`` has drawn.

    Attributes:
        axes: data coordinates. lines: one a curve; ends: their last points. grid: at round numbers.
        leaders: from an end to its name, where names had to move apart.
        names: at the ends. ticks: numbers beside and below.
        heading: words above.
    """

    axes: Axes
    lines: LineCollection
    ends: PathCollection
    grid: LineCollection
    leaders: LineCollection
    names: tuple[Text, ...]
    ticks: tuple[Text, ...]
    heading: letters.Heading


def steps_between(low: float, high: float, most: int = _MOST_TICKS) -> Array:
    """Round numbers that span low to high, zero among them, at most ``most`` or as few as the steps allow."""
    least = _NOTHING * (high - low)
    low, high = (0.0 if low > -least else low), (0.0 if high < least else high)
    for step in _STEPS:
        first, last = np.floor(low / step + 1e-9), np.ceil(high / step - 1e-9)
        if last - first + 1 <= most:
            break
    found: Array = step * np.arange(first, max(last, first + 1) + 1)
    return found


def draw_curves(
    axes: Axes,
    x: Array,
    curves: Sequence[Curve],
    *,
    limits: tuple[float, float],
    unit: str,
    across: str,
    words: tuple[str, str],
    valued: bool = True,
) -> CurveArtists:
    """Draw lines, each named at its end.

    Args:
        axes: where; they are emptied of frame and ticks.
        x: (n,) rising; from zero, or from below it.
        curves: with (n,) values each.
        limits: least and greatest value to have room for.
        unit, across: signs behind the numbers beside and below.
        words: heading and how to read it.
        valued: whether the names carry the last values.
    """
    style.bare(axes)
    levels = steps_between(*limits)
    first = min(0.0, float(x[0]))
    point_x, point_y, last = _frame(axes, (first, float(x[-1])), levels, bool(words[1]), valued)
    marks = steps_between(first, last, max(2, min(_MOST_TICKS, int((last - first) / point_x / _TICK_PT) + 1)))
    marks = marks[(marks >= first - 1e-6) & (marks <= last + 1e-6)]
    write = {"size": style.SMALL, "colour": style.MUTED}
    beside = [letters.write(axes, align="right", **write) for _ in levels]  # type: ignore[arg-type]
    below = [letters.write(axes, align="center", baseline="top", **write) for _ in marks]  # type: ignore[arg-type]
    for text, level in zip(beside, levels, strict=True):
        letters.put(
            text, first - 5 * point_x, level, f"{level:g}{unit if level == levels[-1] else ''}".replace("-", "−")
        )
    for text, mark in zip(below, marks, strict=True):
        letters.put(text, mark, levels[0] - 5 * point_y, f"{mark:g}{across}".replace("-", "−"))
    ends = np.array([[x[-1], curve.y[-1]] for curve in curves])
    gap = _NAME_GAP_PT * point_y
    order = np.argsort(ends[:, 1], kind="stable")
    heights = np.empty(len(curves))
    heights[order] = letters.spread_apart(ends[order, 1], gap, levels[0] + 0.2 * gap, levels[-1] + 0.6 * gap)
    names = []
    for curve, height in zip(curves, heights, strict=True):
        name = letters.write(axes, size=style.LABEL, colour=curve.text_colour, bold=True)
        letters.put(
            name, last + 11 * point_x, height, f"{curve.name} {_value(curve, curves, unit)}" if valued else curve.name
        )
        names.append(name)
    made = CurveArtists(
        axes=axes,
        grid=style.lines(axes, 1),
        lines=style.lines(axes, 4, colors=[curve.colour for curve in curves], linewidths=style.STRONG),
        leaders=style.lines(axes, 2, colors=style.PALE, linewidths=style.HAIRLINE),
        ends=axes.scatter(
            ends[:, 0], ends[:, 1], s=18, c=[curve.colour for curve in curves], zorder=5, linewidths=0, clip_on=False
        ),
        names=tuple(names),
        ticks=(*beside, *below),
        heading=letters.write_heading(axes),
    )
    made.grid.set_segments([np.array([[first, level], [x[-1], level]]) for level in levels])
    made.grid.set_color([style.MUTED if level == 0 else style.FAINT for level in levels])
    made.grid.set_linewidth([style.FINE if level == 0 else style.HAIRLINE for level in levels])
    made.lines.set_segments([np.column_stack([x, curve.y]) for curve in curves])
    made.leaders.set_segments(
        [
            np.array([[end[0] + 3 * point_x, end[1]], [last + 9 * point_x, height]])
            for end, height in zip(ends, heights, strict=True)
        ]
    )
    made.heading.update(*words)
    return made


def _value(curve: Curve, curves: Sequence[Curve], unit: str) -> str:
    """The last value, with a decimal where all of them are small angles."""
    small = unit == "°" and max(abs(float(other.y[-1])) for other in curves) < 9.95
    said = f"{float(curve.y[-1]):.{int(small)}f}"
    return ("0" if float(said) == 0 else said.replace("-", "−")) + unit


def _frame(
    axes: Axes, ends: tuple[float, float], levels: Array, keyed: bool, valued: bool
) -> tuple[float, float, float]:
    """Limits of the axes, so that everything around the lines has its room; the size of a point, and the last x."""
    head = letters.HEADING_PT - 10.0 if keyed else _KEYLESS_PT - 8.0
    wide = axes.bbox.width / style.pixels(axes, 1.0)
    high = axes.bbox.height / style.pixels(axes, 1.0)
    first, last = ends
    point_x = (last - first) / (wide - _LEFT_PT - _RIGHT_PT[valued])
    point_y = float(levels[-1] - levels[0]) / (high - head - _BELOW_PT)
    axes.set_xlim(first - _LEFT_PT * point_x, last + _RIGHT_PT[valued] * point_x)
    axes.set_ylim(levels[0] - _BELOW_PT * point_y, levels[-1] + head * point_y)
    return point_x, point_y, last
