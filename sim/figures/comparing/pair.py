"""Two postures side by side: the spines to one scale with their hips on one level, the whole bodies on one floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim import asked, report

from .. import letters, rules, shapes, skeleton, stage, style, words
from ..posture import PostureArtists, draw_posture
from ..shapes import BACK, PROJECTION, SIDE
from ..shares import leaves_sagittal_plane
from ..style import PLAIN, Array, Look
from .floor import Box, FloorArtists, Told, axes_at, draw_floor
from .sentences import fold

_NAME_PT, _STATE_PT = 12.0, 18.4  # from the top of a panel to the baseline of its heading, and to what that says
_ROW_PX, _ROWS = 27.0, 6  # of what it says
_FLOOR_PX = 240.0  # height of the room of the whole bodies where they stand below the spines
_BESIDE, _BESIDE_LEAST_PX = 0.64, 190.0  # the same, of the spines' room, where they stand beside them; its least width
_MEASURE_PX, _MEASURE_WIDE_PX = 74.0, 250.0  # a measure: its name over its value
_MEASURES = 3  # at most, over one another
_GAP_PX, _EDGE_PX = 20.0, 4.0
_BOB_PX = 40.0  # room for the bob under what is drawn
_LEVEL_M = 0.03  # hips whose heights differ by more are seen on a floor
_SEEN_M, _SEEN_SHARE = 0.003, 0.03  # what moves less, or is loaded otherwise by less, is not seen


@dataclass(frozen=True)
class PairArtists:
    """What ``draw_pair`` has drawn; of most, one for before and one for after.

    Attributes:
        view: ``"side"`` or ``"back"``, the same for both.
        before, after: the spines to one scale, hips on one level; pale behind *after*, *before* on the same hips.
        floor: whole bodies on one floor, beside the spines or, where these need the width, below; None where both
            only stand.
        names, states: over the panels: before and after, and what each shows. key: how to read *after*.
        measures: below, of each panel: name and value of what its rules show.
    """

    view: str
    before: PostureArtists
    after: PostureArtists
    floor: FloorArtists | None
    names: tuple[Text, ...]
    states: tuple[Text, ...]
    key: Text
    measures: tuple[tuple[tuple[Text, Text], ...], ...]


def draw_pair(figure: Figure, before: Any, after: Any, boxes: tuple[Box, Box], look: Look = PLAIN) -> PairArtists:
    """Draw two results beside one another.

    Args:
        figure: where; its size is final.
        before, after: ``Result`` without a baseline; discs are shaded by their ``compression_ratio``.
        boxes: of the two panels: of one size, apart, at one height [px].
        look: colours.
    """
    results = before, after
    view = BACK if any(leaves_sagittal_plane(result) for result in results) else SIDE
    left, bottom, right, top = boxes[0]
    with style.settled():
        names, states, key, rows = _head(figure, before, after, boxes, look)
    postures = [
        draw_posture(result, axes_at(figure, box), view, look) for result, box in zip(results, boxes, strict=True)
    ]
    _fill_ghost(postures[1], before, after)
    seen = [_outline(one, result) for one, result in zip(postures, results, strict=True)]
    every = np.concatenate(seen)
    high = top - style.pixels(postures[0].axes, _STATE_PT) - rows * _ROW_PX - _GAP_PX
    low, aside, floor = bottom + _MEASURE_PX + _GAP_PX, 0.0, None
    if _need_floor(before, after):
        above = low + _BESIDE * (high - low)
        start = _reach_px(every, right - left, high - low, high - above) + _GAP_PX
        beside = right - left - start >= _BESIDE_LEAST_PX
        if beside:
            rooms = [(edge + start, low, end, above) for edge, _, end, _ in boxes]
        else:
            low = bottom + _FLOOR_PX + _GAP_PX
            rooms = [(edge, bottom, end - _MEASURE_WIDE_PX, bottom + _FLOOR_PX) for edge, _, end, _ in boxes]
            aside = right - left - _MEASURE_WIDE_PX + _GAP_PX
        told = [_legs(result, view) if beside else ("", "") for result in results]
        floor = draw_floor(figure, results, view, (rooms[0], rooms[1]), (told[0], told[1]), look)
    for posture, result, (edge, _, end, _) in zip(postures, results, boxes, strict=True):
        _place(posture, result, every, (edge, low, end, high))
    measures = tuple(
        _measures(figure, result, view, (edge + aside, bottom), aside > 0, look)
        for result, (edge, *_) in zip(results, boxes, strict=True)
    )
    return PairArtists(view, postures[0], postures[1], floor, names, states, key, measures)


def who(result: Any) -> str:
    """Whose posture it is, without the posture: ``adult male (75 kg, 1.75 m)``."""
    return asked.who(result.person)


def _state(result: Any, other: Any) -> str:
    """What a panel shows: who, where the other is somebody else, in which posture, with what done."""
    posture, doings = asked.posture(result.scenario), asked.doings(result.scenario)
    somebody = [who(result)] if who(result) != who(other) else []
    upright = ["drawn upright"] if stage.support(result) == stage.BED else []
    standing = [] if posture == "erect" and doings else [report.STANDING if posture == "erect" else posture]
    said = "; ".join([*somebody, *standing, *doings, *upright])
    return said[0].upper() + said[1:]


def _key(before: Any, after: Any) -> str:
    """How to read *after*: the pale shape behind it, and the shade of its discs; empty where neither is seen."""
    moved = after.pose.joint_m - before.pose.joint_m - (after.pose.hip_m - before.pose.hip_m)
    seen, loaded = np.abs(moved).max() > _SEEN_M, np.abs(after.joints.compression_ratio - 1.0).max() > _SEEN_SHARE
    return "\n".join(["pale: before, hips laid together"] * bool(seen) + ["darker disc: more load"] * bool(loaded))


def _head(
    figure: Figure, before: Any, after: Any, boxes: tuple[Box, Box], look: Look
) -> tuple[tuple[Text, ...], tuple[Text, ...], Text, int]:
    """Headings, what each panel shows, the key of *after*, and how many rows the longer of these has."""
    theme = look.theme
    width, height = figure.bbox.size
    point = figure.dpi / style.POINTS
    names = [letters.write_on(figure, size=style.HEADING, colour=theme.ink, bold=True) for _ in boxes]
    states = [letters.write_on(figure, size=style.LABEL, colour=theme.ink) for _ in boxes]
    key = letters.write_on(figure, size=style.SMALL, colour=theme.muted)
    rows = []
    for name, state, shown, box, said in zip(
        names, states, ((before, after), (after, before)), boxes, ("Before", "After"), strict=True
    ):
        left, _, right, top = box
        letters.put(name, left / width, (top - _NAME_PT * point) / height, said)
        letters.put(state, left / width, (top - _STATE_PT * point) / height, _state(*shown))
        state.set_verticalalignment("top")
        rows.append(fold(state, _state(*shown), right - left, _ROWS))
    for state, count in zip(states, rows, strict=True):  # as many rows each, so that the first ones are level
        state.set_text(state.get_text() + "\n " * (max(rows) - count))
    left, _, _, top = boxes[1]
    below = _STATE_PT * point + (max(rows) + 0.1) * _ROW_PX
    letters.put(key, left / width, (top - below) / height, _key(before, after))
    key.set_verticalalignment("top")
    return tuple(names), tuple(states), key, max(rows) + len(key.get_text().splitlines())


def _legs(result: Any, view: str) -> Told:
    """How far knees and hips are bent, in words; empty where they are not."""
    return words.of_body(result, view) if stage.bends_the_knees(result) else ("", "")


def _need_floor(before: Any, after: Any) -> bool:
    """Whether legs, arms, loads or what bears the body are part of what is compared."""
    if abs(after.pose.hip_m[1] - before.pose.hip_m[1]) > _LEVEL_M:
        return True
    return any(stage.bends_the_knees(one) or stage.is_more_than_standing(one) for one in (before, after))


def _fill_ghost(artists: PostureArtists, before: Any, after: Any) -> None:
    """Before behind after, on its hips, in the size of whoever it is."""
    person, view = before.person, artists.view
    pose = stage.moved(before.pose, after.pose.hip_m - before.pose.hip_m)
    hips = skeleton.hip_bones(person, view).placed(pose, view)
    arches, bodies = shapes.arches(person, view), shapes.bodies(person, view)
    above = [arches, bodies] if view == SIDE else [bodies, arches]
    solid = [polygon for part in (skeleton.sacrum(person, view), *above) for polygon in part.placed(pose, view)]
    artists.before.set_verts([*hips, *solid])
    artists.before.set_facecolor(["none"] * len(hips) + [artists.look.theme.ghost] * len(solid))
    artists.before_head.set_segments(skeleton.head(person, view).placed(pose, view)[:1])


def _outline(artists: PostureArtists, result: Any) -> Array:
    """(n, 2) every point that must be seen, from the hips [m]."""
    shown = [artists.pelvis, artists.arches, artists.bodies, artists.head, artists.soft, artists.props]
    if artists.notes.sight.get_visible():
        shown.append(artists.notes.sight)
    points = np.concatenate([np.asarray(path.vertices) for artist in shown for path in artist.get_paths()])
    c7, _ = rules.plumb_lines(result, artists.view)[-1]
    points = np.concatenate([points, [[c7[0], points[:, 1].min()]]])  # where the plumb line ends
    return np.asarray(points - result.pose.hip_m[PROJECTION[artists.view]])


def _scale(every: Array, width: float, height: float) -> float:
    """Metres a pixel at which everything fits into a room."""
    room = [width - 2 * _EDGE_PX, height - _BOB_PX - _EDGE_PX]
    return float(np.max(np.ptp(every, axis=0) / room))


def _reach_px(every: Array, width: float, height: float, below: float) -> float:
    """How far to the right anything reaches in a room, lower than so far below its top [px]."""
    scale = _scale(every, width, height)
    low = every[every[:, 1] < every[:, 1].max() - (below - _GAP_PX) * scale]
    return float((low[:, 0].max() - every[:, 0].min()) / scale) + _EDGE_PX


def _place(artists: PostureArtists, result: Any, every: Array, box: Box) -> None:
    """One spine into its room, so that hips are level; plumb line and eye to the new scale.

    What is said of them stands below the panels instead.
    """
    left, bottom, right, top = box
    width, height = artists.axes.figure.bbox.size
    old = np.ptp(artists.axes.get_xlim()) / artists.axes.bbox.width
    scale = _scale(every, right - left, top - bottom)
    hip = result.pose.hip_m[PROJECTION[artists.view]]
    spare = top - bottom - _BOB_PX - np.ptp(every[:, 1]) / scale  # of the height, where the width decides
    x = hip[0] + every[:, 0].min() - _EDGE_PX * scale
    y = hip[1] + every[:, 1].min() - (_BOB_PX + spare / 2) * scale
    artists.axes.set_position((left / width, bottom / height, (right - left) / width, (top - bottom) / height))
    artists.axes.set_xlim(x, x + (right - left) * scale)
    artists.axes.set_ylim(y, y + (top - bottom) * scale)
    notes, lowest = artists.notes, hip[1] + every[:, 1].min()
    for text in (*notes.names, *notes.values, notes.plumb_name, notes.plumb_value, notes.sight_name, notes.sight_value):
        text.set_visible(False)
    notes.heading.update("", "")
    notes.lines.set_segments([])
    c7, sacrum = rules.plumb_lines(result, artists.view)[-1]
    was, end = notes.plumb.get_segments()[0][1], np.array([c7[0], lowest - 0.4 * _BOB_PX * scale])
    notes.plumb.set_segments([np.array([c7, end]), np.array([sacrum, [c7[0], sacrum[1]]])])
    bob, eyes = ([np.asarray(path.vertices)[:-1] for path in artist.get_paths()] for artist in (notes.bob, notes.eye))
    notes.bob.set_verts([end + scale / old * (outline - was) for outline in bob])
    notes.eye.set_verts([eye.mean(axis=0) + scale / old * (eye - eye.mean(axis=0)) for eye in eyes])


def _measures(
    figure: Figure, result: Any, view: str, corner: tuple[float, float], stacked: bool, look: Look
) -> tuple[tuple[Text, Text], ...]:
    """What the rules of a posture show, in words: over one another beside a whole body, else beside one another."""
    found, theme = [], look.theme
    if stage.support(result) != stage.BED:
        found.append((words.plumb(view), words.plumb_offset(result, view)))
        if view == SIDE:
            found.append(("line of sight", words.gaze(result)))
    if stacked and stage.bends_the_knees(result):
        found.append(_legs(result, view))
    width, height = figure.bbox.size
    made = []
    for k, (said, size) in enumerate(found):
        x = corner[0] + (0.0 if stacked else k * _MEASURE_WIDE_PX)
        y = corner[1] + (_MEASURES - 1 - k) * _MEASURE_PX * stacked
        name = letters.write_on(figure, size=style.LABEL, colour=theme.muted)
        value = letters.write_on(figure, size=style.VALUE, colour=theme.ink, bold=True)
        letters.put(name, x / width, (y + 34.0) / height, said)
        letters.put(value, x / width, (y + 4.0) / height, size)
        made.append((name, value))
    return tuple(made)
