"""Compiled kernels against the plain arrays of ``sim``, which are their oracle."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba")

import models
import sim
from sim import kernels, loads, pipeline, posture, potential, scenario

WORDS = {
    "upright": {},
    "held": {"lean_deg": 20, "head_turn_deg": 10, "shifts": {"thorax": "20mm@left@pelvis"}},
    "sitting": {"posture": "sitting"},
    "leaning back": {"posture": "backrest", "tilt_deg": 5},
    "carrying": {"bend_deg": 10, "carry": {"right-hand": 8}},
    "lying": {"posture": "lying"},
    "fused": {"fused": ["L4-L5"], "head_free": True, "heels_m": 0.03},
}
people = pytest.mark.parametrize("who", ["adult_male", "older_adult"])
requests = pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)


@pytest.fixture(autouse=True)
def back_to_arrays():
    yield
    kernels.use("never")


def with_kernels():
    kernels.use("always")
    kernels.answered()
    assert kernels.running() is not None


def apart(one, other):
    """Largest difference, relative to the size of what is compared."""
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    assert np.array_equal(np.isnan(one), np.isnan(other))
    size = max(1.0, float(np.nanmax(np.abs(one), initial=0.0)))
    return float(np.nanmax(np.abs(one - other), initial=0.0)) / size


def test_what_compiled_code_must_write_out_is_what_sim_says():
    """Kernels are kept by their own source alone, so their constants stand there once more."""
    from sim import chain, muscles, tissue
    from sim.kernels import chain as place
    from sim.kernels import layout, newton, tree
    from sim.kernels import loads as bear
    from sim.kernels import muscles as share
    from sim.kernels import potential as weigh

    assert (weigh.GRAVITY, weigh.CAP, weigh.HEAD) == (potential.GRAVITY, tissue.CAP, chain.HEAD)
    assert {weigh.LEGS, tree.LEGS, place.LEGS} == {chain.LEGS} and {weigh.BASE, tree.BASE, bear.BASE} == {chain.BASE}
    assert {weigh.COORDINATES, newton.COORDINATES, bear.COORDINATES} == {chain.COORDINATES}
    assert (place.ANKLE, place.ASIDE, place.KNEE) == (chain.ANKLE, chain.ASIDE, chain.KNEE)
    assert share.TOLERANCE == muscles.TOLERANCE and share.TINY == muscles._TINY
    assert bear.STRAIGHT == loads._STRAIGHT
    assert loads._ABDOMEN.stop == bear.ABDOMEN and loads._T12_L1 == bear.T12_L1
    assert (newton.LARGEST_STEP_RAD, newton.MAX_ITERATIONS) == (posture.LARGEST_STEP_RAD, posture.MAX_ITERATIONS)
    assert newton.GUARDED_STEP_RAD == posture.GUARDED_STEP_RAD
    assert newton.GUARDED_ITERATIONS == posture.GUARDED_ITERATIONS
    assert (newton.RIGID, newton.PENALTY) == (posture._RIGID, posture._PENALTY)
    assert newton.MOST_HOLDS == layout.MOST_HOLDS and tree.GENERATORS == layout.GENERATORS


@people
@requests
def test_potential_and_derivatives_are_those_of_the_plain_arrays(who, words):
    kernels.use("never")
    asked = scenario.build(**words)
    model = pipeline.setting(models.load(who), asked)
    rng = np.random.default_rng(7)
    for spread in (0.05, 0.3, 1.5):  # the last far beyond what tissue allows
        q, multipliers = rng.normal(scale=spread, size=81), rng.normal(scale=30.0, size=len(model.holds))
        kernels.use("never")
        plain = potential.evaluate(model, q, multipliers)
        with_kernels()
        quick = potential.evaluate(model, q, multipliers)
        assert apart(quick.energy_J / model.scale_Nm, plain.energy_J / model.scale_Nm) < 1e-10 * max(
            1.0, abs(plain.energy_J / model.scale_Nm)
        )
        for name in ("gradient", "hessian", "levers", "com_m", "hold", "hold_rows"):
            assert apart(getattr(plain, name), getattr(quick, name)) < 1e-10, name
        assert apart(plain.pose.rotation, quick.pose.rotation) < 1e-12
        assert apart(plain.tissue.moment_Nm, quick.tissue.moment_Nm) < 1e-10


@people
@requests
def test_chain_solves_its_own_hessian(who, words):
    from sim.kernels import layout, newton, tree

    model = pipeline.setting(models.load(who), scenario.build(**words))
    rng = np.random.default_rng(3)
    setting, state, factors = layout.settings([model]), np.zeros(1, layout.STATE), np.zeros(1, tree.FACTORS)
    state["q"] = rng.normal(scale=0.02, size=81)
    with_kernels()
    kernels.running().postures.evaluate_all(setting, state)
    hessian = potential.evaluate(model, state["q"][0]).hessian
    holds, firm, damping = len(model.holds), 700.0, 5.0
    rows = state["hold_rows"][0, :holds]
    fixed = rng.random(81) < 0.2
    whole = hessian + firm * rows.T @ rows + damping * np.eye(81)
    free = np.flatnonzero(~fixed)
    right, answer = rng.normal(size=81), np.empty(81)
    negative = tree.factor(state[0], fixed, holds, firm, damping, factors[0])
    tree.substitute(factors[0], np.where(fixed, 0.0, right), answer)
    expected = np.linalg.solve(whole[np.ix_(free, free)], right[free])
    assert apart(expected, answer[free]) < 1e-10
    assert np.all(answer[fixed] == 0)
    eigenvalues = np.linalg.eigvalsh(whole[np.ix_(free, free)])
    assert negative == (eigenvalues < 0).sum()
    product = np.empty(81)
    tree.product(state[0], right, product)
    assert apart(hessian @ right, product) < 1e-12
    smallest = newton.margin(setting[0], state[0], fixed, factors[0])
    assert smallest == pytest.approx(
        posture.smallest_stiffness(potential.evaluate(model, state["q"][0]), fixed), rel=1e-9, abs=1e-8
    )


@people
@requests
def test_an_answer_is_that_of_the_plain_arrays(who, words):
    for tilt in ({}, {"tilt_deg": 8, "direction": "right", "at": "L3"}):
        kernels.use("never")
        pipeline.forget()
        plain = sim.simulate(who, {**words, **tilt})
        with_kernels()
        quick = sim.simulate(who, {**words, **tilt})
        assert plain.baseline is None or quick.baseline is not plain.baseline  # each from its own untilted posture
        for name in ("compression_N", "shear_anterior_N", "shear_right_N", "flexion_deg", "pressure_MPa"):
            assert apart(getattr(plain.joints, name), getattr(quick.joints, name)) < 1e-10, name
        assert apart(list(plain.alignment.measures().values()), list(quick.alignment.measures().values())) < 1e-10
        assert apart(plain.muscle_force_N, quick.muscle_force_N) < 1e-10
        assert quick.stability.margin_Nm_per_rad == pytest.approx(plain.stability.margin_Nm_per_rad, rel=1e-8)
        assert (quick.iterations, quick.warnings) == (plain.iterations, plain.warnings)


def test_muscles_near_their_limit_are_shared_alike():
    kernels.use("never")
    result = sim.simulate("older_adult", lean_deg=70, bend_deg=10, carry={"both-hands": "25kg@40cm"})
    person, gains, none = result.person, models.load_gains(), np.zeros(25, dtype=bool)
    model = pipeline.setting(person, result.scenario)
    at = potential.evaluate(model, result.pose.q)
    plain = loads.joint_loads(person, gains, at, at.tissue.moment_Nm, none)
    assert plain.capped > 0
    with_kernels()
    quick = loads.joint_loads(person, gains, at, at.tissue.moment_Nm, none)
    assert quick.capped == plain.capped
    assert apart(plain.force_N, quick.force_N) < 1e-9
    assert apart(plain.residual_Nm, quick.residual_Nm) < 1e-9


def test_who_cannot_stand_falls_alike():
    words = {"carry": {"both-hands": "60kg@80cm"}, "lean_deg": 60}
    kernels.use("never")
    with pytest.raises(sim.NoPosture) as plain:
        sim.simulate("adult_female", words)
    with_kernels()
    with pytest.raises(sim.NoPosture) as quick:
        sim.simulate("adult_female", words)
    # how far a fall had gone when it was given up is nothing physical
    assert str(quick.value).split(" went to ")[0] == str(plain.value).split(" went to ")[0]


def test_more_held_lines_than_a_row_has_room_for_are_computed_without_kernels():
    shifts = dict.fromkeys(("L3", "L1", "T10", "T8", "T6", "T4", "T2", "C7", "C5"), "5mm@forward")
    kernels.use("never")
    plain = sim.simulate("adult_male", shifts=shifts)
    with_kernels()
    quick = sim.simulate("adult_male", shifts=shifts)
    assert apart(plain.joints.compression_N, quick.joints.compression_N) < 1e-10


def test_a_single_answer_does_without_numba():
    import subprocess
    import sys

    code = "import sys, sim; sim.simulate('adult_male', tilt_deg=10); assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_kernels_are_named_by_their_source():
    assert kernels.folder().name.startswith("kernels-")
    assert len(kernels.folder().name) == len("kernels-") + 16


@pytest.fixture
def nothing_writable(monkeypatch):
    def nobody():
        raise RuntimeError("no home")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(kernels.Path, "home", nobody)
    monkeypatch.setattr(kernels.os, "access", lambda *_: False)
    monkeypatch.delitem(kernels.sys.modules, "sim.kernels.one", raising=False)
    for known in (kernels.folder, kernels.keepable):
        known.cache_clear()
    yield
    for known in (kernels.folder, kernels.keepable):
        known.cache_clear()


def test_where_nothing_can_be_kept_batches_go_without_kernels(nothing_writable):
    kernels.use("batches")
    with kernels.in_batch(1000):
        assert kernels.running() is None


def test_who_insists_on_kernels_that_cannot_be_kept_is_told_what_to_do(nothing_writable):
    kernels.use("always")
    with pytest.raises(sim.SpineError, match="set XDG_CACHE_HOME to a folder that can"):
        sim.simulate("adult_male")


def test_kernels_are_loaded_after_some_answers_or_at_once_by_who_will_ask_for_many(monkeypatch):
    monkeypatch.setattr(kernels, "_answers", 0)
    monkeypatch.setattr(kernels, "installed", lambda: True)
    monkeypatch.setattr(kernels, "keepable", lambda: True)
    monkeypatch.setattr(kernels, "compiled", lambda: True)
    monkeypatch.setattr(kernels, "load", lambda: "loaded")
    kernels.use("auto")
    try:
        kernels.answered()
        assert kernels.running() is None
        kernels.answered(kernels.PATIENCE)
        assert kernels.running() == "loaded"
    finally:
        kernels.use("batches")
