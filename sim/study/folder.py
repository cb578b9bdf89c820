"""The folder of a cohort: one request, one run at a time, whole files; and which of them are missing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from .. import files
from ..data import json_text
from . import population
from .quantities import StudyError

if TYPE_CHECKING:
    from .cohort import Request

MANIFEST = "manifest.json"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One run at a time in a folder, where the system can say so; a killed run lets go by itself."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = (folder / ".lock").open("w")
    except (OSError, ValueError) as error:
        raise files.refusal(folder, error) from None
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StudyError(f"another run is writing into {folder}; wait for it or choose another folder") from None
        try:
            yield
        finally:
            with suppress(OSError):
                (folder / ".lock").unlink()


def begin(folder: Path, asked: Request) -> None:
    """Write the manifest, or find that of the same request; take away what a killed run had half written.

    Raises:
        StudyError: the folder holds another cohort.
    """
    path = folder / MANIFEST
    if path.exists():
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            known = {}
        known = known if isinstance(known, dict) else {}
        if known.get("fingerprint") != asked.fingerprint:
            raise StudyError(f"{folder} holds another cohort{_difference(known, asked)}; choose another folder")
        _tidy(folder)
        return
    if folder.is_dir() and any(folder.glob("people-*.*")):
        raise StudyError(f"{folder} holds files of people without their manifest; choose another folder")
    _tidy(folder)
    document = {**asked.named(), "files": asked.chunks, "note": population.NOTE}
    files.write(folder, {MANIFEST: json_text(document).encode()})


def _tidy(folder: Path) -> None:
    """Take away what a killed run had half written, also where no lock tells that it was killed."""
    for half in folder.glob(f"{files.ASIDE}*"):
        shutil.rmtree(half, ignore_errors=True)


def _difference(known: Mapping[str, Any], asked: Request) -> str:
    """Which words of a request differ from those of a manifest."""
    before, now = known.get("request"), json.loads(json.dumps(msgspec.to_builtins(asked)))
    before = before if isinstance(before, dict) else {}
    changed = [name for name in now if before.get(name) != now[name]]
    return f" (other {', '.join(changed)})" if before and changed else ""


def missing(folder: Path, asked: Request) -> list[int]:
    """Numbers of the chunks that are not there."""
    there = {path.name for path in folder.glob(f"people-*.{asked.kind}")}
    return [number for number in range(asked.chunks) if asked.file(number) not in there]
