"""What makes up for a weak action, by statics: the smallest change of posture that asks no more of it than it has.

Each way is one number: how far the trunk leans forward or back, how far it leans over the standing leg, how much weight
goes to the other leg, how far the centre of mass moves back over the ankles. It is sought along the same statics as the
posture itself; what every other joint is then asked for follows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from models.nerves import load_nerves

from .limbs import OTHER, OUTWARD, TWO_LEGS, NoStance, Setup, Side, ahead_m, stand

_STEPS, _HALVINGS = 15, 30
_SAME = 1e-9


@dataclass(frozen=True)
class Way:
    """One change of posture.

    Attributes:
        kind: ``lean forward``, ``lean back``, ``lean over the leg``, ``weight on the other leg`` or ``weight back``.
        amount: how much, in ``unit``: deg, % (of the weight that the leg keeps) or mm.
        setup: the posture so changed.
        reached: whether the goal is met; else this is as near as it comes.
    """

    kind: str
    amount: float
    unit: str
    setup: Setup
    reached: bool


def ways(setup: Setup, side: Side, action: str, goal: Callable[[Setup], float]) -> Iterator[Way]:
    """The ways that bring a weak action down to its goal, or at least towards it.

    Args:
        setup: the posture that asks too much.
        side: the weak leg.
        action: what is weak there.
        goal: how far above its goal the action still is in a posture; zero or less where it is met.
    """
    limits, outward = load_nerves().tasks, OUTWARD[side]
    two = setup.stance == TWO_LEGS
    bent = setup.knee_rad > math.radians(5.0)
    if action == "knee extension" and bent:
        most = math.radians(limits.lean_limit.value) - setup.lean_rad
        yield from _found("lean forward", "deg", math.degrees, goal, most, _leaning(setup, 1.0))
    if action == "hip extension":
        most = setup.lean_rad + math.radians(20.0)
        yield from _found("lean back", "deg", math.degrees, goal, most, _leaning(setup, -1.0))
    if action == "hip abduction" and setup.stance == side:
        most = math.radians(limits.aside_limit.value)
        yield from _found(
            "lean over the leg",
            "deg",
            math.degrees,
            goal,
            most,
            lambda x: replace(setup, aside_rad=setup.aside_rad + outward * x),
        )
    if action == "ankle plantarflexion":
        start = ahead_m(setup)
        most = start + setup.person.ankle_m[0] - setup.person.foot_heel_m
        yield from _found(
            "weight back", "mm", lambda x: 1e3 * x, goal, most, lambda x: replace(setup, ahead_m=start - x)
        )
    if two:
        share = stand(setup).limbs[side]
        whole = share.ground_N + stand(setup).limbs[OTHER[side]].ground_N
        now = share.ground_N / whole

        def shifted(x: float) -> Setup:
            right = now - x if side == "right" else 1.0 - (now - x)
            return replace(setup, share_right=right)

        yield from _found("weight on the other leg", "%", lambda x: 100 * (now - x), goal, now - 0.01, shifted)


def _leaning(setup: Setup, way: float) -> Callable[[float], Setup]:
    """Leaning further while the centre of mass keeps its place over the feet."""
    start = ahead_m(setup)
    return lambda x: replace(setup, lean_rad=setup.lean_rad + way * x, ahead_m=start)


def _found(
    kind: str,
    unit: str,
    shown: Callable[[float], float],
    goal: Callable[[Setup], float],
    most: float,
    changed: Callable[[float], Setup],
) -> Iterator[Way]:
    """The smallest change at which the goal is met; else the one that comes nearest, if it helps at all."""
    low, nearest, best = 0.0, 0.0, goal(changed(0.0))
    for step in range(1, _STEPS + 1):
        high = most * step / _STEPS
        try:
            value = goal(changed(high))
        except NoStance:
            high = 0.0
            break
        if value <= _SAME:
            break
        if value < best:
            nearest, best = high, value
        low = high
    else:
        high = 0.0
    if not high:
        if nearest:
            yield Way(kind, shown(nearest), unit, changed(nearest), False)
        return
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if goal(changed(middle)) <= _SAME else (middle, high)
    yield Way(kind, shown(high), unit, changed(high), True)
