"""Experiments on load: what joints bear when the trunk or the head leans, when hands carry, when curves differ."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import brentq

import models
from models import Person

from ..potential import GRAVITY
from .probes import at_L1_N, centre, compression_N, forward_mm, joints, straightness
from .registry import Ask, Predicted, predicts

KG_PER_N = 1.0 / GRAVITY
L1_TO_T1 = ("L5-S1", "T1-T2")


def hands(kg: float, reach_m: float = 0.0, where: str = "both-hands") -> dict[str, Any]:
    """The scenario's words for a load in hanging hands, or so far in front of the shoulders."""
    return {"carry": [{"where": where, "mass_kg": kg, "reach_m": reach_m or None}]}


def pressure(answer: Any) -> float:
    """In the disc L4-L5 [MPa]."""
    return answer.joints["L4-L5"].pressure_MPa


def tasks_of_A01(who: Person, ask: Ask) -> list[float]:
    """Pressure standing, flexed, in a stoop lift, holding close, holding far [MPa]."""
    tasks: tuple[dict[str, Any], ...] = (
        {},
        {"lean_deg": 30},
        {"lean_deg": 70, **hands(20)},
        hands(20, 0.2),
        hands(20, 0.6),
    )
    return [pressure(ask(who, **words)) for words in tasks]


@predicts("A01.4", "A01.8", "A01.10", "A01.12", "A01.14")
def pressures_by_task(who: Person, ask: Ask) -> Predicted:
    """Ratios to standing; compression standing [N]."""
    standing, *tasks = tasks_of_A01(who, ask)
    flexed, stoop, close, far = (task / standing for task in tasks)
    return flexed, stoop, close, far, compression_N(ask(who), "L4-L5")


@predicts("A02.4", "A02.5", "A03.3")
def bent_forward_and_back(who: Person, ask: Ask) -> Predicted:
    """Ratios of pressure to standing; rise of load when leaning forward [%]."""
    standing, forward = ask(who), ask(who, lean_deg=30)
    load = forward.joints["L4-L5"].compression_N / standing.joints["L4-L5"].compression_N
    return (
        pressure(forward) / pressure(standing),
        pressure(ask(who, lean_deg=-15)) / pressure(standing),
        100 * (load - 1),
    )


@predicts("A05.1", "A06.1")
def load_grows_in_proportion(who: Person, ask: Ask) -> Predicted:
    """R² of straight lines."""

    def along(leans: Any, kg: float) -> float:
        words = hands(kg) if kg else {}
        loads = [compression_N(ask(who, lean_deg=float(deg), **words), "L4-L5") for deg in leans]
        return straightness(np.asarray(leans), np.array(loads))

    to_30, to_50 = np.arange(0, 31, 5), np.arange(0, 51, 10)
    weights_N = np.arange(0, 301, 100)
    held = [ask(who, lean_deg=30, **(hands(N * KG_PER_N) if N else {})) for N in weights_N]
    with_load = straightness(weights_N, np.array([compression_N(answer, "L4-L5") for answer in held]))
    return min(along(to_30, 0), along(to_30, 10)), min(along(to_50, 200 * KG_PER_N), with_load)


@predicts("A07.1")
def thorax_by_task(who: Person, ask: Ask) -> Predicted:
    """Compression in mid and lower thorax, in the published order."""
    tasks: tuple[dict[str, Any], ...] = (hands(20, 0.3), {"lean_deg": 30}, {}, {"lean_deg": -15})
    return ([compression_N(ask(who, **words), "T9-T10", "T6-T7") for words in tasks],)


@predicts("A09.1")
def lean_where_the_load_levels_off(who: Person, ask: Ask) -> Predicted:
    """Lean beyond which a further degree adds less than a quarter of what the first ones add."""
    leans = np.arange(0, 61, 5)
    slope = np.diff([at_L1_N(ask(who, lean_deg=float(deg))) for deg in leans])
    flat = np.flatnonzero(slope < 0.25 * slope[0])
    return (float(leans[flat[0]] if flat.size else leans[-1]),)


