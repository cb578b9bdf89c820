"""The potential whose minimum is the posture: weight, tissue, tone, gaze, balance.

    Π(q) = Σ m g y + Σ U(θ - φ) + Σ (½ Kᵃ q² - τ g0 q) + gaze + balance

Balance is what is kept near a goal: the centre of mass over the feet, the pelvis on the legs, the head over the hips,
each with a spring and a wall at either end.

Every term but tissue and tone is a function of a few vectors that ride on the chain: the mass-weighted position of the
body, the head's position and axes. For such a vector ``v`` with lever ``V_k`` about hinge k of axis ``a_k``

    ∂v/∂q_k = a_k × V_k        ∂²v/∂q_i∂q_k = a_i × (a_k × V_k)    (hinge i below or at k)

so gradient and Hessian are closed forms. With ``B_b = Σ V_b tᵀ`` summed over all vectors and their conjugate forces t,
the gradient is ``a_k · (Σ V × t)`` and the geometric Hessian ``a_i · (B_k - tr B_k) a_k``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.person import GRAVITY, Person

from . import kernels
from . import tissue as tissue_law
from .burden import Burden
from .chain import ANKLE, BASE, COORDINATES, HEAD, HINGES, KNEE, LEGS, Array, Pose, place_bodies
from .holds import Hold, held_line

# where the pair of hinges (i, k) stands in a flattened matrix that is right only for i below or at k
_PROXIMAL = np.triu(np.arange(HINGES**2).reshape(HINGES, HINGES))
_PROXIMAL = _PROXIMAL + np.triu(_PROXIMAL, 1).T
_LATERAL = np.arange(BASE + 1, COORDINATES, 3)
_LATERAL_AXIAL = _LATERAL * COORDINATES + _LATERAL + 1
_AXIAL_LATERAL = (_LATERAL + 1) * COORDINATES + _LATERAL
_XYZ = np.arange(3)
# what is kept near a goal: centre of mass (forward, right), hips (three axes), knees, odontoid over the hips
KEPT = 8
COM, HIPS, KNEES, OVER_HIPS = slice(0, 2), slice(2, 5), 5, slice(6, 8)
LEG_JOINTS = slice(2, 6)
_EACH_WAY = np.repeat(np.arange(KEPT), 2)
_WAY = np.tile([-1.0, 1.0], KEPT)
_ROWS_OF = np.array([0, 1, 6, 7])
# hip flexion is the pelvis on the thighs; side tilt and turn are the pelvis on the ground, for two legs that lean
# sideways together carry it level
LEG_ANGLES = np.zeros((4, BASE))
LEG_ANGLES[0, [ANKLE, KNEE, LEGS]] = [-1.0, 1.0, 1.0]
LEG_ANGLES[1, LEGS + 1] = LEG_ANGLES[2, LEGS + 2] = LEG_ANGLES[3, KNEE] = 1.0


@dataclass(frozen=True)
class Potential:
    """All constants of Π for one person in one posture (a leading batch axis is allowed on every array).

    Attributes:
        burden: masses above the hips.
        total_kg: (...) body and what is carried, without arms that rest on something: what is balanced.
        base_m: (..., 2) x, z under which the centre of mass is kept.
        over_hips_body, over_hips_m: the body that is kept over the hips, and which point of it (3,), upright.
        over_hips_place_m: (..., 2) x, z of where it is kept, from the hips.
        active: (..., 81) [Nm/rad] diagonal stiffness of tone.
        tone_moment: (..., 81) [Nm] τ g0: the moment that muscles hold in upright standing.
        spring: (..., 8) [N/m, Nm/rad] of what is kept near its goal: the centre of mass over the feet (forward, right),
            the hips (flexion, side tilt, turn), the knees, the odontoid over the hips (forward, right).
        wall_at, wall_strength, wall_softness: (..., 16) an exponential wall at each end of these eight, negative end
            first: heel, toe, left and right edge of the feet [m, N, m], ends of range of hips and knees [rad, Nm,
            rad], and for the odontoid the cone of economy, two walls at zero that make a cosh.
        weight_share: of the weight that is not held in advance, wherever the body goes.
        gaze: (..., 2) [Nm] weights of the head's forward and upward axis.
        gaze_target: (..., 2, 3) directions of these axes when the gaze is level.
        holds: lines of the body that are held at will, or by what they lean on.
        scale_Nm: body weight times height, the unit in which convergence is judged.
    """

    person: Person
    tissue: tissue_law.Law
    burden: Burden
    total_kg: Array | float
    base_m: Array
    over_hips_body: int
    over_hips_m: Array
    over_hips_place_m: Array
    active: Array
    tone_moment: Array
    spring: Array
    wall_at: Array
    wall_strength: Array
    wall_softness: Array
    gaze: Array
    gaze_target: Array
    holds: tuple[Hold, ...] = ()
    weight_share: float = 1.0
    scale_Nm: Array | float = 1000.0


@dataclass(frozen=True)
class Evaluation:
    """Π and its derivatives at one pose.

    Attributes:
        energy_J: (...,).
        gradient: (..., 81) [Nm].
        hessian: (..., 81, 81) [Nm/rad].
        pose: the kinematics.
        levers: (..., 26, 3) Σ m r of everything each body carries, about its own pivot [kg m].
        mass_above: (..., 26) mass of each body and all above it [kg].
        com_m: (..., 3) centre of mass of what is balanced: the body with what it carries, resting arms left out.
        tissue: passive moments.
        hold: (..., holds) how far each hold is from being met [rad]; hold_rows: (..., holds, 81) its gradient.
    """

    energy_J: Array
    gradient: Array
    hessian: Array
    pose: Pose
    levers: Array
    mass_above: Array
    com_m: Array
    tissue: tissue_law.TissueState
    hold: Array
    hold_rows: Array


def wide(number: Array | float) -> Array:
    """A number of each person, (...) to (..., 1), to go with what each has several of."""
    return np.asarray(number)[..., None]


def upright(model: Potential) -> tuple[Array, Array]:
    """Moments (..., 81) [Nm] and whole centre of mass (..., 3) [m] in upright standing."""
    compiled = kernels.running()
    if compiled is not None:
        moment, com_m = compiled.upright(model)
        return moment, com_m
    at = evaluate(model, np.zeros((*np.shape(model.scale_Nm), COORDINATES)))
    return at.gradient, at.com_m


def _fill_twist(twist: Array, outer: Array) -> None:
    """Σ V × t from the outer products V tᵀ: (..., 3, 3) into (..., 3)."""
    twist[..., 0] = outer[..., 1, 2] - outer[..., 2, 1]
    twist[..., 1] = outer[..., 2, 0] - outer[..., 0, 2]
    twist[..., 2] = outer[..., 0, 1] - outer[..., 1, 0]


def evaluate(model: Potential, q: Array, multipliers: Array | None = None) -> Evaluation:
    """Π, gradient and Hessian in closed form.

    Args:
        model: constants.
        q: (..., 81) coordinates [rad].
        multipliers: (..., holds) [Nm] of the held angles; their bending of the Hessian is added to Π's.
    """
    compiled = kernels.running()
    if compiled is not None and compiled.takes(model, q):
        quick: Evaluation = compiled.evaluate(model, q, multipliers)
        return quick
    person, pose = model.person, place_bodies(model.person, q)
    batch = q.shape[:-1]
    pivot, rotation, axis = pose.pivot_m, pose.rotation, pose.axis
    total = np.asarray(model.total_kg)[..., None]
    burden, legs = model.burden, pose.legs
    arm = (rotation @ (burden.com_m - pose.upright_pivot_m)[..., None])[..., 0]
    mass_above = burden.above_kg
    moment_sum = burden.stacked_kg @ (pivot + arm)
    levers = moment_sum - mass_above[..., None] * pivot
    leg_kg = wide(person.leg_mass_kg) * person.leg_com_share
    on_legs = mass_above[..., :1] + leg_kg  # what shank and thigh lift
    own = (leg_kg[..., None] * legs.vector_m).sum(-2)
    whole = (moment_sum[..., 0, :] + wide(person.leg_mass_kg) * person.ankle_m + own) / total
    off = whole[..., ::2] - model.base_m

    # what is kept near a goal: a spring and an exponential wall each way
    leg_angle = q[..., :BASE] @ LEG_ANGLES.T
    head_rotation = rotation[..., HEAD, :, :]
    top = model.over_hips_body
    arm_top = model.over_hips_m - pose.upright_pivot_m[..., top, :]
    high = pivot[..., top, :] + (rotation[..., top, :, :] @ arm_top[..., None])[..., 0]
    high_off = (high - pivot[..., 0, :])[..., ::2] - model.over_hips_place_m
    kept = np.concatenate([off, leg_angle, high_off], axis=-1)
    wall = tissue_law.exponential((kept[..., _EACH_WAY] * _WAY - model.wall_at) / model.wall_softness)
    push = model.wall_strength * wall[1]
    resist = model.wall_strength / model.wall_softness * wall[2]
    spring = model.spring * kept
    force = spring + push[..., 1::2] - push[..., 0::2]
    stiffness = model.spring + resist[..., 0::2] + resist[..., 1::2]
    com_force, leg_moment, high_force = force[..., COM], force[..., LEG_JOINTS], force[..., OVER_HIPS]

    # vectors on the chain: mass position, odontoid, head forward and up, held lines
    weight = GRAVITY * model.weight_share
    holds = model.holds
    t = np.zeros((*batch, 4 + len(holds), 3))
    t[..., 0, ::2] = com_force / total
    t[..., 0, 1] = weight
    t[..., 1, ::2] = high_force
    t[..., 2:4, :] = -model.gaze[..., None] * model.gaze_target
    v = np.empty((*batch, 26, 4 + len(holds), 3))
    v[..., 0, :] = levers
    v[..., : top + 1, 1, :] = high[..., None, :] - pivot[..., : top + 1, :]
    v[..., top + 1 :, 1, :] = 0.0
    v[..., 2:4, :] = np.swapaxes(head_rotation[..., :2], -1, -2)[..., None, :, :]
    for k, hold in enumerate(holds):
        v[..., 4 + k, :] = held_line(hold, person, pose)
        if multipliers is not None:
            t[..., 4 + k, :] = multipliers[..., k, None] * hold.normal
    outer = np.swapaxes(v, -1, -2) @ t[..., None, :, :]

    # moments about every hinge: of all forces, of a unit force on centre of mass and odontoid, of the held lines
    twist = np.zeros((*batch, 26, 3, 5 + len(holds)))
    _fill_twist(twist[..., 0], outer)
    twist[..., 1, 1:5:2] = v[..., 0:2, 2]
    twist[..., 2, 1:5:2] = -v[..., 0:2, 1]
    twist[..., 0, 2:5:2] = v[..., 0:2, 1]
    twist[..., 1, 2:5:2] = -v[..., 0:2, 0]
    for k, hold in enumerate(holds):
        lever = v[..., 4 + k, :]
        _fill_twist(twist[..., 5 + k], lever[..., :, None] * hold.normal[..., None, None, :])
    moments = np.swapaxes((axis @ twist).reshape(*batch, HINGES, 5 + len(holds)), -1, -2)
    hold_rows = np.zeros((*batch, len(holds), COORDINATES))
    hold_rows[..., LEGS:] = moments[..., 5:, :]
    hold_value = (
        np.stack([(h.normal * v[..., 0, 4 + k, :]).sum(-1) - h.target for k, h in enumerate(holds)], axis=-1)
        if holds
        else (np.zeros((*batch, 0)))
    )
    gradient = np.empty((*batch, COORDINATES))
    gradient[..., LEGS:] = moments[..., 0, :]
    lifted = on_legs[..., :, None] * t[..., None, 0, :]
    gradient[..., :LEGS] = (legs.first @ lifted[..., None])[..., 0].sum(-2)
    if holds and multipliers is not None:
        gradient -= (multipliers[..., None, :] @ hold_rows)[..., 0, :]
    rows = np.zeros((*batch, 4, COORDINATES))
    rows[..., :2, LEGS:] = moments[..., 1:3, :] / total[..., None]
    rows[..., 2:, LEGS:] = moments[..., 3:5, :]
    per_leg = legs.first[..., ::2] * (on_legs / total)[..., None, None]
    rows[..., :2, :LEGS] = np.swapaxes(per_leg.sum(-3), -1, -2)

    outer[..., _XYZ, _XYZ] -= (outer[..., 0, 0] + outer[..., 1, 1] + outer[..., 2, 2])[..., None]
    hinge = axis.reshape(*batch, HINGES, 3)
    product = hinge @ np.swapaxes((axis @ np.swapaxes(outer, -1, -2)).reshape(*batch, HINGES, 3), -1, -2)
    hessian = np.swapaxes(rows * stiffness[..., _ROWS_OF, None], -1, -2) @ rows
    hessian[..., LEGS:, LEGS:] += product.reshape(*batch, HINGES * HINGES).take(_PROXIMAL, axis=-1)
    hessian[..., :LEGS, :LEGS] += (legs.second @ lifted[..., None, :, None])[..., 0].sum(-3)

    passive = tissue_law.evaluate(model.tissue, pose.angles_rad)
    tone = model.active * q
    gradient += tone - model.tone_moment
    gradient[..., BASE:] += passive.moment_Nm.reshape(*batch, 75)
    gradient[..., :BASE] += leg_moment @ LEG_ANGLES
    flat = hessian.reshape(*batch, COORDINATES * COORDINATES)
    flat[..., :: COORDINATES + 1] += model.active
    flat[..., BASE * (COORDINATES + 1) :: COORDINATES + 1] += passive.stiffness.reshape(*batch, 75)
    flat[..., _LATERAL_AXIAL] += passive.lateral_axial
    flat[..., _AXIAL_LATERAL] += passive.lateral_axial
    hessian[..., :BASE, :BASE] += (LEG_ANGLES.T * stiffness[..., None, LEG_JOINTS]) @ LEG_ANGLES

    energy = (
        weight * (moment_sum[..., 0, 1] + own[..., 1])
        + passive.energy_J
        + ((0.5 * tone - model.tone_moment) * q).sum(-1)
        + 0.5 * (spring * kept).sum(-1)
        + (model.wall_strength * model.wall_softness * wall[0]).sum(-1)
        + (t[..., 2:4, :] * v[..., 0, 2:4, :]).sum((-1, -2))
    )
    return Evaluation(energy, gradient, hessian, pose, levers, mass_above, whole, passive, hold_value, hold_rows)
