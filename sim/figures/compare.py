"""Before and after of an intervention: two postures side by side, and what changed most as a table with bars."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from models.person import JOINTS
from sim import contrasts, report
from sim.evidence import GRADES

from . import letters, style, words
from .files import png
from .loads import REGION_OF_JOINT
from .posture import PostureArtists, draw_posture
from .shapes import BACK, SIDE
from .shares import leaves_sagittal_plane
from .style import Array

if TYPE_CHECKING:
    from sim.comparison import Comparison, Quantity

WIDTH_PX, HEIGHT_PX = 1920, 1080
_BEFORE, _AFTER = (56, 72, 506, 890), (516, 72, 966, 890)  # left, bottom, right, top [px]
_TABLE = (1030, 84, 1864, 930)
_MARGIN_PX, _TITLE_PX, _STATEMENT_PX, _PANEL_PX, _FOOTER_PX = 56, 1006, 962, 904, 24  # baselines
_ROWS = 9
_ROW_PT, _HEAD_PT = 25.0, 40.0  # height of a row; room for the heading of the table
_NAME, _BEFORE_AT, _AFTER_AT, _CHANGE_AT = 0.0, 0.69, 0.835, 1.0  # of the columns, as shares of the width
_BAR_AT, _BAR_LONG = 0.39, 0.165  # where bars begin and how long the longest is
_BAR_PT = 3.4  # half height of a bar
_MIDDLE = 0.58  # of the width of a panel, where the body stands seen from behind
_LETTERS = 68  # of a line of a sentence
_MINUS = re.compile(r"(?<![\w])-(?=\d)")
_HEADING = "What changed most"
_KEY = "each row to its own scale · pale: before · solid: after"


@dataclass(frozen=True)
class CompareFigure:
    """What ``compare_figure`` has drawn.

    Attributes:
        figure: 1920 x 1080 pixels.
        before, after: the postures, from behind where one leaves the sagittal plane; pale behind *after*, *before*.
        table: its axes; pale, solid: the bars. rows: name, before, after and change of each row.
        names: over the postures. title, statement, footer: words. sentences: below the table, as many as fit.
    """

    figure: Figure
    before: PostureArtists
    after: PostureArtists
    table: Axes
    pale: PolyCollection
    solid: PolyCollection
    rows: tuple[tuple[Text, Text, Text, Text], ...]
    names: tuple[Text, Text]
    title: Text
    statement: Text
    sentences: Text
    footer: Text

    def _repr_png_(self) -> bytes:
        """Let a notebook show the figure."""
        return png(self.figure, {})


def compare_figure(found: Comparison) -> CompareFigure:
    """Draw a comparison.

    Args:
        found: what ``sim.compare`` answers.
    """
    figure = style.new_figure(WIDTH_PX, HEIGHT_PX)
    axes = [figure.add_axes(_share(box)) for box in (_BEFORE, _AFTER, _TABLE)]
    was, now = _seen(found)
    view = BACK if any(leaves_sagittal_plane(state) for state in (was, now)) else SIDE
    before, after = draw_posture(was, axes[0], view), draw_posture(now, axes[1], view)
    _same_scale(axes[0], axes[1], view)
    for panel in (before, after):
        panel.notes.heading.update("", "")
    table = axes[2]
    style.bare(table)
    table.set_xlim(0.0, 1.0)
    table.set_ylim(0.0, table.bbox.height)

    def text(size: float, colour: str, bold: bool = False) -> Text:
        return figure.text(
            0, 0, "", fontsize=size, color=colour, fontfamily=style.FONT, fontweight="bold" if bold else "normal",
            ha="left", va="baseline", parse_math=False, usetex=False,
        )  # fmt: skip

    def cell(align: letters.Align, bold: bool = False) -> Text:
        return letters.write(table, size=style.LABEL, align=align, bold=bold)

    made = CompareFigure(
        figure=figure,
        before=before,
        after=after,
        table=table,
        pale=style.fills(table, 2, facecolors=style.GHOST, edgecolors=style.PALE, linewidths=style.FINE),
        solid=style.fills(table, 3, linewidths=style.HAIRLINE),
        rows=tuple((cell("left"), cell("right"), cell("right"), cell("right", True)) for _ in range(_ROWS + 1)),
        names=(text(style.HEADING, style.INK, True), text(style.HEADING, style.INK, True)),
        title=text(style.TITLE, style.INK, True),
        statement=text(style.STATEMENT, style.INK),
        sentences=letters.write(table, size=style.LABEL, baseline="top"),
        footer=text(style.FOOTER, style.MUTED),
    )
    with style.settled():
        _write(made, found)
    return made


def _share(box: tuple[int, int, int, int]) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    return (left / WIDTH_PX, bottom / HEIGHT_PX, (right - left) / WIDTH_PX, (top - bottom) / HEIGHT_PX)


def _seen(found: Comparison) -> tuple[Any, Any]:
    """Both results as they are drawn: *after* beside *before*, its discs shaded by what they bear compared with it."""
    was, now = found.before, found.after
    ratio = now.joints.compression_N / np.where(was.joints.compression_N > 1.0, was.joints.compression_N, np.nan)
    ratio = np.where(np.isnan(ratio), 1.0, ratio)
    same = replace(was.joints, compression_ratio=np.ones(len(JOINTS)))
    return (
        replace(was, baseline=None, joints=same),
        replace(now, baseline=was, joints=replace(now.joints, compression_ratio=ratio)),
    )


def _same_scale(one: Axes, two: Axes, view: str) -> None:
    """Both panels to one scale, on one ground."""
    left = min(axes.get_xlim()[0] for axes in (one, two))
    bottom = min(axes.get_ylim()[0] for axes in (one, two))
    top = max(axes.get_ylim()[1] for axes in (one, two))
    scale = max([(top - bottom) / one.bbox.height, *(np.ptp(axes.get_xlim()) / axes.bbox.width for axes in (one, two))])
    if view == BACK:  # the body in the middle, what is said of the plumb line left of it
        left = -_MIDDLE * one.bbox.width * scale
    for axes in (one, two):
        axes.set_xlim(left, left + axes.bbox.width * scale)
        axes.set_ylim(bottom, bottom + axes.bbox.height * scale)


def _colour(found: Quantity) -> str:
    return style.COLOUR[REGION_OF_JOINT[JOINTS.index(found.name)]] if found.name in JOINTS else style.MUTED


def _write(made: CompareFigure, found: Comparison) -> None:
    table, point = made.table, style.pixels(made.table, 1.0)
    top = table.bbox.height
    heading = letters.write_heading(table)
    heading.update(_HEADING, _KEY)
    first = top - (_HEAD_PT + 1.0 * _ROW_PT) * point
    for text, x, word in zip(made.rows[0], _places(), ("", "before", "after", "change"), strict=True):
        text.set_color(style.MUTED)
        text.set_fontweight("normal")
        letters.put(text, x, first + 0.75 * _ROW_PT * point, word)
    shown = found.changed[:_ROWS]
    pale: list[Array] = []
    solid: list[Array] = []
    faces = []
    for row, (one, texts) in enumerate(zip(shown, made.rows[1:], strict=False)):
        y = first - row * _ROW_PT * point
        said = (contrasts.label(one), contrasts.value(one, one.before), contrasts.value(one, one.after))
        for text, x, word in zip(texts, _places(), (*said, contrasts.change(one)), strict=True):
            letters.put(text, x, y, _MINUS.sub(words.MINUS, word))
        letters.shrink(texts[0], style.LABEL, 7.0, (_BAR_AT - 0.02) * table.bbox.width)
        widest = max(abs(one.before), abs(one.after), 1e-12)
        for size, rise, bars in ((one.before, 1, pale), (one.after, -1, solid)):
            length, middle = _BAR_LONG * abs(size) / widest, y + rise * _BAR_PT * point
            bars.append(_bar(_BAR_AT, length, middle, 0.9 * _BAR_PT * point))
        faces.append(_colour(one))
    made.pale.set_verts(pale)
    made.solid.set_verts(solid)
    made.solid.set_facecolor(faces)
    made.solid.set_edgecolor([style.shade(face, 0.35) for face in faces])
    below = first - (max(len(shown), 1) - 0.1) * _ROW_PT * point
    if not shown:
        letters.put(made.rows[1][0], _NAME, first, "nothing that is worth a word")
    _tell(made, found, below)
    _write_frame(made, found)


def _tell(made: CompareFigure, found: Comparison, below: float) -> None:
    """The sentences under the table, as many as fit."""
    told: list[str] = []
    for said in found.statements:
        text = f"{said.grade}  {_MINUS.sub(words.MINUS, said.text)}"
        lines = "\n".join(textwrap.wrap(text, _LETTERS, subsequent_indent="    "))
        letters.put(made.sentences, _NAME, below, "\n\n".join([*told, lines]))
        if made.sentences.get_window_extent().y0 < made.table.bbox.y0:
            break
        told.append(lines)
    letters.put(made.sentences, _NAME, below, "\n\n".join(told))


def _bar(left: float, length: float, y: float, half: float) -> Array:
    return np.array([[left, y - half], [left + length, y - half], [left + length, y + half], [left, y + half]])


def _places() -> tuple[float, float, float, float]:
    return _NAME, _BEFORE_AT, _AFTER_AT, _CHANGE_AT


def _write_frame(made: CompareFigure, found: Comparison) -> None:
    left, room = _MARGIN_PX / WIDTH_PX, WIDTH_PX - 2.0 * _MARGIN_PX
    said = _MINUS.sub(words.MINUS, "; ".join(found.different))
    letters.put(made.title, left, _TITLE_PX / HEIGHT_PX, said[0].upper() + said[1:])
    if not letters.shrink(made.title, style.TITLE, 12.0, room):
        letters.cut(made.title, room)
    letters.put(made.statement, left, _STATEMENT_PX / HEIGHT_PX, f"Before: {report.heading(found.before)}")
    for text, box, name in zip(made.names, (_BEFORE, _AFTER), ("Before", "After"), strict=True):
        letters.put(text, box[0] / WIDTH_PX, _PANEL_PX / HEIGHT_PX, name)
    if not letters.shrink(made.statement, style.STATEMENT, style.SMALL, room):
        letters.cut(made.statement, room)
    used = sorted({said.grade for said in found.statements})
    key = " · ".join(f"{grade}: {GRADES[grade]}" for grade in used)
    letters.put(made.footer, left, _FOOTER_PX / HEIGHT_PX, f"{words.footer(found.before)} · {key}")
    letters.cut(made.footer, room)
