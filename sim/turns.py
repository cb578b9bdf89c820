"""How far the body has turned region by region: what pelvis, lumbar spine, thorax and neck give, from rotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.person import BODIES

if TYPE_CHECKING:
    from .scenario import Scenario

Array = np.ndarray

TOPS = tuple(BODIES.index(name) for name in ("pelvis", "L1", "T1", "head"))  # uppermost body of each region


def rotation_vector(rotation: Array) -> Array:
    """Axis times angle [rad] of rotations (n, 3, 3) of less than half a turn: (n, 3)."""
    skew = np.stack(
        [
            rotation[:, 2, 1] - rotation[:, 1, 2],
            rotation[:, 0, 2] - rotation[:, 2, 0],
            rotation[:, 1, 0] - rotation[:, 0, 1],
        ],
        axis=1,
    )
    sine = np.linalg.norm(skew, axis=1) / 2
    cosine = (np.trace(rotation, axis1=1, axis2=2) - 1) / 2
    angle = np.arctan2(sine, cosine)
    scale = np.where(sine > 1e-12, angle / np.maximum(2 * sine, 1e-300), 0.5)
    return skew * scale[:, None]


def turned_deg(rotation: Array) -> Array:
    """Rotation vectors in degrees as forward, right and left-turn components.

    Args:
        rotation: (n, 3, 3), of less than half a turn.

    Returns:
        (n, 3).
    """
    return _clinical(rotation_vector(rotation))


def _clinical(vector: Array) -> Array:
    """World components (n, 3, ...) [rad] as forward, right and left turn [deg]."""
    return np.degrees(np.stack([-vector[:, 2], vector[:, 0], vector[:, 1]], axis=1))


def given_deg(rotation: Array, before: Array) -> Array:
    """What each region gives since before; the four add up to the turn of the head.

    Args:
        rotation, before: (26, 3, 3) rotations of the bodies.

    Returns:
        (4, 3) [deg] of pelvis, lumbar spine, thorax and neck: forward, right, left turn.
    """
    tops = list(TOPS)
    return np.diff(turned_deg(rotation[tops] @ np.swapaxes(before[tops], 1, 2)), axis=0, prepend=0.0)


def given_rate(rotation: Array, before: Array, axis: Array) -> Array:
    """How ``given_deg`` changes with the hinges of the chain.

    A body turns with the sum of the hinges below it; the rotation vector φ follows with the inverse of the left
    Jacobian of rotations, ``1 - ½ [φ] + (1 - ½ φ cot ½φ) [φ]² / φ²``.

    Args:
        rotation, before: (26, 3, 3).
        axis: (26, 3, 3) rows: world axes of the three hinges of each body.

    Returns:
        (4, 3, 78) [deg/rad].
    """
    tops = list(TOPS)
    vector = rotation_vector(rotation[tops] @ np.swapaxes(before[tops], 1, 2))
    cross = np.zeros((len(tops), 3, 3))
    cross[:, [2, 0, 1], [1, 2, 0]] = vector
    cross[:, [1, 2, 0], [2, 0, 1]] = -vector
    angle = np.linalg.norm(vector, axis=1)
    half = np.maximum(0.5 * angle, 1e-4)
    bend = np.where(angle > 2e-4, (1 - half / np.tan(half)) / (4 * half * half), 1 / 12)
    inverse = np.eye(3) - 0.5 * cross + bend[:, None, None] * cross @ cross
    below = np.repeat(np.arange(len(BODIES)) <= np.array(tops)[:, None], 3, axis=1)
    rate = inverse @ (axis.reshape(-1, 3).T * below[:, None, :])
    return np.diff(_clinical(rate), axis=0, prepend=0.0)


def plane(scenario: Scenario, given: Array) -> int:
    """0 flexion, 1 lateral, 2 axial: the plane of the largest tilt, or of the largest change (4, 3) without one."""
    largest = max(scenario.tilts, key=lambda tilt: tilt.deg, default=None)
    if largest is not None and largest.deg:
        return int(largest.axis)
    return int(np.argmax(np.abs(given).max(axis=0)))
