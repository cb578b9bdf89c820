"""Roots: the table by name, losses that only ever weaken, and statics of what makes up for them."""

from __future__ import annotations

import copy
import itertools
import json
import math
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import models
import sim
from models import ModelError, files
from models.nerves import ACTIONS, FILE, LEG_JOINTS, ROOTS, NervesFile, load_nerves, parts_of
from sim.data import json_text
from sim.evidence import GRADES, Statement
from sim.legs.levers import actions_Nm, kept, sound_Nm
from sim.legs.limbs import SIDES, setup_of, stand
from sim.legs.nerves import innervation, root_losses, strength_left
from sim.legs.rootloss import TASKS, RootLoss, root_loss
from sim.legs.rootwords import moment
from sim.legs.substitution import ways
from sim.scenario import ScenarioError, build

ALL = dict.fromkeys(ROOTS, 1.0)


@cache
def standing() -> Any:
    return sim.simulate("adult_male")


@cache
def worked_example(task: str) -> RootLoss:
    """L3 and L4 on the left, each down by 60 %."""
    return root_loss(standing(), {"L3": 0.6, "L4": 0.6}, "left", task)


# --- the table ------------------------------------------------------------------------------------


def test_the_roots_of_every_muscle_share_its_whole_strength() -> None:
    for name, muscle in load_nerves().muscles.items():
        assert sum(muscle.roots.values.values()) == pytest.approx(1.0), name
        assert all(0 < share <= 1 for share in muscle.roots.values.values()), name


def tables() -> dict[str, Any]:
    return copy.deepcopy(files.read(files.FOLDER / FILE))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t["muscles"]["soleus"]["roots"]["values"].update(S1=0.6), "do not sum to 1"),
        (lambda t: t["muscles"]["soleus"]["roots"]["values"].update(S9=0.0), "S9"),
        (lambda t: t["muscles"]["soleus"]["arms"]["values"].update({"toe wagging": 0.1}), "toe wagging"),
        (lambda t: t["muscles"]["soleus"].update(strength=3), "strength"),
        (lambda t: t["knee"].pop("varus"), "varus"),
    ],
)
def test_a_slip_in_the_file_is_named(change: Any, message: str) -> None:
    changed = tables()
    change(changed)
    with pytest.raises(ModelError, match=message) as refused:
        files.convert(changed, NervesFile, FILE)
    assert "\n" not in str(refused.value)


def test_the_order_of_roots_is_the_measured_one() -> None:
    """Phillips and Park 1991: the main root of each muscle they stimulated, but for the tibialis anterior."""
    main = {"adductors": "L3", "vasti": "L3", "peroneals": "L5", "gastrocnemius": "S1", "gluteus maximus": "S1"}
    for muscle, root in main.items():
        shares = load_nerves().muscles[muscle].roots.values
        assert max(shares, key=shares.__getitem__) == root
    assert "disagree" in (load_nerves().muscles["tibialis anterior"].roots.note or "")


@pytest.mark.parametrize("name", [*LEG_JOINTS, *ROOTS, *ACTIONS, *load_nerves().muscles])
def test_every_row_can_be_asked_for_by_name(name: str) -> None:
    found = sim.innervation(name)
    assert found.rows
    for row in found.rows:
        assert name in (row.muscle, *row.joints, *row.actions, *row.roots)
        assert sum(row.roots.values()) == pytest.approx(1.0)
    assert all(len(line) <= 80 for line in found.table().splitlines())
    assert json_text(found.to_dict())


@pytest.mark.parametrize(
    ("word", "muscles"),
    [
        ("quadriceps", {"vasti", "rectus femoris"}),
        ("Hamstrings", {"medial hamstrings", "biceps femoris"}),
        ("gluteus minimus", {"gluteus minimus"}),
        ("calf", {"gastrocnemius", "soleus"}),
    ],
)
def test_groups_are_known_by_their_names(word: str, muscles: set[str]) -> None:
    assert {row.muscle for row in innervation(word).rows} == muscles


