"""The passive column: how much load an excised spine bears before it buckles.

Without muscles, gaze and balance the potential is tissue plus load. The specimen stands in its unloaded shape on the
body below its lowest joint; its stiffness is that of the unloaded joint (no preload from muscles). The straight state
ceases to be a minimum where the smallest eigenvalue of ``K + P G`` reaches zero: K tissue, P G the load's part of the
Hessian.

A *vertical* load hangs on the top endplate and stays vertical (Crisco & Panjabi 1992). A *follower* load is a cable
through the centres of the vertebral bodies (Patwardhan 1999): it turns with them and so destabilises very little.
"""

from __future__ import annotations

import numpy as np

import models
from models import Person, SpineError, nearest
from models.person import BODIES, CERVICAL, LUMBAR, THORACIC

from . import tissue
from .chain import BASE, COORDINATES, Array, Pose, cross, place, place_bodies

REGIONS = {
    "lumbar": ("L5", "L1"),
    "thoracic": ("T12", "T1"),
    "thoracolumbar": ("L5", "T1"),
    "cervical": ("C7", "C1"),
    "whole": ("L5", "C1"),
}
PLANES = {
    "frontal": (1, 2),
    "sagittal": (0,),
    "any": (0, 1, 2),
}  # axes that may bend; side bending takes turning along
LOADS = ("vertical", "follower")


def buckling_load(
    person: Person | str = "adult_male",
    region: str | tuple[str, str] = "lumbar",
    load: str = "vertical",
    plane: str = "frontal",
) -> float:
    """Load at which the passive column of a region buckles [N].

    Args:
        person: a person or a name.
        region: ``lumbar`` (L1 to sacrum), ``thoracic``, ``thoracolumbar`` (T1 to sacrum), ``cervical``, ``whole``, or
            (lowest, highest) vertebra, such as ``("L3", "T6")``.
        load: ``vertical`` or ``follower``.
        plane: ``frontal``, ``sagittal`` or ``any``.

    Returns:
        The smallest critical load; infinity where the load cannot make the column buckle.

    Raises:
        SpineError: an unknown word.
    """
    if isinstance(person, str):
        person = models.load(person)
    low, high = _bodies(region)
    if load not in LOADS:
        raise SpineError(f"unknown load {load!r}{nearest(str(load), LOADS)}")
    if plane not in PLANES:
        raise SpineError(f"unknown plane {plane!r}{nearest(str(plane), PLANES)}")
    q = np.zeros(COORDINATES)
    q[BASE::3] = person.tissue.unloaded
    pose = place_bodies(person, q)
    law = tissue.evaluate(tissue.Law.of(person.tissue, person.tissue.preload_factor[:, None]), pose.angles_rad)
    joints = np.arange(low - 1, high)
    index = np.array([3 * joint + axis for joint in joints for axis in PLANES[plane]])
    stiffness = np.zeros((75, 75))
    stiffness[np.arange(75), np.arange(75)] = law.stiffness.ravel()
    lateral = np.arange(1, 75, 3)
    stiffness[lateral, lateral + 1] = stiffness[lateral + 1, lateral] = law.lateral_axial
    column = stiffness[np.ix_(index, index)]
    geometric = _vertical(person, pose, high) if load == "vertical" else _follower(person, pose, low, high)
    # K + P G singular: P = -1/min eig(K^-1 G); symmetric after a Cholesky change of coordinates
    root = np.linalg.cholesky(column)
    half = np.linalg.solve(root, geometric[np.ix_(index, index)])
    softest = float(np.linalg.eigvalsh(np.linalg.solve(root, half.T))[0])
    return -1.0 / softest if softest < 0 else float("inf")


def _bodies(region: str | tuple[str, str]) -> tuple[int, int]:
    if isinstance(region, str):
        if region not in REGIONS:
            raise SpineError(f"unknown region {region!r}{nearest(region, REGIONS)}")
        region = REGIONS[region]
    ends = []
    for name in region:
        if name not in (*LUMBAR, *THORACIC, *CERVICAL):
            raise SpineError(f"unknown vertebra {name!r}{nearest(str(name), (*LUMBAR, *THORACIC, *CERVICAL))}")
        ends.append(BODIES.index(name))
    if len(ends) != 2 or ends[0] > ends[1]:
        raise SpineError(f"a region is (lowest, highest) vertebra, such as ('L5', 'L1'), not {region!r}")
    return ends[0], ends[1]


def _second(axes: Array, levers: Array, direction: Array) -> Array:
    """direction · (a_i × (a_k × V_k)) for hinges i below or at k: (n, 3), (n, 3) -> (n, n), symmetric."""
    inner = cross(axes, levers)
    upper = np.triu(axes @ cross(inner, np.broadcast_to(direction, inner.shape)).T)
    return upper + np.triu(upper, 1).T


def _vertical(person: Person, pose: Pose, high: int) -> Array:
    """Second derivatives of the height of the top endplate's centre: (75, 75)."""
    top = np.append(person.outline_m[high, 2:].mean(axis=0), 0.0)
    point = place(pose, np.array([high]), top[None])[0]
    axes = pose.axis[1:].reshape(75, 3)
    levers = np.repeat(point - pose.joint_m, 3, axis=0)
    return _second(axes, levers, np.array([0.0, 1.0, 0.0]))


def _follower(person: Person, pose: Pose, low: int, high: int) -> Array:
    """Second derivatives of the length of a cable through the body centres: block-diagonal (75, 75)."""
    centre = place(pose, np.arange(26), person.centre_m)
    geometric = np.zeros((75, 75))
    for body in range(low, high + 1):
        joint = pose.joint_m[body - 1]
        below, above = joint - centre[body - 1], centre[body] - joint
        length = float(np.linalg.norm(below + above))
        axes = pose.axis[body]
        first = cross(axes, np.broadcast_to(above, axes.shape)) @ below
        second = _second(axes, np.broadcast_to(above, axes.shape), below)
        block = slice(3 * (body - 1), 3 * body)
        geometric[block, block] = (second - np.outer(first, first) / length**2) / length
    return geometric
