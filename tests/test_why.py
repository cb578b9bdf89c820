"""Why each region moved: the parts add up, each is what its reason alone would do, and the words say the numbers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec import structs

import models
import run_sim
import sim
from models import SpineError
from sim import pipeline
from sim.chain import COORDINATES, LEGS, place_bodies
from sim.explain.because import WAYS
from sim.explain.continuation import Way
from sim.explain.why import PARTS, REGIONS, Why
from sim.posture import solve
from sim.potential import evaluate
from sim.reasons import REASONS, alone, silence
from sim.turns import given_deg, given_rate

ASKED: dict[str, dict[str, Any]] = {
    "lost lordosis": {"tilt_deg": 20, "direction": "forward", "at": "lumbar"},
    "relaxed": {"tilt_deg": 10, "direction": "backward", "at": "lumbar", "posture": "relaxed"},
    "pelvis": {"tilt_deg": 20, "direction": "backward", "at": "pelvis", "person": "older_adult"},
    "right": {"tilt_deg": 10, "direction": "right", "at": "pelvis", "person": "adult_female"},
    "turned": {"tilt_deg": 15, "direction": "turn-left", "at": "lumbar"},
    "one vertebra": {"tilt_deg": 8, "direction": "backward", "at": "L4", "fused": ["L2-L3"]},
    "lift": {"lift": {"left": "15mm"}},
    "lean": {"lean_deg": 30, "carry": {"both-hands": "5kg@40cm"}},
    "slouching lean": {"lean_deg": 20, "posture": "relaxed"},
    "nod": {"head_deg": 30},
    "shift": {"shifts": {"thorax": "40mm@forward"}},
    "both": {"tilt_deg": 8, "direction": "right", "at": "pelvis", "lean_deg": 15},
    "bend": {"bend_deg": 25},
    "turn": {"turn_deg": -25, "head_turn_deg": 0},
    "head bend": {"head_bend_deg": 20, "person": "older_adult"},
    "head turn": {"head_turn_deg": 50},
    "knees": {"knee_deg": 60},
    "curve": {"curves": {"lumbar": 20}},
    "thoracic": {"tilt_deg": 15, "at": "thoracic"},
    "shift over": {"shifts": [{"what": "head", "distance_m": 0.03, "over": "T1"}]},
    "braced lean": {"lean_deg": 30, "braced": {"lumbar": 1}},
    "seat": {"posture": "sitting", "seat_deg": 15},
    "backrest": {"posture": "sitting", "backrest_deg": 20},
    "steeper backrest": {"posture": "backrest", "backrest_deg": 30},
    "sitting tilt": {"posture": "sitting", "tilt_deg": 10},
    "squatting tilt": {"posture": "squat", "tilt_deg": 10},
    "squatting lean": {"posture": "squat", "lean_deg": 50},
    "lying tilt": {"posture": "lying", "tilt_deg": 10},
    "sitting nod": {"posture": "backrest", "head_deg": 20},
    "squatting nod": {"posture": "squat", "head_deg": 40},
}
POSED: dict[str, dict[str, Any]] = {  # as such, compared with standing erect
    "sitting": {"posture": "sitting"},
    "sitting upright": {"posture": "sitting-upright", "person": "adult_female"},
    "slumped": {"posture": "slumped"},
    "relaxing": {"posture": "relaxed"},
    "squat": {"posture": "squat"},
    "leaned back": {"posture": "backrest"},
    "lying": {"posture": "lying"},
    "backpack": {"carry": {"backpack": 12}},
    "one hand": {"carry": {"right-hand": 10}},
    "arms raised": {"arms": "raised"},
    "sitting with a load": {"posture": "sitting", "carry": {"both-hands": "5kg@30cm"}},
    "stoop": {"posture": "stoop"},
    "phone": {"posture": "phone"},
    "pregnant": {"posture": "pregnant", "person": "adult_female"},
    "on heels": {"posture": "heels", "person": "adult_female"},
}
ASKED |= POSED
STILL = ("relaxed", "sitting", "squat", "backrest", "lying")
EVERY = pytest.mark.parametrize("name", ASKED)


@cache
def why_of(name: str) -> Why:
    return sim.simulate(**ASKED[name]).why()


@EVERY
def test_the_parts_add_up_to_the_change(name: str) -> None:
    why = why_of(name)
    given = given_deg(why.result.pose.rotation, why.result.baseline.pose.rotation)
    change = given[:, ("flexion", "lateral", "axial").index(why.axis)]
    np.testing.assert_allclose(why.degrees[:4].sum(1), change, atol=1e-6)
    np.testing.assert_allclose(why.degrees[4], why.degrees[:4].sum(0), atol=1e-12)
    assert why.closing_deg < 1e-6


def test_the_change_is_that_of_the_joints_where_all_turn_in_one_plane() -> None:
    why = why_of("lost lordosis")
    joints, regions = why.result.joints, np.array([load.region for load in why.result.joints])
    for region, name in (("lumbar", "lumbar"), ("thorax", "thoracic"), ("neck", "cervical")):
        summed = joints.change_flexion_deg[regions == name].sum()
        assert why.change[REGIONS.index(region)] == pytest.approx(summed, abs=1e-9)
    assert why.change[0] == pytest.approx(-why.result.alignment.change.pelvic_tilt_deg, abs=1e-9)
    assert why.change[4] == pytest.approx(-why.result.alignment.change.gaze_deg, abs=1e-9)


@pytest.mark.parametrize("posture", ["erect", "relaxed"])
def test_the_reasons_are_the_whole_potential(posture: str) -> None:
    person = models.load("adult_female")
    model = pipeline.stand(person, sim.scenario.build(posture=posture, person="adult_female")).setting
    q = 0.1 * np.random.default_rng(3).normal(size=COORDINATES)
    whole, parts = evaluate(model, q), [evaluate(alone(model, reason), q) for reason in REASONS]
    for term in ("energy_J", "gradient", "hessian"):
        summed = sum(getattr(part, term) for part in parts)
        scale = np.abs(getattr(whole, term)).max()
        np.testing.assert_allclose(summed, getattr(whole, term), rtol=0, atol=1e-11 * scale)


def test_regions_turn_as_the_hinges_say() -> None:
    person = models.load("adult_male")
    rng = np.random.default_rng(4)
    q, other, way = 0.05 * rng.normal(size=(3, COORDINATES))
    before, pose, step = place_bodies(person, other).rotation, place_bodies(person, q), 1e-6
    rate = given_rate(pose.rotation, before, pose.axis) @ way[LEGS:]
    ahead, behind = (given_deg(place_bodies(person, q + s * way).rotation, before) for s in (step, -step))
    np.testing.assert_allclose(rate, (ahead - behind) / (2 * step), atol=1e-6)


@pytest.mark.parametrize("reason", REASONS)
def test_a_part_is_what_the_reason_does_when_the_others_do_not_complain(reason: str) -> None:
    """Solved afresh: a small tilt, and against every other reason's complaint about it a steady moment."""
    result = sim.simulate("adult_male", tilt_deg=0.02, direction="backward", at="pelvis")
    stand = pipeline.stand(result.person, result.scenario.untilted())
    before, moved = stand.solution.q, np.zeros(COORDINATES)
    moved[LEGS] = result.pose.q[LEGS] - stand.solution.q[LEGS]
    others = [evaluate(alone(stand.setting, other), before).hessian @ moved for other in REASONS if other != reason]
    quiet = replace(stand.setting, tone_moment=stand.setting.tone_moment + sum(others))
    found = solve(quiet, before + moved, moved != 0).at.pose.rotation
    given = given_deg(found, stand.solution.at.pose.rotation)[:, 0]
    why = result.why()
    expected = why.degrees[:4, 0] + why.degrees[:4, PARTS.index(reason)]
    np.testing.assert_allclose(given, expected, atol=2e-5)


