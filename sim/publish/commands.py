"""The commands that publish: ``publish``, ``gallery``, ``replay``. Each imports what it needs when it is called."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.options import (
    Parser,
    RequestError,
    add_uncertainty,
    add_words,
    check,
    named_folder,
    read_options,
)

if TYPE_CHECKING:
    from .replay import Replay

EXAMPLES = """\
examples:
  python run_sim.py publish scenario.toml --out article
  python run_sim.py publish --tilt 20 --to forward --language ms
  python run_sim.py publish scenario.toml --brand clinic.toml \\
      --address https://clinic.example/wp-content/uploads/2026/11/

The folder then holds figure.png, figure@2x.png, figure.webp, figure-dark.png,
figure-card.png, figure.svg, fragment.html, interactive.html, texts in every
language, figure.csv, figure.json and how-to.html, which says what to do with
them. Malay and Chinese are drafts: have them read before they are published.
"""


def publish(arguments: Sequence[str]) -> None:
    """A bundle for an article, from one scenario."""
    door = Parser(
        prog="run_sim.py publish",
        description="Everything an article needs from one scenario, in one folder.",
        usage="run_sim.py publish [scenario.toml] [--out FOLDER] [--language CODE] [options]",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = door.add_argument_group("publishing").add_argument
    add("--out", type=named_folder, metavar="FOLDER", default="out/publish", help="where the bundle goes (out/publish)")
    add("--language", metavar="CODE", default="en", help="en (default), ms or zh: of pictures, fragment and page")
    add("--preset", metavar="NAME", default="article", help="of figure.png: article (default), slide, square, print")
    add("--brand", metavar="FILE", help="colours and logo of one's own, a TOML file")
    add("--address", metavar="URL", default="", help="where the pictures will be on the web, for the fragment")
    add_uncertainty(add)
    add("--quiet", action="store_true", help="print nothing but errors")
    add_words(door)
    options = read_options(door, arguments, "one scenario file at a time")
    options.json = None
    check(options)
    from sim.commands import progress_bar
    from sim.files import write
    from sim.typed import scenario_of

    from .bundle import bundle

    scenario = scenario_of(options, example=True)
    with progress_bar("publish") as progress:
        contents = bundle(
            scenario,
            options.language,
            options.brand,
            options.preset,
            options.address,
            uncertainty=options.uncertainty,
            progress=progress,
        )
    written = write(Path(options.out), contents)
    if not options.quiet:
        _tell(written, contents)


def _tell(written: Sequence[Path], contents: dict[str, bytes]) -> None:
    """What was written, with sizes and purposes."""
    import textwrap

    from .howto import kilobytes, purpose

    print(f"Wrote {len(written)} files into {written[0].parent}")
    for name, data in contents.items():
        head = f"  {name:<18}{kilobytes(data):>8}  "
        print(textwrap.fill(purpose(name), 80, initial_indent=head, subsequent_indent=" " * len(head)))
    print(f"\nOpen {written[0].parent / 'how-to.html'}: it says what to paste and where.")


def gallery(arguments: Sequence[str]) -> None:
    """A ready set of pictures with captions, and an index page."""
    door = Parser(prog="run_sim.py gallery", description=gallery.__doc__, allow_abbrev=False)
    add = door.add_argument
    add(
        "--out", type=named_folder, metavar="FOLDER", default="out/gallery", help="where the gallery goes (out/gallery)"
    )
    add("--language", metavar="CODE", default="en", help="en (default), ms or zh")
    add("--theme", metavar="NAME", default="light", help="light (default) or dark")
    add("--only", action="append", metavar="NAME", help="one picture, such as flat-back; repeat for more")
    add("--contact", metavar="FILE", help="write only the contact sheet, a PNG of all pictures small")
    add("--quiet", action="store_true", help="print nothing but errors")
    options = read_options(door, arguments, "name pictures with --only")
    if options.contact is not None and not options.contact.casefold().endswith(".png"):
        raise RequestError(f"--contact {options.contact!r} must end in .png")
    from sim.commands import progress_bar
    from sim.files import write
    from sim.many import processors

    from .gallery import CONTACT
    from .gallery import gallery as drawn

    with progress_bar("gallery") as progress:
        contents = drawn(options.language, options.theme, options.only or (), processors(), progress)
    folder = Path(options.out)
    if options.contact is not None:
        sheet = Path(options.contact)
        folder, contents = sheet.parent, {sheet.name: contents[CONTACT]}
    written = write(folder, contents)
    if not options.quiet:
        total = sum(map(len, contents.values())) / 1e6
        first = written[0] if len(written) == 1 else folder / "index.html"
        print(f"Wrote {len(written)} file{'s' * (len(written) != 1)}, {total:.1f} MB, into {folder}\nOpen {first}")


def replay(arguments: Sequence[str]) -> None:
    """A figure made again from the parameters inside its file; says whether version and bytes are the same."""
    door = Parser(prog="run_sim.py replay", description=replay.__doc__, allow_abbrev=False)
    door.add_argument("figure", metavar="FIGURE", help="PNG or SVG by Plumbline, or a figure.json or result.json")
    door.add_argument(
        "--out", type=named_folder, metavar="FOLDER", default="out/replay", help="where the figure goes (out/replay)"
    )
    door.add_argument("--brand", metavar="FILE", help="the brand that the figure wears, which is not inside")
    door.add_argument("--quiet", action="store_true", help="print nothing but errors")
    options = read_options(door, arguments, "one figure at a time")
    from sim.files import write

    from .replay import replay as again

    found = again(options.figure, options.brand)
    target = Path(options.out) / found.name
    if target.resolve() == Path(options.figure).resolve():
        raise RequestError(f"--out {options.out} would replace the figure that is read; choose another folder")
    write(Path(options.out), {found.name: found.data})
    if not options.quiet:
        print("\n".join([f"Wrote {target}", *_verdict(found)]))


def _verdict(found: Replay) -> list[str]:
    """What is the same about a figure made again, and why it may not be."""
    from sim import __version__

    told = [f"Made by Plumbline {found.version}, made again by {__version__}."]
    if found.brand_changed:
        told.append("The file of the brand is another than then.")
    if found.identical is None:
        told.append("There is no picture to compare it with.")
    elif found.identical:
        told.append("The bytes are identical.")
    else:
        reason = "another version of Python or a library may have drawn it" if found.same_version else "versions differ"
        told.append(f"The bytes are not identical: {reason}, or another command made the figure.")
    return told
