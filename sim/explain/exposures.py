"""What a posture exposes, level by level, beside the person's own untilted posture: discs, facets, muscles, foramina.

It is exposure, not disease: how much more or less a structure has to bear, or how much room a root has. Statements
about it, with grades and sources, are in ``findings.py``; the numbers behind it in ``models/exposure.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models import Person, load_postures
from models.exposure import Foramen, load_exposures, root
from models.person import BODIES, JOINTS

from .. import data, files
from ..chain import HEAD, Array, Pose, place
from ..evidence import GRADES, Statement
from ..result import Result
from . import findings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..figures.exposure import ExposureArtists

SCHEMA = "plumbline.exposure/1"
ROOTS = tuple(root(joint) for joint in JOINTS)
DERMATOMES = tuple(load_exposures().felt(joint) for joint in JOINTS)
SIZES = ("area", "height", "width")
COLUMNS = (  # of one level, in tables and JSON
    "disc_ratio",
    "facet_N",
    "facet_before_N",
    "facet_ratio",
    "muscle_share",
    "muscle_before_share",
    "muscle_ratio",
    "foramen_area_percent",
    "foramen_height_percent",
    "foramen_width_percent",
)
_C7 = BODIES.index("C7")
_LEAST_N, _LEAST_SHARE = 1.0, 1e-4  # nothing to compare with


@dataclass(frozen=True, eq=False)
class Exposure:
    """What ``sim.exposure`` answers. Columns are (25,) from L5-S1 up; NaN where there is no such thing or no number.

    Attributes:
        result: whose posture this is.
        disc_ratio: compression relative to before; NaN at C1-C2 and C0-C1, which have no disc.
        facet_N, facet_before_N: a mechanical proxy [N]: what pushes the upper vertebra forward, and a share of the
            compression that grows with extension. At C1-C2 and C0-C1, which have only facets, all of it.
        facet_ratio: their quotient.
        muscle_share, muscle_before_share: force of all muscles that cross the joint over the most they could give.
        muscle_ratio: their quotient.
        foramen_area_percent, foramen_height_percent, foramen_width_percent: change of the openings for the roots since
            before [%], from the segment's flexion alone.
        roots: the root that leaves there; dermatomes: where it is felt, in words.
        breathing_percent: change of vital capacity since before [%]; None lying, where nothing is known.
        breathing_most_percent: the same with the largest published effect of a forward head.
        statements: what can be said, each with grade and sources.
    """

    result: Result
    disc_ratio: Array
    facet_N: Array
    facet_before_N: Array
    facet_ratio: Array
    muscle_share: Array
    muscle_before_share: Array
    muscle_ratio: Array
    foramen_area_percent: Array
    foramen_height_percent: Array
    foramen_width_percent: Array
    breathing_percent: float | None
    breathing_most_percent: float | None
    statements: tuple[Statement, ...]

    roots = ROOTS
    dermatomes = DERMATOMES

    def level(self, joint: str) -> dict[str, Any]:
        """One level by its joint: its columns, its root and where that is felt; None where there is no number."""
        from ..words import joint_name

        index = JOINTS.index(joint_name(joint))
        row = {name: _number(getattr(self, name)[index]) for name in COLUMNS}
        return {"joint": JOINTS[index], "root": ROOTS[index], "dermatome": DERMATOMES[index], **row}

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and words, shape ``plumbline.exposure/1``."""
        return data.plain(
            {
                "schema": SCHEMA,
                "scenario": self.result.scenario.to_dict(),
                "levels": [self.level(joint) for joint in JOINTS],
                "breathing_percent": self.breathing_percent,
                "breathing_most_percent": self.breathing_most_percent,
                "grades": GRADES,
                "statements": [vars(said) for said in self.statements],
            }
        )

    def to_json(self) -> str:
        """``to_dict`` as JSON text."""
        return data.json_text(self.to_dict())

    def table(self) -> str:
        """Levels and statements to read, at most 80 columns wide."""
        return findings.table(self)

    def save(self, folder: str | Path = "out", figure: bool = True, theme: str = "light") -> list[Path]:
        """Write ``exposure.json`` and, unless ``figure`` is False, ``exposure.png``: both or none."""
        return files.save_found(self, folder, figure, "exposure", theme=theme)

    def plot(self, ax: Axes | None = None, theme: str = "light") -> ExposureArtists:
        """Draw the strip: level by level from sacrum to head, before and after, ``"light"`` or ``"dark"``."""
        from ..figures.exposure import draw_exposure
        from ..figures.looks import look

        return draw_exposure(self, ax, look(theme))


