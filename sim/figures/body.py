"""The whole body as a stick figure, before and after: how far the hips sway over the feet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from models.person import Person
from sim.chain import HEAD, Pose, place

from . import letters, style, words
from .files import Panel
from .shapes import BACK, PROJECTION, REFERENCE_HEIGHT_M, SIDE
from .shares import before_of, leaves_sagittal_plane
from .style import Array

_HEAD_M = {SIDE: (0.095, 0.115), BACK: (0.075, 0.115)}  # half width and half height, of a person 1.75 m tall
_WORDS_PT = 29.0  # room for words above
_AROUND_M = 0.02
_FOOT_M = 0.045  # half length of a foot seen from behind


@dataclass(frozen=True)
class BodyArtists(Panel):
    """What ``draw_body`` has drawn; ``update`` shows another result in the same artists.

    Attributes:
        axes: metres, equal scale both ways; from the side, or from behind where anything tilts sideways.
        before, after: feet, legs, spine and head.
        plumb: the vertical over the ankles. hips: the hip axis, after.
        name, value: words above.
    """

    axes: Axes
    before: LineCollection
    after: LineCollection
    plumb: LineCollection
    hips: PolyCollection
    name: Text
    value: Text

    def update(self, result: Any) -> None:
        """Show another result in place."""
        _fill(self, result)


def draw_body(result: Any, ax: Axes | None = None) -> BodyArtists:
    """Draw the whole body, before and after, and say how far the hips have moved over the feet.

    Args:
        result: a ``Result``.
        ax: axes to draw on; without it a new figure of 480 x 640 pixels is made.
    """
    axes = style.new_axes(480, 640) if ax is None else ax
    style.bare(axes)
    axes.set_aspect("equal", adjustable="box")
    artists = BodyArtists(
        axes=axes,
        plumb=style.lines(axes, 1, colors=style.PALE, linewidths=style.HAIRLINE, linestyles=[(0, (3, 2))]),
        before=style.lines(axes, 2, colors=style.PALE, linewidths=style.MEDIUM),
        after=style.lines(axes, 3, colors=style.INK, linewidths=style.MEDIUM),
        hips=style.fills(axes, 4, facecolors=style.COLOUR["pelvis"], edgecolors=style.INK, linewidths=style.HAIRLINE),
        name=letters.write(axes, size=style.SMALL, colour=style.MUTED, align="center", baseline="bottom"),
        value=letters.write(axes, size=style.SMALL, align="center", bold=True, baseline="bottom"),
    )
    _fill(artists, result)
    return artists


def _sticks(person: Person, pose: Pose, view: str) -> list[Array]:
    """Feet, legs, spine and head as polylines (n, 2) [m]; the feet stand still."""
    plane = PROJECTION[view]
    hip, ankle, spine = pose.hip_m, person.ankle_m, pose.joint_m
    if view == SIDE:
        foot = np.array([[person.foot_heel_m, 0.0], ankle[:2], [person.foot_toe_m, 0.0], [person.foot_heel_m, 0.0]])
        lines = [foot, np.array([ankle, hip])[:, plane], np.concatenate([[hip], spine])[:, plane]]
    else:
        half = np.array([0.0, 0.0, person.hip_spacing_m / 2])
        ends = [(ankle + side * half, hip + side * pose.rotation[0] @ half) for side in (-1, 1)]
        level = np.array([[-_FOOT_M, 0.0], [_FOOT_M, 0.0]])
        feet = [level + np.array([foot[2], 0.0]) for foot, _ in ends]
        legs = [np.array([[foot[2], 0.0], *np.array([foot, top])[:, plane]]) for foot, top in ends]
        pelvis = np.array([ends[0][1], spine[0], ends[1][1], ends[0][1]])[:, plane]
        lines = [*feet, *legs, pelvis, spine[:, plane]]
    turn = np.linspace(0, 2 * np.pi, 40)
    wide, high = np.array(_HEAD_M[view]) * person.height_m / REFERENCE_HEIGHT_M
    oval = np.zeros((len(turn), 3))
    oval[:, plane] = np.column_stack([wide * np.cos(turn), high * np.sin(turn)])
    box = person.outline_m[HEAD].mean(axis=0)
    middle = np.array([box[0], person.outline_m[HEAD, :, 1].max() - high, 0.0])
    head = place(pose, np.full(len(turn), HEAD), middle + oval)[:, plane]
    return [*lines, head]


def _fill(artists: BodyArtists, result: Any) -> None:
    axes, person = artists.axes, result.person
    view = BACK if leaves_sagittal_plane(result) else SIDE
    after = _sticks(person, result.pose, view)
    untilted = before_of(result)
    before = [] if untilted is None else _sticks(person, untilted.pose, view)
    artists.after.set_segments(after)
    artists.before.set_segments(before)
    every = np.concatenate([*after, *before])
    low, high = every.min(axis=0) - _AROUND_M, every.max(axis=0) + _AROUND_M
    width, height = axes.bbox.width, axes.bbox.height
    scale = max((high[1] - low[1]) / (height - style.pixels(axes, _WORDS_PT)), (high[0] - low[0]) / width)
    middle = (low[0] + high[0]) / 2
    axes.set_xlim(middle - width * scale / 2, middle + width * scale / 2)
    axes.set_ylim(low[1], low[1] + height * scale)
    point = style.pixels(axes, 1.0) * scale
    ankle = person.ankle_m[PROJECTION[view][0]]
    artists.plumb.set_segments([np.array([[ankle, 0.0], [ankle, high[1]]])])
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    hip = result.pose.hip_m[PROJECTION[view]]
    artists.hips.set_verts([hip + 2.6 * point * np.column_stack([np.cos(turn), np.sin(turn)])])
    letters.put(artists.name, middle, high[1] + 14.0 * point, "hips over the feet")
    letters.put(artists.value, middle, high[1] + 2.0 * point, words.sway(result, view))
