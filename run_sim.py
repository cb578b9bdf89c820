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
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.options import COMMANDS, RequestError, look_of, parse, writes_files

DONE, WRONG_REQUEST, NO_POSTURE, STOPPED, PIPE_CLOSED = 0, 2, 3, 130, 141


def run(options: argparse.Namespace) -> None:
    """Simulate, write, print."""
    import sim
    from sim.commands import deliver, progress_bar, save_peel
    from sim.typed import scenario_of
    from sim.words import joint_name

    look = look_of(options)
    if look:
        _checked(look)
    theme, peel = look.get("theme", "light"), joint_name(options.peel) if options.peel else None
    result = sim.simulate(scenario=scenario_of(options, example=True))
    if options.uncertainty:
        with progress_bar("people like this one") as progress:
            result = result.with_uncertainty(progress=progress)
    why = result.why() if options.why else None
    exposed = sim.exposure(result) if options.exposure else None
    lost = (
        sim.root_loss(result, options.root, options.side or "left", options.task or "stand") if options.root else None
    )
    legs = sim.leg_loads(result, options.stance) if options.stance else None
    result = replace(
        result,
        nerves=lost.to_dict() if lost else {},
        legs={**result.legs, "loads": legs.to_dict()} if legs else result.legs,
        exposure=exposed.to_dict() if exposed else {},
    )
    written: list[Path] = []
    if writes_files(options):
        folder, figure = options.out or "out", not options.no_figure
        written = result.save(folder, figure=figure, **look)
        for more in (why, exposed, legs):
            written += more.save(folder, figure, theme) if more else []
        written += lost.save(folder) if lost else []
        written += save_peel(result, peel, folder, theme) if peel and figure else []
    told = [result.table(), _filled(result.caption(look.get("language", "en")))]
    if why:
        told += [why.table(), "\n".join(textwrap.fill(text, 80) for text in why.sentences)]
    told += [found.table() for found in (lost, legs, exposed) if found]
    deliver(options, result.to_json(), told, written)


def _checked(look: dict[str, Any]) -> None:
    """Refuse a figure that cannot be drawn before anything is computed."""
    from sim.publish.drawing import Drawing

    words = {name: look[name] for name in ("preset", "theme", "language") if name in look}
    Drawing(**words, brand=Path(look["brand"]) if "brand" in look else None)


def _filled(caption: str) -> str:
    """A caption in lines of a terminal; Chinese has no spaces to break at and takes two columns a letter."""
    wide = any(letter >= "\u2e80" for letter in caption)
    return textwrap.fill(caption, 40 if wide else 80)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is the answer."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("PLUMBLINE_KERNELS", "batches")  # same files, whatever else the command computes
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        if words and words[0] in COMMANDS:
            from sim.commands import BY_NAME

            BY_NAME[words[0]](words[1:])
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
        what = "print" if error.filename is None else f"read or write {error.filename}"
        return refuse(f"cannot {what}: {error.strerror or error}", WRONG_REQUEST)
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
    """One line on standard error; of a name typed or read, letters that steer a terminal are written out."""
    line = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in " ".join(reason.split()))
    with contextlib.suppress(OSError):
        print(f"plumbline: {line}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
