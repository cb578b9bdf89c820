"""Is every answer continuous in every input? Dense sweeps, each steep step halved until it is a slope or a jump.

python tests/trust/continuity.py [--points 31] [--paths 300] [--seed 1]
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import draws
import numpy as np
import sweeps
from record import Attack, Check, Table, keep
from sweeps import Step, Sweep
from tqdm import tqdm

import models
from models.measures import LIMITS
from sim.items import (
    BRACED,
    CARRIED,
    CURVE_DEG,
    DIRECTIONS,
    HANDS,
    LARGEST_LIFT_M,
    LARGEST_TILT_DEG,
    PLACES,
    SIDES,
)
from sim.scenario import ANGLES_DEG, LARGEST_HEELS_M, Scenario, ScenarioError, build

PLAIN = Scenario().to_dict()
SHIFTED = ("thorax", "L3", "T8", "C7", "head")


def inputs() -> Iterator[tuple[str, Any, float, float]]:
    """Every number of a request: its name, the words that say it, its limits."""
    for at in PLACES:
        for way, (axis, _) in DIRECTIONS.items():
            tilt = {"direction": way, "at": at}
            yield f"tilt {way} at {at}", lambda x, t=tilt: {"tilts": [{"deg": x, **t}]}, 0.0, LARGEST_TILT_DEG[axis]
    for name, (low, high) in ANGLES_DEG.items():
        yield name, lambda x, n=name: {n: x}, low, high
    for where in CARRIED:
        yield f"carry {where}", lambda x, w=where: {"carry": {w: x}}, 0.0, 30.0
    for where in HANDS:
        load = {"where": where, "mass_kg": 6.0}
        yield f"reach {where}", lambda x, c=load: {"carry": [{**c, "reach_m": x}]}, 0.0, 0.6
    for what in SHIFTED:
        for way in ("forward", "backward", "left", "right"):
            shift = {"what": what, "direction": way}
            yield f"shift {what} {way}", lambda x, s=shift: {"shifts": [{"distance_m": x, **s}]}, 0.0, 0.1
    for what, (low, high) in CURVE_DEG.items():
        yield f"curve {what}", lambda x, w=what: {"curves": {w: x}}, low, high
    for side in SIDES:
        yield f"lift {side}", lambda x, s=side: {"lift": {s: x}}, 0.0, LARGEST_LIFT_M
    yield "heels_m", lambda x: {"heels_m": x}, 0.0, LARGEST_HEELS_M
    for region in BRACED:
        yield f"brace {region}", lambda x, r=region: {"braced": {r: x}}, 0.0, 10.0


def request_sweeps(points: int, postures: Sequence[str] = ()) -> Iterator[Sweep]:
    """Each input in each posture that takes it, of one man."""
    man = models.load("adult_male")
    for posture in postures or models.load_postures():
        for name, words, low, high in inputs():
            try:
                build(posture=posture, **words(high))
            except ScenarioError:
                continue  # a seat has no heels
            yield Sweep(
                f"{posture}: {name}",
                lambda x, p=posture, w=words: (man, {"posture": p, **w(float(x))}),
                np.linspace(low, high, points),
            )


def grown(words: Any, share: float) -> Any:
    """A request with all its numbers at a share."""
    if isinstance(words, dict):
        return {key: grown(value, share) for key, value in words.items()}
    if isinstance(words, (list, tuple)):
        return [grown(value, share) for value in words]
    return share * words if isinstance(words, float) else words


def path_sweeps(paths: int, points: int, seed: int) -> Iterator[Sweep]:
    """Random requests of random people, grown from nothing to all of it."""
    draw = np.random.default_rng(seed)
    for number in range(paths):
        words = {key: value for key, value in draws.request(draw, 4).to_dict().items() if value != PLAIN[key]}
        who = models.person(**draws.person(draw))
        if any(isinstance(value, float) or (value and not isinstance(value, str)) for value in words.values()):
            yield Sweep(
                f"path {number}: {words}",
                lambda x, p=who, w=words: (p, grown(w, float(x))),
                np.linspace(0.0, 1.0, points),
            )


MEASURED_IN = (
    {},
    {"posture": "relaxed"},
    {"posture": "slumped"},
    {"tilt_deg": 15.0},
    {"tilt_deg": 10.0, "direction": "right", "at": "pelvis"},
    {"lean_deg": 40.0, "carry": {"both-hands": 10.0}},
)


def measure_sweeps(points: int) -> Iterator[Sweep]:
    """Each measure of a person over its limits, in some requests."""
    for words in MEASURED_IN:
        for name, limit in LIMITS.items():
            yield Sweep(
                f"{name} in {words or 'standing erect'}",
                lambda x, n=name, w=words: ({"name": "somebody", n: float(x)}, w),
                np.linspace(limit.low, limit.high, points),
            )


def gain_sweeps(points: int) -> Iterator[Sweep]:
    """Each gain from half to double its size, in some requests of one man."""
    man = models.load("adult_male")
    for words in MEASURED_IN[:2] + MEASURED_IN[-2:]:
        for name in models.load_gains().__struct_fields__:
            yield Sweep(
                f"gain {name} in {words or 'standing erect'}",
                lambda _, w=words: (man, w),
                np.linspace(0.5, 2.0, points),
                name,
            )


def swept(what: Sequence[Sweep], bar: bool = True) -> tuple[int, int, list[Step]]:
    """How many answers were asked for, how many of them there are none of, and every suspect step, judged."""
    asked, refused, suspects = 0, 0, []
    for sweep in tqdm(what, disable=not bar, unit="sweep", mininterval=5):
        state = sweep.states(sweep.at)
        asked, refused = asked + len(state), refused + sweeps.refusals(state)
        suspects += sweeps.suspects(sweep, state)
    return asked, refused, sweeps.judged(suspects)


def check(what: str, swept_: Sequence[Sweep], mended: str) -> tuple[Check, list[Sequence[str]]]:
    """A line of the page, and its jumps for the table."""
    asked, refused, steps = swept(swept_)
    kinds = Counter(step.kind for step in steps)
    jumps = [(step, sweeps.said(step)) for step in steps if step.kind == "jump"]
    unsaid = [step for step, warned in jumps if "branch" not in warned]
    worst = (
        f"{asked:,} answers, {refused:,} refused; {len(steps):,} steep steps: {kinds['slope']:,} slopes,"
        f" {kinds['jump']} jumps ({len(jumps) - len(unsaid)} with the remark), {kinds['refused']} refusals inside"
    )
    rows = [
        (step.sweep.name, f"{step.low:.6g}", step.column, f"{step.left:.2g}", ", ".join(sorted(warned)) or "nothing")
        for step, warned in jumps
    ]
    return Check(what, len(swept_), len({step.sweep.name for step in unsaid}), worst, mended), rows


def main() -> None:
    """Every sweep, kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=31)
    parser.add_argument("--paths", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    points = options.points
    found = [
        check("no jump along any word of a request, in any posture", list(request_sweeps(points)), REQUESTS_MENDED),
        check(
            "none along random requests of random people, grown from nothing",
            list(path_sweeps(options.paths, points, options.seed)),
            PATHS_MENDED,
        ),
        check("none along any measure of a person", list(measure_sweeps(points)), MEASURES_MENDED),
        check("none along any gain, from half to double", list(gain_sweeps(max(9, points // 2))), ""),
    ]
    rows = [row for _, rows in found for row in rows]
    header = ("sweep", "at", "what jumps most", "by (degrees, or 5 % of body weight, 30 N, 5 Nm, 3 mm)", "what is said")
    table = Table("Every jump", header, rows, "Where a posture loses its stability and another one takes its place.")
    keep(
        "continuity",
        Attack(
            "Continuity",
            "python tests/trust/continuity.py",
            [one for one, _ in found],
            [table] if rows else [],
            TEXT,
            {"numpy": np.__version__},
        ),
    )


TEXT = """Each input is swept densely; each step that changes an angle, a load or a measure more than three times as
much as its neighbours do is halved 24 times. Of a slope next to nothing is left over, of a jump all of it. A jump
counts as failed where neither side says that more than one posture may be in balance. A sweep can only find jumps
that are larger than what it sees between its points: 0.02 degrees, 0.1 % of body weight."""
REQUESTS_MENDED = (
    "L3 shifted sideways by 5 to 9 cm, and knees bent 60 and 71 deg in relaxed standing, led to one of two postures by"
    " the last digit of what was asked: now the one that small steps from the untilted posture lead to; knees bent 73.6"
    " deg did not say that there are two: now asked by going downhill"
)
MEASURES_MENDED = (
    "a neck at ease with a pelvic tilt of -1.8 deg changed from one bend to another and did not say so: now asked by"
    " going downhill"
)
PATHS_MENDED = (
    "with a lean the hips let go sideways all at once in the first millionth of a degree of bend or turn (pelvis"
    " -0.3 to -2.0 deg with 10 kg in one hand): now with the bend and turn themselves"
)

if __name__ == "__main__":
    main()