@pytest.mark.parametrize("asked", [{}, {"tilt_deg": 0}, *({"tilt_deg": 0, "posture": name} for name in STILL)])
def test_where_nothing_is_tilted_nothing_has_a_part(asked: dict[str, Any]) -> None:
    why = sim.simulate("adult_male", **asked).why()
    assert not why.degrees.any()
    assert np.abs(why.change).max() < 1e-9
    for found in why.without.values():
        assert found is None or np.abs(found).max() < 1e-6
    assert len(why.sentences) == 1
    assert "no region moves" in why.sentences[0]


@EVERY
def test_the_way_leads_from_before_to_the_posture_itself(name: str) -> None:
    result = why_of(name).result
    plain = pipeline.stand(result.person, result.scenario.before())
    way = Way.between(result.person, result.scenario.before(), result.scenario, plain.setting)
    rng = np.random.default_rng(5)
    for share, model in ((0.0, plain.setting), (1.0, pipeline.setting(result.person, result.scenario))):
        q = plain.solution.q + 0.05 * rng.normal(size=COORDINATES)
        found, expected = evaluate(way.at(share), q), evaluate(model, q)
        for term in ("gradient", "hessian"):
            scale = np.abs(getattr(expected, term)).max()
            np.testing.assert_allclose(getattr(found, term), getattr(expected, term), rtol=0, atol=1e-12 * scale)


