"""Where a case of ``fuzzing.py`` runs: a room of files, eyes on all that is written, and limits of time and memory.

What is wrong with a case is said in words: a traceback, more than its time, a file outside the folder that was chosen,
a refusal that is not one line, a file that is not whole, a script in a page.
"""

# ruff: noqa: PTH100, PTH208 - paths are taken as they are written, links and all

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

from models.errors import SpineError
from run_sim import main

SECONDS = 60.0  # a case may take, on a machine that others use too
MEGABYTES = 500.0  # a case may add to the most that the process ever held
ADDRESSES = 6e9  # bytes beyond which a process ends in MemoryError
REFUSED, ANSWERED, NOT_COMPUTED = "refused", "answered", "taken, not computed"
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_MOVES = {"os.mkdir": 0, "os.rename": 1, "os.symlink": 1, "os.link": 1, "os.truncate": 0, "os.remove": 0, "os.rmdir": 0}
_IN_AN_OPEN_FOLDER = ("os.mkdir", "os.remove", "os.rmdir")  # may name a file of a folder that is open
_STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "socket.connect")


class NotComputed(SpineError):
    """A request that was understood, in a case in which nothing is to be computed."""


class TooLong(BaseException):
    """A case that takes more than its time."""


class Wrong(Exception):
    """What must not be."""


class Watch:
    """Sees everything that this process writes while it is on."""

    def __init__(self) -> None:
        self.on, self.hooked = False, False
        self.touched: list[str] = []

    def start(self) -> None:
        """Forget what was seen before."""
        if not self.hooked:  # a hook stays for good, so there is one, made when it is needed
            sys.addaudithook(self.see)
            self.hooked = True
        self.touched, self.on = [], True

    def see(self, event: str, what: tuple[object, ...]) -> None:
        """One event of the interpreter."""
        if not self.on:
            return
        if event == "open":
            path, _, flags = what
            if isinstance(flags, int) and flags & _WRITES and isinstance(path, (str, bytes)):
                self.touched.append(os.path.abspath(os.fsdecode(path)))
        elif event in _MOVES:
            path, beside = what[_MOVES[event]], what[-1]
            inside_a_folder = isinstance(beside, int) and beside >= 0 and event in _IN_AN_OPEN_FOLDER
            if isinstance(path, (str, bytes)) and not inside_a_folder:
                self.touched.append(os.path.abspath(os.fsdecode(path)))
        elif event in _STARTS:
            self.touched.append(f"{event} {what[0]!r:.80}")


WATCH = Watch()


@contextlib.contextmanager
def limited(seconds: float = SECONDS) -> Iterator[None]:
    """An alarm that breaks in, where the system has one."""

    def alarm(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, alarm)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


