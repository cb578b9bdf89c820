"""A sweep as a picture: lines over one variable (one for each word of a second), or a heat map over two numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from sim.study.quantities import StudyError

from ..style import PLAIN, Look
from . import variables
from .heat import HeatArtists, empty_heat
from .lines import LinesArtists, empty_lines, series_of

if TYPE_CHECKING:
    from sim.study.sweep import Sweep


def draw_sweep(found: Sweep, ax: Axes | None = None, look: Look = PLAIN) -> LinesArtists | HeatArtists:
    """Draw a sweep: lines over one variable, or over one for each word of another; a heat map over two numbers.

    Args:
        found: of ``sim.sweep``.
        ax: axes to draw on; without it a new figure of 1920 x 1080 pixels is made.
        look: colours.

    Raises:
        StudyError: three variables or more, or more lines than can be told apart.
    """
    names = list(found.variables)
    if len(names) > 2:
        raise StudyError(f"{len(names)} variables make no flat picture; draw a sweep over one or two")
    heat = len(names) == 2 and all(variables.is_number(found.variables[name]) for name in names)
    artists = empty_heat(ax, look) if heat else empty_lines(ax, look, len(series_of(found)))
    artists.update(found)
    return artists
