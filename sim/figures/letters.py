"""Words on a figure: set in one type, placed, kept apart, made to fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Transform

from . import style
from .rows import ROW, rows_of, shortened, unbroken, width_pt
from .style import PLAIN, Array, Look

Align = Literal["left", "center", "right"]
Baseline = Literal["center", "top", "bottom", "baseline"]

HEADING_PT = 50.0  # height of a panel's heading with two lines of key
BLANK = "____"
_LEAST_HEADING, _LEAST_KEY = 9.6, 6.8  # where a panel is narrow
_KEY_PT = 27.0  # from the top of a panel to the first line of its key
_ROW_PT = 10.4  # of a further line of key
_ASIDE_PT, _DOWN_PT = 20.0, 10.0  # from the edges of the paper


def write(
    axes: Axes,
    *,
    look: Look = PLAIN,
    size: float = style.LABEL,
    colour: str | None = None,
    bold: bool = False,
    align: Align = "left",
    baseline: Baseline = "center",
    transform: Transform | None = None,
) -> Text:
    """An empty text in the house type, in ink unless another colour is given; ``put`` fills it."""
    text = axes.text(0.0, 0.0, "", zorder=20, **_type(size, colour or look.theme.ink, bold, align, baseline))
    if transform is not None:
        text.set_transform(transform)
    return text


def write_on(
    figure: Figure,
    *,
    size: float,
    look: Look = PLAIN,
    colour: str | None = None,
    bold: bool = False,
    align: Align = "left",
    baseline: Baseline = "baseline",
) -> Text:
    """An empty text of a whole figure, placed in shares of it; ``put`` fills it."""
    return figure.text(0.0, 0.0, "", **_type(size, colour or look.theme.ink, bold, align, baseline))


def _type(size: float, colour: str, bold: bool, align: Align, baseline: Baseline) -> dict[str, Any]:
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

    def update(self, heading: str, key: str, room_px: float | None = None) -> None:
        """Set the words; the axes may have changed size.

        Args:
            heading, key: the words.
            room_px: how wide they may be, if less than the axes [px].
        """
        room = room_px or self.axes.bbox.width
        point = style.pixels(self.axes, 1.0) / self.axes.bbox.height
        side = float(self.heading.get_horizontalalignment() == "right")
        put(self.heading, side, 1.0 - style.HEADING * point, heading)
        put(self.key, side, 1.0 - (_KEY_PT - style.SMALL) * point, key)
        shrink(self.key, style.SMALL, _LEAST_KEY, room)
        if not shrink(self.heading, style.HEADING, _LEAST_HEADING, room):
            break_in_two(self.heading, _LEAST_HEADING, room)  # the first row rises above the panel

    def off_the_edges(self) -> None:
        """Where the axes are the whole paper: a little to the right and down."""
        point, box = style.pixels(self.axes, 1.0), self.axes.bbox
        for text in (self.heading, self.key):
            text.set_position((_ASIDE_PT * point / box.width, text.get_position()[1] - _DOWN_PT * point / box.height))


def heading_pt(key: str) -> float:
    """Height of a panel's heading with so many lines of key [pt]."""
    return HEADING_PT + _ROW_PT * max(0, key.count("\n") - 1)


def write_heading(axes: Axes, look: Look = PLAIN) -> Heading:
    """An empty heading; ``Heading.update`` fills it."""
    return Heading(
        axes,
        write(axes, look=look, size=style.HEADING, bold=True, baseline="baseline", transform=axes.transAxes),
        write(axes, size=style.SMALL, colour=look.theme.muted, baseline="top", transform=axes.transAxes),
    )


def put(text: Text, x: float, y: float, words: str, colour: str | None = None) -> None:
    """Set place, words and colour of a text; empty words hide it."""
    text.set_position((x, y))
    if words != text.get_text():
        text.set_text(words)
        family = style.family(words)
        if tuple(text.get_fontfamily()) != family:
            text.set_fontfamily(family)
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


