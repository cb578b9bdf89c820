"""From a person and a request to the potential: who stands, sits or lies how, under what weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from msgspec import structs

from models import Gains, Posture
from models.person import BODIES, CERVICAL, LUMBAR, THORACIC, Person

from . import supports, tissue
from .burden import Burden, carried_kg, carried_points, merge, rested_kg
from .chain import ANKLE, BASE, COORDINATES, KNEE, LEGS, T1, Array, place, place_bodies
from .holds import SHIFT_LEVER_M, Hold, backrest_hold, head_holds, shift_holds, trunk_holds, turned
from .potential import COM, GRAVITY, HIPS, KEPT, KNEES, Potential, upright, wide
from .scenario import Scenario

REFERENCE_MASS_KG = 75.0
REFERENCE_HEIGHT_M = 1.75
SQUAT_SHARE = 0.3  # of the knees' bend, at the ankles: a first guess
NECK_M = 0.15  # of the order of a neck: makes the distance of a head that is craned an angle
BACKREST_AT = BODIES.index("T8")
ODONTOID = BODIES.index("C2")  # over the hips: the least variable of all angles between people (Amabile 2016)
_NECK_JOINTS = np.array([name.startswith("C") or name == "head" for name in BODIES[1:]])
_HEAD_JOINTS = np.array([name in ("C1", "head") for name in BODIES[1:]])
_LUMBAR_JOINTS = np.array([name in LUMBAR for name in BODIES[1:]])
_THORAX_JOINTS = np.array([name in THORACIC for name in BODIES[1:]])
_REGIONS = {"lumbar": _LUMBAR_JOINTS, "thoracic": _THORAX_JOINTS, "neck": _NECK_JOINTS}
_TAKES_HEAD_ALONG = ("thorax", *THORACIC, *CERVICAL, "head")


@dataclass(frozen=True)
class Will:
    """What a person does on purpose, and how much of the body is still at rest then: 1 not bent, 0 well beyond.

    Attributes:
        trunk_rad, head_rad: forward, right and left turn of the thorax and of the head, as far as they are wanted.
        aside_m: (3,) how far the head is carried along by a level that is shifted.
        trunk, neck, legs: shares at rest; aside: of the trunk in bend and turn alone.
    """

    trunk_rad: Array
    head_rad: Array
    aside_m: Array
    trunk: float
    neck: float
    legs: float
    aside: float

    @classmethod
    def of(cls, asked: Scenario, gains: Gains) -> Will:
        """From a request whose posture's own words are filled in."""
        trunk = np.array([asked.lean_deg or 0.0, asked.bend_deg or 0.0, asked.turn_deg or 0.0])
        head = np.array([asked.head_deg, asked.head_bend_deg, asked.head_turn_deg], dtype=float)  # None is nan
        wanted = np.where(np.isnan(head), gains.lean_gaze_share * trunk, head)
        aside = np.zeros(3)
        for shift in asked.shifts:
            if shift.what in _TAKES_HEAD_ALONG:
                aside[shift.axis] += shift.offset_m
        farthest = np.degrees(max((shift.distance_m for shift in asked.shifts), default=0.0) / SHIFT_LEVER_M)
        on_neck = (shift.distance_m for shift in asked.shifts if shift.what in (*CERVICAL, "head"))
        craned = np.degrees(max(on_neck, default=0.0) / NECK_M)
        nod = np.where(np.isnan(head), 0.0, head - trunk)

        def at_rest(*angles_deg: float) -> float:
            return float(np.exp(-np.square(angles_deg).sum() / gains.voluntary_angle_deg**2))

        return cls(
            np.radians(trunk),
            np.radians(wanted),
            aside,
            at_rest(*trunk, farthest),
            max(at_rest(*nod), at_rest(*np.where(np.isnan(head), 0.0, head))) * at_rest(craned),
            at_rest(asked.knee_deg or 0.0),
            at_rest(*trunk[1:]),
        )


def size(person: Person) -> Array | float:
    """Mass times height over the reference's: how moments and rotational stiffnesses grow from person to person."""
    return person.mass_kg * person.height_m / (REFERENCE_MASS_KG * REFERENCE_HEIGHT_M)


