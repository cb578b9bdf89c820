"""Many people, many requests: the same answers as ``sim.simulate`` one by one, as one table.

Items are computed in chunks, so that memory stays bounded, and chunks on as many threads as there are processors: the
kernels (``sim.kernels``) leave the interpreter alone while they work. What an item answers depends on nothing beside
it: neither the size of a chunk nor the number of threads changes a single bit.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from models import Person, SpineError
from models.person import JOINTS

from . import kernels, pipeline
from . import scenario as scenarios
from .chain import Array
from .groups import Group, Who, grouped, side_by_side
from .limits import beyond_range
from .records import COLUMNS, MEASURES
from .scenario import Scenario, ScenarioError

if TYPE_CHECKING:
    from .result import Result

What = Scenario | Mapping[str, Any]
Task = TypeVar("Task")
Done = TypeVar("Done")

CHUNK = 256
_FLAGS = ("converged", "beyond_muscles")
_NUMBERS = ("iterations", "residual_Nm", "margin_Nm_per_rad", "baseline_margin_Nm_per_rad")


@dataclass(frozen=True, eq=False)
class Answers:
    """What ``simulate_many`` answers: one row for each item, in the order asked.

    Attributes:
        people, scenarios: as asked.
        person, scenario: (n,) which of them each item is; -1 for the scenario's own person.
        converged: (n,) whether there is an answer; where there is none, every number is NaN.
        reasons: why there is none, item by item; empty where there is an answer.
        joints: column of ``JointTable`` -> (n, 25), from L5-S1 up.
        alignment: measure -> (n,); change: the same against what the item is compared with.
        numbers: Newton steps, moment left over [Nm], stability margin and that of the baseline [Nm/rad] -> (n,).
        beyond_muscles: (n,) whether muscles could not supply a moment, so that a load is a lower bound (or, which no
            test has met, their forces of least effort were not found).
        beyond_range: (n, 25) whether a joint is clearly beyond its measured range of motion.
    """

    people: tuple[Who, ...]
    scenarios: tuple[What, ...]
    person: Array
    scenario: Array
    converged: Array
    reasons: tuple[str, ...]
    joints: Mapping[str, Array]
    alignment: Mapping[str, Array]
    change: Mapping[str, Array]
    numbers: Mapping[str, Array]
    beyond_muscles: Array
    beyond_range: Array

    def __len__(self) -> int:
        return len(self.converged)

    def __repr__(self) -> str:
        return f"<Answers: {len(self)}, {int(self.converged.sum())} of them found>"

    def result(self, item: int) -> Result:
        """Everything about one item, as ``sim.simulate`` answers it.

        Raises:
            SpineError: what ``reasons`` says of it.
        """
        who = None if self.person[item] < 0 else self.people[self.person[item]]
        return pipeline.simulate(who, self.scenarios[self.scenario[item]])

    def columns(self) -> dict[str, Array]:
        """All numbers as flat columns (n,): ``compression_N:L4-L5``, ``sva_mm``, ``change_sva_mm``, ..."""
        flat = {
            f"{name}:{joint}": values[:, k] for name, values in self.joints.items() for k, joint in enumerate(JOINTS)
        }
        change = {f"change_{name}": values for name, values in self.change.items()}
        state = {"converged": self.converged, "beyond_muscles": self.beyond_muscles}
        return {"person": self.person, "scenario": self.scenario, **state, **self.alignment, **change, **flat}


def simulate_many(
    people: Who | Sequence[Who] | None = None,
    scenarios: What | Sequence[What] | None = None,
    *,
    paired: bool = False,
    chunk: int = CHUNK,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Answers:
    """Posture, loads and alignment of every person in every scenario.

    The whole table is in memory, 3.6 kB an item: a million are for ``sim.cohort``, which writes files as it goes.

    Args:
        people: persons, names or tables of measures; by default each scenario's own person.
        scenarios: requests or their words as tables; by default a person untilted.
        paired: item i is person i in scenario i, instead of all with all (scenarios of the first person first).
        chunk: items computed at a time by a thread: each takes some 0.1 MB while it is.
        workers: threads; by default one for each processor.
        progress: called with the number of items done and of all, now and then.

    Returns:
        Answers; what cannot be answered (no posture, a wrong request) is reported there, not raised.

    Raises:
        ScenarioError: people and scenarios that are paired differ in number, or ``chunk`` or ``workers`` is below one.
    """
    whos, whats = _listed(people, Person), ({},) if scenarios is None else _listed(scenarios, Scenario)
    items = _items(whos, whats, paired, people is None)
    for name, count in (("chunk", chunk), ("workers", workers)):
        if count is not None and count < 1:
            raise ScenarioError(f"{name} must be one or more, not {count}")
    filler = _Filler(whos, whats, items)
    threads = min(workers or processors(), max(1, -(-len(items) // chunk)))
    with kernels.in_batch(len(items)), pipeline.on_one_thread():
        done = 0
        for count in in_turn(filler.fill, [slice(k, k + chunk) for k in range(0, len(items), chunk)], threads):
            done += count
            if progress is not None:
                progress(done, len(items))
    return filler.answers()


def _listed(given: Any, kind: type) -> tuple[Any, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, (kind, str, Mapping)) else tuple(given)


def _items(people: tuple[Who, ...], whats: tuple[What, ...], paired: bool, own: bool) -> Array:
    """(n, 2) person and scenario of each item."""
    if own:
        return np.stack([np.full(len(whats), -1), np.arange(len(whats))], axis=1)
    if paired:
        if len(people) != len(whats):
            raise ScenarioError(
                f"{len(people)} people cannot be paired with {len(whats)} scenarios; give as many of both"
            )
        return np.stack([np.arange(len(people))] * 2, axis=1)
    return np.stack(np.divmod(np.arange(len(people) * len(whats)), len(whats)), axis=1)


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_turn(work: Callable[[Task], Done], tasks: Sequence[Task], threads: int) -> Iterator[Done]:
    """Task after task, a few at a time on as many threads; what comes of them, in order."""
    if threads == 1:
        yield from map(work, tasks)
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting = iter(tasks)
        running: list[Future[Done]] = [pool.submit(work, each) for each in islice(waiting, 2 * threads)]
        try:
            while running:
                done = running.pop(0).result()
                running += [pool.submit(work, each) for each in islice(waiting, 1)]
                yield done
        finally:
            for future in running:
                future.cancel()


class _Filler:
    """Fills the columns of the answer, chunk by chunk."""

    def __init__(self, people: tuple[Who, ...], whats: tuple[What, ...], items: Array) -> None:
        self.people, self.whats, self.items = people, whats, items
        count = len(items)
        self.reasons = [""] * count
        self.columns: dict[str, Array] = {name: np.full((count, 25), np.nan) for name in COLUMNS}
        change = (f"change_{name}" for name in MEASURES)
        self.columns |= {name: np.full(count, np.nan) for name in (*MEASURES, *change, *_NUMBERS)}
        self.columns |= {name: np.zeros(count, dtype=bool) for name in _FLAGS}
        self.columns["beyond_range"] = np.zeros((count, 25), dtype=bool)
        self.asked = [_built(what) for what in whats]  # each request once, not once a person

    def fill(self, chunk: slice) -> int:
        """Compute some items; how many."""
        asking: list[tuple[int, int]] = []  # item and who
        whos: dict[int, Who] = {}
        rows = range(*chunk.indices(len(self.items)))
        for item in rows:
            which, what = map(int, self.items[item])
            asked = self.asked[what]
            if isinstance(asked, str):
                self.reasons[item] = asked
                continue
            who = which if which >= 0 else -1 - what
            if who not in whos:
                whos[who] = self.people[which] if which >= 0 else asked.person
            asking.append((item, who))
        groups, reasons = grouped(whos)
        where = {who: (group, row) for group in groups for row, who in enumerate(group.who)}
        refused: dict[tuple[int, int], str] = {}
        kinds: dict[int, list[tuple[int, int]]] = {}  # items and rows of each group
        for item, who in asking:
            if who in reasons:
                self.reasons[item] = reasons[who]
                continue
            group, row = where[who]
            what = int(self.items[item, 1])
            if (id(group), what) not in refused:
                refused[id(group), what] = _refusal(self.asked[what], group.fused)
            self.reasons[item] = refused[id(group), what]
            if not self.reasons[item]:
                kinds.setdefault(id(group), []).append((item, row))
        for group in groups:
            self._fill_alike(group, kinds.get(id(group), []))
        return len(rows)

    def _fill_alike(self, group: Group, items: list[tuple[int, int]]) -> None:
        """Items of people who can be computed side by side, request by request."""
        left = items
        if items and kernels.running() is not None:
            left = side_by_side(group, items, self.items[:, 1], self.asked, self.columns)
        for item, row in left:
            self._fill_one(item, group.one(row))

    def _fill_one(self, item: int, person: Person) -> None:
        """One item, as ``sim.simulate`` does it, step by step where it must."""
        asked = self.asked[self.items[item, 1]]
        try:
            result = pipeline.answer(person, asked)
        except SpineError as error:
            self.reasons[item] = str(error)
            return
        columns, before = self.columns, result.alignment.change
        for name in COLUMNS:
            columns[name][item] = getattr(result.joints, name)
        for name in MEASURES:
            columns[name][item] = getattr(result.alignment, name)
            columns[f"change_{name}"][item] = getattr(before, name)
        columns["iterations"][item], columns["residual_Nm"][item] = result.iterations, result.residual_Nm
        columns["margin_Nm_per_rad"][item] = result.stability.margin_Nm_per_rad
        columns["baseline_margin_Nm_per_rad"][item] = result.stability.baseline_margin_Nm_per_rad
        columns["beyond_muscles"][item] = any(
            remark.key == "balance" or remark.key.startswith("weak") for remark in result.warnings
        )
        columns["beyond_range"][item] = beyond_range(person, result.joints.angle_deg, result.joints.range_used)
        columns["converged"][item] = True

    def answers(self) -> Answers:
        """The table, frozen."""
        for values in self.columns.values():
            values.setflags(write=False)
        self.items.setflags(write=False)
        columns = self.columns
        return Answers(
            self.people,
            self.whats,
            self.items[:, 0],
            self.items[:, 1],
            columns["converged"],
            tuple(self.reasons),
            {name: columns[name] for name in COLUMNS},
            {name: columns[name] for name in MEASURES},
            {name: columns[f"change_{name}"] for name in MEASURES},
            {name: columns[name] for name in _NUMBERS},
            columns["beyond_muscles"],
            columns["beyond_range"],
        )


def _refusal(asked: Scenario | str, fused: tuple[str, ...]) -> str:
    """What is wrong with asking this of people with fused joints; empty where nothing is."""
    try:
        if isinstance(asked, Scenario):
            asked.refuse_tilted_fusion((*fused, *asked.fused))
    except SpineError as error:
        return str(error)
    return ""


def _built(what: What) -> Scenario | str:
    """A request, or what is wrong with it."""
    try:
        return scenarios.build(what)
    except SpineError as error:
        return str(error)
