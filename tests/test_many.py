"""Many answers at once: the same as one by one, whatever the chunks and threads."""

from __future__ import annotations

import numpy as np
import pytest

import models
import sim
from sim import kernels
from sim.records import COLUMNS, MEASURES

SCENARIOS = [
    {},
    {"tilt_deg": 20},
    {"tilt_deg": 10, "direction": "right", "at": "L3"},
    {"tilt_deg": 10, "direction": "turn-left", "at": "pelvis"},
    {"posture": "relaxed"},
    {"posture": "sitting", "tilt_deg": 10},
    {"posture": "backrest", "backrest_deg": 30, "tilt_deg": 5},
    {"posture": "stoop", "tilt_deg": 15},
    {"lean_deg": 30, "carry": {"both-hands": "10kg@30cm"}},
    {"lean_deg": 50, "head_turn_deg": 20, "bend_deg": 10, "shifts": {"T5": "20mm@left"}},
    {"fused": ["L4-L5"], "tilt_deg": 10},
    {"curves": {"thoracic": 60}, "posture": "relaxed"},
    {"curves": {"lumbar": 20}},
    {"shifts": dict.fromkeys(("C3", "C5", "T1", "T3", "T5", "T7", "T9", "T11", "L1", "L3"), "5mm@forward")},
    {"braced": {"lumbar": 0.5}, "lift": {"left": "10mm"}},
    {"head_free": True, "heels_m": 0.04, "tilt_deg": 10},
    {"posture": "lying"},
    {"carry": {"both-hands": "60kg@80cm"}, "lean_deg": 60},  # nobody can
    {"tilt_deg": 99},  # wrong
    {"fused": ["L5-S1", "L4-L5", "L3-L4", "L2-L3", "L1-L2"], "tilt_deg": 5},  # a contradiction
    {"tilt_deg": 5, "direction": "backward", "title": "the last"},
]
PEOPLE = ["adult_male", {"sex": "female", "height_m": 1.6, "mass_kg": 55}, "nobody of that name"]


@pytest.fixture(autouse=True, params=["arrays", "kernels"])
def way(request):
    if request.param == "kernels":
        pytest.importorskip("numba")
    kernels.use("always" if request.param == "kernels" else "never")
    yield request.param
    kernels.use("batches")


def bits(answers):
    columns = {**answers.columns(), **answers.numbers, "beyond_range": answers.beyond_range}
    return {name: values.tobytes() for name, values in columns.items()} | {"reasons": answers.reasons}


def same(mine, theirs, scale=1.0):
    assert np.array_equal(np.isnan(mine), np.isnan(theirs))
    return np.nanmax(np.abs(mine - theirs), initial=0.0) <= 1e-9 * max(scale, np.nanmax(np.abs(theirs), initial=0.0))


def test_every_item_is_what_it_is_alone():
    answers = sim.simulate_many(PEOPLE, SCENARIOS)
    assert len(answers) == len(PEOPLE) * len(SCENARIOS)
    found = 0
    for item in range(len(answers)):
        try:
            alone = answers.result(item)
        except sim.SpineError as error:
            assert not answers.converged[item]
            assert answers.reasons[item] == str(error)
            assert np.isnan(answers.joints["compression_N"][item]).all()
            continue
        found += 1
        assert answers.converged[item] and answers.reasons[item] == ""
        for name in COLUMNS:
            assert same(answers.joints[name][item], getattr(alone.joints, name)), name
        for name in MEASURES:
            assert same(answers.alignment[name][item], getattr(alone.alignment, name)), name
            assert same(answers.change[name][item], getattr(alone.alignment.change, name)), name
        assert same(answers.numbers["margin_Nm_per_rad"][item], alone.stability.margin_Nm_per_rad)
        assert same(answers.numbers["baseline_margin_Nm_per_rad"][item], alone.stability.baseline_margin_Nm_per_rad)
        assert answers.beyond_muscles[item] == any("muscles cannot supply" in words for words in alone.warnings)
        assert answers.beyond_range[item].any() == any("range of motion" in words for words in alone.warnings)
    assert found == 36  # of two people, 18 of 21 each


