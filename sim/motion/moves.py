"""Movements, step by step: each step is a posture in balance. Nothing here has speed, inertia or momentum.

A movement starts from a posture as it stands and holds its trunk, head or knees at one angle after the other, from
where that line already is to where it is asked to go. A walk turns the pelvis through the angles that were published
for a cycle of walking, while both feet stand and the body is balanced as in standing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from msgspec.structs import replace

from models import Person, load_postures
from models.gait import pelvis_deg

from .. import scenario as scenarios
from ..chain import LEGS
from ..items import DIRECTIONS, LARGEST_TILT_DEG, Tilt
from ..pipeline import simulate
from ..posture import NoPosture
from ..result import Result
from ..scenario import ANGLES_DEG, Scenario, ScenarioError
from ..words import choice, number
from .lines import angle_deg
from .movement import Movement

FEWEST_STEPS, MOST_STEPS = 2, 361
STEPS, WALK_STEPS = 13, 21
LEAST_WAY_DEG, SLACK_DEG = 0.1, 1.0  # a movement goes so far at least; locked knees are a little beyond straight
WALK = "walk"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Kind:
    """One way to move.

    Attributes:
        word: the angle of a scenario that is swept.
        sign: 1 where it grows, -1 where it falls.
        axis: plane of the movement: 0 flexion, 1 lateral, 2 axial.
        usual_deg: how far it goes when nothing is said.
        verb: in a sentence.
        stands: where a posture already is, with a place for degrees.
    """

    word: str
    sign: int
    axis: int
    usual_deg: float
    verb: str
    stands: str

    @property
    def largest_deg(self) -> float:
        """How far it can go."""
        return abs(ANGLES_DEG[self.word][self.sign > 0])

    @property
    def least_deg(self) -> float:
        """How far the other side of upright it can be held, below zero."""
        return self.sign * ANGLES_DEG[self.word][self.sign < 0]


MOVEMENTS: Mapping[str, Kind] = {
    "forward": Kind("lean_deg", 1, 0, 60.0, "bends forward", "the trunk already leans {} deg"),
    "backward": Kind("lean_deg", -1, 0, 15.0, "bends backward", "the trunk already leans {} deg backward"),
    "side-left": Kind("bend_deg", -1, 1, 25.0, "bends to the left", "the trunk is already bent {} deg to the left"),
    "side-right": Kind("bend_deg", 1, 1, 25.0, "bends to the right", "the trunk is already bent {} deg to the right"),
    "turn-left": Kind(
        "turn_deg", 1, 2, 30.0, "turns the trunk to the left", "the trunk is already turned {} deg to the left"
    ),
    "turn-right": Kind(
        "turn_deg", -1, 2, 30.0, "turns the trunk to the right", "the trunk is already turned {} deg to the right"
    ),
    "nod": Kind("head_deg", 1, 0, 45.0, "bows the head", "the head is already bowed {} deg"),
    "look-up": Kind("head_deg", -1, 0, 35.0, "raises the head", "the head is already raised {} deg"),
    "head-left": Kind(
        "head_bend_deg", -1, 1, 30.0, "bends the head to the left", "the head is already bent {} deg to the left"
    ),
    "head-right": Kind(
        "head_bend_deg", 1, 1, 30.0, "bends the head to the right", "the head is already bent {} deg to the right"
    ),
    "head-turn-left": Kind(
        "head_turn_deg", 1, 2, 60.0, "turns the head to the left", "the head is already turned {} deg to the left"
    ),
    "head-turn-right": Kind(
        "head_turn_deg", -1, 2, 60.0, "turns the head to the right", "the head is already turned {} deg to the right"
    ),
    "squat": Kind("knee_deg", 1, 0, 90.0, "bends the knees", "the knees are already bent {} deg"),
}
_MEANT = {
    "bend": "forward",
    "flexion": "forward",
    "bow": "forward",
    "extension": "backward",
    "left": "side-left",
    "right": "side-right",
    "twist-left": "turn-left",
    "twist-right": "turn-right",
    "head-forward": "nod",
    "head-backward": "look-up",
    "gait": WALK,
    "walking": WALK,
}


def move(
    person: Person | str | Mapping[str, Any] | None = None,
    movement: str = "forward",
    to_deg: float | None = None,
    steps: int | None = None,
    *,
    scenario: Scenario | Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    **words: Any,
) -> Movement:
    """A movement in steps of equal angle, each a posture in balance; a tilt or a load may be there beside it.

    Args:
        person: as in ``simulate``.
        movement: a name of ``MOVEMENTS``, or ``walk``, which goes to ``walk`` with the same words.
        to_deg: how far [deg] from upright, further than the posture is already; by default what is usual.
        steps: number of postures, the first the posture itself: 2 to 361; by default 13, for a walk 21.
        scenario, **words: what else is asked, as in ``simulate``.
        progress: called with steps done and steps in all.

    Returns:
        Movement. Where no posture exists any more the movement ends, and ``refused`` says why.

    Raises:
        ScenarioError: the request is wrong, or the posture is already beyond what is asked. NoPosture: the posture, or
            the first step from it, does not exist.
    """
    name = choice(movement, (*MOVEMENTS, WALK), "movement", _MEANT)
    if name == WALK:
        if to_deg is not None:
            raise ScenarioError("a walk has no to_deg; leave it out")
        return walk(person, WALK_STEPS if steps is None else steps, scenario=scenario, progress=progress, **words)
    kind, count = MOVEMENTS[name], _count(STEPS if steps is None else steps)
    asked = scenarios.build(scenario, **words)
    if getattr(asked, kind.word) is not None:
        raise ScenarioError(f"movement {name} goes through {kind.word} itself; leave {kind.word} out")
    if load_postures()[asked.posture].support == "bed":
        raise ScenarioError(f"{asked.posture} leaves nothing to bend; choose a posture that stands or sits")
    to = number(kind.usual_deg if to_deg is None else to_deg, "to_deg", 1, kind.largest_deg, "deg")
    _at(asked, kind, to)  # what contradicts the end is refused before anything is solved
    start = simulate(person, asked)
    begin = _begin(kind, start, to)
    angles = np.linspace(begin, to, count)
    angles[1:] = np.maximum(angles[1:], kind.least_deg)
    counted = _counted([asked, *(_at(asked, kind, angle) for angle in angles[1:])], progress)
    next(counted)
    results, refused = _run(person, counted)
    return Movement(
        movement=name,
        verb=kind.verb,
        scenario=asked,
        axis=kind.axis,
        at=angles[: 1 + len(results)],
        to=to,
        start=start,
        results=(start, *results),
        refused=refused,
        held=_held(person, _at(asked, kind, begin)),
    )


def _at(asked: Scenario, kind: Kind, angle: float) -> Scenario:
    """The request with the line of a movement held at an angle [deg]."""
    return replace(asked, **{kind.word: kind.sign * max(float(angle), kind.least_deg)})


def _begin(kind: Kind, start: Result, to: float) -> float:
    """Where the line of a movement stands before it moves [deg], refused where that leaves no way to go."""
    begin = round(kind.sign * angle_deg(kind.word, start), 9) + 0.0
    stands = kind.stands.format(f"{round(begin, 1):g}")
    if begin < kind.least_deg - SLACK_DEG:
        raise ScenarioError(f"{stands} and can be held at {kind.least_deg:g} at least; choose a posture nearer upright")
    if begin > to - LEAST_WAY_DEG:
        nowhere = begin > kind.largest_deg - SLACK_DEG
        mend = "choose another posture" if nowhere else "ask for more than that with --to-deg"
        raise ScenarioError(f"{stands}; {mend}")
    return begin


def _held(person: Person | str | Mapping[str, Any] | None, request: Scenario) -> Result | None:
    """The start with its line held where it stands: what holding alone changes."""
    try:
        return simulate(person, request)
    except NoPosture:
        return None


def walk(
    person: Person | str | Mapping[str, Any] | None = None,
    steps: int = WALK_STEPS,
    *,
    scenario: Scenario | Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    **words: Any,
) -> Movement:
    """A cycle of walking, from right heel strike to the next, as postures in balance.

    The pelvis is turned in three planes as published (models/gait.toml), about where it stands when the person asked
    for stands still; both feet stay on the ground and the centre of mass is kept over them as in standing. What is seen
    is how spine and head answer a pelvis that moves like that, not what muscles do to swing arms and legs.

    Args:
        person: as in ``simulate``.
        steps: number of postures, the last like the first: 2 to 361.
        scenario, **words: what else is asked; tilts of the pelvis add to those of walking.
        progress: called with steps done and steps in all.

    Returns:
        Movement; ``at`` is the share of the cycle [%].

    Raises:
        ScenarioError: the request is wrong. NoPosture: not even the first step exists.
    """
    count = _count(steps)
    asked = scenarios.build(scenario, **words)
    if load_postures()[asked.posture].support != "feet":
        raise ScenarioError(f"a walk needs a posture that stands, not {asked.posture}; see `postures`")
    if asked.lift:
        raise ScenarioError("a walk tilts the pelvis sideways itself; write the lift as a tilt at the pelvis")
    start = simulate(person, asked)
    percent = np.linspace(0.0, 100.0, count)
    pelvis = _pelvis_tilt_deg(person, asked, start) + np.array([pelvis_deg(float(moment)) for moment in percent])
    _refuse_beyond(np.abs(pelvis).max(axis=0))
    requests = [_stepping(asked, angles) for angles in pelvis]
    results, refused = _run(person, _counted(requests, progress))
    return Movement(
        movement=WALK,
        verb="walks",
        scenario=asked,
        axis=2,
        at=percent[: len(results)],
        to=100.0,
        start=start,
        results=tuple(results),
        refused=refused,
    )


def _count(steps: object) -> int:
    if isinstance(steps, bool) or not isinstance(steps, (int, np.integer)):
        raise ScenarioError(f"steps must be a whole number, not {steps!r:.60}")
    return int(number(steps, "steps", FEWEST_STEPS, MOST_STEPS, "1"))


def _run(
    person: Person | str | Mapping[str, Any] | None, requests: Iterator[Scenario]
) -> tuple[list[Result], str | None]:
    """Results up to the first posture that does not exist, and why it does not."""
    results: list[Result] = []
    for request in requests:
        try:
            results.append(simulate(person, request))
        except NoPosture as error:
            if not results:
                raise
            return results, str(error)
    return results, None


def _counted(requests: Sequence[Scenario], progress: Progress | None) -> Iterator[Scenario]:
    for done, request in enumerate(requests, 1):
        yield request
        if progress is not None:
            progress(done, len(requests))


def _pelvis_tilt_deg(person: Person | str | Mapping[str, Any] | None, asked: Scenario, start: Result) -> np.ndarray:
    """(3,) how far the pelvis stands from the untilted person's, in the words of a tilt at the pelvis."""
    untilted = simulate(person, asked.untilted())
    change = start.pose.q[LEGS : LEGS + 3] - untilted.pose.q[LEGS : LEGS + 3]
    return np.degrees(change)


def _refuse_beyond(largest_deg: np.ndarray) -> None:
    """Refuse a pelvis that walking would tilt further than the model covers."""
    for angle, limit in zip(largest_deg, LARGEST_TILT_DEG, strict=True):
        if angle > limit:
            raise ScenarioError(
                f"walking would tilt the pelvis by {angle:.1f} deg in all and the model covers {limit:g};"
                f" ask for {np.ceil(angle - limit):.0f} deg less"
            )


def _stepping(asked: Scenario, pelvis: np.ndarray) -> Scenario:
    """The request with the pelvis held at three angles [deg] in place of its own tilts there."""
    tilts = [tilt for tilt in asked.tilts if tilt.at != "pelvis"]
    for axis, angle in enumerate(pelvis):
        word = next(word for word, way in DIRECTIONS.items() if way == (axis, 1.0 if angle >= 0 else -1.0))
        tilts.append(Tilt(abs(float(angle)), word, "pelvis"))
    return replace(asked, tilts=tuple(tilts))
