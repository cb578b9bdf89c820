"""Figures as files: exact pixels, the same bytes for the same inputs, and the scenario inside.

PNG carries its words in text chunks, SVG in its metadata block, both without dates.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from sim import report
from sim.files import OutputError, write

from . import style, words
from .style import Array

KEY = "plumbline"  # of the scenario inside a file
_MAKER = "Plumbline"
_COMPRESSION = 3  # of PNG: half the time of level 6 for a tenth more bytes
_PNG = b"\x89PNG\r\n\x1a\n"


def metadata(result: Any, drawing: Mapping[str, Any] | None = None) -> dict[str, str]:
    """What a figure's file says about itself: title, caption, software, and the scenario as JSON.

    Args:
        result: a ``Result``.
        drawing: how it is drawn, in plain words (``sim.publish.drawing.Drawing.to_dict``), so that ``replay`` can make
            the file again; figures of another kind have none.
    """
    made = report.software()
    inside = {"software": made["name"], "version": made["version"], "scenario": result.scenario.to_dict()}
    if drawing is not None:
        inside["drawing"] = dict(drawing)
        if result.uncertainty:
            inside["uncertainty"] = {name: result.uncertainty[name] for name in ("people", "seed")}
    return {
        "Title": words.title(result),
        "Description": result.caption(),
        "Software": f"Plumbline {made['version']}",
        KEY: json.dumps(inside, sort_keys=True, ensure_ascii=True),
    }


@contextmanager
def _drawn_by(canvas: type[FigureCanvasBase], figure: Figure) -> Iterator[Any]:
    """A canvas of another kind for a while; the figure is given back its own, and its resolution."""
    own, dpi = figure.canvas, figure.dpi
    try:
        yield canvas(figure)  # a fresh one: another may have measured words under other settings
    finally:
        figure.set_canvas(own)
        figure.set_dpi(dpi)


def png(figure: Figure, about: Mapping[str, str]) -> bytes:
    """The figure as PNG, one pixel per dot of its own resolution.

    Args:
        figure: any figure.
        about: words inside, see ``metadata``.
    """
    return encoded(pixels(figure), figure.dpi, {"Software": _MAKER, **about})


def png_and_svg(figure: Figure, about: Mapping[str, str]) -> tuple[bytes, bytes]:
    """Both, side by side: packing pixels leaves the interpreter to the drawing of lines."""
    picture = pixels(figure)
    with ThreadPoolExecutor(1) as beside:
        packed = beside.submit(encoded, picture, figure.dpi, {"Software": _MAKER, **about})
        lines = svg(figure, about)
        return packed.result(), lines


def pixels(figure: Figure) -> Array:
    """(height, width, 4) red, green, blue and opacity of every dot."""
    with style.settled(), _drawn_by(FigureCanvasAgg, figure) as canvas:
        canvas.draw()
        return np.asarray(canvas.buffer_rgba())


def encoded(picture: Array, dpi: float, about: Mapping[str, str]) -> bytes:
    """Pixels as PNG (specification, third edition): flat areas pack better unfiltered, and four times as fast.

    Args:
        picture: (height, width, 4) red, green, blue and opacity, which is left out: paper is opaque.
        dpi: pixels an inch.
        about: words inside; Latin letters as tEXt, others as iTXt.
    """
    height, width = picture.shape[:2]
    rows = np.zeros((height, 1 + 3 * width), dtype=np.uint8)  # each row begins with its filter: none
    rows[:, 1:] = picture[..., :3].reshape(height, 3 * width)
    per_metre = round(dpi / 0.0254)
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))]
    chunks += [_words_chunk(key, words) for key, words in about.items()]
    chunks.append((b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)))
    chunks += [(b"IDAT", zlib.compress(rows.tobytes(), _COMPRESSION)), (b"IEND", b"")]
    return _PNG + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _words_chunk(key: str, words: str) -> tuple[bytes, bytes]:
    try:
        return b"tEXt", key.encode("latin-1") + b"\0" + words.encode("latin-1")
    except UnicodeEncodeError:
        return b"iTXt", key.encode("latin-1") + b"\0\0\0\0\0" + words.encode("utf-8")


def svg(figure: Figure, about: Mapping[str, str], text_as: str = "path") -> bytes:
    """The figure as SVG, an image with title and description for a screen reader, safe to stand inside a page.

    Args:
        figure: any figure.
        about: words inside, see ``metadata``.
        text_as: ``"path"`` draws letters, which look the same everywhere; ``"none"`` keeps text as text.
    """
    inside: dict[str, str | None] = {"Date": None, "Creator": about.get("Software", _MAKER)}
    for theirs, ours in (("Title", "Title"), ("Description", "Description"), ("Source", KEY)):
        if ours in about:
            inside[theirs] = about[ours]
    out = io.StringIO()
    settings = {"svg.hashsalt": KEY, "svg.fonttype": text_as}
    with style.settled(settings), _drawn_by(FigureCanvasSVG, figure) as canvas:
        canvas.print_svg(out, metadata=inside)
    return _accessible(out.getvalue(), about).encode()


def _accessible(drawn: str, about: Mapping[str, str]) -> str:
    """An SVG with its title and description said to screen readers, and without the document type it needs not."""
    told = {name: about[word] for name, word in (("title", "Title"), ("desc", "Description")) if word in about}
    head, _, rest = drawn.partition("<svg ")
    if not told or not rest:
        return drawn
    mark = hashlib.sha256("\n".join(about.values()).encode()).hexdigest()[:8]  # of this figure, on a page with others
    ids = " ".join(f"{name}-{mark}" for name in told)
    tag, _, body = rest.partition(">")
    body = body.replace(f"\n <title>{escape(about.get('Title', ''))}</title>", "", 1)
    words = "".join(f'\n <{name} id="{name}-{mark}">{escape(text)}</{name}>' for name, text in told.items())
    return f'{head.partition("<!DOCTYPE")[0]}<svg role="img" aria-labelledby="{ids}" {tag}>{words}{body}'


class Shown:
    """Something drawn that a notebook shows as a picture, and that has a short name instead of a list of artists."""

    def __init_subclass__(cls) -> None:
        """Dataclasses keep the short name instead of spelling every artist out."""
        cls.__repr__ = Shown.__repr__  # type: ignore[method-assign]

    def __repr__(self) -> str:
        width, height = self._canvas().bbox.size
        return f"<{type(self).__name__}: {width:.0f} x {height:.0f} pixels>"

    def _canvas(self) -> Any:
        raise NotImplementedError

    def _repr_png_(self) -> bytes | None:
        figure = self._canvas().figure
        if not isinstance(figure, Figure) or figure.canvas.manager is not None:
            return None
        return png(figure, {})


class Panel(Shown):
    """Axes that show themselves in a notebook, unless pyplot shows them already."""

    axes: Axes

    def _canvas(self) -> Axes:
        return self.axes


class Sheet(Shown):
    """A whole figure that shows itself in a notebook."""

    figure: Figure

    def _canvas(self) -> Figure:
        return self.figure


def save(figure: Figure, path: str | Path, about: Mapping[str, str]) -> Path:
    """Write a figure as PNG or SVG, by the ending of its name; the file is whole or not there.

    Raises:
        OutputError: the ending is another one, or the folder cannot be written.
    """
    path = Path(path)
    writers = {".png": png, ".svg": svg}
    writer = writers.get(path.suffix.casefold())
    if writer is None:
        raise OutputError(f"cannot write {path.name}: figures are written as .png or .svg")
    return write(path.parent, {path.name: writer(figure, about)})[0]
