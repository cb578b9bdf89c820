"""From a person and a scenario to a result. Read this first: each line of ``simulate`` is one physical stage."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

import models
from models import Person
from models.person import JOINTS

from . import alignment, loads, tissue
from . import scenario as scenarios
from .chain import BASE, COORDINATES, Array
from .posture import EXACT, NoPosture, Solution, runaway, smallest_stiffness, solve
from .potential import GRAVITY, Potential
from .result import Alignment, JointTable, Result, Stability
from .scenario import Scenario
from .stance import bow, build, carried_points, head_hold, merge, nod, shift_holds, trunk_hold

_KEPT = 32
_RANGE_SLACK_DEG = 1.0  # ranges are means of people who differ by more
_DRAWN_IN_RAD = np.radians(2.0)


@dataclass(frozen=True)
class Stand:
    """An untilted person, solved once and kept: what every change is measured from."""

    setting: Potential
    solution: Solution
    compliance: Array  # (80, 80) [rad/Nm] inverse of the Hessian
    result: Result
    multiplier: Array
    margins: dict[bytes, float] = field(default_factory=dict)

    def margin(self, fixed: Array) -> float:
        """Stability margin of the untilted posture with the same coordinates held as in the one beside it."""
        key = np.packbits(fixed).tobytes()
        if key not in self.margins:
            self.margins[key] = float(smallest_stiffness(self.solution.at, fixed))
        return self.margins[key]


_stands: OrderedDict[tuple[Any, ...], tuple[Person, Stand]] = OrderedDict()


def simulate(
    person: Person | str | Mapping[str, Any] | None = None,
    scenario: Scenario | Mapping[str, Any] | None = None,
    **words: Any,
) -> Result:
    """Posture, loads and alignment of a person whose lumbar spine is tilted.

    Args:
        person: a ``models.Person``, the name of one, or a table of measures; by default the scenario's.
        scenario: a ``Scenario``, or its words as a table.
        **words: the scenario's words: ``tilt_deg=10, direction="backward", at="lumbar", posture="relaxed"``,
            ``tilts=[...]``, ``lean_deg=``, ``head_deg=``, ``carry={"right-hand": 10}``, ``fused=["L4-L5"]``.

    Returns:
        Result; its ``baseline`` is the same person, posture and burden, untilted.

    Raises:
        ScenarioError: the request is wrong. NoPosture: nobody can stand like that; the message says what ran away.
    """
    # matrices of 80 rows: the linear algebra's threads cost more than they give, several times more on a busy machine
    with _linear_algebra().limit(limits=1, user_api="blas"):
        return _simulate(person, scenario, words)


@lru_cache(maxsize=1)
def _linear_algebra() -> ThreadpoolController:
    return ThreadpoolController()


def _simulate(
    person: Person | str | Mapping[str, Any] | None,
    scenario: Scenario | Mapping[str, Any] | None,
    words: dict[str, Any],
) -> Result:
    asked, who = _who(person, scenario, words)
    plain = asked.untilted()
    stand = _stand(who, plain)
    if asked == plain:
        return replace(stand.result, scenario=asked, baseline=stand.result)
    at_will = asked.lean_deg is not None or asked.head_deg is not None or asked.shifts
    setting = _setting(who, asked) if at_will else stand.setting
    start, fixed = _held(who, asked, stand)
    solution = _solved(setting, start, fixed, stand.solution.q)
    return _result(who, asked, setting.tissue, solution, stand, _own_angles(solution.q, asked, stand.solution.q))[0]


def _who(
    person: Person | str | Mapping[str, Any] | None,
    scenario: Scenario | Mapping[str, Any] | None,
    words: dict[str, Any],
) -> tuple[Scenario, Person]:
    if isinstance(person, (str, Mapping)):
        words = {**words, "person": person}
    elif not isinstance(person, (Person, type(None))):
        raise scenarios.ScenarioError(f"a person is a models.Person, a name or a table of measures, not {person!r:.60}")
    asked = scenarios.build(scenario, **words)
    if isinstance(person, Person):
        who, asked = person, scenarios.replace(asked, person=person.name)
    elif isinstance(asked.person, str):
        who = models.load(asked.person)
    else:
        who = models.person(**asked.person)
    asked.refuse_tilted_fusion((*who.fused, *asked.fused))
    return asked, who


def _setting(person: Person, asked: Scenario) -> Potential:
    """The potential of this person, posture, burden and hold."""
    posture, gains = models.load_postures()[asked.posture], models.load_gains()
    lean = asked.lean_deg or 0.0
    points = carried_points(person, gains, asked.carry, lean)
    holds = []
    if asked.lean_deg is not None:
        holds.append(trunk_hold(person, asked.lean_deg))
    if asked.head_deg is not None:
        holds.append(head_hold(asked.head_deg))
    for shift in asked.shifts:
        holds += shift_holds(person, shift)
    carried = sum(load.mass_kg for load in asked.carry)
    return build(
        person, posture, gains, merge(person, points), carried, tuple(holds), lean, asked.head_deg, asked.shifts
    )


def _fused(person: Person, asked: Scenario) -> Array:
    return np.isin(JOINTS, (*person.fused, *asked.fused))


def _fixed_angles(person: Person, asked: Scenario, untilted: Array) -> tuple[Array, Array]:
    """Coordinates in which what tilts and fusions prescribe is set, the rest untilted; and which are prescribed."""
    q, fixed = untilted.copy(), np.zeros(COORDINATES, dtype=bool)
    stiff = _fused(person, asked)
    fixed[BASE:] = np.repeat(stiff, 3)
    for lift in asked.lift:  # both feet on the ground, legs straight: the raised side's hip stands higher
        q[3] += np.arctan2(lift.height_m, person.hip_spacing_m) * (1.0 if lift.side == "left" else -1.0)
        fixed[3] = True
    for tilt in asked.tilts:
        if tilt.at == "pelvis":
            q[2 + tilt.axis] += tilt.angle_rad
            fixed[2 + tilt.axis] = True
            continue
        moving = [JOINTS.index(name) for name in tilt.joints if not stiff[JOINTS.index(name)]]
        # the more compliant a joint, the larger its share of a changed curve
        compliance = 1.0 / person.tissue.secant[moving, tilt.axis]
        for joint, share in zip(moving, compliance / compliance.sum(), strict=True):
            first = BASE + 3 * joint
            q[first + tilt.axis] += share * tilt.angle_rad
            fixed[first : first + 3] = True
    return q, fixed


def _held(person: Person, asked: Scenario, stand: Stand) -> tuple[Array, Array]:
    """First guess and mask of prescribed coordinates.

    The guess is the linear response of the untilted posture to what is prescribed, large angles drawn in as tissue that
    hardens would, plus a plain bow or nod where trunk or head is held.
    """
    untilted = stand.solution
    q, fixed = _fixed_angles(person, asked, untilted.q)
    change = q - untilted.q
    if change.any():
        held = np.flatnonzero(fixed)
        compliance = stand.compliance[:, held]
        reaction = np.linalg.solve(compliance[held], change[held])  # what imposes the prescribed change
        change = compliance @ reaction
        change[BASE:] = _DRAWN_IN_RAD * np.arcsinh(change[BASE:] / _DRAWN_IN_RAD)
    lean = asked.lean_deg or 0.0
    at_will = bow(person, lean) + (nod(person, asked.head_deg - lean) if asked.head_deg is not None else 0.0)
    return np.where(fixed, q, untilted.q + change + at_will), fixed


def _own_angles(q: Array, asked: Scenario, untilted: Array) -> Array:
    """Joint angles that strain tissue: a joint that is tilted and held has taken its tissue's rest shape along."""
    angles = q[BASE:].reshape(25, 3).copy()
    before = untilted[BASE:].reshape(25, 3)
    for tilt in asked.tilts:
        for name in tilt.joints:
            joint = JOINTS.index(name)
            angles[joint] = before[joint]
    return angles


