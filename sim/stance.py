"""From a person, a named posture and what is carried to the potential: who stands how, under what weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from msgspec import structs

from models import Gains, Posture
from models.person import BODIES, CERVICAL, LUMBAR, THORACIC, Person

from . import tissue
from .chain import BASE, COORDINATES, HEAD, T1, T12, Array, place, place_bodies
from .items import Carry, Shift
from .potential import GRAVITY, Burden, Hold, Potential, evaluate

REFERENCE_MASS_KG = 75.0
REFERENCE_HEIGHT_M = 1.75
SHIFT_LEVER_M = 0.5  # of the order of a trunk: makes a distance an angle
_NECK_JOINTS = np.array([name.startswith("C") or name == "head" for name in BODIES[1:]])
_HEAD_JOINTS = np.array([name in ("C1", "head") for name in BODIES[1:]])
_LUMBAR_JOINTS = np.array([name in LUMBAR for name in BODIES[1:]])
_TAKES_HEAD_ALONG = ("thorax", *THORACIC, *CERVICAL, "head")
_THORAX_JOINTS = np.array([name in THORACIC for name in BODIES[1:]])


def size(person: Person) -> float:
    """Mass times height over the reference's: how moments and rotational stiffnesses grow from person to person."""
    return person.mass_kg * person.height_m / (REFERENCE_MASS_KG * REFERENCE_HEIGHT_M)


def _slender(person: Person) -> float:
    """Mass over height over the reference's: how linear stiffnesses grow."""
    return person.mass_kg / person.height_m / (REFERENCE_MASS_KG / REFERENCE_HEIGHT_M)


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

    Hanging arms pull at the shoulders; arms that reach hold the load level in front of them, also in a trunk that
    leans; a backpack rides behind the shoulder girdle.
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


def shift_holds(person: Person, shift: Shift) -> list[Hold]:
    """A level held at a distance from where it stands over the hips; with the thorax, T1 is kept over T12 as well."""
    body = T12 if shift.what == "thorax" else BODIES.index(shift.what)
    normal = np.zeros(3)
    normal[shift.axis] = 1.0
    upright = float(normal @ (person.centre_m[body] - person.hip_m)) / SHIFT_LEVER_M
    target = upright + shift.offset_m / SHIFT_LEVER_M
    holds = [Hold("level", normal, SHIFT_LEVER_M, target=target, upright=upright, body=body)]
    if shift.what == "thorax":
        chord = person.centre_m[T1] - person.centre_m[T12]
        length = float(np.hypot(chord[0], chord[1]))
        holds.append(trunk_hold(person, 0.0) if shift.axis == 0 else Hold("trunk", normal, length))
    return holds


def _turned(vector: Array, forward_deg: float) -> Array:
    """A vector turned forward in the sagittal plane."""
    sine, cosine = np.sin(np.radians(forward_deg)), np.cos(np.radians(forward_deg))
    return np.array([cosine * vector[0] + sine * vector[1], cosine * vector[1] - sine * vector[0], vector[2]])


def head_hold(head_deg: float) -> Hold:
    """The head held bent forward (down) by an angle."""
    angle = np.radians(head_deg)
    return Hold("head", np.array([np.sin(angle), np.cos(angle), 0.0]), 1.0, float(angle))


def nod(person: Person, head_deg: float) -> Array:
    """(80,) coordinates of a nod (look up, if negative), shared by the joints of the neck by their ranges."""
    share = np.where(_NECK_JOINTS, np.abs(person.range_deg[:, 0, 1 if head_deg >= 0 else 0]), 0.0)
    q = np.zeros(COORDINATES)
    q[BASE::3] = np.radians(head_deg) * share / share.sum()
    return q


def _carrying(posture: Posture, gains: Gains, carried_share: float) -> Posture:
    """The posture of somebody who carries: carrying is work, and nobody who works is at ease."""
    work = 1.0 - float(np.exp(-((carried_share / gains.carried_share) ** 2)))
    firmer = {
        word: (1.0 - work) * getattr(posture, word) + work
        for word in ("tone", "tone_neck", "head_over_hips", "gaze", "hip")
    }
    return structs.replace(posture, **firmer)


