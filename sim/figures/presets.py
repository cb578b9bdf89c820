"""Ready sizes for slides, articles, link previews, squares and print: each its own composition of the panels.

A preset has exact pixels and a size of type that can be read where it is seen: ``article`` and ``square`` are still
legible on a telephone. ``scale=2`` gives the same layout in twice as many pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from matplotlib.figure import Figure
from matplotlib.text import Text

from models.errors import SpineError, nearest

from . import brand as brands
from . import letters, presetwords, style
from .body import draw_body
from .brand import Brand
from .compositions import ARTICLE, CARD, PRINT, SQUARE, Composition, Placed
from .domino import draw_domino
from .figure import HEIGHT_PX, MARGIN_PX, WIDTH_PX, default_figure
from .files import Sheet
from .loads import draw_loads
from .posture import draw_posture
from .presetwords import GAP_PT
from .style import PLAIN, Look
from .table import draw_table


class PresetError(SpineError):
    """A preset that does not exist."""


@dataclass(frozen=True)
class Preset:
    """A figure of one size.

    Attributes:
        name: how it is asked for. about: what it is for.
        width_px, height_px: its pixels at scale 1.
        composition: where its panels stand; None for the slide, which is the default figure.
    """

    name: str
    about: str
    width_px: int
    height_px: int
    composition: Composition | None


PRESETS = {
    preset.name: preset
    for preset in (
        Preset("slide", "a presentation, 16:9", WIDTH_PX, HEIGHT_PX, None),
        Preset("article", "a column of text, read on a telephone", 1200, 1600, ARTICLE),
        Preset("card", "the preview of a link", 1200, 630, CARD),
        Preset("square", "a square post", 1080, 1080, SQUARE),
        Preset("print", "a sheet of A4 at 300 dots an inch", 2480, 3508, PRINT),
    )
}


def named(name: str) -> Preset:
    """The preset of a name.

    Raises:
        PresetError: there is none; the line names the nearest.
    """
    if name not in PRESETS:
        raise PresetError(f"preset {name!r} is not known{nearest(name, PRESETS)}")
    return PRESETS[name]


def draw(
    result: Any, preset: str = "slide", look: Look = PLAIN, brand: Brand | None = None, scale: float = 1.0
) -> Drawn:
    """Draw a result in a preset.

    Args:
        result: a ``Result``.
        preset: slide, article, card, square or print.
        look: theme, language, and whether labels are left blank.
        brand: colours, logo and text of a publisher, see ``brand.load``.
        scale: 2 gives the same layout in twice as many pixels.

    Raises:
        PresetError: there is no such preset.
    """
    chosen = named(preset)
    look = brand.dress(look) if brand else look
    made: Drawn
    if chosen.composition is None:
        made = _slide(result, chosen, look, brand, scale)
    else:
        made = _composed(chosen, chosen.composition, look, brand, scale)
        made.update(result)
    return made


@dataclass(frozen=True, eq=False)
class Drawn(Sheet):
    """A figure of a preset; ``update`` shows another result in the same artists.

    Attributes:
        figure: exact pixels.
        preset, look, brand: what it was asked for.
        title, statement, footer, warning: its words. number and unit: the large number of a card.
        people: where sampled people are, in a preset that draws no loads.
        panels: the panels drawn so far, by name; only those that the result needs can be seen.
    """

    figure: Figure
    preset: Preset
    look: Look
    brand: Brand | None
    title: Text
    statement: Text
    footer: Text
    warning: Text
    people: Text | None = None
    number: Text | None = None
    unit: Text | None = None
    panels: dict[str, Any] = field(default_factory=dict)

    def update(self, result: Any) -> None:
        """Show another result in place."""
        composition = self.preset.composition
        if composition is None:
            self.panels["slide"].update(result)
            return
        placed = composition.panels(result, presetwords.write(self, result, composition))
        for panel in self.panels.values():
            panel.axes.set_visible(any(panel.axes.get_label() == place.name for place in placed))
        for order, place in enumerate(placed):
            _show(self, result, place, order)
        if self.look.blank:
            letters.blank(self._quizzed)

    @property
    def answers(self) -> tuple[str, ...]:
        """What stands in the blanks of a quiz, in order; empty otherwise."""
        if self.preset.composition is None:
            return tuple(self.panels["slide"].answers)
        return letters.answers(self._quizzed) if self.look.blank else ()

    @property
    def _quizzed(self) -> tuple[Text, ...]:
        shown = [panel for panel in self.panels.values() if panel.axes.get_visible()]
        shown.sort(key=lambda panel: panel.axes.get_zorder())
        large = [] if self.number is None or self.unit is None else [self.number, self.unit]
        return (*(text for panel in shown for text in panel.quizzed), *large)


def _slide(result: Any, preset: Preset, look: Look, brand: Brand | None, scale: float) -> Drawn:
    point = style.DPI / style.POINTS
    beside = (brand.width_pt() + GAP_PT) * point if brand else 0.0
    slide = default_figure(result, look, beside, brand.footer if brand else "", scale)
    if brand:
        brands.draw(slide.figure, brand, look, (WIDTH_PX - MARGIN_PX) / point, (HEIGHT_PX - 34) / point)
    own = (slide.title, slide.statement, slide.footer, slide.warning)
    return Drawn(slide.figure, preset, look, brand, *own, panels={"slide": slide})


def _composed(preset: Preset, composition: Composition, look: Look, brand: Brand | None, scale: float) -> Drawn:
    size = round(preset.width_px * scale), round(preset.height_px * scale)
    figure = style.new_figure(*size, look, composition.dpi * scale)
    muted = look.theme.muted
    made = Drawn(
        figure=figure,
        preset=preset,
        look=look,
        brand=brand,
        title=letters.write_on(figure, look=look, size=composition.title.size, bold=True, baseline="top"),
        statement=letters.write_on(figure, look=look, size=composition.statement.size, baseline="top"),
        people=letters.write_on(figure, size=10.0, colour=muted, baseline="top"),
        footer=letters.write_on(figure, size=style.FOOTER, colour=muted, baseline="bottom"),
        warning=letters.write_on(figure, size=style.FOOTER, colour=muted, baseline="bottom"),
        number=letters.write_on(figure, look=look, size=10.0, bold=True) if composition.number else None,
        unit=letters.write_on(figure, size=10.0, colour=muted, baseline="top") if composition.number else None,
    )
    if brand:
        brands.draw(
            figure, brand, look, composition.width - composition.margin, composition.height - composition.margin
        )
    return made


_DRAWS: dict[str, Callable[..., Any]] = {
    "body": draw_body,
    "loads": draw_loads,
    "domino": draw_domino,
    "table": draw_table,
}


def _show(made: Drawn, result: Any, place: Placed, order: int) -> None:
    """Draw a panel in its place, or move it there and update it."""
    composition = made.preset.composition
    assert composition is not None
    left, bottom, right, top = place.box
    wide, high = composition.width, composition.height
    share = (left / wide, bottom / high, (right - left) / wide, (top - bottom) / high)
    panel = made.panels.get(place.name)
    if panel is not None:
        panel.axes.set_position(share)
        panel.axes.set_zorder(order)
        panel.update(result)
        return
    axes = made.figure.add_axes(share, label=place.name, zorder=order)
    look = replace(made.look, blank=False)  # blanks are counted through the whole figure
    if place.view:
        made.panels[place.name] = draw_posture(result, axes, place.view, look, place.room)
    else:
        made.panels[place.name] = _DRAWS[place.name](result, axes, look)
