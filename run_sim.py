"""The front door: words in, files out. No physics here.

``python run_sim.py`` writes figure, data and caption of one example into ``out/``; ``--help`` says the rest.
Nothing heavy is imported until the request is known to be in order.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.options import Parser, RequestError, check, move_parser, parse, read_options, with_example, words_of

if TYPE_CHECKING:
    from sim.scenario import Scenario

CURVES = {"PI": "pelvic_incidence_deg", "LL": "lumbar_lordosis_deg", "TK": "thoracic_kyphosis_deg"}
DONE, WRONG_REQUEST, NO_POSTURE, STOPPED, PIPE_CLOSED = 0, 2, 3, 130, 141

PATIENCE_S = 2.0


def scenario_of(path: str | None, words: dict[str, Any]) -> Scenario:
    """The scenario of a file, if there is one, with words in place of its own."""
    from sim.scenario import build

    return build(path, **words)


def run(options: argparse.Namespace) -> None:
    """Simulate, write, print."""
    import sim

    result = sim.simulate(scenario=scenario_of(options.scenario, with_example(options, words_of(options))))
    why = result.why() if options.why else None
    written: list[Path] = []
    if options.json is None or options.out is not None:
        folder, figure = options.out or "out", not options.no_figure
        written = result.save(folder, figure=figure) + (why.save(folder, figure) if why else [])
    told = [result.table(), textwrap.fill(result.caption(), 80)]
    if why:
        told += [why.table(), "\n".join(textwrap.fill(text, 80) for text in why.sentences)]
    deliver(options, result.to_json(), told, written)


def deliver(options: argparse.Namespace, document: str, told: Sequence[str], written: Sequence[Path]) -> None:
    """Print the document alone, or what is told and where the files are."""
    if options.json == "-":
        with contextlib.suppress(AttributeError):
            sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # JSON is, whatever the locale
        print(document, end="")
    elif not options.quiet:
        names = ", ".join(path.name for path in written)
        files = textwrap.fill(f"Wrote {written[0].parent}: {names}", 80, break_long_words=False, break_on_hyphens=False)
        print(*told, files, sep="\n\n")


def alone(command: str, arguments: Sequence[str]) -> None:
    """Refuse options of a command that has none."""
    if arguments:
        raise RequestError(f"{command} takes no options; leave out {' '.join(arguments)!r}")


def people(arguments: Sequence[str]) -> None:
    """List the people that ship with the model."""
    alone("people", arguments)
    import models

    for name in models.people():
        who = models.load(name)
        curves = (f"{word} {who.measures[key]:.0f}°" for word, key in CURVES.items() if key in who.measures)
        about = f"{who.sex}, {who.age_years:g} years, {who.height_m:g} m, {who.mass_kg:g} kg"
        print(f"{name:<16}{', '.join((about, *curves))}")


def postures(arguments: Sequence[str]) -> None:
    """List the postures, each with its reason."""
    alone("postures", arguments)
    import models

    for name, posture in models.load_postures().items():
        print(textwrap.fill(posture.reason, 80, initial_indent=f"{name:<16}", subsequent_indent=" " * 16))


def move(arguments: Sequence[str]) -> None:
    """A movement in steps, or a cycle of walking: written, printed."""
    options = read_options(move_parser(), arguments, "one scenario file at a time")
    check(options)
    words = words_of(options)
    import sim
    from sim.words import ScenarioError, quantity

    to_deg = None if options.to_deg is None else quantity(options.to_deg, "deg", "--to-deg")
    if options.steps is not None and not options.steps.isdecimal():
        raise ScenarioError(f"--steps must be a whole number, not {options.steps!r}")
    steps = None if options.steps is None else int(options.steps)
    with progress_bar(options.movement) as progress:
        moved = sim.move(
            movement=options.movement,
            to_deg=to_deg,
            steps=steps,
            scenario=scenario_of(options.scenario, words),
            progress=progress,
        )
    written: list[Path] = []
    if options.json is None or options.out is not None:
        written = moved.save(options.out or "out", figure=not options.no_figure)
    deliver(options, moved.to_json(), [moved.table(), textwrap.fill(moved.caption(), 80)], written)


@contextlib.contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """What shows steps done and steps in all: a bar on standard error, when it takes long and somebody watches."""
    from tqdm import tqdm

    with tqdm(desc=what, delay=PATIENCE_S, file=sys.stderr, disable=None, leave=False) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show


def validate(arguments: Sequence[str]) -> None:
    """Run the published cases, print predicted beside measured, misses first."""
    about = "Runs the published cases of models/cases.toml and judges the model by them."
    door = Parser(prog="run_sim.py validate", description=about, allow_abbrev=False)
    door.add_argument("--only", action="append", metavar="CASE", help="a case (C21) or a row (C21.2); repeat for more")
    door.add_argument("--out", metavar="FOLDER", help="write validation.png, .svg, .json and .csv there")
    door.add_argument("--json", choices=["-"], metavar="-", help="print all of it as JSON and nothing else")
    door.add_argument("--docs", metavar="FILE", help="write docs/validation.md, from all cases")
    options = read_options(door, arguments, "name cases with --only")
    if options.docs is not None and options.only:
        raise RequestError("--docs describes all cases; leave --only out")
    from sim.validation import output, report

    found = output.with_progress(options.only or ())
    written = output.write(found, options.out) if options.out is not None else []
    if options.docs is not None:
        written.append(output.write_page(found, options.docs))
    if options.json == "-":
        with contextlib.suppress(AttributeError):
            sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        print(report.to_json(found), end="")
        return
    print(report.table(found))
    if written:
        print(f"\nWrote {', '.join(map(str, written))}")


def calibrate(arguments: Sequence[str]) -> None:
    """Fit the global gains to the published cases; print the fit, its uncertainty and its trade-offs."""
    about = "Fits the gains of models/postures.toml to all published cases at once. Takes some minutes."
    door = Parser(prog="run_sim.py calibrate", description=about, allow_abbrev=False)
    door.add_argument("--only", action="append", metavar="CASE", help="fit a case (C08) or a row; repeat for more")
    door.add_argument("--gain", action="append", metavar="NAME", help="fit this gain (head_N_per_m, relaxed.tone)")
    door.add_argument("--write", action="store_true", help="write the fit into models/postures.toml")
    options = read_options(door, arguments, "name cases with --only and gains with --gain")
    from tqdm import tqdm

    from sim.validation import calibrate as calibration

    with tqdm(desc="calibration", delay=PATIENCE_S, file=sys.stderr, disable=None, leave=False) as bar:

        def show(told: str) -> None:
            bar.set_postfix_str(told, refresh=False)
            bar.update()

        found = calibration.fit(options.gain or calibration.GAINS, options.only or (), progress=show)
    print(calibration.table(found))
    if options.write:
        print(f"\nWrote {calibration.write(found)}")


COMMANDS: dict[str, Callable[[Sequence[str]], None]] = {
    "calibrate": calibrate,
    "move": move,
    "people": people,
    "postures": postures,
    "validate": validate,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is the answer."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        if words and words[0] in COMMANDS:
            COMMANDS[words[0]](words[1:])
        else:
            run(parse(words))
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # whoever was reading has gone: nothing more can be said, and Python's own farewell must not complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except RequestError as error:
        return refuse(str(error), WRONG_REQUEST)
    except OSError as error:
        return refuse(f"cannot print: {error.strerror or error}", WRONG_REQUEST)
    except (Exception, KeyboardInterrupt) as error:
        return explain(error)
    return DONE


def explain(error: BaseException) -> int:
    """Exit code of a failure deeper inside, said in one line; what is no user's doing is raised again."""
    cause: BaseException | None = error
    while cause is not None:  # an import that Ctrl-C breaks off may end in another error, caused by it
        if isinstance(cause, KeyboardInterrupt):
            return refuse("stopped", STOPPED)
        cause = cause.__cause__ or cause.__context__
    from models.errors import SpineError

    if not isinstance(error, SpineError):
        raise error
    from sim import NoPosture

    return refuse(str(error), NO_POSTURE if isinstance(error, NoPosture) else WRONG_REQUEST)


def refuse(reason: str, code: int) -> int:
    """One line on standard error."""
    with contextlib.suppress(OSError):
        print(f"plumbline: {' '.join(reason.split())}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
