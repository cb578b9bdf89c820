"""Loads: every free body closes, and the numbers are those of a living back."""

from __future__ import annotations

import numpy as np
import pytest

import models
import sim
from models.person import BODIES, CERVICAL, JOINTS
from sim import muscles as muscle_law
from sim.burden import Burden, carried_points, merge
from sim.chain import disc_frames, place
from sim.loads import in_frame
from sim.potential import GRAVITY

TASKS = (
    {},
    {"tilt_deg": 15, "direction": "forward", "at": "lumbar"},
    {"tilt_deg": 10, "direction": "right", "at": "pelvis", "posture": "relaxed"},
    {"tilt_deg": 10, "direction": "turn-left", "at": "L3"},
    {"lean_deg": 40},
    {"head_deg": 30},
    {"carry": {"right-hand": 8}},
    {"carry": {"both-hands": "15kg@35cm"}, "lean_deg": 20},
)


def _burden(result: sim.Result) -> Burden:
    return merge(result.person, carried_points(result.person, models.load_gains(), result.scenario.in_posture()))


@pytest.mark.parametrize("words", TASKS, ids=str)
def test_force_and_moment_on_every_vertebra_sum_to_zero(words: dict) -> None:
    """Each body alone: its weight, the muscles that end or bend on it, and the joints below and above.

    Built from the result's own numbers, by a road that the model does not take: forces joint by joint in the
    world, muscles piece by piece.
    """
    result = sim.simulate("adult_male", **words)
    person, pose, joints = result.person, result.pose, result.joints
    burden = _burden(result)
    frame = disc_frames(person, pose)
    com = place(pose, np.arange(26), burden.com_m)
    load = np.stack([joints.shear_anterior_N, -joints.compression_N, joints.shear_right_N], axis=-1)
    on_lower = np.einsum("jab,jb->ja", frame, load)  # contact force of the upper on the lower body

    def world(moment: np.ndarray) -> np.ndarray:
        """Flexion, right, left turn in disc frames as world vectors on the upper body."""
        return np.einsum("jab,jb->ja", frame, moment[:, [1, 2, 0]] * [1.0, 1.0, -1.0])

    passive = world(joints.part_moment_Nm["tissue"])
    nobody = -world(sum(joints.part_moment_Nm.values()))  # the residual that no muscle supplies
    pull, pull_moment = np.zeros((26, 3)), np.zeros((26, 3))  # on each body; moments about the world's origin
    points = place(pose, person.muscles.point_body, person.muscles.point_m)
    for f in range(len(person.muscles.name)):
        for k in range(person.muscles.start[f], person.muscles.start[f + 1] - 1):
            low, up = points[k], points[k + 1]
            force = result.muscle_force_N[f] * (up - low) / np.linalg.norm(up - low)
            for end, sign in ((k, 1.0), (k + 1, -1.0)):
                pull[person.muscles.point_body[end]] += sign * force
                pull_moment[person.muscles.point_body[end]] += sign * np.cross(points[end], force)

    under_pressure = ("T12",) if "lean_deg" in words or "carry" in words else ()
    for body in range(1, 26):
        weight = np.array([0.0, -GRAVITY * burden.mass_kg[body], 0.0])
        below, above = pose.joint_m[body - 1], pose.joint_m[min(body, 24)]
        over = on_lower[body] if body < 25 else np.zeros(3)
        force = weight + pull[body] - on_lower[body - 1] + over
        moment = (
            np.cross(com[body], weight)
            + pull_moment[body]
            - np.cross(below, on_lower[body - 1])
            + np.cross(above, over)
            + passive[body - 1]
            + nobody[body - 1]
            - (passive[body] + nobody[body] if body < 25 else 0.0)
        )
        if BODIES[body] in under_pressure:  # the abdomen's push on the diaphragm: up the disc's normal, in front of it
            push = -force
            assert np.allclose(np.cross(push, frame[body - 1, :, 1]), 0.0, atol=1e-6)
            assert -1e-6 <= push @ frame[body - 1, :, 1] < 300.0
            continue
        assert np.allclose(force, 0.0, atol=1e-6), BODIES[body]
        assert np.allclose(moment, 0.0, atol=1e-6), BODIES[body]


@pytest.mark.parametrize("words", TASKS, ids=str)
def test_everything_above_a_joint_is_in_balance(words: dict) -> None:
    result = sim.simulate("adult_male", **words)
    joints = result.joints
    total = sum(joints.part_moment_Nm.values())
    needed = np.abs(joints.part_moment_Nm["weight"]).max()
    assert np.all(np.abs(total[:, :2]) < max(1e-6, 2e-3 * needed)) or result.warnings
    force = np.stack([joints.compression_N, joints.shear_anterior_N, joints.shear_right_N], axis=-1)
    assert np.allclose(sum(joints.part_force_N.values()), force, atol=1e-9)
    # the weight's part is the weight above, whatever the frame
    burden = _burden(result)
    above = np.array([burden.mass_kg[j + 1 :].sum() for j in range(25)]) * GRAVITY
    assert np.allclose(np.linalg.norm(joints.part_force_N["weight"], axis=-1), above, rtol=1e-12)


