"""A movement: five of its postures to one scale, and below them what regions give and joints bear on the way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim import report
from sim.asked import posture, who
from sim.motion import told

from .. import letters, style
from ..files import KEY, Sheet
from ..style import PLAIN, Look
from .curves import Curve, CurveArtists, draw_curves
from .strip import StripArtists, draw_strip

WIDTH_PX, HEIGHT_PX = 1920, 1080
_MARGIN_PX = 56
_TITLE_PX, _TITLE_ROWS_PX, _STATEMENT_PX, _NOTE_PX, _FOOTER_PX = 1002, 994, 948, 54, 24  # baselines
_LEAST_TITLE = 15.0
_STRIP_PX = (56, 408, 1864, 896)  # left, bottom, right, top
_CURVES_PX = (84, 392)  # bottom, top
_GAP_PX = {2: 72, 4: 32}  # between panels, by their number
REGIONS = ("pelvis", "lumbar", "thorax", "neck")
_OF_REGION = ("pelvis", "lumbar", "thoracic", "cervical")
_PLANES = (
    ("Tilt", "degrees; up: forward"),
    ("Side tilt", "degrees; up: right side down"),
    ("Turn", "degrees; up: to the left"),
)
_WAYS = ("forward", "to the right", "to the left")


@dataclass(frozen=True)
class MovementFigure(Sheet):
    """What ``movement_figure`` has drawn; ``update`` shows another movement of the same kind in the same artists.

    Attributes:
        figure: 1920 x 1080 pixels. look: its colours.
        strip: five postures.
        curves: degrees of each region and compression of three joints; of a walk the degrees in each plane.
        title, statement, note, footer: its words.
    """

    figure: Figure
    look: Look
    strip: StripArtists
    curves: tuple[CurveArtists, ...]
    title: Text
    statement: Text
    note: Text
    footer: Text

    def update(self, movement: Any) -> None:
        """Show another movement in place, one in the same plane and of the same parts.

        Raises:
            ValueError: it is seen from elsewhere; draw it anew.
        """
        self.strip.update(movement)
        for artists, shown in zip(self.curves, _panels(movement), strict=True):
            artists.update(movement.at, shown.curves, shown.limits, (shown.heading, shown.key))
        with style.settled():
            _write(self, movement)


def about(movement: Any) -> dict[str, str]:
    """What the figure's file says about itself: title, caption, software, and what was asked as JSON."""
    made = report.software()
    asked = {"movement": movement.movement, "to": movement.to, "steps": len(movement.results)}
    inside = {
        "software": made["name"],
        "version": made["version"],
        "scenario": movement.scenario.to_dict(),
        "movement": asked,
    }
    return {
        "Title": told.title(movement),
        "Description": movement.caption(),
        "Software": f"Plumbline {made['version']}",
        KEY: json.dumps(inside, sort_keys=True, ensure_ascii=True),
    }


def movement_figure(movement: Any, look: Look = PLAIN) -> MovementFigure:
    """The figure of a ``Movement``: five postures to one scale, degrees of each region, compression of three joints."""
    figure, theme = style.new_figure(WIDTH_PX, HEIGHT_PX, look), look.theme
    made = MovementFigure(
        figure=figure,
        look=look,
        strip=draw_strip(movement, _axes(figure, _STRIP_PX), look),
        curves=tuple(_draw_curves(figure, movement, look)),
        title=letters.write_on(figure, look=look, size=style.TITLE, bold=True),
        statement=letters.write_on(figure, look=look, size=style.STATEMENT),
        note=letters.write_on(figure, size=style.FOOTER, colour=theme.muted),
        footer=letters.write_on(figure, size=style.FOOTER, colour=theme.muted),
    )
    with style.settled():
        _write(made, movement)
    return made


def _axes(figure: Figure, box: Sequence[float]) -> Axes:
    left, bottom, right, top = box
    place = (left / WIDTH_PX, bottom / HEIGHT_PX, (right - left) / WIDTH_PX, (top - bottom) / HEIGHT_PX)
    return figure.add_axes(place)


