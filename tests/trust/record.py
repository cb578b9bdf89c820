"""What an attack on the project found, kept as data: ``page.py`` writes docs/trust.md from it.

Each script of this folder is one attack. Run as a command it does the whole of it and keeps what it found in
``found/``; ``make test`` runs a small share of it by the functions it offers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

FOUND = Path(__file__).parent / "found"


@dataclass(frozen=True)
class Check:
    """One line of the table of docs/trust.md.

    Attributes:
        what: what must be true, as a sentence of a few words.
        tried: how many cases.
        failed: how many of them were not so, on the day the numbers were kept.
        worst: the largest difference or the like, with its unit; empty where there is none.
        mended: what earlier runs found and what was changed for it; empty where nothing was.
    """

    what: str
    tried: int
    failed: int
    worst: str = ""
    mended: str = ""


@dataclass(frozen=True)
class Table:
    """A table of its own below the first one: ``text`` is said above it."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    text: str = ""


@dataclass(frozen=True)
class Attack:
    """What one command found.

    Attributes:
        title: heading of its section.
        command: how to do it again, from the root of the repository.
        checks, tables: what it found.
        text: what a reader should know: against what, over which domain, what it does not show.
        versions: of the packages that the numbers depend on.
    """

    title: str
    command: str
    checks: Sequence[Check]
    tables: Sequence[Table] = ()
    text: str = ""
    versions: dict[str, str] = field(default_factory=dict)


def keep(name: str, attack: Attack) -> Path:
    """Write what was found to ``found/NAME.json`` and print its checks."""
    for check in attack.checks:
        print(f"{'ok  ' if not check.failed else 'FAIL'} {check.what}: {check.failed} of {check.tried} {check.worst}")
    path = FOUND / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(asdict(attack), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def kept() -> list[Attack]:
    """All attacks on record, by file name."""
    return [read(path) for path in sorted(FOUND.glob("*.json"))]


def read(path: Path) -> Attack:
    """One of them."""
    found = json.loads(path.read_text(encoding="utf-8"))
    found["checks"] = [Check(**check) for check in found["checks"]]
    found["tables"] = [Table(**table) for table in found["tables"]]
    return Attack(**found)
