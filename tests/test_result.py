"""What a result tells: the shape of its data, its table and caption, and files whole or absent."""

import csv
import io
import json
import math
import re

import numpy as np
import pytest

import models
import sim
from models.person import JOINTS
from sim import files
from sim.data import plain

SHAPE = [
    "schema",
    "software",
    "model",
    "scenario",
    "converged",
    "residual_Nm",
    "stability",
    "alignment",
    "baseline",
    "joints",
    "legs",
    "nerves",
    "exposure",
    "uncertainty",
    "warnings",
]
JOINT_SHAPE = [
    "joint",
    "region",
    *("flexion_deg", "lateral_deg", "axial_deg"),
    *("change_flexion_deg", "change_lateral_deg", "change_axial_deg"),
    *("compression_N", "shear_anterior_N", "shear_right_N"),
    *("moment_flexion_Nm", "moment_lateral_Nm", "moment_axial_Nm"),
    *("pressure_MPa", "compression_ratio", "range_used"),
]
SCENARIOS = [
    {},
    {"tilt_deg": 10, "direction": "right", "at": "pelvis", "posture": "relaxed"},
    {"tilt_deg": 10, "direction": "turn-left", "at": "L3", "carry": {"backpack": 8}},
    {"lean_deg": 30, "carry": {"both-hands": "10kg@40cm"}, "fused": ["L4-L5", "L5-S1"]},
]


@pytest.fixture(params=SCENARIOS, ids=["plain", "sideways", "turned", "bent"])
def result(request):
    return sim.simulate("adult_female", **request.param)


@pytest.fixture
def words(lost_lordosis):
    return json.loads(lost_lordosis.to_json())


def test_the_json_has_the_public_shape(words):
    assert list(words) == SHAPE
    assert words["schema"] == "plumbline.result/1"
    assert [list(record) for record in words["joints"]] == [JOINT_SHAPE] * 25
    assert [record["joint"] for record in words["joints"]] == list(JOINTS)
    assert list(words["baseline"]) == ["alignment", "joints"]
    assert set(words["alignment"]) == {*words["baseline"]["alignment"], "change"}


def test_a_result_says_which_model_and_version_gave_it(words):
    assert words["software"]["version"] == sim.__version__
    assert words["model"]["name"] == "adult_male"
    assert words["model"]["sources"]


def test_the_scenario_in_a_result_asks_for_the_same_result(words, lost_lordosis):
    again = sim.simulate(scenario=words["scenario"])
    assert again.to_json() == lost_lordosis.to_json()


def test_json_numbers_read_back_exactly(words, lost_lordosis):
    compression = [record["compression_N"] for record in words["joints"]]
    assert compression == lost_lordosis.joints.compression_N.tolist()


def test_json_holds_no_nan_and_no_negative_zero(result):
    text = result.to_json()
    assert not re.search(r"NaN|Infinity|-0(\.0)?[,\s}\]]", text)


def test_only_joints_without_a_disc_have_no_pressure(words):
    assert [record["joint"] for record in words["joints"] if record["pressure_MPa"] is None] == [
        "C1-C2",
        "C0-C1",
    ]


def test_numbers_that_are_none_are_never_reported():
    with pytest.raises(ValueError, match="nan"):
        plain({"a": [1.0, {"b": math.nan}]})
    assert math.copysign(1, plain({"a": np.array([-0.0])})["a"][0]) == 1


def test_changes_are_after_minus_before(words):
    before, after = words["baseline"]["alignment"], words["alignment"]
    for name, change in after["change"].items():
        assert math.isclose(change, after[name] - before[name], abs_tol=1e-9)
    for old, new in zip(words["baseline"]["joints"], words["joints"], strict=True):
        assert math.isclose(new["change_flexion_deg"], new["flexion_deg"] - old["flexion_deg"], abs_tol=1e-9)
        assert math.isclose(new["compression_ratio"], new["compression_N"] / old["compression_N"])


def test_an_untilted_result_changes_nothing():
    words = json.loads(sim.simulate("adult_male").to_json())
    assert set(words["alignment"]["change"].values()) == {0.0}
    assert {record["compression_ratio"] for record in words["joints"]} == {1.0}


def test_csv_holds_a_row_per_joint_with_the_numbers_of_the_json(words, lost_lordosis):
    text = lost_lordosis.to_csv()
    assert text.count("\r\n") == text.count("\n") == 26
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["joint"] for row in rows] == list(JOINTS)
    for row, record in zip(rows, words["joints"], strict=True):
        for name in JOINT_SHAPE[2:]:
            assert (float(row[name]) if row[name] else None) == record[name]


