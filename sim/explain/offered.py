"""What a person can change, for ``compare --by``: in words, with the usual amount and its limits.

Nothing heavy is imported here, so that the help of the command line can list it; what each does to a scenario is in
``interventions.py``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Intervention:
    """One thing that a person can change.

    Attributes:
        about: what it is, in a sentence, for lists.
        unit: of its amount: ``1`` for a share, ``kg`` or ``m``; empty where there is nothing to choose.
        usual: the amount where none is given.
        low, high: limits of the amount.
        because: why it may change no load, where it changes none.
        begins: the posture that it starts from where no scenario is given.
    """

    about: str
    unit: str = ""
    usual: float = 0.0
    low: float = 0.0
    high: float = 0.0
    because: str = ""
    begins: str = "erect"

    @property
    def limits(self) -> str:
        """Usual amount and limits: ``usually +20 %; -80 to +200 %``; empty where there is nothing to choose."""
        if not self.unit:
            return ""
        usual, low, high = (amount(self.unit, size) for size in (self.usual, self.low, self.high))
        return f"usually {usual}; {low.partition(' ')[0]} to {high}"


def amount(unit: str, size: float) -> str:
    """An amount with its unit as read: ``+20 %``, ``-5 kg``, ``10 mm``."""
    return {"1": f"{100 * size:+g} %", "kg": f"{size:+g} kg", "m": f"{1e3 * size:g} mm"}[unit]


_STATICS = (
    "weight and posture alone set the moments that muscles must supply; stronger ones supply the same with a smaller"
    " share of their strength"
)
REGIONS = {"lumbar": "lumbar spine", "thoracic": "thorax", "neck": "neck"}
INTERVENTIONS: dict[str, Intervention] = {
    "strength": Intervention(
        "core and back strength: every muscle of trunk and neck stronger", "1", 0.2, -0.8, 2.0, _STATICS
    ),
    "body-mass": Intervention(
        "body mass, spread over the body as before, muscles kept; for a belly alone carry a belly",
        "kg",
        -5.0,
        -100.0,
        100.0,
    ),
    "desk": Intervention("at the desk: sitting upright, forearms on the desk, screen at eye level", begins="sitting"),
    **{
        f"{region}-flexibility": Intervention(
            f"flexibility of the {name}: joints yield further to the same moment",
            "1",
            0.2,
            -0.6,
            2.0,
            "the joints of that region are hardly asked to move here",
        )
        for region, name in REGIONS.items()
    },
    "heel-lift": Intervention(
        "a heel lift under the shorter leg: opposite the raised side, the right one where none is raised",
        "m",
        0.01,
        0.0,
        0.04,
    ),
}
