"""The whole body as a stick figure, before and after: how far hips and head sway over the feet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from models.person import Person

from . import style, words
from .style import Array

_HEAD_M = (0.085, 0.110)  # half width and half height of the head, of a person 1.75 m tall
_FOOT_PT = 27.0  # room for words below


@dataclass(frozen=True)
class BodyArtists:
    """What ``draw_body`` has drawn; ``update`` shows another result in the same artists.

    Attributes:
        axes: metres, equal scale both ways, seen from the right.
        before, after: foot, leg, spine and head. plumb: the vertical over the ankles. hips: the hip axis, after.
        name, value: words below.
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
    """Draw the whole body from the side, before and after.

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
        name=style.write(axes, size=style.SMALL, colour=style.MUTED, align="center", baseline="bottom"),
        value=style.write(axes, size=style.SMALL, align="center", bold=True, baseline="bottom"),
    )
    _fill(artists, result)
    return artists


def _sticks(person: Person, pose: Any) -> list[Array]:
    """Foot, leg with spine, and head as polylines (n, 2) [m]."""
    ankle = person.ankle_m[:2]
    foot = np.array([[person.foot_heel_m, 0.0], ankle, [person.foot_toe_m, 0.0], [person.foot_heel_m, 0.0]])
    line = np.concatenate([ankle[None], np.reshape(pose.hip_m, (1, 3))[:, :2], pose.joint_m[:, :2]])
    turn = np.linspace(0, 2 * np.pi, 40)
    size = np.array(_HEAD_M) * person.height_m / 1.75
    nod = pose.rotation[-1][:2, :2]
    centre = pose.joint_m[-1, :2] + nod @ np.array([0.01, 0.065])
    head = centre + (size * np.column_stack([np.cos(turn), np.sin(turn)])) @ nod.T
    return [foot, line, head]


def _fill(artists: BodyArtists, result: Any) -> None:
    axes, person = artists.axes, result.person
    before = result if result.baseline is None else result.baseline
    after = _sticks(person, result.pose)
    old = _sticks(person, before.pose)
    artists.after.set_segments(after)
    artists.before.set_segments(old[1:] if result.baseline is not None else [])
    every = np.concatenate([*after, *old])
    low, high = every.min(axis=0), every.max(axis=0)
    width, height = axes.bbox.width, axes.bbox.height
    room = height - style.pixels(axes, _FOOT_PT)
    scale = max((high[1] + 0.02) / room, (high[0] - low[0] + 0.04) / width)
    middle = person.ankle_m[0] + 0.5 * (high[0] + low[0] - 2 * person.ankle_m[0]) * (high[0] - low[0] > 0.4 * width * scale)
    axes.set_xlim(middle - width * scale / 2, middle + width * scale / 2)
    top = high[1] + 0.01
    bottom = top - height * scale
    axes.set_ylim(bottom, top)
    artists.plumb.set_segments([np.array([[person.ankle_m[0], 0.0], [person.ankle_m[0], top]])])
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    point = style.pixels(axes, 1.0) * scale
    hip = np.reshape(result.pose.hip_m, 3)[:2]
    artists.hips.set_verts([hip + 2.6 * point * np.column_stack([np.cos(turn), np.sin(turn)])])
    style.put(artists.name, middle, bottom + 11.5 * point, "over the feet, hips go")
    style.put(artists.value, middle, bottom + 0.5 * point, words.sway(result))
