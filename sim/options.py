"""The options of the command line: what can be asked, and what is refused before anything heavy is imported.

What they mean as a scenario is in ``typed.py``.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

COMMANDS = (
    "calibrate",
    "cohort",
    "compare",
    "gallery",
    "move",
    "people",
    "postures",
    "publish",
    "replay",
    "roots",
    "sobol",
    "sweep",
    "tornado",
    "validate",
)
# lost lordosis: the whole domino in one figure
EXAMPLE_TILT: dict[str, Any] = {"deg": 20.0, "direction": "forward", "at": "lumbar"}
STANDING = "erect"
PLAIN = ("person", "posture", "arms", "head_free")  # words that are taken as typed
LOOK = ("preset", "theme", "language", "blank_labels", "brand")
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

MOVES = """\
movements, and how far they go when nothing is said:
  trunk   forward 60, backward 15, side-left and side-right 25,
          turn-left and turn-right 30
  head    nod 45, look-up 35, head-left and head-right 30,
          head-turn-left and head-turn-right 60
  knees   squat 90
  walk    the pelvis turned as in a cycle of walking, both feet on the ground

examples:
  python run_sim.py move --movement forward --to-deg 60 --out bow
  python run_sim.py move --movement walk --tilt 20 --to forward
  python run_sim.py move --movement forward --animate gif --theme dark
  python run_sim.py move scenario.toml --movement nod --json -
"""

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
  python run_sim.py --lean-deg 30 --carry both-hands=20kg@40cm --peel L4-L5
  python run_sim.py --posture sitting
  python run_sim.py move --movement forward --to-deg 60
  python run_sim.py scenario.toml --posture relaxed --json -
  python run_sim.py publish scenario.toml --out article
  python run_sim.py people

exit codes: 0 done, 2 the request was wrong (one line says how to mend it),
3 no posture exists (the line says why)
"""


_OTHER_WORDS = {  # options that people try, and what says the same here
    "dark": "--theme dark",
    "light": "--theme light",
    "lumbar": "--curve lumbar=20",
    "lordosis": "--curve lumbar=20",
    "kyphosis": "--curve thoracic=60",
}


class RequestError(Exception):
    """A command line that cannot be understood; one line."""


def named_folder(word: str) -> str:
    """The word for a folder; an empty one, such as a variable that is not set, would mean the folder one stands in."""
    if not word.strip():
        raise argparse.ArgumentTypeError("the folder has no name; . is the one you are in")
    return word


class Parser(argparse.ArgumentParser):
    """argparse that raises one line instead of printing a page, and takes ``-10deg`` for a value."""

    def __init__(self, *words: Any, **more: Any) -> None:
        super().__init__(*words, **more)
        self._negative_number_matcher = re.compile(r"-\.?\d")

    def error(self, message: str) -> Any:  # noqa: D102
        message = message.removeprefix("argument ")
        option, ignored, value = message.partition(": ignored explicit argument ")
        if ignored:
            message = f"{option} takes no value; leave ={value.strip(chr(39))} out"
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
        usage=f"run_sim.py [scenario.toml] [options] | {' | '.join(COMMANDS)}",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_words(door)
    add_legs(door.add_argument_group("legs").add_argument)
    add_look(door.add_argument_group("figure").add_argument)
    add = door.add_argument_group("output").add_argument
    add_output(add)
    add("--why", action="store_true", help="also say what moved each region, and what it would do without")
    add_uncertainty(add)
    add("--exposure", action="store_true", help="also say, level by level, what is pressed, narrowed or worked harder")
    add("--peel", metavar="JOINT", help="also draw everything above a joint as one free body: L4-L5; writes peel.png")
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


def add_legs(add: Callable[..., Any]) -> None:
    """What the legs are asked beside the spine."""
    add(
        "--stance",
        metavar="LEG",
        help="two-leg, or on the left or right leg alone: what hips and knees bear; writes legs.json and knee.png",
    )
    add(
        "--root",
        action="append",
        metavar="ROOT=LOSS",
        help="L4=60%%: a nerve root has lost so much; see `roots`; repeat for more; writes roots.json",
    )
    add("--side", metavar="SIDE", help="of the lost roots: left (default), right or both")
    add("--task", metavar="TASK", help="what the legs then do: stand (default), squat, stairs or one-leg")


def add_look(add: Callable[..., Any]) -> None:
    """How the figure looks and speaks."""
    add("--preset", metavar="NAME", help="slide (default), article, card, square or print")
    add("--theme", metavar="NAME", help="light (default) or dark")
    add("--language", metavar="CODE", help="en (default), ms or zh: of figure and caption")
    add("--blank-labels", action="store_true", help="numbered blanks for a quiz; writes answers.txt")
    add("--brand", metavar="FILE", help="TOML with name, logo, accent colour and footer of a publisher")


