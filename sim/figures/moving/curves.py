"""Lines against the way of a movement, each named where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.text import Text

from .. import letters, style
from ..files import Panel
from ..style import PLAIN, Array, Look
from ..words import MINUS

_LEFT_PT, _BELOW_PT = 34.0, 20.0  # room for ticks beside and below
_RIGHT_PT = {True: 92.0, False: 52.0}  # room for names at the ends, with and without their values
_NOTHING = 0.03  # of the range: what lies no further beyond zero needs no step of its own
_TICK_PT = 34.0  # room for a tick below
_KEYLESS_PT = 34.0  # height of a heading without a key
_NAME_GAP_PT = 12.5
_STEPS = (1, 2, 5, 10, 15, 20, 30, 50, 100, 200, 500, 1000, 2000, 5000)
_MOST_TICKS, _POOL = 6, 8


@dataclass(frozen=True)
class Curve:
    """One line: its name, its values at each step, and the region whose colour it takes."""

    name: str
    y: Array
    region: str


@dataclass(frozen=True)
class CurveArtists(Panel):
    """What ``draw_curves`` has drawn; ``update`` shows as many other lines in the same artists.

    Attributes:
        axes: data coordinates. look: colours. unit, across: signs behind the numbers beside and below. valued: whether
            names carry the last values.
        lines: one a curve; ends: their last points. grid: at round numbers.
        leaders: from an end to its name, where names had to move apart.
        names: at the ends. beside, below: numbers of the ticks.
        heading: words above.
    """

    axes: Axes
    look: Look
    unit: str
    across: str
    valued: bool
    lines: LineCollection
    ends: PathCollection
    grid: LineCollection
    leaders: LineCollection
    names: tuple[Text, ...]
    beside: tuple[Text, ...]
    below: tuple[Text, ...]
    heading: letters.Heading

    def update(self, x: Array, curves: Sequence[Curve], limits: tuple[float, float], words: tuple[str, str]) -> None:
        """Show other lines in place; arguments as those of ``draw_curves``."""
        _fill(self, x, curves, limits, words)

    @property
    def ticks(self) -> tuple[Text, ...]:
        """The numbers that are shown."""
        return tuple(text for text in (*self.beside, *self.below) if text.get_text())


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
    look: Look = PLAIN,
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
        look: colours.
    """
    style.bare(axes)
    theme = look.theme
    colours = [theme.colour[curve.region] for curve in curves]
    write = {"size": style.SMALL, "colour": theme.muted}
    made = CurveArtists(
        axes=axes,
        look=look,
        unit=unit,
        across=across,
        valued=valued,
        grid=style.lines(axes, 1),
        lines=style.lines(axes, 4, colors=colours, linewidths=style.STRONG),
        leaders=style.lines(axes, 2, colors=theme.pale, linewidths=style.HAIRLINE),
        ends=axes.scatter([0.0] * len(curves), [0.0] * len(curves), s=18, c=colours, zorder=5, linewidths=0),
        names=tuple(
            letters.write(axes, size=style.LABEL, colour=theme.text_colour[curve.region], bold=True) for curve in curves
        ),
        beside=tuple(letters.write(axes, align="right", **write) for _ in range(_POOL)),  # type: ignore[arg-type]
        below=tuple(
            letters.write(axes, align="center", baseline="top", **write)  # type: ignore[arg-type]
            for _ in range(_POOL)
        ),
        heading=letters.write_heading(axes, look),
    )
    made.ends.set_clip_on(False)
    _fill(made, x, curves, limits, words)
    return made


def _fill(
    made: CurveArtists, x: Array, curves: Sequence[Curve], limits: tuple[float, float], words: tuple[str, str]
) -> None:
    axes, theme = made.axes, made.look.theme
    levels = steps_between(*limits)
    first = min(0.0, float(x[0]))
    point_x, point_y, last = _frame(axes, (first, float(x[-1])), levels, bool(words[1]), made.valued)
    marks = steps_between(first, last, max(2, min(_MOST_TICKS, int((last - first) / point_x / _TICK_PT) + 1)))
    marks = marks[(marks >= first - 1e-6) & (marks <= last + 1e-6)]
    for text in (*made.beside[len(levels) :], *made.below[len(marks) :]):
        letters.put(text, first, levels[0], "")
    for text, level in zip(made.beside, levels, strict=False):
        said = f"{level:g}{made.unit if level == levels[-1] else ''}"
        letters.put(text, first - 5 * point_x, level, said.replace("-", MINUS))
    for text, mark in zip(made.below, marks, strict=False):
        letters.put(text, mark, levels[0] - 5 * point_y, f"{mark:g}{made.across}".replace("-", MINUS))
    ends = np.array([[x[-1], curve.y[-1]] for curve in curves])
    gap = _NAME_GAP_PT * point_y
    order = np.argsort(ends[:, 1], kind="stable")
    heights = np.empty(len(curves))
    heights[order] = letters.spread_apart(ends[order, 1], gap, levels[0] + 0.2 * gap, levels[-1] + 0.6 * gap)
    for name, curve, height in zip(made.names, curves, heights, strict=True):
        said = f"{curve.name} {_value(curve, curves, made.unit)}" if made.valued else curve.name
        letters.put(name, last + 11 * point_x, height, said)
    made.grid.set_segments([np.array([[first, level], [x[-1], level]]) for level in levels])
    made.grid.set_color([theme.muted if level == 0 else theme.faint for level in levels])
    made.grid.set_linewidth([style.FINE if level == 0 else style.HAIRLINE for level in levels])
    made.lines.set_segments([np.column_stack([x, curve.y]) for curve in curves])
    made.ends.set_offsets(ends)
    made.leaders.set_segments(
        [
            np.array([[end[0] + 3 * point_x, end[1]], [last + 9 * point_x, height]])
            for end, height in zip(ends, heights, strict=True)
        ]
    )
    made.heading.update(*words)


def _value(curve: Curve, curves: Sequence[Curve], unit: str) -> str:
    """The last value, with a decimal where all of them are small angles."""
    small = unit == "°" and max(abs(float(other.y[-1])) for other in curves) < 9.95
    said = f"{float(curve.y[-1]):.{int(small)}f}"
    return ("0" if float(said) == 0 else said.replace("-", MINUS)) + unit


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
