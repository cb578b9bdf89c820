"""Sentences below a table, each with its grade: as many as there is room for, in the largest type that fits."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.text import Text

from sim.evidence import GRADES, Grade, Statement

from .. import letters, style, words
from ..style import PLAIN, Look

_SIZES = (style.LABEL, 9.3, style.SMALL)  # the first at which all that is needed fits
_GRADE_PT, _BETWEEN_PT, _LEAST_LETTERS = 15.0, 6.0, 8  # room for a grade; between sentences; of a row
_ROW = 1.4  # height of a row, in its size
_MINUS = re.compile(r"(?<![\w])-(?=\d)")
_UNITS, _TIED = re.compile(r"(?<=\d) (?=(?:N|Nm|mm|%|kg)\b|%)"), "\N{NO-BREAK SPACE}"  # a number keeps its unit


@dataclass
class SentenceArtists:
    """What ``draw_sentences`` has drawn.

    Attributes:
        axes: where. look: colours. said: grade and words of each sentence.
        grades: at the bottom, what their letters mean. more: how many there was no room for; empty where none.
    """

    axes: Axes
    look: Look
    grades: Text
    more: Text
    said: list[tuple[Text, Text]] = field(default_factory=list)


def draw_sentences(
    axes: Axes,
    below_px: float,
    needed: Sequence[Statement],
    spare: Sequence[Statement],
    elsewhere: str,
    look: Look = PLAIN,
) -> SentenceArtists:
    """Write sentences down to the bottom of axes whose height is in pixels, and what their grades mean.

    Args:
        axes: 0 to 1 across, pixels upwards.
        below_px: where to begin [px].
        needed: in smaller type rather than not at all; what even so has no room is counted.
        spare: only where there is room.
        elsewhere: where all of them are written.
        look: colours.
    """
    theme = look.theme
    made = SentenceArtists(
        axes=axes,
        look=look,
        grades=letters.write(axes, size=style.SMALL, colour=theme.muted, baseline="bottom"),
        more=letters.write(axes, size=style.SMALL, colour=theme.muted, baseline="bottom"),
    )
    grades = {said.grade for said in needed}
    floor, y = _explain(made, grades), below_px
    for size in _SIZES:
        while made.said:
            _take_back(made)
        y = below_px
        for said in needed:
            y = _say(made, said, y, size)
        if y >= floor:
            break
    if y < floor:
        _leave_out(made, floor, elsewhere)
        _explain(made, {said.grade for said in needed[: len(made.said)]})
        return made
    for said in spare:
        y = _say(made, said, y, size)
        if y < _explain(made, {*grades, said.grade}):
            _take_back(made)
            _explain(made, grades)
            break
        grades.add(said.grade)
    return made


def signed(said: str) -> str:
    """Words with true minus signs."""
    return _MINUS.sub(words.MINUS, said)


def fold(text: Text, said: str, room_px: float, rows: int) -> int:
    """Set words in rows that are no wider than their room; what does not fit into so many rows is left out.

    Args:
        text: its size is set.
        said: words.
        room_px: [px].
        rows: at most.

    Returns:
        How many rows there are.
    """
    text.set_text(said)
    count = int(len(said) * min(1.0, 1.15 * room_px / max(text.get_window_extent().width, 1.0))) + 1
    while count > _LEAST_LETTERS:
        text.set_text("\n".join(textwrap.wrap(said, count, max_lines=rows, placeholder=" …")))
        if text.get_window_extent().width <= room_px:
            break
        count -= 1
    return text.get_text().count("\n") + 1


def _px(axes: Axes, text: Text) -> tuple[float, float]:
    """Lower and upper edge of a text, from the bottom of its axes [px]."""
    box = text.get_window_extent()
    return float(box.y0 - axes.bbox.y0), float(box.y1 - axes.bbox.y0)


def _explain(made: SentenceArtists, grades: Iterable[Grade]) -> float:
    """At the bottom what the letters before the sentences mean; what lies above it begins there [px]."""
    axes = made.axes
    fold(made.grades, " · ".join(f"{grade}: {GRADES[grade]}" for grade in sorted(grades)), axes.bbox.width, len(GRADES))
    return _px(axes, made.grades)[1] + style.pixels(axes, _BETWEEN_PT)


def _say(made: SentenceArtists, said: Statement, y: float, size: float) -> float:
    """One sentence beside its grade; where the next begins [px]."""
    axes = made.axes
    aside, width = style.pixels(axes, _GRADE_PT), axes.bbox.width
    letter = letters.write(axes, size=size, colour=made.look.theme.muted, bold=True, baseline="top")
    text = letters.write(axes, look=made.look, size=size, baseline="top")
    letters.put(text, aside / width, y, said.text)
    rows = fold(text, _UNITS.sub(_TIED, signed(said.text)), width - aside, len(said.text))
    letters.put(letter, 0.0, y, said.grade + "\n " * (rows - 1))  # as many rows, so that the first ones are level
    made.said.append((letter, text))
    return _px(axes, text)[0] - style.pixels(axes, _BETWEEN_PT)


def _take_back(made: SentenceArtists) -> None:
    """The last sentence."""
    for text in made.said.pop():
        text.remove()


def _leave_out(made: SentenceArtists, floor: float, elsewhere: str) -> None:
    """The last sentences, as many as there is no room for, and say so."""
    axes, count, y = made.axes, 0, float("-inf")
    while y < floor and len(made.said) > 1:
        _take_back(made)
        count += 1
        lowest = _px(axes, made.said[-1][1])[0]
        y = lowest - style.pixels(axes, _BETWEEN_PT + _ROW * style.SMALL)
    letters.put(made.more, style.pixels(axes, _GRADE_PT) / axes.bbox.width, y, f"and {count} more in {elsewhere}")
