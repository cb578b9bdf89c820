"""Movements and walking: what they go through, what they say, and what of people's rhythm comes out."""

from __future__ import annotations

import csv
import io
import itertools
import json

import numpy as np
import pytest

import sim
from models.gait import pelvis_deg
from models.person import JOINTS
from sim.motion import moves
from sim.motion.lines import angle_deg
from sim.motion.movement import Movement
from sim.motion.moves import MOVEMENTS
from sim.scenario import ScenarioError
from sim.turns import turned_deg

C0_C2 = [JOINTS.index("C1-C2"), JOINTS.index("C0-C1")]
NECK = slice(JOINTS.index("C7-T1"), None)


@pytest.fixture(scope="module")
def bow() -> Movement:
    return sim.move("adult_male", "forward", 90, 31)


@pytest.fixture(scope="module")
def walk() -> Movement:
    return sim.walk("adult_male")


@pytest.fixture(scope="module")
def walk_flat() -> Movement:
    """With lost lordosis: the lumbar curve tilted and held."""
    return sim.walk("adult_male", tilt_deg=15)


# --- what a movement is ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MOVEMENTS)
def test_every_movement_goes_where_it_was_asked_to(name: str) -> None:
    moved, kind = sim.move(movement=name, steps=4), MOVEMENTS[name]
    assert moved.refused is None
    assert moved.at == pytest.approx([0, kind.usual_deg / 3, 2 * kind.usual_deg / 3, kind.usual_deg])
    if kind.word.startswith("head"):
        assert moved.head_deg[-1] == pytest.approx(kind.sign * kind.usual_deg, abs=0.5)
    if kind.word == "knee_deg":
        assert moved.results[-1].legs["knee_flexion_deg"] == pytest.approx(90)


@pytest.mark.parametrize(("left", "right"), [(n, n.replace("left", "right")) for n in MOVEMENTS if "left" in n])
def test_left_and_right_are_mirror_images(left: str, right: str) -> None:
    one, other = (sim.move(movement=name, steps=4) for name in (left, right))
    assert one.given_deg[..., 0] == pytest.approx(other.given_deg[..., 0], abs=1e-6)
    assert one.given_deg[..., 1:] == pytest.approx(-other.given_deg[..., 1:], abs=1e-6)
    assert one.compression_N == pytest.approx(other.compression_N, rel=1e-6)


def test_each_step_is_the_same_posture_as_asked_for_alone() -> None:
    moved = sim.move(movement="forward", to_deg=40, steps=3, tilt_deg=10, carry={"right-hand": 3})
    assert moved.at[1] == pytest.approx((moved.at[0] + 40) / 2)
    alone = sim.simulate(lean_deg=moved.at[1], tilt_deg=10, carry={"right-hand": 3})
    assert np.array_equal(moved.results[1].pose.q, alone.pose.q)
    assert moved.compression_N[1] == pytest.approx(alone.joints.compression_N)


HELD_BY = {"forward": "lean_deg", "nod": "head_deg", "squat": "knee_deg"}
ONE_DEGREE = {  # largest change of compression at a joint, of its own, by one degree more
    ("erect", "forward"): 0.04,
    ("relaxed", "forward"): 0.04,
    ("slumped", "forward"): 0.04,
    ("stoop", "forward"): 0.02,
    ("squat", "squat"): 0.01,
    ("phone", "nod"): 0.04,
}
TAKEN_HOLD = {("relaxed", "forward"): (0.30, 0.45), ("slumped", "forward"): (0.22, 0.38)}  # where nothing held it


@pytest.mark.parametrize(("posture", "name"), ONE_DEGREE)
def test_a_movement_starts_from_the_posture_itself_and_goes_on_from_there(posture: str, name: str) -> None:
    itself = sim.simulate(posture=posture)
    begin = sim.move(movement=name, posture=posture, to_deg=75 if name == "forward" else 120 if name == "squat" else 60)
    assert np.array_equal(begin.start.pose.q, itself.pose.q)
    assert np.array_equal(begin.compression_N[0], itself.joints.compression_N)
    assert begin.start.scenario == itself.scenario
    assert begin.at[0] == pytest.approx(angle_deg(HELD_BY[name], itself), abs=1e-8)
    one = sim.move(movement=name, posture=posture, to_deg=begin.at[0] + 1, steps=2)
    assert one.at == pytest.approx([begin.at[0], begin.at[0] + 1])
    before, held, after = one.compression_N[0], one.held.joints.compression_N, one.compression_N[1]
    # one degree is small against what is held; and what is held is the posture, but where nothing held it before
    assert np.max(np.abs(after / held - 1)) < ONE_DEGREE[posture, name]
    low, high = TAKEN_HOLD.get((posture, name), (0.0, 0.03))
    assert low <= np.max(np.abs(held / before - 1)) < high
    said = [note for note in one.warnings if note.startswith("holding the trunk at will")]
    assert len(said) == ((posture, name) in TAKEN_HOLD)
    if said:
        most = int(np.argmax(np.abs(held - before)))
        assert f"{JOINTS[most]}: from {before[most]:.0f} to {held[most]:.0f} N" in said[0]


