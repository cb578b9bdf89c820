"""A result in words: the table for the terminal, the caption, and the phrases they share. All computed."""

from __future__ import annotations

import platform
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from models import load_postures
from models.person import JOINTS, Person

from . import __version__

if TYPE_CHECKING:
    from .result import Result
    from .scenario import Carry, Scenario, Shift, Tilt

LISTED_JOINTS = ("C4-C5", "C7-T1", "T7-T8", "T12-L1", "L3-L4", "L4-L5", "L5-S1")
SAGITTAL = {
    "lumbar_lordosis_deg": "Lumbar lordosis, L1-S1",
    "thoracic_kyphosis_deg": "Thoracic kyphosis, T1-T12",
    "cervical_lordosis_deg": "Neck lordosis, C2-C7",
    "pelvic_tilt_deg": "Pelvic tilt (PT)",
    "sacral_slope_deg": "Sacral slope (SS)",
    "t1_slope_deg": "T1 slope",
    "sva_mm": "C7 in front of S1 (SVA)",
    "gaze_deg": "Gaze",
}
FRONTAL = {
    "pelvic_obliquity_deg": "Pelvis, side tilt",
    "lumbar_cobb_deg": "Lumbar Cobb angle",
    "thoracic_cobb_deg": "Thoracic Cobb angle",
    "shoulder_tilt_deg": "Shoulders, side tilt",
    "head_tilt_deg": "Head, side tilt",
    "c7_offset_mm": "C7 right of S1",
}
AXIAL = {"pelvis_turn_deg": "Pelvis, turn", "thorax_turn_deg": "Thorax, turn", "head_turn_deg": "Head, turn"}
CHANGES = {  # words for more and less of it
    "lumbar_lordosis_deg": ("more lumbar lordosis", "less lumbar lordosis"),
    "thoracic_kyphosis_deg": ("more thoracic kyphosis", "less thoracic kyphosis"),
    "cervical_lordosis_deg": ("more neck lordosis", "less neck lordosis"),
    "pelvic_tilt_deg": ("of pelvic tilt backward", "of pelvic tilt forward"),
    "lumbar_cobb_deg": ("of lumbar bending to the right", "of lumbar bending to the left"),
    "thoracic_cobb_deg": ("of thoracic bending to the right", "of thoracic bending to the left"),
    "thorax_turn_deg": ("of thorax turn to the left", "of thorax turn to the right"),
    "head_turn_deg": ("of head turn to the left", "of head turn to the right"),
}
SEEN_DEG, SEEN_MM, SEEN_SHARE = 1.0, 5.0, 0.03  # smaller changes are not worth a word
STANDING = "standing erect"
HONESTY = "This is a calculation for one model person, made for teaching, not a finding about anyone."


