"""Is every answer continuous in every input? Dense sweeps, each steep step halved until it is a slope or a jump.

python tests/trust/continuity.py [--points 61] [--paths 2000] [--seed 1]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import draws
import sweeps
from sweeps import Step, Sweep

import models
from models.measures import LIMITS
from sim.items import (
    BRACED,
    CARRIED,
    CURVE_DEG,
    DIRECTIONS,
    HANDS,
    LARGEST_LIFT_M,
    LARGEST_TILT_DEG,
    PLACES,
    SIDES,
)
from sim.scenario import ANGLES_DEG, LARGEST_HEELS_M, Scenario, ScenarioError, build

PLAIN = Scenario().to_dict()
SHIFTED = ("thorax", "L3", "T8", "C7", "head")


def inputs() -> Iterator[tuple[str, Any, float, float]]:
    """Every number of a request: its name, the words that say it, its limits."""
    for at in PLACES:
        for way, (axis, _) in DIRECTIONS.items():
            tilt = {"direction": way, "at": at}
            yield f"tilt {way} at {at}", lambda x, t=tilt: {"tilts": [{"deg": x, **t}]}, 0.0, LARGEST_TILT_DEG[axis]
    for name, (low, high) in ANGLES_DEG.items():
        yield name, lambda x, n=name: {n: x}, low, high
    for where in CARRIED:
        yield f"carry {where}", lambda x, w=where: {"carry": {w: x}}, 0.0, 30.0
    for where in HANDS:
        load = {"where": where, "mass_kg": 6.0}
        yield f"reach {where}", lambda x, c=load: {"carry": [{**c, "reach_m": x}]}, 0.0, 0.6
    for what in SHIFTED:
        for way in ("forward", "backward", "left", "right"):
            shift = {"what": what, "direction": way}
            yield f"shift {what} {way}", lambda x, s=shift: {"shifts": [{"distance_m": x, **s}]}, 0.0, 0.1
    for what, (low, high) in CURVE_DEG.items():
        yield f"curve {what}", lambda x, w=what: {"curves": {w: x}}, low, high
    for side in SIDES:
        yield f"lift {side}", lambda x, s=side: {"lift": {s: x}}, 0.0, LARGEST_LIFT_M
    yield "heels_m", lambda x: {"heels_m": x}, 0.0, LARGEST_HEELS_M
    for region in BRACED:
        yield f"brace {region}", lambda x, r=region: {"braced": {r: x}}, 0.0, 10.0


def request_sweeps(points: int, postures: Sequence[str] = ()) -> Iterator[Sweep]:
    """Each input in each posture that takes it, of one man."""
    man = models.load("adult_male")
    for posture in postures or models.load_postures():
        for name, words, low, high in inputs():
            try:
                build(posture=posture, **words(high))
            except ScenarioError:
                continue  # a seat has no heels
            yield Sweep(
                f"{posture}: {name}",
                lambda x, p=posture, w=words: (man, {"posture": p, **w(float(x))}),
                np.linspace(low, high, points),
            )


def grown(words: Any, share: float) -> Any:
    """A request with all its numbers at a share."""
    if isinstance(words, dict):
        return {key: grown(value, share) for key, value in words.items()}
    if isinstance(words, (list, tuple)):
        return [grown(value, share) for value in words]
    return share * words if isinstance(words, float) else words


def path_sweeps(paths: int, points: int, seed: int) -> Iterator[Sweep]:
    """Random requests of random people, grown from nothing to all of it."""
    draw = np.random.default_rng(seed)
    for number in range(paths):
        words = {key: value for key, value in draws.request(draw, 4).to_dict().items() if value != PLAIN[key]}
        who = models.person(**draws.person(draw))
        if any(isinstance(value, float) or (value and not isinstance(value, str)) for value in words.values()):
            yield Sweep(
                f"path {number}: {words}",
                lambda x, p=who, w=words: (p, grown(w, float(x))),
                np.linspace(0.0, 1.0, points),
            )


MEASURED_IN = (
    {},
    {"posture": "relaxed"},
    {"posture": "slumped"},
    {"tilt_deg": 15.0},
    {"tilt_deg": 10.0, "direction": "right", "at": "pelvis"},
    {"lean_deg": 40.0, "carry": {"both-hands": 10.0}},
)


def measure_sweeps(points: int) -> Iterator[Sweep]:
    """Each measure of a person over its limits, in some requests."""
    for words in MEASURED_IN:
        for name, limit in LIMITS.items():
            yield Sweep(
                f"{name} in {words or 'standing erect'}",
                lambda x, n=name, w=words: ({"name": "somebody", n: float(x)}, w),
                np.linspace(limit.low, limit.high, points),
            )
