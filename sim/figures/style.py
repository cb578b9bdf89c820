"""How the figures look: one set of colours, type sizes and line weights, and the few helpers that apply them.

Sizes are in typographic points; at 160 dots an inch a figure of 12 x 6.75 inches is exactly 1920 x 1080 pixels and
the smallest type is still readable at half that size. Every property is passed to the artist itself, so a user's
matplotlibrc changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Transform

from models.person import BODIES, CERVICAL, LUMBAR, THORACIC

Array = np.ndarray

DPI = 160
POINTS = 72.0
FONT = "DejaVu Sans"

PAPER = "#FFFFFF"
INK = "#1E252B"
MUTED = "#5A6670"
PALE = "#A9B2BA"
FAINT = "#E3E7EA"
GHOST = "#F5F7F8"

TITLE, STATEMENT, HEADING, VALUE, LABEL, SMALL, FOOTER = 22.0, 12.5, 12.0, 13.0, 10.0, 8.6, 8.6
HAIRLINE, FINE, MEDIUM, STRONG = 0.6, 0.9, 1.3, 2.2

REGIONS = ("pelvis", "lumbar", "thoracic", "cervical", "head")
COLOUR = {
    "pelvis": "#CC79A7",
    "lumbar": "#0072B2",
    "thoracic": "#D55E00",
    "cervical": "#009E73",
    "head": "#CC79A7",
}
PLAIN_NAME = {"pelvis": "pelvis", "lumbar": "lumbar", "thoracic": "thorax", "cervical": "neck", "head": "head"}

_REGION_OF = {
    "pelvis": "pelvis",
    "head": "head",
    **dict.fromkeys(LUMBAR, "lumbar"),
    **dict.fromkeys(THORACIC, "thoracic"),
    **dict.fromkeys(CERVICAL, "cervical"),
}
REGION_OF_BODY = tuple(_REGION_OF[body] for body in BODIES)


def mix(colour: str, other: str, share: float) -> str:
    """The colour with ``share`` of another one mixed in."""
    return to_hex((1.0 - share) * np.array(to_rgb(colour)) + share * np.array(to_rgb(other)))


def tint(colour: str, share: float) -> str:
    """A paler colour: ``share`` of paper mixed in."""
    return mix(colour, PAPER, share)


def shade(colour: str, share: float) -> str:
    """A darker colour: ``share`` of black mixed in."""
    return mix(colour, "#000000", share)


# Region colours as type: dark enough for small letters on white (contrast above 4.5).
TEXT_COLOUR = {region: shade(colour, 0.0 if region == "lumbar" else 0.28) for region, colour in COLOUR.items()}


def contrast(colour: str, paper: str = PAPER) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""

    def luminance(name: str) -> float:
        channel = np.array(to_rgb(name))
        linear = np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    bright, dark = sorted((luminance(colour), luminance(paper)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def new_axes(width_px: int, height_px: int, margins: Sequence[float] = (0.04, 0.04, 0.96, 0.96)) -> Axes:
    """Axes on a figure of their own, without pyplot and its global state.

    Args:
        width_px, height_px: exact size of the figure [px].
        margins: left, bottom, right, top edge of the axes as fractions of the figure.
    """
    figure = Figure(figsize=(width_px / DPI, height_px / DPI), dpi=DPI, facecolor=PAPER)
    left, bottom, right, top = margins
    return figure.add_axes((left, bottom, right - left, top - bottom))


def bare(axes: Axes) -> None:
    """Take away frame, ticks and background."""
    axes.set_axis_off()
    axes.patch.set_visible(False)


def lines(axes: Axes, order: float, **look: Any) -> LineCollection:
    """An empty collection of round-ended lines."""
    made = LineCollection([], zorder=order, capstyle="round", joinstyle="round", **look)
    axes.add_collection(made, autolim=False)
    return made


def fills(axes: Axes, order: float, **look: Any) -> PolyCollection:
    """An empty collection of filled outlines."""
    made = PolyCollection([], zorder=order, joinstyle="round", **look)
    axes.add_collection(made, autolim=False)
    return made


def write(
    axes: Axes,
    *,
    size: float = LABEL,
    colour: str = INK,
    bold: bool = False,
    align: Literal["left", "center", "right"] = "left",
    baseline: Literal["center", "top", "bottom", "baseline"] = "center",
    transform: Transform | None = None,
) -> Text:
    """An empty text in the house type; ``put`` fills it."""
    text = axes.text(
        0.0,
        0.0,
        "",
        fontsize=size,
        color=colour,
        fontfamily=FONT,
        fontweight="bold" if bold else "normal",
        ha=align,
        va=baseline,
        zorder=20,
    )
    if transform is not None:
        text.set_transform(transform)
    return text


@dataclass(frozen=True)
class Heading:
    """Heading of a panel and the line below it that says how to read it, at the same height in every panel."""

    heading: Text
    key: Text

    def update(self, heading: str, key: str) -> None:
        """Set the words; the axes may have changed size."""
        axes = self.heading.axes
        assert axes is not None
        point = pixels(axes, 1.0) / axes.bbox.height
        side = float(self.heading.get_ha() == "right")
        put(self.heading, side, 1.0 - HEADING * point, heading)
        put(self.key, side, 1.0 - (_KEY_PT - SMALL) * point, key)


HEADING_PT = 50.0  # height of a panel's heading with two lines of key
_KEY_PT = 27.0  # from the top of a panel to the first line of its key


def write_heading(axes: Axes) -> Heading:
    """An empty heading; ``Heading.update`` fills it."""
    return Heading(
        write(axes, size=HEADING, bold=True, baseline="baseline", transform=axes.transAxes),
        write(axes, size=SMALL, colour=MUTED, baseline="top", transform=axes.transAxes),
    )


def put(text: Text, x: float, y: float, words: str, colour: str | None = None) -> None:
    """Set place, words and colour of a text; empty words hide it."""
    text.set_position((x, y))
    text.set_text(words)
    text.set_visible(bool(words))
    if colour is not None:
        text.set_color(colour)


def pixels(axes: Axes, points: float) -> float:
    """Typographic points as pixels of the figure."""
    return points * axes.figure.dpi / POINTS


def spread_apart(wanted: Array, gap: float, low: float, high: float) -> Array:
    """Positions as near as possible to the wanted ones, ``gap`` apart and within bounds, in the same order.

    Args:
        wanted: (n,) increasing positions.
        gap: least distance between neighbours.
        low, high: bounds.
    """
    steps = gap * np.arange(len(wanted))
    free = np.asarray(wanted, dtype=float) - steps
    blocks: list[list[float]] = []  # pool adjacent violators: [sum, count]
    for value in free:
        blocks.append([value, 1.0])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += count
    level = np.concatenate([np.full(int(count), total / count) for total, count in blocks])
    return np.clip(level, low, high - steps[-1]) + steps


def shrink(text: Text, size: float, least: float, room_px: float) -> None:
    """Set the size of a text, smaller where it would be wider than its room; below ``least`` words are cut.

    Args:
        size, least: wanted and smallest size [pt].
        room_px: [px].
    """
    words = text.get_text()
    text.set_fontsize(size)
    width = text.get_window_extent().width
    if width <= room_px:
        return
    text.set_fontsize(max(least, size * room_px / width * 0.995))
    while text.get_window_extent().width > room_px and len(words) > 1:
        words = words[:-2].rstrip() if len(words) > 2 else words[:-1]
        text.set_text(f"{words}…")
