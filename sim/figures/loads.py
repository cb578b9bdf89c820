"""Compression at each joint, before and after, with the ratio: one row a joint, in the order of the spine.

Where people like this one were sampled, a line across each bar says where they are: thin nine of ten,
thick half of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from models.person import JOINTS
from sim.bandwords import INNER, OUTER

from . import keys, letters, style, words
from .files import Panel
from .posture import load_shade
from .shapes import DISCS
from .shares import before_of
from .style import PLAIN, Array, Look

_LEAST_N = 100.0  # end of the axis where next to nothing is borne
_GAP = 0.55  # rows left free between two regions
_AFTER, _BEFORE, _SWATCH = 0.27, 0.40, 0.26  # half heights of bars and of a disc's shade, in rows
_HEAD_ROWS, _FOOT_ROWS = 3.9, 1.8  # room for heading and axis
_HEAD_PT, _FOOT_PT = 45.0, 20.0  # at least
_LINE_PT, _HALO_PT = (1.0, 2.4), 0.9  # widths of the thin and thick lines of people; how much wider the paper below
_BELOW_KEY_PT = 14.0  # from a long key to the first row: the head of the ratios stands there
_NAME_PT, _RATIO_PT, _SHADE_PT = 52.0, 56.0, 15.0  # room for joint names and ratios; place of the disc shades
_KEY_ROWS = 4  # that say what the lines of people are
_TICKS, _TICK_PT, _DIGIT_PT = 6, 9.0, 6.0  # at most so many ticks, so far apart and a digit's width
REGION_OF_JOINT = (
    *style.REGION_OF_BODY[1:-1],
    "cervical",
)  # by the vertebra above; the neck carries the head


def _rows() -> Array:
    """(25,) height of each joint's row, from L5-S1 up, with a gap between regions."""
    first = [k > 0 and REGION_OF_JOINT[k] != REGION_OF_JOINT[k - 1] for k in range(len(JOINTS))]
    return np.arange(len(JOINTS)) + _GAP * np.cumsum(first)


ROWS = _rows()


@dataclass(frozen=True)
class LoadArtists(Panel):
    """What ``draw_loads`` has drawn; ``update`` shows another result in the same artists.

    Attributes:
        axes: newtons across, rows up. look: its colours and language.
        before, after: bars of compression, 25 each. people: where sampled people are: thin and thick lines across the
            bars, each on a wider one of paper; not visible without any. shades: the grey of each disc in the posture.
        grid: lines at round newtons. ticks: their labels.
        joints, ratios: 25 labels each, from L5-S1 up; newtons instead of ratios where nothing is before.
        heading: words above. ratio_heading: over the ratios.
    """

    axes: Axes
    look: Look
    before: PolyCollection
    after: PolyCollection
    people: LineCollection
    shades: PolyCollection
    grid: LineCollection
    ticks: tuple[Text, ...]
    joints: tuple[Text, ...]
    ratios: tuple[Text, ...]
    heading: letters.Heading
    ratio_heading: Text

    def update(self, result: Any) -> None:
        """Show another result in place."""
        _fill(self, result)
        if self.look.blank:
            letters.blank(self.quizzed)

    @property
    def quizzed(self) -> tuple[Text, ...]:
        """What a quiz leaves blank, in the order of reading."""
        rows = zip(self.joints[::-1], self.ratios[::-1], strict=True)
        return tuple(text for row in rows for text in row)