def _slender(person: Person) -> Array | float:
    """Mass over height over the reference's: how linear stiffnesses grow."""
    return person.mass_kg / person.height_m / (REFERENCE_MASS_KG / REFERENCE_HEIGHT_M)


def _turn(angles_rad: Array, vector: Array) -> Array:
    """A vector turned to the left, bent to the right, then leant forward."""
    forward, right, left = angles_rad
    return turned(turned(turned(vector, 1, left), 0, right), 2, -forward)


def holds(person: Person, asked: Scenario, friction: float) -> list[Hold]:
    """Everything that a request holds at will, and what it leans on."""
    found = trunk_holds(person, asked.lean_deg, asked.bend_deg, asked.turn_deg)
    found += head_holds(asked.head_deg, asked.head_bend_deg, asked.head_turn_deg)
    for shift in asked.shifts:
        found += shift_holds(person, shift)
    if asked.backrest_deg is not None:
        found.append(backrest_hold(person, BACKREST_AT, asked.backrest_deg, friction))
    return found


def start(person: Person, asked: Scenario) -> Array:
    """(..., 81) where the search begins: a bow and nod, shanks forward under a squat, the pelvis along its rest."""
    q = _bow(person, asked)
    q[..., ANKLE] += SQUAT_SHARE * np.radians(asked.knee_deg or 0.0)
    q[..., LEGS] -= np.radians(asked.backrest_deg or 0.0)
    return q


def _bow(person: Person, asked: Scenario) -> Array:
    """(..., 81) a third of a lean at the hips, the rest and a nod by ranges of motion."""
    lean = asked.lean_deg or 0.0
    neck = [0.0 if angle is None else angle for angle in (asked.head_deg, asked.head_bend_deg, asked.head_turn_deg)]
    neck[0] -= 0.0 if asked.head_deg is None else lean
    q = _bent(person, _LUMBAR_JOINTS, [lean * 2 / 3, asked.bend_deg or 0.0, asked.turn_deg or 0.0])
    q += _bent(person, _NECK_JOINTS, neck)
    q[..., ANKLE], q[..., LEGS] = np.radians([-0.1 * lean, lean / 3])
    return q


def _bent(person: Person, joints: Array, angles_deg: Sequence[float]) -> Array:
    """(..., 81) a region bent by three angles, each shared by its joints' ranges of motion."""
    q = np.zeros((*person.range_deg.shape[:-3], COORDINATES))
    for axis, angle in enumerate(angles_deg):
        if angle:
            share = np.where(joints, person.range_deg[..., axis, int(angle >= 0)], 0.0)
            q[..., BASE + axis :: 3] = np.radians(angle) * share / share.sum(-1, keepdims=True)
    return q


def legs_on(asked: Scenario, support: str) -> Array:
    """(3,) coordinates of the legs where a seat, a bed or the knees' bend prescribes them; NaN where they are free."""
    if support == "bed":
        return np.zeros(LEGS)
    if support == "seat":  # shanks upright, thighs level or falling with the seat
        return np.radians([0.0, 0.0, supports.LEVEL_DEG - (asked.seat_deg or 0.0)])
    bent = np.nan if asked.knee_deg is None else np.radians(asked.knee_deg)
    return np.array([np.nan, np.nan, bent])


def _firmer(posture: Posture, gains: Gains, carried_share: Array | float) -> Posture:
    """The posture of somebody who carries: carrying is work, and nobody who works is at ease."""
    work = 1.0 - np.exp(-((carried_share / gains.carried_share) ** 2))
    words = ("tone", "tone_neck", "head_over_hips", "gaze", "hip")
    return structs.replace(posture, **{word: (1.0 - work) * getattr(posture, word) + work for word in words})


