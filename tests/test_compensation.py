"""The compensation: what a sceptical biomechanist would ask of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import models
import sim
from models.person import BODIES, JOINTS
from sim.chain import BASE, COORDINATES, T1, T12, place
from sim.pipeline import setting as potential
from sim.posture import solve
from sim.scenario import build

PEOPLE = ("adult_male", "adult_female", "older_adult")
POSTURES = ("erect", "relaxed")
SAGITTAL, OTHER = ("forward", "backward"), ("left", "right", "turn-left", "turn-right")
PLACES = ("pelvis", "lumbar", "L5", "L4", "L3", "L2", "L1")
MIRROR_DIRECTION = {"left": "right", "turn-left": "turn-right"}


@pytest.fixture(scope="module")
def upright() -> sim.Result:
    return sim.simulate("adult_male")


@pytest.mark.parametrize("posture", POSTURES)
@pytest.mark.parametrize("name", PEOPLE)
def test_nothing_tilted_nothing_changes(name: str, posture: str) -> None:
    result = sim.simulate(name, posture=posture, tilt_deg=0.0, at="L4")
    for word, value in result.alignment.change.measures().items():
        assert abs(value) < 1e-9, word
    for axis in ("flexion", "lateral", "axial"):
        assert np.all(np.abs(getattr(result.joints, f"change_{axis}_deg")) < 1e-9)
    assert np.allclose(result.joints.compression_ratio, 1.0, atol=1e-9)


@pytest.mark.parametrize("posture", POSTURES)
def test_a_posture_as_such_is_compared_with_standing_erect(posture: str) -> None:
    result = sim.simulate(posture=posture)
    assert result.baseline.scenario.posture == "erect"
    assert np.allclose(result.joints.flexion_deg - result.baseline.joints.flexion_deg, result.joints.change_flexion_deg)
    assert (np.abs(result.joints.change_flexion_deg).max() < 1e-9) == (posture == "erect")


@pytest.mark.parametrize("name", PEOPLE)
def test_upright_is_the_persons_own_shape(name: str) -> None:
    """Tone is solved so that erect standing is exactly the described one."""
    result = sim.simulate(name)
    assert np.max(np.abs(result.pose.angles_rad)) < 1e-11
    for word, value in models.load(name).measures.items():
        assert result.alignment.measures()[word] == pytest.approx(value, abs=1e-6), word


@pytest.mark.parametrize("at", ("pelvis", "lumbar", "L3"))
@pytest.mark.parametrize("posture", POSTURES)
@pytest.mark.parametrize("direction", MIRROR_DIRECTION)
def test_a_left_tilt_is_the_mirror_image_of_a_right_one(direction: str, posture: str, at: str) -> None:
    left = sim.simulate("adult_male", tilt_deg=12, direction=direction, at=at, posture=posture)
    right = sim.simulate("adult_male", tilt_deg=12, direction=MIRROR_DIRECTION[direction], at=at, posture=posture)
    assert np.allclose(left.joints.flexion_deg, right.joints.flexion_deg, rtol=0, atol=1e-9)
    assert np.allclose(left.joints.lateral_deg, -right.joints.lateral_deg, rtol=0, atol=1e-9)
    assert np.allclose(left.joints.axial_deg, -right.joints.axial_deg, rtol=0, atol=1e-9)
    assert np.allclose(left.joints.compression_N, right.joints.compression_N, rtol=0, atol=1e-6)
    assert np.allclose(left.joints.shear_right_N, -right.joints.shear_right_N, rtol=0, atol=1e-6)
    assert np.allclose(left.joints.moment_axial_Nm, -right.joints.moment_axial_Nm, rtol=0, atol=1e-6)


def _heavier(person: models.Person, factor: float) -> models.Person:
    """Every mass, stiffness and strength multiplied; gains follow mass by themselves."""
    tissue = replace(person.tissue, scale=person.tissue.scale * factor, secant=person.tissue.secant * factor)
    muscles = replace(
        person.muscles, pcsa_m2=person.muscles.pcsa_m2 * factor, slack_m4=person.muscles.slack_m4 * factor
    )
    return replace(
        person,
        mass_kg=person.mass_kg * factor,
        segment_mass_kg=person.segment_mass_kg * factor,
        arm_mass_kg=person.arm_mass_kg * factor,
        leg_mass_kg=person.leg_mass_kg * factor,
        tissue=tissue,
        muscles=muscles,
    )


@pytest.mark.parametrize(
    "words",
    (
        {"tilt_deg": 15, "direction": "forward", "at": "lumbar"},
        {"tilt_deg": 8, "direction": "right", "at": "pelvis", "posture": "relaxed"},
        {"lean_deg": 30},
    ),
)
def test_more_of_everything_by_one_factor_changes_no_angle_and_scales_every_load(words: dict) -> None:
    man = models.load("adult_male")
    plain, heavy = sim.simulate(man, **words), sim.simulate(_heavier(man, 1.7), **words)
    for axis in ("flexion", "lateral", "axial"):
        assert np.allclose(
            getattr(heavy.joints, f"{axis}_deg"), getattr(plain.joints, f"{axis}_deg"), rtol=0, atol=1e-9
        )
    assert np.allclose(heavy.joints.compression_N, 1.7 * plain.joints.compression_N, rtol=1e-7)
    assert np.allclose(heavy.joints.shear_anterior_N, 1.7 * plain.joints.shear_anterior_N, rtol=1e-6, atol=1e-5)


def test_lost_lordosis_upright_is_answered_by_less_kyphosis_a_backward_pelvis_and_the_neck() -> None:
    """Case C08: 0.3 to 0.5 degrees of kyphosis for each degree of lordosis; head over hips within 3 degrees
    (C05).
    """
    change = sim.simulate("adult_male", tilt_deg=15, direction="forward", at="lumbar").alignment.change
    assert change.lumbar_lordosis_deg == pytest.approx(-15.0, abs=0.2)
    assert 0.3 < change.thoracic_kyphosis_deg / change.lumbar_lordosis_deg < 0.5
    assert change.pelvic_tilt_deg > 2.0
    assert change.cervical_lordosis_deg > 2.0
    assert abs(change.head_hip_angle_deg) < 3.0
    assert abs(change.gaze_deg) < 2.5


def test_letting_go_is_answered_the_other_way_round() -> None:
    """Case C21: lordosis falls by 12-32 deg, kyphosis RISES by 10-30 deg, the head drifts 40-120 mm forward
    of S1.
    """
    erect, relaxed = sim.simulate("adult_male"), sim.simulate("adult_male", posture="relaxed")
    assert -32 < relaxed.alignment.lumbar_lordosis_deg - erect.alignment.lumbar_lordosis_deg < -12
    assert 10 < relaxed.alignment.thoracic_kyphosis_deg - erect.alignment.thoracic_kyphosis_deg < 30
    head = relaxed.person.centre_m[-1, 0] - relaxed.person.centre_m[0, 0]
    forward = relaxed.pose.pivot_m[-1, 0] - relaxed.pose.pivot_m[1, 0]
    forward -= erect.pose.pivot_m[-1, 0] - erect.pose.pivot_m[1, 0]
    assert head != 0 and 0.04 < forward < 0.12


@pytest.mark.parametrize("name", PEOPLE)
def test_an_oblique_pelvis_is_taken_up_low_and_the_head_stays_level(name: str) -> None:
    result = sim.simulate(name, tilt_deg=5, direction="right", at="pelvis")
    lateral = result.joints.change_lateral_deg
    lumbar, thorax = lateral[:5].sum(), lateral[5:17].sum()
    assert -7 < lumbar < -3
    assert abs(thorax) < 0.5 * abs(lumbar)
    assert abs(result.alignment.head_tilt_deg) < 1.5
    assert abs(sim.simulate(name, tilt_deg=10, direction="right", at="pelvis").alignment.head_tilt_deg) < 2.01


@pytest.mark.parametrize("load", ({"backpack": 15}, {"right-hand": 8}, {"both-hands": 20}), ids=str)
@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_who_carries_is_at_ease(name: str, load: dict) -> None:
    """Standing relaxed under a load is standing: curves near the person's own, the trunk leant away from the load."""
    found = sim.simulate(name, posture="relaxed", carry=load).alignment
    own = sim.simulate(name).alignment
    assert abs(found.lumbar_lordosis_deg - own.lumbar_lordosis_deg) < 10
    assert abs(found.shoulder_tilt_deg) < 7 and abs(found.thorax_turn_deg) < 3


