"""Arrows of forces, arcs of couples and the sign of a centre of mass, as outlines in typographic points."""

from __future__ import annotations

import numpy as np

from ..marks import circle
from ..style import Array, Theme

_HALF_SHAFT, _HEAD, _HALF_HEAD = 2.4, 10.0, 5.6
_MASS = 5.5
_FROM, _TO = 245.0, -35.0  # degrees of an arc, clockwise


def arrow(tail: Array, tip: Array, broad: float = 1.0) -> Array:
    """(7, 2) an arrow with a head that a short one keeps in proportion.

    Args:
        tail, tip: (2,).
        broad: how much broader than usual.
    """
    along = np.asarray(tip, dtype=float) - tail
    length = float(np.hypot(*along))
    unit = along / max(length, 1e-9)
    across = np.array([-unit[1], unit[0]])
    head = min(_HEAD * broad, 0.6 * length)
    wide = _HALF_HEAD * head / _HEAD
    thin = min(_HALF_SHAFT * broad, 0.6 * wide)
    neck = tip - head * unit
    sides = [tail + thin * across, neck + thin * across, neck + wide * across]
    other = [neck - wide * across, neck - thin * across, tail - thin * across]
    return np.array([*sides, tip, *other])


def tangents(one: Array, radius: float, other: Array, wider: float) -> list[tuple[Array, Array]]:
    """Both outer tangents of two circles, from the one to the other; none where one lies in the other."""
    apart = other - one
    distance = float(np.hypot(*apart))
    if distance <= abs(wider - radius):
        return []
    way, open_by = np.arctan2(apart[1], apart[0]), np.arccos((radius - wider) / distance)
    found = []
    for angle in (way + open_by, way - open_by):
        unit = np.array([np.cos(angle), np.sin(angle)])
        found.append((one + radius * unit, other + wider * unit))
    return found


def couple(centre: Array, radius: float, clockwise: bool) -> tuple[Array, Array]:
    """(n, 2) an arc about a centre, open below, and (3, 2) the point at its end."""
    turn = np.radians(np.linspace(_FROM, _TO, 60))
    turn = turn if clockwise else np.pi - turn
    arc: Array = centre + radius * np.column_stack([np.cos(turn), np.sin(turn)])
    along = arc[-1] - arc[-2]
    along = along / np.hypot(*along)
    across = np.array([-along[1], along[0]])
    head = np.array([arc[-1] + 7.0 * along, arc[-1] + 5.0 * across, arc[-1] - 5.0 * across])
    return arc, head


def centre_of_mass(at: Array, theme: Theme) -> list[tuple[Array, str]]:
    """A disc in quarters, two of them dark: outlines and colours."""
    parts = [(at + _MASS * circle(96), theme.paper)]
    for start in (0.0, np.pi):
        turn = np.linspace(start, start + np.pi / 2, 16)
        parts.append((np.concatenate([[at], at + _MASS * np.column_stack([np.cos(turn), np.sin(turn)])]), theme.ink))
    return parts
