"""The two drawings of a peel: the whole body with what weighs on it, and the cut enlarged with what acts there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Circle

from sim import freebody
from sim.freebody import BACK, JOINT, LOAD, MUSCLE, SIDE, TISSUE, Seen

from .. import marks, style
from ..style import Array
from . import arrows
from .cutfree import Body
from .forcepage import ForcePage, Placing, colour_of

if TYPE_CHECKING:
    from .peel import PeelArtists

# in points, from the lower left of a panel of 864 x 486
BODY_PT = (26.0, 52.0, 236.0, 388.0)  # left, bottom, right, top of the whole body
LENS_PT, _RADIUS = np.array([420.0, 244.0]), 132.0
LABELS_PT = (8.0, 44.0, 286.0, 400.0)  # where names of outer forces may stand: left, bottom, right, top
SHOWN_N, SHOWN_Nm = 0.5, 0.05  # what is less has no name
_STEPS_N = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_LABEL_ROW, _GAP = 13.0, 8.0
_DEPTH = 60.0  # of the vertebra above the cut, in the lens
_FARTHEST = 100.0  # of a muscle's line of action from the joint, in the lens
_ARC = 25.0
_WAYS = {SIDE: ("forward", "backward"), BACK: ("to the right", "to the left")}


def fit(drawn: Body, rows: Sequence[Seen], push_pt: float) -> Placing:
    """The whole body as large as its room allows, its arrows beside it."""
    left, bottom, right, top = BODY_PT
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


Label = tuple[Seen, list[Array], float]  # of a force: points to stand beside, and how far off


def fill_body(artists: PeelArtists, page: ForcePage, drawn: Body, rows: Sequence[Seen], place: Placing) -> list[Label]:
    """The whole body, what weighs on it and what it leans on, with their lever arms. Returns what is to be named."""
    artists.below.set_verts([place(part) for part in drawn.below])
    artists.above.set_verts([place(part) for part in (*drawn.arches, *drawn.above, *drawn.discs, *drawn.loads)])
    artists.disc.set_verts([place(drawn.disc)])
    artists.soft.set_segments([place(line) for line in (*drawn.ribs, *drawn.arms, *drawn.head)])
    artists.soft.set_linewidth([1.2] * len(drawn.ribs) + [style.FINE] * (len(drawn.arms) + len(drawn.head)))
    joint = place(drawn.cut_m)
    outer = [row for row in rows if row.at_m is not None and row.kind != JOINT]
    outer.sort(key=lambda row: float(place(row.at_m)[0]))  # type: ignore[arg-type]
    labels: list[Label] = []
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


def fill_lens(artists: PeelArtists, page: ForcePage, drawn: Body, rows: Sequence[Seen], place: Placing) -> None:
    """The cut, enlarged, and what acts there."""
    pulls = [row for row in rows if row.kind in (MUSCLE, freebody.ABDOMEN) and row.foot_m is not None]
    farthest = max((abs(row.arm_m) for row in pulls if np.hypot(*row.push_N) > SHOWN_N), default=0.01)
    near = Placing(drawn.cut_m, LENS_PT, min(_DEPTH / drawn.depth_m, _FARTHEST / farthest))
    clip = Circle(tuple(LENS_PT), _RADIUS, transform=artists.axes.transData)
    whole = marks.circle(96)
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
    _draw_joint(page, rows)
    _draw_couple(artists, page, rows)


def _draw_pulls(page: ForcePage, pulls: Sequence[Seen], near: Placing) -> None:
    """Muscles from the foot of their lever arms; their names below, in rows, so that no line crosses another."""
    tips = [(row, near(row.foot_m), page.push(near(row.foot_m), row)) for row in pulls]  # type: ignore[arg-type]
    tips = [tip for tip in tips if np.hypot(*tip[0].push_N) > SHOWN_N]  # what is too small to see has no name
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


def _draw_joint(page: ForcePage, rows: Sequence[Seen]) -> None:
    """What the body below gives, from the joint centre on: along its normal and along the joint."""
    colour = colour_of(page.theme, JOINT, type_=True)
    for row in rows:
        if row.kind != JOINT:
            continue
        tip = page.push(LENS_PT, row, 1.5 if row.name == "compression" else 1.0)
        if np.hypot(*row.push_N) <= SHOWN_N:
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
    if abs(tissue.turns_Nm) < SHOWN_Nm:
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


def fill_scale(page: ForcePage) -> None:
    """A bar that says how long so many newtons are."""
    size = max(step for step in _STEPS_N if step * page.push_pt <= 60.0)
    start = np.array([BODY_PT[0], 34.0])
    end = start + np.array([size * page.push_pt, 0.0])
    page.rule(start, end, colour=page.theme.ink, width=style.STRONG)
    page.say(f"{size} N, for all arrows", end + np.array([7.0, 0.0]), "left", page.theme.muted)
