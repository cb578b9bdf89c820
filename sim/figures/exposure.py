"""The exposure strip: level by level from sacrum to head, what discs, facets, muscles and root openings meet.

Four quiet columns beside one ladder of joints. A ring is before, a dot is after, a line joins them: place says how
much, the colour only repeats the region.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from models.person import JOINTS

from . import letters, marks, style, words
from .exposurescales import Scale, scales_of
from .files import Panel
from .loads import REGION_OF_JOINT
from .shares import against_erect, before_of
from .style import PLAIN, Array, Look

if TYPE_CHECKING:
    from sim.explain.exposures import Exposure

WIDTH_PX, HEIGHT_PX = 900, 1500
COLUMNS = ("Discs", "Facets", "Muscles", "Root openings")
MEANING = ("compression", "a proxy", "strength used", "area")
_REGIONS = {"lumbar": "lumbar", "thoracic": "thorax", "cervical": "neck"}
_NAME_PT, _EDGE_PT, _GAP_PT = 42.0, 10.0, 16.0  # room for joint names; at the edges; between columns
_HEAD_PT, _HEADS_PT, _FOOT_PT = 58.0, 34.0, 36.0  # room for the heading, for the heads of columns, for the axes
_DOT_PT, _RING_PT, _STEM_PT = 3.8, 2.8, 2.8
_OPEN_ROWS = 1.25  # above a region, for its name and the range of its changes
_TICKS = 3
_SIDES: tuple[letters.Align, ...] = ("left", "center", "right")  # of the words of ticks
_CIRCLE = marks.circle(32)
_LETTER_PT = 6.4  # of a tick, so that two can both be read
_LONGEST = 50  # letters of the heading
_STEPS = [_OPEN_ROWS * (k > 0 and REGION_OF_JOINT[k] != REGION_OF_JOINT[k - 1]) for k in range(len(JOINTS))]
ROWS = np.arange(len(JOINTS)) + np.cumsum(_STEPS)


@dataclass(frozen=True)
class ExposureArtists(Panel):
    """What ``draw_exposure`` has drawn; ``update`` shows another exposure in the same artists.

    Attributes:
        axes: pixels of the panel both ways. look: its colours.
        bands: behind the regions. rules: where nothing has changed, one a column. grid: lines at round values.
        stems: from before to after. rings: before. dots: after.
        joints: 25 names. heads, meanings: of the four columns. regions: their names. values: range of their changes.
        ticks: three a column. nothing: where nobody measured. sacrum: below the lowest joint. heading: words above.
    """

    axes: Axes
    look: Look
    bands: PolyCollection
    grid: LineCollection
    rules: LineCollection
    stems: LineCollection
    rings: PolyCollection
    dots: PolyCollection
    joints: tuple[Text, ...]
    heads: tuple[Text, ...]
    meanings: tuple[Text, ...]
    values: tuple[Text, ...]
    regions: tuple[Text, ...]
    ticks: tuple[Text, ...]
    nothing: Text
    sacrum: Text
    heading: letters.Heading

    def update(self, found: Exposure) -> None:
        """Show another exposure in place."""
        _fill(self, found)


def draw_exposure(found: Exposure, ax: Axes | None = None, look: Look = PLAIN) -> ExposureArtists:
    """Draw the exposure strip.

    Args:
        found: what ``sim.exposure`` answers.
        ax: axes to draw on; without it a new figure of 900 x 1500 pixels is made.
        look: colours.
    """
    axes = style.new_axes(WIDTH_PX, HEIGHT_PX, (0.0, 0.0, 1.0, 0.99), look) if ax is None else ax
    style.bare(axes)
    theme = look.theme

    def texts(count: int, **more: object) -> tuple[Text, ...]:
        return tuple(letters.write(axes, look=look, **more) for _ in range(count))  # type: ignore[arg-type]

    artists = ExposureArtists(
        axes=axes,
        look=look,
        bands=style.fills(axes, 0, facecolors=theme.ghost, edgecolors="none"),
        grid=style.lines(axes, 1, colors=theme.faint, linewidths=style.HAIRLINE),
        rules=style.lines(axes, 2, colors=theme.pale, linewidths=style.FINE),
        stems=style.lines(axes, 3, linewidths=_STEM_PT),
        rings=style.fills(axes, 4, facecolors=theme.paper, edgecolors=theme.muted, linewidths=style.FINE),
        dots=style.fills(axes, 5, linewidths=style.HAIRLINE),
        joints=tuple(
            letters.write(axes, size=style.LABEL, colour=theme.text_colour[region], align="right")
            for region in REGION_OF_JOINT
        ),
        heads=texts(len(COLUMNS), size=style.LABEL, bold=True, align="center", baseline="bottom"),
        meanings=texts(len(COLUMNS), size=style.SMALL, colour=theme.muted, align="center", baseline="bottom"),
        regions=tuple(
            letters.write(axes, size=style.LABEL, colour=theme.text_colour[region], bold=True, align="right")
            for region in _REGIONS
        ),
        values=tuple(
            letters.write(axes, size=style.SMALL, colour=theme.text_colour[region], bold=True, align="center")
            for region in _REGIONS
            for _ in COLUMNS
        ),
        ticks=texts(_TICKS * len(COLUMNS), size=style.SMALL, colour=theme.muted, align="center", baseline="top"),
        nothing=letters.write(axes, size=style.SMALL, colour=theme.muted, align="center"),
        sacrum=letters.write(axes, size=style.SMALL, colour=theme.muted, align="right"),
        heading=letters.write_heading(axes, look),
    )
    _fill(artists, found)
    return artists


@dataclass(frozen=True)
class _Layout:
    """Where everything stands [px].

    Attributes:
        point: a typographic point. pitch: height of a row. y: (25,) of the joints.
        names: right edge of the joints' names. lefts: (4,) of the columns; wide: each of them.
        ceiling: where the heads of the columns begin.
    """

    point: float
    pitch: float
    y: Array
    names: float
    lefts: Array
    wide: float
    ceiling: float


def _laid_out(axes: Axes) -> _Layout:
    point = style.pixels(axes, 1.0)
    floor, ceiling = _FOOT_PT * point, axes.bbox.height - (_HEAD_PT + _HEADS_PT) * point
    pitch = (ceiling - floor) / (ROWS[-1] + 2.6)
    first = (_EDGE_PT + _NAME_PT) * point
    room = (axes.bbox.width - first - 0.5 * _EDGE_PT * point) / len(COLUMNS)
    lefts = first + room * np.arange(len(COLUMNS)) + 0.5 * _GAP_PT * point
    return _Layout(
        point, pitch, floor + (ROWS + 0.9) * pitch, first - 6 * point, lefts, room - _GAP_PT * point, ceiling
    )


def _fill(artists: ExposureArtists, found: Exposure) -> None:
    axes = artists.axes
    axes.set_xlim(0, axes.bbox.width)
    axes.set_ylim(0, axes.bbox.height)
    at, scales = _laid_out(axes), scales_of(found)
    _fill_marks(artists, scales, at)
    _fill_lines(artists, scales, at)
    _write_columns(artists, scales, at)
    _write_regions(artists, scales, at)
    for joint, text in enumerate(artists.joints):
        letters.put(text, at.names, at.y[joint], JOINTS[joint])
    letters.put(
        artists.nothing, at.lefts[3] + 0.5 * at.wide, float(at.y[_rows("thoracic")].mean()), "no numbers\nfound"
    )
    letters.put(artists.sacrum, at.names, at.y[0] - 0.95 * at.pitch, "sacrum")
    _write_heading(artists, found, at.point)


def _fill_lines(artists: ExposureArtists, scales: list[Scale], at: _Layout) -> None:
    """Where nothing has changed and both ends of each scale, region by region; behind the thorax a band."""
    rules: list[Array] = []
    grid: list[Array] = []
    for left, scale in zip(at.lefts, scales, strict=True):
        for region in _REGIONS:
            known = [k for k in _rows(region) if not np.isnan(scale.value[k])]
            if known:
                ends = np.array([at.y[known[0]] - 0.6 * at.pitch, at.y[known[-1]] + 0.6 * at.pitch])
                for share, lines in ((0.0, grid), (scale.same, rules), (1.0, grid)):
                    lines.append(np.column_stack([np.full(2, left + share * at.wide), ends]))
    artists.rules.set_segments(rules)
    artists.grid.set_segments(grid)
    thorax = at.y[_rows("thoracic")]
    band = thorax[0] - 0.62 * at.pitch, thorax[-1] + 1.55 * at.pitch
    artists.bands.set_verts([marks.rectangle(0.0, artists.axes.bbox.width, *band)])


def _write_columns(artists: ExposureArtists, scales: list[Scale], at: _Layout) -> None:
    """Above each column what it shows, below it its ticks; two that would touch are one."""
    for text, meaning, left, word, what in zip(
        artists.heads, artists.meanings, at.lefts, COLUMNS, MEANING, strict=True
    ):
        letters.put(text, left + 0.5 * at.wide, at.ceiling + 18 * at.point, word)
        letters.put(meaning, left + 0.5 * at.wide, at.ceiling + 6 * at.point, what)
    low = at.y[0] - 0.8 * at.pitch - 5 * at.point
    for column, (left, scale) in enumerate(zip(at.lefts, scales, strict=True)):
        ticks = artists.ticks[_TICKS * column : _TICKS * (column + 1)]
        rule = "0" if scale is scales[-1] else "1"
        for text, share, word, side in zip(
            ticks, (0.0, scale.same, 1.0), (scale.ticks[0], rule, scale.ticks[1]), _SIDES, strict=True
        ):
            text.set_horizontalalignment(side)
            apart = abs(share - scale.same) * at.wide > _LETTER_PT * (len(word) + 1) * at.point
            letters.put(text, left + share * at.wide, low, word if side == "center" or apart else "")


def _write_regions(artists: ExposureArtists, scales: list[Scale], at: _Layout) -> None:
    """Above each region its name and, column by column, the range of its changes."""
    slot = 0
    for (region, name), text in zip(_REGIONS.items(), artists.regions, strict=True):
        rows = np.array(_rows(region))
        top = at.y[rows[-1]] + 1.05 * at.pitch
        letters.put(text, at.names, top, name)
        for left, scale in zip(at.lefts, scales, strict=True):
            letters.put(artists.values[slot], left + 0.5 * at.wide, top, scale.between(rows))
            slot += 1


def _fill_marks(artists: ExposureArtists, scales: list[Scale], at: _Layout) -> None:
    """A ring before, a dot after and what joins them."""
    theme = artists.look.theme
    colours = [theme.colour[region] for region in REGION_OF_JOINT]
    stems, rings, dots, faces, strokes = [], [], [], [], []
    for scale, left in zip(scales, at.lefts, strict=True):
        rule = left + scale.same * at.wide
        for k in np.flatnonzero(~np.isnan(scale.at)):
            x, y = left + float(scale.at[k]) * at.wide, at.y[k]
            stems.append(np.array([[rule, y], [x, y]]))
            strokes.append(theme.tint(colours[k], 0.35))
            rings.append([rule, y] + _RING_PT * at.point * _CIRCLE)
            dots.append([x, y] + _DOT_PT * at.point * _CIRCLE)
            faces.append(colours[k])
    artists.stems.set_segments(stems)
    artists.stems.set_color(strokes)
    artists.rings.set_verts(rings)
    artists.dots.set_verts(dots)
    artists.dots.set_facecolor(faces)
    artists.dots.set_edgecolor([theme.edge(face, 0.35) for face in faces])


def _rows(region: str) -> list[int]:
    return [k for k, name in enumerate(REGION_OF_JOINT) if name == region]


def _write_heading(artists: ExposureArtists, found: Exposure, point: float) -> None:
    said = words.title(found.result, artists.look.language)
    if len(said) > _LONGEST:
        said = f"{said[: _LONGEST - 2].rstrip()} …"
    beside_erect = against_erect(found.result) or before_of(found.result) is None
    before = "standing erect" if beside_erect else "the same posture untilted"
    key = f"ring: before, {before} · dot: after\nright: more to bear, more room for a root · exposure, not disease"
    artists.heading.update(said, key)
    for text in (artists.heading.heading, artists.heading.key):
        text.set_x(_EDGE_PT * point / artists.axes.bbox.width)
