"""Forward kinematics: ankles, knees, hips and the 25 joints of the spine as one serial chain of hinges.

Coordinates ``q`` (..., 81), all in radians and all zero in the person's own upright standing:

====== =====================================================================
0 - 2  shanks over the ankles forward, legs sideways to the right, knee flexion
3 - 5  pelvis in the world: forward (anterior) tilt, right side down, left turn
6 - 80 joints L5-S1 … C0-C1, three each: flexion, right lateral, left axial
====== =====================================================================

A joint turns the body above it by ``E R(θ) Eᵀ`` with ``R = Rz(-flexion) Rx(lateral) Ry(axial)`` and E the mid-plane
of its disc, so every coordinate is a hinge about a known axis: derivatives need no finite differences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from models.person import BODIES, Person

from . import kernels
from .memory import remembered

Array = np.ndarray

ANKLE, ASIDE, KNEE = range(3)
LEGS = 3  # their coordinates move the hips; the others turn a body about a pivot
BASE = LEGS + 3  # coordinates below the spine
COORDINATES = BASE + 75
HINGES = COORDINATES - LEGS
HEAD = BODIES.index("head")
T1 = BODIES.index("T1")
T12 = BODIES.index("T12")


@dataclass(frozen=True)
class Legs:
    """Shank (ankle to knee) and thigh (knee to hip) of two legs that move as one, and their derivatives.

    Attributes:
        vector_m: (..., 2, 3).
        first: (..., 2, 3, 3) [m/rad] with ankle, side lean and knee.
        second: (..., 2, 3, 3, 3) [m/rad^2].
    """

    vector_m: Array
    first: Array
    second: Array


@dataclass(frozen=True)
class Pose:
    """Where every body is.

    Attributes:
        q: (..., 81) coordinates.
        rotation: (..., 26, 3, 3) body rotations, identity in upright standing.
        pivot_m: (..., 26, 3) hip midpoint, then the 25 joint centres: the point each body turns about.
        axis: (..., 26, 3, 3) rows: world axes of the three hinges of each body.
        upright_pivot_m: (..., 26, 3) the pivots in upright standing.
        legs: shank and thigh.
    """

    q: Array
    rotation: Array
    pivot_m: Array
    axis: Array
    upright_pivot_m: Array
    legs: Legs

    @property
    def joint_m(self) -> Array:
        """(..., 25, 3) joint centres."""
        return self.pivot_m[..., 1:, :]

    @property
    def hip_m(self) -> Array:
        """(..., 3) midpoint of the hips."""
        return self.pivot_m[..., 0, :]

    @property
    def knee_m(self) -> Array:
        """(..., 3) midpoint of the knees."""
        return self.hip_m - self.legs.vector_m[..., 1, :]

    @property
    def angles_rad(self) -> Array:
        """(..., 25, 3) flexion, right lateral, left axial of each joint."""
        return self.q[..., BASE:].reshape(*self.q.shape[:-1], 25, 3)

    @property
    def pelvis_rad(self) -> Array:
        """(..., 3) pelvis in the world."""
        return self.q[..., LEGS:BASE]


def cross(a: Array, b: Array) -> Array:
    """Cross product over the last axis (several times faster than ``np.cross`` on small arrays)."""
    ax, ay, az = a[..., 0], a[..., 1], a[..., 2]
    bx, by, bz = b[..., 0], b[..., 1], b[..., 2]
    x = ay * bz - az * by
    out = np.empty((*x.shape, 3))
    out[..., 0] = x
    out[..., 1] = az * bx - ax * bz
    out[..., 2] = ax * by - ay * bx
    return out


def cardan(angles_rad: Array) -> tuple[Array, Array]:
    """Rotation and hinge axes of flexion, right lateral bending and left axial rotation.

    Args:
        angles_rad: (..., 3).

    Returns:
        rotation (..., 3, 3) = Rz(-flexion) Rx(lateral) Ry(axial), and axes (..., 3, 3) whose rows are the three hinge
        axes in the frame of the body below (x anterior, y normal, z right).
    """
    sine, cosine = np.sin(angles_rad), np.cos(angles_rad)
    sf, sl, sa = sine[..., 0], sine[..., 1], sine[..., 2]
    cf, cl, ca = cosine[..., 0], cosine[..., 1], cosine[..., 2]
    rotation = np.empty((*angles_rad.shape, 3))
    sl_sa, sl_ca = sl * sa, sl * ca
    rotation[..., 0, 0] = cf * ca + sf * sl_sa
    rotation[..., 0, 1] = sf * cl
    rotation[..., 0, 2] = cf * sa - sf * sl_ca
    rotation[..., 1, 0] = cf * sl_sa - sf * ca
    rotation[..., 1, 1] = cf * cl
    rotation[..., 1, 2] = -sf * sa - cf * sl_ca
    rotation[..., 2, 0] = -cl * sa
    rotation[..., 2, 1] = sl
    rotation[..., 2, 2] = cl * ca
    axes = np.zeros_like(rotation)
    axes[..., 0, 2] = -1.0
    axes[..., 1, 0] = cf
    axes[..., 1, 1] = -sf
    axes[..., 2, :] = rotation[..., :, 1]
    return rotation, axes


def lean_legs(person: Person, q: Array) -> Legs:
    """The legs at their coordinates ``q[..., :3]``; the knees bend in the plane that leans sideways over the ankles."""
    bones = skeleton(person)
    batch = q.shape[:-1]
    lean = np.empty((*batch, 2))
    lean[..., 0] = q[..., ANKLE] + bones.leg_lean_rad
    lean[..., 1] = lean[..., 0] - q[..., KNEE]
    ahead, up = bones.leg_m * np.sin(lean), bones.leg_m * np.cos(lean)
    sine, cosine = np.sin(q[..., ASIDE])[..., None], np.cos(q[..., ASIDE])[..., None]
    vector, slope, mixed = np.empty((*batch, 2, 3)), np.empty((*batch, 2, 3)), np.zeros((*batch, 2, 3))
    vector[..., 0], vector[..., 1], vector[..., 2] = ahead, up * cosine, up * sine
    # with the lean of the segment, and how that changes as the plane leans sideways
    slope[..., 0], slope[..., 1], slope[..., 2] = up, -ahead * cosine, -ahead * sine
    mixed[..., 1], mixed[..., 2] = -slope[..., 2], slope[..., 1]
    first, second = np.zeros((*batch, 2, 3, 3)), np.zeros((*batch, 2, 3, 3, 3))
    first[..., ANKLE, :] = slope
    first[..., ASIDE, 1], first[..., ASIDE, 2] = -vector[..., 2], vector[..., 1]
    first[..., 1, KNEE, :] = -slope[..., 1, :]  # a bent knee leans the thigh back, and nothing else
    second[..., ANKLE, ANKLE, :] = -vector
    second[..., ASIDE, ASIDE, 1:] = -vector[..., 1:]
    second[..., ANKLE, ASIDE, :] = second[..., ASIDE, ANKLE, :] = mixed
    thigh = second[..., 1, :, :, :]
    thigh[..., KNEE, KNEE, :] = -vector[..., 1, :]
    thigh[..., ANKLE, KNEE, :] = thigh[..., KNEE, ANKLE, :] = vector[..., 1, :]
    thigh[..., ASIDE, KNEE, :] = thigh[..., KNEE, ASIDE, :] = -mixed[..., 1, :]
    return Legs(vector, first, second)


@dataclass(frozen=True)
class Skeleton:
    """What kinematics needs of a person, worked out once.

    Attributes:
        pivot_m: (..., 26, 3) hip midpoint and joint centres, upright.
        link_m: (..., 26, 3) from each pivot's predecessor; the first row is zero.
        frame, frame_t: (..., 25, 3, 3) disc mid-planes and their transposes.
        leg_m: (..., 2) length of shank and thigh; leg_lean_rad: (...) upright inclination of the straight leg.
    """

    pivot_m: Array
    link_m: Array
    frame: Array
    frame_t: Array
    leg_m: Array
    leg_lean_rad: Any  # a number of one person, (n,) of many


@remembered
def skeleton(person: Person) -> Skeleton:
    """The person's skeleton."""
    pivot = np.concatenate([person.hip_m[..., None, :], person.joint_m], axis=-2)
    leg = person.hip_m - person.ankle_m
    return Skeleton(
        pivot,
        np.diff(pivot, axis=-2, prepend=pivot[..., :1, :]),
        person.disc_frame,
        np.ascontiguousarray(np.swapaxes(person.disc_frame, -1, -2)),
        np.hypot(leg[..., 0], leg[..., 1])[..., None]
        * np.stack([1.0 - np.asarray(person.thigh_share), np.asarray(person.thigh_share)], axis=-1),
        np.arctan2(leg[..., 0], leg[..., 1]),
    )


