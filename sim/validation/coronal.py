"""Experiments in the frontal plane: a lift under one foot, the thorax held aside."""

from __future__ import annotations

from typing import Any

import numpy as np

from models import Person

from .probes import drop_deg, over, straightness
from .registry import Answer, Ask, Predicted, predicts


def lift(ask: Ask, who: Person, height_mm: float) -> Any:
    """A lift under the left foot: the right side of the pelvis is the lower one."""
    return ask(who, lift=[{"side": "left", "height_m": 1e-3 * height_mm}] if height_mm else [])


def cobb(answer: Answer) -> float:
    """Lumbar side bend, convex to the right positive [deg]."""
    return -answer.alignment.lumbar_cobb_deg


@predicts("C31.1", "C38.1", "C40.1")
def obliquity_of_a_lift(who: Person, ask: Ask) -> Predicted:
    """Of 15 mm; straightness from 6 to 22 mm; of 10 mm."""
    heights = np.linspace(6, 22, 5)
    tilted = [lift(ask, who, float(mm)).alignment.pelvic_obliquity_deg for mm in heights]
    of_15, of_10 = (lift(ask, who, mm).alignment.pelvic_obliquity_deg for mm in (15, 10))
    return of_15, straightness(heights, np.array(tilted)), of_10


@predicts("C32.1", "C32.2")
def sagittal_curves_stay(who: Person, ask: Ask) -> Predicted:
    """Smallest steps of obliquity and turn of the pelvis; the larger change of kyphosis and lordosis."""
    raised = [lift(ask, who, mm).alignment for mm in (0, 10, 20, 30, 40)]
    tilts = np.diff([seen.pelvic_obliquity_deg for seen in raised])
    turns = np.diff([abs(seen.pelvis_turn_deg) for seen in raised])
    change = raised[-1].change
    curves = max(change.thoracic_kyphosis_deg, change.lumbar_lordosis_deg, key=abs)
    return [float(tilts.min()), float(turns.min())], curves


@predicts("C33.1")
def spine_bends_and_turns_with_the_lift(who: Person, ask: Ask) -> Predicted:
    """Smallest steps of side bend and of turn over the pelvis."""
    raised = [lift(ask, who, mm).alignment for mm in range(5, 31, 5)]
    bends = np.diff([abs(seen.lumbar_cobb_deg) for seen in raised])
    turns = np.diff([abs(seen.thorax_turn_deg - seen.pelvis_turn_deg) for seen in raised])
    return ([float(bends.min()), float(turns.min())],)


@predicts("C35.1", "C36.2", "C37.1", "C41.1")
def lumbar_curve_of_an_oblique_pelvis(who: Person, ask: Ask) -> Predicted:
    """Curve of 30 mm; share that levelling takes away; its side; what 5 mm of levelling take away."""
    short, level = cobb(lift(ask, who, 20)), cobb(ask(who))
    less = abs(cobb(lift(ask, who, 6.0))) - abs(cobb(lift(ask, who, 10.7)))
    return abs(cobb(lift(ask, who, 30))), 100 * (1 - over(level, short)), cobb(lift(ask, who, 15)), less


@predicts("C39.2")
def thorax_held_aside(who: Person, ask: Ask) -> Predicted:
    """Side bend of L1 to L5 relative to the sacrum, towards the thorax."""
    level = {"deg": 0.0, "direction": "right", "at": "pelvis"}
    aside = ask(who, shifts=[{"what": "thorax", "distance_m": 0.053, "direction": "right"}], tilts=[level])
    return ([drop_deg(aside, body) - drop_deg(aside, "pelvis") for body in ("L1", "L2", "L3", "L4", "L5")],)
