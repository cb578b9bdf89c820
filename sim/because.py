"""Why each region moved, in words: a table and a few sentences, every number computed."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .reasons import REASONS
from .report import _figure, _joined, _signed, doings
from .scenario import replace

if TYPE_CHECKING:
    from .scenario import Scenario
    from .why import Why

MEANING = {
    "weight": "what leans is pulled down further",
    "tissue": "discs and ligaments resist",
    "tone": "muscles hold the upright shape",
    "gaze": "the eyes stay level",
    "balance": "the body stays over the feet and the head over the hips",
}
WAYS = {"flexion": ("backward", "forward"), "lateral": ("to the left", "to the right")}
_AXIAL = ("to the right", "to the left")
_NAMES = ("the pelvis", "the lumbar spine", "the thorax", "the neck", "the head")
_SHOWN_DEG, _SMALL_DEG = 0.05, 0.5
_HEAD = 4


def constraint(scenario: Scenario) -> str:
    """What is held, in words; nothing for plain standing."""
    held = doings(replace(scenario, carry=(), fused=()))
    return _joined(held) if held else ""


def ways(axis: str) -> tuple[str, str]:
    """Words for negative and positive degrees."""
    return WAYS.get(axis, _AXIAL)


def degrees(why: Why, value: float) -> str:
    """An angle with its way: ``8.3° backward``."""
    size = _figure(abs(value))
    return f"{size}°" if float(size) == 0 else f"{size}° {ways(why.axis)[int(value > 0)]}"


def table(why: Why) -> str:
    """See ``Why.table``."""
    from .why import PARTS, REGIONS

    negative, positive = ways(why.axis)
    plane = "turned, " if why.axis == "axial" else ""
    lines = textwrap.wrap(f"Why: {why.constraint or 'nothing is held'}", 80, subsequent_indent="  ")
    lines += ["", f"What moved each region [deg; {plane}{positive} +, {negative} -]"]
    lines.append(_row("", (*PARTS, "all")))
    for name, row, total in zip(REGIONS, why.degrees, why.change, strict=True):
        lines.append(_row(name, [_signed(value) for value in (*row, total)]))
    lines += ["", "Had one reason gone on pulling as before, without answering [deg]", _row("without", REGIONS)]
    for reason, found in why.without.items():
        lines.append(_row(reason, ["no posture"] if found is None else [_signed(value) for value in found]))
    return "\n".join(lines)


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:<10}" + "".join(f"{cell:>9}" if len(cell) < 9 else f"{cell:>12}" for cell in cells)


def sentences(why: Why) -> tuple[str, ...]:
    """See ``Why.sentences``: the largest mover first, then other regions, the head, what is missing, the small."""
    if not why.constraint:
        return ("Nothing is tilted or held, so no region moves.",)
    if np.abs(why.change).max() < _SHOWN_DEG:
        return ("No region moves by as much as 0.1°.",)
    region, reason = np.unravel_index(int(np.argmax(np.abs(why.degrees[:_HEAD, 1:]))), (_HEAD, len(REASONS)))
    found = [_largest(why, int(region), REASONS[reason]), *_others(why, int(region)), _head(why)]
    found += [text for text in (*_knocked_out(why), _small(why)) if text]
    return tuple(text[0].upper() + text[1:] for text in found)


def _cause(why: Why, column: int) -> str:
    return "what is held" if column == 0 else REASONS[column - 1]


def _parts(why: Why, region: int, omit: int = -1) -> list[str]:
    """The parts of a region worth a word, largest first."""
    row = why.degrees[region]
    order = [k for k in np.argsort(-np.abs(row), kind="stable") if k != omit and abs(row[k]) >= _SHOWN_DEG]
    return [f"{_cause(why, int(k))} {degrees(why, row[k])}" for k in order]


def _largest(why: Why, region: int, reason: str) -> str:
    column = 1 + REASONS.index(reason)
    text = (
        f"the largest mover is {reason} ({MEANING[reason]}): it moves {_NAMES[region]}"
        f" {degrees(why, why.degrees[region, column])}"
    )
    rest = _parts(why, region, column)
    if not rest:
        return f"{text}, and nothing else moves that region."
    return f"{text}; with {_joined(rest)}, {_NAMES[region]} ends {degrees(why, why.change[region])}."


def _others(why: Why, told: int) -> list[str]:
    """One sentence for the two other regions that answer most."""
    answer = np.abs(why.degrees[:_HEAD, 1:]).sum(1)
    order = [int(k) for k in np.argsort(-answer, kind="stable") if k != told and answer[k] >= _SMALL_DEG][:2]
    return [f"{_NAMES[k]} ends {degrees(why, why.change[k])}: {_joined(_parts(why, k))}." for k in sorted(order)]


def _head(why: Why) -> str:
    held, ends = why.degrees[_HEAD, 0], why.change[_HEAD]
    if abs(held) < _SHOWN_DEG:
        return f"what is held would not turn the head by itself; the head ends {degrees(why, ends)}."
    return (
        f"with {why.constraint}, and no reason to answer, the head would end {degrees(why, held)};"
        f" it ends {degrees(why, ends)}."
    )


def _knocked_out(why: Why) -> list[str]:
    """What would have been without the answer of the reason that is missed most, and which nobody can do without."""
    found = []
    lost = {reason: after - why.change for reason, after in why.without.items() if after is not None}
    most = max(lost, key=lambda reason: np.abs(lost[reason][:_HEAD]).max(), default=None)
    if most is not None:
        region = int(np.argmax(np.abs(lost[most][:_HEAD])))
        if abs(lost[most][region]) >= _SMALL_DEG:
            after, head = why.change + lost[most], ""
            if abs(lost[most][_HEAD]) >= _SMALL_DEG:
                head = f", and the head {degrees(why, after[_HEAD])}"
            found.append(
                f"without {most}'s answer {_NAMES[region]} would end {degrees(why, after[region])}"
                f" instead of {degrees(why, why.change[region])}{head}."
            )
    none = [reason for reason, after in why.without.items() if after is None]
    if none:
        found.append(f"without the answer of {' or of '.join(none)} no posture exists: the body would fall or fold.")
    return found


def _small(why: Why) -> str:
    """Which reasons move next to nothing."""
    size = dict(zip(REASONS, np.abs(why.degrees[:, 1:]).max(0), strict=True))
    still = [reason for reason, value in size.items() if value < _SHOWN_DEG]
    if still:
        verb, pronoun = ("starts", "it resists") if len(still) == 1 else ("start", "they resist")
        return f"{_joined(still)} {verb} no movement here: {pronoun} it, and so decide how far it goes."
    return ""
