"""The same request gives the same bytes, whatever surrounds it."""

import sys

import repeatability
from repeatability import PLAIN, ROOT, SMALL, WILD, differing, floors, products


def written(where, around):
    """What the default command and a small cohort write there."""
    command = [sys.executable, ROOT / "run_sim.py"]
    cohort = ("cohort", ("cohort", "--people", "2", "--csv", "--no-figure"))
    return products(command, where, around, [*SMALL, cohort], {"PLUMBLINE_KERNELS": "never"})


def test_threads_hash_seed_locale_time_zone_and_folder_change_no_byte(tmp_path):
    plain = written(tmp_path / "plain", PLAIN)
    assert {"run/figure.png", "run/figure.svg", "run/result.json", "cohort/summary.json"} <= set(plain)
    assert differing(plain, written(tmp_path / "wild", WILD)) == []


def test_a_byte_that_differs_is_seen(tmp_path):
    (tmp_path / "a").write_text("1")
    before = repeatability.digests(tmp_path)
    (tmp_path / "a").write_text("2")
    (tmp_path / "b").touch()
    assert differing(before, repeatability.digests(tmp_path)) == ["a", "b"]


def test_every_package_has_a_floor_that_the_oldest_run_installs():
    promised = floors()
    assert {"numpy", "scipy", "matplotlib", "msgspec", "tqdm", "threadpoolctl", "numba", "pytest"} <= set(promised)
    assert all(version[0].isdigit() for version in promised.values())
