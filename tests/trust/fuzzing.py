"""Everything that a user, or a file from anywhere, may hand to the program: 100,000 cases, good ones bent a little and
rubbish alike. None may end in a traceback, hang, fill the memory, write outside the chosen folder or put a script into
a page.

python tests/trust/fuzzing.py --cases 100000 --seed 1
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import functools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import bent
import cage
import lines
import numpy as np
import odd
import record
from cage import ANSWERED, NOT_COMPUTED, REFUSED, NotComputed, Wrong
from odd import Draw

import models
import sim
from models.measures import LIMITS
from sim import many, pipeline, scenario
from sim.figures import brand
from sim.publish import bundle, fragment, howto, page
from sim.publish import replay as replays
from sim.publish.drawing import Drawing, from_words
from sim.study import population
from sim.validation import calibrate, scoring

COMPUTED = 0.004  # share of the understood requests that are computed, drawn and written as well
SHARES = {  # of all cases
    "model files": 0.2,
    "scenarios as files": 0.15,
    "scenarios as words": 0.15,
    "command lines": 0.25,
    "pictures to replay": 0.1,
    "brands and logos": 0.06,
    "words in pages": 0.09,
}
MENDED = {
    "model files": "very long numbers were tracebacks, keys of many dots took gigabytes, files of any size were read, "
    "a sum beyond all numbers was a traceback",
    "scenarios as files": "a pipe hung, a device or a huge file filled the memory, ~nobody was a traceback",
    "scenarios as words": "",
    "command lines": "--out with NUL or half a letter was a traceback, --out '' wrote into the folder one stood in",
    "pictures to replay": "",
    "brands and logos": "a small PNG that unpacks to gigabytes, nested and very long numbers were tracebacks",
    "words in pages": "",
}
Case = Callable[[], str]


@contextlib.contextmanager
def nothing_computed(but: bool = False) -> Iterator[None]:
    """Requests end in ``NotComputed`` where the work would begin, unless told otherwise."""
    if but:
        yield
        return

    def stop(*_: object, **__: object) -> Any:
        raise NotComputed(NotComputed.__name__)

    from sim.publish import gallery

    places = (
        (pipeline, "answer"),
        (pipeline, "stand"),
        (many._Filler, "fill"),
        (population, "draw"),
        (scoring, "validate"),
        (calibrate, "fit"),
        (gallery, "gallery"),
    )
    kept = [(owner, name, getattr(owner, name)) for owner, name in places]
    for owner, name in places:
        setattr(owner, name, stop)
    try:
        yield
    finally:
        for owner, name, value in kept:
            setattr(owner, name, value)


def sampled(rng: Draw) -> bool:
    """Whether this case is computed."""
    return bool(rng.random() < COMPUTED)


def finite(person: models.Person) -> None:
    """A person made of numbers."""
    for name in ("centre_m", "range_deg", "hip_m", "mass_kg", "height_m"):
        if not np.all(np.isfinite(getattr(person, name))):
            raise Wrong(f"{name} is not finite")


def model_file(rng: Draw, room: Path) -> Case:
    """A model file, loaded; a few asked by the command line."""
    name, computed = bent.model_file(rng, room), sampled(rng)

    def case() -> str:
        if computed:
            return cage.typed(["--person", name, "--json", "-"])
        finite(models.load(Path(name)))
        return ANSWERED

    return case


def scenario_file(rng: Draw, room: Path) -> Case:
    """A scenario in TOML or JSON, read; its answer computed for some."""
    name, computed, typed = bent.scenario_file(rng, room), sampled(rng), rng.random() < 0.1

    def case() -> str:
        with nothing_computed(computed):
            if typed:
                return cage.typed([name, "--json", "-"])
            asked = scenario.read(name)
            if scenario.build(asked.to_dict()) != asked:
                raise Wrong("a scenario is another one when it is read again")
            return simulated(scenario=asked)

    return case


def scenario_words(rng: Draw, room: Path) -> Case:
    """Words in Python, of any type."""
    words, computed, together = bent.scenario(rng), sampled(rng), rng.random() < 0.5

    def case() -> str:
        with nothing_computed(computed):
            return simulated(scenario=words) if together else simulated(**words)

    return case


def simulated(**words: Any) -> str:
    """Ask for an answer; no number in it may be none."""
    try:
        result = sim.simulate(**words)
    except NotComputed:
        return NOT_COMPUTED
    result.to_json()
    return ANSWERED


def command_line(rng: Draw, room: Path) -> Case:
    """Options of every command, in order or not."""
    arguments = lines.command_line(rng)
    computed = sampled(rng) and not set(arguments[:1]) & {"gallery", "calibrate", "validate", "cohort", "sobol"}

    def case() -> str:
        with nothing_computed(computed):
            ended = cage.typed(arguments)
        if ended == ANSWERED:
            for out in (*bent.CHOSEN, *lines.chosen(arguments)):
                cage.whole(room / out)
        return ended

    case.chosen = lines.chosen(arguments)  # type: ignore[attr-defined]
    return case


def picture(rng: Draw, room: Path) -> Case:
    """A picture or document that is to be made again."""
    name, computed, typed = bent.picture(rng, room), sampled(rng), rng.random() < 0.1

    def case() -> str:
        with nothing_computed(computed):
            if typed:
                return cage.typed(["replay", name])
            try:
                found = replays.replay(name)
            except NotComputed:
                return NOT_COMPUTED
        if not found.data:
            raise Wrong("an empty picture")
        return ANSWERED

    return case


def worn(rng: Draw, room: Path) -> Case:
    """A brand with its logo, loaded; drawn for some."""
    name, drawn = bent.brand_file(rng, room), rng.random() < 0.01

    def case() -> str:
        found = brand.load(name)
        if drawn:
            Drawing("card", brand=Path(name)).png(plain())
        return ANSWERED if found.name else REFUSED

    return case


@functools.cache
def plain() -> sim.Result:
    """One answer, to put words on."""
    return sim.simulate(tilt_deg=10)


def words_in_pages(rng: Draw, room: Path) -> Case:
    """A title, a person's name, an address, in everything that is published; and how a picture is drawn."""
    words, title, name, address = bent.drawing(rng), odd.text(rng), odd.text(rng), odd.text(rng)
    language = odd.one(rng, ("en", "ms", "zh", odd.text(rng)))
    address = odd.one(rng, ("", "https://a.example/b", f"https://a.example/{address}", address))
    kind = rng.random()
    if kind < 0.3:
        return lambda: drawn(words)
    return lambda: published(title, name, address, language, kind > 0.985)


