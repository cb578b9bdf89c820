"""The angles and offsets that clinicians measure, each defined once, with the lines that construct it on a picture.

Sagittal angles are taken between endplates projected on the world's sagittal plane, frontal ones from how far the right
side of a body has dropped, turns from where its front points, or pointed before it was bowed upside down. Lordosis and
kyphosis are positive numbers; forward, right (side down) and left (turn) are positive.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.person import BODIES, Person

from .chain import HEAD, Array, Pose, place

_B = {name: index for index, name in enumerate(BODIES)}
_BACK_LOWER, _FRONT_LOWER, _FRONT_UPPER, _BACK_UPPER = range(4)
_ENDPLATES = {  # (body, back corner, front corner)
    "S1": (_B["pelvis"], _BACK_UPPER, _FRONT_UPPER),
    "L1": (_B["L1"], _BACK_UPPER, _FRONT_UPPER),
    "T12": (_B["T12"], _BACK_LOWER, _FRONT_LOWER),
    "T4": (_B["T4"], _BACK_UPPER, _FRONT_UPPER),
    "T1": (_B["T1"], _BACK_UPPER, _FRONT_UPPER),
    "C7": (_B["C7"], _BACK_LOWER, _FRONT_LOWER),
    "C2": (_B["C2"], _BACK_LOWER, _FRONT_LOWER),
}
_BODY = np.array([body for body, _, _ in _ENDPLATES.values()])
_BACK = np.array([back for _, back, _ in _ENDPLATES.values()])
_FRONT = np.array([front for _, _, front in _ENDPLATES.values()])
_TWICE = np.repeat(_BODY, 2)
_BETWEEN = {  # angle of the first endplate over the second, and its sign
    "lumbar_lordosis_deg": ("L1", "S1", 1.0),
    "thoracic_kyphosis_deg": ("T1", "T12", -1.0),
    "thoracic_kyphosis_T4_T12_deg": ("T4", "T12", -1.0),
    "cervical_lordosis_deg": ("C2", "C7", 1.0),
}
_SHOULDERS_ON = _B["T3"]
_SEEN = np.concatenate([[_B["pelvis"], _B["C7"], _B["head"]], [_SHOULDERS_ON, _SHOULDERS_ON]])


@dataclass(frozen=True)
class Construction:
    """How a measure is drawn.

    Attributes:
        value: the measure, in the unit of its name.
        lines: (n, 2, 3) [m] straight lines: endplates drawn out, verticals, offsets.
        label_m: (3,) [m] where its name may stand.
    """

    value: float
    lines: Array
    label_m: Array


def _endplates(person: Person, pose: Pose) -> Array:
    """(..., 7, 2, 3) back and front end of the endplates that are measured."""
    flat = np.zeros((*person.outline_m.shape[:-3], len(_BODY), 2, 3))
    flat[..., 0, :2] = person.outline_m[..., _BODY, _BACK, :]
    flat[..., 1, :2] = person.outline_m[..., _BODY, _FRONT, :]
    ends = place(pose, _TWICE, flat.reshape(*flat.shape[:-3], -1, 3))
    return ends.reshape(*ends.shape[:-2], len(_BODY), 2, 3)


def measure(person: Person, pose: Pose) -> dict[str, Array]:
    """All measures of a posture.

    Args:
        person: for the endplates; one, or many stacked, each in one posture.
        pose: (...) posture.

    Returns:
        name -> (...) value, in the unit that the name ends with.
    """
    ends = _endplates(person, pose)
    along = ends[..., 1, :] - ends[..., 0, :]
    tilt = np.degrees(np.arctan2(along[..., 1], along[..., 0]))
    inclination = {name: tilt[..., k] for k, name in enumerate(_ENDPLATES)}
    points = place(
        pose,
        _SEEN,
        np.concatenate([person.centre_m[..., [0, _B["C7"], HEAD], :], person.shoulder_m], axis=-2),
    )
    sacrum, c7, head, left, right = np.moveaxis(points, -2, 0)
    hip = pose.hip_m
    turn = pose.rotation
    drop = np.degrees(np.arctan2(-turn[..., 1, 2], turn[..., 2, 2]))
    over = np.where(turn[..., 1, 1] < 0, -1.0, 1.0)  # who bows beyond the horizontal still faces where he faced
    yaw = np.degrees(np.arctan2(-over * turn[..., 2, 0], over * turn[..., 0, 0])) + 0.0
    tilt_pelvis = np.degrees(np.arctan2(hip[..., 0] - sacrum[..., 0], sacrum[..., 1] - hip[..., 1]))
    s1_m = person.centre_m[..., 0, :] - person.hip_m
    upright = np.arctan2(-s1_m[..., 0], s1_m[..., 1])
    plate = person.outline_m[..., 0, _BACK_UPPER, :] - person.outline_m[..., 0, _FRONT_UPPER, :]
    slope = np.arctan2(plate[..., 1], plate[..., 0])
    incidence = np.degrees(upright + np.arctan2(np.sin(slope), -np.cos(slope)))
    shoulders = right - left
    measures = {
        "pelvic_incidence_deg": np.broadcast_to(incidence, tilt_pelvis.shape),
        "pelvic_tilt_deg": tilt_pelvis,
        "sacral_slope_deg": -inclination["S1"],
    }
    measures |= {
        name: sign * (inclination[upper] - inclination[lower]) for name, (upper, lower, sign) in _BETWEEN.items()
    }
    measures |= {
        "t1_slope_deg": -inclination["T1"],
        "sva_mm": 1e3 * (c7[..., 0] - ends[..., 0, 0, 0]),
        "head_hip_angle_deg": np.degrees(np.arctan2(head[..., 0] - hip[..., 0], head[..., 1] - hip[..., 1])),
        "gaze_deg": np.degrees(np.arctan2(turn[..., HEAD, 1, 0], turn[..., HEAD, 0, 0])),
        "lumbar_cobb_deg": drop[..., _B["L1"]] - drop[..., 0],
        "thoracic_cobb_deg": drop[..., _B["T1"]] - drop[..., _B["T12"]],
        "c7_offset_mm": 1e3 * (c7[..., 2] - sacrum[..., 2]),
        "shoulder_tilt_deg": np.degrees(np.arctan2(-shoulders[..., 1], shoulders[..., 2])),
        "pelvic_obliquity_deg": drop[..., 0],
        "head_tilt_deg": drop[..., HEAD],
        "pelvis_turn_deg": yaw[..., 0],
        "thorax_turn_deg": yaw[..., _B["T1"]],
        "head_turn_deg": yaw[..., HEAD],
    }
    return measures


def construction(person: Person, pose: Pose) -> dict[str, Construction]:
    """The lines that construct the measures on a picture of one posture.

    Args:
        person: for the endplates.
        pose: one posture (no batch).
    """
    values = {name: float(value) for name, value in measure(person, pose).items()}
    ends = _endplates(person, pose)
    plate = dict(zip(_ENDPLATES, ends, strict=True))
    sacrum, c7, head = place(pose, np.array([0, _B["C7"], HEAD]), person.centre_m[[0, _B["C7"], HEAD]])
    hip, up, ahead = pose.hip_m, np.array([0.0, 0.1, 0.0]), np.array([0.1, 0.0, 0.0])
    gaze = 0.15 * pose.rotation[HEAD, :, 0]

    def drawn_out(name: str) -> Array:
        back, front = plate[name]
        return np.stack([back, front + 2.0 * (front - back)])

    lines = {name: [drawn_out(upper), drawn_out(lower)] for name, (upper, lower, _) in _BETWEEN.items()}
    s1_back, s1_middle = plate["S1"][0], plate["S1"].mean(axis=0)
    foot = np.array([c7[0], s1_back[1], c7[2]])
    normal = np.cross(pose.rotation[0, :, 2], plate["S1"][1] - plate["S1"][0])
    lines |= {
        "pelvic_tilt_deg": [np.stack([hip, s1_middle]), np.stack([hip, hip + up])],
        "pelvic_incidence_deg": [
            np.stack([hip, s1_middle]),
            np.stack([s1_middle, s1_middle - 0.1 * normal / np.linalg.norm(normal)]),
        ],
        "sacral_slope_deg": [drawn_out("S1"), np.stack([s1_middle, s1_middle + ahead])],
        "t1_slope_deg": [
            drawn_out("T1"),
            np.stack([plate["T1"].mean(axis=0), plate["T1"].mean(axis=0) + ahead]),
        ],
        "sva_mm": [np.stack([c7, foot]), np.stack([foot, s1_back])],
        "head_hip_angle_deg": [np.stack([hip, head]), np.stack([hip, hip + 3 * up])],
        "gaze_deg": [np.stack([head, head + gaze])],
        "c7_offset_mm": [np.stack([c7, np.array([c7[0], sacrum[1], c7[2]])])],
    }
    return {
        name: Construction(values[name], np.array(drawn), np.array(drawn).reshape(-1, 3).mean(axis=0))
        for name, drawn in lines.items()
    }
