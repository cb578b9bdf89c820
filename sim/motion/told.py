"""A movement in words: title, table, caption, notes. All computed."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

import numpy as np

from models.person import JOINTS

from .. import __version__, asked, report
from ..language import joined

if TYPE_CHECKING:
    from .movement import Movement

SHOWN_JOINTS = ("L4-L5", "T12-L1", "C4-C5")
WAYS = (("forward", "backward"), ("to the right", "to the left"), ("to the left", "to the right"))
_NAMES = ("pelvis", "lumbar spine", "thorax", "neck")
_ROWS, _COLUMN = 25, 8
_SEEN_DEG, _SEEN_SHARE = 0.5, 0.04  # what gives less, or so little of the largest, is not worth a word
_FELT_SHARE = 0.05  # of a joint's compression, that holding changes
QUASI_STATIC = "Each step is a posture in balance, without speed or inertia."


def of_the_head(movement: Movement) -> bool:
    """Whether only the head is moved."""
    return movement.movement in ("nod", "look-up") or movement.movement.startswith("head-")


def _joint(movement: Movement) -> str:
    """The joint whose load is told."""
    return "C4-C5" if of_the_head(movement) else "L4-L5"


def where(movement: Movement, at: float) -> str:
    """A place of the movement: ``45°`` or ``20 % of the cycle``."""
    return f"{at:.0f} % of the cycle" if movement.walks else f"{round(float(at), 1):g}°"


def title(movement: Movement) -> str:
    """Who does what: ``Adult male bends forward to 60°``, and what is asked beside it."""
    scenario = movement.scenario
    if scenario.title:
        return str(scenario.title)
    who = movement.person.name.replace("_", " ")
    what = movement.verb if movement.walks else f"{movement.verb} to {movement.to:g}°"
    how = [] if scenario.posture == "erect" else [asked.posture(scenario)]
    return "; ".join([f"{who[0].upper()}{who[1:]} {what}", *how, *asked.doings(scenario)])


def ended(movement: Movement) -> str:
    """``goes to 48 of 60 degrees: reason``; nothing where the movement goes all the way."""
    if movement.refused is None:
        return ""
    unit = "% of the cycle" if movement.walks else "degrees"
    return f"goes to {movement.at[-1]:.0f} of {movement.to:.0f} {unit}: {movement.refused}"


def warnings(movement: Movement) -> tuple[str, ...]:
    """Each kind of note once, as it stands where it first appears; why the movement ended comes first, then what
    holding alone changed."""
    first: dict[str, str] = {}
    for at, result in zip(movement.at, movement.results, strict=True):
        for warning in result.warnings:
            kind = " ".join(re.findall("[a-z]{3,}", warning)[:3])
            first.setdefault(kind, f"from {where(movement, at)}: {warning}")
    end = ended(movement)
    return (*([f"the movement {end}"] if end else []), *_taken_hold(movement), *first.values())


def _taken_hold(movement: Movement) -> list[str]:
    """What compression the first step changes by holding what the posture left to itself, before it moves at all."""
    if movement.held is None:
        return []
    before, after = movement.start.joints.compression_N, movement.held.joints.compression_N
    most = int(np.argmax(np.abs(after - before)))
    if abs(after[most] - before[most]) < _FELT_SHARE * before[most]:
        return []
    what = "head" if of_the_head(movement) else "knees" if movement.movement == "squat" else "trunk"
    return [
        f"holding the {what} at will where the posture has it already changes compression, most at {JOINTS[most]}: from"
        f" {before[most]:.0f} to {after[most]:.0f} N; the first step contains it"
    ]


def table(movement: Movement) -> str:
    """See ``Movement.table``."""
    lines = [*textwrap.wrap(f"Plumbline {__version__}: {title(movement)}", 80, subsequent_indent="  "), ""]
    lines += _walk_rows(movement) if movement.walks else _rows(movement)
    for warning in movement.warnings:
        lines += textwrap.wrap(f"Note: {warning}", 80, subsequent_indent="  ")
    return "\n".join(lines)


def _row(first: str, cells: list[str]) -> str:
    return f"{first:>{_COLUMN}}" + "".join(f"{cell:>{_COLUMN}}" for cell in cells)


def _rows(movement: Movement) -> list[str]:
    plane = {0: "forward +", 1: "right +", 2: "left turn +"}[movement.axis]
    lines = [f"What each region gives [deg; {plane}], and compression [N]"]
    lines.append(_row("deg", ["pelvis", "hips", "lumbar", "thorax", "neck", *SHOWN_JOINTS]))
    given = [movement.pelvis_deg, movement.hip_deg, movement.lumbar_deg, movement.thoracic_deg, movement.neck_deg]
    loads = movement.compression_N[:, [JOINTS.index(name) for name in SHOWN_JOINTS]]
    chosen = np.unique(np.round(np.linspace(0, len(movement.at) - 1, min(_ROWS, len(movement.at)))).astype(int))
    for k in chosen:
        cells = [report.signed(column[k]) for column in given] + [report.rounded(load, 0) for load in loads[k]]
        lines.append(_row(report.rounded(movement.at[k]), cells))
    ratio = movement.lumbopelvic_ratio
    if not movement.axis and not np.isnan(ratio).all():
        said = ", ".join("-" if np.isnan(value) else report.rounded(value) for value in ratio)
        lines += ["", f"Lumbar spine over pelvis, by quarter of the movement: {said}"]
    return lines


def _walk_rows(movement: Movement) -> list[str]:
    lines = ["From least to most in the cycle [deg]", _row("", ["pelvis", "lumbar", "thorax", "neck", "head"])]
    for plane, row in zip(("tilt", "side", "turn"), movement.range_deg, strict=True):
        lines.append(_row(plane, [report.rounded(value) for value in row]))
    lines += ["", "Compression [N]", _row("", ["standing", "least", "most"])]
    for name in SHOWN_JOINTS:
        load = movement.compression_N[:, JOINTS.index(name)]
        still = movement.start.joints[name].compression_N
        lines.append(_row(name, [report.rounded(value, 0) for value in (still, load.min(), load.max())]))
    return lines


def caption(movement: Movement) -> str:
    """See ``Movement.caption``."""
    who, doings = asked.who(movement.person), asked.doings(movement.scenario)
    article = "An" if who[0].lower() in "aeiou" else "A"
    with_it = f" with {joined(doings)}," if doings else ""
    start = f"{article} {who}, {asked.posture(movement.scenario)},{with_it} {movement.verb}"
    middle = _walk_sentences(movement, start) if movement.walks else _sentences(movement, start)
    end = ended(movement)
    stop = [f"The movement {end}."] if end else []
    return " ".join([*middle, *stop, QUASI_STATIC, report.HONESTY])


def _sentences(movement: Movement, start: str) -> list[str]:
    told = [f"{start} to {where(movement, movement.at[-1])}: {_who_gives(movement, 'the ')}."]
    ratio = movement.lumbopelvic_ratio
    if movement.movement in ("forward", "backward") and not np.isnan(ratio[[0, -1]]).any():
        first, last = (report.rounded(ratio[k]) for k in (0, -1))
        told.append(
            f"For each degree of the pelvis the lumbar spine gives {first}° in the first quarter, {last}° in the last."
        )
    told.append(_cost(movement))
    return told


def _who_gives(movement: Movement, article: str) -> str:
    """Which regions make the movement, and which go the other way."""
    given = movement.given_deg[-1, :, movement.axis]
    # knees have no way of their own: forward is what is said first
    sign = 1.0 if movement.movement == "squat" else np.sign(given.sum()) or 1.0
    least = max(_SEEN_DEG, _SEEN_SHARE * float(np.abs(given).max()))
    phrases = []
    for way, verb in ((sign, "gives"), (-sign, "takes back")):
        found = [k for k in np.argsort(-np.abs(given)) if abs(given[k]) >= least and given[k] * way > 0]
        if movement.movement == "squat":
            verb = f"goes {WAYS[0][int(way < 0)]}"
        said = [f"{article}{_NAMES[k]} {verb} {report.rounded(abs(given[k]), 0)}°" for k in found[:1]]
        said += [f"{article}{_NAMES[k]} {report.rounded(abs(given[k]), 0)}°" for k in found[1:]]
        if said:
            phrases.append(joined(said))
    return "; ".join(phrases) or "hardly anything moves"


def _cost(movement: Movement) -> str:
    """What one joint bears at both ends, and where compression grows most."""
    loads, joint = movement.compression_N, _joint(movement)
    load = loads[:, JOINTS.index(joint)]
    words = f"Compression at {joint} goes from {load[0]:.0f} to {load[-1]:.0f} N"
    most = int(np.argmax(loads[-1] - loads[0]))
    if JOINTS[most] == joint or loads[-1, most] <= loads[0, most]:
        return f"{words}."
    return f"{words}; it grows most at {JOINTS[most]}, from {loads[0, most]:.0f} to {loads[-1, most]:.0f} N."


def _walk_sentences(movement: Movement, start: str) -> list[str]:
    ranges = movement.range_deg
    pelvis, head = ranges[:, 0], ranges[:, 4]
    load = movement.compression_N[:, JOINTS.index("L4-L5")]
    return [
        f"{start}: the pelvis turns through {pelvis[2]:.0f}° from left to right and tilts through {pelvis[1]:.0f}° from"
        f" side to side, as published; the head through {head[2]:.1f}° and {head[1]:.1f}°.",
        f"Compression at L4-L5 lies between {load.min():.0f} and {load.max():.0f} N, standing still at"
        f" {movement.start.joints['L4-L5'].compression_N:.0f} N.",
        "Both feet stay on the ground; arms and legs do not swing.",
    ]


def statement(movement: Movement) -> str:
    """One line for a figure: what gives, and what it costs."""
    if movement.walks:
        ranges = movement.range_deg
        return (
            f"The pelvis turns through {ranges[2, 0]:.0f}° and tilts sideways through {ranges[1, 0]:.0f}°, as measured;"
            f" the head through {ranges[2, 4]:.1f}° and {ranges[1, 4]:.1f}°."
        )
    who = _who_gives(movement, "")
    joint = _joint(movement)
    load = movement.compression_N[:, JOINTS.index(joint)]
    return f"{who[0].upper()}{who[1:]}. Compression at {joint}: {load[0]:.0f} → {load[-1]:.0f} N."