def drawn(words: dict[str, Any]) -> str:
    """How a picture is to be drawn."""
    from_words(words)
    return ANSWERED


def published(title: str, name: str, address: str, language: str, interactive: bool) -> str:
    """The pages of a bundle with these words in them."""
    asked = scenario.build(tilt_deg=10, title=title)
    models.person(name=name)
    where = bundle.whole_address(address)
    result = replace(plain(), scenario=asked, person=replace(plain().person, name=name))
    pasted = fragment.fragment(result, language, 10, 10, where, "credit")
    made = [howto.page(result, language, {"figure.png": b""}, pasted, where, (10, 10)), pasted]
    if interactive:
        usual = page.interactive(scenario.build(tilt_deg=10), language)
        if cage.scripts(page.interactive(asked, language)) != cage.scripts(usual):
            raise Wrong("the interactive page runs more than its own script")
    for text in made:
        if cage.scripts(text):
            raise Wrong(f"a page runs {cage.scripts(text)[0]}")
    return ANSWERED


KINDS: dict[str, Callable[[Draw, Path], Case]] = {
    "model files": model_file,
    "scenarios as files": scenario_file,
    "scenarios as words": scenario_words,
    "command lines": command_line,
    "pictures to replay": picture,
    "brands and logos": worn,
    "words in pages": words_in_pages,
}


