"""From posture to load: what weight asks of each joint, what muscles give, what the joint bears.

Everything above a joint is in balance: weight, muscles that cross it, tissue, abdominal pressure and the reaction of
the body below. The reaction's part along the disc normal is compression, along the disc it is shear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models import Gains
from models.person import JOINTS, Person

from . import kernels
from . import muscles as muscle_law
from .chain import ASIDE, BASE, COORDINATES, LEGS, Array, Pose, cross, disc_frames
from .potential import GRAVITY, Evaluation
from .stance import REFERENCE_HEIGHT_M, size

# coordinates that leave the sagittal plane: side lean of the legs, side tilt and turn of the pelvis and of every joint
_ASIDE = np.array([ASIDE, LEGS + 1, LEGS + 2, *(k for k in range(BASE, COORDINATES) if (k - BASE) % 3)])
_STRAIGHT = 1e-11  # rad, or Nm for each kilogram: nothing but rounding
_T12_L1 = JOINTS.index("T12-L1")
_ABDOMEN = slice(0, _T12_L1 + 1)
# disc frames are anterior, normal, right: flexion is about minus right, right bending about anterior, left turn
# about the normal; what presses is a push down the normal
_FLEXION_FIRST, _SIGN = np.array([2, 0, 1]), np.array([[-1.0], [1.0], [1.0]])
_COMPRESSION_FIRST, _PRESSED = np.array([1, 0, 2]), np.array([-1.0, 1.0, 1.0])


@dataclass(frozen=True)
class Contact:
    """What something outside pushes the body with: index into BODIES, place (3,) [m], force (3,) [N]."""

    body: int
    at_m: Array
    force_N: Array


@dataclass(frozen=True)
class Loads:
    """Loads of all joints of one posture. Forces are what the upper body exerts on the lower one, in the disc's frame:
    compression, anterior, right; moments act on the upper body: flexion, right, left turn.

    Attributes:
        force_N: (25, 3) compression, anterior shear, right shear.
        part_force_N: weight, tissue, muscle (with abdominal pressure) -> (25, 3).
        part_moment_Nm: weight, tissue, muscle -> (25, 3).
        pressure_MPa: (25,) NaN where there is no disc.
        muscle_N: (F,) forces of the fascicles.
        residual_Nm: (25, 3) moment that no muscle could supply.
        multiplier: of the sharing, to start the next from.
        capped: number of fascicles at their stress limit.
        imbalance: how far the muscle forces are from those of least effort (``sim.muscles.kkt_residual``).
    """

    force_N: Array
    part_force_N: dict[str, Array]
    part_moment_Nm: dict[str, Array]
    pressure_MPa: Array
    muscle_N: Array
    residual_Nm: Array
    multiplier: Array
    capped: int
    imbalance: float


def in_frame(frame: Array, moments: Array) -> Array:
    """World moments as flexion, right bending and left turn in disc frames: (..., 3, n) -> (..., 3, n)."""
    local = np.swapaxes(frame, -1, -2) @ moments
    return local[..., _FLEXION_FIRST, :] * _SIGN


def joint_loads(
    person: Person,
    gains: Gains,
    at: Evaluation,
    tissue_Nm: Array,
    carried_by_bone: Array,
    contacts: Sequence[Contact] = (),
    start: Array | None = None,
) -> Loads:
    """Loads in a solved posture.

    Args:
        person: masses, discs, muscles.
        gains: abdominal pressure and disc pressure constants.
        at: the potential's evaluation there (its levers give the weight's moments).
        tissue_Nm: (25, 3) passive moments along the hinge axes (dU/dθ).
        carried_by_bone: (25,) True where a fusion, not muscle, carries the moment.
        contacts: what the body leans on; its push counts with the weight that it bears.
        start: multipliers of a nearby posture.
    """
    compiled = kernels.running()
    if compiled is not None:
        quick: Loads = compiled.joint_loads(person, gains, at, tissue_Nm, carried_by_bone, contacts, start)
        return quick
    pose = at.pose
    frame = disc_frames(person, pose)
    down_N = -GRAVITY * at.mass_above[1:]
    levers = at.levers[1:]
    # along the hinge axes (not square to each other) the passive moment has the components dU/dθ
    moments = np.empty((25, 3, 2))
    moments[:, 0, 0] = GRAVITY * levers[:, 2]
    moments[:, 1, 0] = 0.0
    moments[:, 2, 0] = -GRAVITY * levers[:, 0]
    pushed = np.zeros((25, 3))
    for contact in contacts:
        borne = slice(0, contact.body)  # the joints below it
        pushed[borne] += contact.force_N
        moments[borne, :, 0] += cross(
            contact.at_m - pose.joint_m[borne], np.broadcast_to(contact.force_N, (contact.body, 3))
        )
    moments[:, :, 1] = -np.linalg.solve(pose.axis[1:], tissue_Nm[..., None])[..., 0]
    weight_Nm, tissue = np.moveaxis(in_frame(frame, moments), -1, 0)
    demand = -(weight_Nm + tissue)
    lift_N, lift_Nm = abdomen(person, gains, pose, frame, demand)

    muscles = person.muscles
    arms, pull = muscle_law.crossings(
        muscles, person.hip_m, person.joint_m, pose.rotation, pose.hip_m, pose.joint_m, frame
    )
    slack = np.tile(muscles.slack_m4, 25)
    if carried_by_bone.any():
        slack[np.repeat(carried_by_bone, 3)] = 1e3 * slack.max()
    asked = (demand - lift_Nm).ravel()
    shared = _shared(person, pose, arms, asked, slack, start)
    supplied = arms @ shared.force_N
    muscle_Nm = supplied.reshape(25, 3) + lift_Nm
    forces = np.zeros((25, 3, 2))
    forces[:, :, 0] = pushed
    forces[:, 1, 0] += down_N
    forces[:, :, 1] = pull @ shared.force_N + lift_N
    in_disc = np.swapaxes(frame, -1, -2) @ forces  # anterior, normal, right
    weight_N, muscle_N = np.moveaxis(in_disc[:, _COMPRESSION_FIRST], -1, 0) * _PRESSED
    force = weight_N + muscle_N
    pressure = np.full(25, np.nan)
    disc = person.disc_area_m2 > 0
    borne = 1e-6 * force[disc, 0] / (person.disc_area_m2[disc] * gains.pressure_correction)
    pressure[disc] = gains.disc_rest_MPa + borne
    return Loads(
        force,
        {"weight": weight_N, "tissue": np.zeros((25, 3)), "muscle": muscle_N},
        {"weight": weight_Nm, "tissue": tissue, "muscle": muscle_Nm},
        pressure,
        shared.force_N,
        shared.residual_Nm.reshape(25, 3),
        shared.multiplier,
        int(shared.capped),
        muscle_law.kkt_residual(
            arms,
            asked,
            muscles.pcsa_m2,
            muscles.specific_tension_Pa,
            shared.force_N,
            supplied,
            shared.residual_Nm,
            shared.multiplier,
        ),
    )


def _shared(
    person: Person, pose: Pose, arms: Array, demand_Nm: Array, slack: Array, start: Array | None
) -> muscle_law.Sharing:
    """Muscle forces; where nothing leaves the sagittal plane, left and right are one muscle of half the cost.

    With equal forces f on both sides the effort of a pair, 2 a C(f/a), is that of one fascicle of cross-section a/2
    with twice the stress limit and both lever arms: the same minimum with the same multipliers, a third of the rows.
    """
    muscles = person.muscles
    aside = max(np.abs(pose.q[_ASIDE]).max(), np.abs(demand_Nm.reshape(25, 3)[:, 1:]).max() / person.mass_kg)
    pairs = muscle_law.pairs(muscles) if aside < _STRAIGHT else None
    if pairs is None:
        return muscle_law.share(arms, demand_Nm, muscles.pcsa_m2, muscles.specific_tension_Pa, slack, start)
    right, left = pairs
    flexion = slice(0, None, 3)
    half = muscle_law.share(
        arms[flexion, right] + arms[flexion, left],
        demand_Nm[flexion],
        0.5 * muscles.pcsa_m2[right],
        2.0 * muscles.specific_tension_Pa,
        slack[flexion],
        None if start is None else start[flexion],
    )
    force, residual, multiplier = np.empty(len(muscles.pcsa_m2)), np.zeros(75), np.zeros(75)
    force[right] = force[left] = half.force_N
    residual[flexion], multiplier[flexion] = half.residual_Nm, half.multiplier
    return muscle_law.Sharing(force, residual, multiplier, half.iterations, 2 * half.capped, half.imbalance)


def abdomen(person: Person, gains: Gains, pose: Pose, frame: Array, demand_Nm: Array) -> tuple[Array, Array]:
    """Push of the abdominal pressure on the upper body at the joints it spans, and that push's moment there.

    It rises with the extension moment asked of the lumbar muscles, from a threshold on: nothing in quiet standing.
    """
    lift = np.zeros((25, 3))
    effort = -float(demand_Nm[_ABDOMEN, 0].min()) - gains.abdominal_threshold_Nm * size(person)
    if effort <= 0:
        return lift, lift
    pressure = min(gains.abdominal_slope_Pa_per_Nm * effort, gains.abdominal_largest_Pa * size(person))
    length = person.height_m / REFERENCE_HEIGHT_M
    up, forward = frame[_T12_L1, :, 1], frame[_T12_L1, :, 0]
    push = pressure * gains.diaphragm_area_m2 * length**2 * up
    where = pose.joint_m[_T12_L1] + gains.diaphragm_arm_m * length * forward
    lift[_ABDOMEN] = push
    return lift, in_frame(frame, cross(where - pose.joint_m, lift)[..., None])[..., 0]
