"""What the loss of a lumbar root costs: strength by muscle and joint, beside what a posture or movement asks for.

A muscle loses the sum of root share times loss; an action keeps the mean of its muscles, by cross-section and lever
arm, of the strength that was measured in people. What is asked comes from statics (``levers.py``). Where it is more
than what is left, the action is named as beyond strength; ``substitution.py`` finds what makes up for it, and what that
asks of the other joints.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.nerves import LEG_JOINTS, load_nerves
from models.person import Person

from .. import data, files
from ..evidence import Statement
from ..words import ScenarioError, choice, number
from .levers import OPPOSITE, UNFELT_Nm, actions_Nm, kept, sound_Nm
from .limbs import OTHER, SIDES, Limb, Setup, Side, bent, setup_of, stand
from .loads import DEEPEST_KNEE_DEG, LegLoads, loads_of
from .nerves import root_losses, strength_left
from .substitution import Way, ways

if TYPE_CHECKING:
    from ..result import Result
    from ..scenario import Scenario

TASKS = {"stand": "standing", "squat": "squatting", "stairs": "climbing a stair", "one-leg": "standing on one leg"}
BOTH = "both"
ACTIONS = tuple(action for pair in OPPOSITE.items() for action in pair)
_NOTICED = 0.05  # of strength: an effort that grows by less is not answered
_MORE_Nm = 1.0


@dataclass(frozen=True)
class ActionUse:
    """One action of one leg in one posture.

    Attributes:
        side, action: such as left, ``knee extension``.
        role: ``standing`` or ``lifted`` leg.
        asked_Nm: by the posture. sound_Nm: greatest moment with all roots sound, at this joint angle; left_Nm: now.
    """

    side: Side
    action: str
    role: str
    asked_Nm: float
    sound_Nm: float
    left_Nm: float

    @property
    def beyond(self) -> bool:
        """Whether more is asked than is left."""
        return self.needed and self.asked_Nm > self.left_Nm

    @property
    def needed(self) -> bool:
        """Whether more is asked than ligaments bear unnoticed."""
        return self.asked_Nm > UNFELT_Nm[self.joint]

    @property
    def joint(self) -> str:
        """Hip, knee or ankle."""
        return self.action.partition(" ")[0]

    @property
    def effort(self) -> float:
        """What is asked over what is left; infinite where nothing is."""
        return self.asked_Nm / self.left_Nm if self.left_Nm else math.inf

    @property
    def sound_effort(self) -> float:
        """The same with all roots sound."""
        return self.asked_Nm / self.sound_Nm if self.sound_Nm else math.inf

    @property
    def margin(self) -> float:
        """Strength left over, as a share of the sound strength; negative where some is missing."""
        return (self.left_Nm - self.asked_Nm) / self.sound_Nm if self.sound_Nm else -1.0 if self.needed else 0.0

    @property
    def sound_margin(self) -> float:
        """The same with all roots sound."""
        return (self.sound_Nm - self.asked_Nm) / self.sound_Nm if self.sound_Nm else -1.0 if self.needed else 0.0


@dataclass(frozen=True)
class Compensation:
    """A change of posture that makes up for one weak action.

    Attributes:
        use: the weak action, as it was asked for.
        way: what changes and how much.
        now_Nm: what is asked of it then.
        enough: whether every action of both legs is then within its strength.
        asked_more: (side, action) -> moments before and after [Nm], of those that are asked for more.
        loads: knees and hips then.
    """

    use: ActionUse
    way: Way
    now_Nm: float
    enough: bool
    asked_more: Mapping[tuple[Side, str], tuple[float, float]]
    loads: LegLoads


@dataclass(frozen=True)
class RootLoss:
    """What ``root_loss`` answers.

    Attributes:
        roots: share lost by root. side: left, right or both. task: one of ``TASKS``. knee_deg: of the bend.
        muscles: by side, the share of its strength that each muscle keeps.
        uses: every action of the legs concerned, where it is asked for most.
        before, after: knees and hips in the same posture, sound and weakened.
        compensations: what makes up for it.
        impossible: what nothing found here makes up for, in sentences.
        statements: all of it in graded sentences.
        scenario: of the posture from which every task starts.
    """

    roots: Mapping[str, float]
    side: str
    task: str
    knee_deg: float
    muscles: Mapping[str, Mapping[str, float]]
    uses: tuple[ActionUse, ...]
    before: LegLoads
    after: LegLoads
    compensations: tuple[Compensation, ...]
    impossible: tuple[str, ...]
    statements: tuple[Statement, ...] = ()
    scenario: Scenario | None = None

    @property
    def beyond(self) -> tuple[ActionUse, ...]:
        """Actions that the posture asks more of than is left."""
        return tuple(use for use in self.uses if use.beyond)

    def use(self, side: str, action: str) -> ActionUse:
        """One of ``uses``.

        Raises:
            ScenarioError: no such side or action.
        """
        side = choice(side, tuple(dict.fromkeys(use.side for use in self.uses)), "side")
        action = choice(action, ACTIONS, "action")
        return next(use for use in self.uses if use.side == side and use.action == action)

    @property
    def margins(self) -> dict[str, dict[str, tuple[float, float]]]:
        """By side and joint: the smallest margin of what is needed there, sound and now; 1 where nothing is."""
        found: dict[str, dict[str, tuple[float, float]]] = {}
        for side in dict.fromkeys(use.side for use in self.uses):
            found[side] = {}
            for joint in LEG_JOINTS:
                here = [use for use in self.uses if use.side == side and use.joint == joint and use.needed]
                sound = min((use.sound_margin for use in here), default=1.0)
                found[side][joint] = sound, min((use.margin for use in here), default=1.0)
        return found

    def table(self) -> str:
        """Strength by muscle and by action, to read."""
        from .rootwords import table

        return table(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and words, shape ``plumbline.root_loss/1``."""
        return data.plain(
            {
                "schema": "plumbline.root_loss/1",
                "scenario": self.scenario.to_dict() if self.scenario else None,
                "roots": self.roots,
                "side": self.side,
                "task": self.task,
                "knee_deg": self.knee_deg,
                "muscles": self.muscles,
                "actions": [
                    {**vars(use), "margin": use.margin, "sound_margin": use.sound_margin, "beyond": use.beyond}
                    for use in self.uses
                ],
                "margins": self.margins,
                "before": self.before.to_dict()["legs"],
                "after": self.after.to_dict()["legs"],
                "compensations": [_plain(found) for found in self.compensations],
                "impossible": self.impossible,
                "statements": [vars(said) for said in self.statements],
            }
        )

    def to_json(self) -> str:
        """``to_dict`` as JSON text."""
        return data.json_text(self.to_dict())

    def save(self, folder: str | Path = "out") -> list[Path]:
        """Write ``roots.json``.

        Raises:
            OutputError: the folder cannot be written.
        """
        return files.write(Path(folder), {"roots.json": self.to_json().encode()})


