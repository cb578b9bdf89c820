"""The peel: everything above one joint as a free body, in the posture that was found, with every force on it.

At the left the body that is cut free, its weight, what it carries and what it leans on, with their lever arms. In the
middle the cut, enlarged: muscles, abdominal pressure, tissue and the push of the body below. At the right the balance
in numbers. All forces are drawn to one scale, each on its line of action; what is drawn adds up to zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from models.person import JOINTS
from sim import freebody
from sim.freebody import BACK, JOINT, LOAD, MUSCLE, SIDE, TISSUE, Seen
from sim.words import choice

from .. import letters, style, words
from ..files import Panel
from ..shares import leaves_sagittal_plane
from ..style import PLAIN, Look
from . import peelparts
from .cutfree import body_of
from .forcepage import ForcePage, colour_of

WIDTH_PX, HEIGHT_PX = 1920, 1080
# all in points, from the lower left of a panel of 864 x 486
_SIZE_PT = (864.0, 486.0)
_TABLE, _TABLE_TOP, _ROW, _HEAD_ROW = 596.0, 372.0, 15.6, 24.0
_COLUMNS = (0.0, 134.0, 168.0, 208.0, 246.0)  # of the table: name, then right edges
LONGEST_PT = 122.0  # of the greatest force
_WORDS, _ROWS = 24, 17
_SEEN_SHARE = 0.005  # of the compression: a projection that hides less is not spoken of
_KEY = "all arrows to one scale, each on its line of action"
_PARTS = {
    "weight": freebody.BODY,
    "load carried": LOAD,
    "backrest": freebody.SUPPORT,
    "muscles": MUSCLE,
    "abdominal pressure": freebody.ABDOMEN,
}
_VIEWS = {SIDE: "from the side", BACK: "from behind"}


@dataclass(frozen=True)
class PeelArtists(Panel):
    """What ``draw_peel`` has drawn; ``update`` shows another result in the same artists.

    Attributes:
        axes: typographic points of a panel of 864 x 486, of which ``zoom`` are one on paper.
        joint, view, look: what was asked for.
        below: what is cut away. above: what is free. disc: where it is cut. soft: ribs, head, arms.
        lens: around what is enlarged; enlarged, ghosts, cut: the same bodies there. ropes: paths of muscles at work.
        pushes: arrows of forces. turns: arcs of couples, heads: their points. marks: centres of mass.
        rules: construction lines: lines of action, lever arms, leaders, the scale.
        words: names and numbers beside them. rows: of the table, five columns each.
        title, statement, key, footer: words.
    """

    axes: Axes
    joint: str
    view: str
    look: Look
    zoom: float
    below: PolyCollection
    above: PolyCollection
    disc: PolyCollection
    soft: LineCollection
    lens: PolyCollection
    ghosts: PolyCollection
    enlarged: PolyCollection
    cut: PolyCollection
    ropes: LineCollection
    pushes: PolyCollection
    turns: LineCollection
    heads: PolyCollection
    marks: PolyCollection
    rules: LineCollection
    words: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    statement: Text
    key: Text
    footer: Text
    title: Text

    def update(self, result: Any) -> None:
        """Show another result in place."""
        with style.settled():
            _fill(self, result)


def draw_peel(
    result: Any, joint: str = "L4-L5", ax: Axes | None = None, view: str = SIDE, look: Look = PLAIN
) -> PeelArtists:
    """Draw everything above a joint as one free body.

    Args:
        result: a ``Result``.
        joint: where it is cut, such as ``"L4-L5"``.
        ax: axes to draw on, best at 16 to 9; without it a new figure of 1920 x 1080 pixels is made.
        view: ``"side"`` or ``"back"``. Where the posture leaves that plane the forces are seen projected on it, and
            the figure says so.
        look: colours and language.

    Raises:
        ScenarioError: there is no such joint, or no such view; the line names the nearest.
    """
    name = freebody.joint_name(joint)
    choice(view, (SIDE, BACK), "view")
    theme = look.theme
    axes = style.new_axes(WIDTH_PX, HEIGHT_PX, (0.0, 0.0, 1.0, 1.0), look) if ax is None else ax
    style.bare(axes)
    axes.set_xlim(0, _SIZE_PT[0])
    axes.set_ylim(0, _SIZE_PT[1])
    axes.set_aspect("equal", adjustable="box")
    zoom = float(min(axes.bbox.size / np.array(_SIZE_PT)) / style.pixels(axes, 1.0))

    def text(size: float = style.LABEL, **more: Any) -> Text:
        return letters.write(axes, look=look, size=zoom * size, **more)

    free = {"facecolors": theme.faint, "edgecolors": theme.muted}
    gone = {"facecolors": theme.ghost, "edgecolors": theme.furniture, "linewidths": style.HAIRLINE}
    cut = {"facecolors": theme.colour["lumbar"], "edgecolors": theme.edge(theme.colour["lumbar"])}
    artists = PeelArtists(
        axes=axes,
        joint=name,
        view=view,
        look=look,
        zoom=zoom,
        soft=style.lines(axes, 1, colors=theme.furniture),
        below=style.fills(axes, 1.5, **gone),
        above=style.fills(axes, 2, linewidths=style.HAIRLINE, **free),
        disc=style.fills(axes, 3, linewidths=style.HAIRLINE, **cut),
        lens=style.fills(axes, 3.5, facecolors=[theme.paper, "none"], edgecolors=theme.pale, linewidths=style.FINE),
        ghosts=style.fills(axes, 4, **gone),
        enlarged=style.fills(axes, 4.2, linewidths=style.FINE, **free),
        cut=style.fills(axes, 4.4, linewidths=style.FINE, **cut),
        ropes=style.lines(axes, 4.6, colors=theme.tint(theme.colour["thoracic"], 0.5), linewidths=style.HAIRLINE),
        rules=style.lines(axes, 6),
        pushes=style.fills(axes, 8, edgecolors=theme.paper, linewidths=style.FINE),
        turns=style.lines(axes, 7, colors=theme.colour["pelvis"], linewidths=style.STRONG),
        heads=style.fills(axes, 7.5, facecolors=theme.colour["pelvis"], edgecolors="none"),
        marks=style.fills(axes, 9, edgecolors=theme.ink, linewidths=style.FINE),
        words=tuple(text() for _ in range(_WORDS)),
        rows=tuple(
            (text(size=style.SMALL), *(text(size=style.SMALL, align="right") for _ in _COLUMNS[1:]))
            for _ in range(_ROWS)
        ),
        title=text(size=style.TITLE, bold=True, baseline="baseline"),
        statement=text(size=style.STATEMENT, baseline="baseline"),
        key=text(size=style.SMALL, colour=theme.muted, baseline="baseline"),
        footer=text(size=style.FOOTER, colour=theme.muted, baseline="baseline"),
    )
    halo = withStroke(linewidth=2.6, foreground=theme.paper)
    for word in artists.words:
        word.set_path_effects([halo])
    with style.settled():
        _fill(artists, result)
    return artists


def _fill(artists: PeelArtists, result: Any) -> None:
    body = freebody.free_body(result, artists.joint)
    rows = freebody.seen(body, artists.view)
    drawn = body_of(result, JOINTS.index(artists.joint), artists.view)
    page = ForcePage(artists.look.theme, LONGEST_PT / max(float(np.hypot(*row.push_N)) for row in rows))
    place = peelparts.fit(drawn, rows, page.push_pt)
    labels = peelparts.fill_body(artists, page, drawn, rows, place)
    peelparts.fill_lens(artists, page, drawn, rows, place)
    peelparts.fill_scale(page)
    for row, points, off in labels:
        said = f"{row.name}\n{np.hypot(*row.push_N):.0f} N"
        page.say_beside(said, points, off, colour_of(page.theme, row.kind, type_=True), peelparts.LABELS_PT)
    _fill_table(artists, page, rows)
    artists.pushes.set_verts([outline for outline, _ in page.pushes])
    artists.pushes.set_facecolor([colour for _, colour in page.pushes])
    artists.marks.set_verts([outline for outline, _ in page.marks])
    artists.marks.set_facecolor([colour for _, colour in page.marks])
    lines, colours, widths, dashes = zip(*page.rules, strict=True)
    artists.rules.set_segments(lines)
    artists.rules.set_color(colours)
    artists.rules.set_linewidth(widths)
    artists.rules.set_linestyle(dashes)
    for text, word in zip(artists.words, page.words, strict=False):
        text.set_horizontalalignment(word.align)
        letters.put(text, float(word.at[0]), float(word.at[1]), word.said, word.colour)
    for text in artists.words[len(page.words) :]:
        letters.put(text, 0.0, 0.0, "")
    _write_frame(artists, result, rows)


def _fill_table(artists: PeelArtists, page: ForcePage, rows: Sequence[Seen]) -> None:
    """The balance in numbers: what turns, what presses and what shears, and their sums."""
    theme, left = artists.look.theme, _TABLE
    shown = [row for row in rows if row.kind != TISSUE or abs(row.turns_Nm) >= peelparts.SHOWN_Nm]
    sums = [sum(getattr(row, name) for row in rows) for name in ("turns_Nm", "presses_N", "shears_N")]
    head = ("", "lever arm\ncm", "turns\nNm", "presses\nN", "shears\nN")
    table: list[tuple[Sequence[str], str, bool]] = [(head, theme.muted, False)]
    for row in shown:
        arm = f"{100 * abs(row.arm_m):.1f}" if row.kind not in (JOINT, TISSUE) else ""
        turns = words.number(row.turns_Nm, 1) if row.kind != JOINT else "0"
        forces = ("", "") if row.kind == TISSUE else (words.number(row.presses_N), words.number(row.shears_N))
        name = f"joint: {row.name}" if row.kind == JOINT else row.name
        table.append(((name, arm, turns, *forces), colour_of(theme, row.kind, type_=True), False))
    table.append((("sum", "", *(words.number(value, 1) for value in sums)), theme.ink, True))
    y, right = _TABLE_TOP, left + _COLUMNS[-1]
    for number, texts in enumerate(artists.rows):
        if number >= len(table):
            for text in texts:
                letters.put(text, 0.0, 0.0, "")
            continue
        said, colour, bold = table[number]
        y -= 0.0 if not number else _HEAD_ROW if number == 1 else _ROW + 6.0 * bold
        if number == 1 or bold:
            page.rule(np.array([left, y + 11.0]), np.array([right, y + 11.0]), width=style.HAIRLINE)
        for text, x, word in zip(texts, _COLUMNS, said, strict=True):
            letters.put(text, left + x, y, word, colour)
            text.set_fontweight("bold" if bold else "normal")


def _write_frame(artists: PeelArtists, result: Any, rows: Sequence[Seen]) -> None:
    language, left = artists.look.language, peelparts.BODY_PT[0]
    zoom = artists.zoom
    room = zoom * (_SIZE_PT[0] - 2 * left) * style.pixels(artists.axes, 1.0)
    letters.put(artists.title, left, 449.0, f"Everything above {artists.joint}, cut free and in balance")
    letters.put(artists.statement, left, 425.0, _statement(rows))
    letters.shrink(artists.statement, zoom * style.STATEMENT, zoom * style.SMALL, room)
    ahead = "forward" if artists.view == SIDE else "to the right"
    asked = words.title(result, language)
    key = f"{asked} · {_VIEWS[artists.view]} · {_KEY} · turns and shears {ahead} positive"
    key += _projected(result, artists, rows)
    letters.put(artists.key, left, 408.0, key)
    if not letters.shrink(artists.key, zoom * style.SMALL, zoom * 6.0, room):
        letters.cut(artists.key, room)
    letters.put(artists.footer, left, 12.0, words.footer(result, language))


def _statement(rows: Sequence[Seen]) -> str:
    """Where the compression comes from."""
    pressed = -next(row.presses_N for row in rows if row.name == "compression")
    said = ""
    for name, kind in _PARTS.items():
        value = sum(row.presses_N for row in rows if row.kind == kind)
        if abs(value) >= 0.5:
            sign = (" + " if value > 0 else f" {words.MINUS} ") if said else ("" if value > 0 else words.MINUS)
            said += f"{sign}{abs(value):.0f} {name}"
    return f"{pressed:.0f} N compression = {said or 'nothing'}"


def _projected(result: Any, artists: PeelArtists, rows: Sequence[Seen]) -> str:
    """That the plane shows less than there is, where it does."""
    pressed = -next(row.presses_N for row in rows if row.name == "compression")
    true = result.joints[artists.joint].compression_N
    apart = abs(true - pressed) > max(1.0, _SEEN_SHARE * true)
    if not apart and not leaves_sagittal_plane(result):
        return ""
    return f" · projected; in space {true:.0f} N compression" if apart else " · projected on this plane"
