"""The frame of a chart: title, how to read it, ticks and names of its axes, a footer; in the house type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from sim.scenario import build

from .. import letters, style
from ..style import Look
from ..words import MINUS, asked_for

WIDTH_PX, HEIGHT_PX = 1920, 1080
BESIDE_PT, BELOW_PT, ABOVE_PT, RIGHT_PT = 76.0, 92.0, 94.0, 40.0  # room for words round a chart
SERIES = ("lumbar", "thoracic", "cervical", "pelvis")  # whose colours lines take, in this order
_TITLE, _KEY, _NAME, _TICK, _FOOT = 20.0, 12.5, 12.5, 12.0, 9.6
_TITLE_PT, _KEY_PT, _UP_PT, _BELOW_TICKS_PT, _FOOT_PT = 58.0, 35.0, 8.0, 30.0, 58.0
_FOOT_HIGH_PT, _LEAST_FOOT = 29.0, 7.6  # two rows of the footer, or three of smaller type


@dataclass(frozen=True)
class Frame:
    """Words and scales round a chart; ``update`` sets them anew.

    Attributes:
        axes: data coordinates. look: colours. beside_pt, right_pt: room left and right of them [pt].
        title, key, across, up, footer: words above, names of the axes, and what must be known below.
    """

    axes: Axes
    look: Look
    beside_pt: float
    right_pt: float
    title: Text
    key: Text
    across: Text
    up: Text
    footer: Text

    def say(self, title: str, key: str, across: str, up: str, footer: str, room_px: float | None = None) -> None:
        """Set the words, which may be as wide as the chart or ``room_px``."""
        axes = self.axes
        point = style.pixels(axes, 1.0)
        wide, high = axes.bbox.width / point, axes.bbox.height / point
        left = -(self.beside_pt - 16.0) / wide
        room = room_px or axes.bbox.width + (self.beside_pt + self.right_pt - 32.0) * point
        for text, above, words, size in (
            (self.title, _TITLE_PT, title, _TITLE),
            (self.key, _KEY_PT, key, _KEY),
        ):
            letters.put(text, left, 1.0 + above / high, words)
            letters.shrink(text, size, 8.0, room)
        letters.put(self.across, 1.0, -_BELOW_TICKS_PT / high, across)
        letters.put(self.up, left, 1.0 + _UP_PT / high, up)
        letters.put(self.footer, left, -_FOOT_PT / high, "")
        letters.fit(self.footer, footer, (room / point, _FOOT_HIGH_PT), _FOOT, _LEAST_FOOT)

    def scale(
        self,
        x: tuple[float, float],
        y: tuple[float, float],
        across: tuple[Sequence[float], Sequence[str]] | None = None,
        up: tuple[Sequence[float], Sequence[str]] | None = None,
        grid: str = "y",
    ) -> None:
        """Set limits and ticks; ticks without names are round numbers."""
        scale(self.axes, self.look, x, y, across, up, grid)


def scale(
    axes: Axes,
    look: Look,
    x: tuple[float, float],
    y: tuple[float, float],
    across: tuple[Sequence[float], Sequence[str]] | None = None,
    up: tuple[Sequence[float], Sequence[str]] | None = None,
    grid: str = "y",
    small: float = _TICK,
) -> None:
    """Set limits, ticks and grid of axes.

    Args:
        axes, look: where, and colours.
        x, y: limits.
        across, up: ticks and their names; without them round numbers.
        grid: ``"x"``, ``"y"`` or none.
        small: type of the names of the ticks beside [pt].
    """
    theme = look.theme
    axes.set_xlim(*x)
    axes.set_ylim(*y)
    for axis, limits, given, size in ((axes.xaxis, x, across, _TICK), (axes.yaxis, y, up, small)):
        ticks, names = given if given is not None else round_ticks(*limits)
        axis.set_ticks(list(ticks), labels=list(names))
        for text in axis.get_ticklabels():
            text.set(fontfamily=style.FONT, fontsize=size, color=theme.muted, parse_math=False)
    axes.grid(visible=False)
    if grid:
        look_of_grid = {"color": theme.faint, "linewidth": style.HAIRLINE, "linestyle": "-"}
        axes.grid(visible=True, axis=grid, **look_of_grid)  # type: ignore[arg-type]


def round_ticks(low: float, high: float, most: int = 8) -> tuple[list[float], list[str]]:
    """Round numbers within limits, and as words."""
    found = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]).tick_values(min(low, high), max(low, high))
    slack = 1e-9 * abs(high - low)
    inside = [float(t) for t in found if min(low, high) - slack <= t <= max(low, high) + slack]
    return inside, [said(t) for t in inside]


def said(value: float) -> str:
    """A number as a reader expects it."""
    return f"{value + 0.0:.6g}".replace("-", MINUS)


def asked(scenario: Mapping[str, Any]) -> str:
    """What was asked, as a sentence for a footer.

    Args:
        scenario: its words.
    """
    return f"Asked: {asked_for(build(scenario))}."


def frame(ax: Axes | None, look: Look, right_pt: float = RIGHT_PT, beside_pt: float = BESIDE_PT) -> Frame:
    """An empty chart; without axes on a new figure of 1920 x 1080 pixels.

    Args:
        ax: axes to draw on, which need room for words around.
        look: colours.
        right_pt, beside_pt: room to the right and left of a new chart [pt].
    """
    if ax is None:
        wide, high = (px * style.POINTS / style.DPI for px in (WIDTH_PX, HEIGHT_PX))
        margins = (beside_pt / wide, BELOW_PT / high, 1.0 - right_pt / wide, 1.0 - ABOVE_PT / high)
        ax = style.new_axes(WIDTH_PX, HEIGHT_PX, margins, look)
    theme = look.theme
    bare_ticks(ax)

    def text(**more: Any) -> Text:
        return letters.write(ax, look=look, transform=ax.transAxes, **more)

    return Frame(
        axes=ax,
        look=look,
        beside_pt=beside_pt,
        right_pt=right_pt,
        title=text(size=_TITLE, bold=True, baseline="baseline"),
        key=text(size=_KEY, colour=theme.muted, baseline="baseline"),
        across=text(size=_NAME, align="right", baseline="top"),
        up=text(size=_NAME, baseline="baseline"),
        footer=text(size=_FOOT, colour=theme.muted, baseline="top"),
    )


def bare_ticks(axes: Axes) -> None:
    """Take frame, background and tick marks away; numbers stay."""
    axes.patch.set_visible(False)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(axis="both", which="both", length=0.0, pad=6.0)


def limits_of(values: np.ndarray, zero: bool = False) -> tuple[float, float]:
    """Least and greatest with a little room, never the same; with zero where it is not far."""
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if known.any() else (0.0, 1.0)
    if zero or (low > 0 and low < 0.6 * high):
        low, high = min(low, 0.0), max(high, 0.0)
    room = 0.06 * ((high - low) or abs(high) or 1.0)
    return (low if low == 0 else low - room), (high if high == 0 else high + room)
