"""Flesh on the skeleton: segment masses and where they act, shoulders, legs and feet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.column import VERTEBRAE, Skeleton, levels
from models.once import once
from models.person import BODIES, CERVICAL, LUMBAR, THORACIC
from models.quantity import Column
from models.schema import Anatomy

Array = np.ndarray
TRUNK = (*LUMBAR, *THORACIC)
SEXES = ("male", "female")


@dataclass(frozen=True)
class Body:
    """Masses [kg] and places [m] of upright people (...); see `models.person.Person` for the fields."""

    segment_mass: Array
    segment_com: Array
    arm_mass: Array
    shoulder: Array
    shoulder_share: Array
    leg_mass: Array
    leg_com_share: Array
    ankle: Array
    heel: Array
    toe: Array
    base_half_width: Array


@dataclass(frozen=True)
class Shares:
    """Masses in percent of the body's and where they act, by sex: the first axis is ``SEXES``.

    Attributes:
        slices: (2, 26). arm, leg: (2,) one of each. whole: (2,) all of it.
        forward: (26,) [mm] of the slices' centres before those of the bodies. pelvis: (2, 2) [mm] from the hips.
        leg_share: (2, 2) how far along shank and thigh the centre of mass of a leg lies; leg_com: (2,) of the whole.
        shoulder: (26,) share of an arm's weight borne by each body.
    """

    slices: Array
    arm: Array
    leg: Array
    whole: Array
    forward: Array
    pelvis: Array
    leg_share: Array
    leg_com: Array
    shoulder: Array


def _by_sex(column: Column) -> Array:
    return np.array([column.values[sex] for sex in SEXES])


@once
def shares(anatomy: Anatomy) -> Shares:
    """The tables of mass in order.

    Raises:
        ModelError: a level is missing or unknown.
    """
    mass = anatomy.mass
    slices = np.zeros((2, 26))
    slices[:, 0] = _by_sex(mass.pelvis)
    slices[:, 1:18] = levels(mass.trunk, TRUNK, "mass.trunk")
    slices[:, 18:25] = (_by_sex(mass.neck) / len(CERVICAL))[:, None]
    slices[:, 25] = _by_sex(mass.head)
    arm, thigh, shank = _by_sex(mass.arm), _by_sex(mass.thigh), _by_sex(mass.shank)
    leg = thigh + shank + _by_sex(mass.foot)
    forward = np.zeros(26)
    forward[1:18] = levels(mass.trunk_forward, TRUNK, "mass.trunk_forward")
    pelvis = np.stack([np.full(2, mass.pelvis_com_forward.value), _by_sex(mass.pelvis_com_up)], axis=-1)
    # Centre of mass of a leg, as shares of shank and thigh; the foot's own lies at the ankle.
    above_knee, below = thigh / leg, shank / leg
    along = [above_knee + below * (1.0 - _by_sex(mass.shank_com)), above_knee * (1.0 - _by_sex(mass.thigh_com))]
    upper = anatomy.leg.thigh_fraction.value
    shoulder = np.array([anatomy.shoulder.share.values.get(name, 0.0) for name in BODIES])
    return Shares(
        slices,
        arm,
        leg,
        slices.sum(axis=-1) + 2.0 * (arm + leg),
        forward,
        pelvis,
        np.stack(along, axis=-1),
        along[0] * (1.0 - upper) + along[1] * upper,
        shoulder / shoulder.sum(),
    )


def body(anatomy: Anatomy, bones: Skeleton, female: Array, mass_kg: Array) -> Body:
    """Masses as fractions of body mass, renormalised to sum to ``mass_kg`` with arms and legs.

    The ankles stand where the whole-body centre of mass falls the published distance in front of them.

    Args:
        anatomy: the reference skeleton and its masses.
        bones: (...) upright skeletons.
        female: (...) whether the masses are a woman's.
        mass_kg: (...) of the whole body.
    """
    known, sex = shares(anatomy), np.asarray(female).astype(int)
    percent, arm, leg, whole = known.slices[sex], known.arm[sex], known.leg[sex], known.whole[sex]
    kg = mass_kg / whole
    batch, mm = np.shape(mass_kg), bones.scale * 1e-3
    com = np.zeros((*batch, 26, 3))
    com[..., :2] = bones.centre
    com[..., 1:18, 0] += mm[..., None] * known.forward[1:18]
    com[..., 0, :2] = bones.hip + mm[..., None] * known.pelvis[sex]
    head = anatomy.head
    com[..., 25, :2] = bones.joint[..., 24, :] + mm[..., None] * np.array([head.com_forward.value, head.com_up.value])

    stature = bones.scale * anatomy.size.reference_height.value
    shoulder = np.zeros((*batch, 2, 3))
    shoulder[..., :2] = bones.centre[..., None, 1 + VERTEBRAE.index("T3"), :]
    shoulder[..., 0] += (mm * anatomy.shoulder.forward.value)[..., None]
    shoulder[..., 2] = (anatomy.shoulder.half_spacing.value * stature)[..., None] * np.array([-1.0, 1.0])

    above = (percent * com[..., 0]).sum(axis=-1) + 2.0 * arm * shoulder[..., 0, 0]
    ahead = mm * anatomy.foot.mass_ahead_of_ankle.value
    # Whole body over ankle + ahead, with the legs' own mass leaning with them: linear in the ankle's x.
    ankle = np.zeros((*batch, 3))
    ankle[..., 0] = (above - ahead * whole) / (whole - 2.0 * leg * (1.0 - known.leg_com[sex]))
    ankle[..., 1] = anatomy.leg.ankle_height.value * stature

    foot = anatomy.foot.length.value * stature
    heel = ankle[..., 0] - anatomy.foot.heel_behind_ankle.value * foot
    return Body(
        segment_mass=kg[..., None] * percent,
        segment_com=com,
        arm_mass=kg * arm,
        shoulder=shoulder,
        shoulder_share=np.broadcast_to(known.shoulder, (*batch, 26)),
        leg_mass=2.0 * kg * leg,
        leg_com_share=known.leg_share[sex],
        ankle=ankle,
        heel=heel,
        toe=heel + foot,
        base_half_width=0.5 * (mm * anatomy.pelvis.hip_spacing.value + anatomy.foot.breadth.value * stature),
    )