@pytest.mark.parametrize("name", ["L4-L5", "l4/l5", "L4-5", "L5-L4"])
def test_a_joint_is_looked_up_by_name(lost_lordosis, name):
    assert lost_lordosis.joints[name].joint == "L4-L5"


def test_a_joint_that_does_not_exist_is_answered_with_the_nearest(lost_lordosis):
    with pytest.raises(sim.SpineError, match="did you mean 'L4-L5'"):
        lost_lordosis.joints["L4-L7"]


def test_records_and_columns_agree(lost_lordosis):
    joints = lost_lordosis.joints
    assert len(list(joints)) == len(joints) == 25
    assert [load.compression_N for load in joints] == joints.compression_N.tolist()
    assert {load.region for load in joints} == {"lumbar", "thoracic", "cervical"}


def test_weight_tissue_and_muscle_sum_to_the_load(result):
    for load in result.joints:
        assert math.isclose(sum(part.compression_N for part in load.parts.values()), load.compression_N)
        assert math.isclose(load.parts["weight"].moment_flexion_Nm, load.moment_flexion_Nm)


def test_compression_in_body_weights_is_compression_over_weight(lost_lordosis):
    load, person = lost_lordosis.joints["L4-L5"], lost_lordosis.person
    assert math.isclose(load.compression_body_weights * person.mass_kg * 9.80665, load.compression_N)


def test_the_table_fits_a_terminal_and_shows_before_and_after(result):
    text = result.table()
    assert max(map(len, text.splitlines())) <= 80
    assert ("before" in text) == (result.scenario != result.scenario.untilted())
    assert f"{result.joints['L4-L5'].compression_N:.0f}" in text
    assert not re.search(r"-0(\.0*)?(\s|$)", text)


def test_the_caption_is_computed_and_claims_nothing_about_a_patient(result):
    text = result.caption()
    assert "model" in text
    assert f"{result.joints['L4-L5'].compression_N:.0f} N" in text
    assert not re.search(r"cure|diagnos|misalign|guarant", text, re.IGNORECASE)
    assert text.count("\n") == 0


def test_the_caption_names_what_was_asked(lost_lordosis):
    assert "lumbar curve tilted 20° forward" in lost_lordosis.caption()


def test_a_person_made_from_measures_can_be_asked_about():
    person = models.person(sex="female", height_m=1.6, mass_kg=55)
    assert sim.simulate(person, tilt_deg=5).person is person
    by_table = sim.simulate(scenario={"person": {"sex": "female", "height_m": 1.6, "mass_kg": 55}, "tilt_deg": 5})
    assert by_table.joints["L4-L5"].compression_N == sim.simulate(person, tilt_deg=5).joints["L4-L5"].compression_N


def test_saving_writes_every_file_and_names_them(lost_lordosis, tmp_path):
    saved = lost_lordosis.save(tmp_path / "new" / "folder", figure=False)
    assert sorted(path.name for path in saved) == ["caption.txt", "joints.csv", "result.json"]
    assert (tmp_path / "new" / "folder" / "result.json").read_text(encoding="utf-8") == lost_lordosis.to_json()
    named = lost_lordosis.save(tmp_path, name="lesson", figure=False)
    assert sorted(path.name for path in named) == ["lesson.csv", "lesson.json", "lesson.txt"]


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_when_writing_fails_old_files_stay_and_no_new_ones_appear(tmp_path, monkeypatch, fault):
    files.write(tmp_path, {"a.txt": b"old"})
    whole = files.Path.write_bytes

    def failing(path, data):
        if path.name == "b.txt":
            whole(path, data[:2])
            raise fault
        return whole(path, data)

    monkeypatch.setattr(files.Path, "write_bytes", failing)
    with pytest.raises((sim.OutputError, KeyboardInterrupt)):
        files.write(tmp_path, {"a.txt": b"new", "b.txt": b"new", "c.txt": b"new"})
    with pytest.raises((sim.OutputError, KeyboardInterrupt)):
        files.write(tmp_path / "fresh" / "deep", {"b.txt": b"new"})
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"old"


@pytest.mark.parametrize("name", ["../beside", "in/side", "/tmp/elsewhere"])
def test_a_name_of_files_leads_nowhere_but_into_the_folder(lost_lordosis, tmp_path, name):
    folder = tmp_path / "chosen"
    with pytest.raises(sim.SpineError, match="is not the name of a file alone"):
        lost_lordosis.save(folder, name=name, figure=False)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file")
    (tmp_path / "folder.json").mkdir()
    for folder, name in (
        (tmp_path / "taken", "a"),
        (tmp_path / "taken" / "below", "a"),
        (tmp_path, "folder.json"),
    ):
        with pytest.raises(sim.OutputError, match="choose another folder") as caught:
            files.write(folder, {"first": b"", name: b""})
        assert "\n" not in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.json", "taken"]
