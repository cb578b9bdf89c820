"""From posture to load: what weight asks of each joint, what muscles give, what the joint bears.

Everything above a joint is in balance: weight, muscles that cross it, tissue, abdominal pressure and the reaction of the
body below. The reaction's part along the disc normal is compression, along the disc it is shear.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models import Gains
from models.person import JOINTS, Person

from . import muscles as muscle_law
from .chain import Array, disc_frames
from .potential import GRAVITY, Evaluation

_ABDOMEN = np.array([name in ("L5-S1", "L4-L5", "L3-L4", "L2-L3", "L1-L2", "T12-L1") for name in JOINTS])
_T12_L1 = JOINTS.index("T12-L1")
REFERENCE_KG_M = 75.0 * 1.75


@dataclass(frozen=True)
class Loads:
    """Loads of all joints of one posture. Forces are what the upper body exerts on the lower one, in the disc's frame:
    compression, anterior, right; moments act on the upper body: flexion, right, left turn.

    Attributes:
        frame: (25, 3, 3) disc mid-planes, columns anterior, normal, right.
        force_N: (25, 3) compression, anterior shear, right shear.
        part_force_N: weight, tissue, muscle (with abdominal pressure) -> (25, 3).
        part_moment_Nm: weight, tissue, muscle -> (25, 3).
        pressure_MPa: (25,) NaN where there is no disc.
        muscle_N: (F,) forces of the fascicles.
        residual_Nm: (25, 3) moment that no muscle could supply.
        abdominal_Pa: pressure in the abdomen.
        multiplier: of the sharing, to start the next from.
        capped: number of fascicles at their stress limit.
    """

    frame: Array
    force_N: Array
    part_force_N: dict[str, Array]
    part_moment_Nm: dict[str, Array]
    pressure_MPa: Array
    muscle_N: Array
    residual_Nm: Array
    abdominal_Pa: float
    multiplier: Array
    capped: int


def in_frame(frame: Array, moment: Array) -> Array:
    """World moments as flexion, right bending, left turn in disc frames: (..., 3, 3), (..., 3) -> (..., 3)."""
    local = (np.swapaxes(frame, -1, -2) @ moment[..., None])[..., 0]
    return np.stack([-local[..., 2], local[..., 0], local[..., 1]], axis=-1)


def joint_loads(
    person: Person,
    gains: Gains,
    at: Evaluation,
    tissue_Nm: Array,
    carried_by_bone: Array,
    start: Array | None = None,
) -> Loads:
    """Loads in a solved posture.

    Args:
        person: masses, discs, muscles.
        gains: abdominal pressure and disc pressure constants.
        at: the potential's evaluation there (its levers give the weight's moments).
        tissue_Nm: (25, 3) passive moments along the hinge axes (dU/dθ).
        carried_by_bone: (25,) True where a fusion, not muscle, carries the moment.
        start: multipliers of a nearby posture.
    """
    pose = at.pose
    frame = disc_frames(person, pose)
    normal, anterior, right = frame[..., 1], frame[..., 0], frame[..., 2]
    levers = at.levers[1:]
    mass_above = at.mass_above[1:]
    weight_Nm = in_frame(frame, GRAVITY * np.stack([levers[:, 2], np.zeros(25), -levers[:, 0]], axis=-1))
    # along the hinge axes (not square to each other) the passive moment has the components dU/dθ
    tissue = in_frame(frame, -np.linalg.solve(pose.axis[1:], tissue_Nm[..., None])[..., 0])
    demand = -(weight_Nm + tissue)

    size = person.mass_kg * person.height_m / REFERENCE_KG_M
    effort = -demand[_ABDOMEN, 0].min() - gains.abdominal_threshold_Nm * size
    abdominal = float(np.clip(gains.abdominal_slope_Pa_per_Nm * effort, 0.0, gains.abdominal_largest_Pa * size))
    push = abdominal * gains.diaphragm_area_m2 * (person.height_m / 1.75) ** 2 * frame[_T12_L1, :, 1]
    where = pose.joint_m[_T12_L1] + gains.diaphragm_arm_m * person.height_m / 1.75 * frame[_T12_L1, :, 0]
    lift_N = np.where(_ABDOMEN[:, None], push, 0.0)
    lift_Nm = in_frame(frame, np.cross(where - pose.joint_m, lift_N))

    muscles = person.muscles
    arms, pull = muscle_law.crossings(
        muscles, person.hip_m, person.joint_m, pose.rotation, pose.hip_m, pose.joint_m, frame
    )
    slack = np.tile(muscles.slack_m4, 25)
    slack = np.where(np.repeat(carried_by_bone, 3), 1e3 * slack.max(), slack)
    shared = muscle_law.share(
        arms, (demand - lift_Nm).ravel(), muscles.pcsa_m2, muscles.specific_tension_Pa, slack, start
    )
    muscle_N = pull @ shared.force_N
    muscle_Nm = (arms @ shared.force_N).reshape(25, 3)

    def in_disc(force: Array) -> Array:
        return np.stack([-(force * normal).sum(-1), (force * anterior).sum(-1), (force * right).sum(-1)], axis=-1)

    weight_N = np.zeros((25, 3))
    weight_N[:, 1] = -GRAVITY * mass_above
    part_force = {
        "weight": in_disc(weight_N),
        "tissue": np.zeros((25, 3)),
        "muscle": in_disc(muscle_N + lift_N),
    }
    force = part_force["weight"] + part_force["muscle"]
    with np.errstate(divide="ignore", invalid="ignore"):
        disc = np.where(
            person.disc_area_m2 > 0, force[:, 0] / (person.disc_area_m2 * gains.pressure_correction) * 1e-6, np.nan
        )
    return Loads(
        frame,
        force,
        part_force,
        {"weight": weight_Nm, "tissue": tissue, "muscle": muscle_Nm + lift_Nm},
        disc,
        shared.force_N,
        shared.residual_Nm.reshape(25, 3),
        abdominal,
        shared.multiplier,
        int(shared.capped),
    )
