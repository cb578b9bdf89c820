"""Numbers of a result in plain words: values before and after, the title, the one-line statement."""

from __future__ import annotations

from typing import Any

from models.person import JOINTS
from sim import report

from .shares import Shares

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


def decimals(*changes: float) -> int:
    """One decimal where nothing changes by 5 or more, none otherwise."""
    return int(max((abs(change) for change in changes), default=0.0) < 4.95)


def quantity(field: str, value: float, digits: int) -> str:
    """A measure with its unit, and with a word where its sign is a direction: ``12°``, ``5° left``, ``34 mm``."""
    unit = "°" if field.endswith("_deg") else " mm"
    if field not in _SIDES:
        return f"{number(value, digits)}{unit}"
    size = number(abs(value), digits)
    return f"{size}{unit}" if size == "0" else f"{size}{unit} {_SIDES[field][value < 0]}"


def _pair(result: Any, field: str, digits: int) -> str:
    before = result if result.baseline is None else result.baseline
    old, new = (quantity(field, getattr(state.alignment, field), digits) for state in (before, result))
    return new if old == new else f"{old} {ARROW} {new}"


def angle(result: Any, field: str, digits: int) -> str:
    """An alignment angle before and after: ``57° → 42°``."""
    return _pair(result, field, digits)


def plumb_offset(result: Any, view: str) -> str:
    """How far C7 lies from the sacrum, before and after [mm]."""
    return _pair(result, "sva_mm" if view == "side" else "c7_offset_mm", 0)


def gaze(result: Any) -> str:
    """Where the eyes look: ``level``, ``2° down``."""
    now = result.alignment.gaze_deg
    text = quantity("gaze_deg", now, decimals(now))
    return "level" if text == "0°" else text


KEY_OF_LOADS = "newtons · pale: before · solid: after"
HEADING_OF_DOMINO = "Who takes the tilt"
KEY_OF_DOMINO = "degrees, from the pelvis up"
HEADING_OF_VIEW = {"side": "From the side", "back": "From behind"}
KEY_OF_POSTURE = "pale: before · solid: after\ndarker disc: more load"
_SEEN_DEG = 0.5
_SEEN_SHARE = 0.03
_NAMES = ("pelvis", "lumbar", "thorax", "neck")


def degrees(value: float, digits: int) -> str:
    """The size of an angle."""
    return f"{number(abs(value), digits)}°"


def domino_labels(given: Shares) -> list[tuple[str, str]]:
    """Name and value of each row of the domino, from below upwards."""
    digits = decimals(*given.degrees)
    rows = []
    for name, value, held in zip(_NAMES, given.degrees, given.held, strict=True):
        size = degrees(value, digits)
        how_much = size if size == "0°" else f"{size} {given.way(value)}"
        what = name if not held or held in ("pelvis", "lumbar") else f"{name} ({held} held)"
        rows.append((what, f"{how_much}, held" if held in ("pelvis", "lumbar") else how_much))
    rest = degrees(given.left_over, 1)
    straight = "straight ahead" if given.axis == "axial" else "level"
    rows.append(("head", f"ends {straight}" if rest == "0°" else f"ends {rest} {given.way(given.left_over)}"))
    return rows


def title(result: Any) -> str:
    """The scenario's own title, or what is done."""
    if result.scenario.title:
        return str(result.scenario.title)
    asked = "; ".join(report.doings(result.scenario)) or f"standing {result.scenario.posture}"
    return asked[0].upper() + asked[1:]


def who(result: Any) -> str:
    """Whose spine this is, in which posture."""
    return report.heading(result).partition(";")[0]


def statement(result: Any, given: Shares) -> str:
    """What the figure says, in one plain line computed from the numbers."""
    if result.baseline is None:
        return "Nothing is tilted: this is the person's own posture."
    return f"{_who_takes(given)} {_what_it_costs(result)}"


def _who_takes(given: Shares) -> str:
    digits = decimals(*given.degrees)
    free = [
        ("lumbar spine" if name == "lumbar" else name, value)
        for name, value, held in zip(_NAMES, given.degrees, given.held, strict=True)
        if not held and abs(value) >= _SEEN_DEG
    ]
    sign = given.tilted
    parts = []
    if sign:
        for verb, chosen in (("takes back", [f for f in free if f[1] * sign < 0]), ("adds", [f for f in free if f[1] * sign > 0])):
            if chosen:
                first, *others = (f"{name} {degrees(value, digits)}" for name, value in chosen)
                name, _, size = first.rpartition(" ")
                parts.append(", ".join([f"{name} {verb} {size}", *others]))
    else:
        parts = [", ".join(f"{name} {degrees(value, digits)} {given.way(value)}" for name, value in free)] if free else []
    rest = degrees(given.left_over, 1)
    steady = abs(given.left_over) < _SEEN_DEG
    head = "the head stays" if steady else f"the head ends {rest} {given.way(given.left_over)}"
    text = "; ".join([*parts, head])
    return f"{text[0].upper()}{text[1:]}."


def _what_it_costs(result: Any) -> str:
    ratio = result.joints.compression_ratio
    most = max(range(len(ratio)), key=lambda k: abs(ratio[k] - 1))
    joint, times = JOINTS[most], float(ratio[most])
    if abs(times - 1) < _SEEN_SHARE:
        return "Compression stays the same within 3 %."
    old, new = (state.joints.compression_N[most] for state in (result.baseline, result))
    verb = "grows" if times > 1 else "falls"
    return f"Compression {verb} most at {joint}: {old:.0f} {ARROW} {new:.0f} N, ×{times:.2f}."


def footer(result: Any) -> str:
    """What made the figure, and what it is not."""
    made = report.software()
    return f"Model: {who(result)} · Plumbline {made['version']} · teaching model, not medical advice"


def sway(result: Any) -> str:
    """How far the hips have moved over the feet: ``23 mm backward``."""
    before = result if result.baseline is None else result.baseline
    moved = 1e3 * float(result.pose.hip_m[0] - before.pose.hip_m[0])
    size = number(abs(moved))
    return "nowhere" if size == "0" else f"{size} mm {'forward' if moved > 0 else 'backward'}"
