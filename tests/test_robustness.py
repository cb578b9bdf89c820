"""Random requests are answered exactly, or refused for a reason that is physical."""

import pytest
import robustness

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
