"""The clinical angles that a posture figure names: their construction lines and where their labels belong.

Sagittal lines lie on those of ``sim.alignment``, where each measure is defined; they are only drawn out
behind the spine and joined by a bracket that follows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from models.person import BODIES, Person
from sim import alignment
from sim.chain import place

from .shapes import BACK, PROJECTION, REFERENCE_HEIGHT_M, SIDE, rounded
from .style import Array

BRACKET_M = {  # how far from the bodies of a reference person a bracket runs: behind them; from behind, to their left
    SIDE: {"lumbar": 0.104, "thoracic": 0.100, "cervical": 0.084},
    BACK: {"lumbar": 0.098, "thoracic": 0.150},
}
OVERHANG_M = 0.012  # construction lines reach this far past the body
_LATERAL, _AXIAL = 1, 2


@dataclass(frozen=True)
class Curve:
    """The curve between two endplates: its field in ``Alignment`` and where it lies."""

    field: str
    region: str
    lowest: str
    highest: str


LORDOSIS = Curve("lumbar_lordosis_deg", "lumbar", "pelvis", "L1")
KYPHOSIS = Curve("thoracic_kyphosis_deg", "thoracic", "T12", "T1")
NECK = Curve("cervical_lordosis_deg", "cervical", "C7", "C2")
LUMBAR_CURVE = Curve("lumbar_cobb_deg", "lumbar", "pelvis", "L1")
THORACIC_CURVE = Curve("thoracic_cobb_deg", "thoracic", "T12", "T1")
TURNS = (
    ("pelvis", "pelvis_turn_deg", "pelvis"),
    ("thoracic", "thorax_turn_deg", "T7"),
    ("head", "head_turn_deg", "head"),
)


@dataclass(frozen=True)
class Drawn:
    """One measure, ready to draw.

    Attributes:
        region: whose colour it takes.
        field: its name in ``Alignment``.
        lines: polylines (n, 2) [m] in the plane of the view.
        height_m: where its label wants to stand.
    """

    region: str
    field: str
    lines: tuple[Array, ...]
    height_m: float


def drawn(result: Any, view: str) -> tuple[Drawn, ...]:
    """The measures that a view names, from below upwards.

    From the side pelvic tilt and the three curves; from behind the side tilts, or the turns where only turns
    are asked.
    """
    person, pose = result.person, result.pose
    if view == SIDE:
        built = alignment.construction(person, pose)
        curves = (_sagittal_curve(person, pose, built, curve) for curve in (LORDOSIS, KYPHOSIS, NECK))
        return (_pelvic_tilt(built), *curves)
    tilts = (
        _level(person, pose, "pelvis"),
        _side_curve(person, pose, LUMBAR_CURVE),
        _side_curve(person, pose, THORACIC_CURVE),
        _level(person, pose, "head"),
    )
    asked = {tilt.axis for tilt in result.scenario.tilts if tilt.deg}
    if _LATERAL in asked or _AXIAL not in asked:
        return tilts
    return tuple(Drawn(region, field, (), float(_centre(person, pose, body, BACK)[1])) for region, field, body in TURNS)


def _centre(person: Person, pose: Any, body: str, view: str) -> Array:
    index = BODIES.index(body)
    return place(pose, index, person.centre_m[index])[PROJECTION[view]]


def _bracket(person: Person, pose: Any, curve: Curve, aside_m: float, ends: tuple[Array, Array], view: str) -> Drawn:
    """The two lines of a curve and a bracket joining their outer ends along the bodies between them."""
    low, high = BODIES.index(curve.lowest), BODIES.index(curve.highest)
    between = np.arange(low + 1, high)
    middle = person.outline_m[between].mean(axis=1)
    if view == SIDE:
        walls = person.outline_m[between]
        along = (walls[:, 1] + walls[:, 2] - walls[:, 0] - walls[:, 3]) / 2
        middle = middle - aside_m * along / np.linalg.norm(along, axis=1, keepdims=True)
    across = np.zeros(len(between)) if view == SIDE else np.full(len(between), -aside_m)
    placed = place(pose, between, np.column_stack([middle, across]))[:, PROJECTION[view]]
    chord = ends[1][0] - ends[0][0]
    along = (placed - ends[0][0]) @ chord / (chord @ chord)
    placed = placed[(along > 0.12) & (along < 0.92)]  # L5 may hang below the end of the steep sacral line
    bracket = rounded(np.array([ends[0][0], *placed, ends[1][0]]), 2, closed=False)
    height = float((ends[0][0][1] + ends[1][0][1]) / 2)
    return Drawn(curve.region, curve.field, (*ends, bracket), height)


def _sagittal_curve(person: Person, pose: Any, built: dict[str, Any], curve: Curve) -> Drawn:
    behind = BRACKET_M[SIDE][curve.region] * person.height_m / REFERENCE_HEIGHT_M
    ends = []
    for body, line in zip((curve.lowest, curve.highest), built[curve.field].lines[::-1], strict=True):
        rear, ahead = line[:, :2]
        along = (ahead - rear) / np.linalg.norm(ahead - rear)
        low_back, low_front, up_front, up_back = person.outline_m[BODIES.index(body)]
        depth = np.linalg.norm(low_front + up_front - low_back - up_back) / 2
        ends.append(np.array([rear + (0.5 * depth - behind) * along, rear + (depth + OVERHANG_M) * along]))
    return _bracket(person, pose, curve, behind, (ends[0], ends[1]), SIDE)


def _side_curve(person: Person, pose: Any, curve: Curve) -> Drawn:
    aside = BRACKET_M[BACK][curve.region] * person.height_m / REFERENCE_HEIGHT_M
    ends = []
    for body, upper in ((curve.lowest, curve.lowest == "pelvis"), (curve.highest, True)):
        index = BODIES.index(body)
        corners = person.outline_m[index]
        middle = (corners[2] + corners[3] if upper else corners[0] + corners[1]) / 2
        right = person.width_m[index] / 2 + OVERHANG_M
        line = np.array([[*middle, -aside], [*middle, right]])
        ends.append(place(pose, np.array([index, index]), line)[:, PROJECTION[BACK]])
    return _bracket(person, pose, curve, aside, (ends[0], ends[1]), BACK)


def _pelvic_tilt(built: dict[str, Any]) -> Drawn:
    """The line from the hip axis to the sacrum, the vertical, and the arc between them."""
    hip, endplate = built["pelvic_tilt_deg"].lines[0][:, :2]
    line = endplate - hip
    length = float(np.hypot(*line))
    vertical = np.array([hip, hip + np.array([0.0, 1.12 * length])])
    angle = np.linspace(0.0, float(np.arctan2(*line)), 24)
    arc = hip + 0.88 * length * np.column_stack([np.sin(angle), np.cos(angle)])
    lines = (np.array([hip, endplate]), vertical, arc)
    return Drawn("pelvis", "pelvic_tilt_deg", lines, float((0.6 * hip + 0.4 * endplate)[1]))


def _level(person: Person, pose: Any, body: str) -> Drawn:
    """The line across pelvis or head against the horizontal, from behind."""
    index = BODIES.index(body)
    if body == "pelvis":
        centre, half, field = person.hip_m, 0.86 * person.hip_spacing_m, "pelvic_obliquity_deg"
    else:
        centre, half, field = person.centre_m[index], 0.68 * person.width_m[index], "head_tilt_deg"
    ends = place(pose, np.array([index, index]), centre + np.array([[0, 0, -half], [0, 0, half]]))
    across = ends[:, PROJECTION[BACK]]
    middle = across.mean(axis=0)
    level = middle + np.array([[-half, 0.0], [half, 0.0]])
    return Drawn(body, field, (level, across), float(across[0, 1]))