@pytest.mark.parametrize("name", PEOPLE)
def test_the_trunk_leans_away_from_what_is_carried(name: str) -> None:
    """A counterpoise: aside from a load in one hand, back from one in front, forward under a backpack."""
    plain = sim.simulate(name).alignment
    hand, front, back, belly = (
        sim.simulate(name, carry=load).alignment
        for load in ({"right-hand": 8}, {"both-hands": "8kg@40cm"}, {"backpack": 12}, {"belly": 6.8})
    )
    assert hand.c7_offset_mm < -5 and hand.shoulder_tilt_deg < 0
    assert front.sva_mm < plain.sva_mm - 20 and front.lumbar_lordosis_deg > plain.lumbar_lordosis_deg
    assert back.sva_mm > plain.sva_mm + 10
    assert belly.sva_mm < plain.sva_mm and belly.lumbar_lordosis_deg > plain.lumbar_lordosis_deg


@pytest.mark.parametrize("head", (-40, 0, 40, 60))
@pytest.mark.parametrize("lean", (-20, 45, 89, 90))
def test_trunk_and_head_held_together_are_answered_or_refused(lean: float, head: float) -> None:
    try:
        found = sim.simulate("adult_male", lean_deg=lean, head_deg=head)
    except sim.NoPosture as no:
        assert "deg" in str(no) and abs(head - lean) > 40
    else:
        assert found.alignment.gaze_deg == pytest.approx(-head, abs=1e-7)


