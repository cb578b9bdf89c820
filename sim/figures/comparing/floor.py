"""Two whole bodies on one floor and to one scale, with what bears them and what they carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from .. import letters, marks, scene, stage, style
from ..scene import Scene
from ..shapes import SIDE
from ..style import PLAIN, Array, Look

Box = tuple[float, float, float, float]  # left, bottom, right, top [px]
Told = tuple[str, str]  # name and value

_LABEL_PT = 4.0  # between a load and its label
_AROUND_PX = 6.0
_BEYOND_M = 0.06  # of the floor, on either side of what stands on it
_FITS = 4
_SAID_PX = 58.0  # room for words above a body


@dataclass(frozen=True)
class WholeArtists:
    """One whole body.

    Attributes:
        axes: metres, equal scale both ways; the floor is at height 0.
        body, arms, furniture: lines, the floor first among the furniture. blocks, loads: areas.
        dots: the hip axis, and where a backrest bears the trunk.
        labels: beside loads and blocks. name, value: words above.
    """

    axes: Axes
    body: LineCollection
    arms: LineCollection
    furniture: LineCollection
    blocks: PolyCollection
    loads: PolyCollection
    dots: PolyCollection
    labels: tuple[Text, ...]
    name: Text
    value: Text


@dataclass(frozen=True)
class FloorArtists:
    """What ``draw_floor`` has drawn."""

    before: WholeArtists
    after: WholeArtists


def draw_floor(
    figure: Figure,
    results: tuple[Any, Any],
    view: str,
    rooms: tuple[Box, Box],
    told: tuple[Told, Told],
    look: Look = PLAIN,
) -> FloorArtists:
    """Draw the whole bodies of two results, from the left of their rooms.

    Args:
        figure: where.
        results: before and after.
        view: side or back; who lies is seen from the side.
        rooms: one for each, of one size and at one height [px].
        told: name and value above each; empty words leave them out.
        look: colours.
    """
    scenes = [scene.draw(result, SIDE if stage.support(result) == stage.BED else view) for result in results]
    said_px = _SAID_PX if any(any(words) for words in told) else 0.0
    left, bottom, right, top = rooms[0]
    wide, high = right - left - 2 * _AROUND_PX, top - bottom - 2 * _AROUND_PX - said_px
    sizes = [_sizes_px(figure, [said for _, _, said in state.labels]) for state in scenes]
    spans = [state.points[:, 0] for state in scenes]
    scale = max(float(state.points[:, 1].max()) for state in scenes) / high
    for _ in range(_FITS):  # labels beside a body make it smaller, and then stand elsewhere
        scale = max(scale, *(float(np.ptp(span)) / wide for span in spans))
        labels = [_beside(figure, state, size, scale) for state, size in zip(scenes, sizes, strict=True)]
        spans = [_span(*each, scale) for each in zip(scenes, labels, sizes, strict=True)]
    reach = max(float(np.ptp(span)) / scale for span in spans)
    reach = max(reach, *(_sizes_px(figure, words)[:, 0].max() for words in told)) + 2 * _AROUND_PX
    made = []
    for state, room, places, span, (name, value) in zip(scenes, rooms, labels, spans, told, strict=True):
        whole = _draw(figure, state, room, (float(span.sum()) / 2, float(reach)), scale, look)
        for text, (_, _, said), place in zip(whole.labels, state.labels, places, strict=True):
            letters.put(text, float(place[0]), float(place[1]), said)
        point, above = style.pixels(whole.axes, 1.0) * scale, float(state.points[:, 1].max())
        letters.put(whole.name, sum(whole.axes.get_xlim()) / 2, above + 16.0 * point, name)
        letters.put(whole.value, sum(whole.axes.get_xlim()) / 2, above + 5.0 * point, value)
        made.append(whole)
    return FloorArtists(made[0], made[1])


def _sizes_px(figure: Figure, said: Sequence[str]) -> Array:
    """(n, 2) width and height of words in small type [px]."""
    text = letters.write_on(figure, size=style.SMALL, bold=True)
    sizes = np.zeros((len(said), 2))
    with style.settled():
        for size, word in zip(sizes, said, strict=True):
            text.set_text(word)
            size[:] = text.get_window_extent().size
    text.remove()
    return sizes


def _span(state: Scene, places: Array, sizes: Array, scale: float) -> Array:
    """(2,) where a body with its floor and its labels begins and ends [m]."""
    x, half = state.points[:, 0], 0.5 * sizes[:, 0] * scale
    ends = np.array([x.min() - _BEYOND_M, x.max() + _BEYOND_M, *(places[:, 0] - half), *(places[:, 0] + half)])
    return np.array([ends.min(), ends.max()])


def _draw(
    figure: Figure, state: Scene, room: Box, across: tuple[float, float], scale: float, look: Look
) -> WholeArtists:
    """One body at the left of its room, about a middle [m] and over a width [px]."""
    theme = look.theme
    left, bottom, _, top = room
    middle, reach_px = across
    axes = axes_at(figure, (left, bottom, left + reach_px, top))
    style.bare(axes)
    low, high = state.points[:, 0].min(), state.points[:, 0].max()
    start = middle - reach_px * scale / 2
    axes.set_xlim(start, start + reach_px * scale)
    axes.set_ylim(-_AROUND_PX * scale, (top - bottom - _AROUND_PX) * scale)
    made = WholeArtists(
        axes=axes,
        furniture=style.lines(axes, 1.5, colors=theme.furniture),
        blocks=style.fills(axes, 2.5, facecolors=theme.muted, edgecolors=theme.muted, linewidths=style.HAIRLINE),
        body=style.lines(axes, 3, colors=theme.ink, linewidths=style.MEDIUM),
        arms=style.lines(axes, 3.5, colors=theme.muted, linewidths=style.FINE),
        loads=style.fills(axes, 4, facecolors=theme.faint, edgecolors=theme.ink, linewidths=style.FINE),
        dots=style.fills(axes, 5, edgecolors=theme.ink, linewidths=style.HAIRLINE),
        labels=tuple(letters.write(axes, look=look, size=style.SMALL, align="center") for _ in state.labels),
        name=letters.write(axes, size=style.SMALL, colour=theme.muted, align="center", baseline="baseline"),
        value=letters.write(axes, look=look, size=style.SMALL, align="center", bold=True, baseline="baseline"),
    )
    made.furniture.set_segments([np.array([[low - _BEYOND_M, 0.0], [high + _BEYOND_M, 0.0]]), *state.furniture])
    made.furniture.set_linewidth([style.FINE, *state.furniture_pt()])
    made.body.set_segments(state.body)
    made.arms.set_segments(state.arms)
    made.blocks.set_verts(state.blocks)
    made.loads.set_verts(state.loads)
    made.dots.set_verts(state.dots(style.pixels(axes, 1.0) * scale))
    made.dots.set_facecolor([theme.colour["pelvis"], theme.muted])
    return made


def axes_at(figure: Figure, box: Box) -> Axes:
    """Empty axes in a box of a figure."""
    left, bottom, right, top = box
    width, height = figure.bbox.size
    return figure.add_axes((left / width, bottom / height, (right - left) / width, (top - bottom) / height))


def _beside(figure: Figure, state: Scene, sizes: Array, scale: float) -> Array:
    """(n, 2) middles of labels: right or left of what they name, above or below it, wherever they cover least [m]."""
    lines = (*state.body, *state.arms, *state.furniture, *state.loads, *state.blocks)
    covered = np.concatenate([marks.dense(line, scene.DENSE * len(line)) for line in lines])
    chosen = np.zeros((len(sizes), 2))
    for label, (at, half, _), size in zip(chosen, state.labels, sizes, strict=True):
        wide, high = 0.5 * size * scale
        gap = half + _LABEL_PT * figure.dpi / style.POINTS * scale
        places = at + np.array([[gap + wide, 0.0], [-gap - wide, 0.0], [0.0, gap + high], [0.0, -gap - high]])
        places[:, 1] = np.maximum(places[:, 1], high)  # above the floor
        hits = [int(np.all(np.abs(covered - place) < [wide, high], axis=1).sum()) for place in places]
        label[:] = places[int(np.argmin(hits))]
    return chosen
