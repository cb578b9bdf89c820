"""Before and after: what is the same stays the same, what changes is explained, and no effect is called no effect."""

from __future__ import annotations

import csv
import io
import json
import re

import numpy as np
import pytest

import models
import sim
from sim.contrasts import different
from sim.interventions import INTERVENTIONS, intervene
from sim.scenario import build

FORBIDDEN = re.compile(r"\b(cure[sd]?|diagnos\w*|guarante\w*|heal(s|ed|ing)?|misalign\w*|treat\w*)\b", re.I)


@pytest.fixture(scope="module")
def stronger() -> sim.comparison.Comparison:
    return sim.compare({"tilt_deg": 20}, by="strength=+25%")


def test_a_stronger_muscle_changes_no_load_and_says_so(stronger: sim.comparison.Comparison) -> None:
    before, after = (one.joints.compression_N for one in (stronger.before, stronger.after))
    assert after == pytest.approx(before, rel=1e-3)
    assert stronger.before.pose.q == pytest.approx(stronger.after.pose.q, abs=1e-9)
    assert stronger.of("muscles", "L4-L5").ratio == pytest.approx(1 / 1.25, rel=1e-3)
    said = " ".join(stronger.sentences)
    assert "No effect on the load" in said and "No effect on the posture" in said
    assert {found.group for found in stronger.changed} == {"muscles"}


def test_strength_does_matter_where_muscles_are_at_their_limit() -> None:
    found = sim.compare({"carry": {"both-hands": "20kg@60cm"}}, by="strength=+50%")
    said = " ".join(found.sentences)
    assert "No effect on the load" not in said
    assert "at the greatest strength" in said and "muscles share them otherwise" in said


def test_nothing_changes_where_after_is_before() -> None:
    found = sim.compare({"tilt_deg": 10}, {"title": "the same"})
    assert found.changed == ()
    assert all(one.change == 0.0 for one in found.quantities)
    assert found.sentences[-1].startswith("Nothing that is computed changes")


def test_less_mass_loads_the_spine_less_in_proportion_and_keeps_the_muscles() -> None:
    found = sim.compare({"tilt_deg": 15}, by="body-mass=-15kg")
    assert found.after.person.mass_kg == pytest.approx(60.0)
    assert found.after.person.muscles.pcsa_m2 == pytest.approx(found.before.person.muscles.pcsa_m2)
    ratio = found.after.joints.compression_N / found.before.joints.compression_N
    assert ratio == pytest.approx(60 / 75, rel=0.03)


def test_the_desk_unloads_who_slumped_and_raises_the_trunk() -> None:
    found = sim.compare({"posture": "slumped", "head_deg": 20, "arms": "forward"}, by="desk")
    assert found.of("compression", "L4-L5").change < 0
    assert found.of("compression", "C7-T1").change < 0
    assert found.of("alignment", "thoracic_kyphosis_deg").change < 0
    assert found.of("breathing", "vital capacity").change > 0


@pytest.mark.parametrize(
    ("region", "joints"), [("lumbar", slice(0, 6)), ("thoracic", slice(6, 17)), ("neck", slice(17, 25))]
)
def test_flexibility_of_a_region_is_of_that_region_alone(region: str, joints: slice) -> None:
    stiff, supple = models.person(), models.person(flexibility={region: 1.5})
    ratio = supple.range_deg / stiff.range_deg
    assert ratio[joints] == pytest.approx(1.5)
    assert np.delete(ratio, np.arange(25)[joints], axis=0) == pytest.approx(1.0)
    after, _, _ = intervene(build(), f"{region}-flexibility=+50%")
    assert after.person["flexibility"][region] == pytest.approx(1.5)


def test_a_flexible_thorax_takes_more_of_the_tilt() -> None:
    found = sim.compare({"tilt_deg": 20}, by="thoracic-flexibility=+50%")
    assert found.of("alignment", "thoracic_kyphosis_deg").change < -1.0


def test_a_region_nobody_knows_is_refused() -> None:
    with pytest.raises(models.ModelError, match="did you mean 'lumbar'"):
        models.person(flexibility={"lumber": 1.2})
    with pytest.raises(models.ModelError, match="lie between"):
        models.person(flexibility={"lumbar": 9})


@pytest.mark.parametrize(
    ("raised", "height", "left"),
    [
        ({"left": "15mm"}, "10mm", ("left", 0.005)),
        ({"left": "10mm"}, "10mm", None),
        ({"left": "5mm"}, "10mm", ("right", 0.005)),
        ({"right": "15mm"}, "10mm", ("right", 0.005)),
        ({}, "10mm", ("right", 0.010)),
    ],
)
def test_a_heel_lift_goes_under_the_lower_side(raised: dict, height: str, left: tuple | None) -> None:
    after, _, _ = intervene(build(lift=raised), f"heel-lift={height}")
    assert [(lift.side, pytest.approx(lift.height_m)) for lift in after.lift] == ([left] if left else [])


