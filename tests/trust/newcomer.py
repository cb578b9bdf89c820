"""A newcomer's path: a clean clone, a fresh environment, and everything that the README says to type.

    python tests/trust/newcomer.py

Each command of the README is typed as it stands there, in the order in which it stands there; so is its Python. Each
option of its table is tried with its example. Links of the README and of docs/ must lead somewhere.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from record import Attack, Check, Table, keep
from tqdm import tqdm

ROOT = Path(__file__).resolve().parents[2]
NOT_TYPED = {"make test": "the whole of it is what `.ci/run` does", "jupyter lab notebooks": "opens a server and waits"}
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_LIMIT_S = 900


def blocks(text: str, kind: str) -> list[str]:
    """What stands between fences of one kind: ``""`` for commands, ``python``, ``toml``."""
    return [block for name, block in _FENCE.findall(text) if name == kind]


def commands(text: str) -> list[str]:
    """Every line to type, without what is said beside it."""
    lines = (line.partition(" # ")[0].strip() for block in blocks(text, "") for line in block.splitlines())
    return [line for line in lines if line]


def options(text: str) -> list[str]:
    """Examples of the table of options, as they are typed after the door's name."""
    examples = re.findall(r"`(--[^`]+)`", text)
    return list(dict.fromkeys(example for example in examples if " " in example and ">" not in example))


def anchors(text: str) -> set[str]:
    """Headings as links name them."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-") for heading in headings}


def broken_links(root: Path) -> Iterator[str]:
    """Links of README and docs, to files and headings of the repository, that lead nowhere."""
    for page, link in links(root):
        name, _, anchor = link.partition("#")
        goal = (page.parent / name) if name else page
        if not goal.exists() or (anchor and anchor not in anchors(goal.read_text(encoding="utf-8"))):
            yield f"{page.relative_to(root)}: {link}"


def links(root: Path) -> list[tuple[Path, str]]:
    """Every link within the repository: the page it stands on, and where it goes."""
    pages = [*sorted(root.glob("*.md")), *sorted((root / "docs").glob("*.md"))]
    found = [(page, link) for page in pages for link in _LINK.findall(page.read_text(encoding="utf-8"))]
    return [(page, link) for page, link in found if ":" not in link]


def typed(line: str, where: Path, path: str) -> tuple[float, str]:
    """Seconds that a line takes, and what went wrong; nothing if it went well."""
    begun = time.perf_counter()
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=where,
        env={**environment, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
    )
    trouble = "" if done.returncode == 0 and "Traceback" not in done.stderr else done.stderr.strip()[-300:] or "failed"
    return time.perf_counter() - begun, trouble


def walk(clone: Path) -> list[tuple[str, float, str]]:
    """Type everything; line, seconds, trouble."""
    readme = (clone / "README.md").read_text(encoding="utf-8")
    (clone / "scenario.toml").write_text(blocks(readme, "toml")[0], encoding="utf-8")
    (clone / "clinic.toml").write_text('name = "A clinic"\n', encoding="utf-8")
    (clone / "readme.py").write_text("\n".join(blocks(readme, "python")), encoding="utf-8")
    lines = [line for line in commands(readme) if line not in NOT_TYPED]
    lines += [f"python run_sim.py {example} --quiet" for example in options(readme)]
    path = str(clone / ".venv" / "bin")
    return [(line, *typed(line, clone, path)) for line in tqdm([*lines, "python readme.py"], unit="line")]


def main() -> None:
    """Clone, walk, keep."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    work = Path(tempfile.mkdtemp(prefix="newcomer-"))
    try:
        clone = work / "plumbline"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        walked = walk(clone)
        bad_links = list(broken_links(clone))
        count = len(links(clone))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    wrong = [(line, trouble) for line, _, trouble in walked if trouble]
    for line, trouble in wrong:
        print(f"{line}\n    {trouble}", file=sys.stderr)
    first = walked[0][1]
    whole = sum(seconds for _, seconds, _ in walked)
    left_out = "; ".join(f"`{line}`: {why}" for line, why in NOT_TYPED.items())
    checks = [
        Check("every command and option of the README works as it is typed", len(walked), len(wrong)),
        Check("every link within README and docs leads somewhere", count, len(bad_links), "; ".join(bad_links)),
    ]
    slow = sorted(walked, key=lambda each: -each[1])[:8]
    rows = [(f"`{shlex.quote(line) if '`' in line else line}`", f"{seconds:.1f}") for line, seconds, _ in slow]
    keep(
        "newcomer",
        Attack(
            "A newcomer's path",
            "python tests/trust/newcomer.py",
            checks,
            [Table("What took longest", ("typed", "seconds"), rows)],
            f"A clean clone and a fresh environment. From `make demo` to the first figure {first:.0f} s, with the "
            f"download of packages; all that the README says to type {whole / 60:.0f} min. Not typed: {left_out}.",
        ),
    )


if __name__ == "__main__":
    main()
