"""Numbers as figures write them: a true minus, the digits that mean something, a measure before and after."""

from __future__ import annotations

from typing import Any

from sim.language import ENGLISH, say

from .shares import before_of

ARROW = "→"
MINUS = "\N{MINUS SIGN}"
SIDES = {  # measures whose sign is a direction: positive and negative
    "pelvic_obliquity_deg": ("right", "left"),
    "lumbar_cobb_deg": ("right", "left"),
    "thoracic_cobb_deg": ("right", "left"),
    "head_tilt_deg": ("right", "left"),
    "shoulder_tilt_deg": ("right", "left"),
    "c7_offset_mm": ("right", "left"),
    "pelvis_turn_deg": ("left", "right"),
    "thorax_turn_deg": ("left", "right"),
    "head_turn_deg": ("left", "right"),
    "gaze_deg": ("up", "down"),
}


def number(value: float, digits: int = 0) -> str:
    """A number with a true minus sign, and no minus before zero."""
    text = f"{value:.{digits}f}"
    if float(text) == 0.0:
        return "0"
    return text.replace("-", MINUS)


def with_sign(value: float, digits: int = 0) -> str:
    """A change: a number with its sign, none for nothing."""
    said = number(value, digits)
    return f"+{said}" if value > 0 and said != "0" else said


def decimals(*values: float) -> int:
    """One decimal where all are smaller than 5, none otherwise."""
    return int(max((abs(value) for value in values), default=0.0) < 4.95)


def decimals_of(result: Any, fields: list[str]) -> int:
    """One decimal where no measure changes (or, with nothing before, measures) 5 or more."""
    before = before_of(result)
    now = [getattr(result.alignment, field) for field in fields]
    if before is None:
        return decimals(*now)
    return decimals(*(value - getattr(before.alignment, field) for value, field in zip(now, fields, strict=True)))


def degrees(value: float, digits: int) -> str:
    """The size of an angle."""
    return f"{number(abs(value), digits)}°"


def _size(field: str, value: float, digits: int) -> tuple[str, str]:
    """The number of a measure, and its direction where its sign is one."""
    if field not in SIDES:
        return number(value, digits), ""
    size = number(abs(value), digits)
    return size, "" if size == "0" else SIDES[field][value < 0]


def measured(field: str, value: float, digits: int, language: str = ENGLISH, signed: bool = False) -> str:
    """A measure with its unit and, where its sign is a direction, the word for it: ``10° right``.

    Args:
        field: of ``Alignment``. value: [deg or mm]. digits: decimals. language: of the word.
        signed: whether a number without such a word shows a plus, as a change does.
    """
    size, way = _size(field, value, digits)
    if signed and field not in SIDES:
        size = with_sign(value, digits)
    said = f"{size}{'°' if field.endswith('_deg') else ' mm'}"
    return said if not way else say("figure.pair.one_way", language, pair=said, way=say(f"figure.side.{way}", language))


def _pair(result: Any, field: str, digits: int, language: str) -> str:
    """A measure before and after with its unit: ``57° → 42°``, ``0° → 10° right``, ``5 mm L → 3 mm R``."""
    before = before_of(result) or result
    unit = "°" if field.endswith("_deg") else " mm"
    (old, came), (new, goes) = (_size(field, getattr(state.alignment, field), digits) for state in (before, result))
    if came and goes and came != goes:
        short = {side: say(f"figure.side.{side}_short", language) for side in (came, goes)}
        states = {"old": f"{old}{unit}", "came": short[came], "new": f"{new}{unit}", "goes": short[goes]}
        return say("figure.pair.crossed", language, **states)
    said = f"{new}{unit}" if old == new else f"{old}{unit} {ARROW} {new}{unit}".replace(" mm ", " ")
    if not (came or goes):
        return said
    return say("figure.pair.one_way", language, pair=said, way=say(f"figure.side.{came or goes}", language))


def angle(result: Any, field: str, digits: int, language: str = ENGLISH) -> str:
    """An alignment angle before and after: ``57° → 42°``."""
    return _pair(result, field, digits, language)


def plumb_offset(result: Any, view: str, language: str = ENGLISH) -> str:
    """How far C7 lies from the sacrum, before and after [mm]."""
    return _pair(result, "sva_mm" if view == "side" else "c7_offset_mm", 0, language)


def gaze(result: Any, language: str = ENGLISH) -> str:
    """Where the eyes look: ``level``, ``2° down``."""
    now = result.alignment.gaze_deg
    size, way = _size("gaze_deg", now, decimals(now))
    if not way:
        return say("figure.level", language)
    return say("figure.gaze", language, size=f"{size}°", way=say(f"figure.way.{way}", language))
