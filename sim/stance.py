"""From a person, a named posture and what is carried to the potential: who stands how, under what weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models import Gains, Posture
from models.person import BODIES, THORACIC, Person

from . import tissue
from .chain import BASE, COORDINATES, HEAD, T1, T12, Array, place, place_bodies
from .potential import GRAVITY, Burden, Hold, Potential, evaluate
from .scenario import Carry

REFERENCE_MASS_KG = 75.0
REFERENCE_HEIGHT_M = 1.75
_NECK_JOINTS = np.array([name.startswith("C") or name == "head" for name in BODIES[1:]])
_THORAX_JOINTS = np.array([name in THORACIC for name in BODIES[1:]])


def merge(person: Person, points: Sequence[tuple[Array, float, Array]]) -> Burden:
    """Slices, arms and carried point masses as one mass and centre per body.

    Args:
        person: whose slices and arms.
        points: (share (26,), mass [kg], position (3,) [m] in upright standing) of everything carried.
    """
    mass = person.segment_mass_kg.copy()
    moment = mass[:, None] * person.segment_com_m
    arms = [(person.shoulder_share, person.arm_mass_kg, shoulder) for shoulder in person.shoulder_m]
    for share, kg, position in (*arms, *points):
        mass = mass + share * kg
        moment = moment + (share * kg)[:, None] * np.asarray(position)
    com = np.where(mass[:, None] > 0, moment / np.maximum(mass, 1e-12)[:, None], person.centre_m)
    return Burden.of(mass, com)


def carried_points(
    person: Person, gains: Gains, carry: Sequence[Carry], lean_deg: float
) -> list[tuple[Array, float, Array]]:
    """What is carried, as point masses on the shoulder girdle.

    Hanging arms pull at the shoulders; arms that reach hold the load level in front of them, also in a trunk that leans;
    a backpack rides behind the shoulder girdle.
    """
    points = []
    left, right = person.shoulder_m
    for load in carry:
        if load.where == "backpack":
            behind = person.shoulder_share @ person.centre_m - [gains.backpack_behind_m, 0.0, 0.0]
            points.append((person.shoulder_share, load.mass_kg, behind))
            continue
        hands = {"left-hand": [left], "right-hand": [right], "both-hands": [left, right]}[load.where]
        reach = _turned(np.array([load.reach_m or 0.0, 0.0, 0.0]), -lean_deg)
        points += [(person.shoulder_share, load.mass_kg / len(hands), hand + reach) for hand in hands]
    return points


def trunk_hold(person: Person, lean_deg: float) -> Hold:
    """The thorax (line T12 to T1) held at a forward lean from its upright inclination."""
    chord = person.centre_m[T1] - person.centre_m[T12]
    angle = np.arctan2(chord[0], chord[1]) + np.radians(lean_deg)
    normal = np.array([np.cos(angle), -np.sin(angle), 0.0])
    return Hold("trunk", normal, float(np.hypot(chord[0], chord[1])), float(np.radians(lean_deg)))


def _turned(vector: Array, forward_deg: float) -> Array:
    """A vector turned forward in the sagittal plane."""
    sine, cosine = np.sin(np.radians(forward_deg)), np.cos(np.radians(forward_deg))
    return np.array([cosine * vector[0] + sine * vector[1], cosine * vector[1] - sine * vector[0], vector[2]])


def head_hold(head_deg: float) -> Hold:
    """The head held bent forward (down) by an angle."""
    angle = np.radians(head_deg)
    return Hold("head", np.array([np.sin(angle), np.cos(angle), 0.0]), 1.0, float(angle))


def nod(person: Person, head_deg: float) -> Array:
    """(80,) coordinates of a nod that every joint of the neck shares by its range of flexion (extension for a look up)."""
    share = np.where(_NECK_JOINTS, np.abs(person.range_deg[:, 0, 1 if head_deg >= 0 else 0]), 0.0)
    q = np.zeros(COORDINATES)
    q[BASE::3] = np.radians(head_deg) * share / share.sum()
    return q


def _kept_stiffness(gains: Gains, angle_deg: float) -> float:
    """Share of tone's stiffness that is left in a part that bends at will: 1 at rest, the voluntary share beyond."""
    rest = np.exp(-((angle_deg / gains.voluntary_angle_deg) ** 2))
    return float(rest + (1.0 - rest) * gains.voluntary_share)


def _centre_of_mass(person: Person, burden: Burden, total_kg: float) -> Array:
    """(2,) x, z of the whole body with what it carries, in upright standing."""
    legs = person.ankle_m + person.leg_com_fraction * (person.hip_m - person.ankle_m)
    whole = (burden.mass_kg @ burden.com_m + person.leg_mass_kg * legs) / total_kg
    return whole[::2]


