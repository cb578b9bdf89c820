"""What must be true of every answer; tests/trust/properties.py and continuity.py try the same at scale."""

import continuity
import draws
import keeping
import laws
import monotone
import numpy as np
import pytest
import sweeps
from hypothesis import given, settings
from hypothesis import strategies as st

import models
import sim
from sim import SpineError
from sim.scenario import build

SEED = st.integers(0, 2**32 - 1)
ANY = settings(max_examples=25)
SOME = settings(max_examples=8)


def held(found):
    assert found.tried
    assert not found.failed, found


@given(SEED)
@SOME
def test_right_and_left_mirror_each_other_whoever_does_what(seed):
    held(laws.mirror(2, seed))


@given(SEED)
@ANY
def test_the_world_may_be_turned_about_the_vertical(seed):
    held(laws.rotation(1, seed))


@given(SEED)
@SOME
def test_forces_scale_with_mass_and_angles_do_not_change(seed):
    held(laws.mass_scaling(2, seed))


def test_small_tilts_add_up_with_a_remainder_of_second_order():
    linear, largest, _ = laws.superposition(["erect", "sitting"])
    held(linear)
    assert 0 < largest < 0.02


@given(SEED)
@ANY
def test_what_a_moment_here_turns_there_a_moment_there_turns_here(seed):
    held(laws.reciprocity(1, seed))


@given(SEED)
@SOME
def test_the_work_of_a_tilt_is_the_energy_stored(seed):
    held(laws.work(1, seed))


@pytest.mark.parametrize(
    "law", [monotone.answering, monotone.stiffer, monotone.braced, monotone.stronger], ids=lambda law: law.__name__
)
def test_what_must_grow_by_physics_grows(law):
    held(law(5, 3))


def test_what_is_carried_in_front_presses_and_a_leaning_trunk_asks_for_more():
    held(monotone.carried(10, 3)[0])
    held(monotone.leaning(5, 3)[0])


def test_an_answer_does_not_depend_on_what_was_asked_before():
    held(keeping.history(8, 30, 5))


def test_an_answer_does_not_depend_on_its_company():
    held(keeping.company(20, 5))


def test_what_a_result_is_compared_with_bears_its_own_title():
    first, second = (sim.simulate(tilt_deg=5, title=title) for title in ("first", "second"))
    assert (first.baseline.scenario.title, second.baseline.scenario.title) == ("first", "second")


@given(SEED)
@settings(max_examples=60)
def test_a_request_survives_toml_and_json(seed):
    draw = np.random.default_rng(seed)
    assert keeping.survives(build(draws.request(draw, 5), person=draws.person(draw)))


@given(SEED)
@SOME
def test_a_saved_result_asks_for_the_same_bytes_again(seed):
    held(keeping.saved(1, seed))


def test_a_replay_of_a_replay_is_the_same_picture():
    held(keeping.replayed(1, 1))


@given(
    st.sampled_from(sorted(keeping.NUMBERS)),
    st.one_of(
        st.sampled_from([bad for bad in keeping.BAD if not isinstance(bad, (list, dict))]),
        st.floats().filter(lambda number: not -1e4 < number < 1e4),
        st.text(max_size=20),
        st.binary(max_size=5),
        st.complex_numbers(),
    ),
)
@settings(max_examples=200)
def test_what_is_no_number_is_refused_in_one_line_that_names_it(field, bad):
    assert keeping.refused(field, bad)


@given(SEED)
@settings(max_examples=40)
def test_any_valid_request_is_answered_or_refused_in_one_line(seed):
    draw = np.random.default_rng(seed)
    who, asked = models.person(**draws.person(draw, usual=False)), draws.request(draw, 5)
    try:
        result = sim.simulate(who, asked)
    except SpineError as error:
        assert "\n" not in str(error)
        return
    assert result.residual_Nm < 1e-6
    assert np.isfinite(result.joints.compression_N).all()
    assert result.stability.margin_Nm_per_rad > 0


# --- continuity ------------------------------------------------------------------------------------------


def found_along(ask, low, high, points=21):
    return sweeps.judged(
        sweeps.suspects((sweep := sweeps.Sweep("a sweep", ask, np.linspace(low, high, points))), sweep.states(sweep.at))
    )


@pytest.mark.parametrize("posture", ["erect", "relaxed", "slumped", "leaning"])
def test_no_tilt_lean_or_load_makes_a_posture_jump(posture):
    asked = ("tilt forward at lumbar", "tilt right at pelvis", "lean_deg", "carry right-hand")
    chosen = [s for s in continuity.request_sweeps(13, [posture]) if s.name.partition(": ")[2] in asked]
    assert len(chosen) == 4
    _, _, steps = continuity.swept(chosen, bar=False)
    assert not [step for step in steps if step.kind == "jump"]


def test_hips_let_go_with_a_side_bend_and_not_with_its_first_digit():
    man, load = models.load("adult_male"), {"right-hand": 10}
    alone, hardly = (sim.simulate(man, lean_deg=30, bend_deg=deg, carry=load, posture="relaxed") for deg in (0, 1e-6))
    assert hardly.alignment.pelvic_obliquity_deg == pytest.approx(alone.alignment.pelvic_obliquity_deg, abs=1e-5)


def test_where_one_posture_gives_way_to_another_the_result_says_so():
    """Who stands at ease on bent knees folds at the hips at some angle: no answer can be continuous there."""
    man = models.load("adult_male")
    jumps = [
        step
        for step in found_along(lambda deg: (man, {"posture": "relaxed", "knee_deg": deg}), 50, 80)
        if step.kind == "jump"
    ]
    assert jumps
    assert all("branch" in sweeps.said(step) for step in jumps)


def test_a_jump_is_told_from_a_steep_slope():
    """A made-up input that steps, and one that rises steeply: the judge is tried itself."""
    man = models.load("adult_male")

    def step(x):
        return man, {"tilt_deg": 10.0 if x > 0.5 else 0.0}

    def steep(x):
        return man, {"tilt_deg": 10.0 / (1 + float(np.exp(-200 * (x - 0.5))))}

    assert {found.kind for found in found_along(step, 0, 1, 12)} == {"jump"}
    assert {found.kind for found in found_along(steep, 0, 1, 12)} == {"slope"}