def add_uncertainty(add: Callable[..., Any]) -> None:
    """Whether people like this one are sampled."""
    add("--uncertainty", action="store_true", help="where 90 %% of 200 sampled people of the same sex and age are")


def look_of(options: argparse.Namespace) -> dict[str, Any]:
    """What is asked of the figure, as ``Result.save`` takes it.

    Raises:
        RequestError: of a figure that is not drawn.
    """
    look = {name: getattr(options, name) for name in LOOK if getattr(options, name)}
    for name in look:
        option = f"--{name.replace('_', '-')}"
        if options.no_figure and name != "language":
            raise RequestError(f"{option} is of the figure; leave --no-figure out")
        if not writes_files(options) and name != "language":
            raise RequestError(f"{option} beside --json - needs --out FOLDER; the figure goes there")
    return look


def add_output(add: Callable[..., Any]) -> None:
    """Where answers go."""
    add("--out", type=named_folder, metavar="FOLDER", help="where the files go (out)")
    add("--json", metavar="-", help="print the result as JSON and nothing else; files only with --out")
    add("--no-figure", action="store_true", help="data and caption only")
    add("--quiet", action="store_true", help="print nothing but errors")


def writes_files(options: argparse.Namespace) -> bool:
    """Whether an answer goes into files: always, except where JSON is printed and no folder is named."""
    return options.json is None or options.out is not None


def add_theme(add: Callable[..., Any]) -> None:
    """How pictures look."""
    add("--theme", metavar="NAME", default="light", help="of the pictures: light or dark (light)")


def read_options(door: Parser, arguments: Sequence[str], otherwise: str) -> argparse.Namespace:
    """What a parser understands; anything else is refused, a plain word with what is said ``otherwise``."""
    options, unknown = door.parse_known_args(arguments)
    if unknown:
        word = unknown[0].partition("=")[0]
        if word.startswith("-"):
            known = [name for action in door._actions for name in action.option_strings]
            raise RequestError(f"unknown option {word}{_option_meant(word, known)}")
        raise RequestError(f"{otherwise}; {word!r} is one too many")
    return options


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Options of a run.

    Raises:
        RequestError: an option that does not exist (with the nearest that does), or one without its value.
    """
    options = read_options(parser(), arguments, "one scenario file at a time")
    check(options)
    if not options.root and (options.side or options.task):
        raise RequestError("--side and --task say what a lost root does; add --root L4=60%")
    if options.why and not writes_files(options):
        raise RequestError("--why beside --json - needs --out FOLDER; why.json and why.png go there")
    if options.peel and (options.no_figure or not writes_files(options)):
        mend = "leave --no-figure out" if options.no_figure else "beside --json - give --out FOLDER; it goes there"
        raise RequestError(f"--peel is a figure; {mend}")
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
        raise RequestError(f"{name!r} is neither a scenario file nor a command{_word_meant(name)}")
    if options.json not in (None, "-"):
        raise RequestError(f"--json takes '-' (print it), not {options.json!r}; the file is written to --out anyway")


def _exists(name: str) -> bool:
    from models.files import exists

    return exists(Path(name))


def _option_meant(word: str, known: Iterable[str]) -> str:
    """The option that was probably meant: by its letters alone, since all share the dashes."""
    import difflib

    bare = {name.lstrip("-"): name for name in known if name.startswith("--")}
    typed = word.lstrip("-").casefold()
    other = _OTHER_WORDS.get(typed, "")
    if other.partition(" ")[0] in bare.values():
        return f"; did you mean '{other}'?"
    close = difflib.get_close_matches(typed, bare, n=1, cutoff=0.6)
    return f"; did you mean '{bare[close[0]]}'?" if close else "; --help lists those there are"


def _word_meant(word: str) -> str:
    """What was probably meant by a word without an option before it."""
    import models
    from models.errors import nearest

    if word.casefold() == "help":
        return "; did you mean '--help'?"
    for option, names in (("--posture", models.load_postures()), ("--person", models.people())):
        if word in names:
            return f"; did you mean '{option} {word}'?"
    return nearest(word, COMMANDS)


def move_parser() -> Parser:
    """All options of ``move``."""
    door = Parser(
        prog="run_sim.py move",
        description="A movement in steps, each a posture in balance, with or without a tilt.",
        usage="run_sim.py move [scenario.toml] [--movement NAME] [--to-deg DEG] [--steps N] [options]",
        epilog=MOVES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = door.add_argument_group("movement").add_argument
    add("--movement", metavar="NAME", default="forward", help="see below (forward)")
    add("--to-deg", metavar="DEG", help="how far from upright; by default what is usual")
    add("--steps", metavar="N", help="number of postures, 2 to 361 (13; a walk 21)")
    add_words(door)
    add = door.add_argument_group("output").add_argument
    add_output(add)
    add_theme(add)
    add("--animate", metavar="KIND", help="gif or mp4 (by ffmpeg): also a film of it, movement.gif or movement.mp4")
    return door
