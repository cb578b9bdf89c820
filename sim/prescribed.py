"""What a request prescribes: coordinates that tilts, curves, support and fusions hold; a first guess of the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import models
from models import Person
from models.person import JOINTS

from . import alignment
from .chain import BASE, COORDINATES, LEGS, Array, place_bodies
from .items import Tilt
from .scenario import Scenario
from .stance import legs_on, start

_DRAWN_IN_RAD = np.radians(2.0)
_FLEXES = {"lumbar": (-1.0, "lumbar_lordosis_deg"), "thoracic": (1.0, "thoracic_kyphosis_deg")}


@dataclass(frozen=True)
class Bend:
    """A curve held at an angle, in the words of a tilt."""

    at: str
    joints: tuple[str, ...]
    angle_rad: Array | float
    axis: int = 0


def fused(person: Person, asked: Scenario) -> Array:
    """(25,) whether a joint cannot move."""
    return np.array([joint in person.fused or joint in asked.fused for joint in JOINTS])


def held_angles(person: Person, asked: Scenario, untilted: Array) -> tuple[Array, Array]:
    """Coordinates in which what the support, tilts and fusions prescribe is set, the rest untilted; and a mask.

    Args:
        person: one, or many stacked who are fused alike.
        asked: of all of them.
        untilted: (..., 81).

    Returns:
        (..., 81) coordinates, and (81,) which are prescribed.
    """
    q, fixed = untilted.copy(), np.zeros(COORDINATES, dtype=bool)
    stiff = fused(person, asked)
    fixed[BASE:] = np.repeat(stiff, 3)
    legs = legs_on(asked.in_posture(), models.load_postures()[asked.posture].support)
    fixed[:LEGS] = ~np.isnan(legs)
    q[..., :LEGS] = np.where(fixed[:LEGS], legs, q[..., :LEGS])
    for lift in asked.lift:  # both feet on the ground, legs straight: the raised side's hip stands higher
        q[..., LEGS + 1] += np.arctan2(lift.height_m, person.hip_spacing_m) * (1.0 if lift.side == "left" else -1.0)
        fixed[LEGS + 1] = True
    bends: list[Tilt | Bend] = [*asked.tilts, *_curved(person, asked, untilted)]
    for tilt in bends:
        if tilt.at == "pelvis":
            q[..., LEGS + tilt.axis] += tilt.angle_rad
            fixed[LEGS + tilt.axis] = True
            continue
        moving = [JOINTS.index(name) for name in tilt.joints if not stiff[JOINTS.index(name)]]
        # the more compliant a joint, the larger its share of a changed curve
        compliance = 1.0 / person.tissue.secant[..., moving, tilt.axis]
        share = compliance / _summed(compliance)[..., None]
        for k, joint in enumerate(moving):
            first = BASE + 3 * joint
            q[..., first + tilt.axis] += share[..., k] * tilt.angle_rad
            # a tilted joint is held about all three axes; a curve held at an angle about one
            fixed[first + tilt.axis if isinstance(tilt, Bend) else slice(first, first + 3)] = True
    return q, fixed


def _summed(values: Array) -> Array:
    """Sum over the last axis, term by term in the same order for one person as for many stacked."""
    total: Array = np.ascontiguousarray(values).sum(-1)
    return total


def _curved(person: Person, asked: Scenario, untilted: Array) -> list[Bend]:
    """Curves held at an angle, as what is missing to it from the untilted posture."""
    bends: list[Bend] = []
    if not asked.curves:
        return bends
    upright = alignment.measure(person, place_bodies(person, np.zeros_like(untilted)))
    for curve in asked.curves:
        flexed = _summed(untilted[..., BASE::3][..., [JOINTS.index(name) for name in curve.joints]])
        # flexion takes lordosis away and adds kyphosis
        sign, measure = _FLEXES[curve.what]
        more = np.radians(curve.deg - upright[measure])
        bends.append(Bend(curve.what, curve.joints, sign * more - flexed))
    return bends


def first_guess(person: Person, asked: Scenario, untilted: Array, compliance: Array) -> tuple[Array, Array]:
    """First guess and mask of prescribed coordinates.

    The guess is the linear response of the untilted posture to what is prescribed, large angles drawn in as tissue that
    hardens would, plus a plain bow and nod where trunk or head is held.

    Args:
        person: one.
        asked: of that person.
        untilted: (81,) the posture without what is tilted and held.
        compliance: (81, 81) [rad/Nm] inverse of its Hessian.
    """
    q, fixed = held_angles(person, asked, untilted)
    change = q - untilted
    if change.any():
        held = np.flatnonzero(fixed)
        columns = compliance[:, held]
        reaction = np.linalg.solve(columns[held], change[held])  # what imposes the prescribed change
        change = columns @ reaction
        change[BASE:] = drawn_in(change[BASE:])
    if not asked.only_tilted:
        change = change + start(person, asked.in_posture()) - start(person, asked.untilted().in_posture())
    return np.where(fixed, q, untilted + change), fixed


def drawn_in(angles_rad: Array) -> Array:
    """Angles of a linear guess, large ones drawn in as tissue that hardens would."""
    angles: Array = _DRAWN_IN_RAD * np.arcsinh(angles_rad / _DRAWN_IN_RAD)
    return angles


def own_angles(q: Array, asked: Scenario, untilted: Array) -> Array:
    """Joint angles (..., 25, 3) that strain tissue: a joint that is tilted and held has taken its tissue's rest shape
    along."""
    angles = q[..., BASE:].reshape(*q.shape[:-1], 25, 3).copy()
    before = untilted[..., BASE:].reshape(angles.shape)
    tilted = [JOINTS.index(name) for tilt in asked.tilts for name in tilt.joints]
    curved = [JOINTS.index(name) for curve in asked.curves for name in curve.joints]
    angles[..., tilted, :] = before[..., tilted, :]
    angles[..., curved, 0] = before[..., curved, 0]
    return angles
