"""Standing, sitting, lying, carrying: what a sceptical biomechanist would ask of every named posture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_population import _somebody

import models
import sim
from models import postures as posture_file
from models.person import BODIES
from sim.chain import COORDINATES, KNEE, LEGS, disc_frames, place
from sim.pipeline import stand
from sim.potential import GRAVITY
from sim.scenario import build

PEOPLE = ("adult_male", "adult_female", "older_adult")
POSTURES = tuple(models.load_postures())
SEATS = tuple(name for name, posture in models.load_postures().items() if posture.support == "seat")
LOW = "L4-L5"
T8 = BODIES.index("T8")


@pytest.fixture(params=PEOPLE)
def who(request: pytest.FixtureRequest) -> models.Person:
    return models.load(request.param)


def lordosis(result: sim.Result) -> float:
    return result.alignment.lumbar_lordosis_deg


def slope(result: sim.Result) -> float:
    return result.alignment.sacral_slope_deg


def pressed(result: sim.Result, joint: str = LOW) -> float:
    return result.joints[joint].compression_N


# --- every posture ---------------------------------------------------------------------------------


@pytest.mark.parametrize("posture", POSTURES)
def test_everybody_can_be_in_it_and_is_in_balance(who: models.Person, posture: str) -> None:
    result = sim.simulate(who, posture=posture)
    assert result.residual_Nm < 1e-6
    assert result.stability.margin_Nm_per_rad > 0
    assert np.all(np.isfinite(result.joints.compression_N))
    assert np.all(result.joints.compression_N > 0)
    assert result.baseline.scenario.posture == "erect" and not result.baseline.scenario.carry


@pytest.mark.parametrize("posture", [name for name in POSTURES if name != "one-hand"])
def test_what_is_alike_on_both_sides_stays_in_the_middle(posture: str) -> None:
    q = sim.simulate("adult_male", posture=posture).pose.q
    sideways = [1, LEGS + 1, LEGS + 2, *(k for k in range(6, COORDINATES) if k % 3)]
    assert np.abs(q[sideways]).max() < 1e-9


@pytest.mark.parametrize("posture", POSTURES)
def test_a_tilt_to_the_left_mirrors_one_to_the_right(posture: str) -> None:
    load = {"one-hand": ("right-hand", "left-hand")}.get(posture)
    answers = []
    for k, direction in enumerate(("right", "left")):
        words: dict[str, Any] = {"carry": {load[k]: 10}} if load else {}
        answers.append(sim.simulate("adult_female", posture=posture, tilt_deg=8, direction=direction, **words))
    right, left = answers
    assert np.allclose(right.joints.lateral_deg, -left.joints.lateral_deg, atol=1e-6)
    assert np.allclose(right.joints.flexion_deg, left.joints.flexion_deg, atol=1e-6)
    assert np.allclose(right.joints.compression_N, left.joints.compression_N, rtol=1e-4, atol=0.05)


@pytest.mark.parametrize("posture", POSTURES)
def test_its_own_words_give_way_to_those_that_are_asked_one_by_one(posture: str) -> None:
    words = models.load_postures()[posture]
    other = {
        "lean_deg": 7.0,
        "head_deg": -3.0,
        "knee_deg": 12.0,
        "seat_deg": 4.0,
        "backrest_deg": 33.0,
        "arms": "raised",
        "heels_m": 0.02,
    }
    for word, value in other.items():
        if not getattr(words, word):
            continue
        asked = build(posture=posture, **{word: value}).in_posture()
        assert getattr(asked, word) == value
        for kept in other:
            if kept != word and getattr(words, kept):
                assert getattr(asked, kept) == getattr(words, kept)
    if words.carried_in:
        empty = {"right-hand": 1.5}
        assert [load.mass_kg for load in build(posture=posture, carry=empty).in_posture().carry] == [1.5]


def test_random_people_are_answered_in_every_posture_or_refused_by_name() -> None:
    rng = np.random.default_rng(7)
    asked = refused = 0
    for _ in range(12):
        try:
            person = models.person(**_somebody(rng))
        except models.ModelError:
            continue
        for posture in POSTURES:
            direction = str(rng.choice(["forward", "backward", "left", "right", "turn-left", "turn-right"]))
            tilt = {"tilt_deg": float(rng.uniform(0, 20)), "at": str(rng.choice(["pelvis", "lumbar"]))}
            for words in ({}, {**tilt, "direction": direction}):
                asked += 1
                try:
                    result = sim.simulate(person, posture=posture, **words)
                except sim.NoPosture as error:
                    assert "\n" not in str(error) and "deg" in str(error)
                    refused += 1
                    continue
                assert result.residual_Nm < 1e-6 and np.all(np.isfinite(result.joints.compression_N))
    assert asked > 400
    assert refused <= 0.01 * asked


def test_a_posture_like_another_takes_its_words_and_none_is_like_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = models.load_postures()
    assert whole["forward-seat"].tone == whole["sitting"].tone != whole["relaxed"].tone
    assert whole["forward-seat"].support == "seat"
    tables = posture_file._file()
    for like, said in (("sittting", "did you mean 'sitting'"), ("tablet", "no posture")):
        wrong = {**tables.postures, "tablet": {"like": like, "reason": "x"}}
        monkeypatch.setattr(posture_file, "_file", lambda wrong=wrong: models_like(tables, wrong))
        with pytest.raises(models.ModelError, match=said):
            posture_file._postures.__wrapped__()


def models_like(tables: Any, changed: dict[str, Any]) -> Any:
    return type(tables)(postures=changed, gains=tables.gains)


# --- on a seat -------------------------------------------------------------------------------------


@pytest.mark.parametrize("posture", SEATS)
def test_the_legs_stay_where_the_seat_puts_them(posture: str) -> None:
    fall = models.load_postures()[posture].seat_deg or 0.0
    for words in ({}, {"tilt_deg": 15, "direction": "backward"}, {"tilt_deg": 10, "direction": "right"}):
        q = sim.simulate("adult_male", posture=posture, **words).pose.q
        assert np.allclose(q[:LEGS], np.radians([0.0, 0.0, 90.0 - fall]), atol=1e-12)


def test_sitting_rolls_the_pelvis_backward_and_flattens_the_lumbar_spine(who: models.Person) -> None:
    standing, *seated = (sim.simulate(who, posture=name) for name in ("erect", "sitting-upright", "sitting", "slumped"))
    assert np.all(np.diff([slope(at) for at in (standing, *seated)]) < -3.0)
    assert np.all(np.diff([lordosis(at) for at in (standing, *seated)]) < -3.0)
    sva = [at.alignment.sva_mm for at in seated]
    assert sva[0] < sva[1] < sva[2]


def test_a_slump_uses_much_of_the_lumbar_flexion_but_not_more_than_there_is(who: models.Person) -> None:
    """43 to 79 % of it at office work (Appl Ergon 2024); never beyond the end."""
    lost = lordosis(sim.simulate(who)) - lordosis(sim.simulate(who, posture="slumped"))
    assert 0.43 < lost / who.range_deg[:5, 0, 1].sum() < 1.0


def test_a_slope_gives_lordosis_back_the_more_the_steeper(who: models.Person) -> None:
    on_slopes = [lordosis(sim.simulate(who, posture="sitting", seat_deg=deg)) for deg in (0, 5, 10, 15, 20)]
    assert np.all(np.diff(on_slopes) > 0)
    assert on_slopes[-1] < lordosis(sim.simulate(who))


# --- against a rest --------------------------------------------------------------------------------


def weight_from_above(result: sim.Result) -> np.ndarray:
    """(25, 3) force of all weight and pushes above each joint, in the room [N]."""
    part = result.joints.part_force_N["weight"]  # compression, anterior, right
    local = np.stack([part[:, 1], -part[:, 0], part[:, 2]], axis=-1)
    return np.einsum("jab,jb->ja", disc_frames(result.person, result.pose), local)


def slices(result: sim.Result) -> tuple[np.ndarray, np.ndarray]:
    """Mass and centre of every body, the arms hanging from the shoulders."""
    who, pose = result.person, result.pose
    bodies = np.arange(len(BODIES))
    mass = who.segment_mass_kg.copy()
    moment = mass[:, None] * place(pose, bodies, who.segment_com_m)
    for shoulder in who.shoulder_m:
        arm = who.arm_mass_kg * who.shoulder_share
        mass = mass + arm
        moment = moment + arm[:, None] * place(pose, bodies, np.broadcast_to(shoulder, (len(BODIES), 3)))
    return mass, moment / np.maximum(mass, 1e-12)[:, None]


def push_of_the_rest(result: sim.Result) -> np.ndarray:
    """What the rest pushes T8 with: the step in what the joints below and above it carry, less T8's own weight."""
    carried = weight_from_above(result)
    mass, _ = slices(result)
    step: np.ndarray = carried[T8 - 1] - carried[T8] + [0.0, GRAVITY * mass[T8], 0.0]
    return step


