"""Random requests are answered exactly, or refused for a reason that is physical."""

import pytest
import robustness

import models
import sim

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


def test_a_share_of_random_requests_is_exact_or_refused_with_a_reason():
    found = robustness.attack(1024, seed=9)
    for check in robustness.checks(found):
        assert not check.failed, check.what
    assert found["usual"].answered > 0.8 * found["usual"].tried


def test_a_posture_beyond_a_ridge_is_found_downhill():
    result = sim.simulate(TALL, RIDGE)
    assert result.residual_Nm < 1e-6
    assert result.stability.margin_Nm_per_rad > 0


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
