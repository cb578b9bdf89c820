"""Before and after of an intervention: two postures side by side, and what changed most as a table with bars."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from models.person import JOINTS
from sim.asked import posture
from sim.explain import contrasts
from sim.report import software

from .. import letters, style, words
from ..files import Sheet
from ..loads import REGION_OF_JOINT
from ..marks import rectangle
from ..posture import PostureArtists
from ..style import PLAIN, Array, Look, Theme
from .floor import Box
from .pair import PairArtists, draw_pair, who
from .sentences import SentenceArtists, draw_sentences, fold, signed

if TYPE_CHECKING:
    from sim.explain.comparison import Comparison, Quantity

WIDTH_PX, HEIGHT_PX = 1920, 1080
_PANELS: tuple[Box, Box] = ((56.0, 86.0, 496.0, 924.0), (530.0, 86.0, 970.0, 924.0))  # left, bottom, right, top [px]
_TABLE: Box = (1030.0, 20.0, 1864.0, 924.0)
_MARGIN_PX, _TITLE_PX, _TITLE_ROWS_PX, _STATEMENT_PX, _FOOTER_PX = 56, 1010, 998, 956, 24  # baselines
_LEAST_TITLE, _SMALL_TITLE = 15.0, 11.5  # smaller titles are broken in two rows; size of those too long for these
_FOOTER_ROWS = 2
_ROWS = 9
_ROW_PT, _HEAD_PT = 24.0, 36.0  # height of a row; room for the heading of the table
_PLACES = (0.0, 0.632, 0.8, 1.0)  # of name, before, after and change, as shares of the width
_BAR_AT, _BAR_LONG = 0.375, 0.09  # where bars begin and how long the longest is
_BAR_PT = 3.4  # half height of a bar
_L4_L5 = JOINTS.index("L4-L5")
_WARNINGS = ("Before: ", "After: ")  # what must be known of one side before its numbers are believed
_HEADING = "What changed most"
_KEY = "each row to its own scale · pale: before · solid: after"


@dataclass(frozen=True)
class CompareFigure(Sheet):
    """What ``compare_figure`` has drawn.

    Attributes:
        figure: 1920 x 1080 pixels. look: its colours.
        pair: both postures and what is said of them.
        table: its axes; pale, solid: the bars. rows: name, before, after and change of each row.
        sentences: below the table, whatever it does not say itself.
        title, statement, footer: words.
    """

    figure: Figure
    look: Look
    pair: PairArtists
    table: Axes
    pale: PolyCollection
    solid: PolyCollection
    rows: tuple[tuple[Text, Text, Text, Text], ...]
    sentences: SentenceArtists
    title: Text
    statement: Text
    footer: Text

    @property
    def before(self) -> PostureArtists:
        """The posture before."""
        return self.pair.before

    @property
    def after(self) -> PostureArtists:
        """The posture after, before it pale behind it."""
        return self.pair.after


def compare_figure(found: Comparison, look: Look = PLAIN) -> CompareFigure:
    """Draw a comparison.

    Args:
        found: what ``sim.compare`` answers.
        look: colours.
    """
    figure, theme = style.new_figure(WIDTH_PX, HEIGHT_PX, look), look.theme
    left, bottom, right, top = _TABLE
    table = figure.add_axes(
        (left / WIDTH_PX, bottom / HEIGHT_PX, (right - left) / WIDTH_PX, (top - bottom) / HEIGHT_PX)
    )
    style.bare(table)
    table.set_xlim(0.0, 1.0)
    table.set_ylim(0.0, table.bbox.height)

    def cell(align: letters.Align, bold: bool = False) -> Text:
        return letters.write(table, look=look, size=style.LABEL, align=align, bold=bold)

    made = CompareFigure(
        figure=figure,
        look=look,
        pair=draw_pair(figure, *_seen(found), _PANELS, look),
        table=table,
        pale=style.fills(table, 2, facecolors=theme.ghost, edgecolors=theme.pale, linewidths=style.FINE),
        solid=style.fills(table, 3, linewidths=style.HAIRLINE),
        rows=tuple((cell("left"), cell("right"), cell("right"), cell("right", True)) for _ in range(_ROWS + 1)),
        sentences=_tell(table, found, look),
        title=letters.write_on(figure, size=style.TITLE, colour=theme.ink, bold=True),
        statement=letters.write_on(figure, size=style.STATEMENT, colour=theme.ink),
        footer=letters.write_on(figure, size=style.FOOTER, colour=theme.muted),
    )
    with style.settled():
        _fill_table(made, found)
        _write_frame(made, found)
    return made


def _seen(found: Comparison) -> tuple[Any, Any]:
    """Both results as they are drawn: each by itself, the discs of *after* shaded by their load against *before*."""
    was, now = found.before, found.after
    borne = was.joints.compression_N > 1.0
    ratio = np.where(borne, now.joints.compression_N / np.where(borne, was.joints.compression_N, 1.0), 1.0)
    same = np.ones(len(JOINTS))
    return (
        replace(was, baseline=None, joints=replace(was.joints, compression_ratio=same)),
        replace(now, baseline=None, joints=replace(now.joints, compression_ratio=ratio)),
    )


def _colour(found: Quantity, theme: Theme) -> str:
    return theme.colour[REGION_OF_JOINT[JOINTS.index(found.name)]] if found.name in JOINTS else theme.muted


def _fill_table(made: CompareFigure, found: Comparison) -> None:
    """Rows and bars."""
    table, point, theme = made.table, style.pixels(made.table, 1.0), made.look.theme
    letters.write_heading(table, made.look).update(_HEADING, _KEY)
    first = _row_px(table, 0.0)
    for text, x, word in zip(made.rows[0], _PLACES, ("", "before", "after", "change"), strict=True):
        text.set_color(theme.muted)
        text.set_fontweight("normal")
        letters.put(text, x, first + 0.8 * _ROW_PT * point, word)
    shown = found.changed[:_ROWS]
    pale: list[Array] = []
    solid: list[Array] = []
    for row, (one, texts) in enumerate(zip(shown, made.rows[1:], strict=False)):
        y = _row_px(table, row)
        said = (contrasts.label(one), contrasts.value(one, one.before), contrasts.value(one, one.after))
        for text, x, word in zip(texts, _PLACES, (*said, contrasts.change(one)), strict=True):
            letters.put(text, x, y, signed(word))
        letters.shrink(texts[0], style.LABEL, 7.0, (_BAR_AT - 0.02) * table.bbox.width)
        widest = max(abs(one.before), abs(one.after), 1e-12)
        for size, rise, bars in ((one.before, 1, pale), (one.after, -1, solid)):
            length, middle = _BAR_LONG * abs(size) / widest, y + rise * _BAR_PT * point
            half = 0.9 * _BAR_PT * point
            bars.append(rectangle(_BAR_AT, _BAR_AT + length, middle - half, middle + half))
    faces = [_colour(one, theme) for one in shown]
    made.pale.set_verts(pale)
    made.solid.set_verts(solid)
    made.solid.set_facecolor(faces)
    made.solid.set_edgecolor([theme.edge(face, 0.35) for face in faces])
    if not shown:
        letters.put(made.rows[1][0], _PLACES[0], first, "nothing that is worth a word")


def _row_px(table: Axes, row: float) -> float:
    """Height of a row, from the first downwards [px]."""
    return float(table.bbox.height - (_HEAD_PT + (1.1 + row) * _ROW_PT) * style.pixels(table, 1.0))


def _tell(table: Axes, found: Comparison, look: Look) -> SentenceArtists:
    """Below the table what it does not say itself, warnings first; what only repeats a row where there is room."""
    shown = found.changed[:_ROWS]
    labels = tuple(f"{contrasts.label(one)}: " for one in shown)
    needed = [said for said in found.statements if not said.text.startswith(labels)]
    needed[2:] = sorted(needed[2:], key=lambda said: not said.text.startswith(_WARNINGS))
    spare = [said for said in found.statements if said.text.startswith(labels)]
    with style.settled():
        return draw_sentences(table, _row_px(table, max(len(shown), 1) - 0.2), needed, spare, "compare.json", look)


def _write_frame(made: CompareFigure, found: Comparison) -> None:
    left, room = _MARGIN_PX / WIDTH_PX, WIDTH_PX - 2.0 * _MARGIN_PX
    letters.put(made.title, left, _TITLE_PX / HEIGHT_PX, _title(found))
    if not letters.shrink(made.title, style.TITLE, _LEAST_TITLE, room):
        letters.put(made.title, left, _TITLE_ROWS_PX / HEIGHT_PX, _title(found))
        letters.break_in_two(made.title, _LEAST_TITLE, room)
    if made.title.get_text().endswith("…"):
        made.title.set_text(_title(found))
        letters.break_in_two(made.title, _SMALL_TITLE, room)
    letters.put(made.statement, left, _STATEMENT_PX / HEIGHT_PX, _statement(found))
    letters.shrink(made.statement, style.STATEMENT, style.SMALL, room)
    people = " and ".join(dict.fromkeys((who(found.before), who(found.after))))
    said = f"Model: {people} · Plumbline {software()['version']} · teaching model, not medical advice"
    letters.put(made.footer, left, _FOOTER_PX / HEIGHT_PX, said)
    fold(made.footer, said, _PANELS[1][2] - _MARGIN_PX, _FOOTER_ROWS)


def _title(found: Comparison) -> str:
    """What is different; where only the scenario is, or the whole person, before and after in words."""
    states = found.before, found.after
    one, two = (result.scenario.to_dict() for result in states)
    asked = sum(one[key] != two[key] for key in one if key not in ("person", "title"))
    done = [said for said in found.different if words.ARROW not in said]
    told = list(found.different)
    if found.before.person.name != found.after.person.name:
        told = [
            _between(*(f"{who(result).partition(' (')[0]}, {posture(result.scenario)}" for result in states)),
            *done,
        ]
    elif not done and asked == len(told) and words.title(found.before) != words.title(found.after):
        told = [_between(*map(words.title, states))]
    said = signed("; ".join(told))
    return said[0].upper() + said[1:]


def _between(before: str, after: str) -> str:
    """From one to the other, as a sentence goes on."""
    return f"{before} {words.ARROW} {after[0].lower() if after[1:2].islower() else after[0]}{after[1:]}"


def _statement(found: Comparison) -> str:
    """Where compression changes most, in one line; or that it does not."""
    before, after = (result.joints.compression_N for result in (found.before, found.after))
    most = int(np.abs(after - before).argmax())
    old, new = float(before[most]), float(after[most])
    if not any(one.group == "compression" for one in found.changed):
        return f"Compression changes by less than 3 % at every joint; at L4-L5 it is {after[_L4_L5]:.0f} N."
    verb = "grows" if new > old else "falls"
    return f"Compression {verb} most at {JOINTS[most]}: {old:.0f} {words.ARROW} {new:.0f} N, ×{new / old:.2f}."
