"""The words of a preset in their places: title, statement, a large number, where people are, warning and footer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from models.person import JOINTS
from sim import bandwords
from sim.language import say

from . import brand as brands
from . import keys, letters, stage, style, words
from .compositions import Composition
from .shapes import SIDE
from .shares import shares
from .style import Look

if TYPE_CHECKING:
    from .presets import Drawn

_NUMBER_PT, _LEAST_NUMBER_PT, _UNIT_PT, _LEAST_UNIT_PT = 36.0, 20.0, 10.5, 7.6
_PEOPLE_PT, _LEAST_PEOPLE_PT, _PEOPLE_ROWS = 9.0, 7.6, 4
_BESIDE_NUMBER_PT, _ABOVE_PEOPLE_PT, _BESIDE_PT = 30.0, 6.0, 7.0  # a large number that leaves room for people below it
_CARD_FLOOR_PT = 40.0  # a card's footer and what is above it; a warning stands on it
_SENTENCE = re.compile(r".+?(?:\.(?=\s|$)|。)")
_PANELS_BELOW_PT = 9.0  # between statement and panels
_PICTURE_ABOVE_PT = 4.0  # how far a picture beside the words reaches above the margin
_LEAST_FOOT = 7.6
_STATEMENT_PT = 14.0  # that a title leaves to a statement above a number
GAP_PT = 10.0  # between title and brand


def write(made: Drawn, result: Any, composition: Composition) -> float:
    """Write title, statement, number, people and foot of a result; how high the panels below them may reach [pt]."""
    language, wide, high = made.look.language, composition.width, composition.height
    head = composition.head
    whole = head.right > wide - 2 * composition.margin  # the panels stand below the words, not beside them
    beside = made.brand.width_pt() + GAP_PT if made.brand and whole else 0.0
    letters.put(made.title, head.left / wide, head.top / high, "")
    said = _statement(result, made.look, bool(composition.number))
    counted = composition.number and words.most_changed(result) is not None
    kept = _STATEMENT_PT if said and counted else 0.0  # the number stands close to it
    title, used, raised = words.title(result, language), 0.0, 0.0
    for rows in range(composition.warning_rows, 0, -1):  # a long title leaves the warning one row
        raised = _write_foot(made, result, composition, rows)
        room = (head.right - head.left - beside, composition.title.height - kept - raised)
        used = letters.fit(made.title, title, room, composition.title.size, composition.title.least, balance=True)
        if letters.is_whole(made.title, title):
            break
    letters.put(made.statement, head.left / wide, (head.top - used - composition.gap) / high, "")
    left_over = composition.title.height + composition.statement.height - used - raised
    room = (head.right - head.left, left_over)
    below = letters.fit(made.statement, said, room, composition.statement.size, composition.statement.least)
    below += _write_people(made, result, composition, head.top - used - composition.gap - below)
    if composition.number:
        _write_number(made, result, composition, raised)
    if whole:
        return head.top - used - composition.gap - below - _PANELS_BELOW_PT
    return high - composition.margin - (brands.LARGEST_PT[1] + GAP_PT if made.brand else 0.0) + _PICTURE_ABOVE_PT


def _write_foot(made: Drawn, result: Any, composition: Composition, warning_rows: int) -> float:
    """Who made it and what it is not; above that the first warning, and how much higher it is than one row [pt]."""
    wide, high, margin = composition.width, composition.height, composition.margin
    room = composition.foot_right - margin
    footer = words.footer(result, made.look.language)
    own = made.brand.footer if made.brand else ""
    rows_pt = composition.foot_rows * letters.ROW * style.FOOTER
    footers = [f"{footer} · {own}", footer] if own else [footer]  # rather no address than half of one
    letters.put(made.footer, margin / wide, composition.foot / high, "")
    used = letters.fit_first(made.footer, footers, (room, rows_pt), style.FOOTER, _LEAST_FOOT)
    letters.put(made.warning, margin / wide, (composition.foot + used + 1.0) / high, "")
    row = letters.ROW * style.FOOTER
    wordings = words.warning_shorter(result, made.look.language)
    warned = letters.fit_first(made.warning, wordings, (room, warning_rows * row), style.FOOTER, _LEAST_FOOT)
    return max(0.0, warned - row)


def _statement(result: Any, look: Look, with_number: bool) -> str:
    """What stands under the title: the task of a quiz, the whole statement, or what a large number leaves to say.

    Who lies is drawn upright, and a card that names no view says so here.
    """
    if with_number and words.most_changed(result) is not None:
        lies = stage.support(result) == stage.BED
        return keys.heading_of_view(result, SIDE, look.language) if lies else ""
    if look.blank:
        return say("panels.quiz", look.language)
    said = words.statement(result, shares(result), look.language)
    return _first_sentence(said) if with_number else said


def _write_people(made: Drawn, result: Any, composition: Composition, top: float) -> float:
    """Where sampled people are, below the statement of a preset that draws no loads; its height with a gap [pt].

    Args:
        made: its texts. result: with or without people.
        composition: where its words stand.
        top: of what is left below the statement [pt].
    """
    counted = composition.number and words.most_changed(result) is not None  # then they stand below the number
    shown = result.uncertainty and not (composition.draws_loads or counted or made.look.blank)
    x, y = composition.head.left / composition.width, (top - composition.gap) / composition.height
    assert made.people is not None
    letters.put(made.people, x, y, "")
    if not shown:
        return 0.0
    said = bandwords.line(result, JOINTS[_told_joint(result)], made.look.language)
    wide, high = composition.head.right - composition.head.left, _PEOPLE_ROWS * letters.ROW * _PEOPLE_PT
    return composition.gap + letters.fit(made.people, said, (wide, high), _PEOPLE_PT, _LEAST_PEOPLE_PT)


def _told_joint(result: Any) -> int:
    """The joint that a statement tells of: whose load changes most, or else is greatest."""
    most = words.most_changed(result)
    return int(result.joints.compression_N.argmax()) if most is None else most


def _first_sentence(said: str) -> str:
    found = _SENTENCE.match(said)
    return found.group() if found else said


def _write_number(made: Drawn, result: Any, composition: Composition, raised: float) -> None:
    """How many times as much the most changed joint bears, and where people are; nothing where none changes.

    Where people were sampled, the number is smaller, with its joint beside it: below it stands how they differ.

    Args:
        made: its texts. result: with or without people.
        composition: where its words stand.
        raised: by how much a warning of several rows lifts the number [pt].
    """
    assert composition.number is not None and made.number is not None and made.unit is not None
    most = words.most_changed(result)
    left, baseline = composition.number
    baseline += raised
    joint = JOINTS[most] if result.uncertainty and most is not None else ""  # of which people are told
    largest = _BESIDE_NUMBER_PT if joint else _NUMBER_PT
    baseline += _ABOVE_PEOPLE_PT if joint else 0.0
    high, wide = composition.height, composition.width
    said = "" if most is None else f"×{result.joints.compression_ratio[most]:.2f}"
    unit = "" if most is None else say("panels.times_at", made.look.language, joint=JOINTS[most])
    room_pt = composition.head.right - left
    point = made.figure.dpi / style.POINTS
    letters.put(made.number, left / wide, baseline / high, said)
    letters.shrink(made.number, largest, _LEAST_NUMBER_PT, room_pt * point)
    if joint:
        beside = letters.width_px(made.number) / point + _BESIDE_PT
        letters.put(made.unit, (left + beside) / wide, (baseline + 0.8 * _UNIT_PT) / high, unit)
        letters.shrink(made.unit, _UNIT_PT, _LEAST_UNIT_PT, (room_pt - beside) * point)
        _write_people_of_number(made, result, composition, joint, baseline - _ABOVE_PEOPLE_PT, raised)
    else:
        letters.put(made.unit, left / wide, baseline / high - 9.5 / high, unit)
        letters.shrink(made.unit, _UNIT_PT, _LEAST_UNIT_PT, room_pt * point)


def _write_people_of_number(
    made: Drawn, result: Any, composition: Composition, joint: str, top: float, raised: float
) -> None:
    """Between which ratios people are, from ``top`` [pt] down to footer and warning; a quiz does not give it away."""
    assert made.people is not None
    warned = letters.ROW * style.FOOTER + raised if made.warning.get_text() else 0.0
    room = (composition.head.right - composition.head.left, top - _CARD_FLOOR_PT - warned)
    said = "" if made.look.blank else bandwords.of_card(result, joint, made.look.language)
    letters.put(made.people, composition.head.left / composition.width, top / composition.height, "")
    letters.fit(made.people, said, room, _PEOPLE_PT, _LEAST_PEOPLE_PT)