@pytest.mark.parametrize("name", ["lean", "bend", "sitting", "squat", "relaxing", "backpack"])
def test_a_reason_that_does_not_change_on_the_way_is_left_out_of_it(name: str) -> None:
    result = why_of(name).result
    before = pipeline.stand(result.person, result.scenario.before())
    way = Way.between(result.person, result.scenario.before(), result.scenario, before.setting)
    for reason in REASONS:
        moments = [evaluate(alone(way.at(share), reason), result.pose.q).gradient for share in (0.3, 0.7)]
        differ = np.abs(moments[1] - moments[0]).max() > 1e-9
        assert differ <= (reason in way.changing)


@pytest.mark.parametrize("words", [("bend_deg",), ("turn_deg", "head_turn_deg"), ("head_bend_deg",)])
def test_the_reasons_for_what_is_held_left_mirror_those_for_right(words: tuple[str, ...]) -> None:
    one, other = (sim.simulate("adult_male", **dict.fromkeys(words, sign * 20)).why() for sign in (1, -1))
    np.testing.assert_allclose(one.degrees, -other.degrees, atol=1e-8)


def test_the_reasons_for_a_load_in_the_left_hand_mirror_those_for_the_right() -> None:
    left, right = (sim.simulate("adult_male", carry={hand: 8}).why() for hand in ("left-hand", "right-hand"))
    assert left.axis == right.axis == "lateral"
    np.testing.assert_allclose(left.degrees, -right.degrees, atol=1e-8)


@pytest.mark.parametrize("posture", ["erect", "sitting"])
def test_small_holds_superpose(posture: str) -> None:
    lean_deg, shift_m = 0.02, 1e-5
    parts = [
        sim.simulate("adult_male", posture=posture, lean_deg=lean, shifts={"T4": shift}).why().degrees
        for lean, shift in ((lean_deg, 0.0), (0.0, shift_m), (lean_deg, shift_m), (0.0, 0.0))
    ]
    answer = np.abs(parts[2] - parts[3]).max()
    np.testing.assert_allclose(parts[0] + parts[1], parts[2] + parts[3], atol=2e-3 * answer)


@pytest.mark.parametrize("name", POSED)
def test_a_posture_as_such_is_compared_with_standing_erect(name: str) -> None:
    why = why_of(name)
    assert why.constraint.endswith("compared with standing erect")
    assert why.result.baseline.scenario.posture == "erect"
    assert why.at_will
    assert why.sentences[0].startswith(why.constraint[0].upper())


def test_weight_has_no_part_in_sitting_down_but_bent_hips_and_muscles_do() -> None:
    """Nothing that rides on the spine changes; the bent hips pull the pelvis backward, and muscles let it go."""
    why = why_of("sitting")
    assert np.abs(why.degrees[:, PARTS.index("weight")]).max() < 0.05
    assert why.part("pelvis", "tissue") < -1
    assert why.part("pelvis", "tone") < -1
    upright = why_of("sitting upright")
    assert abs(upright.part("pelvis", "tone")) < abs(upright.part("pelvis", "tissue"))
    assert "bent hips pull" in " ".join(upright.sentences)
    assert "muscles let go" in " ".join(why.sentences)