def exposure(result: Result) -> Exposure:
    """What a posture exposes beside what it is compared with (``result.baseline``).

    Args:
        result: of ``sim.simulate``; one without a baseline is compared with itself, and nothing changes.
    """
    before = result.baseline or result
    facet, facet_before = facets_N(result), facets_N(before)
    muscle, muscle_before = muscle_share(result), muscle_share(before)
    size = {name: _change_percent(foramen(result, name), foramen(before, name)) for name in SIZES}
    disc = np.where(
        result.person.disc_area_m2 > 0,
        _ratio(result.joints.compression_N, before.joints.compression_N, _LEAST_N),
        np.nan,
    )
    least, most = (_breathing(result, before, largest) for largest in (False, True))
    found = Exposure(
        result=result,
        disc_ratio=disc,
        facet_N=facet,
        facet_before_N=facet_before,
        facet_ratio=_ratio(facet, facet_before, _LEAST_N),
        muscle_share=muscle,
        muscle_before_share=muscle_before,
        muscle_ratio=_ratio(muscle, muscle_before, _LEAST_SHARE),
        foramen_area_percent=size["area"],
        foramen_height_percent=size["height"],
        foramen_width_percent=size["width"],
        breathing_percent=least,
        breathing_most_percent=most,
        statements=(),
    )
    object.__setattr__(found, "statements", findings.statements(found))
    return found


def facets_N(result: Result) -> Array:
    """(25,) a proxy of what the facets bear [N]: max(forward shear, 0) + share of the compression by flexion.

    The share runs straight from full flexion over upright to full extension (``facet_share``). Side bending, which
    presses one facet more than the other, and the disc's own part of the shear are left out.
    """
    joints, share = result.joints, load_exposures().facet_share.values
    ends = {end: share[end] - share["upright"] for end in ("flexion", "extension")}
    of_it = share["upright"] + _between(ends, result.person, np.asarray(joints.flexion_deg))
    of_it = np.where(result.person.disc_area_m2 > 0, of_it, 1.0)
    borne: Array = np.maximum(joints.shear_anterior_N, 0.0) + of_it * np.maximum(joints.compression_N, 0.0)
    return borne


def muscle_share(result: Result) -> Array:
    """(25,) force of all muscles that cross a joint, over the most that they could give."""
    muscles = result.person.muscles
    lower, upper = muscles.point_body[muscles.start[:-1]], muscles.point_body[muscles.start[1:] - 1]
    joint = np.arange(len(JOINTS))[:, None]
    crosses = (lower <= joint) & (joint < upper)
    most_N = crosses @ (muscles.pcsa_m2 * muscles.specific_tension_Pa)
    share: Array = (crosses @ result.muscle_force_N) / most_N
    return share


def foramen(result: Result, size: str) -> Array:
    """(25,) size of the foramina relative to upright; NaN where nobody measured it.

    Args:
        result: the posture.
        size: ``area``, ``height`` or ``width``.
    """
    relative = np.full(len(JOINTS), np.nan)
    for opening in load_exposures().foramen.values():
        column = getattr(opening, size)
        if column is not None:
            rows = [JOINTS.index(joint) for joint in _joints(opening)]
            changed = _between(column.values, result.person, np.asarray(result.joints.flexion_deg))
            relative[rows] = 1.0 + 1e-2 * changed[rows]
    return relative


