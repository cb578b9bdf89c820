"""A posture in small: legs, pelvis, vertebrae and head as outlines, or from above pelvis, chest and head as ovals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection

from models.person import BODIES, Person
from sim.chain import Pose, place

from .. import outlines, style
from ..shapes import BACK, PROJECTION, REFERENCE_HEIGHT_M, SIDE, VERTEBRAE
from ..style import Array, Look

ABOVE = "above"
_UPPER_FROM = BODIES.index("T6")
_SHANK_SHOWN = 0.2  # share of the shank that is drawn; the feet stand still
_RAY_M = 0.20
_LEVELS_M = {"pelvis": 0.20, "T4": 0.20, "head": 0.14}  # half lengths of the lines that show how level a body is
_OVALS_M = {  # from above: body it rides on, half width, half depth
    "pelvis": ("pelvis", 0.130, 0.070),
    "thoracic": ("T4", 0.180, 0.115),
    "head": ("head", 0.075, 0.095),
}


@dataclass(frozen=True)
class Figurine:
    """One posture as outlines [m].

    Attributes:
        legs, head: lines. pelvis, arches, bodies: filled; from above bodies are the chest.
        rays: lines that show how a body is turned: where it faces from above, how level it is from behind.
    """

    legs: list[Array]
    head: list[Array]
    pelvis: list[Array]
    arches: list[Array]
    bodies: list[Array]
    rays: list[Array]

    def all(self) -> list[Array]:
        """Every outline."""
        return [line for part in fields(self) for line in getattr(self, part.name)]

    def outline(self) -> list[Array]:
        """Every outline but the arches: what stands pale behind another posture."""
        return [line for part in fields(self) if part.name != "arches" for line in getattr(self, part.name)]

    def moved(self, by_m: float) -> Figurine:
        """The same so far to the right."""
        offset = np.array([by_m, 0.0])
        return Figurine(*([line + offset for line in getattr(self, part.name)] for part in fields(self)))


@dataclass(frozen=True)
class FigurineArtists:
    """Several postures in the same artists; ``fill`` shows others."""

    legs: LineCollection
    head: LineCollection
    rays: LineCollection
    pelvis: PolyCollection
    arches: PolyCollection
    bodies: PolyCollection

    def fill(self, shown: Sequence[Figurine]) -> None:
        """Show postures."""
        for name in ("legs", "head", "rays"):
            getattr(self, name).set_segments([line for one in shown for line in getattr(one, name)])
        for name in ("pelvis", "arches", "bodies"):
            getattr(self, name).set_verts([line for one in shown for line in getattr(one, name)])


def empty(axes: Axes, view: str, upper: bool, look: Look) -> FigurineArtists:
    """No posture yet.

    Args:
        axes: where.
        view: ``side``, ``back`` or ``above``.
        upper: whether only the upper spine and the head are shown.
        look: colours.
    """
    theme = look.theme
    pink = theme.colour["pelvis"]
    pink_edge = theme.edge(pink, 0.28)
    region = [theme.colour[style.REGION_OF_BODY[b]] for b in _vertebrae(upper)]
    colours, edges = region, [theme.edge(colour) for colour in region]
    if view == ABOVE:
        colours, edges = [theme.tint(theme.colour["thoracic"], 0.78)], [theme.colour["thoracic"]]
    ray_colours = [pink_edge, theme.text_colour["thoracic"], theme.ink]
    return FigurineArtists(
        legs=style.lines(axes, 3, colors=theme.pale, linewidths=style.STRONG),
        rays=style.lines(axes, 8, colors=ray_colours, linewidths=style.MEDIUM),
        pelvis=style.fills(axes, 5, facecolors=theme.tint(pink, 0.65), edgecolors=pink_edge, linewidths=style.HAIRLINE),
        arches=style.fills(
            axes,
            5.5 if view == SIDE else 6.5,
            facecolors=[theme.tint(colour, 0.55) for colour in region],
            edgecolors=edges,
            linewidths=0.3,
        ),
        bodies=style.fills(
            axes,
            4 if view == ABOVE else 6,
            facecolors=colours,
            edgecolors=edges,
            linewidths=style.FINE if view == ABOVE else 0.35,
        ),
        head=style.lines(axes, 7, colors=theme.ink if view == ABOVE else pink_edge, linewidths=style.MEDIUM),
    )


def _vertebrae(upper: bool) -> list[int]:
    return [b for b in VERTEBRAE if not upper or b >= _UPPER_FROM]


def figurine(person: Person, pose: Pose, view: str, upper: bool = False, feet: bool = False) -> Figurine:
    """One posture: without legs where only the head moves, with whole ones where the knees bend.

    Args:
        person: whose outlines.
        pose: where every body is.
        view: ``side``, ``back`` or ``above``.
        upper: only the upper spine and the head.
        feet: legs down to the feet.
    """
    if view == ABOVE:
        return _from_above(person, pose)
    drawing = outlines.of(person, view)
    skull, *ears = drawing["head"].placed(pose, view)
    head = [skull, *(np.concatenate([ear, ear[:1]]) for ear in ears)]
    arches, bodies = (
        [placed[VERTEBRAE.index(b)] for b in _vertebrae(upper)]
        for placed in (drawing["arches"].placed(pose, view), drawing["bodies"].placed(pose, view))
    )
    if upper:
        return Figurine([], head, [], arches, bodies, [])
    hips = drawing["hips"].placed(pose, view)
    pelvis = [*hips[: 1 if view == SIDE else 2], *drawing["sacrum"].placed(pose, view)]
    levels = [] if view == SIDE else [_level(person, pose, body, half) for body, half in _LEVELS_M.items()]
    return Figurine(_legs(person, pose, view, feet), head, pelvis, arches, bodies, levels)


def _level(person: Person, pose: Pose, body: str, half_m: float) -> Array:
    """A line across a body, from its left to its right, seen from behind."""
    b = BODIES.index(body)
    middle = pose.hip_m if b == 0 else place(pose, np.array([b]), person.centre_m[[b]])[0]
    across = half_m * pose.rotation[b][:, 2]
    return np.array([middle - across, middle + across])[:, PROJECTION[BACK]]


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


def _from_above(person: Person, pose: Pose) -> Figurine:
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
    return Figurine([], [head[0]], [pelvis[0]], [], [chest[0]], [pelvis[1], chest[1], head[1]])