def test_what_the_posture_holds_itself_stays_whole_in_a_tilt() -> None:
    """A tilted squatter leans and kneels before as after: no part is the hold's beyond the tilt's."""
    squat = why_of("squatting tilt")
    assert squat.part("lumbar", "held") == pytest.approx(10, abs=1)
    assert squat.result.baseline.scenario.posture == "squat"


def test_a_head_let_go_changes_what_is_kept_over_the_hips_and_cannot_be_shared_out() -> None:
    why = sim.simulate("adult_male", head_free=True, tilt_deg=15).why()
    assert not why.shared
    assert "cannot be shared out" in " ".join(why.sentences)


def test_a_change_that_cannot_be_shared_out_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.explain.why._OPEN_DEG", 0.0)
    why = sim.simulate("adult_male", posture="sitting").why()
    assert not why.shared
    assert "cannot be shared out" in " ".join(why.sentences)
    assert "nan" not in why.table() + " ".join(why.sentences)
    assert json.loads(why.to_json())["parts_deg"] is None
    assert json.loads(why.to_json())["change_deg"]["lumbar"] == pytest.approx(why.change[1])
    assert not why.plot().steps.get_paths()
    with pytest.raises(SpineError, match="cannot be shared"):
        why.part("pelvis", "tone")


@pytest.mark.parametrize("way", [("left", "right"), ("turn-left", "turn-right")])
def test_the_reasons_for_a_left_tilt_mirror_those_for_a_right_one(way: tuple[str, str]) -> None:
    left, right = (sim.simulate("adult_male", tilt_deg=12, direction=word, at="L3").why() for word in way)
    np.testing.assert_allclose(left.degrees, -right.degrees, atol=1e-9)
    for reason in REASONS:
        one, other = left.without[reason], right.without[reason]
        assert (one is None) == (other is None)
        if one is not None:
            np.testing.assert_allclose(one, -other, atol=1e-7)


def test_without_gaze_is_a_person_whose_eyes_do_not_care(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"tilt_deg": 15, "direction": "forward", "at": "lumbar"}
    person = models.load("adult_male")
    why = sim.simulate(person, **asked).why()
    postures = models.load_postures()
    careless = {**postures, "erect": structs.replace(postures["erect"], gaze=0.0)}
    monkeypatch.setattr(models, "load_postures", lambda: careless)
    result = sim.simulate(replace(person), **asked)  # another person, who has not stood yet
    given = given_deg(result.pose.rotation, result.baseline.pose.rotation)[:, 0]
    np.testing.assert_allclose(why.without["gaze"][:4], given, atol=1e-6)


def test_nobody_stands_without_tone() -> None:
    why = why_of("lost lordosis")
    assert why.without["tone"] is None
    assert "tone" in " ".join(why.sentences)
    stand = pipeline.stand(why.result.person, why.result.scenario.untilted())
    slack = evaluate(silence(stand.setting, ["tone"]), stand.solution.q).hessian
    assert np.linalg.eigvalsh(slack)[0] < 0  # the column buckles before anything is tilted


def test_what_tilts_are_held_is_a_part_of_its_own() -> None:
    why = why_of("pelvis")
    assert why.part("pelvis", "held") == pytest.approx(-20, abs=1e-9)
    assert why.part("head", "held") == pytest.approx(-20, abs=1e-9)
    assert not why.degrees[0, 1:].any()
    with pytest.raises(SpineError, match="pelvis, lumbar"):
        why.part("tail", "held")


@EVERY
def test_the_first_sentences_name_the_largest_mover(name: str) -> None:
    why = why_of(name)
    region, reason = np.unravel_index(np.abs(why.degrees[:4, 1:]).argmax(), (4, len(REASONS)))
    said = why.sentences[int(why.at_will)]
    if np.abs(why.degrees[:4, 1:]).max() < 0.05:
        assert said.startswith("No reason moves any region")
        return
    assert said.startswith(f"The largest mover is {REASONS[reason]} ")
    assert REGIONS[region] in said
    assert f"{abs(why.degrees[region, 1 + reason]):.1f}°" in said