def software() -> dict[str, str]:
    """Name and versions of what computed a result."""
    return {
        "name": "plumbline",
        "version": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def _figure(value: float, digits: int = 1) -> str:
    """A rounded number that is never a negative zero."""
    return f"{round(value, digits) + 0.0:.{digits}f}"


def _signed(value: float, digits: int = 1) -> str:
    rounded = round(value, digits) + 0.0
    return f"{rounded:+.{digits}f}" if rounded else f"{0:.{digits}f}"


def _joined(phrases: Iterable[str]) -> str:
    words = list(phrases)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _part(word: str) -> str:
    """A part of the body as it stands in a sentence."""
    return {
        "lumbar": "the lumbar curve",
        "thoracic": "the thoracic curve",
        "S1": "S1",
        "hips": "the hips",
    }.get(word, word if word[1:].isdigit() else f"the {word}")


def _tilt(tilt: Tilt) -> str:
    on = ""
    if tilt.at[1:].isdigit():
        on = f" on {'S1' if tilt.at == 'L5' else f'L{int(tilt.at[1]) + 1}'}"
    if tilt.axis == 2:
        return f"{_part(tilt.at)} turned {tilt.deg:g}° to the {tilt.direction.removeprefix('turn-')}{on}"
    way = tilt.direction if tilt.axis == 0 else f"to the {tilt.direction}"
    return f"{_part(tilt.at)} tilted {tilt.deg:g}° {way}{on}"


def _held(part: str, zero: str, forward: float | None, right: float | None, left: float | None) -> list[str]:
    """A part held at angles, in words: leant, bent sideways, turned; ``zero`` where it is held as it stands."""
    said = []
    for angle, verb, ways, none in (
        (forward, "held", ("forward", "backward"), zero),
        (right, "bent", ("to the right", "to the left"), zero),
        (left, "turned", ("to the left", "to the right"), "facing ahead"),
    ):
        if angle is not None:
            said.append(f"{verb} {abs(angle):g}° {ways[angle < 0]}" if angle else f"held {none}")
    return [f"the {part} {_joined(dict.fromkeys(said))}"] if said else []


def _shift(shift: Shift) -> str:
    way = shift.direction if shift.axis == 0 else f"to the {shift.direction}"
    over = "" if shift.over == "hips" else f" over {_part(shift.over)}"
    return f"{_part(shift.what)} shifted {1e3 * shift.distance_m:g} mm {way}{over}"


def _carry(load: Carry) -> str:
    place = {
        "right-hand": "in the right hand",
        "left-hand": "in the left hand",
        "both-hands": "in both hands",
        "backpack": "in a backpack",
        "belly": "at the belly",
    }[load.where]
    reach = "" if load.reach_m is None else f", {100 * load.reach_m:g} cm in front of the shoulders"
    return f"{load.mass_kg:g} kg {place}{reach}"


def doings(scenario: Scenario) -> list[str]:
    """What is asked beside the posture, in phrases; empty for the posture as such."""
    asked = scenario
    phrases = [_tilt(tilt) for tilt in asked.tilts if tilt.deg]
    for curve in asked.curves:
        phrases.append(f"{'lordosis' if curve.what == 'lumbar' else 'kyphosis'} held at {curve.deg:g}°")
    phrases += _held("trunk", "upright", asked.lean_deg, asked.bend_deg, asked.turn_deg)
    phrases += _held("head", "level", asked.head_deg, asked.head_bend_deg, asked.head_turn_deg)
    if asked.head_free:
        phrases.append("the head let go")
    phrases += [_shift(shift) for shift in asked.shifts]
    if asked.knee_deg is not None:
        phrases.append(f"knees bent {asked.knee_deg:g}°" if asked.knee_deg else "knees straight")
    if asked.seat_deg is not None:
        way = "backward" if asked.seat_deg < 0 else "forward"
        phrases.append(f"the seat tilted {abs(asked.seat_deg):g}° {way}" if asked.seat_deg else "the seat level")
    if asked.backrest_deg is not None:
        phrases.append(
            f"the backrest leant back {asked.backrest_deg:g}°" if asked.backrest_deg else "the backrest upright"
        )
    if asked.heels_m:
        phrases.append(f"{1e3 * asked.heels_m:g} mm under both heels")
    phrases += [f"{1e3 * lift.height_m:g} mm under the {lift.side} foot" for lift in asked.lift if lift.height_m]
    if asked.arms is not None:
        phrases.append(f"arms {asked.arms}")
    phrases += [_carry(load) for load in asked.carry if load.mass_kg]
    if asked.fused:
        phrases.append(f"{_joined(asked.fused)} fused")
    for brace in asked.braced:
        region = "neck" if brace.region == "neck" else f"{brace.region} spine"
        phrases.append(f"the {region} braced {100 * brace.share:g} % stiffer")
    return phrases


def posture(scenario: Scenario) -> str:
    """The posture in the words of a sentence: ``sitting upright``."""
    return load_postures()[scenario.posture].phrase


def _who(person: Person) -> str:
    return f"{person.name.replace('_', ' ')} ({person.mass_kg:g} kg, {person.height_m:g} m)"


def heading(result: Result) -> str:
    """One line: who, in which posture, with what done."""
    return "; ".join([f"{_who(result.person)}, {posture(result.scenario)}", *doings(result.scenario)])


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 80, subsequent_indent="  ")


def _measures(result: Result) -> dict[str, str]:
    """The measures worth showing: always the side view, the others where the scenario leaves that plane."""
    change = result.alignment.change
    shown = dict(SAGITTAL)
    for group in (FRONTAL, AXIAL):
        if change is not None and any(abs(getattr(change, name)) > 0.05 for name in group):
            shown |= group
    return shown


def before_of(result: Result) -> Result | None:
    """The result to compare with, as ``Scenario.before`` says; None for what everything is compared with."""
    return None if result.scenario.is_start else result.baseline


def _against(scenario: Scenario) -> str:
    """What a request is compared with, where that is not simply the same person before: standing erect."""
    return STANDING if scenario.as_such else ""


def _row(words: str, *numbers: str) -> str:
    return f"{words:<38}" + "".join(f"{text:>10}" for text in numbers)


