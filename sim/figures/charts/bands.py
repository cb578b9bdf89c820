"""Percentile bands by level: compression of all joints from L5-S1 up, and its change, of many people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from models.person import JOINTS
from sim.study import quantities

from .. import letters, style
from ..files import Sheet
from ..loads import REGION_OF_JOINT
from ..marks import rectangle
from ..style import PLAIN, Array, Look
from . import chart
from .chart import Frame

_PANELS = (("compression_N", "Compression [N]"), ("change_compression_N", "Change by the request [N]"))
_OUTER, _INNER = (5, 95), (25, 75)
_HALF = 0.36


@dataclass(frozen=True)
class _BandPanel:
    axes: Axes
    outer: PolyCollection
    inner: PolyCollection
    middle: LineCollection
    zero: LineCollection
    heading: Text


@dataclass(frozen=True)
class BandsArtists(Sheet):
    """Bands of a cohort; ``update`` shows another one.

    Attributes:
        figure: the whole. look: colours. frame: words around and the left panel. panels: compression and its change.
    """

    figure: Any
    look: Look
    frame: Frame
    panels: tuple[_BandPanel, ...]

    def update(self, summary: Mapping[str, Any]) -> None:
        """Show the summary of another cohort."""
        with style.settled():
            _fill(self, summary)


def draw_bands(summary: Mapping[str, Any], look: Look = PLAIN) -> BandsArtists:
    """Draw percentile bands by level on a figure of 1920 x 1080 pixels.

    Args:
        summary: of a ``sim.study.cohort.Cohort``.
        look: colours.
    """
    frame = chart.frame(None, look)
    figure = frame.axes.figure
    box = frame.axes.get_position()
    width = (box.width - 0.055) / 2
    frame.axes.set_position((box.x0, box.y0, width, box.height - 0.03))
    second = figure.add_axes((box.x0 + width + 0.055, box.y0, width, box.height - 0.03))
    chart.bare_ticks(second)
    made = BandsArtists(figure, look, frame, tuple(_panel(axes, look) for axes in (frame.axes, second)))
    made.update(summary)
    return made


def _panel(axes: Axes, look: Look) -> _BandPanel:
    theme = look.theme
    regions = [theme.colour[region] for region in REGION_OF_JOINT]
    return _BandPanel(
        axes=axes,
        outer=style.fills(axes, 3, facecolors=[theme.tint(c, 0.72) for c in regions], linewidths=0),
        inner=style.fills(axes, 4, facecolors=[theme.tint(c, 0.32) for c in regions], linewidths=0),
        middle=style.lines(axes, 5, colors=theme.ink, linewidths=2.2),
        zero=style.lines(axes, 2, colors=theme.muted, linewidths=style.FINE),
        heading=letters.write(axes, look=look, size=14.0, bold=True, baseline="baseline", transform=axes.transAxes),
    )


def _fill(made: BandsArtists, summary: Mapping[str, Any]) -> None:
    for panel, (what, heading) in zip(made.panels, _PANELS, strict=True):
        levels = summary["levels"][what]
        table = {share: _column(levels, share) for share in (*_OUTER, *_INNER, 50)}
        _fill_panel(made, panel, table, heading)
    made.frame.say(
        f"{summary['people']} people, the same request",
        "bar: the middle half of them; faint: 90 of 100; line: median",
        "",
        "",
        _footer(summary),
        room_px=made.figure.bbox.width - 40.0 * style.pixels(made.frame.axes, 1.0),
    )


def _footer(summary: Mapping[str, Any]) -> str:
    """What was asked of whom, and what a band is not."""
    drawn, request, missing = summary["drawn"], summary["request"], summary["not_found"]
    spread = {name: f"{drawn[name]['mean']:.0f} ± {drawn[name]['spread']:.0f}" for name in drawn}
    asked = chart.asked(request["scenario"]) + _shared(request)
    return (
        f"{asked} Sampled from published means and spreads (incidence {spread['pelvic_incidence_deg']}°,"
        f" lordosis {spread['lumbar_lordosis_deg']}°, mass {spread['mass_kg']} kg; height, mass, strength and ages"
        f" assumed), as upright as volunteers; seed {request['seed']}."
        f"{f' {missing} have no answer.' if missing else ''} How people differ, not how sure the model is."
    )


def _shared(request: Mapping[str, Any]) -> str:
    """What all of them have in common, since it was given."""
    said = []
    for name, value in request["given"].items():
        sign = quantities.unit(name).replace("deg", "°")
        size = value if isinstance(value, str) else f"{value:g}{' ' * (sign not in ('', '°'))}{sign}"
        said.append(f"{quantities.label(name).partition(' [')[0].lower()} {size}")
    return f" All of them: {', '.join(said)}." if said else ""


def _column(levels: Mapping[str, Any], share: int) -> Array:
    return np.array([levels[joint].get(f"p{share}", np.nan) for joint in JOINTS])


def _fill_panel(made: BandsArtists, panel: _BandPanel, table: Mapping[int, Array], heading: str) -> None:
    high = float(len(JOINTS))
    every = np.concatenate(list(table.values()))
    limits = chart.limits_of(every, zero=True)
    across = chart.round_ticks(*limits, 6)
    up = ([k + 0.5 for k in range(len(JOINTS))], list(JOINTS) if panel is made.panels[0] else [""] * len(JOINTS))
    chart.scale(panel.axes, made.look, limits, (0.0, high), across, up, "x", small=9.5)
    for bars, (low, top) in ((panel.outer, _OUTER), (panel.inner, _INNER)):
        ends = enumerate(zip(table[low], table[top], strict=True))
        bars.set_verts([rectangle(a, b, k + 0.5 - _HALF, k + 0.5 + _HALF) for k, (a, b) in ends])
    panel.middle.set_segments([np.array([[x, k + 0.5 - _HALF], [x, k + 0.5 + _HALF]]) for k, x in enumerate(table[50])])
    panel.zero.set_segments([np.array([[0.0, 0.0], [0.0, high]])])
    letters.put(panel.heading, 0.0, 1.015, heading)