@pytest.mark.parametrize("word", ["lean_deg", "bend_deg", "turn_deg", "head_deg", "head_bend_deg", "head_turn_deg"])
def test_a_line_that_is_held_is_measured_where_it_is_held(word: str) -> None:
    others = {"tilt_deg": 5, "direction": "left", "at": "pelvis"}
    for angle in (-17.0, 23.0):
        assert angle_deg(word, sim.simulate(**{word: angle}, **others)) == pytest.approx(angle, abs=1e-4)


def test_from_the_other_side_of_upright_a_movement_counts_up_from_below_zero() -> None:
    raised = sim.move(movement="look-up", posture="phone", steps=8)
    assert raised.at == pytest.approx([-35, -25, -15, -5, 5, 15, 25, 35])
    assert raised.head_deg[-1] == pytest.approx(-70, abs=0.5)
    assert next(csv.DictReader(io.StringIO(raised.to_csv())))["angle_deg"] == "-35.0"


def test_changes_of_joints_count_from_the_first_step() -> None:
    moved = sim.move(movement="forward", posture="stoop", to_deg=80, steps=3)
    first, last = (moved.to_dict()["steps"][k]["joints"][0] for k in (0, 2))
    assert (first["change_flexion_deg"], first["compression_ratio"]) == (0, 1)
    assert last["change_flexion_deg"] == pytest.approx(moved.joint_deg[2, 0])
    assert last["compression_ratio"] == pytest.approx(last["compression_N"] / first["compression_N"])


def test_what_regions_give_adds_up_to_the_turn_of_the_head(bow: Movement) -> None:
    head = np.stack([result.pose.rotation[-1] for result in bow.results])
    assert bow.given_deg.sum(axis=1) == pytest.approx(turned_deg(head), abs=1e-9)
    assert bow.head_deg == pytest.approx(bow.pelvis_deg + bow.lumbar_deg + bow.thoracic_deg + bow.neck_deg)


def test_joint_angles_add_up_to_what_the_regions_give_in_the_sagittal_plane(bow: Movement) -> None:
    assert bow.joint_deg[:, :5].sum(axis=1) == pytest.approx(bow.lumbar_deg, abs=1e-6)
    assert bow.joint_deg[:, NECK].sum(axis=1) == pytest.approx(bow.neck_deg, abs=1e-6)


def test_a_ratio_by_quarters_weighs_up_to_the_ratio_of_the_whole(bow: Movement) -> None:
    quarters = np.interp(np.linspace(0, 90, 5), bow.at, bow.pelvis_deg)
    whole = (bow.lumbopelvic_ratio * np.diff(quarters)).sum()
    assert whole == pytest.approx(bow.lumbar_deg[-1] - bow.lumbar_deg[0])
    assert np.isnan(sim.move(movement="head-turn-left", steps=3).lumbopelvic_ratio).any()


def test_where_nobody_can_go_on_the_movement_ends_and_says_so(monkeypatch) -> None:
    def until_48(person, asked):
        if (asked.lean_deg or 0) > 48:
            raise sim.NoPosture("no equilibrium exists for this: the hips gave way")
        return sim.simulate(person, asked)

    monkeypatch.setattr(moves, "simulate", until_48)
    moved = sim.move(movement="forward", to_deg=60, steps=6)
    assert moved.at == pytest.approx([0, 12, 24, 36, 48])
    assert moved.refused == "no equilibrium exists for this: the hips gave way"
    said = "goes to 48 of 60 degrees: no equilibrium exists for this: the hips gave way"
    assert said in moved.caption()
    assert said in " ".join(moved.table().split())
    assert (moved.to_dict()["reached"], moved.to_dict()["to"]) == (48, 60)


