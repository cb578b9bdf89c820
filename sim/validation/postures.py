"""Experiments on posture: how curves, pelvis and head answer a changed lumbar curve, pelvis, trunk or head."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import brentq

import models
from models import Person

from .probes import forward_mm, lordosis_deg, nod_deg, odontoid_over_hips_deg, slope_deg
from .registry import Answer, Ask, Predicted, predicts, way


def lumbar(ask: Ask, who: Person, deg: float, **words: Any) -> Any:
    """The lumbar curve changed and held: lordosis added (positive) or lost (negative)."""
    return ask(who, tilt_deg=abs(deg), direction=way(-deg), at="lumbar", **words)


def pelvis(ask: Ask, who: Person, deg: float) -> Any:
    """The pelvis held tilted: forward positive."""
    return ask(who, tilt_deg=abs(deg), direction=way(deg), at="pelvis")


def short_of_lordosis(missing_deg: float) -> Person:
    """A person described with less lordosis than others of the same incidence."""
    usual = models.person().measures["lumbar_lordosis_deg"]
    return models.person(lumbar_lordosis_deg=usual - missing_deg)


def per_degree(ask: Ask, who: Person, measure: Any, size: float = 15.0) -> float:
    """Change of a measure per degree of lordosis, over the curve flattened and deepened."""
    less, more = lumbar(ask, who, -size), lumbar(ask, who, size)
    gained = more.alignment.lumbar_lordosis_deg - less.alignment.lumbar_lordosis_deg
    return float((measure(more) - measure(less)) / gained)


def kyphosis(answer: Answer) -> float:
    """T1-T12 [deg]."""
    return answer.alignment.thoracic_kyphosis_deg


@predicts("C05.6")
def head_stays_over_hips(who: Person, ask: Ask) -> Predicted:
    """Largest change of odontoid over hips."""
    before = odontoid_over_hips_deg(ask(who))
    return (max((odontoid_over_hips_deg(lumbar(ask, who, deg)) - before for deg in (-15, 15)), key=abs),)


@predicts("C08.1", "C08.2", "C08.3")
def kyphosis_follows_lordosis(who: Person, ask: Ask) -> Predicted:
    """Degrees of kyphosis per degree of lordosis."""
    restored = lumbar(ask, short_of_lordosis(15), 15).alignment.change
    lost = lumbar(ask, models.person(flexibility=1.5), -15).alignment.change
    return (
        per_degree(ask, who, kyphosis),
        restored.thoracic_kyphosis_deg / restored.lumbar_lordosis_deg,
        lost.thoracic_kyphosis_deg / lost.lumbar_lordosis_deg,
    )


@predicts("C09.1", "C09.2")
def lower_thorax_follows_lordosis(who: Person, ask: Ask) -> Predicted:
    """Degrees of T4-L1 and T10-L1 kyphosis per degree of lordosis."""

    def down_to_L1(top: str) -> Any:
        return lambda answer: -lordosis_deg(answer, (top, "upper"), ("L1", "lower"))

    return per_degree(ask, who, down_to_L1("T4")), per_degree(ask, who, down_to_L1("T10"))


@predicts("C11.1", "C11.2", "C14.1")
def lordosis_restored(who: Person, ask: Ask) -> Predicted:
    """Thorax with a short and a long fusion, and neck, when 30 degrees of lordosis are given back."""
    patient = short_of_lordosis(30)
    fused = ["T12-L1", "T11-T12", "T10-T11", "T9-T10"]
    short, long = lumbar(ask, patient, 30), lumbar(ask, patient, 30, fused=fused)
    gained = short.alignment.change.thoracic_kyphosis_deg
    less = long.alignment.change.thoracic_kyphosis_deg
    return gained, [gained, less], short.alignment.change.cervical_lordosis_deg


@predicts("C12.5")
def kyphosis_given_up(who: Person, ask: Ask) -> Predicted:
    """Usual less actual kyphosis where lordosis falls short."""
    return (-lumbar(ask, who, -30).alignment.change.thoracic_kyphosis_deg,)


@predicts("C15.1", "C15.2")
def neck_when_the_trunk_is_brought_back(who: Person, ask: Ask) -> Predicted:
    """Change of neck lordosis from C7 far, and not so far, ahead of the sacrum."""

    def corrected(sva_mm: float) -> float:
        def excess(lordosis: float) -> float:
            return ask(models.person(lumbar_lordosis_deg=lordosis)).alignment.sva_mm - sva_mm

        patient = models.person(lumbar_lordosis_deg=brentq(excess, 12, 60, xtol=0.01))
        return lumbar(ask, patient, 20).alignment.change.cervical_lordosis_deg

    return corrected(90), corrected(50)


@predicts("C16.1", "C16.3")
def neck_keeps_the_gaze(who: Person, ask: Ask) -> Predicted:
    """Neck lordosis per degree of lordosis less kyphosis; neck, T1 and C2 when C7 comes forward."""
    less, more = (lumbar(ask, who, deg).alignment.change for deg in (-15, 15))
    mismatch = [change.lumbar_lordosis_deg - change.thoracic_kyphosis_deg for change in (less, more)]
    slope = (more.cervical_lordosis_deg - less.cervical_lordosis_deg) / (mismatch[1] - mismatch[0])
    before, after = ask(who), lumbar(ask, who, -20)
    change, ahead = after.alignment.change, forward_mm(after, "C2", "C7") - forward_mm(before, "C2", "C7")
    return slope, [change.cervical_lordosis_deg, change.t1_slope_deg, ahead]


@predicts("C17.1", "C17.3")
def which_part_of_the_neck_answers(who: Person, ask: Ask) -> Predicted:
    """Change of the curve head-C7 and head-C2."""
    before, after = ask(who), ask(who, lean_deg=20, head_deg=0)

    def below_the_head(answer: Answer, body: str) -> float:
        return slope_deg(answer, body, "lower") - nod_deg(answer)

    whole, upper = (below_the_head(after, body) - below_the_head(before, body) for body in ("C7", "C2"))
    return whole, upper


@predicts("C18.1")
def where_the_neck_can_no_longer_answer(who: Person, ask: Ask) -> Predicted:
    """T1 slope less neck lordosis where C2 stands 40 mm ahead of C7."""
    swept = [ask(who, lean_deg=deg, head_deg=0) for deg in range(0, 61, 10)]
    ahead = [forward_mm(answer, "C2", "C7") for answer in swept]
    mismatch = [answer.alignment.t1_slope_deg - answer.alignment.cervical_lordosis_deg for answer in swept]
    order = np.argsort(ahead)
    return (float(np.interp(40.0, np.array(ahead)[order], np.array(mismatch)[order])),)


@predicts("C21.2", "C21.4", "C21.6")
def letting_go(who: Person, ask: Ask) -> Predicted:
    """Lordosis, kyphosis and place of the head, relaxed less erect."""
    erect, relaxed = ask(who), ask(who, posture="relaxed")
    return (
        relaxed.alignment.lumbar_lordosis_deg - erect.alignment.lumbar_lordosis_deg,
        kyphosis(relaxed) - kyphosis(erect),
        forward_mm(relaxed, "head", "pelvis") - forward_mm(erect, "head", "pelvis"),
    )


@predicts("C23.1", "C23.2")
def lordosis_follows_the_pelvis(who: Person, ask: Ask) -> Predicted:
    """Degrees of lordosis per degree of pelvic tilt."""
    forward, backward = (pelvis(ask, who, deg).alignment.change for deg in (11.4, -8.7))
    return forward.lumbar_lordosis_deg / 11.4, backward.lumbar_lordosis_deg / -8.7


@predicts("C24.1", "C24.2")
def little_at_the_lowest_joint(who: Person, ask: Ask) -> Predicted:
    """Lordosis with the pelvis backward; share of L5-S1 in its change with the pelvis forward."""
    forward = pelvis(ask, who, 11.4)
    share = -forward.joints["L5-S1"].change_flexion_deg / forward.alignment.change.lumbar_lordosis_deg
    return pelvis(ask, who, -8.7).alignment.change.lumbar_lordosis_deg, share


@predicts("C29.1", "C29.2")
def head_back(who: Person, ask: Ask) -> Predicted:
    """Kyphosis and lordosis."""
    change = ask(who, head_deg=-15).alignment.change
    return change.thoracic_kyphosis_deg, change.lumbar_lordosis_deg


@predicts("C43.4", "C44.1")
def pelvis_and_hips_follow_lost_lordosis(who: Person, ask: Ask) -> Predicted:
    """Correlation of lordosis with sacral slope; hip extension per degree of pelvic tilt."""
    swept = [lumbar(ask, who, -deg) for deg in (5, 10, 15, 20, 25, 30)]
    slopes = [answer.alignment.sacral_slope_deg for answer in swept]
    curves = [answer.alignment.lumbar_lordosis_deg for answer in swept]
    tilted = swept[-1].alignment.pelvic_tilt_deg - swept[1].alignment.pelvic_tilt_deg
    extended = swept[1].legs["hip_flexion_deg"] - swept[-1].legs["hip_flexion_deg"]
    return float(np.corrcoef(curves, slopes)[0, 1]), extended / tilted


@predicts("C45.1", "C45.2", "C46.1")
def mismatch_and_its_correction(who: Person, ask: Ask) -> Predicted:
    """C7, pelvis, thorax and sacrum with lordosis lost and restored; pelvic tilt after 15 degrees."""
    lost, back = (
        lumbar(ask, patient, deg).alignment.change for patient, deg in ((who, -20), (short_of_lordosis(20), 20))
    )
    found = [lost.sva_mm, lost.pelvic_tilt_deg, -lost.thoracic_kyphosis_deg, -lost.sacral_slope_deg]
    first = lumbar(ask, who, -15).alignment.change.pelvic_tilt_deg
    return found, [-back.pelvic_tilt_deg, back.thoracic_kyphosis_deg], first
