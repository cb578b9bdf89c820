"""Where the joints of both legs stand, and what the ground pushes.

Everything above the hips is one rigid body in the posture of a result. The legs are two segments each, feet flat, the
ground's push vertical: under the centre of mass forward and back, under the ankle side to side. With shank and thigh
of lengths s, t, the shank leaning α, the knee bent by k, the hips are at ``s sin α + t sin(α - k)`` in front of the
ankles, so that a centre of mass at a given place is ``A sin α + B sin(α - k) = C``: closed form.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

import models
from models.nerves import leg_parts, load_nerves
from models.person import BODIES, Person

from ..burden import carried_points, merge
from ..chain import ANKLE, ASIDE, KNEE, LEGS, Array, place, skeleton
from ..holds import turned
from ..potential import GRAVITY
from ..words import ScenarioError

if TYPE_CHECKING:
    from ..result import Result

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
OUTWARD = {"left": -1.0, "right": 1.0}
OTHER: Mapping[str, Side] = {"left": "right", "right": "left"}
TWO_LEGS = "two-leg"
STANCES = (TWO_LEGS, *SIDES)
_FARTHEST_ASIDE = math.sin(math.radians(30.0))  # lean of a leg in one-leg stance; nobody stands beyond


class NoStance(models.SpineError):
    """Nobody can stand like that on these legs; one line says why."""


@dataclass(frozen=True)
class Upper:
    """Everything above the hips, with what it carries, as one rigid body.

    Attributes:
        mass_kg: without the legs.
        com_m: (3,) from the middle of the hips.
        across_m: (3,) from there to the right hip.
        tilt_rad: forward tilt of the pelvis from standing.
    """

    mass_kg: float
    com_m: Array
    across_m: Array
    tilt_rad: float


@dataclass(frozen=True)
class Setup:
    """What is asked of two legs.

    Attributes:
        person: whose.
        upper: what they carry.
        stance: ``two-leg``, or the side of the only leg that stands.
        width_m: between the ankles.
        shank_rad, side_rad: lean of the shanks forward, of the legs to the right, where nothing below asks otherwise.
        knee_rad: flexion.
        varus_rad: bow of the knees outward.
        ahead_m: centre of mass in front of the ankles; None where the shanks' lean decides.
        lean_rad, aside_rad: what is above leans this much further, forward and to the right, about the hips.
        share_right: of the weight; None where the legs' lean decides.
        thigh_rad: the other leg's thigh is lifted forward of the vertical, the shank hangs; None: it hangs straight.
    """

    person: Person
    upper: Upper
    stance: str
    width_m: float
    shank_rad: float
    side_rad: float
    knee_rad: float
    varus_rad: float
    ahead_m: float | None = None
    lean_rad: float = 0.0
    aside_rad: float = 0.0
    share_right: float | None = None
    thigh_rad: float | None = None


@dataclass(frozen=True)
class Limb:
    """One leg.

    Attributes:
        side: left or right.
        hip_m, knee_m, ankle_m: (3,).
        ground_N: what the ground pushes up; zero for a lifted leg. ground_m: (3,) where.
        hip_rad, knee_rad, ankle_rad: flexion, flexion, dorsiflexion.
    """

    side: Side
    hip_m: Array
    knee_m: Array
    ankle_m: Array
    ground_N: float
    ground_m: Array
    hip_rad: float
    knee_rad: float
    ankle_rad: float

    @property
    def loaded(self) -> bool:
        """Whether it stands."""
        return self.ground_N > 0.0


@dataclass(frozen=True)
class Stand:
    """Two legs under a body in balance. ``limbs`` by side; ``com_m`` (3,) of the whole body."""

    setup: Setup
    limbs: Mapping[str, Limb]
    com_m: Array
    mass_kg: float


def setup_of(
    result: Result, stance: str = TWO_LEGS, width_m: float | None = None, varus_deg: float | None = None
) -> Setup:
    """A result's own posture, on both legs or on one.

    Args:
        result: of a posture that stands.
        stance: ``two-leg``, ``left`` or ``right``.
        width_m: between the ankles; under the hips without it.
        varus_deg: hip-knee-ankle angle, bow legs positive; the mean of healthy adults of that sex without it.

    Raises:
        ScenarioError: the posture does not stand on its feet.
    """
    person, asked = result.person, result.scenario
    if models.load_postures()[asked.posture].support != "feet":
        raise ScenarioError(f"legs carry nothing in the posture {asked.posture}; choose one that stands")
    if varus_deg is None:
        varus_deg = load_nerves().knee.varus.values[person.sex]
    own = Setup(
        person,
        upper_of(result),
        TWO_LEGS,
        person.hip_spacing_m if width_m is None else width_m,
        skeleton(person).leg_lean_rad + float(result.pose.q[ANKLE]),
        float(result.pose.q[ASIDE]),
        float(result.pose.q[KNEE]),
        math.radians(varus_deg),
    )
    return own if stance == TWO_LEGS else replace(own, stance=stance, ahead_m=ahead_m(own))


def ahead_m(setup: Setup) -> float:
    """How far the centre of mass stands in front of the ankles [m]."""
    return float(stand(setup).com_m[0] - setup.person.ankle_m[0])


def upper_of(result: Result) -> Upper:
    """Everything above the hips in a result's posture."""
    person, pose = result.person, result.pose
    asked = result.scenario.in_posture()
    burden = merge(person, carried_points(person, models.load_gains(), asked))
    at = place(pose, np.arange(len(BODIES)), burden.com_m)
    mass = float(burden.mass_kg.sum())
    return Upper(
        mass,
        burden.mass_kg @ at / mass - pose.hip_m,
        0.5 * person.hip_spacing_m * pose.rotation[0][:, 2],
        float(pose.q[LEGS]),
    )


