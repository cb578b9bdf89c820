"""What is said about a body, and how well it is known: every statement has a grade and its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Grade = Literal["A", "B", "C", "D"]

GRADES: dict[str, str] = {
    "A": "measured in people in this situation",
    "B": "measured in people elsewhere, or in a trial of another kind",
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
    grade: Literal["A", "B", "C", "D"]
    sources: tuple[str, ...]
