"""One posture as outlines about its sacrum, with the construction lines of its angles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import measures, outlines
from .rules import plumb_line
from .shapes import SIDE
from .style import Array


@dataclass(frozen=True)
class Silhouette:
    """One posture about its sacrum, in the plane of view [m].

    Attributes:
        soft: ribs. pelvis, arches, discs, bodies: filled. heads: lines.
        angles: construction lines and whose colour they take. c7: its middle. most: the disc that bears most.
    """

    soft: list[Array]
    pelvis: list[Array]
    arches: list[Array]
    discs: list[Array]
    bodies: list[Array]
    heads: list[Array]
    angles: list[tuple[Array, str]]
    c7: list[Array]
    most: list[Array]

    def at(self, where: Array, scale: float) -> Silhouette:
        """The same somewhere else and larger."""

        def moved(part: list[Array]) -> list[Array]:
            return [where + scale * line for line in part]

        return Silhouette(
            soft=moved(self.soft),
            pelvis=moved(self.pelvis),
            arches=moved(self.arches),
            discs=moved(self.discs),
            bodies=moved(self.bodies),
            heads=moved(self.heads),
            angles=[(where + scale * line, region) for line, region in self.angles],
            c7=moved(self.c7),
            most=moved(self.most),
        )

    @property
    def points(self) -> Array:
        """(n, 2) everything that must be seen."""
        ruled = [line for line, _ in self.angles]
        return np.concatenate([*self.pelvis, *self.arches, *self.bodies, *self.heads, *ruled])


def silhouette(result: Any, view: str) -> Silhouette:
    """The posture of a result.

    Args:
        result: a ``Result``.
        view: ``"side"`` or ``"back"``.
    """
    person, pose = result.person, result.pose
    drawing = outlines.of(person, view)
    hips, sacrum, arches, discs, bodies, head, ribs = (
        drawing[name].placed(pose, view) for name in ("hips", "sacrum", "arches", "discs", "bodies", "head", "ribs")
    )
    c7, origin = plumb_line(person, pose, view)
    outline, *ears = head
    most = int(np.argmax(result.joints.compression_N))
    made = Silhouette(
        soft=ribs,
        pelvis=[*hips[: 1 if view == SIDE else 2], *sacrum],
        arches=arches,
        discs=discs,
        bodies=bodies,
        heads=[outline, *(np.concatenate([ear, ear[:1]]) for ear in ears)],
        angles=[(line, measure.region) for measure in measures.drawn(result, view) for line in measure.lines],
        c7=[c7],
        most=[discs[most] if most < len(discs) else bodies[-1]],
    )
    return made.at(-origin, 1.0)
