"""A share of the attacks of tests/trust that set independent engines against the mechanics and the muscles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import models
import sim
from sim import kernels, loads, muscles, pipeline


@pytest.fixture(scope="module")
def engine(missing):
    def named(name):
        try:
            __import__(name)
        except ImportError:
            missing(name)

    return named


@pytest.fixture(autouse=True)
def arrays():
    kernels.use("never")
    yield
    kernels.use("batches")


def passed(seen):
    tried = [worst for worst in seen.values() if worst.tried]
    assert tried
    assert not [worst for worst in tried if worst.failed]


# --- mechanics ----------------------------------------------------------------------


def test_bones_weight_and_ropes_are_those_of_mujoco(engine):
    engine("mujoco")
    import mechanics

    rng, seen = np.random.default_rng(1), mechanics.engines()
    for _ in range(4):
        mechanics.against_mujoco(mechanics.case(rng), seen)
    passed(seen)


def test_joints_of_a_whole_answer_bear_what_mujoco_says(engine):
    engine("mujoco")
    import mechanics

    seen, man = mechanics.reactions(), models.load("adult_male")
    for words in (
        {"tilt_deg": 20},
        {"posture": "backrest", "tilt_deg": 5},
        {"lean_deg": 40, "carry": {"both-hands": "15kg@40cm"}, "bend_deg": 8},
    ):
        assert mechanics.against_reactions(man, sim.scenario.build(**words), seen)
    passed(seen)


def test_gradient_and_hessian_are_exact_derivatives():
    import mechanics

    rng, seen = np.random.default_rng(2), mechanics.slopes()
    for _ in range(6):
        mechanics.against_slopes(mechanics.case(rng), seen)
    passed(seen)


def test_a_wrong_lever_arm_would_be_seen(engine, monkeypatch):
    """The comparison itself: a point of one fascicle a micrometre off is a failure."""
    engine("mujoco")
    import mechanics

    case, seen = mechanics.case(np.random.default_rng(3)), mechanics.engines()
    right = muscles.crossings

    def off(strung, *given):
        moved = strung.point_m.copy()
        moved[0] += 1e-6
        return right(replace(strung, point_m=moved), *given)

    monkeypatch.setattr(muscles, "crossings", off)
    mechanics.against_mujoco(case, seen)
    assert {name for name, worst in seen.items() if worst.failed} == {"arms", "arms about discs"}


def test_a_model_of_mujoco_is_written_from_a_model_file(engine, capsys, monkeypatch):
    engine("mujoco")
    import mjcf
    import mujoco

    monkeypatch.setattr("sys.argv", ["mjcf.py", "older_adult"])
    mjcf.main()
    model = mujoco.MjModel.from_xml_string(capsys.readouterr().out)
    assert model.body_mass.sum() == pytest.approx(models.load("older_adult").mass_kg, rel=1e-12)
    assert model.ntendon == len(models.load("older_adult").muscles.name)


# --- muscles ------------------------------------------------------------------------


def test_muscles_share_moments_as_a_general_solver_does(engine):
    engine("daqp")
    import muscles_qp

    rng, seen = np.random.default_rng(4), {kind: muscles_qp.compared(kind) for kind in muscles_qp.KINDS}
    for _ in range(12):
        task = muscles_qp.task(rng)
        muscles_qp.against_solvers(task, seen[task.kind], slow=False)
    passed({(kind, name): worst for kind, each in seen.items() for name, worst in each.items()})


ONE = {"tilt_deg": 10, "direction": "right", "at": "pelvis"}


def tampered(monkeypatch):
    """A sharing that gives one fascicle a newton too much."""
    right = muscles.share

    def wrong(*given, **words):
        shared = right(*given, **words)
        force = shared.force_N.copy()
        force[3] += 1.0
        return replace(shared, force_N=force)

    monkeypatch.setattr(muscles, "share", wrong)
    pipeline.forget()


@pytest.mark.parametrize("words", [ONE, {"tilt_deg": 20}], ids=["in space", "in the plane"])
def test_forces_that_are_not_of_least_effort_are_never_passed_on_in_silence(monkeypatch, words):
    fair = sim.simulate("adult_male", words)
    assert "balance" not in [remark.key for remark in fair.warnings]
    tampered(monkeypatch)
    wrong = sim.simulate("adult_male", words)
    pipeline.forget()
    assert "balance" in [remark.key for remark in wrong.warnings]


def test_nor_in_a_batch(monkeypatch):
    tampered(monkeypatch)
    one_by_one = sim.simulate_many("adult_male", ONE)
    pipeline.forget()
    assert one_by_one.beyond_muscles.all()


def test_kernels_hand_over_what_they_have_not_shared(monkeypatch):
    pytest.importorskip("numba")
    from sim.kernels import postures

    plain, bear = sim.simulate_many("adult_male", ONE), postures.bear

    def doubtful(*given):
        bear(*given)
        given[10]["imbalance"] = 1e-3

    monkeypatch.setattr(postures, "bear", doubtful)
    steps = []
    answer = pipeline.answer
    monkeypatch.setattr(pipeline, "answer", lambda *given: steps.append(given) or answer(*given))
    again = sim.simulate_many("adult_male", ONE)
    assert len(steps) == 1
    assert again.joints["compression_N"] == pytest.approx(plain.joints["compression_N"], rel=1e-9)


def test_muscles_that_are_not_alike_left_and_right_are_noticed_where_they_are_taken_for_one():
    """Left and right are told to be alike by name and size; a person made by hand may place them otherwise."""
    man = models.load("adult_male")
    moved = man.muscles.point_m.copy()
    moved[man.muscles.start[:40:2], 2] *= 1.3
    odd = replace(man, muscles=replace(man.muscles, point_m=moved))
    assert "balance" in [remark.key for remark in sim.simulate(odd).warnings]


def test_optimality_falls_with_the_tolerance_asked():
    man = models.load("adult_male")
    strung = man.muscles
    frame = np.broadcast_to(np.eye(3), (25, 3, 3))
    arms, _ = muscles.crossings(
        strung, man.hip_m, man.joint_m, np.tile(np.eye(3), (26, 1, 1)), man.hip_m, man.joint_m, frame
    )
    demand = 0.5 * np.random.default_rng(5).normal(size=75)
    slack = np.tile(strung.slack_m4, 25)
    found = []
    for tolerance in (1e-1, 1e-4, 1e-10):
        given = arms, demand, strung.pcsa_m2, strung.specific_tension_Pa
        shared = muscles.share(*given, slack, tolerance=tolerance)
        kept = shared.force_N, arms @ shared.force_N, shared.residual_Nm, shared.multiplier
        found.append(muscles.kkt_residual(*given, *kept))
        assert found[-1] <= tolerance
    assert found[0] > found[-1]


# --- what the engines found ---------------------------------------------------------


def test_arms_that_rest_on_something_are_not_balanced_over_the_feet():
    """Centre of mass of what is borne: neither above nor below may count the arms on the desk."""
    man = models.load("adult_male")
    for words in ({"arms": "rested"}, {"arms": "hanging"}, {"arms": "rested", "carry": {"backpack": 8}}):
        model = pipeline.setting(man, sim.scenario.build(**words))
        borne_kg = model.burden.mass_kg.sum() + man.leg_mass_kg
        assert model.total_kg == pytest.approx(borne_kg, rel=1e-12)


def test_loads_are_held_to_least_effort_by_either_path():
    pytest.importorskip("numba")
    result = sim.simulate("adult_male", ONE)
    person, gains, none = result.person, models.load_gains(), np.zeros(25, dtype=bool)
    at = sim.potential.evaluate(pipeline.setting(person, result.scenario), result.pose.q)
    for way in ("never", "always"):
        kernels.use(way)
        kernels.answered()
        assert loads.joint_loads(person, gains, at, at.tissue.moment_Nm, none).imbalance < 1e-9
