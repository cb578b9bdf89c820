"""The chunks of a cohort computed by the workers of a Dask scheduler, and brought back to the machine that asked.

A chunk holds the same bytes wherever it is made, if code and arithmetic are the same. So every worker is compared with
the machine that asks before it gets work, and again with each chunk, since workers come and go: versions, the digest of
the code and of the models, and the digits of a few people computed for the purpose. What a lost worker had begun is
begun anew by another. Nothing but the machine that asks writes files: no shared disk is needed.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import logging
import platform
import re
import threading
import warnings
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import models

from .. import pipeline
from . import cohort
from .cohort import Request
from .quantities import StudyError

PATIENCE_S = 5.0  # for a scheduler to answer, and for its first worker
AHEAD = 3  # chunks a thread of the cluster has in hand or waiting
_PROBED = 3  # people
_ADDRESS = re.compile(r"(?:tcp|tls)://(?:[\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}")
_ONE = threading.Lock()  # chunk at a time in a process: it uses all its threads and says for all whether kernels run
_LIBRARIES = ("numpy", "scipy", "numba", "pyarrow")


def chunks(address: str, asked: Request, numbers: Sequence[int]) -> Generator[tuple[int, bytes]]:
    """Number and bytes of chunks, in the order in which workers finish them.

    Args:
        address: of a scheduler: ``tcp://name:8786``.
        asked: the cohort.
        numbers: of the chunks that are wanted.

    Raises:
        StudyError: Dask is missing, nobody answers, a worker has other code or arithmetic, or the cluster is lost.
    """
    check(address)
    if not numbers:
        return
    own = fingerprint(asked.kind)
    with _quiet(), _client(address) as client, _said_in_one_line(address):
        threads = _alike(client, own)
        yield from _finished(client, asked, own, numbers, AHEAD * threads)


def check(address: object) -> None:
    """Refuse what is no address, and a machine without Dask, before anything is begun.

    Raises:
        StudyError: one line that says how to mend it.
    """
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        raise StudyError(f"scheduler {str(address)[:60]!r} is no address; write tcp://NAME:8786")
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise StudyError("a scheduler needs Dask, which is not installed; pip install 'plumbline[cluster]'") from None


def fingerprint(kind: str) -> dict[str, str]:
    """What must be equal wherever a cohort is computed: versions, code, models, and the digits of a few people.

    Args:
        kind: of the files, ``parquet`` or ``csv``: only the first minds the version of pyarrow.
    """
    return dict(_fingerprint(kind))


@lru_cache(maxsize=2)
def _fingerprint(kind: str) -> dict[str, str]:
    with _ONE, pipeline.on_one_thread():
        tried = cohort.request(_PROBED, 0, {"tilt_deg": 10}, parquet=kind == "parquet")
        digits = hashlib.sha256(cohort.chunk_bytes(tried, 0, 1)).hexdigest()
    found = {name: _version(name) for name in _LIBRARIES if kind == "parquet" or name != "pyarrow"}
    if not tried.arithmetic.startswith("kernels"):
        found.pop("numba")
    return {
        "Plumbline": tried.software,
        "arithmetic": tried.arithmetic.partition(",")[0],
        "Python": ".".join(platform.python_version_tuple()[:2]),
        **found,
        "code": _code(),
        "models": tried.models,
        "digits": digits[:32],
    }


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def _code() -> str:
    """Digest of all source, whatever its version calls itself."""
    digest = hashlib.sha256()
    for package in (Path(__file__).parent.parent, Path(models.__file__).parent):
        for path in sorted(package.rglob("*.py")):
            digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:32]


def made(asked: Request, number: int, own: Mapping[str, str]) -> bytes:
    """What a worker does: one chunk, if its code and arithmetic are those of the machine that asks."""
    there = fingerprint(asked.kind)
    if there != own:
        raise StudyError(_difference("a worker that came later", own, there))
    with _ONE:
        return cohort.chunk_bytes(asked, number, _threads())


def _threads() -> int:
    """How many threads this worker was given."""
    from distributed import get_worker

    try:
        return max(1, int(get_worker().state.nthreads))
    except ValueError:  # none: called outside of a worker
        return 1


def _difference(who: str, own: Mapping[str, str], there: Mapping[str, str]) -> str:
    """One line that says in what a worker differs."""
    names = [name for name in {**own, **there} if own.get(name) != there.get(name)]
    versions = [name for name in names if name not in ("code", "models", "digits")]
    said = [f"{name} {there.get(name, 'none')} instead of {own.get(name, 'none')}" for name in versions]
    said += [f"other {name}" for name in names if name not in versions and (name != "digits" or len(names) == 1)]
    return f"{who} is not like this machine: {', '.join(said)}; install the same there"


@contextmanager
def _quiet() -> Iterator[None]:
    """Without Dask's log in this process: what somebody must know is said in one line."""
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """A client of the scheduler; what was asked and is not done is taken back in the end."""
    import distributed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other versions of Dask: what matters is compared below
        try:
            client = distributed.Client(address, timeout=PATIENCE_S, set_as_default=False, name="plumbline")
        except (OSError, TimeoutError, ValueError, RuntimeError) as error:
            reason = str(error).partition("\n")[0][:120] or type(error).__name__
            raise StudyError(f"no scheduler answers at {address}; start one with 'dask scheduler' ({reason})") from None
    try:
        yield client
    finally:
        client.close(timeout=PATIENCE_S)


def _alike(client: Any, own: Mapping[str, str]) -> int:
    """How many threads the workers have, all of which have the same code and arithmetic."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE_S)
    except TimeoutError:
        raise StudyError("the scheduler has no workers; start some with 'dask worker ADDRESS --nthreads 1'") from None
    kind = "parquet" if "pyarrow" in own else "csv"
    for where, there in client.run(fingerprint, kind, on_error="return").items():
        if isinstance(there, BaseException):
            raise StudyError(f"worker {where} cannot compute: {type(there).__name__}: {there}".partition("\n")[0])
        if there != own:
            raise StudyError(_difference(f"worker {where}", own, there))
    return sum(client.nthreads().values())


def _finished(
    client: Any, asked: Request, own: Mapping[str, str], numbers: Sequence[int], ahead: int
) -> Iterator[tuple[int, bytes]]:
    """Chunks as they are finished; only so many are asked for ahead that neither side has to hold many."""
    from distributed import as_completed

    waiting = iter(numbers)
    running = {}

    def ask() -> list[Any]:
        for number in waiting:
            future = client.submit(made, asked, number, own, pure=False)
            running[future.key] = (number, future)
            return [future]
        return []

    try:
        queue = as_completed([future for _ in range(ahead) for future in ask()], loop=client.loop)
        for future in queue:
            number, _ = running[future.key]
            data = future.result()
            del running[future.key]
            future.release()
            for more in ask():
                queue.add(more)
            yield number, data
    finally:
        if running and client.status == "running":
            client.cancel([future for _, future in running.values()])


@contextmanager
def _said_in_one_line(address: str) -> Iterator[None]:
    """What goes wrong in a cluster, in the words of somebody who types the same line again."""
    from concurrent.futures import CancelledError

    from distributed import KilledWorker
    from distributed.comm import CommClosedError

    again = "what is done is kept; type the same line again"
    try:
        yield
    except KilledWorker:
        raise StudyError(
            f"workers died again and again over one chunk (memory? try a smaller --chunk); {again}"
        ) from None
    except (CancelledError, CommClosedError, OSError, TimeoutError) as error:
        raise StudyError(f"the scheduler at {address} is lost ({type(error).__name__}); {again}") from None
