"""How far a posture stays within what joints and muscles can do: what a reader is told where it does not."""

from __future__ import annotations

import numpy as np

from models import Person
from models.person import GRAVITY

from .chain import Array
from .posture import NoPosture

UNSHARED = 1e-6  # how far muscle forces may be from those of least effort before a reader is told
LEANT = 1.0  # of all weight: what a seat cannot give back by friction, so that who is pushed harder slides off it
_RANGE_SLACK_DEG = 1.0  # ranges are means of people who differ by more
_FAR_BEYOND = 1.5  # of a range that is small: half that slack is enough to say so


def bears_lean(force_N: Array | float, total_kg: Array | float) -> Array | bool:
    """(...) whether a seat that carries so much can give back what a rest pushes or pulls with."""
    return force_N <= LEANT * GRAVITY * total_kg


def refuse_slide(push_N: Array, total_kg: float) -> None:
    """Refuse a posture whose backrest would have to push or pull with more than everything weighs.

    Only a back that something else keeps off its rest, or against it, comes to that: muscles cannot.

    Args:
        push_N: (3,) on the back.
        total_kg: what the seat carries.

    Raises:
        NoPosture: it does.
    """
    force = float(np.linalg.norm(push_N))
    if not bears_lean(force, total_kg):
        way = "push" if push_N[0] > 0 else "pull"
        raise NoPosture(f"the rest would have to {way} the back with {force:.0f} N, more than body and burden weigh")


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
