"""The model against published cases: every row one line, its tolerance a band of the same width, the prediction a mark.

Where a prediction stands in its band is all that is compared, so that degrees, newtons and ratios share one picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text

from . import letters, style
from .files import Panel
from .marks import rectangle
from .style import PLAIN, Array, Look
from .words import MINUS

WIDTH_PX, ROW_PX = 1920, 26
COLUMNS = 3
REACH = 3.0  # how many half bands either side are shown; what lies beyond stands at the edge
HEAD_ROWS, GAP_ROWS, TITLE_ROWS, FOOT_ROWS = 1.05, 0.55, 3.2, 0.6
_LINE, _VALUE = (0.505, 0.77), 0.955  # shares of a column's width: ends of the line, right end of the value
_LONGEST_VALUE = 11  # letters
_LOWER = 0.05  # letters look centred on a line when they stand a little below it [rows]
_GROUPS = {  # domain of a case: where it stands, under which name, in which colour
    "alignment": ("Standing", "pelvis"),
    "reciprocal": ("Curves answer curves", "lumbar"),
    "perturbation": ("Pelvis, head, muscles", "lumbar"),
    "cervical": ("Neck", "cervical"),
    "coronal": ("From the front", "cervical"),
    "lower limb comp": ("Pelvis and hips", "lumbar"),
    "lower limb": ("Knees", "lumbar"),
    "in-vivo load": ("Loads measured in people", "thoracic"),
    "model": ("Loads, other models", "thoracic"),
    "stability": ("Passive column", "pelvis"),
    "stiffness": ("Specimens", "pelvis"),
    "capacity": ("Strength", "pelvis"),
    "breathing": ("Breathing", "thoracic"),
}
_UNITS = {"deg": "°"}
_NAME_ROOM, _LEAST_PT = 0.495, 6.0  # of a column, for what is predicted; smallest type of it
MARKS = {"hit": "o", "half": "o", "miss": "x"}
KEY = (
    "band: tolerance   tick: published value   ● within   ○ right way, outside   × missed   at a line's end: beyond it"
)


@dataclass(frozen=True)
class ValidationArtists(Panel):
    """What ``draw_validation`` has drawn; ``update`` shows another run of the same rows.

    Attributes:
        axes: three columns of rows. look: their colours.
        bands: tolerances. scales: the line of each row. ticks: published values.
        marks: one mark a row. labels, values: what is predicted, and the prediction.
        headings: names of the groups. title, key: words above.
        places: (rows, 2) left end of each row's line and its height.
    """

    axes: Axes
    look: Look
    bands: PolyCollection
    scales: LineCollection
    ticks: LineCollection
    marks: tuple[Line2D, ...]
    labels: tuple[Text, ...]
    values: tuple[Text, ...]
    headings: tuple[Text, ...]
    title: Text
    key: Text
    places: Array

    def update(self, table: Any) -> None:
        """Show another validation of the same rows in place."""
        _fill(self, table)


def draw_validation(table: Any, ax: Axes | None = None, look: Look = PLAIN) -> ValidationArtists:
    """Draw predicted against measured, each row normalised by its tolerance.

    Args:
        table: what ``sim.validation.validate`` answers.
        ax: axes to draw on; without it a new figure of 1920 pixels, as high as its rows need, is made.
        look: colours.
    """
    theme, groups = look.theme, _grouped(table)
    places, heads, height = _laid_out([len(rows) for rows in groups.values()])
    high = round(ROW_PX * (height + FOOT_ROWS + TITLE_ROWS) / 0.97)
    axes = style.new_axes(WIDTH_PX, high, (0.015, 0.015, 0.985, 0.985), look) if ax is None else ax
    style.bare(axes)
    axes.set_xlim(0.0, COLUMNS)
    axes.set_ylim(height + FOOT_ROWS, -TITLE_ROWS)
    colours = [theme.colour[_look(name)[1]] for name, rows in groups.items() for _ in rows]
    artists = ValidationArtists(
        axes=axes,
        look=look,
        scales=style.lines(axes, 1, colors=theme.pale, linewidths=style.HAIRLINE),
        bands=style.fills(axes, 2, facecolors=[theme.tint(colour, 0.72) for colour in colours], linewidths=0),
        ticks=style.lines(axes, 3, colors=theme.muted, linewidths=style.MEDIUM),
        marks=tuple(_mark(axes, theme.edge(colour, 0.28)) for colour in colours),
        labels=tuple(letters.write(axes, look=look, size=style.SMALL) for _ in colours),
        values=tuple(letters.write(axes, look=look, size=style.SMALL, align="right") for _ in colours),
        headings=tuple(
            letters.write(axes, size=style.LABEL, colour=theme.text_colour[_look(name)[1]], bold=True)
            for name in groups
        ),
        title=letters.write(axes, look=look, size=style.STATEMENT, bold=True),
        key=letters.write(axes, size=style.SMALL, colour=theme.muted),
        places=places,
    )
    for text, (x, y), name in zip(artists.headings, heads, groups, strict=True):
        letters.put(text, x, y, name)
    _fill(artists, table)
    return artists


def _look(name: str) -> tuple[str, str]:
    return next(look for look in _GROUPS.values() if look[0] == name)


def _grouped(table: Any) -> dict[str, list[Any]]:
    """Rows that were run, under the names of their groups."""
    groups: dict[str, list[Any]] = {name: [] for name, _ in _GROUPS.values()}
    for judged in table.run:
        groups[_GROUPS[judged.case.domain][0]].append(judged)
    return {name: rows for name, rows in groups.items() if rows}


def _laid_out(sizes: Sequence[int]) -> tuple[Array, list[tuple[float, float]], float]:
    """Place of every row and heading, in columns of about the same height; a group may run on in the next column."""
    whole = sum(sizes) + (HEAD_ROWS + GAP_ROWS) * len(sizes)
    room = max(whole / COLUMNS + 1.5, 12.0)
    column, y = 0, 0.0
    places, heads = [], []
    for size in sizes:
        if y + HEAD_ROWS + 2 > room and column < COLUMNS - 1:  # no heading is left alone at the foot
            column, y = column + 1, 0.0
        heads.append((float(column), y + 0.3))
        y += HEAD_ROWS
        for _ in range(size):
            if y + 1 > room and column < COLUMNS - 1:
                column, y = column + 1, HEAD_ROWS
            places.append((float(column), y + 0.5))
            y += 1
        y += GAP_ROWS
    return np.array(places), heads, max(room, y)


def _mark(axes: Axes, colour: str) -> Line2D:
    line = Line2D([], [], linestyle="none", markersize=6.5, markeredgewidth=1.6, color=colour, zorder=5)
    axes.add_line(line)
    return line


def standing(judged: Any) -> tuple[float, float | None, tuple[float, float]]:
    """Where a prediction stands: 0 in the middle of its tolerance, 1 at its edge; likewise published value and band.

    A direction or an order has no size: right stands at 1, half right at 0, wrong at -1.
    """
    row = judged.row
    if row.order is not None or row.sign is not None or judged.predicted is None:
        return {1.0: 1.0, 0.5: 0.0, 0.0: -1.0}[judged.score], None, (0.0, REACH)
    found = np.atleast_1d(np.asarray(judged.predicted, dtype=float))
    published = None if isinstance(row.measured, str) else np.atleast_1d(np.asarray(row.measured, dtype=float))
    if row.low is None or row.high is None:
        edge, way = (row.high, -1.0) if row.low is None else (row.low, 1.0)
        unit = abs(edge - (row.neutral if row.neutral is not None else 1.0)) or 1.0
        middle, band = edge + way * unit, ((-1.0, REACH) if way > 0 else (-REACH, 1.0))
    else:
        middle, unit = 0.5 * (np.asarray(row.low) + row.high), 0.5 * (np.asarray(row.high) - row.low)
        band = (-1.0, 1.0)
    off = np.broadcast_to((found - middle) / unit, found.shape)
    farthest = int(np.argmax(np.abs(off)))
    tick = None if published is None else float(np.broadcast_to((published - middle) / unit, found.shape)[farthest])
    return float(off[farthest]), tick, band


def _value(judged: Any) -> str:
    """The prediction with its unit; of several numbers, only what is short enough."""
    from sim.validation.report import UNITLESS, numbers

    row = judged.row
    bare = row.sign is not None or row.order is not None or row.measured_in in UNITLESS
    unit = "" if bare else _UNITS.get(row.measured_in, f" {row.measured_in}")
    words = numbers(judged.predicted).replace("-", MINUS) + unit
    return words if len(words) <= _LONGEST_VALUE else ""


def _fill(artists: ValidationArtists, table: Any) -> None:
    rows = [judged for group in _grouped(table).values() for judged in group]
    left, right = _LINE
    bands, scales, ticks = [], [], []

    def across(column: float, at: float) -> float:
        return column + left + (right - left) * (float(np.clip(at, -REACH, REACH)) + REACH) / (2 * REACH)

    for k, (judged, (column, y)) in enumerate(zip(rows, artists.places, strict=True)):
        at, tick, band = standing(judged)
        ends = [across(column, edge) for edge in band]
        bands.append(rectangle(ends[0], ends[1], y - 0.3, y + 0.3))
        scales.append(np.array([[across(column, -REACH), y], [across(column, REACH), y]]))
        if tick is not None and abs(tick) <= REACH:
            ticks.append(np.array([[across(column, tick), y - 0.3], [across(column, tick), y + 0.3]]))
        mark = artists.marks[k]
        mark.set_data([across(column, at)], [y])
        mark.set_marker(MARKS[judged.verdict])
        mark.set_markerfacecolor(artists.look.theme.paper if judged.verdict == "half" else mark.get_color())
        letters.put(artists.labels[k], column, y + _LOWER, judged.row.label)
        letters.shrink(artists.labels[k], style.SMALL, _LEAST_PT, _NAME_ROOM * artists.axes.bbox.width / COLUMNS)
        letters.put(artists.values[k], column + _VALUE, y + _LOWER, _value(judged))
    artists.bands.set_verts(bands)
    artists.scales.set_segments(scales)
    artists.ticks.set_segments(ticks)
    hits = len(table.of("hit"))
    half, missed = len(table.of("half")), len(table.of("miss"))
    said = f"{hits} of {len(table.run)} published rows within tolerance, {half} the right way, {missed} missed"
    letters.put(artists.title, 0.0, -TITLE_ROWS + 0.7, said)
    letters.put(artists.key, 0.0, -TITLE_ROWS + 1.95, KEY)
