"""One table of what is measured, what was promised, and what the last kept run had."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
HISTORY = Path(__file__).resolve().parent / "history.jsonl"
PACKAGES = ("numpy", "scipy", "numba", "matplotlib", "mujoco", "daqp")
_WIDTH = 62
COLUMNS = f"{'':<{_WIDTH}}{'':>11}{'memory':>9}{'ratio':>9}{'promised':>12}{'since last':>12}"


@dataclass
class Table:
    """Lines as they are measured, printed at once.

    Attributes:
        last: name of a line -> its value in the last kept run.
        kept: the same of this run.
        broken: names of promises that were not kept.
    """

    last: dict[str, float] = field(default_factory=dict)
    kept: dict[str, float] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def head(self, title: str) -> None:
        """A section."""
        print(f"\n{title}", flush=True)

    def line(
        self,
        what: str,
        value: float,
        unit: str = "s",
        *,
        memory_MB: float | None = None,
        ratio: float | None = None,
        promised: float | None = None,
        name: str = "",
    ) -> None:
        """One measurement.

        Args:
            what: in words.
            value: seconds where the unit is ``s``, else a number of that unit.
            unit: ``s`` is shown as µs, ms or s; ``/s`` is better when it is more, all else when it is less.
            memory_MB: largest memory of a process of its own.
            ratio: this over what it is compared with.
            promised: what the project promises, in the same unit.
            name: in the history, where ``what`` is not unique.
        """
        name, more = name or what, unit.endswith("/s")
        kept = promised is None or (value >= promised if more else value <= promised)
        verdict = "" if promised is None else f"{_shown(promised, unit)} {'ok' if kept else 'NOT'}"
        before = self.last.get(name)
        change = "new" if before is None else f"× {value / before:.2f}" if before else ""
        memory = "" if memory_MB is None else f"{memory_MB:.0f} MB"
        share = "" if ratio is None else f"{ratio:.3g}"
        columns = f"{_shown(value, unit):>11}{memory:>9}{share:>9}{verdict:>12}"
        print(f"  {what:<{_WIDTH - 2}}{columns}{change if self.last else '':>12}", flush=True)
        self.kept[name] = float(f"{value:.4g}")
        if not kept:
            self.broken.append(name)


def _shown(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:.0f} {unit}" if value >= 10 else f"{value:.2g} {unit}"
    for factor, small in ((1e6, "µs"), (1e3, "ms")):
        if value * factor < 1000:
            return f"{value * factor:.3g} {small}"
    return f"{value:.3g} s"


def seconds(call: Callable[[], object], rounds: int, clock: Callable[[], float] = time.process_time) -> float:
    """Median time of the processor for a call [s]: what others do on the machine changes it little."""
    times = []
    for _ in range(rounds):
        start = clock()
        call()
        times.append(clock() - start)
    return median(times)


def children() -> float:
    """Time of the processor that all processes started from here have taken [s]."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def busy(call: Callable[[], object], calls: int) -> float:
    """Mean time of the processor for a call too short to be timed alone [s]."""
    start = time.process_time()
    for _ in range(calls):
        call()
    return (time.process_time() - start) / calls


def alone(code: str, *arguments: str) -> tuple[dict[str, float], float]:
    """Run code in a process of its own, which leaves numbers in ``found``: these, and its largest memory [MB]."""
    tell = (
        "import json, resource; print(json.dumps([found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"found = {{}}\n{code}\n{tell}", *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    )
    found, memory_MB = json.loads(done.stdout.splitlines()[-1])
    return found, memory_MB


def read() -> list[dict]:
    """All runs that were kept, the oldest first."""
    if not HISTORY.exists():
        return []
    return [json.loads(line) for line in HISTORY.read_text(encoding="utf-8").splitlines()]


def keep(label: str, table: Table) -> None:
    """Add this run to the history; what was kept under the same label before goes where this run measured it again."""
    runs = {run["label"]: run for run in read()}
    before = runs.pop(label, {}).get("values", {})
    runs[label] = {"label": label, "machine": machine(), "packages": packages(), "values": before | table.kept}
    HISTORY.write_text("".join(json.dumps(run, ensure_ascii=False) + "\n" for run in runs.values()), encoding="utf-8")


def machine() -> str:
    """In general words."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return f"{cores} cores, {sys.platform}, Python {sys.version_info.major}.{sys.version_info.minor}"


def packages() -> dict[str, str]:
    """Versions of what the numbers depend on."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
