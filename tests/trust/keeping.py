"""Answers do not depend on what was asked before, requests survive being written down, bad numbers are refused."""

from __future__ import annotations

import contextlib
import io
import json
import math
import random
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import draws
import numpy as np
from laws import Found, found, people

import run_sim
import sim
from models import SpineError
from models.measures import LIMITS
from sim import pipeline
from sim.scenario import ANGLES_DEG, Scenario, build, read

BAD: tuple[Any, ...] = (
    math.nan,
    math.inf,
    -math.inf,
    1e9,
    -1e9,
    10**400,
    "ten",
    "",
    True,
    [1.0],
    {"deg": 1.0},
    b"10",
    1 + 2j,
)
NUMBERS: dict[str, Callable[[Any], dict[str, Any]]] = {  # a field, as its refusal names it -> words that say it
    **{name: (lambda bad, n=name: {n: bad}) for name in ANGLES_DEG},
    "heels_m": lambda bad: {"heels_m": bad},
    "tilt": lambda bad: {"tilts": [{"deg": bad}]},
    "carry": lambda bad: {"carry": [{"where": "belly", "mass_kg": bad}]},
    "reach": lambda bad: {"carry": [{"where": "right-hand", "mass_kg": 5, "reach_m": bad}]},
    "shift": lambda bad: {"shifts": [{"what": "T8", "distance_m": bad}]},
    "lift": lambda bad: {"lift": [{"side": "left", "height_m": bad}]},
    "curve": lambda bad: {"curves": [{"what": "lumbar", "deg": bad}]},
    "brace": lambda bad: {"braced": [{"region": "neck", "share": bad}]},
    **{name: (lambda bad, n=name: {"person": {n: bad}}) for name in LIMITS},
}
_AWAITED = {"seat_deg": "sitting", "backrest_deg": "sitting"}  # in which posture a word is understood


def answer(person: Any, asked: Scenario) -> bytes:
    """Everything that is said of a request, as bytes; the refusal where there is one."""
    try:
        result = sim.simulate(person, asked)
    except SpineError as error:
        return str(error).encode()
    before = "" if result.baseline is None else result.baseline.scenario.to_toml()
    return (result.to_json() + result.caption() + before).encode() + result.muscle_force_N.tobytes()


