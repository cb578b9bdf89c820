"""A cohort on a Dask cluster of this machine: people a second as workers are added, and what many people would take.

    python benchmarks/cluster.py --people 4000 --workers 1 2

Each worker is a process of one thread, compared and warmed up before the clock starts. Processor time is that of the
workers: it says what a person costs where other programs disturb the clock.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import sim
from sim.many import processors
from sim.study import cohort

LARGE = (1_000_000, 100_000_000)
ASKED = {"tilt_deg": 10}
SEED, SMALL = 7, 4


@dataclass(frozen=True)
class Run:
    """One cohort on so many workers.

    Attributes:
        workers: processes. wall_s: until the last file was written. busy_s: processor time of all workers together.
        finish_s: percentiles on the machine that asked. bytes: of the people's files.
    """

    workers: int
    wall_s: float
    busy_s: float
    finish_s: float
    bytes: int


def measure(people: int, chunk: int, workers: int) -> Run:
    """The same cohort on some workers of one thread each."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0") as made,
        Client(made) as client,
        tempfile.TemporaryDirectory() as folder,
    ):
        address = made.scheduler_address
        asked = cohort.request(people, SEED, ASKED, chunk=chunk)
        sim.cohort(SMALL * workers, SEED, ASKED, Path(folder) / "warm", chunk=1, figure=False, scheduler=address)
        spent = sum(client.run(time.process_time).values())
        last = [0.0]

        def told(done: int, total: int) -> None:
            last[0] = time.perf_counter()

        start = time.perf_counter()
        where = Path(folder) / "cohort"
        found = sim.cohort(people, SEED, ASKED, where, chunk=chunk, figure=False, scheduler=address, progress=told)
        busy = sum(client.run(time.process_time).values()) - spent
        start_finish = time.perf_counter()
        cohort.finish(where, asked, figure=False)
        finish = time.perf_counter() - start_finish
        size = sum(path.stat().st_size for path in found.files())
    return Run(workers, last[0] - start, busy, finish, size)


def main() -> None:
    """Print the table, and what follows from its last line."""
    door = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    door.add_argument("--people", type=int, default=4000)
    door.add_argument("--chunk", type=int, default=500)
    door.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = door.parse_args()
    print(f"{options.people} people, {options.chunk} a file, {processors()} processors here")
    print(f"{'workers':>8}{'s':>9}{'people/s':>10}{'CPU ms a person':>17}{'bytes a person':>16}{'percentiles s':>15}")
    for workers in options.workers:
        run = measure(options.people, options.chunk, workers)
        cost, size = 1e3 * run.busy_s / options.people, run.bytes / options.people
        rate = options.people / run.wall_s
        print(f"{workers:>8}{run.wall_s:>9.1f}{rate:>10.0f}{cost:>17.2f}{size:>16.0f}{run.finish_s:>15.2f}", flush=True)
    print("\nFrom processor time and bytes of the last line, as if nothing else grew:")
    heads = f"{'people':>12}{'processor hours':>17}{'hours on 2':>12}{'hours on 100':>14}{'GB of files':>13}"
    print(f"{heads}{'hours of percentiles':>22}")
    for many in LARGE:
        hours = many * cost / 3.6e6
        told = f"{many:>12}{hours:>17.1f}{hours / 2:>12.1f}{hours / 100:>14.2f}{many * size / 1e9:>13.1f}"
        print(f"{told}{many * run.finish_s / options.people / 3600:>22.2f}")


if __name__ == "__main__":
    main()
