"""Two results side by side in words: what is different, what changed most, why, and what did not change at all."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from models.exposure import load_exposures
from models.person import JOINTS

from ..evidence import GRADES, Grade, Statement
from ..gains import value_of
from ..report import AXIAL, FRONTAL, SAGITTAL, SEEN_DEG, SEEN_MM, SEEN_SHARE, rounded, signed
from ..result import Result
from ..scenario import Scenario
from .interventions import words_of

if TYPE_CHECKING:
    from .comparison import Comparison, Quantity

ARROW = "→"
NAMES = {**SAGITTAL, **FRONTAL, **AXIAL}
SEEN = {"deg": SEEN_DEG, "mm": SEEN_MM, "%": 1.0}  # a change of so much is worth a word; shares and newtons: 3 %
GROUPS = {
    "alignment": "posture",
    "compression": "compression",
    "facets": "facet load (proxy)",
    "muscles": "muscle strength used",
    "foramina": "foramen area",
    "breathing": "breathing",
    "legs": "legs",
}
_GAIN_UNITS = {  # the longer ending first
    "_N_per_m": " N/m",
    "_Nm_per_rad": " Nm/rad",
    "_Pa_per_Nm": " Pa/Nm",
    "_MPa": " MPa",
    "_Pa": " Pa",
    "_Nm": " Nm",
    "_deg": "°",
    "_m2": " m²",
    "_m": " m",
}
_EACH = 2  # at most so many of one group among those that changed most
_HIDDEN = ("pelvic_incidence_deg", "thoracic_kyphosis_T4_T12_deg")  # the same twice, or never changing
_STILL_DEG, _STILL_SHARE, _STILL_NM = 0.1, 0.01, 0.1


def size(found: Quantity) -> float:
    """How large a change is, in units of what is worth a word."""
    if found.group == "legs":
        return abs(found.change) / 0.01
    if found.unit in SEEN:
        return abs(found.change) / SEEN[found.unit]
    if found.ratio is None or found.ratio <= 0:
        return 0.0 if not found.change else 1.0
    return abs(float(np.log(found.ratio))) / float(np.log1p(SEEN_SHARE))


def most(quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Those that changed by as much as is worth a word: the two largest changes of each group, most first."""
    taken: dict[str, int] = {}
    chosen = []
    for found in sorted(quantities, key=lambda one: -abs(one.change)):
        if size(found) >= 1.0 and found.name not in _HIDDEN and taken.get(found.group, 0) < _EACH:
            taken[found.group] = taken.get(found.group, 0) + 1
            chosen.append(found)
    return tuple(sorted(chosen, key=lambda one: -size(one)))


def label(found: Quantity) -> str:
    """What a number is, in words."""
    if found.group == "alignment":
        return NAMES.get(found.name, found.name.removesuffix("_deg").removesuffix("_mm").replace("_", " ").capitalize())
    if found.group in ("breathing", "legs"):
        return found.name.capitalize()
    return f"{found.name} {GROUPS[found.group]}"


def value(found: Quantity, of: float) -> str:
    """One of its two values, with its unit."""
    if found.unit == "share":
        return f"{rounded(100 * of)} %"
    unit = {"deg": "°"}.get(found.unit, f" {found.unit}")
    return f"{rounded(of, 0 if found.unit == 'N' else 1)}{unit}"


def change(found: Quantity) -> str:
    """How much it changed: times as much, degrees, or points of percent."""
    if found.group == "legs":
        return f"{signed(100 * found.change)} points"
    if found.ratio is not None:
        return f"×{rounded(found.ratio, 2)}"
    unit = {"deg": "°", "%": " %"}.get(found.unit, f" {found.unit}")
    return f"{signed(found.change)}{unit}"


