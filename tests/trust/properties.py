"""What must be true of every answer: laws of mechanics, independence of history, requests that survive being kept.

python tests/trust/properties.py [--cases 1000] [--seed 1]
"""

from __future__ import annotations

import argparse

import keeping
import laws
import monotone
import numpy as np
from laws import Found
from record import Attack, Check, Table, keep
from tqdm import tqdm

from sim import kernels
from sim.pipeline import on_one_thread

TEXT = """Random people (measures within what a clinic meets) in random requests over the documented domain: any posture
with up to three further words. Continuity has a [section of its own](#continuity).

What scales how: postures, and forces over body weight, are the same for a body of any mass, if its burden and its
cross-sections are larger by the same factor; exactly, since tissue, tone, hips and gaze scale with mass times height
and balance with mass over height. People as made have cross-sections that grow with mass to the power of two thirds:
heavy ones work nearer their limit. With height nothing is exact: the softness of the edges of the feet, and
abdominal pressure times its area, do not scale as weight moments do.

Where two postures are in balance and the answer says so, a scaled body may be found in the other.

By physics, compression must grow with what is carried in front of a leaning trunk. A backpack may relieve the back
muscles by more than it weighs."""
POSTURES = ("erect", "relaxed", "sitting", "leaning")
TITLE_MENDED = "the untilted posture that a result is compared with bore the title of whoever had asked for it first"
TURN_MENDED = (
    "bowed until the front of T1 pointed backward, a thorax that had not turned was said to be turned by -180 deg, and "
    "so was its mirror image, in 3 of 1,000 cases"
)
DIGITS_MENDED = "a whole number of 400 digits as a measure of a person ended in a traceback: now refused as any other"


def main() -> None:
    """All of them, kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    n, seed, some, few = options.cases, options.seed, max(2, options.cases // 4), max(1, options.cases // 200)
    kernels.use("batches")  # the same bytes, whatever was computed before
    bar = tqdm(total=18, unit="law")

    def line(what: str, result: Found, unit: str, mended: str = "") -> Check:
        bar.update()
        worst = "" if unit == "" else f"{result.worst:.1e}{unit}"
        return Check(what, result.tried, result.failed, worst, mended)

    with on_one_thread():
        linear, rest, rates = laws.superposition(POSTURES)
        pressed, shares = monotone.carried(some, seed)
        leant, largest = monotone.leaning(some, seed)
        checks = [
            line(
                "right and left mirror each other: angles, loads, muscles, legs",
                laws.mirror(n, seed),
                " deg, mm or body weights",
                TURN_MENDED,
            ),
            line("turned about the vertical nothing is loaded otherwise", laws.rotation(n, seed), " body weights"),
            line("forces scale with mass, angles do not change", laws.mass_scaling(n, seed), " deg or body weights"),
            line(
                "two small tilts add up, but for a remainder that falls with the square of their size",
                linear,
                "",
                "",
            ),
            line("response at j to a moment at i is that at i to one at j", laws.reciprocity(n, seed), " of it"),
            line("the work of a tilt is the energy stored", laws.work(some, seed), " of it"),
            line("more carried in front in the same posture presses L5-S1 more", pressed, " N lost"),
            line("more lean, more moment at L5-S1, to 60 deg", leant, " Nm lost"),
            line("more tilt, more turning of the rest", monotone.answering(some, seed), " deg lost"),
            line("stiffer or older tissue buckles under more", monotone.stiffer(some, seed), " N lost"),
            line("a brace takes nothing from the margin", monotone.braced(some, seed), " Nm/rad lost"),
            line("stronger muscles leave no more unmet", monotone.stronger(some, seed), " of it"),
            line("the same bytes after others, in any order", keeping.history(some, some, seed), "", TITLE_MENDED),
            line("the same bits alone, in any company, on any threads", keeping.company(n, seed), ""),
            line("a request survives TOML and JSON", keeping.written_down(4 * n, seed), ""),
            line("a saved result asks for the same bytes again", keeping.saved(some, seed), ""),
            line("a replay, and a replay of it, are the same bytes", keeping.replayed(few, seed), ""),
            line("what is no number is refused in one line that names it", keeping.bad_numbers(), "", DIGITS_MENDED),
        ]
        angle, press = laws.size_scaling(n, seed)
    rows = [
        ("remainder of two tilts of 0.5 deg together, largest", f"{rest:.2g} deg"),
        *((f"lowest order of that remainder, {posture}", f"{rate:.2f}") for posture, rate in rates),
        ("height changed by up to 10 %: change of an angle, median / 99 % / largest", _spread(angle, "deg")),
        ("and of a compression", _spread(press, "body weights")),
        *((f"share of cases in which L5-S1 was pressed more: {way}", f"{share:.0%}") for way, share in shares.items()),
        ("smallest lean at which anybody's moment at L5-S1 is largest", f"{largest:g} deg"),
    ]
    keep(
        "properties",
        Attack(
            "Properties",
            f"python tests/trust/properties.py --cases {n} --seed {seed}",
            checks,
            [Table("How far", ("measured", "found"), rows)],
            TEXT,
            {"numpy": np.__version__},
        ),
    )


def _spread(values: np.ndarray, unit: str) -> str:
    return " / ".join(f"{value:.2g}" for value in np.percentile(values, (50, 99, 100))) + f" {unit}"


if __name__ == "__main__":
    main()
