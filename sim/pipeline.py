"""From a person and a scenario to a result. Read this first: each line of ``simulate`` is one physical stage."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

import models
from models import Gains, Person, Posture
from models.person import AXES, JOINTS

from . import alignment, kernels, loads, tissue
from . import scenario as scenarios
from .chain import BASE, COORDINATES, LEGS, Array, place, place_bodies
from .items import Tilt
from .posture import EXACT, TOLERANCE, NoPosture, Solution, runaway, smallest_stiffness, solve
from .potential import GRAVITY, Potential
from .remarks import Remark
from .result import Alignment, JointTable, Result, Stability
from .scenario import Scenario
from .stance import build, legs_on, start

_KEPT = 32
_RANGE_SLACK_DEG = 1.0  # ranges are means of people who differ by more
_FAR_BEYOND = 1.5  # of a range that is small: half that slack is enough to say so
UNSHARED = 1e-6  # how far muscle forces may be from those of least effort before a reader is told
_DRAWN_IN_RAD = np.radians(2.0)
_FLEXES = {"lumbar": (-1.0, "lumbar_lordosis_deg"), "thoracic": (1.0, "thoracic_kyphosis_deg")}
QUICK = 12  # Newton steps in which a posture is found that lies next to the guess; 9 of 10 hard requests need fewer
_SAME_RAD = 1e-4  # two solutions of one posture differ by some 1e-10
FIRM = 1e3  # of body weight times height, for each hold: stiff enough for a first guess


@dataclass(frozen=True)
class Bend:
    """A curve held at an angle, in the words of a tilt."""

    at: str
    joints: tuple[str, ...]
    angle_rad: Array | float
    axis: int = 0


@dataclass(frozen=True)
class Stand:
    """An untilted person, solved once and kept: what every change is measured from."""

    setting: Potential
    solution: Solution
    compliance: Array  # (81, 81) [rad/Nm] inverse of the Hessian
    result: Result
    multiplier: Array
    only: bool  # whether no other posture was found
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
    kernels.answered()
    with on_one_thread():
        return _simulate(person, scenario, words)


@lru_cache(maxsize=1)
def _linear_algebra() -> ThreadpoolController:
    return ThreadpoolController()


def on_one_thread() -> AbstractContextManager[object]:
    """Linear algebra on one thread: for matrices of 81 rows more cost more than they give, most on a busy machine."""
    return _linear_algebra().limit(limits=1, user_api="blas")


def _simulate(
    person: Person | str | Mapping[str, Any] | None,
    scenario: Scenario | Mapping[str, Any] | None,
    words: dict[str, Any],
) -> Result:
    asked, who = _who(person, scenario, words)
    return answer(who, asked)


def answer(who: Person, asked: Scenario) -> Result:
    """``simulate`` for a person and a request that are known to be in order."""
    before = asked.before()
    compared = stand(who, before)
    named = replace(compared.result, scenario=before)  # it was solved for whoever asked first, by another title
    if asked.is_like(before):
        return replace(compared.result, scenario=asked, baseline=named)
    plain = stand(who, asked.untilted())
    if asked.is_like(asked.untilted()):  # a posture as such, beside standing erect
        result = _result(who, asked, plain.setting.tissue, plain.solution, compared)[0]
        return replace(_told(result, plain.only), baseline=named)
    model = plain.setting if asked.only_tilted else setting(who, asked)
    first, fixed = _held(who, asked, plain)
    try:
        solution, only = reached(model, first, fixed, plain.solution.q)
    except NoPosture as error:
        mend = "try a smaller tilt, a lighter load or another posture"
        raise NoPosture(f"no equilibrium exists for this: {error}; {mend}") from None
    result = _result(who, asked, model.tissue, solution, plain)[0]
    return replace(_told(result, only and plain.only), baseline=named)


def _told(result: Result, only: bool) -> Result:
    """With a remark, where the posture may not be the only one."""
    return result if only else replace(result, warnings=(*result.warnings, Remark("branch")))


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


def _manner(asked: Scenario) -> tuple[Posture, Gains]:
    return models.load_postures()[asked.posture], models.load_gains()


def setting(person: Person, asked: Scenario) -> Potential:
    """The potential of this person, posture, burden and hold."""
    return build(person, asked.in_posture(), *_manner(asked))


def fused(person: Person, asked: Scenario) -> Array:
    """(25,) whether a joint cannot move."""
    return np.array([joint in person.fused or joint in asked.fused for joint in JOINTS])


def held_angles(person: Person, asked: Scenario, untilted: Array) -> tuple[Array, Array]:
    """Coordinates in which what the support, tilts and fusions prescribe is set, the rest untilted; and a mask.

    Args:
        person: one, or many stacked who are fused alike.
        asked: of all of them.
        untilted: (..., 81).

    Returns:
        (..., 81) coordinates, and (81,) which are prescribed.
    """
    q, fixed = untilted.copy(), np.zeros(COORDINATES, dtype=bool)
    stiff = fused(person, asked)
    fixed[BASE:] = np.repeat(stiff, 3)
    legs = legs_on(asked.in_posture(), models.load_postures()[asked.posture].support)
    fixed[:LEGS] = ~np.isnan(legs)
    q[..., :LEGS] = np.where(fixed[:LEGS], legs, q[..., :LEGS])
    for lift in asked.lift:  # both feet on the ground, legs straight: the raised side's hip stands higher
        q[..., LEGS + 1] += np.arctan2(lift.height_m, person.hip_spacing_m) * (1.0 if lift.side == "left" else -1.0)
        fixed[LEGS + 1] = True
    bends: list[Tilt | Bend] = [*asked.tilts, *_curved(person, asked, untilted)]
    for tilt in bends:
        if tilt.at == "pelvis":
            q[..., LEGS + tilt.axis] += tilt.angle_rad
            fixed[LEGS + tilt.axis] = True
            continue
        moving = [JOINTS.index(name) for name in tilt.joints if not stiff[JOINTS.index(name)]]
        # the more compliant a joint, the larger its share of a changed curve
        compliance = 1.0 / person.tissue.secant[..., moving, tilt.axis]
        share = compliance / _summed(compliance)[..., None]
        for k, joint in enumerate(moving):
            first = BASE + 3 * joint
            q[..., first + tilt.axis] += share[..., k] * tilt.angle_rad
            # a tilted joint is held about all three axes; a curve held at an angle about one
            fixed[first + tilt.axis if isinstance(tilt, Bend) else slice(first, first + 3)] = True
    return q, fixed


def _summed(values: Array) -> Array:
    """Sum over the last axis, term by term in the same order for one person as for many stacked."""
    total: Array = np.ascontiguousarray(values).sum(-1)
    return total


def _curved(person: Person, asked: Scenario, untilted: Array) -> list[Bend]:
    """Curves held at an angle, as what is missing to it from the untilted posture."""
    bends: list[Bend] = []
    if not asked.curves:
        return bends
    upright = alignment.measure(person, place_bodies(person, np.zeros_like(untilted)))
    for curve in asked.curves:
        flexed = _summed(untilted[..., BASE::3][..., [JOINTS.index(name) for name in curve.joints]])
        # flexion takes lordosis away and adds kyphosis
        sign, measure = _FLEXES[curve.what]
        more = np.radians(curve.deg - upright[measure])
        bends.append(Bend(curve.what, curve.joints, sign * more - flexed))
    return bends


def _held(person: Person, asked: Scenario, stand: Stand) -> tuple[Array, Array]:
    """First guess and mask of prescribed coordinates.

    The guess is the linear response of the untilted posture to what is prescribed, large angles drawn in as tissue that
    hardens would, plus a plain bow and nod where trunk or head is held.
    """
    untilted = stand.solution
    q, fixed = held_angles(person, asked, untilted.q)
    change = q - untilted.q
    if change.any():
        held = np.flatnonzero(fixed)
        compliance = stand.compliance[:, held]
        reaction = np.linalg.solve(compliance[held], change[held])  # what imposes the prescribed change
        change = compliance @ reaction
        change[BASE:] = drawn_in(change[BASE:])
    if not asked.only_tilted:
        change = change + start(person, asked.in_posture()) - start(person, asked.untilted().in_posture())
    return np.where(fixed, q, untilted.q + change), fixed


def drawn_in(angles_rad: Array) -> Array:
    """Angles of a linear guess, large ones drawn in as tissue that hardens would."""
    angles: Array = _DRAWN_IN_RAD * np.arcsinh(angles_rad / _DRAWN_IN_RAD)
    return angles


def own_angles(q: Array, asked: Scenario, untilted: Array) -> Array:
    """Joint angles (..., 25, 3) that strain tissue: a joint that is tilted and held has taken its tissue's rest shape
    along."""
    angles = q[..., BASE:].reshape(*q.shape[:-1], 25, 3).copy()
    before = untilted[..., BASE:].reshape(angles.shape)
    tilted = [JOINTS.index(name) for tilt in asked.tilts for name in tilt.joints]
    curved = [JOINTS.index(name) for curve in asked.curves for name in curve.joints]
    angles[..., tilted, :] = before[..., tilted, :]
    angles[..., curved, 0] = before[..., curved, 0]
    return angles


def _walked(model: Potential, first: Array, fixed: Array, untilted: Array, tolerance: float = TOLERANCE) -> Solution:
    """In eight steps from the untilted posture towards what is asked."""
    q = untilted
    for share in np.linspace(0.0, 1.0, 9)[1:]:
        step = np.where(fixed, untilted + share * (first - untilted), q)
        partial = replace(model, holds=tuple(hold.partly(share) for hold in model.holds))
        solution = solve(partial, step, fixed, tolerance)
        q = solution.q
    return solution


def _downhill(
    model: Potential, first: Array, fixed: Array, untilted: Array, tolerance: float, last: Solution
) -> Solution:
    """Downhill only, from the guess and from the untilted posture; ``last`` says what ran away before."""
    for begin in (first, np.where(fixed, first, untilted)):
        solution = solve(model, begin, fixed, tolerance, guarded=True)
        if solution.converged:
            return solution
    raise NoPosture(runaway(last))


def reached(
    model: Potential, first: Array, fixed: Array, untilted: Array, tolerance: float = TOLERANCE
) -> tuple[Solution, bool]:
    """The posture that what is asked leads to from the untilted one, and whether it is the only one that was found.

    Newton's method from the guess settles in a few steps on the posture next to it. Where it takes many it has gone
    some way, and where it ends can depend on the last digit of what is asked: there the posture counts that is reached
    in small steps from the untilted one, and both are compared. Where neither is found, downhill only.

    Raises:
        NoPosture: saying what ran away.
    """
    solution = solve(model, first, fixed, tolerance)
    if solution.converged and solution.iterations <= QUICK:
        return solution, True
    walked = _walked(model, first, fixed, untilted, tolerance)
    if not walked.converged:
        return solution if solution.converged else _downhill(model, first, fixed, untilted, tolerance, walked), False
    only = not solution.converged or bool(np.abs(walked.q - solution.q).max() < _SAME_RAD)
    return walked, only


def forget() -> None:
    """Drop every untilted posture that is kept, where the numbers behind them have changed."""
    _stands.clear()


def stand(person: Person, plain: Scenario) -> Stand:
    """The untilted person: solved once for each person, posture, burden and fusion, then kept."""
    key = (id(person), plain.posture, plain.carry, plain.fused, plain.arms, plain.braced, kernels.running() is None)
    known = _stands.get(key)
    if known is not None and known[0] is person:
        _stands.move_to_end(key)
        return known[1]
    model, upright = setting(person, plain), np.zeros(COORDINATES)
    held, fixed = held_angles(person, plain, upright)
    first = np.where(fixed, held, start(person, plain.in_posture()))
    try:
        solution, only = reached(model, first, fixed, upright, EXACT)
    except NoPosture as error:
        burden = " with what is carried" if plain.carry else ""
        support = {"feet": "stand", "seat": "sit", "bed": "lie"}[models.load_postures()[plain.posture].support]
        raise NoPosture(f"{person.name} cannot {support} {plain.posture}{burden}: {error}") from None
    result, multiplier = _result(person, plain, model.tissue, solution, None)
    rows = np.where(fixed, 0.0, solution.at.hold_rows)
    stiff = solution.at.hessian + FIRM * float(np.max(model.scale_Nm)) * rows.T @ rows
    made = Stand(model, solution, np.linalg.inv(stiff), _told(result, only), multiplier, only)
    _stands[key] = (person, made)
    if len(_stands) > _KEPT:
        _stands.popitem(last=False)
    return made


def _result(
    person: Person, asked: Scenario, law: tissue.Law, solution: Solution, stand: Stand | None
) -> tuple[Result, Array]:
    """Loads, alignment and words of a solved posture."""
    at, before = solution.at, None if stand is None else stand.result
    own = at.pose.angles_rad if stand is None else own_angles(solution.q, asked, stand.solution.q)
    contacts = _contacts(person, solution)
    load = loads.joint_loads(
        person,
        models.load_gains(),
        at,
        tissue.evaluate(law, own).moment_Nm,
        fused(person, asked),
        contacts,
        None if stand is None else stand.multiplier,
    )
    joints = JointTable.of(
        angle_rad=at.pose.angles_rad,
        force_N=load.force_N,
        moment_Nm=load.part_moment_Nm["weight"],
        pressure_MPa=load.pressure_MPa,
        range_used=range_used(person, at.pose.angles_rad),
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
        warnings=_warnings(person, asked, load, joints, contacts),
    )
    return result, load.multiplier


def _contacts(person: Person, solution: Solution) -> list[loads.Contact]:
    """The pushes of what the body leans on: the multipliers of those holds."""
    found, pose = [], solution.at.pose
    for hold, multiplier in zip(solution.holds, solution.multipliers, strict=True):
        if hold.leans:
            at_m = place(pose, np.array([hold.body]), person.centre_m[[hold.body]])[0]
            found.append(loads.Contact(hold.body, at_m, -float(multiplier) / hold.length_m * hold.normal))
    return found


def range_used(person: Person, angles_rad: Array) -> Array:
    """(..., 25) largest share of the measured range of motion that is used, over the three axes."""
    angle = np.degrees(angles_rad)
    limit = np.where(angle >= 0, person.range_deg[..., 1], person.range_deg[..., 0])
    return np.max(np.abs(angle) / np.maximum(limit, 0.1), axis=-1)


def _legs(person: Person, solution: Solution) -> dict[str, float]:
    ankle, side, knee, pelvis = solution.q[: LEGS + 1]
    sway = solution.at.pose.hip_m - person.hip_m
    return {
        "hip_flexion_deg": float(np.degrees(pelvis - ankle + knee)),
        "knee_flexion_deg": float(np.degrees(knee)),
        "ankle_dorsiflexion_deg": float(np.degrees(ankle)),
        "side_lean_deg": float(np.degrees(side)),
        "hip_forward_mm": float(1e3 * sway[0]),
        "hip_right_mm": float(1e3 * sway[2]),
        "weight_share_right": float(0.5 + solution.at.com_m[2] / person.hip_spacing_m),
    }


def _warnings(
    person: Person, asked: Scenario, load: loads.Loads, joints: JointTable, contacts: Sequence[loads.Contact]
) -> tuple[Remark, ...]:
    """What a reader must know before believing the numbers."""
    said = [Remark("backrest", newtons=f"{-contact.force_N[0]:.0f}") for contact in contacts if contact.force_N[0] < 0]
    asked_Nm = load.part_moment_Nm["weight"] + load.part_moment_Nm["tissue"]
    left_over, excess = unsupplied(load.residual_Nm, asked_Nm, fused(person, asked))
    joint, axis = np.unravel_index(int(np.argmax(excess)), excess.shape)
    if excess[joint, axis] > 1.0:
        said.append(Remark(f"weak_{AXES[axis]}", Nm=f"{left_over[joint, axis]:.1f}", joint=JOINTS[joint]))
    if not load.imbalance <= UNSHARED:
        said.append(Remark("balance", share=f"{load.imbalance:.0e}"))
    if load.capped:
        said.append(Remark("capped_one" if load.capped == 1 else "capped", count=str(load.capped)))
    over = np.flatnonzero(beyond_range(person, joints.angle_deg, joints.range_used))
    if len(over):
        said.append(Remark("range", joints=tuple(JOINTS[joint] for joint in over)))
    return tuple(said)


def unsupplied(residual_Nm: Array, asked_Nm: Array, fused: Array) -> tuple[Array, Array]:
    """(..., 25, 3) [Nm] what muscles leave over of the moments asked of them, and how often that is too much."""
    left_over = np.where(fused[..., None], 0.0, np.abs(residual_Nm))
    return left_over, left_over / np.maximum(1.0, 0.1 * np.abs(asked_Nm))


def beyond_range(person: Person, angle_deg: Array, used: Array) -> Array:
    """(..., 25) whether a joint is clearly beyond its measured range of motion."""
    over = np.maximum(-person.range_deg[..., 0] - angle_deg, angle_deg - person.range_deg[..., 1]).max(axis=-1)
    far: Array = (over > _RANGE_SLACK_DEG) | ((over > 0.5 * _RANGE_SLACK_DEG) & (used > _FAR_BEYOND))
    return far
