"""A strip of postures side by side: the same window and scale for each, the first one pale behind the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.text import Text

from sim.motion import told

from .. import letters, style
from ..files import Panel
from ..shapes import BACK, PROJECTION, SIDE
from ..style import PLAIN, Array, Look
from ..words import MINUS
from . import figurine
from .figurine import ABOVE, FigurineArtists

BEHIND = BACK
SHOWN = 5
WIDTH_PX, HEIGHT_PX = 1808, 488
_WORDS_PT = 20.0  # room below for the angle
_LEAST_GAP = 0.12  # of a slot, free between postures
_AROUND_M = 0.008
_KEYS = {
    SIDE: "From the side.",
    BEHIND: "From behind. Lines: how level pelvis, chest and head are.",
    ABOVE: "From above, facing up. Lines: where pelvis, chest and head face.",
}
_PALE_KEY = {False: " Pale: at the start.", True: " Pale: standing still."}
_PLUMB_KEY = " Dashed: over the ankles."


@dataclass(frozen=True)
class StripArtists(Panel):
    """What ``draw_strip`` has drawn; ``update`` shows another movement in the same artists.

    Attributes:
        axes: metres, equal scale both ways, one slot beside the other.
        view: ``side``, ``back`` (from behind) or ``above``. look: colours.
        postures: the artists of all postures.
        ghosts: where the movement starts, behind each; of a walk, standing still.
        plumb: over the ankles.
        labels: the angle below each. key: how to read it.
    """

    axes: Axes
    view: str
    look: Look
    upper: bool
    postures: FigurineArtists
    ghosts: LineCollection
    plumb: LineCollection
    labels: tuple[Text, ...]
    key: Text

    def update(self, movement: Any) -> None:
        """Show another movement in place, one that is seen from the same side and moves the same parts.

        Raises:
            ValueError: it is seen from elsewhere; draw it anew.
        """
        if (self.view, self.upper) != (view_of(movement), _upper(movement)):
            raise ValueError(f"a {movement.movement} movement is not seen from the {self.view}; draw it anew")
        _fill(self, movement)


def chosen(movement: Any) -> tuple[int, ...]:
    """Five steps, evenly along the way; of a cycle not its end, which is its beginning."""
    last = movement.at[-1] * (1.0 - 1.0 / SHOWN if movement.walks else 1.0)
    wanted = np.linspace(movement.at[0], last, SHOWN)
    return tuple(sorted({int(np.argmin(np.abs(movement.at - place))) for place in wanted}))


def view_of(movement: Any) -> str:
    """From where a movement is best seen."""
    return BEHIND if movement.walks or movement.axis == 1 else ABOVE if movement.axis == 2 else SIDE


def _upper(movement: Any) -> bool:
    return told.of_the_head(movement) and view_of(movement) != ABOVE


def draw_strip(movement: Any, ax: Axes | None = None, look: Look = PLAIN) -> StripArtists:
    """Draw five postures of a movement, from where it is best seen.

    Args:
        movement: a ``Movement``.
        ax: axes to draw on; without it a new figure of 1808 x 488 pixels is made.
        look: colours.
    """
    axes = style.new_axes(WIDTH_PX, HEIGHT_PX, (0.01, 0.02, 0.99, 0.93), look) if ax is None else ax
    style.bare(axes)
    axes.set_aspect("equal", adjustable="box")
    theme, view, upper = look.theme, view_of(movement), _upper(movement)
    artists = StripArtists(
        axes=axes,
        view=view,
        look=look,
        upper=upper,
        plumb=style.lines(axes, 1, colors=theme.pale, linewidths=style.HAIRLINE, linestyles=[(0, (3, 3))]),
        ghosts=style.lines(axes, 2, colors=theme.pale, linewidths=style.HAIRLINE),
        postures=figurine.empty(axes, view, upper, look),
        labels=tuple(
            letters.write(axes, look=look, size=style.HEADING, bold=True, align="center", baseline="bottom")
            for _ in range(SHOWN)
        ),
        key=letters.write(axes, size=style.SMALL, colour=theme.muted, baseline="bottom", transform=axes.transAxes),
    )
    _fill(artists, movement)
    return artists


def _fill(artists: StripArtists, movement: Any) -> None:
    axes, view, upper = artists.axes, artists.view, artists.upper
    shown, person, feet = chosen(movement), movement.person, movement.movement == "squat"
    postures = [figurine.figurine(person, movement.results[k].pose, view, upper, feet) for k in shown]
    pale = figurine.figurine(person, movement.start.pose, view, upper, feet)
    low, high = window([line for posture in (*postures, pale) for line in posture.all()])
    slot, scale = _fit(axes, low, high, len(shown))
    middle = (low[0] + high[0]) / 2
    shift = slot * (np.arange(len(shown)) + 0.5) - middle
    artists.postures.fill([posture.moved(by) for posture, by in zip(postures, shift, strict=True)])
    behind = shift if movement.walks else shift[1:]
    artists.ghosts.set_segments([line for by in behind for line in pale.moved(by).outline()])
    stands = not upper and view != ABOVE
    plumb: list[Array] = []
    if stands:
        ankle = person.ankle_m[PROJECTION[view][0]]
        plumb = [np.array([[by + ankle, low[1]], [by + ankle, high[1]]]) for by in shift]
    artists.plumb.set_segments(plumb)
    bottom, point = axes.get_ylim()[0], style.pixels(axes, 1.0) * scale
    for label in artists.labels[len(shown) :]:
        letters.put(label, 0.0, bottom, "")
    for label, by, k in zip(artists.labels, shift, shown, strict=False):
        said = f"{movement.at[k]:.0f} %" if movement.walks else told.where(movement, movement.at[k])
        letters.put(label, by + middle, bottom + 2 * point, said.replace("-", MINUS))
    how = _KEYS[view] + _PALE_KEY[movement.walks] + _PLUMB_KEY * stands
    letters.put(artists.key, 0.0, 1.0 + 5 * style.pixels(axes, 1.0) / axes.bbox.height, how)


def window(lines: list[Array]) -> tuple[Array, Array]:
    """Lower left and upper right corner of everything, with a little room around it."""
    every = np.concatenate(lines)
    return every.min(axis=0) - _AROUND_M, every.max(axis=0) + _AROUND_M


def _fit(axes: Axes, low: Array, high: Array, count: int) -> tuple[float, float]:
    """Limits so that all slots fit, to one scale; width of a slot [m] and metres a pixel."""
    words = style.pixels(axes, _WORDS_PT)
    wide, tall = high - low
    slot_px = axes.bbox.width / count
    scale = max(tall / (axes.bbox.height - words), wide / (slot_px * (1 - _LEAST_GAP)))
    top = high[1] + 0.5 * ((axes.bbox.height - words) * scale - tall)
    axes.set_xlim(0.0, axes.bbox.width * scale)
    axes.set_ylim(top - axes.bbox.height * scale, top)
    return float(slot_px * scale), float(scale)