def bounded() -> None:
    """Bound the memory of this process for good: a blow-up then ends in a MemoryError, and is counted."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (int(ADDRESSES) if soft < 0 else min(soft, int(ADDRESSES)), hard))


def most_MB() -> float:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def caged(case: Callable[[], str], room: Path, chosen: tuple[str, ...] = ("out",)) -> tuple[str, str]:
    """Run a case in its room.

    Args:
        case: does it, and says how it ended; may raise.
        room: the working folder.
        chosen: folders of the room where it may write.

    Returns:
        how it ended, and what was wrong; empty where nothing was.
    """
    allowed = [os.path.abspath(room / name) for name in chosen]
    allowed.append(os.path.abspath(tempfile.gettempdir()))
    roots, outer = tuple(allowed), os.path.abspath(room.parents[2])
    before, held = listing(room), most_MB()
    WATCH.start()
    ended, wrong = "", ""
    try:
        with limited():
            ended = case()
    except TooLong:
        wrong = f"took more than {SECONDS:g} s"
    except SpineError as error:
        ended, wrong = REFUSED, one_line(str(error))
    except Wrong as error:
        wrong = str(error)
    except (Exception, SystemExit) as error:  # whatever it is, it is what is looked for
        last = traceback.extract_tb(error.__traceback__)[-1]
        wrong = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}: {error!s:.120}"
    WATCH.on = False
    above = {os.path.abspath(way) for name in chosen for way in (room / name).parents}  # a/../b is made with a
    outside = [path for path in WATCH.touched if path not in above and not _within(path, roots, outer)]
    if outside:
        wrong = wrong or f"wrote {outside[0][-80:]!r}"
    if most_MB() - held > MEGABYTES:
        wrong = wrong or f"took {most_MB() - held:.0f} MB"
    left = listing(room) - before
    if left and ended == REFUSED:
        wrong = wrong or f"was refused and left {sorted(left)[0]}"
    return ended, wrong


def _within(path: str, roots: tuple[str, ...], outer: str) -> bool:
    """Whether a path lies in a chosen folder; the room itself, though in the temporary folder, is not free."""
    inside = any(path == root or path.startswith(root + os.sep) for root in roots[:-1])
    free = path.startswith(roots[-1] + os.sep) and not (path == outer or path.startswith(outer + os.sep))
    return inside or free or path == os.devnull or "__pycache__" in path or "/matplotlib" in path


def listing(room: Path) -> frozenset[str]:
    """What stands beside and in a room."""
    return frozenset(os.listdir(room)) | {f"../{name}" for name in os.listdir(room.parent)}


def one_line(said: str) -> str:
    """What is wrong with the words of a refusal."""
    if not said.strip():
        return "refused without a word"
    if "\n" in said or len(said) > 1500:
        return f"refused in {len(said)} letters: {said[:80]!r}"
    return ""


def typed(arguments: list[str]) -> str:
    """A command line in this process, and how it ended."""
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(arguments)
    except SystemExit as leaving:  # --help and --version
        if leaving.code:
            raise Wrong(f"left with {leaving.code}") from None
        return ANSWERED
    said = err.getvalue()
    if code == 0:
        if said:
            raise Wrong(f"said beside its answer: {said[:100]!r}")
        if "-" in arguments and "--json" in arguments:
            json.loads(out.getvalue())
        return ANSWERED
    if code not in (2, 3) or out.getvalue():
        raise Wrong(f"ended with {code} and {len(out.getvalue())} letters on standard output")
    if not said.startswith("plumbline: ") or said.count("\n") != 1 or not said[:-1].isprintable():
        raise Wrong(f"said {said[:120]!r}")
    return NOT_COMPUTED if NotComputed.__name__ in said else REFUSED


class _Page(HTMLParser):
    """What could run in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Scripts, handlers, addresses that run."""
        kind = dict(attrs).get("type")
        if tag in ("script", "object", "embed", "base") and kind != "application/json":
            self.scripts.append(tag)
        for name, value in attrs:
            address = re.sub(r"\s", "", value or "").casefold()
            if name.startswith("on") or address.startswith(("javascript:", "vbscript:", "data:text")):
                self.scripts.append(f"{tag} {name}")


def scripts(page: str) -> list[str]:
    """Everything in a page, or an SVG, that could run."""
    reader = _Page()
    reader.feed(page)
    reader.close()
    return reader.scripts


def whole(folder: Path, own: int = 1) -> None:
    """Look into every file that was written; ``own`` is how many scripts an interactive page has of itself.

    Raises:
        Wrong: one is not whole, or runs.
    """
    for path in folder.rglob("*"):
        if path.name.startswith(".plumbline-"):
            raise Wrong(f"left {path.name}")
        if path.suffix in (".png", ".webp", ".gif"):
            with Image.open(path) as picture:
                picture.load()
        elif path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".svg":
            text = path.read_text(encoding="utf-8")
            ElementTree.fromstring(text)
            if scripts(text):
                raise Wrong(f"{path.name} runs {scripts(text)[0]}")
        elif path.suffix == ".html":
            found = scripts(path.read_text(encoding="utf-8"))
            if len(found) != (own if path.name == "interactive.html" else 0):
                raise Wrong(f"{path.name} runs {found}")
