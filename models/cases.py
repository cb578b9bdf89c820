"""cases.toml: published cases as data, each row with what it found and how a prediction of it is judged."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from msgspec import Struct, field

from models import files
from models.quantity import Table

FILE = "cases.toml"


class Row(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One published number, order or direction.

    Attributes:
        condition, quantity, value, unit, spread: as published.
        verified: whether it was seen in public text.
        note: what the reader must know to use it.
        label: what the model predicts of it; empty where nothing is.
        measured: the published size of that, or its words; measured_in its unit.
        low, high: tolerance; a list where several numbers are predicted.
        neutral: the value of no effect: a prediction out of tolerance but on the right side of it is half right.
        sign: the direction alone counts.
        order: what must come greatest first.
        beside: whether the case's own rule of passing leaves it out: scored, but no part of the case's mark.
        given: why this is an input or a reference, and no test.
        cannot: what the model lacks to be asked.
    """

    condition: str
    quantity: str
    verified: bool
    value: str = ""
    unit: str = ""
    spread: str = ""
    note: str = ""
    label: str = ""
    measured: float | str | list[float] = ""
    measured_in: str = ""
    low: float | list[float] | None = None
    high: float | list[float] | None = None
    neutral: float | None = None
    sign: int | None = None
    order: list[str] | None = None
    beside: bool = False
    given: str = ""
    cannot: str = ""

    def __post_init__(self) -> None:
        if sum(map(bool, (self.label, self.given, self.cannot))) != 1:
            raise ValueError(f"'{self.quantity}' needs one of label, given and cannot")
        rules = (self.low is not None or self.high is not None, self.sign is not None, self.order is not None)
        if sum(rules) != bool(self.label):
            raise ValueError(f"'{self.quantity}' needs one rule: low or high, sign, or order")


class Case(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One publication, or one experiment of it.

    Attributes:
        id: such as C21.
        domain: what it is about.
        source, short, link: citation, its short form, DOI or address.
        sample: who was measured.
        setup: how the model is asked.
        person: measures of the sample for ``models.person``; empty for the model ``adult_male``.
        gate: a wrong sign here invalidates the model whatever its score.
        decisive: among those that tell models apart.
        row: what was found.
    """

    id: str
    domain: str
    source: str
    short: str
    row: tuple[Row, ...]
    link: str = ""
    sample: str = ""
    setup: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    gate: bool = False
    decisive: bool = False


class CaseFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of cases.toml."""

    case: tuple[Case, ...]


@lru_cache(maxsize=1)
def load_cases() -> dict[str, Case]:
    """All published cases by their id, in the order of the file."""
    table = files.convert(files.read(files.FOLDER / FILE), CaseFile, FILE)
    return {case.id: case for case in table.case}
