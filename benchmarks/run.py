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


KINDS: dict[str, dict[str, Any]] = {
    "sagittal tilt": {"tilt_deg": 20},
    "sideways tilt": {"tilt_deg": 10, "direction": "right", "at": "pelvis"},
    "one vertebra sideways": {"tilt_deg": 10, "direction": "right", "at": "L3"},
    "lean": {"lean_deg": 30},
    "nod": {"head_deg": 30},
    "sitting, tilted": {"posture": "sitting", "tilt_deg": 10},
}
PEOPLE = 1000


def best_and_median(call: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Shortest and median time of a call [s]: the shortest is what the code takes, the rest is the machine."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times), median(times)


def kinds() -> None:
    """One full answer by kind, with and without kernels."""
    import sim
    from sim import kernels

    for name, way in (("with kernels", "always"), ("without", "never")):
        if way == "always" and not kernels.installed():
            print("numba is missing: no kernels\n")
            continue
        kernels.use(way)
        print(f"{'one answer, ' + name:<46}{'best':>10}      {'median':>10}")
        for kind, words in KINDS.items():
            sim.simulate("adult_male", **words)
            best, middle = best_and_median(lambda words=words: sim.simulate("adult_male", **words), ROUNDS)  # type: ignore[misc]
            verdict = "" if way == "never" else "ok" if middle <= 3e-3 else "TOO SLOW"
            print(f"  {kind:<44}{1e3 * best:>10.3g} ms   {1e3 * middle:>10.3g} ms   {verdict}")
        print()
    kernels.use("auto")


def crowds() -> None:
    """A population: answers a second and memory, all processors."""
    import resource

    import models
    import sim

    people = [
        models.person(sex=("male", "female")[k % 2], height_m=1.55 + 0.0003 * k, mass_kg=55 + 0.03 * k)
        for k in range(PEOPLE)
    ]
    sim.simulate_many(people[:2], [{"tilt_deg": 10}])
    print(f"{'people, each untilted and then as said':<46}{'answers/s':>10}   {'of the CPU':>10}   {'target':>8}")
    for kind, words in KINDS.items():
        start, used = time.perf_counter(), time.process_time()
        answers = sim.simulate_many(people, [words])
        wall, used = time.perf_counter() - start, time.process_time() - used
        assert answers.converged.sum() > 0.9 * PEOPLE
        rate = len(answers) / wall
        print(
            f"  {kind:<44}{rate:>10.0f}   {len(answers) / used:>10.0f}   {2000:>8} "
            f"{'ok' if rate >= 2000 else 'TOO SLOW'}"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {'largest memory, the people themselves included':<44}{peak:>10.0f} MB")


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
    kinds()
    crowds()
    print()
    starts()


if __name__ == "__main__":
    main()