@predicts("A11.1", "A11.3", "A11.4", "A12.1")
def force_on_L1(who: Person, ask: Ask) -> Predicted:
    """Rise with flexion and with a raised load; lordosis then; force with a weight held out."""
    standing = at_L1_N(ask(who))
    swept = [ask(who, lean_deg=float(deg)) for deg in range(0, 41, 5)]
    lost = [-answer.alignment.change.lumbar_lordosis_deg for answer in swept]
    flexed = float(np.interp(15.0, lost, [at_L1_N(answer) for answer in swept]))
    one = ask(who, **hands(30 * KG_PER_N, 0.6, "right-hand"))
    bent = one.alignment.lumbar_lordosis_deg - ask(who).alignment.lumbar_lordosis_deg
    return flexed - standing, at_L1_N(one) - standing, bent, at_L1_N(ask(who, **hands(10, 0.6)))


@predicts("B01.1", "B01.2", "B01.4")
def rib_cage_carries(who: Person, ask: Ask) -> Predicted:
    """Change of compression with a rib cage, flexed and loaded on one side [%]; correlation with A01."""
    bare, whole = models.person(rib_cage=False), models.person()
    changes = []
    tasks: tuple[dict[str, Any], ...] = ({"lean_deg": 30}, hands(10, 0.0, "right-hand"))
    for words in tasks:
        without, with_ribs = (compression_N(ask(person, **words), *L1_TO_T1) for person in (bare, whole))
        changes.append(100 * (with_ribs / without - 1))
    *predicted, _ = tasks_of_A01(who, ask)
    return (*changes, float(np.corrcoef(predicted, [0.50, 1.10, 2.3, 1.1])[0, 1]))


def _described_with(ask: Ask, measure: str, sva_mm: float, low: float, high: float, **measures: Any) -> Any:
    """A person whose one measure is such that C7 stands at an offset."""

    def described(deg: float) -> Any:
        whole: dict[str, Any] = {**measures, measure: deg}
        return ask(models.person(**whole))

    return described(brentq(lambda deg: described(deg).alignment.sva_mm - sva_mm, low, high, xtol=0.01))


@predicts("B02.1")
def what_more_kyphosis_costs(who: Person, ask: Ask) -> Predicted:
    """Rise of compression, uncompensated, compensated by the pelvis and by lordosis [%]."""
    usual = ask(models.person(thoracic_kyphosis_deg=50))
    sva = usual.alignment.sva_mm
    three = (
        ask(models.person(thoracic_kyphosis_deg=75)),
        _described_with(ask, "pelvic_tilt_deg", sva, 0, 45, thoracic_kyphosis_deg=75),
        _described_with(ask, "lumbar_lordosis_deg", sva, 40, 95, thoracic_kyphosis_deg=75),
    )
    before = compression_N(usual, *L1_TO_T1)
    return ([100 * (compression_N(answer, *L1_TO_T1) / before - 1) for answer in three],)


@predicts("B03.1", "B03.2")
def kyphosis_and_load_among_people(who: Person, ask: Ask) -> Predicted:
    """Correlation of kyphosis with load and with muscle force."""
    draw = np.random.default_rng(44).normal(size=(44, 2))
    people = [
        models.person(age=62.3, pelvic_incidence_deg=float(52 + 10 * pi), thoracic_kyphosis_deg=float(41 + 10 * tk))
        for pi, tk in np.clip(draw, -2.5, 2.5)
    ]
    answers = [ask(person) for person in people]
    kyphoses = [answer.alignment.thoracic_kyphosis_deg for answer in answers]
    loads = [answer.joints.compression_N[joints("L5-S1", "T2-T3")].sum() for answer in answers]
    forces = [answer.muscle_force_N.sum() for answer in answers]
    return float(np.corrcoef(kyphoses, loads)[0, 1]), float(np.corrcoef(kyphoses, forces)[0, 1])


