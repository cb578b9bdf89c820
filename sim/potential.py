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

from dataclasses import dataclass, replace

import numpy as np

from models.person import Person

from . import tissue as tissue_law
from .chain import BASE, COORDINATES, HEAD, HINGES, T1, T12, Array, Pose, place, place_bodies

GRAVITY = 9.80665
# where the pair of hinges (i, k) stands in a flattened matrix that is right only for i below or at k
_PROXIMAL = np.triu(np.arange(HINGES**2).reshape(HINGES, HINGES))
_PROXIMAL = _PROXIMAL + np.triu(_PROXIMAL, 1).T
_LATERAL = np.arange(BASE + 1, COORDINATES, 3)
_LATERAL_AXIAL = _LATERAL * COORDINATES + _LATERAL + 1
_AXIAL_LATERAL = (_LATERAL + 1) * COORDINATES + _LATERAL
_XYZ = np.arange(3)
# what is kept near a goal: centre of mass (forward, right), hips (three axes), head over hips (forward, right)
_EACH_WAY = np.repeat(np.arange(7), 2)
_WAY = np.tile([-1.0, 1.0], 7)
_ROWS_OF = np.array([0, 1, 5, 6])
# hips: flexion is the pelvis on the legs; side tilt and turn are the pelvis on the ground, for two legs that lean
# sideways together carry it level
_HIP = np.array([[-1.0, 0, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1]])


@dataclass(frozen=True)
class Hold:
    """A line of the body held at will: normal · line = target.

    Attributes:
        what: ``trunk`` (T12 to T1), ``head`` (its forward axis) or ``level`` (hips to the centre of a body).
        normal: (3,) direction: a trunk or a head held at an angle is square to it, a level is held along it.
        length_m: length of the line, to make the condition an angle.
        turn_rad: the angle from upright, forward.
        target: what the product must be.
        upright: what it is in upright standing.
        body: whose centre, for a level.
    """

    what: str
    normal: Array
    length_m: float
    turn_rad: float = 0.0
    target: float = 0.0
    upright: float = 0.0
    body: int = HEAD

    def partly(self, share: float) -> Hold:
        """The same line held at a share of its angle or distance."""
        turn = (share - 1.0) * self.turn_rad
        x, y, z = self.normal
        normal = np.array([np.cos(turn) * x + np.sin(turn) * y, np.cos(turn) * y - np.sin(turn) * x, z])
        target = self.upright + share * (self.target - self.upright)
        return replace(self, normal=normal, turn_rad=share * self.turn_rad, target=target)


@dataclass(frozen=True)
class Burden:
    """Masses that ride on the spine: slices, arms and what is carried, merged body by body.

    Attributes:
        mass_kg: (..., 26).
        com_m: (..., 26, 3) their centres in upright standing.
        above_kg: (..., 26) mass of each body and all above it.
        stacked_kg: (..., 26, 26) row b: the masses of body b and all above it.
    """

    mass_kg: Array
    com_m: Array
    above_kg: Array
    stacked_kg: Array

    @classmethod
    def of(cls, mass_kg: Array, com_m: Array) -> Burden:
        """From masses and their centres."""
        stacked = np.triu(np.broadcast_to(mass_kg[..., None, :], (*mass_kg.shape, mass_kg.shape[-1])))
        return cls(mass_kg, com_m, stacked.sum(-1), stacked)


@dataclass(frozen=True)
class Potential:
    """All constants of Π for one person in one posture (a leading batch axis is allowed on every array).

    Attributes:
        burden: masses above the hips.
        total_kg: (...) body and what is carried.
        base_m: (..., 2) x, z under which the centre of mass is kept.
        head_m: (3,) upright position of the head's reference point.
        head_place_m: (..., 2) x, z of where it is kept, from the hips.
        active: (..., 80) [Nm/rad] diagonal stiffness of tone.
        tone_moment: (..., 80) [Nm] τ g0: the moment that muscles hold in upright standing.
        spring: (..., 7) [N/m, Nm/rad] of what is kept near its goal: the centre of mass over the feet (forward, right),
            the hips (flexion, side tilt, turn), the head over the hips (forward, right).
        wall_at, wall_strength, wall_softness: (..., 14) an exponential wall at each end of these seven, negative end
            first: heel, toe, left and right edge of the feet [m, N, m], ends of range of the hips [rad, Nm, rad], and
            for the head the cone of economy, two walls at zero that make a cosh.
        gaze: (..., 2) [Nm] weights of the head's forward and upward axis.
        gaze_target: (..., 2, 3) directions of these axes when the gaze is level.
        holds: postures that the person holds at will (trunk or head at an angle).
        scale_Nm: body weight times height, the unit in which convergence is judged.
    """

    person: Person
    tissue: tissue_law.Law
    burden: Burden
    total_kg: Array | float
    base_m: Array
    head_m: Array
    head_place_m: Array
    active: Array
    tone_moment: Array
    spring: Array
    wall_at: Array
    wall_strength: Array
    wall_softness: Array
    gaze: Array
    gaze_target: Array
    holds: tuple[Hold, ...] = ()
    scale_Nm: Array | float = 1000.0