def history(cases: int, between: int, seed: int) -> Found:
    """The same request after hundreds of others, in another order: the same bytes (0 or 1)."""
    draw = np.random.default_rng(seed)
    who, asked = people(cases, draw), [build(draws.request(draw), title=f"Case {k}") for k in range(cases)]
    who = [who[k // 2] for k in range(cases)]  # two titles of one person
    first = [answer(*each) for each in zip(who, asked, strict=True)]
    for one in people(between, draw):
        answer(one, draws.request(draw))
    shuffled = random.Random(seed).sample(range(cases), cases)
    again = {k: answer(who[k], asked[k]) for k in shuffled}
    pipeline.forget()
    fresh = {k: answer(who[k], asked[k]) for k in reversed(shuffled)}
    return found([float(not first[k] == again[k] == fresh[k]) for k in range(cases)], 0.0)


def company(cases: int, seed: int) -> Found:
    """The same item alone, among others, in other chunks and on other threads: the same bits (0 or 1)."""
    draw = np.random.default_rng(seed)
    who, asked = people(cases, draw), [draws.request(draw) for _ in range(cases)]
    tables = [_table(who, asked, chunk, workers) for chunk, workers in ((256, 1), (7, 2), (64, 4))]
    back = _table(who[::-1], asked[::-1], 32, 3)[::-1]
    few = _table(who[::5], asked[::5], 1, 1)
    others = (*tables[1:], back)
    differ = [float(any(not np.array_equal(tables[0][k], other[k], True) for other in others)) for k in range(cases)]
    for k, row in enumerate(few):
        differ[5 * k] = max(differ[5 * k], float(not np.array_equal(tables[0][5 * k], row, True)))
    return found(differ, 0.0)


def _table(who: Sequence[Any], asked: Sequence[Any], chunk: int, workers: int) -> np.ndarray:
    answers = sim.simulate_many(who, asked, paired=True, chunk=chunk, workers=workers)
    blocks = [*answers.joints.values(), *(column[:, None] for column in answers.alignment.values())]
    return np.concatenate([*blocks, *(column[:, None] for column in answers.numbers.values())], axis=1)


def written_down(cases: int, seed: int) -> Found:
    """A request as TOML, as JSON and again is the same request (0 or 1)."""
    draw = np.random.default_rng(seed)
    differ = []
    for _ in range(cases):
        asked = build(draws.request(draw, 5), person=draws.person(draw), title=_title(draw))
        differ.append(float(not survives(asked)))
    return found(differ, 0.0)


def survives(asked: Scenario) -> bool:
    """Whether a request comes back from TOML and from JSON as it was, and writes itself the same again."""
    from_toml = build(tomllib.loads(asked.to_toml()))
    from_json = build(json.loads(json.dumps(asked.to_dict())))
    return from_toml == from_json == asked and from_toml.to_toml() == asked.to_toml()


def _title(draw: np.random.Generator) -> str | None:
    letters = list("Aa 0\"'\\#={}[]é脊椎°–\u00a0")
    return "".join(draw.choice(letters, int(draw.integers(0, 12)))).replace("\u00a0", " ") or None


def saved(cases: int, seed: int) -> Found:
    """A saved result.json asked again, and its replay and the replay of that, are the same bytes (0 or 1)."""
    draw = np.random.default_rng(seed)
    differ = []
    while len(differ) < cases:
        asked = build(draws.request(draw), person=draws.person(draw))
        try:
            result = sim.simulate(scenario=asked)
        except SpineError:
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "result.json"
            path.write_text(result.to_json(), encoding="utf-8")
            (Path(folder) / "asked.toml").write_text(asked.to_toml(), encoding="utf-8")
            again = [sim.simulate(scenario=read(source)).to_json() for source in (path, Path(folder) / "asked.toml")]
        differ.append(float(any(one != result.to_json() for one in again)))
    return found(differ, 0.0)


def replayed(cases: int, seed: int) -> Found:
    """A figure made by a command, made again by ``replay`` and again from that: the same bytes each time (0 or 1)."""
    draw = np.random.default_rng(seed)
    differ = []
    while len(differ) < cases:
        asked = build(draws.request(draw, 2), person=draws.person(draw))
        with tempfile.TemporaryDirectory() as where, contextlib.redirect_stdout(io.StringIO()):
            folder = Path(where)
            (folder / "asked.toml").write_text(asked.to_toml(), encoding="utf-8")
            if run_sim.main([str(folder / "asked.toml"), "--out", str(folder / "a"), "--quiet"]):
                continue
            for source, goal in (("a", "b"), ("b", "c")):
                run_sim.main(["replay", str(folder / source / "figure.png"), "--out", str(folder / goal), "--quiet"])
            made = [(folder / name / "figure.png").read_bytes() for name in "abc"]
        differ.append(float(not made[0] == made[1] == made[2]))
    return found(differ, 0.0)


def bad_numbers() -> Found:
    """Every number of a request and of a person refuses what is no number, or none of its own, in one line (0 or 1)."""
    wrong = [float(not refused(field, bad)) for field in NUMBERS for bad in BAD]
    return found(wrong, 0.0)


def refused(field: str, bad: Any) -> bool:
    """Whether a bad value of a field is refused in one line that names the field."""
    try:
        sim.simulate(scenario={"posture": _AWAITED.get(field, "erect"), **NUMBERS[field](bad)})
    except SpineError as error:
        return field in str(error) and "\n" not in str(error)
    except Exception:
        return False
    return False
