"""Compiled kernels for one row or a hundred thousand; everything in ``sim`` works without them, only slower.

They need numba (``pip install 'plumbline[fast]'``), take half a minute to compile once on a machine, and half a second
to load in a process. So a single answer goes without them. Batches use them; ``sim.simulate`` does after ``PATIENCE``
answers in one process, if they have been compiled. Both ways agree to rounding, which is not to the last digit: where
the same bytes must come out whatever was computed before, say ``use(False)``.
"""

from __future__ import annotations

import os
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PATIENCE = 30  # answers
ENVIRONMENT = "PLUMBLINE_KERNELS"  # always, never, or (without it) as said above
_WAYS = {"always": True, "never": False}

_asked: bool | None = _WAYS.get(os.environ.get(ENVIRONMENT, ""))
_answers = 0
_running: Any = None


def use(kernels: bool | None) -> None:
    """Use kernels from now on, or never, or (None) where they pay."""
    global _asked, _running
    _asked, _running = kernels, None


@lru_cache(maxsize=1)
def installed() -> bool:
    """Whether numba is there."""
    return find_spec("numba") is not None


def compiled() -> bool:
    """Whether kernels have been compiled from this source before, by this user, beside the source."""
    here = Path(__file__).parent
    newest = max(path.stat().st_mtime for path in here.glob("*.py"))
    kept = [path.stat().st_mtime for path in (here / "__pycache__").glob("one.*.nbi")]
    return bool(kept) and max(kept) > newest


def answered() -> None:
    """Count an answer: after ``PATIENCE`` of them it pays to load what is compiled."""
    global _answers, _running
    _answers += 1
    if _running is None and (_asked or (_asked is None and _answers > PATIENCE and installed() and compiled())):
        _running = load()


def running() -> Any:
    """The module ``sim.kernels.one`` while kernels are in use, else None."""
    return _running


def load() -> Any:
    """The kernels of one answer, compiled if they are not yet.

    Raises:
        ImportError: numba is missing.
    """
    return import_module("sim.kernels.one")
