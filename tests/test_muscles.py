"""Lever arms and load sharing: virtual work, free bodies, an independent optimiser, published values."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import linprog, lsq_linear

import models
from models.person import BODIES, JOINTS, Muscles
from sim.muscles import crossings, share
from sim.validation.specimens import strength

# --- a person in any posture, with kinematics of our own ------------------------------------------------


def turn(flexion, lateral, axial):
    """Rz(-flexion) Rx(lateral) Ry(axial)."""
    cf, sf, cl, sl, ca, sa = (g(a) for a in (flexion, lateral, axial) for g in (np.cos, np.sin))
    z = np.array([[cf, sf, 0], [-sf, cf, 0], [0, 0, 1]])
    x = np.array([[1, 0, 0], [0, cl, -sl], [0, sl, cl]])
    y = np.array([[ca, 0, sa], [0, 1, 0], [-sa, 0, ca]])
    return z @ x @ y


@cache
def person(name="adult_male"):
    return models.load(name)


def posed(someone, angles_rad):
    """Rotations, joint centres and disc frames: pelvis upright, the 25 joints bent by (25, 3) angles."""
    rotation, joint, frame = [np.eye(3)], [], []
    below = origin = someone.hip_m
    for j, angles in enumerate(angles_rad):
        here = origin + rotation[-1] @ (someone.joint_m[j] - below)
        disc = someone.disc_frame[j]
        joint.append(here)
        frame.append(rotation[-1] @ disc @ turn(*(0.5 * angles)))
        rotation.append(rotation[-1] @ disc @ turn(*angles) @ disc.T)
        below, origin = someone.joint_m[j], here
    return SimpleNamespace(rotation=np.array(rotation), joint_m=np.array(joint), frame=np.array(frame))


def points(someone, pose):
    """World positions of all path points."""
    upright = np.vstack([someone.hip_m, someone.joint_m])[someone.muscles.point_body]
    now = np.vstack([someone.hip_m, pose.joint_m])[someone.muscles.point_body]
    turned = pose.rotation[someone.muscles.point_body]
    return now + np.einsum("pij,pj->pi", turned, someone.muscles.point_m - upright)


def levers(someone, pose):
    return crossings(
        someone.muscles,
        someone.hip_m,
        someone.joint_m,
        pose.rotation,
        someone.hip_m,
        pose.joint_m,
        pose.frame,
    )


def postures():
    upright = np.zeros((25, 3))
    flexed = upright.copy()
    flexed[:12, 0] = np.radians(30 / 12)
    head_down = upright.copy()
    head_down[17:, 0] = np.radians(45 / 8)
    twisted = np.radians(np.random.default_rng(1).uniform(-6, 6, (25, 3)))
    return {"upright": upright, "trunk 30": flexed, "head 45": head_down, "twisted": twisted}


@cache
def upright_levers(name="adult_male"):
    arms, pull = levers(person(name), posed(person(name), postures()["upright"]))
    return arms, pull


def weight_demand(someone, pose):
    """(25, 3) [Nm] what muscles must supply against weight alone; (25, 3) [N] the weight above each joint."""
    body = list(range(26)) + [b for b in range(26) for _ in (0, 1)]
    upright = np.vstack([someone.segment_com_m] + [someone.shoulder_m] * 26)
    mass = np.concatenate([someone.segment_mass_kg, np.repeat(someone.arm_mass_kg * someone.shoulder_share, 2)])
    proxy = SimpleNamespace(
        hip_m=someone.hip_m,
        joint_m=someone.joint_m,
        muscles=SimpleNamespace(point_body=np.array(body), point_m=upright),
    )
    where = points(proxy, pose)
    demand, above = np.zeros((25, 3)), np.zeros((25, 3))
    for j in range(25):
        up = np.array(body) > j
        force = np.column_stack([0 * mass[up], -9.81 * mass[up], 0 * mass[up]])
        moment = np.cross(where[up] - pose.joint_m[j], force).sum(0)
        anterior, normal, right = pose.frame[j].T
        demand[j] = -np.array([-right @ moment, anterior @ moment, normal @ moment])
        above[j] = force.sum(0)
    return demand, above


def shared(someone, demand, **options):
    arms, _ = upright_levers(someone.name)
    return _share(someone, arms, demand, **options)


def _share(someone, arms, demand, **options):
    muscles = someone.muscles
    slack = np.tile(muscles.slack_m4, 25)
    return share(arms, demand, muscles.pcsa_m2, muscles.specific_tension_Pa, slack, **options)


def random_demands(someone, count=4, size=1.0):
    """What random pulls would supply, with a little that no muscle can."""
    arms, _ = upright_levers(someone.name)
    rng = np.random.default_rng(7)
    pulls = np.maximum(rng.normal(size=(count, arms.shape[1])), 0) * someone.muscles.pcsa_m2 * 2e5 * size
    return pulls @ arms.T + rng.normal(size=(count, 75)) * size


# --- lever arms -----------------------------------------------------------------------


@pytest.mark.parametrize("posture", list(postures()))
def test_lever_arm_is_minus_the_change_of_length_per_radian(posture):
    someone = person()
    pose = posed(someone, postures()[posture])
    arms, _ = levers(someone, pose)
    where, start = points(someone, pose), someone.muscles.start
    step = 1e-5

    def lengths(x):
        piece = np.linalg.norm(np.diff(x, axis=0), axis=1)
        piece[start[1:-1] - 1] = 0.0  # between the end of one fascicle and the start of the next
        return np.add.reduceat(piece, start[:-1])

    for j in range(25):
        above = someone.muscles.point_body > j
        anterior, normal, right = pose.frame[j].T
        for k, axis in enumerate((-right, anterior, normal)):
            bent = []
            for angle in (step, -step):
                arm = where[above] - pose.joint_m[j]
                turned = (
                    arm * np.cos(angle)
                    + np.cross(axis, arm) * np.sin(angle)
                    + np.outer(arm @ axis, axis) * (1 - np.cos(angle))
                )
                moved = where.copy()
                moved[above] = pose.joint_m[j] + turned
                bent.append(lengths(moved))
            assert arms[3 * j + k] == pytest.approx(-(bent[0] - bent[1]) / (2 * step), abs=2e-9)


def test_every_joint_carries_the_pull_of_the_ropes_on_everything_above_it():
    someone = person()
    pose = posed(someone, postures()["twisted"])
    arms, pull = levers(someone, pose)
    muscles, where = someone.muscles, points(someone, pose)
    tension = np.random.default_rng(2).uniform(10, 200, len(muscles.name))
    force = np.zeros_like(where)  # of the ropes on each point
    for i in range(len(muscles.name)):
        path = slice(muscles.start[i], muscles.start[i + 1])
        along = np.diff(where[path], axis=0)
        along *= tension[i] / np.linalg.norm(along, axis=1, keepdims=True)
        force[path][:-1] += along
        force[path][1:] -= along
    for j in range(25):
        up = muscles.point_body > j
        assert pull[j] @ tension == pytest.approx(force[up].sum(0), abs=1e-9)
        moment = np.cross(where[up] - pose.joint_m[j], force[up]).sum(0)
        anterior, normal, right = pose.frame[j].T
        expected = [-right @ moment, anterior @ moment, normal @ moment]
        assert arms[3 * j : 3 * j + 3] @ tension == pytest.approx(expected, abs=1e-9)


def test_pull_is_a_unit_vector_where_a_fascicle_crosses_and_zero_elsewhere():
    someone = person()
    _, pull = upright_levers()
    first, last = someone.muscles.start[:-1], someone.muscles.start[1:] - 1
    low, high = someone.muscles.point_body[first], someone.muscles.point_body[last]
    joint = np.arange(25)[:, None]
    crosses = (low <= joint) & (joint < high)
    assert np.linalg.norm(pull, axis=1) == pytest.approx(crosses.astype(float), abs=1e-12)


def test_left_and_right_mirror_each_other():
    muscles = person().muscles
    arms, _ = upright_levers()
    left = [muscles.name.index(name[:-2] + "_l") for name in muscles.name if name.endswith("_r")]
    right = [i for i, name in enumerate(muscles.name) if name.endswith("_r")]
    assert len(left) + len(right) == len(muscles.name)
    mirror = np.tile([1.0, -1.0, -1.0], 25)[:, None]
    assert arms[:, left] == pytest.approx(mirror * arms[:, right], abs=1e-14)
    assert muscles.pcsa_m2[left] == pytest.approx(muscles.pcsa_m2[right])


def test_lever_arms_grow_with_the_person():
    someone = person()
    arms, _ = upright_levers()
    muscles = replace(someone.muscles, point_m=1.2 * someone.muscles.point_m)
    giant = replace(someone, muscles=muscles, joint_m=1.2 * someone.joint_m, hip_m=1.2 * someone.hip_m)
    big, _ = levers(giant, posed(giant, postures()["upright"]))
    assert big == pytest.approx(1.2 * arms, abs=1e-12)


def test_a_batch_of_postures_is_the_postures_one_by_one():
    someone = person()
    poses = [posed(someone, angles) for angles in postures().values()]
    stack = SimpleNamespace(
        rotation=np.stack([p.rotation for p in poses]),
        joint_m=np.stack([p.joint_m for p in poses]),
        frame=np.stack([p.frame for p in poses]),
    )
    arms, pull = crossings(
        someone.muscles,
        someone.hip_m,
        someone.joint_m,
        stack.rotation,
        np.broadcast_to(someone.hip_m, (4, 3)),
        stack.joint_m,
        stack.frame,
    )
    demand = random_demands(someone)
    together = _share(someone, arms, demand)
    for i, pose in enumerate(poses):
        alone, alone_pull = levers(someone, pose)
        assert arms[i] == pytest.approx(alone, abs=1e-14)
        assert pull[i] == pytest.approx(alone_pull, abs=1e-14)
        assert together.force_N[i] == pytest.approx(_share(someone, alone, demand[i]).force_N, abs=1e-9)


def test_a_path_that_runs_downwards_is_refused():
    muscles = Muscles(
        ("x_r",), ("x",), np.ones(1), np.array([0, 2]), np.array([3, 2]), np.zeros((2, 3)), 1e6, np.ones(3)
    )
    someone = replace(person(), muscles=muscles)
    with pytest.raises(ValueError, match="lower body up"):
        levers(someone, posed(someone, postures()["upright"]))


def test_every_vertebra_has_an_extensor_of_its_own():
    # Else its neighbours hold it by pulling against each other. On C1 only obliquus inferior and levator end.
    someone = person()
    arms, _ = upright_levers()
    top = someone.muscles.point_body[someone.muscles.start[1:] - 1]
    for body in range(1, 26):
        least_mm = 5.0 if BODIES[body] == "C1" else 25.0
        own = -arms[3 * (body - 1), top == body] * 1e3
        assert own.max() > least_mm, BODIES[body]


# Mean lever arms [mm] of the right side in published models, weighted by strength: extension, right bending,
# left turn; before them, how far ours may lie from them. Trunk: the model of Bruno 2015 in a later copy;
# neck: Mortensen 2018; rectus: Christophy 2012 in a later copy. These models differ from each other by 10 to
# 25 mm, for rectus by 70. The tolerances are what our points reach: widest for the oblique abdominals.
PUBLISHED_ARMS_MM = {
    "iliocostalis_pars_lumborum": (
        (16, 13, 13),
        {"L5-S1": (31, 45, 21), "L4-L5": (47, 48, 7), "L3-L4": (51, 39, -1), "L1-L2": (42, 28, -10)},
    ),
    "longissimus_pars_lumborum": (
        (12, 9, 6),
        {"L5-S1": (44, 40, 8), "L4-L5": (53, 39, 2), "L3-L4": (53, 31, -1), "L1-L2": (41, 23, -5)},
    ),
    "iliocostalis_pars_thoracis": (
        (11, 20, 20),
        {"L5-S1": (41, 62, 39), "L3-L4": (66, 66, 5), "T12-L1": (60, 62, -4), "T8-T9": (56, 63, -4)},
    ),
    "longissimus_pars_thoracis": (
        (14, 16, 16),
        {
            "L5-S1": (61, 33, -5),
            "L4-L5": (72, 36, -17),
            "L2-L3": (58, 26, 3),
            "T12-L1": (48, 22, -4),
            "T8-T9": (37, 28, -2),
            "T4-T5": (40, 36, -2),
        },
    ),
    "multifidus_lumborum": (
        (12, 12, 9),
        {"L5-S1": (48, 21, 15), "L4-L5": (58, 20, 11), "L3-L4": (54, 16, 11), "L1-L2": (46, 14, 11)},
    ),
    "multifidus_thoracis": (
        (8, 9, 14),
        {"T11-T12": (39, 13, 10), "T8-T9": (41, 15, 11), "T2-T3": (31, 7, 19)},
    ),
    "quadratus_lumborum": (
        (12, 7, 19),
        {"L5-S1": (1, 64, 40), "L4-L5": (21, 64, 21), "L2-L3": (31, 55, 5), "T12-L1": (35, 53, 6)},
    ),
    "psoas": (
        (9, 8, 4),
        {"L5-S1": (-27, 39, 29), "L4-L5": (-9, 42, 17), "L2-L3": (6, 35, 4), "L1-L2": (7, 30, 1)},
    ),
    "rectus_abdominis": (
        (5, 8, 20),
        {"L1-L2": (-91, 27, -3), "L3-L4": (-71, 23, -2), "L5-S1": (-79, 20, -3)},
    ),
    "internal_oblique": (
        (20, 65, 25),
        {"L4-L5": (-40, 121, 20), "L2-L3": (-41, 141, -25), "T12-L1": (-60, 159, -35)},
    ),
    "external_oblique": (
        (20, 40, 60),
        {"L1-L2": (-43, 71, 58), "T12-L1": (-42, 91, 61), "T10-T11": (-43, 121, 83)},
    ),
    "trapezius_lower": (
        (20, 15, 15),
        {"T9-T10": (55, 23, -15), "T7-T8": (46, 31, -26), "T5-T6": (51, 47, -17)},
    ),
    "semispinalis_capitis": (
        (10, 14, 12),
        {"C7-T1": (31, 32, 10), "C5-C6": (44, 27, 11), "C3-C4": (41, 22, 12), "C0-C1": (62, 15, 12)},
    ),
    "semispinalis_cervicis": (
        (13, 11, 13),
        {"C7-T1": (36, 20, 8), "C5-C6": (43, 12, 10), "C3-C4": (48, 4, 11)},
    ),
    "splenius_capitis": (
        (22, 9, 8),
        {"C7-T1": (44, 8, -14), "C5-C6": (53, 9, -19), "C3-C4": (53, 20, -21), "C0-C1": (47, 39, -21)},
    ),
    "splenius_cervicis": (
        (5, 5, 5),
        {"C7-T1": (34, 13, -10), "C5-C6": (29, 17, -10), "C3-C4": (20, 22, -11)},
    ),
    "levator_scapulae": ((18, 16, 10), {"C7-T1": (48, 56, -8), "C5-C6": (40, 45, -5), "C3-C4": (30, 32, -3)}),
    "longissimus_capitis": (
        (20, 14, 17),
        {"C5-C6": (19, 28, -3), "C3-C4": (26, 36, -4), "C0-C1": (32, 50, -5)},
    ),
    "sternocleidomastoid": (
        (8, 11, 14),
        {"C7-T1": (-34, 33, 14), "C5-C6": (-20, 39, 13), "C3-C4": (-7, 46, 12), "C0-C1": (9, 57, 11)},
    ),
    "scalenes": ((5, 12, 13), {"C7-T1": (-13, 47, 2), "C6-C7": (-4, 40, 4), "C4-C5": (0, 31, 4)}),
    "longus_colli": ((7, 9, 7), {"C7-T1": (-10, 10, 0), "C5-C6": (-8, 14, -1), "C3-C4": (-10, 13, -4)}),
    "longus_capitis": ((9, 14, 11), {"C3-C4": (4, 24, -12), "C1-C2": (-16, 11, -9), "C0-C1": (-12, 8, -2)}),
    "suboccipitals": ((12, 9, 6), {"C1-C2": (25, 18, -26), "C0-C1": (35, 17, 9)}),
}


@pytest.mark.parametrize("group", list(PUBLISHED_ARMS_MM))
def test_lever_arms_lie_near_those_of_published_models(group):
    muscles = person().muscles
    arms, pull = upright_levers()
    arms = arms.reshape(25, 3, -1)
    mine = np.array([g == group and n.endswith("_r") for g, n in zip(muscles.group, muscles.name, strict=True)])
    tolerance_mm, levels = PUBLISHED_ARMS_MM[group]
    for level, published in levels.items():
        j = JOINTS.index(level)
        use = mine & (np.abs(pull[j]).sum(0) > 0)
        mean = 1e3 * np.average(arms[j][:, use], axis=1, weights=muscles.pcsa_m2[use])
        off = np.abs(np.array([-mean[0], mean[1], mean[2]]) - published)
        assert np.all(off <= tolerance_mm), f"{level}: off by {off.round(1)} mm"


# --- sharing -----------------------------------------------------------------------


@pytest.mark.parametrize("size", [0.2, 1.0, 3.0])
def test_sharing_agrees_with_an_independent_quadratic_optimiser(size):
    # Bounded-variable least squares (Stark & Parker), which knows nothing of the dual.
    someone = person()
    muscles = someone.muscles
    arms, _ = upright_levers()
    slack = np.tile(muscles.slack_m4, 25)
    root = np.sqrt(muscles.pcsa_m2)
    demand = random_demands(someone, 1, size)[0]
    matrix = np.vstack([np.eye(len(root)), (arms * root) / np.sqrt(slack)[:, None]])
    target = np.concatenate([np.zeros(len(root)), demand / np.sqrt(slack)])
    bounds = (0.0, root * muscles.specific_tension_Pa)
    other = lsq_linear(matrix, target, bounds, method="bvls", tol=1e-14, max_iter=3000).x * root
    got = shared(someone, demand)
    assert got.imbalance <= 1e-9
    assert got.force_N == pytest.approx(other, abs=1e-6)
    assert (got.capped > 0) == (size > 0.5)


@pytest.mark.parametrize("power", [2, 3])
def test_no_other_sharing_of_the_same_moments_costs_less(power):
    someone = person()
    muscles = someone.muscles
    arms, _ = upright_levers()
    got = shared(someone, random_demands(someone, 1, 0.5)[0], power=power)
    assert got.imbalance <= 1e-9
    limit = muscles.specific_tension_Pa

    def effort(force):
        stress = force / muscles.pcsa_m2 / limit
        knee = 0.01  # below it a parabola of the same marginal cost continues the cube
        cube = np.where(stress < knee, knee * stress**2 / 2, stress**3 / 3 + knee**3 / 6)
        return muscles.pcsa_m2 @ (stress**2 / 2 if power == 2 else cube)

    rng = np.random.default_rng(5)
    for _ in range(4):
        other = linprog(
            rng.normal(size=len(muscles.name)),
            A_eq=arms,
            b_eq=arms @ got.force_N,
            bounds=np.column_stack([0 * muscles.pcsa_m2, muscles.pcsa_m2 * limit]),
        ).x
        towards = got.force_N + np.array([[1e-4], [1e-2], [1.0]]) * (other - got.force_N)
        assert all(effort(force) > effort(got.force_N) for force in towards)


def test_forces_scale_with_the_task_and_the_muscles():
    someone = person()
    muscles = someone.muscles
    arms, _ = upright_levers()
    slack = np.tile(muscles.slack_m4, 25)
    demand = random_demands(someone, 1)[0]
    once = share(arms, demand, muscles.pcsa_m2, muscles.specific_tension_Pa, slack)
    bigger = share(arms, 4 * demand, 4 * muscles.pcsa_m2, muscles.specific_tension_Pa, 4 * slack)
    stronger = share(arms, 4 * demand, muscles.pcsa_m2, 4 * muscles.specific_tension_Pa, slack)
    assert np.array_equal(bigger.force_N, 4 * once.force_N)
    assert np.array_equal(stronger.force_N, 4 * once.force_N)


def test_mirrored_moments_are_shared_by_mirrored_muscles():
    someone = person()
    names = someone.muscles.name
    other_side = [names.index(n[:-1] + ("l" if n.endswith("r") else "r")) for n in names]
    demand = random_demands(someone, 1)[0]
    mirrored = demand * np.tile([1.0, -1.0, -1.0], 25)
    got, swapped = shared(someone, demand), shared(someone, mirrored)
    assert swapped.force_N[other_side] == pytest.approx(got.force_N, abs=1e-7)


def test_a_warm_start_is_quicker_and_ends_in_the_same_place():
    someone = person()
    demand = weight_demand(someone, posed(someone, postures()["upright"]))[0].ravel()
    cold = shared(someone, demand)
    near = shared(someone, 1.05 * demand)
    warm = shared(someone, 1.05 * demand, start=cold.multiplier)
    assert warm.iterations < near.iterations
    assert warm.force_N == pytest.approx(near.force_N, abs=1e-8)


@pytest.mark.parametrize("power", [2, 3])
@pytest.mark.parametrize("size_Nm", [0.0, 0.01, 1.0, 20.0, 100.0, 1000.0])
def test_any_demand_is_answered_and_what_muscles_cannot_give_is_left_over(size_Nm, power):
    someone = person()
    arms, _ = upright_levers()
    demand = np.random.default_rng(11).normal(size=75) * size_Nm
    got = shared(someone, demand, power=power)
    most = someone.muscles.pcsa_m2 * someone.muscles.specific_tension_Pa
    assert got.imbalance <= 1e-9
    assert np.all((got.force_N >= 0) & (got.force_N <= 1.000001 * most))
    assert arms @ got.force_N + got.residual_Nm == pytest.approx(demand, abs=1e-9 * size_Nm)
    if size_Nm >= 20:
        assert got.capped > 20
        assert np.abs(got.residual_Nm).max() > 0.5 * size_Nm


def test_a_fused_joint_asks_nothing_of_the_muscles():
    someone = person()
    muscles = someone.muscles
    arms, _ = upright_levers()
    rows = slice(3 * JOINTS.index("L4-L5"), 3 * JOINTS.index("L4-L5") + 3)
    slack = np.tile(muscles.slack_m4, 25)
    slack[rows] = 1e3 * slack.max()
    demand = random_demands(someone, 1)[0]
    got = share(arms, demand, muscles.pcsa_m2, muscles.specific_tension_Pa, slack)
    without = np.delete(arms, range(rows.start, rows.stop), axis=0)
    rest = np.delete(demand, range(rows.start, rows.stop))
    free = share(
        without,
        rest,
        muscles.pcsa_m2,
        muscles.specific_tension_Pa,
        np.delete(slack, range(rows.start, rows.stop)),
    )
    assert got.force_N == pytest.approx(free.force_N, abs=0.5)


def test_a_cubic_effort_spreads_the_load_and_compresses_the_low_back_more():
    someone = person()
    pose = posed(someone, postures()["upright"])
    _, pull = upright_levers()
    demand, _ = weight_demand(someone, pose)
    square, cube = shared(someone, demand.ravel()), shared(someone, demand.ravel(), power=3)
    stress = [got.force_N / someone.muscles.pcsa_m2 for got in (square, cube)]
    assert stress[1].max() < stress[0].max()
    j = JOINTS.index("L4-L5")
    press = [-(pull[j] @ got.force_N) @ pose.frame[j][:, 1] for got in (square, cube)]
    assert 1.0 < press[1] / press[0] < 1.8


def test_power_other_than_two_or_three_is_refused():
    with pytest.raises(ValueError, match="power"):
        shared(person(), np.zeros(75), power=4)


# --- what it means -----------------------------------------------------------------------


def test_compression_upright_grows_smoothly_from_the_neck_down_to_published_magnitudes():
    someone = person()
    pose = posed(someone, postures()["upright"])
    _, pull = upright_levers()
    demand, above = weight_demand(someone, pose)
    got = shared(someone, demand.ravel())
    compression = -np.einsum("ji,ji->j", above + pull @ got.force_N, pose.frame[..., 1])
    at = dict(zip(JOINTS, compression, strict=True))
    # Weight alone is 330 N at L4-L5 and 46 N at C4-C5; discs and implants show little more than double that.
    assert 370 < at["L4-L5"] < 520
    assert 350 < at["T12-L1"] < 480
    assert 80 < at["C4-C5"] < 120
    between = 0.5 * (compression[:-2] + compression[2:])
    assert np.abs(compression[1:-1] / between - 1).max() < 0.12
    assert got.capped == 0
    assert np.abs(got.residual_Nm).max() < 0.01


def moments_of(someone, body, where, force=(0.0, 0.0, 0.0), couple=(0.0, 0.0, 0.0)):
    """(25, 3) what muscles must supply against a push or a twist on one body, upright."""
    out = np.zeros((25, 3))
    for j in range(BODIES.index(body)):
        moment = np.cross(where - someone.joint_m[j], force) + couple
        anterior, normal, right = someone.disc_frame[j].T
        out[j] = -np.array([-right @ moment, anterior @ moment, normal @ moment])
    return out


def greatest_moment(someone, demand, lowest):
    """[Nm] at the lowest joint that must balance, every joint above it in balance too, tissue left out."""
    arms, _ = upright_levers()
    first = JOINTS.index(lowest)
    rows = slice(3 * first, 75)
    muscles = someone.muscles
    times = strength(arms[rows], demand.ravel()[rows], muscles.pcsa_m2, muscles.specific_tension_Pa)
    return times * np.linalg.norm(demand[first])


@pytest.mark.parametrize(
    ("task", "measured_Nm", "within"),
    [
        # neck: Fice 2014, men; trunk extension of young men, about 240 Nm
        ({"force": (-1.0, 0, 0)}, 30.0, 0.15),
        ({"force": (0, 0, -1.0)}, 32.0, 0.15),
        ({"force": (1.0, 0, 0)}, 51.0, 0.20),
        ({"couple": (0, 1.0, 0)}, 13.0, 0.30),
        ({"trunk": True}, 240.0, 0.20),
    ],
    ids=["neck flexion", "neck side-bending", "neck extension", "neck rotation", "trunk extension"],
)
def test_strength_is_near_what_was_measured_when_every_joint_must_balance(task, measured_Nm, within):
    someone = person()
    if task.pop("trunk", False):
        chest = someone.centre_m[BODIES.index("T6")]
        got = greatest_moment(someone, moments_of(someone, "T6", chest, force=(1.0, 0, 0)), "L5-S1")
    else:
        got = greatest_moment(someone, moments_of(someone, "head", someone.segment_com_m[25], **task), "C7-T1")
    assert got == pytest.approx(measured_Nm, rel=within)


def test_strength_grows_in_proportion_to_stress_limit_and_is_zero_beyond_it():
    someone = person()
    muscles = someone.muscles
    arms, _ = upright_levers()
    pattern = moments_of(someone, "T6", someone.centre_m[BODIES.index("T6")], force=(1.0, 0, 0)).ravel()
    once = strength(arms, pattern, muscles.pcsa_m2, 5e5)
    assert strength(arms, pattern, muscles.pcsa_m2, 1e6) == pytest.approx(2 * once, rel=1e-6)
    assert strength(arms, pattern, muscles.pcsa_m2, 5e5, base_Nm=0.4 * once * pattern) == pytest.approx(
        0.6 * once, rel=1e-6
    )
    assert strength(arms, pattern, muscles.pcsa_m2, 5e5, base_Nm=1.1 * once * pattern) == 0.0


def test_sharing_holds_what_strength_allows_and_no_more():
    someone = person()
    muscles = someone.muscles
    arms, _ = upright_levers()
    pattern = moments_of(someone, "T6", someone.centre_m[BODIES.index("T6")], force=(1.0, 0, 0)).ravel()
    most = strength(arms, pattern, muscles.pcsa_m2, muscles.specific_tension_Pa)
    largest = np.abs(most * pattern).max()
    assert np.abs(shared(someone, 0.98 * most * pattern).residual_Nm).max() < 0.005 * largest
    assert np.abs(shared(someone, 1.05 * most * pattern).residual_Nm).max() > 0.005 * largest
