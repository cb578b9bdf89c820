"""Writing results: every file whole, or none at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import SpineError

if TYPE_CHECKING:
    from .publish.drawing import Drawing
    from .result import Result

NAMES = {
    "png": "figure.png",
    "svg": "figure.svg",
    "json": "result.json",
    "csv": "joints.csv",
    "txt": "caption.txt",
    "answers": "answers.txt",
}
ASIDE = ".plumbline-"  # what is being written, until it takes its place
_PATIENCE = 20  # times that another run may take a fresh folder for one that was left


class OutputError(SpineError):
    """A file or folder that cannot be written."""


def save(result: Result, folder: Path, name: str | None, drawing: Drawing | None, language: str) -> list[Path]:
    """Write a result's files; see ``Result.save``."""
    from .language import say
    from .publish import texts

    contents = {} if drawing is None else _pictures(result, drawing)
    contents["json"] = result.to_json().encode()
    contents["csv"] = result.to_csv().encode()
    notes = "".join(f"\n{say('figure.note', language, text=said)}\n" for said in texts.warnings(result, language))
    contents["txt"] = f"{texts.caption(result, language)}\n{notes}".encode()
    return write(folder, {_named(name, kind): data for kind, data in contents.items()})


def _named(name: str | None, kind: str) -> str:
    if name is None or not name:
        return NAMES[kind]
    return f"{name}-answers.txt" if kind == "answers" else f"{name}.{kind}"


def save_found(
    found: Any, folder: str | Path, figure: bool, name: str, picture: str | None = None, theme: str = "light"
) -> list[Path]:
    """Write what was found about a result: its JSON and, unless ``figure`` is False, its picture: both or none.

    Args:
        found: has ``to_json``, ``plot`` and the ``result`` that it is about.
        folder: made if missing.
        figure: whether to draw.
        name: of the JSON file, without its ending.
        picture: name of the PNG; the same without it.
        theme: of the picture, ``"light"`` or ``"dark"``.

    Raises:
        OutputError: the folder cannot be written.
    """
    contents = {f"{name}.json": found.to_json().encode()}
    if figure:
        from .figures.files import metadata, png

        about = metadata(found.result) if found.result else {}
        contents = {f"{picture or name}.png": png(found.plot(theme=theme).axes.figure, about), **contents}
    return write(Path(folder), contents)


def _pictures(result: Result, drawing: Drawing) -> dict[str, bytes]:
    from .figures.files import png_and_svg

    drawn, about = drawing.drawn(result), drawing.about(result)
    made = dict(zip(("png", "svg"), png_and_svg(drawn.figure, about), strict=True))
    if drawing.blank:
        made["answers"] = "".join(f"{k}\t{answer}\n" for k, answer in enumerate(drawn.answers, 1)).encode()
    return made


def write(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder so that each is either as before or complete, whatever interrupts.

    Everything is first written beside its place, on the same disk, and renamed when all of it is there. What a killed
    run left beside is taken away by the next; what another run is writing at the same time is not.

    Args:
        folder: made if missing, and taken away again if nothing could be written.
        contents: file name to bytes.

    Raises:
        OutputError: one line that names the folder and the reason, or the name that is no name of a file alone.
    """
    for name in contents:
        if Path(name).name != name:
            raise OutputError(f"{name!r} is not the name of a file alone; say in which folder by the folder")
    made = [path for path in (folder, *folder.parents) if not os.path.lexists(path)]
    beside, held = None, -1
    done = False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in contents:
            if (folder / name).is_dir():
                raise IsADirectoryError(None, f"{name} is a folder there")
        _sweep(folder)
        beside, held = _aside(folder)
        for name, data in contents.items():
            (beside / name).write_bytes(data)
        for name in contents:
            (beside / name).replace(folder / name)
        done = True
    except (OSError, ValueError) as error:
        raise refusal(folder, error) from None
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
        if held >= 0:
            os.close(held)
        if not done:
            for path in made:
                try:
                    path.rmdir()
                except (OSError, ValueError):
                    break
    return [folder / name for name in contents]


def refusal(folder: Path, error: OSError | ValueError) -> OutputError:
    """What to say of a folder that cannot be written; a name that no disk takes is a ``ValueError``."""
    reason = "it is not a folder" if isinstance(error, (FileExistsError, NotADirectoryError)) else None
    reason = reason or getattr(error, "strerror", None)
    return OutputError(f"cannot write into {folder}: {reason or error}; choose another folder")


def _aside(folder: Path) -> tuple[Path, int]:
    """A fresh folder inside, and a lock on it that ends with the process; -1 where nothing can be locked."""
    for _ in range(_PATIENCE):
        beside = Path(tempfile.mkdtemp(prefix=ASIDE, dir=folder))
        held = _lock(beside)
        if held >= 0 and beside.is_dir():
            return beside, held
        if held >= 0:
            os.close(held)
        if not beside.is_dir() or find_spec("fcntl") is not None:
            continue  # another run took it for one that was left, before it was locked
        break
    return beside, -1


def _sweep(folder: Path) -> None:
    """Take away what a killed run has left: folders that nobody holds any more."""
    for left in folder.glob(f"{ASIDE}*"):
        held = _lock(left)
        if held >= 0:
            shutil.rmtree(left, ignore_errors=True)
            os.close(held)


def _lock(folder: Path) -> int:
    """An open, locked folder; -1 where another process has it, or nothing can be locked."""
    try:
        import fcntl
    except ImportError:
        return -1
    try:
        held = os.open(folder, os.O_RDONLY)
    except OSError:
        return -1
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        return -1
    return held
