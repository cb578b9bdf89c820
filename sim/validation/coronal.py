"""Experiments in the frontal plane: an oblique pelvis, as a leg-length difference or a lift makes it."""

from __future__ import annotations

from typing import Any

import numpy as np

from models import Person

from .probes import obliquity_deg, over
from .registry import Answer, Ask, Predicted, predicts


def lift(ask: Ask, who: Person, lift_mm: float) -> Any:
    """The pelvis held oblique, right side down, as a lift under the left leg makes it."""
    return ask(who, tilt_deg=obliquity_deg(who, lift_mm), direction="right", at="pelvis")


def cobb(answer: Answer) -> float:
    """Lumbar side bend, convex to the right positive [deg]."""
    return -answer.alignment.lumbar_cobb_deg


@predicts("C32.2")
def sagittal_curves_stay(who: Person, ask: Ask) -> Predicted:
    """The larger change of kyphosis and lordosis."""
    change = lift(ask, who, 40).alignment.change
    return (max(change.thoracic_kyphosis_deg, change.lumbar_lordosis_deg, key=abs),)


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