@EVERY
def test_every_number_in_the_sentences_stands_in_the_table(name: str) -> None:
    why = why_of(name)
    negative, positive = WAYS[why.axis]
    table = why.table()
    assert 3 <= len(why.sentences) <= 6
    assert max(map(len, table.splitlines())) <= 80
    text = " ".join(why.sentences).replace(why.constraint, "")
    found = re.findall(rf"(\d+\.\d)° ({negative}|{positive})", text)
    assert len(found) > 1
    for size, way in found:
        assert f"{'+' if way == positive else '-'}{size}" in table
    assert not re.search(r"\bnan\b|cure|diagnos|misalign|guarantee", text + table)


def test_the_json_holds_the_table() -> None:
    why = why_of("lost lordosis")
    words = json.loads(why.to_json())
    assert words["schema"] == "plumbline.why/1"
    assert words["parts_deg"]["neck"]["gaze"] == why.part("neck", "gaze")
    assert words["without_deg"]["tone"] is None
    assert list(words["parts_deg"]) == list(words["change_deg"]) == list(REGIONS)
    assert words["sentences"] == list(why.sentences)


@EVERY
def test_the_figure_draws_the_table(name: str) -> None:
    why = why_of(name)
    drawn = why.plot()
    right = -1 if why.axis == "axial" else 1
    for bar, change in zip(drawn.wholes.get_paths(), why.change, strict=True):
        assert bar.vertices[1, 0] == pytest.approx(right * change)
    steps = [path.vertices[2, 0] - path.vertices[0, 0] for path in drawn.steps.get_paths()]
    seen = why.degrees[np.abs(why.degrees) >= 0.05]
    np.testing.assert_allclose(steps, right * seen, atol=1e-12)
    assert sum(text.get_visible() for text in drawn.parts) == len(seen)
    frame = drawn.axes.figure.bbox
    boxes = [text.get_window_extent() for text in drawn.axes.texts if text.get_visible() and text.get_text()]
    for k, box in enumerate(boxes):
        assert frame.x0 <= box.x0 and box.x1 <= frame.x1
        assert not any(box.overlaps(other) for other in boxes[:k])


def test_a_figure_shows_another_answer_in_place() -> None:
    drawn, fresh = why_of("lean").plot(), why_of("turned").plot()
    drawn.update(why_of("turned"))
    words = [[text.get_text() for text in made.axes.texts if text.get_visible()] for made in (drawn, fresh)]
    assert words[0] == words[1]
    assert drawn.axes.get_ylim() == fresh.axes.get_ylim()


def test_the_command_line_says_why(capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_sim.main(["--tilt", "10", "--why"]) == 0
    said = capsys.readouterr().out
    why = sim.simulate("adult_male", tilt_deg=10).why()
    assert why.table() in said
    assert " ".join(why.sentences[0].split()) in " ".join(said.split())
    assert max(map(len, said.splitlines())) <= 80
    assert json.loads(Path("out/why.json").read_text(encoding="utf-8")) == json.loads(why.to_json())
    assert Path("out/why.png").read_bytes().startswith(b"\x89PNG")


def test_why_leaves_the_printed_json_alone(capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_sim.main(["--tilt", "5", "--json", "-"]) == 0
    plain = capsys.readouterr().out
    assert run_sim.main(["--tilt", "5", "--json", "-", "--why", "--out", "here", "--no-figure"]) == 0
    assert capsys.readouterr().out == plain
    assert Path("here/why.json").exists()
    assert not Path("here/why.png").exists()
    assert run_sim.main(["--tilt", "5", "--json", "-", "--why"]) == 2
    assert "--out FOLDER" in capsys.readouterr().err


def test_hinges_of_the_legs_turn_no_region() -> None:
    """The chain's first coordinates carry the hips; regions turn with the others."""
    person = models.load("adult_male")
    q = np.zeros(COORDINATES)
    q[:LEGS] = 0.1
    assert np.abs(given_deg(place_bodies(person, q).rotation, place_bodies(person, 0 * q).rotation)).max() < 1e-12
