"""What a figure says, in one plain line computed from the numbers: who takes a tilt, and what that costs."""

from __future__ import annotations

from typing import Any

from models.person import JOINTS
from sim.language import ENGLISH, apart, listed, say, sentences
from sim.report import SEEN_SHARE

from .measured import decimals, degrees
from .shares import Shares, against_erect, before_of

REGIONS = ("pelvis", "lumbar", "thorax", "neck")
_SEEN_DEG = 0.5


def statement(result: Any, given: Shares, language: str = ENGLISH) -> str:
    """What the figure says, in one plain line computed from the numbers."""
    if before_of(result) is None:
        loads = result.joints.compression_N
        most = int(loads.argmax())
        return say("figure.statement.nothing", language, joint=JOINTS[most], now=f"{loads[most]:.0f}")
    told = _compared(given, language) if against_erect(result) else _who_takes(given, language)
    return told + say("language.space", language) + _what_it_costs(result, language)


def _compared(given: Shares, language: str) -> str:
    """What every region turns, of a posture or a burden as such: one way, then the other."""
    digits = decimals(*given.degrees)
    found = []
    for sign in (1.0, -1.0):
        turned = [
            say("figure.statement.turned_region", language, region=_region(name, language), size=degrees(value, digits))
            for name, value in zip(REGIONS, given.degrees, strict=True)
            if sign * value >= _SEEN_DEG
        ]
        if turned:
            values = {"regions": listed(turned, language), "way": given.way(sign, language)}
            found.append(say("figure.statement.turned", language, **values))
    turns = apart(found or [say("figure.statement.no_turn", language)], language)
    return sentences([say("figure.statement.against", language, turns=turns)], language)


def _region(name: str, language: str) -> str:
    return say(f"figure.region_long.{name}", language)


def _who_takes(given: Shares, language: str) -> str:
    """Which regions take a tilt back and which add to it; without a tilt, which give the bend."""
    digits = decimals(*given.degrees)
    free = [
        (name, value)
        for name, value, held in zip(REGIONS, given.degrees, given.held, strict=True)
        if not held and abs(value) >= _SEEN_DEG
    ]
    sign = given.tilted or given.left_over
    with_it, against = [f for f in free if f[1] * sign > 0], [f for f in free if f[1] * sign < 0]
    chosen = [(with_it, "gives"), (against, "takes_back")]
    if given.tilted:
        chosen = [(against, "takes_back"), (with_it, "adds")]
    parts = []
    for regions, verb in chosen:
        said = [
            say(
                f"figure.statement.{verb}{'_more' * (index > 0)}",
                language,
                region=_region(name, language),
                size=degrees(value, digits),
            )
            for index, (name, value) in enumerate(regions)
        ]
        if said:
            parts.append(listed(said, language))
    return sentences([apart([*parts, _head(given, language)], language)], language)


def _head(given: Shares, language: str) -> str:
    if abs(given.left_over) < _SEEN_DEG:
        return say(f"figure.statement.head_{'straight' if given.axis == 'axial' else 'level'}", language)
    size = degrees(given.left_over, decimals(given.left_over))
    if given.axis == "axial":
        return say(f"figure.statement.head_{given.way_key(given.left_over)}", language, size=size)
    return say("figure.statement.head_ends", language, size=size, way=given.way(given.left_over, language))


def most_changed(result: Any) -> int | None:
    """Index of the joint whose compression changes by most newtons; None where none changes by 3 %."""
    before = before_of(result)
    if before is None or abs(result.joints.compression_ratio - 1).max() < SEEN_SHARE:
        return None
    return int(abs(result.joints.compression_N - before.joints.compression_N).argmax())


def _what_it_costs(result: Any, language: str) -> str:
    most = most_changed(result)
    if most is None:
        return say("figure.statement.less", language, percent=f"{100 * SEEN_SHARE:.0f}")
    before = before_of(result)
    assert before is not None
    old, new = (float(state.joints.compression_N[most]) for state in (before, result))
    values = {"joint": JOINTS[most], "before": f"{old:.0f}", "now": f"{new:.0f}", "times": f"{new / old:.2f}"}
    return say(f"figure.statement.{'grows' if new > old else 'falls'}", language, **values)
