"""The five reasons of a posture, one by one: the same potential with the others silent.

Every term of Π belongs to one reason. Muscles hold hips and knees as they hold the spine, so their springs are tone;
their ends of range are ligaments, so those walls are tissue. Balance is the centre of mass over the feet and the
head over the hips.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from . import tissue
from .burden import Burden
from .potential import KEPT, LEG_JOINTS, Potential

REASONS = ("weight", "tissue", "tone", "gaze", "balance")
# a mass so small that its weight is nothing and its centre still the same; a power of two, to scale without rounding
_WEIGHTLESS = 2.0**-60
_OF_LEGS = np.isin(np.arange(KEPT), np.arange(KEPT)[LEG_JOINTS])  # hips and knees, among what is kept near a goal
_WALLS_OF_LEGS = np.repeat(_OF_LEGS, 2)


def silence(model: Potential, silent: Collection[str]) -> Potential:
    """The potential without the terms of some reasons.

    Args:
        model: the whole potential.
        silent: some of ``REASONS``.
    """
    spring, wall = model.spring.copy(), model.wall_strength.copy()
    off = set(silent)
    if "tone" in off:
        nothing = np.zeros_like(model.active)
        model = replace(model, active=nothing, tone_moment=nothing)
        spring[..., _OF_LEGS] = 0.0
    if "tissue" in off:
        law = model.tissue
        none = np.zeros_like(law.moment)
        model = replace(model, tissue=tissue.Law(law.rate, none, none, none, 0.0, law.unloaded, law.coupling))
        wall[..., _WALLS_OF_LEGS] = 0.0
    if "gaze" in off:
        model = replace(model, gaze=np.zeros_like(model.gaze))
    if "balance" in off:
        spring[..., ~_OF_LEGS] = 0.0
        wall[..., ~_WALLS_OF_LEGS] = 0.0
    if "weight" in off:
        burden, person = model.burden, model.person
        model = replace(
            model,
            person=replace(person, leg_mass_kg=person.leg_mass_kg * _WEIGHTLESS),
            burden=Burden.of(burden.mass_kg * _WEIGHTLESS, burden.com_m),
            total_kg=model.total_kg * _WEIGHTLESS,
        )
    return replace(model, spring=spring, wall_strength=wall)


def alone(model: Potential, reason: str) -> Potential:
    """The potential of one reason, without what is held at will."""
    return replace(silence(model, [other for other in REASONS if other != reason]), holds=())


def differing(first: Potential, last: Potential) -> tuple[str, ...]:
    """The reasons that two potentials of one person do not share."""
    spring, active, tone = (_unlike(first, last, name) for name in ("spring", "active", "tone_moment"))
    wall = _unlike(first, last, "wall_at") | _unlike(first, last, "wall_strength")
    wall |= _unlike(first, last, "wall_softness")
    place = _unlike(first, last, "base_m").any() or _unlike(first, last, "over_hips_place_m").any()
    weight = _unlike(first.burden, last.burden, "mass_kg").any() or _unlike(first.burden, last.burden, "com_m").any()
    found = {
        "weight": weight or first.person.leg_mass_kg != last.person.leg_mass_kg,
        "tissue": wall[_WALLS_OF_LEGS].any(),
        "tone": active.any() or tone.any() or spring[_OF_LEGS].any(),
        "gaze": _unlike(first, last, "gaze").any() or _unlike(first, last, "gaze_target").any(),
        "balance": place or wall[~_WALLS_OF_LEGS].any() or spring[~_OF_LEGS].any() or first.total_kg != last.total_kg,
    }
    return tuple(reason for reason in REASONS if found[reason])


def _unlike(first: object, last: object, name: str) -> np.ndarray:
    return np.asarray(getattr(first, name) != getattr(last, name))
