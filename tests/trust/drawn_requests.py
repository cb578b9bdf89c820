"""Random requests over all that a scenario may say and every measure that a person may have.

Two kinds. *Usual*: a person drawn as people differ, asked one to three things. *Anything*: every measure and every word
anywhere within its own limits, whatever stands beside it; many of these no body could do, and the question is whether
the answer says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import models
from models.measures import LIMITS
from models.person import BODIES, JOINTS
from sim import items
from sim.scenario import ANGLES_DEG, LARGEST_HEELS_M
from sim.study import population

Words = dict[str, Any]
Draw = np.random.Generator
SEATED = ("seat_deg", "backrest_deg")
STANDING = ("knee_deg", "lift", "heels_m")
USUAL, ANYTHING = "usual", "anything"


def between(rng: Draw, low: float, high: float) -> float:
    """A number within limits; now and then a limit itself, or nothing."""
    edge = rng.random()
    if edge < 0.04:
        return float((low, high)[rng.integers(2)])
    if edge < 0.06 and low <= 0.0 <= high:
        return 0.0
    return float(rng.uniform(low, high))


def one(rng: Draw, words: Any) -> Any:
    """Any of them."""
    words = list(words)
    return words[rng.integers(len(words))]


def some(rng: Draw, words: Any, most: int) -> list[Any]:
    """A few of them, none twice."""
    words = list(words)
    return [words[k] for k in rng.permutation(len(words))[: rng.integers(1, most + 1)]]


def tilt(rng: Draw) -> Words:
    """A tilt anywhere, any way, up to its limit."""
    direction = one(rng, items.DIRECTIONS)
    most = items.LARGEST_TILT_DEG[items.DIRECTIONS[direction][0]]
    return {"deg": between(rng, 0.0, most), "direction": direction, "at": one(rng, items.PLACES)}


def tilts(rng: Draw) -> list[Words]:
    """One tilt, or two or three that do not hold the same joint about the same axis."""
    made: list[Words] = []
    for _ in range(int(rng.choice([1, 1, 1, 2, 3]))):
        new = tilt(rng)
        if not any(_meet(new, other) for other in made):
            made.append(new)
    return made


def _meet(new: Words, other: Words) -> bool:
    first, second = items.Tilt(**new), items.Tilt(**other)
    held = set(first.joints or ("pelvis",)) & set(second.joints or ("pelvis",))
    return first.axis == second.axis and bool(held)


def shift(rng: Draw) -> Words:
    """A level held at a distance over the hips, or over a level below it."""
    what = one(rng, items.SHIFTED)
    below = BODIES[: BODIES.index("T12" if what == "thorax" else what)]
    over = "hips" if rng.random() < 0.6 else one(rng, below)
    way = one(rng, ("forward", "backward", "left", "right"))
    return {"what": what, "distance_m": between(rng, 0.0, items.LARGEST_SHIFT_M), "direction": way, "over": over}


def carry(rng: Draw) -> list[Words]:
    """Something in the hands, on the back or in front of the belly."""
    hands = one(rng, (["both-hands"], ["left-hand"], ["right-hand"], ["left-hand", "right-hand"], []))
    places = [*hands, *(place for place in ("backpack", "belly") if rng.random() < 0.25)] or ["backpack"]
    loads = []
    for place in places:
        load: Words = {"where": place, "mass_kg": between(rng, 0.0, items.LARGEST_MASS_KG)}
        if place in items.HANDS and rng.random() < 0.4:
            load["reach_m"] = between(rng, 0.0, items.LARGEST_REACH_M)
        loads.append(load)
    return loads


def curves(rng: Draw) -> list[Words]:
    """Lordosis, kyphosis or both held at an angle."""
    return [{"what": what, "deg": between(rng, *items.CURVE_DEG[what])} for what in some(rng, items.CURVES, 2)]


def braced(rng: Draw) -> list[Words]:
    """Corsets and collars."""
    return [{"region": name, "share": between(rng, 0.0, items.LARGEST_BRACE)} for name in some(rng, items.BRACED, 3)]


WORDS: dict[str, Callable[[Draw], Any]] = {
    **{name: (lambda rng, limits=limits: between(rng, *limits)) for name, limits in ANGLES_DEG.items()},
    "tilts": tilts,
    "shifts": lambda rng: [shift(rng)],
    "curves": curves,
    "lift": lambda rng: [{"side": one(rng, items.SIDES), "height_m": between(rng, 0.0, items.LARGEST_LIFT_M)}],
    "carry": carry,
    "fused": lambda rng: some(rng, JOINTS, 6),
    "braced": braced,
    "heels_m": lambda rng: between(rng, 0.0, LARGEST_HEELS_M),
    "head_free": lambda _: True,
    "arms": lambda rng: one(rng, items.ARMS),
}


def measured(rng: Draw, kind: str) -> Words:
    """A person as a table of measures."""
    if kind == USUAL:
        drawn, _ = population.draw(int(rng.integers(2**31)), int(rng.integers(2**31)), {})
        words = dict(drawn)
    else:
        words = {"sex": one(rng, ("male", "female"))}
        given = [name for name in LIMITS if rng.random() < 0.5]
        words |= {name: between(rng, LIMITS[name].low, LIMITS[name].high) for name in given}
        if not _makes_a_pelvis(words):
            return measured(rng, kind)
    if rng.random() < 0.15:
        words["disc_grade"] = {joint: int(rng.integers(1, 6)) for joint in some(rng, JOINTS[:-2], 8)}
    if rng.random() < 0.05:
        words["fused"] = some(rng, JOINTS[5:], 3)  # above those that a tilt may need
    if kind == ANYTHING and rng.random() < 0.1:
        words["flexibility"] = {part: between(rng, 0.3, 3.0) for part in some(rng, ("lumbar", "thoracic", "neck"), 3)}
    return words


def _makes_a_pelvis(words: Words) -> bool:
    """Whether the measures are of one standing person: the models refuse others, each for its reason."""
    try:
        models.person(**words)
    except models.SpineError:
        return False
    return True


def request(rng: Draw, kind: str) -> Words:
    """A scenario that contradicts neither itself nor its posture; its person comes beside it."""
    known = models.load_postures()
    posture = one(rng, known)
    support = known[posture].support
    allowed = [
        word
        for word in WORDS
        if (support == "seat" or word not in SEATED) and (support == "feet" or word not in STANDING)
    ]
    wanted = some(rng, allowed, 3) if kind == USUAL else some(rng, allowed, 8)
    words: Words = {"posture": posture, **{word: WORDS[word](rng) for word in wanted}}
    return _agreed(words, known[posture].backrest_deg is not None)


def _agreed(words: Words, rests: bool) -> Words:
    """Without the words that contradict others."""
    if words.get("head_free"):
        for word in ("head_deg", "head_bend_deg", "head_turn_deg"):
            words.pop(word, None)
    if rests or "backrest_deg" in words:
        words.pop("lean_deg", None)
    if "lift" in words:
        words["tilts"] = [one for one in words.get("tilts", []) if one["at"] != "pelvis"]
    if "lean_deg" in words:
        words["shifts"] = [one for one in words.get("shifts", []) if one["what"] != "thorax"]
    bent = {joint for one in words.get("tilts", []) if _flexes(one) for joint in items.Tilt(**one).joints}
    words["curves"] = [one for one in words.get("curves", []) if not bent & set(items.Curve(**one).joints)]
    words["fused"] = [joint for joint in words.get("fused", []) if not _tilted(joint, words)]
    return {word: value for word, value in words.items() if value != []}


def _flexes(words: Words) -> bool:
    return items.Tilt(**words).axis == 0


def _tilted(joint: str, words: Words) -> bool:
    """Whether a tilt moves this joint."""
    return any(joint in items.Tilt(**one).joints for one in words.get("tilts", []))
