"""A sweep over one variable as lines, one for each word of a second variable or for each quantity shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.text import Text

from models.person import BODIES
from sim.study import quantities
from sim.study.quantities import StudyError

from .. import letters, style
from ..files import Panel
from ..style import Array, Look
from . import chart, variables
from .chart import Frame

if TYPE_CHECKING:
    from sim.study.sweep import Sweep

MOST_LINES = 6
_DASHES = ((0, ()), (0, (5, 1.6)), (0, (1.4, 1.4)), (0, (7, 1.6, 1.4, 1.6)), (0, (3, 3)), (0, (9, 3)))
_NAMES_PT = 140.0


@dataclass(frozen=True)
class Series:
    """One line: its name and its values over the steps of the first variable."""

    name: str
    y: Array


def series_of(found: Sweep) -> list[Series]:
    """The lines of a sweep: one for each word of its other variable, else one for each quantity of the first's unit.

    Raises:
        StudyError: more lines than can be told apart.
    """
    across = variables.across(found)
    steps = variables.steps(found, across)
    place = {step: k for k, step in enumerate(steps)}
    others = [name for name in found.variables if name != across]
    unit = quantities.unit(found.show[0])
    shown = found.show[:1] if others else [name for name in found.show if quantities.unit(name) == unit]
    lines: dict[str, Array] = {}
    for name in shown:
        for k, value in enumerate(found.numbers[name]):
            title = variables.word(found.variables[others[0]][k]) if others else _short(name)
            lines.setdefault(title, np.full(len(steps), np.nan))[place[found.variables[across][k]]] = value
    if len(lines) > MOST_LINES:
        raise StudyError(f"{len(lines)} lines cannot be told apart; show {MOST_LINES} at most")
    return [Series(name, y) for name, y in lines.items()]


def _short(name: str) -> str:
    what, colon, joint = name.partition(":")
    return joint if colon else quantities.label(what).partition(" [")[0]


@dataclass(frozen=True)
class LinesArtists(Panel):
    """Lines over one variable; ``update`` shows a sweep of as many lines.

    Attributes:
        axes, look: where and how. frame: words around.
        lines: one each; dots: their points; names: at the ends; leaders: from an end to a name that moved.
    """

    axes: Axes
    look: Look
    frame: Frame
    lines: LineCollection
    leaders: LineCollection
    dots: tuple[PathCollection, ...]
    names: tuple[Text, ...]

    def update(self, found: Sweep) -> None:
        """Show another sweep.

        Raises:
            StudyError: it has more or fewer lines.
        """
        series = series_of(found)
        if len(series) != len(self.names):
            raise StudyError(f"{len(series)} lines do not fit those drawn; draw them anew")
        with style.settled():
            _fill_lines(self, found, series)


def empty_lines(ax: Axes | None, look: Look, count: int) -> LinesArtists:
    """So many lines without a sweep; ``update`` fills them."""
    made = chart.frame(ax, look, right_pt=_NAMES_PT)
    axes, theme = made.axes, look.theme
    dots = tuple(axes.scatter([], [], s=34, zorder=5, linewidths=0) for _ in range(count))
    for each in dots:
        each.set_clip_on(False)
    return LinesArtists(
        axes=axes,
        look=look,
        frame=made,
        lines=style.lines(axes, 4, linewidths=2.8, linestyles=list(_DASHES[:count])),
        leaders=style.lines(axes, 2, colors=theme.pale, linewidths=style.HAIRLINE),
        dots=dots,
        names=tuple(letters.write(axes, look=look, size=13.0, bold=True) for _ in range(count)),
    )


def _fill_lines(made: LinesArtists, found: Sweep, series: list[Series]) -> None:
    axes, across = made.axes, variables.across(found)
    steps = variables.steps(found, across)
    numbers = variables.is_number(steps)
    x = np.array(steps, dtype=float) if numbers else np.arange(len(steps), dtype=float)
    order = np.argsort(x, kind="stable")
    width = float(np.ptp(x)) or 1.0
    every = np.concatenate([line.y for line in series])
    limits = chart.limits_of(every)
    ticks = None if numbers else (x.tolist(), [variables.word(step) for step in steps])
    made.frame.scale((x.min() - 0.015 * width, x.max() + 0.015 * width), limits, ticks)
    show = found.show[0]
    below = variables.label(across)
    title = quantities.label(show).partition(" [")[0]
    others = [name for name in found.variables if name != across]
    if not others and len(series) > 1:
        title = title.partition(" at ")[0]
    by = f", by {variables.label(others[0]).lower()}" if others else ""
    key = f"over {below.partition(' [')[0].lower()}{by}"
    made.frame.say(title, key, below, quantities.unit(show), variables.footer(found))
    made.lines.set_segments([np.column_stack([x, line.y])[order] for line in series] if numbers else [])
    regions = _regions([line.name for line in series])
    made.lines.set_color([made.look.theme.colour[region] for region in regions])
    ends = np.array([_end(x[order], line.y[order]) for line in series])
    for dots, name, line, region in zip(made.dots, made.names, series, regions, strict=True):
        dots.set_color(made.look.theme.colour[region])
        name.set_color(made.look.theme.text_colour[region])
        good = np.isfinite(line.y)
        dots.set_offsets(np.column_stack([x, line.y])[good])
        dots.set_sizes([34.0 if len(x) <= 31 else 8.0])
    _fill_names(made, ends, series, axes)


def _regions(names: list[str]) -> list[str]:
    """Whose colour each line takes: that of the part of the body it is named by, where all are; else one each."""
    own = {**dict(zip(BODIES, style.REGION_OF_BODY, strict=True)), **{region: region for region in style.REGIONS}}
    parts = [own.get(name.partition("-")[0]) for name in names]
    if all(parts):
        return [str(part) for part in parts]
    return [chart.SERIES[k % len(chart.SERIES)] for k in range(len(names))]


def _end(x: Array, y: Array) -> tuple[float, float]:
    good = np.flatnonzero(np.isfinite(y))
    return (float(x[good[-1]]), float(y[good[-1]])) if len(good) else (float(x[-1]), 0.0)


def _fill_names(made: LinesArtists, ends: Array, series: list[Series], axes: Axes) -> None:
    if len(series) == 1:
        letters.put(made.names[0], 0.0, 0.0, "")
        made.leaders.set_segments([])
        return
    low, high = axes.get_ylim()
    left, right = axes.get_xlim()
    point_y = (high - low) / (axes.bbox.height / style.pixels(axes, 1.0))
    point_x = (right - left) / (axes.bbox.width / style.pixels(axes, 1.0))
    order = np.argsort(ends[:, 1], kind="stable")
    heights = np.empty(len(series))
    heights[order] = letters.spread_apart(ends[order, 1], 17.0 * point_y, low, high)
    for name, line, height in zip(made.names, series, heights, strict=True):
        letters.put(name, right + 14.0 * point_x, height, line.name)
        letters.shrink(name, 13.0, 8.0, (_NAMES_PT - 20.0) * style.pixels(axes, 1.0))
    made.leaders.set_clip_on(False)
    made.leaders.set_segments(
        [
            np.array([[end[0] + 5 * point_x, end[1]], [right + 12.0 * point_x, height]])
            for end, height in zip(ends, heights, strict=True)
        ]
    )