def width_px(text: Text) -> float:
    """Width of a text on its figure [px]; cheaper than its window extent."""
    figure = text.get_figure(root=True)
    assert figure is not None
    size, bold = float(text.get_fontsize()), text.get_fontweight() == "bold"
    return width_pt(text.get_text(), size, bold) * figure.dpi / style.POINTS


def shrink(text: Text, size: float, least: float, room_px: float) -> bool:
    """Set the size of a text, smaller where it would be wider than its room; False if ``least`` is too wide.

    Args:
        size, least: wanted and smallest size [pt].
        room_px: [px].
    """
    text.set_fontsize(size)
    width = width_px(text)
    if width <= max(room_px, 0.0):
        return True
    wanted = size * room_px / width * 0.995
    text.set_fontsize(max(least, wanted))
    return wanted >= least


def break_in_two(text: Text, size: float, room_px: float) -> None:
    """Two rows of about the same length; what is too long for both is cut."""
    text.set_fontsize(size)
    bold = text.get_fontweight() == "bold"
    figure = text.get_figure(root=True)
    assert figure is not None
    text.set_text("\n".join(rows_of(text.get_text(), size, room_px * style.POINTS / figure.dpi, 2, bold)))


def cut(text: Text, room_px: float) -> None:
    """Leave out the end of a text that is wider than its room."""
    said = text.get_text()
    if not said or width_px(text) <= room_px:
        return
    figure = text.get_figure(root=True)
    assert figure is not None
    room = room_px * style.POINTS / figure.dpi
    text.set_text(shortened(said, float(text.get_fontsize()), room, text.get_fontweight() == "bold"))


def fit(
    text: Text, words: str, room_pt: tuple[float, float], size: float, least: float, balance: bool = False
) -> float:
    """Write words into a room in rows, as large as they go there; what is too long for the smallest type is cut.

    Args:
        text: its size and words are set.
        words: one paragraph.
        room_pt: width and height [pt].
        size, least: largest and smallest type [pt].
        balance: rows of about the same length.

    Returns:
        height of the rows [pt].
    """
    width, height = room_pt
    bold = text.get_fontweight() == "bold"
    for step in range(25):
        now = size - step * (size - least) / 24
        most = max(1, int(height / (ROW * now) + 1e-9))
        rows = rows_of(words, now, width, most, bold, balance)
        if any(width_pt(word, now, bold) > width for word in unbroken(words)):
            continue  # rather smaller than broken inside a word
        if not rows[-1].endswith(" …") or words.endswith(rows[-1]):
            break
    text.set_fontsize(now)
    x, y = text.get_position()
    put(text, x, y, "\n".join(rows))
    return ROW * now * len(rows)


def fit_first(
    text: Text,
    wordings: Iterable[str],
    room_pt: tuple[float, float],
    size: float,
    least: float,
    balance: bool = False,
) -> float:
    """Write the first of several wordings that is not cut, or else the last; arguments and answer as those of ``fit``.

    Args:
        wordings: the same said shorter and shorter.
    """
    used = 0.0
    for words in wordings:
        used = fit(text, words, room_pt, size, least, balance)
        if is_whole(text, words):
            break
    return used


def is_whole(text: Text, words: str) -> bool:
    """Whether a text shows all of some words, in however many rows."""
    return "".join(text.get_text().split()) == "".join(words.split())


def blank(texts: Sequence[Text]) -> tuple[str, ...]:
    """Put a numbered blank in the place of each text that shows; what stood there is the answer, in order."""
    answers: list[str] = []
    for text in texts:
        said = text.get_text()
        if not said or not text.get_visible():
            continue
        answers.append(text.get_label() if said.endswith(BLANK) else said)  # type: ignore[arg-type]
        text.set_label(answers[-1])
        text.set_text(f"{len(answers)} {BLANK}")
    return tuple(answers)


def answers(texts: Sequence[Text]) -> tuple[str, ...]:
    """What stands behind the blanks among some texts."""
    return tuple(str(text.get_label()) for text in texts if text.get_visible() and text.get_text().endswith(BLANK))