def attack(
    cases: int, seed: int, told: Callable[[str], None] = lambda kind: None
) -> dict[str, collections.Counter[str]]:
    """Run cases; what came of each kind, by how it ended; what was wrong begins with an exclamation mark.

    Args:
        cases: how many, of all kinds.
        seed: of all draws; case k of a kind is the same whatever stands beside it.
        told: the kind of each case that is done.
    """
    found: dict[str, collections.Counter[str]] = {kind: collections.Counter() for kind in KINDS}
    started = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as outer:
        room = Path(outer, "a", "b", "room")
        bent.furnish(room)
        os.chdir(room)
        try:
            for number, (kind, prepare) in enumerate(KINDS.items()):
                for k in range(max(1, round(cases * SHARES[kind]))):
                    case = prepare(np.random.default_rng((seed, number, k)), room)
                    ended, wrong = cage.caged(case, room, (*bent.CHOSEN, *getattr(case, "chosen", ())))
                    found[kind][f"! {wrong} (case {k})" if wrong else ended] += 1
                    bent.tidy(room)
                    told(kind)
        finally:
            os.chdir(started)
            for path in Path(outer).rglob("*"):
                if not path.is_symlink() and path.is_dir():
                    path.chmod(0o700)
            shutil.rmtree(outer, ignore_errors=True)
    return found


def failures(found: dict[str, collections.Counter[str]]) -> list[str]:
    """Everything that was wrong."""
    return [f"{kind}: {what[2:]}" for kind, ends in found.items() for what in ends if what.startswith("!")]


def main() -> None:
    """The whole attack."""
    door = argparse.ArgumentParser(description=__doc__)
    door.add_argument("--cases", type=int, default=100_000)
    door.add_argument("--seed", type=int, default=1)
    options = door.parse_args()
    from tqdm import tqdm

    cage.bounded()
    sys.stdin = Path(os.devnull).open()  # noqa: SIM115 - nobody is asked anything
    plain()
    with tqdm(total=options.cases, file=sys.stderr, disable=None) as bar:
        found = attack(options.cases, options.seed, lambda kind: bar.update() and None)
    rows, checks = [], []
    for kind, ends in found.items():
        bad = sum(count for what, count in ends.items() if what.startswith("!"))
        checks.append(
            record.Check(f"{kind}: an answer or one line that refuses", sum(ends.values()), bad, "", MENDED[kind])
        )
        rows.append([kind, *(f"{ends[how]:,}" for how in (REFUSED, NOT_COMPUTED, ANSWERED)), f"{bad:,}"])
    for what in failures(found):
        print(what)
    record.keep(
        "fuzzing",
        record.Attack(
            "Fuzzing",
            f"python tests/trust/fuzzing.py --cases {options.cases} --seed {options.seed}",
            checks,
            [record.Table("How they ended", ("what", REFUSED, NOT_COMPUTED, ANSWERED, "wrong"), rows)],
            text=(
                "Good files, words and command lines with one to three things in them that are not as they were, and "
                "rubbish: wrong types, NaN and infinities, numbers of thousands of digits, 10^9 steps, deep nesting, "
                "UTF-16, byte marks, NUL, pipes, devices, folders, links, names like ../../x and CON, right-to-left "
                f"letters, HTML in every text. Each case has {cage.SECONDS:g} s and {cage.MEGABYTES:g} MB; all that "
                "the process writes is watched. Most requests that are understood stop where the work would begin; "
                f"one in {1 / COMPUTED:.0f} is computed, drawn and written, and every file is then read again. "
                f"Limits of measures that were tried: {len(LIMITS)}. Language files are part of the program, which no "
                "user brings: only the word after --language is tried."
            ),
        ),
    )


if __name__ == "__main__":
    main()
