"""A validation as text: a table for the terminal, a page for docs/, CSV and JSON for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import data, report
from .registry import Numbers
from .scoring import CANNOT, GIVEN, HALF, HIT, MISS, Judged, Rival, Validation, mean

SCHEMA = "plumbline.validation/1"
HEADINGS = {MISS: "Misses", HALF: "Half right: the right way, outside the tolerance", HIT: "Within tolerance"}
UNITLESS = ("ratio", "slope")
WIDTHS = {"row": 7, "what": 31, "published": 10, "predicted": 17, "tolerance": 14, "verdict": 8, "source": 14}


def figure_of(value: float, digits: int = 3) -> str:
    """A number to so many digits, whole where it has more before its point."""
    words = f"{value:.{digits}g}"
    return "0" if abs(value) < 2e-3 else f"{value:.0f}" if "e" in words else words


def numbers(value: Numbers | str | None) -> str:
    """Numbers side by side, words as they are."""
    if isinstance(value, str) or value is None:
        return value or "none"
    several = np.atleast_1d(value)
    return " ".join(figure_of(float(one), 3 if len(several) == 1 else 2) for one in several)


def tolerance(judged: Judged) -> str:
    """The rule in a few signs."""
    row = judged.row
    if row.order is not None:
        return "in order"
    if row.sign is not None:
        return "> 0" if row.sign > 0 else "< 0"
    if isinstance(row.low, list) or isinstance(row.high, list):
        return "each its own"
    if row.low is None:
        return f"≤ {numbers(row.high)}"
    return f"≥ {numbers(row.low)}" if row.high is None else f"{numbers(row.low)} to {numbers(row.high)}"


def summary(found: Validation) -> list[str]:
    """The score in sentences: the model's, its gates, and the baselines' beside it."""
    count = {verdict: len(found.of(verdict)) for verdict in (HIT, HALF, MISS)}
    seen = [judged.score or 0.0 for judged in found.run if judged.row.verified]
    lines = [
        f"Score {found.score:.2f} over {len(found.run)} rows: {count[HIT]} within tolerance"
        f" ({100 * found.hit_share:.0f} %), {count[HALF]} the right way, {count[MISS]} missed."
        f" Rows whose number was seen in public text: {mean(seen):.2f} over {len(seen)}."
    ]
    for kind, name in (("gate", "Gates"), ("decisive", "Decisive cases")):
        scores = found.cases(kind)
        if scores:
            whole = sum(score == 1.0 for score in scores.values())
            each = ", ".join(f"{case} {score:.2f}" for case, score in scores.items())
            wrong = sum(
                judged.score == 0.0 for judged in found.run if getattr(judged.case, kind) and not judged.row.beside
            )
            rows = f"{wrong or 'no'} row{'' if wrong == 1 else 's'} missed"
            named = "on the rows that each case's own rule names"
            lines.append(f"{name}, {whole} of {len(scores)} wholly within tolerance {named}, {rows}: {each}.")
    lines += [_rival_line(rival) for rival in found.rivals if rival.scores]
    rest = len(found.of(CANNOT)), len(found.of(GIVEN))
    lines.append(f"Not run: {rest[0]} rows that the model cannot be asked, {rest[1]} that are inputs or references.")
    return lines


def _rival_line(rival: Rival) -> str:
    return (
        f"Baseline, {rival.name}: {rival.share:.2f} over the {len(rival.scores)} rows that it can be asked;"
        f" the model on the same rows: {rival.model:.2f}."
    )


def _cells(judged: Judged) -> dict[str, str]:
    row = judged.row
    unit = "" if row.measured_in in UNITLESS else f" {row.measured_in}"
    published = numbers(row.measured) if isinstance(row.measured, str) else f"{numbers(row.measured)}{unit}"
    if row.order or row.sign:
        published = "order" if row.order else "falls" if row.sign == -1 else "rises"
    return {
        "row": judged.id,
        "what": row.label,
        "published": published,
        "predicted": numbers(judged.predicted),
        "tolerance": tolerance(judged),
        "verdict": judged.verdict,
        "source": f"{judged.case.short}{'' if row.verified else '*'}",
    }


def _line(cells: dict[str, str]) -> str:
    cut = (word if len(word) < WIDTHS[key] else f"{word[: WIDTHS[key] - 2]}…" for key, word in cells.items())
    return "".join(f"{word:<{width}}" for word, width in zip(cut, WIDTHS.values(), strict=True)).rstrip()


def table(found: Validation) -> str:
    """At most 100 columns wide: the score, then every row that was run, misses first, then why others were not."""
    import textwrap

    lines = [textwrap.fill(line, 100, subsequent_indent="  ") for line in summary(found)]
    for verdict, heading in HEADINGS.items():
        if found.of(verdict):
            lines += ["", heading, _line({key: key for key in WIDTHS})]
            lines += [_line(_cells(judged)) for judged in found.of(verdict)]
    for verdict, heading in ((CANNOT, "Cannot be asked"), (GIVEN, "Inputs and references")):
        if found.of(verdict):
            lines += ["", heading]
            for why, names in _by_reason(found.of(verdict)).items():
                lines.append(textwrap.fill(f"{why}: {', '.join(names)}", 100, subsequent_indent="  "))
    if any(not judged.row.verified for judged in found.run):
        lines += ["", "* published number not yet seen in public text"]
    return "\n".join(lines)


def _by_reason(rows: Sequence[Judged]) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = {}
    for judged in rows:
        reasons.setdefault(judged.why, []).append(judged.id)
    return dict(sorted(reasons.items(), key=lambda item: -len(item[1])))


def records(found: Validation) -> list[dict[str, Any]]:
    """One plain record a row, for programs."""
    return [
        {
            "row": judged.id,
            "domain": judged.case.domain,
            "source": judged.case.source,
            "link": judged.case.link,
            "sample": judged.case.sample,
            "setup": judged.case.setup,
            "condition": judged.row.condition,
            "quantity": judged.row.quantity,
            "published": judged.row.value or judged.row.spread,
            "published_unit": judged.row.unit,
            "verified": judged.row.verified,
            "what": judged.row.label,
            "measured": judged.row.measured,
            "unit": judged.row.measured_in,
            "predicted": judged.predicted,
            "low": judged.row.low,
            "high": judged.row.high,
            "sign": judged.row.sign,
            "order": judged.row.order,
            "verdict": judged.verdict,
            "score": judged.score,
            "why": judged.why,
            "note": judged.row.note,
        }
        for judged in found.rows
    ]


def to_dict(found: Validation) -> dict[str, Any]:
    """The public, versioned shape ``plumbline.validation/1``."""
    return {
        "schema": SCHEMA,
        "software": report.software(),
        "score": found.score,
        "hit_share": found.hit_share,
        "gates": found.cases("gate"),
        "decisive": found.cases("decisive"),
        "baselines": [
            {"name": rival.name, "score": rival.share, "model_on_same_rows": rival.model, "rows": dict(rival.scores)}
            for rival in found.rivals
        ],
        "rows": records(found),
    }


def to_json(found: Validation) -> str:
    """``to_dict`` as JSON text."""
    return data.json_text(data.plain(to_dict(found)))


def to_csv(found: Validation) -> str:
    """All rows, units in the columns beside the numbers (RFC 4180); several numbers stand side by side."""
    text = io.StringIO()
    rows = records(found)
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        lists = {key: " ".join(map(str, item)) for key, item in row.items() if isinstance(item, list)}
        writer.writerow({**row, **lists})
    return text.getvalue()
