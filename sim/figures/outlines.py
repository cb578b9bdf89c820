"""The outlines of one person in one view, worked out once: they are rigid, only the pose moves them."""

from __future__ import annotations

from collections.abc import Mapping

from models.person import Person
from sim.memory import remembered

from . import shapes, skeleton
from .shapes import BACK, Outlines


@remembered
def of(person: Person, view: str) -> Mapping[str, Outlines]:
    """Hips, sacrum, arches, bodies, discs, head and ribs; from behind also spinous processes and sacral openings.

    Args:
        person: who is drawn.
        view: side or back.
    """
    made = {
        "hips": skeleton.hip_bones(person, view),
        "sacrum": skeleton.sacrum(person, view),
        "arches": shapes.arches(person, view),
        "bodies": shapes.bodies(person, view),
        "discs": shapes.discs(person, view),
        "head": skeleton.head(person, view),
        "ribs": skeleton.ribs(person, view),
    }
    if view == BACK:
        made |= {"spines": shapes.spines(person), "openings": skeleton.sacral_openings(person)}
    return made
