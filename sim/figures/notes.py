"""What is written and ruled on a posture: construction lines, plumb line, line of sight, and their labels.

Each label stands directly to the left of what it names; labels that would touch are moved apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from sim.chain import HEAD, place

from . import keys, letters, marks, measures, rules, skeleton, stage, style, words
from .letters import Align
from .rules import Frame, Room
from .shapes import BACK, SIDE
from .style import Array, Look

_BOB = np.array([[-0.30, 0.9], [0.30, 0.9], [0.60, 0.2], [0.0, -1.9], [-0.60, 0.2]])
_BOB_PT, _BOB_HEIGHT_PT = 6.5, 22.0  # size, and height above the edge of the panel
_LABELS = 4
_BLOCK_PT, _LEAST_BLOCK_PT = 36.0, 29.0  # height of a label: name and value
_BEYOND_PT, _LEAST_SIGHT_PT = 3.0, 7.5  # how far labels of a narrow panel reach into the margin; smallest of them
_KEY_WIDTH_PT = 118.0  # room for heading and key beside the head
_STILL_M = 0.005  # C7 has not moved backward
_TOGETHER_PT = 20.0  # two lines of sight this near have one label
_STEEP_RAD = np.radians(10.0)
_FEW, _BETWEEN = 8, 80  # a line of so few points is measured at so many between them


@dataclass(frozen=True)
class Notes:
    """Rules and labels of one posture.

    Attributes:
        axes: where. view: side or back. look: colours and language. room: what is for words.
        lines: construction lines.
        plumb: plumb line from C7 and its distance to the sacrum; plumb_before: before; bob: its end.
        sight, sight_before: lines of sight; eye: the eye.
        names, values: labels of the measures, from below upwards.
        plumb_name, plumb_value, sight_name, sight_value: labels. heading: words above.
    """

    axes: Axes
    view: str
    look: Look
    room: Room
    lines: LineCollection
    plumb: LineCollection
    plumb_before: LineCollection
    bob: PolyCollection
    sight: LineCollection
    sight_before: LineCollection
    eye: PolyCollection
    names: tuple[Text, ...]
    values: tuple[Text, ...]
    plumb_name: Text
    plumb_value: Text
    sight_name: Text
    sight_value: Text
    heading: letters.Heading

    def update(self, result: Any, drawn: list[Array]) -> None:
        """Fit the axes to what is drawn (polygons (n, 2) [m]) and write the notes of a result."""
        found = measures.drawn(result, self.view) if rules.names_angles(self.axes, self.room) else ()
        drawn = [*drawn, *(line for measure in found for line in measure.lines)]
        frame = rules.fit(self.axes, result, drawn, self.view, self.room)
        lies = stage.support(result) == stage.BED
        _fill_plumb(self, result, frame, shown=not lies)
        _fill_sight(self, result, frame, shown=not lies)
        ruled = [*drawn, *self.plumb.get_segments(), *self.plumb_before.get_segments()]
        _fill_measures(self, result, found, ruled, frame)
        _fill_heading(self, result, frame)

    @property
    def quizzed(self) -> tuple[Text, ...]:
        """What a quiz leaves blank, from above downwards."""
        labels = zip((self.sight_name, *self.names[::-1]), (self.sight_value, *self.values[::-1]), strict=True)
        return (*(text for label in labels for text in label), self.plumb_name, self.plumb_value)


def draw_notes(axes: Axes, view: str, look: Look, room: Room) -> Notes:
    """Empty notes; ``update`` fills them."""
    theme = look.theme

    def name(align: Align = "right") -> Text:
        return letters.write(axes, size=style.LABEL, colour=theme.muted, align=align, baseline="bottom")

    def value(align: Align = "right") -> Text:
        return letters.write(axes, look=look, size=style.VALUE, bold=True, align=align, baseline="top")

    return Notes(
        axes=axes,
        view=view,
        look=look,
        room=room,
        lines=style.lines(axes, 9.5, linewidths=style.FINE),
        plumb=style.lines(axes, 10, colors=theme.ink, linewidths=[style.FINE, style.STRONG]),
        plumb_before=style.lines(axes, 3, colors=theme.pale, linewidths=style.FINE),
        bob=style.fills(axes, 11, facecolors=theme.ink, edgecolors="none"),
        sight=style.lines(axes, 10, colors=theme.ink, linewidths=style.MEDIUM, linestyles=[(0, (4, 2))]),
        sight_before=style.lines(axes, 3, colors=theme.pale, linewidths=style.FINE),
        eye=style.fills(axes, 11, facecolors=theme.ink, edgecolors="none"),
        names=tuple(name() for _ in range(_LABELS)),
        values=tuple(value() for _ in range(_LABELS)),
        plumb_name=name(),
        plumb_value=value(),
        sight_name=name("left"),
        sight_value=value("left"),
        heading=letters.write_heading(axes, look),
    )


def _fill_plumb(notes: Notes, result: Any, frame: Frame, shown: bool) -> None:
    """The line that a bob hung from C7 would take, and its distance from the sacrum."""
    for artist in (notes.plumb, notes.plumb_before, notes.bob):
        artist.set_visible(shown)
    point, end = frame.point, frame.bottom + _BOB_HEIGHT_PT * frame.point
    tops = rules.plumb_lines(result, notes.view)
    lines = [np.array([top, [top[0], end]]) for top, _ in tops]
    top, sacrum = tops[-1]
    notes.plumb.set_segments([lines[-1], np.array([sacrum, [top[0], sacrum[1]]])])
    notes.plumb_before.set_segments(lines[:-1])
    notes.bob.set_verts([np.array([top[0], end]) + _BOB_PT * point * _BOB])
    every = [line[0, 0] for line in lines]
    names = rules.names_angles(notes.axes, notes.room)
    still = top[0] > every[0] - _STILL_M and not notes.room.spare_pt[0]
    ahead = notes.view == SIDE and (still or not names)
    x = max(every) + 9 * point if ahead else min(every) - 9 * point
    shown = shown and notes.room.labels
    language = notes.look.language
    y = frame.bottom + 18 * point
    for text in (notes.plumb_name, notes.plumb_value):
        text.set_horizontalalignment("left" if ahead else "right")
    letters.put(notes.plumb_name, x, y, words.plumb(notes.view, language) if shown else "")
    letters.put(notes.plumb_value, x, y - point, words.plumb_offset(result, notes.view, language) if shown else "")


def _fill_sight(notes: Notes, result: Any, frame: Frame, shown: bool) -> None:
    if notes.view == BACK:
        return
    for artist in (notes.sight, notes.sight_before, notes.eye):
        artist.set_visible((shown and notes.room.labels) or artist is notes.eye)
    lines, point = rules.sight_lines(result), frame.point
    notes.sight.set_segments(lines[-1:])
    notes.sight_before.set_segments(lines[:-1])
    eye = place(result.pose, HEAD, skeleton.eye(result.person))[:2]
    notes.eye.set_verts([eye + 2.0 * point * marks.circle(16)])
    (x, y), (_, end) = now = lines[-1]
    if abs(end - y) > np.sin(_STEEP_RAD) * rules.SIGHT_M:  # on the open side of a steep line, off the face
        x, above = x + 14 * point, y + (19 if end < y else -17) * point
        below = above - 2 * point
    else:
        together = abs(lines[0][0, 1] - y) < _TOGETHER_PT * point
        heights = np.concatenate(lines if together else [now])[:, 1]
        x = max(line[0, 0] for line in lines) + 2 * point
        above, below = heights.max() + 4 * point, heights.min() - 5 * point
    shown, language = shown and notes.room.labels and frame.names_sight, notes.look.language
    letters.put(notes.sight_name, x, above, words.line_of_sight(language) if shown else "")
    letters.put(notes.sight_value, x, below, words.gaze(result, language) if shown else "")
    room = style.pixels(notes.axes, (frame.right - x) / point + _BEYOND_PT)
    for text, size in ((notes.sight_name, style.LABEL), (notes.sight_value, style.VALUE)):
        letters.shrink(text, size, _LEAST_SIGHT_PT, room)


def _fill_heading(notes: Notes, result: Any, frame: Frame) -> None:
    """Top left; without room for the angles top right, without the key, if nothing else stands there."""
    beside, language = rules.names_angles(notes.axes, notes.room), notes.look.language
    for text in (notes.heading.heading, notes.heading.key):
        text.set_horizontalalignment("left" if beside else "right")
    sight = notes.sight_name.get_position()[1] + 2 * style.LABEL * frame.point
    crowded = not beside and sight > frame.top - style.HEADING * frame.point
    said = "" if crowded or not notes.room.labels else keys.heading_of_view(result, notes.view, language)
    room = style.pixels(notes.axes, _KEY_WIDTH_PT) if beside else None
    notes.heading.update(said, keys.key_of_posture(result, language) if beside else "", room)


def _fill_measures(
    notes: Notes, result: Any, found: tuple[measures.Drawn, ...], drawn: list[Array], frame: Frame
) -> None:
    lines = [line for measure in found for line in measure.lines]
    notes.lines.set_segments(lines)
    notes.lines.set_color([notes.look.theme.text_colour[measure.region] for measure in found for _ in measure.lines])
    axes, point = notes.axes, frame.point
    language = notes.look.language
    top = frame.top - letters.heading_pt(keys.key_of_posture(result, language)) * point
    most = (top - frame.floor) / (len(found) + 0.15) if found else 0.0
    block = float(np.clip(most, _LEAST_BLOCK_PT * point, _BLOCK_PT * point))
    wanted = [measure.height_m for measure in found]
    heights = letters.spread_apart(wanted, block, frame.floor + 0.6 * block, top - 0.55 * block)
    every = np.concatenate([line if len(line) > _FEW else marks.dense(line, _BETWEEN) for line in drawn])
    digits = words.decimals_of(result, [measure.field for measure in found])
    for text in (*notes.names[len(found) :], *notes.values[len(found) :]):
        letters.put(text, frame.left, frame.bottom, "")
    for measure, height, name, value in zip(found, heights, notes.names, notes.values, strict=False):
        beside = every[np.abs(every[:, 1] - height) < 0.6 * block, 0]
        x = min(beside, default=frame.left + rules.LEFT_PT * point) - 5 * point
        letters.put(name, x, height + point, words.measure(measure.field, language))
        said = words.angle(result, measure.field, digits, language)
        letters.put(value, x, height - point, said, notes.look.theme.text_colour[measure.region])
        room = style.pixels(axes, (x - frame.left) / point)
        letters.shrink(value, style.VALUE, style.SMALL, room)
        letters.shrink(name, style.LABEL, style.SMALL, room)