def test_lever_arms_are_the_rate_at_which_a_fascicle_shortens() -> None:
    """-dL/dθ by central differences of length, at a bent and twisted posture."""
    result = sim.simulate("adult_male", tilt_deg=12, direction="right", at="lumbar")
    person, pose = result.person, result.pose
    frame = disc_frames(person, pose)
    arms, _ = muscle_law.crossings(
        person.muscles, person.hip_m, person.joint_m, pose.rotation, pose.hip_m, pose.joint_m, frame
    )
    points = place(pose, person.muscles.point_body, person.muscles.point_m)

    def lengths(x: np.ndarray) -> np.ndarray:
        piece = np.linalg.norm(np.diff(x, axis=0), axis=-1)
        return np.array(
            [piece[a : b - 1].sum() for a, b in zip(person.muscles.start[:-1], person.muscles.start[1:], strict=True)]
        )

    for joint in (0, 3, 10, 17, 21, 24):
        above = person.muscles.point_body > joint
        axes = np.stack([-frame[joint, :, 2], frame[joint, :, 0], frame[joint, :, 1]])
        for k, axis in enumerate(axes):
            change = []
            for h in (1e-6, -1e-6):
                skew = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
                turn = np.eye(3) + np.sin(h) * skew + (1 - np.cos(h)) * skew @ skew
                moved = points.copy()
                centre = pose.joint_m[joint]
                moved[above] = (points[above] - centre) @ turn.T + centre
                change.append(lengths(moved))
            slope = -(change[0] - change[1]) / 2e-6
            assert np.allclose(slope, arms[3 * joint + k], atol=2e-9), JOINTS[joint]


def test_moments_turn_into_frames_and_keep_their_size() -> None:
    rng = np.random.default_rng(1)
    frame = np.linalg.qr(rng.normal(size=(25, 3, 3)))[0]
    moment = rng.normal(size=(25, 3, 2))
    assert np.allclose(np.linalg.norm(in_frame(frame, moment), axis=1), np.linalg.norm(moment, axis=1))


@pytest.fixture(scope="module")
def upright() -> sim.Result:
    return sim.simulate("adult_male")


def test_upright_compression_at_L4_L5_is_that_of_a_standing_back(upright: sim.Result) -> None:
    """400-700 N (case A01, B16)."""
    assert 400 < upright.joints["L4-L5"].compression_N < 700
    assert 0.35 < upright.joints["L4-L5"].pressure_MPa < 0.65


def test_compression_rises_from_neck_to_sacrum_with_no_level_out_of_line(upright: sim.Result) -> None:
    compression = upright.joints.compression_N
    middle = 0.5 * (compression[:-2] + compression[2:])
    assert np.all(np.abs(compression[1:-1] - middle) < 0.15 * middle)
    assert compression[0] > compression[5] > compression[11] > compression[17] > compression[24]


def test_shear_has_the_sign_of_the_disc_slope(upright: sim.Result) -> None:
    """A disc whose front edge points down lets the body above slide forward: L5-S1; one that points up,
    backward.
    """
    slope = np.degrees(np.arctan2(upright.person.disc_frame[:, 1, 0], upright.person.disc_frame[:, 0, 0]))
    steep = np.abs(slope) > 10
    weight = upright.joints.part_force_N["weight"][:, 1]
    assert np.all(np.sign(weight[steep]) == -np.sign(slope[steep]))
    assert upright.joints["L5-S1"].shear_anterior_N > 50
    assert upright.joints["L1-L2"].shear_anterior_N < 0


@pytest.mark.parametrize("name", ("adult_male", "adult_female", "older_adult"))
def test_bending_thirty_degrees_forward_at_least_doubles_L4_L5(name: str) -> None:
    upright = sim.simulate(name).joints["L4-L5"].compression_N
    bent = sim.simulate(name, lean_deg=30).joints["L4-L5"].compression_N
    assert 1.9 < bent / upright < 2.9 and (name != "adult_male" or bent / upright > 2.0)


def test_the_head_bent_down_by_45_degrees_about_doubles_C4_C5(upright: sim.Result) -> None:
    """Case B08: 1.6 to 2.6."""
    bent = sim.simulate("adult_male", head_deg=45)
    assert 1.6 < bent.joints["C4-C5"].compression_N / upright.joints["C4-C5"].compression_N < 2.6
    assert all(bent.joints[f"{a}-{b}"].compression_N > 0 for a, b in zip(CERVICAL[1:-1], CERVICAL[:-2], strict=True))


def test_what_is_carried_presses_more_the_heavier_and_the_farther() -> None:
    close = [
        sim.simulate("adult_male", carry={"both-hands": f"{kg}kg@20cm"}).joints["L4-L5"].compression_N
        for kg in (0, 5, 10, 20)
    ]
    assert np.all(np.diff(close) > 0)
    far = sim.simulate("adult_male", carry={"both-hands": "10kg@50cm"}).joints["L4-L5"].compression_N
    assert far > close[2] + 100


