"""Experiments below the pelvis: knees that give way to a lost lordosis or bend in a squat, heels that are raised."""

from __future__ import annotations

import numpy as np

import models
from models import Person

from .burdens import hands, pressure
from .probes import global_sagittal_deg, leans_deg, t1_pelvic_deg
from .registry import Answer, Ask, Predicted, predicts

LOST_DEG = (10, 20, 30, 40, 50)
WEDGE_DEG = 30.0


def flattened(who: Person, ask: Ask, lost_deg: float) -> Answer:
    """Lordosis that much less than this person's own, and held."""
    held: Answer = ask(who, curves={"lumbar": who.measures["lumbar_lordosis_deg"] - lost_deg})
    return held


def knees_deg(answer: Answer) -> float:
    """How far the knees are bent [deg]."""
    return float(answer.legs["knee_flexion_deg"])


@predicts("A01.9")
def squat(who: Person, ask: Ask) -> Predicted:
    """Ratio of pressure to standing."""
    lifted = ask(who, posture="squat", **hands(20))
    return (pressure(lifted) / pressure(ask(who)),)


@predicts("C07.3")
def global_angle_with_age(who: Person, ask: Ask) -> Predicted:
    """Change from 20 to 80 years."""
    young, old = (global_sagittal_deg(ask(models.person(age=years))) for years in (20, 80))
    return (old - young,)


@predicts("C42.1", "C42.2")
def raised_heels(who: Person, ask: Ask) -> Predicted:
    """The larger change of kyphosis and lordosis; fall of pelvis and trunk."""
    heel_to_ball = models.load_gains().ball_share * (who.foot_toe_m - who.foot_heel_m)
    flat, raised = ask(who), ask(who, heels_m=float(heel_to_ball * np.tan(np.radians(WEDGE_DEG))))
    change = raised.alignment.change
    curves = max(change.thoracic_kyphosis_deg, change.lumbar_lordosis_deg, key=abs)
    return curves, [change.sacral_slope_deg, leans_deg(raised, "C7", "pelvis") - leans_deg(flat, "C7", "pelvis")]


@predicts("C43.1", "C43.2", "C43.3")
def knees_of_people_who_lost_lordosis(who: Person, ask: Ask) -> Predicted:
    """Correlations of knee flexion with lordosis lost, with pelvic tilt, with lack of lordosis as measured."""
    draw = np.random.default_rng(28)
    lost = draw.uniform(0, 50, 28)
    people = [models.person(pelvic_incidence_deg=float(deg)) for deg in np.clip(draw.normal(52, 10, 28), 32, 72)]
    answers = [flattened(person, ask, float(deg)) for person, deg in zip(people, lost, strict=True)]
    knees = [knees_deg(at) for at in answers]
    tilts = [at.alignment.pelvic_tilt_deg for at in answers]
    curves = [-at.alignment.lumbar_lordosis_deg for at in answers]
    with_lost, with_tilt, with_curve = (float(np.corrcoef(knees, other)[0, 1]) for other in (lost, tilts, curves))
    return with_lost, with_tilt, with_curve


@predicts("C44.2", "C44.3")
def knees_late(who: Person, ask: Ask) -> Predicted:
    """Knee flexion per degree of pelvic tilt; rise of the knees' share from small to large T1 pelvic angles."""
    swept = [flattened(who, ask, float(deg)) for deg in LOST_DEG]
    before = ask(who).alignment.pelvic_tilt_deg
    tilted = np.array([at.alignment.pelvic_tilt_deg - before for at in swept])
    bent = np.array([knees_deg(at) for at in swept])
    share = (bent / tilted)[np.argsort([t1_pelvic_deg(at) for at in swept])]
    return float(np.polyfit(tilted, bent, 1)[0]), float(share[-1] - share[0])


@predicts("C48.1")
def hips_and_knees_both(who: Person, ask: Ask) -> Predicted:
    """Hip extension and knee flexion with lordosis 30 deg short of incidence."""
    short = ask(who, curves={"lumbar": who.measures["pelvic_incidence_deg"] - 30.0})
    return ([-float(short.legs["hip_flexion_deg"]), knees_deg(short)],)
