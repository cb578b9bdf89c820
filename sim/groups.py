"""People of a chunk side by side: sorted by what is fused and how their muscles are strung, and answered together.

Whoever cannot be answered at once is left over, to be done step by step as ``sim.simulate`` does it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from msgspec.structs import force_setattr

import models
from models import Person, SpineError
from models.person import taken

from . import kernels, pipeline
from .chain import Array
from .scenario import Scenario

Who = Person | str | Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Group:
    """People of a chunk who are fused alike and whose muscles are strung alike.

    Attributes:
        who: which of the chunk's people each is.
        people: one by one, or stacked (``models.many``).
    """

    who: Sequence[int]
    people: Sequence[Person] | Person

    @property
    def fused(self) -> tuple[str, ...]:
        """Joints that do not move."""
        return self.people.fused if isinstance(self.people, Person) else self.people[0].fused

    def one(self, row: int) -> Person:
        """One of them alone."""
        return taken(self.people, row) if isinstance(self.people, Person) else self.people[row]


def grouped(whos: Mapping[int, Who]) -> tuple[list[Group], dict[int, str]]:
    """People who can be computed side by side, and what is wrong with the others."""
    tables = [(k, who) for k, who in whos.items() if isinstance(who, Mapping)]
    groups = [Group([tables[row][0] for row in rows], made) for rows, made in models.many([t for _, t in tables])]
    built = {who for group in groups for who in group.who}
    reasons: dict[int, str] = {}
    kinds: dict[tuple[Any, ...], list[tuple[int, Person]]] = {}
    for k, who in whos.items():
        if k in built:
            continue
        person = _person(who)
        if isinstance(person, str):
            reasons[k] = person
        else:
            kinds.setdefault(_kind(person), []).append((k, person))
    groups += [Group([k for k, _ in alike], [person for _, person in alike]) for alike in kinds.values()]
    return groups, reasons


def _person(who: Who) -> Person | str:
    """A person, or what is wrong with what was given for one."""
    try:
        if isinstance(who, Person):
            return who
        return models.load(who) if isinstance(who, str) else models.person(**who)
    except SpineError as error:
        return str(error)
    except TypeError as error:
        return f"a person is a models.Person, a name or a table of measures: {error}"


def _kind(person: Person) -> tuple[Any, ...]:
    """What must be alike in people who are computed side by side."""
    if kernels.running() is None:
        return person.fused
    from .crowd import Crowd

    return Crowd.kind(person)


def side_by_side(
    group: Group,
    items: Sequence[tuple[int, int]],
    what: Array,
    requests: Sequence[Scenario | str],
    columns: Mapping[str, Array],
) -> list[tuple[int, int]]:
    """Items of a group computed together; those that do not come out at once, which are to be done step by step.

    Args:
        group: whom.
        items: row of the table, and which of the group it asks.
        what: row of the table -> its request.
        requests: all of them; those of the items are good ones.
        columns: of the table, filled where there is an answer.
    """
    from . import crowd as law

    asking: dict[int, list[int]] = {}  # request -> places in items
    for place, (item, _) in enumerate(items):
        asking.setdefault(int(what[item]), []).append(place)
    asked = {k: request for k in asking if isinstance(request := requests[k], Scenario)}
    crowd = law.Crowd.of(group.people)
    measured = {k: (_nobody(one.before()), _nobody(one.untilted())) for k, one in asked.items()}
    stands: dict[Scenario, law.Rows] = {}
    for plain in dict.fromkeys(plain for both in measured.values() for plain in both):
        stands[plain] = law.stand(crowd, plain)
    together = []
    for k, places in asking.items():
        if _crowded(group, asked[k]):
            continue
        who = np.array([items[place][1] for place in places])
        compared, untilted = (stands[each] for each in measured[k])
        together.append(law.Request(asked[k], np.array(places), who, compared, untilted))
    where = np.array([item for item, _ in items])
    good = law.fill(columns, where, law.answer(crowd, together, len(items)))
    return [pair for pair, found in zip(items, good, strict=True) if not found]


def _crowded(group: Group, asked: Scenario) -> bool:
    """Whether a request holds more lines than kernels have room for: it is answered step by step."""
    from .kernels.layout import MOST_HOLDS

    return bool(asked.shifts) and len(pipeline.setting(group.one(0), asked).holds) > MOST_HOLDS


def _nobody(plain: Scenario) -> Scenario:
    """An untilted request whoever asks it, to be found again."""
    same = copy.copy(plain)
    force_setattr(same, "person", "")
    force_setattr(same, "title", None)
    return same
