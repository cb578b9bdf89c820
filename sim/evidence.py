"""What is said about a body, and how well it is known: every statement has a grade and its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Grade = Literal["A", "B", "C", "D"]

GRADES: dict[str, str] = {
    "A": "measured in people in this situation",
    "B": "measured in people elsewhere, in few, or in a trial of another kind",
    "C": "measured in specimens or computed by models",
    "D": "mechanism only",
}


@dataclass(frozen=True)
class Statement:
    """One plain sentence or two, with how well it is known.

    Attributes:
        text: what is said.
        grade: a key of ``GRADES``.
        sources: keys of ``models/references.bib``; none where the model alone says so.
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
