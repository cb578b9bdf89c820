"""Speed and memory of cohorts, as their number of people grows: from the dice to Parquet, summary and figure.

    python benchmarks/studies.py 1000 10000 100000

Each number runs in a process of its own, so that memory is its own; kernels are loaded before the clock starts, and the
figure's library before it is asked for. ``CPU s`` is what the processors were busy with, also where others kept them
from it: half of it is how long two idle processors take at best.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from table import alone

RUN = """
import sys, time
import matplotlib, sim
people, folder = int(sys.argv[1]), sys.argv[2]
sim.cohort(2, 1, {"tilt_deg": 10}, folder + "-warm")
start, spent = time.perf_counter(), time.process_time()
sim.cohort(people, 7, {"tilt_deg": 10}, folder)
found["whole"], found["busy"] = time.perf_counter() - start, time.process_time() - spent
"""


def main() -> None:
    """Print one line for each number of people."""
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print(f"{'people':>9}{'s':>9}{'CPU s':>9}{'a second':>10}{'CPU ms each':>13}{'MB':>7}")
    for text in sys.argv[1:] or ("1000", "4000"):
        with tempfile.TemporaryDirectory() as folder:
            found, memory_MB = alone(RUN, text, str(Path(folder) / "cohort"))
        whole, busy, people = found["whole"], found["busy"], int(text)
        print(f"{people:>9}{whole:9.1f}{busy:9.1f}{people / whole:10.0f}{1e3 * busy / people:13.3f}{memory_MB:7.0f}")


if __name__ == "__main__":
    main()
