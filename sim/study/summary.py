"""What a cohort's files add up to: percentiles by level and measure, and means and spreads of what was drawn.

Percentiles are exact. So that memory stays bounded, columns are read a few at a time, as many as ``ROOM`` holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.measures import LIMITS
from models.person import JOINTS

from . import tables
from .quantities import ALIGNMENT, CHANGE, Array

PERCENTILES = (5, 25, 50, 75, 95)
LEVELS = ("compression_N", CHANGE)
ROOM = 25_000_000  # numbers in memory: 200 MB


def of(paths: Sequence[Path], people: Sequence[int]) -> dict[str, Any]:
    """Numbers of a cohort: how many were found, percentiles of ``LEVELS`` by joint and of alignment, what was drawn.

    Args:
        paths: its files.
        people: how many there are in each.

    Raises:
        StudyError: a file is not as it was written.
    """
    count = dict.fromkeys(("found", "beyond_muscles", "drawn_again"), 0.0)
    for columns in _columns(paths, tuple(count), people):
        count |= {name: float(values.sum()) for name, values in columns.items()}
    by_level = tuple(f"{what}:{joint}" for what in LEVELS for joint in JOINTS)
    spread: dict[str, dict[str, float]] = {}
    for columns in _columns(paths, (*by_level, *ALIGNMENT), people):
        spread |= {name: percentiles(values) for name, values in columns.items()}
    drawn: dict[str, dict[str, float]] = {}
    for columns in _columns(paths, _measured(), people):
        for name, values in columns.items():
            drawn[name.removeprefix("drawn_")] = {"mean": _round(values.mean()), "spread": _round(values.std())}
    return {
        "people": sum(people),
        "found": int(count["found"]),
        "not_found": sum(people) - int(count["found"]),
        "beyond_muscles": int(count["beyond_muscles"]),
        "drawn_again": int(count["drawn_again"]),
        "percentiles": list(PERCENTILES),
        "levels": {what: {joint: spread[f"{what}:{joint}"] for joint in JOINTS} for what in LEVELS},
        "measures": {name: spread[name] for name in ALIGNMENT},
        "drawn": drawn,
    }


def _measured() -> tuple[str, ...]:
    return tuple(f"drawn_{name}" for name in LIMITS)


def _columns(paths: Sequence[Path], names: Sequence[str], people: Sequence[int]) -> Iterator[dict[str, Array]]:
    """Some columns at a time, of all files."""
    most = max(1, ROOM // max(sum(people), 1))
    for first in range(0, len(names), most):
        some = names[first : first + most]
        whole = {name: np.empty(sum(people)) for name in some}
        at = 0
        for path, count in zip(paths, people, strict=True):
            read = tables.read_columns(path, some, count)
            for name in some:
                whole[name][at : at + count] = read[name]
            at += count
        yield whole


def percentiles(values: Array) -> dict[str, float]:
    """Percentiles of what is known; empty where nothing is."""
    known = values[np.isfinite(values)]
    if not len(known):
        return {}
    found = np.percentile(known, PERCENTILES)
    return {f"p{share}": _round(value) for share, value in zip(PERCENTILES, found, strict=True)}


def _round(value: float) -> float:
    return float(f"{float(value):.9g}") + 0.0


def table(found: Mapping[str, Any]) -> str:
    """Percentiles of compression and its change from L5-S1 to T12-L1, at most 80 columns wide."""
    shares = [f"p{share}" for share in found["percentiles"]]
    lines = [f"{found['found']} of {found['people']} people have an answer; seed {found['request']['seed']}"]
    for what, title in zip(LEVELS, ("compression [N]", "change of compression [N]"), strict=True):
        lines += ["", f"{title:<28}" + "".join(f"{share:>9}" for share in shares)]
        for joint in JOINTS[:6]:
            row = found["levels"][what][joint]
            lines.append(f"  {joint:<26}" + "".join(f"{row[share]:9.0f}" if row else f"{'':>9}" for share in shares))
    return "\n".join(lines)
