"""Two simple rivals, asked the same questions: what they cannot be asked, they are not scored on.

*No compensation*: above the changed lumbar curve everything rides along, and the pelvis stands still.
*Fixed slopes*: the thorax takes 0.41 of the change of lordosis, the neck half of what the two curves then differ by
(means of published cross-sections, cases C08 and C16); the pelvis stands still.
Standing relaxed, both are given the loss of lordosis that was measured (C21).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from models import Person
from models.person import LUMBAR

from .. import alignment
from ..chain import BASE, COORDINATES, LEGS, Pose, place_bodies
from ..records import Alignment
from ..scenario import Scenario, build
from .probes import joints

LOST_RELAXED_DEG = 22.4
KYPHOSIS_PER_LORDOSIS = 0.41
NECK_PER_MISMATCH = 0.5
THORAX, NECK = joints("T11-T12", "T1-T2"), joints("C6-C7", "C2-C3")
FREE = ("person", "posture", "tilts", "lift", "fused", "title")  # words that a baseline understands


class NotAsked(Exception):
    """A question that a baseline has no answer to: loads, leans, nods, legs, seats and beds."""


@dataclass(frozen=True)
class Rigid:
    """A baseline's answer: a pose and its measures, nothing else."""

    person: Person
    pose: Pose
    alignment: Alignment

    def __getattr__(self, name: str) -> Any:
        raise NotAsked(name)


@dataclass
class Baseline:
    """A rival of the model.

    Attributes:
        name: short.
        thorax, neck: degrees of kyphosis per degree of lordosis; of neck lordosis per degree of mismatch.
        perturbed: whether it was asked anything but erect standing since this was last cleared.
    """

    name: str
    thorax: float
    neck: float
    perturbed: bool = False

    def ask(self, person: Person, **words: Any) -> Rigid:
        """Its answer to a scenario.

        Raises:
            NotAsked: it has none.
        """
        asked = build(None, **words)
        plain = Scenario(**{word: getattr(asked, word) for word in FREE})
        if asked != plain or asked.posture not in ("erect", "relaxed") or any(t.at == "thoracic" for t in asked.tilts):
            raise NotAsked("anything but tilts and lifts of somebody who stands")
        self.perturbed |= bool(asked.tilts or asked.lift) or asked.posture != "erect"
        before = Alignment.of(_measured(person, place_bodies(person, np.zeros(COORDINATES))))
        pose = place_bodies(person, self._coordinates(person, asked))
        return Rigid(person, pose, Alignment.of(_measured(person, pose), before))

    def _coordinates(self, person: Person, asked: Scenario) -> np.ndarray:
        """(81,) what is asked, and the answer of thorax and neck to it."""
        angles, base = np.zeros((25, 3)), np.zeros(BASE)
        if asked.posture == "relaxed":
            angles[: len(LUMBAR), 0] = np.radians(LOST_RELAXED_DEG) / len(LUMBAR)
        for tilt in asked.tilts:
            if tilt.at == "pelvis":
                base[LEGS + tilt.axis] += tilt.angle_rad
            else:
                angles[: len(LUMBAR), tilt.axis] += tilt.angle_rad / len(LUMBAR)
        for raised in asked.lift:
            way = 1.0 if raised.side == "left" else -1.0
            base[LEGS + 1] = way * np.arctan2(raised.height_m, person.hip_spacing_m)
        lost = angles[: len(LUMBAR), 0].sum()
        less_kyphosis = self.thorax * lost
        angles[THORAX, 0] = -less_kyphosis / len(angles[THORAX])
        angles[NECK, 0] = -self.neck * (lost - less_kyphosis) / len(angles[NECK])
        return np.concatenate([base, angles.ravel()])


def _measured(person: Person, pose: Pose) -> dict[str, float]:
    return {name: float(value) for name, value in alignment.measure(person, pose).items()}


def baselines() -> tuple[Baseline, Baseline]:
    """Both rivals."""
    return (
        Baseline("no compensation", 0.0, 0.0),
        Baseline("fixed slopes", KYPHOSIS_PER_LORDOSIS, NECK_PER_MISMATCH),
    )
