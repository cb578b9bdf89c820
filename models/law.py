"""The passive joint law: two opposed exponential springs through measured anchors.

    M(d) = A (exp(B+ d) - exp(-B- d))

has three unknowns a joint and axis. They are fixed by M(angle+) = M+, M(-angle-) = -M- and the slope at rest,
dM/dd(0) = A (B+ + B-) = hardening_ratio x chord, the chord being the slope of the line between the anchors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.column import levels
from models.errors import ModelError
from models.once import once
from models.person import AXES, JOINTS, Tissue
from models.schema import Region, TissueFile

Array = np.ndarray
REGIONS = {
    "lumbar": JOINTS[:6],
    "thoracic": JOINTS[6:17],
    "cervical": JOINTS[17:23],
    "craniocervical": JOINTS[23:],
}
RIBBED = slice(7, 17)  # T10-T11 to T1-T2: ribs joined to the sternum
FLOATING = 6  # T11-T12


@dataclass(frozen=True)
class Wear:
    """What makes people's tissue differ from the reference, whose factors are all 1.

    Attributes:
        size: (...) mass times height over the reference's. age_years: (...). flexibility: (..., 25).
        disc_grade: (..., 25) grades 1 to 5, 0 where nothing is said. rib_cage: (...) whether there is one.
    """

    size: Array
    age_years: Array
    flexibility: Array
    disc_grade: Array
    rib_cage: Array


def fit(angle_pos: Array, angle_neg: Array, moment: Array, slope: Array) -> tuple[Array, Array, Array]:
    """Scale A and rates B+, B- of the law through (angle_pos, moment) and (-angle_neg, -moment).

    Solved by Newton's method on B+ and B- in logarithms, all joints at once. A solution needs a slope at
    rest below the secant of each direction.

    Args:
        angle_pos, angle_neg: (n,) [rad] > 0.
        moment: (n,) [Nm] > 0.
        slope: (n,) [Nm/rad] at rest.

    Returns:
        (n,) scale [Nm], rate_pos, rate_neg [1/rad].
    """
    # In units of each direction's angle the unknowns are p = B+ angle+, n = B- angle-.
    a, b = angle_pos, angle_neg
    # Start from the one-sided springs sinh(x)/x = secant/slope.
    log_p = np.log(_sinhc_inverse(moment / (slope * a)))
    log_n = np.log(_sinhc_inverse(moment / (slope * b)))

    def residual(log_p: Array, log_n: Array) -> Array:
        bp, bn = np.exp(log_p) / a, np.exp(log_n) / b
        scale = slope / (bp + bn)
        up = scale * (np.exp(bp * a) - np.exp(-bn * a)) / moment
        down = scale * (np.exp(bn * b) - np.exp(-bp * b)) / moment
        return np.log(np.stack([up, down], axis=-1))

    step = 1e-6
    with np.errstate(all="ignore"):  # a hopeless fit overflows, and is refused below
        for _ in range(60):
            r = residual(log_p, log_n)
            if np.abs(r).max() < 1e-12 or not np.all(np.isfinite(r)):
                break
            jacobian = np.stack(
                [
                    (residual(log_p + step, log_n) - residual(log_p - step, log_n)) / (2 * step),
                    (residual(log_p, log_n + step) - residual(log_p, log_n - step)) / (2 * step),
                ],
                axis=-1,
            )
            determinant = jacobian[:, 0, 0] * jacobian[:, 1, 1] - jacobian[:, 0, 1] * jacobian[:, 1, 0]
            change_p = (jacobian[:, 0, 1] * r[:, 1] - jacobian[:, 1, 1] * r[:, 0]) / determinant
            change_n = (jacobian[:, 1, 0] * r[:, 0] - jacobian[:, 0, 0] * r[:, 1]) / determinant
            damping = 0.7 / np.maximum(np.maximum(np.abs(change_p), np.abs(change_n)), 0.7)
            log_p, log_n = log_p + damping * change_p, log_n + damping * change_n
        met = np.all(np.abs(residual(log_p, log_n)) < 1e-9)
    if not met:
        raise ModelError(
            "tissue: a joint's anchors are too unequal, or its slope at rest too steep, for the passive law; "
            "lower its hardening_ratio"
        )
    bp, bn = np.exp(log_p) / a, np.exp(log_n) / b
    return slope / (bp + bn), bp, bn


def _sinhc_inverse(ratio: Array) -> Array:
    """x > 0 with sinh(x)/x = ratio, for ratio > 1 (from 1.001 up)."""
    ratio = np.maximum(ratio, 1.001)
    x = np.where(ratio < 3, np.sqrt(6 * (ratio - 1)), np.log(2 * ratio * np.log(2 * ratio + 3)))
    for _ in range(30):
        x = x - (np.sinh(x) / x - ratio) / ((x * np.cosh(x) - np.sinh(x)) / x**2)
    return x


@once
def reference(file: TissueFile) -> Tissue:
    """The law of the reference's joints, fitted to their anchors.

    Raises:
        ModelError: a level is missing or unknown, or no law goes through its anchors.
    """
    regions: list[tuple[str, Region, tuple[str, ...]]] = [
        (name, getattr(file, name), joints) for name, joints in REGIONS.items()
    ]

    def gather(key: str) -> Array:
        return np.concatenate([levels(getattr(r, key), joints, f"{n}.{key}") for n, r, joints in regions])

    moment = np.tile(gather("moment")[:, None], (1, 3))
    lateral, axial = gather("lateral"), gather("axial")
    positive = np.radians(np.stack([gather("flexion"), lateral, axial], axis=-1))
    negative = np.radians(np.stack([gather("extension"), lateral, axial], axis=-1))
    ratio = np.concatenate(
        [np.tile(levels(r.hardening_ratio, AXES, f"{n}.hardening_ratio"), (len(joints), 1)) for n, r, joints in regions]
    )
    chord = 2.0 * moment / (positive + negative)
    fitted = fit(positive.ravel(), negative.ravel(), moment.ravel(), (ratio * chord).ravel())
    scale, rate_pos, rate_neg = (x.reshape(25, 3) for x in fitted)
    preload = np.concatenate([np.full(len(joints), r.preload.value) for _, r, joints in regions])
    stiffer = preload * np.concatenate([np.full(len(joints), r.stiffening.value) for _, r, joints in regions])
    return Tissue(
        scale=scale,
        rate_pos=rate_pos,
        rate_neg=rate_neg,
        secant=chord,
        unloaded=np.radians(levels(file.unloaded, JOINTS, "unloaded")),
        coupling=levels(file.coupling, JOINTS, "coupling"),
        preload_N=preload,
        preload_factor=1.0 / (1.0 + stiffer),
    )


def tissue(file: TissueFile, wear: Wear) -> Tissue:
    """The tissue of people (...): the reference law, scaled by size, age, flexibility, discs and rib cage.

    Size, age and discs scale the moment at a given angle; flexibility and the lack of a rib cage the angle at a given
    moment. So the law keeps its form: its scale grows with the one, its rates fall with the other.
    """
    law, stiff, yielding = reference(file), _stiffening(file, wear), _yielding(file, wear)
    batch = np.shape(wear.size)

    def same(values: Array) -> Array:
        return np.broadcast_to(values, (*batch, 25))

    return Tissue(
        scale=law.scale * stiff,
        rate_pos=law.rate_pos / yielding,
        rate_neg=law.rate_neg / yielding,
        secant=law.secant * stiff / yielding,
        unloaded=same(law.unloaded),
        coupling=same(law.coupling),
        preload_N=same(law.preload_N),
        preload_factor=same(law.preload_factor),
    )


def preload_slope(tissue: Tissue) -> Array:
    """(25, 3) [Nm/rad per N] slope that each newton of compression adds to the moment curve, at every angle alike.

    A compressed joint rights itself: its centre of pressure moves over the disc towards the side that is closing, in
    proportion to the angle. That adds a straight line to the curve. It doubles the slope at rest, which is all that a
    test of small amplitude sees and all that buckling needs, and changes the range little, for the curve has hardened.

    With s the table's ``stiffening``, the slope at rest is k0 (1 + s P). Valid to about 500 N: at 1200 N the measured
    slope is no larger than there (Patwardhan and others, J Orthop Res 2003;21:540).
    """
    at_rest = tissue.scale * (tissue.rate_pos + tissue.rate_neg)
    lost = (1.0 - tissue.preload_factor[:, None]) * at_rest
    per_newton: Array = lost / np.where(tissue.preload_N > 0, tissue.preload_N, np.inf)[:, None]
    return per_newton


def _stiffening(file: TissueFile, wear: Wear) -> Array:
    """(..., 25, 3) factor on the reference stiffness."""
    factor = np.broadcast_to(wear.size[..., None, None], (*wear.size.shape, 25, 3)).copy()
    decades = np.maximum(0.0, wear.age_years - file.ageing.onset.value) / 10.0
    factor[..., :2] *= (1.0 + file.ageing.per_decade.value * decades)[..., None, None]
    if np.any(wear.disc_grade > 0):
        columns = (file.degeneration.flexion, file.degeneration.lateral, file.degeneration.axial)
        by_grade = np.array([[column.values[str(grade)] for column in columns] for grade in range(1, 6)])
        factor *= np.where((wear.disc_grade > 0)[..., None], by_grade[wear.disc_grade - 1], 1.0)
    return factor


def _yielding(file: TissueFile, wear: Wear) -> Array:
    """(..., 25, 3) factor on the angle reached at a given moment: what is measured when ribs are cut is range of
    motion."""
    factor = np.repeat(wear.flexibility[..., None], 3, axis=-1)
    cut = np.ones((25, 3))
    ribs = file.rib_cage.values
    cut[RIBBED] = [ribs["flexion"], ribs["lateral"], ribs["axial"]]
    cut[FLOATING] = file.rib_cage_floating.value
    yielding: Array = np.where(wear.rib_cage[..., None, None], factor, factor * cut)
    return yielding
