"""Writing results: every file whole, or none at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
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
    from .figures.files import png, svg

    drawn, about = drawing.drawn(result), drawing.about(result)
    made = {"png": png(drawn.figure, about), "svg": svg(drawn.figure, about)}
    if drawing.blank:
        made["answers"] = "".join(f"{k}\t{answer}\n" for k, answer in enumerate(drawn.answers, 1)).encode()
    return made


def write(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder so that each is either as before or complete, whatever interrupts.

    Everything is first written beside its place, on the same disk, and renamed when all of it is there.

    Args:
        folder: made if missing, and taken away again if nothing could be written.
        contents: file name to bytes.

    Raises:
        OutputError: one line that names the folder and the reason.
    """
    made = [path for path in (folder, *folder.parents) if not os.path.lexists(path)]
    beside = None
    done = False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in contents:
            if (folder / name).is_dir():
                raise IsADirectoryError(None, f"{name} is a folder there")
        beside = Path(tempfile.mkdtemp(prefix=".plumbline-", dir=folder))
        for name, data in contents.items():
            (beside / name).write_bytes(data)
        for name in contents:
            (beside / name).replace(folder / name)
        done = True
    except OSError as error:
        reason = "it is not a folder" if isinstance(error, (FileExistsError, NotADirectoryError)) else error.strerror
        raise OutputError(f"cannot write into {folder}: {reason or error}; choose another folder") from None
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
        if not done:
            for path in made:
                try:
                    path.rmdir()
                except OSError:
                    break
    return [folder / name for name in contents]
