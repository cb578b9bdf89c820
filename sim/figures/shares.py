"""How many degrees each region gives of a tilt: from rotations, additive from pelvis to head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from models.person import AXES
from sim.language import ENGLISH, say
from sim.report import before_of
from sim.scenario import PLACES
from sim.turns import given_deg, plane

from .style import Array

TURNED = ("pelvis", "lumbar", "thoracic", "cervical")  # the regions that turn what lies above them
_SEEN_DEG, _SEEN_MM = 1.0, 5.0
_WAYS = {  # phrases for negative and positive
    "flexion": ("backward", "forward"),
    "lateral": ("left", "right"),
    "axial": ("right_turn", "left_turn"),
}


@dataclass(frozen=True)
class Shares:
    """Degrees in one plane.

    Attributes:
        axis: flexion, lateral or axial: the plane of the largest tilt, or of the largest change without one.
        degrees: (4,) given by pelvis, lumbar spine, thorax and neck; forward, right or left turn positive.
        left_over: their sum: the head's own turn since before.
        held: for each of the four regions the place or places that the scenario holds, or an empty word.
        tilted: the largest tilt in this plane, signed [deg]; zero without one.
    """

    axis: str
    degrees: Array
    left_over: float
    held: tuple[str, ...]
    tilted: float

    def ends(self, language: str = ENGLISH) -> tuple[str, str]:
        """Words for the left and the right end of an axis: backward and forward, left and right."""
        negative, positive = (say(f"figure.way.{way}", language) for way in _WAYS[self.axis])
        return (negative, positive) if self.right > 0 else (positive, negative)

    @property
    def right(self) -> float:
        """1 where positive is drawn to the right; a left turn is drawn to the left."""
        return -1.0 if self.axis == "axial" else 1.0

    def way_key(self, degrees: float) -> str:
        """The sign of an angle as a key of ``figure.way``."""
        return _WAYS[self.axis][int(degrees > 0)]

    def way(self, degrees: float, language: str = ENGLISH) -> str:
        """The word for the sign of an angle."""
        return say(f"figure.way.{self.way_key(degrees)}", language)


def against_erect(result: Any) -> bool:
    """Whether a posture or a burden as such is compared with standing erect, rather than a tilt with no tilt."""
    return before_of(result) is not None and bool(result.scenario.as_such)


def shares(result: Any) -> Shares:
    """What each region gives in the plane of the largest tilt."""
    before = before_of(result) or result
    given = given_deg(result.pose.rotation, before.pose.rotation)
    axis = plane(result.scenario, given)
    tilts = sorted(result.scenario.tilts, key=lambda tilt: -tilt.deg)
    places = [tilt.at for tilt in tilts if tilt.axis == axis and tilt.deg]
    pelvis, lumbar = (", ".join(at for at in places if (at == PLACES[0]) is first) for first in (True, False))
    tilted = next((np.degrees(tilt.angle_rad) for tilt in tilts if tilt.axis == axis), 0.0)
    if result.scenario.lift and AXES[axis] == "lateral":
        pelvis, tilted = PLACES[0], given[0, axis]
    return Shares(AXES[axis], given[:, axis], float(given[:, axis].sum()), (pelvis, lumbar, "", ""), float(tilted))


def leaves_sagittal_plane(result: Any) -> bool:
    """Whether anything tilts or turns sideways enough to be seen from behind."""
    if any(tilt.axis and tilt.deg for tilt in result.scenario.tilts):
        return True
    found = result.alignment
    names = (
        "lumbar_cobb_deg",
        "thoracic_cobb_deg",
        "pelvic_obliquity_deg",
        "head_tilt_deg",
        "thorax_turn_deg",
    )
    return abs(found.c7_offset_mm) > _SEEN_MM or any(abs(getattr(found, name)) > _SEEN_DEG for name in names)
