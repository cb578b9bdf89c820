"""Why each region moved: what is held and each of the five reasons, step by step, to where the region ends."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from sim.explain.because import COLUMNS, ROWS, WAYS, degrees
from sim.explain.why import Why

from . import letters, style
from .domino import degree_steps
from .files import Panel
from .marks import rectangle
from .style import PLAIN, Array, Look

_SHOWN_DEG = 0.05
_GAP = 0.85  # between two regions, in rows
_HEAD_PT, _FOOT_PT, _TICK_PT, _ENDS_PT = 64.0, 40.0, 8.0, 20.0  # room above and below the bars; below the lowest bar
_LEAST_ROWS = 14
_WHOLE, _STEP = 0.30, 0.22  # half heights of a region's bar and of its parts, in rows
_NAME, _VALUE = 0.17, 0.235  # room for names and values, as shares of the axes
_TICKS = 7
_LEAST_DEG = 1.0  # half width of the axis when next to nothing moves
_INDENT, _TIP = 0.02, 0.012  # of names of steps, and of their points, as shares of the axes
_LONGEST = 88  # letters of what is held
HEADING = "Why each region moved"
KEY = "solid: where a region ends · steps below it: what moved it there\ndegrees; steps below 0.05° are left out"
_SPOKEN = {"held": "the hold", **{reason: reason for reason in COLUMNS[1:]}}


@dataclass(frozen=True)
class WhyArtists(Panel):
    """What ``draw_why`` has drawn; ``update`` shows another ``Why`` in the same artists.

    Attributes:
        look: its colours. axes: degrees across, rows up; the head on top as in the domino.
        wholes: the change of each region, five bars. steps: its parts, each beginning where the one before ended.
        joins: from one step to the next. grid: lines at round degrees; ticks: their labels; ends: names of both ways.
        names, values: labels of the five regions. parts, sizes: labels of their steps.
        heading: words above.
    """

    axes: Axes
    look: Look
    wholes: PolyCollection
    steps: PolyCollection
    joins: LineCollection
    grid: LineCollection
    ticks: tuple[Text, ...]
    ends: tuple[Text, Text]
    names: tuple[Text, ...]
    values: tuple[Text, ...]
    parts: tuple[Text, ...]
    sizes: tuple[Text, ...]
    heading: letters.Heading

    def update(self, why: Why) -> None:
        """Show another answer in place."""
        _fill(self, why)


def draw_why(why: Why, ax: Axes | None = None, look: Look = PLAIN) -> WhyArtists:
    """Draw what moved each region, part by part.

    Args:
        why: what ``Result.why`` answers.
        ax: axes to draw on; without it a new figure of 1080 x 1080 pixels is made.
        look: colours.
    """
    axes = style.new_axes(1080, 1080, look=look) if ax is None else ax
    style.bare(axes)
    theme = look.theme
    slots = len(ROWS) * len(COLUMNS)

    def texts(count: int, **more: object) -> tuple[Text, ...]:
        return tuple(letters.write(axes, look=look, **more) for _ in range(count))  # type: ignore[arg-type]

    artists = WhyArtists(
        axes=axes,
        look=look,
        grid=style.lines(axes, 1),
        joins=style.lines(axes, 2, colors=theme.muted, linewidths=style.FINE),
        steps=style.fills(axes, 3, linewidths=style.FINE),
        wholes=style.fills(
            axes,
            3,
            facecolors=[theme.colour[region] for region in style.REGIONS],
            edgecolors=[theme.edge(theme.colour[region]) for region in style.REGIONS],
            linewidths=style.HAIRLINE,
        ),
        ticks=texts(_TICKS, size=style.SMALL, colour=theme.muted, align="center", baseline="top"),
        ends=(
            letters.write(axes, size=style.LABEL, colour=theme.muted, align="left", baseline="top"),
            letters.write(axes, size=style.LABEL, colour=theme.muted, align="right", baseline="top"),
        ),
        names=tuple(
            letters.write(axes, size=style.LABEL, colour=theme.text_colour[region], bold=True)
            for region in style.REGIONS
        ),
        values=texts(len(ROWS), size=style.LABEL, bold=True, align="right"),
        parts=texts(slots, size=style.SMALL),
        sizes=texts(slots, size=style.SMALL, align="right"),
        heading=letters.write_heading(axes, look),
    )
    _fill(artists, why)
    return artists


def _arrow(start: float, stop: float, row: float, tip: float) -> Array:
    """(5, 2) a bar that ends in a point."""
    neck = stop - np.sign(stop - start) * min(tip, abs(stop - start))
    x = np.array([start, neck, stop, neck, start])
    return np.column_stack([x, row + _STEP * np.array([-1, -1, 0, 1, 1])])


def _rows(shown: Sequence[Array]) -> tuple[list[float], list[Array]]:
    """Height of each region's bar and of its steps below it, from the head on top down to the pelvis at 0."""
    wholes, steps, at = [], [], 0.0
    for columns in shown:  # from the pelvis up
        steps.append(at + np.arange(len(columns))[::-1])
        wholes.append(at + len(columns))
        at = wholes[-1] + 1 + _GAP
    return wholes, steps