@dataclass(frozen=True)
class Evaluation:
    """Π and its derivatives at one pose.

    Attributes:
        energy_J: (...,).
        gradient: (..., 80) [Nm].
        hessian: (..., 80, 80) [Nm/rad].
        pose: the kinematics.
        levers: (..., 26, 3) Σ m r of everything each body carries, about its own pivot [kg m].
        mass_above: (..., 26) mass of each body and all above it [kg].
        com_m: (..., 3) centre of mass of the whole body with what it carries.
        tissue: passive moments.
        hold: (..., holds) how far each hold is from being met [rad]; hold_rows: (..., holds, 80) its gradient.
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


def _fill_twist(twist: Array, outer: Array) -> None:
    """Σ V × t from the outer products V tᵀ: (..., 3, 3) into (..., 3)."""
    twist[..., 0] = outer[..., 1, 2] - outer[..., 2, 1]
    twist[..., 1] = outer[..., 2, 0] - outer[..., 0, 2]
    twist[..., 2] = outer[..., 0, 1] - outer[..., 1, 0]


def _hold_lever(hold: Hold, model: Potential, pose: Pose) -> Array:
    """(..., 26, 3) lever of a held line about each pivot."""
    if hold.what == "head":
        return np.broadcast_to(pose.rotation[..., HEAD, None, :, 0], pose.pivot_m.shape)
    if hold.what == "level":
        point = place(pose, np.array([hold.body]), model.person.centre_m[[hold.body]])
        lever = np.zeros(pose.pivot_m.shape)
        lever[..., : hold.body + 1, :] = point - pose.pivot_m[..., : hold.body + 1, :]
        return lever / hold.length_m
    ends = place(pose, np.array([T12, T1]), model.person.centre_m[[T12, T1]])
    lever = np.zeros(pose.pivot_m.shape)
    lever[..., : T12 + 1, :] = (ends[..., 1, :] - ends[..., 0, :])[..., None, :]
    lever[..., T12 + 1 : T1 + 1, :] = ends[..., 1, None, :] - pose.pivot_m[..., T12 + 1 : T1 + 1, :]
    return lever / hold.length_m


def evaluate(model: Potential, q: Array, multipliers: Array | None = None) -> Evaluation:
    """Π, gradient and Hessian in closed form.

    Args:
        model: constants.
        q: (..., 80) coordinates [rad].
        multipliers: (..., holds) [Nm] of the held angles; their bending of the Hessian is added to Π's.
    """
    person, pose = model.person, place_bodies(model.person, q)
    batch = q.shape[:-1]
    pivot, rotation, axis = pose.pivot_m, pose.rotation, pose.axis
    total = np.asarray(model.total_kg)[..., None]
    burden, legs = model.burden, pose.legs
    arm = (rotation @ (burden.com_m - pose.upright_pivot_m)[..., None])[..., 0]
    mass_above = burden.above_kg
    moment_sum = burden.stacked_kg @ (pivot + arm)
    levers = moment_sum - mass_above[..., None] * pivot
    leg_kg = person.leg_mass_kg * person.leg_com_fraction
    on_hips = np.asarray(mass_above[..., 0] + leg_kg)[..., None]
    whole = (moment_sum[..., 0, :] + person.leg_mass_kg * person.ankle_m + leg_kg * legs.vector_m) / total
    off = whole[..., ::2] - model.base_m

    # what is kept near a goal: centre of mass, hips, head over hips; a spring and an exponential wall each way
    hip_angle = q[..., :BASE] @ _HIP.T
    head_rotation = rotation[..., HEAD, :, :]
    head = pivot[..., HEAD, :] + head_rotation @ (model.head_m - pose.upright_pivot_m[HEAD])
    head_off = (head - pivot[..., 0, :])[..., ::2] - model.head_place_m
    kept = np.concatenate([off, hip_angle, head_off], axis=-1)
    wall = tissue_law.exponential((kept[..., _EACH_WAY] * _WAY - model.wall_at) / model.wall_softness)
    push = model.wall_strength * wall[1]
    resist = model.wall_strength / model.wall_softness * wall[2]
    spring = model.spring * kept
    force = spring + push[..., 1::2] - push[..., 0::2]
    stiffness = model.spring + resist[..., 0::2] + resist[..., 1::2]
    com_force, hip_moment, head_force = force[..., :2], force[..., 2:5], force[..., 5:]

    # vectors on the chain: mass position, head position, head forward and up, held lines
    weight = GRAVITY
    holds = model.holds
    t = np.zeros((*batch, 4 + len(holds), 3))
    t[..., 0, ::2] = com_force / total
    t[..., 0, 1] = weight
    t[..., 1, ::2] = head_force
    t[..., 2:4, :] = -model.gaze[..., None] * model.gaze_target
    v = np.empty((*batch, 26, 4 + len(holds), 3))
    v[..., 0, :] = levers
    v[..., 1, :] = head[..., None, :] - pivot
    v[..., 2:4, :] = np.swapaxes(head_rotation[..., :2], -1, -2)[..., None, :, :]
    for k, hold in enumerate(holds):
        v[..., 4 + k, :] = _hold_lever(hold, model, pose)
        if multipliers is not None:
            t[..., 4 + k, :] = multipliers[..., k, None] * hold.normal
    outer = np.swapaxes(v, -1, -2) @ t[..., None, :, :]

    # moments about every hinge: of all forces, of a unit force on centre of mass and head, of the held lines
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
    hold_rows[..., 2:] = moments[..., 5:, :]
    hold_value = (
        np.stack([(h.normal * v[..., 0, 4 + k, :]).sum(-1) - h.target for k, h in enumerate(holds)], axis=-1)
        if holds
        else (np.zeros((*batch, 0)))
    )
    gradient = np.empty((*batch, COORDINATES))
    gradient[..., 2:] = moments[..., 0, :]
    shift = on_hips * t[..., 0, :]
    gradient[..., :2] = (legs.first @ shift[..., None])[..., 0]
    if holds and multipliers is not None:
        gradient -= (multipliers[..., None, :] @ hold_rows)[..., 0, :]
    rows = np.zeros((*batch, 4, COORDINATES))
    rows[..., :2, 2:] = moments[..., 1:3, :] / total[..., None]
    rows[..., 2:, 2:] = moments[..., 3:5, :]
    rows[..., :2, :2] = np.swapaxes(legs.first[..., ::2], -1, -2) * (on_hips / total)[..., None]

    outer[..., _XYZ, _XYZ] -= (outer[..., 0, 0] + outer[..., 1, 1] + outer[..., 2, 2])[..., None]
    hinge = axis.reshape(*batch, HINGES, 3)
    product = hinge @ np.swapaxes((axis @ np.swapaxes(outer, -1, -2)).reshape(*batch, HINGES, 3), -1, -2)
    hessian = np.swapaxes(rows * stiffness[..., _ROWS_OF, None], -1, -2) @ rows
    hessian[..., 2:, 2:] += product.reshape(*batch, HINGES * HINGES).take(_PROXIMAL, axis=-1)
    hessian[..., :2, :2] += (legs.second @ shift[..., None, :, None])[..., 0]

    passive = tissue_law.evaluate(model.tissue, pose.angles_rad)
    tone = model.active * q
    gradient += tone - model.tone_moment
    gradient[..., BASE:] += passive.moment_Nm.reshape(*batch, 75)
    gradient[..., :BASE] += hip_moment @ _HIP
    flat = hessian.reshape(*batch, COORDINATES * COORDINATES)
    flat[..., :: COORDINATES + 1] += model.active
    flat[..., BASE * (COORDINATES + 1) :: COORDINATES + 1] += passive.stiffness.reshape(*batch, 75)
    flat[..., _LATERAL_AXIAL] += passive.lateral_axial
    flat[..., _AXIAL_LATERAL] += passive.lateral_axial
    hessian[..., :BASE, :BASE] += (_HIP.T * stiffness[..., None, 2:5]) @ _HIP

    energy = (
        weight * (moment_sum[..., 0, 1] + leg_kg * legs.vector_m[..., 1])
        + passive.energy_J
        + ((0.5 * tone - model.tone_moment) * q).sum(-1)
        + 0.5 * (spring * kept).sum(-1)
        + (model.wall_strength * model.wall_softness * wall[0]).sum(-1)
        + (t[..., 2:4, :] * v[..., 0, 2:4, :]).sum((-1, -2))
    )
    return Evaluation(energy, gradient, hessian, pose, levers, mass_above, whole, passive, hold_value, hold_rows)
