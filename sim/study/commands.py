"""The commands ``sweep``, ``cohort``, ``tornado`` and ``sobol``: words in, files and tables out."""

from __future__ import annotations

from argparse import Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..commands import deliver, progress_bar
from ..options import Parser, RequestError, add_output, add_theme, add_words, check, read_options, writes_files

DEFAULT = "compression_N:L4-L5"
_SHOW = "a quantity: compression_N:L4-L5 (default), sva_mm, change_pelvic_tilt_deg ..."
_SWEEP = """\
what --over takes: a word of a scenario (tilt_deg, at, lean_deg, posture,
carry.right-hand, curves.lumbar), a measure of the person (mass_kg,
lumbar_lordosis_deg, flexibility.lumbar, disc_grade.L4-L5) or a gain of the
model (gain:gaze_Nm_per_rad); values as first:last:step or as a list.

examples:
  python run_sim.py sweep --over tilt_deg=0:30:2 --over at=pelvis,lumbar
  python run_sim.py sweep --over lean_deg=0:60:10 --over mass_kg=60:100:10
  python run_sim.py sweep --tilt 10 --over gain:gaze_Nm_per_rad=50:400:50
"""

_COHORT = """\
What is written: people-000000.parquet ... (CSV without pyarrow), manifest.json,
summary.json and cohort.png. A run that was stopped goes on where it was when
the same line is typed again, and ends with the same bytes.

examples:
  python run_sim.py cohort --people 1000 --seed 7 --tilt 10 --out tilted
  python run_sim.py cohort --people 500 --given sex=female --given age=70
"""


