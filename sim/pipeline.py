"""From a person and a scenario to a result. Read this first: each line of ``answer`` is one stage."""

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
from .chain import COORDINATES, LEGS, Array, place
from .limits import UNSHARED, beyond_range, range_used, refuse_slide, unsupplied
from .posture import EXACT, NoPosture, Solution, smallest_stiffness
from .potential import GRAVITY, Potential
from .prescribed import first_guess, fused, held_angles, own_angles
from .remarks import Remark
from .result import Alignment, JointTable, Result, Stability
from .scenario import Scenario
from .search import is_only, reached
from .stance import build, start

_KEPT = 32
FIRM = 1e3  # of body weight times height, for each hold: stiff enough for a first guess


@dataclass(frozen=True)
class Stand:
    """An untilted person, solved once and kept: what every change is measured from.

    Attributes:
        setting: the potential. solution: its minimum.
        compliance: (81, 81) [rad/Nm] inverse of the Hessian.
        result: of that posture. multiplier: (75,) of its muscles, from which the next sharing starts.
        only: whether no other posture was found.
        margins: known margins, by the coordinates that are held.
    """

    setting: Potential
    solution: Solution
    compliance: Array
    result: Result
    multiplier: Array
    only: bool
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
        asked, who = _who(person, scenario, words)
        return answer(who, asked)


@lru_cache(maxsize=1)
def _linear_algebra() -> ThreadpoolController:
    return ThreadpoolController()


def on_one_thread() -> AbstractContextManager[object]:
    """Linear algebra on one thread: for matrices of 81 rows more cost more than they give, most on a busy machine."""
    return _linear_algebra().limit(limits=1, user_api="blas")


def answer(who: Person, asked: Scenario) -> Result:
    """``simulate`` for a person and a request that are known to be in order."""
    before = asked.before()
    compared = stand(who, before)
    named = replace(compared.result, scenario=before)  # it was solved for whoever asked first, by another title
    if asked.is_like(before):
        return replace(compared.result, scenario=asked, baseline=named)
    plain = stand(who, asked.untilted())
    if asked.is_like(asked.untilted()):  # a posture as such, beside standing erect
        result = _result(who, asked, plain.setting, plain.solution, compared)[0]
        return replace(_told(result, plain.only), baseline=named)
    model = plain.setting if asked.only_tilted else setting(who, asked)
    first, fixed = first_guess(who, asked, plain.solution.q, plain.compliance)
    try:
        solution, only = reached(model, first, fixed, plain.solution.q)
        result = _result(who, asked, model, solution, plain)[0]
    except NoPosture as error:
        mend = "try a smaller tilt, a lighter load or another posture"
        raise NoPosture(f"no equilibrium exists for this: {error}; {mend}") from None
    return replace(_told(result, only and plain.only), baseline=named)


def _told(result: Result, only: bool) -> Result:
    """With a remark, where the posture may not be the only one."""
    return result if only else replace(result, warnings=(*result.warnings, Remark("branch")))


def _who(
    person: Person | str | Mapping[str, Any] | None,
    scenario: Scenario | Mapping[str, Any] | None,
    words: dict[str, Any],
) -> tuple[Scenario, Person]:
    if isinstance(person, Mapping):
        for word in person:
            if word in scenarios.KNOWN and word not in Person.__dataclass_fields__:
                raise scenarios.ScenarioError(
                    f"'{word}' is asked of a person, no measure of one: simulate({word}=...), or scenario= for all"
                )
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
        only = only and is_only(model, first, fixed, solution)
        result, multiplier = _result(person, plain, model, solution, None)
    except NoPosture as error:
        burden = " with what is carried" if plain.carry else ""
        support = {"feet": "stand", "seat": "sit", "bed": "lie"}[models.load_postures()[plain.posture].support]
        raise NoPosture(f"{person.name} cannot {support} {plain.posture}{burden}: {error}") from None
    rows = np.where(fixed, 0.0, solution.at.hold_rows)
    stiff = solution.at.hessian + FIRM * float(np.max(model.scale_Nm)) * rows.T @ rows
    made = Stand(model, solution, np.linalg.inv(stiff), _told(result, only), multiplier, only)
    _stands[key] = (person, made)
    if len(_stands) > _KEPT:
        _stands.popitem(last=False)
    return made


def _result(
    person: Person, asked: Scenario, model: Potential, solution: Solution, beside: Stand | None
) -> tuple[Result, Array]:
    """Loads, alignment and words of a solved posture, beside the untilted one; and the multipliers of its muscles.

    Raises:
        NoPosture: it leans on a rest harder than anybody can.
    """
    at, before = solution.at, None if beside is None else beside.result
    own = at.pose.angles_rad if beside is None else own_angles(solution.q, asked, beside.solution.q)
    contacts = _contacts(model, solution)
    load = loads.joint_loads(
        person,
        models.load_gains(),
        at,
        tissue.evaluate(model.tissue, own).moment_Nm,
        fused(person, asked),
        contacts,
        None if beside is None else beside.multiplier,
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
        stability=Stability(margin, margin if beside is None else beside.margin(solution.fixed)),
        pose=at.pose,
        alignment=Alignment.of(measures, None if before is None else before.alignment),
        joints=joints,
        muscle_force_N=load.muscle_N,
        baseline=before,
        legs=_legs(person, solution),
        warnings=_warnings(person, asked, load, joints, contacts),
    )
    return result, load.multiplier


def _contacts(model: Potential, solution: Solution) -> list[loads.Contact]:
    """The pushes of what the body leans on: the multipliers of those holds."""
    found, person, pose = [], model.person, solution.at.pose
    for hold, multiplier in zip(solution.holds, solution.multipliers, strict=True):
        if hold.leans:
            at_m = place(pose, np.array([hold.body]), person.centre_m[[hold.body]])[0]
            push_N = -float(multiplier) / hold.length_m * hold.normal
            refuse_slide(push_N, float(np.max(model.total_kg)))
            found.append(loads.Contact(hold.body, at_m, push_N))
    return found


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