def craniovertebral_deg(person: Person, pose: Pose | None = None, to_trunk: bool = False) -> float:
    """Angle above the horizontal of the line from the tip of C7's spinous process to the ear [deg].

    The tip is the rearmost point of C7 to which a muscle is attached.

    Args:
        person: who.
        pose: where the bodies are; upright without it.
        to_trunk: with the trunk's own lean (T12 to T1) since upright taken out.
    """
    muscles = person.muscles
    on_C7 = muscles.point_m[muscles.point_body == _C7]
    tip = on_C7[np.argmin(on_C7[:, 0])] * [1.0, 1.0, 0.0]
    bodies = np.array([_C7, HEAD, BODIES.index("T12"), BODIES.index("T1")])
    upright = np.array([tip, person.centre_m[HEAD], *person.centre_m[bodies[2:]]])
    now = upright if pose is None else place(pose, bodies, upright)
    (line, trunk), (_, trunk_upright) = ((points[1] - points[0], points[3] - points[2]) for points in (now, upright))
    lean = np.arctan2(trunk[0], trunk[1]) - np.arctan2(trunk_upright[0], trunk_upright[1])
    return float(np.degrees(np.arctan2(line[1], line[0]) + to_trunk * lean))


def head_forward_deg(result: Result) -> float:
    """How far the head is held forward: the loss of craniovertebral angle since upright [deg], never negative.

    Against the horizontal and against the trunk, whichever is less: neither a bow of the whole trunk nor one that leans
    back under a level head is a forward head. A head that looks down is bowed, and nobody measured that: what it looks
    down is taken off.
    """
    person = result.person
    lost = [
        craniovertebral_deg(person, None, to_trunk) - craniovertebral_deg(person, result.pose, to_trunk)
        for to_trunk in (False, True)
    ]
    return max(min(lost) - max(-result.alignment.gaze_deg, 0.0), 0.0)


def capacity_lost_percent(result: Result, largest: bool = False) -> float:
    """Vital capacity lost to kyphosis or to a forward head, whichever costs more: they go together [%].

    Args:
        result: the posture.
        largest: with the largest published effect of a forward head instead of the smallest.
    """
    known = load_exposures().breathing
    angles = {float(deg): loss for deg, loss in known.kyphosis.values.items()}
    bowed = float(np.interp(result.alignment.thoracic_kyphosis_deg, list(angles), list(angles.values())))
    per_deg = known.forward_head_most.value if largest else known.forward_head.value
    return max(bowed, per_deg * min(head_forward_deg(result), known.forward_head_range.value))


def _breathing(result: Result, before: Result, largest: bool) -> float | None:
    """Change of vital capacity [%]; None where somebody lies, which costs breath in a way that is not computed."""
    if any(load_postures()[state.scenario.posture].support == "bed" for state in (result, before)):
        return None
    left, was = (100.0 - capacity_lost_percent(state, largest) for state in (result, before))
    return 100.0 * (left / was - 1.0)


def _between(ends: dict[str, float], person: Person, flexion_deg: Array) -> Array:
    """(25,) straight from zero upright to the value at each end of the segment's range, and no further."""
    range_deg = np.maximum(person.range_deg[:, 0], 1e-6)
    used = np.clip(flexion_deg / np.where(flexion_deg >= 0, range_deg[:, 1], range_deg[:, 0]), -1.0, 1.0)
    value: Array = np.where(used >= 0, used * ends["flexion"], -used * ends["extension"])
    return value


def _joints(opening: Foramen) -> tuple[str, ...]:
    return (*opening.levels, *opening.neighbours)


def _ratio(after: Array, before: Array, least: float) -> Array:
    """After over before; NaN where there was next to nothing before, but 1 where nothing has changed."""
    enough = np.abs(before) >= least
    quotient: Array = np.where(enough, after / np.where(enough, before, 1.0), np.where(after == before, 1.0, np.nan))
    return quotient


def _change_percent(after: Array, before: Array) -> Array:
    change: Array = 100.0 * (after / before - 1.0)
    return change


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
