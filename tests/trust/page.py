"""docs/trust.md from what the attacks found.

python tests/trust/page.py
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from record import Attack, kept

PAGE = Path(__file__).resolve().parents[2] / "docs" / "trust.md"
INTRODUCTION = """# Trust

What was tried against this project, how often, what failed, what was mended, and how to try again. The numbers are not
typed here: each section comes from the command above it, which keeps what it found in `tests/trust/found/`, and
`python tests/trust/page.py` writes this page from that. A small share of every attack runs in `make test`.

That a calculation agrees with an independent engine says that it is the calculation it claims to be. Whether it is
true of people is another question, asked in [validation.md](validation.md).
"""


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def section(attack: Attack) -> str:
    """One attack."""
    rows = [
        (check.what, f"{check.tried:,}", f"{check.failed:,}", check.worst, check.mended or "nothing to mend")
        for check in attack.checks
    ]
    parts = [f"## {attack.title}", f"`{attack.command}`", attack.text]
    parts.append(table(("what must be true", "tried", "failed", "worst", "mended"), rows))
    for extra in attack.tables:
        parts += [f"### {extra.title}", extra.text, table(extra.header, extra.rows)]
    if attack.versions:
        parts.append("With " + ", ".join(f"{name} {version}" for name, version in attack.versions.items()) + ".")
    return "\n\n".join(part for part in parts if part)


def text(attacks: Sequence[Attack]) -> str:
    """The page."""
    return "\n\n".join([INTRODUCTION.strip(), *map(section, attacks)]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(text(kept()), encoding="utf-8")
