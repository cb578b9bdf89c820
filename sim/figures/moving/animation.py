"""A movement that moves: the posture, and beside it what every joint bears, frame by frame.

The solved postures are points on the way; frames between them are interpolated, coordinate by coordinate, so that the
picture runs smoothly. It shows a row of balances: there is no speed and no inertia in it, and it says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from scipy.interpolate import PchipInterpolator

from models.person import JOINTS
from sim import report
from sim.chain import place_bodies
from sim.motion import told

from .. import letters, marks, style, words
from ..files import Sheet
from ..loads import REGION_OF_JOINT
from ..shapes import PROJECTION
from ..style import PLAIN, Array, Look
from . import figurine
from .curves import steps_between
from .figurine import ABOVE, FigurineArtists
from .strip import view_of, window

WIDTH_PX, HEIGHT_PX = 960, 640
_MARGIN, _TITLE, _ANGLE, _TRACK, _FOOTER = 0.03, 0.935, 0.155, 0.095, 0.028  # as shares of the figure
_POSTURE = (0.03, 0.20, 0.50, 0.90)  # left, bottom, right, top
_LOADS = (0.545, 0.20, 0.97, 0.90)
_NAME_PT, _HEAD_PT, _TICK_PT, _VALUE_PT = 44.0, 24.0, 12.0, 34.0
_NAMED = ("L4-L5", "T12-L1", "T4-T5", "C4-C5")
_KEY_PT = 7.6
_BAR = 0.34  # half height, in rows


@dataclass(frozen=True)
class AnimationArtists(Sheet):
    """One frame; ``update`` shows another place on the way in the same artists.

    Attributes:
        figure: 960 x 640 pixels. movement, look: what moves, and its colours.
        posture: its axes [m]. postures: the body; ghost: where it starts; plumb: over the ankles.
        loads: its axes; bars: compression of each joint; starts: at the start. names, values: of four joints.
        angle: where the movement stands; track, dot: the same on a line.
        title, heading, footer: words.
    """

    figure: Figure
    movement: Any
    look: Look
    way: _Way
    posture: Axes
    postures: FigurineArtists
    ghost: LineCollection
    plumb: LineCollection
    loads: Axes
    bars: PolyCollection
    starts: LineCollection
    values: tuple[Text, ...]
    angle: Text
    track: LineCollection
    dot: PolyCollection

    def update(self, share: float) -> None:
        """Show the posture and the loads of another place: 0 is the start of the way, 1 its end."""
        _show(self, share)


class _Way:
    """The movement between its solved postures."""

    def __init__(self, movement: Any):
        self.person, self.view = movement.person, view_of(movement)
        self.upper = told.of_the_head(movement) and self.view != ABOVE
        self.feet = movement.movement == "squat"
        self.at = np.asarray(movement.at, dtype=float)
        self._q = PchipInterpolator(self.at, np.stack([result.pose.q for result in movement.results]))
        self._loads = PchipInterpolator(self.at, movement.compression_N)

    def place(self, share: float) -> float:
        """Where on the way [deg, or % of a cycle]."""
        return float(self.at[0] + share * (self.at[-1] - self.at[0]))

    def figurine(self, share: float) -> figurine.Figurine:
        """The posture there."""
        pose = place_bodies(self.person, self._q(self.place(share)))
        return figurine.figurine(self.person, pose, self.view, self.upper, self.feet)

    def loads_N(self, share: float) -> Array:
        """(25,) compression there."""
        return np.asarray(self._loads(self.place(share)))


def draw_animation(movement: Any, look: Look = PLAIN) -> AnimationArtists:
    """The first frame of a movement.

    Args:
        movement: a ``Movement``.
        look: colours.
    """
    figure, theme, way = style.new_figure(WIDTH_PX, HEIGHT_PX, look), look.theme, _Way(movement)
    posture, loads = (figure.add_axes((x, y, right - x, top - y)) for x, y, right, top in (_POSTURE, _LOADS))
    track = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    for axes in (posture, loads, track):
        style.bare(axes)
    track.set_xlim(0.0, 1.0)
    track.set_ylim(0.0, 1.0)
    colours = [theme.colour[region] for region in REGION_OF_JOINT]
    made = AnimationArtists(
        figure=figure,
        movement=movement,
        look=look,
        way=way,
        posture=posture,
        plumb=style.lines(posture, 1, colors=theme.pale, linewidths=style.HAIRLINE, linestyles=[(0, (3, 3))]),
        ghost=style.lines(posture, 2, colors=theme.furniture, linewidths=style.HAIRLINE),
        postures=figurine.empty(posture, way.view, way.upper, look),
        loads=loads,
        bars=style.fills(loads, 3, facecolors=colours, edgecolors="none"),
        starts=style.lines(loads, 4, colors=theme.ink, linewidths=style.FINE),
        values=tuple(
            letters.write(loads, size=style.LABEL, colour=theme.text_colour[_region(name)], bold=True)
            for name in _NAMED
        ),
        angle=letters.write_on(figure, look=look, size=style.HEADING, bold=True, align="center"),
        track=style.lines(track, 1, colors=theme.pale, linewidths=style.MEDIUM),
        dot=style.fills(track, 2, facecolors=theme.ink, edgecolors=theme.paper, linewidths=style.FINE),
    )
    with style.settled():
        _lay_out(made)
        _show(made, 0.0)
    return made


def _region(joint: str) -> str:
    return REGION_OF_JOINT[JOINTS.index(joint)]


def _lay_out(made: AnimationArtists) -> None:
    """What stands still: windows, scales and words."""
    way, look, figure = made.way, made.look, made.figure
    theme, shares = look.theme, np.linspace(0.0, 1.0, len(way.at))
    start = figurine.figurine(way.person, made.movement.start.pose, way.view, way.upper, way.feet)
    every = [line for share in shares for line in way.figurine(float(share)).all()]
    low, high = window([*every, *start.all()])
    box = made.posture.bbox
    scale = float(np.max((high - low) / [box.width, box.height]))
    x, y = (low[0] + high[0] - box.width * scale) / 2, low[1]
    made.posture.set_xlim(x, x + box.width * scale)
    made.posture.set_ylim(y, y + box.height * scale)
    made.ghost.set_segments(start.outline())
    if not way.upper and way.view != ABOVE:
        ankle = way.person.ankle_m[PROJECTION[way.view][0]]
        made.plumb.set_segments([np.array([[ankle, low[1]], [ankle, high[1]]])])
    _lay_out_loads(made)
    made.track.set_segments([np.array([[_POSTURE[0], _TRACK], [_LOADS[2], _TRACK]])])
    title = letters.write_on(figure, look=look, size=style.STATEMENT, bold=True)
    footer = letters.write_on(figure, size=_KEY_PT, colour=theme.muted)
    letters.put(title, _MARGIN, _TITLE, told.title(made.movement))
    room = (1 - 2 * _MARGIN) * WIDTH_PX
    if not letters.shrink(title, style.STATEMENT, style.SMALL, room):
        letters.cut(title, room)
    version = report.software()["version"]
    said = (
        f"{len(way.at)} postures in balance, frames between them interpolated: no speed, no inertia"
        f" · Plumbline {version} · teaching model, not medical advice"
    )
    letters.put(footer, _MARGIN, _FOOTER, said)
    letters.shrink(footer, _KEY_PT, 5.0, room)


def _lay_out_loads(made: AnimationArtists) -> None:
    """One scale for the whole way; ticks, names, and a mark for each joint at the start."""
    axes, theme = made.loads, made.look.theme
    point = style.pixels(axes, 1.0)
    wide, high = axes.bbox.width / point, axes.bbox.height / point
    most = max(float(made.movement.compression_N.max()), 1.0)
    ticks = steps_between(0.0, most, 5)
    newton = float(ticks[-1]) / (wide - _NAME_PT - _VALUE_PT)
    axes.set_xlim(-_NAME_PT * newton, float(ticks[-1]) + _VALUE_PT * newton)
    row = len(JOINTS) / (high - _HEAD_PT - _TICK_PT)
    axes.set_ylim(-0.7 - _TICK_PT * row, len(JOINTS) - 0.7 + _HEAD_PT * row)
    grid = style.lines(axes, 1, colors=theme.faint, linewidths=style.HAIRLINE)
    grid.set_segments([np.array([[tick, -0.7], [tick, len(JOINTS) - 0.4]]) for tick in ticks])
    heading = letters.write(axes, look=made.look, size=style.LABEL, bold=True)
    letters.put(heading, -_NAME_PT * newton, len(JOINTS) - 0.7 + 0.62 * _HEAD_PT * row, "Compression")
    key = letters.write(axes, size=_KEY_PT, colour=theme.muted, align="right")
    said = "newtons · line: standing" if made.movement.walks else "newtons · line: start"
    letters.put(key, float(ticks[-1]) + _VALUE_PT * newton, len(JOINTS) - 0.7 + 0.62 * _HEAD_PT * row, said)
    for tick in ticks:
        text = letters.write(axes, size=style.SMALL, colour=theme.muted, align="center", baseline="top")
        letters.put(text, float(tick), -0.9, f"{tick:g}")
    for name in _NAMED:
        text = letters.write(axes, size=style.SMALL, colour=theme.text_colour[_region(name)], align="right")
        letters.put(text, -5.0 * newton, JOINTS.index(name), name)
    begun = made.movement.start.joints.compression_N
    made.starts.set_segments([np.array([[load, k - 0.45], [load, k + 0.45]]) for k, load in enumerate(begun)])


def _show(made: AnimationArtists, share: float) -> None:
    """What moves."""
    way, loads = made.way, made.way.loads_N(share)
    made.postures.fill([way.figurine(share)])
    made.bars.set_verts([marks.rectangle(0.0, load, k - _BAR, k + _BAR) for k, load in enumerate(loads)])
    newton = np.ptp(made.loads.get_xlim()) / made.loads.bbox.width * style.pixels(made.loads, 1.0)
    begun = made.movement.start.joints.compression_N
    for text, name in zip(made.values, _NAMED, strict=True):
        k = JOINTS.index(name)
        letters.put(text, max(float(loads[k]), float(begun[k])) + 4.0 * newton, k, f"{loads[k]:.0f}")
    x = _POSTURE[0] + share * (_LOADS[2] - _POSTURE[0])
    made.dot.set_verts([[x, _TRACK] + 0.011 * np.array([1.0, WIDTH_PX / HEIGHT_PX]) * marks.circle()])
    said = f"{way.place(share):.0f}{' % of the cycle' if made.movement.walks else '°'}"
    middle = (_POSTURE[0] + _POSTURE[2]) / 2
    letters.put(made.angle, middle, _ANGLE, said.replace("-", words.MINUS))
