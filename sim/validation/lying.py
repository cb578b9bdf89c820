"""Experiments on a bed: what is left of pressure and lordosis."""

from __future__ import annotations

from models import Person

from .burdens import pressure
from .probes import lordosis_deg
from .registry import Ask, Predicted, predicts

BED = "lying"


@predicts("A01.2")
def pressure_lying(who: Person, ask: Ask) -> Predicted:
    """Ratio to standing."""
    return (pressure(ask(who, posture=BED)) / pressure(ask(who)),)


@predicts("A02.2", "A03.1")
def pressure_and_load_lying(who: Person, ask: Ask) -> Predicted:
    """Ratio to standing; change of what a transducer in the disc says [%]."""
    ratio = pressure(ask(who, posture=BED)) / pressure(ask(who))
    return ratio, 100 * (ratio - 1)


@predicts("C02.1", "C02.3")
def lordosis_gained_by_standing_up(who: Person, ask: Ask) -> Predicted:
    """T12 to sacrum [deg]; share of it above L4."""
    lying, standing = ask(who, posture=BED), ask(who)

    def gained(top: tuple[str, str]) -> float:
        return lordosis_deg(standing, top, ("pelvis", "upper")) - lordosis_deg(lying, top, ("pelvis", "upper"))

    whole, low = gained(("T12", "lower")), gained(("L4", "upper"))
    return whole, 1 - low / whole
