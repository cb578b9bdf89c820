"""docs/validation.md, written from a validation: misses first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .report import HEADINGS, numbers, summary, tolerance
from .scoring import CANNOT, GIVEN, HALF, HIT, MISS, Judged, Validation

COMMAND = "python run_sim.py validate --docs docs/validation.md"
HEAD = f"""# Validation

The model run against published cases (`models/cases.toml`). Most rows with a size helped to fit the model's gains, all
at once and none alone ([the model](model.md), 5.1): meeting those again is no independent proof. Written by
`{COMMAND}`; do not edit.

A row scores 1 within its tolerance, ½ the right way but outside, 0 otherwise. Tolerances and setups are
proposals, not published, and say so where a source leaves them open; none is widened to make a row pass. Rows marked *
give a published number that nobody has yet seen in public text. A miss stays here until physics mends it.
"""


def page(found: Validation) -> str:
    """The whole page."""
    parts = [HEAD, "## Score\n", "\n".join(f"- {line}" for line in summary(found)), _rivals(found)]
    for verdict in (MISS, HALF, HIT):
        parts += [f"\n## {HEADINGS[verdict]}\n", _table(found.of(verdict))]
    parts += ["\n## What the model cannot be asked, and why\n", _reasons(found.of(CANNOT))]
    parts += ["\n## Published numbers that are inputs or references\n", _reasons(found.of(GIVEN))]
    parts += ["\n## How each case is reproduced\n", _setups(found.run), "\n## Sources\n", _sources(found.rows)]
    return "\n".join(parts) + "\n"


def structure(text: str) -> str:
    """A page without its numbers: what must agree between a page and the model that it describes."""
    return re.sub(r"-?\d+(\.\d+)?", "#", text)


def _rivals(found: Validation) -> str:
    rows = ["\n| | rows | score | the model on the same rows |", "|---|---|---|---|"]
    rows += [
        f"| {rival.name} | {len(rival.scores)} | {rival.share:.2f} | {rival.model:.2f} |" for rival in found.rivals
    ]
    return "\n".join(rows)


def _table(rows: Sequence[Judged]) -> str:
    if not rows:
        return "None."
    lines = ["| row | what | unit | published | predicted | tolerance | source |", "|---|---|---|---|---|---|---|"]
    for judged in rows:
        row = judged.row
        cells = (
            judged.id,
            row.label,
            row.measured_in,
            numbers(row.measured),
            numbers(judged.predicted) if judged.predicted is not None else judged.why,
            tolerance(judged),
            f"{judged.case.short}{'' if row.verified else ' *'}",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _reasons(rows: Iterable[Judged]) -> str:
    lines: dict[str, list[str]] = {}
    for judged in rows:
        lines.setdefault(judged.why, []).append(f"{judged.id} {judged.row.quantity} ({judged.row.condition})")
    groups = sorted(lines.items(), key=lambda item: -len(item[1]))
    return "\n".join(f"- **{why}** ({len(names)}): {'; '.join(names)}" for why, names in groups)


def _setups(rows: Iterable[Judged]) -> str:
    cases = {judged.case.id: judged.case for judged in rows}
    return "\n".join(f"- **{name}** {case.setup}" for name, case in cases.items())


def _sources(rows: Iterable[Judged]) -> str:
    cases = {judged.case.id: judged.case for judged in rows}
    return "\n".join(
        f"- **{name}** {case.source}. {case.sample or 'No sample'}{f'. {case.link}' if case.link else ''}"
        for name, case in cases.items()
    )