@pytest.mark.parametrize("back_deg", [10.0, 20.0, 30.0, 45.0])
def test_weight_push_and_joints_close_for_the_whole_trunk(who: models.Person, back_deg: float) -> None:
    result = sim.simulate(who, posture="backrest", backrest_deg=back_deg)
    push = push_of_the_rest(result)
    mass, centre = slices(result)
    weight = np.stack([np.zeros(26), -GRAVITY * mass, np.zeros(26)], axis=-1)
    at = place(result.pose, np.array([T8]), who.centre_m[[T8]])[0]
    for joint in (0, 1, 5, T8 - 2):
        above = slice(joint + 1, None)
        assert np.allclose(weight_from_above(result)[joint], weight[above].sum(0) + push, atol=1e-6)
        here = result.pose.joint_m[joint]
        moment = np.cross(centre[above] - here, weight[above]).sum(0) + np.cross(at - here, push)
        assert result.joints.moment_flexion_Nm[joint] == pytest.approx(-moment[2], abs=1e-6)


def test_the_rest_pushes_with_its_friction_and_bears_a_share_of_the_upper_body(who: models.Person) -> None:
    above_N = GRAVITY * slices(sim.simulate(who))[0][1:].sum()
    before = 0.0
    for back_deg in (15.0, 25.0, 35.0, 45.0):
        push = push_of_the_rest(sim.simulate(who, posture="backrest", backrest_deg=back_deg))
        towards = np.radians(back_deg) + np.arctan(models.load_gains().backrest_friction)
        along = np.array([np.cos(towards), np.sin(towards), 0.0])
        assert np.allclose(push, (push @ along) * along, atol=1e-6)
        assert before < push @ along < 0.8 * above_N
        before = push @ along


