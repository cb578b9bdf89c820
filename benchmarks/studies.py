"""Speed and memory of cohorts: people a second and the largest memory, as their number grows.

    python benchmarks/studies.py 200 1000

Each number runs in a process of its own, so that memory is its own; kernels are loaded before the clock starts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN = """
import json, resource, sys, time
import models, sim
from sim.study import population
people, folder = int(sys.argv[1]), sys.argv[2]
sim.simulate_many(["adult_male"] * 3, {"tilt_deg": 10})
start, spent = time.perf_counter(), time.process_time()
sim.cohort(people, 7, {"tilt_deg": 10}, folder, chunk=100, figure=False)
whole, busy = time.perf_counter() - start, time.process_time() - spent
spent = time.process_time()
who = [population.draw(8, k)[0] for k in range(50)]
drawn = (time.process_time() - spent) / 50
spent = time.process_time()
for words in who:
    models.person(**words)
made = (time.process_time() - spent) / 50
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([whole, busy, memory, drawn, made]))
"""


def main() -> None:
    """Print one line for each number of people."""
    print(f"{'people':>8}{'s':>9}{'CPU s':>9}{'a second':>10}{'MB':>7}{'draw ms':>10}{'make ms':>10}")
    for text in sys.argv[1:] or ("100", "300"):
        with tempfile.TemporaryDirectory() as folder:
            words = [sys.executable, "-c", RUN, text, str(Path(folder) / "cohort")]
            done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
        whole, busy, memory, drawn, made = json.loads(done.stdout)
        rate = int(text) / whole
        print(f"{text:>8}{whole:9.1f}{busy:9.1f}{rate:10.0f}{memory:7.0f}{1e3 * drawn:10.1f}{1e3 * made:10.1f}")


if __name__ == "__main__":
    main()
