"""Figures as files: exact pixels, the same bytes for the same inputs, and the scenario inside.

PNG carries its words in text chunks, SVG in its metadata block, both without dates.
"""

from __future__ import annotations

import io
import threading
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from models.errors import SpineError
from sim import report

from . import words

KEY = "plumbline"  # of the scenario inside a file
_SVG_LOCK = threading.Lock()  # the SVG writer reads its salt from global settings
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


class FigureError(SpineError):
    """A file that is no figure of this program, or a kind that it does not write."""


def metadata(result: Any) -> dict[str, str]:
    """What a figure's file says about itself: title, caption, software and the scenario that made it (JSON)."""
    import json

    made = report.software()
    inside = {"software": made["name"], "version": made["version"], "scenario": result.scenario.to_dict()}
    return {
        "Title": words.title(result),
        "Description": result.caption(),
        "Software": f"Plumbline {made['version']}",
        KEY: json.dumps(inside, sort_keys=True, ensure_ascii=True),
    }


def png(figure: Figure, about: Mapping[str, str]) -> bytes:
    """The figure as PNG, one pixel per dot of its own resolution."""
    out = io.BytesIO()
    words_inside = {"Software": "Plumbline", **about}
    canvas = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)
    canvas.print_png(out, metadata=words_inside)
    return out.getvalue()


def svg(figure: Figure, about: Mapping[str, str], text_as: str = "path") -> bytes:
    """The figure as SVG.

    Args:
        figure: any figure.
        about: words inside, see ``metadata``.
        text_as: ``"path"`` draws letters, which look the same everywhere; ``"none"`` keeps text as text.
    """
    inside: dict[str, str | None] = {"Date": None, "Creator": about.get("Software", "Plumbline")}
    for theirs, ours in (("Title", "Title"), ("Description", "Description"), ("Source", KEY)):
        if ours in about:
            inside[theirs] = about[ours]
    out = io.StringIO()
    with _SVG_LOCK, matplotlib.rc_context({"svg.hashsalt": KEY, "svg.fonttype": text_as}):
        FigureCanvasSVG(figure).print_svg(out, metadata=inside)
    return out.getvalue().encode()
