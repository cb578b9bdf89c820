"""The knee as a free body: every force on shank and foot, to one scale and with its number.

At the left shank and foot from the side, at the right the joint from the front, both compartments apart. What the
femur presses is what balances all the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text
from scipy.interpolate import PchipInterpolator

from models.nerves import load_nerves, size_m
from models.person import Person
from sim.chain import Array
from sim.legs.levers import segments
from sim.legs.limbs import OUTWARD, SIDES
from sim.legs.loads import LegLoad, LegLoads
from sim.words import choice

from .. import letters, style
from ..files import Panel
from ..peeling.arrows import arrow
from ..shapes import rounded
from ..style import PLAIN, Look, Theme

WIDTH_PX, HEIGHT_PX = 1600, 1200
_PER_POINT = style.POINTS / style.DPI
# all in points, from the lower left
_ANKLE_X, _GROUND_Y, _SHANK = 140.0, 122.0, 168.0
_FRONT_X, _FRONT_Y, _METRE_FRONT = 548.0, 304.0, 1900.0
_LONGEST = 128.0  # of the greatest force
_LIST_X, _LIST_Y, _LIST_WIDTH, _ROW = 436.0, 140.0, 224.0, 15.0
_STEPS_N = (50, 100, 200, 500, 1000, 2000, 5000)
_SHOWN_N = 10.0
# kinds of force: the joint's, of muscles, from outside; and what is only measured
_CONTACT, _MUSCLE, _OUTER, _MEASURE = "lumbar", "thoracic", "outer", "measure"
_WORDS, _LISTED = 14, 7
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
_SHAFT_MM = np.array(
    [[43, 26], [42, 33], [38, 41], [31, 49], [26, 56], [24, 63]], dtype=float
)  # right half of the femur
_SHAFT_MM = np.concatenate([_SHAFT_MM, _SHAFT_MM[::-1] * np.array([-1.0, 1.0])])


@dataclass(frozen=True)
class KneeArtists(Panel):
    """What ``draw_knee`` has drawn; ``update`` shows other loads in the same artists.

    Attributes:
        axes: typographic points. look: colours.
        bones: shank and foot; plateau, shank and femur from the front.
        arrows: forces. rules: ground, line of the ground's push, scale.
        words: names and numbers beside the forces. muscles, sizes: those that work. heading: above.
    """

    axes: Axes
    look: Look
    bones: PolyCollection
    arrows: PolyCollection
    rules: LineCollection
    words: tuple[Text, ...]
    muscles: tuple[Text, ...]
    sizes: tuple[Text, ...]
    heading: letters.Heading

    def update(self, loads: LegLoads, side: str | None = None) -> None:
        """Show other loads in place."""
        _fill(self, loads, side)


@dataclass(frozen=True)
class _Word:
    """What is said where, beside a force or a rule."""

    said: str
    at: Array
    align: letters.Align
    kind: str


@dataclass(frozen=True)
class _Force:
    """An arrow (tail, tip) in points, and its word."""

    tail: Array
    tip: Array
    kind: str
    word: _Word


def draw_knee(loads: LegLoads, ax: Axes | None = None, side: str | None = None, look: Look = PLAIN) -> KneeArtists:
    """Draw the free body of one knee.

    Args:
        loads: what ``leg_loads`` answers.
        ax: axes to draw on; without it a new figure of 1600 x 1200 pixels is made.
        side: ``left`` or ``right``; without it the leg whose knee bears more (the right one of equals).
        look: colours.

    Raises:
        ScenarioError: an unknown side.
    """
    axes = style.new_axes(WIDTH_PX, HEIGHT_PX, (0.0, 0.0, 1.0, 1.0), look) if ax is None else ax
    theme, pink = look.theme, look.theme.colour["pelvis"]
    style.bare(axes)
    axes.set_xlim(0, WIDTH_PX * _PER_POINT)
    axes.set_ylim(0, HEIGHT_PX * _PER_POINT)
    bone = theme.edge(pink, 0.2)
    faces = [theme.ghost, theme.ghost, theme.tint(pink, 0.7), theme.tint(pink, 0.7), theme.tint(pink, 0.84)]
    edges = [theme.pale, theme.pale, bone, bone, bone]
    artists = KneeArtists(
        axes=axes,
        look=look,
        rules=style.lines(axes, 3),
        bones=style.fills(axes, 2, facecolors=faces, edgecolors=edges, linewidths=style.FINE),
        arrows=style.fills(axes, 4, edgecolors=theme.paper, linewidths=style.HAIRLINE),
        words=tuple(letters.write(axes, look=look, size=style.LABEL) for _ in range(_WORDS)),
        muscles=tuple(letters.write(axes, look=look, size=style.LABEL) for _ in range(_LISTED + 1)),
        sizes=tuple(letters.write(axes, look=look, size=style.LABEL, align="right") for _ in range(_LISTED + 1)),
        heading=letters.write_heading(axes, look),
    )
    _fill(artists, loads, side)
    return artists


def _fill(artists: KneeArtists, loads: LegLoads, side: str | None) -> None:
    theme = artists.look.theme
    if side is None:
        side = max(reversed(SIDES), key=lambda one: round(loads[one].knee.contact_N, 6))
    leg = loads[choice(side, SIDES, "side")]
    knee = leg.knee
    scale = _LONGEST / max(knee.contact_N, leg.limb.ground_N, knee.tendon_N, 1.0)
    forces, bones = _from_the_side(loads.person, leg, scale)
    more, joint, push, words = _from_the_front(loads.person, leg, scale)
    shown = [one for one in (*forces, *more) if np.hypot(*(one.tip - one.tail)) > _SHOWN_N * scale]
    artists.arrows.set_verts([arrow(one.tail, one.tip) for one in shown])
    artists.arrows.set_facecolor([_colour(theme, one.kind) for one in shown])
    artists.bones.set_verts([*bones, *joint])
    size = max(step for step in _STEPS_N if step * scale <= 0.8 * _LONGEST)
    bar = np.array([[22.0, 26.0], [22.0 + size * scale, 26.0]])
    ground = np.array([[22.0, _GROUND_Y], [360.0, _GROUND_Y]])
    artists.rules.set_segments([ground, push, bar])
    artists.rules.set_color([theme.pale, theme.muted, theme.ink])
    artists.rules.set_linewidth([style.MEDIUM, style.FINE, style.STRONG])
    artists.rules.set_linestyle(["-", (0, (4, 3)), "-"])
    scaled = _Word(f"{size} N", bar[1] + np.array([7.0, 0.0]), "left", _OUTER)
    _write(artists, [one.word for one in shown] + words + [scaled])
    _list_muscles(artists, leg)
    artists.heading.update(*_heading(loads, leg))
    width, height = WIDTH_PX * _PER_POINT, HEIGHT_PX * _PER_POINT
    for part in (artists.heading.heading, artists.heading.key):  # off the edges of the paper
        part.set_position((20.0 / width, part.get_position()[1] - 10.0 / height))


def _colour(theme: Theme, kind: str) -> str:
    """Of an arrow."""
    return theme.ink if kind == _OUTER else theme.colour[kind]


def _type(theme: Theme, kind: str) -> str:
    """Of words about a force, or about nothing that is one."""
    if kind == _MEASURE:
        return theme.muted
    return theme.ink if kind == _OUTER else theme.text_colour[kind]


def _write(artists: KneeArtists, words: Sequence[_Word]) -> None:
    texts, theme = artists.words, artists.look.theme
    for text in texts[len(words) :]:
        letters.put(text, 0.0, 0.0, "")
    for text, word in zip(texts, words, strict=False):
        text.set_horizontalalignment(word.align)
        letters.put(text, float(word.at[0]), float(word.at[1]), word.said, _type(theme, word.kind))


def _heading(loads: LegLoads, leg: LegLoad) -> tuple[str, str]:
    stance = "two legs" if loads.stance == "two-leg" else "one leg"
    bend = f", knees bent {loads.knee_deg:.0f}°" if loads.knee_deg > 0.5 else ""
    return (
        f"What the {leg.side} knee bears on {stance}{bend}",
        f"{leg.knee.contact_N:.0f} N, {leg.knee_body_weights:.2f} times body weight: what balances all other forces on"
        " shank and foot.\nAll forces to one scale. Left from the side, right from the front.",
    )


def _force(tail: Array, push: Array, kind: str, name: str, size_N: float, at: Array, align: letters.Align) -> _Force:
    word = _Word(f"{name}\n{size_N:.0f} N", at, align, kind)
    return _Force(tail, tail + push, kind, word)


def _from_the_side(person: Person, leg: LegLoad, scale: float) -> tuple[list[_Force], list[Array]]:
    """Forces on shank and foot in the sagittal plane, and their outlines."""
    limb, knee, built, size = leg.limb, leg.knee, load_nerves().knee, size_m(person)
    shank_m, thigh_m = (limb.knee_m - limb.ankle_m)[:2], (limb.hip_m - limb.knee_m)[:2]
    metre = _SHANK / float(np.hypot(*shank_m))
    ankle = np.array([_ANKLE_X, _GROUND_Y + metre * limb.ankle_m[1]])
    up, thigh = shank_m / np.hypot(*shank_m), thigh_m / np.hypot(*thigh_m)
    ahead = np.array([up[1], -up[0]])
    top = ankle + _SHANK * up
    mm = 1e-3 * metre * size

    def on_foot(x_m: float, y_m: float) -> Array:
        return ankle + metre * (np.array([x_m, y_m]) - limb.ankle_m[:2])

    ends = built.tendon_forward.values
    lean = np.radians(np.interp(np.degrees(limb.knee_rad), [0.0, 90.0], [ends["straight"], ends["bent"]]))
    weight, _ = segments(person, limb)
    calf = leg.muscle_N.get("gastrocnemius", 0.0)
    hamstrings = leg.muscle_N.get("medial hamstrings", 0.0) + leg.muscle_N.get("biceps femoris", 0.0)
    tubercle = top - 45 * mm * up + 30 * mm * ahead
    behind, heel = top - 8 * mm * up - 27 * mm * ahead, on_foot(person.foot_heel_m + 0.012, 0.03)
    ground, middle = on_foot(float(limb.ground_m[0]), 0.0), ankle + 0.5 * _SHANK * up
    pressed = -scale * (knee.compression_N * up + knee.shear_N * ahead)
    tendon = scale * knee.tendon_N * (np.cos(lean) * up + np.sin(lean) * ahead)
    pushed, pulled = np.array([0.0, scale * limb.ground_N]), scale * calf * up
    held = scale * knee.capsule_N * up
    aside, below = np.array([9.0, 0.0]), np.array([0.0, -14.0])
    forces = [
        _force(top - pressed, pressed, _CONTACT, "femur", knee.contact_N, top - pressed + [0, 16], "center"),
        _force(
            ground - pushed,
            pushed,
            _OUTER,
            "ground",
            limb.ground_N,
            ground + np.array([9.0, min(-0.5 * pushed[1], -18.0)]),
            "left",
        ),
        _force(tubercle, tendon, _MUSCLE, "patellar tendon", knee.tendon_N, tubercle + 2 * aside + below, "left"),
        _force(heel, pulled, _MUSCLE, "gastrocnemius", calf, heel + 0.6 * pulled - aside, "right"),
        _force(behind, held, _MUSCLE, "capsule", knee.capsule_N, behind + 0.6 * held - 34 * mm * ahead, "right"),
        _force(
            behind - 14 * mm * up,
            scale * hamstrings * thigh,
            _MUSCLE,
            "hamstrings",
            hamstrings,
            behind - 84 * mm * up - 40 * mm * ahead,
            "right",
        ),
        _force(
            middle,
            np.array([0.0, -scale * float(weight[:2].sum())]),
            _OUTER,
            "weight",
            float(weight[:2].sum()),
            middle - 74 * mm * ahead,
            "right",
        ),
    ]
    flesh, tibia = (ankle + _profile(shape, up, ahead, mm) for shape in (_SHANK_MM, _TIBIA_MM))
    long = (person.foot_toe_m - person.foot_heel_m) / 0.266
    foot = np.array([on_foot(person.foot_heel_m + 1e-3 * x * long, 1e-3 * y * long) for x, y in _FOOT_MM])
    return forces, [flesh, rounded(foot, 3), tibia]


def _profile(shape: Array, up: Array, ahead: Array, mm: float) -> Array:
    """Outline of a segment that rises from the ankle: heights as shares of the shank, back and front edges."""
    height = np.linspace(shape[0, 0], shape[-1, 0], 60)
    back, front = (PchipInterpolator(shape[::-1, 0], shape[::-1, k])(height)[:, None] for k in (1, 2))
    middle = _SHANK * height[:, None] * up
    return np.concatenate([middle + mm * front * ahead, (middle + mm * back * ahead)[::-1]])


def _from_the_front(person: Person, leg: LegLoad, scale: float) -> tuple[list[_Force], list[Array], Array, list[_Word]]:
    """Forces of the compartments, outlines of tibia and femur, the line of the ground's push, and words."""
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
        at = np.array([tip[0], tip[1] + _LONGEST + 22.0])
        word = _Word(f"{name}\n{pressed:.0f} N\n{100 * share:.0f} %", at, "center", _CONTACT)
        forces.append(_Force(tip - push, tip, _CONTACT, word))
    turn = np.linspace(np.pi, 2 * np.pi, 24)
    arc = np.column_stack([18 * np.cos(turn), 19 + 18 * np.sin(turn)])
    femur = np.concatenate([arc - np.array([24.0, 0.0]), arc + np.array([24.0, 0.0]), _SHAFT_MM])
    band = leg.muscle_N.get("tensor fasciae latae", 0.0)
    tail = middle + np.array([outer * 46 * mm, -14 * mm])
    forces.append(
        _force(
            tail,
            np.array([0.0, scale * band]),
            _MUSCLE,
            "iliotibial\nband",
            band,
            tail + np.array([outer * 16.0, -25.0]),
            "center",
        )
    )
    offset = _METRE_FRONT * (float(limb.ground_m[2]) - float(limb.knee_m[2]))
    x = middle[0] - offset
    push_line = np.array([[x, _FRONT_Y - 58 * mm], [x, _FRONT_Y + 52 * mm]])
    inward = -outer * (x - middle[0]) > 0
    where = f"{abs(offset) / _METRE_FRONT * 1e3:.0f} mm {'inside' if inward else 'outside'} the middle"
    words = [
        _Word(
            f"line of the ground's push, {where}:\nadduction moment {knee.adduction_Nm:.1f} Nm",
            np.array([middle[0], _FRONT_Y - 58 * mm - 16.0]),
            "center",
            _MEASURE,
        )
    ]
    return forces, [middle + mm * rounded(_PLATEAU_MM, 3), middle + mm * rounded(femur, 3)], push_line, words


def _list_muscles(artists: KneeArtists, leg: LegLoad) -> None:
    """The muscles of the leg that work most, with their forces."""
    theme = artists.look.theme
    working = sorted(((force, name) for name, force in leg.muscle_N.items() if force >= _SHOWN_N), reverse=True)[
        :_LISTED
    ]
    rows: list[tuple[str, str]] = [("muscles of this leg at work", "N")]
    rows += [(name, f"{force:.0f}") for force, name in working]
    for k, (text, number) in enumerate(zip(artists.muscles, artists.sizes, strict=True)):
        what, how_much = rows[k] if k < len(rows) else ("", "")
        y = _LIST_Y - _ROW * k
        letters.put(text, _LIST_X, y, what, theme.muted if k == 0 else theme.ink)
        letters.put(number, _LIST_X + _LIST_WIDTH, y, how_much, theme.muted if k == 0 else theme.ink)
