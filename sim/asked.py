"""What is asked, in words: who, in which posture, with what tilted, held, shifted and carried, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .language import ENGLISH, apart, joined, phrase, say

if TYPE_CHECKING:
    from models.person import Person

    from .items import Carry, Shift, Tilt
    from .scenario import Scenario

_TRUNK, _HEAD = ("lean_deg", "bend_deg", "turn_deg"), ("head_deg", "head_bend_deg", "head_turn_deg")
_WAYS = (("forward", "backward"), ("right", "left"), ("turn-left", "turn-right"))  # positive and negative, by axis


def name(person: Person, language: str = ENGLISH) -> str:
    """What a person of the model is: ``adult male``; a person from a file of one's own keeps that name."""
    return phrase(f"caption.person.{person.name}", person.name.replace("_", " "), language)


def who(person: Person, language: str = ENGLISH) -> str:
    """``adult male (75 kg, 1.75 m)``."""
    said = name(person, language)
    return say("caption.who", language, name=said, kg=f"{person.mass_kg:g}", m=f"{person.height_m:g}")


def posture(scenario: Scenario, language: str = ENGLISH) -> str:
    """The posture in the words of a sentence: ``sitting upright``."""
    return say(f"caption.posture.{scenario.posture}", language)


def who_does(person: Person, scenario: Scenario, language: str = ENGLISH) -> str:
    """``adult male (75 kg, 1.75 m), standing erect``."""
    return say("caption.who_does", language, who=who(person, language), posture=posture(scenario, language))


def heading(person: Person, scenario: Scenario, language: str = ENGLISH) -> str:
    """One line: who, in which posture, with what done."""
    return apart([who_does(person, scenario, language), *doings(scenario, language)], language)


def subject(person: Person, scenario: Scenario, language: str = ENGLISH) -> str:
    """How a sentence about it begins: ``An adult male (75 kg, 1.75 m) standing erect, with knees bent 20°``."""
    said, done = who(person, language), doings(scenario, language)
    article = say(f"caption.article.{'vowel' if said[0].lower() in 'aeiou' else 'plain'}", language)
    values = {"article": article, "who": said, "posture": posture(scenario, language)}
    if not done:
        return say("caption.subject", language, **values)
    return say("caption.subject_with", language, asked=joined(done, language, clauses=True), **values)


def doings(scenario: Scenario, language: str = ENGLISH) -> list[str]:
    """What is asked beside the posture, in phrases; empty for the posture as such."""
    return [*_moved(scenario, language), *_supported(scenario, language), *_burdened(scenario, language)]


def _moved(asked: Scenario, language: str) -> Iterator[str]:
    """What is tilted, held, let go and shifted."""
    yield from (_tilt(tilt, language) for tilt in asked.tilts if tilt.deg)
    for curve in asked.curves:
        yield say(f"caption.asked.{curve.what}", language, deg=f"{curve.deg:g}")
    yield from _held("trunk", [getattr(asked, word) for word in _TRUNK], language)
    yield from _held("head", [getattr(asked, word) for word in _HEAD], language)
    if asked.head_free:
        yield say("caption.asked.head_free", language)
    yield from (_shift(shift, language) for shift in asked.shifts)


def _supported(asked: Scenario, language: str) -> Iterator[str]:
    """How legs, seat and rest bear the body."""
    if asked.knee_deg is not None:
        yield _angle("knees" if asked.knee_deg else "knees_straight", asked.knee_deg, language)
    if asked.seat_deg is not None:
        way = "seat_backward" if asked.seat_deg < 0 else "seat_forward"
        yield _angle(way if asked.seat_deg else "seat_level", asked.seat_deg, language)
    if asked.backrest_deg is not None:
        yield _angle("backrest" if asked.backrest_deg else "backrest_upright", asked.backrest_deg, language)
    if asked.heels_m:
        yield say("caption.asked.heels", language, mm=f"{1e3 * asked.heels_m:g}")
    for lift in asked.lift:
        if lift.height_m:
            yield say(f"caption.lift.{lift.side}", language, mm=f"{1e3 * lift.height_m:g}")


def _burdened(asked: Scenario, language: str) -> Iterator[str]:
    """Arms, what is carried, what is fused or braced."""
    if asked.arms is not None:
        yield say(f"caption.arms.{asked.arms}", language)
    yield from (_carry(load, language) for load in asked.carry if load.mass_kg)
    if asked.fused:
        yield say("caption.asked.fused", language, joints=joined(asked.fused, language))
    for brace in asked.braced:
        yield say(f"caption.brace.{brace.region}", language, percent=f"{100 * brace.share:g}")


def _angle(key: str, deg: float, language: str) -> str:
    return say(f"caption.asked.{key}", language, deg=f"{abs(deg):g}")


def _part(word: str, language: str) -> str:
    """A part of the body as it stands in a sentence; a vertebra is its own name."""
    return phrase(f"caption.part.{word}", word, language)


def _tilt(tilt: Tilt, language: str) -> str:
    values = {
        "part": _part(tilt.at, language),
        "deg": f"{tilt.deg:g}",
        "way": say(f"caption.way.{tilt.direction}", language),
    }
    kind = "turn" if tilt.axis == 2 else "tilt"
    if not tilt.at[1:].isdigit():
        return say(f"caption.asked.{kind}", language, **values)
    below = "S1" if tilt.at == "L5" else f"L{int(tilt.at[1]) + 1}"
    return say(f"caption.asked.{kind}_on", language, below=below, **values)


def _held(part: str, angles: list[float | None], language: str) -> list[str]:
    """A part held at angles: leant, bent sideways, turned; or as it stands, where an angle is zero."""
    said = []
    for angle, ways, still in zip(angles, _WAYS, (part, part, "ahead"), strict=True):
        if angle is not None:
            key = ways[angle < 0] if angle else still
            said.append(say(f"caption.held.{key}", language, deg=f"{abs(angle):g}"))
    if not said:
        return []
    return [say(f"caption.asked.{part}", language, done=joined(dict.fromkeys(said), language, clauses=True))]


def _shift(shift: Shift, language: str) -> str:
    values = {
        "part": _part(shift.what, language),
        "mm": f"{1e3 * shift.distance_m:g}",
        "way": say(f"caption.way.{shift.direction}", language),
    }
    if shift.over == "hips":
        return say("caption.asked.shift", language, **values)
    return say("caption.asked.shift_over", language, below=_part(shift.over, language), **values)


def _carry(load: Carry, language: str) -> str:
    if load.reach_m is None:
        return say(f"caption.carry.{load.where}", language, kg=f"{load.mass_kg:g}")
    return say(f"caption.carry_out.{load.where}", language, kg=f"{load.mass_kg:g}", cm=f"{100 * load.reach_m:g}")
