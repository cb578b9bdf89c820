"""A result in words: the table for the terminal, the caption, and the phrases they share. All computed."""

from __future__ import annotations

import platform
import textwrap
from typing import TYPE_CHECKING

import numpy as np

from models.person import JOINTS

from . import __version__, asked, bandwords
from .language import ENGLISH, joined, say, sentences

if TYPE_CHECKING:
    from .result import Result
    from .scenario import Scenario

LISTED_JOINTS = ("C4-C5", "C7-T1", "T7-T8", "T12-L1", "L3-L4", "L4-L5", "L5-S1")
SAGITTAL, FRONTAL, AXIAL = (
    {name: say(f"caption.measure.{name}") for name in names}
    for names in (
        (
            *("lumbar_lordosis_deg", "thoracic_kyphosis_deg", "cervical_lordosis_deg", "pelvic_tilt_deg"),
            *("sacral_slope_deg", "t1_slope_deg", "sva_mm", "gaze_deg"),
        ),
        (
            *("pelvic_obliquity_deg", "lumbar_cobb_deg", "thoracic_cobb_deg", "shoulder_tilt_deg", "head_tilt_deg"),
            "c7_offset_mm",
        ),
        ("pelvis_turn_deg", "thorax_turn_deg", "head_turn_deg"),
    )
)
CHANGES = (  # measures with words for more and less of them
    *("lumbar_lordosis_deg", "thoracic_kyphosis_deg", "cervical_lordosis_deg", "pelvic_tilt_deg"),
    *("lumbar_cobb_deg", "thoracic_cobb_deg", "thorax_turn_deg", "head_turn_deg"),
)
SEEN_DEG, SEEN_MM, SEEN_SHARE = 1.0, 5.0, 0.03  # smaller changes are not worth a word
NAMED_JOINT = "L4-L5"
STANDING = say("caption.posture.erect")
HONESTY = say("caption.honesty")


def software() -> dict[str, str]:
    """Name and versions of what computed a result."""
    return {
        "name": "plumbline",
        "version": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def rounded(value: float, digits: int = 1) -> str:
    """A rounded number that is never a negative zero."""
    return f"{round(value, digits) + 0.0:.{digits}f}"


def signed(value: float, digits: int = 1) -> str:
    """A rounded number with its sign, none of a zero."""
    size = round(value, digits) + 0.0
    return f"{size:+.{digits}f}" if size else f"{0:.{digits}f}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 80, subsequent_indent="  ")


def heading(result: Result, language: str = ENGLISH) -> str:
    """One line: who, in which posture, with what done."""
    return asked.heading(result.person, result.scenario, language)


def measures(result: Result) -> dict[str, str]:
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


def _row(words: str, *numbers: str) -> str:
    return f"{words:<38}" + "".join(f"{text:>10}" for text in numbers)


def table(result: Result) -> str:
    """See ``Result.table``."""
    before = before_of(result)
    lines = [*_wrapped(f"Plumbline {__version__}: {heading(result)}"), ""]
    old_new = ("erect", "now") if result.scenario.as_such else ("before", "after")
    lines.append(_row("Alignment", *((*old_new, "change") if before else ())))
    for name, words in measures(result).items():
        label, new = f"{words} [{'mm' if name.endswith('_mm') else 'deg'}]", getattr(result.alignment, name)
        old = getattr(before.alignment, name) if before else new
        lines.append(_row(label, *((rounded(old), rounded(new), signed(new - old)) if before else (rounded(new),))))
    heads = [*old_new, "times"] if before else [""] * bool(result.uncertainty)
    lines += ["", _row("Compression [N]", *heads) + _of_people(result)]
    for name in LISTED_JOINTS:
        load = result.joints[name]
        numbers = [rounded(load.compression_N, 0)]
        if before:
            numbers = [
                rounded(before.joints[name].compression_N, 0),
                *numbers,
                rounded(load.compression_ratio, 2),
            ]
        lines.append(_row(name, *numbers) + _of_people(result, name))
    stability = result.stability
    margins = [stability.baseline_margin_Nm_per_rad] * (before is not None) + [stability.margin_Nm_per_rad]
    lines += ["", _row("Stability margin [Nm/rad]", *map(rounded, margins))]
    for warning in result.warnings:
        lines += _wrapped(f"Note: {warning}")
    return "\n".join(lines)


def _of_people(result: Result, joint: str = "") -> str:
    """Last column of the loads: between which newtons nine of ten people are; its head without a joint."""
    if not result.uncertainty:
        return ""
    if not joint:
        said = f"90 % of {result.uncertainty['people']}"
    else:
        span = bandwords.span(result, joint)
        said = f"{span['low']} to {span['high']}"
    return f"{said:>12}"


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


def answers(result: Result, language: str = ENGLISH) -> list[str]:
    """The largest changes of alignment with which the body answers, largest first; empty where none is seen."""
    change = result.alignment.change
    if change is None:
        return []
    known = _asked_for(result.scenario)
    sizes = {name: getattr(change, name) for name in CHANGES if name not in known}
    largest = sorted(sizes, key=lambda name: -abs(sizes[name]))[:4]
    found = {name: sizes[name] for name in largest if abs(sizes[name]) >= SEEN_DEG}
    if abs(change.sva_mm) >= SEEN_MM and "sva_mm" not in known:
        found["sva_mm"] = change.sva_mm
    return [
        say(f"caption.{'more' if value > 0 else 'less'}.{name}", language, size=rounded(abs(value), 0))
        for name, value in found.items()
    ]


def _cost(result: Result, before: Result | None, language: str) -> str:
    """What L4-L5 bears, and where compression changes most."""
    load, now = result.joints[NAMED_JOINT], rounded(result.joints[NAMED_JOINT].compression_N, 0)
    if before is None:
        times = rounded(load.compression_body_weights, 2)
        return say("caption.cost.alone", language, joint=NAMED_JOINT, now=now, times=times)
    old, new = before.joints.compression_N, result.joints.compression_N
    most = int(np.argmax(np.abs(new - old)))
    said = say(
        f"caption.cost.{'erect' if result.scenario.as_such else 'before'}",
        language,
        joint=NAMED_JOINT,
        now=now,
        times=rounded(load.compression_ratio, 2),
        before=rounded(before.joints[NAMED_JOINT].compression_N, 0),
    )
    joint = JOINTS[most]
    if joint == NAMED_JOINT or abs(new[most] / old[most] - 1) < SEEN_SHARE:
        return said
    way, span = "grows" if new[most] > old[most] else "falls", (rounded(old[most], 0), rounded(new[most], 0))
    return say(f"caption.cost.{way}", language, cost=said, joint=joint, before=span[0], now=span[1])


def caption(result: Result, language: str = ENGLISH) -> str:
    """See ``Result.caption``.

    Args:
        result: of anything.
        language: one of ``sim.language.LANGUAGES``.
    """
    subject, before = asked.subject(result.person, result.scenario, language), before_of(result)
    if before is None:
        first = say("caption.described", language, subject=subject)
    else:
        found = answers(result, language) or [say("caption.no_answer", language)]
        empty = "_empty" if result.scenario.carry else ""
        against = f"_erect{empty}" if result.scenario.as_such else ""
        said = joined(found, language, clauses=True)
        first = say(f"caption.predicts{against}", language, subject=subject, answers=said)
    parts = [first, _cost(result, before, language)]
    if result.uncertainty:
        parts.append(bandwords.caption(result, NAMED_JOINT, language))
    told = sentences(parts, language)
    return told + say("language.space", language) + say("caption.honesty", language)