def _plain(found: Compensation) -> dict[str, Any]:
    return {
        "for": {"side": found.use.side, "action": found.use.action},
        "kind": found.way.kind,
        "amount": found.way.amount,
        "reached": found.way.reached,
        "unit": found.way.unit,
        "enough": found.enough,
        "asked_more": [
            {"side": side, "action": action, "before_Nm": before, "after_Nm": after}
            for (side, action), (before, after) in found.asked_more.items()
        ],
        "knee_body_weights": {leg.side: leg.knee_body_weights for leg in (found.loads.left, found.loads.right)},
        "medial_share": {leg.side: leg.knee.medial_share for leg in (found.loads.left, found.loads.right)},
        "hip_body_weights": {leg.side: leg.hip_body_weights for leg in (found.loads.left, found.loads.right)},
    }


def root_loss(
    result: Result,
    roots: Mapping[str, float] | str | Iterable[str],
    side: str = "left",
    task: str = "stand",
    *,
    knee_deg: float | None = None,
) -> RootLoss:
    """Strength left against strength needed when lumbar roots lose part of what they carry.

    Args:
        result: of a posture that stands; every task starts from it.
        roots: share lost, 0 to 1: ``{"L4": 0.6}`` or ``"L3=60%,L4=60%"``.
        side: ``left``, ``right`` or ``both``.
        task: ``stand`` (the posture itself), ``squat`` (both knees bent), ``stairs`` (one leg takes the weight with its
            knee bent, the other is lifted; each leg in turn) or ``one-leg``.
        knee_deg: of a squat, 10 to 120; 90 without it, the trunk leaning in proportion.

    Raises:
        ScenarioError: an unknown root, side or task, a bend of what is no squat, or a posture that does not stand.
            NoStance: nobody stands like that at all.
    """
    losses = root_losses(roots)
    side, task = choice(side, (*SIDES, BOTH), "side"), choice(task, TASKS, "task")
    if knee_deg is not None and task != "squat":
        raise ScenarioError(f"knee_deg is of a squat, not of {TASKS[task]}; leave it out or ask for task='squat'")
    weak = strength_left(losses)
    affected: tuple[Side, ...] = tuple(one for one in SIDES if side in (one, BOTH))
    left: dict[str, dict[str, float]] = {one: weak if one in affected else dict.fromkeys(weak, 1.0) for one in SIDES}
    roles = [(one, setup) for one in affected for setup in _setups(result, task, one, knee_deg)]
    uses: dict[tuple[str, str], tuple[ActionUse, Setup]] = {}
    for one, setup in roles:
        limb = stand(setup).limbs[one]
        for use in _uses(result.person, limb, left[one]):
            known = uses.get((one, use.action))
            if known is None or use.margin < known[0].margin:
                uses[one, use.action] = use, setup
    first = roles[0][1]
    compensations = tuple(
        found
        for (one, _), (use, setup) in uses.items()
        if use.needed and (use.beyond or use.effort - use.sound_effort > _NOTICED)
        for found in _compensated(setup, use, left)
    )
    from .rootwords import moment, statements

    rescued = {(found.use.side, found.use.action) for found in compensations if found.enough}
    impossible = tuple(
        f"{TASKS[task]} asks {moment(use.asked_Nm)} Nm of {use.action} of the {use.side} {use.role} leg;"
        f" {moment(use.left_Nm)} Nm are left of {moment(use.sound_Nm)}"
        for use, _ in uses.values()
        if use.beyond and (use.side, use.action) not in rescued
    )
    answer = RootLoss(
        losses,
        side,
        task,
        math.degrees(first.knee_rad),
        {one: left[one] for one in affected},
        tuple(use for use, _ in uses.values()),
        loads_of(first),
        loads_of(first, left),
        compensations,
        impossible,
        scenario=result.scenario,
    )
    return replace(answer, statements=statements(answer))


