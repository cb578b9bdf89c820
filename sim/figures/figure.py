"""The default figure: posture, load by level beside it, the domino, and one plain line that says it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox, BboxBase

from sim.language import say

from . import letters, stage, style, words
from .body import BodyArtists, draw_body
from .domino import DominoArtists, draw_domino
from .files import Sheet
from .loads import LoadArtists, draw_loads
from .posture import PostureArtists, draw_posture
from .shapes import BACK, SIDE
from .shares import before_of, leaves_sagittal_plane, shares
from .style import PLAIN, Array, Look

WIDTH_PX, HEIGHT_PX = 1920, 1080
MARGIN_PX = 56
_NEAR_PX = 12
_LEAST_BODY_PX, _BODY_WIDTH = 300.0, 0.55  # height of the smallest whole body, and its width as a share of that
_TITLE_PX, _TITLE_ROWS_PX, _STATEMENT_PX, _FOOTER_PX = 1002, 994, 948, 24  # baselines
_LEAST_FOOTER, _WARNING_ROWS = 7.6, 2
_LEAST_TITLE = 15.0  # smaller titles are broken in two rows
_Box = tuple[int, int, int, int]  # left, bottom, right, top [px]
_ONE_VIEW: dict[str, _Box] = {
    SIDE: (56, 64, 860, 900),
    "body": (650, 176, 860, 560),
    "loads": (920, 64, 1400, 900),
    "domino": (1470, 64, 1864, 900),
}
_ROOMY: _Box = (590, 140, 880, 640)  # for the whole body where it does more than stand
_TWO_VIEWS: dict[str, _Box] = {
    BACK: (56, 64, 630, 900),
    SIDE: (630, 64, 1050, 900),
    "body": (828, 176, 1050, 560),
    "loads": (1098, 64, 1474, 900),
    "domino": (1534, 64, 1864, 900),
}


@dataclass(frozen=True)
class DefaultFigure(Sheet):
    """The default figure; ``update`` shows another result in the same artists.

    Attributes:
        figure: 1920 x 1080 pixels, or as many times more as its scale says.
        look: its colours and language. right_px, own_footer: what a brand takes at the right of the title
            and adds to the footer.
        side, back, body, loads, domino: its panels. The back view is hidden unless the tilt leaves the
            sagittal plane, the whole body where the spine bends into its place, the domino where nothing is
            tilted.
        title, statement, footer, warning: its words.
    """

    figure: Figure
    look: Look
    right_px: float
    own_footer: str
    side: PostureArtists
    back: PostureArtists
    body: BodyArtists
    loads: LoadArtists
    domino: DominoArtists
    title: Text
    statement: Text
    footer: Text
    warning: Text

    def update(self, result: Any) -> None:
        """Show another result in place."""
        _place([panel.axes for panel in (self.side, self.back, self.body, self.loads, self.domino)], result)
        for panel in self._panels:
            if panel.axes.get_visible():
                panel.update(result)
        self._finish(result)

    @property
    def _panels(self) -> tuple[Any, ...]:
        return (self.back, self.side, self.body, self.loads, self.domino)

    def _finish(self, result: Any) -> None:
        """Give the whole body its place, write the words, and leave the blanks of a quiz."""
        _make_room(self, result)
        _write(self, result)
        if self.look.blank:
            letters.blank(self._quizzed)

    @property
    def _quizzed(self) -> tuple[Text, ...]:
        return tuple(text for panel in self._panels if panel.axes.get_visible() for text in panel.quizzed)

    @property
    def answers(self) -> tuple[str, ...]:
        """What stands in the blanks of a quiz, in order."""
        return letters.answers(self._quizzed) if self.look.blank else ()


def default_figure(
    result: Any, look: Look = PLAIN, right_px: float = 0.0, footer: str = "", scale: float = 1.0
) -> DefaultFigure:
    """The figure of a result: side view (and back view where the tilt is sideways or axial), loads, domino.

    Args:
        result: a ``Result``.
        look: its colours and language.
        right_px: width kept free at the right of the title, for a brand.
        footer: what a brand adds to the footer.
        scale: 2 gives the same layout in twice as many pixels.
    """
    pixels = round(WIDTH_PX * scale), round(HEIGHT_PX * scale)
    figure = style.new_figure(*pixels, look, style.DPI * scale)
    panels = [figure.add_axes((0.0, 0.0, 0.1, 0.1), label=name) for name in (SIDE, BACK, "body", "loads", "domino")]
    _place(panels, result)
    side, back, body, loads, domino = panels
    shown = replace(look, blank=False)  # blanks are counted through the whole figure
    made = DefaultFigure(
        figure=figure,
        look=look,
        right_px=right_px,
        own_footer=footer,
        side=draw_posture(result, side, SIDE, shown),
        back=draw_posture(result, back, BACK, shown),
        body=draw_body(result, body, shown),
        loads=draw_loads(result, loads, shown),
        domino=draw_domino(result, domino, shown),
        title=letters.write_on(figure, look=look, size=style.TITLE, bold=True),
        statement=letters.write_on(figure, look=look, size=style.STATEMENT),
        footer=letters.write_on(figure, size=style.FOOTER, colour=look.theme.muted),
        warning=letters.write_on(figure, size=style.FOOTER, colour=look.theme.muted, align="right"),
    )
    made._finish(result)
    return made


def _place(panels: list[Axes], result: Any) -> None:
    boxes = dict(_TWO_VIEWS if leaves_sagittal_plane(result) else _ONE_VIEW)
    if SIDE in boxes and BACK not in boxes and stage.is_more_than_standing(result):
        boxes["body"] = _ROOMY
    if before_of(result) is None:  # nobody takes a tilt: the loads get the room
        left, bottom, _, top = boxes.pop("loads")
        boxes["loads"] = (left, bottom, boxes.pop("domino")[2], top)
    for axes in panels:
        box = boxes.get(str(axes.get_label()))
        axes.set_visible(box is not None)
        if box is not None:
            left, bottom, right, top = box
            axes.set_position(
                (left / WIDTH_PX, bottom / HEIGHT_PX, (right - left) / WIDTH_PX, (top - bottom) / HEIGHT_PX)
            )


def _write(made: DefaultFigure, result: Any) -> None:
    scale, language = made.figure.dpi / style.DPI, made.look.language
    left, room = MARGIN_PX / WIDTH_PX, (WIDTH_PX - 2.0 * MARGIN_PX) * scale
    titled = room - made.right_px * scale
    letters.put(made.title, left, _TITLE_PX / HEIGHT_PX, words.title(result, language))
    if not letters.shrink(made.title, style.TITLE, _LEAST_TITLE, titled):
        letters.put(made.title, left, _TITLE_ROWS_PX / HEIGHT_PX, words.title(result, language))
        letters.break_in_two(made.title, _LEAST_TITLE, titled)
    said = say("panels.quiz", language) if made.look.blank else words.statement(result, shares(result), language)
    letters.put(made.statement, left, _STATEMENT_PX / HEIGHT_PX, said)
    if not letters.shrink(made.statement, style.STATEMENT, style.SMALL, room):
        letters.cut(made.statement, room)
    _write_foot(made, result)


def _write_foot(made: DefaultFigure, result: Any) -> None:
    """The footer in a row and the first warning beside it in two; both in two where one would be cut."""
    language, point, row = made.look.language, made.figure.dpi / style.POINTS, letters.ROW * style.FOOTER
    gap = MARGIN_PX * style.POINTS / style.DPI
    room = WIDTH_PX * style.POINTS / style.DPI - 2 * gap
    footer = " · ".join(text for text in (words.footer(result, language), made.own_footer) if text)
    letters.put(made.footer, MARGIN_PX / WIDTH_PX, _FOOTER_PX / HEIGHT_PX, "")
    letters.put(made.warning, 1 - MARGIN_PX / WIDTH_PX, _FOOTER_PX / HEIGHT_PX, "")
    for rows, wide in ((1, room), (2, (room - gap) / 2)):
        letters.fit(made.footer, footer, (wide, rows * row), style.FOOTER, _LEAST_FOOTER)
        beside = (room - gap - letters.width_px(made.footer) / point, _WARNING_ROWS * row)
        wordings = words.warning_shorter(result, language)
        letters.fit_first(made.warning, wordings, beside, style.FOOTER, _LEAST_FOOTER, balance=True)
        if letters.is_whole(made.footer, footer) and not made.warning.get_text().endswith("…"):
            break


def _make_room(made: DefaultFigure, result: Any) -> None:
    """Hide the whole body where the spine or the head would touch it; one that needs room is moved aside first."""
    box, scale = made.body.axes.bbox, made.figure.dpi / style.DPI
    shapes = [*made.side.bodies.get_paths(), *made.side.pelvis.get_paths(), *made.side.before.get_paths()]
    lines = [*made.side.head.get_segments(), *made.side.notes.sight.get_segments()]
    outlines = np.concatenate([*(path.vertices for path in shapes), *lines])
    points = made.side.axes.transData.transform(outlines)
    free = [_beside(points, box, top, scale) for top in np.linspace(box.y1, box.y0 + _LEAST_BODY_PX * scale, 8)]
    best = max(free, key=lambda found: float(min(found.width / _BODY_WIDTH, found.height)))
    untouched = free[0].width == box.width
    if not untouched and stage.is_more_than_standing(result) and not made.back.axes.get_visible():
        made.body.axes.set_position(best.transformed(made.figure.transFigure.inverted()))
        made.body.update(result)
        untouched = min(best.width / _BODY_WIDTH, best.height) >= _LEAST_BODY_PX * scale
    made.body.axes.set_visible(bool(untouched))


def _beside(points: Array, box: BboxBase, top: float, scale: float) -> Bbox:
    """What is left of a box, lowered to a height, to the right of all points in it [px]."""
    x, y = points.T
    near = _NEAR_PX * scale
    inside = (x > box.x0 - near) & (x < box.x1) & (y > box.y0) & (y < top + near)
    left = x[inside].max(initial=box.x0 - near) + near
    return Bbox([[left, box.y0], [box.x1, top]])
