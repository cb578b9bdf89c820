"""What follows from a shared table alone, worked out once for everybody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
KEPT = 8  # tables of one kind that are in use at a time, such as those of person files that replace anatomy


def once(make: Callable[[Given], Made]) -> Callable[[Given], Made]:
    """A function of one value that never changes, remembered for the last few: the same object, the same answer."""
    kept: list[tuple[Given, Made]] = []

    @wraps(make)
    def known(given: Given) -> Made:
        for one, made in kept:
            if one is given:
                return made
        made = make(given)
        kept[:] = [(given, made), *kept[: KEPT - 1]]
        return made

    return known
