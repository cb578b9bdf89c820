"""Where several postures stand side by side, to one scale, with room for words above and below each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from . import rows, style
from .silhouette import Silhouette
from .style import Array

PANEL_PX, LEAST_PX, HEIGHT_PX = 400, 800, 1080
MOST_IN_A_ROW = 5
EDGE_PT, _GAP_PT, NAMES_PT = 16.0, 14.0, 92.0  # around; between panels; for the names of the measures
_TITLE_ROWS, _BELOW_TITLE_PT, _FOOT_PT = 3, 12.0, 20.0
ROW_PT = 14.0
_MARGIN_M = 0.01


def grid(count: int) -> tuple[int, int]:
    """Panels across and down."""
    down = -(-count // MOST_IN_A_ROW)
    return -(-count // down), down


def size_px(drawn: Sequence[Silhouette], titles: Sequence[str], words: int) -> tuple[int, int]:
    """Width and height of a new figure: as high as its postures need at that width, at most 1080 pixels a row.

    Args:
        drawn: the postures. titles: of each.
        words: rows of words below each.
    """
    across, down = grid(len(drawn))
    width = max(LEAST_PX, PANEL_PX * across + 260)
    points = style.POINTS / style.DPI
    low, high = _reach(drawn)
    slot = _slot_pt(width * points, across)
    content = (high[1] - low[1]) / (high[0] - low[0]) * (slot - _GAP_PT)
    room = _heads_pt(titles, slot) + content + _said_pt(words) + _GAP_PT
    return width, min(HEIGHT_PX * down, round((EDGE_PT + _FOOT_PT + down * room) / points))


def _reach(drawn: Sequence[Silhouette]) -> tuple[Array, Array]:
    """(2,) lower left and (2,) upper right of all postures about their sacrum [m]."""
    every = np.concatenate([part.points for part in drawn])
    return every.min(axis=0) - _MARGIN_M, every.max(axis=0) + _MARGIN_M


def _slot_pt(width: float, across: int) -> float:
    """Width that each posture has."""
    return (width - 2 * EDGE_PT - NAMES_PT) / across


def folded(title: str, slot: float) -> list[str]:
    """The rows of a title above a posture that has so much width [pt]."""
    return rows.rows_of(title, style.HEADING, slot - _GAP_PT, _TITLE_ROWS, bold=True)


def _heads_pt(titles: Sequence[str], slot: float) -> float:
    """Height of the titles, of which the longest decides."""
    return rows.ROW * style.HEADING * max(len(folded(title, slot)) for title in titles) + _BELOW_TITLE_PT


def _said_pt(count: int) -> float:
    return ROW_PT * count + 8.0


@dataclass(frozen=True)
class Slot:
    """Where one posture stands [pt].

    Attributes:
        at: (2,) of the sacrum.
        middle, width: of its place, across. top: of its title. words: of the first row of words below it.
    """

    at: Array
    middle: float
    width: float
    top: float
    words: float


def fit(
    drawn: Sequence[Silhouette], titles: Sequence[str], words: int, width: float, height: float
) -> tuple[list[Slot], float]:
    """Where each stands, and metres a point: one scale, the sacrum in the middle of what all of them reach.

    Args:
        drawn: the postures. titles: of each.
        words: rows of words below each.
        width, height: of the figure [pt].
    """
    across, down = grid(len(drawn))
    low, high = _reach(drawn)
    slot, room = _slot_pt(width, across), (height - EDGE_PT - _FOOT_PT) / down
    head = _heads_pt(titles, slot)
    free = room - head - _said_pt(words) - _GAP_PT
    scale = max((high[0] - low[0]) / (slot - _GAP_PT), (high[1] - low[1]) / free)
    slots = []
    for k in range(len(drawn)):
        row, column = divmod(k, across)
        top = height - EDGE_PT - row * room
        middle = EDGE_PT + NAMES_PT + (column + 0.5) * slot
        x, y = middle - (low[0] + high[0]) / 2 / scale, top - head - high[1] / scale
        slots.append(Slot(np.array([x, y]), middle, slot, top, y + low[1] / scale - 12.0))
    return slots, float(scale)