def _solved(setting: Potential, start: Array, fixed: Array, untilted: Array) -> Solution:
    """Newton from the untilted posture; where that fails, in small steps towards what is asked."""
    solution = solve(setting, start, fixed)
    if solution.converged:
        return solution
    q = untilted
    for share in np.linspace(0.0, 1.0, 9)[1:]:
        step = np.where(fixed, untilted + share * (start - untilted), q)
        partial = replace(setting, holds=tuple(hold.partly(share) for hold in setting.holds))
        solution = solve(partial, step, fixed)
        q = solution.q
    if not solution.converged:
        raise NoPosture(
            f"no equilibrium exists for this: {runaway(solution)};"
            " try a smaller tilt, a lighter load or another posture"
        )
    return solution


def _stand(person: Person, plain: Scenario) -> Stand:
    """The untilted person: solved once for each person, posture, burden and fusion, then kept."""
    key = (id(person), plain.posture, plain.carry, plain.fused)
    known = _stands.get(key)
    if known is not None and known[0] is person:
        _stands.move_to_end(key)
        return known[1]
    setting = _setting(person, plain)
    start, fixed = _fixed_angles(person, plain, np.zeros(COORDINATES))
    solution = solve(setting, start, fixed, EXACT)
    if not solution.converged:
        burden = " with what is carried" if plain.carry else ""
        raise NoPosture(f"{person.name} cannot stand {plain.posture}{burden}: {runaway(solution)}")
    result, multiplier = _result(person, plain, setting.tissue, solution, None, solution.at.pose.angles_rad)
    stand = Stand(setting, solution, np.linalg.inv(solution.at.hessian), result, multiplier)
    _stands[key] = (person, stand)
    if len(_stands) > _KEPT:
        _stands.popitem(last=False)
    return stand


