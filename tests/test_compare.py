"""Before and after: what is the same stays the same, what changes is explained, and no effect is called no effect."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from functools import cache

import numpy as np
import pytest

import models
import sim
from sim.explain.comparison import Comparison
from sim.explain.contrasts import different
from sim.explain.interventions import intervene
from sim.explain.offered import INTERVENTIONS
from sim.scenario import build

PAIRS: dict[str, tuple[dict, dict | None, str]] = {  # before, what is different after, intervention
    "desk": ({}, None, "desk"),
    "desk, slumped before": ({"posture": "slumped", "head_deg": 20, "arms": "forward"}, None, "desk"),
    "strength": ({}, None, "strength=+20%"),
    "strength of a tilt": ({"tilt_deg": 20}, None, "strength=+20%"),
    "mass": ({}, None, "body-mass=-10kg"),
    "heel lift": ({"lift": {"left": "10mm"}}, None, "heel-lift=10mm"),
    "sit up": ({"posture": "slumped"}, {"posture": "sitting-upright"}, ""),
    "squat": ({}, {"posture": "squat"}, ""),
    "rise": ({"posture": "squat"}, {"posture": "erect"}, ""),
    "stoop and squat": ({"posture": "stoop"}, {"posture": "squat"}, ""),
    "lie down": ({}, {"posture": "lying"}, ""),
    "get up": ({"posture": "lying"}, {"posture": "sitting"}, ""),
    "other tilt": ({"tilt_deg": 10}, {"tilt_deg": 20, "direction": "backward", "at": "pelvis"}, ""),
    "side tilts": (
        {"tilt_deg": 8, "direction": "right", "at": "pelvis"},
        {"tilt_deg": 10, "direction": "left", "at": "lumbar"},
        "",
    ),
    "side tilt on a stool": (
        {},
        {"posture": "sitting-upright", "tilt_deg": 8, "direction": "right", "at": "pelvis"},
        "",
    ),
    "turn": ({}, {"tilt_deg": 15, "direction": "turn-left", "at": "lumbar"}, ""),
    "bow": ({}, {"lean_deg": 90}, ""),
    "lean back": ({"posture": "slumped"}, {"posture": "backrest", "backrest_deg": 40}, ""),
    "bag": ({"carry": {"right-hand": 10}}, {"carry": {"backpack": 10}}, ""),
    "turn on a chair": ({"posture": "sitting"}, {"turn_deg": 40, "head_turn_deg": 60}, ""),
    "get up from a bed": ({"posture": "lying"}, {"posture": "backrest", "backrest_deg": 45}, ""),
    "crane": ({}, {"head_deg": 60}, ""),
    "titles": (
        {"tilt_deg": 10, "title": "What a long day of lifting boxes does to a back that never rests"},
        {"tilt_deg": 5, "title": "What the same day does to a back that rests every hour"},
        "",
    ),
    "somebody else": ({}, {"posture": "heels", "person": "adult_female"}, ""),
    "everything": (
        {"person": "older_adult", "posture": "phone"},
        {
            "person": "adult_female",
            "posture": "sitting",
            "carry": {"both-hands": "10@40cm"},
            "arms": "forward",
            "seat_deg": 10,
            "lean_deg": 20,
            "fused": ["L4-L5"],
        },
        "strength=+20%",
    ),
}
FORBIDDEN = re.compile(r"\b(cure[sd]?|diagnos\w*|guarante\w*|heal(s|ed|ing)?|misalign\w*|treat\w*)\b", re.I)


@pytest.fixture(scope="module")
def stronger() -> Comparison:
    return sim.compare({"tilt_deg": 20}, by="strength=+25%")


def test_a_stronger_muscle_changes_no_load_and_says_so(stronger: Comparison) -> None:
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
        (
            {"before": {"person": {"mass_kg": 100}}, "by": "body-mass=-100kg"},
            "mass_kg is 0 kg; it must lie between 30 and 200 kg",
        ),
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
    by, before = asked.get("by", ()), asked.get("before", {})
    with pytest.raises(sim.SpineError, match=re.escape(mend)) as refused:
        sim.compare(before, asked.get("after"), by=[by] if isinstance(by, int) else by, gains=asked.get("gains"))
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


@cache
def found_of(name: str) -> Comparison:
    before, after, by = PAIRS[name]
    return sim.compare(before, after, by=by or ())


@cache
def figure_of(name: str):
    """To look at; a test that changes a figure makes its own."""
    return found_of(name).plot()


def outline_px(panel) -> np.ndarray:
    """(n, 2) everything solid of a posture [px]."""
    shown = (panel.pelvis, panel.bodies, panel.arches, panel.head, panel.soft, panel.before, panel.before_head)
    return panel.axes.transData.transform(
        np.concatenate([np.zeros((0, 2)), *(path.vertices for one in shown for path in one.get_paths())])
    )


def whole_px(whole) -> np.ndarray:
    """(n, 2) everything of a whole body [px]."""
    shown = (whole.body, whole.arms, whole.furniture, whole.blocks, whole.loads)
    return whole.axes.transData.transform(np.concatenate([path.vertices for one in shown for path in one.get_paths()]))


@pytest.mark.parametrize("name", PAIRS)
def test_words_never_overlap_and_are_never_cut(name: str) -> None:
    from matplotlib.text import Text

    figure, said = figure_of(name).figure, []
    for holder in (figure, *figure.axes):
        for text in holder.texts:
            if text.get_visible() and text.get_text():
                said.append((text.get_text(), Text.get_window_extent(text)))
    assert len(said) > 20
    for text, box in said:
        assert box.x0 >= 20 and box.y0 >= 8 and box.x1 <= 1900 and box.y1 <= 1075, f"{text!r} leaves the figure: {box}"
        assert "…" not in text, f"{text!r} is cut"
    for (one, a), (two, b) in itertools.combinations(said, 2):
        apart = a.x1 <= b.x0 or b.x1 <= a.x0 or a.y1 - 2 <= b.y0 or b.y1 - 2 <= a.y0
        assert apart, f"{one!r} and {two!r} overlap"
    before, after = figure_of(name).pair.measures
    for text in (text for pair in before for text in pair):
        assert text.get_window_extent().x1 < figure_of(name).after.axes.bbox.x0
    for text in (text for pair in after for text in pair):
        assert text.get_window_extent().x1 < figure_of(name).table.bbox.x0


@pytest.mark.parametrize("name", PAIRS)
def test_words_lie_beside_the_postures_not_on_them(name: str) -> None:
    made = figure_of(name)
    wholes = [made.pair.floor.before, made.pair.floor.after] if made.pair.floor else []
    points = [outline_px(made.before), outline_px(made.after), *map(whole_px, wholes)]
    dense = [np.concatenate([one, (one[1:] + one[:-1]) / 2]) for one in points]
    x, y = np.concatenate(dense).T
    texts = [*made.pair.names, *made.pair.states, made.pair.key, *(t for m in made.pair.measures for p in m for t in p)]
    texts += [text for whole in wholes for text in (whole.name, whole.value)]
    for text in texts:
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent()
            hit = (x > box.x0) & (x < box.x1) & (y > box.y0 + 3) & (y < box.y1 - 3)
            assert not hit.any(), text.get_text()


@pytest.mark.parametrize("name", PAIRS)
def test_postures_stand_apart_to_one_scale_under_their_headings(name: str) -> None:
    made = figure_of(name)
    panels, results = (made.before, made.after), (found_of(name).before, found_of(name).after)
    plane = {"side": [0, 1], "back": [2, 1]}[made.pair.view]
    scales, hips = [], []
    for panel, result in zip(panels, results, strict=True):
        scales += [np.ptp(panel.axes.get_xlim()) / panel.axes.bbox.width]
        scales += [np.ptp(panel.axes.get_ylim()) / panel.axes.bbox.height]
        hips.append(panel.axes.transData.transform(result.pose.hip_m[plane]) - panel.axes.bbox.p0)
    assert scales == pytest.approx([scales[0]] * 4)
    assert hips[0] == pytest.approx(hips[1])
    boxes = [(points.min(axis=0), points.max(axis=0)) for points in map(outline_px, panels)]
    for (low, high), panel, heading in zip(boxes, panels, made.pair.names, strict=True):
        assert np.all(low >= panel.axes.bbox.p0) and np.all(high <= panel.axes.bbox.p1)
        over = heading.get_window_extent()
        assert over.y0 > high[1] and panel.axes.bbox.x0 <= over.x0 < high[0]
    assert boxes[0][1][0] < boxes[1][0][0] - 20 and boxes[1][1][0] < made.table.bbox.x0 - 20


@pytest.mark.parametrize("name", PAIRS)
def test_whole_bodies_stand_on_one_floor_beside_their_spines(name: str) -> None:
    made = figure_of(name)
    if made.pair.floor is None:
        assert name in ("strength", "strength of a tilt", "mass", "side tilts", "turn", "bow", "crane", "titles")
        return
    wholes = made.pair.floor.before, made.pair.floor.after
    floors = [whole.axes.transData.transform((0.0, 0.0))[1] for whole in wholes]
    scales = [np.ptp(whole.axes.get_xlim()) / whole.axes.bbox.width for whole in wholes]
    assert floors[0] == pytest.approx(floors[1]) and scales[0] == pytest.approx(scales[1])
    for whole, panel in zip(wholes, (made.before, made.after), strict=True):
        points, spine = whole_px(whole), outline_px(panel)
        assert np.all(points.min(axis=0) >= whole.axes.bbox.p0) and np.all(points.max(axis=0) <= whole.axes.bbox.p1)
        assert points[:, 1].max() - points[:, 1].min() > 60
        (left, low), (_, high) = points.min(axis=0), points.max(axis=0)
        level = spine[(spine[:, 1] > low) & (spine[:, 1] < high)]
        assert not len(level) or level[:, 0].max() < left - 8


def test_pale_is_before_on_the_hips_of_after_and_the_key_says_so() -> None:
    for name in ("squat", "rise", "somebody else", "side tilts"):
        made, found = figure_of(name), found_of(name)
        plane = {"side": [0, 1], "back": [2, 1]}[made.pair.view]
        shift = (found.after.pose.hip_m - found.before.pose.hip_m)[plane]
        pale = [path.vertices for path in made.after.before.get_paths()]
        for body in made.before.bodies.get_paths():
            there = body.vertices + shift
            assert any(one.shape == there.shape and np.allclose(one, there, atol=1e-9) for one in pale), name
        assert made.pair.key.get_text().startswith("pale: before, hips laid together")
        assert not made.before.before.get_paths()
    assert not figure_of("strength").pair.key.get_text()


@pytest.mark.parametrize("name", PAIRS)
def test_every_sentence_that_the_table_does_not_say_is_there_whole(name: str) -> None:
    found, made = found_of(name), figure_of(name)

    def plain(text: str) -> str:
        return " ".join(text.replace("\N{MINUS SIGN}", "-").split())

    said = {plain(text.get_text()) for _, text in made.sentences.said}
    rows = {plain(row[0].get_text()) for row in made.rows[1:]}
    left_out = 0
    for statement in found.statements:
        label = statement.text.partition(": ")[0]
        if plain(statement.text) not in said and label not in rows:
            assert statement not in found.statements[:2] and label not in ("Before", "After"), statement.text
            left_out += 1
    assert made.sentences.more.get_text() == (f"and {left_out} more in compare.json" if left_out else "")
    used = {grade.get_text().strip() for grade, _ in made.sentences.said}
    assert set(re.findall(r"\b([A-D]): ", made.sentences.grades.get_text())) == used


def test_the_title_says_what_is_different_in_words() -> None:
    assert figure_of("squat").title.get_text() == "Standing erect → lifting with bent knees"
    assert figure_of("mass").title.get_text() == "Body mass −10 kg"
    assert figure_of("somebody else").title.get_text() == (
        "Adult male, standing erect → adult female, standing on raised heels"
    )
    assert figure_of("other tilt").title.get_text().startswith("The lumbar curve tilted 10° forward → the pelvis")
    older = sim.compare({}, {"person": {"age": 80}}).plot()
    assert older.title.get_text() == "Age 35 → 80"


def test_the_figure_draws_both_postures_and_a_row_for_each_change(tmp_path) -> None:
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
