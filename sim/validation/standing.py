"""Experiments on people described differently, all standing erect: normal values, incidence, age."""

from __future__ import annotations

import numpy as np

import models
from models import Person

from .probes import (
    centre,
    head_to_gravity_line_mm,
    lordosis_deg,
    odontoid_over_hips_deg,
    t1_pelvic_deg,
    to_gravity_line_mm,
    vertebrae,
)
from .registry import Ask, Predicted, predicts


@predicts("C01.1", "C01.3", "C01.7")
def normal_standing(who: Person, ask: Ask) -> Predicted:
    """Neck, lumbar curve and C7 offset of an average person."""
    at = ask(who)
    neck = lordosis_deg(at, ("C3", "lower"), ("C7", "lower"))
    back = lordosis_deg(at, ("T12", "lower"), ("pelvis", "upper"))
    return neck, back, at.alignment.sva_mm


@predicts("C03.2")
def head_stays_over_the_body_with_age(who: Person, ask: Ask) -> Predicted:
    """Head to gravity line at 75 less that at 25."""
    young, old = (head_to_gravity_line_mm(ask(models.person(age=years))) for years in (25, 75))
    return (old - young,)


@predicts("C04.1")
def lordosis_follows_incidence(who: Person, ask: Ask) -> Predicted:
    """Lordosis per degree of incidence."""
    low, high = (ask(models.person(pelvic_incidence_deg=deg)).alignment for deg in (40, 65))
    return ((high.lumbar_lordosis_deg - low.lumbar_lordosis_deg) / 25,)


@predicts("C05.4", "C05.5", "C05.7")
def young_and_older_standing(who: Person, ask: Ask) -> Predicted:
    """Pelvic tilt and C7 offset of the young; change of odontoid over hips at 62."""
    young, older = ask(who), ask(models.person(pelvic_incidence_deg=who.measures["pelvic_incidence_deg"], age=62))
    drift = odontoid_over_hips_deg(older) - odontoid_over_hips_deg(young)
    return young.alignment.pelvic_tilt_deg, young.alignment.sva_mm, drift


@predicts("C06.1", "C06.3")
def spine_near_the_gravity_line(who: Person, ask: Ask) -> Predicted:
    """Mean distance of the vertebrae; of head and hips: the mean over people, each aside by the published offset."""
    draw = np.clip(np.random.default_rng(34).normal(size=(34, 3)), -2.5, 2.5)
    spine, ends = [], []
    for pi, tk, side in draw:
        at = ask(models.person(pelvic_incidence_deg=float(52 + 10 * pi), thoracic_kyphosis_deg=float(36 + 10 * tk)))
        aside_mm = 7.6 + 12.5 * side
        head_and_hips = np.stack([centre(at, "head"), at.pose.hip_m])
        spine.append(np.hypot(to_gravity_line_mm(at, vertebrae(at)), aside_mm).mean())
        ends.append(np.hypot(to_gravity_line_mm(at, head_and_hips), aside_mm).mean())
    return float(np.mean(spine)), float(np.mean(ends))


@predicts("C07.1", "C07.4", "C07.5")
def ageing(who: Person, ask: Ask) -> Predicted:
    """Changes from 20 to 80 years."""
    young, old = (ask(models.person(age=years)) for years in (20, 80))
    return (
        old.alignment.sva_mm - young.alignment.sva_mm,
        t1_pelvic_deg(old) - t1_pelvic_deg(young),
        old.alignment.cervical_lordosis_deg - young.alignment.cervical_lordosis_deg,
    )
