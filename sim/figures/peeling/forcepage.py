"""What a drawing of forces gathers before it goes into its artists: arrows to one scale, rules and words kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim import freebody
from sim.freebody import JOINT, MUSCLE, TISSUE, Seen

from .. import letters, rows, style
from ..style import Array, Theme
from . import arrows

_LEAST_PT, _TICK_PT, _LIFT_PT = 3.0, 3.5, 9.0  # of a dimension: shortest, its ticks, its words off the line
_APART_PT = 2.0  # of words
_ALONG = 0.56  # where on a dimension its words stand
_NAMED = {MUSCLE: "thoracic", JOINT: "lumbar", freebody.ABDOMEN: "cervical", TISSUE: "pelvis"}


def colour_of(theme: Theme, kind: str, type_: bool = False) -> str:
    """Of an arrow, or of words about it; always named beside it as well."""
    if kind in _NAMED:
        return (theme.text_colour if type_ else theme.colour)[_NAMED[kind]]
    return theme.muted if kind == freebody.SUPPORT else theme.ink


@dataclass(frozen=True)
class Word:
    """What is said where, in middle height, beside an arrow or a line [pt]."""

    said: str
    at: Array
    align: letters.Align
    colour: str

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top."""
        wide = rows.width_pt(self.said, style.LABEL)
        high = rows.ROW * style.LABEL * (1 + self.said.count("\n"))
        left = float(self.at[0]) - {"left": 0.0, "center": 0.5, "right": 1.0}[self.align] * wide
        return left, float(self.at[1]) - high / 2, left + wide, float(self.at[1]) + high / 2


@dataclass(frozen=True)
class Placing:
    """Where a body stands on the page: ``at + scale (point - cut)``, in points."""

    cut_m: Array
    at: Array
    scale: float

    def __call__(self, points: Array) -> Array:
        """(..., 2) points [m] on the page [pt]."""
        moved: Array = self.at + self.scale * (points - self.cut_m)
        return moved


class ForcePage:
    """Arrows to one scale, construction lines, words and marks.

    Args:
        theme: colours.
        push_pt: length of an arrow [pt/N].
    """

    def __init__(self, theme: Theme, push_pt: float):
        self.theme, self.push_pt = theme, push_pt
        self.pushes: list[tuple[Array, str]] = []
        self.rules: list[tuple[Array, str, float, Any]] = []
        self.words: list[Word] = []
        self.marks: list[tuple[Array, str]] = []

    def push(self, tail: Array, row: Seen, broad: float = 1.0) -> Array:
        """An arrow to the scale of all; where its tip lies."""
        tip: Array = tail + self.push_pt * row.push_N
        self.pushes.append((arrows.arrow(tail, tip, broad), colour_of(self.theme, row.kind)))
        return tip

    def rule(self, *points: Array, colour: str | None = None, dashed: bool = False, width: float = style.FINE) -> None:
        """A construction line."""
        line = (np.array(points), colour or self.theme.muted, width, (0, (3, 2.5)) if dashed else "-")
        self.rules.append(line)

    def say(self, said: str, at: Array, align: letters.Align, colour: str) -> None:
        """Words."""
        self.words.append(Word(said, np.asarray(at, dtype=float), align, colour))

    def say_beside(
        self, said: str, points: Sequence[Array], off: float, colour: str, room: tuple[float, float, float, float]
    ) -> None:
        """Words beside the first of some points where they cover no others and stay in their room.

        Args:
            said: words.
            points: the best first.
            off: how far off a point; to its right where positive, and then to its left, else the other way round.
            colour: of the words.
            room: left, bottom, right, top.
        """
        sides: tuple[tuple[float, letters.Align], ...] = ((abs(off), "left"), (-abs(off), "right"))
        tried = [
            Word(said, point + np.array([aside, 0.0]), align, colour)
            for point in points
            for aside, align in (sides if off > 0 else sides[::-1])
        ]
        free = [word for word in tried if _inside(word.box, room) and not self._covered(word)]
        self.words.append((free or tried)[0])

    def _covered(self, word: Word) -> bool:
        left, bottom, right, top = word.box
        return any(
            left - _APART_PT < box[2]
            and box[0] < right + _APART_PT
            and bottom - _APART_PT < box[3]
            and box[1] < top + _APART_PT
            for box in (other.box for other in self.words)
        )

    def dimension(self, start: Array, end: Array, said: str, above: bool) -> None:
        """A lever arm: a line with ticks at both ends, and how long it is."""
        along = end - start
        size = float(np.hypot(*along))
        if size < _LEAST_PT:
            return
        across = np.array([-along[1], along[0]]) / size
        tick = _TICK_PT * across
        for part in ((start, end), (start - tick, start + tick), (end - tick, end + tick)):
            self.rule(*part, colour=self.theme.ink)
        lift = _LIFT_PT * across * np.sign(across[1] or 1.0) * (1.0 if above else -1.0)
        self.say(said, start + _ALONG * along + lift, "center", self.theme.ink)


def _inside(box: tuple[float, float, float, float], room: tuple[float, float, float, float]) -> bool:
    return box[0] >= room[0] and box[1] >= room[1] and box[2] <= room[2] and box[3] <= room[3]
