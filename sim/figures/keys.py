"""Headings of panels, and the lines below them that say how to read them."""

from __future__ import annotations

from typing import Any

from sim.language import ENGLISH
from sim.scenario import PLACES

from . import stage
from .shares import Shares, against_erect, before_of

_VIEWS = {"side": "From the side", "back": "From behind"}


def _states(result: Any) -> tuple[str, str]:
    """What pale and solid show."""
    return ("standing erect", "now") if against_erect(result) else ("before", "after")


def heading_of_view(result: Any, view: str, language: str = ENGLISH) -> str:
    """From where the posture is seen; who lies is drawn as if upright."""
    return "Drawn upright" if stage.support(result) == stage.BED else _VIEWS[view]


def key_of_posture(result: Any, language: str = ENGLISH) -> str:
    """What pale and solid show, where hips are laid together, and what the shade of a disc means."""
    if before_of(result) is None:
        return ""
    pale, solid = _states(result)
    rows = [f"pale: {pale}" if against_erect(result) else f"pale: {pale} · solid: {solid}", "darker disc: more load"]
    if stage.hips_together(result):
        rows.insert(1, "hips laid together")
    if stage.support(result) == stage.BED:
        rows.insert(0, "though lying on the back")
    return "\n".join(rows)


def key_of_loads(result: Any, language: str = ENGLISH) -> str:
    """The unit, and what pale and solid show."""
    if before_of(result) is None:
        return "newtons"
    pale, solid = _states(result)
    return f"newtons · pale: {pale.removeprefix('standing ')} · solid: {solid}"


def times(result: Any, language: str = ENGLISH) -> str:
    """Above the ratios: what they are relative to."""
    if before_of(result) is None:
        return ""
    return "× erect" if against_erect(result) else "× before"


def heading_of_domino(result: Any, language: str = ENGLISH) -> str:
    """Who takes a tilt; without one, what every region turns."""
    tilted = any(tilt.deg for tilt in result.scenario.tilts) or result.scenario.lift
    return "Who takes the tilt" if tilted else "Region by region"


def key_of_domino(given: Shares, language: str = ENGLISH) -> str:
    """How to read the domino, and which vertebra is held where it is a single one."""
    key = {
        "flexion": "degrees, from the pelvis up",
        "lateral": "degrees, seen from behind",
        "axial": "degrees about the vertical",
    }[given.axis]
    held = given.held[1]
    return f"{key}\n{held} held" if held and held not in PLACES[:2] else key
