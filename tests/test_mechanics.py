"""Kinematics, tissue and the potential against closed forms and independent differences."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest

import models
from models.law import preload_slope
from models.person import BODIES, JOINTS
from sim import potential, tissue
from sim.burden import Burden
from sim.chain import BASE, COORDINATES, KNEE, LEGS, cardan, disc_frames, lean_legs, place, place_bodies
from sim.holds import backrest_hold, head_holds, shift_holds, trunk_holds
from sim.memory import remembered
from sim.pipeline import setting as potential_of
from sim.scenario import Scenario, Shift
from sim.validation.specimens import MOMENT_NM, range_deg

RNG = np.random.default_rng(7)


@pytest.fixture(scope="module")
def man() -> models.Person:
    return models.load("adult_male")


@pytest.fixture(scope="module")
def setting(man: models.Person) -> potential.Potential:
    """Everything that can be held at once: two axes of the trunk, the head, a level over another, a backrest."""
    trunk, head = trunk_holds(man, 20.0, None, 12.0), head_holds(30.0, 5.0, None)
    level = shift_holds(man, Shift("T4", 0.03, "left", "L3"))
    return replace(
        potential_of(man, Scenario()), holds=(*trunk, *head, *level, backrest_hold(man, BODIES.index("T8"), 10.0, 0.4))
    )


FORCE = np.array([30.0, -20.0, 12.0, 7.0, -9.0, 25.0])  # one for each hold


def test_rotations_are_proper_and_hinges_are_their_axes() -> None:
    angles = RNG.normal(size=(50, 3))
    rotation, axes = cardan(angles)
    assert np.allclose(rotation @ np.swapaxes(rotation, -1, -2), np.eye(3), atol=1e-14)
    assert np.allclose(np.linalg.det(rotation), 1.0)
    for k in range(3):
        step = np.zeros(3)
        step[k] = 1e-6
        change = (cardan(angles + step)[0] - cardan(angles - step)[0]) / 2e-6
        spin = change @ np.swapaxes(rotation, -1, -2)
        expected = np.stack([spin[:, 2, 1], spin[:, 0, 2], spin[:, 1, 0]], axis=-1)
        assert np.allclose(expected, axes[:, k], atol=1e-8)


def test_signs_are_those_of_the_conventions(man: models.Person) -> None:
    """Flexion brings the head forward, right bending to the right, left rotation turns the face to the left."""
    joint = JOINTS.index("T12-L1")
    head = BODIES.index("head")
    for axis, sees in ((0, lambda d, r: d[0] > 0), (1, lambda d, r: d[2] > 0), (2, lambda d, r: r[2, 0] < 0)):
        q = np.zeros(COORDINATES)
        q[BASE + 3 * joint + axis] = 0.2
        pose = place_bodies(man, q)
        moved = place(pose, np.array([head]), man.centre_m[[head]])[0] - man.centre_m[head]
        assert sees(moved, pose.rotation[head])


def test_upright_is_where_every_body_is_at_rest(man: models.Person) -> None:
    pose = place_bodies(man, np.zeros(COORDINATES))
    assert np.allclose(place(pose, np.arange(26), man.centre_m), man.centre_m, atol=1e-14)
    assert np.allclose(disc_frames(man, pose), man.disc_frame, atol=1e-14)


def test_a_chain_of_turns_is_the_product_of_its_turns(man: models.Person) -> None:
    """Bodies and joint centres found one after another, without the product tree of the model."""
    q = 0.2 * RNG.normal(size=COORDINATES)
    pose = place_bodies(man, q)
    rotation, position = cardan(q[LEGS:BASE])[0], pose.hip_m
    previous = man.hip_m
    for joint in range(25):
        position = position + rotation @ (man.joint_m[joint] - previous)
        assert np.allclose(position, pose.joint_m[joint], atol=1e-13)
        frame = man.disc_frame[joint]
        rotation = rotation @ frame @ cardan(q[BASE + 3 * joint : BASE + 3 * joint + 3])[0] @ frame.T
        assert np.allclose(rotation, pose.rotation[joint + 1], atol=1e-13)
        previous = man.joint_m[joint]


def test_shank_and_thigh_keep_their_length_and_the_knee_bends_by_its_angle(man: models.Person) -> None:
    q = np.zeros((20, COORDINATES))
    q[:, :LEGS] = 0.5 * RNG.normal(size=(20, LEGS))
    pose = place_bodies(man, q)
    whole = np.linalg.norm(man.hip_m - man.ankle_m)
    shank, thigh = pose.knee_m - man.ankle_m, pose.hip_m - pose.knee_m
    assert np.allclose(np.linalg.norm(shank, axis=-1), (1 - man.thigh_share) * whole, rtol=1e-13)
    assert np.allclose(np.linalg.norm(thigh, axis=-1), man.thigh_share * whole, rtol=1e-13)
    angle = np.arctan2(np.linalg.norm(np.cross(shank, thigh), axis=-1), (shank * thigh).sum(-1))
    assert np.allclose(angle, np.abs(q[:, KNEE]), atol=1e-13)
    straight = place_bodies(man, np.zeros(COORDINATES))
    assert np.allclose(np.cross(straight.knee_m - man.ankle_m, man.hip_m - man.ankle_m), 0, atol=1e-15)


def test_legs_slope_and_bend_are_derivatives(man: models.Person) -> None:
    q = 0.4 * RNG.normal(size=LEGS)
    here = lean_legs(man, q)
    for k in range(LEGS):
        way = np.eye(LEGS)[k]
        slope = _five_point(lambda h, way=way: lean_legs(man, q + h * way).vector_m, 1e-3)
        assert np.allclose(slope, here.first[:, k], atol=1e-11)
        bend = _five_point(lambda h, way=way: lean_legs(man, q + h * way).first, 1e-3)
        assert np.allclose(bend, here.second[:, :, k], atol=1e-11)


def _five_point(value, h: float) -> np.ndarray:
    """Fourth-order central difference of value(step)."""
    return (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h)


def test_gradient_is_the_slope_of_the_potential(setting: potential.Potential) -> None:
    q = 0.03 * RNG.normal(size=COORDINATES)
    force = FORCE

    def lagrangian(at: np.ndarray) -> float:
        there = potential.evaluate(setting, at, force)
        return float(there.energy_J + (force * there.hold).sum())

    here = potential.evaluate(setting, q, force)
    exact = here.gradient + force @ here.hold_rows
    for _ in range(12):
        way = RNG.normal(size=COORDINATES)
        way /= np.linalg.norm(way)
        slope = _five_point(lambda h, way=way: lagrangian(q + h * way), 1e-3)
        assert slope == pytest.approx(exact @ way, rel=1e-7, abs=1e-6)


def test_hessian_is_the_slope_of_the_gradient(setting: potential.Potential) -> None:
    q = 0.03 * RNG.normal(size=COORDINATES)
    force = FORCE

    def gradient(at: np.ndarray) -> np.ndarray:
        there = potential.evaluate(setting, at, force)
        return there.gradient + force @ there.hold_rows

    here = potential.evaluate(setting, q, force)
    assert np.allclose(here.hessian, here.hessian.T, rtol=1e-13, atol=1e-9)
    for _ in range(12):
        way = RNG.normal(size=COORDINATES)
        way /= np.linalg.norm(way)
        slope = _five_point(lambda h, way=way: gradient(q + h * way), 1e-4)
        assert np.allclose(slope, here.hessian @ way, rtol=1e-6, atol=1e-5 * np.abs(here.hessian @ way).max())


def test_gravity_moment_on_every_joint_is_weight_times_lever(man: models.Person, setting: potential.Potential) -> None:
    """S x (-y): sum over the masses above, one by one."""
    q = 0.1 * RNG.normal(size=COORDINATES)
    at = potential.evaluate(setting, q)
    burden = setting.burden
    com = place(at.pose, np.arange(26), burden.com_m)
    for body in range(1, 26):
        arms = com[body:] - at.pose.pivot_m[body]
        moment = np.cross(arms, np.outer(burden.mass_kg[body:], [0.0, -potential.GRAVITY, 0.0])).sum(axis=0)
        lever = at.levers[body]
        assert np.allclose(moment, potential.GRAVITY * np.array([lever[2], 0.0, -lever[0]]), atol=1e-10)


def test_a_batch_is_the_same_as_one_by_one(setting: potential.Potential) -> None:
    q = 0.05 * RNG.normal(size=(4, COORDINATES))
    together = potential.evaluate(setting, q, np.tile(FORCE, (4, 1)))
    for k in range(4):
        alone = potential.evaluate(setting, q[k], FORCE)
        assert np.allclose(together.energy_J[k], alone.energy_J, rtol=1e-13)
        assert np.allclose(together.gradient[k], alone.gradient, rtol=1e-11, atol=1e-11)
        assert np.allclose(together.hessian[k], alone.hessian, rtol=1e-11, atol=1e-9)


def test_weight_hanging_on_a_pendulum_is_a_closed_form(man: models.Person, setting: potential.Potential) -> None:
    """All joints locked, all mass at the head: the pelvis on the hips is a pendulum, V = m g l cos."""
    mass = np.zeros(26)
    mass[-1] = 5.0
    alone = replace(
        setting,
        holds=(),
        burden=Burden.of(mass, man.centre_m),
        spring=np.zeros(potential.KEPT),
        gaze=np.zeros(2),
        active=np.zeros(COORDINATES),
        tone_moment=np.zeros(COORDINATES),
        wall_strength=np.zeros(2 * potential.KEPT),
    )
    arm = man.centre_m[-1] - man.hip_m
    length, lean = np.hypot(arm[0], arm[1]), np.arctan2(arm[0], arm[1])
    for angle in (-0.4, 0.0, 0.7):
        q = np.zeros(COORDINATES)
        q[LEGS] = angle
        at = potential.evaluate(alone, q)
        weight = 5.0 * potential.GRAVITY * length
        assert at.gradient[LEGS] == pytest.approx(-weight * np.sin(angle + lean), rel=1e-12)
        assert at.hessian[LEGS, LEGS] == pytest.approx(-weight * np.cos(angle + lean), rel=1e-12)


# --- tissue -----------------------------------------------------------------------


def test_preload_stiffens_the_start_of_the_curve_and_leaves_the_range(man: models.Person) -> None:
    """Slope at rest x 1.71 at 250 N, x 2.11 at 500 N (Gardner-Morse 2004); range at 3.75-7.5 Nm hardly less at 280 N
    (Rohlmann 2001); what is added is the same at every angle.
    """
    law, lumbar = man.tissue, slice(0, 6)
    excised = law.preload_factor[:, None] * law.scale * (law.rate_pos + law.rate_neg)
    for newton, times in ((250.0, 1.71), (500.0, 2.11)):
        assert np.allclose((excised + newton * preload_slope(law))[lumbar] / excised[lumbar], times, rtol=0.1)
    assert np.allclose(preload_slope(law)[17:], 0.0)  # neck: measured without preload
    assert np.all(np.abs(range_deg(man, lumbar, 280.0) / range_deg(man, lumbar, 0.0) - 1) < 0.15)


def test_under_its_own_preload_a_specimen_follows_the_law_itself(man: models.Person) -> None:
    law, joint = man.tissue, slice(3, 4)
    there = 0.5 * np.radians(range_deg(man, joint, 500.0)[1])
    moment = law.scale[3, 1] * (np.exp(law.rate_pos[3, 1] * there) - np.exp(-law.rate_neg[3, 1] * there))
    assert moment == pytest.approx(MOMENT_NM)


def test_tissue_is_slack_in_its_unloaded_shape_and_stiffens_away_from_it(man: models.Person) -> None:
    law = tissue.Law.of(man.tissue)
    rest = np.zeros((25, 3))
    rest[:, 0] = man.tissue.unloaded
    at = tissue.evaluate(law, rest)
    assert np.allclose(at.moment_Nm, 0.0, atol=1e-12)
    assert float(at.energy_J) == pytest.approx(0.0, abs=1e-12)
    for axis in range(3):
        for sign in (-1.0, 1.0):
            bent = rest.copy()
            bent[:, axis] += sign * np.radians(3.0)
            there = tissue.evaluate(law, bent)
            assert np.all(sign * there.moment_Nm[:, axis] > 0)
            # the neck is lopsided: free into extension at first, soon taut in flexion
            assert np.all(there.stiffness[:18, axis] > at.stiffness[:18, axis])


def test_side_bending_brings_its_coupled_turn_for_nothing(man: models.Person) -> None:
    law = tissue.Law.of(man.tissue)
    bent = np.zeros((25, 3))
    bent[:, 0] = man.tissue.unloaded
    bent[:, 1] = np.radians(2.0)
    bent[:, 2] = man.tissue.coupling * bent[:, 1]
    assert np.allclose(tissue.evaluate(law, bent).moment_Nm[:, 2], 0.0, atol=1e-12)


def test_far_beyond_any_range_the_law_stays_finite_and_smooth(man: models.Person) -> None:
    law = tissue.Law.of(man.tissue)
    far = tissue.evaluate(law, np.full((25, 3), 3.0))
    assert np.isfinite(far.energy_J) and np.all(np.isfinite(far.stiffness))
    x = np.array([tissue.CAP - 1e-9, tissue.CAP + 1e-9])
    for derivative in tissue.exponential(x):
        assert derivative[1] == pytest.approx(derivative[0], rel=1e-8)


def test_what_is_worked_out_of_a_person_is_remembered_until_the_person_is_gone() -> None:
    made: list[tuple[str, ...]] = []

    @remembered
    def worked_out(person: models.Person, *more: str) -> np.ndarray:
        made.append(more)
        return np.array([person.height_m])

    one, twin = (replace(models.load("adult_male")) for _ in range(2))
    assert worked_out(one) is worked_out(one) and worked_out(one) is not worked_out(twin)
    assert worked_out(one, "side") is worked_out(one, "side") and worked_out(one, "side") is not worked_out(one, "back")
    assert made == [(), (), ("side",), ("back",)]  # of an equal one anew
    gone, kept = weakref.ref(one), [weakref.ref(worked_out(one)), weakref.ref(worked_out(one, "side"))]
    del one
    gc.collect()
    assert gone() is None and [each() for each in kept] == [None, None]
