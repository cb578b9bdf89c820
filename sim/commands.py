"""The commands beside a plain run: words in, files and tables out. Each imports what it needs when it is called."""

from __future__ import annotations

import contextlib
import sys
import textwrap
from argparse import Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from .options import Parser, RequestError, add_theme, check, move_parser, named_folder, read_options, writes_files

CURVES = {"PI": "pelvic_incidence_deg", "LL": "lumbar_lordosis_deg", "TK": "thoracic_kyphosis_deg"}
OF_ONE_POSTURE = ("--root", "--side", "--task", "--stance", "--exposure", "--why")
PATIENCE_S = 2.0


def print_document(document: str) -> None:
    """JSON alone on standard output, in UTF-8 whatever the locale."""
    with contextlib.suppress(AttributeError):
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(document, end="")


def print_found(options: Namespace, document: str, table: str, written: Sequence[Path]) -> None:
    """The document alone, or a table and which files hold more."""
    if options.json == "-":
        print_document(document)
        return
    print(table)
    if written:
        print(f"\nWrote {', '.join(map(str, written))}")


def deliver(options: Namespace, document: str, told: Sequence[str], written: Sequence[Path]) -> None:
    """Print the document alone, or what is told and where the files are."""
    if options.json == "-":
        print_document(document)
    elif not options.quiet:
        names = ", ".join(path.name for path in written)
        files = textwrap.fill(f"Wrote {written[0].parent}: {names}", 80, break_long_words=False, break_on_hyphens=False)
        print(*told, files, sep="\n\n")


def alone(command: str, about: str, arguments: Sequence[str]) -> None:
    """Refuse options of a command that has none but ``--help``."""
    door = Parser(prog=f"run_sim.py {command}", description=about, allow_abbrev=False)
    _, unknown = door.parse_known_args(arguments)
    if unknown:
        raise RequestError(f"{command} takes no options; leave out {' '.join(unknown)!r}")


def save_peel(result: Any, joint: str, folder: str | Path, theme: str = "light") -> list[Path]:
    """Write ``peel.png``, everything above a joint as one free body; from behind too where the posture leaves the
    sagittal plane, as ``peel-back.png``."""
    from .figures.files import metadata, png
    from .figures.shares import leaves_sagittal_plane
    from .files import write

    views = {"peel.png": "side"} | ({"peel-back.png": "back"} if leaves_sagittal_plane(result) else {})
    about = metadata(result)
    drawn = {name: result.plot_peel(joint, view=view, theme=theme).axes.figure for name, view in views.items()}
    return write(Path(folder), {name: png(figure, about) for name, figure in drawn.items()})


def people(arguments: Sequence[str]) -> None:
    """List the people that ship with the model."""
    alone("people", "The people that ship with the model, for --person, with their measures.", arguments)
    import models

    for name in models.people():
        who = models.load(name)
        curves = (f"{word} {who.measures[key]:.0f}°" for word, key in CURVES.items() if key in who.measures)
        about = f"{who.sex}, {who.age_years:g} years, {who.height_m:g} m, {who.mass_kg:g} kg"
        print(f"{name:<17}{', '.join((about, *curves))}")


def postures(arguments: Sequence[str]) -> None:
    """List the postures, each with its reason."""
    alone("postures", "The postures, for --posture, each with its reason.", arguments)
    import models

    for name, posture in models.load_postures().items():
        print(textwrap.fill(posture.reason, 80, initial_indent=f"{name:<17}", subsequent_indent=" " * 17))


