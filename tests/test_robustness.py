"""Random requests are answered exactly, or refused for a reason that is physical."""

from collections.abc import Iterator

import pytest
import robustness

import models
import sim
from sim import kernels

RIDGE = {  # Newton's steps ran over a ridge into a fall here
    "posture": "leaning",
    "lean_deg": 25.0,
    "carry": {"left-hand": 33.5, "right-hand": "60@0.76"},
    "curves": {"thoracic": 19.7},
}
TALL = {
    "sex": "male",
    "height_m": 1.93,
    "pelvic_incidence_deg": 46.8,
    "thoracic_kyphosis_deg": 70.2,
    "flexibility": 0.34,
}

# digits count: where Newton's steps wander, their end hangs on them
SHORT_OF_IT = (
    {
        "sex": "female",
        "height_m": 1.8068707676632016,
        "mass_kg": 70.1117422156124,
        "age": 33.61226984984171,
        "lumbar_lordosis_deg": 54.81601845527581,
        "thoracic_kyphosis_deg": 31.117785526973297,
        "cervical_lordosis_deg": -28.13847865754882,
        "flexibility": {"neck": 1.7615586508557552},
    },
    {
        "posture": "lying",
        "head_free": True,
        "shifts": [{"what": "C3", "distance_m": 0.15, "direction": "backward", "over": "T4"}],
        "bend_deg": 14.132507917546128,
        "turn_deg": -22.85932380731201,
        "lean_deg": 50.118882946495305,
    },
)
BEYOND_A_FOLD = (
    {
        "sex": "female",
        "height_m": 2.0105523419294995,
        "mass_kg": 107.62411231375275,
        "age": 18.17102167323711,
        "pelvic_incidence_deg": 39.1018190607293,
        "lumbar_lordosis_deg": 72.35049352558283,
        "strength": 0.49880584329420163,
        "flexibility": 0.3,
    },
    {
        "posture": "stoop",
        "shifts": [{"what": "C4", "distance_m": 0.09414636294099697, "direction": "forward", "over": "hips"}],
        "bend_deg": 9.218328159886049,
        "braced": [
            {"region": "thoracic", "share": 14.801906777175201},
            {"region": "lumbar", "share": 10.650203888466617},
        ],
        "curves": [
            {"what": "thoracic", "deg": 26.172071912883144},
            {"what": "lumbar", "deg": -2.0024927167837916},
        ],
        "head_deg": 59.49294324356231,
    },
)


@pytest.fixture(params=["never", "always"])
def either_way(request: pytest.FixtureRequest) -> Iterator[None]:
    kernels.use(request.param)
    yield
    kernels.use("batches")


def test_a_share_of_random_requests_is_exact_or_refused_with_a_reason():
    found = robustness.attack(1024, seed=9)
    for check in robustness.checks(found):
        assert not check.failed, check.what
    assert found["usual"].answered > 0.8 * found["usual"].tried


def test_a_posture_beyond_a_ridge_is_found_downhill():
    result = sim.simulate(TALL, RIDGE)
    assert result.residual_Nm < 1e-6
    assert result.stability.margin_Nm_per_rad > 0


def test_a_posture_that_eight_steps_do_not_lead_to_is_found_in_shorter_ones(either_way):
    result = sim.simulate(*SHORT_OF_IT)
    assert result.residual_Nm < 1e-6
    assert result.stability.margin_Nm_per_rad > 0


def test_what_gives_way_on_the_way_is_named_where_newton_would_wander(either_way):
    with pytest.raises(sim.NoPosture, match=r"pelvis \(turn\) gives way"):
        sim.simulate(*BEYOND_A_FOLD)


def test_what_cannot_be_held_is_named():
    with pytest.raises(sim.NoPosture, match="L4 cannot be held at that distance"):
        sim.simulate(shifts=[{"what": "L4", "distance_m": 0.128, "direction": "left", "over": "L5"}])


AGAINST_A_REST = {  # who leans back by 5 deg holds a level off the line of the back
    way: {"posture": "sitting", "backrest_deg": 5, "shifts": [{"what": what, "distance_m": m, "direction": direction}]}
    for way, what, m, direction in (("push", "T9", 0.04, "backward"), ("pull", "L1", 0.02, "forward"))
}


@pytest.mark.parametrize("way", ["push", "pull"])
def test_a_rest_that_would_have_to_give_more_than_the_weight_is_refused(way: str) -> None:
    words = AGAINST_A_REST[way]
    with pytest.raises(sim.NoPosture, match=f"the rest would have to {way} the back with [0-9]+ N, more than"):
        sim.simulate(**words)
    both = sim.simulate_many("adult_male", [words, {"posture": "backrest"}])
    assert both.converged.tolist() == [False, True]
    assert f"would have to {way}" in both.reasons[0]


def test_a_neck_at_ease_that_may_rest_in_two_bends_says_so() -> None:
    """A slow letting go from upright ends in one bend or the other for pelvic tilts a tenth of a degree apart."""
    told = []
    for tilt_deg in (-1.79, -1.78):
        result = sim.simulate(models.person(pelvic_tilt_deg=tilt_deg), posture="relaxed")
        told.append("branch" in [remark.key for remark in result.warnings])
    assert any(told)
    assert "branch" not in [remark.key for remark in sim.simulate(posture="relaxed").warnings]