def test_joints_come_with_their_roots_and_what_feels_them() -> None:
    found = innervation()
    spans = {joint: (roots[0], roots[-1]) for joint, roots in found.joint_roots.items()}
    assert spans == {"hip": ("L2", "S1"), "knee": ("L3", "S2"), "ankle": ("L4", "S1")}
    assert all("nerve" in nerve for felt in found.sensory.values() for nerve in felt)
    assert set(found.skin) == set(ROOTS)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(ScenarioError, match="quadriceps"):
        innervation("quadricep")


# --- losses as people write them ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [{"L3": 0.5, "L4": 0.6}, "L3=50%,L4=60%", "l4=0.6 L3=0.5", ["L3=50%", "L4=60%"], {"L4": "60%", "L3": "0.5"}],
)
def test_losses_are_read_as_people_write_them(written: Any) -> None:
    assert root_losses(written) == {"L3": 0.5, "L4": 0.6}


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("L6=50%", "L6"),
        ("L4", "write L4=60%"),
        ("L4=60", "write 60%"),
        ({"L4": -0.1}, "0 to 1"),
        ({"L4": 1.5}, "more than all"),
        ("L4=50%,L4=60%", "twice"),
        ({"L4": True}, "L4"),
        ("L4=much", "number"),
    ],
)
def test_losses_that_cannot_be_meant_are_refused(written: Any, message: str) -> None:
    with pytest.raises(ScenarioError, match=message) as refused:
        root_losses(written)
    assert "\n" not in str(refused.value)


# --- strength ------------------------------------------------------------------------------------------


def test_a_muscle_loses_share_times_loss() -> None:
    left = strength_left({"L4": 0.6})
    assert left["vasti"] == pytest.approx(1 - 0.6 * 0.40)
    assert left["soleus"] == 1.0
    assert strength_left({"L3": 0.6, "L4": 0.6})["vasti"] == pytest.approx(1 - 0.6 * 0.85)


@given(st.dictionaries(st.sampled_from(ROOTS), st.floats(0, 1)))
def test_strength_lies_between_nothing_and_all_of_it_and_only_falls(losses: dict[str, float]) -> None:
    left = strength_left(losses)
    assert all(0.0 <= share <= 1.0 for share in left.values())
    more = strength_left({root: min(1.0, loss + 0.1) for root, loss in losses.items()})
    assert all(more[name] <= left[name] + 1e-12 for name in left)
    for action in ACTIONS:
        shares = [left[name] for name, _ in parts_of(action)]
        assert min(shares) - 1e-12 <= kept(action, left) <= max(shares) + 1e-12


def test_zero_deficit_changes_nothing() -> None:
    for task, side in itertools.product(TASKS, (*SIDES, "both")):
        found = root_loss(standing(), {"L4": 0.0}, side, task)
        assert all(use.left_Nm == use.sound_Nm and use.margin == use.sound_margin for use in found.uses)
        assert not found.compensations and not found.impossible
        for one in SIDES:
            assert vars(found.after[one].knee) == vars(found.before[one].knee)
            assert found.after[one].hip_N == found.before[one].hip_N
        assert len(found.statements) == 1 and "No root loses anything" in found.statements[0].text


def test_no_loss_is_called_no_loss() -> None:
    told = root_loss(standing(), {"L4": 0.0}).table()
    assert told.startswith("Nothing is lost. Standing like this.\n\nmoments")
    assert "no root," not in told


@pytest.mark.parametrize(
    ("Nm", "said"),
    [(0.0, "0"), (0.04, "0"), (0.06, "0.1"), (3.14, "3.1"), (9.97, "10"), (67.2, "67"), (1234.5, "1234")],
)
def test_moments_have_the_digits_that_mean_something(Nm: float, said: str) -> None:
    assert moment(Nm) == said


