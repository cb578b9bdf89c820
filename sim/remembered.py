"""What is worked out of a person, or of a set of muscles, once, and kept for as long as that lives."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Thing = TypeVar("Thing")
Found = TypeVar("Found")


def remembered(work: Callable[[Thing], Found]) -> Callable[[Thing], Found]:
    """A function of one thing that may be compared by identity alone, such as a ``Person``: done once for each."""
    known: dict[int, tuple[weakref.ref[Thing], Found]] = {}

    @wraps(work)
    def once(thing: Thing) -> Found:
        kept = known.get(id(thing))
        if kept is None or kept[0]() is not thing:
            key = id(thing)
            kept = known[key] = weakref.ref(thing, lambda _: known.pop(key, None)), work(thing)
        return kept[1]

    return once