def test_pushing_the_pelvis_forward_deepens_the_lordosis_about_one_for_one() -> None:
    """Case C23: 0.75 to 1.2 degrees of lordosis for a degree of pelvic tilt, standing."""
    for degrees, direction in ((11.4, "forward"), (8.7, "backward")):
        change = sim.simulate("adult_male", tilt_deg=degrees, direction=direction, at="pelvis").alignment.change
        assert 0.75 < -change.lumbar_lordosis_deg / change.pelvic_tilt_deg < 1.2


def test_two_small_tilts_together_are_the_sum_of_each() -> None:
    one = {"deg": 0.01, "direction": "forward", "at": "pelvis"}
    two = {"deg": 0.01, "direction": "right", "at": "pelvis"}
    changes = [
        np.stack([r.joints.change_flexion_deg, r.joints.change_lateral_deg, r.joints.change_axial_deg])
        for r in (sim.simulate("adult_male", tilts=tilts) for tilts in ([one], [two], [one, two]))
    ]
    assert np.allclose(changes[0] + changes[1], changes[2], rtol=0, atol=2e-5)


@pytest.mark.parametrize("words", ({"at": "lumbar"}, {"at": "L5"}, {"at": "pelvis"}))
def test_the_answer_moves_smoothly_with_the_tilt(words: dict) -> None:
    """No jump along a sweep: second differences stay small beside the first."""
    flexion = np.array(
        [
            sim.simulate("adult_male", tilt_deg=deg, direction="forward", **words).joints.flexion_deg
            for deg in np.arange(0.0, 30.1, 1.0)
        ]
    )
    steps = np.diff(flexion, axis=0)
    assert np.max(np.abs(np.diff(steps, axis=0))) < 0.25


