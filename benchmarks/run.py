"""Speed and memory in one table: against the promises, against other engines, and against the last kept run.

    python benchmarks/run.py                   everything
    python benchmarks/run.py against growth    some sections
    python benchmarks/run.py --keep 1.4        and keep it in benchmarks/history.jsonl under that label

Times are of the processor, medians of many calls: on a quiet machine they are those of the clock, on a busy one they
change little. Only batches of people run on all processors, and say both. Memory is the largest of a process of its
own, Python and all it loads included. Ratio is to the first line of a section, or what the section says.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import against
import answers
import growth
import table as tables

SECTIONS = {
    "starts": (answers.starts,),
    "answers": (answers.one, answers.stages),
    "figures": (answers.figures,),
    "against": (against.chain, against.sharing),
    "growth": (growth.with_people, growth.with_joints),
}


def main() -> None:
    """Print the table."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("sections", nargs="*", help=f"of {', '.join(SECTIONS)}; all of them by default")
    words.add_argument("--keep", metavar="LABEL", help="add this run to the history: a version, usually")
    given = words.parse_args()
    for name in given.sections:
        if name not in SECTIONS:
            words.error(f"there is no section {name}; there are {', '.join(SECTIONS)}")
    runs = [run for run in tables.read() if run["label"] != given.keep]
    table = tables.Table(runs[-1]["values"] if runs else {})
    print(f"{tables.machine()}, load {os.getloadavg()[0]:.1f}")
    print(", ".join(f"{name} {number}" for name, number in tables.packages().items()))
    if runs:
        print(f"last kept: {runs[-1]['label']}, on {runs[-1]['machine']}")
    print(f"\n{tables.COLUMNS}")
    for name in given.sections or SECTIONS:
        for section in SECTIONS[name]:
            section(table)
    print(f"\nnot kept as promised: {', '.join(table.broken) or 'nothing'}")
    if given.keep:
        tables.keep(given.keep, table)
        print(f"kept as {given.keep}")


if __name__ == "__main__":
    main()