def test_levelling_a_short_leg_straightens_the_lumbar_spine() -> None:
    found = sim.compare({"lift": {"left": "15mm"}}, by="heel-lift=15mm")
    assert abs(found.of("alignment", "lumbar_cobb_deg").before) > 3
    assert abs(found.of("alignment", "lumbar_cobb_deg").after) < 0.1


def test_any_word_measure_or_gain_is_compared_the_same_way() -> None:
    bag = sim.compare({}, {"carry": {"backpack": 12}})
    assert bag.different == ("carry none → backpack mass_kg 12",)
    old = sim.compare({}, {"person": {"age": 80}})
    assert old.different == ("age 35 → 80",)
    assert old.after.person.age_years == 80 and old.after.person.height_m == old.before.person.height_m
    loose = sim.compare({"tilt_deg": 20}, gains={"gaze_Nm_per_rad": 20})
    assert loose.different == (f"gaze {models.load_gains().gaze_Nm_per_rad:g} → 20 Nm/rad",)
    assert abs(loose.of("alignment", "gaze_deg").after) > abs(loose.of("alignment", "gaze_deg").before)
    tone = sim.compare({"posture": "relaxed"}, gains={"relaxed.tone": 0.5})
    assert tone.of("alignment", "thoracic_kyphosis_deg").change < -2


@pytest.mark.parametrize(
    ("gain", "value", "said"),
    [
        ("head_N_per_m", 20, "head {was:g} → 20 N/m"),
        ("balance_N_per_m", 0, "balance {was:g} → 0 N/m"),
        ("abdominal_slope_Pa_per_Nm", 80, "abdominal slope {was:g} → 80 Pa/Nm"),
        ("active_stiffness", 3, "active stiffness {was:g} → 3"),
    ],
)
def test_a_gain_is_told_with_its_own_unit(gain: str, value: float, said: str) -> None:
    scenario = build()
    was = getattr(models.load_gains(), gain)
    assert different(scenario, scenario, {gain: value}) == (said.format(was=was),)


@pytest.mark.parametrize(
    "change", [{"gains": {"head_N_per_m": 20}}, {"by": "strength=+50%"}, {"by": "lumbar-flexibility=+50%"}], ids=str
)
def test_upright_standing_is_the_rest_state_and_is_not_called_no_effect(change: dict) -> None:
    said = " ".join(sim.compare(**change).sentences)
    assert "In upright standing, which is the rest state of this model" in said and "compare with a tilt" in said
    assert "o effect" not in said
    asked = " ".join(sim.compare({"tilt_deg": 20}, **change).sentences)
    assert "rest state" not in asked


def test_loads_that_change_in_the_rest_state_are_told_beside_it() -> None:
    for by in ("body-mass=+10kg", "lumbar-flexibility=+50%"):
        said = sim.compare(by=by).sentences
        assert said[0].startswith("Compression changes most")
        assert said[1].startswith("In upright standing, which is the rest state")
        assert "compression with it" not in said[1]


def test_the_desk_starts_from_sitting_where_nothing_is_said_and_says_so() -> None:
    found = sim.compare(by="desk")
    assert found.before.scenario == build(posture="sitting")
    assert "before is sitting, not standing" in found.sentences[0]
    assert sim.compare(by=["strength", "desk"]).before.scenario.posture == "sitting"
    for asked in ({}, {"posture": "slumped"}):
        given = sim.compare(asked, by="desk")
        assert given.before.scenario == build(asked)
        assert "No scenario was given" not in " ".join(given.sentences)
    assert sim.compare(by="strength").before.scenario == build()


def test_other_gains_leave_nothing_behind() -> None:
    before, gains = sim.simulate(tilt_deg=20).alignment.gaze_deg, models.load_gains()
    sim.compare({"tilt_deg": 20}, gains={"gaze_Nm_per_rad": 20})
    assert sim.simulate(tilt_deg=20).alignment.gaze_deg == before
    with pytest.raises(sim.ScenarioError):
        sim.compare({"tilt_deg": 20}, gains={"gaze_Nm_per_rad": 20, "no_such": 1})
    assert models.load_gains() == gains