@dataclass(frozen=True)
class _Lines:
    """What one panel of the lower row shows."""

    heading: str
    key: str
    curves: list[Curve]
    unit: str
    limits: tuple[float, float]


def _panels(movement: Any) -> list[_Lines]:
    """The lower row: two panels for a movement in one plane, four for a walk."""
    degrees = [_given(movement, axis) for axis in (range(3) if movement.walks else [movement.axis])]
    said = _PLANES if movement.walks else (_words(movement),)
    loads = [Curve(name, movement.compression_N[:, k], region) for name, k, region in _shown_joints()]
    low = min(float(curve.y.min()) for curves in degrees for curve in curves)
    high = max(float(curve.y.max()) for curves in degrees for curve in curves)
    panels = [
        _Lines(heading, key, curves, "°", (low, high)) for (heading, key), curves in zip(said, degrees, strict=True)
    ]
    most = max(float(curve.y.max()) for curve in loads)
    return [*panels, _Lines("Compression", "newtons", loads, " N", (0.0, most))]


def _draw_curves(figure: Figure, movement: Any, look: Look) -> list[CurveArtists]:
    panels = _panels(movement)
    bottom, top = _CURVES_PX
    gap = _GAP_PX[len(panels)]
    wide = (WIDTH_PX - 2 * _MARGIN_PX - (len(panels) - 1) * gap) / len(panels)
    found = []
    for k, shown in enumerate(panels):
        left = _MARGIN_PX + k * (wide + gap)
        found.append(
            draw_curves(
                _axes(figure, (left, bottom, left + wide, top)),
                movement.at,
                shown.curves,
                limits=shown.limits,
                unit=shown.unit,
                across=" %" if movement.walks else "°",
                words=(shown.heading, shown.key),
                valued=not movement.walks,
                look=look,
            )
        )
    return found


def _given(movement: Any, axis: int) -> list[Curve]:
    given = movement.given_deg[:, :, axis]
    return [Curve(name, given[:, k], region) for k, (name, region) in enumerate(zip(REGIONS, _OF_REGION, strict=True))]


def _shown_joints() -> list[tuple[str, int, str]]:
    from models.person import JOINTS

    regions = ("lumbar", "thoracic", "cervical")
    return [(name, JOINTS.index(name), region) for name, region in zip(told.SHOWN_JOINTS, regions, strict=True)]


def _words(movement: Any) -> tuple[str, str]:
    return "What each region gives", f"degrees since the start; up: {_WAYS[movement.axis]}"


def _write(made: MovementFigure, movement: Any) -> None:
    left, room = _MARGIN_PX / WIDTH_PX, WIDTH_PX - 2.0 * _MARGIN_PX
    letters.put(made.title, left, _TITLE_PX / HEIGHT_PX, told.title(movement))
    if not letters.shrink(made.title, style.TITLE, _LEAST_TITLE, room):
        letters.put(made.title, left, _TITLE_ROWS_PX / HEIGHT_PX, told.title(movement))
        letters.break_in_two(made.title, _LEAST_TITLE, room)
    letters.put(made.statement, left, _STATEMENT_PX / HEIGHT_PX, told.statement(movement))
    if not letters.shrink(made.statement, style.STATEMENT, style.SMALL, room):
        letters.cut(made.statement, room)
    model = f"Model: {who(movement.person)}, {posture(movement.scenario)}"
    version = report.software()["version"]
    footer = f"{model} · postures in balance, no speed · Plumbline {version} · teaching model, not medical advice"
    letters.put(made.footer, left, _FOOTER_PX / HEIGHT_PX, footer)
    letters.put(made.note, left, _NOTE_PX / HEIGHT_PX, _note(movement))
    letters.cut(made.note, room)


def _note(movement: Any) -> str:
    """The first thing that a reader must know, and how many more there are."""
    notes = movement.warnings
    more = f" (and {len(notes) - 1} more)" if len(notes) > 1 else ""
    return f"Note: {notes[0]}{more}" if notes else ""
