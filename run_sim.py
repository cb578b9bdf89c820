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
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

EXAMPLE_TILT: dict[str, Any] = {
    "deg": 20.0,
    "direction": "forward",
    "at": "lumbar",
}  # lost lordosis: the whole domino in one figure
STANDING = "erect"
PLAIN = ("person", "posture", "arms", "head_free")  # words that are taken as typed
ANGLES = (
    "lean_deg",
    "bend_deg",
    "turn_deg",
    "head_deg",
    "head_bend_deg",
    "head_turn_deg",
    "knee_deg",
    "seat_deg",
    "backrest_deg",
)
CURVES = {"PI": "pelvic_incidence_deg", "LL": "lumbar_lordosis_deg", "TK": "thoracic_kyphosis_deg"}
DONE, WRONG_REQUEST, NO_POSTURE, STOPPED, PIPE_CLOSED = 0, 2, 3, 130, 141

EXAMPLES = """\
tilts:
  --tilt opens a tilt; --to and --at beside it say which way and where. Several:
  --tilt 10 --to right --at pelvis --tilt 5 --to forward --at L4
  With no scenario file and no posture but erect, and nothing else that moves
  or loads the body, the lumbar curve is tilted 20 degrees forward; --tilt 0
  tilts nothing.

carried loads:
  right-hand, left-hand, both-hands, backpack or belly, then the mass: 10, 10kg,
  500g. @40cm: the hands hold it that far in front of the shoulders; else arms
  hang.

examples:
  python run_sim.py
  python run_sim.py --tilt 10 --to backward --person adult_female --out week1
  python run_sim.py --lean-deg 30 --carry both-hands=20kg@40cm
  python run_sim.py --posture sitting
  python run_sim.py move --movement forward --to-deg 60
  python run_sim.py scenario.toml --posture relaxed --json -
  python run_sim.py people

exit codes: 0 done, 2 the request was wrong (one line says how to mend it),
3 no posture exists (the line says why)
"""


class RequestError(Exception):
    """A command line that cannot be understood; one line."""


class Parser(argparse.ArgumentParser):
    """argparse that raises one line instead of printing a page."""

    def error(self, message: str) -> Any:  # noqa: D102
        message = message.removeprefix("argument ")
        if message.endswith("expected one argument"):
            message = f"{message.partition(':')[0]} needs a value; see --help"
        raise RequestError(message)


class OpenTilt(argparse.Action):
    """Collects --tilt, --to and --at into one table for each tilt."""

    def __call__(self, parser: Any, options: Any, value: Any, option: str | None = None) -> None:
        """Put a word into the tilt that is open, or open the next one."""
        tilts = getattr(options, self.dest) or [{}]
        word = {"--tilt": "deg", "--to": "direction", "--at": "at"}[str(option)]
        if word == "deg" and "deg" in tilts[-1]:
            tilts.append({})
        if word in tilts[-1]:
            raise RequestError(f"{option} is given twice for one tilt; put --tilt DEGREES before the second")
        tilts[-1][word] = value
        setattr(options, self.dest, tilts)


