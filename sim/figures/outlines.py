"""The outlines of one person in one view, worked out once: they are rigid, only the pose moves them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from models.person import Person

from . import shapes, skeleton
from .shapes import BACK, Outlines

_KEPT = 32
_known: OrderedDict[tuple[int, str], tuple[Person, Mapping[str, Outlines]]] = OrderedDict()


def of(person: Person, view: str) -> Mapping[str, Outlines]:
    """Hips, sacrum, arches, bodies, discs, head and ribs; from behind also spinous processes and sacral openings.

    Args:
        person: who is drawn; the very same value is looked up, an equal one is worked out again.
        view: side or back.
    """
    key = (id(person), view)
    found = _known.get(key)
    if found is None or found[0] is not person:
        found = _known[key] = (person, _work_out(person, view))
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return found[1]


def _work_out(person: Person, view: str) -> dict[str, Outlines]:
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