def test_a_loss_is_saved_with_what_it_starts_from(tmp_path: Path) -> None:
    written = worked_example("squat").save(tmp_path)
    assert [path.name for path in written] == ["roots.json"]
    kept = json.loads(written[0].read_text())
    assert kept["schema"] == "plumbline.root_loss/1" and kept["task"] == "squat"
    assert build(kept["scenario"]) == standing().scenario
    assert kept["statements"][0]["text"] == worked_example("squat").statements[0].text


@pytest.mark.parametrize(("task", "side"), list(itertools.product(TASKS, (*SIDES, "both"))))
def test_losing_every_root_gives_no_negative_strength_and_names_the_impossible(task: str, side: str) -> None:
    found = root_loss(standing(), ALL, side, task)
    assert all(use.left_Nm == 0.0 for use in found.uses)
    assert all(left == 0.0 for muscles in found.muscles.values() for left in muscles.values())
    if task != "stand":
        assert found.impossible and all("Nm are left of" in text for text in found.impossible)
    assert found.beyond
    assert "NaN" not in json_text(found.to_dict()) and found.table()


@settings(max_examples=15)
@given(
    losses=st.dictionaries(st.sampled_from(ROOTS), st.floats(0, 1), min_size=1),
    task=st.sampled_from(sorted(TASKS)),
    side=st.sampled_from([*SIDES, "both"]),
)
def test_any_loss_gives_an_answer(losses: dict[str, float], task: str, side: str) -> None:
    found = root_loss(standing(), losses, side, task)
    assert json_text(found.to_dict()) and found.table()
    rescued = {(one.use.side, one.use.action) for one in found.compensations if one.enough}
    named = " ".join(found.impossible)
    for use in found.beyond:
        assert (use.side, use.action) in rescued or use.action in named


def test_left_and_right_are_alike() -> None:
    left, right = (root_loss(standing(), "L3=60%,L5=40%", side, "one-leg") for side in SIDES)
    for one, other in zip(left.uses, right.uses, strict=True):
        assert (one.action, one.role) == (other.action, other.role)
        assert one.margin == pytest.approx(other.margin, abs=1e-9)
    assert left.after.left.knee.contact_N == pytest.approx(right.after.right.knee.contact_N)