def different(before: Scenario, after: Scenario, gains: Mapping[str, float]) -> tuple[str, ...]:
    """What is different, one phrase a word or measure."""
    said = []
    if before.person != after.person:
        old, new = ({"strength": 1.0, "flexibility": 1.0, **words_of(one.person)} for one in (before, after))
        for key in dict.fromkeys((*old, *new)):
            if old.get(key) != new.get(key) and key != "name":
                said.append(f"{_plain(key)} {_said(old.get(key))} {ARROW} {_said(new.get(key))}")
    one, two = before.to_dict(), after.to_dict()
    for key in one:
        if one[key] != two[key] and key not in ("person", "title"):
            said.append(f"{_plain(key)} {_said(one[key])} {ARROW} {_said(two[key])}")
    for name, number in gains.items():
        plain, unit = _gain(name)
        said.append(f"{plain} {_said(value_of(name))} {ARROW} {_said(number)}{unit}")
    return tuple(said)


def _gain(name: str) -> tuple[str, str]:
    """``head`` and `` N/m`` of ``head_N_per_m``; the plain name and no unit of a number without one."""
    for end, unit in _GAIN_UNITS.items():
        if name.endswith(end):
            return name.removesuffix(end).replace("_", " "), unit
    return name.replace("_", " "), ""


def _plain(key: str) -> str:
    unit = {"_deg": " [deg]", "_kg": " [kg]", "_m": " [m]"}
    for end, word in unit.items():
        if key.endswith(end):
            return key.removesuffix(end).replace("_", " ") + word
    return key.replace("_", " ")


def _said(item: Any) -> str:
    if item is None or item in ([], (), {}, ""):
        return "none"
    if isinstance(item, bool):
        return "yes" if item else "no"
    if isinstance(item, (int, float)):
        return f"{item:.4g}"
    if isinstance(item, Mapping):
        return " ".join(
            f"{_said(of)}" if isinstance(of, str) else f"{key} {_said(of)}" for key, of in item.items() if of
        )
    if isinstance(item, (list, tuple)):
        return ", ".join(_said(one) for one in item)
    return str(item)


def statements(
    before: Result,
    after: Result,
    quantities: Sequence[Quantity],
    changed: Sequence[Quantity],
    because: str,
) -> tuple[Statement, ...]:
    """What changed most and why; what did not; and what the reader must know of each side."""
    loads = [found for found in quantities if found.group == "compression"]
    still = max(abs((found.ratio or 1.0) - 1.0) for found in loads) < _STILL_SHARE
    upright = before.scenario.is_start and after.scenario.is_start
    resting = still and upright
    said = [] if resting else [_loads(before, after, loads, still, because)]
    said.append(_at_rest(still, because) if upright else _posture(quantities))
    firsts = _first_of(changed, ("muscles", "facets", "foramina", "breathing", "legs"))
    said += [Statement(_line(found), *_known(found)) for found in firsts]
    if not changed and not resting:
        said.append(Statement("Nothing that is computed changes by as much as is worth a word: no effect.", "C", ()))
    said += _warned(before, after)
    return tuple(said)


def _at_rest(still: bool, because: str) -> Statement:
    """Nothing moves from where everything rests: that tells nothing of what was changed."""
    text = (
        "In upright standing, which is the rest state of this model, no joint is asked to move, so the"
        " posture stays as it was by construction"
    )
    text += f"{', and compression with it' if still else ''}; compare with a tilt."
    return Statement(f"{text} {because[0].upper()}{because[1:]}." if still and because else text, "C", ())


def _line(found: Quantity) -> str:
    return f"{label(found)}: {_values(found)}."


def _values(found: Quantity) -> str:
    return f"{value(found, found.before)} before, {value(found, found.after)} after ({change(found)})"


def _known(found: Quantity) -> tuple[Grade, tuple[str, ...]]:
    """How well a number is known, and from whom."""
    known = load_exposures()
    if found.group == "facets":
        return "D", known.facet_share.sources
    if found.group == "breathing":
        return "B", (*known.breathing.kyphosis.sources, *known.breathing.forward_head.sources)
    if found.group == "foramina":
        region = "lumbar" if found.name.startswith("L") else "cervical"
        return "C" if region == "lumbar" else "B", known.foramen[region].area.sources
    return "C", ()