def _door(command: str, about: str, usage: str, epilog: str | None = None) -> Parser:
    door = Parser(
        prog=f"run_sim.py {command}",
        description=about,
        usage=f"run_sim.py {command} [scenario.toml] {usage}",
        epilog=epilog,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_words(door)
    return door


def _read(door: Parser, arguments: Sequence[str]) -> Namespace:
    options = read_options(door, arguments, "one scenario file at a time")
    check(options)
    return options


def _whole(text: str, option: str, least: int = 1) -> int:
    if not text.isdecimal() or int(text) < least:
        raise RequestError(f"{option} must be a whole number from {least} up, not {text!r}")
    return int(text)


def sweep(arguments: Sequence[str]) -> None:
    """A grid over anything that can be varied."""
    door = _door("sweep", "A grid of answers as one table and a figure.", "--over NAME=VALUES [options]", _SWEEP)
    add = door.add_argument_group("sweep").add_argument
    add("--over", action="append", metavar="NAME=VALUES", help="what is varied; repeat for more")
    add("--show", action="append", metavar="WHAT", help=f"{_SHOW}; repeat for more; all: everything")
    add = door.add_argument_group("output").add_argument
    add_output(add)
    add_theme(add)
    add("--parquet", action="store_true", help="also sweep.parquet")
    options = _read(door, arguments)
    if not options.over:
        raise RequestError("nothing is varied; give --over tilt_deg=0:30:5")
    import sim

    from ..typed import scenario_of
    from .grid import parse

    grid: dict[str, list[Any]] = {}
    for text in options.over:
        name, values = parse(text)
        if name in grid:
            raise RequestError(f"--over {name} is given twice; write all its values into one")
        grid[name] = values
    scenario = scenario_of(options)
    with progress_bar("sweep") as progress:
        found = sim.sweep(grid, scenario, show=options.show or DEFAULT, progress=progress)
    written: list[Path] = []
    if writes_files(options):
        folder = Path(options.out or "out")
        written = found.save(folder, not options.no_figure, options.theme, options.parquet)
    deliver(options, found.to_json(), [found.table()], written)


def cohort(arguments: Sequence[str]) -> None:
    """The same request asked of many sampled people."""
    door = _door("cohort", "The same request asked of people who differ.", "--people N --seed N [options]", _COHORT)
    add = door.add_argument_group("cohort").add_argument
    add("--people", metavar="N", default="1000", help="how many (1000)")
    add("--seed", metavar="N", default="0", help="of the draws (0): the same people for the same seed")
    add("--given", action="append", metavar="NAME=VALUE", help="a measure all of them share: sex=female, age=70")
    add("--chunk", metavar="N", default="1000", help="people a file, and in memory at a time (1000)")
    add("--scheduler", metavar="ADDRESS", help="computed by the workers of a Dask scheduler: tcp://NAME:8786")
    add("--csv", action="store_true", help="files as CSV, also where Parquet can be written")
    add = door.add_argument_group("output").add_argument
    add_output(add)
    add_theme(add)
    options = _read(door, arguments)
    if options.person is not None:
        raise RequestError("a cohort samples its people; leave --person out, or fix a measure: --given sex=female")
    import sim

    from ..typed import scenario_of

    scenario = scenario_of(options)
    with progress_bar("people") as progress:
        found = sim.cohort(
            _whole(options.people, "--people"),
            _whole(options.seed, "--seed", 0),
            scenario,
            options.out or "out",
            given=_given(options.given),
            chunk=_whole(options.chunk, "--chunk"),
            parquet=False if options.csv else None,
            figure=not options.no_figure,
            theme=options.theme,
            progress=progress,
            scheduler=options.scheduler,
        )
    drawn = not options.no_figure and found.summary["found"]
    names = ["summary.json", "manifest.json", *(["cohort.png"] if drawn else [])]
    deliver(options, found.to_json(), [found.table()], [found.folder / name for name in names] + found.files()[:1])


def _given(typed: Sequence[str] | None) -> dict[str, Any]:
    """Measures as typed: ``age=70``."""
    given: dict[str, Any] = {}
    for text in typed or ():
        name, equals, value = text.partition("=")
        if not equals or not value:
            raise RequestError(f"--given {text!r} has no value; write {name}=70")
        try:
            given[name] = float(value)
        except ValueError:
            given[name] = value
    return given


def tornado(arguments: Sequence[str]) -> None:
    """Which measure or assumption moves an answer most, one at a time."""
    door = _door("tornado", "What moves an answer most, one thing at a time.", "[--show WHAT] [options]")
    add = door.add_argument_group("tornado").add_argument
    add("--show", metavar="WHAT", default=DEFAULT, help=_SHOW)
    add("--over", action="append", metavar="NAME", help="only this: mass_kg, gain:hip_Nm_per_rad ...; repeat for more")
    add("--factor", metavar="N", default="1.25", help="assumed of flexibility and gains (1.25)")
    add = door.add_argument_group("output").add_argument
    add_output(add)
    add_theme(add)
    options = _read(door, arguments)
    import sim

    from ..typed import scenario_of

    scenario = scenario_of(options)
    with progress_bar("tornado") as progress:
        found = sim.tornado(
            options.show, scenario, over=options.over, factor=_factor(options.factor), progress=progress
        )
    _deliver(options, found)


def sobol(arguments: Sequence[str]) -> None:
    """Which measures explain how much of the differences between people."""
    door = _door("sobol", "What makes people differ: Sobol indices of one answer.", "[--show WHAT] [options]")
    add = door.add_argument_group("sobol").add_argument
    add("--show", metavar="WHAT", default=DEFAULT, help=_SHOW)
    add("--given", action="append", metavar="NAME=VALUE", help="a measure that does not vary: sex=female (male)")
    add("--gain", action="append", metavar="NAME", help="a gain of the model that varies too; repeat for more")
    add("--samples", metavar="N", default="128", help="a power of two (128); answers are that times inputs and two")
    add("--factor", metavar="N", default="1.25", help="assumed of flexibility and gains (1.25)")
    add("--seed", metavar="N", default="0", help="of the points (0)")
    add = door.add_argument_group("output").add_argument
    add_output(add)
    add_theme(add)
    options = _read(door, arguments)
    import sim

    from ..typed import scenario_of

    scenario = scenario_of(options)
    with progress_bar("people") as progress:
        found = sim.sobol(
            options.show,
            scenario,
            given=_given(options.given),
            gains=options.gain or (),
            samples=_whole(options.samples, "--samples", 2),
            factor=_factor(options.factor),
            seed=_whole(options.seed, "--seed", 0),
            progress=progress,
        )
    _deliver(options, found)


def _factor(typed: str) -> float:
    try:
        return float(typed)
    except ValueError:
        raise RequestError(f"--factor must be a number above 1, not {typed!r}") from None


def _deliver(options: Namespace, found: Any) -> None:
    """Write and print what was found."""
    written: list[Path] = []
    if writes_files(options):
        written = found.save(Path(options.out or "out"), not options.no_figure, options.theme)
    deliver(options, found.to_json(), [found.table()], written)
