"""A number as model files give it: with unit, source, kind and, where known, spread."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Kind = Literal["measured", "derived", "calibrated", "assumed"]
Status = Literal["verified", "verified-secondary", "partly-verified", "unverified"]


class Quantity(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a number comes from.

    Attributes:
        unit: its unit, spelt as in the SI ("1" for a ratio).
        kind: measured, derived, calibrated or assumed.
        source: key of references.bib, or several.
        status: how far it was checked against its source; see the head of anatomy.toml.
        spread: one standard deviation between people, in the same unit; one number or one a level.
        note: what the reader must know to use it.
    """

    unit: str
    kind: Kind
    source: str | list[str]
    status: Status | None = None
    spread: float | dict[str, float] | None = None
    note: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of references.bib, also where there is only one."""
        return (self.source,) if isinstance(self.source, str) else tuple(self.source)


class Number(Quantity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One number."""

    value: float


class Column(Quantity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One number a level (or a sex, an axis, a grade)."""

    values: dict[str, float]


class Amount(Number, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A number that makes sense only above zero."""

    def __post_init__(self) -> None:
        if not self.value > 0:
            raise ValueError(f"{self.value:g} {self.unit} must be more than 0")


class Amounts(Column, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A column of numbers that make sense only above zero."""

    def __post_init__(self) -> None:
        for level, value in self.values.items():
            if not value > 0:
                raise ValueError(f"{level} = {value:g} {self.unit} must be more than 0")


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the tables: frozen, no unknown keys."""
