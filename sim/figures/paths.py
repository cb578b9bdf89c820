"""The spine as paths that a browser can move: every outline lies in a plane fixed to one body.

Seen from the side or from behind, a turn of the body in space is then exactly one affine map of the path, so the page
never touches a point of it. Lengths are whole tenths of a millimetre; up is positive here, down in the page.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from models.person import BODIES, Person
from sim.chain import HEAD, place, skeleton

from . import measures, outlines, shapes
from . import skeleton as bones
from .shapes import BACK, SIDE
from .style import REGION_OF_BODY

Array = np.ndarray

TENTH_MM = 1e4
_STRAY = 1.2  # how far a point may lie from a path that leaves it out [tenths of a mm]
_SIGHT_M = 0.17
_LAYERS = {
    SIDE: ("ribs", "hips", "sacrum", "head", "arches", "bodies"),
    BACK: ("ribs", "hips", "sacrum", "head", "bodies", "arches", "spines", "openings"),
}


def layers(person: Person, view: str) -> list[dict[str, Any]]:
    """Every rigid path of a view, from the far layer to the near one.

    Returns:
        tables of ``layer``, ``b`` (index into BODIES), ``r`` (region), ``d`` (path) and, from behind, the plane: ``o``
        how far ahead of the body's pivot it is at the pivot's height, and ``k`` how that grows upward.
    """
    made = outlines.of(person, view)
    return [path for name in _LAYERS[view] for path in _paths(person, made[name], name, view)]


def _paths(person: Person, drawn: shapes.Outlines, name: str, view: str) -> list[dict[str, Any]]:
    pivot = skeleton(person).pivot_m
    paths = []
    for number, (a, b) in enumerate(zip(drawn.cuts[:-1], drawn.cuts[1:], strict=True)):
        body = int(drawn.body[a])
        local = (drawn.point_m[a:b] - pivot[body]) * TENTH_MM
        is_open = name == "ribs" or (name == "head" and number == 0)
        path = {"l": name, "b": body, "r": REGION_OF_BODY[body]}
        path["d"] = trace(local[:, shapes.PROJECTION[view]], closed=not is_open)
        if view == BACK:
            path |= _plane(local)
        paths.append(path)
    return paths


def _plane(local: Array) -> dict[str, float]:
    """The plane of points that lie in one across the body: ahead = o + k · up."""
    up, ahead = local[:, 1], local[:, 0]
    spread = up - up.mean()
    steep = float(spread @ ahead / (spread @ spread)) if spread @ spread > 1.0 else 0.0
    off = float(ahead.mean() - steep * up.mean())
    if np.abs(off + steep * up - ahead).max() > 1.0:
        raise ValueError("an outline that is drawn from behind must lie in one plane")
    return {"o": round(off, 1), "k": round(steep, 4)}


def trace(points: Array, closed: bool = True) -> str:
    """An SVG path through points (n, 2), those left out that lie within a tenth of a millimetre of it."""
    kept = np.rint(_thinned(points) * [1, -1]).astype(int)
    steps = np.diff(kept, axis=0)
    moves = "".join(f"{' ' if x >= 0 and k else ''}{x}{' ' if y >= 0 else ''}{y}" for k, (x, y) in enumerate(steps))
    return f"M{kept[0, 0]} {kept[0, 1]}l{moves}{'z' if closed else ''}"


def _thinned(points: Array) -> Array:
    """Douglas and Peucker (1973)."""
    if len(points) < 3:
        return points
    chord = points[-1] - points[0]
    length = float(np.hypot(*chord))
    off = points - points[0]
    far = np.abs(off[:, 0] * chord[1] - off[:, 1] * chord[0]) / length if length > 1e-9 else np.hypot(*off.T)
    k = int(far.argmax())
    if far[k] <= _STRAY:
        return points[[0, -1]]
    return np.concatenate([_thinned(points[: k + 1])[:-1], _thinned(points[k:])])


def discs(person: Person, view: str) -> list[list[int]]:
    """The four corners of every disc, back/left-lower first, the lower two local to the body below."""
    pivot = skeleton(person).pivot_m
    rows = []
    for b in shapes.DISCS:
        below, above = (shapes.corners(person, body, view) for body in (b - 1, b))
        corners = [below[3] - pivot[b - 1], below[2] - pivot[b - 1], above[1] - pivot[b], above[0] - pivot[b]]
        rows.append(np.rint(np.array(corners) * TENTH_MM).astype(int).ravel().tolist())
    return rows


def brackets(person: Person, view: str) -> list[dict[str, Any]]:
    """How each curve is measured: two lines that ride on its end vertebrae, and points between for a bracket."""
    curves = [measures.LUMBAR_CURVE, measures.THORACIC_CURVE]
    if view == SIDE:
        curves = [measures.LORDOSIS, measures.KYPHOSIS, measures.NECK]
    return [_bracket(person, view, curve) for curve in curves]


def _bracket(person: Person, view: str, curve: measures.Curve) -> dict[str, Any]:
    size = person.height_m / shapes.REFERENCE_HEIGHT_M
    low, high = BODIES.index(curve.lowest), BODIES.index(curve.highest)
    ends = []
    for body in (low, high):
        corners = shapes.corners(person, body, view)
        upper = body == low == 0 or curve.highest == BODIES[body] != "C2"
        left, right = (corners[3], corners[2]) if upper else (corners[0], corners[1])
        ends.append(_drawn_out(person, body, (left, right), curve.region, view, size))
    between = [_aside(person, body, curve.region, view, size) for body in range(low + 1, high)]
    return {"field": curve.field, "r": curve.region, "low": low, "high": high, "ends": ends, "between": between}


def _drawn_out(
    person: Person, body: int, plate: tuple[Array, Array], region: str, view: str, size: float
) -> list[list[int]]:
    """An endplate drawn out to the bracket on one side and a little past the body on the other."""
    left, right = plate
    along = (right - left) / np.linalg.norm(right - left)
    middle = (left + right) / 2
    depth = float(np.linalg.norm(right - left))
    reach = measures.BRACKET_M[view][region] * size
    points = np.array([middle - reach * along, middle + (depth / 2 + measures.OVERHANG_M) * along])
    return np.rint((points - skeleton(person).pivot_m[body]) * TENTH_MM).astype(int).tolist()


def _aside(person: Person, body: int, region: str, view: str, size: float) -> list[int]:
    corners = shapes.corners(person, body, view)
    along = (corners[1] + corners[2] - corners[0] - corners[3]) / 2
    along = along / np.linalg.norm(along)
    reach = measures.BRACKET_M[view][region] * size
    point = corners.mean(axis=0) - reach * along - skeleton(person).pivot_m[body]
    return np.rint(point * TENTH_MM).astype(int).tolist()


def frame(person: Person) -> dict[str, Any]:
    """What forward kinematics needs: links, the pitch of every disc, and the legs."""
    chain = skeleton(person)
    pitch = np.degrees(np.arctan2(chain.frame[:, 1, 0], chain.frame[:, 0, 0]))
    cosine, sine = np.cos(np.radians(pitch)), np.sin(np.radians(pitch))
    flat = np.zeros_like(chain.frame)
    flat[:, 0, 0], flat[:, 0, 1], flat[:, 1, 0], flat[:, 1, 1], flat[:, 2, 2] = cosine, -sine, sine, cosine, 1.0
    if np.abs(flat - chain.frame).max() > 1e-9:
        raise ValueError("the discs of a person drawn here must be symmetric from left to right")

    def tenths(points: Array) -> list[Any]:
        whole: list[Any] = np.rint(points * TENTH_MM).astype(int).tolist()
        return whole

    return {
        "pivot": tenths(chain.pivot_m[:, :2]),
        "pitch": [round(float(value), 3) for value in pitch],
        "leg": tenths(chain.leg_m),
        "lean": round(float(np.degrees(chain.leg_lean_rad)), 4),
        "ankle": tenths(person.ankle_m[:2]),
        "foot": tenths(np.array([person.foot_heel_m, person.foot_toe_m])),
        "spacing": round(person.hip_spacing_m * TENTH_MM),
        "centre": tenths(person.centre_m[:, :2] - chain.pivot_m[:, :2]),
        "s1": tenths(shapes.corners(person, 0, SIDE)[3][:2] - chain.pivot_m[0, :2]),
        "eye": tenths(bones.eye(person)[:2] - chain.pivot_m[HEAD, :2]),
        "sight": round(_SIGHT_M * TENTH_MM),
        "top": tenths(np.array([np.ptp(person.outline_m[HEAD, :, 1]), person.width_m[HEAD]])),
    }


def corners_of(path: dict[str, Any], pose: Any, view: str) -> Array:
    """(n, 2) [m] where the points of a path of ``layers`` are in every pose of a batch."""
    steps = [float(number) for number in re.findall(r"-?\d+", path["d"])]
    flat = np.cumsum(np.array(steps).reshape(-1, 2) * [1, -1], axis=0) / TENTH_MM
    across, up = flat.T
    body, zero = path["b"], np.zeros(len(flat))
    ahead = zero if view == SIDE else path["o"] / TENTH_MM + path["k"] * up
    local = np.column_stack([across, up, zero] if view == SIDE else [ahead, up, across])
    upright = local + pose.upright_pivot_m[body]
    seen: Array = place(pose, np.full(len(flat), body), upright)[..., shapes.PROJECTION[view]].reshape(-1, 2)
    return seen
