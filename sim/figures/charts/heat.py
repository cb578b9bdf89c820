"""A sweep over two numbers as a heat map, with its numbers in the cells where there is room."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.text import Text

from sim.study import quantities

from .. import letters, style
from ..files import Panel
from ..marks import rectangle
from ..style import Array, Look
from . import chart, variables
from .chart import Frame

if TYPE_CHECKING:
    from sim.study.sweep import Sweep

_BAR_PT = 90.0
_FILLED = 120  # cells with a number in them
_PALE = 0.9


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


def empty_heat(ax: Axes | None, look: Look) -> HeatArtists:
    """A heat map without a sweep; ``update`` fills it."""
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
    xs, ys = variables.steps(found, first), variables.steps(found, second)
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
        variables.label(first),
        variables.label(second),
        variables.footer(found),
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
