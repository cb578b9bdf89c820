"""The knee as a free body: every force on shank and foot, to one scale and with its number.

At the left shank and foot from the side, at the right the joint from the front, both compartments apart. What the
femur presses is what balances all the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from sim.legs.limbs import SIDES
from sim.legs.loads import LegLoad, LegLoads
from sim.words import choice

from .. import letters, style
from ..files import Panel
from ..peeling.arrows import arrow
from ..style import PLAIN, Look, Theme
from . import kneeparts
from .kneeparts import GROUND_Y, LONGEST, MEASURE, OUTER, Word

WIDTH_PX, HEIGHT_PX = 1600, 1200
_PER_POINT = style.POINTS / style.DPI
# all in points, from the lower left
_LIST_X, _LIST_Y, _LIST_WIDTH, _ROW = 436.0, 140.0, 224.0, 15.0
_STEPS_N = (50, 100, 200, 500, 1000, 2000, 5000)
_SHOWN_N = 10.0
_WORDS, _LISTED = 14, 7


@dataclass(frozen=True)
class KneeArtists(Panel):
    """What ``draw_knee`` has drawn; ``update`` shows other loads in the same artists.

    Attributes:
        axes: typographic points. look: colours.
        bones: shank and foot; plateau, shank and femur from the front.
        arrows: forces. rules: ground, line of the ground's push, scale.
        words: names and numbers beside the forces. muscles, sizes: those that work. heading: above.
    """

    axes: Axes
    look: Look
    bones: PolyCollection
    arrows: PolyCollection
    rules: LineCollection
    words: tuple[Text, ...]
    muscles: tuple[Text, ...]
    sizes: tuple[Text, ...]
    heading: letters.Heading

    def update(self, loads: LegLoads, side: str | None = None) -> None:
        """Show other loads in place."""
        _fill(self, loads, side)


def draw_knee(loads: LegLoads, ax: Axes | None = None, side: str | None = None, look: Look = PLAIN) -> KneeArtists:
    """Draw the free body of one knee.

    Args:
        loads: what ``leg_loads`` answers.
        ax: axes to draw on; without it a new figure of 1600 x 1200 pixels is made.
        side: ``left`` or ``right``; without it the leg whose knee bears more (the right one of equals).
        look: colours.

    Raises:
        ScenarioError: an unknown side.
    """
    axes = style.new_axes(WIDTH_PX, HEIGHT_PX, (0.0, 0.0, 1.0, 1.0), look) if ax is None else ax
    theme, pink = look.theme, look.theme.colour["pelvis"]
    style.bare(axes)
    axes.set_xlim(0, WIDTH_PX * _PER_POINT)
    axes.set_ylim(0, HEIGHT_PX * _PER_POINT)
    bone = theme.edge(pink, 0.2)
    faces = [theme.ghost, theme.ghost, theme.tint(pink, 0.7), theme.tint(pink, 0.7), theme.tint(pink, 0.84)]
    edges = [theme.pale, theme.pale, bone, bone, bone]
    artists = KneeArtists(
        axes=axes,
        look=look,
        rules=style.lines(axes, 3),
        bones=style.fills(axes, 2, facecolors=faces, edgecolors=edges, linewidths=style.FINE),
        arrows=style.fills(axes, 4, edgecolors=theme.paper, linewidths=style.HAIRLINE),
        words=tuple(letters.write(axes, look=look, size=style.LABEL) for _ in range(_WORDS)),
        muscles=tuple(letters.write(axes, look=look, size=style.LABEL) for _ in range(_LISTED + 1)),
        sizes=tuple(letters.write(axes, look=look, size=style.LABEL, align="right") for _ in range(_LISTED + 1)),
        heading=letters.write_heading(axes, look),
    )
    _fill(artists, loads, side)
    return artists


def _fill(artists: KneeArtists, loads: LegLoads, side: str | None) -> None:
    theme = artists.look.theme
    if side is None:
        side = max(reversed(SIDES), key=lambda one: round(loads[one].knee.contact_N, 6))
    leg = loads[choice(side, SIDES, "side")]
    knee = leg.knee
    scale = LONGEST / max(knee.contact_N, leg.limb.ground_N, knee.tendon_N, 1.0)
    forces, bones = kneeparts.from_the_side(loads.person, leg, scale)
    more, joint, push, said = kneeparts.from_the_front(loads.person, leg, scale)
    shown = [one for one in (*forces, *more) if np.hypot(*(one.tip - one.tail)) > _SHOWN_N * scale]
    artists.arrows.set_verts([arrow(one.tail, one.tip) for one in shown])
    artists.arrows.set_facecolor([_colour(theme, one.kind) for one in shown])
    artists.bones.set_verts([*bones, *joint])
    size = max(step for step in _STEPS_N if step * scale <= 0.8 * LONGEST)
    bar = np.array([[22.0, 26.0], [22.0 + size * scale, 26.0]])
    ground = np.array([[22.0, GROUND_Y], [360.0, GROUND_Y]])
    artists.rules.set_segments([ground, push, bar])
    artists.rules.set_color([theme.pale, theme.muted, theme.ink])
    artists.rules.set_linewidth([style.MEDIUM, style.FINE, style.STRONG])
    artists.rules.set_linestyle(["-", (0, (4, 3)), "-"])
    scaled = Word(f"{size} N", bar[1] + np.array([7.0, 0.0]), "left", OUTER)
    _write(artists, [*(one.word for one in shown), said, scaled])
    _list_muscles(artists, leg)
    artists.heading.update(*_heading(loads, leg))
    artists.heading.off_the_edges()


def _colour(theme: Theme, kind: str) -> str:
    """Of an arrow."""
    return theme.ink if kind == OUTER else theme.colour[kind]


def _type(theme: Theme, kind: str) -> str:
    """Of words about a force, or about nothing that is one."""
    if kind == MEASURE:
        return theme.muted
    return theme.ink if kind == OUTER else theme.text_colour[kind]


def _write(artists: KneeArtists, words: Sequence[Word]) -> None:
    texts, theme = artists.words, artists.look.theme
    for text in texts[len(words) :]:
        letters.put(text, 0.0, 0.0, "")
    for text, word in zip(texts, words, strict=False):
        text.set_horizontalalignment(word.align)
        letters.put(text, float(word.at[0]), float(word.at[1]), word.said, _type(theme, word.kind))


def _heading(loads: LegLoads, leg: LegLoad) -> tuple[str, str]:
    stance = "two legs" if loads.stance == "two-leg" else "one leg"
    bend = f", knees bent {loads.knee_deg:.0f}°" if loads.knee_deg > 0.5 else ""
    return (
        f"What the {leg.side} knee bears on {stance}{bend}",
        f"{leg.knee.contact_N:.0f} N, {leg.knee_body_weights:.2f} times body weight: what balances all other forces on"
        " shank and foot.\nAll forces to one scale. Left from the side, right from the front.",
    )


def _list_muscles(artists: KneeArtists, leg: LegLoad) -> None:
    """The muscles of the leg that work most, with their forces."""
    theme = artists.look.theme
    working = sorted(((force, name) for name, force in leg.muscle_N.items() if force >= _SHOWN_N), reverse=True)[
        :_LISTED
    ]
    rows: list[tuple[str, str]] = [("muscles of this leg at work", "N")]
    rows += [(name, f"{force:.0f}") for force, name in working]
    for k, (text, number) in enumerate(zip(artists.muscles, artists.sizes, strict=True)):
        what, how_much = rows[k] if k < len(rows) else ("", "")
        y = _LIST_Y - _ROW * k
        letters.put(text, _LIST_X, y, what, theme.muted if k == 0 else theme.ink)
        letters.put(number, _LIST_X + _LIST_WIDTH, y, how_much, theme.muted if k == 0 else theme.ink)
