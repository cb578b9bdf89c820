"""A cohort computed by a cluster: the same files as on one machine, whoever is killed meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import run_sim
import sim
from sim import kernels
from sim.study import cluster
from sim.study.cohort import request

ROOT = Path(__file__).resolve().parent.parent
ASKED: dict[str, Any] = {"people": 60, "seed": 5, "scenario": {"tilt_deg": 10}, "chunk": 6, "figure": False}


@pytest.fixture(scope="module", autouse=True)
def _as_everywhere() -> Iterator[None]:
    """With kernels here and in the workers, whatever is set where the tests run: one of them then goes without."""
    before = kernels._way
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(kernels.ENVIRONMENT, "batches")
        kernels.use("batches")
        yield
    kernels.use(before)


@pytest.fixture(scope="module")
def workers(missing: Any) -> Iterator[Any]:
    """Two worker processes of one thread each."""
    try:
        from distributed import LocalCluster
    except ImportError:
        missing("Dask")
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as made:
        yield made


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the same cohort computed on one machine."""
    folder = tmp_path_factory.mktemp("alone") / "cohort"
    sim.cohort(folder=folder, **ASKED)
    return contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_killed_worker_costs_nothing_but_time(workers: Any, alone: dict[str, bytes], tmp_path: Path) -> None:
    killed: list[int] = []
    told: list[int] = []

    def progress(done: int, total: int) -> None:
        told.append(done)
        if done >= total // 3 and not killed:
            killed.append(next(iter(workers.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    sim.cohort(folder=tmp_path, scheduler=workers.scheduler_address, progress=progress, **ASKED)
    assert killed and told == sorted(told) and told[-1] == ASKED["people"]
    assert contents(tmp_path) == alone


def test_who_asked_may_be_killed_and_goes_on(workers: Any, alone: dict[str, bytes], tmp_path: Path) -> None:
    code = f"import sim; sim.cohort(folder={str(tmp_path)!r}, scheduler={workers.scheduler_address!r}, **{ASKED!r})"
    asking = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    try:
        before = time.monotonic()
        while len(list(tmp_path.glob("people-*"))) < 2 and asking.poll() is None and time.monotonic() < before + 120:
            time.sleep(0.01)
    finally:
        asking.kill()
        asking.wait()
    there = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("people-*")}
    assert 2 <= len(there) < len(alone)
    sim.cohort(folder=tmp_path, scheduler=workers.scheduler_address, **ASKED)
    assert contents(tmp_path) == alone
    assert {name: (tmp_path / name).stat().st_mtime_ns for name in there} == there  # nothing was done twice


def test_a_worker_of_other_arithmetic_is_refused(workers: Any, tmp_path: Path) -> None:
    before = kernels._way
    cluster._fingerprint.cache_clear()
    kernels.use("never")  # here, not in the workers
    try:
        with pytest.raises(
            sim.SpineError, match=r"worker tcp://\S+ is not like this machine: arithmetic kernels"
        ) as one:
            sim.cohort(4, 0, folder=tmp_path, scheduler=workers.scheduler_address)
        assert "\n" not in str(one.value)
    finally:
        kernels.use(before)
        cluster._fingerprint.cache_clear()
    assert not list(tmp_path.glob("people-*"))


def test_a_worker_that_comes_later_is_asked_again(workers: Any) -> None:
    asked = request(4, 0)
    own = cluster.fingerprint(asked.kind)
    with (
        cluster._client(workers.scheduler_address) as client,
        pytest.raises(sim.SpineError, match="a worker that came later is not like this machine: other code"),
    ):
        client.submit(cluster.made, asked, 0, {**own, "code": "of yesterday"}, pure=False).result()


def test_what_is_compared_covers_versions_code_models_and_digits() -> None:
    own = cluster.fingerprint("parquet")
    assert {"Plumbline", "arithmetic", "Python", "numpy", "scipy", "pyarrow", "code", "models", "digits"} <= set(own)
    assert "pyarrow" not in cluster.fingerprint("csv")
    for name in own:
        said = cluster._difference("worker tcp://a:1", own, {**own, name: "another"})
        assert name in said and "\n" not in said and "install the same" in said


def test_no_scheduler_no_workers_no_dask_are_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "PATIENCE_S", 0.3)
    with pytest.raises(sim.SpineError, match=r"no scheduler answers at tcp://127.0.0.1:1; start one with 'dask"):
        sim.cohort(4, folder=tmp_path, scheduler="tcp://127.0.0.1:1")
    monkeypatch.setattr(cluster, "PATIENCE_S", 3.0)
    with (
        LocalCluster(n_workers=0, processes=True, dashboard_address=":0", silence_logs=50) as empty,
        pytest.raises(sim.SpineError, match="the scheduler has no workers; start some with 'dask worker"),
    ):
        sim.cohort(4, folder=tmp_path, scheduler=empty.scheduler_address)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(sim.SpineError, match=r"pip install 'plumbline\[cluster\]'"):
        sim.cohort(4, folder=tmp_path, scheduler="tcp://127.0.0.1:1")


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "http://a:1", "tcp://a", "", "tcp://a:1/b"])
def test_what_is_no_address_is_refused(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_sim.main(["cohort", "--people", "4", "--out", str(tmp_path / "a"), f"--scheduler={address}"]) == 2
    said = capsys.readouterr().err
    assert "is no address; write tcp://NAME:8786" in said and said.count("\n") == 1
    assert not (tmp_path / "a").exists()  # nothing was begun


def test_a_lost_scheduler_and_a_chunk_that_kills_are_one_line() -> None:
    from concurrent.futures import CancelledError

    from distributed import KilledWorker

    for error, said in (
        (CancelledError(), "the scheduler at tcp://a:1 is lost"),
        (KilledWorker("made", None, 4), "try a smaller --chunk"),
    ):
        with pytest.raises(sim.SpineError, match=said) as one, cluster._said_in_one_line("tcp://a:1"):
            raise error
        assert "what is done is kept" in str(one.value) and "\n" not in str(one.value)
