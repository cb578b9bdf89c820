"""Random people and requests over the whole documented domain, and their mirror images."""

from __future__ import annotations

from typing import Any

import numpy as np

import models
from models import ModelError
from models.measures import LIMITS
from models.person import BODIES, JOINTS
from sim.items import (
    ARMS,
    BRACED,
    CARRIED,
    CURVE_DEG,
    CURVES,
    DIRECTIONS,
    LARGEST_BRACE,
    LARGEST_LIFT_M,
    LARGEST_MASS_KG,
    LARGEST_REACH_M,
    LARGEST_SHIFT_M,
    LARGEST_TILT_DEG,
    PLACES,
    SHIFTED,
    SIDES,
)
from sim.scenario import ANGLES_DEG, LARGEST_HEELS_M, Scenario, ScenarioError, build

OTHER_SIDE = {
    "left": "right",
    "right": "left",
    "turn-left": "turn-right",
    "turn-right": "turn-left",
    "left-hand": "right-hand",
    "right-hand": "left-hand",
}
ASIDE = ("bend_deg", "turn_deg", "head_bend_deg", "head_turn_deg")
# a person as the clinic meets them: within the limits, not at their corners, so that most can stand
USUAL = {
    "height_m": (1.45, 2.0),
    "mass_kg": (42.0, 120.0),
    "age": (18.0, 90.0),
    "pelvic_incidence_deg": (38.0, 72.0),
    "strength": (0.5, 1.6),
    "flexibility": (0.7, 1.5),
}


def person(draw: np.random.Generator, usual: bool = True) -> dict[str, Any]:
    """Measures with which ``models.person`` makes somebody; left out ones follow from regressions.

    Args:
        draw: of random numbers.
        usual: within ``USUAL``; else anywhere within ``models.measures.LIMITS``.
    """
    while True:
        words: dict[str, Any] = {"sex": str(draw.choice(["male", "female"]))}
        for name, limit in LIMITS.items():
            low, high = USUAL.get(name, (0.0, 0.0)) if usual else (limit.low, limit.high)
            if low < high and draw.random() < 0.6:
                words[name] = round(float(draw.uniform(low, high)), 3)
        if draw.random() < 0.2:
            words["disc_grade"] = {str(draw.choice(JOINTS[:6])): int(draw.integers(1, 6))}
        try:
            models.person(**words)
        except ModelError:
            continue
        return words


def request(draw: np.random.Generator, most: int = 3, mild: float = 1.0) -> Scenario:
    """A valid request of up to ``most`` words beside its posture.

    Args:
        draw: of random numbers.
        most: words.
        mild: share of each word's documented range that is used.
    """
    while True:
        words: dict[str, Any] = {"posture": str(draw.choice(list(models.load_postures())))}
        for _ in range(int(draw.integers(0, most + 1))):
            name, value = _word(draw, mild)
            words[name] = [*words.get(name, []), value] if name in ("tilts", "carry", "shifts", "curves") else value
        try:
            return build(words)
        except ScenarioError:
            continue


def _word(draw: np.random.Generator, mild: float) -> tuple[str, Any]:
    """A word and what it says."""
    kinds = ("tilts", "tilts", *ANGLES_DEG, "carry", "shifts", "curves", "lift", "arms", "heels_m", "braced", "fused")
    kind = str(draw.choice(kinds))

    def upto(largest: float) -> float:
        return round(float(draw.uniform(0.0, mild * largest)), 4)

    if kind == "tilts":
        direction = str(draw.choice(list(DIRECTIONS)))
        largest = LARGEST_TILT_DEG[DIRECTIONS[direction][0]]
        return kind, {"deg": upto(largest), "direction": direction, "at": str(draw.choice(PLACES))}
    if kind in ANGLES_DEG:
        low, high = ANGLES_DEG[kind]
        return kind, round(float(draw.uniform(mild * low, mild * high)), 4)
    if kind == "carry":
        where = str(draw.choice(CARRIED))
        reach = {"reach_m": upto(LARGEST_REACH_M)} if where.endswith(("hand", "hands")) and draw.random() < 0.5 else {}
        return kind, {"where": where, "mass_kg": upto(0.4 * LARGEST_MASS_KG), **reach}
    if kind == "shifts":
        way = str(draw.choice(["forward", "backward", "left", "right"]))
        return kind, {"what": str(draw.choice(SHIFTED)), "distance_m": upto(0.5 * LARGEST_SHIFT_M), "direction": way}
    if kind == "curves":
        what = str(draw.choice(list(CURVES)))
        return kind, {"what": what, "deg": round(float(draw.uniform(*CURVE_DEG[what])), 3)}
    if kind == "lift":
        return kind, {str(draw.choice(SIDES)): upto(LARGEST_LIFT_M)}
    if kind == "arms":
        return kind, str(draw.choice(ARMS))
    if kind == "heels_m":
        return kind, upto(LARGEST_HEELS_M)
    if kind == "braced":
        return kind, {str(draw.choice(BRACED)): upto(0.1 * LARGEST_BRACE)}
    return kind, [str(draw.choice(JOINTS[: BODIES.index("T1")]))]


def mirrored(asked: Scenario) -> Scenario:
    """The same request with left and right exchanged, what its posture carries by itself as well."""

    def other(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: other(one) for key, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [other(one) for one in value]
        return OTHER_SIDE.get(value, value) if isinstance(value, str) else value

    words = {name: value if name == "person" else other(value) for name, value in asked.to_dict().items()}
    words["carry"] = other(asked.in_posture().to_dict()["carry"])
    for name in ASIDE:
        if words[name] is not None:
            words[name] = -words[name]
    return build(words)
