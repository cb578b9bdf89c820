"""The numbers of all 25 joints as a table: angles and loads now, from the head down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.text import Text

from models.person import JOINTS
from sim.language import say

from . import letters, style, words
from .files import Panel
from .loads import REGION_OF_JOINT, ROWS
from .shares import before_of, leaves_sagittal_plane
from .style import PLAIN, Array, Look

_BEFORE = "before"
_Column = tuple[str, str, int]  # key of the heading, column of the result, decimals
_LOADS: tuple[_Column, ...] = (
    ("compression", "compression_N", 0),
    ("shear", "shear_anterior_N", 0),
    ("moment", "moment_flexion_Nm", 1),
    ("pressure", "pressure_MPa", 2),
)
_FORWARD: tuple[_Column, ...] = (("bend", "flexion_deg", 1), ("before", _BEFORE, 0), *_LOADS)
_ASIDE: tuple[_Column, ...] = (
    ("bend", "flexion_deg", 1),
    ("aside", "lateral_deg", 1),
    ("turn", "axial_deg", 1),
    *_LOADS,
)
_MOST = len(_ASIDE)
_HEAD_ROWS, _FOOT_ROWS = 5.0, 0.6
_FIRST, _LAST = 0.135, 1.0  # right edges of joint names and of the last column, as shares of the width
_SIZE, _LEAST, _LEAST_HEAD = style.SMALL, 6.0, 5.0


@dataclass(frozen=True)
class TableArtists(Panel):
    """What ``draw_table`` has drawn; ``update`` shows another result in the same artists.

    Attributes:
        axes: shares of the width across, rows up. look: its colours and language.
        joints: 25 names from L5-S1 up. columns: one text a column and region, a row a joint.
        heads: names of the columns; units: below them. rules: lines between regions. heading: words above.
    """

    axes: Axes
    look: Look
    joints: tuple[Text, ...]
    columns: tuple[tuple[Text, ...], ...]
    heads: tuple[Text, ...]
    units: tuple[Text, ...]
    rules: LineCollection
    heading: letters.Heading

    def update(self, result: Any) -> None:
        """Show another result in place."""
        _fill(self, result)
        if self.look.blank:
            letters.blank(self.quizzed)

    @property
    def quizzed(self) -> tuple[Text, ...]:
        """What a quiz leaves blank: the names of the joints."""
        return self.joints[::-1]


def draw_table(result: Any, ax: Axes | None = None, look: Look = PLAIN) -> TableArtists:
    """Write angles and loads of the 25 joints.

    Args:
        result: a ``Result``.
        ax: axes to draw on; without it a new figure of 1080 x 1080 pixels is made.
        look: its colours and language.
    """
    axes = style.new_axes(1080, 1080, look=look) if ax is None else ax
    style.bare(axes)
    theme = look.theme
    artists = TableArtists(
        axes=axes,
        look=look,
        rules=style.lines(axes, 1, colors=theme.faint, linewidths=style.HAIRLINE),
        joints=tuple(
            letters.write(axes, size=_SIZE, colour=theme.text_colour[region], align="right")
            for region in REGION_OF_JOINT
        ),
        columns=tuple(
            tuple(letters.write(axes, look=look, size=_SIZE, align="right") for _ in JOINTS) for _ in range(_MOST)
        ),
        heads=tuple(letters.write(axes, look=look, size=_SIZE, align="right", baseline="bottom") for _ in range(_MOST)),
        units=tuple(
            letters.write(axes, size=_SIZE, colour=theme.muted, align="right", baseline="bottom") for _ in range(_MOST)
        ),
        heading=letters.write_heading(axes, look),
    )
    artists.update(result)
    return artists


def _fill(artists: TableArtists, result: Any) -> None:
    axes, language = artists.axes, artists.look.language
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(-_FOOT_ROWS, ROWS[-1] + _HEAD_ROWS)
    row_pt = axes.bbox.height / style.pixels(axes, 1.0) / float(np.ptp(axes.get_ylim()))
    size = float(np.clip(row_pt / letters.ROW, _LEAST, _SIZE))
    columns = _columns(result)
    wide = (_LAST - _FIRST) / len(columns)
    room = 0.94 * wide * axes.bbox.width
    for joint, row, name in zip(artists.joints, ROWS, JOINTS, strict=True):
        joint.set_fontsize(size)
        letters.put(joint, _FIRST, row, name)
    for k in range(_MOST):
        key, column, decimals = columns[k] if k < len(columns) else ("", "", 0)
        x = _FIRST + (k + 1) * wide
        for text, row, value in zip(artists.columns[k], ROWS, _values(result, column), strict=True):
            text.set_fontsize(size)
            said = words.number(float(value), decimals) if np.isfinite(value) else "–"
            letters.put(text, x, row, said if key else "")
        above = ((artists.heads[k], "column", 1.75), (artists.units[k], "unit", 0.7))
        for text, table, higher in above:
            letters.put(text, x, ROWS[-1] + higher, say(f"panels.{table}.{key}", language) if key else "")
            letters.shrink(text, size, _LEAST_HEAD, room)
    artists.rules.set_segments(_rules())
    artists.heading.update(say("panels.table", language), "")


def _columns(result: Any) -> tuple[_Column, ...]:
    """Bends aside and turns where there are any; otherwise the compression before."""
    if leaves_sagittal_plane(result):
        return _ASIDE
    return _FORWARD if before_of(result) is not None else (_FORWARD[0], *_LOADS)


def _values(result: Any, column: str) -> Array:
    """(25,) a column of the joints; not a number where there is none."""
    if column == _BEFORE:
        before = before_of(result)
        return np.asarray((before or result).joints.compression_N)
    return np.asarray(getattr(result.joints, column)) if column else np.zeros(len(JOINTS))


def _rules() -> list[Array]:
    """A line under the head, and between regions."""
    gaps = np.flatnonzero(np.diff(ROWS) > 1.01)
    heights = [*((ROWS[gaps] + ROWS[gaps + 1]) / 2), ROWS[-1] + 0.6]
    return [np.array([[0.0, y], [1.0, y]]) for y in heights]