@pytest.mark.parametrize(
    ("asked", "mend"),
    [
        ({}, "nothing to compare"),
        ({"by": "strenght"}, "did you mean 'strength'"),
        ({"by": "weight"}, "did you mean 'body-mass'"),
        ({"by": "strength=lots"}, "not a number"),
        ({"by": "strength=900%"}, "outside what the model covers"),
        ({"by": "strength=abc"}, "strength 'abc' is not a number; give a share such as 20%"),
        ({"by": "body-mass=2deg"}, "not a mass"),
        ({"by": "heel-lift=10"}, "give a length such as 10mm, 0 mm to 40 mm"),
        ({"by": "desk=3"}, "has no amount"),
        ({"gains": {"head_N_per_m": -3}}, "head_N_per_m -3 is negative; give 0 or more"),
        ({"gains": {"relaxed.tone": -0.1}}, "give 0 or more"),
        ({"by": 3}, "is a word"),
        ({"gains": {"gaze_Nm_per_rd": 3}}, "did you mean 'gaze_Nm_per_rad'"),
        ({"gains": {"relaxed.tonus": 3}}, "relaxed.tone"),
        ({"after": {"postur": "relaxed"}}, "did you mean 'posture'"),
        ({"after": {"person": {"mas_kg": 3}}}, "did you mean 'mass_kg'"),
    ],
    ids=str,
)
def test_a_wrong_request_says_how_to_mend_it(asked: dict, mend: str) -> None:
    by = asked.get("by", ())
    with pytest.raises(sim.SpineError, match=re.escape(mend)) as refused:
        sim.compare({}, asked.get("after"), by=[by] if isinstance(by, int) else by, gains=asked.get("gains"))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", models.people())
def test_measures_as_words_make_the_same_person(name: str) -> None:
    one, two = models.load(name), models.person(**models.measures(name))
    assert two.joint_m == pytest.approx(one.joint_m)
    assert two.muscles.pcsa_m2 == pytest.approx(one.muscles.pcsa_m2)
    assert two.tissue.scale == pytest.approx(one.tissue.scale)
    assert (two.sex, two.age_years, two.name) == (one.sex, one.age_years, one.name)


@pytest.mark.parametrize("by", list(INTERVENTIONS))
def test_every_intervention_runs_by_name_and_promises_nothing(by: str) -> None:
    found = sim.compare({"tilt_deg": 10}, by=by)
    assert found.different and found.statements
    for text in (*found.sentences, *found.different, INTERVENTIONS[by].about):
        assert not FORBIDDEN.search(text), text
    assert max(map(len, found.table().splitlines())) <= 80
    assert json.loads(found.to_json())["schema"] == "plumbline.compare/1"


def test_several_interventions_add_up() -> None:
    found = sim.compare({"tilt_deg": 10}, by=["strength=+20%", "body-mass=-5kg"])
    assert found.different == ("strength +20 %", "body mass -5 kg")
    assert found.after.person.mass_kg == pytest.approx(70.0)


def test_the_table_for_a_spreadsheet_holds_every_number() -> None:
    found = sim.compare({"tilt_deg": 10}, by="body-mass")
    rows = list(csv.DictReader(io.StringIO(found.to_csv())))
    assert len(rows) == len(found.quantities)
    row = next(one for one in rows if (one["group"], one["name"]) == ("compression", "L4-L5"))
    assert float(row["after"]) == found.after.joints["L4-L5"].compression_N
    assert float(row["change"]) == pytest.approx(float(row["after"]) - float(row["before"]))


def test_the_reason_given_is_the_change_of_the_parts() -> None:
    found = sim.compare({}, {"tilts": [{"deg": 20, "direction": "forward", "at": "lumbar"}]})
    loads = [one for one in found.quantities if one.group == "compression"]
    most = max(loads, key=lambda one: abs(one.change))
    muscle = (
        found.after.joints[most.name].parts["muscle"].compression_N
        - found.before.joints[most.name].parts["muscle"].compression_N
    )
    assert found.sentences[0].startswith(f"Compression changes most at {most.name}")
    assert f"muscles {muscle:+.0f} N" in found.sentences[0]


def test_lying_is_compared_without_the_breath() -> None:
    found = sim.compare({}, {"posture": "lying"})
    with pytest.raises(sim.ScenarioError, match="nothing is called"):
        found.of("breathing", "vital capacity")


def test_the_figure_draws_both_postures_and_a_row_for_each_change(tmp_path) -> None:
    pytest.importorskip("matplotlib")
    found = sim.compare({"posture": "slumped", "head_deg": 20}, by="desk")
    drawn = found.plot()
    assert drawn.figure.bbox.size == pytest.approx([1920, 1080])
    shown = found.changed[:9]
    assert len(drawn.pale.get_paths()) == len(drawn.solid.get_paths()) == len(shown)
    for one, pale, solid in zip(shown, drawn.pale.get_paths(), drawn.solid.get_paths(), strict=True):
        long = [np.ptp(path.vertices[:, 0]) for path in (pale, solid)]
        assert long[1] / long[0] == pytest.approx(abs(one.after / one.before), rel=1e-6)
    assert np.ptp(drawn.before.axes.get_ylim()) == pytest.approx(np.ptp(drawn.after.axes.get_ylim()))
    written = found.save(tmp_path)
    assert sorted(path.name for path in written) == ["compare.csv", "compare.json", "compare.png"]
