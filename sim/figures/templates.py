"""Drawing templates: the control points of everything that is drawn but not measured.

They are ours, drawn after ordinary anatomy, and carry no mechanics: arches in units of the vertebral body
they belong to; head, ribs and hip bones in metres, to be scaled.
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def _points(*pairs: tuple[float, float]) -> Array:
    return np.array(pairs)


# Side view: body depths behind the posterior wall, body heights above the middle of the body.
_LUMBAR_ARCH = _points(
    (-0.05, 0.42), (0.18, 0.40), (0.26, 0.74), (0.40, 0.84), (0.50, 0.62), (0.56, 0.30), (0.80, 0.14),
    (1.38, 0.06), (1.56, -0.02), (1.56, -0.46), (1.42, -0.62), (0.92, -0.44), (0.80, -0.72), (0.68, -0.98),
    (0.52, -0.92), (0.46, -0.45), (0.34, -0.10), (0.14, -0.02), (-0.05, 0.0),
)  # fmt: skip
_CERVICAL_ARCH = _points(
    (-0.05, 0.30), (0.20, 0.50), (0.55, 0.78), (0.80, 0.66), (0.95, 0.20), (1.25, 0.02), (1.90, -0.10),
    (2.10, -0.32), (2.00, -0.62), (1.70, -0.60), (1.25, -0.46), (1.00, -0.55), (0.80, -0.86), (0.50, -0.78),
    (0.22, -0.40), (-0.05, -0.25),
)  # fmt: skip
_ATLAS_ARCH = _points(
    (-0.05, 0.30), (0.40, 0.32), (1.00, 0.24), (1.80, 0.26), (2.25, 0.30), (2.40, 0.0), (2.20, -0.28),
    (1.75, -0.22), (1.00, -0.18), (0.40, -0.26), (-0.05, -0.25),
)  # fmt: skip
# How far down the tip of the spinous process hangs, in body heights: steepest in the middle of the thorax.
_SPINOUS_DROP = {
    "T1": 0.75, "T2": 0.95, "T3": 1.2, "T4": 1.5, "T5": 1.75, "T6": 1.85, "T7": 1.85, "T8": 1.75, "T9": 1.5,
    "T10": 1.15, "T11": 0.8, "T12": 0.6,
}  # fmt: skip
_SPINOUS_REACH = {"C2": 1.15, "C3": 0.95, "C4": 0.95, "C5": 1.0, "C6": 1.15, "C7": 1.3}


def arch_from_the_side(vertebra: str) -> Array:
    """(n, 2) control points: body depths back from the posterior wall, body heights up."""
    if vertebra == "C1":
        return _ATLAS_ARCH
    if vertebra[0] == "L":
        return _LUMBAR_ARCH
    if vertebra[0] == "C":
        return _CERVICAL_ARCH * [_SPINOUS_REACH[vertebra], 0.55 if vertebra == "C2" else 1.0]
    drop = _SPINOUS_DROP[vertebra]
    reach = 1.5 if drop > 1.0 else 1.55
    return _points(
        (-0.05, 0.44), (0.16, 0.44), (0.24, 0.76), (0.38, 0.80), (0.50, 0.44), (0.72, 0.16),
        (reach - 0.15, 0.30 - drop), (reach, 0.12 - drop), (reach, -0.20 - drop),
        (reach - 0.18, -0.22 - drop), (0.84, -0.52), (0.66, -0.66), (0.52, -0.84), (0.40, -0.74),
        (0.36, -0.30), (0.24, 0.02), (-0.05, 0.06),
    )  # fmt: skip


def _mirrored(right: Array) -> Array:
    return np.concatenate([right, right[::-1] * [-1, 1]])


# From behind: half body widths across, body heights up; right half, from the midline above to that below.
_LUMBAR_BACK = _mirrored(
    _points(
        (0.10, 0.34), (0.34, 0.36), (0.46, 0.80), (0.78, 0.80), (0.86, 0.40), (1.55, 0.40), (1.90, 0.30),
        (1.86, 0.08), (1.45, 0.10), (0.82, 0.02), (0.58, -0.28), (0.70, -0.70), (0.56, -0.96), (0.32, -0.80),
        (0.22, -0.50),
    )
)  # fmt: skip
_THORACIC_BACK = _mirrored(
    _points(
        (0.10, 0.36), (0.30, 0.44), (0.44, 0.74), (0.72, 0.70), (0.90, 0.46), (1.70, 0.62), (2.05, 0.52),
        (2.00, 0.14), (1.55, 0.10), (0.86, 0.02), (0.64, -0.26), (0.62, -0.66), (0.36, -0.74), (0.18, -0.50),
    )
)  # fmt: skip
_CERVICAL_BACK = _mirrored(
    _points(
        (0.14, 0.24), (0.80, 0.20), (1.30, 0.62), (2.00, 0.70), (2.45, 0.40), (2.40, 0.05), (1.95, -0.20),
        (1.85, -0.74), (1.20, -0.80), (0.80, -0.50), (0.24, -0.40),
    )
)  # fmt: skip


def arch_from_behind(vertebra: str) -> Array:
    """(n, 2) control points of arch and transverse processes: half body widths across, body heights up."""
    if vertebra == "C1":
        return _mirrored(
            _points(
                (0.10, 0.16),
                (1.2, 0.36),
                (2.0, 0.44),
                (3.0, 0.16),
                (2.9, -0.2),
                (1.9, -0.40),
                (1.0, -0.24),
                (0.1, -0.16),
            )
        )
    if vertebra == "C2":
        return _CERVICAL_BACK * [1.0, 0.6]
    return {"L": _LUMBAR_BACK, "T": _THORACIC_BACK, "C": _CERVICAL_BACK}[vertebra[0]]


def spinous_from_behind(vertebra: str) -> Array:
    """(n, 2) control points of the spinous process: half body widths across, body heights up."""
    if vertebra[0] == "L":
        return _points(
            (-0.13, 0.14),
            (0.13, 0.14),
            (0.15, -0.30),
            (0.21, -0.66),
            (-0.21, -0.66),
            (-0.15, -0.30),
        )
    if vertebra[0] == "C":
        return _points(
            (-0.14, 0.0),
            (0.14, 0.0),
            (0.30, -0.62),
            (0.12, -0.72),
            (0, -0.56),
            (-0.12, -0.72),
            (-0.30, -0.62),
        )
    tip = -0.30 - _SPINOUS_DROP[vertebra] * 0.32
    return _points((-0.22, 0.12), (0.22, 0.12), (0.17, tip / 2), (0.10, tip), (-0.10, tip), (-0.17, tip / 2))


# Sacrum: endplate depths ahead of the middle of the S1 endplate and above it, in the endplate's direction.
SACRUM_SIDE = _points(
    (-0.50, 0.0), (0.0, -0.02), (0.48, 0.02), (0.52, -0.10), (0.34, -0.55), (0.10, -1.10), (-0.06, -1.70),
    (0.0, -2.25), (0.26, -2.75), (0.56, -3.10), (0.50, -3.22), (0.10, -2.95), (-0.28, -2.45), (-0.52, -1.95),
    (-0.80, -1.60), (-0.74, -1.35), (-0.92, -1.05), (-0.82, -0.80), (-0.98, -0.48), (-0.80, -0.30),
    (-0.62, -0.15),
)  # fmt: skip
SACRUM_BACK = _mirrored(
    _points(
        (0.2, 0.02), (0.95, 0.0), (1.05, -0.10), (1.90, -0.02), (2.30, -0.35), (2.10, -1.0), (1.55, -1.60),
        (1.0, -2.15), (0.60, -2.50), (0.30, -3.0), (0.08, -3.2),
    )
)  # fmt: skip

# Hip bone [m] about the hip axis, of a pelvis with 12 degrees of tilt and 115 mm from hip axis to S1.
HIP_BONE_TILT_DEG, HIP_BONE_SIZE_M, HIP_BONE_HALF_SPACING_M = 12.0, 0.115, 0.085
HIP_BONE_SIDE = _points(
    (-94, 92), (-88, 122), (-62, 142), (-26, 153), (14, 148), (46, 126), (64, 98), (66, 84), (54, 76),
    (46, 64), (50, 50), (42, 38), (36, 26), (40, 8), (56, -14), (68, -26), (72, -42), (64, -54), (46, -62),
    (22, -86), (0, -102), (-22, -106), (-36, -92), (-34, -68), (-30, -46), (-44, -30), (-34, -16), (-34, 4),
    (-48, 26), (-66, 40), (-82, 52), (-80, 66), (-96, 78),
) * 1e-3  # fmt: skip
OBTURATOR_SIDE = _points((14, -44), (34, -34), (48, -42), (38, -56), (18, -74), (0, -84), (-8, -72), (-2, -54)) * 1e-3
# From behind, right hip bone: outward and up.
HIP_BONE_BACK = _points(
    (40, 92), (50, 118), (74, 142), (104, 152), (130, 136), (142, 106), (140, 84), (126, 62), (116, 42),
    (120, 22), (116, -8), (104, -30), (94, -52), (88, -82), (74, -104), (54, -102), (42, -84), (24, -70),
    (6, -58), (4, -40), (6, -22), (22, -18), (44, -4), (60, 14), (64, 34), (52, 50), (40, 56), (36, 74),
) * 1e-3  # fmt: skip
OBTURATOR_BACK = _points((36, -34), (52, -20), (72, -24), (78, -42), (70, -66), (56, -76), (42, -60)) * 1e-3
# Openings of the sacrum from behind: half widths of the endplate across, endplate depths above it.
SACRAL_OPENINGS = ((0.82, -0.62), (0.70, -1.05), (0.58, -1.45), (0.46, -1.82))

_CHEST = np.array([52, 84, 108, 126, 139, 148, 152, 147, 134, 116]) * 1e-3  # reach of ribs 1 to 10
_DROP = np.array([34, 46, 57, 67, 77, 87, 97, 104, 107, 104]) * 1e-3
_HALF_WIDTH = np.array([52, 78, 97, 110, 119, 126, 131, 134, 132, 125]) * 1e-3


def rib(number: int, view: str) -> Array:
    """(n, 2) [m] control points of a rib from the middle of its vertebra: forward (or outward) and up."""
    reach, drop, wide = _CHEST[number - 1], _DROP[number - 1], _HALF_WIDTH[number - 1]
    if view == "side":
        return _points(
            (-0.016, 0.003), (-0.040, -0.010), (-0.030, -0.30 * drop), (0.25 * reach, -0.80 * drop),
            (0.70 * reach, -1.08 * drop), (reach, -0.94 * drop),
        )  # fmt: skip
    return _points(
        (0.020, 0.004),
        (0.50 * wide, 0.010),
        (0.92 * wide, -0.16 * drop),
        (1.02 * wide, -0.55 * drop),
        (0.94 * wide, -drop),
    )


# Head about the ear opening, eyes level: forward and up [m].
HEAD_HEIGHT = 0.226  # crown to chin
EYE = (0.083, 0.012)
_PROFILE = _points(
    (-62, -104), (-60, -78), (-70, -52), (-90, -22), (-98, 18), (-93, 62), (-68, 104), (-25, 128), (20, 130),
    (62, 114), (90, 84), (99, 52), (101, 34), (95, 20), (99, 10), (108, -8), (120, -22), (116, -31),
    (102, -33), (106, -43), (107, -48), (100, -52), (105, -57), (103, -64), (96, -68), (100, -80), (96, -92),
    (80, -96), (56, -88), (30, -76), (22, -88), (18, -112),
) * 1e-3  # fmt: skip
_EAR = _points((-8, -16), (4, -12), (8, 4), (6, 18), (-4, 22), (-12, 12), (-12, -4)) * 1e-3
HEAD_SIDE = ((_PROFILE, False), (_EAR, True))
_SKULL = _mirrored(
    _points(
        (0.01, 128), (40, 124), (68, 96), (77, 55), (76, 10), (70, -25), (56, -62), (46, -84), (46, -112),
    )
    * 1e-3
)  # fmt: skip
_EAR_BACK = _points((75, 20), (86, 24), (87, 0), (78, -22), (73, -18)) * 1e-3
HEAD_BACK = ((np.roll(_SKULL, 9, axis=0), False), (_EAR_BACK, True), (_EAR_BACK * [-1, 1], True))
