"""Taking charge: what a person can change, each as a change of the scenario, in plain words.

``strength=+20%``, ``body-mass=-5kg``, ``desk``, ``lumbar-flexibility=+20%``, ``heel-lift=10mm``. Anything else is
compared by giving the two scenarios, or other measures of the person; see ``sim.compare``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import models

from ..items import SIDES, Lift
from ..scenario import Scenario, replace
from ..words import ScenarioError, choice, quantity, shown

_SUCH_AS = {"1": "a share such as 20%", "kg": "a mass such as -5kg", "m": "a length such as 10mm"}


@dataclass(frozen=True)
class Intervention:
    """One thing that a person can change.

    Attributes:
        about: what it is, in a sentence, for lists.
        unit: of its amount: ``1`` for a share, ``kg`` or ``m``; empty where there is nothing to choose.
        usual: the amount where none is given.
        low, high: limits of the amount.
        apply: (scenario, amount) -> the scenario afterwards.
        because: why it may change no load, where it changes none.
        begins: the posture that it starts from where no scenario is given.
    """

    about: str
    unit: str
    usual: float
    low: float
    high: float
    apply: Callable[[Scenario, float], Scenario]
    because: str = ""
    begins: str = "erect"

    @property
    def limits(self) -> str:
        """Usual amount and limits: ``usually +20 %; -80 to +200 %``; empty where there is nothing to choose."""
        if not self.unit:
            return ""
        usual, low, high = (_amount(self.unit, size) for size in (self.usual, self.low, self.high))
        return f"usually {usual}; {low.partition(' ')[0]} to {high}"


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
    kept = (was_kg / (was_kg + kg)) ** (2 / 3)
    return replace(asked, person={**words, "mass_kg": was_kg + kg, "strength": words.get("strength", 1.0) * kept})


def _flexible(region: str) -> Callable[[Scenario, float], Scenario]:
    def apply(asked: Scenario, share: float) -> Scenario:
        words = words_of(asked.person)
        known = words.get("flexibility", 1.0)
        by_region = dict(known) if isinstance(known, dict) else dict.fromkeys(("lumbar", "thoracic", "neck"), known)
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


_STATICS = (
    "weight and posture alone set the moments that muscles must supply; stronger ones supply the same with a smaller"
    " share of their strength"
)
INTERVENTIONS: dict[str, Intervention] = {
    "strength": Intervention(
        "core and back strength: every muscle of trunk and neck stronger", "1", 0.2, -0.8, 2.0, _strength, _STATICS
    ),
    "body-mass": Intervention(
        "body mass, spread over the body as before, muscles kept; for a belly alone carry a belly",
        "kg",
        -5.0,
        -100.0,
        100.0,
        _body_mass,
    ),
    "desk": Intervention(
        "at the desk: sitting upright, forearms on the desk, screen at eye level",
        "",
        0.0,
        0.0,
        0.0,
        _desk,
        begins="sitting",
    ),
    **{
        f"{region}-flexibility": Intervention(
            f"flexibility of the {name}: joints yield further to the same moment",
            "1",
            0.2,
            -0.6,
            2.0,
            _flexible(region),
            "the joints of that region are hardly asked to move here",
        )
        for region, name in (("lumbar", "lumbar spine"), ("thoracic", "thorax"), ("neck", "neck"))
    },
    "heel-lift": Intervention(
        "a heel lift under the shorter leg: opposite the raised side, the right one where none is raised",
        "m",
        0.01,
        0.0,
        0.04,
        _heel_lift,
    ),
}


def intervene(asked: Scenario, by: str) -> tuple[Scenario, str, Intervention]:
    """The scenario after one intervention, what is different in words, and the intervention.

    Args:
        asked: before.
        by: its name, and an amount unless the usual one is meant: ``strength=+20%``, ``heel-lift=10mm``.

    Raises:
        ScenarioError: no such intervention (with the nearest), or an amount outside its limits.
    """
    if not isinstance(by, str):
        raise ScenarioError(f"an intervention is a word such as 'strength=+20%', not {by!r:.60}")
    word, given, amount = by.partition("=")
    meant = {"core": "strength", "weight": "body-mass", "mass": "body-mass", "lift": "heel-lift", "posture": "desk"}
    name = choice(word, INTERVENTIONS, "intervention", meant)
    chosen = INTERVENTIONS[name]
    size = chosen.usual
    if given:
        if not chosen.unit:
            raise ScenarioError(f"{name} has no amount; write {name} alone")
        if not any(map(str.isdigit, amount)):
            raise ScenarioError(f"{name} {shown(amount)} is not a number; give {_SUCH_AS[chosen.unit]}")
        size = quantity(amount, chosen.unit, name)
        if not chosen.low <= size <= chosen.high:
            limits = f"{_amount(chosen.unit, chosen.low)} to {_amount(chosen.unit, chosen.high)}"
            raise ScenarioError(
                f"{name} {amount} is outside what the model covers; give {_SUCH_AS[chosen.unit]}, {limits}"
            )
    return chosen.apply(asked, size), _said(name, chosen.unit, size), chosen


def _said(name: str, unit: str, amount: float) -> str:
    """``strength +20 %``, ``body mass -5 kg``, ``heel lift 10 mm``."""
    if not unit:
        return INTERVENTIONS[name].about
    return f"{name.replace('-', ' ')} {_amount(unit, amount)}"


def _amount(unit: str, amount: float) -> str:
    return {"1": f"{100 * amount:+g} %", "kg": f"{amount:+g} kg", "m": f"{1e3 * amount:g} mm"}[unit]
