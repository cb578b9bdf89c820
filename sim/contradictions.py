"""What a scenario may not ask at once: two words that hold the same thing, or one that its posture cannot follow.

Each word by itself is in order here (``sim.scenario``, ``sim.items``). Every function refuses with one line that says
what to leave out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import load_postures
from models.person import AXES

from .items import HANDS, Carry, Curve, Lift, Shift, Tilt
from .words import ScenarioError

if TYPE_CHECKING:
    from .scenario import Scenario


def refuse_contradictions(asked: Scenario) -> None:
    """Refuse a request whose words cannot all be true.

    Raises:
        ScenarioError: naming the first two that contradict each other.
    """
    _doubled_tilts(asked.tilts)
    _doubled_curves(asked.curves, asked.tilts)
    _what_the_support_gives(asked)
    _held_twice(asked)
    _doubled_shifts(asked.shifts, asked.lean_deg)
    _doubled_lift(asked.lift, asked.tilts)
    _full_hands(asked.carry)


def _doubled_tilts(tilts: tuple[Tilt, ...]) -> None:
    """Two tilts that hold the same joint about the same axis cannot both be true."""
    held: dict[tuple[str, int], Tilt] = {}
    for tilt in tilts:
        for joint in tilt.joints or ("pelvis",):
            other = held.setdefault((joint, tilt.axis), tilt)
            if other is not tilt:
                raise ScenarioError(
                    f"two tilts hold {joint} about the same axis ({AXES[tilt.axis]}): {other.deg:g}"
                    f" {other.direction} at {other.at} and {tilt.deg:g} {tilt.direction} at {tilt.at};"
                    " keep one"
                )


def _doubled_curves(curves: tuple[Curve, ...], tilts: tuple[Tilt, ...]) -> None:
    """One curve held at two angles, or held and tilted as well."""
    if len({curve.what for curve in curves}) < len(curves):
        raise ScenarioError("one curve is held at two angles; keep one")
    for curve in curves:
        for tilt in tilts:
            if tilt.axis == 0 and set(tilt.joints) & set(curve.joints):
                raise ScenarioError(
                    f"the {curve.what} curve is held at {curve.deg:g} deg and tilted at {tilt.at}; keep one"
                )


def _what_the_support_gives(asked: Scenario) -> None:
    """Words that the support of the posture sets itself, or does not have."""
    support = load_postures()[asked.posture].support
    if support != "seat":
        for name in ("seat_deg", "backrest_deg"):
            if getattr(asked, name) is not None:
                raise ScenarioError(f"{name} needs a posture that sits, not {asked.posture}; see `postures`")
    if support != "feet":
        for name in ("knee_deg", "lift", "heels_m"):
            if getattr(asked, name):
                raise ScenarioError(f"{name} needs a posture that stands, not {asked.posture}; see `postures`")


def _held_twice(asked: Scenario) -> None:
    """A region braced twice, a head both held and let go, a back both on its rest and held at an angle."""
    if len({brace.region for brace in asked.braced}) < len(asked.braced):
        raise ScenarioError("one region is braced twice; add the shares")
    held = [name for name in ("head_deg", "head_bend_deg", "head_turn_deg") if getattr(asked, name) is not None]
    if asked.head_free and held:
        raise ScenarioError(f"head_free lets the head go and {held[0]} holds it; keep one")
    rest = asked.backrest_deg is not None or load_postures()[asked.posture].backrest_deg is not None
    if rest and asked.lean_deg is not None:
        raise ScenarioError(
            "the back leans on a rest and lean_deg holds it; give backrest_deg, or a posture that sits free"
        )


def _doubled_shifts(shifts: tuple[Shift, ...], lean_deg: float | None) -> None:
    """Two shifts of one level along the same line, or a thorax both kept upright and leant."""
    held = set()
    for shift in shifts:
        if (shift.what, shift.axis) in held:
            raise ScenarioError(f"two shifts hold {shift.what} along the same line; keep one")
        held.add((shift.what, shift.axis))
        if shift.what == "thorax" and shift.axis == 0 and lean_deg is not None:
            raise ScenarioError("a shift of the thorax keeps it upright and lean_deg leans it; shift T12 instead")


def _doubled_lift(lift: tuple[Lift, ...], tilts: tuple[Tilt, ...]) -> None:
    """More than one lift, or a lift beside a sideways tilt of the pelvis, which it sets itself."""
    if len(lift) > 1:
        raise ScenarioError("one lift at a time; give the difference between left and right")
    if lift and any(tilt.at == "pelvis" and AXES[tilt.axis] == "lateral" for tilt in tilts):
        raise ScenarioError("a lift sets the side tilt of the pelvis; leave the tilt to left or right at pelvis out")


def _full_hands(carry: tuple[Carry, ...]) -> None:
    """A hand, or a back, that already holds something."""
    full: dict[str, str] = {}
    for load in carry:
        for place in HANDS.get(load.where, (load.where,)):
            if place in full:
                raise ScenarioError(
                    f"carry {full[place]} and carry {load.where} use the same {place} side; add the masses"
                )
            full[place] = load.where
