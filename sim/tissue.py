"""Passive joint law: discs, ligaments and ribs as two opposed exponential springs per axis.

    M(d) = A (exp(B₊ d) - exp(-B₋ d)),   U(d) = A (exp(B₊ d)/B₊ + exp(-B₋ d)/B₋ - 1/B₊ - 1/B₋)

d is the deformation from the unloaded shape; the axial one is measured from the turn that comes freely with side
bending (coupling c): d_axial = θ_axial - c θ_lateral. Beyond ``CAP`` the exponential goes on as its own parabola, so that
no trial step of the solver can overflow; no answer of the model lies there.
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


def evaluate(tissue: Tissue, angles_rad: Array, factor: Array | float = 1.0) -> TissueState:
    """Passive moments at joint angles.

    Args:
        tissue: the law.
        angles_rad: (..., 25, 3) from upright.
        factor: stiffness factor, broadcast against (..., 25, 1).

    Returns:
        TissueState.
    """
    d = np.array(angles_rad, dtype=float)
    d[..., 0] -= tissue.unloaded
    c = tissue.coupling
    d[..., 2] -= c * d[..., 1]
    scale, pos, neg = tissue.scale * factor, tissue.rate_pos, tissue.rate_neg
    up, up1, up2 = exponential(pos * d)
    down, down1, down2 = exponential(-neg * d)
    energy = (scale * ((up - 1.0) / pos + (down - 1.0) / neg)).sum(axis=(-2, -1))
    moment = scale * (up1 - down1)
    stiffness = scale * (pos * up2 + neg * down2)
    axial = stiffness[..., 2].copy()
    moment[..., 1] -= c * moment[..., 2]
    stiffness[..., 1] += c * c * axial
    return TissueState(energy, moment, stiffness, -c * axial)
