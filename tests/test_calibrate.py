"""The calibration: residuals by hand, a fit that finds its way back, a file in which only fitted lines change."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec import structs

import models
from models import files, postures
from models.cases import Row
from sim import SpineError, pipeline
from sim.gains import assuming, value_of
from sim.validation import calibrate


def row(**words) -> Row:
    return Row(condition="", quantity="x", verified=True, label="x", **words)


def test_a_residual_counts_half_tolerances_from_the_published_number() -> None:
    two_sided = row(low=2.0, high=6.0, measured=3.0)
    assert calibrate.residual(two_sided, 5.0) == pytest.approx([1.0])
    assert calibrate.residual(row(low=[0.0, 10.0], high=[2.0, 20.0]), [1.0, 20.0]) == pytest.approx([0.0, 1.0])
    bound = row(low=10.0, neutral=0.0)
    assert calibrate.residual(bound, 12.0) == pytest.approx([0.0])
    assert calibrate.residual(bound, 5.0) == pytest.approx([0.5])
    assert calibrate.residual(row(sign=1), 5.0) is None
    assert calibrate.residual(two_sided, None) == pytest.approx([calibrate.NO_POSTURE])


def test_other_gains_are_tried_and_forgotten() -> None:
    before = value_of("head_N_per_m"), value_of("relaxed.tone")
    with assuming({"head_N_per_m": 1.0, "relaxed.tone": 0.5}):
        assert (models.load_gains().head_N_per_m, models.load_postures()["relaxed"].tone) == (1.0, 0.5)
    assert (value_of("head_N_per_m"), value_of("relaxed.tone")) == before


def test_a_fit_goes_the_way_that_the_cases_pull_and_says_how_far_it_can_be_believed() -> None:
    """A thorax made three times too stiff answers lost lordosis too little (C08); the fit must soften it."""
    gains = structs.replace(models.load_gains(), active_stiffness_thorax=6.0)
    with postures.instead(gains, models.load_postures()):
        pipeline.forget()
        found = calibrate.fit(("active_stiffness_thorax",), only=["C08", "C09"], iterations=4, workers=1)
    pipeline.forget()
    assert found.before[0] == 6.0
    assert found.after[0] < 4.0
    assert found.loss_after < found.loss_before
    assert 1.0 < found.factor_error[0] < 2.5
    assert set(found.rows) <= {"C08.1", "C08.2", "C08.3", "C08.4", "C09.1", "C09.2"}
    assert "active_stiffness_thorax" in calibrate.table(found)


def test_what_is_written_is_the_fit_marked_calibrated_and_nothing_else(tmp_path) -> None:
    source = files.FOLDER / postures.FILE
    copy = tmp_path / postures.FILE
    copy.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    one = np.ones(1)
    found = calibrate.Calibration(
        ("relaxed.gaze",), one, 0.4321 * one, one, one[None], (), one, one, one[None], 0.0, 0.0
    )
    calibrate.write(found, copy)
    lines = zip(source.read_text().splitlines(), copy.read_text().splitlines(), strict=True)
    changed = [(old, new) for old, new in lines if old != new]
    assert len(changed) == 1
    assert changed[0][1].startswith("gaze = { value = 0.432,")
    assert 'kind = "calibrated"' in changed[0][1]


def test_a_gain_that_does_not_exist_is_named() -> None:
    with pytest.raises(SpineError, match=r"unknown gain 'relaxed\.tnoe'; did you mean 'relaxed\.tone'"):
        calibrate.fit(("relaxed.tnoe",))


def test_gains_that_move_none_of_the_rows_are_said_in_one_line() -> None:
    with pytest.raises(SpineError, match="moves none of these rows; name other cases or other gains"):
        calibrate.fit(("relaxed.tone",), only=["C38"], workers=1)
