"""The domino: how many degrees each region gives, from the pelvis up, and what is left at the head.

Every body has turned by some angle since before. From one region's top to the next the difference is what
that region gives, so the regions add up to what is left at the head.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from . import keys, letters, marks, style, words
from .files import Panel
from .shares import TURNED, shares
from .style import PLAIN, Array, Look

_HEAD_ROWS, _FOOT_ROWS, _BELOW = 1.0, 0.42, 0.35
_FLOOR, _ENDS = 0.40, 0.17  # where the grid ends below the first row, and the words below it, in rows
_RING_PT = (3.5, 6.0)
_LEAST_LABEL, _LABEL_PT, _KEY_PT = 7.0, 8.5, 30.0  # smallest label; least height above a ring; top of the key
_BAR, _TIP = 0.095, 0.05  # half height of a bar in rows; length of its arrow as a share of the axis
_LABEL = 0.24  # how far above a bar its label stands, in rows
_TICKS = 7
_APART_PT = 6.0  # between a name and its degrees
_LEAST_DEG = 2.0  # half width of the axis when nothing tilts


@dataclass(frozen=True)
class DominoArtists(Panel):
    """What ``draw_domino`` has drawn; ``update`` shows another result in the same artists.

    Attributes:
        axes: degrees from before across, rows up. look: its colours and language.
        bars: what pelvis, lumbar spine, thorax and neck give, as arrows. joins: from one to the next.
        rest: what is left at the head.
        grid: lines at round degrees; ticks: their labels. ends: names of both ways.
        names, values: labels of the five rows, from below upwards.
        heading: words above.
    """

    axes: Axes
    look: Look
    bars: PolyCollection
    joins: LineCollection
    rest: PolyCollection
    grid: LineCollection
    ticks: tuple[Text, ...]
    ends: tuple[Text, Text]
    names: tuple[Text, ...]
    values: tuple[Text, ...]
    heading: letters.Heading

    def update(self, result: Any) -> None:
        """Show another result in place."""
        _fill(self, result)
        if self.look.blank:
            letters.blank(self.quizzed)

    @property
    def quizzed(self) -> tuple[Text, ...]:
        """What a quiz leaves blank, in the order of reading."""
        rows = zip(self.names[::-1], self.values[::-1], strict=True)
        return tuple(text for row in rows for text in row)


def draw_domino(result: Any, ax: Axes | None = None, look: Look = PLAIN) -> DominoArtists:
    """Draw how many degrees each region gives in the plane of the tilt.

    Args:
        result: a ``Result``.
        ax: axes to draw on; without it a new figure of 720 x 1080 pixels is made.
        look: its colours and language.
    """
    axes = style.new_axes(720, 1080, look=look) if ax is None else ax
    style.bare(axes)
    theme = look.theme
    colours = [theme.colour[region] for region in TURNED]
    artists = DominoArtists(
        axes=axes,
        look=look,
        grid=style.lines(axes, 1),
        joins=style.lines(axes, 2, colors=theme.muted, linewidths=style.FINE),
        bars=style.fills(axes, 3, facecolors=colours, edgecolors=[theme.edge(colour) for colour in colours]),
        rest=style.fills(axes, 4, facecolors=theme.paper, edgecolors=theme.text_colour["head"]),
        ticks=tuple(
            letters.write(axes, size=style.SMALL, colour=theme.muted, align="center", baseline="top")
            for _ in range(_TICKS)
        ),
        ends=(
            letters.write(axes, size=style.LABEL, colour=theme.muted, align="left", baseline="top"),
            letters.write(axes, size=style.LABEL, colour=theme.muted, align="right", baseline="top"),
        ),
        names=tuple(
            letters.write(axes, size=style.LABEL, colour=theme.text_colour[region], bold=True, baseline="bottom")
            for region in style.REGIONS
        ),
        values=tuple(
            letters.write(axes, look=look, size=style.LABEL, align="right", baseline="bottom") for _ in style.REGIONS
        ),
        heading=letters.write_heading(axes, look),
    )
    artists.bars.set_linewidth(style.HAIRLINE)
    artists.rest.set_linewidth(style.STRONG)
    for text in (*artists.names, *artists.values):  # a joining line passes behind the words
        text.set_bbox({"facecolor": theme.paper, "edgecolor": "none", "pad": 1.5})
    artists.update(result)
    return artists


def _arrow(start: float, stop: float, row: float, tip: float) -> Array:
    """(7, 2) a bar that ends in a point; a short one has none."""
    way = np.sign(stop - start)
    if abs(stop - start) < tip:
        x, y = np.array([start, stop, stop, stop, stop, stop, start]), np.array([-1, -1, -1, 0, 1, 1, 1])
        return np.column_stack([x, row + _BAR * y])
    neck = stop - way * tip
    x, y = np.array([start, neck, neck, stop, neck, neck, start]), np.array([-1, -1, -1.8, 0, 1.8, 1, 1])
    return np.column_stack([x, row + _BAR * y])


def degree_steps(low: float, high: float) -> Array:
    """Round degrees that span low to high, zero among them, at most as many as there are tick labels."""
    for step in (1, 2, 5, 10, 20, 30, 45):
        first, last = np.floor(low / step - 1e-9), np.ceil(high / step + 1e-9)
        if last - first + 1 <= _TICKS:
            break
    return step * np.arange(first, last + 1)


def _fill(artists: DominoArtists, result: Any) -> None:
    axes, given = artists.axes, shares(result)
    theme, language = artists.look.theme, artists.look.language
    reached = np.concatenate([[0.0], np.cumsum(given.degrees)]) * given.right
    low, high = min(reached.min(), -_LEAST_DEG / 2), max(reached.max(), _LEAST_DEG / 2)
    steps = degree_steps(low, high)
    width = steps[-1] - steps[0]
    edge = 0.04 * width
    left, right = steps[0] - edge, steps[-1] + edge
    rows = np.arange(len(style.REGIONS))
    labels = words.domino_labels(given, language)
    key = keys.key_of_domino(given, language)
    layout = _layout(axes, labels, key)
    axes.set_xlim(left, right)
    axes.set_ylim(-layout.foot, rows[-1] + layout.head)
    artists.bars.set_verts(
        [_arrow(reached[k], reached[k + 1], rows[k], _TIP * width) for k in range(len(given.degrees))]
    )
    artists.joins.set_segments(
        [np.array([[reached[k + 1], rows[k]], [reached[k + 1], rows[k + 1]]]) for k in range(len(given.degrees))]
    )
    _fill_rest(artists, float(reached[-1]), float(rows[-1]), layout.ring)
    floor = -_FLOOR
    artists.grid.set_segments([np.array([[x, floor], [x, rows[-1] + 0.24]]) for x in steps])
    artists.grid.set_color([theme.muted if x == 0 else theme.faint for x in steps])
    artists.grid.set_linewidth([style.MEDIUM if x == 0 else style.HAIRLINE for x in steps])
    for k, tick in enumerate(artists.ticks):
        shown = k < len(steps)
        letters.put(tick, steps[k] if shown else 0.0, floor - 0.03, f"{abs(steps[k]):g}°" if shown else "")
    for end, x, way in zip(artists.ends, (left, right), given.ends(language), strict=True):
        letters.put(end, x, floor - layout.ends, way)
    _fill_labels(artists, labels, layout, left, right)
    artists.heading.update(keys.heading_of_domino(result, language), key)


@dataclass(frozen=True)
class _Layout:
    """Heights in rows: above the last row, below the first, of the words below the ticks; and of the labels.

    Attributes:
        head, foot, ends: rows.
        size: of the labels [pt]. label: how far they stand above a bar. raised: how far each name stands above its
            degrees; zero side by side. ring: radius of the ring where the head ends [pt].
    """

    head: float
    foot: float
    ends: float
    size: float
    label: float
    raised: tuple[float, ...]
    ring: float


def _layout(axes: Axes, labels: list[tuple[str, str]], key: str) -> _Layout:
    """Rows of a tall panel; in a low or narrow one words keep their height, and names go above their degrees."""
    point = style.pixels(axes, 1.0)
    height, width = axes.bbox.height / point, axes.bbox.width / point
    last = len(labels) - 1
    for size in (style.LABEL, style.SMALL):
        raised = [
            letters.width_pt(what, size, True) + letters.width_pt(said, size) + _APART_PT > width
            for what, said in labels
        ]
        row = height / (last + _LABEL + _HEAD_ROWS + _FOOT_ROWS + _BELOW)
        line = letters.ROW * size
        for _ in range(4):  # what words take is taken from the rows
            label = max(_LABEL, _LABEL_PT / row)
            above = _KEY_PT + letters.ROW * style.SMALL * (1 + key.count("\n"))
            head = max((_LABEL + _HEAD_ROWS) * row, above + line * (1 + raised[-1]) + label * row)
            ends = max(_ENDS * row, 0.03 * row + style.SMALL)
            foot = max((_FOOT_ROWS + _BELOW) * row, _FLOOR * row + ends + 1.1 * style.LABEL)
            row = (height - head - foot) / last
        lines = 1 + any(raised[:-1])
        if not any(raised) and (label + 1.8 * _BAR) * row + line * lines <= row:
            break
    names = tuple(line / row if high else 0.0 for high in raised)
    ring = float(np.clip(row - label * row - line, *_RING_PT))  # the label of the row below stands under it
    return _Layout(head / row, foot / row, ends / row, size, label, names, ring)


def _fill_labels(
    artists: DominoArtists, labels: list[tuple[str, str]], layout: _Layout, left: float, right: float
) -> None:
    """Names and degrees above the bars."""
    for row, (name, value, (what, said)) in enumerate(zip(artists.names, artists.values, labels, strict=True)):
        name.set_fontsize(layout.size)
        letters.put(name, left, row + layout.label + layout.raised[row], what)
        letters.put(value, right, row + layout.label, said)
        letters.shrink(value, layout.size, _LEAST_LABEL, artists.axes.bbox.width)


def _fill_rest(artists: DominoArtists, x: float, row: float, radius_pt: float) -> None:
    """A ring where the head ends."""
    axes = artists.axes
    radius = style.pixels(axes, radius_pt)
    across = np.ptp(axes.get_xlim()) / axes.bbox.width
    up = np.ptp(axes.get_ylim()) / axes.bbox.height
    artists.rest.set_verts([[x, row] + radius * np.array([across, up]) * marks.circle(32)])
