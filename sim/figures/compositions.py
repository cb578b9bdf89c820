"""Where the panels of each preset stand, in points of its own figure, and how large its words may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import stage
from .rules import ROOMY, Room
from .shapes import BACK, SIDE
from .shares import before_of

if TYPE_CHECKING:
    pass

Box = tuple[float, float, float, float]  # left, bottom, right, top [pt]


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