def bent(setup: Setup, knee_rad: float, lean_rad: float = 0.0, thigh_rad: float | None = None) -> Setup:
    """The same body with the knees bent, balanced over the same place of its feet.

    Args:
        setup: the posture it starts from; what is above the hips keeps its shape.
        knee_rad: flexion.
        lean_rad: of what is above, forward about the hips.
        thigh_rad: see ``Setup``.
    """
    ahead = ahead_m(setup) if setup.ahead_m is None else setup.ahead_m
    return replace(setup, knee_rad=knee_rad, lean_rad=lean_rad, thigh_rad=thigh_rad, ahead_m=ahead)


def stand(setup: Setup) -> Stand:
    """Both legs of a setup, in balance.

    Raises:
        NoStance: no lean of the legs brings the centre of mass over the feet.
    """
    person, upper = setup.person, setup.upper
    com = turned(turned(upper.com_m, 2, -setup.lean_rad), 0, setup.aside_rad)
    leg_kg, total = 0.5 * person.leg_mass_kg, upper.mass_kg + person.leg_mass_kg
    lifted_m = _lifted_com(setup)  # from the hips, forward
    lean = _shank_lean(setup, float(com[0]), lifted_m)
    (shank, thigh), (low, high) = skeleton(person).leg_m, person.leg_com_share
    over, outward = lean - setup.knee_rad, OUTWARD.get(setup.stance, 0.0)
    up = shank * math.cos(lean) + thigh * math.cos(over)
    leg_up = low * shank * math.cos(lean) + high * thigh * math.cos(over)
    leg_x = float(person.ankle_m[0]) + low * shank * math.sin(lean) + high * thigh * math.sin(over)
    sine = _sway(setup, float(com[2]), up, leg_up)
    ankle_z = 0.5 * outward * setup.width_m
    leg = np.array([shank * math.sin(lean) + thigh * math.sin(over), up * math.sqrt(1 - sine**2), ankle_z + up * sine])
    hips = person.ankle_m + leg - outward * upper.across_m
    other_x = leg_x if lifted_m is None else float(hips[0]) + lifted_m
    x = (upper.mass_kg * (hips[0] + com[0]) + leg_kg * (leg_x + other_x)) / total
    z = ankle_z if outward else (upper.mass_kg * (hips[2] + com[2]) + 2 * leg_kg * leg_up * sine) / total
    right = 0.5 * (1.0 + outward) if outward else 0.5 + z / setup.width_m
    share = {"right": right, "left": 1.0 - right}
    limbs: dict[str, Limb] = {
        side: _limb(setup, side, hips, lean, share[side] * total * GRAVITY, float(x)) for side in SIDES
    }
    return Stand(setup, limbs, np.array([x, 0.0, z]), total)


