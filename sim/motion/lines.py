"""Where the lines that a movement holds stand in a pose: trunk, head and knees, in the words of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..chain import KNEE
from ..holds import Hold, head_holds, held_line, trunk_holds, turned

if TYPE_CHECKING:
    from ..result import Result

TRUNK = ("lean_deg", "bend_deg", "turn_deg")
HEAD = ("head_deg", "head_bend_deg", "head_turn_deg")


def angle_deg(word: str, result: Result) -> float:
    """The angle that a word of a scenario would hold, as it stands in a result: held there, that line stays put.

    Args:
        word: ``knee_deg``, or a word of ``TRUNK`` or ``HEAD``.
        result: a posture in balance.

    Returns:
        Angle from upright [deg], signed as the word.

    Raises:
        ValueError: the word holds no line.
    """
    if word == "knee_deg":
        return float(np.degrees(result.pose.q[KNEE]))
    one_degree = _hold(word, result)
    upright = turned(one_degree.normal, one_degree.about, -one_degree.turn_rad)
    along = turned(upright, one_degree.about, np.pi / 2)  # the line itself, or its opposite, when upright
    line = held_line(one_degree, result.person, result.pose)[0]
    sine, cosine = float(upright @ line), float(along @ line)
    return float(np.sign(one_degree.turn_rad) * np.degrees(np.arctan(-sine / cosine)))


def _hold(word: str, result: Result) -> Hold:
    """A line held one degree from upright."""
    held = [[1.0 if name == word else None for name in names] for names in (TRUNK, HEAD)]
    found = [*trunk_holds(result.person, *held[0]), *head_holds(*held[1])]
    if not found:
        raise ValueError(f"{word} holds no line")
    return found[0]
