"""What is worked out of a value once, and remembered for as long as that value lives."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

Owner = TypeVar("Owner")
More = ParamSpec("More")
Made = TypeVar("Made")


def remembered(work_out: Callable[Concatenate[Owner, More], Made]) -> Callable[Concatenate[Owner, More], Made]:
    """A function that works out its answer once for each very same first argument, as long as that one lives.

    Args:
        work_out: its first argument is known by being the same object, equal or not, and is kept by nobody here; any
            others are given in order and hashable.
    """
    known: dict[tuple[Any, ...], tuple[weakref.ref[Any], Any]] = {}

    @wraps(work_out)
    def look_up(owner: Any, *more: Any) -> Any:
        key = (id(owner), *more)
        found = known.get(key)
        if found is not None and found[0]() is owner:
            return found[1]
        made = cast(Any, work_out)(owner, *more)
        known[key] = weakref.ref(owner, lambda _: known.pop(key, None)), made
        return made

    return cast(Any, look_up)
