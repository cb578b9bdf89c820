"""Exercises of the course in ``notebooks/``: the right answer, and what each likely slip would give instead.

Nothing is stored: answers and slips are computed with the model when somebody asks, so they stay right when it changes.
For teachers, ``python -m sim.exercises`` prints every question with its solution, ``... 01.moment`` that one.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from models.errors import SpineError, nearest

from .questions import EXERCISES, Exercise, Slip

_CLOSE = 0.10
_LEAST = 1e-9


@dataclass(frozen=True)
class Verdict:
    """What ``check`` says of an answer."""

    right: bool
    says: str

    def __repr__(self) -> str:
        return self.says


def check(name: str, value: object = None) -> Verdict:
    """Say whether an answer is right and, where it is not, which slip would explain it.

    Args:
        name: of the exercise, such as ``"01.moment"``.
        value: the answer, a number in the unit that is asked; None while it is not known.

    Raises:
        SpineError: no such exercise, with the nearest.
    """
    exercise = find(name)
    if value is None or value is ...:
        return Verdict(False, f"{exercise.asks} Write your answer [{exercise.unit}] in place of None.")
    try:
        number = float(getattr(value, "item", lambda: value)())  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return Verdict(False, f"The answer is one number [{exercise.unit}], not {value!r}.")
    if not math.isfinite(number):
        return Verdict(False, "The answer is a finite number; was something divided by zero?")
    right = exercise.answer()
    if _near(number, right, exercise.within):
        return Verdict(True, f"Right: {_said(right)} {exercise.unit}.")
    slips = [(slip(), words) for words, slip in (*exercise.slips, *_everyday(right))]
    likely, words = min(slips, key=lambda slip: abs(number - slip[0]))
    if _near(number, likely, exercise.within):
        return Verdict(False, f"Not yet: it looks as if {words}.")
    if _near(number, right, _CLOSE):
        return Verdict(False, "Not yet, but close: was something rounded too early?")
    if number * right < 0:
        return Verdict(False, "Not yet: its sign is the other way round, and its size is off too.")
    return Verdict(False, f"Not yet: {'too large' if abs(number) > abs(right) else 'too small'}.")


def solution(name: str) -> str:
    """The way to the answer of an exercise, and the answer itself.

    Args:
        name: of the exercise.

    Raises:
        SpineError: no such exercise, with the nearest.
    """
    exercise = find(name)
    return f"{exercise.solution} Answer: {_said(exercise.answer())} {exercise.unit}."


def find(name: str) -> Exercise:
    """The exercise of a name.

    Raises:
        SpineError: there is none, with the nearest.
    """
    exercise = EXERCISES.get(name)
    if exercise is None:
        raise SpineError(f"there is no exercise {name!r}{nearest(name, EXERCISES)}")
    return exercise


def _near(value: float, right: float, within: float) -> bool:
    return abs(value - right) <= max(within * abs(right), _LEAST)


def _said(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def _everyday(right: float) -> tuple[Slip, ...]:
    """What may happen in every exercise."""
    return (
        ("the sign is the other way round", lambda: -right),
        ("millimetres were taken for metres (a factor of 1000)", lambda: 1000 * right),
        ("metres were taken for millimetres (a factor of 1000)", lambda: right / 1000),
        ("degrees were meant and radians given", lambda: math.radians(right)),
        ("radians were meant and degrees given", lambda: math.degrees(right)),
    )


def main(names: Sequence[str]) -> None:
    """Print questions with their solutions, for teachers.

    Args:
        names: of exercises; all of them without one.

    Raises:
        SpineError: no such exercise, with the nearest.
    """
    for name in names or EXERCISES:
        print(f"{name}  {find(name).asks}\n    {solution(name)}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except SpineError as reason:
        sys.exit(str(reason))