def draw_loads(result: Any, ax: Axes | None = None, look: Look = PLAIN) -> LoadArtists:
    """Draw compression by joint, before (pale) and after (solid), and how many times before.

    Args:
        result: a ``Result``.
        ax: axes to draw on; without it a new figure of 720 x 1080 pixels is made.
        look: its colours and language.
    """
    axes = style.new_axes(720, 1080, look=look) if ax is None else ax
    style.bare(axes)
    theme = look.theme
    colours = [theme.colour[region] for region in REGION_OF_JOINT]
    artists = LoadArtists(
        axes=axes,
        look=look,
        grid=style.lines(axes, 1, colors=theme.faint, linewidths=style.HAIRLINE),
        before=style.fills(axes, 2, facecolors=theme.ghost, edgecolors=theme.pale, linewidths=style.FINE),
        after=style.fills(axes, 3, facecolors=colours, edgecolors=[theme.edge(colour) for colour in colours]),
        people=_lines_of_people(axes, theme),
        shades=style.fills(axes, 3, edgecolors=theme.muted, linewidths=style.HAIRLINE),
        ticks=tuple(
            letters.write(axes, size=style.SMALL, colour=theme.muted, align="center", baseline="top")
            for _ in range(_TICKS)
        ),
        joints=tuple(
            letters.write(axes, size=style.SMALL, colour=theme.text_colour[region], align="right")
            for region in REGION_OF_JOINT
        ),
        ratios=tuple(letters.write(axes, look=look, size=style.SMALL, align="right") for _ in JOINTS),
        heading=letters.write_heading(axes, look),
        ratio_heading=letters.write(axes, size=style.SMALL, colour=theme.muted, align="right", baseline="bottom"),
    )
    artists.after.set_linewidth(style.HAIRLINE)
    artists.update(result)
    return artists


def _lines_of_people(axes: Axes, theme: style.Theme) -> LineCollection:
    """Ink on paper that is a little wider: to be seen on the bar, beside it, and one line on the other."""
    count = len(JOINTS)
    widths = [width for line in _LINE_PT for width in (line + _HALO_PT, line)]
    made = style.lines(
        axes,
        4,
        colors=[colour for _ in _LINE_PT for colour in (theme.paper, theme.ink) for _ in range(count)],
        linewidths=[width for width in widths for _ in range(count)],
    )
    made.set_capstyle("butt")  # ends at the newtons that it says
    return made


def round_up(value: float) -> float:
    """The next number of a ladder of round ones, so that an axis does not shake with every newton."""
    power = 10.0 ** np.floor(np.log10(max(value, 1.0)))
    return float(next(s * power for s in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if s * power >= value - 1e-9))


def round_steps(largest: float, most: int) -> Array:
    """At most ``most`` round numbers from zero up to ``largest``, in steps of 1, 2 or 5; or both ends."""
    if most < 3:
        return np.array([0.0, largest])
    power = 10.0 ** np.floor(np.log10(largest / most))
    step = next(s * power for s in (1, 2, 5, 10, 20, 50) if int(largest / (s * power) + 1e-9) + 1 <= most)
    return step * np.arange(int(largest / step + 1e-9) + 1)


def _heights(axes: Axes, head_pt: float) -> tuple[float, float]:
    """Limits in rows; words above and below keep their height where rows are low.

    Args:
        axes: the panel.
        head_pt: least height of what stands above the rows [pt].
    """
    height = axes.bbox.height / style.pixels(axes, 1.0)
    row = height / (ROWS[-1] + _HEAD_ROWS + _FOOT_ROWS)
    head, foot = max(_HEAD_ROWS * row, head_pt), max(_FOOT_ROWS * row, _FOOT_PT)
    row = (height - head - foot) / ROWS[-1]
    return -foot / row, ROWS[-1] + head / row


def _bars(length: Array, half: float) -> Array:
    """(25, 4, 2) horizontal bars from zero."""
    zero = np.zeros_like(length)
    x = np.stack([zero, length, length, zero], axis=1)
    y = ROWS[:, None] + half * np.array([-1, -1, 1, 1])
    return np.stack([x, y], axis=2)


def _spans(result: Any) -> list[tuple[Array, Array]]:
    """(25,) ends of the thin and of the thick lines of people [N]; empty where nobody was sampled."""
    if not result.uncertainty:
        return []
    table = result.uncertainty["joints"]["compression_N"]
    return [(np.asarray(table[low]), np.asarray(table[high])) for low, high in (OUTER, INNER)]


