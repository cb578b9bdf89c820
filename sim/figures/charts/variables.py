"""What a sweep varies: its steps, and what a reader calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.study import quantities

from . import chart

if TYPE_CHECKING:
    from sim.study.sweep import Sweep


def is_number(values: Any) -> bool:
    """Whether a variable's values are numbers, and so lie on an axis of their own."""
    return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def across(found: Sweep) -> str:
    """The variable that goes across: the one of numbers."""
    names = list(found.variables)
    return next((name for name in names if is_number(found.variables[name])), names[0])


def steps(found: Sweep, name: str) -> list[Any]:
    """The values of a variable, each once, in the order asked."""
    return list(dict.fromkeys(found.variables[name]))


def word(value: Any) -> str:
    """A value of a variable as words."""
    return chart.said(value) if isinstance(value, float) else str(value).replace("_", " ")


def label(name: str) -> str:
    """A variable as a reader calls it: ``tilt [deg]``."""
    if name == "at":
        return "Place of the tilt"
    gain = name.removeprefix("gain:")
    return quantities.label(gain) + (" (gain of the model)" if gain != name else "")


def footer(found: Sweep) -> str:
    """What is the same in all items, and how many have no answer."""
    missing = int((~found.found).sum())
    bound = int(found.beyond_muscles.sum())
    said = [f"{len(found)} postures computed one by one; everything else as in the scenario."]
    if missing:
        said.append(f"{missing} have no answer and are left out.")
    if bound:
        said.append(f"In {bound} of them muscles cannot supply all that is asked: loads there are lower bounds.")
    return " ".join([*said, "A model's prediction, not a measurement."])
