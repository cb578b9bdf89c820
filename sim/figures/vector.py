"""A result as SVG text, quickly: what ``sim.explore`` shows while a slider moves.

Outlines of bones are rigid and flat (``sim.figures.paths``), so each is written once a person and view, and every
picture only says where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from models.person import JOINTS, Person
from sim.chain import Pose
from sim.memory import remembered

from . import measures, paths, rules, shares, stage, words
from .loads import REGION_OF_JOINT, ROWS, round_up
from .posture import load_shade
from .shapes import BACK, DISCS, PROJECTION, SIDE, Outlines, discs, gather
from .style import LIGHT, Array

WIDTH, HEIGHT = 900, 560
_SPINE_BOX = (150, 60, 330, 470)  # left, top, width, height
_BARS_LEFT, _BARS_WIDTH, _BARS_TOP, _BARS_HEIGHT = 580, 254, 84, 440
_BELOW_M, _ABOVE_M, _ASIDE_M = 0.16, 0.80, 0.33  # what is shown below, above and beside the hips of before, at least
_AROUND_M, _AHEAD_M = 0.13, 0.24  # of what is seen around the joints: processes; face and line of sight
_OVER_M = 0.19  # and above them: the head
_GHOSTS = ("hips", "sacrum", "head", "bodies")
_OVER_DISCS = ("bodies", "arches", "spines", "openings")
_FONT = "font-family='DejaVu Sans, Verdana, sans-serif'"


@dataclass(frozen=True)
class _Bone:
    """One outline: its path [tenths of a millimetre], body, layer, and the plane it lies in from behind."""

    path: str
    body: int
    layer: str
    look: str
    off: float
    steep: float


@dataclass(frozen=True)
class Drawing:
    """What of a person and view is the same in every posture.

    Attributes:
        bones: every outline, from the far layer to the near one.
        discs: their polygons, which ride on two bodies each.
    """

    bones: tuple[_Bone, ...]
    discs: Outlines


@remembered
def drawing(person: Person, view: str) -> Drawing:
    """What is drawn of a person.

    Args:
        person: who is drawn.
        view: ``shapes.SIDE`` or ``shapes.BACK``.
    """
    return Drawing(tuple(_bone(path) for path in paths.layers(person, view)), _coarse(discs(person, view)))


def _coarse(rings: Outlines) -> Outlines:
    """Every other point: a disc is ten pixels high."""
    return gather([(rings.body[a:b:2], rings.point_m[a:b:2]) for a, b in zip(rings.cuts, rings.cuts[1:], strict=False)])


def _bone(path: dict[str, Any]) -> _Bone:
    colour = LIGHT.colour[path["r"]]
    edge = LIGHT.edge(colour)
    fill = {
        "ribs": "none",
        "head": "none",
        "arches": LIGHT.tint(colour, 0.55),
        "hips": LIGHT.tint(colour, 0.72),
        "sacrum": LIGHT.tint(colour, 0.3),
        "openings": LIGHT.tint(colour, 0.8),
    }.get(path["l"], colour)
    stroke, width = (LIGHT.faint, 60) if path["l"] == "ribs" else (edge, 26 if path["l"] == "head" else 14)
    look = f"fill='{fill}' stroke='{stroke}' stroke-width='{width}'"
    return _Bone(path["d"], path["b"], path["l"], look, path.get("o", 0.0), path.get("k", 0.0))


def _stands(pose: Pose, bone: _Bone, view: str, origin: Array) -> str:
    """Where an outline stands: the affine map of its plane; y points down."""
    turn = pose.rotation[bone.body]
    x, y = (pose.pivot_m[bone.body][PROJECTION[view]] - origin) * paths.TENTH_MM
    if view == SIDE:
        a, b, c, d = turn[0, 0], -turn[1, 0], -turn[0, 1], turn[1, 1]
    else:
        a, b = turn[2, 2], -turn[1, 2]
        c, d = -(turn[2, 0] * bone.steep + turn[2, 1]), turn[1, 0] * bone.steep + turn[1, 1]
        x, y = x + turn[2, 0] * bone.off, y + turn[1, 0] * bone.off
    return f"matrix({a:.4f} {b:.4f} {c:.4f} {d:.4f} {x:.1f} {-y:.1f})"


def svg(result: Any) -> str:
    """The posture before and after, its angles, and the compression at each joint, as one SVG element.

    Args:
        result: a ``Result``. It is drawn from behind where it leaves the sagittal plane, else from the side.
    """
    view = BACK if shares.leaves_sagittal_plane(result) else SIDE
    title, said = words.title(result), words.statement(result, shares.shares(result))
    told = escape(f"{title}. {said}")
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' role='img' {_FONT} fill='{LIGHT.ink}'"
        f" style='width:100%;height:auto;background:{LIGHT.paper}' aria-label='{told}'>",
        _text(10, 26, title, size=20, bold=True, fit=WIDTH - 20),
        _text(10, 48, said, size=13, fit=WIDTH - 20),
        *_spine(result, view),
        *_bars(result),
        "</svg>",
    ]
    return "".join(parts)


def _text(
    x: float,
    y: float,
    said: str,
    size: float = 13,
    colour: str = "",
    bold: bool = False,
    end: bool = False,
    fit: float = 0,
) -> str:
    """Words, squeezed where they would be wider than ``fit``."""
    look = f" fill='{colour}'" * bool(colour) + " font-weight='bold'" * bold + " text-anchor='end'" * end
    wide = 0.60 * size * len(said)
    squeezed = f" textLength='{fit:g}' lengthAdjust='spacingAndGlyphs'" if fit and wide > fit else ""
    return f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size:g}'{look}{squeezed}>{escape(said)}</text>"


@dataclass(frozen=True)
class _Window:
    """What is shown: left and upper edge, width and height [m] from the origin; ``scale`` in pixels a metre."""

    origin: Array
    left: float
    top: float
    width: float
    height: float
    scale: float


def _window(result: Any, view: str) -> _Window:
    """The hips of before in the middle, as near as whatever else is drawn allows."""
    states = rules.states(result)
    origin = states[0].pose.hip_m[PROJECTION[view]]
    seen = np.concatenate([state.pose.pivot_m for state in states])[:, PROJECTION[view]] - origin
    (left, low), (right, high) = seen.min(axis=0) - _AROUND_M, seen.max(axis=0) + _AROUND_M
    right += _AHEAD_M - _AROUND_M if view == SIDE else 0.0
    high += _OVER_M - _AROUND_M
    low, high = min(low, -_BELOW_M), max(high, _ABOVE_M)
    left, right = min(left, -_ASIDE_M), max(right, _ASIDE_M)
    _, _, width, height = _SPINE_BOX
    scale = min(width / (right - left), height / (high - low))
    wide = width / scale
    return _Window(origin, (left + right - wide) / 2, high, wide, height / scale, scale)


def _spine(result: Any, view: str) -> Iterator[str]:
    before, window = stage.before_beside(result), _window(result, view)
    origin = window.origin
    left, top, width, height = _SPINE_BOX
    box = " ".join(f"{paths.TENTH_MM * edge:.0f}" for edge in (window.left, -window.top, window.width, window.height))
    yield (
        f"<svg x='{left}' y='{top}' width='{width}' height='{height}' viewBox='{box}' overflow='visible'"
        " stroke-linejoin='round' stroke-linecap='round'>"
    )
    bones = drawing(result.person, view).bones
    if before is not None:
        yield f"<g fill='{LIGHT.ghost}' stroke='{LIGHT.pale}' stroke-width='14'>"
        for bone in bones:
            if bone.layer in _GHOSTS:
                fill = " fill='none'" if bone.layer in ("hips", "head") else ""
                yield f"<path{fill} transform='{_stands(before.pose, bone, view, origin)}' d='{bone.path}'/>"
        yield "</g>"
    for bone in bones:
        if bone.layer not in _OVER_DISCS:
            yield f"<path {bone.look} transform='{_stands(result.pose, bone, view, origin)}' d='{bone.path}'/>"
    yield from _discs(result, view, origin)
    for bone in bones:
        if bone.layer in _OVER_DISCS:
            yield f"<path {bone.look} transform='{_stands(result.pose, bone, view, origin)}' d='{bone.path}'/>"
    yield from _rules(result, view, window)
    yield "</svg>"
    yield from _angles(result, view, window)


def _points(points: Array, origin: Array) -> str:
    moved = np.rint((points - origin) * paths.TENTH_MM * [1, -1]).astype(int)
    return " ".join(map(str, moved.ravel().tolist()))


def _discs(result: Any, view: str, origin: Array) -> Iterator[str]:
    greys = load_shade(np.asarray(result.joints.compression_ratio)[: len(DISCS)])
    for outline, grey in zip(drawing(result.person, view).discs.placed(result.pose, view), greys, strict=True):
        yield f"<polygon fill='{grey}' stroke='{LIGHT.ink}' stroke-width='10' points='{_points(outline, origin)}'/>"


def _rules(result: Any, view: str, window: _Window) -> Iterator[str]:
    """Plumb line from C7 and line of sight, before pale."""
    lies = stage.support(result) == stage.BED
    if lies:
        return
    origin, plumbs = window.origin, rules.plumb_lines(result, view)
    sights = rules.sight_lines(result) if view == SIDE else []
    last = len(plumbs) - 1
    for k, (top, sacrum) in enumerate(plumbs):
        ink, width = (LIGHT.ink, 18) if k == last else (LIGHT.pale, 14)
        line = _points(np.array([top, [top[0], origin[1] + window.top - window.height]]), origin)
        yield f"<polyline fill='none' stroke='{ink}' stroke-width='{width}' points='{line}'/>"
        if k == last:
            line = _points(np.array([sacrum, [top[0], sacrum[1]]]), origin)
            yield f"<polyline fill='none' stroke='{ink}' stroke-width='40' points='{line}'/>"
    for k, sight in enumerate(sights):
        ink = LIGHT.ink if k == len(sights) - 1 else LIGHT.pale
        line = _points(sight, origin)
        yield f"<polyline fill='none' stroke='{ink}' stroke-width='20' stroke-dasharray='90 50' points='{line}'/>"


def _angles(result: Any, view: str, window: _Window) -> Iterator[str]:
    """Name and value of each measure, left of the spine at its height, and where C7 stands."""
    found = measures.drawn(result, view)
    digits = words.decimals_of(result, [measure.field for measure in found])
    left, top, _, height = _SPINE_BOX
    lowest = top + height + 34.0
    for measure in found:  # from below upwards
        y = min(top + window.scale * (window.top - measure.height_m + window.origin[1]), lowest - 44.0)
        lowest = y
        yield _text(left - 8, y - 8, words.measure(measure.field), size=12, colour=LIGHT.muted, end=True)
        said = words.angle(result, measure.field, digits)
        yield _text(left - 8, y + 10, said, size=15, colour=LIGHT.text_colour[measure.region], bold=True, end=True)
    if stage.support(result) == stage.BED:
        return
    said = f"{words.plumb(view)} {words.plumb_offset(result, view)}"
    yield _text(left + 8, top + height + 14, said, size=12)


def _bars(result: Any) -> Iterator[str]:
    """Compression by joint, before pale and after solid, with the ratio."""
    after = np.asarray(result.joints.compression_N)
    before = words.before_of(result)
    old = after if before is None else np.asarray(before.joints.compression_N)
    newton = _BARS_WIDTH / round_up(float(max(after.max(), old.max(), 100.0)))
    step = _BARS_HEIGHT / (ROWS[-1] + 1.0)
    said = "newtons" if before is None else "newtons; pale: before, solid: after; right: times before"
    yield _text(_BARS_LEFT - 58, _BARS_TOP - 12, said, size=11, colour=LIGHT.muted)
    for k, joint in enumerate(JOINTS):
        y = _BARS_TOP + step * (ROWS[-1] - ROWS[k] + 0.5)
        region = REGION_OF_JOINT[k]
        yield _text(_BARS_LEFT - 6, y + 4, joint, size=11, colour=LIGHT.text_colour[region], end=True)
        if before is not None:
            yield _bar(newton * old[k], y, 0.8 * step, f"fill='{LIGHT.ghost}' stroke='{LIGHT.pale}'")
        yield _bar(newton * after[k], y, 0.5 * step, f"fill='{LIGHT.colour[region]}'")
        value = f"{after[k]:.0f} N" if before is None else f"{after[k] / old[k]:.2f}"
        yield _text(WIDTH - 12, y + 4, value, size=11, end=True)


def _bar(width: float, middle: float, height: float, look: str) -> str:
    y = middle - height / 2
    return f"<rect x='{_BARS_LEFT}' y='{y:.1f}' width='{width:.1f}' height='{height:.1f}' {look}/>"