def parser() -> Parser:
    """All options of a run."""
    from sim import __version__

    door = Parser(
        prog="run_sim.py",
        description="How the body answers a tilted lumbar spine, and what that costs each joint.",
        usage="run_sim.py [scenario.toml] [options] | move | people | postures | validate",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_words(door)
    add = door.add_argument_group("output").add_argument
    add_output(add)
    add("--why", action="store_true", help="also say what moved each region, and what it would do without")
    add("--version", action="version", version=f"plumbline {__version__}")
    return door


def add_words(door: argparse.ArgumentParser) -> None:
    """The words of a scenario, in groups."""
    many: dict[str, Any] = {"action": "append"}
    tilt: dict[str, Any] = {"action": OpenTilt, "dest": "tilts"}
    degrees: dict[str, Any] = {"metavar": "DEG"}
    door.add_argument("scenario", nargs="?", metavar="scenario.toml", help="TOML or JSON; options replace its words")
    add = door.add_argument_group("tilt: what is changed in the spine").add_argument
    add("--tilt", **tilt, metavar="DEG", help="tilt by this angle, 0 to 30 (0 to 20 sideways and turning)")
    add("--to", **tilt, metavar="WAY", help="forward (default), backward, left, right, turn-left, turn-right")
    add("--at", **tilt, metavar="PART", help="pelvis, lumbar (default), L1, L2, L3, L4, L5 or thoracic")
    add("--curve", **many, metavar="CURVE=DEG", help="lumbar=20 or thoracic=60: lordosis or kyphosis held at that")
    add("--fuse", **many, metavar="JOINT", help="a joint that does not move, such as L4-L5; repeat for more")
    add("--brace", **many, metavar="REGION=MORE", help="lumbar=50%%: that much stiffer; lumbar, thoracic or neck")
    add = door.add_argument_group("hold: what the person does on purpose").add_argument
    add("--lean-deg", **degrees, help="trunk held at an angle, forward positive, -20 to 90")
    add("--bend-deg", **degrees, help="trunk bent sideways, right positive, -40 to 40")
    add("--turn-deg", **degrees, help="trunk turned, left positive, -40 to 40")
    add("--head-deg", **degrees, help="head held at an angle, forward and down positive, -40 to 60")
    add("--head-bend-deg", **degrees, help="head bent sideways, right positive, -40 to 40")
    add("--head-turn-deg", **degrees, help="head turned, left positive, -70 to 70")
    add("--head-free", action="store_const", const=True, help="neither the eyes nor the head over the hips are minded")
    add(
        "--shift",
        **many,
        metavar="WHAT=HOW",
        help="thorax=50mm@forward: held that far from its place over the hips;"
        " thorax=50mm@forward@pelvis: over another level",
    )
    add = door.add_argument_group("posture: who stands or sits how").add_argument
    add("--person", metavar="NAME", help="a model by name or path: see `people` (adult_male)")
    add("--posture", metavar="NAME", help="see `postures` (erect)")
    add("--knee-deg", **degrees, help="knees bent, 0 to 120")
    add("--seat-deg", **degrees, help="seat tilted forward, -10 to 30")
    add("--backrest-deg", **degrees, help="leaning on a rest that leans back, 0 to 45")
    add("--arms", metavar="HOW", help="hanging, forward (elbows bent), raised or rested")
    add("--heels", metavar="HEIGHT", help="30mm under both heels, up to 120mm")
    add("--lift", **many, metavar="SIDE=HEIGHT", help="left=10mm: a shoe lift, or a leg that is longer by as much")
    add = door.add_argument_group("load").add_argument
    add("--carry", **many, metavar="WHERE=LOAD", help="right-hand=10, both-hands=20kg@40cm, backpack=8, belly=6.8kg")


def add_output(add: Callable[..., Any]) -> None:
    """Where answers go."""
    add("--out", metavar="FOLDER", help="where the files go (out)")
    add("--json", metavar="-", help="print the result as JSON and nothing else; files only with --out")
    add("--no-figure", action="store_true", help="data and caption only")
    add("--quiet", action="store_true", help="print nothing but errors")


def read_options(door: Parser, arguments: Sequence[str], otherwise: str) -> argparse.Namespace:
    """What a parser understands; anything else is refused, a plain word with what is said ``otherwise``."""
    options, unknown = door.parse_known_args(arguments)
    if unknown:
        word = unknown[0].partition("=")[0]
        if word.startswith("-"):
            known = [name for action in door._actions for name in action.option_strings]
            raise RequestError(f"unknown option {word}{_nearest(word, known)}")
        raise RequestError(f"{otherwise}; {word!r} is one too many")
    return options


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Options of a run.

    Raises:
        RequestError: an option that does not exist (with the nearest that does), or one without its value.
    """
    options = read_options(parser(), arguments, "one scenario file at a time")
    check(options)
    if options.why and options.json and options.out is None:
        raise RequestError("--why beside --json - needs --out FOLDER; why.json and why.png go there")
    return options


def check(options: argparse.Namespace) -> None:
    """Refuse empty names, a scenario that is no file, and a JSON that is not printed.

    Raises:
        RequestError: naming the option.
    """
    for option in ("scenario", "person", "out"):
        if getattr(options, option) == "":
            raise RequestError(f"{option} is empty; leave it out or give a name")
    name = options.scenario
    if name is not None and not Path(name).suffix and not _exists(name):
        raise RequestError(f"{name!r} is neither a scenario file nor a command{_nearest(name, COMMANDS)}")
    if options.json not in (None, "-"):
        raise RequestError(f"--json takes '-' (print it), not {options.json!r}; the file is written to --out anyway")


def _exists(name: str) -> bool:
    from models.files import exists

    return exists(Path(name))


def _nearest(word: str, choices: Iterable[str]) -> str:
    from models.errors import nearest

    return nearest(word, choices)


def words_of(options: argparse.Namespace) -> dict[str, Any]:
    """The scenario words that the options give."""
    from sim.items import Brace, Carry, Curve, Lift, Shift, Tilt
    from sim.words import ScenarioError, quantity

    words = {name: getattr(options, name) for name in PLAIN if getattr(options, name) is not None}
    if options.tilts:
        for tilt in options.tilts:
            if "deg" not in tilt:
                raise ScenarioError("--to or --at is given but no --tilt; say by how many degrees, such as --tilt 10")
        words["tilts"] = [Tilt(**{**tilt, "deg": quantity(tilt["deg"], "deg", "--tilt")}) for tilt in options.tilts]
    for name in ANGLES:
        typed = getattr(options, name)
        if typed is not None:
            words[name] = quantity(typed, "deg", f"--{name.replace('_', '-')}")
    if options.heels is not None:
        words["heels_m"] = quantity(options.heels, "m", "--heels")
    for option, kind, name, typed, example in (
        ("--carry", Carry, "carry", options.carry, "10kg"),
        ("--shift", Shift, "shifts", options.shift, "50mm@forward"),
        ("--curve", Curve, "curves", options.curve, "20deg"),
        ("--lift", Lift, "lift", options.lift, "10mm"),
        ("--brace", Brace, "braced", options.brace, ""),
    ):
        for text in typed or ():
            what, given, how = text.partition("=")
            if not given and example:
                raise ScenarioError(f"{option} {text!r} does not say how much; write {option} {what}={example}")
            words.setdefault(name, []).append(kind.parse(what, how))
    if options.fuse:
        words["fused"] = options.fuse
    return words


def with_example(options: argparse.Namespace, words: dict[str, Any]) -> dict[str, Any]:
    """The words, with the example's tilt where they ask for nothing but a person standing."""
    if (
        options.scenario is None
        and not set(words) - {"person", "posture"}
        and words.get("posture", STANDING) == STANDING
    ):
        words["tilts"] = [dict(EXAMPLE_TILT)]
    return words


def run(options: argparse.Namespace) -> None:
    """Simulate, write, print."""
    import sim
    from sim.scenario import build

    scenario = build(options.scenario, **with_example(options, words_of(options)))
    result = sim.simulate(scenario=scenario)
    why = result.why() if options.why else None
    written: list[Path] = []
    if options.json is None or options.out is not None:
        folder, figure = options.out or "out", not options.no_figure
        written = result.save(folder, figure=figure) + (why.save(folder, figure) if why else [])
    if options.json == "-":
        with contextlib.suppress(AttributeError):
            sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # JSON is, whatever the locale
        print(result.to_json(), end="")
    elif not options.quiet:
        names = ", ".join(path.name for path in written)
        print(
            result.table(),
            textwrap.fill(result.caption(), 80),
            *((why.table(), "\n".join(textwrap.fill(text, 80) for text in why.sentences)) if why else ()),
            textwrap.fill(f"Wrote {written[0].parent}: {names}", 80, break_long_words=False, break_on_hyphens=False),
            sep="\n\n",
        )


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


COMMANDS: dict[str, Callable[[Sequence[str]], None]] = {"people": people, "postures": postures, "validate": validate}


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