def build(person: Person, asked: Scenario, posture: Posture, gains: Gains) -> Potential:
    """The potential of a person in a posture.

    Tone is solved, not chosen: with it the person's own upright standing is stationary, whatever is carried, but for
    the pull of balance on the centre of mass that a burden has moved.

    Who leans, turns, shifts, nods or bends the knees at will lets go of what held the upright shape: the stiffness of
    tone falls, at the hips and in the trunk for a lean or a shift, in the neck for a nod, in the legs for bent knees;
    and the head's place over the hips moves along.

    Args:
        person: one, or many stacked along a leading axis (``models.person.stacked``), and so is then the potential.
        asked: the same of all, with the posture's own words filled in.
        posture, gains: how people hold themselves.
    """
    will = Will.of(asked, gains)
    load_kg = carried_kg(asked.carry)
    if posture.support != "bed":
        posture = _firmer(posture, gains, load_kg / person.mass_kg)
    burden = merge(person, carried_points(person, gains, asked))
    passive = _passive(person, posture, gains, burden, load_kg - rested_kg(person, asked))
    # who bends on purpose knows what that will weigh: muscles hold a share of it in advance, wherever it goes
    passive = replace(passive, weight_share=1.0 - gains.foreseen_share * (1.0 - min(will.trunk, will.neck)))
    moment, centre_m = upright(passive)
    stand_m = _upright_centre(person, merge(person, ()), person.mass_kg)
    tone, stiffness = _tone(person, posture, gains, will)
    # the first moment about the hips that the burden adds
    more = wide(passive.total_kg) * (centre_m - person.hip_m) - wide(person.mass_kg) * (stand_m - person.hip_m)
    aside = will.aside_m - (0.0 if posture.support == "bed" else _counterpoise(person, gains, more))
    model = replace(
        passive,
        base_m=stand_m[..., ::2],
        over_hips_place_m=(_over_hips(person, asked) + aside)[..., ::2],
        active=stiffness + _brace(person, asked),
        tone_moment=moment * tone,
        spring=_springs(person, posture, gains, will),
        gaze=_gaze(person, posture, gains),
        gaze_target=np.stack([_turn(will.head_rad, axis) for axis in np.eye(3)[:2]]),
        holds=tuple(holds(person, asked, gains.backrest_friction)),
    )
    if asked.head_free:
        model = _head_let_go(model)
    if asked.heels_m:
        model = supports.on_heels(model, asked.heels_m, gains, size(person))
    if posture.support == "seat":
        return supports.seated(model, legs_on(asked, "seat"), asked.backrest_deg, gains, size(person))
    return supports.lying(model) if posture.support == "bed" else model


def _passive(person: Person, posture: Posture, gains: Gains, burden: Burden, more_kg: Array | float) -> Potential:
    """Weight, tissue and walls alone, upright."""
    batch = np.shape(person.mass_kg)
    nothing = np.zeros((*batch, COORDINATES))
    bare = Potential(
        person=person,
        tissue=tissue.Law.of(person.tissue),
        burden=burden,
        total_kg=person.mass_kg + more_kg,
        base_m=np.zeros(2),
        over_hips_body=ODONTOID,
        over_hips_m=person.centre_m[..., ODONTOID, :],
        over_hips_place_m=(person.centre_m[..., ODONTOID, :] - person.hip_m)[..., ::2],
        active=nothing,
        tone_moment=nothing,
        spring=np.zeros(KEPT),
        wall_at=np.zeros(2 * KEPT),
        wall_strength=np.zeros(2 * KEPT),
        wall_softness=np.ones(2 * KEPT),
        gaze=np.zeros(2),
        gaze_target=np.eye(3)[:2],
        scale_Nm=person.mass_kg * GRAVITY * person.height_m,
    )
    com_m = _upright_centre(person, burden, bare.total_kg)
    # the capsule of the straight knees bears what weight in front of them asks; the muscles there are silent
    above_kg = burden.above_kg[..., 0] + person.leg_mass_kg * person.leg_com_share[..., 1]
    ahead_m = person.thigh_share * (person.hip_m[..., 0] - person.ankle_m[..., 0])  # of the hips, from the knees
    knee_Nm = np.maximum(0.0, GRAVITY * above_kg * ahead_m)
    wall_at, strength, softness = _walls(person, posture, gains, com_m[..., ::2], knee_Nm)
    return replace(bare, base_m=com_m[..., ::2], wall_at=wall_at, wall_strength=strength, wall_softness=softness)