def _first_of(changed: Sequence[Quantity], groups: Sequence[str]) -> list[Quantity]:
    firsts = (next((found for found in changed if found.group == group), None) for group in groups)
    return [found for found in firsts if found is not None]


def _loads(before: Result, after: Result, loads: Sequence[Quantity], still: bool, because: str) -> Statement:
    """The largest change of compression and where it comes from; or that there is none."""
    if still:
        text = "No effect on the load: compression changes by less than 1 % at every joint"
        return Statement(f"{text}. {because[0].upper()}{because[1:]}." if because else f"{text}.", "C", ())
    found = max(loads, key=lambda one: abs(one.change))
    joint = JOINTS.index(found.name)
    more = {
        part: float(after.joints.part_force_N[part][joint, 0] - before.joints.part_force_N[part][joint, 0])
        for part in ("weight", "muscle")
    }
    higher = sum(one.change > 0 for one in loads)
    by = {part: f"{signed(newtons, 0)} N" for part, newtons in more.items()}
    text = (
        f"Compression changes most at {found.name}, {_values(found)}. Of the change, weight makes {by['weight']} and"
        f" muscles {by['muscle']}: {_asked_of_muscles(before, after, joint)}. Compression rises at {higher} of"
        f" {len(loads)} joints and falls at {len(loads) - higher}."
    )
    return Statement(text, "C", ("bruno2015",))


def _asked_of_muscles(before: Result, after: Result, joint: int) -> str:
    """Why muscles pull otherwise: the moment of weight or of tissue that changed more, or neither."""
    names = {"weight": "the weight above", "tissue": "discs and ligaments"}
    moment = {part: [np.asarray(one.joints.part_moment_Nm[part][joint]) for one in (before, after)] for part in names}
    changed = {part: float(np.linalg.norm(new - old)) for part, (old, new) in moment.items()}
    part = max(changed, key=lambda name: changed[name])
    if changed[part] < _STILL_NM:
        return "the moments there stay as they were, but muscles share them otherwise"
    old, new = (float(np.linalg.norm(one)) for one in moment[part])
    return f"the moment of {names[part]} about that joint goes from {rounded(old)} to {rounded(new)} Nm"


def _posture(quantities: Sequence[Quantity]) -> Statement:
    found = max(
        (one for one in quantities if one.unit == "deg" and one.name not in _HIDDEN), key=lambda one: abs(one.change)
    )
    if abs(found.change) < _STILL_DEG:
        return Statement("No effect on the posture: no angle changes by as much as 0.1°.", "C", ())
    return Statement(f"Of the posture, most changed: {_line(found)}", "C", ())


def _warned(before: Result, after: Result) -> list[Statement]:
    """What is said of one side only."""
    said = []
    for one, other, when in ((before, after, "Before"), (after, before, "After")):
        said += [Statement(f"{when}: {text}.", "C", ()) for text in one.warnings if text not in other.warnings]
    return said


def table(found: Comparison) -> str:
    """See ``Comparison.table``."""
    lines = textwrap.wrap(f"Compared: {'; '.join(found.different)}", 80, subsequent_indent="  ")
    lines += ["", _row("Changed most", "before", "after", "change")]
    for one in found.changed:
        lines.append(_row(label(one), value(one, one.before), value(one, one.after), change(one)))
    if not found.changed:
        lines.append("nothing that is worth a word")
    lines.append("")
    for said in found.statements:
        lines += textwrap.wrap(f"{said.grade}  {said.text}", 80, subsequent_indent="   ")
    used = sorted({said.grade for said in found.statements})
    lines += ["", *(f"{grade}: {GRADES[grade]}" for grade in used)]
    return "\n".join(lines)


def _row(name: str, before: str, after: str, changed: str) -> str:
    return f"{name:<38}{before:>14}{after:>14}{changed:>14}"
