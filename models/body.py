"""Flesh on the skeleton: segment masses and where they act, shoulders, legs and feet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.column import VERTEBRAE, Skeleton, levels
from models.person import BODIES, CERVICAL, LUMBAR, THORACIC
from models.schema import Anatomy

Array = np.ndarray
TRUNK = (*LUMBAR, *THORACIC)


@dataclass(frozen=True)
class Body:
    """Masses [kg] and places [m] of one upright person; see `models.person.Person` for the fields."""

    segment_mass: Array
    segment_com: Array
    arm_mass: float
    shoulder: Array
    shoulder_share: Array
    leg_mass: float
    leg_com_share: Array
    ankle: Array
    heel: float
    toe: float
    base_half_width: float


def body(anatomy: Anatomy, bones: Skeleton, sex: str, mass_kg: float) -> Body:
    """Masses as fractions of body mass, renormalised to sum to ``mass_kg`` with arms and legs.

    The ankles stand where the whole-body centre of mass falls the published distance in front of them.
    """
    mass = anatomy.mass
    trunk = levels(mass.trunk, TRUNK, "mass.trunk")
    part = {
        name: getattr(mass, name).values[sex] for name in ("head", "neck", "arm", "pelvis", "thigh", "shank", "foot")
    }
    percent = np.zeros(26)
    percent[0] = part["pelvis"]
    percent[1:18] = trunk
    percent[18:25] = part["neck"] / len(CERVICAL)
    percent[25] = part["head"]
    leg = part["thigh"] + part["shank"] + part["foot"]
    kg = mass_kg / (percent.sum() + 2.0 * (part["arm"] + leg))

    mm = bones.scale * 1e-3
    com = np.zeros((26, 3))
    com[1:25, :2] = bones.centre[1:25]
    com[1:18, 0] += mm * levels(mass.trunk_forward, TRUNK, "mass.trunk_forward")
    com[0, :2] = bones.hip + mm * np.array([mass.pelvis_com_forward.value, mass.pelvis_com_up.values[sex]])
    com[25, :2] = bones.joint[24] + mm * np.array([anatomy.head.com_forward.value, anatomy.head.com_up.value])

    stature = bones.scale * anatomy.size.reference_height.value
    shoulder = np.zeros((2, 3))
    shoulder[:, :2] = bones.centre[1 + VERTEBRAE.index("T3")] + mm * np.array([anatomy.shoulder.forward.value, 0.0])
    shoulder[:, 2] = anatomy.shoulder.half_spacing.value * stature * np.array([-1.0, 1.0])
    share = np.array([anatomy.shoulder.share.values.get(name, 0.0) for name in BODIES])

    # Centre of mass of a leg, as shares of shank and thigh; the foot's own lies at the ankle.
    thigh = anatomy.leg.thigh_fraction.value
    above_knee, below = part["thigh"] / leg, part["shank"] / leg
    leg_share = np.array(
        [above_knee + below * (1.0 - mass.shank_com.values[sex]), above_knee * (1.0 - mass.thigh_com.values[sex])]
    )
    leg_com = leg_share @ [1.0 - thigh, thigh]

    above = percent @ com[:, 0] + 2.0 * part["arm"] * shoulder[0, 0]
    total = mass_kg / kg
    ahead = mm * anatomy.foot.mass_ahead_of_ankle.value
    # Whole body over ankle + ahead, with the legs' own mass leaning with them: linear in the ankle's x.
    ankle_x = (above - ahead * total) / (total - 2.0 * leg * (1.0 - leg_com))
    ankle = np.array([ankle_x, anatomy.leg.ankle_height.value * stature, 0.0])

    foot = anatomy.foot.length.value * stature
    heel = ankle_x - anatomy.foot.heel_behind_ankle.value * foot
    return Body(
        segment_mass=kg * percent,
        segment_com=com,
        arm_mass=kg * part["arm"],
        shoulder=shoulder,
        shoulder_share=share / share.sum(),
        leg_mass=2.0 * kg * leg,
        leg_com_share=leg_share,
        ankle=ankle,
        heel=heel,
        toe=heel + foot,
        base_half_width=0.5 * (mm * anatomy.pelvis.hip_spacing.value + anatomy.foot.breadth.value * stature),
    )
