"""Laws that the mechanics must obey whoever stands how: mirror, rotation, scaling, superposition, reciprocity, work.

Each function tries a law on random people and requests and says how often it failed and by how much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import draws
import numpy as np

import models
import sim
from models import Person
from sim import loads, pipeline, prescribed, search, tissue
from sim.chain import BASE, LEGS
from sim.items import PLACES
from sim.muscles import pairs
from sim.posture import EXACT, NoPosture, Solution, solve
from sim.potential import GRAVITY, Potential, evaluate
from sim.reasons import silence
from sim.scenario import Scenario, ScenarioError, build

Array = np.ndarray
EXACTLY = 1e-6  # deg, or of body weight (times a metre): postures are solved to some 1e-9 of either
_TURNS = ("lateral_deg", "axial_deg", "shear_right_N", "moment_lateral_Nm", "moment_axial_Nm")
_TO_THE_SIDE = (
    "lumbar_cobb_deg",
    "thoracic_cobb_deg",
    "c7_offset_mm",
    "shoulder_tilt_deg",
    "pelvic_obliquity_deg",
    "head_tilt_deg",
    "pelvis_turn_deg",
    "thorax_turn_deg",
    "head_turn_deg",
)


@dataclass(frozen=True)
class Found:
    """How often a law was tried, how often it failed, and the largest difference, in the unit of its docstring."""

    tried: int
    failed: int
    worst: float


def found(differences: Sequence[float] | Array, allowed: float) -> Found:
    """From the difference of each case; one that is not a number fails."""
    each = np.asarray(differences, dtype=float)
    worst = float(np.nan_to_num(each, nan=np.inf).max(initial=0.0))
    return Found(len(each), int((~(each <= allowed)).sum()), worst)


def people(count: int, draw: np.random.Generator) -> list[Person]:
    """Random people."""
    return [models.person(**draws.person(draw)) for _ in range(count)]


def solved(person: Person, asked: Scenario) -> tuple[Potential, Solution] | None:
    """The potential of a request and its posture to rounding; None where nobody can stand."""
    try:
        plain = pipeline.stand(person, asked.untilted())
        model = pipeline.setting(person, asked)
        first, fixed = prescribed.first_guess(person, asked, plain.solution.q, plain.compliance)
        solution, _ = search.reached(model, first, fixed, plain.solution.q, EXACT)
    except NoPosture:
        return None
    return model, solution


def mirror(cases: int, seed: int) -> Found:
    """Right and left exchanged: every angle, load and measure is mirrored, muscle by muscle [deg, body weights]."""
    draw = np.random.default_rng(seed)
    who, asked = people(cases, draw), [draws.request(draw) for _ in range(cases)]
    images = [draws.mirrored(each) for each in asked]
    one = sim.simulate_many(who, asked, paired=True)
    other = sim.simulate_many(who, images, paired=True)
    weight = np.array([person.mass_kg for person in who])[:, None] * GRAVITY
    gaps = [np.where(one.converged == other.converged, 0.0, np.inf)]
    for name in ("flexion_deg", "compression_N", "shear_anterior_N", "moment_flexion_Nm", *_TURNS):
        sign = -1.0 if name in _TURNS else 1.0
        unit = 1.0 if name.endswith("deg") else weight
        gaps.append(np.nan_to_num(np.abs(one.joints[name] - sign * other.joints[name]) / unit).max(axis=1))
    for name in one.alignment:
        sign = -1.0 if name in _TO_THE_SIDE else 1.0
        gaps.append(np.nan_to_num(np.abs(one.alignment[name] - sign * other.alignment[name])))
    worst = np.max(gaps, axis=0)
    for k in range(0, cases, 10):  # muscles and legs, which a table does not hold
        if one.converged[k]:
            worst[k] = max(worst[k], _sides(sim.simulate(who[k], asked[k]), sim.simulate(who[k], images[k])))
    return found(worst, EXACTLY)


def _sides(one: sim.Result, other: sim.Result) -> float:
    """Largest difference between muscles [body weights] and legs [deg, mm] of two mirror images."""
    both = pairs(one.person.muscles)
    assert both is not None
    right, left = both
    weight = one.person.mass_kg * GRAVITY
    a, b = one.muscle_force_N, other.muscle_force_N
    gaps = [np.abs(a[right] - b[left]).max() / weight, np.abs(a[left] - b[right]).max() / weight]
    for name, value in one.legs.items():
        image = other.legs[name]
        if name == "weight_share_right":
            image = 1.0 - image
        elif name in ("side_lean_deg", "hip_right_mm"):
            image = -image
        gaps.append(abs(value - image))
    return float(max(gaps))


def rotation(cases: int, seed: int) -> Found:
    """The world turned about the vertical: loads, and moments and stiffnesses of the spine, stay [body weights, m]."""
    draw = np.random.default_rng(seed)
    gaps: list[float] = []
    while len(gaps) < cases:
        person, asked = people(1, draw)[0], draws.request(draw)
        answer = solved(person, asked)
        if answer is not None:
            gaps.append(_turned(person, asked, *answer, float(draw.uniform(-np.pi, np.pi))))
    return found(gaps, EXACTLY)


def _turned(person: Person, asked: Scenario, model: Potential, solution: Solution, yaw: float) -> float:
    at, weight = solution.at, person.mass_kg * GRAVITY
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    pose = at.pose
    aside = replace(pose, rotation=turn @ pose.rotation, pivot_m=pose.pivot_m @ turn.T, axis=pose.axis @ turn.T)
    own = prescribed.own_angles(solution.q, asked, pipeline.stand(person, asked.untilted()).solution.q)
    passive = tissue.evaluate(model.tissue, own).moment_Nm
    common = (passive, prescribed.fused(person, asked))
    gains = models.load_gains()
    here = loads.joint_loads(person, gains, at, *common)
    there = loads.joint_loads(person, gains, replace(at, pose=aside, levers=at.levers @ turn.T), *common)
    gaps = [np.abs(here.force_N - there.force_N).max(), np.abs(here.muscle_N - there.muscle_N).max()]
    # the pelvis turned with all above it: weight, tissue and tone of the spine do not notice
    spine = silence(replace(model, holds=()), ("gaze", "balance"))
    q = solution.q.copy()
    whole = turn @ pose.rotation[0]
    q[LEGS : LEGS + 3] = _angles(whole)
    a, b = evaluate(spine, solution.q), evaluate(spine, q)
    gaps.append(np.abs(b.pose.rotation[0] - whole).max() * weight)
    gaps.append(np.abs(a.gradient[BASE:] - b.gradient[BASE:]).max())
    gaps.append(np.abs(a.hessian[BASE:, BASE:] - b.hessian[BASE:, BASE:]).max())
    return float(max(gaps) / weight)


def _angles(rotation: Array) -> list[float]:
    """Flexion, right bend, left turn of Rz(-flexion) Rx(lateral) Ry(axial)."""
    flexion = np.arctan2(rotation[0, 1], rotation[1, 1])
    axial = np.arctan2(-rotation[2, 0], rotation[2, 2])
    return [flexion, np.arcsin(rotation[2, 1]), axial]


def mass_scaling(cases: int, seed: int) -> Found:
    """Body, burden and muscles k times as much, the same height: the same posture, all forces k times as large.

    Cross-sections of people as made grow with mass to the power of two thirds; here they are given k.
    [deg; forces as a share of body weight, moments of it times a metre]
    """
    draw = np.random.default_rng(seed)
    light, heavy, asked, more = [], [], [], []
    for _ in range(cases):
        words, factor, mass = draws.person(draw), float(draw.uniform(0.6, 1.5)), float(draw.uniform(55.0, 100.0))
        request = draws.request(draw)
        one = models.person(**{**words, "mass_kg": mass})
        other = models.person(**{**words, "mass_kg": mass * factor})
        flesh = one.muscles
        flesh = replace(flesh, pcsa_m2=flesh.pcsa_m2 * factor, slack_m4=flesh.slack_m4 * factor)
        light.append(one)
        heavy.append(replace(other, muscles=flesh))
        asked.append(build(request, carry=_carry(request, 1.0)))
        more.append(build(request, carry=_carry(request, factor)))
    one, other = (sim.simulate_many(*pair, paired=True) for pair in ((light, asked), (heavy, more)))
    gaps = [np.where(one.converged == other.converged, 0.0, np.inf)]
    for name in ("flexion_deg", "compression_N", "shear_anterior_N", "moment_flexion_Nm", *_TURNS):
        units = [1.0 if name.endswith("deg") else person.mass_kg * GRAVITY for who in (light, heavy) for person in who]
        unit = np.array(units).reshape(2, cases, 1)
        gap = np.abs(one.joints[name] / unit[0] - other.joints[name] / unit[1])
        gaps.append(np.nan_to_num(gap).max(axis=1))
    worst = np.max(gaps, axis=0)
    for k in np.flatnonzero(~(worst <= EXACTLY)):  # of two postures either may be found, where the answer says so
        if _told_of_two(light[k], asked[k]) or _told_of_two(heavy[k], more[k]):
            worst[k] = 0.0
    return found(worst, EXACTLY)


def _told_of_two(person: Person, asked: Scenario) -> bool:
    """Whether an answer says that more than one posture may be in balance."""
    try:
        return any(remark.key == "branch" for remark in sim.simulate(person, asked).warnings)
    except NoPosture:
        return False


def _carry(request: Scenario, factor: float) -> list[dict[str, Any]]:
    carried = request.in_posture().to_dict()["carry"]
    return [{**load, "mass_kg": min(60.0, load["mass_kg"] * factor)} for load in carried]


def size_scaling(cases: int, seed: int) -> tuple[Array, Array]:
    """Height k times as large, the same mass, hands empty: (n,) largest change of an angle [deg], and of a compression
    as a share of body weight. Not exact: how soft the edges of the feet are, and abdominal pressure, do not scale."""
    draw = np.random.default_rng(seed)
    short, tall, asked = [], [], []
    while len(short) < cases:
        words, factor = draws.person(draw), float(draw.uniform(0.9, 1.1))
        request = draws.request(draw, 2)
        if request.in_posture().carry or request.shifts or request.heels_m or request.lift or request.arms:
            continue  # lengths in metres
        words = {**words, "mass_kg": words.get("mass_kg", 70.0), "height_m": 1.7}
        short.append(models.person(**words))
        tall.append(models.person(**{**words, "height_m": 1.7 * factor}))
        asked.append(request)
    one, other = (sim.simulate_many(who, asked, paired=True) for who in (short, tall))
    both = one.converged & other.converged
    angle = np.abs(one.joints["flexion_deg"] - other.joints["flexion_deg"])[both].max(axis=1)
    press = np.abs(one.joints["compression_body_weights"] - other.joints["compression_body_weights"])[both].max(axis=1)
    return angle, press


def superposition(postures: Sequence[str], size_deg: float = 0.5) -> tuple[Found, float, list[tuple[str, float]]]:
    """Two small tilts together do what each does alone, but for a remainder that falls with the square of their size.

    Tried for every pair of places and of the directions forward and right, halving the tilts twice.

    Returns:
        how often the rate was below 1.8 (or the remainder above rounding without a rate), the largest remainder of
        tilts of ``size_deg`` [deg], and the lowest rate by posture.
    """
    man = models.load("adult_male")
    tilts = [{"direction": way, "at": at} for at in PLACES for way in ("forward", "right")]
    kinds: list[tuple[str, dict[str, str], dict[str, str]]] = []
    for posture in postures:
        for a, b in combinations(tilts, 2):
            try:
                build(tilts=[{"deg": 1, **a}, {"deg": 1, **b}])
            except ScenarioError:
                continue  # the same joint about the same axis
            kinds.append((posture, a, b))
    rest = []
    for size in (size_deg, size_deg / 2, size_deg / 4):
        asked = [
            {"posture": posture, "tilts": [{"deg": x, **a}, {"deg": y, **b}]}
            for posture, a, b in kinds
            for x, y in ((0.0, 0.0), (size, 0.0), (0.0, size), (size, size))
        ]
        angles = _flat(sim.simulate_many(man, asked)).reshape(len(kinds), 4, -1)
        rest.append(np.abs(angles[:, 3] - angles[:, 1] - angles[:, 2] + angles[:, 0]).max(axis=1))
    rates = np.log2(rest[0] / np.maximum(rest[2], 1e-13)) / 2
    rates = np.where(rest[2] < 1e-8, 2.0, rates)  # what is left over is rounding
    lowest = [(posture, float(rates[[kind[0] == posture for kind in kinds]].min())) for posture in postures]
    return found(np.maximum(0.0, 1.8 - rates), 0.0), float(rest[0].max()), lowest


def _flat(answers: sim.Answers) -> Array:
    return np.concatenate([answers.joints[name] for name in ("flexion_deg", "lateral_deg", "axial_deg")], axis=1)


def reciprocity(cases: int, seed: int) -> Found:
    """Maxwell and Betti: what a moment at i turns at j, the same moment at j turns at i [share of the largest]."""
    draw = np.random.default_rng(seed)
    gaps: list[float] = []
    while len(gaps) < cases:
        person, asked = people(1, draw)[0], draws.request(draw)
        answer = solved(person, asked)
        if answer is None:
            continue
        model, solution = answer
        i, j = draw.choice(np.flatnonzero(~solution.fixed), 2, replace=False)
        at_i, at_j = (_answered(model, solution, k) for k in (i, j))
        gaps.append(abs(at_i[j] - at_j[i]) / max(abs(at_i[i]), abs(at_j[j])))
    return found(gaps, 1e-6)


def _answered(model: Potential, solution: Solution, at: int) -> Array:
    """(81,) [rad/Nm] how the solved posture answers a moment on one coordinate."""
    ends = []
    moment = 2e-4 * float(solution.margin)
    for sign in (1.0, -1.0):
        tone = model.tone_moment.copy()
        tone[at] += sign * moment
        ends.append(solve(replace(model, tone_moment=tone), solution.q, solution.fixed, EXACT).q)
    slope: Array = (ends[0] - ends[1]) / (2 * moment)
    return slope


def work(cases: int, seed: int) -> Found:
    """The work that tilting takes is the energy that is stored [share of it]."""
    draw = np.random.default_rng(seed)
    at, weight = np.polynomial.legendre.leggauss(16)
    gaps: list[float] = []
    while len(gaps) < cases:
        person = people(1, draw)[0]
        way = str(draw.choice(["forward", "backward", "left", "turn-right"]))
        tilt = {"direction": way, "at": str(draw.choice(PLACES))}
        asked = build(posture=str(draw.choice(["erect", "relaxed", "sitting"])), tilts=[{"deg": 3.0, **tilt}])
        ends = solved(person, build(asked, tilts=[{"deg": 0.0, **tilt}])), solved(person, asked)
        if ends[0] is None or ends[1] is None:
            continue
        model, first, last = ends[1][0], ends[0][1], ends[1][1]
        moved = np.where(last.fixed, last.q - first.q, 0.0)
        done, q = 0.0, first.q
        for share, part in zip(0.5 * (at + 1.0), 0.5 * weight, strict=True):
            step = solve(model, np.where(last.fixed, first.q + share * moved, q), last.fixed, EXACT)
            done, q = done + part * float(step.at.gradient @ moved), step.q
        stored = float(last.at.energy_J - first.at.energy_J)
        gaps.append(abs(done - stored) / (abs(stored) + 1e-3))
    return found(gaps, 1e-6)
