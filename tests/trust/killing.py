"""A cohort is killed again and again, at any moment of its life, and must end as if nothing had been.

python tests/trust/killing.py --cases 36 --seed 1

The machine's SIGKILL: nothing can be caught or tidied. A run is killed at a moment drawn evenly from how long an
undisturbed one takes, from the start of the interpreter to the last file; what it left is looked at; then it is started
again in the same folder, and killed again, up to three times, before it may come to its end.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from record import Attack, Check, Table, keep
from tqdm import tqdm

ROOT = Path(__file__).resolve().parents[2]
MOST_KILLS = 3  # in one folder
PHASES = ("before the manifest", "before the first file", "among the files", "after the last file")


@dataclass
class Found:
    """What came of it.

    Attributes:
        kills: by phase. files: looked at after a kill, and broken: of these.
        ended: cohorts that were killed and came to their end, and other: those that ended otherwise than undisturbed.
        refused: starts that did not end well.
    """

    kills: Counter[str] = field(default_factory=Counter)
    files: int = 0
    broken: list[str] = field(default_factory=list)
    ended: int = 0
    other: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def start(folder: Path, people: int, chunk: int) -> subprocess.Popen:
    """A cohort by the command line, with whatever kernels the machine has."""
    numbers = ["--people", str(people), "--seed", "5", "--chunk", str(chunk)]
    words = [sys.executable, str(ROOT / "run_sim.py"), "cohort", *numbers, "--tilt", "10"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PLUMBLINE_KERNELS": "batches"}
    return subprocess.Popen([*words, "--out", str(folder), "--quiet"], env=environment, stderr=subprocess.PIPE)


def ended(run: subprocess.Popen) -> str | None:
    """Wait for a run; what it said where it did not end well."""
    _, said = run.communicate()
    return said.decode(errors="replace") if run.returncode else None


def contents(folder: Path) -> dict[str, bytes]:
    """Every file by name, but for what a killed run had half written and its lock."""
    if not folder.is_dir():
        return {}
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file() and path.name[0] != "."}


def phase(there: dict[str, bytes], chunks: int) -> str:
    """How far a run had come."""
    files = sum(name.startswith("people-") for name in there)
    return PHASES[0 if "manifest.json" not in there else 1 if not files else 2 if files < chunks else 3]


def attack(cases: int, seed: int, people: int = 600, chunk: int = 10) -> Found:
    """Kill so many times; see the top of this file."""
    found, moments = Found(), random.Random(seed)
    with tempfile.TemporaryDirectory() as base:
        began = time.perf_counter()
        refused = ended(start(Path(base) / "whole", people, chunk))
        if refused is not None:
            raise RuntimeError(f"the undisturbed run failed: {refused}")
        life = time.perf_counter() - began
        whole = contents(Path(base) / "whole")
        with tqdm(total=cases, desc="kills", disable=None) as bar:
            while found.kills.total() < cases:
                folder = Path(base) / f"broken-{found.ended + len(found.refused)}"
                for _ in range(MOST_KILLS):
                    began = time.perf_counter()
                    if found.kills.total() == cases:
                        break
                    if not _killed(folder, found, whole, moments, life, people, chunk):
                        life = min(life, time.perf_counter() - began)  # the machine has become faster
                        break
                    bar.update()
                _finished(folder, found, whole, people, chunk)
                shutil.rmtree(folder, ignore_errors=True)
    return found


def _killed(
    folder: Path, found: Found, whole: dict[str, bytes], moments: random.Random, life: float, people: int, chunk: int
) -> bool:
    """Start and kill once; False where it had come to its end before."""
    run = start(folder, people, chunk)
    try:
        run.communicate(timeout=moments.uniform(0.0, life))
        return False
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGKILL)
        run.communicate()
    there = contents(folder)
    found.kills[phase(there, -(-people // chunk))] += 1
    found.files += len(there)
    found.broken += [name for name, content in there.items() if whole.get(name) != content]
    return True


def _finished(folder: Path, found: Found, whole: dict[str, bytes], people: int, chunk: int) -> None:
    """Let it come to its end, and compare."""
    refused = ended(start(folder, people, chunk))
    if refused is not None:
        found.refused.append(refused)
        return
    found.ended += 1
    there = contents(folder)
    left = [path.name for path in folder.iterdir() if path.name not in there]
    found.other += [name for name in sorted({*whole, *there}) if whole.get(name) != there.get(name)] + left


def main() -> None:
    """The whole attack, kept for docs/trust.md."""
    door = argparse.ArgumentParser(description=__doc__)
    door.add_argument("--cases", type=int, default=36, help="kills")
    door.add_argument("--seed", type=int, default=1, help="of the moments")
    options = door.parse_args()
    found = attack(options.cases, options.seed)
    for said in (*found.broken, *found.other, *found.refused):
        print(said, file=sys.stderr)
    versions = {"Python": platform.python_version()}
    for name in ("numpy", "numba", "pyarrow"):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "not installed"
    checks = [
        Check("each file that a killed run left is whole", found.files, len(found.broken)),
        Check("started again, it goes on to its end", found.ended + len(found.refused), len(found.refused)),
        Check("its files are then the same bytes as undisturbed, and no others", found.ended, len(found.other)),
    ]
    rows = [(name, str(found.kills[name])) for name in PHASES]
    keep(
        "killing",
        Attack(
            "Killed while it works",
            f"python tests/trust/killing.py --cases {options.cases} --seed {options.seed}",
            checks,
            [Table("When the kills came", ("moment", "kills"), rows)],
            "A cohort of 600 people in 60 files, with kernels and two threads, is killed with SIGKILL at moments "
            "drawn evenly from its life, up to three times in a folder, and started again with the same words. What it "
            "does not show: a machine that loses power, where the file system decides what is left.",
            versions,
        ),
    )


if __name__ == "__main__":
    main()
