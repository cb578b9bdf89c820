"""A brand: the colours, the logo and the line of text that a publisher puts on every figure.

    name = "Klinik Tulang Sihat"
    logo = "logo.png"                # beside this file
    logo_dark = "logo-white.png"     # for dark paper; without it the logo stands on a light plate
    accent = "#7A1FA2"               # a line at the top, and the name where there is no logo
    footer = "tulangsihat.example · +60 3 1234 5678"

    [regions]                        # any of pelvis, lumbar, thoracic, cervical, head
    lumbar = "#0072B2"

Only ``name`` must be there.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.colors import is_color_like, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from models.errors import SpineError, nearest
from models.files import content, tables

from . import letters, style
from .style import DARK, LIGHT, Array, Look, Theme

_KEYS = ("name", "logo", "logo_dark", "accent", "footer", "regions")
_LARGEST_LOGO, _MOST_PIXELS = 16_000_000, 16_000_000  # bytes; a picture of 4000 by 4000
_PNG = b"\x89PNG\r\n\x1a\n"
_LETTERS, _SHAPES = 4.5, 3.0  # least contrast
_LINE_PT, _PLATE_PT, _NAME_PT, _LEAST_NAME_PT = 3.0, 3.0, 11.0, 7.0
LARGEST_PT = (96.0, 24.0)  # room for the mark


class BrandError(SpineError):
    """A brand that cannot be used."""


@dataclass(frozen=True, eq=False)
class Brand:
    """What ``load`` has read.

    Attributes:
        name: of the publisher. footer: added to the line at the bottom.
        accent: colour of the line at the top; None leaves the line out.
        regions: colours in place of those of the regions.
        logo, logo_dark: (height, width, 4) pixels; None without one.
    """

    name: str
    footer: str = ""
    accent: str | None = None
    regions: tuple[tuple[str, str], ...] = ()
    logo: Array | None = None
    logo_dark: Array | None = None

    def dress(self, look: Look) -> Look:
        """The look in the colours of the brand; on dark paper they are made lighter where letters need it."""
        theme = look.theme
        own = dict(self.regions)
        return replace(
            look,
            theme=replace(
                theme,
                accent=style.legible(self.accent, theme.paper) if self.accent else theme.accent,
                colour={**theme.colour, **own},
                text_colour={
                    **theme.text_colour,
                    **{region: style.legible(colour, theme.paper) for region, colour in own.items()},
                },
            ),
        )

    def width_pt(self) -> float:
        """Width of logo or name [pt]."""
        widest, highest = LARGEST_PT
        if self.logo is None:
            return min(letters.width_pt(self.name, _NAME_PT, True), widest)
        height, width = self.logo.shape[:2]
        return float(min(widest, highest * width / height))


def load(path: str | Path) -> Brand:
    """Read a brand from a TOML file, as the head of this module shows it.

    Args:
        path: the file; its logo lies beside it.

    Raises:
        BrandError: in one line: an unknown key, no name, a colour that is none or has too little contrast, a logo
            that is missing or no PNG.
    """
    path = Path(path)
    try:
        found = tables(content(path))
    except OSError as error:
        raise BrandError(f"cannot read the brand {path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise BrandError(f"the brand {path} is not a text file in UTF-8") from None
    except ValueError as error:
        raise BrandError(f"the brand {path} is not TOML: {error}") from None
    for key in found:
        if key not in _KEYS:
            raise BrandError(f"{path.name}: unknown key {key!r:.60}{nearest(key, _KEYS)}")
    name, footer = (_words(path, found, key) for key in ("name", "footer"))
    if not name:
        raise BrandError(f'{path.name} has no name; write name = "..." into it')
    return Brand(
        name=name,
        footer=footer,
        accent=_accent(path, found),
        regions=_regions(path, found),
        logo=_logo(path, found, "logo"),
        logo_dark=_logo(path, found, "logo_dark"),
    )


def _words(path: Path, found: dict[str, Any], key: str) -> str:
    value = found.get(key, "")
    if not isinstance(value, str):
        raise BrandError(f"{path.name}: {key} must be words between quotes, not {value!r:.60}")
    return " ".join(value.split())


def _colour(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str) or not is_color_like(value) or value.lower() == "none" or not value.strip():
        raise BrandError(f'{path.name}: {key} = {value!r:.60} is not a colour; write it as {key} = "#0072B2"')
    return to_hex(to_rgb(value))


def _accent(path: Path, found: dict[str, Any]) -> str | None:
    if "accent" not in found:
        return None
    colour = _colour(path, "accent", found["accent"])
    _enough(path, "accent", colour, LIGHT, _LETTERS)
    return colour


def _regions(path: Path, found: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    table = found.get("regions", {})
    if not isinstance(table, dict):
        raise BrandError(f'{path.name}: regions is a table; write [regions] and below it lumbar = "#0072B2"')
    made = []
    for region, value in table.items():
        if region not in style.REGIONS:
            raise BrandError(f"{path.name}: unknown region {region!r:.60}{nearest(region, style.REGIONS)}")
        colour = _colour(path, region, value)
        for theme in (LIGHT, DARK):
            _enough(path, region, colour, theme, _SHAPES)
        made.append((region, colour))
    return tuple(made)


def _enough(path: Path, key: str, colour: str, theme: Theme, least: float) -> None:
    contrast = style.contrast(colour, theme.paper)
    if contrast < least:
        better = "darker" if theme is LIGHT else "lighter"
        raise BrandError(
            f"{path.name}: {key} = {colour} is too faint on {theme.name} paper"
            f" (contrast {contrast:.1f}, needs {least:g}); choose a {better} colour"
        )


def _logo(path: Path, found: dict[str, Any], key: str) -> Array | None:
    name = _words(path, found, key)
    if not name:
        return None
    file = path.parent / name
    try:
        data = content(file, _LARGEST_LOGO)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BrandError(
            f"{path.name}: {key} {name!r:.80} cannot be read ({reason}); it must lie beside {path}"
        ) from None
    from PIL import Image, UnidentifiedImageError

    try:
        if not data.startswith(_PNG):
            raise UnidentifiedImageError
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise BrandError(
                    f"{path.name}: {key} {name!r:.80} has {picture.width} x {picture.height} pixels;"
                    " 1000 x 250 are plenty"
                )
            return np.asarray(picture.convert("RGBA"))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise BrandError(f"{path.name}: {key} {name!r:.80} is not a PNG; save the logo as PNG") from None


def draw(figure: Figure, brand: Brand, look: Look, right_pt: float, top_pt: float) -> None:
    """Put the mark at the top right of a figure, and the line of its colour along the upper edge.

    Args:
        figure: where.
        brand: whose.
        look: already dressed in the colours of the brand.
        right_pt, top_pt: the upper right corner of the mark, from the lower left of the figure [pt].
    """
    width, height = (float(size) * style.POINTS for size in figure.get_size_inches())
    if brand.accent:
        line = Rectangle((0.0, 1.0 - _LINE_PT / height), 1.0, _LINE_PT / height, transform=figure.transFigure)
        line.set(facecolor=look.theme.accent, edgecolor="none")
        figure.add_artist(line)
    logo, plate = brand.logo, False
    if look.theme.name == DARK.name and logo is not None:
        logo, plate = (logo, True) if brand.logo_dark is None else (brand.logo_dark, False)
    if logo is None:
        text = letters.write_on(
            figure, size=_NAME_PT, colour=look.theme.accent, bold=True, align="right", baseline="top"
        )
        letters.put(text, right_pt / width, top_pt / height, brand.name)
        letters.fit(text, brand.name, LARGEST_PT, _NAME_PT, _LEAST_NAME_PT)
        return
    wide = brand.width_pt()
    tall = wide * logo.shape[0] / logo.shape[1]
    box = ((right_pt - wide) / width, (top_pt - tall) / height, wide / width, tall / height)
    if plate:
        pad_x, pad_y = _PLATE_PT / width, _PLATE_PT / height
        corner = (box[0] - pad_x, box[1] - pad_y)
        back = Rectangle(corner, box[2] + 2 * pad_x, box[3] + 2 * pad_y, transform=figure.transFigure)
        back.set(facecolor=LIGHT.paper, edgecolor="none")
        figure.add_artist(back)
    axes = figure.add_axes(box, label="brand", zorder=30)
    style.bare(axes)
    axes.imshow(logo, aspect="auto", interpolation="lanczos")
