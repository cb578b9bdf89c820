"""What holds the spine: sacrum, hip bones, ribs and head, as outlines fixed to bodies."""

from __future__ import annotations

import numpy as np

from models.person import BODIES, Person
from sim.chain import HEAD

from . import marks, templates
from .shapes import BACK, REFERENCE_HEIGHT_M, SIDE, Outlines, gather, rounded, sagittal
from .style import Array


def _behind_sacrum(person: Person, across: Array, above: Array) -> Array:
    """(n, 3) points on the back of the sacrum: half endplate widths across, endplate depths above S1."""
    back, front = person.outline_m[0, 3], person.outline_m[0, 2]
    ahead = front - back
    up = np.array([-ahead[1], ahead[0]])
    flat = (back + front) / 2 - 0.2 * ahead + np.outer(above, up)
    return np.column_stack([flat, across * person.width_m[0] / 2])


def sacrum(person: Person, view: str) -> Outlines:
    """Sacrum and coccyx below the S1 endplate."""
    if view == BACK:
        return gather([(0, rounded(_behind_sacrum(person, *templates.SACRUM_BACK.T)))])
    back, front = person.outline_m[0, 3], person.outline_m[0, 2]
    ahead = front - back
    up = np.array([-ahead[1], ahead[0]])
    forward, above = templates.SACRUM_SIDE.T
    points = (back + front) / 2 + np.outer(forward, ahead) + np.outer(above, up)
    return gather([(0, sagittal(rounded(points)))])


def sacral_openings(person: Person) -> Outlines:
    """The four pairs of openings seen on the back of the sacrum."""
    x, y = marks.circle(14).T
    polygons: list[tuple[Array | int, Array]] = []
    for across, above in templates.SACRAL_OPENINGS:
        for side in (-1, 1):
            ring = (side * across + 0.12 * x, above + 0.07 * y)
            polygons.append((0, _behind_sacrum(person, *ring)))
    return gather(polygons)


def hip_bones(person: Person, view: str) -> Outlines:
    """Hip bone and its opening from the side (hip joint at its centre), or both from behind."""
    hip = person.hip_m[:2]
    line = person.outline_m[0, 2:4].mean(axis=0) - hip
    size = np.linalg.norm(line) / templates.HIP_BONE_SIZE_M
    turn = np.radians(templates.HIP_BONE_TILT_DEG) + np.arctan2(line[0], line[1])
    rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    if view == SIDE:
        shown = (templates.HIP_BONE_SIDE, templates.OBTURATOR_SIDE)
        return gather([(0, sagittal(hip + size * rounded(outline) @ rotation.T)) for outline in shown])
    wide = person.hip_spacing_m / 2 / templates.HIP_BONE_HALF_SPACING_M
    polygons: list[tuple[Array | int, Array]] = []
    for outline in (templates.HIP_BONE_BACK, templates.OBTURATOR_BACK):
        across, above = rounded(outline).T
        for side in (-1, 1):
            points = [hip[0] * np.ones_like(above), hip[1] + size * above, side * wide * across]
            polygons.append((0, np.column_stack(points)))
    return gather(polygons)


def ribs(person: Person, view: str) -> Outlines:
    """Ribs T1 … T10 as open curves (both sides from behind), each rigid with its vertebra."""
    size = person.height_m / REFERENCE_HEIGHT_M
    polygons: list[tuple[Array | int, Array]] = []
    for number in range(1, 11):
        b = BODIES.index(f"T{number}")
        head = person.centre_m[b]
        curve = size * templates.rib(number, view)
        if view == SIDE:
            polygons.append((b, sagittal(rounded(head[:2] + curve, 2, closed=False))))
            continue
        for side in (-1, 1):
            points = np.column_stack([np.full(len(curve), head[0]), head[1] + curve[:, 1], side * curve[:, 0]])
            polygons.append((b, rounded(points, 2, closed=False)))
    return gather(polygons)


def head(person: Person, view: str) -> Outlines:
    """Outline of the head (first), and the ear or ears."""
    scale = np.ptp(person.outline_m[HEAD, :, 1]) / templates.HEAD_HEIGHT
    curves = templates.HEAD_SIDE if view == SIDE else templates.HEAD_BACK
    polygons: list[tuple[Array | int, Array]] = []
    for curve, closed in curves:
        flat = sagittal(rounded(curve * scale, 3, closed))
        polygons.append((HEAD, person.centre_m[HEAD] + (flat if view == SIDE else flat[:, ::-1])))
    return gather(polygons)


def eye(person: Person) -> Array:
    """(3,) [m] upright position of the eye."""
    scale = np.ptp(person.outline_m[HEAD, :, 1]) / templates.HEAD_HEIGHT
    return person.centre_m[HEAD] + scale * np.array([*templates.EYE, 0.0])