def _shank_lean(setup: Setup, com_x: float, lifted_m: float | None) -> float:
    """Lean of the shanks: as asked, or such that the centre of mass has its place in front of the ankles."""
    if setup.ahead_m is None:
        return setup.shank_rad
    person, upper = setup.person, setup.upper
    leg_kg, (shank, thigh), (low, high) = 0.5 * person.leg_mass_kg, skeleton(person).leg_m, person.leg_com_share
    riding, standing = (upper.mass_kg, 2) if lifted_m is None else (upper.mass_kg + leg_kg, 1)
    total = upper.mass_kg + person.leg_mass_kg
    c = total * setup.ahead_m - upper.mass_kg * com_x - leg_kg * (lifted_m or 0.0)
    c += riding * OUTWARD.get(setup.stance, 0.0) * upper.across_m[0]
    return _balanced(
        shank * (riding + standing * leg_kg * low), thigh * (riding + standing * leg_kg * high), setup.knee_rad, c
    )


def _sway(setup: Setup, com_z: float, up: float, leg_up: float) -> float:
    """Sine of the legs' lean to the right: as asked, or such that each foot bears what it must."""
    upper, leg_kg = setup.upper, 0.5 * setup.person.leg_mass_kg
    sine = math.sin(setup.side_rad)
    if setup.stance != TWO_LEGS:  # the whole body over one foot, the other leg below its hip
        half = OUTWARD[setup.stance] * upper.across_m[2]
        sine = (upper.mass_kg * (half - com_z) + 2 * leg_kg * half) / (upper.mass_kg * up + leg_kg * (leg_up + up))
    elif setup.share_right is not None:
        wanted = (setup.share_right - 0.5) * setup.width_m * (upper.mass_kg + 2 * leg_kg)
        sine = (wanted - upper.mass_kg * com_z) / (upper.mass_kg * up + 2 * leg_kg * leg_up)
    if abs(sine) > _FARTHEST_ASIDE:
        raise NoStance("nobody stands so far aside; choose a smaller side lean or load")
    return float(sine)


def _lifted_com(setup: Setup) -> float | None:
    """How far in front of its hip the centre of mass of a lifted leg lies: thigh forward, shank hanging."""
    if setup.stance == TWO_LEGS or setup.thigh_rad is None:
        return None
    parts, thigh = leg_parts(setup.person.sex), float(skeleton(setup.person).leg_m[1])
    return thigh * (parts.thigh * parts.thigh_com + parts.shank + parts.foot) * math.sin(setup.thigh_rad)


def _balanced(a: float, b: float, knee: float, c: float) -> float:
    """The lean α at which a sin α + b sin(α - knee) = c."""
    forward, back = a + b * math.cos(knee), b * math.sin(knee)
    reach = math.hypot(forward, back)
    if abs(c) > reach:
        raise NoStance("no lean of the shanks brings the centre of mass over the feet; lean less")
    return math.asin(c / reach) + math.atan2(back, forward)


def _limb(setup: Setup, side: Side, hips: Array, lean: float, ground_N: float, com_x: float) -> Limb:
    person, outward = setup.person, OUTWARD[side]
    (shank, thigh), upright = skeleton(person).leg_m, skeleton(person).leg_lean_rad
    hip = hips + outward * setup.upper.across_m
    pelvis = setup.upper.tilt_rad + setup.lean_rad
    hangs = setup.stance == OTHER[side]
    if hangs and setup.thigh_rad is not None:
        forward = setup.thigh_rad
        knee = hip + thigh * np.array([math.sin(forward), -math.cos(forward), 0.0])
        ankle = knee - [0.0, shank, 0.0]
        return Limb(side, hip, knee, ankle, 0.0, ankle, pelvis + forward, forward, 0.0)
    ankle = np.array([*person.ankle_m[:2], hip[2] if hangs else 0.5 * outward * setup.width_m])
    over = lean - setup.knee_rad
    part = shank * math.cos(lean) / (shank * math.cos(lean) + thigh * math.cos(over))
    knee = ankle + part * (hip - ankle)
    knee[0] += shank * math.sin(lean) - part * (shank * math.sin(lean) + thigh * math.sin(over))
    knee[2] += outward * setup.varus_rad * shank * thigh / (shank + thigh)
    ground = np.array([com_x, 0.0, ankle[2]])
    return Limb(side, hip, knee, ankle, ground_N, ground, pelvis - over + upright, setup.knee_rad, lean - upright)