def test_neither_chunks_nor_threads_change_a_bit():
    expected = bits(sim.simulate_many(PEOPLE, SCENARIOS, chunk=1000, workers=1))
    for chunk, workers in ((1, 1), (7, 1), (7, 2), (1, 2)):
        assert bits(sim.simulate_many(PEOPLE, SCENARIOS, chunk=chunk, workers=workers)) == expected, (chunk, workers)


def test_failures_are_told_in_order_and_not_raised():
    answers = sim.simulate_many("adult_male", [{"tilt_deg": 99}, {"tilt_deg": 9}, {"posture": "handstand"}])
    assert answers.converged.tolist() == [False, True, False]
    assert "tilt" in answers.reasons[0] and answers.reasons[1] == "" and "handstand" in answers.reasons[2]


def test_items_run_through_the_scenarios_of_one_person_after_another():
    who = [models.load("adult_male"), models.load("adult_female")]
    answers = sim.simulate_many(who, [{}, {"tilt_deg": 5}, {"tilt_deg": 10}])
    assert answers.person.tolist() == [0, 0, 0, 1, 1, 1]
    assert answers.scenario.tolist() == [0, 1, 2, 0, 1, 2]
    assert answers.result(4).person is who[1]


def test_pairs_and_own_people():
    paired = sim.simulate_many(["adult_male", "adult_female"], [{"tilt_deg": 5}, {"tilt_deg": 10}], paired=True)
    own = sim.simulate_many(scenarios=[{"tilt_deg": 5}, {"tilt_deg": 10, "person": "adult_female"}])
    assert len(paired) == len(own) == 2
    assert bits(paired)["compression_N:L5-S1"] == bits(own)["compression_N:L5-S1"]
    with pytest.raises(sim.SpineError, match="cannot be paired"):
        sim.simulate_many(["adult_male"], [{}, {}], paired=True)
    with pytest.raises(sim.SpineError, match="chunk"):
        sim.simulate_many("adult_male", {}, chunk=0)


def test_of_no_people_or_no_scenarios_there_are_no_answers():
    for people, scenarios in (("adult_male", []), ([], {"tilt_deg": 5}), (None, []), ([], None)):
        assert len(sim.simulate_many(people, scenarios)) == 0, (people, scenarios)
    assert len(sim.simulate_many("adult_male")) == len(sim.simulate_many()) == 1


def test_a_column_is_called_as_studies_call_its_quantity():
    from sim.study import quantities

    answers = sim.simulate_many("adult_male", {"tilt_deg": 5})
    columns = {**answers.columns(), **answers.numbers}
    known = [name for name in quantities.everything() if quantities.CHANGE not in name]
    assert len(known) > 300 and set(known) <= set(columns)
    for name in known[::40]:
        assert np.array_equal(columns[name], quantities.column(answers, name))


def test_progress_counts_up_to_all():
    seen = []
    sim.simulate_many("adult_male", [{"tilt_deg": k} for k in range(10)], chunk=3, progress=lambda *at: seen.append(at))
    assert seen == [(3, 10), (6, 10), (9, 10), (10, 10)]


def test_answers_cannot_be_changed_by_accident():
    answers = sim.simulate_many("adult_male", {"tilt_deg": 5})
    with pytest.raises(ValueError):
        answers.joints["compression_N"][0] = 0.0
    assert repr(answers) == "<Answers: 1, 1 of them found>"


def test_people_with_other_muscles_or_fusions_are_kept_apart():
    fused = models.person(sex="male", height_m=1.75, mass_kg=75, fused=["L4-L5"])
    answers = sim.simulate_many(["adult_male", fused, "adult_male"], [{"tilt_deg": 10}])
    assert answers.joints["change_flexion_deg"][1, 1] == 0.0
    assert answers.joints["change_flexion_deg"][0, 1] != 0.0
    assert np.array_equal(answers.joints["compression_N"][0], answers.joints["compression_N"][2])
