"""The posture: the spine before and after, to scale, with plumb line, line of sight and the angles it names.

Before is a pale outline, after is solid in the colours of the regions. The shade of each disc is its
compression relative to before: darker is more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text

from . import letters, marks, outlines, shapes, stage, style
from .files import Panel
from .notes import Notes, draw_notes
from .rules import ROOMY, Room
from .shapes import BACK, SIDE, VERTEBRAE
from .style import PLAIN, Array, Look

_LIGHTEST, _DARKEST = "#F1F3F5", "#15191C"
_SHADE_LIMITS = (0.5, 3.0)  # compression ratio at the lightest and at the darkest disc
_PROP_PT = 5.0
_EDGE = 0.28  # of pelvis and head, drawn away from the paper
_SEAT_BEHIND_M, _SEAT_AHEAD_M = 0.07, 0.07  # of the seat that is shown
_REST_BEHIND_M, _REST_HALF_M = 0.075, 0.06  # of the rest that is shown: behind the spinous process, up and down


def load_shade(ratio: Array) -> list[str]:
    """Grey of a disc from its compression relative to before: sequential, equal factors in equal steps."""
    low, high = np.log(_SHADE_LIMITS)
    share = (np.log(np.maximum(ratio, 1e-3)) - low) / (high - low)
    return [style.mix(_LIGHTEST, _DARKEST, float(s)) for s in np.clip(share, 0.0, 1.0)]


@dataclass(frozen=True)
class PostureArtists(Panel):
    """What ``draw_posture`` has drawn; ``update`` shows another result in the same artists.

    Attributes:
        axes: the axes, in metres, equal scale both ways.
        view: ``"side"`` (facing right) or ``"back"`` (seen from behind).
        look: its colours and language.
        before: pale outlines of pelvis, arches, bodies; before_head: of the head.
        soft: ribs and breastbone. props: the seat under the pelvis, the rest behind the back.
        pelvis, discs, arches, bodies, details, head: after; details are hip joint or spinous processes.
        notes: construction lines, plumb line, line of sight and their labels.
    """

    axes: Axes
    view: str
    look: Look
    before: PolyCollection
    before_head: LineCollection
    soft: LineCollection
    props: LineCollection
    pelvis: PolyCollection
    discs: PolyCollection
    arches: PolyCollection
    bodies: PolyCollection
    details: PolyCollection
    head: LineCollection
    notes: Notes

    def update(self, result: Any) -> None:
        """Show another result in place."""
        _fill(self, result)
        if self.look.blank:
            letters.blank(self.quizzed)

    @property
    def quizzed(self) -> tuple[Text, ...]:
        """What a quiz leaves blank, in the order of reading."""
        return self.notes.quizzed


def draw_posture(
    result: Any, ax: Axes | None = None, view: str = SIDE, look: Look = PLAIN, room: Room = ROOMY
) -> PostureArtists:
    """Draw the posture of a result, before and after.

    Args:
        result: a ``Result``.
        ax: axes to draw on; without it a new figure of 960 x 1080 pixels is made.
        view: ``"side"`` or ``"back"``.
        look: its colours and language.
        room: what of the axes is for words, and what stays free.
    """
    if view not in (SIDE, BACK):
        raise ValueError(f"view must be 'side' or 'back', not {view!r}")
    axes = style.new_axes(960, 1080, look=look) if ax is None else ax
    style.bare(axes)
    axes.set_aspect("equal", adjustable="box")
    theme = look.theme
    pink = theme.colour["pelvis"]
    region = [theme.colour[style.REGION_OF_BODY[b]] for b in VERTEBRAE]
    edge = [theme.edge(colour) for colour in region]
    solid = region if view == SIDE else [theme.tint(colour, 0.2) for colour in region]
    wings = 1 if view == SIDE else 2
    pelvis = [theme.tint(pink, 0.72)] * wings + [theme.paper] * wings + [theme.tint(pink, 0.3)]
    artists = PostureArtists(
        axes=axes,
        view=view,
        look=look,
        soft=style.lines(axes, 1, colors=theme.faint),
        props=style.lines(axes, 0.5, colors=theme.furniture, linewidths=_PROP_PT),
        before=style.fills(axes, 2, edgecolors=theme.pale, linewidths=style.FINE),
        before_head=style.lines(
            axes, 2, colors=theme.pale, linewidths=style.FINE, clip_on=False
        ),  # limits fit its line
        pelvis=style.fills(axes, 4, facecolors=pelvis, edgecolors=theme.edge(pink, _EDGE), linewidths=style.FINE),
        head=style.lines(axes, 5, colors=theme.edge(pink, _EDGE), linewidths=style.MEDIUM, clip_on=False),
        arches=style.fills(
            axes,
            5 if view == SIDE else 8,
            facecolors=[theme.tint(colour, 0.55) for colour in region],
            edgecolors=edge,
            linewidths=style.HAIRLINE,
        ),
        discs=style.fills(axes, 6, edgecolors=theme.ink, linewidths=style.HAIRLINE),
        bodies=style.fills(axes, 7, facecolors=solid, edgecolors=edge, linewidths=style.FINE),
        details=style.fills(axes, 9, linewidths=style.HAIRLINE),
        notes=draw_notes(axes, view, look, room),
    )
    if axes.get_visible():  # hidden ones are filled when they are shown
        artists.update(result)
    return artists


def _fill(artists: PostureArtists, result: Any) -> None:
    """Put a result into the artists."""
    view, drawing = artists.view, outlines.of(result.person, artists.view)
    hips, sacrum, arches, bodies, head = (drawing[name] for name in ("hips", "sacrum", "arches", "bodies", "head"))
    ribs = drawing["ribs"].placed(result.pose, view)
    pelvis = [*hips.placed(result.pose, view), *sacrum.placed(result.pose, view)]
    artists.pelvis.set_verts(pelvis)
    placed = arches.placed(result.pose, view), bodies.placed(result.pose, view)
    artists.arches.set_verts(placed[0])
    artists.bodies.set_verts(placed[1])
    artists.discs.set_verts(drawing["discs"].placed(result.pose, view))
    artists.discs.set_facecolor(load_shade(np.asarray(result.joints.compression_ratio)[: len(shapes.DISCS)]))
    outline, *ears = head.placed(result.pose, view)
    artists.head.set_segments([outline, *(np.concatenate([ear, ear[:1]]) for ear in ears)])
    _fill_details(artists, result)
    _fill_soft(artists, ribs)
    props = _fill_props(artists, result, pelvis)
    above = [arches, bodies] if view == SIDE else [bodies, arches]  # whichever lies nearer to the eye comes last
    before = _fill_before(artists, result, [hips, sacrum, *above], head)
    artists.notes.update(result, [*pelvis, *placed[0], *placed[1], outline, *ribs, *before, *props])


def _fill_before(
    artists: PostureArtists, result: Any, drawn: list[shapes.Outlines], head: shapes.Outlines
) -> list[Array]:
    """The pale shapes, of which the hip bones (the first of them) are only lines. Returns them all."""
    before = stage.before_beside(result)
    if before is None:
        artists.before.set_verts([])
        artists.before_head.set_segments([])
        return []
    placed = [outline.placed(before.pose, artists.view) for outline in drawn]
    polygons = [polygon for group in placed for polygon in group]
    lines = len(placed[0])
    artists.before.set_verts(polygons)
    artists.before.set_facecolor(["none"] * lines + [artists.look.theme.ghost] * (len(polygons) - lines))
    skull = head.placed(before.pose, artists.view)[:1]
    artists.before_head.set_segments(skull)
    return [*polygons, *skull]


def _fill_details(artists: PostureArtists, result: Any) -> None:
    """From behind the spinous processes and the openings of the sacrum; from the side the hip joint."""
    theme = artists.look.theme
    pink = theme.colour["pelvis"]
    edge = theme.edge(pink, _EDGE)
    if artists.view == BACK:
        drawing = outlines.of(result.person, BACK)
        spines, openings = (drawing[name].placed(result.pose, BACK) for name in ("spines", "openings"))
        colours = [theme.edge(theme.colour[style.REGION_OF_BODY[b]], 0.12) for b in VERTEBRAE[:-1]]
        artists.details.set_verts([*spines, *openings])
        artists.details.set_facecolor(colours + [theme.tint(pink, 0.8)] * len(openings))
        artists.details.set_edgecolor([theme.edge(colour, 0.3) for colour in colours] + [edge] * len(openings))
        return
    circle = marks.circle(40)
    size = result.person.height_m / shapes.REFERENCE_HEIGHT_M
    artists.details.set_verts([result.pose.hip_m[:2] + size * radius * circle for radius in (0.024, 0.005)])
    artists.details.set_facecolor([theme.paper, edge])
    artists.details.set_edgecolor(edge)


def _fill_props(artists: PostureArtists, result: Any, pelvis: list[Array]) -> list[Array]:
    """The seat touches the pelvis where it is lowest; the rest runs behind the level that it bears."""
    props = []
    if artists.view == SIDE and stage.support(result) == stage.SEAT:
        along = stage.seat_direction(result)
        up = np.array([-along[1], along[0]])
        ischium = min(np.concatenate(pelvis), key=lambda point: float(point @ up))
        props.append(np.array([ischium - _SEAT_BEHIND_M * along, ischium + _SEAT_AHEAD_M * along]))
        rest = stage.backrest(result)
        if rest is not None:
            at, way = rest
            middle = at + _REST_BEHIND_M * np.array([-way[1], way[0]])
            props.append(np.array([middle - _REST_HALF_M * way, middle + _REST_HALF_M * way]))
    artists.props.set_segments(props)
    return props


def _fill_soft(artists: PostureArtists, ribs: list[Array]) -> None:
    """Ribs and, from the side, the breastbone: hinted, so that the spine stays the subject."""
    breastbone = [np.array([rib[-1] for rib in ribs[:7]])] if artists.view == SIDE else []
    artists.soft.set_segments([*ribs, *breastbone])
    artists.soft.set_linewidth([2.0] * len(ribs) + [4.5] * len(breastbone))
