"""What can be asked, in which words, and what is answered to a request that makes no sense."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from models.person import JOINTS
from sim.scenario import DIRECTIONS, PLACES, Brace, Carry, Curve, Scenario, ScenarioError, Shift, Tilt, build, read
from sim.words import joint_name, quantity

TILT = st.builds(
    Tilt,
    deg=st.floats(0, 20),
    direction=st.sampled_from(sorted(DIRECTIONS)),
    at=st.sampled_from(PLACES),
)
CARRY = st.builds(Carry, where=st.sampled_from(["right-hand", "left-hand"]), mass_kg=st.floats(0, 60))


def refused(**words):
    """The one line that refuses these words."""
    with pytest.raises(ScenarioError) as caught:
        build(**words)
    line = str(caught.value)
    assert line
    assert "\n" not in line
    return line


def test_python_toml_and_json_say_the_same(tmp_path):
    asked = build(
        person="adult_female",
        posture="relaxed",
        tilts=[
            {"deg": 10, "direction": "right", "at": "pelvis"},
            {"deg": 5, "direction": "forward", "at": "L4"},
        ],
        head_deg=20,
        carry={"right-hand": 4, "left-hand": "2500 g"},
        fused=["C5-C6"],
        title="脊柱 · tulang belakang",
    )
    toml = tmp_path / "asked.toml"
    toml.write_text(
        """
        person = "adult_female"
        posture = "relaxed"
        head_deg = 20
        carry = { right-hand = 4, left-hand = 2.5 }
        fused = ["C5-C6"]
        title = "脊柱 · tulang belakang"
        [[tilts]]
        deg = 10
        direction = "right"
        at = "pelvis"
        [[tilts]]
        deg = 5
        direction = "forward"
        at = "L4"
        """,
        encoding="utf-8",
    )
    as_json = tmp_path / "asked.json"
    as_json.write_text(json.dumps(asked.to_dict()), encoding="utf-8")
    assert read(toml) == asked
    assert read(as_json) == asked


EVERY_WORD = """
posture = "erect"
bend_deg = -10
turn_deg = 15
head_bend_deg = 5
head_turn_deg = -30
knee_deg = 20
arms = "forward"
heels_m = 0.03
shifts = { T6 = "20mm@left@pelvis" }
curves = { lumbar = 20 }
braced = { neck = 0.5, thoracic = "150%" }
carry = { belly = "6.8kg" }
tilts = [{ deg = 5, direction = "left", at = "thoracic" }]
"""


def test_words_for_what_is_held_braced_and_worn_are_the_same_in_python_toml_and_json(tmp_path):
    asked = build(
        posture="erect",
        bend_deg=-10,
        turn_deg=15,
        head_bend_deg=5,
        head_turn_deg=-30,
        knee_deg=20,
        arms="forward",
        heels_m=0.03,
        shifts=[Shift("T6", 0.02, "left", "pelvis")],
        curves=[Curve("lumbar", 20)],
        braced=[Brace("neck", 0.5), Brace("thoracic", 1.5)],
        carry=[Carry("belly", 6.8)],
        tilts=[Tilt(5, "left", "thoracic")],
    )
    (tmp_path / "asked.toml").write_text(EVERY_WORD, encoding="utf-8")
    (tmp_path / "asked.json").write_text(json.dumps(asked.to_dict()), encoding="utf-8")
    assert read(tmp_path / "asked.toml") == read(tmp_path / "asked.json") == asked


def test_a_posture_as_such_is_compared_with_standing_erect_and_a_tilt_in_it_with_the_posture():
    assert build(posture="sitting").before() == build()
    assert build(posture="sitting", tilt_deg=5).before() == build(posture="sitting")
    assert build(carry={"backpack": 5}, fused=["L4-L5"]).before() == build(fused=["L4-L5"])


@given(st.lists(TILT, max_size=1), st.lists(CARRY, max_size=1), st.one_of(st.none(), st.floats(-20, 60)))
def test_a_scenario_survives_being_written_down(tilts, carry, angle):
    asked = Scenario(tilts=tuple(tilts), carry=tuple(carry), lean_deg=angle, head_deg=angle)
    assert build(json.loads(json.dumps(asked.to_dict()))) == asked


def test_one_tilt_may_be_written_without_a_list():
    assert build(tilt_deg=10, direction="backward", at="L4").tilts == (Tilt(10, "backward", "L4"),)


def test_words_replace_those_of_a_scenario_and_a_new_tilt_replaces_all_tilts():
    first = build(tilt_deg=10, at="L4", posture="relaxed")
    second = build(first, tilt_deg=5, direction="right", at="pelvis")
    assert second.tilts == (Tilt(5, "right", "pelvis"),)
    assert second.posture == "relaxed"


def test_case_and_joining_marks_of_words_do_not_matter():
    assert Tilt(5, "Turn Left", "LUMBAR") == Tilt(5, "turn-left", "lumbar")
    assert Carry("Right_Hand", 3).where == "right-hand"
    assert Tilt(5, "left", "l4").at == "L4"


@pytest.mark.parametrize(
    "typed",
    ["L4-L5", "l4/l5", "L4-5", "L5-L4", " L4 L5 ", "l4_l5", "L4–L5"],
)
def test_a_joint_is_found_however_it_is_written(typed):
    assert joint_name(typed) == "L4-L5"


def test_every_joint_is_found_under_its_own_name():
    assert [joint_name(name.lower()) for name in JOINTS] == list(JOINTS)


@pytest.mark.parametrize(
    ("typed", "unit", "meant"),
    [("10", "kg", 10), ("10kg", "kg", 10), ("500 g", "kg", 0.5), ("40cm", "m", 0.4), ("-7.5°", "deg", -7.5)],
)
def test_a_quantity_is_read_with_its_unit(typed, unit, meant):
    assert math.isclose(quantity(typed, unit, "it"), meant, rel_tol=1e-12)


def test_right_and_left_turn_are_positive_angles_and_flexion_is():
    assert [Tilt(10, word).angle_rad > 0 for word in ("forward", "right", "turn-left")] == [True] * 3
    assert [Tilt(10, word).angle_rad < 0 for word in ("backward", "left", "turn-right")] == [True] * 3


def test_a_tilt_at_L4_holds_the_joint_below_L4():
    assert Tilt(5, at="L4").joints == ("L4-L5",)
    assert Tilt(5, at="L5").joints == ("L5-S1",)
    assert Tilt(5, at="pelvis").joints == ()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"tlit_deg": 5}, "did you mean 'tilt_deg'?"),
        ({"posture": "realxed"}, "did you mean 'relaxed'?"),
        ({"tilt_deg": 5, "direction": "foward"}, "did you mean 'forward'?"),
        ({"tilt_deg": 5, "direction": "anterior"}, "did you mean 'forward'?"),
        ({"tilt_deg": 5, "direction": "sagittal"}, "forward, backward"),
        ({"tilt_deg": 5, "at": "lumber"}, "did you mean 'lumbar'?"),
        ({"tilt_deg": 5, "at": "L4-L5"}, "did you mean 'L4'?"),
        ({"tilt_deg": 5, "at": "T6"}, "pelvis, lumbar"),
        ({"carry": {"right-hnad": 5}}, "did you mean 'right-hand'?"),
        ({"fused": ["L4-L9"]}, "did you mean 'L4-L5'?"),
        ({"tilts": [{"deg": 5, "to": "left"}]}, "tilts[0]: unknown word 'to'"),
        ({"tilts": [{"direction": "left"}]}, "tilts[0]: deg is missing"),
        ({"carry": [{"where": "backpack", "mass": 5}]}, "did you mean 'mass_kg'?"),
        ({"kneed_deg": 5}, "did you mean 'knee_deg'?"),
        ({"arms": "rised"}, "did you mean 'raised'?"),
        ({"braced": {"collar": 1}}, "did you mean 'neck'?"),
        ({"curves": {"thorax": 50}}, "did you mean 'thoracic'?"),
        ({"shifts": {"C7": "20mm@forward@C8"}}, "shift over 'C8' is not known"),
        ({"posture": "siting"}, "did you mean 'sitting'?"),
        ({"posture": "standing"}, "did you mean 'erect'?"),
        ({"tilt": 5}, "did you mean 'tilt_deg'?"),
        ({"tilt_deg": 5, "to": "left"}, "did you mean 'direction'?"),
        ({"carry": "backpack=6"}, "write carry={'backpack': '6'}"),
        ({"lift": "left"}, "give side and how much"),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest_right_one(words, said):
    assert said in refused(**words)


def test_a_request_given_in_place_of_a_person_is_told_where_it_belongs():
    with pytest.raises(sim.ScenarioError, match=r"simulate\(posture=\.\.\.\), or scenario= for all"):
        sim.simulate({"posture": "sitting"})
    with pytest.raises(sim.SpineError, match=r"'heigt_m' is unknown.*did you mean 'height_m'"):
        sim.simulate({"heigt_m": 1.7})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"tilt_deg": 31}, "0 to 30 deg"),
        ({"tilt_deg": 21, "direction": "left"}, "0 to 20 deg"),
        ({"tilt_deg": 21, "direction": "turn-right"}, "0 to 20 deg"),
        ({"tilt_deg": -5}, "say 5 backward"),
        ({"tilt_deg": math.nan}, "finite"),
        ({"tilt_deg": 10**400}, "finite"),
        ({"tilt_deg": "10"}, "an angle in deg"),
        ({"tilt_deg": True}, "an angle in deg"),
        ({"lean_deg": 91}, "-20 to 90 deg"),
        ({"head_deg": -math.inf}, "-40 to 60 deg"),
        ({"bend_deg": 41}, "-40 to 40 deg"),
        ({"turn_deg": "10"}, "an angle in deg"),
        ({"head_turn_deg": 71}, "-70 to 70 deg"),
        ({"knee_deg": -1}, "0 to 120 deg"),
        ({"heels_m": 0.2}, "0 to 0.12 m"),
        ({"head_free": "yes"}, "true or false"),
        ({"head_free": True, "head_deg": 10}, "keep one"),
        ({"braced": [{"region": "lumbar"}, {"region": "lumbar"}]}, "braced twice"),
        ({"posture": "backrest", "lean_deg": 10}, "leans on a rest"),
        ({"braced": {"lumbar": "50kg"}}, "units here: 1, %"),
        ({"braced": {"lumbar": 21}}, "0 to 20"),
        ({"curves": {"lumbar": 120}}, "-30 to 90 deg"),
        ({"shifts": {"thorax": "50cm@forward"}}, "0 to 0.15 m"),
        ({"carry": {"right-hand": -1}}, "0 to 60 kg"),
        ({"carry": {"right-hand": "10cm"}}, "not a mass; units here: kg, g"),
        ({"carry": {"right-hand": "1,5"}}, "decimals with a point"),
        ({"carry": {"both-hands": "20kg@40"}}, "0 to 0.8 m"),
        ({"carry": {"backpack": "20kg@40cm"}}, "no reach"),
        ({"carry": {"right-hand": None}}, "a mass in kg"),
        ({"title": "two\nlines"}, "one line"),
        ({"title": "x" * 1000}, "one line"),
        ({"person": ""}, "person must be"),
        ({"person": 7}, "person must be"),
        ({"tilts": 7}, "tilts must be a list"),
        ({"fused": 7}, "fused must be a list"),
    ],
)
def test_a_number_that_is_none_or_out_of_range_is_answered_with_the_limits(words, said):
    assert said in refused(**words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"tilts": [Tilt(5, "forward", "L4"), Tilt(5, "backward", "L4")]}, "two tilts hold L4-L5"),
        ({"tilts": [Tilt(5, "forward", "L4"), Tilt(5, "forward", "lumbar")]}, "two tilts hold L4-L5"),
        ({"tilts": [Tilt(5, "left", "pelvis"), Tilt(5, "right", "pelvis")]}, "two tilts hold pelvis"),
        ({"tilts": [Tilt(5)], "tilt_deg": 5}, "not both"),
        ({"direction": "left"}, "no tilt_deg"),
        ({"tilt_deg": 5, "at": "L4", "fused": ["L4-L5"]}, "fused"),
        ({"carry": [Carry("right-hand", 5), Carry("right-hand", 3)]}, "add the masses"),
        ({"carry": {"right-hand": 5, "both-hands": 3}}, "add the masses"),
        ({"carry": [Carry("belly", 5), Carry("belly", 3)]}, "add the masses"),
        ({"curves": {"lumbar": 20}, "tilt_deg": 5}, "keep one"),
        ({"seat_deg": 5}, "a posture that sits"),
        ({"backrest_deg": 15, "posture": "erect"}, "a posture that sits"),
        ({"knee_deg": 15, "posture": "sitting"}, "a posture that stands"),
        ({"heels_m": 0.03, "posture": "lying"}, "a posture that stands"),
        ({"shifts": {"T12": "20mm@forward@T6"}}, "a level below T12"),
    ],
)
def test_a_contradiction_is_named(words, said):
    assert said in refused(**words)


def test_one_joint_may_be_tilted_about_two_axes():
    assert len(build(tilts=[Tilt(5, "forward", "L4"), Tilt(5, "right", "L4")]).tilts) == 2


def test_a_single_precision_number_is_a_number():
    assert build(tilt_deg=np.float32(10)).tilts[0].deg == 10.0


@given(
    st.dictionaries(
        st.sampled_from([*Scenario.__struct_fields__, "tilt_deg", "direction", "at", "nonsense"]),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
            max_leaves=5,
        ),
        max_size=4,
    )
)
def test_any_table_is_a_valid_scenario_or_is_refused_in_one_line(words):
    try:
        asked = build(words)
    except ScenarioError as error:
        assert str(error).strip()
        assert "\n" not in str(error)
    else:
        assert build(asked.to_dict()) == asked


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.toml", b"posture = ", "a.toml is not TOML"),
        ("a.json", b"{", "a.json is not JSON"),
        ("a.json", b"[1]", "must hold a table"),
        ("a.toml", b"\xff\xfe\x00", "not a text file"),
        ("a.toml", b"posture = 'realxed'", "a.toml: posture 'realxed' is not known; did you mean 'relaxed'?"),
        ("a.json", b'{"lean_deg": NaN}', "finite"),
        ("a.json", b"[" * 100_000, "a.json is not JSON"),
    ],
)
def test_a_file_that_is_no_scenario_is_named_with_what_is_wrong(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ScenarioError) as caught:
        read(path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_no_scenario_at_all_is_refused():
    with pytest.raises(ScenarioError, match="not 7"):
        build(7)


@pytest.mark.parametrize("name", ["missing.toml", ".", "missing/asked.toml"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, name):
    with pytest.raises(ScenarioError, match="cannot read the scenario"):
        read(tmp_path / name)


def test_a_result_is_taken_back_as_the_scenario_that_it_answers(tmp_path):
    import sim

    path = tmp_path / "result.json"
    asked = build(tilt_deg=7, posture="relaxed", curves={"thoracic": 45}, title="taken back")
    path.write_text(sim.simulate(scenario=asked).to_json(), encoding="utf-8")
    assert read(path) == asked