def _fill(artists: WhyArtists, why: Why) -> None:
    right = -1.0 if why.axis == "axial" else 1.0  # a left turn is drawn to the left
    shown = [np.flatnonzero(np.abs(row) >= _SHOWN_DEG) for row in why.degrees]
    parts = zip(right * why.degrees, shown, strict=True)
    reached = [np.concatenate([[0.0], np.cumsum(row[columns])]) for row, columns in parts]
    every = np.concatenate([*reached, right * why.change, [-_LEAST_DEG, _LEAST_DEG]])
    ticks = degree_steps(every.min(), every.max())
    wholes, steps = _rows(shown)
    left, edge = _frame(artists, ticks, max(wholes[-1], _LEAST_ROWS))
    _fill_wholes(artists, why, right * why.change, wholes, (left, edge))
    _fill_steps(artists, why, [*zip(shown, reached, steps, strict=True)], (left, edge))
    _write_axis(artists, why, ticks, right)
    held = textwrap.shorten(why.constraint or "nothing is held", _LONGEST, placeholder=" …")
    artists.heading.update(HEADING, f"{held}\n{KEY}")


def _fill_wholes(
    artists: WhyArtists, why: Why, ends: Array, wholes: Sequence[float], edges: tuple[float, float]
) -> None:
    """A bar for each region, from nothing to where it ends, its name at the left and its degrees at the right."""
    bars = zip(ends, wholes, strict=True)
    artists.wholes.set_verts([rectangle(0.0, end, row - _WHOLE, row + _WHOLE) for end, row in bars])
    for k, row in enumerate(wholes):
        letters.put(artists.names[k], edges[0], row, ROWS[k])
        letters.put(artists.values[k], edges[1], row, degrees(why, why.change[k]))


def _fill_steps(
    artists: WhyArtists, why: Why, regions: Sequence[tuple[Array, Array, Array]], edges: tuple[float, float]
) -> None:
    """What moved each region, step by step below its bar.

    Args:
        artists: where.
        why: what moved them.
        regions: of each, from the pelvis up: the columns that are shown, where their steps begin and end, their rows.
        edges: left and right [deg].
    """
    theme, (left, right) = artists.look.theme, edges
    bars, faces, joins, slot = [], [], [], 0
    for k, (columns, reached, rows) in enumerate(regions):
        colour = theme.colour[style.REGIONS[k]]
        for place, (column, row) in enumerate(zip(columns, rows, strict=True)):
            start, stop = reached[place], reached[place + 1]
            bars.append(_arrow(start, stop, row, _TIP * (right - left)))
            faces.append((theme.paper if column == 0 else theme.tint(colour, 0.55), theme.edge(colour)))
            if place:
                joins.append(np.array([[start, rows[place - 1]], [start, row + _STEP]]))
            letters.put(artists.parts[slot], left + _INDENT * (right - left), row, _SPOKEN[COLUMNS[column]])
            letters.put(artists.sizes[slot], right, row, degrees(why, why.degrees[k, column]))
            slot += 1
    for unused in (*artists.parts[slot:], *artists.sizes[slot:]):
        letters.put(unused, 0.0, 0.0, "")
    artists.steps.set_verts(bars)
    artists.steps.set_facecolor([face for face, _ in faces])
    artists.steps.set_edgecolor([edge for _, edge in faces])
    artists.joins.set_segments(joins)


def _frame(artists: WhyArtists, ticks: Array, top: float) -> tuple[float, float]:
    """Set limits so that the bars stand between the names on the left and the values on the right; both edges."""
    width = (ticks[-1] - ticks[0]) / (1 - _NAME - _VALUE)
    left = float(ticks[0] - _NAME * width)
    edge = float(left + width)
    axes = artists.axes
    axes.set_xlim(left, edge)
    low, high = -0.5, top + 0.5
    row_px = (axes.bbox.height - style.pixels(axes, _HEAD_PT + _FOOT_PT)) / (high - low)
    theme = artists.look.theme
    axes.set_ylim(low - style.pixels(axes, _FOOT_PT) / row_px, high + style.pixels(axes, _HEAD_PT) / row_px)
    artists.grid.set_segments([np.array([[x, low], [x, high]]) for x in ticks])
    artists.grid.set_color([theme.muted if x == 0 else theme.faint for x in ticks])
    artists.grid.set_linewidth([style.MEDIUM if x == 0 else style.HAIRLINE for x in ticks])
    return left, edge


def _write_axis(artists: WhyArtists, why: Why, ticks: Array, right: float) -> None:
    axes = artists.axes
    point = np.ptp(axes.get_ylim()) / axes.bbox.height * style.pixels(axes, 1.0)
    for k, tick in enumerate(artists.ticks):
        shown = k < len(ticks)
        letters.put(tick, ticks[k] if shown else 0.0, -0.5 - _TICK_PT * point, f"{abs(ticks[k]):g}°" if shown else "")
    ways = WAYS[why.axis] if right > 0 else WAYS[why.axis][::-1]
    for end, x, way in zip(artists.ends, (ticks[0], ticks[-1]), ways, strict=True):
        letters.put(end, x, -0.5 - _ENDS_PT * point, way)