@predicts("B04.1", "B04.2", "B04.4")
def thorax_forward(who: Person, ask: Ask) -> Predicted:
    """C7 over hips and over S1 [mm]; rises of disc load, see the case's setup [N]."""
    upright = ask(who)

    def shifted(distance_m: float) -> Any:
        return ask(who, shifts=[{"what": "thorax", "distance_m": distance_m, "direction": "forward"}])

    def short(distance_m: float) -> float:
        moved = forward_mm(shifted(distance_m), "T12", "pelvis") - forward_mm(upright, "T12", "pelvis")
        return moved - 58.9

    answer = shifted(brentq(short, 0.03, 0.14, xtol=1e-5))
    over_hips = 1e3 * (centre(answer, "C7") - answer.pose.hip_m - centre(upright, "C7") + upright.pose.hip_m)[0]
    pressed = answer.joints.compression_N - upright.joints.compression_N
    sheared = answer.joints.shear_anterior_N - upright.joints.shear_anterior_N
    below_T9, between = joints("L5-S1", "T9-T10"), joints("L4-L5", "L3-L4")
    elsewhere = np.delete(sheared, between)
    rises = [pressed[below_T9].min(), pressed[0] - pressed[1:].max(), sheared[between].max() - elsewhere.max()]
    return float(over_hips), answer.alignment.change.sva_mm, [float(rise) for rise in rises]


@predicts("B06.1")
def incidence_by_itself_costs_little(who: Person, ask: Ask) -> Predicted:
    """Effect of 20 degrees of incidence beside that of 40 mm of C7 offset."""
    slope = 40.0
    curves: dict[str, Any] = {"lumbar_lordosis_deg": 57.0, "thoracic_kyphosis_deg": 41.0}
    fewer, more = (
        ask(models.person(pelvic_incidence_deg=deg, pelvic_tilt_deg=deg - slope, **curves)) for deg in (42, 62)
    )
    fixed: dict[str, Any] = {"pelvic_incidence_deg": 52.0, "pelvic_tilt_deg": 12.0, "thoracic_kyphosis_deg": 41.0}
    middle = ask(models.person(**fixed, lumbar_lordosis_deg=57.0)).alignment.sva_mm
    back, ahead = (_described_with(ask, "lumbar_lordosis_deg", middle + mm, 30, 85, **fixed) for mm in (-20, 20))
    two = joints("L5-S1", "L4-L5")
    by_incidence = np.abs(more.joints.compression_N - fewer.joints.compression_N)[two].max()
    return (float(by_incidence / np.abs(ahead.joints.compression_N - back.joints.compression_N)[two].max()),)


@predicts("B08.1", "B08.2", "B08.3", "B09.5")
def neck_bent_forward(who: Person, ask: Ask) -> Predicted:
    """Shear upright [N]; ratios of compression and of upper shear with the head down; C4-C5 upright [N]."""
    upright, down = ask(who), ask(who, head_deg=45)
    neck = joints("C7-T1", "C2-C3")
    shear = float(upright.joints.shear_anterior_N[neck].mean())
    pressed = compression_N(down, "C7-T1", "C2-C3") / compression_N(upright, "C7-T1", "C2-C3")
    upper = down.joints["C2-C3"].shear_anterior_N / upright.joints["C2-C3"].shear_anterior_N
    return shear, pressed, upper, compression_N(upright, "C4-C5")


@predicts("B10.1", "B10.2", "B10.3", "B10.4", "B10.5")
def neck_force_by_angle(who: Person, ask: Ask) -> Predicted:
    """Compression at C7-T1 with the head held down at 0 to 60 degrees [N]."""
    return tuple(compression_N(ask(who, head_deg=deg), "C7-T1") for deg in (0, 15, 30, 45, 60))


@predicts("B14.1", "B14.2", "B15.1", "B15.2")
def hands_in_front_and_trunk_forward(who: Person, ask: Ask) -> Predicted:
    """Ratios at T8 and T12 with 5 kg in each hand; lumbar load standing and leaning [N]."""
    upright, loaded, lean = ask(who), ask(who, **hands(10, 0.35)), ask(who, lean_deg=30)
    ratios = [compression_N(loaded, joint) / compression_N(upright, joint) for joint in ("T8-T9", "T12-L1")]
    return (*ratios, compression_N(upright, "L5-S1", "L1-L2"), compression_N(lean, "L5-S1", "L1-L2"))


@predicts("B16.1", "B16.2", "B16.3", "B16.4")
def consensus_of_models(who: Person, ask: Ask) -> Predicted:
    """Compression and shear standing and leaning [N]."""
    upright, lean = ask(who), ask(who, lean_deg=30)
    return (
        compression_N(upright, "L4-L5"),
        compression_N(upright, "T12-L1"),
        compression_N(lean, "L4-L5"),
        float(upright.joints["L5-S1"].shear_anterior_N),
    )
