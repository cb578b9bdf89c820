"""Plain outlines that many figures are made of: circles, rectangles, and points close together along a line."""

from __future__ import annotations

import numpy as np

from .style import Array


def circle(points: int = 24) -> Array:
    """(points, 2) of a circle of radius 1 about zero; a polygon closes it."""
    turn = np.linspace(0.0, 2 * np.pi, points, endpoint=False)
    return np.column_stack([np.cos(turn), np.sin(turn)])


def rectangle(left: float, right: float, low: float, high: float) -> Array:
    """(4, 2) corners, from the lower left."""
    return np.array([[left, low], [right, low], [right, high], [left, high]])


def dense(line: Array, points: int) -> Array:
    """(points, 2) along a polyline, evenly from corner to corner, so that no label slips between them."""
    share = np.linspace(0.0, len(line) - 1.0, points)
    return np.column_stack([np.interp(share, np.arange(len(line)), line[:, k]) for k in range(2)])
