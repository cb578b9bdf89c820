"""The default figure: posture, load by level beside it, the domino, and one plain line that says what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from . import style, words
from .body import BodyArtists, draw_body
from .domino import DominoArtists, draw_domino
from .loads import LoadArtists, draw_loads
from .posture import PostureArtists, draw_posture
from .shapes import BACK, SIDE
from .shares import shares

WIDTH_PX, HEIGHT_PX = 1920, 1080
_MARGIN_PX = 56
_Box = tuple[int, int, int, int]  # left, bottom, right, top [px]
_ONE_VIEW: dict[str, _Box] = {
    SIDE: (56, 64, 860, 900),
    "body": (640, 64, 860, 470),
    "loads": (920, 64, 1400, 900),
    "domino": (1470, 64, 1864, 900),
}
_TWO_VIEWS: dict[str, _Box] = {
    BACK: (56, 64, 646, 900),
    SIDE: (656, 64, 1056, 900),
    "loads": (1090, 64, 1470, 900),
    "domino": (1530, 64, 1864, 900),
}
_SEEN_DEG, _SEEN_MM = 1.0, 5.0


@dataclass(frozen=True)
class DefaultFigure:
    """The default figure; ``update`` shows another result in the same artists.

    Attributes:
        figure: 1920 x 1080 pixels.
        side, back, body, loads, domino: its panels; the back view takes the place of the whole body where the tilt
            leaves the sagittal plane.
        title, statement, footer: its words.
    """

    figure: Figure
    side: PostureArtists
    back: PostureArtists
    body: BodyArtists
    loads: LoadArtists
    domino: DominoArtists
    title: Text
    statement: Text
    footer: Text

    def update(self, result: Any) -> None:
        """Show another result in place."""
        _place(self.figure.axes, result)
        other = self.back if leaves_sagittal_plane(result) else self.body
        for panel in (self.side, other, self.loads, self.domino):
            panel.update(result)
        _write(self, result)

    def _repr_png_(self) -> bytes:
        """Let a notebook show the figure."""
        from .files import png

        return png(self.figure, {})


def leaves_sagittal_plane(result: Any) -> bool:
    """Whether anything tilts or turns sideways enough to be seen from behind."""
    if any(tilt.axis and tilt.deg for tilt in result.scenario.tilts):
        return True
    change = result.alignment.change
    if result.baseline is None or change is None:
        return False
    degrees = ("lumbar_cobb_deg", "thoracic_cobb_deg", "pelvic_obliquity_deg", "head_tilt_deg", "thorax_turn_deg")
    return abs(change.c7_offset_mm) > _SEEN_MM or any(abs(getattr(change, name)) > _SEEN_DEG for name in degrees)


def default_figure(result: Any) -> DefaultFigure:
    """The figure of a result: side view (and back view where the tilt is sideways or axial), loads, domino.

    Args:
        result: a ``Result``.
    """
    figure = Figure(figsize=(WIDTH_PX / style.DPI, HEIGHT_PX / style.DPI), dpi=style.DPI, facecolor=style.PAPER)
    panels = [figure.add_axes((0.0, 0.0, 0.1, 0.1), label=name) for name in (SIDE, BACK, "body", "loads", "domino")]
    _place(panels, result)
    side, back, body, loads, domino = panels
    made = DefaultFigure(
        figure=figure,
        side=draw_posture(result, side, SIDE),
        back=draw_posture(result, back, BACK),
        body=draw_body(result, body),
        loads=draw_loads(result, loads),
        domino=draw_domino(result, domino),
        title=_text(figure, style.TITLE, style.INK, bold=True),
        statement=_text(figure, style.STATEMENT, style.INK),
        footer=_text(figure, style.FOOTER, style.MUTED),
    )
    _write(made, result)
    return made


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
    )


def _place(panels: list[Axes], result: Any) -> None:
    boxes = _TWO_VIEWS if leaves_sagittal_plane(result) else _ONE_VIEW
    for axes in panels:
        box = boxes.get(str(axes.get_label()))
        axes.set_visible(box is not None)
        if box is not None:
            left, bottom, right, top = box
            axes.set_position(
                (left / WIDTH_PX, bottom / HEIGHT_PX, (right - left) / WIDTH_PX, (top - bottom) / HEIGHT_PX)
            )


def _write(made: DefaultFigure, result: Any) -> None:
    room = WIDTH_PX - 2 * _MARGIN_PX
    for text, size, least, y, said in (
        (made.title, style.TITLE, 12.0, 1002, words.title(result)),
        (made.statement, style.STATEMENT, 9.0, 948, words.statement(result, shares(result))),
        (made.footer, style.FOOTER, style.FOOTER, 24, words.footer(result)),
    ):
        style.put(text, _MARGIN_PX / WIDTH_PX, y / HEIGHT_PX, said)
        style.shrink(text, size, least, room)
