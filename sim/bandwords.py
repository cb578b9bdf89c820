"""Percentiles of people like the one of a result, in words: whose they are, and what they say of a joint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models.person import JOINTS

from .language import ENGLISH, capital, joined, say

if TYPE_CHECKING:
    from .result import Result

OUTER, INNER = ("p5", "p95"), ("p25", "p75")  # nine of ten people, and half of them
LISTED = ("L5-S1", "L4-L5", "T12-L1", "T7-T8", "C4-C5")


def newtons(result: Result, joint: str, share: str) -> float:
    """A percentile of compression at a joint [N]."""
    return float(result.uncertainty["joints"]["compression_N"][share][JOINTS.index(joint)])


def span(result: Result, joint: str) -> dict[str, str]:
    """Joint, and between which newtons nine of ten people are, ready written."""
    low, high = (f"{newtons(result, joint, share):.0f}" for share in OUTER)
    return {"joint": joint, "low": low, "high": high}


def people(found: Mapping[str, Any], language: str = ENGLISH) -> str:
    """How many people, and what they have in common with this one."""
    shared = joined((say(f"band.measure.{name}", language) for name in found["shared"]), language)
    values = {"count": found["people"], "shared": shared}
    if found["found"] == found["people"]:
        return say("band.people", language, **values)
    return say("band.people_found", language, found=found["found"], **values)


def caption(result: Result, joint: str, language: str = ENGLISH) -> str:
    """A phrase about one joint: who differs in what, between which newtons they are, and what that is not."""
    drawn = joined((say(f"band.measure.{name}", language) for name in result.uncertainty["drawn"]), language)
    told = people(result.uncertainty, language)
    return say("band.caption", language, people=told, drawn=drawn, **span(result, joint))


def line(result: Result, joint: str, language: str = ENGLISH) -> str:
    """The same in short, below a figure's statement."""
    return say("band.line", language, people=people(result.uncertainty, language), **span(result, joint))


def long(result: Result, language: str = ENGLISH) -> str:
    """The same of some joints from the lowest up."""
    items = joined((say("band.item", language, **span(result, joint)) for joint in LISTED), language)
    return capital(say("band.long", language, people=people(result.uncertainty, language), items=items))


def key(result: Result, language: str = ENGLISH) -> str:
    """What the lines across the bars are."""
    return say("band.key", language, people=people(result.uncertainty, language))


def of_card(result: Result, joint: str, language: str = ENGLISH) -> str:
    """Between which ratios nine of ten people are."""
    ratios = result.uncertainty["joints"]["compression_ratio"]
    low, high = (f"{ratios[share][JOINTS.index(joint)]:.2f}" for share in OUTER)
    return say("band.card", language, low=low, high=high, count=result.uncertainty["people"])
