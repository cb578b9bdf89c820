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
_LESS, _MORE = 1.25, 1.5  # least reach of the scale of ratios each way
_PERCENT = (5.0, 10.0, 15.0, 20.0, 30.0, 60.0)
_OPEN_ROWS = 1.25  # above a region, for its name and the range of its changes
_TICKS = 3
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
class _Scale:
    """One column: where its values lie between 0 (left) and 1 (right), and how they are called."""

    value: Array  # (25,)
    at: Array  # (25,)
    same: float
    ticks: tuple[str, str]

    def between(self, rows: Array) -> str:
        """The range of some rows: ``×0.62 to ×1.29``."""
        known = self.value[rows][~np.isnan(self.value[rows])]
        if not len(known):
            return ""
        percent = self.ticks[0].endswith("%")
        said = [_percent(value) if percent else f"×{value:.2f}" for value in (known.min(), known.max())]
        return said[0] if said[0] == said[1] else f"{said[0]} to {said[1]}"


def _percent(value: float) -> str:
    size = words.number(value)
    return f"{size} %" if value < 0 or size == "0" else f"+{size} %"


def _scales(found: Exposure) -> list[_Scale]:
    """Ratios on one logarithmic scale for all three, root openings in percent."""
    ratios = [np.asarray(ratio) for ratio in (found.disc_ratio, found.facet_ratio, found.muscle_ratio)]
    every = np.concatenate([np.log(ratio) for ratio in ratios])
    low, high = _reach(-float(np.nanmin(every)), _LESS), _reach(float(np.nanmax(every)), _MORE)
    width = np.log(low) + np.log(high)
    same = float(np.log(low) / width)
    scales = [_Scale(ratio, same + np.log(ratio) / width, same, (f"÷{low:g}", f"×{high:g}")) for ratio in ratios]
    area = np.asarray(found.foramen_area_percent)
    less, more = (
        next(end for end in _PERCENT if end >= largest or end == _PERCENT[-1])
        for largest in (-float(np.nanmin(area)), float(np.nanmax(area)))
    )
    same, ends = less / (less + more), (_percent(-less), _percent(more))
    return [*scales, _Scale(area, same + area / (less + more), same, ends)]


def _reach(largest: float, least: float) -> float:
    """A round factor that holds the largest one (given as its logarithm)."""
    known = (least, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 10.0, 20.0, 50.0)
    return next((k for k in known if k >= least and np.log(k) >= largest), float(np.exp(largest)))


def _fill(artists: ExposureArtists, found: Exposure) -> None:
    axes = artists.axes
    width, height = axes.bbox.width, axes.bbox.height
    point = style.pixels(axes, 1.0)
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    floor, ceiling = _FOOT_PT * point, height - (_HEAD_PT + _HEADS_PT) * point
    pitch = (ceiling - floor) / (ROWS[-1] + 2.6)
    y = floor + (ROWS + 0.9) * pitch
    first = (_EDGE_PT + _NAME_PT) * point
    room = (width - first - 0.5 * _EDGE_PT * point) / len(COLUMNS)
    wide = room - _GAP_PT * point
    lefts = first + room * np.arange(len(COLUMNS)) + 0.5 * _GAP_PT * point

    scales = _scales(found)
    _fill_marks(artists, scales, lefts, wide, y, point)
    low, thorax = y[0] - 0.8 * pitch, _rows("thoracic")
    rules: list[Array] = []
    grid: list[Array] = []
    for left, scale in zip(lefts, scales, strict=True):
        for region in _REGIONS:
            known = [k for k in _rows(region) if not np.isnan(scale.value[k])]
            if known:
                ends = np.array([y[known[0]] - 0.6 * pitch, y[known[-1]] + 0.6 * pitch])
                for at, lines in ((0.0, grid), (scale.same, rules), (1.0, grid)):
                    lines.append(np.column_stack([np.full(2, left + at * wide), ends]))
    artists.rules.set_segments(rules)
    artists.grid.set_segments(grid)
    band = y[thorax[0]] - 0.62 * pitch, y[thorax[-1]] + 1.55 * pitch
    artists.bands.set_verts([marks.rectangle(0.0, width, *band)])
    for joint, text in enumerate(artists.joints):
        letters.put(text, first - 6 * point, y[joint], JOINTS[joint])
    for text, meaning, left, word, what in zip(artists.heads, artists.meanings, lefts, COLUMNS, MEANING, strict=True):
        letters.put(text, left + 0.5 * wide, ceiling + 18 * point, word)
        letters.put(meaning, left + 0.5 * wide, ceiling + 6 * point, what)
    for column, (left, scale) in enumerate(zip(lefts, scales, strict=True)):
        rule = "0" if scale is scales[-1] else "1"
        for side, at, word in ((0, 0.0, scale.ticks[0]), (1, scale.same, rule), (2, 1.0, scale.ticks[1])):
            text = artists.ticks[_TICKS * column + side]
            text.set_horizontalalignment(("left", "center", "right")[side])
            apart = abs(at - scale.same) * wide
            letters.put(
                text,
                left + at * wide,
                low - 5 * point,
                word if side == 1 or apart > _LETTER_PT * (len(word) + 1) * point else "",
            )
    slot = 0
    for region, name, text in zip(_REGIONS, _REGIONS.values(), artists.regions, strict=True):
        top = y[_rows(region)[-1]] + 1.05 * pitch
        letters.put(text, first - 6 * point, top, name)
        rows = np.array(_rows(region))
        for left, scale in zip(lefts, scales, strict=True):
            letters.put(artists.values[slot], left + 0.5 * wide, top, scale.between(rows))
            slot += 1
    letters.put(artists.nothing, lefts[3] + 0.5 * wide, float(y[thorax].mean()), "no numbers\nfound")
    letters.put(artists.sacrum, first - 6 * point, y[0] - 0.95 * pitch, "sacrum")
    _write_heading(artists, found, point)


def _fill_marks(
    artists: ExposureArtists, scales: list[_Scale], lefts: Array, wide: float, y: Array, point: float
) -> None:
    """A ring before, a dot after and what joins them."""
    theme = artists.look.theme
    colours = [theme.colour[region] for region in REGION_OF_JOINT]
    stems, rings, dots, faces, strokes = [], [], [], [], []
    for scale, left in zip(scales, lefts, strict=True):
        rule = left + scale.same * wide
        for k in np.flatnonzero(~np.isnan(scale.at)):
            x = left + float(scale.at[k]) * wide
            stems.append(np.array([[rule, y[k]], [x, y[k]]]))
            strokes.append(theme.tint(colours[k], 0.35))
            rings.append([rule, y[k]] + _RING_PT * point * _CIRCLE)
            dots.append([x, y[k]] + _DOT_PT * point * _CIRCLE)
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