def _upright_centre(person: Person, burden: Burden, total_kg: Array | float) -> Array:
    """(..., 3) centre of mass of the whole body with what it carries, upright [m]."""
    shank, thigh = person.leg_com_share[..., 0], person.leg_com_share[..., 1]
    along = shank * (1.0 - person.thigh_share) + thigh * person.thigh_share
    legs = person.ankle_m + wide(along) * (person.hip_m - person.ankle_m)
    slices = (burden.mass_kg[..., None, :] @ burden.com_m)[..., 0, :]
    whole: Array = (slices + wide(person.leg_mass_kg) * legs) / wide(total_kg)
    return whole


def _tone(person: Person, posture: Posture, gains: Gains, will: Will) -> tuple[Array, Array]:
    """(..., 81) share of the upright moments that tone holds, and its stiffness [Nm/rad].

    What is held at will works: its tone comes back, with the stiffness of movement in place of that of standing.
    """
    rest = np.where(_NECK_JOINTS, will.neck, will.trunk)
    standing = np.where(_NECK_JOINTS, wide(posture.tone_neck), wide(posture.tone))
    batch = np.shape(person.mass_kg)
    tone, stiffness = np.full((*batch, COORDINATES), 1.0), np.zeros((*batch, COORDINATES))
    tone[..., :LEGS] = posture.tone_legs
    tone[..., LEGS:BASE] = wide(will.trunk * posture.tone + 1.0 - will.trunk)
    tone[..., BASE:] = np.repeat(rest * standing + 1.0 - rest, 3, axis=-1)
    held_legs = will.legs + (1.0 - will.legs) * gains.voluntary_share
    stiffness[..., :KNEE] = wide(gains.ankle_Nm_per_rad * size(person) * posture.tone_legs * held_legs)
    # who bends the knees at will folds at the hips as well: the pelvis is held in the room, no longer on the thighs
    stiffness[..., LEGS] = (1.0 - will.legs) * _hip(posture, gains, will) * size(person)
    ribs = [gains.active_stiffness_thorax, gains.active_stiffness_thorax_side, gains.active_stiffness_thorax]
    # the further factor of the ribs is of standing still; who bends at will lets it go with the rest
    thorax = np.where(_THORAX_JOINTS[:, None], will.trunk * np.array(ribs) + 1.0 - will.trunk, 1.0)
    standing = np.where(_HEAD_JOINTS, gains.active_stiffness_head * standing, standing)
    firm = gains.active_stiffness * (rest * standing + (1.0 - rest) * gains.voluntary_share)
    held = person.tissue.secant.copy()
    # the long lumbar muscles cross all five joints and hold them alike: cross-section times lever arm squared differs
    # by less than a tenth between them, whatever their tissue
    held[..., _LUMBAR_JOINTS, :] = held[..., _LUMBAR_JOINTS, :].mean(axis=-2, keepdims=True)
    stiffness[..., BASE:] = (held * thorax * wide(firm)).reshape(*batch, 75)
    return tone, stiffness


def _hip(posture: Posture, gains: Gains, will: Will) -> Array | float:
    """Stiffness [Nm/rad] of the hips' hold of the pelvis, forward and back, for the reference's size."""
    return gains.hip_Nm_per_rad * (will.trunk * posture.hip + (1.0 - will.trunk) * gains.voluntary_hip_share)


def _brace(person: Person, asked: Scenario) -> Array:
    """(..., 81) [Nm/rad] what a brace adds about the upright shape: a share of the tissue's own stiffness."""
    batch = np.shape(person.mass_kg)
    added = np.zeros((*batch, COORDINATES))
    for brace in asked.braced:
        share = brace.share * person.tissue.secant * _REGIONS[brace.region][:, None]
        added[..., BASE:] += share.reshape(*batch, 75)
    return added


def _over_hips(person: Person, asked: Scenario) -> Array:
    """(..., 3) where the odontoid is kept, from the hips: where a plain bow and nod would carry it.

    A nod that is not asked for moves no goal.
    """
    bow = _bow(person, asked)
    if not bow.any():
        upright_m: Array = person.centre_m[..., ODONTOID, :] - person.hip_m
        return upright_m
    pose = place_bodies(person, bow)
    top: Array = place(pose, np.array([ODONTOID]), person.centre_m[..., [ODONTOID], :])[..., 0, :]
    return top - pose.hip_m


