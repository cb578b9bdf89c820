"""Roots to joints: which lumbar root moves which muscle of the leg, and which joint that muscle moves.

Ribbons run from the roots at the left to the muscles; a ribbon is as broad as the root's share in that muscle. Thin
lines run on to the joints of a leg. What was not asked for stays pale.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from models.nerves import LEG_JOINTS, ROOTS, load_nerves
from sim.legs.nerves import Innervation, Row, innervation

from .. import letters, marks, style
from ..files import Panel
from ..marks import rectangle
from ..style import PLAIN, Array, Look, Theme
from .profiles import profile

WIDTH_PX, HEIGHT_PX = 1600, 1280
HEADING = "From lumbar root to joint"
_KEY = (
    "A ribbon is as broad as the root's share in the strength of that muscle: an estimate anchored to\n"
    "measured orders of roots. People differ, and so do the sides of one person."
)
_ORDER = (  # from the hip down, neighbours by root, so that ribbons seldom cross
    *("iliopsoas", "adductors", "rectus femoris", "vasti"),
    *("tensor fasciae latae", "gluteus medius", "gluteus minimus", "gluteus maximus"),
    *("medial hamstrings", "biceps femoris", "tibialis anterior", "tibialis posterior", "toe extensors"),
    *("peroneals", "gastrocnemius", "soleus"),
)
# all in points, from the lower left
_TOP, _FOOT = 556.0, 16.0
_ROOT_X, _BAR, _MUSCLE_X, _NAME_X, _DOES_X, _LINE_X = 58.0, 12.0, 258.0, 277.0, 390.0, 548.0
_LEG_X, _LABEL_PT = 644.0, 27.0
_UNIT = 19.0
_JOINT_Y = {"hip": 452.0, "knee": 258.0, "ankle": 62.0}
_RADIUS = 10.0
_DOES = {"flexion": "flexes", "extension": "extends", "abduction": "abducts", "adduction": "adducts"}
_DOES |= {
    "plantarflexion": "plantarflexes",
    "dorsiflexion": "dorsiflexes",
    "inversion": "inverts",
    "eversion": "everts",
}
# outline of the leg from the side, facing right: height (hip 1, ankle 0), back and front edge [pt]
_OUTLINE = np.array(
    [
        *([1.13, -26, 21], [1.06, -33, 25], [0.97, -35, 25], [0.88, -27, 25], [0.75, -20, 23], [0.62, -15, 18]),
        *([0.52, -12, 16], [0.48, -12, 16], [0.42, -15, 12], [0.33, -19, 9], [0.24, -17, 8], [0.12, -10, 7]),
        [0.03, -9, 7],
    ]
)
_SOLE = np.array(
    [[9.0, -2.0], [20.0, -11.0], [44.0, -17.0], [51.0, -22.0], [51.0, -27.0], [-14.0, -27.0], [-15.0, -17.0]]
)
_STEPS = 40


def root_colours(theme: Theme) -> dict[str, str]:
    """A colour for each root, all of them different."""
    colour = theme.colour
    return {
        "L1": theme.pale,
        "L2": theme.tint(colour["lumbar"], 0.45),
        "L3": colour["lumbar"],
        "L4": colour["thoracic"],
        "L5": colour["cervical"],
        "S1": colour["pelvis"],
        "S2": theme.edge(colour["pelvis"], 0.45),
    }


def _dim(theme: Theme) -> str:
    """Ribbons of what was not asked for."""
    return theme.tint(theme.pale, 0.82)


def _unasked(theme: Theme) -> str:
    """Words of what was not asked for."""
    return style.legible(style.mix(theme.muted, theme.pale, 0.55), theme.paper)


@dataclass(frozen=True)
class RootArtists(Panel):
    """What ``draw_roots`` has drawn; ``update`` shows another part of the table in the same artists.

    Attributes:
        axes: typographic points. look: colours.
        ribbons: from roots to muscles. roots, muscles: bars at their ends. lines: from muscles to joints, leaders: from
            their words to the lines.
        leg, joints: outline and circles.
        root_names, names, does, joint_names: words. heading: above.
    """

    axes: Axes
    look: Look
    ribbons: PolyCollection
    roots: PolyCollection
    muscles: PolyCollection
    lines: LineCollection
    leaders: LineCollection
    leg: PolyCollection
    joints: PolyCollection
    root_names: tuple[Text, ...]
    names: tuple[Text, ...]
    does: tuple[Text, ...]
    joint_names: tuple[Text, ...]
    heading: letters.Heading

    def update(self, found: Innervation) -> None:
        """Show another part of the table in place."""
        _fill(self, found)


def draw_roots(found: Innervation | None = None, ax: Axes | None = None, look: Look = PLAIN) -> RootArtists:
    """Draw the map of roots, muscles and joints.

    Args:
        found: what ``innervation`` answers; everything without it.
        ax: axes to draw on; without it a new figure of 1600 x 1280 pixels is made.
        look: colours.
    """
    axes = style.new_axes(WIDTH_PX, HEIGHT_PX, (0.0, 0.0, 1.0, 1.0), look) if ax is None else ax
    style.bare(axes)
    theme = look.theme
    point = style.POINTS / style.DPI
    axes.set_xlim(0, WIDTH_PX * point)
    axes.set_ylim(0, HEIGHT_PX * point)
    small = {"size": style.SMALL, "colour": theme.muted}
    artists = RootArtists(
        axes=axes,
        look=look,
        leaders=style.lines(axes, 2, colors=theme.faint, linewidths=style.HAIRLINE),
        leg=style.fills(axes, 1, facecolors=theme.ghost, edgecolors=theme.pale, linewidths=style.FINE),
        lines=style.lines(axes, 2),
        ribbons=style.fills(axes, 3),
        roots=style.fills(axes, 4),
        muscles=style.fills(axes, 4),
        joints=style.fills(axes, 5, linewidths=style.STRONG),
        root_names=tuple(letters.write(axes, size=style.HEADING, bold=True, align="right") for _ in ROOTS),
        names=tuple(letters.write(axes, size=style.LABEL) for _ in _ORDER),
        does=tuple(letters.write(axes, **small) for _ in _ORDER),  # type: ignore[arg-type]
        joint_names=tuple(letters.write(axes, size=style.HEADING, bold=True) for _ in LEG_JOINTS),
        heading=letters.write_heading(axes, look),
    )
    _fill(artists, innervation() if found is None else found)
    return artists


def _fill(artists: RootArtists, found: Innervation) -> None:
    theme = artists.look.theme
    colour = root_colours(theme)
    table = {row.muscle: row for row in innervation().rows}
    rows = [table[name] for name in _ORDER]
    asked = {row.muscle for row in found.rows}
    only = found.asked if found.asked in ROOTS else None
    heights = np.linspace(_TOP - 66.0, _FOOT + _UNIT / 2, len(rows))
    tops, spans = _root_bars(rows)
    artists.roots.set_verts(
        [rectangle(_ROOT_X, _ROOT_X + _BAR, tops[root] - spans[root], tops[root]) for root in ROOTS]
    )
    artists.roots.set_facecolor([colour[root] if only in (None, root) else theme.faint for root in ROOTS])
    for text, root in zip(artists.root_names, ROOTS, strict=True):
        letters.put(
            text,
            _ROOT_X - 6,
            tops[root] - spans[root] / 2,
            root,
            style.legible(colour[root], theme.paper) if only in (None, root) else _unasked(theme),
        )
    _fill_ribbons(artists, rows, heights, tops, asked, only)
    for name, does, row, y in zip(artists.names, artists.does, rows, heights, strict=True):
        lit = row.muscle in asked
        letters.put(name, _NAME_X, y, row.muscle, theme.ink if lit else _unasked(theme))
        letters.put(does, _DOES_X, y, _does(row), theme.muted if lit else _unasked(theme))
    point = style.pixels(artists.axes, 1.0)
    with style.settled():  # measured as they will be drawn
        ends = [_DOES_X + does.get_window_extent().width / point + 5.0 for does in artists.does]
    artists.leaders.set_segments([np.array([[x, y], [_LINE_X, y]]) for x, y in zip(ends, heights, strict=True)])
    _fill_lines(artists, rows, heights, asked, found)
    artists.heading.update(_heading(found), _KEY)
    artists.heading.off_the_edges()


def _heading(found: Innervation) -> str:
    return HEADING if found.asked == "everything" else f"{HEADING}: {found.asked}"


def _does(row: Row) -> str:
    """Such as ``extends hip, flexes knee``."""
    words = (action.partition(" ") for action in row.actions)
    return ", ".join(f"{_DOES[what]} {joint}" for joint, _, what in words)


def _root_bars(rows: list[Row]) -> tuple[dict[str, float], dict[str, float]]:
    """Top and height of each root's bar [pt]: as high as all its ribbons."""
    spans = {root: _UNIT * sum(row.roots.get(root, 0.0) for row in rows) for root in ROOTS}
    gap = (_TOP - 56.0 - _FOOT - sum(spans.values())) / (len(ROOTS) - 1)
    tops, at = {}, _TOP - 56.0
    for root in ROOTS:
        tops[root] = at
        at -= spans[root] + gap
    return tops, spans