def test_leaning_back_presses_less_than_slumping_free_and_the_less_the_further(who: models.Person) -> None:
    free = pressed(sim.simulate(who, posture="slumped"))
    leaning = [pressed(sim.simulate(who, posture="backrest", backrest_deg=deg)) for deg in (20, 25, 30, 35)]
    assert leaning[0] < free
    assert np.all(np.diff(leaning) < 0)


# --- on a bed --------------------------------------------------------------------------------------


def test_lying_bears_no_weight_and_discs_keep_their_own_pressure(who: models.Person) -> None:
    lying, standing = sim.simulate(who, posture="lying"), sim.simulate(who)
    assert pressed(lying) < 0.05 * pressed(standing)
    assert lying.joints.compression_N.max() < 0.08 * pressed(standing)
    rest = models.load_gains().disc_rest_MPa
    assert rest <= lying.joints[LOW].pressure_MPa < 1.3 * rest
    assert not lying.warnings


def test_the_spine_that_lies_takes_its_unloaded_shape(who: models.Person) -> None:
    lying = sim.simulate(who, posture="lying")
    unloaded = np.degrees(who.tissue.unloaded)
    assert np.abs(lying.joints.flexion_deg[:5] - unloaded[:5]).max() < 1.5
    assert np.abs(lying.joints.part_moment_Nm["tissue"]).max() < 2.0
    assert abs(lying.alignment.gaze_deg) < 1.0  # a pillow


def test_what_is_carried_weighs_nothing_on_a_bed() -> None:
    plain, loaded = (sim.simulate("adult_male", posture="lying", carry=load) for load in ({}, {"belly": 10}))
    assert pressed(loaded) == pytest.approx(pressed(plain), abs=2.0)


# --- what is carried, and the arms -----------------------------------------------------------------


@pytest.mark.parametrize("posture", ["erect", "sitting"])
def test_arms_cost_the_more_the_further_in_front(who: models.Person, posture: str) -> None:
    by_arms = [pressed(sim.simulate(who, posture=posture, arms=a)) for a in ("rested", "hanging", "forward", "raised")]
    assert np.all(np.diff(by_arms) > 0.03 * by_arms[1])


