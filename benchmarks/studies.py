"""Speed and memory of cohorts, as their number of people grows: from the dice to Parquet, summary and figure.

    python benchmarks/studies.py 1000 10000 100000

Each number runs in a process of its own, so that memory is its own; kernels are loaded before the clock starts, and the
figure's library before it is asked for. ``CPU s`` is what the processors were busy with, also where others kept them
from it: half of it is how long two idle processors take at best.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN = """
import json, resource, sys, time
import matplotlib, sim
people, folder = int(sys.argv[1]), sys.argv[2]
sim.cohort(2, 1, {"tilt_deg": 10}, folder + "-warm")
start, spent = time.perf_counter(), time.process_time()
sim.cohort(people, 7, {"tilt_deg": 10}, folder)
whole, busy = time.perf_counter() - start, time.process_time() - spent
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([whole, busy, memory]))
"""


def main() -> None:
    """Print one line for each number of people."""
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print(f"{'people':>9}{'s':>9}{'CPU s':>9}{'a second':>10}{'CPU ms each':>13}{'MB':>7}")
    for text in sys.argv[1:] or ("1000", "4000"):
        with tempfile.TemporaryDirectory() as folder:
            words = [sys.executable, "-c", RUN, text, str(Path(folder) / "cohort")]
            done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
        whole, busy, memory = json.loads(done.stdout)
        people = int(text)
        print(f"{people:>9}{whole:9.1f}{busy:9.1f}{people / whole:10.0f}{1e3 * busy / people:13.3f}{memory:7.0f}")


if __name__ == "__main__":
    main()
