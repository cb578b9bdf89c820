"""Passive joint law: discs, ligaments and ribs as two opposed exponential springs per axis.

    M(d) = A (exp(B₊ d) - exp(-B₋ d)),   U(d) = A (exp(B₊ d)/B₊ + exp(-B₋ d)/B₋ - 1/B₊ - 1/B₋)

d is the deformation from the unloaded shape; the axial one is measured from the turn that comes freely with side
bending (coupling c): d_axial = θ_axial - c θ_lateral. Beyond ``CAP`` the exponential goes on as its own parabola, so
that no trial step of the solver can overflow; no answer of the model lies there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.person import Tissue

Array = np.ndarray
CAP = 12.0


@dataclass(frozen=True)
class TissueState:
    """Energy, moment and stiffness of all joints.

    Attributes:
        energy_J: (...,) summed over joints.
        moment_Nm: (..., 25, 3) dU/dθ: the moment that must be applied to hold the joint there.
        stiffness: (..., 25, 3) [Nm/rad] second derivatives on the diagonal.
        lateral_axial: (..., 25) [Nm/rad] mixed second derivative of lateral bending with axial rotation.
    """

    energy_J: Array
    moment_Nm: Array
    stiffness: Array
    lateral_axial: Array


def exponential(x: Array) -> tuple[Array, Array, Array]:
    """exp(x) with its first two derivatives, continued beyond CAP by its parabola."""
    if x.max() <= CAP:
        e = np.exp(x)
        return e, e, e
    e = np.exp(np.minimum(x, CAP))
    over = np.maximum(x - CAP, 0.0)
    return e * (1 + over + 0.5 * over * over), e * (1 + over), e


@dataclass(frozen=True)
class Law:
    """A person's tissue, arranged for evaluation: the two springs of every axis stacked, one pulling each way.

    Attributes:
        rate: (..., 2, 25, 3) [1/rad] signed.
        moment, energy, stiffness: (..., 2, 25, 3) what multiplies each exponential.
        rest_J: energy of the undeformed springs.
        unloaded: (..., 25) [rad]; coupling: (..., 25) [rad/rad].
    """

    rate: Array
    moment: Array
    energy: Array
    stiffness: Array
    rest_J: Array | float
    unloaded: Array
    coupling: Array

    @classmethod
    def of(cls, tissue: Tissue, factor: Array | float = 1.0) -> Law:
        """The law of a person's joints, their stiffness multiplied by a factor that broadcasts to (25, 3)."""
        rate = np.stack([tissue.rate_pos, -tissue.rate_neg], axis=-3)
        moment = np.stack([tissue.scale, -tissue.scale], axis=-3) * factor
        energy = moment / rate
        return cls(rate, moment, energy, moment * rate, energy.sum(axis=(-3, -2, -1)), tissue.unloaded, tissue.coupling)


def evaluate(law: Law, angles_rad: Array) -> TissueState:
    """Passive moments at joint angles (..., 25, 3) from upright."""
    d = np.array(angles_rad, dtype=float)
    d[..., 0] -= law.unloaded
    d[..., 2] -= law.coupling * d[..., 1]
    value, first, second = exponential(law.rate * d[..., None, :, :])
    energy = (law.energy * value).sum(axis=(-3, -2, -1)) - law.rest_J
    moment = (law.moment * first).sum(axis=-3)
    stiffness = (law.stiffness * second).sum(axis=-3)
    axial = stiffness[..., 2]
    shared = law.coupling * axial
    moment[..., 1] -= law.coupling * moment[..., 2]
    stiffness[..., 1] += law.coupling * shared
    return TissueState(energy, moment, stiffness, -shared)
