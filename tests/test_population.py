"""A thousand valid people that nobody has seen: an answer that is in balance, or a refusal that says why."""

from __future__ import annotations

from collections import Counter

import numpy as np

import models
import sim

PEOPLE = 1000


def _somebody(rng: np.random.Generator) -> dict:
    """Measures of an adult, each with a chance of being left to the regressions."""
    height = rng.uniform(1.45, 2.0)
    person = {
        "sex": str(rng.choice(["male", "female"])),
        "age": float(rng.uniform(18, 90)),
        "height_m": float(height),
        "mass_kg": float(rng.uniform(18, 38) * height**2),
    }
    for word, low, high, chance in (
        ("pelvic_incidence_deg", 35, 80, 0.5),
        ("thoracic_kyphosis_deg", 20, 65, 0.3),
        ("strength", 0.5, 1.5, 0.3),
        ("flexibility", 0.7, 1.5, 0.3),
    ):
        if rng.random() < chance:
            person[word] = float(rng.uniform(low, high))
    if rng.random() < 0.2:
        person["disc_grade"] = {"L4-L5": int(rng.integers(1, 6)), "L5-S1": int(rng.integers(1, 6))}
    return person


def _something(rng: np.random.Generator) -> dict:
    """A tilt anywhere in the allowed range, sometimes with a burden."""
    direction = str(rng.choice(["forward", "backward", "left", "right", "turn-left", "turn-right"]))
    largest = 30.0 if direction in ("forward", "backward") else 20.0
    scenario: dict = {
        "posture": str(rng.choice(["erect", "relaxed"])),
        "tilt_deg": float(rng.uniform(0, largest)),
        "direction": direction,
        "at": str(rng.choice(["pelvis", "lumbar", "L5", "L4", "L3", "L2", "L1"])),
    }
    if rng.random() < 0.15:
        scenario["carry"] = {str(rng.choice(["right-hand", "both-hands", "backpack"])): float(rng.uniform(0, 15))}
    return scenario


def test_a_thousand_random_people_are_answered_or_refused_by_name() -> None:
    rng = np.random.default_rng(20)
    outcome: Counter[str] = Counter()
    for _ in range(PEOPLE):
        try:
            person = models.person(**_somebody(rng))
        except models.ModelError as error:
            assert "\n" not in str(error)
            outcome["refused: person"] += 1
            continue
        scenario = _something(rng)
        try:
            result = sim.simulate(person, **scenario)
        except sim.NoPosture as error:
            assert "\n" not in str(error) and "deg" in str(error)
            outcome[f"refused: {scenario['posture']}"] += 1
            continue
        outcome[scenario["posture"]] += 1
        assert result.converged and result.residual_Nm < 1e-6
        assert result.stability.margin_Nm_per_rad > 0
        for values in (
            result.pose.q,
            result.joints.compression_N,
            result.joints.shear_anterior_N,
            result.muscle_force_N,
            list(result.alignment.measures().values()),
        ):
            assert np.all(np.isfinite(values))
        assert np.all(result.muscle_force_N >= 0)
    print(dict(outcome))
    assert outcome["refused: person"] < 0.05 * PEOPLE
    assert outcome["refused: erect"] == 0
    assert outcome["refused: relaxed"] < 0.03 * PEOPLE
