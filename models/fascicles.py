"""Muscles: from landmarks on the reference skeleton to both sides of this person's fascicles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from msgspec import field

from models import files
from models.column import Skeleton
from models.errors import ModelError, nearest
from models.once import once
from models.person import BODIES, Muscles
from models.quantity import Amount, Quantity, Table

Array = np.ndarray
FILE = "muscles.toml"
FRAMES = ("vertebra", "sacrum", "innominate", "head")
# The pelvis on which innominate landmarks were written down.
INNOMINATE_AT = {"pelvic_incidence_deg": 52.0, "sacral_slope_deg": 40.0}
PCSA_MM2 = 1e-6
TENSION_N_PER_CM2 = 1e4
SLACK_CM4 = 1e-8


class SharingTable(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How muscles share moments."""

    specific_tension: Amount
    residual_flexion: Amount
    residual_lateral: Amount
    residual_axial: Amount


class Landmark(Quantity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind of point, body by body, on the right side; or one track's points."""

    frame: Literal["vertebra", "sacrum", "innominate", "head"]
    at: dict[str, tuple[float, float, float]]


class Fascicle(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One fascicle of the right side."""

    name: str
    from_: str = field(name="from")
    to: str
    pcsa: float
    guide: str | None = None
    omit: tuple[str, ...] = ()
    crosses_midline: bool = False


class MuscleGroup(Quantity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A muscle, as its fascicles of the right side."""

    fascicles: list[Fascicle]


class MusclesFile(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """muscles.toml; unit, kind, status, source and spread of a table hold for all its numbers."""

    sharing: SharingTable
    landmarks: dict[str, Landmark]
    guides: dict[str, Landmark]
    muscles: dict[str, MuscleGroup]


@dataclass(frozen=True)
class Atlas:
    """muscles.toml as arrays, both sides, before it is laid on a person; fields as in `Muscles`.

    Attributes:
        frame: (P,) index into FRAMES, per path point.
        local_mm: (P, 3) in that frame.
        first, same: one of each of the points that fascicles share (D,), and which of these each point is (P,).
    """

    name: tuple[str, ...]
    group: tuple[str, ...]
    pcsa_mm2: Array
    start: Array
    body: Array
    frame: Array
    local_mm: Array
    first: Array
    same: Array
    tension_N_per_cm2: float
    slack_cm4: Array


def muscles(
    bones: Skeleton, curves: Mapping[str, Array], innominate_turn: float, mass_factor: Array, strength: Array
) -> Muscles:
    """People's fascicles, upright.

    Points scale with the skeleton and turn with their bone. Cross-sections scale with the two-thirds power of
    body mass, as areas do between bodies of one shape, and with strength.

    Args:
        bones: (...) upright skeletons.
        curves: (...) pelvic_incidence_deg and sacral_slope_deg.
        innominate_turn: turn of the innominate bones backward on the sacrum per degree of incidence, between people.
        mass_factor: (...) body mass relative to the reference person's.
        strength: (...) a person's own factor on every cross-section.
    """
    atlas = _lay_out(files.shared(FILE, MusclesFile))
    batch, slope = bones.scale.shape, curves["sacral_slope_deg"]
    inclination = np.zeros((*batch, len(FRAMES), len(BODIES)))
    inclination[..., 0, 1:25] = 0.5 * (bones.lower + bones.upper)
    inclination[..., 1, 0] = -np.radians(slope)
    inclination[..., 2, 0] = np.radians(
        INNOMINATE_AT["sacral_slope_deg"]
        - slope
        + innominate_turn * (curves["pelvic_incidence_deg"] - INNOMINATE_AT["pelvic_incidence_deg"])
    )
    origin = bones.centre.copy()
    origin[..., 0, :], origin[..., 25, :] = bones.sacrum, bones.joint[..., 24, :]

    frame, body = atlas.frame[atlas.first], atlas.body[atlas.first]
    cos, sin = (turn(inclination)[..., frame, body] for turn in (np.cos, np.sin))
    local = (bones.scale * 1e-3)[..., None, None] * atlas.local_mm[atlas.first]
    point = local.copy()
    point[..., 0] = cos * local[..., 0] - sin * local[..., 1] + origin[..., body, 0]
    point[..., 1] = sin * local[..., 0] + cos * local[..., 1] + origin[..., body, 1]
    larger = mass_factor ** (2 / 3)
    return Muscles(
        name=atlas.name,
        group=atlas.group,
        pcsa_m2=atlas.pcsa_mm2 * PCSA_MM2 * strength[..., None] * larger[..., None],
        start=atlas.start,
        point_body=atlas.body,
        point_m=point.take(atlas.same, axis=-2),
        specific_tension_Pa=np.full(batch, atlas.tension_N_per_cm2 * TENSION_N_PER_CM2),  # type: ignore[arg-type]
        slack_m4=atlas.slack_cm4 * SLACK_CM4 * (bones.scale**4)[..., None],
    )


@once
def _lay_out(file: MusclesFile) -> Atlas:
    names, groups, pcsa, lengths = [], [], [], []
    body, frame, local = [], [], []
    for group, table in file.muscles.items():
        for fascicle in table.fascicles:
            path = _path(file, group, fascicle)
            for side, mirror in (("_r", 1.0), ("_l", -1.0)):
                names.append(fascicle.name + side)
                groups.append(group)
                pcsa.append(fascicle.pcsa)
                lengths.append(len(path))
                for where, kind, (x, y, z) in path:
                    body.append(where)
                    frame.append(FRAMES.index(kind))
                    local.append((x, y, mirror * z))
    sharing = file.sharing
    where_from = np.column_stack([body, frame, np.array(local)])
    _, first, same = np.unique(where_from, axis=0, return_index=True, return_inverse=True)
    return Atlas(
        name=tuple(names),
        group=tuple(groups),
        pcsa_mm2=np.array(pcsa),
        start=np.concatenate([[0], np.cumsum(lengths)]),
        body=np.array(body),
        frame=np.array(frame),
        local_mm=np.array(local),
        first=first,
        same=same.reshape(-1),
        tension_N_per_cm2=sharing.specific_tension.value,
        slack_cm4=np.array(
            [sharing.residual_flexion.value, sharing.residual_lateral.value, sharing.residual_axial.value]
        ),
    )


Point = tuple[int, str, tuple[float, float, float]]  # body, frame, x y z [mm]


def _path(file: MusclesFile, group: str, fascicle: Fascicle) -> list[Point]:
    """Points of one right-sided fascicle from the lower body up."""
    where = f"{FILE}: muscles.{group}: {fascicle.name}"
    low, high = sorted((_end(file, fascicle.from_, where), _end(file, fascicle.to, where)), key=lambda point: point[0])
    if low[0] == high[0]:
        raise ModelError(f"{where}: both ends are on {BODIES[low[0]]}")
    if fascicle.pcsa <= 0:
        raise ModelError(f"{where}: pcsa is {fascicle.pcsa:g} mm^2; it must be more than 0")
    if fascicle.crosses_midline:
        x, y, z = high[2]
        high = (high[0], high[1], (x, y, -z))
    between: list[Point] = []
    if fascicle.guide is not None:
        if fascicle.guide not in file.guides:
            raise ModelError(f"{where}: guide '{fascicle.guide}' is unknown{nearest(fascicle.guide, file.guides)}")
        track = file.guides[fascicle.guide]
        for index in range(low[0] + 1, high[0]):
            name = BODIES[index]
            if name in track.at and name not in fascicle.omit:
                between.append((index, track.frame, track.at[name]))
    return [low, *between, high]


def _end(file: MusclesFile, text: str, where: str) -> Point:
    body, _, landmark = text.partition(".")
    if body not in BODIES:
        raise ModelError(f"{where}: body '{body}' is unknown{nearest(body, BODIES)}")
    if landmark not in file.landmarks:
        raise ModelError(f"{where}: landmark '{landmark}' is unknown{nearest(landmark, file.landmarks)}")
    table: Landmark = file.landmarks[landmark]
    if body not in table.at:
        raise ModelError(f"{where}: {body} has no landmark '{landmark}'{nearest(body, table.at)}")
    return BODIES.index(body), table.frame, table.at[body]
