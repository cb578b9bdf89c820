"""What must grow with what, by physics; and shares where physics does not say."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import draws
import numpy as np
from laws import Found, found, people, solved

import models
import sim
from models import Person
from sim import loads, pipeline, prescribed, stance, tissue
from sim.items import Carry
from sim.posture import EXACT, solve
from sim.potential import evaluate
from sim.scenario import Scenario, build

Array = np.ndarray
_HELD = (Carry("both-hands", 1.0, 0.35), Carry("both-hands", 1.0), Carry("backpack", 1.0), Carry("belly", 1.0))


def carried(cases: int, seed: int) -> tuple[Found, dict[str, float]]:
    """More carried in front in a posture that is held: no less compression at L5-S1 [N lost].

    Returns:
        for what reaches forward, or hangs in both hands of somebody who leans forward; and by way of carrying the share
        of cases in which compression grew, whatever the posture.
    """
    draw = np.random.default_rng(seed)
    lost, grew = [], {f"{load.where}{' in front' if load.reach_m else ''}": [] for load in _HELD}
    while len(lost) < cases:
        person = people(1, draw)[0]
        lean = float(draw.uniform(0.0, 60.0))
        answer = solved(person, build(lean_deg=lean))
        if answer is None:
            continue
        q = answer[1].q
        for load, said in zip(_HELD, grew, strict=True):
            less, more = sorted(draw.uniform(0.5, 20.0, 2))
            pressed = [_pressed(person, lean, q, replace_mass(load, kg)) for kg in (less, more)]
            grew[said].append(pressed[1] > pressed[0])
            if load.reach_m or (load.where == "both-hands" and lean > 10.0):
                lost.append(max(0.0, pressed[0] - pressed[1]))
    return found(lost, 0.0), {said: float(np.mean(each)) for said, each in grew.items()}


def replace_mass(load: Carry, mass_kg: float) -> Carry:
    """The same way of carrying another mass."""
    return Carry(load.where, float(mass_kg), load.reach_m)


def _pressed(person: Person, lean: float, q: Array, load: Carry) -> float:
    """Compression at L5-S1 [N] in given coordinates under a load."""
    asked = Scenario(lean_deg=lean, carry=(load,))
    at = evaluate(pipeline.setting(person, asked), q)
    passive = tissue.evaluate(tissue.Law.of(person.tissue), at.pose.angles_rad).moment_Nm
    borne = loads.joint_loads(person, models.load_gains(), at, passive, prescribed.fused(person, asked))
    return float(borne.force_N[0, 0])


def leaning(cases: int, seed: int) -> tuple[Found, float]:
    """The further the trunk leans the larger the moment of weight at L5-S1, from -10 up to 60 deg [Nm lost].

    Returns:
        and the smallest lean at which anybody's moment is largest [deg].
    """
    draw = np.random.default_rng(seed)
    lean = np.arange(-10.0, 90.1, 5.0)
    answers = sim.simulate_many(people(cases, draw), [{"lean_deg": float(deg)} for deg in lean])
    moment = answers.joints["moment_flexion_Nm"][:, 0].reshape(cases, len(lean))
    steps = np.diff(moment[:, lean <= 60.0], axis=1)
    return found(np.maximum(0.0, -np.nan_to_num(steps)).max(axis=1), 0.0), float(
        lean[np.nanargmax(moment, axis=1)].min()
    )


def answering(cases: int, seed: int) -> Found:
    """The more the lumbar curve or the pelvis is tilted, the more the rest of the body turns in all [deg lost]."""
    draw = np.random.default_rng(seed)
    deg = np.arange(0.0, 20.1, 2.0)
    who, lost = people(cases, draw), []
    for at in ("lumbar", "pelvis"):
        for way in ("forward", "backward", "right"):
            asked = [{"tilt_deg": float(x), "direction": way, "at": at} for x in deg]
            answers = sim.simulate_many(who, asked)
            free = slice(5, None) if at == "lumbar" else slice(None)
            axis = "lateral" if way == "right" else "flexion"
            turned = np.abs(answers.joints[f"change_{axis}_deg"][:, free]).sum(axis=1).reshape(cases, len(deg))
            lost += list(np.maximum(0.0, -np.nan_to_num(np.diff(turned, axis=1))).max(axis=1))
    return found(lost, 1e-9)


def stiffer(cases: int, seed: int) -> Found:
    """A column of stiffer tissue buckles under more: older than 40, less flexible, worn discs [N lost]."""
    draw = np.random.default_rng(seed)
    lost = []
    for _ in range(cases):
        words = {**draws.person(draw), "age": 45.0, "flexibility": 1.1, "height_m": 1.7, "mass_kg": 70.0}
        words.pop("disc_grade", None)
        curves = models.person(**words).measures
        words |= {name: curves[name] for name in ("pelvic_tilt_deg", "lumbar_lordosis_deg", "thoracic_kyphosis_deg")}
        words["cervical_lordosis_deg"] = curves["cervical_lordosis_deg"]
        loads_N = [_buckles({**words, **change}) for change in ({}, {"age": 75.0}, {"flexibility": 0.9})]
        lost.append(max(0.0, loads_N[0] - min(loads_N[1:])))
    return found(lost, 0.0)


def _buckles(words: dict[str, object]) -> float:
    return float(sim.buckling_load(models.person(**words), region="lumbar", load="vertical", plane="frontal"))


def braced(cases: int, seed: int) -> Found:
    """A brace takes nothing from the margin of standing erect, in which it is not strained (Weyl) [Nm/rad lost]."""
    draw = np.random.default_rng(seed)
    lost = []
    for person in people(cases, draw):
        plain = stance.build(person, Scenario(), *pipeline._manner(Scenario()))
        free = np.zeros(plain.active.shape, dtype=bool)
        margins = []
        for share in (0.0, 0.5, 2.0):
            asked = build(braced={"lumbar": share, "thoracic": share, "neck": share})
            firm = replace(plain, active=plain.active + stance._brace(person, asked))
            margins.append(float(solve(firm, np.zeros(free.shape), free, EXACT).margin))
        lost.append(max(0.0, *(a - b for a, b in pairwise(margins))))
    return found(lost, 1e-9)


def stronger(cases: int, seed: int) -> Found:
    """Stronger muscles leave no more of a moment unmet in the same posture [Nm]."""
    draw = np.random.default_rng(seed)
    more = []
    while len(more) < cases:
        person, asked = people(1, draw)[0], draws.request(draw)
        answer = solved(person, asked)
        if answer is None:
            continue
        own = prescribed.own_angles(answer[1].q, asked, pipeline.stand(person, asked.untilted()).solution.q)
        passive = tissue.evaluate(answer[0].tissue, own).moment_Nm
        left = []
        for factor in (1.0, 1.3):
            flesh = replace(person.muscles, pcsa_m2=person.muscles.pcsa_m2 * factor)
            strong = replace(person, muscles=flesh)
            fused = prescribed.fused(person, asked)
            borne = loads.joint_loads(strong, models.load_gains(), answer[1].at, passive, fused)
            slack = np.where(fused[:, None], np.inf, flesh.slack_m4)
            left.append(float((borne.residual_Nm**2 / slack).sum()))
        more.append(max(0.0, left[1] - left[0]) / (left[0] + 1e-9))
    return found(more, 1e-6)
