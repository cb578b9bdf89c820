"""Lines of the body that are held: a trunk at an angle, a head, a level at a distance, a back against a rest.

A line is a vector ``v`` that rides on the chain: an axis of a body, or the chord from one body (or the hips) to
another. Holding it is one condition, ``normal · v = target``, and its multiplier is what holding takes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.person import BODIES, Person

from .chain import HEAD, T1, T12, Array, Pose, place
from .items import Shift

SHIFT_LEVER_M = 0.5  # of the order of a trunk: makes a distance an angle
THORAX_TURNS = T1  # the body that says which way the chest faces
HIP_MIDPOINT = -1


@dataclass(frozen=True)
class Hold:
    """One condition on one line of the body.

    Attributes:
        what: in a word, for messages: ``trunk``, ``head``, ``level`` or ``backrest``.
        normal: (..., 3) direction: a line held at an angle is square to it, a level is held along it.
        body: whose axis, or the upper end of the chord.
        axis: which axis of the body (0 forward, 1 up, 2 right); None for a chord.
        below: lower end of the chord: a body, or ``HIP_MIDPOINT``.
        length_m: of the chord, to make the condition an angle.
        about: world axis about which the line was turned from upright, and ``turn_rad`` how far (right-handed).
        target: what the product must be.
        upright: what it is in upright standing.
        leans: whether something outside the body holds it, which then bears the load.
    """

    what: str
    normal: Array
    body: int = HEAD
    axis: int | None = None
    below: int = HIP_MIDPOINT
    length_m: Array | float = 1.0
    about: int = 2
    turn_rad: float = 0.0
    target: Array | float = 0.0
    upright: Array | float = 0.0
    leans: bool = False

    def partly(self, share: float) -> Hold:
        """The same line held at a share of its angle or distance."""
        normal = turned(self.normal, self.about, (share - 1.0) * self.turn_rad)
        target = self.upright + share * (self.target - self.upright)
        return replace(self, normal=normal, turn_rad=share * self.turn_rad, target=target)


def turned(vector: Array, about: int, angle_rad: float) -> Array:
    """A vector turned about a world axis, right-handed."""
    one, two = (about + 1) % 3, (about + 2) % 3
    sine, cosine = np.sin(angle_rad), np.cos(angle_rad)
    out = np.array(vector, dtype=float)
    out[..., one] = cosine * vector[..., one] - sine * vector[..., two]
    out[..., two] = sine * vector[..., one] + cosine * vector[..., two]
    return out


def held_line(hold: Hold, person: Person, pose: Pose) -> Array:
    """(..., 26, 3) the part of a held line that turns with each pivot; the first row is the whole line."""
    lever = np.zeros(pose.pivot_m.shape)
    if hold.axis is not None:
        lever[..., : hold.body + 1, :] = pose.rotation[..., hold.body, None, :, hold.axis]
        return lever
    top = place(pose, np.array([hold.body]), person.centre_m[..., [hold.body], :])
    first = hold.below + 1
    if hold.below == HIP_MIDPOINT:
        first = 0
    else:
        bottom = place(pose, np.array([hold.below]), person.centre_m[..., [hold.below], :])
        lever[..., :first, :] = top - bottom
    lever[..., first : hold.body + 1, :] = top - pose.pivot_m[..., first : hold.body + 1, :]
    return lever / np.asarray(hold.length_m)[..., None, None]


def trunk_holds(person: Person, lean_deg: float | None, bend_deg: float | None, turn_deg: float | None) -> list[Hold]:
    """The line T12 to T1 leant forward or bent to the right from upright, the chest turned to the left."""
    chord = person.centre_m[..., T1, :] - person.centre_m[..., T12, :]
    holds = []
    if lean_deg is not None:
        across = chord[..., [1, 0, 2]] * [1.0, -1.0, 0.0] / np.hypot(chord[..., 0], chord[..., 1])[..., None]
        angle = -np.radians(lean_deg)
        holds.append(_at_angle("trunk", across, 2, angle, chord))
    if bend_deg is not None:
        holds.append(_at_angle("trunk", np.array([0.0, 0.0, 1.0]), 0, np.radians(bend_deg), chord))
    if turn_deg is not None:
        angle = np.radians(turn_deg)
        normal = turned(np.array([0.0, 0.0, 1.0]), 1, angle)
        holds.append(Hold("trunk", normal, THORAX_TURNS, 0, about=1, turn_rad=angle))
    return holds


def _at_angle(what: str, normal: Array, about: int, angle: float, chord: Array) -> Hold:
    length = np.hypot(chord[..., 0], chord[..., 1])
    return Hold(what, turned(normal, about, angle), T1, None, T12, length, about, angle)


def head_holds(head_deg: float | None, bend_deg: float | None, turn_deg: float | None) -> list[Hold]:
    """The head held bent forward (down), to the right, or turned to the left."""
    holds = []
    up, right = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])
    for angle_deg, normal, axis, about, sign in (
        (head_deg, up, 0, 2, -1.0),
        (bend_deg, up, 2, 0, 1.0),
        (turn_deg, right, 0, 1, 1.0),
    ):
        if angle_deg is not None:
            angle = sign * float(np.radians(angle_deg))
            holds.append(Hold("head", turned(normal, about, angle), HEAD, axis, about=about, turn_rad=angle))
    return holds


def shift_holds(person: Person, shift: Shift) -> list[Hold]:
    """A level held at a distance from where it stands over the hips, or over another level, in upright standing.

    With the thorax, T1 is kept over T12 as well.
    """
    body = T12 if shift.what == "thorax" else BODIES.index(shift.what)
    below = HIP_MIDPOINT if shift.over == "hips" else BODIES.index(shift.over)
    start = person.hip_m if below == HIP_MIDPOINT else person.centre_m[..., below, :]
    normal = np.zeros(3)
    normal[shift.axis] = 1.0
    upright = (person.centre_m[..., body, :] - start)[..., shift.axis] / SHIFT_LEVER_M
    target = upright + shift.offset_m / SHIFT_LEVER_M
    holds = [Hold("level", normal, body, None, below, SHIFT_LEVER_M, target=target, upright=upright)]
    if shift.what == "thorax":
        holds += trunk_holds(person, 0.0, None, None) if shift.axis == 0 else trunk_holds(person, None, 0.0, None)
    return holds


def backrest_hold(person: Person, body: int, back_deg: float, friction: float) -> Hold:
    """A level of the back on a rest that leans backward about the hips; friction there bears the trunk's slide down.

    Args:
        person: whose back.
        body: the level that leans on it.
        back_deg: how far the rest leans back.
        friction: push along the rest over the push against it.
    """
    angle, slope = float(np.radians(back_deg)), float(np.arctan(friction))
    push = turned(np.array([1.0, 0.0, 0.0]), 2, slope)
    # term by term: a product of matrices may round otherwise for one person than for many
    upright = ((person.centre_m[..., body, :] - person.hip_m) * push).sum(axis=-1) / SHIFT_LEVER_M
    return Hold(
        "backrest", turned(push, 2, angle), body, None, HIP_MIDPOINT, SHIFT_LEVER_M, 2, angle, upright, upright, True
    )