def _result(
    person: Person, asked: Scenario, law: tissue.Law, solution: Solution, stand: Stand | None, own: Array
) -> tuple[Result, Array]:
    """Loads, alignment and words of a solved posture."""
    at, before = solution.at, None if stand is None else stand.result
    passive = tissue.evaluate(law, own).moment_Nm
    load = loads.joint_loads(
        person,
        models.load_gains(),
        at,
        passive,
        _fused(person, asked),
        None if stand is None else stand.multiplier,
    )
    joints = JointTable.of(
        angle_rad=at.pose.angles_rad,
        force_N=load.force_N,
        moment_Nm=load.part_moment_Nm["weight"],
        pressure_MPa=load.pressure_MPa,
        range_used=_range_used(person, at.pose.angles_rad),
        body_weight_N=person.mass_kg * GRAVITY,
        part_force_N=load.part_force_N,
        part_moment_Nm=load.part_moment_Nm,
        baseline=None if before is None else before.joints,
    )
    measures = {name: float(value) for name, value in alignment.measure(person, at.pose).items()}
    margin = float(solution.margin)
    result = Result(
        scenario=asked,
        person=person,
        converged=True,
        residual_Nm=float(solution.residual_Nm),
        iterations=solution.iterations,
        stability=Stability(margin, margin if stand is None else stand.margin(solution.fixed)),
        pose=at.pose,
        alignment=Alignment.of(measures, None if before is None else before.alignment),
        joints=joints,
        muscle_force_N=load.muscle_N,
        baseline=before,
        legs=_legs(person, solution),
        warnings=_warnings(person, asked, load, joints),
    )
    return result, load.multiplier


def _range_used(person: Person, angles_rad: Array) -> Array:
    """(25,) largest share of the measured range of motion that is used, over the three axes."""
    angle = np.degrees(angles_rad)
    limit = np.where(angle >= 0, person.range_deg[..., 1], person.range_deg[..., 0])
    return np.max(np.abs(angle) / np.maximum(limit, 0.1), axis=-1)


def _legs(person: Person, solution: Solution) -> dict[str, float]:
    forward, side, pelvis = solution.q[0], solution.q[1], solution.q[2]
    sway = solution.at.pose.hip_m - person.hip_m
    return {
        "hip_flexion_deg": float(np.degrees(pelvis - forward)),
        "ankle_dorsiflexion_deg": float(np.degrees(forward)),
        "side_lean_deg": float(np.degrees(side)),
        "hip_forward_mm": float(1e3 * sway[0]),
        "hip_right_mm": float(1e3 * sway[2]),
        "weight_share_right": float(0.5 + solution.at.com_m[2] / person.hip_spacing_m),
    }


def _warnings(person: Person, asked: Scenario, load: loads.Loads, joints: JointTable) -> tuple[str, ...]:
    """What a reader must know before believing the numbers."""
    words = []
    free = ~_fused(person, asked)
    left_over = np.where(free[:, None], np.abs(load.residual_Nm), 0.0)
    asked_Nm = np.abs(load.part_moment_Nm["weight"] + load.part_moment_Nm["tissue"])
    excess = left_over / np.maximum(1.0, 0.1 * asked_Nm)
    joint, axis = np.unravel_index(int(np.argmax(excess)), excess.shape)
    if excess[joint, axis] > 1.0:
        words.append(
            f"muscles cannot supply {left_over[joint, axis]:.1f} Nm of {('flexion', 'side-bending', 'axial')[axis]}"
            f" moment at {JOINTS[joint]}; the load there is a lower bound"
        )
    if load.imbalance > 1e-6:
        words.append(f"muscle forces balance only to {load.imbalance:.0e} of the largest moment")
    if load.capped:
        words.append(f"{load.capped} muscle fascicles work at their greatest strength")
    beyond = np.maximum(-person.range_deg[..., 0] - joints.angle_deg, joints.angle_deg - person.range_deg[..., 1])
    over = [JOINTS[joint] for joint in np.flatnonzero(beyond.max(axis=-1) > _RANGE_SLACK_DEG)]
    if over:
        words.append(f"beyond the measured range of motion at {', '.join(over)}")
    return tuple(words)