def _setups(result: Result, task: str, side: Side, knee_deg: float | None) -> Iterator[Setup]:
    """The postures in which a leg is looked at; the first is the one where it stands."""
    limits = load_nerves().tasks
    if task == "stand":
        yield setup_of(result)
    elif task == "squat":
        knee = (
            limits.squat_knee.value if knee_deg is None else number(knee_deg, "knee_deg", 10, DEEPEST_KNEE_DEG, "deg")
        )
        lean = limits.squat_lean.value * knee / limits.squat_knee.value
        yield bent(setup_of(result), math.radians(knee), math.radians(lean))
    elif task == "one-leg":
        yield setup_of(result, side)
        yield setup_of(result, OTHER[side])
    else:
        knee, lean, thigh = (
            math.radians(x.value) for x in (limits.stairs_knee, limits.stairs_lean, limits.stairs_thigh)
        )
        for stance in (side, OTHER[side]):
            yield bent(setup_of(result, stance), knee, lean, thigh)


def _uses(person: Person, limb: Limb, left: Mapping[str, float]) -> list[ActionUse]:
    """Every action of one leg: what is asked, what it can, what is left of that."""
    return [_use(person, limb, action, asked, left) for action, asked in actions_Nm(person, limb).items()]


def _use(person: Person, limb: Limb, action: str, asked_Nm: float, left: Mapping[str, float]) -> ActionUse:
    sound = sound_Nm(person, limb, action)
    role = "standing" if limb.loaded else "lifted"
    return ActionUse(limb.side, action, role, asked_Nm, sound, sound * kept(action, left))


def _compensated(setup: Setup, use: ActionUse, left: Mapping[str, Mapping[str, float]]) -> Iterator[Compensation]:
    """Every way that makes up for one weak action: down to its strength, or to the effort that it was before."""
    person, side = setup.person, use.side
    effort = 1.0 if use.beyond else use.sound_effort

    def goal(changed: Setup) -> float:
        limb = stand(changed).limbs[side]
        asked = actions_Nm(person, limb)[use.action]
        return asked - effort * _use(person, limb, use.action, asked, left[side]).left_Nm

    before = _every(setup, left)
    for way in ways(setup, side, use.action, goal):
        after = _every(way.setup, left)
        more = {
            (now.side, now.action): (then.asked_Nm, now.asked_Nm)
            for then, now in zip(before, after, strict=True)
            if now.needed and now.asked_Nm > then.asked_Nm + _MORE_Nm
        }
        slack = [one for one in after if one.needed and one.asked_Nm > one.left_Nm + 1e-3]
        now_Nm = next(one.asked_Nm for one in after if (one.side, one.action) == (side, use.action))
        yield Compensation(use, way, now_Nm, not slack, more, loads_of(way.setup, left))


def _every(setup: Setup, left: Mapping[str, Mapping[str, float]]) -> list[ActionUse]:
    limbs = stand(setup).limbs
    return [use for side in SIDES for use in _uses(setup.person, limbs[side], left[side])]
