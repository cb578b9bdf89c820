"""How well a statement is known: its grade, its words, its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Grade = Literal["A", "B", "C", "D"]

GRADES: dict[str, str] = {
    "A": "measured in people",
    "B": "measured in people, but indirect, in few, or inconsistent",
    "C": "calculated by this model from measured parts",
    "D": "mechanism only: plausible, not shown in people",
}


@dataclass(frozen=True)
class Statement:
    """One thing said about a body, with what it rests on.

    Attributes:
        text: plain words, one sentence or two.
        grade: a key of ``GRADES``.
        sources: keys of ``models/references.bib``; empty where it is only calculated.
    """

    text: str
    grade: Grade
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.grade not in GRADES:
            raise ValueError(f"a grade is one of {', '.join(GRADES)}, not {self.grade!r}")
        if not self.text:
            raise ValueError("a statement says something")

    def __str__(self) -> str:
        return f"[{self.grade}] {self.text}"
