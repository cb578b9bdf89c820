"""Where before and after stand beside one another, and what they sit, lie or lean on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

import models
from models.person import Person
from sim.chain import Pose, place
from sim.scenario import Scenario
from sim.stance import BACKREST_AT

from .shapes import BACK, SIDE
from .shares import before_of, leaves_sagittal_plane
from .style import Array

FEET, SEAT, BED = "feet", "seat", "bed"
_BENT_DEG = 5.0
_APART_M = 0.03  # hips that differ by more in height are laid together where spines are compared


def asked(result: Any) -> Scenario:
    """What was asked, with the posture's own words."""
    scenario: Scenario = result.scenario.in_posture()
    return scenario


def support(result: Any) -> str:
    """What bears the body: feet, seat or bed."""
    return str(models.load_postures()[result.scenario.posture].support)


def view_of(result: Any) -> str:
    """From where one picture of a result shows most: from behind where anything leaves the sagittal plane."""
    return BACK if leaves_sagittal_plane(result) and support(result) != BED else SIDE


def bends_the_knees(result: Any) -> bool:
    """Whether the knees are bent so far that it must be said."""
    return support(result) == SEAT or bool(result.legs["knee_flexion_deg"] > _BENT_DEG)


def hips_together(result: Any) -> bool:
    """Whether before and after are compared with their hips laid together, the legs being bent otherwise."""
    before = before_of(result)
    return before is not None and bool(abs(result.pose.hip_m[1] - before.pose.hip_m[1]) > _APART_M)


def before_beside(result: Any) -> Any | None:
    """The result before, moved so that its spine can be compared; None where nothing is before."""
    before = before_of(result)
    if before is None or not hips_together(result):
        return before
    return replace(before, pose=moved(before.pose, result.pose.hip_m - before.pose.hip_m))


def moved(pose: Pose, by_m: Array) -> Pose:
    """A pose somewhere else.

    Args:
        pose: where every body is.
        by_m: (3,) [m].
    """
    return replace(pose, pivot_m=pose.pivot_m + by_m)


def is_more_than_standing(result: Any) -> bool:
    """Whether legs, arms, loads or what bears the body need room in the figure of the whole body."""
    words = asked(result)
    more = words.carry or words.heels_m or words.arms or words.lift or words.backrest_deg is not None
    return bool(more) or support(result) != FEET or hips_together(result)


def seat_direction(result: Any) -> Array:
    """(2,) forward along the seat; it falls forward by its tilt."""
    tilt = np.radians(asked(result).seat_deg or 0.0)
    return np.array([np.cos(tilt), -np.sin(tilt)])


def backrest(result: Any) -> tuple[Array, Array] | None:
    """Point of the back that leans (2,) [m], and the direction of the rest upward (2,); None without one."""
    angle = asked(result).backrest_deg
    if angle is None:
        return None
    at = place(result.pose, BACKREST_AT, result.person.centre_m[BACKREST_AT])[:2]
    lean = np.radians(angle)
    return at, np.array([-np.sin(lean), np.cos(lean)])


def heels_m(result: Any) -> float:
    """What lifts both heels [m]; zero on flat feet."""
    return asked(result).heels_m or 0.0


def foot(person: Person, heel_m: float) -> tuple[Array, Array, float]:
    """The foot from the side, as it stands on the floor with something under the heel.

    Args:
        person: whose foot.
        heel_m: what lifts the heel [m].

    Returns:
        outline (5, 2): heel, ankle, toe, ball, heel; wedge (3, 2) under the heel; how far the ankle is lifted [m].
    """
    heel, toe = np.array([person.foot_heel_m, 0.0]), np.array([person.foot_toe_m, 0.0])
    ball = heel + models.load_gains().ball_share * (toe - heel)
    pitch = np.arcsin(min(heel_m / (ball - heel)[0], 0.9))
    turn = np.array([[np.cos(pitch), np.sin(pitch)], [-np.sin(pitch), np.cos(pitch)]])
    ankle = person.ankle_m[:2]
    raised = ball + (np.array([heel, ankle]) - ball) @ turn.T  # about the ball, which stays on the floor
    back = np.array([ankle[0] - raised[1, 0], 0.0])  # the ankle stays where it was, forward and back
    heel, lifted = raised + back
    outline = np.array([heel, lifted, toe + back, ball + back, heel])
    wedge = np.array([heel, [heel[0], 0.0], ball + back])
    return outline, wedge, float(lifted[1] - ankle[1])