def move(arguments: Sequence[str]) -> None:
    """A movement in steps, or a cycle of walking: written, printed."""
    for word in arguments:
        if word.partition("=")[0] in OF_ONE_POSTURE:
            raise RequestError(f"{word.partition('=')[0]} belongs to a single posture; leave it or the word move out")
    options = read_options(move_parser(), arguments, "one scenario file at a time")
    check(options)
    if options.animate and not writes_files(options):
        raise RequestError("--animate beside --json - needs --out FOLDER; the film goes there")
    import sim

    from .typed import scenario_of
    from .words import ScenarioError, choice, quantity

    scenario = scenario_of(options)
    film = None if options.animate is None else choice(options.animate, ("gif", "mp4"), "--animate")
    to_deg = None if options.to_deg is None else quantity(options.to_deg, "deg", "--to-deg")
    if options.steps is not None and not options.steps.isdecimal():
        raise ScenarioError(f"--steps must be a whole number, not {options.steps!r}")
    steps = None if options.steps is None else int(options.steps)
    with progress_bar(options.movement) as progress:
        moved = sim.move(
            movement=options.movement,
            to_deg=to_deg,
            steps=steps,
            scenario=scenario,
            progress=progress,
        )
    written: list[Path] = []
    if writes_files(options):
        folder = Path(options.out or "out")
        written = moved.save(folder, figure=not options.no_figure, theme=options.theme)
        if film is not None:
            with progress_bar("frames") as progress:
                written.append(moved.animate(folder / f"movement.{film}", options.theme, progress))
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
    door.add_argument(
        "--out", type=named_folder, metavar="FOLDER", help="write validation.png, .svg, .json and .csv there"
    )
    door.add_argument("--json", choices=["-"], metavar="-", help="print all of it as JSON and nothing else")
    door.add_argument("--docs", metavar="FILE", help="write docs/validation.md, from all cases")
    add_theme(door.add_argument)
    options = read_options(door, arguments, "name cases with --only")
    if options.docs is not None and options.only:
        raise RequestError("--docs describes all cases; leave --only out")
    from sim.validation import output, report, scoring

    with progress_bar("published cases") as progress:
        found = scoring.validate(options.only or (), progress)
    written = output.write(found, options.out, options.theme) if options.out is not None else []
    if options.docs is not None:
        written.append(output.write_page(found, options.docs))
    print_found(options, report.to_json(found), report.table(found), written)