def test_a_first_step_that_does_not_exist_is_refused() -> None:
    with pytest.raises(sim.NoPosture):
        sim.move("older_adult", "forward", posture="relaxed", carry={"both-hands": "60kg@80cm"})


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"movement": "foward"}, "did you mean 'forward'?"),
        ({"movement": "walking"}, "did you mean 'walk'?"),
        ({"movement": "flexion"}, "did you mean 'forward'?"),
        ({"to_deg": 91}, "1 to 90 deg"),
        ({"to_deg": -30}, "1 to 90 deg"),
        ({"movement": "backward", "to_deg": 60}, "1 to 20 deg"),
        ({"steps": 1}, "2 to 361"),
        ({"steps": 7.5}, "whole number"),
        ({"lean_deg": 10}, "leave lean_deg out"),
        ({"shifts": {"thorax": "20mm@forward"}}, "shift T12 instead"),
        ({"movement": "squat", "posture": "sitting"}, "a posture that stands"),
        ({"movement": "walk", "to_deg": 10}, "no to_deg"),
        ({"movement": "walk", "posture": "sitting"}, "a posture that stands"),
        ({"movement": "walk", "lift": {"left": 0.01}}, "tilt at the pelvis"),
        ({"movement": "walk", "tilt_deg": 18, "direction": "left", "at": "pelvis"}, "22.0 deg in all"),
        ({"posture": "stoop"}, "the trunk already leans 70 deg; ask for more than that with --to-deg"),
        ({"posture": "stoop", "to_deg": 70}, "the trunk already leans 70 deg; ask for more"),
        ({"posture": "phone", "movement": "nod", "to_deg": 20}, "the head is already bowed 35 deg; ask for more"),
        ({"posture": "squat", "movement": "squat"}, "the knees are already bent 90 deg; ask for more"),
        ({"movement": "backward", "posture": "holding-in-front", "to_deg": 10}, "already leans 13.1 deg backward"),
        ({"posture": "lying"}, "lying leaves nothing to bend; choose a posture that stands or sits"),
        ({"movement": "nod", "posture": "lying"}, "lying leaves nothing to bend"),
        ({"movement": "squat", "posture": "lying"}, "lying leaves nothing to bend"),
        ({"wrod": 1}, "unknown word 'wrod'"),
    ],
)
def test_a_wrong_request_is_refused_in_one_line(asked: dict, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        sim.move(**asked)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_progress_is_told_step_by_step() -> None:
    told: list[tuple[int, int]] = []
    sim.move(movement="nod", steps=3, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


# --- what it says and saves -----------------------------------------------------------------------------


def test_the_json_is_versioned_and_complete(walk: Movement) -> None:
    document = json.loads(walk.to_json())
    assert document["schema"] == "plumbline.movement/1"
    assert (document["unit"], document["reached"], document["refused"]) == ("%", 100.0, None)
    assert [step["step"] for step in document["steps"]] == list(range(21))
    assert all(len(step["joints"]) == 25 for step in document["steps"])
    assert document["steps"][3]["given_deg"]["pelvis"] == pytest.approx(walk.given_deg[3, 0])


def test_the_csv_has_a_row_for_each_step_and_joint(bow: Movement) -> None:
    rows = list(csv.DictReader(io.StringIO(bow.to_csv())))
    assert len(rows) == 31 * 25
    row = rows[10 * 25 + JOINTS.index("L4-L5")]
    assert (row["step"], row["joint"]) == ("10", "L4-L5")
    assert float(row["angle_deg"]) == pytest.approx(30)
    assert float(row["compression_N"]) == pytest.approx(bow.compression_N[10, JOINTS.index("L4-L5")])


@pytest.mark.parametrize("name", [*MOVEMENTS, "walk"])
def test_tables_are_at_most_80_columns_and_captions_say_what_it_is_not(name: str) -> None:
    moved = sim.move(movement=name, steps=5, tilt_deg=5, direction="backward", person="older_adult")
    assert max(map(len, moved.table().splitlines())) <= 80
    caption = moved.caption()
    assert "without speed or inertia" in caption
    assert "the lumbar curve tilted 5° backward" in caption
    assert "not a finding about anyone" in caption


def test_a_note_is_given_once_with_where_it_begins(bow: Movement) -> None:
    notes = [note for note in bow.warnings if "range of motion" in note]
    assert len(notes) == 1
    first = next(at for at, result in zip(bow.at, bow.results, strict=True) if result.warnings)
    assert notes[0].startswith(f"from {first:g}°: ")


def test_files_are_saved_together(tmp_path, walk: Movement) -> None:
    written = walk.save(tmp_path / "gait")
    names = {path.name for path in written}
    assert names == {"movement.png", "movement.svg", "movement.json", "movement.csv", "caption.txt"}
    assert {path.name for path in (tmp_path / "gait").iterdir()} == names
    assert (tmp_path / "gait" / "caption.txt").read_text(encoding="utf-8").startswith(walk.caption())
    assert {path.suffix for path in walk.save(tmp_path, "mine", figure=False)} == {".json", ".csv", ".txt"}


# --- the figure -----------------------------------------------------------------------------------------

SHOWN = {
    "forward": {"movement": "forward", "to_deg": 90, "steps": 7},
    "loaded": {
        "movement": "forward",
        "steps": 7,
        "tilt_deg": 10,
        "carry": {"right-hand": 4},
        "fused": ["L4-L5", "L5-S1"],
        "person": "older_adult",
        "posture": "relaxed",
    },
    "short": {"movement": "backward", "to_deg": 3, "steps": 2},
    "look up from phone": {"movement": "look-up", "posture": "phone", "steps": 7},
    "side": {"movement": "side-left", "steps": 7},
    "turn": {"movement": "turn-right", "steps": 7},
    "nod": {"movement": "nod", "steps": 7},
    "look-up": {"movement": "look-up", "steps": 7},
    "head-turn": {"movement": "head-turn-left", "steps": 7},
    "squat": {"movement": "squat", "steps": 7},
    "walk": {"movement": "walk", "tilt_deg": 20},
}


@pytest.mark.parametrize("name", SHOWN)
def test_words_never_overlap_and_are_never_cut(name: str) -> None:
    from matplotlib.text import Text

    figure = sim.move(**SHOWN[name]).plot().figure
    words = []
    for holder in (figure, *figure.axes):
        for text in holder.texts:
            if text.get_visible() and text.get_text():
                words.append((text.get_text(), Text.get_window_extent(text)))
    assert len(words) > 25
    for text, box in words:
        assert box.x0 >= 20 and box.y0 >= 8 and box.x1 <= 1900 and box.y1 <= 1075, f"{text!r} leaves the figure: {box}"
    for (one, a), (two, b) in itertools.combinations(words, 2):
        apart = a.x1 <= b.x0 or b.x1 <= a.x0 or a.y1 - 2 <= b.y0 or b.y1 - 2 <= a.y0
        assert apart, f"{one!r} and {two!r} overlap"


def test_five_postures_stand_side_by_side_to_one_scale_and_inside_the_figure(bow: Movement) -> None:
    strip = bow.plot().strip
    assert strip.key.get_text() == "From the side. Pale: at the start. Dashed: over the ankles."
    angles = [float(label.get_text().rstrip("°")) for label in strip.labels]
    assert angles == pytest.approx([0, 22.5, 45, 67.5, 90], abs=1.6)
    assert np.ptp(np.diff([label.get_position()[0] for label in strip.labels])) == pytest.approx(0, abs=1e-12)
    shown = strip.postures
    heads = [np.ptp(line, axis=0) for line in shown.head.get_segments()[::2]]
    assert len(heads) == 5
    upright = np.sqrt(np.prod(heads[0]))
    assert all(0.8 < np.sqrt(np.prod(size)) / upright < 1.25 for size in heads)  # turned, not scaled
    (left, right), (low, high) = strip.axes.get_xlim(), strip.axes.get_ylim()
    for line in (*shown.head.get_segments(), *(path.vertices for path in shown.bodies.get_paths())):
        assert left <= line[:, 0].min() and line[:, 0].max() <= right
        assert low <= line[:, 1].min() and line[:, 1].max() <= high


def test_the_lines_of_the_figure_are_the_numbers_of_the_movement(bow: Movement) -> None:
    degrees, newtons = bow.plot().curves
    drawn = [segment[:, 1] for segment in degrees.lines.get_segments()]
    assert np.array(drawn) == pytest.approx(bow.given_deg[:, :, 0].T)
    l4 = bow.compression_N[:, JOINTS.index("L4-L5")]
    assert newtons.lines.get_segments()[0] == pytest.approx(np.column_stack([bow.at, l4]))


# --- walking --------------------------------------------------------------------------------------------


def test_the_pelvis_of_a_walk_repeats_and_mirrors_itself_after_half_a_cycle() -> None:
    for percent in (0.0, 12.5, 33.0, 71.0):
        now, later, again = (np.array(pelvis_deg(percent + more)) for more in (0, 50, 100))
        assert again == pytest.approx(now, abs=1e-9)
        assert later == pytest.approx(now * [1, -1, -1], abs=1e-9)


def test_the_pelvis_turns_to_the_left_when_the_right_foot_is_ahead_and_drops_on_the_swing_side() -> None:
    assert pelvis_deg(0)[2] > 3  # right heel strike
    assert pelvis_deg(15)[1] < -3  # the left leg has just left the ground: the left side is down


def test_a_walk_is_mirrored_after_half_a_cycle(walk_flat: Movement) -> None:
    first, second = walk_flat.given_deg[:10], walk_flat.given_deg[10:20]
    assert second == pytest.approx(first * [1, -1, -1], abs=1e-5)
    assert walk_flat.compression_N[10:20] == pytest.approx(walk_flat.compression_N[:10], rel=1e-5)


def test_the_pelvis_walks_about_where_it_stands(walk_flat: Movement) -> None:
    tilt = [result.alignment.pelvic_tilt_deg for result in walk_flat.results[:-1]]
    assert np.mean(tilt) == pytest.approx(walk_flat.start.alignment.pelvic_tilt_deg, abs=0.3)


def test_a_tilt_at_the_pelvis_adds_to_the_tilt_of_walking() -> None:
    leaning = sim.walk(steps=5, tilt_deg=6, direction="right", at="pelvis")
    plain = sim.walk(steps=5)
    more = [a.pose.q[4] - b.pose.q[4] for a, b in zip(leaning.results, plain.results, strict=True)]
    assert np.degrees(more) == pytest.approx([6.0] * 5, abs=1e-9)


@pytest.mark.parametrize("asked", ["walk", "walk_flat"])
def test_the_spine_turns_against_the_pelvis_and_the_head_stays_steadier(asked: str, request) -> None:
    walked: Movement = request.getfixturevalue(asked)
    pelvis, above = walked.given_deg[:, 0], walked.given_deg[:, 1:].sum(axis=1)
    for axis in (1, 2):
        assert np.corrcoef(pelvis[:, axis], above[:, axis])[0, 1] < -0.95
        assert walked.range_deg[axis, 4] < 0.55 * walked.range_deg[axis, 0]


def test_with_a_free_lumbar_spine_the_head_keeps_within_a_third_of_the_pelvis(walk: Movement) -> None:
    side, turn = walk.range_deg[1], walk.range_deg[2]
    assert max(side[4] / side[0], turn[4] / turn[0]) < 1 / 3
    assert side[1] > 0.8 * side[0]  # side to side the lumbar spine answers (Whittle 1999)


def test_a_tilted_lumbar_spine_leaves_the_answer_to_thorax_and_neck(walk: Movement, walk_flat: Movement) -> None:
    assert walk_flat.range_deg[:, 1] == pytest.approx(0, abs=1e-6)
    for region in (2, 3):
        assert walk_flat.range_deg[1, region] > 2 * walk.range_deg[1, region]
    assert walk_flat.range_deg[1, 4] > walk.range_deg[1, 4]


# --- what people do, and what of it comes out -----------------------------------------------------------


def test_in_early_forward_bending_the_lumbar_spine_leads_and_the_hips_gain_on_it(bow: Movement) -> None:
    """Esola 1996: lumbar over hips 1.9 to 30 deg, 0.9 to 60."""
    early, middle = bow.lumbar_to_hip(0, 30), bow.lumbar_to_hip(30, 60)
    assert 1.2 < early < 2.6
    assert middle < early


def test_in_flexion_the_lower_lumbar_joints_give_more(bow: Movement) -> None:
    lumbar = bow.joint_deg[np.searchsorted(bow.at, 60), :5]
    assert lumbar[:2].sum() > 0.4 * lumbar.sum()
    assert np.all(lumbar > 0)


def test_turning_is_thoracic_and_a_lumbar_joint_gives_two_degrees_at_most() -> None:
    """Fujii 2007: 1.2 to 1.7 deg a lumbar joint, trunk turned 45 deg on a pelvis that lies still; ours is turned 40."""
    still = {"tilt_deg": 0, "direction": "turn-left", "at": "pelvis"}
    turned = sim.move(movement="turn-left", to_deg=40, steps=3, **still)
    lumbar = turned.joint_deg[-1, :5]
    assert np.all((lumbar > 0.8) & (lumbar < 2.2))
    assert turned.thoracic_deg[-1] > 2 * turned.lumbar_deg[-1]


def test_the_upper_neck_turns_the_head() -> None:
    """Wang 2021: C0-C2 gives 71 +- 8.5 % of the turn between C0 and T1."""
    turned = sim.move(movement="head-turn-left", to_deg=55, steps=3)
    assert 0.62 < turned.joint_deg[-1, C0_C2].sum() / turned.joint_deg[-1, NECK].sum() < 0.88


def test_in_a_nod_every_joint_of_the_neck_bends_forward() -> None:
    nod = sim.move(movement="nod", steps=3)
    assert np.all(nod.joint_deg[-1, NECK] > 1)
    assert 0.2 < nod.joint_deg[-1, C0_C2].sum() / nod.joint_deg[-1, NECK].sum() < 0.5
