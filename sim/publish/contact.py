"""The gallery on one sheet: every posture small, each over its name, for a README or a slide."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from models.person import JOINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from sim.figures.style import Look
    from sim.legs.nerves import Innervation
    from sim.result import Result

COLUMNS = 6
TILE_PX, GAP_PX = (284, 544), 12
WIDE_PX = (2 * TILE_PX[0] + GAP_PX, TILE_PX[1])
_COLOURS = 256
_DPI = 144
_NAME_PT, _MARGIN_PT, _LEAST = (12.5, 9.0), 9.0, 8.0
_UNIT_PT = 9.5
_PICTURE_PT = 60.0  # from the lower edge


def posture(result: Result, title: str, look: Look) -> bytes:
    """One posture over its name, as PNG."""
    from sim.figures import stage, style, words
    from sim.figures.posture import draw_posture
    from sim.figures.rules import Room
    from sim.language import say

    drawn = style.new_figure(*TILE_PX, look, _DPI)
    wide, high = (size * style.POINTS / _DPI for size in TILE_PX)
    axes = drawn.add_axes((6.0 / wide, _PICTURE_PT / high, 1.0 - 12.0 / wide, 1.0 - (_PICTURE_PT + 8.0) / high))
    draw_posture(result, axes, stage.view_of(result), look, Room(labels=False))
    most = words.most_changed(result)
    told = ""
    if most is not None:
        ratio = f"×{result.joints.compression_ratio[most]:.2f}"
        told = f"{ratio} {say('panels.times_at', look.language, joint=JOINTS[most])}"
    return _named(drawn, title, told, look, wide, high)


def root(innervated: Innervation, title: str, told: str, look: Look) -> bytes:
    """The map of roots over its name, as wide as two postures, as PNG."""
    from sim.figures import style
    from sim.figures.legs.roots import HEIGHT_PX, WIDTH_PX, draw_roots

    dpi = (TILE_PX[1] - _PICTURE_PT * _DPI / style.POINTS) * style.DPI / HEIGHT_PX
    drawn = style.new_figure(*WIDE_PX, look, dpi)
    wide, high = (size * style.POINTS / dpi for size in WIDE_PX)
    across, share = (size * style.POINTS / style.DPI for size in (WIDTH_PX, HEIGHT_PX))
    draw_roots(
        innervated, drawn.add_axes((0.5 - across / wide / 2, 1.0 - share / high, across / wide, share / high)), look
    )
    return _named(drawn, title, told, look, wide, high)


def _named(drawn: Figure, title: str, told: str, look: Look, wide_pt: float, high_pt: float) -> bytes:
    """The figure with a name and a line below it; sizes are those of a posture's tile, whatever the figure's own."""
    from sim.figures import files, letters, style

    unit = high_pt / (TILE_PX[1] * style.POINTS / _DPI)
    room = wide_pt - 2 * _MARGIN_PT * unit
    name = letters.write_on(drawn, look=look, size=_NAME_PT[0], bold=True, baseline="top")
    below = letters.write_on(drawn, size=_UNIT_PT, colour=look.theme.muted, baseline="top")
    left = _MARGIN_PT * unit / wide_pt
    with style.settled():
        top = (_PICTURE_PT - 6.0) * unit
        letters.put(name, left, top / high_pt, "")
        sizes = (_NAME_PT[0] * unit, _NAME_PT[1] * unit)
        used = letters.fit(name, title, (room, 2 * letters.ROW * sizes[0]), *sizes, balance=True)
        letters.put(below, left, (top - used - 2.0 * unit) / high_pt, "")
        letters.fit(below, told, (room, 2 * letters.ROW * _LEAST * unit), _UNIT_PT * unit, _LEAST * unit)
    return files.png(drawn, {})


def sheet(tiles: Sequence[bytes], look: Look) -> bytes:
    """Tiles of one height as one PNG of few hundred kilobytes, row by row from the upper left."""
    from PIL import Image

    pictures = [Image.open(io.BytesIO(tile)).convert("RGB") for tile in tiles]
    across = min(COLUMNS, len(pictures))
    width = max(across * (TILE_PX[0] + GAP_PX) + GAP_PX, WIDE_PX[0] + 2 * GAP_PX)
    places, x, y = [], GAP_PX, GAP_PX
    for picture in pictures:
        if x + picture.width + GAP_PX > width:
            x, y = GAP_PX, y + TILE_PX[1] + GAP_PX
        places.append((x, y))
        x += picture.width + GAP_PX
    whole = Image.new("RGB", (width, y + TILE_PX[1] + GAP_PX), look.theme.faint)
    for picture, place in zip(pictures, places, strict=True):
        whole.paste(picture, place)
    out = io.BytesIO()
    few = whole.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()