def test_the_upright_answer_is_the_same_from_any_start() -> None:
    man = models.load("adult_male")
    asked = build(person="adult_male", tilt_deg=15, direction="forward", at="lumbar")
    setting, answer = potential(man, asked), sim.simulate(man, asked).pose.q
    fixed = np.zeros(COORDINATES, dtype=bool)
    fixed[BASE : BASE + 15] = True
    rng = np.random.default_rng(3)
    for _ in range(25):
        start = np.where(fixed, answer, np.radians(8.0) * rng.normal(size=COORDINATES))
        again = solve(setting, start, fixed)
        assert again.converged
        assert np.allclose(again.q, answer, atol=1e-8)


def test_a_fused_joint_does_not_move_and_its_neighbours_do_its_work() -> None:
    words = {"tilt_deg": 10, "direction": "forward", "at": "pelvis"}
    free, fused = sim.simulate("adult_male", **words), sim.simulate("adult_male", fused=["L3-L4"], **words)
    at = JOINTS.index("L3-L4")
    assert abs(free.joints.change_flexion_deg[at]) > 0.5
    assert abs(fused.joints.change_flexion_deg[at]) < 1e-12
    for neighbour in (at - 1, at + 1):
        assert abs(fused.joints.change_flexion_deg[neighbour]) > abs(free.joints.change_flexion_deg[neighbour])


def test_trunk_and_head_are_held_at_the_angles_asked_for() -> None:
    for lean in (-15.0, 10.0, 45.0, 80.0):
        result = sim.simulate("adult_male", lean_deg=lean)
        ends = place(result.pose, np.array([T12, T1]), result.person.centre_m[[T12, T1]])
        line, upright = ends[1] - ends[0], result.person.centre_m[T1] - result.person.centre_m[T12]
        angle = np.arctan2(line[0], line[1]) - np.arctan2(upright[0], upright[1])
        assert np.degrees(angle) == pytest.approx(lean, abs=1e-8)
    for head in (-30.0, 20.0, 55.0):
        assert sim.simulate("adult_male", head_deg=head).alignment.gaze_deg == pytest.approx(-head, abs=1e-8)


def test_a_lean_of_thirty_degrees_comes_from_spine_and_hips_in_the_measured_proportion() -> None:
    """Lumbopelvic rhythm: 0.5 to 0.75 of the first 30 degrees is lumbar."""
    change = sim.simulate("adult_male", lean_deg=30).alignment.change
    assert 0.5 < -change.lumbar_lordosis_deg / 30 < 0.8
    assert change.pelvic_tilt_deg < -5


def test_a_load_in_front_is_balanced_by_leaning_back() -> None:
    result = sim.simulate("adult_male", carry={"both-hands": "10kg@40cm"})
    upright = sim.simulate("adult_male")
    assert result.pose.pivot_m[-1, 0] < upright.pose.pivot_m[-1, 0] - 0.02


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("posture", POSTURES)
def test_every_tilt_is_answered_or_refused_by_name(name: str, posture: str) -> None:
    """Up to 30 deg in the sagittal plane, 20 in the others, at every place."""
    refused = 0
    for at in PLACES:
        for direction in SAGITTAL + OTHER:
            for share in (0.3, 1.0):
                largest = 30.0 if direction in SAGITTAL else 20.0
                try:
                    result = sim.simulate(name, tilt_deg=share * largest, direction=direction, at=at, posture=posture)
                except sim.NoPosture as no:
                    assert "deg" in str(no) and "\n" not in str(no)
                    refused += 1
                    continue
                assert result.residual_Nm < 1e-6
                for values in (result.joints.compression_N, result.joints.flexion_deg, result.muscle_force_N):
                    assert np.all(np.isfinite(values))
    assert refused <= (0 if posture == "erect" else 20)


# --- shifts and lifts ---------------------------------------------------------------------------


def test_a_lift_tilts_the_pelvis_and_leaves_the_sagittal_curves_alone() -> None:
    """Case C32: kyphosis and lordosis do not change with 0-40 mm; tilt grows with the lift; at most 3.5 deg per cm."""
    tilts = []
    for millimetres in (5, 10, 20, 40):
        change = sim.simulate("adult_male", lift={"left": f"{millimetres}mm"}).alignment.change
        assert abs(change.lumbar_lordosis_deg) < 3 and abs(change.thoracic_kyphosis_deg) < 3
        assert 0 < change.pelvic_obliquity_deg < 0.35 * millimetres
        assert change.lumbar_cobb_deg < 0
        tilts.append(change.pelvic_obliquity_deg)
    assert np.all(np.diff(tilts) > 0)