def place_bodies(person: Person, q: Array) -> Pose:
    """Forward kinematics.

    Args:
        person: upright geometry.
        q: (..., 81) coordinates [rad].
    """
    compiled = kernels.running()
    if compiled is not None and q.ndim == 1:
        quick: Pose = compiled.place_bodies(person, q)
        return quick
    bones = skeleton(person)
    local, axis = cardan(q[..., LEGS:].reshape(*q.shape[:-1], 26, 3))
    frame, frame_t = bones.frame, bones.frame_t
    rotation = local.copy()
    rotation[..., 1:, :, :] = frame @ local[..., 1:, :, :] @ frame_t
    step = 1
    while step < 26:  # products of all the turns below each body, doubling the stretch covered
        rotation[..., step:, :, :] = rotation[..., :-step, :, :] @ rotation[..., step:, :, :]
        step *= 2
    below = rotation[..., :-1, :, :]
    axis[..., 1:, :, :] = axis[..., 1:, :, :] @ np.swapaxes(below @ frame, -1, -2)
    pivot = np.empty((*q.shape[:-1], 26, 3))
    legs = lean_legs(person, q)
    pivot[..., 0, :] = person.ankle_m + legs.vector_m.sum(-2)
    pivot[..., 1:, :] = (below @ bones.link_m[..., 1:, :, None])[..., 0]
    np.cumsum(pivot, axis=-2, out=pivot)
    return Pose(q, rotation, pivot, axis, bones.pivot_m, legs)


def place(pose: Pose, body: Array | int, upright_m: Array) -> Array:
    """Current position of points fixed to bodies.

    Args:
        pose: (...) pose.
        body: (n,) indices into BODIES (or one index).
        upright_m: (..., n, 3) positions in upright standing (or one position).

    Returns:
        (..., n, 3) [m].
    """
    arm = upright_m - pose.upright_pivot_m[..., body, :]
    return pose.pivot_m[..., body, :] + (pose.rotation[..., body, :, :] @ arm[..., None])[..., 0]


def disc_frames(person: Person, pose: Pose) -> Array:
    """Current mid-plane frame of every disc: halfway between the body below and the body above.

    Returns:
        (..., 25, 3, 3), columns anterior, normal (up), right.
    """
    half, _ = cardan(0.5 * pose.angles_rad)
    return pose.rotation[..., :-1, :, :] @ person.disc_frame @ half