def build(
    person: Person,
    posture: Posture,
    gains: Gains,
    burden: Burden,
    carried_kg: float = 0.0,
    holds: tuple[Hold, ...] = (),
    lean_deg: float = 0.0,
    head_deg: float | None = None,
) -> Potential:
    """The potential of a person standing in a posture.

    Tone is solved, not chosen: with it the person's own upright standing is stationary, whatever is carried, but for
    the pull of balance on the centre of mass that a burden has moved.

    Who leans or nods at will lets go of what held the upright shape: the stiffness of tone falls, at the hips and in the
    trunk for a lean, in the neck for a nod; and the head's place over the hips moves with the lean and the nod.
    """
    size = person.mass_kg * person.height_m / (REFERENCE_MASS_KG * REFERENCE_HEIGHT_M)
    spring = person.mass_kg / person.height_m / (REFERENCE_MASS_KG / REFERENCE_HEIGHT_M)
    active = np.zeros(COORDINATES)
    factor = np.where(_THORAX_JOINTS, gains.active_stiffness_thorax, 1.0) * gains.active_stiffness
    active[BASE:] = (person.tissue.secant * factor[:, None]).ravel()
    active[:2] = gains.ankle_Nm_per_rad * size
    down = np.radians(gains.lean_gaze_share * lean_deg if head_deg is None else head_deg)
    target = np.array([[np.cos(down), -np.sin(down), 0.0], [np.sin(down), np.cos(down), 0.0]])
    feet = np.array([-person.foot_heel_m, person.foot_toe_m, person.base_half_width_m, person.base_half_width_m])
    hip_range = [gains.hip_extension_deg, gains.hip_flexion_deg, *2 * [gains.hip_side_deg], *2 * [gains.hip_turn_deg]]
    body_weight = person.mass_kg * GRAVITY
    alone = merge(person, ())
    plain = Potential(
        person=person,
        tissue=tissue.Law.of(person.tissue),
        burden=burden,
        total_kg=person.mass_kg + carried_kg,
        base_m=np.zeros(2),
        head_m=person.centre_m[HEAD],
        active=np.zeros(COORDINATES),
        tone_moment=np.zeros(COORDINATES),
        balance=np.zeros(2),
        head_place_m=np.zeros(2),
        head_over_hips=np.zeros(2),
        cone_m=gains.cone_m * person.height_m / REFERENCE_HEIGHT_M,
        gaze=np.zeros(2),
        gaze_target=target,
        hip=np.zeros(3),
        wall_at=np.concatenate([feet, np.radians(hip_range)]),
        wall_strength=np.repeat([gains.edge_share * body_weight, gains.hip_limit_Nm * size], [4, 6]),
        wall_softness=np.repeat([gains.edge_softness_m, np.radians(gains.hip_limit_softness_deg)], [4, 6]),
        scale_Nm=body_weight * person.height_m,
    )
    stand = _centre_of_mass(person, alone, person.mass_kg)
    wall_at = plain.wall_at + [stand[0], -stand[0], 0.0, 0.0, *6 * [0.0]]  # measured from where the body balances
    loaded = _centre_of_mass(person, burden, person.mass_kg + carried_kg)
    tone = evaluate(replace(plain, wall_at=wall_at, base_m=loaded), np.zeros(COORDINATES)).gradient
    head = place(place_bodies(person, nod(person, head_deg or 0.0)), np.array([HEAD]), person.centre_m[[HEAD]])[0]
    leaning, nodding = _kept_stiffness(gains, lean_deg), _kept_stiffness(gains, head_deg or 0.0)
    hip = posture.hip * leaning
    active[BASE:] *= np.repeat(np.where(_NECK_JOINTS, nodding, leaning), 3)
    tone_share = np.full(COORDINATES, posture.tone)
    tone_share[:2] = posture.tone_legs
    tone_share[BASE:][np.repeat(_NECK_JOINTS, 3)] = posture.tone_neck
    return replace(
        plain,
        base_m=stand,
        wall_at=wall_at,
        active=active * tone_share,
        tone_moment=tone * tone_share,
        balance=np.array([gains.balance_N_per_m, gains.balance_lateral_N_per_m]) * spring * posture.balance,
        head_place_m=_turned(head - person.hip_m, lean_deg)[::2],
        # letting go is a matter of forward and back: nobody at ease lets the head drift sideways
        head_over_hips=gains.head_N_per_m * spring * np.array([posture.head_over_hips, 1.0]),
        gaze=np.full(2, 0.5 * gains.gaze_Nm_per_rad * size * posture.gaze),
        hip=np.array([gains.hip_Nm_per_rad * hip, gains.hip_lateral_Nm_per_rad, gains.hip_turn_Nm_per_rad]) * size,
        holds=holds,
    )