def _fill_ribbons(
    artists: RootArtists, rows: list[Row], heights: Array, tops: dict[str, float], asked: set[str], only: str | None
) -> None:
    theme = artists.look.theme
    colour, dim = root_colours(theme), _dim(theme)
    from_root = dict(tops)
    ribbons, colours, ends, solid = [], [], [], []
    for row, y in zip(rows, heights, strict=True):
        at = y + _UNIT / 2
        for root in ROOTS:
            width = _UNIT * row.roots.get(root, 0.0)
            if not width:
                continue
            ribbons.append(_ribbon(from_root[root], at, width))
            lit = row.muscle in asked and only in (None, root)
            colours.append(theme.tint(colour[root], 0.38) if lit else dim)
            ends.append(rectangle(_MUSCLE_X, _MUSCLE_X + _BAR, at - width, at))
            solid.append(colour[root] if lit else theme.faint)
            from_root[root] -= width
            at -= width
    last = sorted(range(len(ribbons)), key=lambda k: colours[k] != dim)  # what is asked for lies on top
    artists.ribbons.set_verts([ribbons[k] for k in last])
    artists.ribbons.set_facecolor([colours[k] for k in last])
    artists.ribbons.set_edgecolor(theme.paper)
    artists.ribbons.set_linewidth(0.4)
    artists.muscles.set_verts(ends)
    artists.muscles.set_facecolor(solid)


