"""The upright skeleton: vertebrae stacked on the sacrum with the person's own curves.

Measures come as arrays (...), one number for each person, and every array here has these axes in front.

Inclination: angle of a line in the sagittal plane from forward horizontal, anterior end up positive [rad].
A vertebra's inclination is that of its mid-plane, a disc's that of the plane midway between its endplates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.errors import ModelError, nearest
from models.once import once
from models.person import CERVICAL, JOINTS, LUMBAR, THORACIC
from models.quantity import Column
from models.schema import Anatomy

VERTEBRAE = (*LUMBAR, *THORACIC, *CERVICAL)
Array = np.ndarray


@dataclass(frozen=True)
class Skeleton:
    """The upright skeleton in metres; origin on the floor under the hip axis. Places are (x, y).

    Attributes:
        scale: (...) size relative to the reference skeleton.
        hip: (..., 2) hip axis.
        sacrum: (..., 2) centre of the S1 endplate.
        joint: (..., 25, 2) disc centres; contact of C1-C2 and C0-C1.
        joint_inclination: (..., 25) [rad] of the disc's mid-plane.
        centre: (..., 26, 2) centres of the vertebral bodies; S1 endplate for the pelvis, meatus for the head.
        lower, upper: (..., 24) [rad] inclination of the two endplates of each vertebra.
        outline: (..., 26, 4, 2) corners: back-lower, front-lower, front-upper, back-upper.
        width: (..., 26) left-right width.
        disc_area: (..., 25) area of the disc [m^2]; zero for C1-C2 and C0-C1.
        vertex_m: (...) height of the top of the head.
    """

    scale: Array
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
    vertex_m: Array


@dataclass(frozen=True)
class Bones:
    """The reference skeleton's tables as arrays, from below: heights, depths, widths [mm], angles [deg].

    Attributes:
        front, back: (24,) heights of L5 to C1. depth, width: (25,) of S1 to C1. disc: (25,) height; area: [mm^2].
        segment: (24,) from each endplate up to the next upper one, one joint each. share: (5,) of a changed lordosis.
        wedge: (24,) between the endplates of one vertebra.
    """

    front: Array
    back: Array
    depth: Array
    width: Array
    disc: Array
    area: Array
    segment: Array
    share: Array
    wedge: Array


@once
def reference(anatomy: Anatomy) -> Bones:
    """The tables of anatomy.toml in order.

    Raises:
        ModelError: a level is missing or unknown.
    """
    curve, bone = anatomy.curve, anatomy.vertebra
    front = levels(bone.anterior_height, VERTEBRAE, "vertebra.anterior_height")
    back = levels(bone.posterior_height, VERTEBRAE, "vertebra.posterior_height")
    depth = levels(bone.endplate_depth, ("S1", *VERTEBRAE), "vertebra.endplate_depth")
    width = levels(bone.endplate_width, ("S1", *VERTEBRAE), "vertebra.endplate_width")
    disc, area = np.zeros(25), np.zeros(25)
    disc[:23] = levels(anatomy.disc.height, JOINTS[:23], "disc.height")
    area[:23] = levels(anatomy.disc.area, JOINTS[:23], "disc.area")
    segment = np.zeros(24)
    segment[:5] = levels(curve.lumbar, JOINTS[:5], "curve.lumbar")
    segment[5:17] = levels(curve.thoracic, JOINTS[5:17], "curve.thoracic")
    segment[17:23] = levels(curve.cervical, JOINTS[17:23], "curve.cervical")
    share = levels(curve.lumbar_share, JOINTS[:5], "curve.lumbar_share")
    wedge = np.degrees(np.arctan2(front - back, depth[1:]))
    wedge[-2:] = 0.0  # C1 and C2 are no wedges: their frame is C2's lower endplate, and the level head
    return Bones(front, back, depth, width, disc, area, segment, share, wedge)


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


def endplates(anatomy: Anatomy, curves: Mapping[str, Array]) -> tuple[Array, Array]:
    """Inclination of the lower and upper endplate of L5 to C1, (..., 24) each [rad].

    Lumbar segments differ from the reference by their published share of the difference in lordosis; thoracic
    and cervical segments, wedges included, by one common factor. Lordosis is S1 to the upper endplate of L1,
    kyphosis the lower endplate of T12 to the upper of T1, cervical lordosis the lower endplate of C7 to the
    lower of C2. C1 lies parallel to the level head.

    Args:
        anatomy: the reference skeleton.
        curves: (...) sacral_slope_deg, lumbar_lordosis_deg, thoracic_kyphosis_deg, cervical_lordosis_deg.
    """
    known = reference(anatomy)
    slope = curves["sacral_slope_deg"][..., None]
    segment = np.broadcast_to(known.segment, (*slope.shape[:-1], 24)).copy()
    wedge = np.broadcast_to(known.wedge, segment.shape).copy()

    missing = curves["lumbar_lordosis_deg"][..., None] - known.segment[:5].sum()
    segment[..., :5] += missing * known.share

    thoracic = slice(6, 17)  # joints T11-T12 to T1-T2, bodies T11 to T1
    factor = -curves["thoracic_kyphosis_deg"][..., None] / (known.segment[thoracic].sum() + known.wedge[5])
    segment[..., thoracic] *= factor
    wedge[..., 5:17] *= factor

    cervical = slice(18, 23)  # joints C6-C7 to C2-C3
    factor = curves["cervical_lordosis_deg"][..., None] / (known.segment[cervical].sum() + known.wedge[17])
    segment[..., cervical] *= factor
    wedge[..., 17:22] *= factor

    upper = -slope + np.cumsum(segment, axis=-1)
    upper[..., -1] = 0.0
    return np.radians(upper - wedge), np.radians(upper)


def skeleton(anatomy: Anatomy, curves: Mapping[str, Array], height_m: Array, female: Array) -> Skeleton:
    """Stack the skeleton from the floor to the top of the head, as tall as the person.

    Args:
        anatomy: the reference skeleton.
        curves: (...) as for `endplates`, and pelvic_tilt_deg.
        height_m: (...) body height, which sets the scale of everything.
        female: (...) a woman's vertebrae are slenderer than a man's of the same height.
    """
    stack = Stack.of(anatomy, curves)
    scale = height_m / stack.at(np.ones_like(height_m)).vertex_m
    breadth = np.where(female, anatomy.size.female_breadth.value, 1.0)
    return _outlined(anatomy, stack, stack.at(scale), breadth)


def plumb_m(anatomy: Anatomy, curves: Mapping[str, Array], height_m: Array, female: Array) -> Array:
    """(...) how far C7 lies in front of the back corner of S1, upright [m]; arguments as of `skeleton`."""
    stack = Stack.of(anatomy, curves)
    line, seventh = stack.at(np.ones_like(height_m)), VERTEBRAE.index("C7")
    breadth = np.where(female, anatomy.size.female_breadth.value, 1.0)
    corner = line.sacrum - stack.plate(breadth * 1e-3)
    ahead = line.top[..., seventh, 0] - 0.5 * line.body_step[..., seventh, 0] - corner[..., 0]
    plumb: Array = height_m / line.vertex_m * ahead  # every length grows with the person
    return plumb


@dataclass(frozen=True)
class Line:
    """The column as a chain of steps at one size: see `Stack.at`."""

    scale: Array
    hip: Array
    sacrum: Array
    top: Array
    joint: Array
    body_step: Array
    vertex_m: Array


@dataclass(frozen=True)
class Stack:
    """The directions in which a person's discs and vertebrae follow each other, whatever the size.

    Attributes:
        lower, upper: (..., 24) [rad] endplates. joint_inclination: (..., 25) [rad]. tilt, slope: (...) of pelvis and
            sacrum [rad].
        disc_up, body_up: (..., 25, 2), (..., 24, 2) unit vectors through discs and bodies.
    """

    anatomy: Anatomy
    lower: Array
    upper: Array
    joint_inclination: Array
    tilt: Array
    slope: Array
    disc_up: Array
    body_up: Array

    @classmethod
    def of(cls, anatomy: Anatomy, curves: Mapping[str, Array]) -> Stack:
        """From the angles of the curves and of the pelvis."""
        lower, upper = endplates(anatomy, curves)
        tilt, slope = np.radians(curves["pelvic_tilt_deg"]), np.radians(curves["sacral_slope_deg"])
        below = np.concatenate([-slope[..., None], upper], axis=-1)  # upper endplate under each joint
        above = np.concatenate([lower, np.zeros((*slope.shape, 1))], axis=-1)  # lower endplate over each joint
        joint_inclination = 0.5 * (below + above)
        joint_inclination[..., 23:] = 0.0  # C1-C2 and C0-C1 turn about the level axes of the head
        body_inclination = 0.5 * (lower + upper)
        body_inclination[..., -1] = 0.0
        up = across(joint_inclination), across(body_inclination)
        return cls(anatomy, lower, upper, joint_inclination, tilt, slope, *up)

    def at(self, scale: Array) -> Line:
        """The steps at some size (...): half a disc, half a disc, then through the body, along the local normals."""
        anatomy, known, mm = self.anatomy, reference(self.anatomy), scale * 1e-3
        hip = np.zeros((*scale.shape, 2))
        hip[..., 1] = anatomy.size.leg_length_fraction.value * anatomy.size.reference_height.value * scale
        leaning = np.stack([-np.sin(self.tilt), np.cos(self.tilt)], axis=-1)
        sacrum = hip + (mm * anatomy.pelvis.hip_to_sacrum.value)[..., None] * leaning
        wide = mm[..., None]
        disc_step = (wide * known.disc)[..., None] * self.disc_up
        body_step = (0.5 * (wide * known.front + wide * known.back))[..., None] * self.body_up
        # centre of each upper endplate
        top = sacrum[..., None, :] + np.cumsum(disc_step[..., :24, :] + body_step, axis=-2)
        joint = np.concatenate([sacrum[..., None, :], top], axis=-2) + 0.5 * disc_step  # from what each stands on
        vertex_m = joint[..., 24, 1] + mm * anatomy.head.vertex_up.value
        return Line(scale, hip, sacrum, top, joint, body_step, vertex_m)

    def plate(self, broad_mm: Array) -> Array:
        """(..., 2) from the middle of the S1 endplate to its front edge [m]."""
        half: Array = (0.5 * (broad_mm * reference(self.anatomy).depth[0]))[..., None] * along(-self.slope)
        return half


def _outlined(anatomy: Anatomy, stack: Stack, line: Line, breadth: Array) -> Skeleton:
    """The whole skeleton from its chain of steps."""
    known, head, lower, upper = reference(anatomy), anatomy.head, stack.lower, stack.upper
    scale, sacrum, top = line.scale, line.sacrum, line.top
    mm = scale * 1e-3
    broad = breadth * mm
    depth, width = broad[..., None] * known.depth, broad[..., None] * known.width
    meatus = line.joint[..., 24, :] + mm[..., None] * np.array([head.meatus_forward.value, head.meatus_up.value])
    centre = np.concatenate([sacrum[..., None, :], top - 0.5 * line.body_step, meatus[..., None, :]], axis=-2)

    outline = np.zeros((*scale.shape, 26, 4, 2))
    half_low = 0.5 * depth[..., 1:, None] * along(lower)
    half_up = 0.5 * depth[..., 1:, None] * along(upper)
    base = top - line.body_step
    outline[..., 1:25, :, :] = np.stack([base - half_low, base + half_low, top + half_up, top - half_up], axis=-2)
    plate = stack.plate(broad)
    down = (mm * anatomy.pelvis.sacral_block.value)[..., None] * across(-stack.slope)
    block = [sacrum - plate - down, sacrum + plate - down, sacrum + plate, sacrum - plate]
    outline[..., 0, :, :] = np.stack(block, axis=-2)
    chin = line.vertex_m - scale * anatomy.size.reference_height.value * head.height.value
    reach = 0.5 * mm * head.length.value
    outline[..., 25, [0, 3], 0] = (meatus[..., 0] - reach)[..., None]
    outline[..., 25, [1, 2], 0] = (meatus[..., 0] + reach)[..., None]
    outline[..., 25, :2, 1], outline[..., 25, 2:, 1] = chin[..., None], line.vertex_m[..., None]
    return Skeleton(
        scale=scale,
        hip=line.hip,
        sacrum=sacrum,
        joint=line.joint,
        joint_inclination=stack.joint_inclination,
        centre=centre,
        lower=lower,
        upper=upper,
        outline=outline,
        width=np.concatenate([width, (mm * head.breadth.value)[..., None]], axis=-1),
        disc_area=(broad**2)[..., None] * known.area,
        vertex_m=line.vertex_m,
    )
