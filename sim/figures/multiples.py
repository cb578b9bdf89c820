"""Small multiples: several postures side by side, to one scale and over one plumb line, with what they measure.

The sacrum of each stands on the same line, so that the eye compares what lies over it. Below each stand its angles,
in the colours of their construction lines, and the joint that bears most, which is marked in the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from models.errors import SpineError
from models.person import JOINTS
from sim import asked, report
from sim.language import say

from . import letters, marks, measures, shapes, slots, style, words
from .files import Panel
from .looks import look as look_of
from .shapes import SIDE, VERTEBRAE
from .shares import leaves_sagittal_plane
from .silhouette import Silhouette, silhouette
from .slots import EDGE_PT, NAMES_PT, ROW_PT, Slot
from .style import PLAIN, Look

_DOT_PT = 2.4
_MARK_PT = 5.0
_MORE_ROWS = 2  # below the angles: where C7 is, and the joint that bears most


class MultiplesError(SpineError):
    """Results that cannot stand side by side."""


@dataclass(frozen=True)
class MultiplesArtists(Panel):
    """What ``draw_multiples`` has drawn; ``update`` shows as many other results in the same artists.

    Attributes:
        axes: typographic points. view, look, scale_m: side or back; colours and language; metres a point.
        pelvis, discs, arches, bodies, heads, soft: the postures, one after the other.
        plumb: a line over the sacrum of each, and how far C7 lies from it. dots: C7. angles: construction lines.
        marks: beside the disc that bears most. titles: above. names: of the measures, once a row. values: below.
        footer: words.
    """

    axes: Axes
    view: str
    look: Look
    soft: LineCollection
    pelvis: PolyCollection
    arches: PolyCollection
    discs: PolyCollection
    bodies: PolyCollection
    heads: LineCollection
    plumb: LineCollection
    angles: LineCollection
    dots: PolyCollection
    marks: PolyCollection
    titles: tuple[Text, ...]
    names: tuple[Text, ...]
    values: tuple[tuple[Text, ...], ...]
    footer: Text

    def update(self, results: Sequence[Any], titles: Sequence[str] | None = None) -> None:
        """Show as many other results in place.

        Raises:
            MultiplesError: there are more or fewer of them, or of what is measured below them.
        """
        if len(results) != len(self.titles):
            raise MultiplesError(f"{len(results)} results do not fit into {len(self.titles)} panels; draw them anew")
        if _row_count(self.view, results) != len(self.values[0]):
            raise MultiplesError("turns and side tilts are measured in rows of their own; draw them anew")
        with style.settled():
            _fill(self, list(results), _titled(results, titles, self.look))


def draw_multiples(
    results: Sequence[Any],
    titles: Sequence[str] | None = None,
    ax: Axes | None = None,
    view: str | None = None,
    look: Look = PLAIN,
) -> MultiplesArtists:
    """Draw several postures side by side.

    Args:
        results: of ``sim.simulate``, 2 or more; up to five stand in one row.
        titles: one for each; without them each scenario's own.
        ax: axes to draw on; without it a new figure, at most 1080 pixels high for one row, is made.
        view: ``"side"`` or ``"back"``; without it from behind where any of them leaves the sagittal plane.
        look: colours and language.

    Raises:
        MultiplesError: nothing to draw, or not one title for each.
    """
    results = list(results)
    if not results:
        raise MultiplesError("there is nothing to draw; give two or more results")
    said = _titled(results, titles, look)
    if view is None:
        view = shapes.BACK if any(leaves_sagittal_plane(result) for result in results) else SIDE
    axes = ax
    if axes is None:
        drawn = [silhouette(result, view) for result in results]
        size = slots.size_px(drawn, said, _row_count(view, results))
        axes = style.new_axes(*size, (0.0, 0.0, 1.0, 1.0), look)
    style.bare(axes)
    artists = _empty(axes, view, look, results)
    with style.settled():
        _fill(artists, results, said)
    return artists


def plot_many(
    results: Sequence[Any],
    titles: Sequence[str] | None = None,
    ax: Axes | None = None,
    view: str | None = None,
    theme: str = "light",
    language: str = "en",
) -> MultiplesArtists:
    """Several results side by side, to one scale and over one plumb line; arguments as those of ``draw_multiples``.

    Args:
        results: of ``sim.simulate``.
        titles: one for each; without them each scenario's own.
        ax: axes to draw on; without it a new figure is made.
        view: ``"side"`` or ``"back"``; without it from behind where any of them leaves the sagittal plane.
        theme: ``"light"`` or ``"dark"``.
        language: one of ``sim.language.LANGUAGES``.

    Raises:
        MultiplesError: nothing to draw, or not one title for each.
    """
    return draw_multiples(results, titles, ax, view, look_of(theme, language))


def _titled(results: Sequence[Any], titles: Sequence[str] | None, look: Look) -> list[str]:
    if titles is None:
        return [words.title(result, look.language) for result in results]
    if len(titles) != len(results):
        raise MultiplesError(f"{len(titles)} titles for {len(results)} results; give one for each")
    return [str(title) for title in titles]


def _empty(axes: Axes, view: str, look: Look, results: Sequence[Any]) -> MultiplesArtists:
    theme, count, rows = look.theme, len(results), _row_count(view, results)
    _, down = slots.grid(count)
    region = [theme.colour[style.REGION_OF_BODY[b]] for b in VERTEBRAE]
    edges, pink = [theme.edge(colour) for colour in region], theme.colour["pelvis"]
    pelvis = [theme.tint(pink, 0.72), *([] if view == SIDE else [theme.tint(pink, 0.72)]), theme.tint(pink, 0.4)]

    def text(**more: Any) -> Text:
        return letters.write(axes, look=look, **{"size": style.LABEL, **more})

    def values() -> tuple[Text, ...]:
        return tuple(text(align="center", bold=True) for _ in range(rows))

    return MultiplesArtists(
        axes=axes,
        view=view,
        look=look,
        soft=style.lines(axes, 1, colors=theme.faint, linewidths=style.MEDIUM),
        plumb=style.lines(axes, 1.5),
        pelvis=style.fills(axes, 3, facecolors=pelvis * count, edgecolors=theme.edge(pink, 0.28), linewidths=0.6),
        arches=style.fills(
            axes,
            4 if view == SIDE else 7,
            facecolors=[theme.tint(colour, 0.55) for colour in region] * count,
            edgecolors=edges * count,
            linewidths=0.4,
        ),
        discs=style.fills(axes, 5, facecolors=theme.faint, edgecolors=theme.muted, linewidths=0.4),
        bodies=style.fills(axes, 6, facecolors=region * count, edgecolors=edges * count, linewidths=0.5),
        heads=style.lines(axes, 6, colors=theme.edge(pink, 0.28), linewidths=style.MEDIUM),
        angles=style.lines(axes, 8, linewidths=style.FINE),
        dots=style.fills(axes, 9, facecolors=theme.ink, edgecolors=theme.paper, linewidths=style.HAIRLINE),
        marks=style.fills(axes, 9, facecolors=theme.ink, edgecolors=theme.paper, linewidths=style.HAIRLINE),
        titles=tuple(text(size=style.HEADING, bold=True, align="center", baseline="top") for _ in results),
        names=tuple(text(colour=theme.muted, align="left") for _ in range(down * rows)),
        values=tuple(values() for _ in results),
        footer=text(size=style.FOOTER, colour=theme.muted, baseline="baseline"),
    )


def _angles(view: str, results: Sequence[Any]) -> dict[str, str]:
    """Fields of ``Alignment`` whose rows stand below, from the head down, each with the region whose colour it takes.

    Where some of the postures turn and others tilt, all of them say both.
    """
    drawn = [measure for result in results for measure in measures.drawn(result, view)[::-1]]
    return {measure.field: measure.region for measure in drawn}


def _row_count(view: str, results: Sequence[Any]) -> int:
    return len(_angles(view, results)) + _MORE_ROWS


def _fill(artists: MultiplesArtists, results: list[Any], titles: list[str]) -> None:
    """Put results into the artists."""
    axes, view = artists.axes, artists.view
    point = style.pixels(axes, 1.0)
    width, height = axes.bbox.width / point, axes.bbox.height / point
    axes.set_xlim(0.0, width)
    axes.set_ylim(0.0, height)
    drawn = [silhouette(result, view) for result in results]
    places, scale = slots.fit(drawn, titles, len(artists.values[0]), width, height)
    placed = [part.at(slot.at, 1.0 / scale) for part, slot in zip(drawn, places, strict=True)]
    for name in ("pelvis", "arches", "discs", "bodies"):
        getattr(artists, name).set_verts([polygon for part in placed for polygon in getattr(part, name)])
    for name in ("heads", "soft"):
        getattr(artists, name).set_segments([line for part in placed for line in getattr(part, name)])
    _fill_rules(artists, placed, places)
    _write(artists, results, titles, places)


def _fill_rules(artists: MultiplesArtists, placed: Sequence[Silhouette], places: Sequence[Slot]) -> None:
    """One plumb line for each, how far C7 lies from it, angles, and a mark at the disc that bears most."""
    theme = artists.look.theme
    lines, dots, tips = [], [], []
    for part, slot in zip(placed, places, strict=True):
        points, (c7,), x = part.points, part.c7, slot.at[0]
        lines.append(np.array([[x, points[:, 1].min() - 4.0], [x, points[:, 1].max() + 4.0]]))
        lines.append(np.array([c7, [x, c7[1]]]))
        dots.append(c7 + _DOT_PT * marks.circle())
        disc = part.most[0]
        tip = np.array([disc[:, 0].max() + 2.5, disc[:, 1].mean()])
        tips.append(tip + _MARK_PT * np.array([[0.0, 0.0], [1.4, 0.7], [1.4, -0.7]]))
    artists.plumb.set_segments(lines)
    artists.plumb.set_color([theme.muted, theme.ink] * len(placed))
    artists.plumb.set_linewidth([style.FINE, style.MEDIUM] * len(placed))
    artists.plumb.set_linestyle([(0, (5, 3)), "-"] * len(placed))
    artists.dots.set_verts(dots)
    artists.marks.set_verts(tips)
    ruled = [line for part in placed for line in part.angles]
    artists.angles.set_segments([line for line, _ in ruled])
    artists.angles.set_color([theme.text_colour[region] for _, region in ruled])


def _write(artists: MultiplesArtists, results: list[Any], titles: list[str], places: Sequence[Slot]) -> None:
    look, view, theme = artists.look, artists.view, artists.look.theme
    across, down = slots.grid(len(results))
    angles = _angles(view, results)
    for text, said, slot in zip(artists.titles, titles, places, strict=True):
        letters.put(text, slot.middle, slot.top, "\n".join(slots.folded(said, slot.width)))
    digits = words.decimals(*(getattr(result.alignment, field) for result in results for field in angles))
    colours = [*(theme.text_colour[region] for region in angles.values()), *[theme.ink] * _MORE_ROWS]
    for texts, result, slot in zip(artists.values, results, places, strict=True):
        values = _values(replace(result, baseline=None), list(angles), digits, view, look)
        for number, (text, said, colour) in enumerate(zip(texts, values, colours, strict=True)):
            letters.put(text, slot.middle, slot.words - ROW_PT * number, said, colour)
    names = [words.measure(field, look.language) for field in angles]
    names += [words.plumb(view, look.language), say("family.many.most", look.language)]
    for row in range(down):
        for number, name in enumerate(names):
            text, y = artists.names[row * len(names) + number], places[row * across].words - ROW_PT * number
            letters.put(text, EDGE_PT, y, name)
            letters.shrink(text, style.LABEL, 7.0, NAMES_PT * style.pixels(artists.axes, 1.0))
    people = " · ".join(dict.fromkeys(asked.who(result.person, look.language) for result in results))
    version = report.software()["version"]
    letters.put(artists.footer, EDGE_PT, 8.0, say("figure.footer", look.language, who=people, version=version))


def _values(result: Any, angles: list[str], digits: int, view: str, look: Look) -> list[str]:
    """What stands below a posture: its angles, where C7 is, and the joint that bears most."""
    most = int(np.argmax(result.joints.compression_N))
    return [
        *(words.angle(result, field, digits, look.language) for field in angles),
        words.plumb_offset(result, view, look.language),
        f"{JOINTS[most]} {result.joints.compression_N[most]:.0f} N",
    ]