def compare(arguments: Sequence[str]) -> None:
    """Before and after of a change, side by side: what changed most, and why."""
    from sim.explain.offered import INTERVENTIONS

    lines = ["what --by takes:"]
    for name, known in INTERVENTIONS.items():
        told = f"{known.about}. {known.limits[:1].upper()}{known.limits[1:]}" if known.limits else known.about
        lines.append(textwrap.fill(f"{told}.", 80, initial_indent=f"  {name:<22}", subsequent_indent=" " * 24))
    lines.append(
        "\ngains are named as in models/postures.toml, such as head_N_per_m or\nrelaxed.tone, and are 0 or more"
    )
    door = Parser(
        prog="run_sim.py compare",
        description="Before and after of a change, side by side.",
        epilog="\n".join(lines),
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    told = "a scenario; without one standing erect, for the desk sitting"
    door.add_argument("before", nargs="?", metavar="before.toml", help=told)
    door.add_argument("after", nargs="?", metavar="after.toml", help="another scenario to compare it with")
    door.add_argument("--by", action="append", metavar="CHANGE", help="strength=+20%%, body-mass=-5kg, desk, ...")
    door.add_argument("--gain", action="append", metavar="NAME=VALUE", help="another number of models/postures.toml")
    door.add_argument(
        "--out", type=named_folder, metavar="FOLDER", help="write compare.json, compare.csv and compare.png there"
    )
    door.add_argument("--no-figure", action="store_true", help="data only")
    door.add_argument("--json", choices=["-"], metavar="-", help="print all of it as JSON and nothing else")
    add_theme(door.add_argument)
    options = read_options(door, arguments, "two scenario files at most")
    if options.after is None and not options.by and not options.gain:
        raise RequestError("say what to compare with: a second scenario file, --by CHANGE or --gain NAME=VALUE")
    import sim
    from sim.words import quantity

    gains = {}
    for text in options.gain or ():
        name, _, value = text.partition("=")
        if not any(map(str.isdigit, value)):
            raise RequestError(f"--gain {text!r} gives no number; write --gain {name}=20")
        gains[name] = quantity(value, "1", f"--gain {name}")
    found = sim.compare(options.before, options.after, by=options.by or (), gains=gains or None)
    written = found.save(options.out, not options.no_figure, options.theme) if options.out is not None else []
    print_found(options, found.to_json(), found.table(), written)


def calibrate(arguments: Sequence[str]) -> None:
    """Fit the global gains to the published cases; print the fit, its uncertainty and its trade-offs."""
    about = "Fits the gains of models/postures.toml to all published cases at once. Takes some minutes."
    door = Parser(prog="run_sim.py calibrate", description=about, allow_abbrev=False)
    door.add_argument("--only", action="append", metavar="CASE", help="fit a case (C08) or a row; repeat for more")
    door.add_argument("--gain", action="append", metavar="NAME", help="fit this gain (head_N_per_m, relaxed.tone)")
    door.add_argument("--write", action="store_true", help="write the fit into models/postures.toml")
    door.add_argument("--json", choices=["-"], metavar="-", help="print the fit as JSON and nothing else")
    options = read_options(door, arguments, "name cases with --only and gains with --gain")
    from tqdm import tqdm

    from sim.data import json_text, plain
    from sim.validation import calibrate as calibration

    with tqdm(desc="calibration", delay=PATIENCE_S, file=sys.stderr, disable=None, leave=False) as bar:

        def show(told: str) -> None:
            bar.set_postfix_str(told, refresh=False)
            bar.update()

        found = calibration.fit(options.gain or tuple(calibration.GAINS), options.only or (), progress=show)
    written = [calibration.write(found)] if options.write else []
    document = json_text(plain({"schema": "plumbline.calibration/1", **vars(found)}))
    print_found(options, document, calibration.table(found), written)


def roots(arguments: Sequence[str]) -> None:
    """Roots L1 to S2, muscles, joints and skin of the legs: all of them, or one by name; the map with --out."""
    door = Parser(prog="run_sim.py roots", description=roots.__doc__, allow_abbrev=False)
    door.add_argument(
        "name", nargs="?", default="everything", help="a root (L1 to S2), knee, quadriceps, 'knee extension' ..."
    )
    door.add_argument("--json", choices=["-"], metavar="-", help="print it as JSON and nothing else")
    door.add_argument("--out", type=named_folder, metavar="FOLDER", help="write roots.png there")
    add_theme(door.add_argument)
    options = read_options(door, arguments, "one name at a time")
    from .data import json_text
    from .files import write
    from .legs.nerves import innervation

    found = innervation(options.name)
    written: list[Path] = []
    if options.out is not None:
        from .figures.files import png

        drawn: Any = found.plot(theme=options.theme).axes.figure
        written = write(Path(options.out), {"roots.png": png(drawn, {"Title": "From lumbar root to joint"})})
    told = [found.table(), *(textwrap.fill(str(said), 80) for said in found.statements)]
    print_found(options, json_text(found.to_dict()), "\n\n".join(told), written)


def of_room(room: str, name: str) -> Callable[[Sequence[str]], None]:
    """A command of ``sim.publish.commands`` or ``sim.study.commands``, imported when it is called."""

    def command(arguments: Sequence[str]) -> None:
        getattr(import_module(f"sim.{room}.commands"), name)(arguments)

    return command


BY_NAME: dict[str, Callable[[Sequence[str]], None]] = {
    "calibrate": calibrate,
    "cohort": of_room("study", "cohort"),
    "compare": compare,
    "gallery": of_room("publish", "gallery"),
    "move": move,
    "people": people,
    "postures": postures,
    "publish": of_room("publish", "publish"),
    "replay": of_room("publish", "replay"),
    "roots": roots,
    "sobol": of_room("study", "sobol"),
    "sweep": of_room("study", "sweep"),
    "tornado": of_room("study", "tornado"),
    "validate": validate,
}
