"""Headings of panels, and the lines below them that say how to read them."""

from __future__ import annotations

from typing import Any

from sim import bandwords
from sim.language import ENGLISH, listed, phrase, say
from sim.scenario import PLACES

from . import stage
from .shares import Shares, against_erect, before_of


def heading_of_view(result: Any, view: str, language: str = ENGLISH) -> str:
    """From where the posture is seen; who lies is drawn as if upright."""
    return say(f"figure.view.{'lying' if stage.support(result) == stage.BED else view}", language)


def _against(result: Any) -> str:
    """What before is: erect or before."""
    return "erect" if against_erect(result) else "before"


def key_of_posture(result: Any, language: str = ENGLISH) -> str:
    """What pale and solid show, where hips are laid together, and what the shade of a disc means."""
    if before_of(result) is None:
        return ""
    rows = [_against(result), "disc"]
    if stage.hips_together(result):
        rows.insert(1, "hips")
    if stage.support(result) == stage.BED:
        rows.insert(0, "lying")
    return "\n".join(say(f"figure.key.{row}", language) for row in rows)


def heading_of_loads(language: str = ENGLISH) -> str:
    """Above the loads."""
    return say("figure.loads.heading", language)


def key_of_loads(result: Any, language: str = ENGLISH) -> str:
    """The unit, and what pale and solid show."""
    against = "" if before_of(result) is None else f"_{_against(result)}"
    return say(f"figure.key.newtons{against}", language)


def key_of_people(result: Any, language: str = ENGLISH) -> str:
    """What the lines across the loads are."""
    return bandwords.key(result, language)


def times(result: Any, language: str = ENGLISH) -> str:
    """Above the ratios: what they are relative to."""
    return "" if before_of(result) is None else say(f"figure.key.times_{_against(result)}", language)


def heading_of_domino(result: Any, language: str = ENGLISH) -> str:
    """Who takes a tilt; without one, what every region turns."""
    tilted = any(tilt.deg for tilt in result.scenario.tilts) or result.scenario.lift
    return say(f"figure.domino.{'tilt' if tilted else 'regions'}", language)


def key_of_domino(given: Shares, language: str = ENGLISH) -> str:
    """How to read the domino, and which vertebra is held where it is a single one."""
    key, held = say(f"figure.domino.{given.axis}", language), given.held[1]
    if not held or held in PLACES[:2]:
        return key
    places = listed((phrase(f"figure.place.{place}", place, language) for place in held.split(", ")), language)
    return f"{key}\n{say('figure.domino.held_place', language, places=places)}"
