"""Experiments on the legs: what a knee bears on two legs, on one, and bent; the quadriceps of a bent knee."""

from __future__ import annotations

from models import Person

from ..legs.levers import segments
from ..legs.loads import LegLoad, leg_loads
from .registry import Ask, Predicted, predicts

BENDS_DEG = (15.0, 30.0, 60.0)


@predicts("F03.1", "F03.2", "F03.3")
def knee_force(who: Person, ask: Ask) -> Predicted:
    """Tibiofemoral force on two legs, on one leg, and in a squat [% of body weight]."""
    standing, squat = ask(who), ask(who, posture="squat", carry={"both-hands": 0.0})
    loads = (leg_loads(standing), leg_loads(standing, "right"), leg_loads(squat))
    two, one, bend = (100 * load.right.knee_body_weights for load in loads)
    return two, one, bend


@predicts("F04.1")
def quadriceps_of_a_bent_knee(who: Person, ask: Ask) -> Predicted:
    """Quadriceps force over the weight that presses on that knee, by bend [%]."""
    return ([_over_weight(leg_loads(ask(who, knee_deg=deg)).right, who) for deg in BENDS_DEG],)


def _over_weight(leg: LegLoad, who: Person) -> float:
    weight, _ = segments(who, leg.limb)
    return 100 * leg.knee.quadriceps_N / (leg.limb.ground_N - float(weight[:2].sum()))