def _ribbon(start: float, stop: float, width: float) -> Array:
    """(2 n, 2) a band from a root's bar to a muscle's, level at both ends."""
    t = np.linspace(0.0, 1.0, _STEPS)
    ease = t * t * (3.0 - 2.0 * t)
    x = _ROOT_X + _BAR + (_MUSCLE_X - _ROOT_X - _BAR) * t
    upper = start + (stop - start) * ease
    return np.concatenate([np.column_stack([x, upper]), np.column_stack([x, upper - width])[::-1]])


def _fill_lines(artists: RootArtists, rows: list[Row], heights: Array, asked: set[str], found: Innervation) -> None:
    theme = artists.look.theme
    lines, colours = [], []
    ends: dict[str, list[float]] = {joint: [] for joint in LEG_JOINTS}
    for row, y in zip(rows, heights, strict=True):
        for joint in row.joints:
            ends[joint].append(float(y))
    for row, y in zip(rows, heights, strict=True):
        for joint in row.joints:
            rank = sorted(ends[joint], reverse=True).index(float(y))
            aim = np.linspace(0.85, -0.85, len(ends[joint]))[rank] * _RADIUS
            lines.append(_curve(float(y), _JOINT_Y[joint] + aim, np.sqrt(_RADIUS**2 - aim**2)))
            colours.append(theme.muted if row.muscle in asked else theme.faint)
    artists.lines.set_segments(lines)
    artists.lines.set_color(colours)
    artists.lines.set_linewidth(style.FINE)
    artists.leg.set_verts(_leg())
    circle = _RADIUS * marks.circle(48)
    artists.joints.set_verts([circle + np.array([_LEG_X, _JOINT_Y[joint]]) for joint in LEG_JOINTS])
    artists.joints.set_facecolor(theme.paper)
    lit = {joint for row in found.rows for joint in row.joints}
    artists.joints.set_edgecolor([theme.ink if joint in lit else theme.pale for joint in LEG_JOINTS])
    for text, joint in zip(artists.joint_names, LEG_JOINTS, strict=True):
        roots = load_nerves().joints[joint].roots
        said = f"{joint}\n{roots[0]}–{roots[-1]}"
        letters.put(text, _LEG_X + _LABEL_PT, _JOINT_Y[joint], said, theme.ink if joint in lit else _unasked(theme))


def _curve(start: float, stop: float, off: float) -> Array:
    t = np.linspace(0.0, 1.0, _STEPS)
    ease = t * t * (3.0 - 2.0 * t)
    return np.column_stack([_LINE_X + (_LEG_X - off - _LINE_X) * t, start + (stop - start) * ease])


def _leg() -> list[Array]:
    """A leg from the side, facing right: one smooth outline."""
    hip, ankle = _JOINT_Y["hip"], _JOINT_Y["ankle"]
    height, back, front = profile(_OUTLINE, 120)
    y = ankle + height * (hip - ankle)
    sole = _SOLE + np.array([_LEG_X, ankle])
    return [np.concatenate([np.column_stack([_LEG_X + front, y]), sole, np.column_stack([_LEG_X + back, y])[::-1]])]