def _key(artists: LoadArtists, result: Any) -> str:
    """How to read the panel; what the lines of people are in rows as long as the panel is wide."""
    language, axes = artists.look.language, artists.axes
    room = axes.bbox.width / style.pixels(axes, 1.0)
    rows = [keys.key_of_loads(result, language)]
    if result.uncertainty:
        rows += letters.rows_of(keys.key_of_people(result, language), style.SMALL, room, _KEY_ROWS)
    return "\n".join(rows)


def _fill(artists: LoadArtists, result: Any) -> None:
    axes, theme, language = artists.axes, artists.look.theme, artists.look.language
    after = np.asarray(result.joints.compression_N)
    ratio = np.asarray(result.joints.compression_ratio)
    untilted = before_of(result)
    before = after if untilted is None else np.asarray(untilted.joints.compression_N)
    room = axes.bbox.width - style.pixels(axes, _NAME_PT + _RATIO_PT)
    spans = _spans(result)
    end = round_up(float(max(after.max(), before.max(), _LEAST_N, *(high.max() for _, high in spans))))
    apart = style.pixels(axes, _TICK_PT + _DIGIT_PT * len(f"{end:.0f}"))
    most_ticks = int(np.clip(1 + room / apart, 2, _TICKS))
    steps = round_steps(end, most_ticks)
    newton = end / room  # one pixel
    point = style.pixels(axes, 1.0) * newton
    left, right = -_NAME_PT * point, end + _RATIO_PT * point
    axes.set_xlim(left, right)
    key = _key(artists, result)
    axes.set_ylim(*_heights(axes, letters.heading_pt(key) + _BELOW_KEY_PT if spans else _HEAD_PT))
    artists.before.set_verts([*_bars(before, _BEFORE)])
    artists.before.set_visible(untilted is not None)
    artists.after.set_verts([*_bars(after, _AFTER)])
    lines = [np.stack([np.stack(span, axis=1), np.stack([ROWS, ROWS], axis=1)], axis=2) for span in spans]
    artists.people.set_segments([segment for line in lines for _ in range(2) for segment in line])
    artists.people.set_visible(bool(spans))
    floor, ceiling = -0.8, ROWS[-1] + 0.8
    artists.grid.set_segments([np.array([[x, floor], [x, ceiling]]) for x in steps])
    artists.grid.set_color([theme.pale, *[theme.faint] * (len(steps) - 1)])
    for k, tick in enumerate(artists.ticks):
        shown = k < len(steps)
        unit = " N" if k == len(steps) - 1 else ""
        letters.put(tick, steps[k] if shown else 0.0, floor - 0.1, f"{steps[k]:g}{unit}" if shown else "")
    swatch = end + _SHADE_PT * point + 5.0 * point * np.array([-1, 1, 1, -1])
    high = ROWS[: len(DISCS), None] + _SWATCH * np.array([-1, -1, 1, 1])
    artists.shades.set_verts([*np.stack([np.broadcast_to(swatch, high.shape), high], axis=2)])
    artists.shades.set_facecolor(load_shade(ratio[: len(DISCS)]))
    artists.shades.set_visible(untilted is not None)
    most = words.most_changed(result)
    for k, (joint, times) in enumerate(zip(artists.joints, artists.ratios, strict=True)):
        strong = k == most
        letters.put(joint, -4 * point, ROWS[k], JOINTS[k])
        said = f"{after[k]:.0f} N" if untilted is None else f"{ratio[k]:.2f}"
        letters.put(times, right, ROWS[k], said, theme.ink if strong else theme.muted)
        times.set_fontweight("bold" if strong else "normal")
    artists.heading.update(keys.heading_of_loads(language), key)
    letters.put(artists.ratio_heading, right, ROWS[-1] + 0.7, keys.times(result, language))
