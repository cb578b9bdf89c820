"""What figures say beside the numbers: labels, title, whose spine it is, notes. Numbers and the statement besides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim import asked, report
from sim.language import ENGLISH, apart, capital, listed, phrases, say
from sim.remarks import Remark, spoken
from sim.scenario import PLACES, Scenario

from . import stage
from .measured import ARROW as ARROW
from .measured import MINUS as MINUS
from .measured import angle as angle
from .measured import decimals, degrees, number
from .measured import decimals_of as decimals_of
from .measured import gaze as gaze
from .measured import measured as measured
from .measured import plumb_offset as plumb_offset
from .measured import with_sign as with_sign
from .shares import Shares, before_of
from .statement import REGIONS
from .statement import most_changed as most_changed
from .statement import statement as statement


def plumb(view: str, language: str = ENGLISH) -> str:
    """What the plumb line from C7 measures from the ``"side"`` or the ``"back"``."""
    return say(f"figure.plumb.{view}", language)


def line_of_sight(language: str = ENGLISH) -> str:
    """The label of the line of sight."""
    return say("figure.line_of_sight", language)


def measure(field: str, language: str = ENGLISH) -> str:
    """The short name of a measure of ``Alignment`` that a posture figure draws."""
    return say(f"figure.measure.{field}", language)


def _turned(given: Shares, value: float, digits: int, language: str) -> str:
    """The size of an angle and its way: ``10° backward``; no way where it is nothing."""
    size = degrees(value, digits)
    return size if size == "0°" else say("figure.size_way", language, size=size, way=given.way(value, language))


def domino_labels(given: Shares, language: str = ENGLISH) -> list[tuple[str, str]]:
    """Name and value of each row of the domino, from below upwards."""
    digits = decimals(*given.degrees)
    rows = []
    for name, value, held in zip(REGIONS, given.degrees, given.held, strict=True):
        said = _turned(given, value, digits, language)
        if held in PLACES[:2]:
            said = say("figure.domino.held", language, value=said)
        rows.append((say(f"figure.region.{name}", language), said))
    rest = decimals(given.left_over)
    if degrees(given.left_over, rest) == "0°":
        head = say(f"figure.domino.{'straight' if given.axis == 'axial' else 'level'}", language)
    else:
        head = say("figure.domino.ends", language, value=_turned(given, given.left_over, rest, language))
    return [*rows, (say("figure.region.head", language), head)]


def title(result: Any, language: str = ENGLISH) -> str:
    """The scenario's own title, or what is done."""
    return str(result.scenario.title or capital(asked_for(result.scenario, language)))


def asked_for(scenario: Scenario, language: str = ENGLISH) -> str:
    """What is done, as a phrase: the posture, where it is not standing erect, and what is asked beside it."""
    doings, posture = asked.doings(scenario, language), asked.posture(scenario, language)
    if scenario.posture != "erect":
        first = say("figure.title_of_posture", language, posture=posture, asked=doings[0]) if doings else posture
        doings = [first, *doings[1:]]
    return apart(doings or [posture], language)


def who(result: Any, language: str = ENGLISH) -> str:
    """Whose spine this is, in which posture."""
    return asked.who_does(result.person, result.scenario, language)


def warning(result: Any, language: str = ENGLISH) -> str:
    """The first thing that a reader must know before believing the numbers, and of how many it is the first."""
    return next(warning_shorter(result, language))


def warning_shorter(result: Any, language: str = ENGLISH) -> Iterator[str]:
    """The same whole, then with fewer and fewer of the joints that it names, then in few words."""
    if not result.warnings:
        yield ""
        return
    first, count = result.warnings[0], len(result.warnings)
    for text in _remark_shorter(first, language):
        yield say(f"figure.note{'_more' * (count > 1)}", language, text=text, count=count)


def _remark_shorter(first: str, language: str) -> Iterator[str]:
    yield spoken(first, language)
    if not isinstance(first, Remark):
        return
    joints = first.values.get("joints", ())
    for kept in range(len(joints) - 1, 0, -1):
        said = listed(joints[:kept], language)
        said = say("figure.joints_more", language, joints=said, more=len(joints) - kept)
        yield Remark(first.key, joints=said).spoken(language)
    key = f"figure.note_short.{first.key.partition('_')[0]}"
    if key in phrases(language):
        yield say(key, language, **first.values)


def footer(result: Any, language: str = ENGLISH) -> str:
    """What made the figure, and what it is not."""
    return say("figure.footer", language, who=who(result, language), version=report.software()["version"])


def of_body(result: Any, view: str, language: str = ENGLISH) -> tuple[str, str]:
    """What the figure of the whole body names: bent legs, a bed, or how far the hips have moved over the feet."""
    if stage.support(result) == stage.BED:
        return say("figure.body.lying_name", language), say("figure.body.lying", language)
    if stage.bends_the_knees(result):
        knee, hip = (result.legs[f"{joint}_flexion_deg"] for joint in ("knee", "hip"))
        bent = say("figure.body.bent", language, knee=f"{number(knee)}°", hip=f"{number(hip)}°")
        return say("figure.body.bent_name", language), bent
    return say("figure.body.sway_name", language), _sway(result, view, language)


def _sway(result: Any, view: str, language: str) -> str:
    """Since before or since upright: ``23 mm backward``."""
    before = before_of(result)
    stood = result.person.hip_m if before is None else before.pose.hip_m
    moved = 1e3 * (result.pose.hip_m - stood)[0 if view == "side" else 2]
    size = number(abs(float(moved)))
    if size == "0":
        return say("figure.body.still", language)
    positive, negative = ("forward", "backward") if view == "side" else ("right", "left")
    way = say(f"figure.way.{positive if moved > 0 else negative}", language)
    return say("figure.size_way", language, size=f"{size} mm", way=way)