def test_the_greater_the_loss_the_smaller_the_margin() -> None:
    margins = [
        root_loss(standing(), {"L3": loss, "L4": loss}, "left", "squat").margins["left"]["knee"][1]
        for loss in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    assert np.all(np.diff(margins) < 0)


# --- the worked example: L3/L4, quadriceps, knee ---------------------------------------------------------


def test_straight_standing_asks_nothing_of_the_quadriceps() -> None:
    """A null result that is said: the locked knee needs no extensor."""
    found = worked_example("stand")
    assert not found.use("left", "knee extension").needed
    assert found.margins["left"]["knee"] == (1.0, 1.0)
    assert any("no change" in said.text for said in found.statements)


def test_a_squat_takes_twice_the_share_of_half_a_quadriceps() -> None:
    use = worked_example("squat").use("left", "knee extension")
    assert use.left_Nm == pytest.approx((1 - 0.6 * 0.85) * use.sound_Nm)
    assert use.effort == pytest.approx(use.sound_effort / 0.49)
    assert not use.beyond
    assert worked_example("squat").margins["left"]["knee"][1] < worked_example("squat").margins["left"]["knee"][0]


def test_the_deeper_the_bend_the_more_is_asked() -> None:
    asked = [
        root_loss(standing(), "L4=50%", "left", "squat", knee_deg=deg).use("left", "knee extension").asked_Nm
        for deg in (20, 40, 60, 80)
    ]
    assert np.all(np.diff(asked) > 0)


def test_leaning_forward_asks_less_of_the_knee_and_more_of_the_hip_by_statics() -> None:
    found = next(one for one in worked_example("squat").compensations if one.way.kind == "lean forward")
    assert found.now_Nm < found.use.asked_Nm
    before, after = found.asked_more["left", "hip extension"]
    limb = stand(found.way.setup).limbs["left"]
    asked = actions_Nm(found.way.setup.person, limb)
    assert asked["knee extension"] == pytest.approx(found.now_Nm)
    assert asked["hip extension"] == pytest.approx(after) and after > before
    assert found.loads.left.knee.contact_N < worked_example("squat").before.left.knee.contact_N


def test_weight_moved_to_the_sound_leg_loads_its_knee() -> None:
    found = next(one for one in worked_example("squat").compensations if one.way.kind == "weight on the other leg")
    before = worked_example("squat").before
    assert found.loads.left.weight_share < 0.5 < found.loads.right.weight_share
    assert found.loads.right.knee.contact_N > before.right.knee.contact_N
    assert found.loads.left.knee.contact_N < before.left.knee.contact_N


def test_the_same_posture_gives_nearly_the_same_knee_force() -> None:
    """Weight sets it, not strength: nothing is made up to show a change."""
    found = worked_example("squat")
    assert found.after.left.knee.contact_N == pytest.approx(found.before.left.knee.contact_N, rel=0.02)


# --- what makes up for weakness ---------------------------------------------------------------------------


def test_weak_abductors_are_spared_by_a_trunk_over_the_leg() -> None:
    """Half of them left: the smallest lean at which what is asked is what is left."""
    found = root_loss(standing(), {"L5": 1.0}, "right", "one-leg")
    use = found.use("right", "hip abduction")
    assert use.beyond
    lean = next(one for one in found.compensations if one.way.kind == "lean over the leg")
    assert lean.enough and lean.way.reached and 0 < lean.way.amount < 15
    assert lean.now_Nm == pytest.approx(use.left_Nm, rel=1e-6)


def test_without_calves_the_weight_moves_back_over_the_ankles() -> None:
    found = root_loss(standing(), {"L5": 1.0, "S1": 1.0, "S2": 1.0}, "both", "stand")
    back = next(one for one in found.compensations if one.way.kind == "weight back")
    limb = stand(back.way.setup).limbs["left"]
    assert back.way.amount == pytest.approx(45.2, abs=0.5)  # where the centre of mass stood in front of them
    assert actions_Nm(standing().person, limb)["ankle plantarflexion"] == pytest.approx(0.0, abs=1e-4)


def test_a_way_is_the_smallest_that_helps() -> None:
    setup = setup_of(standing(), "left")
    person = standing().person

    def goal(changed: Any) -> float:
        return actions_Nm(person, stand(changed).limbs["left"])["hip abduction"] - 30.0

    (way,) = ways(setup, "left", "hip abduction", goal)
    assert goal(way.setup) == pytest.approx(0.0, abs=1e-4)
    assert way.amount == pytest.approx(math.degrees(-way.setup.aside_rad))  # to the left


def test_a_lifted_foot_without_dorsiflexors_hangs() -> None:
    found = root_loss(standing(), {"L4": 1.0, "L5": 1.0, "S1": 1.0}, "left", "one-leg")
    use = found.use("left", "ankle dorsiflexion")
    assert use.role == "lifted" and use.beyond and 0.3 < use.asked_Nm < 1.5
    assert any("ankle dorsiflexion" in text for text in found.impossible)


def test_a_lifted_thigh_asks_for_its_weight_times_its_lever() -> None:
    found = root_loss(standing(), "L2=50%", "left", "stairs").use("left", "hip flexion")
    person = standing().person
    rough = 0.5 * person.leg_mass_kg * 9.81 * 0.6 * 0.43 * math.sin(math.radians(65))
    assert found.role == "lifted" and found.asked_Nm == pytest.approx(rough, rel=0.1)
    limb = next(iter(stand(setup_of(standing())).limbs.values()))
    assert sound_Nm(person, limb, "hip flexion") > found.sound_Nm  # a flexed hip is weaker in flexion


def test_requests_that_make_no_sense_are_refused_in_one_line() -> None:
    for words, message in (
        ({"side": "middle"}, "side"),
        ({"task": "fly"}, "task"),
        ({"task": "squat", "knee_deg": 170}, "knee_deg"),
        ({"task": "stairs", "knee_deg": 60}, "knee_deg is of a squat, not of climbing a stair"),
    ):
        with pytest.raises(ScenarioError, match=message):
            root_loss(standing(), "L4=50%", **words)  # type: ignore[arg-type]
    with pytest.raises(ScenarioError, match="stands"):
        root_loss(sim.simulate(posture="sitting"), "L4=50%")
    with pytest.raises(ScenarioError, match="action"):
        worked_example("squat").use("left", "knee wobble")


# --- evidence ------------------------------------------------------------------------------------------------


def everything_said() -> list[Statement]:
    said = [*innervation().statements, *sim.leg_loads(standing()).statements]
    for task, roots in itertools.product(TASKS, ({"L3": 0.6, "L4": 0.6}, {"L5": 1.0}, ALL)):
        said += root_loss(standing(), roots, "both", task).statements
    return said


def test_every_statement_has_a_grade_and_sources_that_exist() -> None:
    known = re.findall(r"^@\w+\{([^,]+),", (Path(models.__file__).parent / "references.bib").read_text(), re.MULTILINE)
    for said in everything_said():
        assert said.grade in GRADES
        assert set(said.sources) <= set(known), said
        if said.grade in "AB":
            assert said.sources and said.sources != ("convention",), said
        assert said.text[0].isupper() or said.text[0].isdigit()
        assert said.text.endswith((".", "?")) and "  " not in said.text


def test_null_results_and_gaps_are_said() -> None:
    said = worked_example("squat").statements
    assert any("null result" in one.text and one.grade == "A" for one in said)
    assert any("no study" in one.text and one.grade == "D" for one in said)
    assert any("segment higher or lower" in one.text for one in said)
    assert any("disagree" in one.text for one in said)


def test_nothing_is_diagnosed_or_promised() -> None:
    for said in everything_said():
        assert not re.search(
            r"\b(you|your|diagnos\w*|cure\w*|heal\w*|guarantee\w*|will wear)\b", said.text, re.IGNORECASE
        )


def test_a_statement_is_a_frozen_value_with_a_known_grade() -> None:
    said = Statement("Weight presses.", "C", ("convention",))
    with pytest.raises(AttributeError):
        said.text = "other"  # type: ignore[misc]
    with pytest.raises(ValueError, match="grade"):
        Statement("Weight presses.", "Z")  # type: ignore[arg-type]
    assert str(said) == "[C] Weight presses." and list(GRADES) == ["A", "B", "C", "D"]


# --- the map ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["everything", "L4", "S2", "knee", "quadriceps"])
def test_the_map_is_readable_and_repeatable(name: str) -> None:
    from matplotlib.text import Text

    from sim.figures.files import png
    from sim.figures.legs.roots import draw_roots

    artists = draw_roots(innervation(name))
    figure = artists.axes.figure
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    boxes = [text.get_window_extent().padded(-1.0) for text in texts]
    assert all(
        box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.bbox.width and box.y1 <= figure.bbox.height for box in boxes
    )
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    assert {text.get_text() for text in texts} >= {*load_nerves().muscles, *ROOTS}
    fresh = png(figure, {})  # type: ignore[arg-type]
    artists.update(innervation())
    artists.update(innervation(name))
    assert png(figure, {}) == fresh  # type: ignore[arg-type]


def test_ribbons_are_as_broad_as_the_shares() -> None:
    from sim.figures.legs.roots import draw_roots, root_colours
    from sim.figures.style import THEMES

    artists = draw_roots()
    broad = [float(np.ptp(path.vertices[[0, -2], 1])) for path in artists.ribbons.get_paths()]
    shares = [share for row in innervation().rows for share in row.roots.values()]
    unit = sum(broad) / len(load_nerves().muscles)
    assert sorted(np.array(broad) / unit) == pytest.approx(sorted(shares), abs=1e-6)
    assert all(len(set(root_colours(theme).values())) == len(ROOTS) for theme in THEMES.values())
