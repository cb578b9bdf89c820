"""The potential at a share of the way from before to after: what is held grows, what is let go fades, in proportion.

Angles and distances grow from what the posture before has of them already to what is asked. What muscles, gaze,
balance and burden put against them changes with the straight line between its two values, so that nobody lets go of
everything in the first degrees.

Who sits down takes the base of support along under the hips, and what holds the standing hips fades around thighs
that have moved already: muscles do not pull a sitting person back to standing on the way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from msgspec import structs

import models
from models.person import Person

from ..burden import Burden
from ..chain import COORDINATES, LEGS, Array, lean_legs
from ..pipeline import setting
from ..potential import HIPS, LEG_ANGLES, Potential
from ..reasons import differing
from ..scenario import ANGLES_DEG, Scenario
from ..stance import legs_on

_STRAIGHT = ("tone_moment", "active", "spring", "wall_at", "wall_strength", "wall_softness", "gaze")
_RIDES_ON = {"head_deg": "lean_deg", "head_bend_deg": "bend_deg", "head_turn_deg": "turn_deg"}
_NEXT_TO_NOTHING = 1e-12  # no heel at all would bring back the posture's own
_FADING = ("total_kg", "base_m", "over_hips_place_m", "gaze_target")


@dataclass(frozen=True)
class Way:
    """From one request to another of the same person.

    Attributes:
        before, after: the requests.
        first, last: their potentials. start: what ``after`` would be with nothing held yet; where it differs from
            ``first`` (another burden, a head that is now minded) the difference fades on the way.
        changing: the reasons in which these differ; none where joints alone are tilted.
    """

    person: Person
    before: Scenario
    after: Scenario
    first: Potential
    start: Potential
    last: Potential
    changing: tuple[str, ...]

    @classmethod
    def between(cls, person: Person, before: Scenario, after: Scenario, first: Potential) -> Way:
        """The way to ``after`` from ``before``, whose potential is known."""
        if after.only_tilted and after.untilted().is_like(before):
            return cls(person, before, after, first, first, first, ())
        start, last = setting(person, partly(before, after, 0.0)), setting(person, after)
        # whatever is held moves other things along on the way, even where both ends agree
        found = ("weight", "tone", "gaze", "balance") if last.holds else ()
        return cls(person, before, after, first, start, last, tuple(dict.fromkeys((*found, *differing(first, last)))))

    @property
    def into_posture(self) -> bool:
        """Whether the way leads into another posture or burden, rather than to something held in the same one."""
        return self.after.as_such

    def at(self, share: float) -> Potential:
        """The potential at a share of the way, 0 to 1."""
        if not self.changing:
            return self.first
        first, last = self.first, self.last
        asked = partly(self.before, self.after, share)
        words = last if asked.is_like(self.after.in_posture()) else setting(self.person, asked)
        straight = {name: _between(getattr(first, name), getattr(last, name), share) for name in _STRAIGHT}
        left = 1.0 - share
        fading = {name: getattr(words, name) + left * self._missing(name) for name in _FADING}
        mass = words.burden.mass_kg + left * (first.burden.mass_kg - self.start.burden.mass_kg)
        moment = _moment(words.burden) + left * (_moment(first.burden) - _moment(self.start.burden))
        legs_kg = words.person.leg_mass_kg + left * (first.person.leg_mass_kg - self.start.person.leg_mass_kg)
        model = replace(
            words,
            person=replace(self.person, leg_mass_kg=legs_kg),
            burden=Burden.of(mass, moment / mass[:, None]),
            **straight,
            **fading,
        )
        return self._seated(model, share) if self.into_posture else model

    def _missing(self, name: str) -> Any:
        """What ``first`` has more of than ``start``."""
        return getattr(self.first, name) - getattr(self.start, name)

    def _seated(self, model: Potential, share: float) -> Potential:
        """The base of support under the hips, and what holds the standing hips around thighs that have moved."""
        legs = np.zeros((3, COORDINATES))
        given = legs_on(self.after.in_posture(), models.load_postures()[self.after.posture].support)
        if np.isnan(given).any():
            return model
        legs[1, :LEGS], legs[2, :LEGS] = given, share * given
        hip = lean_legs(self.person, legs).vector_m.sum(-2)[:, ::2]
        base = hip[2] + _between(self.first.base_m - hip[0], self.last.base_m - hip[1], share)
        spring = (1.0 - share) * self.first.spring[HIPS.start]
        follows = spring * (LEG_ANGLES[0] @ legs[2, : LEG_ANGLES.shape[1]])
        tone = model.tone_moment.copy()
        tone[: LEG_ANGLES.shape[1]] += follows * LEG_ANGLES[0]
        return replace(model, base_m=base, tone_moment=tone)


def partly(before: Scenario, after: Scenario, share: float) -> Scenario:
    """The request with everything that is held at a share of the way from before; the posture's own words count."""
    start, end = before.in_posture(), after.in_posture()
    words = {}
    for name in ANGLES_DEG:
        goal, begin = getattr(end, name), getattr(start, name)
        if goal is None:
            continue
        if begin is None and name in _RIDES_ON:  # a head that nothing held yet went with the trunk
            low, high = ANGLES_DEG[name]
            begin = min(max(getattr(start, _RIDES_ON[name]) or 0.0, low), high)
        words[name] = _between(begin or 0.0, goal, share)
    heels_m = _between(start.heels_m or 0.0, end.heels_m or 0.0, max(share, _NEXT_TO_NOTHING))
    shifts = tuple(structs.replace(shift, distance_m=share * shift.distance_m) for shift in end.shifts)
    return structs.replace(end, shifts=shifts, heels_m=heels_m, **words)


def _between(first: Any, last: Any, share: float) -> Any:
    return (1.0 - share) * first + share * last  # exact at both ends


def _moment(burden: Burden) -> Array:
    return burden.mass_kg[:, None] * burden.com_m
