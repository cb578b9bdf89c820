"""Speed as the user feels it, as a printed table: one answer, its stages, the command line, the imports.

    python benchmarks/run.py

Times are medians; the target is what the project promises on an ordinary two-core machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

DOOR = Path(__file__).resolve().parent.parent / "run_sim.py"
ROUNDS = 100
STARTS = 5
ANSWERS: dict[str, dict[str, Any]] = {
    "lumbar curve 20 deg forward": {"tilt_deg": 20, "direction": "forward", "at": "lumbar"},
    "the same, relaxed": {"tilt_deg": 20, "direction": "forward", "at": "lumbar", "posture": "relaxed"},
    "pelvis 10 deg to the right": {"tilt_deg": 10, "direction": "right", "at": "pelvis"},
    "trunk 30 deg forward, 10 kg in front": {"lean_deg": 30, "carry": {"both-hands": "10kg@30cm"}},
}


def row(what: str, seconds: float, target: float | None = None) -> None:
    """Print one line; the unit follows the size."""
    unit, factor = ("ms", 1e3) if seconds < 0.1 else ("s", 1.0)
    promise = (
        "" if target is None else f"{factor * target:>10.3g} {unit:<2} {'ok' if seconds <= target else 'TOO SLOW'}"
    )
    print(f"{what:<46}{factor * seconds:>10.3g} {unit:<2}{promise}")


def timed(call: Callable[[], object], rounds: int) -> float:
    """Median time of a call [s]."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return median(times)


@contextmanager
def stopwatches(stages: dict[str, tuple[Any, str]]) -> Iterator[dict[str, float]]:
    """Total time spent inside functions, named by module and attribute [s]."""
    spent: dict[str, float] = defaultdict(float)
    originals = {name: getattr(*place) for name, place in stages.items()}

    def watched(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **words: Any) -> Any:
            start = time.perf_counter()
            try:
                return function(*args, **words)
            finally:
                spent[name] += time.perf_counter() - start

        return run

    for name, (module, attribute) in stages.items():
        setattr(module, attribute, watched(name, originals[name]))
    try:
        yield spent
    finally:
        for name, (module, attribute) in stages.items():
            setattr(module, attribute, originals[name])


def answers() -> None:
    """One full answer, warm, and what its stages take."""
    import models
    import sim
    from sim import alignment, loads, muscles, pipeline

    start = time.perf_counter()
    person = models.load("adult_male")
    sim.simulate(person)
    row("first answer: read the model, solve upright", time.perf_counter() - start)
    print()
    for what, words in ANSWERS.items():
        sim.simulate(person, **words)
        row(what, timed(lambda words=words: sim.simulate(person, **words), ROUNDS), 5e-3)  # type: ignore[misc]
    print()
    words = next(iter(ANSWERS.values()))
    stages = {
        "posture": (pipeline, "solve"),
        "loads, all": (loads, "joint_loads"),
        "  lever arms": (muscles, "crossings"),
        "  muscle sharing": (muscles, "share"),
        "alignment": (alignment, "measure"),
    }
    with stopwatches(stages) as spent:
        for _ in range(ROUNDS):
            sim.simulate(person, **words)
    for name in stages:
        row(f"  {name} (mean)", spent[name] / ROUNDS)
    result = sim.simulate(person, **words)
    row("  JSON text", timed(result.to_json, 20))


def figures() -> None:
    """Drawing, updating in place, and files, warm."""
    import sim
    from sim.figures import files, presets

    one, two = (sim.simulate(**ANSWERS["lumbar curve 20 deg forward"] | {"tilt_deg": deg}) for deg in (20, 15))
    for name in presets.PRESETS:
        row(f"draw {name}", timed(lambda name=name: presets.draw(one, name), 5))  # type: ignore[misc]
    slide = presets.draw(one)
    both = [one, two] * 10
    row("update the slide in place", timed(lambda: slide.update(both.pop()), 20), 25e-3)
    row("  its PNG", timed(lambda: files.png(slide.figure, {}), 5))
    row("  its SVG", timed(lambda: files.svg(slide.figure, {}), 5))

    def preset() -> None:
        made = presets.draw(two, "article").figure
        files.png(made, {})
        files.svg(made, {})

    row("one preset more: article, PNG and SVG", timed(preset, 5), 0.6)


def starts() -> None:
    """What the shell user waits for."""
    python = sys.executable

    def run(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run([python, *arguments], check=True, capture_output=True)

    with tempfile.TemporaryDirectory() as folder:
        row("command line, start to files", timed(run(str(DOOR), "--out", folder), STARTS), 1.5)
    row("command line, start to JSON", timed(run(str(DOOR), "--json", "-"), STARTS))
    row("--help", timed(run(str(DOOR), "--help"), STARTS), 0.3)
    bare = timed(run("-c", "pass"), STARTS)
    row(
        "import sim",
        timed(run("-c", f"import sys; sys.path.insert(0, {str(DOOR.parent)!r}); import sim"), STARTS) - bare,
        0.25,
    )


def main() -> None:
    """Print the table."""
    sys.path.insert(0, str(DOOR.parent))
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    print(f"{'':<46}{'median':>10}   {'target':>10}")
    answers()
    print()
    figures()
    print()
    starts()


if __name__ == "__main__":
    main()