def _counterpoise(person: Person, gains: Gains, more: Array) -> Array:
    """(..., 3) [m] how far the trunk leans away from what is carried, where the odontoid is kept.

    Args:
        person: whose trunk.
        gains: the share of the whole counterpoise, and the farthest that anybody leans for it.
        more: (..., 3) [kg m] first moment about the hips that the burden adds.
    """
    trunk_kg = person.mass_kg - person.leg_mass_kg - person.segment_mass_kg[..., 0]
    lean: Array = gains.counterpoise_m * np.tanh(
        gains.counterpoise_share * more / wide(trunk_kg) / gains.counterpoise_m
    )
    return lean


def _gaze(person: Person, posture: Posture, gains: Gains) -> Array:
    share = np.array([1.0 - gains.gaze_roll_share, gains.gaze_roll_share])
    return wide(gains.gaze_Nm_per_rad * size(person) * posture.gaze) * share


def _springs(person: Person, posture: Posture, gains: Gains, will: Will) -> Array:
    """(..., 8) springs on centre of mass, hips and knees; the head has its cone of economy instead."""
    spring = np.zeros((*np.shape(person.mass_kg), KEPT))
    balance = np.array([gains.balance_N_per_m, gains.balance_lateral_N_per_m])
    spring[..., COM] = balance * wide(_slender(person)) * posture.balance
    hip = will.legs * _hip(posture, gains, will)
    aside = np.array([gains.hip_lateral_Nm_per_rad, gains.hip_turn_Nm_per_rad])
    aside *= will.aside + (1.0 - will.aside) * gains.voluntary_hip_share
    spring[..., HIPS.start] = hip * size(person)
    spring[..., HIPS.start + 1 : HIPS.stop] = aside * wide(size(person))
    spring[..., KNEES] = gains.knee_Nm_per_rad * size(person)
    return spring


def _walls(
    person: Person, posture: Posture, gains: Gains, stand: Array, knee_Nm: Array | float
) -> tuple[Array, Array, Array]:
    """(..., 16) where the walls stand, how strong and soft they are: feet, hips, knees, the head's cone of economy."""
    side = person.base_half_width_m
    feet = [stand[..., 0] - person.foot_heel_m, person.foot_toe_m - stand[..., 0], side, side]
    hips = [gains.hip_extension_deg, gains.hip_flexion_deg, *2 * [gains.hip_side_deg], *2 * [gains.hip_turn_deg]]
    cone_m = gains.cone_m * person.height_m / REFERENCE_HEIGHT_M
    # letting go is a matter of forward and back: nobody at ease lets the head drift sideways
    forward = 0.5 * cone_m * gains.head_N_per_m * _slender(person)
    limit = gains.hip_limit_Nm * size(person)
    edge_N = gains.edge_share * person.mass_kg * GRAVITY
    hip_softness, knee_softness = np.radians([gains.hip_limit_softness_deg, gains.knee_softness_deg])
    ends = [*feet, *np.radians(hips), *np.radians([0.0, gains.knee_flexion_deg]), *4 * [0.0]]
    over_hips = [*2 * [forward * posture.head_over_hips], *2 * [forward]]
    strength = [*4 * [edge_N], *6 * [limit], knee_Nm, limit, *over_hips]
    softness = [*4 * [gains.edge_softness_m], *6 * [hip_softness], *2 * [knee_softness], *4 * [cone_m]]
    batch = np.shape(person.mass_kg)
    at, firm, soft = (np.empty((*batch, 2 * KEPT)) for _ in range(3))
    for k in range(2 * KEPT):
        at[..., k], firm[..., k], soft[..., k] = ends[k], strength[k], softness[k]
    return at, firm, soft


def _head_let_go(model: Potential) -> Potential:
    """Neither the eyes nor the head are minded: the trunk, at T1, is kept over the hips instead, the neck's own tone
    alone carries the head."""
    person = model.person
    lower = (person.centre_m[..., T1, :] - person.centre_m[..., ODONTOID, :])[..., ::2]
    return replace(
        model,
        gaze=np.zeros(2),
        over_hips_body=T1,
        over_hips_m=person.centre_m[..., T1, :],
        over_hips_place_m=model.over_hips_place_m + lower,
    )
