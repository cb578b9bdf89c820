"""A grid over anything that can be varied, as one tidy table: a row an item, failures as rows with their reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models import Person

from .. import files
from ..data import json_text
from ..gains import assuming
from ..many import simulate_many
from ..scenario import build
from . import quantities, tables
from .grid import Item, items, of_gain
from .quantities import DEFAULT, Array

if TYPE_CHECKING:
    from ..figures.charts.swept import HeatArtists, LinesArtists

SCHEMA = "plumbline.sweep/1"


@dataclass(frozen=True, eq=False)
class Sweep:
    """What ``sim.sweep`` answers.

    Attributes:
        scenario: what stays the same, as words.
        variables: what was varied -> (n,) its value in each item, the last one quickest.
        show: the quantities of table and figure.
        found: (n,) whether there is an answer.
        reasons: (n,) why there is none; empty where there is.
        numbers: quantity -> (n,), of every quantity in ``show``.
        beyond_muscles: (n,) whether muscles could not supply a moment, so that a load is a lower bound.
    """

    scenario: Mapping[str, Any]
    variables: Mapping[str, tuple[Any, ...]]
    show: tuple[str, ...]
    found: Array
    reasons: tuple[str, ...]
    numbers: Mapping[str, Array]
    beyond_muscles: Array

    def __len__(self) -> int:
        return len(self.found)

    def __repr__(self) -> str:
        return f"<Sweep: {', '.join(self.variables)}; {int(self.found.sum())} of {len(self)} found>"

    def columns(self) -> dict[str, Any]:
        """The tidy table by column."""
        state = {"found": self.found, "beyond_muscles": self.beyond_muscles, "reason": self.reasons}
        return {**self.variables, **self.numbers, **state}

    def to_csv(self) -> str:
        """One row an item (RFC 4180); empty where there is no number."""
        return tables.csv_bytes(self.columns()).decode()

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and words, shape ``plumbline.sweep/1``."""
        return {
            "schema": SCHEMA,
            "scenario": dict(self.scenario),
            "variables": list(self.variables),
            "show": list(self.show),
            "items": len(self),
            "found": int(self.found.sum()),
            "rows": tables.rows(self.columns()),
        }

    def to_json(self) -> str:
        """``to_dict`` as JSON text."""
        return json_text(self.to_dict())

    def to_parquet(self) -> bytes:
        """The table as Parquet.

        Raises:
            StudyError: pyarrow is not installed; the line says how to get it.
        """
        return tables.parquet_bytes(self.columns())

    def table(self) -> str:
        """The first rows, at most 80 columns wide."""
        columns = [*self.variables, *self.show[:2]]
        head = [name[:22] for name in columns]
        rows = [[_said(self.columns()[name][k]) for name in columns] for k in range(min(len(self), 24))]
        for k, row in enumerate(rows):
            if not self.found[k]:
                row[len(self.variables)] = "none"
        widths = [max(len(row[k]) for row in [head, *rows]) for k in range(len(columns))]
        lines = ["  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True))[:80] for row in [head, *rows]]
        missing = int((~self.found).sum())
        more = len(self) - len(rows)
        lines += [f"... and {more} more rows in the table"] if more else []
        lines += [f"{missing} of {len(self)} have no answer; the table says why, row by row"] if missing else []
        return "\n".join(lines)

    def plot(self, theme: str = "light") -> LinesArtists | HeatArtists:
        """Lines over one variable, a heat map over two; of the first quantity.

        Raises:
            StudyError: three variables or more, which no flat picture shows.
        """
        from ..figures.charts.swept import draw_sweep
        from ..figures.looks import look

        return draw_sweep(self, look=look(theme))

    def save(
        self, folder: str | Path = "out", figure: bool = True, theme: str = "light", parquet: bool = False
    ) -> list[Path]:
        """Write ``sweep.csv``, ``sweep.json``, ``sweep.png`` where it can be drawn, and ``sweep.parquet`` if asked.

        Raises:
            OutputError: the folder cannot be written. StudyError: Parquet without pyarrow.
        """
        contents = {"sweep.csv": self.to_csv().encode(), "sweep.json": self.to_json().encode()}
        if parquet:
            contents["sweep.parquet"] = self.to_parquet()
        if figure and len(self.variables) <= 2 and self.found.any():
            from ..figures.files import png

            drawn: Any = self.plot(theme).axes.figure
            contents["sweep.png"] = png(drawn, {"Title": quantities.label(self.show[0])})
        return files.write(Path(folder), contents)


def sweep(
    grid: Mapping[str, Sequence[Any]],
    scenario: Any = None,
    people: Sequence[Any] | None = None,
    *,
    show: str | Sequence[str] = DEFAULT,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Sweep:
    """Every combination of some variables' values, answered.

    Args:
        grid: variable -> its values; see ``sim.study.grid`` for what can be varied.
        scenario: what stays the same: a scenario, its words or the path of its file.
        people: persons, names or tables of measures: the same as a variable ``person``.
        show: quantities to keep: ``compression_N:L4-L5``, ``change_sva_mm`` ...; ``"all"`` keeps everything.
        workers: threads; by default one for each processor.
        progress: called with the number of items done and of all.

    Returns:
        Sweep; an item without an answer is a row with its reason, not an error.

    Raises:
        StudyError: nothing like that can be varied or shown. ScenarioError: the scenario is wrong.
    """
    asked = [show] if isinstance(show, str) else list(show)
    names = quantities.everything() if asked == ["all"] else tuple(dict.fromkeys(map(quantities.known, asked)))
    variables, points = items(grid, scenario, people)
    groups: dict[tuple[tuple[str, float], ...], list[int]] = {}
    for k, point in enumerate(points):
        groups.setdefault(point.gains, []).append(k)
    found = np.zeros(len(points), dtype=bool)
    beyond = np.zeros(len(points), dtype=bool)
    reasons = [""] * len(points)
    numbers = {name: np.full(len(points), np.nan) for name in names}
    done = 0
    for gains, rows in groups.items():
        start = done

        def tell(count: int, _: int, start: int = start) -> None:
            if progress is not None:
                progress(start + count, len(points))

        with assuming({name: of_gain(value, name) for name, value in gains}):
            answers = simulate_many(
                [points[k].person for k in rows],
                [points[k].scenario for k in rows],
                paired=True,
                workers=workers,
                progress=tell,
            )
        found[rows], beyond[rows] = answers.converged, answers.beyond_muscles
        for k, reason in zip(rows, answers.reasons, strict=True):
            reasons[k] = reason
        for name in names:
            numbers[name][rows] = quantities.column(answers, name)
        done += len(rows)
    values = {name: tuple(_shown(point, k) for point in points) for k, name in enumerate(variables)}
    return Sweep(build(scenario).to_dict(), values, names, found, tuple(reasons), numbers, beyond)


def _shown(point: Item, k: int) -> Any:
    """A value as it stands in a table; what is no place on a scale is a word."""
    value = point.values[k]
    if isinstance(value, float) and not np.isfinite(value):
        return str(value)
    if isinstance(value, Person):
        return value.name
    return ", ".join(f"{key} {one}" for key, one in value.items()) if isinstance(value, Mapping) else value


def _said(value: Any) -> str:
    value = tables.plain(value)
    return "" if value is None else f"{value:.5g}" if isinstance(value, float) else str(value)[:24]
