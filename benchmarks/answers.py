"""What a user waits for: one answer and its stages, a figure, the command line."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from table import ROOT, Table, alone, children, seconds

ROUNDS = 100
STARTS = 5
DOOR = str(ROOT / "run_sim.py")
KINDS: dict[str, dict[str, Any]] = {
    "lumbar curve 20° forward": {"tilt_deg": 20, "direction": "forward", "at": "lumbar"},
    "the same, standing at ease": {"tilt_deg": 20, "direction": "forward", "at": "lumbar", "posture": "relaxed"},
    "pelvis 10° to the right": {"tilt_deg": 10, "direction": "right", "at": "pelvis"},
    "L3 10° to the right": {"tilt_deg": 10, "direction": "right", "at": "L3"},
    "trunk 30° forward": {"lean_deg": 30},
    "trunk 30° forward, 10 kg in front": {"lean_deg": 30, "carry": {"both-hands": "10kg@30cm"}},
    "head 30° down": {"head_deg": 30},
    "sitting, lumbar curve 10° forward": {"posture": "sitting", "tilt_deg": 10},
}
_WARM = """
import sys, time
import models, sim
from sim import kernels
kernels.use(sys.argv[1])
start = time.process_time()
sim.simulate("adult_male", tilt_deg=20)
found["first"] = time.process_time() - start
"""


def one(table: Table) -> None:
    """One full answer by kind, with kernels and without."""
    import sim
    from sim import kernels

    for title, way in (("One full answer, warm, with kernels", "always"), ("The same in plain arrays", "never")):
        if way == "always" and not kernels.installed():
            continue
        kernels.use(way)
        table.head(title)
        for kind, words in KINDS.items():
            sim.simulate("adult_male", **words)
            took = seconds(lambda words=words: sim.simulate("adult_male", **words), ROUNDS)  # type: ignore[misc]
            table.line(kind, took, promised=3e-3 if way == "always" else None, name=f"{kind}, {way}")
        found, memory_MB = alone(_WARM, way)
        table.line("the first answer of a process", found["first"], memory_MB=memory_MB, name=f"first answer, {way}")
    kernels.use("auto")


def stages(table: Table) -> None:
    """Where one answer in plain arrays goes."""
    import sim
    from sim import alignment, kernels, loads, muscles, search

    kernels.use("never")
    words = KINDS["lumbar curve 20° forward"]
    watched = {
        "posture": (search, "solve"),
        "loads, all": (loads, "joint_loads"),
        "  of it lever arms": (muscles, "crossings"),
        "  of it muscle sharing": (muscles, "share"),
        "  of it the check of optimality": (muscles, "kkt_residual"),
        "alignment": (alignment, "measure"),
    }
    table.head("Stages of one answer in plain arrays (ratio: share of the whole)")
    sim.simulate("adult_male", **words)
    whole = seconds(lambda: sim.simulate("adult_male", **words), ROUNDS)
    with stopwatches(watched) as spent:
        for _ in range(ROUNDS):
            sim.simulate("adult_male", **words)
    for name in watched:
        table.line(name, spent[name] / ROUNDS, ratio=spent[name] / ROUNDS / whole)
    table.line("its JSON text", seconds(sim.simulate("adult_male", **words).to_json, 20))
    kernels.use("auto")


@contextmanager
def stopwatches(stages: dict[str, tuple[Any, str]]) -> Iterator[dict[str, float]]:
    """Total time spent inside functions, named by module and attribute [s]."""
    spent: dict[str, float] = defaultdict(float)
    originals = {name: getattr(*place) for name, place in stages.items()}

    def watched(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **words: Any) -> Any:
            start = time.process_time()
            try:
                return function(*args, **words)
            finally:
                spent[name] += time.process_time() - start

        return run

    for name, (module, attribute) in stages.items():
        setattr(module, attribute, watched(name, originals[name]))
    try:
        yield spent
    finally:
        for name, (module, attribute) in stages.items():
            setattr(module, attribute, originals[name])


def figures(table: Table) -> None:
    """Drawing, updating in place, and files, warm."""
    import sim
    from sim.figures import files, presets

    table.head("Figures, warm")
    words = KINDS["lumbar curve 20° forward"]
    first, other = (sim.simulate(**words | {"tilt_deg": deg}) for deg in (20, 15))
    for name in presets.PRESETS:
        table.line(f"draw {name}", seconds(lambda name=name: presets.draw(first, name), 5))  # type: ignore[misc]
    slide = presets.draw(first)
    both = [first, other] * 10
    table.line("update the slide in place", seconds(lambda: slide.update(both.pop()), 20), promised=25e-3)
    table.line("its PNG", seconds(lambda: files.png(slide.figure, {}), 5))
    table.line("its SVG", seconds(lambda: files.svg(slide.figure, {}), 5))

    def preset() -> None:
        made = presets.draw(other, "article").figure
        files.png(made, {})
        files.svg(made, {})

    table.line("one preset more: article, PNG and SVG", seconds(preset, 5), promised=0.6)


def starts(table: Table) -> None:
    """What the user of a shell waits for."""

    def run(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=ROOT)

    def took(*arguments: str) -> float:
        return seconds(run(*arguments), STARTS, children)

    table.head("From a cold start")
    bare = took("-c", "pass")
    table.line("import sim, beyond Python itself", took("-c", "import sim") - bare, promised=0.25)
    table.line("run_sim.py --help", took(DOOR, "--help"), promised=0.3)
    with tempfile.TemporaryDirectory() as folder:
        table.line("run_sim.py, start to files", took(DOOR, "--out", folder), promised=1.5)
    table.line("run_sim.py --json -", took(DOOR, "--json", "-"))