def test_the_same_mass_costs_least_in_two_hands_most_in_front(who: models.Person) -> None:
    names = ("two-hands", "one-hand", "holding-in-front")
    loads = [pressed(sim.simulate(who, posture=name)) for name in names]
    assert pressed(sim.simulate(who)) < loads[0] < loads[1] < loads[2]


def test_a_belly_is_met_by_leaning_back_with_more_lordosis_over_the_hips(who: models.Person) -> None:
    """Whitcome 2007, standing naturally: the trunk goes back, its centre of mass stays over the hips."""
    early = sim.simulate(who, posture="relaxed")
    late = sim.simulate(who, posture="pregnant")
    assert lordosis(late) > 1.1 * lordosis(early)
    assert late.alignment.head_hip_angle_deg < early.alignment.head_hip_angle_deg - 0.5
    assert late.alignment.sva_mm < early.alignment.sva_mm
    at = stand(who, build(person=who.name, posture="pregnant")).solution.at
    assert abs(at.levers[0, 0] / at.mass_above[0]) < 0.020


def test_a_backpack_and_a_belly_move_the_body_opposite_ways() -> None:
    plain = sim.simulate("adult_male").legs["hip_forward_mm"]
    back, front = (
        sim.simulate("adult_male", carry={where: 10}).legs["hip_forward_mm"] for where in ("backpack", "belly")
    )
    assert front < plain - 2.0 and back > plain + 2.0


# --- knees and heels -------------------------------------------------------------------------------


def test_knees_bent_at_will_leave_the_pelvis_in_place(who: models.Person) -> None:
    """PMC3657059: at 15 and 30 deg of knee flexion pelvic tilt and sacral slope rarely change, lordosis falls."""
    straight = sim.simulate(who)
    for knee_deg in (15, 30):
        bent = sim.simulate(who, knee_deg=knee_deg)
        assert np.degrees(bent.pose.q[KNEE]) == pytest.approx(knee_deg)
        assert abs(slope(bent) - slope(straight)) < 3.0
        assert lordosis(bent) < lordosis(straight)


def test_a_squat_bends_the_lumbar_spine_less_and_the_hips_more_than_a_stoop(who: models.Person) -> None:
    """Measured: 25 (s.d. 8) against 36 (10) deg (von Arx 2021)."""
    upright = lordosis(sim.simulate(who))
    squat, stoop = (sim.simulate(who, posture=name) for name in ("squat", "stoop"))
    lost = [upright - lordosis(at) for at in (squat, stoop)]
    assert 25 - 1.5 * 8 < lost[0] < 25 + 1.5 * 8
    assert 36 - 1.5 * 10 < lost[1] < 36 + 1.5 * 10
    assert lost[0] < lost[1]
    assert squat.legs["hip_flexion_deg"] > stoop.legs["hip_flexion_deg"] + 30
    assert pressed(squat) > 1.5 * pressed(sim.simulate(who))


def test_heels_tip_pelvis_and_trunk_back_and_leave_the_curves(who: models.Person) -> None:
    """Michonski 2019: curves unchanged, pelvic and trunk inclination less; the ankle comes under the body."""
    flat = sim.simulate(who)
    raised = [sim.simulate(who, heels_m=h) for h in (0.02, 0.05, 0.08, 0.11)]
    for at in raised:
        assert abs(lordosis(at) - lordosis(flat)) < 4.0
        assert abs(at.alignment.thoracic_kyphosis_deg - flat.alignment.thoracic_kyphosis_deg) < 4.0
    assert np.all(np.diff([slope(at) for at in (flat, *raised)]) < 0)
    assert np.all(np.diff([at.legs["hip_forward_mm"] for at in (flat, *raised)]) < 0)


def test_no_heels_are_no_heels() -> None:
    assert np.array_equal(sim.simulate("adult_male", heels_m=0.0).pose.q, sim.simulate("adult_male").pose.q)
    low, flat = sim.simulate("adult_male", heels_m=1e-6), sim.simulate("adult_male")
    assert np.allclose(low.pose.q, flat.pose.q, atol=1e-4)


def test_the_page_on_postures_has_a_row_for_each() -> None:
    page = Path(models.__file__).parents[1].joinpath("docs", "postures.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ")]
    assert rows[1:] == list(POSTURES)
    for name, posture in models.load_postures().items():
        assert posture.reason.endswith("."), name
