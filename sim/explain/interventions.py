"""Taking charge: what a person can change, each as a change of the scenario, in plain words.

``strength=+20%``, ``body-mass=-5kg``, ``desk``, ``lumbar-flexibility=+20%``, ``heel-lift=10mm``. Anything else is
compared by giving the two scenarios, or other measures of the person; see ``sim.compare``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import models
from models.measures import within

from ..items import SIDES, Lift
from ..scenario import Scenario, replace
from ..words import ScenarioError, choice, quantity, shown
from .offered import INTERVENTIONS, REGIONS, Intervention, amount

_SUCH_AS = {"1": "a share such as 20%", "kg": "a mass such as -5kg", "m": "a length such as 10mm"}


def words_of(person: str | dict[str, Any]) -> dict[str, Any]:
    """A scenario's person as words for ``models.person``, so that one of them can be changed."""
    return dict(person) if isinstance(person, dict) else models.measures(person)


def made(person: str | dict[str, Any]) -> models.Person:
    """The person of a scenario."""
    return models.person(**person) if isinstance(person, dict) else models.load(person)


def _strength(asked: Scenario, share: float) -> Scenario:
    words = words_of(asked.person)
    return replace(asked, person={**words, "strength": words.get("strength", 1.0) * (1.0 + share)})


def _body_mass(asked: Scenario, kg: float) -> Scenario:
    """Other mass, the same muscles: their cross-sections go with mass to the power 2/3, which is given back."""
    words, was_kg = words_of(asked.person), made(asked.person).mass_kg
    now_kg = within("mass_kg", was_kg + kg, "person")
    kept = (was_kg / now_kg) ** (2 / 3)
    return replace(asked, person={**words, "mass_kg": now_kg, "strength": words.get("strength", 1.0) * kept})


def _flexible(region: str) -> Callable[[Scenario, float], Scenario]:
    def apply(asked: Scenario, share: float) -> Scenario:
        words = words_of(asked.person)
        known = words.get("flexibility", 1.0)
        by_region = dict(known) if isinstance(known, dict) else dict.fromkeys(REGIONS, known)
        by_region[region] = by_region.get(region, 1.0) * (1.0 + share)
        return replace(asked, person={**words, "flexibility": by_region})

    return apply


def _desk(asked: Scenario, _: float) -> Scenario:
    return replace(asked, posture="sitting-upright", arms="rested", head_deg=0.0, lean_deg=None, backrest_deg=None)


def _heel_lift(asked: Scenario, height_m: float) -> Scenario:
    """Under the side that is lower: opposite the one that is raised, the right one where none is."""
    raised = {lift.side: lift.height_m for lift in asked.lift}
    low = "left" if raised.get("right") else "right"
    high = SIDES[low == SIDES[0]]
    left_over = raised.get(high, 0.0) - height_m
    if not left_over:
        return replace(asked, lift=())
    return replace(asked, lift=(Lift(high, left_over) if left_over > 0 else Lift(low, -left_over),))


_APPLY: dict[str, Callable[[Scenario, float], Scenario]] = {
    "strength": _strength,
    "body-mass": _body_mass,
    "desk": _desk,
    **{f"{region}-flexibility": _flexible(region) for region in REGIONS},
    "heel-lift": _heel_lift,
}


def intervene(asked: Scenario, by: str) -> tuple[Scenario, str, Intervention]:
    """The scenario after one intervention, what is different in words, and the intervention.

    Args:
        asked: before.
        by: its name, and an amount unless the usual one is meant: ``strength=+20%``, ``heel-lift=10mm``.

    Raises:
        ScenarioError: no such intervention (with the nearest), or an amount outside its limits. ModelError: the person
            would be beyond what is taken for a standing adult.
    """
    if not isinstance(by, str):
        raise ScenarioError(f"an intervention is a word such as 'strength=+20%', not {by!r:.60}")
    word, given, typed = by.partition("=")
    meant = {"core": "strength", "weight": "body-mass", "mass": "body-mass", "lift": "heel-lift", "posture": "desk"}
    name = choice(word, INTERVENTIONS, "intervention", meant)
    chosen = INTERVENTIONS[name]
    size = chosen.usual
    if given:
        if not chosen.unit:
            raise ScenarioError(f"{name} has no amount; write {name} alone")
        if not any(map(str.isdigit, typed)):
            raise ScenarioError(f"{name} {shown(typed)} is not a number; give {_SUCH_AS[chosen.unit]}")
        size = quantity(typed, chosen.unit, name)
        if not chosen.low <= size <= chosen.high:
            limits = f"{amount(chosen.unit, chosen.low)} to {amount(chosen.unit, chosen.high)}"
            raise ScenarioError(
                f"{name} {typed} is outside what the model covers; give {_SUCH_AS[chosen.unit]}, {limits}"
            )
    return _APPLY[name](asked, size), _said(name, chosen.unit, size), chosen


def _said(name: str, unit: str, size: float) -> str:
    """``strength +20 %``, ``body mass -5 kg``, ``heel lift 10 mm``."""
    if not unit:
        return INTERVENTIONS[name].about
    return f"{name.replace('-', ' ')} {amount(unit, size)}"
