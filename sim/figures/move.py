"""A movement: five of its postures to one scale, and below them what regions give and joints bear on the way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim import report, told

from . import letters, style
from .curves import Curve, CurveArtists, draw_curves
from .files import KEY, png
from .strip import ABOVE, BEHIND, SIDE, StripArtists, draw_strip

WIDTH_PX, HEIGHT_PX = 1920, 1080
_MARGIN_PX = 56
_TITLE_PX, _TITLE_ROWS_PX, _STATEMENT_PX, _NOTE_PX, _FOOTER_PX = 1002, 994, 948, 54, 24  # baselines
_LEAST_TITLE = 15.0
_STRIP_PX = (56, 408, 1864, 896)  # left, bottom, right, top
_CURVES_PX = (84, 392)  # bottom, top
_GAP_PX = {2: 72, 4: 32}  # between panels, by their number
REGIONS = ("pelvis", "lumbar", "thorax", "neck")
_COLOURS = ("pelvis", "lumbar", "thoracic", "cervical")
_PLANES = (
    ("Tilt", "degrees; up: forward"),
    ("Side tilt", "degrees; up: right side down"),
    ("Turn", "degrees; up: to the left"),
)
_WAYS = ("forward", "to the right", "to the left")


@dataclass(frozen=True)
class MovementFigure:
    """What ``movement_figure`` has drawn.

    Attributes:
        figure: 1920 x 1080 pixels.
        strip: five postures.
        curves: degrees of each region and compression of three joints; of a walk the degrees in each plane.
        title, statement, note, footer: its words.
    """

    figure: Figure
    strip: StripArtists
    curves: tuple[CurveArtists, ...]
    title: Text
    statement: Text
    note: Text
    footer: Text

    def _repr_png_(self) -> bytes:
        """Let a notebook show the figure."""
        return png(self.figure, {})


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


def movement_figure(movement: Any) -> MovementFigure:
    """The figure of a ``Movement``: five postures to one scale, degrees of each region, compression of three joints."""
    figure = style.new_figure(WIDTH_PX, HEIGHT_PX)
    view = BEHIND if movement.walks or movement.axis == 1 else ABOVE if movement.axis == 2 else SIDE
    made = MovementFigure(
        figure=figure,
        strip=draw_strip(movement, _axes(figure, _STRIP_PX), view),
        curves=tuple(_curves(figure, movement)),
        title=_text(figure, style.TITLE, style.INK, bold=True),
        statement=_text(figure, style.STATEMENT, style.INK),
        note=_text(figure, style.FOOTER, style.MUTED),
        footer=_text(figure, style.FOOTER, style.MUTED),
    )
    with style.settled():
        _write(made, movement)
    return made


def _axes(figure: Figure, box: Sequence[float]) -> Axes:
    left, bottom, right, top = box
    place = (left / WIDTH_PX, bottom / HEIGHT_PX, (right - left) / WIDTH_PX, (top - bottom) / HEIGHT_PX)
    return figure.add_axes(place)


def _curves(figure: Figure, movement: Any) -> list[CurveArtists]:
    """The lower row: two panels for a movement in one plane, four for a walk."""
    degrees = [_given(movement, axis) for axis in (range(3) if movement.walks else [movement.axis])]
    said = _PLANES if movement.walks else (_words(movement),)
    loads = [
        Curve(name, movement.compression_N[:, k], style.COLOUR[region], style.TEXT_COLOUR[region])
        for name, k, region in _shown_joints()
    ]
    panels = [(heading, key, curves, "°") for (heading, key), curves in zip(said, degrees, strict=True)]
    panels.append(("Compression", "newtons", loads, " N"))
    bottom, top = _CURVES_PX
    gap = _GAP_PX[len(panels)]
    wide = (WIDTH_PX - 2 * _MARGIN_PX - (len(panels) - 1) * gap) / len(panels)
    low = min(float(curve.y.min()) for curves in degrees for curve in curves)
    high = max(float(curve.y.max()) for curves in degrees for curve in curves)
    found = []
    for k, (heading, key, curves, unit) in enumerate(panels):
        left = _MARGIN_PX + k * (wide + gap)
        axes = _axes(figure, (left, bottom, left + wide, top))
        limits = (low, high) if unit == "°" else (0.0, max(float(curve.y.max()) for curve in curves))
        found.append(
            draw_curves(
                axes,
                movement.at,
                curves,
                limits=limits,
                unit=unit,
                across=" %" if movement.walks else "°",
                words=(heading, key),
                valued=not movement.walks,
            )
        )
    return found


def _given(movement: Any, axis: int) -> list[Curve]:
    given = movement.given_deg[:, :, axis]
    return [
        Curve(name, given[:, k], style.COLOUR[colour], style.TEXT_COLOUR[colour])
        for k, (name, colour) in enumerate(zip(REGIONS, _COLOURS, strict=True))
    ]


def _shown_joints() -> list[tuple[str, int, str]]:
    from models.person import JOINTS

    regions = ("lumbar", "thoracic", "cervical")
    return [(name, JOINTS.index(name), region) for name, region in zip(told.SHOWN_JOINTS, regions, strict=True)]


def _words(movement: Any) -> tuple[str, str]:
    return "What each region gives", f"degrees since the start; up: {_WAYS[movement.axis]}"


def _text(figure: Figure, size: float, colour: str, bold: bool = False) -> Text:
    return figure.text(
        0,
        0,
        "",
        fontsize=size,
        color=colour,
        fontfamily=style.FONT,
        fontweight="bold" if bold else "normal",
        ha="left",
        va="baseline",
        parse_math=False,
        usetex=False,
    )


def _write(made: MovementFigure, movement: Any) -> None:
    left, room = _MARGIN_PX / WIDTH_PX, WIDTH_PX - 2.0 * _MARGIN_PX
    letters.put(made.title, left, _TITLE_PX / HEIGHT_PX, told.title(movement))
    if not letters.shrink(made.title, style.TITLE, _LEAST_TITLE, room):
        letters.put(made.title, left, _TITLE_ROWS_PX / HEIGHT_PX, told.title(movement))
        letters.break_in_two(made.title, _LEAST_TITLE, room)
    letters.put(made.statement, left, _STATEMENT_PX / HEIGHT_PX, told.statement(movement))
    if not letters.shrink(made.statement, style.STATEMENT, style.SMALL, room):
        letters.cut(made.statement, room)
    model = f"Model: {report._who(movement.person)}, {report.posture(movement.scenario)}"
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
