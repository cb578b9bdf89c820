"""How figures look: themes of colours, type sizes and line weights, and empty figures and axes to draw on.

Sizes are in typographic points; at 160 dots an inch a figure of 12 x 6.75 inches is exactly 1920 x 1080 pixels.
Every property is passed to the artist itself, so that a user's matplotlibrc changes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from models.person import BODIES, CERVICAL, LUMBAR, THORACIC
from sim.language import ENGLISH

Array = np.ndarray

DPI = 160
POINTS = 72.0
FONT = "DejaVu Sans"
HAN = "Plumbline Han"  # Chinese letters, in files of their own

TITLE, STATEMENT, HEADING, VALUE, LABEL, SMALL, FOOTER = 22.0, 12.5, 12.0, 13.0, 10.0, 8.6, 8.6
HAIRLINE, FINE, MEDIUM, STRONG = 0.6, 0.9, 1.3, 2.2

REGIONS = ("pelvis", "lumbar", "thoracic", "cervical", "head")
COLOUR = {
    "pelvis": "#CC79A7",
    "lumbar": "#0072B2",
    "thoracic": "#D55E00",
    "cervical": "#009E73",
    "head": "#CC79A7",
}

_REGION_OF = {
    "pelvis": "pelvis",
    "head": "head",
    **dict.fromkeys(LUMBAR, "lumbar"),
    **dict.fromkeys(THORACIC, "thoracic"),
    **dict.fromkeys(CERVICAL, "cervical"),
}
REGION_OF_BODY = tuple(_REGION_OF[body] for body in BODIES)


def mix(colour: str, other: str, share: float) -> str:
    """The colour with ``share`` of another one mixed in."""
    one, two = to_rgb(colour), to_rgb(other)
    red, green, blue = ((1.0 - share) * a + share * b for a, b in zip(one, two, strict=True))
    return to_hex((red, green, blue))


@dataclass(frozen=True)
class Theme:
    """The colours of a figure.

    Attributes:
        name: ``light`` or ``dark``.
        paper: behind everything. ink: words and strong lines. muted: words that matter less.
        pale: outlines of before. faint: grids, ribs. ghost: areas of before. furniture: seats, rests, beds.
        far: what edges of filled shapes are drawn towards, so that they stand out from their filling.
        colour: of each region. text_colour: of each region, as small type (contrast above 4.5 on the paper).
        accent: of a brand's line and name.
    """

    name: str
    paper: str
    ink: str
    muted: str
    pale: str
    faint: str
    ghost: str
    furniture: str
    far: str
    colour: Mapping[str, str]
    text_colour: Mapping[str, str]
    accent: str

    def tint(self, colour: str, share: float) -> str:
        """The colour with ``share`` of the paper mixed in."""
        return mix(colour, self.paper, share)

    def edge(self, colour: str, share: float = 0.35) -> str:
        """The colour for the edge of a shape filled with it: darker on light paper, lighter on dark."""
        return mix(colour, self.far, share)


LIGHT = Theme(
    name="light",
    paper="#FFFFFF",
    ink="#1E252B",
    muted="#5A6670",
    pale="#A9B2BA",
    faint="#E3E7EA",
    ghost="#F5F7F8",
    furniture="#C9D0D6",
    far="#000000",
    colour=COLOUR,
    text_colour={name: mix(colour, "#000000", 0.0 if name == "lumbar" else 0.28) for name, colour in COLOUR.items()},
    accent="#1E252B",
)
DARK = Theme(
    name="dark",
    paper="#14181C",
    ink="#F2F4F6",
    muted="#AEB8C0",
    pale="#7B8791",
    faint="#2E363D",
    ghost="#1D2328",
    furniture="#56616A",
    far="#FFFFFF",
    colour=COLOUR,
    text_colour={region: mix(colour, "#FFFFFF", 0.42) for region, colour in COLOUR.items()},
    accent="#F2F4F6",
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


@dataclass(frozen=True)
class Look:
    """How a figure looks and speaks: what every ``draw_...`` takes and its artists keep for ``update``.

    Attributes:
        theme: its colours.
        language: code of the language of its words, see ``sim.language``.
        blank: whether its labels are left blank, for a quiz.
    """

    theme: Theme = LIGHT
    language: str = ENGLISH
    blank: bool = False


PLAIN = Look()


_FONTS = Path(__file__).parent / "fonts"
_FIRST_HAN = "\u2e80"  # radicals, then everything that DejaVu Sans does not draw


def family(words: str) -> tuple[str, ...]:
    """The fonts that have every letter of some words: one, or two where Chinese is among them."""
    return (FONT, _han()) if any(letter >= _FIRST_HAN for letter in words) else (FONT,)


@cache
def _han() -> str:
    """The name of the Chinese font, known to matplotlib from now on."""
    from matplotlib.font_manager import fontManager

    for path in sorted(_FONTS.glob("*.[ot]tf")):
        fontManager.addfont(path)
    return HAN


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""

    def luminance(colour: str) -> float:
        channel = np.array(to_rgb(colour))
        linear = np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def legible(colour: str, paper: str, least: float = 4.5) -> str:
    """The colour, away from the paper as far as small letters need it."""
    far = "#000000" if contrast("#000000", paper) > contrast("#FFFFFF", paper) else "#FFFFFF"
    shares = np.linspace(0.0, 1.0, 51)
    return next(made for made in (mix(colour, far, float(share)) for share in shares) if contrast(made, paper) >= least)


_LOCK = threading.RLock()
_SETTINGS: dict[Any, Any] = {"text.hinting": "none", "text.antialiased": True, "path.simplify": True}


@contextmanager
def settled(more: dict[Any, Any] | None = None) -> Iterator[None]:
    """What matplotlib reads only from its global table, for a while; one thread at a time."""
    with _LOCK, matplotlib.rc_context({**_SETTINGS, **(more or {})}):
        yield


def new_figure(width_px: int, height_px: int, look: Look = PLAIN, dpi: float = DPI) -> Figure:
    """An empty figure of exactly so many pixels, without pyplot and its global state.

    Args:
        width_px, height_px: exact size [px].
        look: gives its paper.
        dpi: pixels an inch; type and lines grow with it.
    """
    figure = Figure(figsize=(width_px / dpi, height_px / dpi), dpi=dpi, facecolor=look.theme.paper)
    FigureCanvasAgg(figure)  # measures text
    return figure


def new_axes(
    width_px: int, height_px: int, margins: Sequence[float] = (0.04, 0.04, 0.96, 0.96), look: Look = PLAIN
) -> Axes:
    """Axes on a figure of their own, without pyplot and its global state.

    Args:
        width_px, height_px: exact size of the figure [px].
        margins: left, bottom, right, top edge of the axes as fractions of the figure.
        look: gives its paper.
    """
    figure = new_figure(width_px, height_px, look)
    left, bottom, right, top = margins
    return figure.add_axes((left, bottom, right - left, top - bottom))


def bare(axes: Axes) -> None:
    """Take away frame, ticks and background."""
    axes.set_axis_off()
    axes.patch.set_visible(False)


def lines(axes: Axes, order: float, **properties: Any) -> LineCollection:
    """An empty collection of round-ended lines."""
    made = LineCollection([], zorder=order, capstyle="round", joinstyle="round", **properties)
    axes.add_collection(made, autolim=False)
    return made


def fills(axes: Axes, order: float, **properties: Any) -> PolyCollection:
    """An empty collection of filled outlines."""
    made = PolyCollection([], zorder=order, joinstyle="round", **properties)
    axes.add_collection(made, autolim=False)
    return made


def pixels(axes: Axes, points: float) -> float:
    """Typographic points as pixels of the figure."""
    return points * axes.figure.dpi / POINTS
