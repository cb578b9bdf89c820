"""What knees and hips bear: muscles that answer the weight's moments at least effort, and the contact that closes it.

In each standing leg weight asks for moments at hip, knee and ankle (``levers.py``). A dozen muscles supply them with
least Σ area·stress², as in the spine. The straight knee locks: what weight in front of it asks, its posterior capsule
bears, letting go as the knee bends. Where the muscles chosen so would let the outer (or the inner) compartment of the
knee open, they are asked once more, to keep it just closed. Contact is what is left over in the free body of shank and
foot, or of the whole leg.

No co-contraction beyond that is added: quiet standing has some, and nobody gives it as forces.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.nerves import load_nerves
from models.person import Person

from .. import data, files
from ..evidence import Statement
from ..potential import GRAVITY
from ..words import ScenarioError, choice, number
from .knee import ROWS, UNLOADED, Joint, KneeLoad, hip_N, muscles_of, shared
from .levers import asked_Nm, unmet_Nm
from .limbs import SIDES, STANCES, TWO_LEGS, Limb, Setup, bent, setup_of, stand

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..figures.legs.knee import KneeArtists
    from ..result import Result

DEEPEST_KNEE_DEG = 120.0
_ONE_SIDED = 0.95  # inner share from which the outer side is said to be only just closed
_BENT_DEG = 30.0  # knees beyond it are no longer quiet standing


@dataclass(frozen=True)
class LegLoad:
    """One leg.

    Attributes:
        side: left or right.
        weight_share: of the whole weight, 0 to 1.
        limb: where its joints stand and what the ground pushes.
        asked_Nm: moments that weight asks for, by action; a negative number asks for the opposite.
        muscle_N: force of each muscle.
        unmet_Nm: moments beyond measured strength, by action; empty where all are met. The forces are then those
            that would be needed.
        knee: its load; zero in a lifted leg.
        hip_N: hip contact force.
        body_weight_N: of the person, to compare with.
    """

    side: str
    weight_share: float
    limb: Limb
    asked_Nm: Mapping[str, float]
    muscle_N: Mapping[str, float]
    unmet_Nm: Mapping[str, float]
    knee: KneeLoad
    hip_N: float
    body_weight_N: float

    @property
    def knee_body_weights(self) -> float:
        """Tibiofemoral force over body weight."""
        return self.knee.contact_N / self.body_weight_N

    @property
    def hip_body_weights(self) -> float:
        """Hip contact force over body weight."""
        return self.hip_N / self.body_weight_N


@dataclass(frozen=True)
class LegLoads:
    """What ``leg_loads`` answers: both legs, by side.

    Attributes:
        person: who. stance: ``two-leg``, ``left`` or ``right``. knee_deg: bend of the knees.
        left, right: each leg.
        result: whose posture this is; None where the legs were set up by hand.
    """

    person: Person
    stance: str
    knee_deg: float
    left: LegLoad
    right: LegLoad
    result: Result | None = field(default=None, repr=False, compare=False)

    def __getitem__(self, side: str) -> LegLoad:
        return {"left": self.left, "right": self.right}[choice(side, SIDES, "side")]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What was measured in people, to hold beside these numbers, and what was not."""
        return _statements(self)

    def table(self) -> str:
        """A short table and the statements to read, at most 80 columns wide."""
        lines = [f"{'':<34}{'left':>10}{'right':>10}"]
        for words, pick in _LINES:
            lines.append(f"{words:<34}{pick(self.left):>10}{pick(self.right):>10}")
        lines += ["", *(textwrap.fill(str(said), 80, subsequent_indent="    ") for said in self.statements)]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and words, shape ``plumbline.legs/1``."""
        return data.plain(
            {
                "schema": "plumbline.legs/1",
                "scenario": self.result.scenario.to_dict() if self.result else None,
                "stance": self.stance,
                "knee_deg": self.knee_deg,
                "legs": {leg.side: _plain(leg) for leg in (self.left, self.right)},
                "statements": [vars(said) for said in self.statements],
            }
        )

    def to_json(self) -> str:
        """``to_dict`` as JSON text."""
        return data.json_text(self.to_dict())

    def save(self, folder: str | Path = "out", figure: bool = True, theme: str = "light") -> list[Path]:
        """Write ``legs.json`` and, unless ``figure`` is False, ``knee.png`` of the leg that bears more: both or none.

        Raises:
            OutputError: the folder cannot be written.
        """
        return files.save_found(self, folder, figure, "legs", "knee", theme)

    def plot(self, ax: Axes | None = None, side: str | None = None, theme: str = "light") -> KneeArtists:
        """Draw the free body of one knee, ``"light"`` or ``"dark"``; of the leg that bears more, without a side."""
        from ..figures.legs.knee import draw_knee
        from ..figures.looks import look

        return draw_knee(self, ax, side, look(theme))


_LINES: tuple[tuple[str, Any], ...] = (
    ("share of the weight, %", lambda leg: f"{100 * leg.weight_share:.1f}"),
    ("knee, tibiofemoral, body weights", lambda leg: f"{leg.knee_body_weights:.2f}"),
    ("  inner compartment, %", lambda leg: f"{100 * leg.knee.medial_share:.0f}" if leg.limb.loaded else "-"),
    ("  patellofemoral, N", lambda leg: f"{leg.knee.patellofemoral_N:.0f}"),
    ("  quadriceps, N", lambda leg: f"{leg.knee.quadriceps_N:.0f}"),
    ("  adduction moment, Nm", lambda leg: f"{leg.knee.adduction_Nm:.1f}"),
    ("hip, body weights", lambda leg: f"{leg.hip_body_weights:.2f}"),
)


def leg_loads(
    result: Result,
    stance: str = TWO_LEGS,
    knee_deg: float | None = None,
    *,
    lean_deg: float = 0.0,
    width_m: float | None = None,
    varus_deg: float | None = None,
) -> LegLoads:
    """Forces in knees and hips under a result's posture.

    Args:
        result: of a posture that stands on its feet.
        stance: ``two-leg``, or ``left`` or ``right``: on that leg alone, its foot under the centre of mass.
        knee_deg: bends the knees to this angle, 0 to 120, what is above the hips keeping its shape; without it the
            result's own knees.
        lean_deg: what is above the hips leans this much further forward; with ``knee_deg`` only.
        width_m: between the ankles in two-leg stance; under the hips without it.
        varus_deg: hip-knee-ankle angle, bow legs positive; the mean of healthy adults of that sex without it.

    Raises:
        ScenarioError: an unknown stance, an angle or width outside its limits, a lean without a bend, or a posture that
            does not stand.
        NoStance: nobody can stand like that; the message says why.
    """
    stance = choice(stance, STANCES, "stance")
    if width_m is not None:
        width_m = number(width_m, "width_m", 0.05, 0.8, "m")
    if varus_deg is not None:
        varus_deg = number(varus_deg, "varus_deg", -15, 15, "deg")
    if lean_deg and knee_deg is None:
        raise ScenarioError("lean_deg goes with knee_deg; give both, or simulate the posture with its own lean_deg")
    setup = setup_of(result, stance, width_m, varus_deg)
    lean = math.radians(number(lean_deg, "lean_deg", -20, 90, "deg"))
    if knee_deg is not None:
        setup = bent(setup, math.radians(number(knee_deg, "knee_deg", 0, DEEPEST_KNEE_DEG, "deg")), lean)
    return replace(loads_of(setup), result=result)


def loads_of(setup: Setup, strength: Mapping[str, Mapping[str, float]] | None = None) -> LegLoads:
    """Forces in both legs of a setup.

    Args:
        setup: see ``sim.legs.limbs``.
        strength: by side and muscle, the share of its strength that is left; all of it where nothing is said.
    """
    found, total = stand(setup), setup.upper.mass_kg + setup.person.leg_mass_kg
    legs = {
        side: _leg(setup.person, limb, (strength or {}).get(side, {}), total * GRAVITY)
        for side, limb in found.limbs.items()
    }
    return LegLoads(setup.person, setup.stance, math.degrees(setup.knee_rad), legs["left"], legs["right"])


def _leg(person: Person, limb: Limb, left: Mapping[str, float], total_N: float) -> LegLoad:
    asked = asked_Nm(person, limb)
    body_weight = person.mass_kg * GRAVITY
    if not limb.loaded:
        return LegLoad(limb.side, 0.0, limb, asked, {}, {}, UNLOADED, 0.0, body_weight)
    names, arms, area = muscles_of(person, limb, left)
    knee = Joint.of(person, limb, asked["knee adduction"], arms)
    force, capsule = shared(knee, arms, area, np.array([asked[row] for row in ROWS]))
    return LegLoad(
        limb.side,
        float(limb.ground_N / total_N),
        limb,
        asked,
        dict(zip(names, force.tolist(), strict=True)),
        unmet_Nm(person, limb, left),
        knee.load(force, capsule),
        hip_N(person, limb, force),
        body_weight,
    )


def _plain(leg: LegLoad) -> dict[str, Any]:
    return {
        "weight_share": leg.weight_share,
        "ground_N": leg.limb.ground_N,
        "knee_body_weights": leg.knee_body_weights,
        "hip_body_weights": leg.hip_body_weights,
        "knee": vars(leg.knee),
        "hip_N": leg.hip_N,
        "asked_Nm": leg.asked_Nm,
        "muscle_N": leg.muscle_N,
        "unmet_Nm": leg.unmet_Nm,
    }


def _statements(loads: LegLoads) -> tuple[Statement, ...]:
    seen = load_nerves().evidence
    most = max((loads.left, loads.right), key=lambda leg: leg.knee.contact_N)
    key = "knee_bend" if loads.knee_deg > _BENT_DEG else "knee_two_legs" if loads.stance == TWO_LEGS else "knee_one_leg"
    what = {"knee_bend": "in knee bends", "knee_two_legs": "on two legs", "knee_one_leg": "on one leg"}[key]
    said = [
        Statement(
            f"The knee bears {most.knee_body_weights:.2f} times body weight here; instrumented knees of five people"
            f" bore {seen[key].value:.2f} times body weight {what}.",
            "C",
            seen[key].sources,
        )
    ]
    if key == "knee_two_legs":
        said.append(_lower_bound(loads))
    said += _one_sided(loads)
    if loads.stance == TWO_LEGS:
        said += [
            Statement(
                "Knee osteoarthritis was found more often in the shorter leg where legs differ by 10 mm or more (odds"
                f" ratio {seen['short_leg_knee'].value:.1f}); that is a statistic, not this person's future.",
                "A",
                seen["short_leg_knee"].sources,
            ),
            Statement(
                f"A leg-length difference of {seen['leg_difference_moments'].value:g} mm did not change the moments of"
                " joints in walking.",
                "A",
                seen["leg_difference_moments"].sources,
            ),
        ]
    else:
        found = load_nerves().findings["adduction_moment"]
        said.append(Statement(f"{found.values['text']}.", "A", found.sources))
    return tuple(said)


def _lower_bound(loads: LegLoads) -> Statement:
    """What statics leaves out of quiet standing."""
    hip = max(loads.left.hip_body_weights, loads.right.hip_body_weights)
    return Statement(
        f"Hip force ({hip:.2f} times body weight here) and knee force in quiet standing are lower bounds: muscles that"
        " tense against each other press joints together more, and are not modelled. No measured hip force on two legs"
        " is held here to compare with.",
        "C",
    )


def _one_sided(loads: LegLoads) -> list[Statement]:
    """Where nearly all of a knee's force is on the inner side."""
    return [
        Statement(
            f"The inner compartment of the {leg.side} knee bears {100 * leg.knee.medial_share:.0f} % of its force here:"
            " in the model muscles keep the outer side only just closed. In people ligaments and sway share the work.",
            "C",
        )
        for leg in (loads.left, loads.right)
        if leg.limb.loaded and leg.knee.medial_share > _ONE_SIDED
    ]