def table(result: Result) -> str:
    """See ``Result.table``."""
    before = before_of(result)
    lines = [*_wrapped(f"Plumbline {__version__}: {heading(result)}"), ""]
    old_new = ("erect", "now") if _against(result.scenario) else ("before", "after")
    lines.append(_row("Alignment", *((*old_new, "change") if before else ())))
    for name, words in _measures(result).items():
        label, new = f"{words} [{'mm' if name.endswith('_mm') else 'deg'}]", getattr(result.alignment, name)
        old = getattr(before.alignment, name) if before else new
        lines.append(_row(label, *((_figure(old), _figure(new), _signed(new - old)) if before else (_figure(new),))))
    lines += ["", _row("Compression [N]", *((*old_new, "times") if before else ()))]
    for name in LISTED_JOINTS:
        load = result.joints[name]
        numbers = [_figure(load.compression_N, 0)]
        if before:
            numbers = [
                _figure(before.joints[name].compression_N, 0),
                *numbers,
                _figure(load.compression_ratio, 2),
            ]
        lines.append(_row(name, *numbers))
    stability = result.stability
    margins = [stability.baseline_margin_Nm_per_rad] * (before is not None) + [stability.margin_Nm_per_rad]
    lines += ["", _row("Stability margin [Nm/rad]", *map(_figure, margins))]
    for warning in result.warnings:
        lines += _wrapped(f"Note: {warning}")
    return "\n".join(lines)


def _asked_for(scenario: Scenario) -> set[str]:
    """The measures that a scenario itself prescribes, which are no answer of the model."""
    by_tilt = {
        ("pelvis", 0): "pelvic_tilt_deg",
        ("lumbar", 0): "lumbar_lordosis_deg",
        ("lumbar", 1): "lumbar_cobb_deg",
        ("thoracic", 0): "thoracic_kyphosis_deg",
        ("thoracic", 1): "thoracic_cobb_deg",
    }
    names = {by_tilt.get((tilt.at, tilt.axis), "") for tilt in scenario.tilts}
    names |= {by_tilt[curve.what, 0] for curve in scenario.curves}
    for angle, name in (("turn_deg", "thorax_turn_deg"), ("head_turn_deg", "head_turn_deg")):
        if getattr(scenario, angle) is not None:
            names.add(name)
    if any(shift.what == "C7" and shift.axis == 0 for shift in scenario.shifts):
        names.add("sva_mm")
    return names


def _answers(result: Result) -> list[str]:
    """The largest changes of alignment with which the body answers, largest first."""
    change = result.alignment.change
    if change is None:
        return []
    found = []
    for name, (more, less) in CHANGES.items():
        value = getattr(change, name)
        if abs(value) >= SEEN_DEG and name not in _asked_for(result.scenario):
            found.append((abs(value), f"{_figure(abs(value), 0)}° {more if value > 0 else less}"))
    phrases = [phrase for _, phrase in sorted(found, key=lambda pair: -pair[0])[:4]]
    if abs(change.sva_mm) >= SEEN_MM and "sva_mm" not in _asked_for(result.scenario):
        way = "forward" if change.sva_mm > 0 else "back"
        phrases.append(f"C7 {_figure(abs(change.sva_mm), 0)} mm further {way}")
    return phrases


def _cost(result: Result, before: Result | None) -> str:
    """What L4-L5 bears, and where compression changes most."""
    load = result.joints["L4-L5"]
    words = f"Compression at L4-L5 is {_figure(load.compression_N, 0)} N"
    if before is None:
        return f"{words}, {_figure(load.compression_body_weights, 2)} times body weight"
    old, new = before.joints.compression_N, result.joints.compression_N
    most = int(np.argmax(np.abs(new - old)))
    was = before.joints["L4-L5"].compression_N
    than = f"of {against}" if (against := _against(result.scenario)) else "before"
    words += f", {_figure(load.compression_ratio, 2)} times the {_figure(was, 0)} N {than}"
    joint = JOINTS[most]
    if joint == "L4-L5" or abs(new[most] / old[most] - 1) < SEEN_SHARE:
        return words
    verb = "grows" if new[most] > old[most] else "falls"
    return f"{words}; it {verb} most at {joint}, from {_figure(old[most], 0)} to {_figure(new[most], 0)} N"


def caption(result: Result) -> str:
    """See ``Result.caption``."""
    who, asked = _who(result.person), doings(result.scenario)
    article = "An" if who[0].lower() in "aeiou" else "A"
    start = f"{article} {who} {posture(result.scenario)}" + (f", with {_joined(asked)}" if asked else "")
    before = before_of(result)
    if before is None:
        first = f"{start}, as the model describes it"
    else:
        answers = _answers(result) or ["no change of alignment worth naming"]
        burden = " and carrying nothing" if result.scenario.carry else ""
        compared = f"compared with {against}{burden}, " if (against := _against(result.scenario)) else ""
        first = f"{start}: {compared}the model predicts {_joined(answers)}"
    return f"{first}. {_cost(result, before)}. {HONESTY}"
