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
from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from models.person import JOINTS
from sim import freebody
from sim.freebody import BACK, JOINT, LOAD, MUSCLE, SIDE, TISSUE, Seen
from sim.words import choice

from . import arrows, letters, style, words
from .cutfree import Body, body_of
from .files import Panel
from .forcepage import ForcePage, Placing, colour_of
from .shares import leaves_sagittal_plane
from .style import PLAIN, Array, Look

WIDTH_PX, HEIGHT_PX = 1920, 1080
# all in points, from the lower left of a panel of 864 x 486
_SIZE_PT = (864.0, 486.0)
_BODY = (26.0, 52.0, 236.0, 388.0)  # left, bottom, right, top
LENS_PT, _RADIUS = np.array([420.0, 244.0]), 132.0
_TABLE, _TABLE_TOP, _ROW, _HEAD_ROW = 596.0, 372.0, 15.6, 24.0
_COLUMNS = (0.0, 134.0, 168.0, 208.0, 246.0)  # of the table: name, then right edges
LONGEST_PT, _STEPS_N = 122.0, (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_SHOWN_N, _SHOWN_Nm = 0.5, 0.05
_LABEL_ROW, _GAP = 13.0, 8.0
_WORDS, _ROWS = 24, 17
_DEPTH = 60.0  # of the vertebra above the cut, in the lens
_FARTHEST = 100.0  # of a muscle's line of action from the joint, in the lens
_ARC = 25.0
_LABELS = (8.0, 44.0, 286.0, 400.0)  # where names of outer forces may stand: left, bottom, right, top
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
_WAYS = {SIDE: ("forward", "backward"), BACK: ("to the right", "to the left")}


@dataclass(frozen=True)
class PeelArtists(Panel):
    """What ``draw_peel`` has drawn; ``update`` shows another result in the same artists.

    Attributes:
        axes: typographic points. joint, view, look: what was asked for.
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

    def text(**more: Any) -> Text:
        return letters.write(axes, **{"size": style.LABEL, "colour": theme.ink, **more})

    free = {"facecolors": theme.faint, "edgecolors": theme.muted}
    gone = {"facecolors": theme.ghost, "edgecolors": theme.furniture, "linewidths": style.HAIRLINE}
    cut = {"facecolors": theme.colour["lumbar"], "edgecolors": theme.edge(theme.colour["lumbar"])}
    artists = PeelArtists(
        axes=axes,
        joint=name,
        view=view,
        look=look,
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
    place = _fit(drawn, rows, page.push_pt)
    labels = _fill_body(artists, page, drawn, rows, place)
    _fill_lens(artists, page, drawn, rows, place)
    _fill_scale(page)
    for row, points, off in labels:
        said = f"{row.name}\n{np.hypot(*row.push_N):.0f} N"
        page.say_beside(said, points, off, colour_of(page.theme, row.kind, type_=True), _LABELS)
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


def _fit(drawn: Body, rows: Sequence[Seen], push_pt: float) -> Placing:
    """The whole body as large as its room allows, its arrows beside it."""
    left, bottom, right, top = _BODY
    points = np.concatenate([drawn.points, *drawn.below])
    pushed = [row for row in rows if row.at_m is not None and row.kind != JOINT]
    scale = 900.0
    while True:
        page = scale * (points - drawn.cut_m)
        ends = [scale * (_drawn_at(row, drawn) - drawn.cut_m) + push_pt * row.push_N for row in pushed]
        every = np.concatenate([page, np.array(ends).reshape(-1, 2)])
        low, high = every.min(axis=0), every.max(axis=0)
        if np.all(high - low <= [right - left, top - bottom]):
            at = np.array([(left + right) / 2, (bottom + top) / 2]) - (low + high) / 2
            return Placing(drawn.cut_m, at, scale)
        scale *= 0.97


def _drawn_at(row: Seen, drawn: Body) -> Array:
    """Where an outer force is drawn: on its line of action, and a hanging load in the hand."""
    assert row.at_m is not None
    if row.kind == LOAD and drawn.loads:
        middles = np.array([square.mean(axis=0) for square in drawn.loads])
        nearest = middles[np.argmin(np.abs(middles[:, 0] - row.at_m[0]))]
        return np.array([row.at_m[0], nearest[1]])
    return row.at_m


_Label = tuple[Seen, list[Array], float]  # of a force: points to stand beside, and how far off


def _fill_body(
    artists: PeelArtists, page: ForcePage, drawn: Body, rows: Sequence[Seen], place: Placing
) -> list[_Label]:
    """The whole body, what weighs on it and what it leans on, with their lever arms. Returns what is to be named."""
    artists.below.set_verts([place(part) for part in drawn.below])
    artists.above.set_verts([place(part) for part in (*drawn.arches, *drawn.above, *drawn.discs, *drawn.loads)])
    artists.disc.set_verts([place(drawn.disc)])
    artists.soft.set_segments([place(line) for line in (*drawn.ribs, *drawn.arms, *drawn.head)])
    artists.soft.set_linewidth([1.2] * len(drawn.ribs) + [style.FINE] * (len(drawn.arms) + len(drawn.head)))
    joint = place(drawn.cut_m)
    outer = [row for row in rows if row.at_m is not None and row.kind != JOINT]
    outer.sort(key=lambda row: float(place(row.at_m)[0]))  # type: ignore[arg-type]
    labels: list[_Label] = []
    for number, row in enumerate(outer):
        assert row.foot_m is not None
        at, foot = place(_drawn_at(row, drawn)), place(row.foot_m)
        tip, said = page.push(at, row, 1.25), f"{100 * abs(row.arm_m):.1f} cm"
        if row.kind == freebody.SUPPORT:
            page.rule(at, foot, dashed=True)
            page.dimension(joint, foot, said, above=True)
            beside = [at + np.array([0.0, 14.0]), at + np.array([0.0, -14.0])]
        else:  # weights: their lever arms lie level, one below the other
            low = joint - np.array([0.0, 16.0 * number])
            page.rule(np.array([at[0], max(at[1], low[1])]), np.array([at[0], min(tip[1], low[1] - 4.0)]), dashed=True)
            page.dimension(low, np.array([at[0], low[1]]), said, above=number == 0 and len(outer) == 1)
            if number:
                page.rule(joint, low, dashed=True)
            beside = [at + 0.5 * (tip - at), at, np.array([at[0], joint[1] + 46.0]), at + np.array([0.0, 24.0])]
        half = max((np.ptp(square[:, 0]) / 2 for square in drawn.loads), default=0.0) if row.kind == LOAD else 0.0
        way = 1.0 if number == len(outer) - 1 else -1.0
        labels.append((row, beside, way * (9.0 + place.scale * float(half))))
        page.marks += arrows.centre_of_mass(at, page.theme) if row.kind == freebody.BODY else []
    return labels


def _fill_lens(artists: PeelArtists, page: ForcePage, drawn: Body, rows: Sequence[Seen], place: Placing) -> None:
    """The cut, enlarged, and what acts there."""
    pulls = [row for row in rows if row.kind in (MUSCLE, freebody.ABDOMEN) and row.foot_m is not None]
    farthest = max((abs(row.arm_m) for row in pulls if np.hypot(*row.push_N) > _SHOWN_N), default=0.01)
    near = Placing(drawn.cut_m, LENS_PT, min(_DEPTH / drawn.depth_m, _FARTHEST / farthest))
    clip = Circle(tuple(LENS_PT), _RADIUS, transform=artists.axes.transData)
    whole = np.column_stack([np.cos(arrows.TURN), np.sin(arrows.TURN)])
    middle, radius = place(drawn.cut_m), _RADIUS / near.scale * place.scale
    artists.lens.set_verts([LENS_PT + _RADIUS * whole, middle + radius * whole])
    for line in arrows.tangents(middle, radius, LENS_PT, _RADIUS):
        page.rule(*line, colour=page.theme.pale, width=style.HAIRLINE)
    artists.ghosts.set_verts([near(part) for part in drawn.below])
    artists.enlarged.set_verts([near(part) for part in (*drawn.arches, *drawn.above, *drawn.discs)])
    artists.cut.set_verts([near(drawn.disc)])
    artists.ropes.set_segments([near(line) for line in drawn.ropes])
    for part in (artists.ghosts, artists.enlarged, artists.cut, artists.ropes):
        part.set_clip_path(clip)
    _draw_pulls(page, pulls, near)
    _draw_joint(page, rows, near)
    _draw_couple(artists, page, rows)


def _draw_pulls(page: ForcePage, pulls: Sequence[Seen], near: Placing) -> None:
    """Muscles from the foot of their lever arms; their names below, in rows, so that no line crosses another."""
    tips = [(row, near(row.foot_m), page.push(near(row.foot_m), row)) for row in pulls]  # type: ignore[arg-type]
    tips = [tip for tip in tips if np.hypot(*tip[0].push_N) > _SHOWN_N]  # what is too small to see has no name
    lowest = min([float(LENS_PT[1] - _RADIUS), *(float(tip[1]) for _, _, tip in tips)])
    posterior = sorted((t for t in tips if t[1][0] <= LENS_PT[0]), key=lambda t: float(t[2][0]))
    anterior = sorted((t for t in tips if t[1][0] > LENS_PT[0]), key=lambda t: -float(t[2][0]))
    for side, way in ((posterior, -1.0), (anterior, 1.0)):
        if not side:
            continue
        edge = (min if way < 0 else max)(float(tip[0]) for _, _, tip in side) + way * _GAP
        for number, (row, foot, tip) in enumerate(side):
            y, x = lowest - 2.0 - _LABEL_ROW * (number + 0.6), float(tip[0] if row.push_N[1] < 0 else foot[0])
            end = tip if row.push_N[1] < 0 else foot  # the lower one
            page.rule(end, np.array([x, y]), np.array([edge, y]), colour=page.theme.pale, width=style.HAIRLINE)
            said = f"{row.name} {np.hypot(*row.push_N):.0f} N"
            at = np.array([edge + way * 3.0, y])
            page.say(said, at, "right" if way < 0 else "left", colour_of(page.theme, row.kind, type_=True))
    muscles = [t for t in tips if t[0].kind == MUSCLE]
    if muscles:
        row, foot, _ = max(muscles, key=lambda t: float(np.hypot(*t[0].push_N)))
        if np.hypot(*(foot - LENS_PT)) > _ARC + 15.0:
            page.dimension(LENS_PT, foot, f"{100 * abs(row.arm_m):.1f} cm", above=True)


def _draw_joint(page: ForcePage, rows: Sequence[Seen], near: Placing) -> None:
    """What the body below gives, from the joint centre on: along its normal and along the joint."""
    colour = colour_of(page.theme, JOINT, type_=True)
    for row in rows:
        if row.kind != JOINT:
            continue
        tip = page.push(LENS_PT, row, 1.5 if row.name == "compression" else 1.0)
        if np.hypot(*row.push_N) <= _SHOWN_N:
            continue
        size = f"{row.name} {np.hypot(*row.push_N):.0f} N"
        if row.name == "compression":
            aside = 12.0 if tip[0] >= LENS_PT[0] else -12.0
            page.say(size.replace(" ", "\n", 1), tip + np.array([aside, 6.0]), "left" if aside > 0 else "right", colour)
        else:
            page.say(size, LENS_PT - [0.0, _ARC + 13.0], "center", colour)


def _draw_couple(artists: PeelArtists, page: ForcePage, rows: Sequence[Seen]) -> None:
    """The moment that tissue gives, as an arc in its direction."""
    tissue = next(row for row in rows if row.name == "tissue")
    if abs(tissue.turns_Nm) < _SHOWN_Nm:
        artists.turns.set_segments([])
        artists.heads.set_verts([])
        return
    arc, head = arrows.couple(LENS_PT, _ARC, clockwise=tissue.turns_Nm > 0)
    artists.turns.set_segments([arc])
    artists.heads.set_verts([head])
    leans = next(float(row.push_N[0]) for row in rows if row.name == "compression")
    way = 1.0 if leans < 0 else -1.0  # away from the compression's name
    at = LENS_PT + np.array([way * 0.66 * _RADIUS, 0.88 * _RADIUS])
    said = f"tissue {abs(tissue.turns_Nm):.1f} Nm\n{_WAYS[artists.view][int(tissue.turns_Nm < 0)]}"
    page.say(said, at, "left" if way > 0 else "right", colour_of(page.theme, TISSUE, type_=True))
    start = at - [way * 3.0, 0.0]
    middle = LENS_PT + _ARC * (start - LENS_PT) / np.hypot(*(start - LENS_PT))
    page.rule(start, middle, colour=page.theme.pale, width=style.HAIRLINE)


def _fill_scale(page: ForcePage) -> None:
    size = max(step for step in _STEPS_N if step * page.push_pt <= 60.0)
    start = np.array([_BODY[0], 34.0])
    end = start + np.array([size * page.push_pt, 0.0])
    page.rule(start, end, colour=page.theme.ink, width=style.STRONG)
    page.say(f"{size} N, for all arrows", end + np.array([7.0, 0.0]), "left", page.theme.muted)


def _fill_table(artists: PeelArtists, page: ForcePage, rows: Sequence[Seen]) -> None:
    """The balance in numbers: what turns, what presses and what shears, and their sums."""
    theme, left = artists.look.theme, _TABLE
    shown = [row for row in rows if row.kind != TISSUE or abs(row.turns_Nm) >= _SHOWN_Nm]
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
    language, left = artists.look.language, _BODY[0]
    room = (_SIZE_PT[0] - 2 * left) * style.pixels(artists.axes, 1.0)
    letters.put(artists.title, left, 449.0, f"Everything above {artists.joint}, cut free and in balance")
    letters.put(artists.statement, left, 425.0, _statement(rows))
    letters.shrink(artists.statement, style.STATEMENT, style.SMALL, room)
    ahead = "forward" if artists.view == SIDE else "to the right"
    asked = words.title(result, language)
    key = f"{asked} · {_VIEWS[artists.view]} · {_KEY} · turns and shears {ahead} positive"
    key += _projected(result, artists, rows)
    letters.put(artists.key, left, 408.0, key)
    if not letters.shrink(artists.key, style.SMALL, 6.0, room):
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