def test_a_lift_of_either_foot_is_the_mirror_image_and_barely_moves_the_weight() -> None:
    """Case C35: the centre of pressure moves noticeably only at 3 cm."""
    left, right = (sim.simulate("adult_male", lift={side: "20mm"}) for side in ("left", "right"))
    assert np.allclose(left.joints.lateral_deg, -right.joints.lateral_deg, atol=1e-9)
    assert left.legs["weight_share_right"] == pytest.approx(1 - right.legs["weight_share_right"], abs=1e-9)
    assert abs(left.legs["weight_share_right"] - 0.5) < 0.05


@pytest.mark.parametrize("direction", ("forward", "backward", "left", "right"))
@pytest.mark.parametrize("what", ("thorax", "T12", "L3", "C7"))
def test_a_shifted_level_stands_where_it_was_put(what: str, direction: str) -> None:
    result = sim.simulate("adult_male", shifts={what: f"30mm@{direction}"})
    body = BODIES.index("T12" if what == "thorax" else what)
    away = place(result.pose, np.array([body]), result.person.centre_m[[body]])[0] - result.pose.hip_m
    moved = away - (result.person.centre_m[body] - result.person.hip_m)
    axis, sign = {"forward": (0, 1), "backward": (0, -1), "left": (2, -1), "right": (2, 1)}[direction]
    assert moved[axis] == pytest.approx(sign * 0.03, abs=1e-9)
    if what == "thorax":
        ends = place(result.pose, np.array([T12, T1]), result.person.centre_m[[T12, T1]])
        upright = result.person.centre_m[T1] - result.person.centre_m[T12]
        line = ends[1] - ends[0]
        if axis == 0:
            assert np.arctan2(line[0], line[1]) == pytest.approx(np.arctan2(upright[0], upright[1]), abs=1e-9)
        else:
            assert line[2] == pytest.approx(0.0, abs=1e-9)


def test_a_thorax_carried_forward_loads_every_level_below_it() -> None:
    """Case B04: loads rise at all levels below T9 when the thorax is carried 59 mm forward, upright."""
    ratio = sim.simulate("adult_male", shifts={"thorax": "59mm@forward"}).joints.compression_ratio
    assert np.all(ratio[: JOINTS.index("T9-T10") + 1] > 1.05)


@pytest.mark.parametrize("lean", (10, 30, 60))
def test_a_lean_is_work_in_any_posture(lean: float) -> None:
    for name in PEOPLE:
        result = sim.simulate(name, posture="relaxed", lean_deg=lean)
        assert result.converged and result.stability.margin_Nm_per_rad > 0


@pytest.mark.parametrize("posture", ("erect", "relaxed", "sitting", "slumped", "backrest", "stoop", "squat"))
def test_a_head_let_go_follows_the_trunk_which_still_stands(posture: str) -> None:
    held, free = (sim.simulate(posture=posture, tilt_deg=10, head_free=loose) for loose in (False, True))
    assert free.stability.margin_Nm_per_rad > 5
    assert free.alignment.gaze_deg < held.alignment.gaze_deg - 3  # nothing lifts the eyes


def test_a_curve_held_at_an_angle_bends_sideways_as_before() -> None:
    """Lordosis is an angle of the side view: holding it at the person's own value changes no side bend."""
    own = sim.simulate().alignment.lumbar_lordosis_deg
    for words in ({"bend_deg": 15}, {"lift": {"left": "10mm"}}):
        free, held = sim.simulate(**words), sim.simulate(curves={"lumbar": own}, **words)
        assert held.alignment.lumbar_cobb_deg == pytest.approx(free.alignment.lumbar_cobb_deg, abs=0.3)
        assert held.joints["L5-S1"].compression_N == pytest.approx(free.joints["L5-S1"].compression_N, rel=0.03)
