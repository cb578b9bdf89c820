"""The forces on one knee, where they act on the page, and the outlines of shank, foot and joint."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.nerves import load_nerves, size_m
from models.person import Person
from sim.chain import Array
from sim.legs.levers import segments
from sim.legs.limbs import OUTWARD
from sim.legs.loads import LegLoad

from .. import letters
from ..shapes import rounded
from .profiles import profile

# all in points, from the lower left
GROUND_Y, LONGEST = 122.0, 128.0  # the floor; length of the greatest force
_ANKLE_X, _SHANK = 140.0, 168.0
_FRONT_X, _FRONT_Y, _METRE_FRONT = 548.0, 304.0, 1900.0
# kinds of force: the joint's, of muscles, from outside; and what is only measured
CONTACT, MUSCLE, OUTER, MEASURE = "lumbar", "thoracic", "outer", "measure"
# outlines [mm]: shank from the side (height above the ankle as a share, back, front), tibia likewise, foot, joint
_SHANK_MM = np.array(
    [
        *([1.05, -56, 47], [1.0, -52, 45], [0.92, -50, 42], [0.80, -62, 36], [0.66, -70, 33], [0.48, -56, 31]),
        *([0.30, -40, 29], [0.14, -32, 30], [0.0, -36, 36], [-0.06, -38, 44]),
    ]
)
_TIBIA_MM = np.array([[1.0, -26, 28], [0.96, -28, 29], [0.88, -18, 24], [0.6, -12, 13], [0.2, -11, 11], [0.0, -15, 14]])
_FOOT_MM = np.array(
    [[0, 12], [4, 55], [32, 78], [90, 84], [130, 62], [190, 34], [245, 22], [266, 12], [262, 0], [6, 0]], dtype=float
)
_PLATEAU_MM = np.array(
    [[-39, 0], [39, 0], [41, -8], [34, -19], [20, -31], [16, -52], [-16, -52], [-20, -31], [-34, -19], [-41, -8]],
    dtype=float,
)
_RIGHT_MM = np.array([[43, 26], [42, 33], [38, 41], [31, 49], [26, 56], [24, 63]], dtype=float)
_SHAFT_MM = np.concatenate([_RIGHT_MM, _RIGHT_MM[::-1] * [-1.0, 1.0]])  # of the femur, both edges


@dataclass(frozen=True)
class Word:
    """What is said where, beside a force or a rule."""

    said: str
    at: Array
    align: letters.Align
    kind: str


@dataclass(frozen=True)
class Force:
    """An arrow (tail, tip) in points, and its word."""

    tail: Array
    tip: Array
    kind: str
    word: Word


def _force(tail: Array, push: Array, kind: str, name: str, size_N: float, at: Array, align: letters.Align) -> Force:
    word = Word(f"{name}\n{size_N:.0f} N", at, align, kind)
    return Force(tail, tail + push, kind, word)


@dataclass(frozen=True)
class _Shank:
    """A shank on the page, from the side.

    Attributes:
        ankle: (2,) [pt]. ankle_m: (2,) the same in the room.
        up, ahead: (2,) unit vectors along it and across it.
        metre: in points. mm: a millimetre of a person of the size of the outlines, in points.
    """

    ankle: Array
    ankle_m: Array
    up: Array
    ahead: Array
    metre: float
    mm: float

    def on_foot(self, x_m: float, y_m: float) -> Array:
        """(2,) a point of the room that moves with the foot [pt]."""
        return self.ankle + self.metre * (np.array([x_m, y_m]) - self.ankle_m)


def from_the_side(person: Person, leg: LegLoad, scale: float) -> tuple[list[Force], list[Array]]:
    """Forces on shank and foot in the sagittal plane, and their outlines.

    Args:
        person: whose leg.
        leg: what it bears.
        scale: length of an arrow [pt/N].
    """
    limb = leg.limb
    along_m = (limb.knee_m - limb.ankle_m)[:2]
    length_m = float(np.hypot(*along_m))
    up, metre = along_m / length_m, _SHANK / length_m
    ankle = np.array([_ANKLE_X, GROUND_Y + metre * limb.ankle_m[1]])
    ahead = np.array([up[1], -up[0]])
    shank = _Shank(ankle, limb.ankle_m[:2], up, ahead, metre, 1e-3 * metre * size_m(person))
    return _forces_on(shank, person, leg, scale), _outlines(shank, person)


def _forces_on(shank: _Shank, person: Person, leg: LegLoad, scale: float) -> list[Force]:
    """What femur, ground, muscles, capsule and weight do, each from where it acts."""
    limb, knee, up, ahead, mm = leg.limb, leg.knee, shank.up, shank.ahead, shank.mm
    thigh_m = (limb.hip_m - limb.knee_m)[:2]
    thigh, top = thigh_m / np.hypot(*thigh_m), shank.ankle + _SHANK * up
    ends = load_nerves().knee.tendon_forward.values
    lean = np.radians(np.interp(np.degrees(limb.knee_rad), [0.0, 90.0], [ends["straight"], ends["bent"]]))
    weight_N = float(segments(person, limb)[0][:2].sum())
    calf = leg.muscle_N.get("gastrocnemius", 0.0)
    hamstrings = leg.muscle_N.get("medial hamstrings", 0.0) + leg.muscle_N.get("biceps femoris", 0.0)
    tubercle = top - 45 * mm * up + 30 * mm * ahead
    behind, heel = top - 8 * mm * up - 27 * mm * ahead, shank.on_foot(person.foot_heel_m + 0.012, 0.03)
    ground, middle = shank.on_foot(float(limb.ground_m[0]), 0.0), shank.ankle + 0.5 * _SHANK * up
    pressed = -scale * (knee.compression_N * up + knee.shear_N * ahead)
    tendon = scale * knee.tendon_N * (np.cos(lean) * up + np.sin(lean) * ahead)
    pushed, pulled, held = np.array([0.0, scale * limb.ground_N]), scale * calf * up, scale * knee.capsule_N * up
    drawn_back, weighed = scale * hamstrings * thigh, np.array([0.0, -scale * weight_N])
    aside, below = np.array([9.0, 0.0]), np.array([0.0, -14.0])
    beside_ground = ground + np.array([9.0, min(-0.5 * pushed[1], -18.0)])
    behind_hamstrings = behind - 84 * mm * up - 40 * mm * ahead
    return [
        _force(top - pressed, pressed, CONTACT, "femur", knee.contact_N, top - pressed + [0, 16], "center"),
        _force(ground - pushed, pushed, OUTER, "ground", limb.ground_N, beside_ground, "left"),
        _force(tubercle, tendon, MUSCLE, "patellar tendon", knee.tendon_N, tubercle + 2 * aside + below, "left"),
        _force(heel, pulled, MUSCLE, "gastrocnemius", calf, heel + 0.6 * pulled - aside, "right"),
        _force(behind, held, MUSCLE, "capsule", knee.capsule_N, behind + 0.6 * held - 34 * mm * ahead, "right"),
        _force(behind - 14 * mm * up, drawn_back, MUSCLE, "hamstrings", hamstrings, behind_hamstrings, "right"),
        _force(middle, weighed, OUTER, "weight", weight_N, middle - 74 * mm * ahead, "right"),
    ]


def _outlines(shank: _Shank, person: Person) -> list[Array]:
    """Of the shank, the foot and the tibia."""
    flesh, tibia = (_segment(shank, edges) for edges in (_SHANK_MM, _TIBIA_MM))
    long = (person.foot_toe_m - person.foot_heel_m) / 0.266
    foot = np.array([shank.on_foot(person.foot_heel_m + 1e-3 * x * long, 1e-3 * y * long) for x, y in _FOOT_MM])
    return [flesh, rounded(foot, 3), tibia]


def _segment(shank: _Shank, edges: Array) -> Array:
    """Outline of what rises from the ankle: heights as shares of the shank, back and front edges."""
    height, back, front = (edge[:, None] for edge in profile(edges, 60))
    middle = shank.ankle + _SHANK * height * shank.up
    mm, ahead = shank.mm, shank.ahead
    return np.concatenate([middle + mm * front * ahead, (middle + mm * back * ahead)[::-1]])


def from_the_front(person: Person, leg: LegLoad, scale: float) -> tuple[list[Force], list[Array], Array, Word]:
    """Forces of the compartments, outlines of tibia and femur, the line of the ground's push, and what it does."""
    limb, knee, size = leg.limb, leg.knee, size_m(person)
    outer = -OUTWARD[leg.side]  # the right knee's outer side is on the left of who looks at it
    mm = 1e-3 * _METRE_FRONT * size
    middle = np.array([_FRONT_X, _FRONT_Y])
    half = 0.5 * load_nerves().knee.contact_spacing.value * _METRE_FRONT * size
    forces = []
    for name, way, pressed in (("inner side", -outer, knee.medial_N), ("outer side", outer, knee.lateral_N)):
        tip = middle + np.array([way * half, 0.0])
        push = np.array([0.0, -scale * max(pressed, 0.0)])
        share = knee.medial_share if name == "inner side" else 1.0 - knee.medial_share
        at = np.array([tip[0], tip[1] + LONGEST + 22.0])
        word = Word(f"{name}\n{pressed:.0f} N\n{100 * share:.0f} %", at, "center", CONTACT)
        forces.append(Force(tip - push, tip, CONTACT, word))
    turn = np.linspace(np.pi, 2 * np.pi, 24)
    arc = np.column_stack([18 * np.cos(turn), 19 + 18 * np.sin(turn)])
    femur = np.concatenate([arc - np.array([24.0, 0.0]), arc + np.array([24.0, 0.0]), _SHAFT_MM])
    band = leg.muscle_N.get("tensor fasciae latae", 0.0)
    tail, pull = middle + np.array([outer * 46 * mm, -14 * mm]), np.array([0.0, scale * band])
    at = tail + np.array([outer * 16.0, -25.0])
    forces.append(_force(tail, pull, MUSCLE, "iliotibial\nband", band, at, "center"))
    offset = _METRE_FRONT * (float(limb.ground_m[2]) - float(limb.knee_m[2]))
    x = middle[0] - offset
    push_line = np.array([[x, _FRONT_Y - 58 * mm], [x, _FRONT_Y + 52 * mm]])
    inward = -outer * (x - middle[0]) > 0
    where = f"{abs(offset) / _METRE_FRONT * 1e3:.0f} mm {'inside' if inward else 'outside'} the middle"
    said = f"line of the ground's push, {where}:\nadduction moment {knee.adduction_Nm:.1f} Nm"
    word = Word(said, np.array([middle[0], _FRONT_Y - 58 * mm - 16.0]), "center", MEASURE)
    return forces, [middle + mm * rounded(_PLATEAU_MM, 3), middle + mm * rounded(femur, 3)], push_line, word
