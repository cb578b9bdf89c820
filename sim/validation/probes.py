"""What published measures mean on a posture of the model: angles of any endplates, offsets, the gravity line, loads."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.person import BODIES, JOINTS

from ..chain import HEAD, Array, place
from .registry import Answer

_CORNERS = {"lower": (0, 1), "upper": (3, 2)}  # back and front corner of an endplate


def joints(lowest: str, highest: str) -> slice:
    """From one joint up to another, both included."""
    return slice(JOINTS.index(lowest), JOINTS.index(highest) + 1)


def slope_deg(answer: Answer, body: str, plate: str) -> float:
    """How far an endplate looks down at its front [deg]."""
    index = BODIES.index(body)
    ends = np.zeros((2, 3))
    ends[:, :2] = answer.person.outline_m[index, list(_CORNERS[plate])]
    back, front = place(answer.pose, np.array([index, index]), ends)
    return float(np.degrees(np.arctan2(back[1] - front[1], front[0] - back[0])))


def lordosis_deg(answer: Answer, upper: tuple[str, str], lower: tuple[str, str]) -> float:
    """Angle from an upper endplate to a lower one, positive when the curve is hollow behind [deg]."""
    return slope_deg(answer, *lower) - slope_deg(answer, *upper)


def nod_deg(answer: Answer) -> float:
    """How far the head looks down [deg]."""
    return -answer.alignment.gaze_deg


def centre(answer: Answer, body: str) -> Array:
    """(3,) centre of a vertebra, of the S1 endplate (pelvis), or between the ear canals (head) [m]."""
    index = BODIES.index(body)
    where: Array = place(answer.pose, np.array([index]), answer.person.centre_m[[index]])[0]
    return where


def back_of_S1(answer: Answer) -> Array:
    """(3,) back corner of the S1 endplate [m]."""
    corner = np.zeros((1, 3))
    corner[0, :2] = answer.person.outline_m[0, _CORNERS["upper"][0]]
    where: Array = place(answer.pose, np.array([0]), corner)[0]
    return where


def forward_mm(answer: Answer, upper: str, lower: str) -> float:
    """How far one body's centre stands in front of another's [mm]."""
    return 1e3 * float(centre(answer, upper)[0] - centre(answer, lower)[0])


def odontoid_over_hips_deg(answer: Answer) -> float:
    """Inclination of the line from hips to odontoid (here the centre of C1), forward positive [deg]."""
    line = centre(answer, "C1") - answer.pose.hip_m
    return float(np.degrees(np.arctan2(line[0], line[1])))


def leans_deg(answer: Answer, upper: str, lower: str) -> float:
    """Inclination of the line from one body up to another, forward positive [deg]."""
    line = centre(answer, upper) - centre(answer, lower)
    return float(np.degrees(np.arctan2(line[0], line[1])))


def global_sagittal_deg(answer: Answer) -> float:
    """Global sagittal angle: at the knees, between C7 and the back corner of S1 [deg]."""
    c7, s1 = (point - answer.pose.knee_m for point in (centre(answer, "C7"), back_of_S1(answer)))
    return float(np.degrees(np.arctan2(c7[0], c7[1]) - np.arctan2(s1[0], s1[1])))


def t1_pelvic_deg(answer: Answer) -> float:
    """T1 pelvic angle: at the hips, between T1 and the middle of the S1 endplate [deg]."""
    t1, s1 = (centre(answer, body) - answer.pose.hip_m for body in ("T1", "pelvis"))
    return float(np.degrees(np.arctan2(t1[0], t1[1]) - np.arctan2(s1[0], s1[1])))


def centre_of_mass(answer: Answer) -> Array:
    """(3,) of the whole body, with nothing carried [m]."""
    who, pose = answer.person, answer.pose
    bodies = np.arange(len(BODIES))
    moment = who.segment_mass_kg @ place(pose, bodies, who.segment_com_m)
    for shoulder in who.shoulder_m:
        moment = moment + who.arm_mass_kg * who.shoulder_share @ place(
            pose, bodies, np.broadcast_to(shoulder, (len(BODIES), 3))
        )
    legs = who.ankle_m + who.leg_com_share @ pose.legs.vector_m
    total = who.segment_mass_kg.sum() + 2 * who.arm_mass_kg + who.leg_mass_kg
    whole: Array = (moment + who.leg_mass_kg * legs) / total
    return whole


def to_gravity_line_mm(answer: Answer, points: Array) -> Array:
    """(n,) horizontal distance of points (n, 3) from the vertical through the centre of mass [mm]."""
    off = (points - centre_of_mass(answer))[:, ::2]
    return 1e3 * np.hypot(off[:, 0], off[:, 1])


def head_to_gravity_line_mm(answer: Answer) -> float:
    """How far the head stands in front of the gravity line [mm]."""
    return 1e3 * float((centre(answer, "head") - centre_of_mass(answer))[0])


def vertebrae(answer: Answer) -> Array:
    """(24, 3) centres of L5 to C1 [m]."""
    all_of_them: Array = place(answer.pose, np.arange(1, HEAD), answer.person.centre_m[1:HEAD])
    return all_of_them


def compression_N(answer: Any, lowest: str, highest: str = "") -> float:
    """Mean compression from one joint to another [N]."""
    return float(np.mean(answer.joints.compression_N[joints(lowest, highest or lowest)]))


def at_L1_N(answer: Any) -> float:
    """Resultant force on L1: mean of the joints below and above it [N]."""
    two = joints("L1-L2", "T12-L1")
    table = answer.joints
    return float(
        np.mean(np.hypot(table.compression_N[two], np.hypot(table.shear_anterior_N, table.shear_right_N)[two]))
    )


def drop_deg(answer: Answer, body: str) -> float:
    """How far the right side of a body has dropped [deg]."""
    turn = answer.pose.rotation[BODIES.index(body)]
    return float(np.degrees(np.arctan2(-turn[1, 2], turn[2, 2])))


def straightness(x: Array, y: Array) -> float:
    """R² of a straight line through points."""
    return float(np.corrcoef(x, y)[0, 1] ** 2)


def over(part: float, whole: float) -> float:
    """A quotient; not a number over nothing."""
    return part / whole if whole else float("nan")
