"""Words on a figure: set in one type, placed, kept apart, made to fit."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Transform

from . import style
from .style import Array

Align = Literal["left", "center", "right"]
Baseline = Literal["center", "top", "bottom", "baseline"]

HEADING_PT = 50.0  # height of a panel's heading with two lines of key
_KEY_PT = 27.0  # from the top of a panel to the first line of its key
_ROW_PT = 10.4  # of a further line of key


def write(
    axes: Axes,
    *,
    size: float = style.LABEL,
    colour: str = style.INK,
    bold: bool = False,
    align: Align = "left",
    baseline: Baseline = "center",
    transform: Transform | None = None,
) -> Text:
    """An empty text in the house type; ``put`` fills it."""
    text = axes.text(0.0, 0.0, "", zorder=20, **_look(size, colour, bold, align, baseline))
    if transform is not None:
        text.set_transform(transform)
    return text


def write_on(figure: Figure, *, size: float, colour: str, bold: bool = False, align: Align = "left") -> Text:
    """An empty text of a whole figure, placed in shares of it; ``put`` fills it."""
    return figure.text(0.0, 0.0, "", **_look(size, colour, bold, align, "baseline"))


def _look(size: float, colour: str, bold: bool, align: Align, baseline: Baseline) -> dict[str, Any]:
    """The house type."""
    return {
        "fontsize": size,
        "color": colour,
        "fontfamily": style.FONT,
        "fontweight": "bold" if bold else "normal",
        "ha": align,
        "va": baseline,
        "parse_math": False,
        "usetex": False,
    }


@dataclass(frozen=True)
class Heading:
    """Heading of a panel and the lines below it that say how to read it, at the same height everywhere."""

    axes: Axes
    heading: Text
    key: Text

    def update(self, heading: str, key: str) -> None:
        """Set the words; the axes may have changed size."""
        point = style.pixels(self.axes, 1.0) / self.axes.bbox.height
        side = float(self.heading.get_horizontalalignment() == "right")
        put(self.heading, side, 1.0 - style.HEADING * point, heading)
        put(self.key, side, 1.0 - (_KEY_PT - style.SMALL) * point, key)


def heading_pt(key: str) -> float:
    """Height of a panel's heading with so many lines of key [pt]."""
    return HEADING_PT + _ROW_PT * max(0, key.count("\n") - 1)


def write_heading(axes: Axes) -> Heading:
    """An empty heading; ``Heading.update`` fills it."""
    return Heading(
        axes,
        write(axes, size=style.HEADING, bold=True, baseline="baseline", transform=axes.transAxes),
        write(axes, size=style.SMALL, colour=style.MUTED, baseline="top", transform=axes.transAxes),
    )


def put(text: Text, x: float, y: float, words: str, colour: str | None = None) -> None:
    """Set place, words and colour of a text; empty words hide it."""
    text.set_position((x, y))
    text.set_text(words)
    text.set_visible(bool(words))
    if colour is not None:
        text.set_color(colour)


def spread_apart(wanted: Sequence[float], gap: float, low: float, high: float) -> Array:
    """Positions as near as possible to the wanted ones, ``gap`` apart and within bounds, in the same order.

    Args:
        wanted: increasing positions.
        gap: least distance between neighbours.
        low, high: bounds.
    """
    if not len(wanted):
        return np.zeros(0)
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


def shrink(text: Text, size: float, least: float, room_px: float) -> bool:
    """Set the size of a text, smaller where it would be wider than its room; False if ``least`` is too wide.

    Args:
        size, least: wanted and smallest size [pt].
        room_px: [px].
    """
    text.set_fontsize(size)
    width = text.get_window_extent().width
    if width <= room_px:
        return True
    wanted = size * room_px / width * 0.995
    text.set_fontsize(max(least, wanted))
    return wanted >= least


def break_in_two(text: Text, size: float, room_px: float) -> None:
    """Two rows of about the same length; what is too long for both is cut."""
    said = text.get_text()
    text.set_fontsize(size)
    letters = int(len(said) * room_px / max(text.get_window_extent().width, 1.0))
    half = len(max(textwrap.wrap(said, (len(said) + 1) // 2 + 6), key=len, default=""))
    text.set_text("\n".join(textwrap.wrap(said, min(half, letters), max_lines=2, placeholder=" …")))


def cut(text: Text, room_px: float) -> None:
    """Leave out the end of a text that is wider than its room."""
    width = text.get_window_extent().width
    if text.get_text() and width > room_px:
        letters = int(len(text.get_text()) * room_px / width) - 2
        text.set_text(f"{text.get_text()[:letters].rstrip()} …")
