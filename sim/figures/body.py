"""The whole body as a stick figure on one floor, before and after, with what it sits on and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from . import letters, marks, scene, stage, style, words
from .files import Panel
from .scene import Scene
from .shapes import PROJECTION
from .shares import before_of
from .style import PLAIN, Array, Look

_WORDS_PT = 29.0  # room for words above
_AROUND_M = 0.02
_FLOOR_M = 0.08  # floor drawn beyond what stands on it
_LABELS = 4
_GAP_PT = 4.0  # between a square and its label


@dataclass(frozen=True)
class BodyArtists(Panel):
    """What ``draw_body`` has drawn; ``update`` shows another result in the same artists.

    Attributes:
        look: its colours and language.
        axes: metres, equal scale both ways; from the side, or from behind where anything tilts sideways.
        before, after: feet, legs, spine and head. arms: those that do not hang.
        furniture: floor, seat, backrest and bed. blocks: what is under a heel or a foot. loads: what is carried.
        plumb: the vertical over the ankles. dots: the hip axis after, and where a backrest bears the trunk.
        name, value: words above. labels: of loads and blocks.
    """

    axes: Axes
    look: Look
    before: LineCollection
    after: LineCollection
    arms: LineCollection
    furniture: LineCollection
    blocks: PolyCollection
    loads: PolyCollection
    plumb: LineCollection
    dots: PolyCollection
    name: Text
    value: Text
    labels: tuple[Text, ...]

    def update(self, result: Any) -> None:
        """Show another result in place."""
        _fill(self, result)
        if self.look.blank:
            letters.blank(self.quizzed)

    @property
    def quizzed(self) -> tuple[Text, ...]:
        """What a quiz leaves blank, in the order of reading."""
        return (self.name, self.value)


def draw_body(result: Any, ax: Axes | None = None, look: Look = PLAIN) -> BodyArtists:
    """Draw the whole body, before and after, and say how hips, knees or feet stand.

    Args:
        result: a ``Result``.
        ax: axes to draw on; without it a new figure of 480 x 640 pixels is made.
        look: its colours and language.
    """
    axes = style.new_axes(480, 640, look=look) if ax is None else ax
    style.bare(axes)
    theme = look.theme
    axes.set_aspect("equal", adjustable="box")
    artists = BodyArtists(
        axes=axes,
        look=look,
        plumb=style.lines(axes, 1, colors=theme.pale, linewidths=style.HAIRLINE, linestyles=[(0, (3, 2))]),
        furniture=style.lines(axes, 1.5, colors=theme.furniture),
        before=style.lines(axes, 2, colors=theme.pale, linewidths=style.MEDIUM),
        blocks=style.fills(axes, 2.5, facecolors=theme.muted, edgecolors=theme.muted, linewidths=style.HAIRLINE),
        after=style.lines(axes, 3, colors=theme.ink, linewidths=style.MEDIUM),
        arms=style.lines(axes, 3.5, colors=theme.muted, linewidths=style.FINE),
        loads=style.fills(axes, 4, facecolors=theme.faint, edgecolors=theme.ink, linewidths=style.FINE),
        dots=style.fills(axes, 5, edgecolors=theme.ink, linewidths=style.HAIRLINE),
        name=letters.write(axes, size=style.SMALL, colour=theme.muted, align="center", baseline="bottom"),
        value=letters.write(axes, look=look, size=style.SMALL, align="center", bold=True, baseline="bottom"),
        labels=tuple(letters.write(axes, look=look, size=style.SMALL, align="center") for _ in range(_LABELS)),
    )
    artists.update(result)
    return artists


def _fill(artists: BodyArtists, result: Any) -> None:
    view = stage.view_of(result)
    after, untilted = scene.draw(result, view), before_of(result)
    before = None if untilted is None else scene.draw(untilted, view)
    both = [state for state in (after, before) if state is not None]
    artists.after.set_segments(after.body)
    artists.before.set_segments([] if before is None else before.body)
    artists.arms.set_segments(after.arms)
    artists.blocks.set_verts(after.blocks)
    artists.loads.set_verts(after.loads)
    every = np.concatenate([state.points for state in both])
    texts = [text for _, _, text in after.labels]
    for label, text in zip(artists.labels, [*texts, *[""] * _LABELS], strict=False):
        letters.put(label, 0.0, 0.0, text)
    floor = stage.is_more_than_standing(result)
    beyond = (0.0, 0.0)
    for _ in range(2):  # labels that do not fit beside the body make it smaller
        point, low, high = _fit(artists, every, floor, beyond)
        for label, (at, half, _) in zip(artists.labels, after.labels, strict=False):
            _put_beside(label, at, half, both, point)
        beyond = _overhang(artists)
    _fill_floor(artists, after, every, floor)
    _fill_plumb(artists, result, view, high)
    artists.dots.set_verts(after.dots(point))
    artists.dots.set_facecolor([artists.look.theme.colour["pelvis"], artists.look.theme.muted])
    middle = float((low[0] + high[0]) / 2)
    name, value = words.of_body(result, view, artists.look.language)
    letters.put(artists.name, middle, high[1] + 14.0 * point, name)
    letters.put(artists.value, middle, high[1] + 2.0 * point, value)


def _fit(artists: BodyArtists, every: Array, floor: bool, beyond: tuple[float, float]) -> tuple[float, Array, Array]:
    """Set limits; the size of a point [m], and the corners of what is drawn.

    Args:
        every: (n, 2) what is drawn [m].
        floor: whether a floor reaches beyond it.
        beyond: room for labels to the left and to the right [px].
    """
    axes = artists.axes
    low, high = every.min(axis=0) - _AROUND_M, every.max(axis=0) + _AROUND_M
    if floor:
        low[0], high[0] = low[0] - _FLOOR_M, high[0] + _FLOOR_M
    left, right = beyond
    width, height = axes.bbox.width, axes.bbox.height
    wide = (high[0] - low[0]) / (width - left - right)
    scale = max((high[1] - low[1]) / (height - style.pixels(axes, _WORDS_PT)), wide)
    middle = (low[0] + high[0]) / 2 + 0.5 * (right - left) * scale
    axes.set_xlim(middle - width * scale / 2, middle + width * scale / 2)
    axes.set_ylim(low[1], low[1] + height * scale)
    return style.pixels(axes, 1.0) * scale, low, high


def _overhang(artists: BodyArtists) -> tuple[float, float]:
    """How far labels reach beyond the axes, left and right [px]."""
    axes = artists.axes
    boxes = [label.get_window_extent() for label in artists.labels if label.get_visible()]
    left = max((axes.bbox.x0 - box.x0 for box in boxes), default=0.0)
    right = max((box.x1 - axes.bbox.x1 for box in boxes), default=0.0)
    return max(left, 0.0), max(right, 0.0)


def _fill_floor(artists: BodyArtists, after: Scene, every: Array, floor: bool) -> None:
    """The floor that before and after share, and on it what bears the body."""
    ends = every[:, 0].min() - _FLOOR_M, every[:, 0].max() + _FLOOR_M
    ground = [np.array([[x, 0.0] for x in ends])] if floor else []
    artists.furniture.set_segments([*ground, *after.furniture])
    artists.furniture.set_linewidth([style.FINE] * len(ground) + after.furniture_pt())


def _fill_plumb(artists: BodyArtists, result: Any, view: str, high: Array) -> None:
    ankle = result.person.ankle_m[PROJECTION[view][0]]
    stands = stage.support(result) == stage.FEET
    artists.plumb.set_segments([np.array([[ankle, 0.0], [ankle, high[1]]])] if stands else [])


def _put_beside(label: Text, at: Array, half: float, states: list[Scene], point: float) -> None:
    """Right, left, below or above a square, wherever fewest lines pass."""
    box = label.get_window_extent()
    axes = label.axes
    assert axes is not None
    pixel = np.ptp(axes.get_xlim()) / axes.bbox.width
    wide, high = 0.5 * box.width * pixel, 0.5 * box.height * pixel
    gap = half + _GAP_PT * point
    lines = [line for state in states for line in (*state.body, *state.arms, *state.furniture)]
    points = [marks.dense(line, scene.DENSE * len(line)) for line in lines]
    covered = np.concatenate([*points, *(square for state in states for square in state.loads)])
    places = [at + aside for aside in ([gap + wide, 0], [-gap - wide, 0], [0, -gap - high], [0, gap + high])]
    hits = [int(np.all(np.abs(covered - middle) < [wide + point, high + point], axis=1).sum()) for middle in places]
    x, y = places[int(np.argmin(hits))]
    label.set_position((x, y))
