"""Words and numbers as people write them: choices, joints, quantities. Every refusal names the mend."""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Iterable, Mapping

from models.errors import SpineError, nearest
from models.person import BODIES, JOINTS

UNITS: Mapping[str, Mapping[str, float]] = {
    "deg": {"deg": 1.0, "°": 1.0},
    "kg": {"kg": 1.0, "g": 1e-3},
    "m": {"m": 1.0, "cm": 1e-2, "mm": 1e-3},
    "1": {"1": 1.0, "%": 1e-2},
}
QUANTITY = {"deg": "an angle", "kg": "a mass", "m": "a length", "1": "a share"}

_NUMBER = re.compile(r"\s*([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)\s*([A-Za-z°%]*)\s*")
_JOINT = re.compile(r"([LTCS]?)(\d+)[-/_:\s\u2013]?([LTCS]?)(\d+)", re.ASCII)
_ORDER = {body: index for index, body in enumerate(("S1", *BODIES[1:-1], "C0"))}


class ScenarioError(SpineError):
    """A request that cannot be understood or contradicts itself."""


def shown(value: object) -> str:
    """A user's word as it can stand in a one-line message."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def choice(word: object, choices: Iterable[str], what: str, meant: Mapping[str, str] | None = None) -> str:
    """The one of ``choices`` that ``word`` is, whatever its case and however its parts are joined.

    Args:
        word: what the user wrote.
        choices: the words that exist.
        what: the name of the field, for the message.
        meant: other people's words for the same thing; they are suggested, never taken silently.

    Raises:
        ScenarioError: with the nearest right word.
    """
    known = tuple(choices)
    if not isinstance(word, str):
        raise ScenarioError(f"{what} must be a word, not {shown(word)}{nearest('', known)}")
    folded = re.sub(r"[\s_]+", "-", word.strip()).casefold()
    for option in known:
        if re.sub(r"[\s_]+", "-", option).casefold() == folded:
            return option
    if meant and folded in meant:
        raise ScenarioError(f"{what} {shown(word)} is not known; did you mean '{meant[folded]}'?")
    raise ScenarioError(f"{what} {shown(word)} is not known{nearest(word, known)}")


def number(value: object, what: str, low: float, high: float, unit: str) -> float:
    """A finite number within its limits.

    Raises:
        ScenarioError: for anything else; the message gives the limits and the unit.
    """
    named, unit_of = ("", "") if unit == "1" else (f" {unit}", f" in {unit}")
    limits = f"give a number from {low:g} to {high:g}{named}"
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise ScenarioError(f"{what} must be {QUANTITY[unit]}{unit_of}, not {shown(value)}; {limits}")
    try:
        result = float(value)
    except OverflowError:
        result = math.inf
    if not math.isfinite(result):
        raise ScenarioError(f"{what} must be a finite number, not {result}; {limits}")
    if not low <= result <= high:
        raise ScenarioError(f"{what} {result:g}{named} is outside what the model covers; {limits}")
    return result + 0.0  # -0.0 is 0.0


def quantity(text: object, unit: str, what: str) -> float:
    """A number with an optional unit, as typed: ``"10"``, ``"10 kg"``, ``"40cm"``.

    Args:
        text: what was typed; a plain number passes through.
        unit: ``"deg"``, ``"kg"``, ``"m"`` or ``"1"`` (a share): what a bare number means, and what is returned.
        what: the name of the field, for the message.

    Raises:
        ScenarioError: not a number, or the unit of something else.
    """
    if not isinstance(text, str):
        if isinstance(text, numbers.Real) and not isinstance(text, bool):
            return float(text)
        raise ScenarioError(f"{what} must be {QUANTITY[unit]} in {unit}, not {shown(text)}")
    match = _NUMBER.fullmatch(text)
    if match is None:
        mend = (
            "write the decimals with a point"
            if "," in text
            else "give a share such as 20%"
            if unit == "1"
            else f"give {QUANTITY[unit]} in {unit}"
        )
        raise ScenarioError(f"{what} {shown(text)} is not a number; {mend}")
    factor = UNITS[unit].get(match[2] or unit)
    if factor is None:
        known = ", ".join(UNITS[unit])
        raise ScenarioError(f"{what} {shown(text)} is not {QUANTITY[unit]}; units here: {known}")
    return float(match[1]) * factor


def joint_name(word: object) -> str:
    """The joint meant by ``"L4-L5"``, ``"l4/l5"``, ``"L4-5"`` or ``"L5-L4"``.

    Raises:
        ScenarioError: with the nearest joint.
    """
    if isinstance(word, str):
        match = _JOINT.fullmatch(word.strip().upper())
        if match:
            letter = match[1] or match[3]
            ends = (f"{match[1] or letter}{match[2]}", f"{match[3] or letter}{match[4]}")
            if all(end in _ORDER for end in ends):
                upper, lower = sorted(ends, key=_ORDER.__getitem__, reverse=True)
                if f"{upper}-{lower}" in JOINTS:
                    return f"{upper}-{lower}"
    return choice(word, JOINTS, "joint")