def _at_rest(gains: Gains, angle_deg: float) -> float:
    """How much of a part is still at rest when it is held at an angle at will: 1 unbent, 0 well beyond."""
    return float(np.exp(-((angle_deg / gains.voluntary_angle_deg) ** 2)))


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
    shifts: Sequence[Shift] = (),
) -> Potential:
    """The potential of a person standing in a posture.

    Tone is solved, not chosen: with it the person's own upright standing is stationary, whatever is carried, but for
    the pull of balance on the centre of mass that a burden has moved.

    Who leans, shifts or nods at will lets go of what held the upright shape: the stiffness of tone falls, at the hips
    and in the trunk for a lean or a shift, in the neck for a nod; and the head's place over the hips moves along.
    """
    aside = np.zeros(3)
    for shift in shifts:
        if shift.what in _TAKES_HEAD_ALONG:
            aside[shift.axis] += shift.offset_m
    farthest = max((shift.distance_m for shift in shifts), default=0.0)
    at_will_deg = float(np.hypot(lean_deg, np.degrees(farthest / SHIFT_LEVER_M)))
    nod_deg = 0.0 if head_deg is None else head_deg - lean_deg
    trunk_rest, neck_rest = _at_rest(gains, at_will_deg), _at_rest(gains, nod_deg)
    posture = _carrying(posture, gains, carried_kg / person.mass_kg)
    down = np.radians(gains.lean_gaze_share * lean_deg if head_deg is None else head_deg)
    head = place(place_bodies(person, nod(person, nod_deg)), np.array([HEAD]), person.centre_m[[HEAD]])[0]
    stand = _centre_of_mass(person, merge(person, ()), person.mass_kg)
    spring = _springs(person, posture, gains, trunk_rest)
    wall_at, wall_strength, wall_softness = _walls(person, posture, gains, stand)
    nothing = np.zeros(COORDINATES)
    passive = Potential(
        person=person,
        tissue=tissue.Law.of(person.tissue),
        burden=burden,
        total_kg=person.mass_kg + carried_kg,
        base_m=_centre_of_mass(person, burden, person.mass_kg + carried_kg),
        head_m=person.centre_m[HEAD],
        head_place_m=(person.centre_m[HEAD] - person.hip_m)[::2],
        active=nothing,
        tone_moment=nothing,
        spring=np.zeros(7),
        wall_at=wall_at,
        wall_strength=wall_strength,
        wall_softness=wall_softness,
        gaze=np.zeros(2),
        gaze_target=np.array([[np.cos(down), -np.sin(down), 0.0], [np.sin(down), np.cos(down), 0.0]]),
        scale_Nm=person.mass_kg * GRAVITY * person.height_m,
    )
    upright_moment = evaluate(passive, nothing).gradient
    ribs = [gains.active_stiffness_thorax, gains.active_stiffness_thorax_side, gains.active_stiffness_thorax]
    thorax = np.where(_THORAX_JOINTS[:, None], ribs, 1.0)
    # what is held at will works: its tone comes back, with the stiffness of movement in place of that of standing
    rest = np.where(_NECK_JOINTS, neck_rest, trunk_rest)
    standing = np.where(_NECK_JOINTS, posture.tone_neck, posture.tone)
    tone, stiffness = np.full(COORDINATES, 1.0), np.zeros(COORDINATES)
    tone[:2], tone[2:BASE] = posture.tone_legs, trunk_rest * posture.tone + 1.0 - trunk_rest
    tone[BASE:] = np.repeat(rest * standing + 1.0 - rest, 3)
    stiffness[:2] = gains.ankle_Nm_per_rad * size(person) * posture.tone_legs
    standing = np.where(_HEAD_JOINTS, gains.active_stiffness_head * standing, standing)
    firm = gains.active_stiffness * (rest * standing + (1.0 - rest) * gains.voluntary_share)
    held = person.tissue.secant.copy()
    # the long lumbar muscles cross all five joints and hold them alike: cross-section times lever arm squared differs
    # by less than a tenth between them, whatever their tissue
    held[_LUMBAR_JOINTS] = held[_LUMBAR_JOINTS].mean(axis=0)
    stiffness[BASE:] = (held * thorax * firm[:, None]).ravel()
    return replace(
        passive,
        base_m=stand,
        head_place_m=(_turned(head - person.hip_m, lean_deg) + aside)[::2],
        active=stiffness,
        tone_moment=upright_moment * tone,
        spring=spring,
        gaze=gains.gaze_Nm_per_rad
        * size(person)
        * posture.gaze
        * np.array([1.0 - gains.gaze_roll_share, gains.gaze_roll_share]),
        holds=holds,
    )


def _springs(person: Person, posture: Posture, gains: Gains, rest: float) -> Array:
    """(7,) springs on centre of mass and hips; the head has its cone of economy instead."""
    balance = np.array([gains.balance_N_per_m, gains.balance_lateral_N_per_m]) * _slender(person) * posture.balance
    hips = np.array(
        [
            gains.hip_Nm_per_rad * (rest * posture.hip + (1.0 - rest) * gains.voluntary_share),
            gains.hip_lateral_Nm_per_rad,
            gains.hip_turn_Nm_per_rad,
        ]
    )
    return np.concatenate([balance, hips * size(person), np.zeros(2)])


def _walls(person: Person, posture: Posture, gains: Gains, stand: Array) -> tuple[Array, Array, Array]:
    """(14,) where the walls stand, how strong and how soft they are: feet, hips, the head's cone of economy."""
    side = person.base_half_width_m
    feet = [stand[0] - person.foot_heel_m, person.foot_toe_m - stand[0], side, side]
    hips = [
        gains.hip_extension_deg,
        gains.hip_flexion_deg,
        *2 * [gains.hip_side_deg],
        *2 * [gains.hip_turn_deg],
    ]
    cone_m = gains.cone_m * person.height_m / REFERENCE_HEIGHT_M
    # letting go is a matter of forward and back: nobody at ease lets the head drift sideways
    head_over_hips = gains.head_N_per_m * _slender(person) * np.array([posture.head_over_hips, 1.0])
    strength = np.repeat([gains.edge_share * person.mass_kg * GRAVITY, gains.hip_limit_Nm * size(person)], [4, 6])
    softness = np.repeat([gains.edge_softness_m, np.radians(gains.hip_limit_softness_deg), cone_m], [4, 6, 4])
    return (
        np.concatenate([feet, np.radians(hips), np.zeros(4)]),
        np.concatenate([strength, np.repeat(0.5 * cone_m * head_over_hips, 2)]),
        softness,
    )


def bow(person: Person, lean_deg: float) -> Array:
    """(80,) a plain lean to start from: two thirds in the lumbar joints by their ranges, a third at the hips."""
    lumbar = person.range_deg[:5, 0, 1 if lean_deg >= 0 else 0]
    q = np.zeros(COORDINATES)
    q[0], q[2] = np.radians([-0.1 * lean_deg, lean_deg / 3])
    q[BASE : BASE + 15 : 3] = np.radians(lean_deg * 2 / 3) * lumbar / lumbar.sum()
    return q
