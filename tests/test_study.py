"""Sweeps, cohorts and sensitivity: what a user sees, and published or exact numbers."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import models
import sim
from sim import kernels
from sim.study import population, tables
from sim.study.cohort import chunk_bytes, request

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _as_everywhere():
    """Without compiled kernels, which a machine may not have."""
    kernels.use("never")
    yield
    kernels.use("batches")


# sweeps


def test_a_sweep_has_the_numbers_of_single_answers() -> None:
    found = sim.sweep(
        {"at": ["pelvis", "L4"], "tilt_deg": [0, 10]},
        {"posture": "relaxed"},
        show=("compression_N:L4-L5", "change_compression_N:L5-S1", "change_sva_mm"),
    )
    assert found.variables == {"at": ("pelvis", "pelvis", "L4", "L4"), "tilt_deg": (0, 10, 0, 10)}
    one = sim.simulate("adult_male", posture="relaxed", tilt_deg=10, at="L4")
    assert found.numbers["compression_N:L4-L5"][3] == pytest.approx(one.joints["L4-L5"].compression_N, rel=1e-9)
    change = one.joints["L5-S1"].compression_N - one.baseline.joints["L5-S1"].compression_N
    assert found.numbers["change_compression_N:L5-S1"][3] == pytest.approx(change, rel=1e-9)
    assert found.numbers["change_sva_mm"][3] == pytest.approx(one.alignment.change.sva_mm, rel=1e-9)


def test_measures_loads_and_gains_can_be_varied_together() -> None:
    grid = {"mass_kg": [60, 90], "carry.right-hand": [0, 10], "gain:gaze_Nm_per_rad": [100, 200]}
    found = sim.sweep(grid, {"tilt_deg": 10})
    assert len(found) == 8 and found.found.all()
    words = {**models.measures("adult_male"), "mass_kg": 90}
    with sim.assuming({"gaze_Nm_per_rad": 100}):
        one = sim.simulate(words, tilt_deg=10, carry={"right-hand": 10})
    row = tables.rows(found.columns())[6]
    assert (row["mass_kg"], row["carry.right-hand"], row["gain:gaze_Nm_per_rad"]) == (90, 10, 100)
    assert row["compression_N:L4-L5"] == pytest.approx(one.joints["L4-L5"].compression_N, rel=1e-9)


def test_a_failure_is_a_row_with_its_reason() -> None:
    found = sim.sweep({"tilt_deg": [10, 45], "mass_kg": [75, 900]})
    rows = list(csv.DictReader(io.StringIO(found.to_csv())))
    assert [row["found"] for row in rows] == ["True", "False", "False", "False"]
    assert "45" in rows[2]["reason"] and "mass_kg is 900 kg" in rows[1]["reason"]
    assert rows[1]["compression_N:L4-L5"] == "" and json.loads(found.to_json())["found"] == 1


def test_an_unknown_person_of_the_grid_is_a_row_and_one_of_the_scenario_is_refused() -> None:
    found = sim.sweep({"person": ["adult_male", "nobody"], "mass_kg": [70]})
    assert found.found.tolist() == [True, False] and "person 'nobody' is unknown" in found.reasons[1]
    with pytest.raises(sim.SpineError, match="person 'nobody' is unknown"):
        sim.sweep({"mass_kg": [70]}, {"person": "nobody"})


def test_a_grade_of_a_disc_is_not_rounded() -> None:
    found = sim.sweep({"disc_grade.L4-L5": [2.0, 2.5, "bad"]})
    assert found.found.tolist() == [True, False, False]
    assert all("grade" in reason for reason in found.reasons[1:])


def test_words_among_numbers_are_words_in_a_picture_and_in_parquet(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    found = sim.sweep({"tilt_deg": [5.0, "many", float("nan")], "rib_cage": [True, 0.5]})
    found.save(tmp_path, parquet=True)
    read = parquet.read_table(tmp_path / "sweep.parquet").to_pydict()
    assert read["tilt_deg"] == ["5.0", "5.0", "many", "many", "nan", "nan"]
    assert read["rib_cage"] == ["True", "0.5"] * 3 and (tmp_path / "sweep.png").exists()
    assert read["found"] == [True] + [False] * 5


def test_a_table_is_the_same_as_csv_json_and_parquet(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    found = sim.sweep({"lean_deg": [0, 20]}, show=("compression_N:L4-L5", "sva_mm"))
    found.save(tmp_path, figure=False, parquet=True)
    read = parquet.read_table(tmp_path / "sweep.parquet").to_pydict()
    rows = json.loads((tmp_path / "sweep.json").read_text())["rows"]
    assert [row["sva_mm"] for row in rows] == read["sva_mm"]
    assert [float(row["sva_mm"]) for row in csv.DictReader(io.StringIO((tmp_path / "sweep.csv").read_text()))] == read[
        "sva_mm"
    ]


def test_parquet_without_pyarrow_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(sim.SpineError, match=r"pip install 'plumbline\[parquet\]'"):
        tables.parquet_bytes({"a": [1]})


@pytest.mark.parametrize(
    ("grid", "said"),
    [
        ({"tilt_dg": [1]}, "did you mean 'tilt_deg'"),
        ({"gain:gaze_Nm_per_ra": [1]}, "gaze_Nm_per_rad"),
        ({}, "nothing is varied"),
        ({"tilt_deg": []}, "no list of values"),
        ({"tilt_deg": 5}, "no list of values"),
    ],
)
def test_a_wrong_grid_is_refused_in_one_line(grid: dict, said: str) -> None:
    with pytest.raises(sim.SpineError, match=said):
        sim.sweep(grid)


def test_a_line_is_drawn_through_the_numbers_of_the_table() -> None:
    found = sim.sweep({"tilt_deg": [0, 10, 20], "at": ["pelvis", "lumbar"]})
    drawn = found.plot("dark")
    first = drawn.lines.get_segments()[0]
    assert first[:, 1] == pytest.approx(found.numbers["compression_N:L4-L5"][::2])
    assert [text.get_text() for text in drawn.names] == ["pelvis", "lumbar"]


def test_a_heat_map_says_each_number_and_a_dash_for_none() -> None:
    found = sim.sweep({"tilt_deg": [0, 10], "mass_kg": [75, 900]})
    drawn = found.plot()
    said = [text.get_text() for text in drawn.numbers]
    assert said == [f"{found.numbers['compression_N:L4-L5'][k]:.0f}" for k in (0, 2)] + ["–", "–"]


# cohorts


@pytest.fixture(scope="module")
def drawn() -> dict[str, np.ndarray]:
    people = [population.draw(3, k)[0] for k in range(700)]
    return {name: np.array([who[name] for who in people]) for name in population.MEASURES}


@pytest.mark.parametrize(  # Yukawa 2018, 626 volunteers; means and standard deviations
    ("name", "mean", "spread"),
    [
        ("pelvic_incidence_deg", 53.7, 10.9),
        ("pelvic_tilt_deg", 14.5, 8.4),
        ("thoracic_kyphosis_deg", 36.0, 10.1),
        ("lumbar_lordosis_deg", 49.7, 11.2),
    ],
)
def test_people_are_as_published(drawn: dict, name: str, mean: float, spread: float) -> None:
    assert drawn[name].mean() == pytest.approx(mean, abs=0.4 * spread)
    assert drawn[name].std() == pytest.approx(spread, rel=0.25)


def test_people_stand_as_upright_as_volunteers_do(drawn: dict) -> None:
    offsets = [population.sva_mm({name: drawn[name][k] for name in drawn}) for k in range(0, 700, 2)]
    assert np.mean(offsets) == pytest.approx(3.1, abs=3.0)
    assert np.std(offsets) == pytest.approx(12.6, rel=0.15)


def test_mass_follows_height_and_sex(drawn: dict) -> None:
    for sex, mean, spread in (("male", 75.0, 11.0), ("female", 61.7, 9.0)):
        of = drawn["sex"] == sex
        assert drawn["mass_kg"][of].mean() == pytest.approx(mean, rel=0.03)
        assert drawn["mass_kg"][of].std() == pytest.approx(spread, rel=0.15)
        assert 0.3 < np.corrcoef(drawn["mass_kg"][of], drawn["height_m"][of])[0, 1] < 0.8


def test_curves_go_together_as_in_people(drawn: dict) -> None:
    r = np.corrcoef([drawn[f"{name}_deg"] for name in ("pelvic_incidence", "lumbar_lordosis", "pelvic_tilt")])
    assert 0.5 < r[0, 1] < 0.8 and 0.5 < r[0, 2] < 0.8  # incidence with lordosis and with tilt
    kyphosis = np.corrcoef(drawn["lumbar_lordosis_deg"], drawn["thoracic_kyphosis_deg"])[0, 1]
    assert 0.15 < kyphosis < 0.6


def test_what_is_given_is_kept_and_what_follows_from_it_moves() -> None:
    flat = [population.draw(1, k, {"pelvic_incidence_deg": 40.0, "sex": "female"})[0] for k in range(60)]
    assert {who["pelvic_incidence_deg"] for who in flat} == {40.0} and {who["sex"] for who in flat} == {"female"}
    assert np.mean([who["lumbar_lordosis_deg"] for who in flat]) < 49.0


@pytest.mark.parametrize("given", [{}, {"sex": "female", "pelvic_incidence_deg": 65.0}])
def test_a_person_is_drawn_alike_whoever_else_is_drawn(given: dict) -> None:
    people, again = population.draw_many(7, range(40), given)
    for k in (0, 17, 39):
        assert population.draw(7, k, given) == (people[k], again[k])
    backward, _ = population.draw_many(7, range(39, -1, -3), given)
    assert backward == people[::-3][: len(backward)]
    assert again.max() > 5  # some were drawn often: their dice go on where they were
    for words in people:
        assert models.person(**words).measures["sva_mm"] == pytest.approx(population.sva_mm(words), abs=1e-9)


def test_nobody_in_balance_is_said() -> None:
    with pytest.raises(sim.SpineError, match="leaves nobody in balance"):
        population.draw(1, 1, {"pelvic_incidence_deg": 25.0, "pelvic_tilt_deg": 45.0})


def test_a_person_is_the_same_whatever_the_chunks() -> None:
    def people(chunk: int) -> list[list[str]]:
        asked = request(6, 7, {"tilt_deg": 10}, chunk=chunk, parquet=False)
        whole = [chunk_bytes(asked, k).decode().splitlines()[1:] for k in range(asked.chunks)]
        return [line for lines in whole for line in lines]

    assert people(6) == people(4)


COMMAND = [
    sys.executable,
    str(ROOT / "run_sim.py"),
    "cohort",
    "--people",
    "24",
    "--seed",
    "5",
    "--chunk",
    "3",
    "--tilt",
]


def _run(folder: Path) -> subprocess.Popen:
    words = {**os.environ, "PLUMBLINE_KERNELS": "never", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([*COMMAND, "10", "--out", str(folder), "--quiet"], env=words)


def test_a_killed_cohort_goes_on_and_ends_with_the_same_bytes(tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    assert _run(whole).wait(120) == 0
    for least in (1, 4):  # killed twice, at whatever moment
        run = _run(broken)
        while len(list(broken.glob("people-*"))) < least and run.poll() is None:
            time.sleep(0.005)
        run.send_signal(signal.SIGKILL)
        assert run.wait(30) == -signal.SIGKILL
    (broken / ".plumbline-half").mkdir()
    ((broken / ".plumbline-half") / "people-000007.csv").write_text("half")
    assert _run(broken).wait(120) == 0
    names = sorted(path.name for path in whole.iterdir())
    assert sorted(path.name for path in broken.iterdir()) == names and len(names) == 8 + 3
    for name in names:
        assert (broken / name).read_bytes() == (whole / name).read_bytes(), name
    summary = json.loads((whole / "summary.json").read_text())
    found = sim.cohort(24, 5, {"tilt_deg": 10}, whole, chunk=3, figure=False)
    assert found.column("number").tolist() == list(range(24)) and summary["found"] == 24
    loads = found.column("compression_N:L4-L5")
    assert summary["levels"]["compression_N"]["L4-L5"]["p50"] == pytest.approx(np.median(loads), rel=1e-8)


@pytest.mark.skipif(not (kernels.installed() and kernels.compiled()), reason="kernels are not compiled here")
def test_a_cohort_with_kernels_is_killed_without_harm() -> None:
    import killing

    found = killing.attack(2, seed=2, people=120, chunk=10)
    assert found.kills.total() == 2 and found.ended >= 1
    assert not found.broken and not found.other and not found.refused


def test_whole_numbers_may_be_those_of_numpy_and_nothing_else(tmp_path: Path) -> None:
    given = {"age": np.int64(50)}
    found = sim.cohort(np.int64(2), np.int64(1), folder=tmp_path, given=given, parquet=False, figure=False)
    assert len(found.column("drawn_age")) == 2 and found.request == request(2, 1, given={"age": 50}, parquet=False)
    for words, said in (
        ({"people": 2.5}, "people must be a whole number from 1 to"),
        ({"people": 2, "seed": True}, "seed must be a whole number"),
    ):
        with pytest.raises(sim.SpineError, match=said):
            sim.cohort(folder=tmp_path, **words)
    for words, said in (({"samples": 8.0}, "samples must be a whole number"), ({"seed": -1}, "seed must be a whole")):
        with pytest.raises(sim.SpineError, match=said):
            sim.sobol(**words)


def test_a_folder_holds_one_cohort(tmp_path: Path) -> None:
    sim.cohort(2, 1, folder=tmp_path, parquet=False, figure=False)
    with pytest.raises(sim.SpineError, match=r"another cohort \(other seed\); choose another folder"):
        sim.cohort(2, 2, folder=tmp_path, parquet=False, figure=False)


def test_a_refused_cohort_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "people-000000.csv").write_text("number\r\n")
    with pytest.raises(sim.SpineError, match="without their manifest"):
        sim.cohort(2, folder=tmp_path, parquet=False, figure=False)
    assert [path.name for path in tmp_path.iterdir()] == ["people-000000.csv"]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_of_people_that_somebody_changed_is_named_and_can_be_made_again(kind: str, tmp_path: Path) -> None:
    asked: dict[str, Any] = {"folder": tmp_path, "chunk": 2, "parquet": kind == "parquet", "figure": False}
    if kind == "parquet":
        pytest.importorskip("pyarrow")
    found = sim.cohort(4, 1, **asked)
    with pytest.raises(sim.SpineError, match="called 'compression_N:L4-L6'; did you mean 'compression_N:L"):
        found.column("compression_N:L4-L6")
    path, whole = found.files()[1], found.files()[1].read_bytes()
    lines = whole.splitlines(keepends=True)
    spoilt = [b"", b"number;found\r\n", whole[: len(whole) // 2]]
    if kind == "csv":
        spoilt += [b"".join(lines[:-1]), whole + lines[-1], whole.replace(b"True", b"perhaps", 1)]
    for content in spoilt:
        path.write_bytes(content)
        with pytest.raises(sim.SpineError, match=r"people-000001\.\w+ is not as it was written; take it away"):
            sim.cohort(4, 1, **asked)
    path.unlink()
    assert sim.cohort(4, 1, **asked).to_json() == found.to_json() and path.read_bytes() == whole


def test_a_manifest_of_something_else_is_another_cohort(tmp_path: Path) -> None:
    for text in ("[]", "3", '{"request": []}', "no JSON"):
        (tmp_path / "manifest.json").write_text(text)
        with pytest.raises(sim.SpineError, match="holds another cohort; choose another folder"):
            sim.cohort(2, folder=tmp_path, parquet=False, figure=False)


def test_a_file_in_place_of_the_folder_is_said_as_everywhere(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(sim.SpineError, match=r"cannot write into .*taken: it is not a folder; choose another folder$"):
        sim.cohort(2, folder=tmp_path / "taken", parquet=False, figure=False)


@pytest.mark.filterwarnings("error")
def test_what_changes_nothing_is_drawn_as_no_change(tmp_path: Path) -> None:
    from sim.figures.charts.swept import draw_sweep

    sim.cohort(4, folder=tmp_path, parquet=False)
    assert (tmp_path / "cohort.png").exists()
    still = draw_sweep(sim.sweep({"mass_kg": [60, 80]}, show="change_sva_mm"))
    low, high = still.axes.get_ylim()
    assert low <= 0 < high


def test_a_cohort_of_whom_nobody_stands_names_no_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import run_sim

    words = ["cohort", "--people", "2", "--lean-deg", "60", "--carry", "both-hands=60kg@80cm", "--csv"]
    assert run_sim.main([*words, "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "0 of 2 people" in said and "cohort.png" not in said and not (tmp_path / "cohort.png").exists()


# what moves an answer


def test_sobol_indices_of_the_ishigami_function_are_the_exact_ones() -> None:
    from scipy.stats import norm

    from sim.study.sobol import indices

    a, b = 7.0, 0.1  # Ishigami and Homma 1990; exact indices from its expansion

    def ishigami(score: np.ndarray) -> np.ndarray:
        x = np.pi * (2.0 * norm.cdf(score) - 1.0)
        return (np.sin(x[0]) + a * np.sin(x[1]) ** 2 + b * x[2] ** 4 * np.sin(x[0]))[None]

    one = 0.5 * (1.0 + b * np.pi**4 / 5.0) ** 2
    two = a**2 / 8.0
    both = b**2 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    whole = one + two + both
    first, total = indices(ishigami, 3, 2048)
    assert np.ravel(first) == pytest.approx([one / whole, two / whole, 0.0], abs=0.02)
    assert np.ravel(total) == pytest.approx([(one + both) / whole, two / whole, both / whole], abs=0.02)


def test_a_tornado_names_the_mass_first_and_its_bars_are_single_answers() -> None:
    found = sim.tornado(scenario={"tilt_deg": 15}, over=["gain:gaze_Nm_per_rad", "mass_kg", "lumbar_lordosis_deg"])
    mass = found.bars[0]
    assert mass.name == "mass_kg" and mass.spread == "assumed"
    one = sim.simulate({**models.measures("adult_male"), "mass_kg": mass.high}, tilt_deg=15)
    assert mass.at_high == pytest.approx(one.joints["L4-L5"].compression_N, rel=1e-6)
    drawn = found.plot("dark")
    lengths = [abs(path.vertices[1, 0] - path.vertices[0, 0]) for path in drawn.high.get_paths()]
    assert lengths[0] == pytest.approx(mass.at_high - found.base)
    assert "assumed" in drawn.frame.footer.get_text()


@pytest.mark.parametrize("flexible", [1.5, {"thoracic": 1.4}])
def test_a_tornado_moves_the_flexibility_that_a_person_has(flexible: Any) -> None:
    asked = {"person": {"flexibility": flexible}, "tilt_deg": 10}
    found = sim.tornado(scenario=asked, over=["flexibility.neck", "lumbar_lordosis_deg"], factor=1.25)
    neck = next(bar for bar in found.bars if bar.name == "flexibility.neck")
    own = flexible if isinstance(flexible, float) else 1.0
    assert (neck.low, neck.high) == pytest.approx((own / 1.25, own * 1.25))
    rest = flexible if isinstance(flexible, dict) else {"lumbar": flexible, "thoracic": flexible}
    one = sim.simulate({"flexibility": {**rest, "neck": neck.high}}, tilt_deg=10)
    assert neck.at_high == pytest.approx(one.joints["L4-L5"].compression_N, rel=1e-6)
    assert neck.at_low is not None and min(neck.at_low, neck.at_high) < found.base < max(neck.at_low, neck.at_high)


def test_what_moves_an_answer_to_one_side_both_ways_has_its_place_by_how_far_it_moves_it() -> None:
    asked = {"tilt_deg": 20, "direction": "forward"}  # less and more lordosis than this man's both cost more
    found = sim.tornado(scenario=asked, over=["age", "lumbar_lordosis_deg", "gain:knee_Nm_per_rad"])
    first = found.bars[0]
    assert first.name == "lumbar_lordosis_deg" and min(first.at_low, first.at_high) > found.base + 5.0
    reached = [bar.reach(found.base) for bar in found.bars]
    assert reached == sorted(reached, reverse=True)
    drawn = found.plot()
    assert "the lumbar curve tilted 20° forward" in drawn.frame.footer.get_text().replace("\n", " ")
    less, more = (collection.get_paths()[0].vertices for collection in (drawn.low, drawn.high))
    assert less[:, 1].min() >= more[:, 1].max()  # neither bar hides the other
    left, right = drawn.ends[0]
    assert left.get_text() == "" and right.get_text() == f"{max(first.at_low, first.at_high):.0f}"


def test_a_flatter_lumbar_spine_stands_over_a_tilted_pelvis() -> None:
    words = dict(zip(population.INPUTS, np.zeros(10), strict=True))
    who = population.somebody(np.array(list(words.values())))
    flat = population.rebalanced({**who, "lumbar_lordosis_deg": who["lumbar_lordosis_deg"] - 10.0}, 3.1)
    upright = population.rebalanced(who, 3.1)
    assert flat["pelvic_tilt_deg"] > upright["pelvic_tilt_deg"] + 3.0
    assert population.sva_mm(flat) == pytest.approx(3.1, abs=0.5)


def test_people_differ_in_load_most_by_their_mass_and_in_nothing_that_is_given() -> None:
    given = {"sex": "female", "height_m": 1.6, "pelvic_incidence_deg": 52, "age": 40, "strength": 0.8}
    found = sim.sobol(scenario={"tilt_deg": 10}, given=given, samples=16)
    assert "height_m" not in found.inputs and found.missing <= 0.05 * found.evaluations
    assert found.inputs[int(np.argmax(found.total))] == "body_mass_index"
    assert 200 < found.mean < 800 and found.evaluations == 16 * (len(found.inputs) + 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sweep", "--over", "tilt_deg=0:30"], "is no range"),
        (["sweep"], "nothing is varied"),
        (["sweep", "--over", "tilt_deg=30:0:1"], "has no steps; the step goes from the first to the last"),
        (["sweep", "--over", "tilt_deg=0:30:1e-9"], "more than 10000000; take a larger one"),
        (["cohort", "--people", "many"], "--people must be a whole number"),
        (["cohort", "--person", "adult_male"], "a cohort samples its people"),
        (["cohort", "--given", "height=1.7"], "nobody has a measure 'height'"),
        (["tornado", "--show", "compression_N"], "say which, such as compression_N:L4-L5"),
        (["sobol", "--samples", "100"], "power of two"),
    ],
)
def test_a_wrong_request_is_one_line(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    import run_sim

    assert run_sim.main(words) == 2
    line = capsys.readouterr().err
    assert said in line and line.count("\n") == 1


def test_the_command_writes_table_and_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import run_sim

    assert run_sim.main(["sweep", "--over", "lean_deg=0:20:10", "--show", "sva_mm", "--out", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sweep.csv", "sweep.json", "sweep.png"]
    assert len((tmp_path / "sweep.csv").read_text().splitlines()) == 4 and "sva_mm" in capsys.readouterr().out


def test_a_cohort_in_which_nothing_changes_is_drawn_on_an_axis_all_the_same(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of an axis without a length
        drawn = sim.cohort(2, 0, {}, tmp_path, figure=False).plot()
    for panel in drawn.panels:
        low, high = panel.axes.get_xlim()
        assert low == 0.0 and high >= 1.0


def test_the_figure_of_a_cohort_says_all_that_was_asked(tmp_path: Path) -> None:
    asked = {"posture": "relaxed", "carry": {"right-hand": 12}, "knee_deg": 0, "heels_m": 0.05}
    given = {"sex": "female", "height_m": 1.6, "pelvic_incidence_deg": 52}
    drawn = sim.cohort(2, 0, asked, tmp_path, given=given, figure=False).plot()
    said = " ".join(drawn.frame.footer.get_text().split())
    shared, held = "sex female, height 1.6 m, pelvic incidence 52°", ("knees straight", "50 mm under both heels")
    for what in (shared, "standing at ease", *held, "12 kg in the right hand", "not how sure the model is."):
        assert what in said, said


def test_bands_without_files_are_those_of_the_cohort(tmp_path: Path) -> None:
    from sim.study.uncertainty import bands

    found = bands({"tilt_deg": 10}, people=8, seed=2)
    whole = sim.cohort(8, 2, {"tilt_deg": 10}, tmp_path, figure=False).summary["levels"]
    for what, table in found.levels.items():
        if what in whole:
            assert table[95][0] == pytest.approx(whole[what]["L5-S1"]["p95"], abs=0.051)  # told to a tenth of a newton
        assert np.all(table[5] <= table[50]) and np.all(table[50] <= table[95])
