"""Experiments on what is held: the thorax at an angle, the trunk bent and turned; and a mass before the abdomen."""

from __future__ import annotations

from typing import Any

import numpy as np

import models
from models import Person

from .burdens import KG_PER_N, hands, pressure
from .probes import compression_N
from .registry import Ask, Predicted, predicts, way

ASIDE: tuple[dict[str, Any], ...] = ({"turn_deg": 20.0}, {"bend_deg": 20.0}, {})
LATE_PREGNANCY_KG = 6.8


@predicts("A06.2")
def one_sided_load(who: Person, ask: Ask) -> Predicted:
    """Pressure with 100 N in the right hand, the trunk turned, bent to that side, upright [MPa]."""
    held = hands(100 * KG_PER_N, where="right-hand")
    return ([pressure(ask(who, **words, **held)) for words in ASIDE],)


@predicts("B15.3", "B15.4")
def bent_and_turned(who: Person, ask: Ask) -> Predicted:
    """Mean lumbar compression [N]."""
    turned, bent = (
        compression_N(ask(who, tilt_deg=0.0, direction=way, at="pelvis", **words), "L5-S1", "L1-L2")
        for way, words in zip(("turn-left", "right"), ASIDE, strict=False)
    )
    return bent, turned


@predicts("C11.3", "C13.2")
def lordosis_follows_the_thorax(who: Person, ask: Ask) -> Predicted:
    """Lordosis when kyphosis is taken, and given: whole, and above L3 of it."""

    def held(person: Person, deg: float) -> Any:
        return ask(person, tilt_deg=abs(deg), direction=way(deg), at="thoracic")

    straightened = held(models.person(thoracic_kyphosis_deg=65.0), -25.0).alignment.change.lumbar_lordosis_deg
    child = held(models.person(thoracic_kyphosis_deg=27.0), 19.0)
    gained = child.alignment.change.lumbar_lordosis_deg
    high = -float(np.sum([child.joints[joint].change_flexion_deg for joint in ("L1-L2", "L2-L3")]))
    return straightened, [gained, high / gained]


@predicts("C47.1")
def late_pregnancy(who: Person, ask: Ask) -> Predicted:
    """Rise of lordosis, standing naturally [%]."""
    early = ask(who, posture="relaxed").alignment.lumbar_lordosis_deg
    late = ask(who, posture="relaxed", carry={"belly": LATE_PREGNANCY_KG}).alignment.lumbar_lordosis_deg
    return (100 * (late / early - 1),)
