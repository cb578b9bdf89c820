"""The measures of a person: their limits, and published regressions for those nobody took."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from models import files
from models.errors import ModelError
from models.quantity import Column, Number, Quantity, Table


@dataclass(frozen=True)
class Limits:
    """What is still taken for a standing adult; anything beyond is refused as a probable slip."""

    low: float
    high: float
    unit: str

    def clipped(self, value: float) -> float:
        """The number within the limits that is nearest."""
        return min(max(value, self.low), self.high)


LIMITS = {
    "height_m": Limits(1.2, 2.2, "m"),
    "mass_kg": Limits(30.0, 200.0, "kg"),
    "age": Limits(18.0, 100.0, "years"),
    "pelvic_incidence_deg": Limits(25.0, 95.0, "deg"),
    "pelvic_tilt_deg": Limits(-15.0, 45.0, "deg"),
    "lumbar_lordosis_deg": Limits(10.0, 100.0, "deg"),
    "thoracic_kyphosis_deg": Limits(5.0, 90.0, "deg"),
    "cervical_lordosis_deg": Limits(-30.0, 50.0, "deg"),
    "strength": Limits(0.1, 3.0, "1"),
    "flexibility": Limits(0.3, 3.0, "1"),
}


class Measures(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The measures of one person. Those left out follow from the published regressions."""

    height_m: Number | None = None
    mass_kg: Number | None = None
    age: Number | None = None
    pelvic_incidence_deg: Number | None = None
    pelvic_tilt_deg: Number | None = None
    lumbar_lordosis_deg: Number | None = None
    thoracic_kyphosis_deg: Number | None = None
    cervical_lordosis_deg: Number | None = None
    strength: Number | None = None
    flexibility: Number | None = None


class Regression(Quantity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A measure as a sum: constant + factor x other measures; ``spread`` is the residual deviation."""

    terms: dict[str, float]


class RegressionFile(Table, frozen=True, forbid_unknown_fields=True):
    """regressions.toml: the measures of a person nobody has measured."""

    age: Number
    age_sampled: Column
    height_m: dict[str, Number]
    body_mass_index: dict[str, Number]
    pelvic_incidence_deg: Number
    sva_mm: Number
    pelvic_tilt_deg: Regression
    lumbar_lordosis_deg: Regression
    thoracic_kyphosis_deg: Regression
    cervical_lordosis_deg: Regression


@dataclass
class Draft:
    """Measures while they are being completed, with where each came from."""

    sex: str
    value: dict[str, float] = field(default_factory=dict)
    spread: dict[str, float] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)


def within(key: str, value: object, where: str, table: str = "") -> float:
    """The number, if it can be this measure of a standing adult; the other words name it in errors."""
    limit = LIMITS[key]
    unit = "" if limit.unit == "1" else f" {limit.unit}"
    if isinstance(value, bool) or not isinstance(value, (int, float, np.floating, np.integer)):
        raise ModelError(f"{where}: {table}{key} is {value!r}; a number{unit and f' in{unit}'} is needed")
    try:
        number = float(value)
    except OverflowError:  # a whole number of hundreds of digits
        number = math.inf
    if not math.isfinite(number) or not limit.low <= number <= limit.high:
        raise ModelError(
            f"{where}: {table}{key} is {number:g}{unit}; it must lie between {limit.low:g} and {limit.high:g}{unit}"
        )
    return number


def take(draft: Draft, key: str, number: Number, where: str) -> None:
    """Put one quantity of a file into the draft, checked."""
    if number.unit != LIMITS[key].unit:
        raise ModelError(f"{where}: measures.{key} has unit '{number.unit}'; it must be in '{LIMITS[key].unit}'")
    draft.value[key] = within(key, number.value, where, "measures.")
    draft.sources.update(number.sources)
    if isinstance(number.spread, (int, float)):
        draft.spread[key] = float(number.spread)


def complete(draft: Draft) -> None:
    """Fill in what was not measured, from means and regressions."""
    known = draft.value
    if all(key in known for key in LIMITS):
        return
    table = files.shared("regressions.toml", RegressionFile)

    def mean(key: str, number: Number) -> None:
        if key not in known:
            take(draft, key, number, "regressions.toml")

    mean("height_m", table.height_m[draft.sex])
    if "mass_kg" not in known:
        index = table.body_mass_index[draft.sex]
        known["mass_kg"] = LIMITS["mass_kg"].clipped(index.value * known["height_m"] ** 2)
        draft.sources.update(index.sources)
    mean("age", table.age)
    mean("pelvic_incidence_deg", table.pelvic_incidence_deg)
    for key in ("pelvic_tilt_deg", "lumbar_lordosis_deg", "thoracic_kyphosis_deg", "cervical_lordosis_deg"):
        if key in known:
            continue
        regression = getattr(table, key)
        terms = dict(regression.terms)
        known["t1_slope_deg"] = _t1_slope(known) if key == "cervical_lordosis_deg" else 0.0
        value = terms.pop("constant") + sum(factor * known[name] for name, factor in terms.items())
        known[key] = LIMITS[key].clipped(value)
        draft.sources.update(regression.sources)
        if isinstance(regression.spread, (int, float)):
            draft.spread[key] = float(regression.spread)
    known.pop("t1_slope_deg", None)
    known.setdefault("strength", 1.0)
    known.setdefault("flexibility", 1.0)


def _t1_slope(known: dict[str, float]) -> float:
    """T1 slope = sacral slope - lordosis + kyphosis; the nearly straight T12-L1 is left out."""
    slope = known["pelvic_incidence_deg"] - known["pelvic_tilt_deg"]
    return slope - known["lumbar_lordosis_deg"] + known["thoracic_kyphosis_deg"]
