"""Numbers of a result in plain words: values before and after, the title, the one-line statement."""

from __future__ import annotations

from typing import Any

from models.person import JOINTS
from sim import report
from sim.language import ENGLISH
from sim.scenario import PLACES

from . import stage
from .shares import Shares, against_erect, before_of

ARROW = "→"
MINUS = "\N{MINUS SIGN}"
PLUMB = {"side": "C7 ahead of sacrum", "back": "C7 beside sacrum"}
_SIDES = {  # measures whose sign is a direction: words for positive and negative
    "pelvic_obliquity_deg": ("right", "left"),
    "lumbar_cobb_deg": ("right", "left"),
    "thoracic_cobb_deg": ("right", "left"),
    "head_tilt_deg": ("right", "left"),
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


def _size(field: str, value: float, digits: int) -> tuple[str, str]:
    """The number of a measure, and the word for its direction where its sign is one."""
    if field not in _SIDES:
        return number(value, digits), ""
    size = number(abs(value), digits)
    return size, "" if size == "0" else _SIDES[field][value < 0]


def _pair(result: Any, field: str, digits: int) -> str:
    """A measure before and after with its unit: ``57° → 42°``, ``0° → 10° right``, ``5 mm L → 3 mm R``."""
    before = before_of(result) or result
    unit = "°" if field.endswith("_deg") else " mm"
    (old, came), (new, goes) = (_size(field, getattr(state.alignment, field), digits) for state in (before, result))
    if came and goes and came != goes:
        return f"{old}{unit} {came[0].upper()} {ARROW} {new}{unit} {goes[0].upper()}"
    said = f"{new}{unit}" if old == new else f"{old}{unit} {ARROW} {new}{unit}".replace(" mm ", " ")
    return f"{said} {came or goes}".rstrip()


def angle(result: Any, field: str, digits: int, language: str = ENGLISH) -> str:
    """An alignment angle before and after: ``57° → 42°``."""
    return _pair(result, field, digits)


def plumb_offset(result: Any, view: str, language: str = ENGLISH) -> str:
    """How far C7 lies from the sacrum, before and after [mm]."""
    return _pair(result, "sva_mm" if view == "side" else "c7_offset_mm", 0)


def gaze(result: Any, language: str = ENGLISH) -> str:
    """Where the eyes look: ``level``, ``2° down``."""
    now = result.alignment.gaze_deg
    size, way = _size("gaze_deg", now, decimals(now))
    return f"{size}° {way}" if way else "level"


_SEEN_DEG = 0.5
_SEEN_SHARE = 0.03
_BENT_DEG = 5.0
_NAMES = ("pelvis", "lumbar", "thorax", "neck")
_LONG_NAMES = ("pelvis", "lumbar spine", "thorax", "neck")


def degrees(value: float, digits: int) -> str:
    """The size of an angle."""
    return f"{number(abs(value), digits)}°"


def domino_labels(given: Shares, language: str = ENGLISH) -> list[tuple[str, str]]:
    """Name and value of each row of the domino, from below upwards."""
    digits = decimals(*given.degrees)
    rows = []
    for name, value, held in zip(_NAMES, given.degrees, given.held, strict=True):
        size = degrees(value, digits)
        how_much = size if size == "0°" else f"{size} {given.way(value)}"
        rows.append((name, f"{how_much}, held" if held in PLACES[:2] else how_much))
    rest = degrees(given.left_over, decimals(given.left_over))
    straight = "straight ahead" if given.axis == "axial" else "level"
    rows.append(("head", f"ends {straight}" if rest == "0°" else f"ends {rest} {given.way(given.left_over)}"))
    return rows


def title(result: Any, language: str = ENGLISH) -> str:
    """The scenario's own title, or what is done."""
    if result.scenario.title:
        return str(result.scenario.title)
    doings, posture = report.doings(result.scenario), report.posture(result.scenario)
    if result.scenario.posture != "erect":
        doings = [f"{posture}: {doings[0]}", *doings[1:]] if doings else [posture]
    asked = "; ".join(doings) or report.STANDING
    return asked[0].upper() + asked[1:]


def who(result: Any, language: str = ENGLISH) -> str:
    """Whose spine this is, in which posture."""
    return report.heading(result).partition(";")[0]


def statement(result: Any, given: Shares, language: str = ENGLISH) -> str:
    """What the figure says, in one plain line computed from the numbers."""
    if before_of(result) is None:
        loads = result.joints.compression_N
        most = int(loads.argmax())
        return f"Nothing is tilted. Compression is greatest at {JOINTS[most]}: {loads[most]:.0f} N."
    told = _compared(given) if against_erect(result) else _who_takes(given)
    return f"{told} {_what_it_costs(result)}"


def _compared(given: Shares) -> str:
    """What every region turns, of a posture or a burden as such: one way, then the other."""
    digits = decimals(*given.degrees)
    phrases = []
    for sign in (1.0, -1.0):
        turned = [
            f"{name} {degrees(value, digits)}"
            for name, value in zip(_LONG_NAMES, given.degrees, strict=True)
            if sign * value >= _SEEN_DEG
        ]
        if turned:
            phrases.append(f"{', '.join(turned)} {given.way(sign)}")
    return f"Against {report.STANDING}: {'; '.join(phrases) or 'no region turns'}."


def _who_takes(given: Shares) -> str:
    """Which regions take a tilt back and which add to it; without a tilt, which give the bend."""
    digits = decimals(*given.degrees)
    free = [
        (name, value)
        for name, value, held in zip(_LONG_NAMES, given.degrees, given.held, strict=True)
        if not held and abs(value) >= _SEEN_DEG
    ]
    sign = given.tilted or given.left_over
    with_it, against = [f for f in free if f[1] * sign > 0], [f for f in free if f[1] * sign < 0]
    phrases = [(with_it, "gives"), (against, "takes back")]
    if given.tilted:
        phrases = [(against, "takes back"), (with_it, "adds")]
    parts = []
    for chosen, verb in phrases:
        if chosen:
            (name, value), *others = chosen
            first = f"{name} {verb} {degrees(value, digits)}"
            parts.append(", ".join([first, *(f"{name} {degrees(value, digits)}" for name, value in others)]))
    parts.append(_head(given))
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _head(given: Shares) -> str:
    if abs(given.left_over) < _SEEN_DEG:
        return f"the head stays {'straight' if given.axis == 'axial' else 'level'}"
    rest = degrees(given.left_over, decimals(given.left_over))
    if given.axis == "axial":
        return f"the head ends turned {rest} {given.way(given.left_over).removesuffix(' turn')}"
    return f"the head ends {rest} {given.way(given.left_over)}"


def most_changed(result: Any) -> int | None:
    """Index of the joint whose compression changes by most newtons; None where none changes by 3 %."""
    before = before_of(result)
    if before is None or abs(result.joints.compression_ratio - 1).max() < _SEEN_SHARE:
        return None
    return int(abs(result.joints.compression_N - before.joints.compression_N).argmax())


def _what_it_costs(result: Any) -> str:
    most = most_changed(result)
    if most is None:
        return f"Compression changes by less than {100 * _SEEN_SHARE:.0f} %."
    before = before_of(result)
    assert before is not None
    old, new = (float(state.joints.compression_N[most]) for state in (before, result))
    verb = "grows" if new > old else "falls"
    return f"Compression {verb} most at {JOINTS[most]}: {old:.0f} {ARROW} {new:.0f} N, ×{new / old:.2f}."


def warning(result: Any, language: str = ENGLISH) -> str:
    """The first thing that a reader must know before believing the numbers, and how many more there are."""
    if not result.warnings:
        return ""
    more = len(result.warnings) - 1
    return f"Note: {result.warnings[0]}" + (f" (and {more} more)" if more else "")


def footer(result: Any, language: str = ENGLISH) -> str:
    """What made the figure, and what it is not."""
    made = report.software()
    return f"Model: {who(result)} · Plumbline {made['version']} · teaching model, not medical advice"


def of_body(result: Any, view: str, language: str = ENGLISH) -> tuple[str, str]:
    """What the figure of the whole body names: bent legs, a bed, or how far the hips have moved over the feet."""
    if stage.support(result) == stage.BED:
        return "the whole body", "lying"
    knee, hip = (result.legs[f"{joint}_flexion_deg"] for joint in ("knee", "hip"))
    if stage.support(result) == stage.SEAT or knee > _BENT_DEG:
        return "knees and hips bent", f"{number(knee)}° and {number(hip)}°"
    return "hips over the feet", _sway(result, view)


def _sway(result: Any, view: str) -> str:
    """Since before or since upright: ``23 mm backward``."""
    before = before_of(result)
    stood = result.person.hip_m if before is None else before.pose.hip_m
    moved = 1e3 * (result.pose.hip_m - stood)[0 if view == "side" else 2]
    size = number(abs(float(moved)))
    positive, negative = ("forward", "backward") if view == "side" else ("right", "left")
    return "not moved" if size == "0" else f"{size} mm {positive if moved > 0 else negative}"
