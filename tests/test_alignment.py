"""The clinical measures: identities, and healthy adults' published values."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from models.person import BODIES
from sim import alignment

HEALTHY = {  # mean, one standard deviation of asymptomatic adults, and where it was measured
    "pelvic_incidence_deg": (52.0, 10.0),  # PMC6334400
    "pelvic_tilt_deg": (13.0, 6.0),
    "sacral_slope_deg": (41.0, 8.0),
    "lumbar_lordosis_deg": (57.0, 11.0),
    "thoracic_kyphosis_deg": (41.5, 11.0),
    "t1_slope_deg": (25.0, 8.0),
    "cervical_lordosis_deg": (12.7, 13.0),  # PMC6003173
    "sva_mm": (-0.5, 25.0),
}
MOVES = (
    {"tilt_deg": 20, "direction": "forward", "at": "lumbar"},
    {"tilt_deg": 15, "direction": "backward", "at": "pelvis"},
    {"posture": "relaxed"},
    {"lean_deg": 30},
)


@pytest.mark.parametrize("measure", HEALTHY)
@pytest.mark.parametrize("name", ("adult_male", "adult_female"))
def test_an_upright_adult_is_within_one_standard_deviation_of_healthy_adults(name: str, measure: str) -> None:
    mean, deviation = HEALTHY[measure]
    assert abs(sim.simulate(name).alignment.measures()[measure] - mean) <= deviation


@pytest.mark.parametrize("words", MOVES, ids=str)
def test_incidence_is_tilt_plus_slope_and_never_changes(words: dict) -> None:
    now = sim.simulate("adult_male", **words).alignment
    assert now.pelvic_incidence_deg == pytest.approx(now.pelvic_tilt_deg + now.sacral_slope_deg, abs=1e-9)
    assert now.pelvic_incidence_deg == pytest.approx(sim.simulate("adult_male").alignment.pelvic_incidence_deg)


@pytest.mark.parametrize("words", MOVES, ids=str)
def test_what_the_neck_gives_is_the_t1_slope_plus_the_head(words: dict) -> None:
    """Sum of the joint angles between T1 and the head = change of the head's pitch - change of the T1 slope."""
    result = sim.simulate("adult_male", **words)
    upright = sim.simulate("adult_male")
    neck = result.joints.flexion_deg[17:].sum()
    head = -(result.alignment.gaze_deg - upright.alignment.gaze_deg)
    t1 = result.alignment.t1_slope_deg - upright.alignment.t1_slope_deg
    assert neck == pytest.approx(head - t1, abs=1e-9)


@pytest.mark.parametrize("words", MOVES, ids=str)
def test_lordosis_is_what_its_joints_give(words: dict) -> None:
    result, upright = sim.simulate("adult_male", **words), sim.simulate("adult_male")
    change = result.alignment.lumbar_lordosis_deg - upright.alignment.lumbar_lordosis_deg
    assert change == pytest.approx(-result.joints.flexion_deg[:5].sum(), abs=1e-9)


def test_a_side_tilt_shows_in_the_frontal_measures_with_the_right_sign() -> None:
    right = sim.simulate("adult_male", tilt_deg=10, direction="right", at="pelvis").alignment
    assert right.pelvic_obliquity_deg == pytest.approx(10.0, abs=1e-3)
    assert right.lumbar_cobb_deg < -5  # the lumbar spine bends back to the left
    turned = sim.simulate("adult_male", tilt_deg=10, direction="turn-left", at="pelvis").alignment
    assert turned.pelvis_turn_deg == pytest.approx(10.0, abs=1e-3)
    assert abs(turned.head_turn_deg) < 0.7 * 10


def test_construction_lines_give_back_the_measure_they_construct() -> None:
    """The angle between the two lines that are drawn is the angle that is printed."""
    result = sim.simulate("adult_male", tilt_deg=15, direction="forward", at="lumbar")
    drawn = alignment.construction(result.person, result.pose)
    for name in ("lumbar_lordosis_deg", "thoracic_kyphosis_deg", "cervical_lordosis_deg", "pelvic_tilt_deg"):
        first, second = (line[1] - line[0] for line in drawn[name].lines[:2])
        between = np.degrees(np.arctan2(first[1], first[0]) - np.arctan2(second[1], second[0]))
        assert abs(between) == pytest.approx(abs(drawn[name].value), abs=1e-9), name
        assert drawn[name].value == pytest.approx(result.alignment.measures()[name])
    across = drawn["sva_mm"].lines[1]
    assert abs(across[1, 0] - across[0, 0]) * 1e3 == pytest.approx(abs(drawn["sva_mm"].value), abs=1e-9)


def test_who_bows_beyond_the_horizontal_has_not_turned() -> None:
    """T1 then points down and backward; a turn is told from where it pointed before."""
    for lean_deg in (60, 75, 90):
        found = sim.simulate(posture="forward-seat", lean_deg=lean_deg, curves={"thoracic": 80})
        assert found.alignment.thorax_turn_deg == pytest.approx(0.0, abs=1e-9)
        assert found.alignment.head_turn_deg == pytest.approx(0.0, abs=1e-9)
    assert found.pose.rotation[BODIES.index("T1"), 1, 1] < 0  # upside down
