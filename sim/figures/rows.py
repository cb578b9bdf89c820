"""How wide words are, and how they break into rows: measured once, without a figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

from . import style

ROW = 1.2  # height of a row of type, in sizes
_MEASURED_PT = 100.0
_OPENING, _CLOSING = "（《“", "，。；：、！？）》”％°…"
_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_PIECE = re.compile(rf" *[{_OPENING}]*(?:[{_HAN}]|[^ {_HAN}]+)[{_CLOSING}]*| +$")
_GLUED = re.compile(r" (?=→|N\b|mm\b|kg\b|·|±)|(?<=[→±]) ")  # spaces at which no row ends


@lru_cache(maxsize=8192)
def _unit_width(words: str, bold: bool) -> float:
    """Width of one row of words in type of one point [pt]: as drawn, unhinted."""
    weight = "bold" if bold else "normal"
    files = [findfont(FontProperties(family=family, weight=weight)) for family in style.family(words)]
    font = get_font(files)
    font.set_size(_MEASURED_PT, style.POINTS)
    font.set_text(words, 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64.0 / _MEASURED_PT


def width_pt(words: str, size: float, bold: bool = False) -> float:
    """Width of words, of the longest row where there are several [pt]."""
    return size * max(_unit_width(row, bold) for row in words.split("\n"))


def shortened(words: str, size: float, room_pt: float, bold: bool = False) -> str:
    """As much of the words as has room, and dots for the rest."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        fits = width_pt(f"{words[:middle].rstrip()} …", size, bold) <= room_pt
        low, high = (middle, high) if fits else (low, middle - 1)
    return f"{words[:low].rstrip()} …"


def unbroken(words: str) -> list[str]:
    """What should not be broken: words between spaces; between Chinese letters a row may end anywhere."""
    return [word for word in re.split(rf"[ {_HAN}]", words) if word]


def rows_of(words: str, size: float, room_pt: float, most: int, bold: bool = False, balance: bool = True) -> list[str]:
    """Words broken into rows; what is too long for the last is cut.

    Args:
        words: one paragraph.
        size: of the type [pt].
        room_pt: width of a row [pt].
        most: number of rows.
        bold: the weight of the type.
        balance: rows of about the same length rather than full ones.
    """
    pieces = _pieces(_GLUED.sub("\u00a0", " ".join(words.split())), size, room_pt, bold)
    full = _filled(pieces, room_pt)
    if len(full) > most:
        rest = "".join(full[most - 1 :]).strip()
        return [*(row.strip() for row in full[: most - 1]), shortened(rest, size, room_pt, bold)]
    if not balance:
        return [row.strip() for row in full]
    low, high = room_pt / 2, room_pt
    for _ in range(8):  # the narrowest room that needs no more rows
        middle = (low + high) / 2
        low, high = (low, middle) if len(_filled(pieces, middle)) <= len(full) else (middle, high)
    return [row.strip() for row in _filled(pieces, high)]


def _pieces(words: str, size: float, room_pt: float, bold: bool) -> list[tuple[str, float]]:
    """What stays together in a row and its width: a word with the space before it, a Chinese letter with its marks."""
    found: list[str] = []
    for piece in _PIECE.findall(words):
        while len(piece.strip()) > 1 and width_pt(piece.strip(), size, bold) > room_pt:  # longer than a whole row
            fits = max(1, int(len(piece) * room_pt / width_pt(piece, size, bold)) - 1)
            found.append(piece[:fits])
            piece = piece[fits:]
        found.append(piece)
    bar = width_pt("||", size, bold)
    return [(piece, width_pt(f"|{piece}|", size, bold) - bar) for piece in found]


def _filled(pieces: Sequence[tuple[str, float]], room_pt: float) -> list[str]:
    """Rows, each as full as it goes."""
    rows, used = [""], 0.0
    for piece, width in pieces:
        if used + width > room_pt and rows[-1]:
            rows.append("")
            used = 0.0
        rows[-1] += piece
        used += width
    return rows
