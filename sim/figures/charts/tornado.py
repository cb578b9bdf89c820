"""What moves an answer: a bar for each thing moved, longest first; or the shares of a variance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from sim.study import quantities
from sim.study.quantities import StudyError

from .. import letters, style
from ..files import Panel
from ..marks import rectangle
from ..style import PLAIN, Array, Look
from . import chart
from .chart import Frame

if TYPE_CHECKING:
    from sim.study.sobol import Indices
    from sim.study.tornado import Bar, Tornado

MOST = 16
_BESIDE_PT, _RIGHT_PT, _HALF = 250.0, 64.0, 0.34
_NAMES = {
    "mass_kg": "Body mass",
    "height_m": "Height",
    "age": "Age",
    "sva_mm": "C7 over the sacrum",
    "strength": "Muscle strength",
    "flexibility": "Flexibility",
    "flexibility.lumbar": "Flexibility, lumbar",
    "flexibility.thoracic": "Flexibility, thoracic",
    "flexibility.neck": "Flexibility, neck",
}


def named(name: str) -> str:
    """What a reader calls a thing that is moved."""
    if name.startswith("gain:"):
        return f"Gain: {quantities.label(name.removeprefix('gain:')).partition(' [')[0].lower()}"
    return _NAMES.get(name) or quantities.label(name).partition(" [")[0]


@dataclass(frozen=True)
class TornadoArtists(Panel):
    """A tornado; ``update`` shows another one of at least as many bars.

    Attributes:
        axes, look: where and how. frame: words around. low, high: bars towards both ends. base: the answer as asked.
        ends: numbers at the bars' ends, low and high.
    """

    axes: Axes
    look: Look
    frame: Frame
    low: PolyCollection
    high: PolyCollection
    base: LineCollection
    ends: tuple[tuple[Text, Text], ...]

    def update(self, found: Tornado) -> None:
        """Show another tornado."""
        with style.settled():
            _fill(self, found)


def draw_tornado(found: Tornado, ax: Axes | None = None, look: Look = PLAIN) -> TornadoArtists:
    """Draw a tornado: its sixteen longest bars.

    Args:
        found: of ``sim.tornado``.
        ax: axes to draw on; without it a new figure of 1920 x 1080 pixels is made.
        look: colours.
    """
    frame = chart.frame(ax, look, _RIGHT_PT, _BESIDE_PT)
    axes, theme = frame.axes, look.theme
    colour = theme.colour["lumbar"]

    def text(align: str) -> Text:
        return letters.write(axes, look=look, size=11.0, align=align, colour=theme.muted)  # type: ignore[arg-type]

    made = TornadoArtists(
        axes,
        look,
        frame,
        style.fills(axes, 3, facecolors=theme.tint(colour, 0.55), edgecolors=theme.edge(colour, 0.1), linewidths=0.8),
        style.fills(axes, 3, facecolors=colour, edgecolors=theme.edge(colour, 0.1), linewidths=0.8),
        style.lines(axes, 4, colors=theme.ink, linewidths=1.4),
        tuple((text("right"), text("left")) for _ in range(MOST)),
    )
    made.update(found)
    return made


def _fill(made: TornadoArtists, found: Tornado) -> None:
    bars = [bar for bar in found.bars if bar.at_low is not None and bar.at_high is not None][:MOST]
    if not bars:
        raise StudyError("nothing that was moved has an answer; there is no tornado to draw")
    count, base = len(bars), found.base
    values = np.array([[bar.at_low, bar.at_high] for bar in bars], dtype=float)
    low, high = min(values.min(), base), max(values.max(), base)
    room = 0.12 * ((high - low) or abs(base) or 1.0)
    heights = [count - 1 - k + 0.5 for k in range(count)]
    up = (heights, [_label(bar) for bar in bars])
    chart.scale(made.axes, made.look, (low - room, high + room), (0.0, float(count)), None, up, "x", small=11.5)
    sign = quantities.unit(found.quantity)
    made.frame.say(
        f"What moves {_said(found.quantity)}",
        "one thing at a time, by one standard deviation: faint to less of it, full to more; * spread assumed",
        sign,
        "",
        f"{chart.asked(found.scenario)} The line: {chart.said(float(f'{base:.4g}'))} {sign}. {found.note}",
    )
    beside = np.prod(values - base, axis=1) > 0  # both to one side: a half of the row for each
    made.low.set_verts(
        [_bar(base, value, y, low=not half) for value, y, half in zip(values[:, 0], heights, beside, strict=True)]
    )
    made.high.set_verts(
        [_bar(base, value, y, high=not half) for value, y, half in zip(values[:, 1], heights, beside, strict=True)]
    )
    made.base.set_segments([np.array([[base, 0.0], [base, float(count)]])])
    gap = 0.006 * (high - low + 2 * room)
    for texts in made.ends:
        for text in texts:
            letters.put(text, base, 0.0, "")
    digits = 0 if max(abs(low), abs(high)) >= 100 else 1
    for texts, row, y in zip(made.ends, values, heights, strict=False):
        left, right = min(*row, base), max(*row, base)
        if right - left < 0.02 * (high - low):
            letters.put(texts[1], right + gap, y, f"± {chart.said(round((right - left) / 2, digits + 1))}")
            continue
        if row.min() <= base:  # else both answers lie to its right, and nothing ends here
            letters.put(texts[0], left - gap, y, chart.said(round(left, digits)))
        if row.max() >= base:
            letters.put(texts[1], right + gap, y, chart.said(round(right, digits)))


def _said(quantity: str) -> str:
    """The quantity in the middle of a sentence."""
    label = quantities.label(quantity).partition(" [")[0]
    label = label if label[:3].isupper() else label[:1].lower() + label[1:]
    return f"the {label}" if label.startswith("change of") else label


def _label(bar: Bar) -> str:
    return f"{named(bar.name)}{' *' if bar.spread == 'assumed' else ''}"


def _bar(base: float, value: float, y: float, low: bool = True, high: bool = True) -> Array:
    """(4, 2) corners; of the lower and the upper half of its row, or of one of them."""
    return rectangle(base, value, y - _HALF * low, y + _HALF * high)


@dataclass(frozen=True)
class SharesArtists(Panel):
    """Sobol indices; ``update`` shows others of at most as many inputs.

    Attributes:
        axes, look: where and how. frame: words around. total, first: bars. values: numbers beside them.
    """

    axes: Axes
    look: Look
    frame: Frame
    total: PolyCollection
    first: PolyCollection
    values: tuple[Text, ...]

    def update(self, found: Indices) -> None:
        """Show other indices."""
        with style.settled():
            _fill_shares(self, found)


def draw_shares(found: Indices, ax: Axes | None = None, look: Look = PLAIN) -> SharesArtists:
    """Draw Sobol indices: what each input explains alone, and together with others.

    Args:
        found: of ``sim.sobol``.
        ax: axes to draw on; without it a new figure of 1920 x 1080 pixels is made.
        look: colours.
    """
    frame = chart.frame(ax, look, _RIGHT_PT, _BESIDE_PT)
    axes, colour = frame.axes, look.theme.colour["lumbar"]
    made = SharesArtists(
        axes,
        look,
        frame,
        style.fills(axes, 3, facecolors=look.theme.tint(colour, 0.65), linewidths=0),
        style.fills(axes, 4, facecolors=colour, linewidths=0),
        tuple(letters.write(axes, look=look, size=11.0, colour=look.theme.muted) for _ in found.inputs),
    )
    made.update(found)
    return made


def _fill_shares(made: SharesArtists, found: Indices) -> None:
    order = np.argsort(found.total)[::-1]
    count = len(order)
    heights = [count - 1 - k + 0.5 for k in range(count)]
    most = max(1.0, *found.total)
    up = (heights, [named(found.inputs[k]) for k in order])
    ticks = [k / 5 for k in range(int(most * 5 + 1e-9) + 1)]
    across = (ticks, [f"{100 * tick:.0f} %" for tick in ticks])
    chart.scale(made.axes, made.look, (0.0, 1.02 * most), (0.0, float(count)), across, up, "x", small=11.5)
    sign = quantities.unit(found.quantity)
    made.frame.say(
        f"What makes people differ in {_said(found.quantity)}",
        "share of the variance: full, explained by this alone; faint, with what it shares with others",
        "",
        "",
        f"{chart.asked(found.scenario)} {found.mean:.0f} ± {found.spread:.0f} {sign} in {found.evaluations} people"
        f"{f', {found.missing} without an answer' if found.missing else ''}. {found.note}",
    )
    made.total.set_verts([_bar(0.0, max(found.total[k], 0.0), y) for k, y in zip(order, heights, strict=True)])
    made.first.set_verts([_bar(0.0, max(found.first[k], 0.0), y) for k, y in zip(order, heights, strict=True)])
    for text in made.values:
        letters.put(text, 0.0, 0.0, "")
    for text, k, y in zip(made.values, order, heights, strict=False):
        said = f"{100 * max(found.first[k], 0):.0f} / {100 * max(found.total[k], 0):.0f} %"
        letters.put(text, max(found.total[k], found.first[k], 0.0) + 0.012 * most, y, said)
