"""Experiments on parts: the passive column, pure moments on a specimen, the strength of the neck."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

import models
from models import Person
from models.law import preload_slope
from models.person import JOINTS

from ..buckling import buckling_load
from ..chain import Array
from ..loads import in_frame
from ..muscles import crossings
from .probes import joints
from .registry import Ask, Predicted, predicts

MOMENT_NM = 5.0
PRELOAD_N = {"D05": 400.0, "D06": 280.0}


@predicts("D01.1", "D03.1", "D03.2", "D04.1")
def the_passive_column_buckles(who: Person, ask: Ask) -> Predicted:
    """Critical loads: lumbar vertical (twice), lumbar follower, T1 to sacrum [N]."""
    lumbar = buckling_load(who)
    return lumbar, lumbar, buckling_load(who, "lumbar", "follower"), buckling_load(who, "thoracolumbar")


def range_deg(who: Person, part: slice, preload_N: float) -> Array:
    """(3,) flexion-extension, side bending and turning under pure moments and a follower load [deg].

    Args:
        who: whose joints.
        part: which joints.
        preload_N: compression of the specimen; the person's own law holds under another one.
    """
    law = who.tissue
    righting = (preload_slope(law) * (preload_N - law.preload_N)[:, None])[part]
    low, high = np.full((2, *law.scale[part].shape), 0.0), np.full((2, *law.scale[part].shape), 1.0)
    forward = np.array([1.0, -1.0])[:, None, None]
    for _ in range(50):  # the law rises steadily, so halving finds where it reaches the moment
        middle = 0.5 * (low + high)
        angle = forward * middle
        moment = law.scale[part] * (np.exp(law.rate_pos[part] * angle) - np.exp(-law.rate_neg[part] * angle))
        short = forward * (moment + righting * angle) < MOMENT_NM
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    total: Array = np.degrees((0.5 * (low + high)).sum(axis=(0, 1)))
    return total


@predicts("D05.1", "D05.2", "D06.1")
def pure_moments(who: Person, ask: Ask) -> Predicted:
    """Ranges of T1 to T12 without ribs over with them, and under preload over without it; lumbar under preload [%]."""
    thorax, lumbar = joints("T11-T12", "T1-T2"), joints("L5-S1", "L1-L2")
    bare, whole = models.person(rib_cage=False), models.person()
    pressed = PRELOAD_N["D05"]
    flexion, lateral, axial = 100 * (range_deg(bare, thorax, pressed) / range_deg(whole, thorax, pressed) - 1)
    under = range_deg(whole, thorax, pressed).sum() / range_deg(whole, thorax, 0.0).sum()
    bent = range_deg(who, lumbar, PRELOAD_N["D06"])[1] / range_deg(who, lumbar, 0.0)[1]
    return [float(lateral), float(flexion), float(axial)], float(100 * (under - 1)), float(100 * (bent - 1))


@predicts("D08.1")
def strength_of_the_neck(who: Person, ask: Ask) -> Predicted:
    """Largest moments at C7-T1 with every joint above it in balance: flexion, side bending, extension, turn [Nm].

    The head pushes against a bar, or turns against a couple; what the bar gives must be balanced at every joint.
    """
    upright = np.broadcast_to(np.eye(3), (26, 3, 3))
    arms, _ = crossings(who.muscles, who.hip_m, who.joint_m, upright, who.hip_m, who.joint_m, who.disc_frame)
    first = JOINTS.index("C7-T1")
    lever = who.segment_com_m[-1] - who.joint_m[first:]
    found = []
    for force, couple in (
        ((-1, 0, 0), (0, 0, 0)),
        ((0, 0, -1), (0, 0, 0)),
        ((1, 0, 0), (0, 0, 0)),
        ((0, 0, 0), (0, -1, 0)),
    ):
        asked = -in_frame(who.disc_frame[first:], (np.cross(lever, force) + couple)[..., None])[..., 0]
        most = strength(arms[3 * first :], asked.ravel(), who.muscles.pcsa_m2, who.muscles.specific_tension_Pa)
        found.append(float(most * np.linalg.norm(asked[0])))
    return (found,)


def strength(
    arms: Array,
    pattern: Array,
    pcsa_m2: Array,
    limit_Pa: float,
    base_Nm: Array | None = None,
    residual_Nm: Array | float = 0.0,
) -> float:
    """Greatest multiple t of a pattern of moments that the muscles can hold with every joint in balance.

    maximise t subject to A f + r = base + t pattern, 0 <= f <= a s_max, |r| <= residual: a linear program.
    Leave out the rows of joints that a test rig straps down.

    Args:
        arms: (rows, F) [m].
        pattern: (rows,) moments at each joint and axis per unit of t, such as those of a push on the head.
        pcsa_m2: (F,) [m^2].
        limit_Pa: [Pa].
        base_Nm: (rows,) [Nm] moments that must be held besides, for instance against gravity.
        residual_Nm: (rows,) or one number [Nm], moments that passive tissue may take.

    Returns:
        t; zero if not even the base can be held.
    """
    rows, fascicles = arms.shape
    base = np.zeros(rows) if base_Nm is None else base_Nm
    spare = np.broadcast_to(residual_Nm, rows)
    cost = np.zeros(fascicles + rows + 1)
    cost[-1] = -1.0
    found = linprog(
        cost,
        A_eq=np.hstack([arms, np.eye(rows), -pattern[:, None]]),
        b_eq=base,
        bounds=np.column_stack(
            [
                np.concatenate([np.zeros(fascicles), -spare, [0.0]]),
                np.concatenate([pcsa_m2 * limit_Pa, spare, [np.inf]]),
            ]
        ),
        method="highs",
    )
    return float(found.x[-1]) if found.success else 0.0
