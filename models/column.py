"""The upright skeleton: vertebrae stacked on the sacrum with the person's own curves.

Inclination: angle of a line in the sagittal plane from forward horizontal, anterior end up positive [rad].
A vertebra's inclination is that of its mid-plane, a disc's that of the plane midway between its endplates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.errors import ModelError, nearest
from models.person import CERVICAL, JOINTS, LUMBAR, THORACIC
from models.quantity import Column
from models.schema import Anatomy

VERTEBRAE = (*LUMBAR, *THORACIC, *CERVICAL)
Array = np.ndarray


@dataclass(frozen=True)
class Skeleton:
    """The upright skeleton in metres; origin on the floor under the hip axis. 2-D arrays are (x, y).

    Attributes:
        scale: size relative to the reference skeleton.
        hip: (2,) hip axis.
        sacrum: (2,) centre of the S1 endplate.
        joint: (25, 2) disc centres; contact of C1-C2 and C0-C1.
        joint_inclination: (25,) [rad] of the disc's mid-plane.
        centre: (26, 2) centres of the vertebral bodies; S1 endplate for the pelvis, meatus for the head.
        lower, upper: (24,) [rad] inclination of the two endplates of each vertebra.
        outline: (26, 4, 2) corners: back-lower, front-lower, front-upper, back-upper.
        width: (26,) left-right width.
        disc_area: (25,) area of the disc [m^2]; zero for C1-C2 and C0-C1.
        vertex_m: height of the top of the head.
    """

    scale: float
    hip: Array
    sacrum: Array
    joint: Array
    joint_inclination: Array
    centre: Array
    lower: Array
    upper: Array
    outline: Array
    width: Array
    disc_area: Array
    vertex_m: float


def levels(column: Column, names: tuple[str, ...], what: str) -> Array:
    """The values of a column in the order of ``names``.

    Raises:
        ModelError: a level is missing or unknown.
    """
    for level in column.values:
        if level not in names:
            raise ModelError(f"{what}: '{level}' is unknown{nearest(level, names)}")
    for level in names:
        if level not in column.values:
            raise ModelError(f"{what}: '{level}' is missing")
    return np.array([column.values[level] for level in names])


def along(inclination: Array) -> Array:
    """(..., 2) unit vector forward along a line of this inclination."""
    return np.stack([np.cos(inclination), np.sin(inclination)], axis=-1)


def across(inclination: Array) -> Array:
    """(..., 2) unit vector upward, normal to a line of this inclination."""
    return np.stack([-np.sin(inclination), np.cos(inclination)], axis=-1)


def endplates(anatomy: Anatomy, curves: dict[str, float]) -> tuple[Array, Array]:
    """Inclination of the lower and upper endplate of L5 to C1, (24,) each [rad].

    Lumbar segments differ from the reference by their published share of the difference in lordosis; thoracic
    and cervical segments, wedges included, by one common factor. Lordosis is S1 to the upper endplate of L1,
    kyphosis the lower endplate of T12 to the upper of T1, cervical lordosis the lower endplate of C7 to the
    lower of C2. C1 lies parallel to the level head.

    Args:
        anatomy: the reference skeleton.
        curves: sacral_slope_deg, lumbar_lordosis_deg, thoracic_kyphosis_deg, cervical_lordosis_deg.
    """
    curve, bone = anatomy.curve, anatomy.vertebra
    height_front = levels(bone.anterior_height, VERTEBRAE, "vertebra.anterior_height")
    height_back = levels(bone.posterior_height, VERTEBRAE, "vertebra.posterior_height")
    depth = levels(bone.endplate_depth, ("S1", *VERTEBRAE), "vertebra.endplate_depth")[1:]
    wedge = np.degrees(np.arctan2(height_front - height_back, depth))
    wedge[-2:] = 0.0  # C1 and C2 are no wedges: their frame is C2's lower endplate, and the level head

    segment = np.zeros(24)
    segment[:5] = levels(curve.lumbar, JOINTS[:5], "curve.lumbar")
    segment[5:17] = levels(curve.thoracic, JOINTS[5:17], "curve.thoracic")
    segment[17:23] = levels(curve.cervical, JOINTS[17:23], "curve.cervical")

    missing = curves["lumbar_lordosis_deg"] - segment[:5].sum()
    segment[:5] += missing * levels(curve.lumbar_share, JOINTS[:5], "curve.lumbar_share")

    thoracic = slice(6, 17)  # joints T11-T12 to T1-T2, bodies T11 to T1
    factor = -curves["thoracic_kyphosis_deg"] / (segment[thoracic].sum() + wedge[5])
    segment[thoracic] *= factor
    wedge[5:17] *= factor

    cervical = slice(18, 23)  # joints C6-C7 to C2-C3
    factor = curves["cervical_lordosis_deg"] / (segment[cervical].sum() + wedge[17])
    segment[cervical] *= factor
    wedge[17:22] *= factor

    upper = -curves["sacral_slope_deg"] + np.cumsum(segment)
    upper[-1] = 0.0
    return np.radians(upper - wedge), np.radians(upper)


def skeleton(anatomy: Anatomy, curves: dict[str, float], height_m: float, sex: str) -> Skeleton:
    """Stack the skeleton from the floor to the top of the head, as tall as the person.

    Args:
        anatomy: the reference skeleton.
        curves: as for `endplates`, and pelvic_tilt_deg.
        height_m: body height, which sets the scale of everything.
        sex: a woman's vertebrae are slenderer than a man's of the same height.
    """
    lower, upper = endplates(anatomy, curves)
    breadth = anatomy.size.female_breadth.value if sex == "female" else 1.0
    unscaled = _stack(anatomy, curves, lower, upper, 1.0, breadth)
    return _stack(anatomy, curves, lower, upper, height_m / unscaled.vertex_m, breadth)


def _stack(
    anatomy: Anatomy, curves: dict[str, float], lower: Array, upper: Array, scale: float, breadth: float
) -> Skeleton:
    bone, head = anatomy.vertebra, anatomy.head
    mm = scale * 1e-3
    front = mm * levels(bone.anterior_height, VERTEBRAE, "vertebra.anterior_height")
    back = mm * levels(bone.posterior_height, VERTEBRAE, "vertebra.posterior_height")
    depth = breadth * mm * levels(bone.endplate_depth, ("S1", *VERTEBRAE), "vertebra.endplate_depth")
    width = breadth * mm * levels(bone.endplate_width, ("S1", *VERTEBRAE), "vertebra.endplate_width")
    disc = np.zeros(25)
    disc[:23] = mm * levels(anatomy.disc.height, JOINTS[:23], "disc.height")
    body_height = 0.5 * (front + back)

    leg_m = anatomy.size.leg_length_fraction.value * anatomy.size.reference_height.value * scale
    hip = np.array([0.0, leg_m])
    tilt, slope = np.radians(curves["pelvic_tilt_deg"]), np.radians(curves["sacral_slope_deg"])
    sacrum = hip + mm * anatomy.pelvis.hip_to_sacrum.value * np.array([-np.sin(tilt), np.cos(tilt)])

    # Each step goes half a disc, half a disc, then through the body, along the local normals.
    below = np.concatenate([[-slope], upper])  # upper endplate under each joint
    above = np.concatenate([lower, [0.0]])  # lower endplate over each joint
    joint_inclination = 0.5 * (below + above)
    joint_inclination[23:] = 0.0  # C1-C2 and C0-C1 turn about the level axes of the head
    body_inclination = 0.5 * (lower + upper)
    body_inclination[-1] = 0.0
    disc_step = disc[:, None] * across(joint_inclination)
    body_step = body_height[:, None] * across(body_inclination)
    top = sacrum + np.cumsum(disc_step[:24] + body_step, axis=0)  # centre of each upper endplate
    floor = np.concatenate([sacrum[None], top])  # what each joint stands on
    joint = floor + 0.5 * disc_step

    condyle = joint[24]
    meatus = condyle + mm * np.array([head.meatus_forward.value, head.meatus_up.value])
    vertex_m = float(condyle[1] + mm * head.vertex_up.value)
    centre = np.concatenate([sacrum[None], top - 0.5 * body_step, meatus[None]])

    outline = np.zeros((26, 4, 2))
    half_low = 0.5 * depth[1:, None] * along(lower)
    half_up = 0.5 * depth[1:, None] * along(upper)
    base = top - body_step
    outline[1:25] = np.stack([base - half_low, base + half_low, top + half_up, top - half_up], axis=1)
    plate = 0.5 * depth[0] * along(-slope)
    down = mm * anatomy.pelvis.sacral_block.value * across(-slope)
    outline[0] = [sacrum - plate - down, sacrum + plate - down, sacrum + plate, sacrum - plate]
    chin = vertex_m - scale * anatomy.size.reference_height.value * head.height.value
    reach = 0.5 * mm * head.length.value
    rear, face = meatus[0] - reach, meatus[0] + reach
    outline[25] = [[rear, chin], [face, chin], [face, vertex_m], [rear, vertex_m]]

    disc_area = np.zeros(25)
    disc_area[:23] = (breadth * mm) ** 2 * levels(anatomy.disc.area, JOINTS[:23], "disc.area")
    return Skeleton(
        scale=scale,
        hip=hip,
        sacrum=sacrum,
        joint=joint,
        joint_inclination=joint_inclination,
        centre=centre,
        lower=lower,
        upper=upper,
        outline=outline,
        width=np.concatenate([width, [mm * head.breadth.value]]),
        disc_area=disc_area,
        vertex_m=vertex_m,
    )