def test_one_hand_loads_its_own_side_and_a_backpack_none() -> None:
    hand = sim.simulate("adult_male", carry={"right-hand": 10})
    assert hand.joints["L4-L5"].moment_lateral_Nm > 5
    pack = sim.simulate("adult_male", carry={"backpack": 10})
    assert abs(pack.joints["L4-L5"].moment_lateral_Nm) < 1e-9
    assert pack.pose.pivot_m[-1, 0] > sim.simulate("adult_male").pose.pivot_m[-1, 0]


def test_only_what_goes_beyond_a_range_is_said_to() -> None:
    for name in models.people():
        assert not any("range of motion" in warning for warning in sim.simulate(name).warnings)
    far = sim.simulate("adult_male", tilt_deg=25, direction="backward", at="L4")
    assert any("range of motion" in warning and "L4-L5" in warning for warning in far.warnings)


# --- the passive column -----------------------------------------------------------------------


def test_the_passive_column_buckles_like_cadaver_spines() -> None:
    """L1-S1 88 N (Crisco & Panjabi 1992), 80-100 N (Patwardhan 1999); T1-S1 about 20 N (Lucas & Bresler
    1961).
    """
    for name in models.people():
        assert 60 < sim.buckling_load(name, "lumbar", "vertical", "frontal") < 120
        assert 10 < sim.buckling_load(name, "thoracolumbar") < 40
    assert sim.buckling_load("adult_male", "lumbar", "follower") > 1000


def test_a_longer_column_buckles_earlier() -> None:
    loads = [sim.buckling_load("adult_male", ("L5", top)) for top in ("L4", "L1", "T8", "T1", "C3")]
    assert np.all(np.diff(loads) < 0)


def test_one_joint_alone_buckles_at_stiffness_over_height() -> None:
    """A rigid rod on one spring, P = k / h: closed form for L1 on L2, side bending with its free coupled
    turn.
    """
    man = models.load("adult_male")
    load = sim.buckling_load(man, ("L1", "L1"), "vertical", "frontal")
    joint = JOINTS.index("L1-L2")
    law = man.tissue
    d = law.scale[joint] * (law.rate_pos[joint] + law.rate_neg[joint]) * law.preload_factor[joint]
    # in its unloaded shape the specimen below L1 has kept the angles of the unloaded lumbar spine
    lean = law.unloaded[: joint + 1].sum()
    body = BODIES.index("L1")
    top = man.outline_m[body, 2:].mean(axis=0) - man.joint_m[joint, :2]
    height = np.cos(lean) * top[1] - np.sin(lean) * top[0]
    assert load == pytest.approx(d[1] / height, rel=0.05)


def test_a_wrong_region_is_refused_with_the_right_word() -> None:
    with pytest.raises(sim.SpineError, match="lumbar"):
        sim.buckling_load("adult_male", "lumber")
    with pytest.raises(sim.SpineError, match="follower"):
        sim.buckling_load("adult_male", "lumbar", "folower")


def test_lumbar_muscles_hold_their_five_joints_alike() -> None:
    """The ground for one tone over the lumbar spine: sum of cross-section times lever arm squared, joint by joint."""
    for name in models.people():
        man = models.load(name)
        upright = np.broadcast_to(np.eye(3), (26, 3, 3))
        arms, _ = muscle_law.crossings(
            man.muscles, man.hip_m, man.joint_m, upright, man.hip_m, man.joint_m, man.disc_frame
        )
        firm = (arms[0:15:3] ** 2 * man.muscles.pcsa_m2).sum(axis=-1)
        assert np.all(np.abs(firm / firm.mean() - 1) < 0.1)


@pytest.mark.parametrize("words", ({"tilt_deg": 20}, {"lean_deg": 45}, {"carry": {"both-hands": "10kg@30cm"}}), ids=str)
def test_left_and_right_taken_as_one_muscle_give_the_forces_of_both(words: dict) -> None:
    """In the sagittal plane the sharing is solved for half the muscles; here for all of them, every row."""
    result = sim.simulate("adult_male", **words)
    man, pose, joints = result.person, result.pose, result.joints
    arms, _ = muscle_law.crossings(
        man.muscles, man.hip_m, man.joint_m, pose.rotation, pose.hip_m, pose.joint_m, disc_frames(man, pose)
    )
    supplied = (arms @ result.muscle_force_N).reshape(25, 3)
    left_over = -sum(joints.part_moment_Nm.values())
    whole = muscle_law.share(
        arms,
        (supplied + left_over).ravel(),
        man.muscles.pcsa_m2,
        man.muscles.specific_tension_Pa,
        np.tile(man.muscles.slack_m4, 25),
    )
    assert np.allclose(whole.force_N, result.muscle_force_N, rtol=1e-7, atol=1e-6)
