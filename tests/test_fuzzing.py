"""Whatever is handed to the program is answered, or refused in one line: a share of the attacks of tests/trust."""

import os
import shutil
import struct
import zlib

import fuzzing
import odd
import pytest
import writing

import models
import run_sim
import sim
from models.errors import LONGEST, SpineError
from sim import files, scenario
from sim.figures import brand
from sim.study.quantities import StudyError

LOGO = 'name = "A clinic"\nlogo = "logo.png"\n'


def test_a_share_of_the_fuzzing_finds_nothing():
    assert fuzzing.failures(fuzzing.attack(120, seed=11)) == []


@pytest.fixture
def traps(tmp_path):
    """Files that nobody can read to their end."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    with (tmp_path / "huge.toml").open("wb") as file:
        file.truncate(10_000_000_000)
    (tmp_path / "dotted.toml").write_text(".".join("a" * 20_000) + " = 1\n")
    (tmp_path / "digits.toml").write_text("sex = " + "9" * 10_000)
    (tmp_path / "deep.toml").write_text("a = " + "[" * 50_000)
    return sorted(path for path in tmp_path.iterdir())


@pytest.mark.parametrize("read", [models.load, scenario.read, brand.load])
def test_pipes_devices_and_files_without_measure_are_refused(traps, read):
    for path in traps:
        with pytest.raises(SpineError) as refusal:
            read(path)
        assert path.name in str(refusal.value)
        assert len(str(refusal.value)) <= LONGEST + 10


def test_a_small_logo_that_unpacks_to_gigabytes_is_refused(tmp_path):
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 6, 0, 0, 0)
    made = b"\x89PNG\r\n\x1a\n"
    for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")):
        made += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    (tmp_path / "logo.png").write_bytes(made)
    (tmp_path / "own.toml").write_text(LOGO)
    with pytest.raises(brand.BrandError, match=r"logo\.png"):
        brand.load(tmp_path / "own.toml")


def test_a_refusal_is_one_line_whatever_it_quotes(capsys):
    assert str(SpineError("a\nb\x1b[31m\u202ec")) == "a b\\x1b[31m\\u202ec"
    long = str(SpineError("x" * 5000 + "the mend"))
    assert len(long) < LONGEST + 10
    assert long.endswith("the mend")
    assert run_sim.main(["--posture", "a\x1b[2J\nb"]) == 2
    assert capsys.readouterr().err[:-1].isprintable()


def test_a_gain_that_is_none_and_samples_without_end_are_refused():
    with pytest.raises(StudyError, match="'gain:cone' can be varied"):
        sim.sobol(gains=["cone"])
    with pytest.raises(StudyError, match="samples"):
        sim.sobol(samples=1 << 40)


def test_numbers_that_give_no_tissue_are_refused(tmp_path, recwarn):
    own = (models.files.FOLDER / "adult_male.toml").read_text(encoding="utf-8")
    ratio = models.files.read(models.files.FOLDER / "tissue.toml")["lumbar"]["hardening_ratio"]
    ratio = {**ratio, "values": dict.fromkeys(ratio["values"], 1e12)}
    changed = odd.toml({"hardening_ratio": ratio})
    (tmp_path / "own.toml").write_text(f"{own}\n[tissue.lumbar]\n{changed}", encoding="utf-8")
    with pytest.raises(SpineError, match="tissue"):
        models.load(tmp_path / "own.toml")
    assert not recwarn.list


def test_the_next_run_takes_away_what_a_killed_one_left_and_nothing_of_one_that_writes(tmp_path):
    left = tmp_path / ".plumbline-left"
    left.mkdir()
    (left / "half").write_bytes(b"h")
    at_work, held = files._aside(tmp_path)
    (at_work / "half").write_bytes(b"h")
    files.write(tmp_path, {"a": b"new"})
    assert not left.exists()
    assert (at_work / "half").exists()
    os.close(held)
    files.write(tmp_path, {"a": b"new"})
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_share_of_the_faults_and_kills_leaves_every_file_whole(tmp_path, monkeypatch):
    import random

    monkeypatch.chdir(tmp_path)
    old, new = ([(writing.Path(), {"a": word * 90_000, "b": word})] for word in (b"1", b"2"))
    assert set(writing.faults(old, new, tmp_path)) == {""}
    assert {wrong for wrong, _ in writing.kills(old, new, tmp_path, 8, random.Random(1))} == {""}
    assert set(writing.together(old, new, tmp_path, 3)) == {""}
    assert not shutil.os.listdir(tmp_path)


def test_a_folder_that_cannot_be_named_is_one_line(capsys) -> None:
    for words in (["roots", "--out", ""], ["roots", "--out", "a\0b"], ["cohort", "--people", "2", "--out", "\ud800"]):
        assert run_sim.main(words) == 2
        said = capsys.readouterr().err
        assert said.startswith("plumbline: ") and said.count("\n") == 1


def test_the_home_of_nobody_is_a_file_that_is_not_there() -> None:
    with pytest.raises(SpineError, match="nobody-lives-here"):
        models.load("~nobody-lives-here/person.toml")


def test_numbers_whose_sum_is_beyond_all_numbers_are_refused_in_one_line(tmp_path) -> None:
    text = (models.files.FOLDER / "adult_male.toml").read_text(encoding="utf-8")
    refused = 0
    for power in range(300, 309):
        path = tmp_path / f"heavy-{power}.toml"
        quantity = f'value = 1e-{power}\nunit = "kg"\nkind = "assumed"\nsource = "convention"\n'
        path.write_text(f"{text}\n[tissue.size.reference_mass]\n{quantity}")
        try:
            models.load(path)
        except SpineError as error:
            refused += "no finite" in str(error)
    assert refused
