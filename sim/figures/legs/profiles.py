"""Outlines of a leg from tables of its edges."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import PchipInterpolator

from ..style import Array


def profile(table: Array, points: int) -> tuple[Array, Array, Array]:
    """Heights, back edges and front edges along a segment, smooth and without overshoot, from above downwards.

    Args:
        table: (n, 3) height, back edge, front edge; heights descending.
        points: of each edge.
    """
    height = np.linspace(table[0, 0], table[-1, 0], points)
    back, front = (PchipInterpolator(table[::-1, 0], table[::-1, k])(height) for k in (1, 2))
    return height, back, front
