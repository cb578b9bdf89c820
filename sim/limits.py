"""How far a posture stays within what joints and muscles can do: what a reader is told where it does not."""

from __future__ import annotations

import numpy as np

from models import Person

from .chain import Array

UNSHARED = 1e-6  # how far muscle forces may be from those of least effort before a reader is told
_RANGE_SLACK_DEG = 1.0  # ranges are means of people who differ by more
_FAR_BEYOND = 1.5  # of a range that is small: half that slack is enough to say so


def range_used(person: Person, angles_rad: Array) -> Array:
    """(..., 25) largest share of the measured range of motion that is used, over the three axes."""
    angle = np.degrees(angles_rad)
    limit = np.where(angle >= 0, person.range_deg[..., 1], person.range_deg[..., 0])
    return np.max(np.abs(angle) / np.maximum(limit, 0.1), axis=-1)


def unsupplied(residual_Nm: Array, asked_Nm: Array, fused: Array) -> tuple[Array, Array]:
    """(..., 25, 3) [Nm] what muscles leave over of the moments asked of them, and how often that is too much."""
    left_over = np.where(fused[..., None], 0.0, np.abs(residual_Nm))
    return left_over, left_over / np.maximum(1.0, 0.1 * np.abs(asked_Nm))


def beyond_range(person: Person, angle_deg: Array, used: Array) -> Array:
    """(..., 25) whether a joint is clearly beyond its measured range of motion."""
    over = np.maximum(-person.range_deg[..., 0] - angle_deg, angle_deg - person.range_deg[..., 1]).max(axis=-1)
    far: Array = (over > _RANGE_SLACK_DEG) | ((over > 0.5 * _RANGE_SLACK_DEG) & (used > _FAR_BEYOND))
    return far
