"""A sweep as a picture: lines over one variable (one for each word of a second), or a heat map over two numbers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.text import Text

from models.person import BODIES
from sim.study import quantities
from sim.study.quantities import StudyError

from .. import letters, style
from ..files import Panel
from ..marks import rectangle
from ..style import PLAIN, Array, Look
from . import chart
from .chart import Frame

if TYPE_CHECKING:
    from sim.study.sweep import Sweep

MOST_LINES = 6
_DASHES = ((0, ()), (0, (5, 1.6)), (0, (1.4, 1.4)), (0, (7, 1.6, 1.4, 1.6)), (0, (3, 3)), (0, (9, 3)))
_NAMES_PT, _BAR_PT = 140.0, 90.0
_FILLED = 120  # cells with a number in them
_PALE = 0.9


def draw_sweep(found: Sweep, ax: Axes | None = None, look: Look = PLAIN) -> LinesArtists | HeatArtists:
    """Draw a sweep: lines over one variable, or over one for each word of another; a heat map over two numbers.

    Args:
        found: of ``sim.sweep``.
        ax: axes to draw on; without it a new figure of 1920 x 1080 pixels is made.
        look: colours.

    Raises:
        StudyError: three variables or more, or more lines than can be told apart.
    """
    names = list(found.variables)
    if len(names) > 2:
        raise StudyError(f"{len(names)} variables make no flat picture; draw a sweep over one or two")
    heat = len(names) == 2 and all(_is_number(found.variables[name]) for name in names)
    artists = _empty_heat(ax, look) if heat else _empty_lines(ax, look, len(_series(found)))
    artists.update(found)
    return artists


def _is_number(values: Any) -> bool:
    return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


@dataclass(frozen=True)
class _Series:
    """One line: its name and its values over the steps of the first variable."""

    name: str
    y: Array


def _across(found: Sweep) -> str:
    """The variable that goes across: the one of numbers."""
    names = list(found.variables)
    return next((name for name in names if _is_number(found.variables[name])), names[0])


def _steps(found: Sweep, name: str) -> list[Any]:
    return list(dict.fromkeys(found.variables[name]))


def _series(found: Sweep) -> list[_Series]:
    across = _across(found)
    steps = _steps(found, across)
    place = {step: k for k, step in enumerate(steps)}
    others = [name for name in found.variables if name != across]
    unit = quantities.unit(found.show[0])
    shown = found.show[:1] if others else [name for name in found.show if quantities.unit(name) == unit]
    lines: dict[str, Array] = {}
    for name in shown:
        for k, value in enumerate(found.numbers[name]):
            title = _word(found.variables[others[0]][k]) if others else _short(name)
            lines.setdefault(title, np.full(len(steps), np.nan))[place[found.variables[across][k]]] = value
    if len(lines) > MOST_LINES:
        raise StudyError(f"{len(lines)} lines cannot be told apart; show {MOST_LINES} at most")
    return [_Series(name, y) for name, y in lines.items()]


def _short(name: str) -> str:
    what, colon, joint = name.partition(":")
    return joint if colon else quantities.label(what).partition(" [")[0]


def _word(value: Any) -> str:
    return chart.said(value) if isinstance(value, float) else str(value).replace("_", " ")


def variable_label(name: str) -> str:
    """A variable as a reader calls it: ``tilt [deg]``."""
    if name == "at":
        return "Place of the tilt"
    gain = name.removeprefix("gain:")
    return quantities.label(gain) + (" (gain of the model)" if gain != name else "")


def footer(found: Sweep) -> str:
    """What is the same in all items, and how many have no answer."""
    missing = int((~found.found).sum())
    bound = int(found.beyond_muscles.sum())
    said = [f"{len(found)} postures computed one by one; everything else as in the scenario."]
    if missing:
        said.append(f"{missing} have no answer and are left out.")
    if bound:
        said.append(f"In {bound} muscles cannot supply all that is asked: loads there are lower bounds.")
    return " ".join([*said, "A model's prediction, not a measurement."])


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
        series = _series(found)
        if len(series) != len(self.names):
            raise StudyError(f"{len(series)} lines do not fit those drawn; draw them anew")
        with style.settled():
            _fill_lines(self, found, series)


def _empty_lines(ax: Axes | None, look: Look, count: int) -> LinesArtists:
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


def _fill_lines(made: LinesArtists, found: Sweep, series: list[_Series]) -> None:
    axes, across = made.axes, _across(found)
    steps = _steps(found, across)
    numbers = _is_number(steps)
    x = np.array(steps, dtype=float) if numbers else np.arange(len(steps), dtype=float)
    order = np.argsort(x, kind="stable")
    width = float(np.ptp(x)) or 1.0
    every = np.concatenate([line.y for line in series])
    limits = chart.limits_of(every)
    ticks = None if numbers else (x.tolist(), [_word(step) for step in steps])
    made.frame.scale((x.min() - 0.015 * width, x.max() + 0.015 * width), limits, ticks)
    show = found.show[0]
    across_name = variable_label(across)
    title = quantities.label(show).partition(" [")[0]
    others = [name for name in found.variables if name != across]
    if not others and len(series) > 1:
        title = title.partition(" at ")[0]
    by = f", by {variable_label(others[0]).lower()}" if others else ""
    sign = quantities.unit(show)
    made.frame.say(title, f"over {across_name.partition(' [')[0].lower()}{by}", across_name, sign, footer(found))
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


def _fill_names(made: LinesArtists, ends: Array, series: list[_Series], axes: Axes) -> None:
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


@dataclass(frozen=True)
class HeatArtists(Panel):
    """A heat map over two variables; ``update`` shows another sweep.

    Attributes:
        axes, look: where and how. frame: words around.
        cells: coloured by the quantity. numbers: in the cells, where there is room. bar: colours with their numbers.
    """

    axes: Axes
    look: Look
    frame: Frame
    cells: PolyCollection
    bar: PolyCollection
    numbers: list[Text]
    beside: tuple[Text, ...]

    def update(self, found: Sweep) -> None:
        """Show another sweep over two variables."""
        with style.settled():
            _fill_heat(self, found)


def _empty_heat(ax: Axes | None, look: Look) -> HeatArtists:
    made = chart.frame(ax, look, right_pt=_BAR_PT)
    axes = made.axes
    bar = style.fills(axes, 3, linewidths=0, antialiaseds=False)
    bar.set_clip_on(False)
    bar.set_transform(axes.transAxes)
    beside = tuple(
        letters.write(axes, look=look, size=12.0, colour=look.theme.muted, transform=axes.transAxes) for _ in range(8)
    )
    return HeatArtists(axes, look, made, style.fills(axes, 2, linewidths=0.8), bar, [], beside)


def _colour(theme: style.Theme, share: float) -> str:
    return theme.tint(theme.colour["lumbar"], _PALE * (1.0 - share))


def _fill_heat(made: HeatArtists, found: Sweep) -> None:
    theme = made.look.theme
    first, second = found.variables
    xs, ys = _steps(found, first), _steps(found, second)
    columns = {value: k for k, value in enumerate(xs)}
    rows = {value: k for k, value in enumerate(ys)}
    values = np.full((len(ys), len(xs)), np.nan)
    for x, y, value in zip(*found.variables.values(), found.numbers[found.show[0]], strict=True):
        values[rows[y], columns[x]] = value
    good = values[np.isfinite(values)]
    low, high = (float(good.min()), float(good.max())) if len(good) else (0.0, 1.0)
    span = (high - low) or 1.0
    places = [(r, c) for r in range(len(ys)) for c in range(len(xs))]
    shares = (values - low) / span
    made.cells.set_verts([rectangle(c, c + 1, r, r + 1) for r, c in places])
    colours = [theme.paper if np.isnan(shares[at]) else _colour(theme, float(shares[at])) for at in places]
    made.cells.set_facecolor(colours)
    made.cells.set_edgecolor(theme.paper if values.size <= 400 else colours)
    every = max(1, -(-len(xs) // 16)), max(1, -(-len(ys) // 16))
    across = ([k + 0.5 for k in range(len(xs))][:: every[0]], [chart.said(value) for value in xs][:: every[0]])
    up = ([k + 0.5 for k in range(len(ys))][:: every[1]], [chart.said(value) for value in ys][:: every[1]])
    made.frame.scale((0.0, len(xs)), (0.0, len(ys)), across, up, grid="")
    show = found.show[0]
    made.frame.say(
        quantities.label(show).partition(" [")[0],
        f"in {quantities.unit(show) or 'parts of one'}" + ("; a dash: no answer" if len(good) < values.size else ""),
        variable_label(first),
        variable_label(second),
        footer(found),
    )
    _fill_numbers(made, values, colours, places)
    _fill_bar(made, low, high)


def _fill_numbers(made: HeatArtists, values: Array, colours: list[str], places: list[tuple[int, int]]) -> None:
    theme = made.look.theme
    while len(made.numbers) < len(places):
        made.numbers.append(letters.write(made.axes, look=made.look, size=12.0, align="center"))
    for text in made.numbers:
        letters.put(text, 0.0, 0.0, "")
    room = 0.9 * made.axes.bbox.width / values.shape[1]
    digits = 0 if np.nanmax(np.abs(values), initial=0.0) >= 100 else 1
    for text, colour, at in zip(made.numbers, colours, places, strict=False):
        value = values[at]
        if np.isfinite(value) and values.size > _FILLED:
            continue
        said = chart.said(round(float(value), digits)) if np.isfinite(value) else "–"
        ink = max((theme.ink, theme.paper), key=lambda one: style.contrast(one, colour))
        letters.put(text, at[1] + 0.5, at[0] + 0.5, said, ink)
        letters.shrink(text, 12.0, 7.0, room)


def _fill_bar(made: HeatArtists, low: float, high: float) -> None:
    axes, steps = made.axes, 64
    point = style.pixels(axes, 1.0) / axes.bbox.width
    left, right = 1.0 + 18.0 * point, 1.0 + 32.0 * point
    edges = np.linspace(0.0, 1.0, steps + 1)
    made.bar.set_verts([rectangle(left, right, a, b) for a, b in pairwise(edges)])
    made.bar.set_facecolor([_colour(made.look.theme, (k + 0.5) / steps) for k in range(steps)])
    ticks, names = chart.round_ticks(low, high, 5)
    for k, text in enumerate(made.beside):
        given = k < len(ticks) and high > low
        letters.put(
            text, right + 6 * point, (ticks[k] - low) / (high - low) if given else 0.0, names[k] if given else ""
        )
