"""Why each region moved, in words: a table and a few sentences, every number computed."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from models import load_postures

from ..asked import doings, posture
from ..language import joined
from ..reasons import REASONS
from ..report import STANDING, rounded, signed
from ..scenario import replace

if TYPE_CHECKING:
    from ..scenario import Scenario
    from .why import Why

MEANING = {
    "weight": "what leans is pulled down further",
    "tissue": "discs and ligaments resist",
    "tone": "muscles hold the upright shape",
    "gaze": "the eyes stay level",
    "balance": "the body stays over the feet and the head over the hips",
}
MEANING_ON_THE_WAY = {  # into another posture, or under a burden
    "weight": "what rides on the spine has changed",
    "tissue": "ligaments reach the end of their range",
    "tone": "muscles hold as much as is asked of them",
    "gaze": "the eyes are minded less",
    "balance": "the body stays over what supports it and the head over the hips",
}
LET_GO = "muscles let go of the upright shape"
BENT_HIPS = "bent hips pull at the pelvis"
ROWS = ("pelvis", "lumbar", "thorax", "neck", "head")
COLUMNS = ("held", *REASONS)
WAYS = {"flexion": ("backward", "forward"), "lateral": ("left", "right"), "axial": ("right turn", "left turn")}
_NAMES = ("the pelvis", "the lumbar spine", "the thorax", "the neck", "the head")
_SHOWN_DEG, _SMALL_DEG = 0.05, 0.5
_CLOSED_DEG = 1e-6  # what the parts may leave open without a word
_HEAD = 4
_UNSHARED = (
    "on the straight way from before to this the body does not follow steadily (somewhere it jumps, or no posture"
    " exists), so the change cannot be shared out among the reasons"
)


def constraint(scenario: Scenario) -> str:
    """What is held, or which posture and burden is compared with standing erect; nothing for plain standing."""
    if not scenario.as_such:
        asked = replace(scenario, carry=(), fused=(), arms=None, braced=())
        return joined(held) if (held := doings(asked)) else ""
    words = [posture(scenario)] if scenario.posture != "erect" else []
    if taken := doings(replace(scenario, fused=())):
        words.append(joined(taken))
    return f"{' with '.join(words)}, compared with {STANDING}" if words else ""


def degrees(why: Why, value: float) -> str:
    """An angle with its way: ``8.3° backward``."""
    size = rounded(abs(value))
    return f"{size}°" if float(size) == 0 else f"{size}° {WAYS[why.axis][int(value > 0)]}"


def table(why: Why) -> str:
    """See ``Why.table``."""
    negative, positive = WAYS[why.axis]
    lines = textwrap.wrap(f"Why: {why.constraint or 'nothing is held'}", 80, subsequent_indent="  ")
    lines += ["", f"What moved each region [deg; {positive} +, {negative} -]"]
    lines.append(_row("", (*COLUMNS, "all")))
    for name, row, total in zip(ROWS, why.degrees, why.change, strict=True):
        lines.append(_row(name, [signed(value) if np.isfinite(value) else "?" for value in (*row, total)]))
    lines += ["", "Had one reason gone on pulling as before, without answering [deg]", _row("without", ROWS)]
    for reason, found in why.without.items():
        lines.append(_row(reason, ["no posture"] if found is None else [signed(value) for value in found]))
    if why.shared and why.closing_deg > _CLOSED_DEG:
        lines.append(f"Note: the parts leave up to {why.closing_deg:.1g} deg of a change unexplained.")
    if not why.shared:
        lines += textwrap.wrap(f"Note: {_UNSHARED}", 80, subsequent_indent="  ")
    return "\n".join(lines)


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:<10}" + "".join(f"{cell:>9}" if len(cell) < 9 else f"{cell:>12}" for cell in cells)


def sentences(why: Why) -> tuple[str, ...]:
    """See ``Why.sentences``: the largest mover first, then other regions, the head, what is missing, the small."""
    if not why.constraint:
        return ("Nothing is tilted or held, so no region moves.",)
    if np.abs(why.change).max() < _SHOWN_DEG:
        return ("No region moves by as much as 0.1°.",)
    if not why.shared:
        found = [_ends(why), f"{_UNSHARED}.", _missed(why)]
        return tuple(text[0].upper() + text[1:] for text in found if text)
    region, reason = np.unravel_index(int(np.argmax(np.abs(why.degrees[:_HEAD, 1:]))), (_HEAD, len(REASONS)))
    largest, others = _largest(why, int(region), 1 + int(reason)), _others(why, int(region))
    if why.result.scenario.as_such:
        found = [_ends(why), largest, *others[:1]]
    else:
        found = [_yielding(why), largest, *others[:1]] if why.at_will else [largest, *others, _head(why)]
    found += [text for text in (_missed(why), _still(why)) if text]
    return tuple(text[0].upper() + text[1:] for text in found)


def _ends(why: Why) -> str:
    """Where every region ends that moves at all."""
    order = [k for k in range(len(_NAMES)) if abs(why.change[k]) >= _SHOWN_DEG]
    return f"{why.constraint}: {joined(f'{_NAMES[k]} ends {degrees(why, why.change[k])}' for k in order)}."


def _meaning(why: Why, reason: str) -> str:
    """What a reason stands for here, in a few words."""
    scenario = why.result.scenario
    if not scenario.as_such:
        return MEANING[reason]
    posed = load_postures()[scenario.posture]
    if reason == "tone" and posed.tone < 1:
        return LET_GO
    return BENT_HIPS if reason == "tissue" and posed.support == "seat" else MEANING_ON_THE_WAY[reason]


def _cause(column: int) -> str:
    return "the hold" if column == 0 else REASONS[column - 1]


def _parts(why: Why, region: int, omit: int = -1) -> str:
    """The parts of a region that can be seen in the table, largest first."""
    row = why.degrees[region]
    order = [int(k) for k in np.argsort(-np.abs(row), kind="stable") if k != omit and abs(row[k]) >= _SHOWN_DEG]
    return joined(f"{_cause(k)} {degrees(why, row[k])}" for k in order) if order else ""


def _largest(why: Why, region: int, column: int) -> str:
    reason, name, ends = _cause(column), _NAMES[region], degrees(why, why.change[region])
    if abs(why.degrees[region, column]) < _SHOWN_DEG:
        return "no reason moves any region by as much as 0.1°: nothing answers what is held."
    moved = degrees(why, why.degrees[region, column])
    text = f"the largest mover is {reason} ({_meaning(why, reason)}): it moves {name} {moved}"
    rest = _parts(why, region, column)
    return f"{text}; with {rest}, {name} ends {ends}." if rest else f"{text}, and nothing else moves {name}."


def _yielding(why: Why) -> str:
    """Where the body yields to a trunk, head or level that is held at will."""
    held = why.degrees[:_HEAD, 0]
    order = [int(k) for k in np.argsort(-np.abs(held), kind="stable") if abs(held[k]) >= _SHOWN_DEG]
    if not order:
        return f"{why.constraint}: the hold itself moves no region."
    moved = joined(f"{_NAMES[k]} {degrees(why, held[k])}" for k in order)
    return f"{why.constraint}: where the body yields most easily, the hold itself moves {moved}."


def _others(why: Why, told: int) -> list[str]:
    """A sentence for each of the two other regions that the reasons move most."""
    moved = np.abs(why.degrees[:_HEAD, 1:]).sum(1)
    order = [int(k) for k in np.argsort(-moved, kind="stable") if k != told and moved[k] >= _SMALL_DEG][:2]
    return [f"{_NAMES[k]} ends {degrees(why, why.change[k])}: {_parts(why, k)}." for k in order]


def _head(why: Why) -> str:
    held, ends = degrees(why, why.degrees[_HEAD, 0]), degrees(why, why.change[_HEAD])
    return f"had {why.constraint} met no answer, the head would end {held}; it ends {ends}."


def _missed(why: Why) -> str:
    """What would have been without the answer of the reason that is missed most, and what nobody can do without."""
    found = []
    lost = {reason: after - why.change for reason, after in why.without.items() if after is not None}
    most = max(lost, key=lambda reason: float(np.abs(lost[reason][:_HEAD]).max()), default=None)
    if most is not None:
        region = int(np.argmax(np.abs(lost[most][:_HEAD])))
        if abs(lost[most][region]) >= _SMALL_DEG:
            found.append(_missing(why, most, region))
    none = [reason for reason, after in why.without.items() if after is None]
    if none:
        any_of = joined(none).replace(" and ", " or ")
        found.append(f"without the answer of {any_of} no posture exists: the body would fall or fold")
    return f"{'; '.join(found)}." if found else ""


def _missing(why: Why, reason: str, region: int) -> str:
    after, ends = why.without[reason], why.change
    assert after is not None
    part = why.degrees[region, 1 + REASONS.index(reason)]
    # a reason that moves a region one way may hold back others that would move it further that way
    brakes = f"{reason} also holds the others back: " if part * (after[region] - ends[region]) > 0 else ""
    text = f"{brakes}without its answer" if brakes else f"without the answer of {reason}"
    text += f" {_NAMES[region]} would end {degrees(why, after[region])} instead of {degrees(why, ends[region])}"
    if abs(after[_HEAD] - ends[_HEAD]) >= _SMALL_DEG:
        text += f", and the head {degrees(why, after[_HEAD])}"
    return text


def _still(why: Why) -> str:
    """Which reasons move next to nothing, and what they do instead."""
    size = dict(zip(REASONS, np.abs(why.degrees[:, 1:]).max(0), strict=True))
    still = [reason for reason, value in size.items() if value < _SHOWN_DEG]
    if not still:
        return ""
    if why.result.scenario.as_such:
        return f"{joined(still)} move{'s' * (len(still) == 1)} nothing by as much as 0.1° here."
    if why.at_will:
        ask = "asks for no movement here; it decides" if len(still) == 1 else "ask for no movement here; they decide"
        return f"{joined(still)} {ask} where the body yields."
    resisting = [reason for reason in still if reason in ("tissue", "tone")]
    absent = [reason for reason in still if reason not in resisting]
    found = []
    if resisting:
        ask = "asks for no movement; it resists" if len(resisting) == 1 else "ask for no movement; they resist"
        found.append(f"{joined(resisting)} {ask}, and so set{'s' * (len(resisting) == 1)} how far the others get")
    if absent:
        found.append(f"{joined(absent)} move{'s' * (len(absent) == 1)} nothing by as much as 0.1° here")
    return f"{'; '.join(found)}."
