"""The gallery on one sheet: every card small, in rows, for a README or a slide."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .gallery import Entry

COLUMNS = 3
CARD_PX, GAP_PX = (560, 294), 16
_COLOURS = 256


def sheet(entries: Sequence[Entry], theme: str) -> bytes:
    """The cards of all entries as one PNG of few hundred kilobytes.

    Args:
        entries: drawn items, row by row from the upper left.
        theme: ``light`` or ``dark``: the colour between them.
    """
    from PIL import Image

    from sim.figures.style import THEMES

    rows = -(-len(entries) // COLUMNS)
    width, height = CARD_PX[0] + GAP_PX, CARD_PX[1] + GAP_PX
    size = (COLUMNS * width + GAP_PX, rows * height + GAP_PX)
    whole = Image.new("RGB", size, THEMES[theme].faint)
    for place, entry in enumerate(entries):
        row, column = divmod(place, COLUMNS)
        in_row = min(COLUMNS, len(entries) - row * COLUMNS)
        indent = (COLUMNS - in_row) * width // 2  # a last row that is not full stands in the middle
        with Image.open(io.BytesIO(entry.card)) as card:
            small = card.convert("RGB").resize(CARD_PX, Image.Resampling.LANCZOS)
        whole.paste(small, (GAP_PX + indent + column * width, GAP_PX + row * height))
    out = io.BytesIO()
    few = whole.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()
