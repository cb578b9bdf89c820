"""Experiments on a seat: from standing to sitting, upright and slumped, on a slope, against a rest, bent forward."""

from __future__ import annotations

from typing import Any

import numpy as np

from models import Person

from .burdens import pressure
from .probes import at_L1_N, forward_mm, leans_deg, nod_deg
from .registry import Answer, Ask, Predicted, predicts, way

LOW_BACK, LOW_NECK = "L5-S1", "C7-T1"
CURVATURES = ("slumped", "sitting", "sitting-upright")
AS_FAR_DEG = 60.0  # trunk, bent as far as it goes


def head_line_deg(answer: Answer) -> float:
    """How far the line from C7 to the head leans forward [deg]."""
    return leans_deg(answer, "head", "C7")


def trunk_line_deg(answer: Answer) -> float:
    """How far the line from S1 to C7 leans forward [deg]."""
    return leans_deg(answer, "C7", "pelvis")


def moment_Nm(answer: Any, joint: str) -> float:
    """Flexion moment of all weight above a joint [Nm]."""
    return float(answer.joints[joint].moment_flexion_Nm)


def across_N(answer: Any, joint: str, line_deg: float) -> float:
    """Part of the weight above a joint that acts across a line leaning so far [N]."""
    above = answer.joints[joint].parts["weight"]
    weight = np.hypot(above.compression_N, above.shear_anterior_N)
    return float(weight * np.sin(np.radians(line_deg)))


@predicts("A01.5", "A01.6", "A01.7")
def pressures_of_sitting(who: Person, ask: Ask) -> Predicted:
    """Ratios to standing: unsupported, bent as far as it goes, slouched and leaning back."""
    standing = pressure(ask(who))
    tasks: tuple[dict[str, Any], ...] = (
        {"posture": "sitting"},
        {"posture": "sitting", "lean_deg": AS_FAR_DEG},
        {"posture": "backrest", "backrest_deg": 30.0},
    )
    unsupported, bent, slouched = (pressure(ask(who, **words)) / standing for words in tasks)
    return unsupported, bent, slouched


@predicts("A02.6", "A02.7", "A02.8", "A04.2")
def sitting_bent_forward_and_back(who: Person, ask: Ask) -> Predicted:
    """Ratios of pressure: upright and forward to standing, back to upright; as people sit, to standing."""
    standing, upright = pressure(ask(who)), pressure(ask(who, posture="sitting-upright"))
    forward, back = (pressure(ask(who, posture="sitting-upright", lean_deg=deg)) for deg in (30.0, -15.0))
    return (
        upright / standing,
        forward / standing,
        back / upright,
        pressure(ask(who, posture="sitting")) / standing,
    )


@predicts("A09.4")
def bending_forward_costs_less_on_a_seat(who: Person, ask: Ask) -> Predicted:
    """Rise of the load on L1 with the trunk 53 deg forward: sitting over standing."""

    def rise(**words: Any) -> float:
        return at_L1_N(ask(who, lean_deg=53.0, **words)) - at_L1_N(ask(who, **words))

    return (rise(posture="sitting") / rise(),)


@predicts("B12.1", "B12.2", "B12.3")
def slumping_loads_both_ends(who: Person, ask: Ask) -> Predicted:
    """Slumped less the greater of flat and lordotic, moments and forces across; correlations over six postures."""
    arms = ("hanging", "forward")
    six = [ask(who, posture=posture, arms=held) for held in arms for posture in CURVATURES]
    more = []
    for joint, line_deg in ((LOW_NECK, head_line_deg), (LOW_BACK, trunk_line_deg)):
        for load in ([moment_Nm(at, joint) for at in six], [across_N(at, joint, line_deg(at)) for at in six]):
            slumped, *others = load[:3]
            more.append(slumped - max(others))
    neck = np.corrcoef([moment_Nm(at, LOW_NECK) for at in six], [head_line_deg(at) for at in six])[0, 1]
    back = np.corrcoef([moment_Nm(at, LOW_BACK) for at in six], [trunk_line_deg(at) for at in six])[0, 1]
    return more, float(neck), float(back)


@predicts("B13.1", "C27.1")
def what_a_slump_asks_of_the_neck(who: Person, ask: Ask) -> Predicted:
    """Rise of the neck extensors' moment [%]; of the neck's lean, of the head's place and of that moment."""
    straight, slumped = (ask(who, posture=posture) for posture in ("sitting-upright", "slumped"))
    before, after = (-at.joints[LOW_NECK].parts["muscle"].moment_flexion_Nm for at in (straight, slumped))
    found = [
        head_line_deg(slumped) - head_line_deg(straight),
        forward_mm(slumped, "head", "T1") - forward_mm(straight, "head", "T1"),
        after - before,
    ]
    return 100 * (after / before - 1), found


@predicts("C20.1", "C20.2")
def from_standing_to_sitting(who: Person, ask: Ask) -> Predicted:
    """Changes of C7 offset [cm] and lordosis."""
    standing, seated = ask(who).alignment, ask(who, posture="sitting").alignment
    return 0.1 * (seated.sva_mm - standing.sva_mm), seated.lumbar_lordosis_deg - standing.lumbar_lordosis_deg


@predicts("C22.2", "C22.3")
def lordosis_follows_the_pelvis_on_a_seat(who: Person, ask: Ask) -> Predicted:
    """Degrees of lordosis per degree of sacral slope, the pelvis 15 and 22 deg backward of standing."""
    standing, seated = ask(who).alignment, ask(who, posture="sitting").alignment
    found = []
    for wanted in (-15.0, -22.0):
        more = wanted - (seated.sacral_slope_deg - standing.sacral_slope_deg)
        held = ask(who, posture="sitting", tilt_deg=abs(more), at="pelvis", direction=way(more)).alignment
        lost = held.lumbar_lordosis_deg - standing.lumbar_lordosis_deg
        found.append(lost / (held.sacral_slope_deg - standing.sacral_slope_deg))
    return found[0], found[1]


@predicts("C26.1")
def neck_answers_the_lumbar_curve(who: Person, ask: Ask) -> Predicted:
    """Neck lordosis gained from one flexed posture to the next; what is left of 5 deg of head pitch."""
    four: tuple[dict[str, Any], ...] = (
        {"posture": "sitting-upright", "tilt_deg": 10.0, "direction": "backward"},
        {"posture": "sitting-upright"},
        {"posture": "sitting"},
        {"posture": "slumped"},
    )
    answers = [ask(who, **words) for words in four]
    gained = np.diff([at.alignment.cervical_lordosis_deg for at in answers])
    pitch = np.ptp([nod_deg(at) for at in answers])
    return ([*map(float, gained), float(5.0 - pitch)],)


@predicts("C28.1", "C28.2")
def a_seat_that_slopes_forward(who: Person, ask: Ask) -> Predicted:
    """Share of 15 deg that the lumbar spine takes; change of the neck's curve [deg]."""
    level, sloping = (ask(who, posture="sitting", seat_deg=deg).alignment for deg in (0.0, 15.0))
    taken = sloping.lumbar_lordosis_deg - level.lumbar_lordosis_deg
    return taken / 15.0, sloping.cervical_lordosis_deg - level.cervical_lordosis_deg


@predicts("C49.1")
def sitting_straightens_the_lower_spine(who: Person, ask: Ask) -> Predicted:
    """Changes of lordosis and sacral slope."""
    standing, seated = ask(who).alignment, ask(who, posture="sitting").alignment
    changes = [getattr(seated, name) - getattr(standing, name) for name in ("lumbar_lordosis_deg", "sacral_slope_deg")]
    return (changes,)
