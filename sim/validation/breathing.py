"""Experiments on breathing: what posture costs of vital capacity, which must be as little as was measured."""

from __future__ import annotations

from typing import Any

from scipy.optimize import brentq

import models
from models import Person

from ..explain.exposures import capacity_lost_percent, craniovertebral_deg
from .registry import Ask, Predicted, predicts

CAPACITY_L = 4.6  # men with the head neutral (E04)
APART_DEG = 12.2  # craniovertebral angle that parted the groups (E04)


def left(answer: Any) -> float:
    """Vital capacity that a posture leaves [%]."""
    return 100.0 - capacity_lost_percent(answer)


def forward_head(who: Person, ask: Ask) -> Any:
    """The head held forward over T1, eyes level, until its craniovertebral angle is smaller by what was measured."""
    upright = craniovertebral_deg(who)

    def held(distance_m: float) -> Any:
        shift = {"what": "head", "distance_m": distance_m, "direction": "forward", "over": "T1"}
        return ask(who, shifts=[shift], head_deg=0.0)

    def short(distance_m: float) -> float:
        answer = held(distance_m)
        return upright - craniovertebral_deg(who, answer.pose) - APART_DEG

    return held(brentq(short, 0.0, 0.08, xtol=1e-4))


@predicts("E01.1")
def capacity_by_posture(who: Person, ask: Ask) -> Predicted:
    """Capacity left standing, seated with the lumbar spine supported, on a backrest, and slumped [%]."""
    postures: tuple[dict[str, Any], ...] = (
        {},
        {"posture": "backrest", "curves": {"lumbar": 40}},
        {"posture": "backrest"},
        {"posture": "slumped"},
    )
    return ([left(ask(who, **words)) for words in postures],)


@predicts("E02.1", "E02.3")
def capacity_by_kyphosis(who: Person, ask: Ask) -> Predicted:
    """Capacity left in people whose kyphosis is 57 and 73 degrees, and lost at 49 [%]."""
    lost = [capacity_lost_percent(ask(models.person(thoracic_kyphosis_deg=deg))) for deg in (57.0, 73.0, 49.0)]
    return [100.0 - lost[0], 100.0 - lost[1]], lost[2]


@predicts("E03.1")
def capacity_after_ordinary_tilts(who: Person, ask: Ask) -> Predicted:
    """Largest loss with any tilt of 10 degrees [%]."""
    before = left(ask(who))
    found = [
        100.0 * (1.0 - left(ask(who, tilt_deg=10, direction=way, at=place)) / before)
        for place in ("pelvis", "lumbar")
        for way in ("forward", "backward", "left", "right")
    ]
    return (max(found),)


@predicts("E04.1", "E04.2")
def capacity_with_the_head_forward(who: Person, ask: Ask) -> Predicted:
    """Change with a forward head in a man and a woman [%]."""
    two = (who, models.load("adult_female"))
    man, woman = (100.0 * (left(forward_head(one, ask)) / left(ask(one)) - 1.0) for one in two)
    return man, woman


@predicts("E05.1")
def litres_with_the_head_forward(who: Person, ask: Ask) -> Predicted:
    """Change with a forward head [L]."""
    return (CAPACITY_L * (left(forward_head(who, ask)) / left(ask(who)) - 1.0),)
