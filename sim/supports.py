"""What bears the body other than flat feet: a seat, with or without a rest for the back, a bed, raised heels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models import Gains

from .chain import ANKLE, COORDINATES, LEGS, Array, lean_legs
from .potential import COM, HIPS, OVER_HIPS, Potential, wide
from .reasons import silence

LEVEL_DEG = 90.0  # hips bent so far that the thighs are level


def on_heels(model: Potential, heels_m: float, gains: Gains, size: Array | float) -> Potential:
    """On raised heels: the foot turns about its ball and carries the ankle forward under a body that stays over the
    ball; the plantarflexed ankle's own stiffness pulls the shank after the foot.

    Args:
        model: on flat feet.
        heels_m: under both heels.
        gains: length and stiffness of feet.
        size: mass times height over the reference's.
    """
    person = model.person
    heel_to_ball = gains.ball_share * (person.foot_toe_m - person.foot_heel_m)
    turned_rad = np.arctan2(heels_m, heel_to_ball)
    ahead = person.foot_heel_m + heel_to_ball - person.ankle_m[..., 0]
    forward = ahead * (1.0 - np.cos(turned_rad)) + person.ankle_m[..., 1] * np.sin(turned_rad)
    base, wall_at, tone = model.base_m.copy(), model.wall_at.copy(), model.tone_moment.copy()
    base[..., 0] -= forward
    wall_at[..., 0] -= forward  # the heel comes along with the ankle, the toes stay
    tone[..., ANKLE] += gains.ankle_passive_Nm_per_rad * size * turned_rad
    return replace(model, base_m=base, wall_at=wall_at, tone_moment=tone)


def lying(model: Potential) -> Potential:
    """On a flat bed, drawn as if upright: it bears all weight where it lies, keeps trunk and head in line with the legs
    and, with a pillow, the face turned straight away from it."""
    still = silence(model, ("weight",))
    spring, strength = still.spring.copy(), still.wall_strength.copy()
    spring[..., COM] = strength[..., : 2 * COM.stop] = 0.0
    return replace(still, spring=spring, wall_strength=strength)


def seated(model: Potential, legs: Array, backrest_deg: float | None, gains: Gains, size: Array | float) -> Potential:
    """On a seat: thighs given, the pelvis rocks on the ischial tuberosities, the trunk is balanced over them.

    The bent hips turn the pelvis backward with a moment that grows by e over an angle. Who leans on a backrest lets
    the pelvis lean along, needs no balance forward and back, and no head over the hips.

    Args:
        model: standing.
        legs: (3,) where the seat puts them [rad].
        backrest_deg: how far the rest leans back; None without one.
        gains: of the seat and of the bent hips.
        size: mass times height over the reference's.
    """
    base = _seated_centre(model, legs)[..., ::2]
    spring, active, tone = model.spring.copy(), model.active.copy(), model.tone_moment.copy()
    wall_at, strength, softness = model.wall_at.copy(), model.wall_strength.copy(), model.wall_softness.copy()
    seat = gains.seat_Nm_per_rad * size
    active[..., LEGS] += seat
    above = model.burden.above_kg[..., 0] / model.total_kg  # only the trunk moves; the legs rest
    wall_at[..., :2] = np.array([gains.seat_behind_m, gains.seat_ahead_m]) * wide(above)
    spring[..., HIPS.start], bent = 0.0, 2 * HIPS.start + 1
    wall_at[..., bent], softness[..., bent] = np.radians([LEVEL_DEG, gains.hip_seated_softness_deg])
    strength[..., bent] = gains.hip_seated_Nm * size
    if backrest_deg is not None:
        spring[..., 0] = strength[..., 0] = 0.0
        strength[..., 2 * OVER_HIPS.start : 2 * OVER_HIPS.start + 2] = 0.0
        tone[..., LEGS] -= seat * np.radians(backrest_deg)
    return replace(
        model,
        base_m=base,
        spring=spring,
        active=active,
        tone_moment=tone,
        wall_at=wall_at,
        wall_strength=strength,
        wall_softness=softness,
    )


def _seated_centre(model: Potential, legs: Array) -> Array:
    """(..., 3) [m] whole centre of mass with the legs where a seat puts them and the trunk upright on them."""
    person, burden = model.person, model.burden
    q = np.zeros((*np.shape(model.scale_Nm), COORDINATES))
    q[..., :LEGS] = legs
    bones = lean_legs(person, q).vector_m
    hip_m = person.ankle_m + bones.sum(-2)
    above = (burden.mass_kg[..., None, :] @ burden.com_m)[..., 0, :]
    above = above + wide(burden.above_kg[..., 0]) * (hip_m - person.hip_m)
    own = ((wide(person.leg_mass_kg) * person.leg_com_share)[..., None] * bones).sum(-2)
    whole: Array = (above + wide(person.leg_mass_kg) * person.ankle_m + own) / wide(model.total_kg)
    return whole
