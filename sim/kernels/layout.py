"""The tables that kernels read and write: one row is one person in one posture, its columns have names and shapes.

A batch is a table of many rows and one person is a table of one, so the same code serves both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from models import Gains
from models.person import Person

from ..chain import COORDINATES, Array, Pose, skeleton
from ..chain import Legs as LegPose
from ..holds import Hold
from ..potential import Evaluation, Potential, wide
from ..stance import REFERENCE_HEIGHT_M, size
from ..tissue import TissueState

MOST_HOLDS = 8  # of one posture; who asks for more is computed without kernels
GENERATORS = 7 + MOST_HOLDS


def _columns(**shapes: Any) -> list[tuple[Any, ...]]:
    return [(name, "f8", shape) if shape else (name, "f8") for name, shape in shapes.items()]


LINE = np.dtype(
    [
        *_columns(normal=(3,), length=(), target=(), top_m=(3,), bottom_m=(3,)),
        ("body", "i8"),
        ("axis", "i8"),  # of the body; -1 for a chord
        ("below", "i8"),
        ("leans", "i8"),
    ]
)
"""A held line, as ``sim.holds.Hold``; ``top_m`` and ``bottom_m`` are the upright ends of a chord."""

SETTING = np.dtype(
    [
        # the skeleton, as sim.chain.Skeleton
        *_columns(pivot_m=(26, 3), link_m=(26, 3), frame=(25, 3, 3), ankle_m=(3,), leg_m=(2,), leg_lean_rad=()),
        *_columns(leg_kg=(2,), legs_kg=()),
        # the potential, as sim.potential.Potential
        *_columns(rate=(2, 25, 3), moment=(2, 25, 3), energy=(2, 25, 3), stiffness=(2, 25, 3), rest_J=()),
        *_columns(unloaded=(25,), coupling=(25,), mass_kg=(26,), com_m=(26, 3), above_kg=(26,), total_kg=()),
        *_columns(base_m=(2,), over_hips_m=(3,), over_hips_place_m=(2,)),
        *_columns(active=(COORDINATES,), tone_moment=(COORDINATES,), spring=(8,)),
        *_columns(wall_at=(16,), wall_strength=(16,), wall_softness=(16,), weight_share=()),
        *_columns(gaze=(2,), gaze_target=(2, 3), scale_Nm=()),
        ("over_hips_body", "i8"),
        ("holds", "i8"),
        ("hold", LINE, (MOST_HOLDS,)),
    ]
)
"""Every constant of Π of one person in one posture."""

STATE = np.dtype(
    [
        *_columns(q=(COORDINATES,), rotation=(26, 3, 3), pivot_m=(26, 3), axis=(26, 3, 3)),
        *_columns(leg_m=(2, 3), leg_first=(2, 3, 3), leg_second=(2, 3, 3, 3)),
        *_columns(energy_J=(), gradient=(COORDINATES,), levers=(26, 3), com_m=(3,)),
        *_columns(tissue_J=(), tissue_Nm=(25, 3), tissue_stiffness=(25, 3), lateral_axial=(25,)),
        *_columns(hold=(MOST_HOLDS,), hold_rows=(MOST_HOLDS, COORDINATES), multiplier=(MOST_HOLDS,)),
        # the Hessian, as its generators: see sim.kernels.tree
        *_columns(bend=(26, 3, 3), rows=(4, COORDINATES), resist=(4,), diagonal=(COORDINATES,), base=(6, 6)),
    ]
)
"""Π and its derivatives at one pose, as ``sim.potential.Evaluation``."""

BEARER = np.dtype(
    _columns(mass_kg=(), threshold_Nm=(), slope_Pa_per_Nm=(), largest_Pa=(), diaphragm_m2=(), diaphragm_arm_m=())
    + _columns(disc_area_m2=(25,), disc_rest_MPa=(), pressure_correction=(), limit_Pa=(), slack_m4=(75,))
)
"""What bears the load: the discs, the abdomen and the residual actuators of one person, with what is fused."""

LOADS = np.dtype(
    _columns(force_N=(25, 3), weight_N=(25, 3), muscle_N=(25, 3))
    + _columns(weight_Nm=(25, 3), tissue_Nm=(25, 3), muscle_Nm=(25, 3), residual_Nm=(25, 3), pressure_MPa=(25,))
    + _columns(multiplier=(75,), capped=(), imbalance=())
)
"""Loads of all joints, as ``sim.loads.Loads``."""


def fill_bearer(row: Any, person: Person, gains: Gains, carried_by_bone: Array) -> None:
    """What bears the load into BEARER rows (n,), of one person or of many stacked people."""
    length, grown = person.height_m / REFERENCE_HEIGHT_M, size(person)
    row["mass_kg"], row["threshold_Nm"] = person.mass_kg, gains.abdominal_threshold_Nm * grown
    row["slope_Pa_per_Nm"], row["largest_Pa"] = gains.abdominal_slope_Pa_per_Nm, gains.abdominal_largest_Pa * grown
    row["diaphragm_m2"] = gains.diaphragm_area_m2 * length**2
    row["diaphragm_arm_m"] = gains.diaphragm_arm_m * length
    row["disc_area_m2"], row["disc_rest_MPa"] = person.disc_area_m2, gains.disc_rest_MPa
    row["pressure_correction"] = gains.pressure_correction
    muscles = person.muscles
    slack = np.asarray(muscles.slack_m4)
    row["limit_Pa"], row["slack_m4"] = muscles.specific_tension_Pa, np.tile(slack, 25)
    if carried_by_bone.any():
        bone = np.repeat(carried_by_bone, 3, axis=-1)
        row["slack_m4"] = np.where(bone, 1e3 * slack.max(-1, keepdims=True), row["slack_m4"])


def settings(models: Sequence[Potential]) -> Array:
    """(n,) SETTING of as many potentials.

    Raises:
        ValueError: one of them holds more lines than a row has room for.
    """
    table = np.zeros(len(models), SETTING)
    for k, model in enumerate(models):
        fill(table[k : k + 1], model)
    return table


def fill_skeleton(row: Any, person: Person) -> None:
    """The bones of a person into their place in a SETTING row."""
    bones = skeleton(person)
    row["pivot_m"], row["link_m"], row["frame"] = bones.pivot_m, bones.link_m, bones.frame
    row["ankle_m"], row["leg_m"], row["leg_lean_rad"] = person.ankle_m, bones.leg_m, bones.leg_lean_rad
    row["leg_kg"], row["legs_kg"] = wide(person.leg_mass_kg) * person.leg_com_share, person.leg_mass_kg


def fill(row: Any, model: Potential) -> None:
    """A potential into SETTING rows (n,), one of each person if it is of many stacked people.

    Raises:
        ValueError: it holds more lines than a row has room for.
    """
    person, law = model.person, model.tissue
    fill_skeleton(row, person)
    for name in ("rate", "moment", "energy", "stiffness", "rest_J", "unloaded", "coupling"):
        row[name] = getattr(law, name)
    burden = model.burden
    row["mass_kg"], row["com_m"], row["above_kg"] = burden.mass_kg, burden.com_m, burden.above_kg
    for name in _SAME:
        row[name] = getattr(model, name)
    row["holds"] = len(model.holds)
    if len(model.holds) > MOST_HOLDS:
        raise ValueError(f"{len(model.holds)} held lines; kernels have room for {MOST_HOLDS}")
    for k, hold in enumerate(model.holds):
        _fill_line(row["hold"][:, k], hold, person)


_SAME = (
    *("total_kg", "base_m", "over_hips_m", "over_hips_place_m", "active", "tone_moment", "spring"),
    *("wall_at", "wall_strength", "wall_softness", "weight_share", "gaze", "gaze_target", "scale_Nm"),
    "over_hips_body",
)


def _fill_line(line: Any, hold: Hold, person: Person) -> None:
    """One held line into its place in a row."""
    line["normal"], line["length"], line["target"] = hold.normal, hold.length_m, hold.target
    line["body"], line["axis"], line["below"] = hold.body, -1 if hold.axis is None else hold.axis, hold.below
    line["leans"] = hold.leans
    line["top_m"] = person.centre_m[..., hold.body, :]
    line["bottom_m"] = person.centre_m[..., max(hold.below, 0), :]


def pose(states: Any, upright_pivot_m: Array) -> Pose:
    """Where every body is, of one row or of many."""
    legs = LegPose(states["leg_m"], states["leg_first"], states["leg_second"])
    return Pose(states["q"], states["rotation"], states["pivot_m"], states["axis"], upright_pivot_m, legs)


def evaluation(row: Any, model: Potential, hessian: Array) -> Evaluation:
    """One row as what ``sim.potential.evaluate`` gives."""
    holds = len(model.holds)
    return Evaluation(
        row["energy_J"],
        row["gradient"],
        hessian,
        pose(row, skeleton(model.person).pivot_m),
        row["levers"],
        model.burden.above_kg,
        row["com_m"],
        TissueState(row["tissue_J"], row["tissue_Nm"], row["tissue_stiffness"], row["lateral_axial"]),
        row["hold"][:holds],
        row["hold_rows"][:holds],
    )
