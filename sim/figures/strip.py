"""A strip of postures side by side: the same window and scale for each, the first one pale behind the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from models.person import BODIES, Person
from sim import told
from sim.chain import Pose, place

from . import letters, shapes, skeleton, style
from .files import Panel
from .shapes import BACK, PROJECTION, REFERENCE_HEIGHT_M, VERTEBRAE
from .style import Array
from .words import MINUS

SIDE, BEHIND, ABOVE = "side", BACK, "above"
SHOWN = 5
_WORDS_PT = 20.0  # room below for the angle
_LEAST_GAP = 0.12  # of a slot, free between postures
_FOOT_M = 0.05
_UPPER_FROM = BODIES.index("T6")
_PINK = style.COLOUR["pelvis"]
_PINK_EDGE = style.shade(_PINK, 0.28)
_KEYS = {
    SIDE: "From the side.",
    BEHIND: "From behind. Lines: how level pelvis, chest and head are.",
    ABOVE: "From above, facing up. Lines: where pelvis, chest and head face.",
}
_SHANK_SHOWN = 0.2  # share of the shank that is drawn; the feet stand still
_PALE_KEY = {False: " Pale: at the start.", True: " Pale: standing still."}
_PLUMB_KEY = " Dashed: over the ankles."
_AROUND_M = 0.008
_RAY_M = 0.20
_LEVELS_M = {"pelvis": 0.20, "T4": 0.20, "head": 0.14}  # half lengths of the lines that show how level a body is
_OVALS_M = {  # from above: body it rides on, half width, half depth
    "pelvis": ("pelvis", 0.130, 0.070),
    "thoracic": ("T4", 0.180, 0.115),
    "head": ("head", 0.075, 0.095),
}


@dataclass(frozen=True)
class StripArtists(Panel):
    """What ``draw_strip`` has drawn.

    Attributes:
        axes: metres, equal scale both ways, one slot beside the other.
        view: ``side``, ``back`` (from behind) or ``above``.
        shown: which steps.
        shift_m: (k,) how far each posture is moved to the right from the room's own place.
        ghosts: where the movement starts, behind each; of a walk, standing still.
        legs, head: lines. pelvis, bodies: filled; from above bodies are the chest.
        rays: where pelvis, chest and head face, from above; how level they are, from behind.
        plumb: over the ankles.
        labels: the angle below each. key: how to read it.
    """

    axes: Axes
    view: str
    shown: tuple[int, ...]
    shift_m: Array
    ghosts: LineCollection
    legs: LineCollection
    head: LineCollection
    rays: LineCollection
    pelvis: PolyCollection
    bodies: PolyCollection
    plumb: LineCollection
    labels: tuple[Text, ...]
    key: Text


@dataclass(frozen=True)
class _Drawn:
    """One posture as outlines [m]: lines of the legs, the head, filled parts, and lines that show orientation."""

    legs: list[Array]
    head: list[Array]
    pelvis: list[Array]
    bodies: list[Array]
    rays: list[Array]

    def all(self) -> list[Array]:
        return [*self.legs, *self.head, *self.pelvis, *self.bodies, *self.rays]

    def moved(self, by: float) -> _Drawn:
        offset = np.array([by, 0.0])
        parts = (self.legs, self.head, self.pelvis, self.bodies, self.rays)
        return _Drawn(*([line + offset for line in part] for part in parts))


def chosen(movement: Any) -> tuple[int, ...]:
    """Five steps, evenly along the way; of a cycle not its end, which is its beginning."""
    last = movement.at[-1] * (1.0 - 1.0 / SHOWN if movement.walks else 1.0)
    wanted = np.linspace(movement.at[0], last, SHOWN)
    return tuple(sorted({int(np.argmin(np.abs(movement.at - place))) for place in wanted}))


def draw_strip(movement: Any, axes: Axes, view: str) -> StripArtists:
    """Draw five postures of a movement.

    Args:
        movement: a ``Movement``.
        axes: where.
        view: ``side``, ``back`` or ``above``.
    """
    style.bare(axes)
    axes.set_aspect("equal", adjustable="box")
    shown = chosen(movement)
    upper = told.of_the_head(movement) and view != ABOVE
    feet = movement.movement == "squat"
    poses = [_drawn(movement.person, movement.results[k].pose, view, upper, feet) for k in shown]
    pale = _drawn(movement.person, movement.start.pose, view, upper, feet)
    low, high = _window([line for pose in (*poses, pale) for line in pose.all()])
    slot, scale = _fit(axes, low, high, len(shown))
    middle = (low[0] + high[0]) / 2
    shift = slot * (np.arange(len(shown)) + 0.5) - middle
    artists = _empty(axes, view, shown, shift, upper)
    _fill(artists, [pose.moved(by) for pose, by in zip(poses, shift, strict=True)])
    behind = shift if movement.walks else shift[1:]
    artists.ghosts.set_segments([line for by in behind for line in pale.moved(by).all()])
    stands = not upper and view != ABOVE
    if stands:
        ankle = movement.person.ankle_m[PROJECTION[view][0]]
        artists.plumb.set_segments([np.array([[by + ankle, low[1]], [by + ankle, high[1]]]) for by in shift])
    bottom, point = axes.get_ylim()[0], style.pixels(axes, 1.0) * scale
    for label, by, k in zip(artists.labels, shift, shown, strict=True):
        said = f"{movement.at[k]:.0f} %" if movement.walks else told.where(movement, movement.at[k])
        letters.put(label, by + middle, bottom + 2 * point, said.replace("-", MINUS))
    how = _KEYS[view] + _PALE_KEY[movement.walks] + _PLUMB_KEY * stands
    letters.put(artists.key, 0.0, 1.0 + 5 * style.pixels(axes, 1.0) / axes.bbox.height, how)
    return artists


def _empty(axes: Axes, view: str, shown: tuple[int, ...], shift: Array, upper: bool) -> StripArtists:
    colours = [style.COLOUR[style.REGION_OF_BODY[b]] for b in _vertebrae(upper)]
    edges = [style.shade(colour, 0.35) for colour in colours]
    if view == ABOVE:
        colours, edges = [style.tint(style.COLOUR["thoracic"], 0.78)], [style.COLOUR["thoracic"]]
    width = style.FINE if view == ABOVE else 0.35
    return StripArtists(
        axes=axes,
        view=view,
        shown=shown,
        shift_m=shift,
        plumb=style.lines(axes, 1, colors=style.PALE, linewidths=style.HAIRLINE, linestyles=[(0, (3, 3))]),
        ghosts=style.lines(axes, 2, colors=style.PALE, linewidths=style.HAIRLINE),
        legs=style.lines(axes, 3, colors=style.PALE, linewidths=style.STRONG),
        rays=style.lines(
            axes, 8, colors=[_PINK_EDGE, style.TEXT_COLOUR["thoracic"], style.INK], linewidths=style.MEDIUM
        ),
        pelvis=style.fills(
            axes, 5, facecolors=style.tint(_PINK, 0.65), edgecolors=_PINK_EDGE, linewidths=style.HAIRLINE
        ),
        bodies=style.fills(axes, 4 if view == ABOVE else 6, facecolors=colours, edgecolors=edges, linewidths=width),
        head=style.lines(axes, 7, colors=style.INK if view == ABOVE else _PINK_EDGE, linewidths=style.MEDIUM),
        labels=tuple(
            letters.write(axes, size=style.HEADING, bold=True, align="center", baseline="bottom") for _ in shown
        ),
        key=letters.write(axes, size=style.SMALL, colour=style.MUTED, baseline="bottom", transform=axes.transAxes),
    )


def _fill(artists: StripArtists, poses: list[_Drawn]) -> None:
    artists.legs.set_segments([line for pose in poses for line in pose.legs])
    artists.pelvis.set_verts([line for pose in poses for line in pose.pelvis])
    artists.bodies.set_verts([line for pose in poses for line in pose.bodies])
    artists.head.set_segments([line for pose in poses for line in pose.head])
    artists.rays.set_segments([line for pose in poses for line in pose.rays])


def _vertebrae(upper: bool) -> list[int]:
    return [b for b in VERTEBRAE if not upper or b >= _UPPER_FROM]


def _window(lines: list[Array]) -> tuple[Array, Array]:
    every = np.concatenate(lines)
    return every.min(axis=0) - _AROUND_M, every.max(axis=0) + _AROUND_M


def _fit(axes: Axes, low: Array, high: Array, count: int) -> tuple[float, float]:
    """Limits so that all slots fit, to one scale; width of a slot [m] and metres a pixel."""
    words = style.pixels(axes, _WORDS_PT)
    wide, tall = high - low
    slot_px = axes.bbox.width / count
    scale = max(tall / (axes.bbox.height - words), wide / (slot_px * (1 - _LEAST_GAP)))
    top = high[1] + 0.5 * ((axes.bbox.height - words) * scale - tall)
    axes.set_xlim(0.0, axes.bbox.width * scale)
    axes.set_ylim(top - axes.bbox.height * scale, top)
    return float(slot_px * scale), float(scale)


def _drawn(person: Person, pose: Pose, view: str, upper: bool, feet: bool) -> _Drawn:
    """One posture: without legs where only the head moves, with whole ones where the knees bend."""
    if view == ABOVE:
        return _from_above(person, pose)
    outline, *ears = skeleton.head(person, view).placed(pose, view)
    head = [outline, *(np.concatenate([ear, ear[:1]]) for ear in ears)]
    placed = shapes.bodies(person, view).placed(pose, view)
    bodies = [placed[VERTEBRAE.index(b)] for b in _vertebrae(upper)]
    if upper:
        return _Drawn([], head, [], bodies, [])
    hips = skeleton.hip_bones(person, view).placed(pose, view)
    pelvis = [*hips[: 1 if view == SIDE else 2], *skeleton.sacrum(person, view).placed(pose, view)]
    levels = [] if view == SIDE else [_level(person, pose, body, half) for body, half in _LEVELS_M.items()]
    return _Drawn(_legs(person, pose, view, feet), head, pelvis, bodies, levels)


def _level(person: Person, pose: Pose, body: str, half_m: float) -> Array:
    """A line across a body, from its left to its right, seen from behind."""
    b = BODIES.index(body)
    middle = pose.hip_m if b == 0 else place(pose, np.array([b]), person.centre_m[[b]])[0]
    across = half_m * pose.rotation[b][:, 2]
    return np.array([middle - across, middle + across])[:, PROJECTION[BEHIND]]


def _legs(person: Person, pose: Pose, view: str, feet: bool) -> list[Array]:
    """Thighs and the upper end of the shanks, or all of them down to the feet."""
    plane = PROJECTION[view]
    ankle, knee, hip = person.ankle_m, pose.knee_m, pose.hip_m
    end = ankle if feet else knee + _SHANK_SHOWN * (ankle - knee)
    if view == SIDE:
        foot = np.array([[person.foot_heel_m, 0.0], ankle[:2], [person.foot_toe_m, 0.0], [person.foot_heel_m, 0.0]])
        return [np.array([end, knee, hip])[:, plane], *([foot] if feet else [])]
    half = np.array([0.0, 0.0, person.hip_spacing_m / 2])
    return [
        np.array([end + side * half, knee + side * half, hip + side * pose.rotation[0] @ half])[:, plane]
        for side in (-1, 1)
    ]


def _from_above(person: Person, pose: Pose) -> _Drawn:
    """Pelvis, chest and head as ovals, and lines to where they face."""
    parts = {}
    turn, size = np.linspace(0, 2 * np.pi, 120), person.height_m / REFERENCE_HEIGHT_M
    for name, (body, half_width, half_depth) in _OVALS_M.items():
        b = BODIES.index(body)
        nose = 0.2 * np.exp(-(((turn - np.pi / 2) / 0.13) ** 2)) if name == "head" else 0.0
        ahead, right = half_depth * (np.sin(turn) + nose), half_width * np.cos(turn)
        points = person.centre_m[b] + size * np.column_stack([ahead, np.zeros(len(turn)), right])
        middle = place(pose, np.array([b]), person.centre_m[[b]])[0]
        front = middle + size * _RAY_M * pose.rotation[b][:, 0]
        seen = place(pose, np.full(len(turn), b), points)
        parts[name] = [seen[:, [2, 0]], np.array([middle, front])[:, [2, 0]]]
    head, chest, pelvis = parts["head"], parts["thoracic"], parts["pelvis"]
    return _Drawn([], [head[0]], [pelvis[0]], [chest[0]], [pelvis[1], chest[1], head[1]])
