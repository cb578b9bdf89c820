"""Where the panels of each preset stand, in points of its own figure, and how large its words may be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.person import JOINTS
from sim import bandwords
from sim.language import say

from . import keys, letters, stage, style, words
from .rules import ROOMY, Room
from .shapes import BACK, SIDE
from .shares import before_of, shares
from .style import Look

if TYPE_CHECKING:
    from .presets import Drawn

Box = tuple[float, float, float, float]  # left, bottom, right, top [pt]
_NUMBER_PT, _LEAST_NUMBER_PT, _UNIT_PT, _LEAST_UNIT_PT = 36.0, 20.0, 10.5, 7.6
_PEOPLE_PT, _LEAST_PEOPLE_PT, _PEOPLE_ROWS = 9.0, 7.6, 4
_BESIDE_NUMBER_PT, _ABOVE_PEOPLE_PT, _BESIDE_PT = 30.0, 6.0, 7.0  # a large number that leaves room for people below it
_CARD_FLOOR_PT = 40.0  # a card's footer and what is above it; a warning stands on it
_SENTENCE = re.compile(r".+?(?:\.(?=\s|$)|。)")


@dataclass(frozen=True)
class Placed:
    """A panel and its place.

    Attributes:
        name: of the panel. box: left, bottom, right, top [pt].
        view: of a posture; empty for other panels. room: of a posture.
    """

    name: str
    box: Box
    view: str = ""
    room: Room = ROOMY


@dataclass(frozen=True)
class Type:
    """Largest and smallest type of some words, and the height of their room [pt]."""

    size: float
    least: float
    height: float


@dataclass(frozen=True)
class Head:
    """Where title and statement stand [pt]."""

    left: float
    right: float
    top: float


@dataclass(frozen=True)
class Composition:
    """A preset that is not the slide; lengths in points.

    Attributes:
        dpi: pixels an inch: the fewer points the width has, the larger its type looks.
        width, height: of the figure. margin: at its edges.
        head, title, statement: where title and statement stand and how large they may be. gap: between them.
        foot: lower edge of the footer; foot_rows: rows that it may take; foot_right: where they end. warning_rows: of
            the warning above it; more than one raise a large number.
        panels: from a result and the height that words and brand leave free to the panels, in the order of reading.
        number: left and baseline of a large number; None without one.
        draws_loads: whether a panel shows the loads, and where people are.
    """

    dpi: float
    width: float
    height: float
    margin: float
    head: Head
    title: Type
    statement: Type
    gap: float
    foot: float
    foot_rows: int
    foot_right: float
    panels: Callable[[Any, float], list[Placed]]
    number: tuple[float, float] | None = None
    draws_loads: bool = False
    warning_rows: int = 1


def statement(result: Any, look: Look, with_number: bool) -> str:
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


def write_people(made: Drawn, result: Any, composition: Composition, top: float) -> float:
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


def write_number(made: Drawn, result: Any, composition: Composition, raised: float) -> None:
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


def _with_corner(box: Box, view: str, wide: float, high: float, name: str) -> list[Placed]:
    """A posture and, in the lower right corner of its box, something else."""
    _, bottom, right, _ = box
    room = Room(spare_pt=(wide, high))
    return [
        Placed(f"{view} beside {name}", box, view, room),
        Placed(name, (right - wide, bottom, right, bottom + high)),
    ]


def _article(result: Any, top: float) -> list[Placed]:
    box = (14.0, 46.0, 346.0, top)
    view = stage.view_of(result)
    if before_of(result) is None:
        return _with_corner(box, view, 96.0, 170.0, "body")
    if not stage.is_more_than_standing(result):
        return _with_corner(box, view, 136.0, 215.0, "domino")
    _, domino = _with_corner(box, view, 136.0, 180.0, "domino")
    lower = 22.0 if result.uncertainty else 0.0  # the rows that say where people are take it from the posture
    room = Room(spare_pt=(136.0, 282.0 - lower))
    body = Placed("body", (216.0, 232.0, 346.0, 328.0 - lower))
    return [Placed(f"{view} beside domino and body", box, view, room), body, domino]


def _square(result: Any, top: float) -> list[Placed]:
    box = (12.0, 44.0, 376.8, top)
    if before_of(result) is None:
        return _with_corner(box, stage.view_of(result), 90.0, 160.0, "body")
    return _with_corner(box, stage.view_of(result), 138.0, 186.0, "domino")


def _card(result: Any, top: float) -> list[Placed]:
    view = stage.view_of(result)
    return [Placed(f"{view} picture", (226.0, 6.0, 348.0, top), view, Room(labels=False))]


def _print(result: Any, top: float) -> list[Placed]:
    view = stage.view_of(result)
    loads = Placed("loads", (382.0, 346.0, 559.0, top))
    if view == SIDE:
        above = [*_with_corner((36.0, 346.0, 372.0, top), view, 92.0, 200.0, "body"), loads]
        table, domino = (222.0, 70.0, 559.0, 335.0), (36.0, 70.0, 196.0, 335.0)
        body = []
    else:
        views = [Placed("back", (36.0, 346.0, 238.0, top), BACK), Placed("side", (238.0, 346.0, 374.0, top), SIDE)]
        above = [*views, loads]
        table, domino = (276.0, 70.0, 559.0, 335.0), (36.0, 70.0, 172.0, 335.0)
        body = [Placed("body", (178.0, 86.0, 262.0, 300.0))]
    if before_of(result) is None:
        return [*above, Placed("table", (36.0, *table[1:]))]
    return [*above, Placed("domino", domino), *body, Placed("table", table)]


ARTICLE = Composition(
    dpi=240,
    width=360.0,
    height=480.0,
    margin=14.0,
    head=Head(14.0, 346.0, 468.0),
    title=Type(18.0, 12.0, 44.0),
    statement=Type(11.0, 8.6, 41.0),
    gap=3.0,
    foot=9.0,
    foot_rows=2,
    foot_right=346.0,
    panels=_article,
)
SQUARE = Composition(
    dpi=200,
    width=388.8,
    height=388.8,
    margin=12.0,
    head=Head(12.0, 376.8, 376.8),
    title=Type(17.0, 12.0, 41.0),
    statement=Type(10.5, 8.6, 38.0),
    gap=3.0,
    foot=8.0,
    foot_rows=2,
    foot_right=376.8,
    panels=_square,
)
CARD = Composition(
    dpi=240,
    width=360.0,
    height=189.0,
    margin=12.0,
    head=Head(12.0, 224.0, 178.0),
    title=Type(19.0, 11.0, 69.0),
    statement=Type(12.0, 8.6, 44.0),
    gap=4.0,
    foot=8.0,
    foot_rows=3,
    foot_right=208.0,
    panels=_card,
    number=(12.0, 74.0),
    warning_rows=2,
)
PRINT = Composition(
    dpi=300,
    width=2480 * 0.24,
    height=3508 * 0.24,
    margin=36.0,
    head=Head(36.0, 559.0, 806.0),
    title=Type(22.0, 14.0, 54.0),
    statement=Type(12.0, 9.0, 44.0),
    gap=4.0,
    foot=30.0,
    foot_rows=2,
    foot_right=559.0,
    panels=_print,
    draws_loads=True,
)
