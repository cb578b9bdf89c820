"""Compiled kernels for one row or a hundred thousand; everything in ``sim`` works without them, only slower.

They need numba (``pip install 'plumbline[fast]'``), a minute or two to compile once on a machine
(``python -m sim.kernels``), and a second to load in a process. So a single answer goes without them. Batches use them;
``sim.simulate`` does after ``PATIENCE`` answers in one process, if they have been compiled before. Both ways agree to
rounding, which is not to the last digit: where the same bytes must come out whatever was computed before, say
``use("batches")``, or ``use("never")``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from models.errors import SpineError

PATIENCE = 40  # answers
ENVIRONMENT = "PLUMBLINE_KERNELS"
WAYS = ("auto", "batches", "always", "never")
_NOT_COMPILED = ("__init__", "__main__", "one", "ropes")  # of the modules here

_way = os.environ.get(ENVIRONMENT, "auto")
_answers = 0
_batches = 0  # under way, in whatever threads
_running: Any = None
_lock = Lock()


def use(way: str) -> None:
    """Say when kernels are used: ``always``, in ``batches`` only, ``never``, or ``auto``, where they pay.

    Raises:
        ValueError: another word.
    """
    global _way, _running
    if way not in WAYS:
        raise ValueError(f"kernels are used {', '.join(WAYS)}, not {way!r}")
    _way, _running = way, None


@lru_cache(maxsize=1)
def installed() -> bool:
    """Whether numba is there."""
    return find_spec("numba") is not None


@lru_cache(maxsize=1)
def folder() -> Path:
    """Where compiled kernels are kept: named by all their source, so that none is ever older than what it calls."""
    import hashlib

    here = Path(__file__).parent
    source = hashlib.sha256(sys.version.encode())
    for path in sorted(here.glob("*.py")):
        if path.stem not in _NOT_COMPILED:
            source.update(path.read_bytes())
    beside = here / "__pycache__"
    writable = os.access(beside if beside.is_dir() else here, os.W_OK)
    return (beside if writable else _cache() or beside) / f"kernels-{source.hexdigest()[:16]}"


def _cache() -> Path | None:
    """The user's own folder for what can be made again; None for a user without a home."""
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "plumbline"
    except RuntimeError:
        return None


@lru_cache(maxsize=1)
def keepable() -> bool:
    """Whether what is compiled can be kept on this machine: without that, every process would compile for minutes."""
    there = next((path for path in (folder(), *folder().parents) if path.exists()), folder())
    return there.is_dir() and os.access(there, os.W_OK)


def compiled() -> bool:
    """Whether kernels have been compiled from this source before."""
    return folder().is_dir() and next(folder().rglob("*.bear-*.nbi"), None) is not None


def answered(count: int = 1) -> None:
    """Count answers: after ``PATIENCE`` of them it pays to load what is compiled.

    Args:
        count: more than one where many are sure to follow, so that nobody waits for the loading in the middle of them.
    """
    global _answers, _running
    _answers += count
    pays = _way == "auto" and _answers > PATIENCE and installed() and keepable() and compiled()
    if _running is None and (pays or _way == "always"):
        _running = load()


@contextmanager
def in_batch(count: int) -> Iterator[None]:
    """Use kernels for a batch of answers, where they are installed, can be kept and are not refused.

    Batches may overlap in threads.
    """
    global _answers, _batches
    wanted = _way != "never" and installed() and (_way == "always" or keepable())
    if wanted:
        load()
    with _lock:
        _answers += count
        _batches += wanted
    try:
        yield
    finally:
        with _lock:
            _batches -= wanted


def running() -> Any:
    """The module ``sim.kernels.one`` while kernels are in use, else None."""
    return sys.modules.get("sim.kernels.one") if _batches else _running


def load() -> Any:
    """The kernels of one answer, compiled on their first call on this machine.

    Raises:
        ImportError: numba is missing. SpineError: there is nowhere to keep what is compiled.
    """
    known = sys.modules.get("sim.kernels.one")
    if known is not None:
        return known
    if not keepable():
        raise SpineError(
            f"compiled kernels cannot be kept: neither {Path(__file__).parent} nor {folder().parent} can be written; "
            "set XDG_CACHE_HOME to a folder that can"
        )
    config: Any = import_module("numba").config

    elsewhere = config.CACHE_DIR
    config.CACHE_DIR = str(folder())
    try:
        return import_module("sim.kernels.one")
    finally:
        config.CACHE_DIR = elsewhere
