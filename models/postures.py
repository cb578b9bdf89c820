"""Named postures: what bears the body, what is held and carried, how firmly muscles, balance and gaze hold it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from msgspec import Struct

from models import files
from models.errors import ModelError, nearest
from models.quantity import Number, Table

FILE = "postures.toml"
FACTORS = ("tone", "balance", "head_over_hips", "gaze", "hip", "tone_neck", "tone_legs")


class Posture(Struct, frozen=True, forbid_unknown_fields=True):
    """A way of standing, sitting or lying. Every factor is 1 for standing erect.

    Attributes:
        name: its key in postures.toml.
        phrase: what somebody in it is doing: ``sitting slumped``.
        reason: what it stands for, in one sentence.
        tone: share of the muscle tone that holds the person's own upright curves.
        balance: factor on how closely the centre of mass is kept over the base.
        head_over_hips: factor on how closely the head is kept over the hips.
        gaze: factor on how firmly the head is kept level.
        hip: factor on the hips' hold of the pelvis, forward and back.
        tone_neck, tone_legs: share of the muscle tone of the neck (C7-T1 up) and at the ankles.
        support: ``feet``, ``seat`` or ``bed``.
        lean_deg, head_deg, knee_deg, seat_deg, backrest_deg, arms, heels_m: what belongs to the posture beside that,
            as in a scenario, whose own words go before.
        carried_in, carried_kg, reach_m: what it carries, likewise.
    """

    name: str
    phrase: str
    reason: str
    tone: float
    balance: float
    head_over_hips: float
    gaze: float
    hip: float
    tone_neck: float
    tone_legs: float
    support: str = "feet"
    lean_deg: float | None = None
    head_deg: float | None = None
    knee_deg: float | None = None
    seat_deg: float | None = None
    backrest_deg: float | None = None
    arms: str | None = None
    heels_m: float = 0.0
    carried_in: str | None = None
    carried_kg: float | None = None
    reach_m: float | None = None


class Gains(Struct, frozen=True, forbid_unknown_fields=True):
    """Stiffnesses of the posture potential at factor 1, the same for everyone.

    Attributes:
        active_stiffness: stiffness of the tonic muscles over the passive secant stiffness of the same joint.
        active_stiffness_thorax, active_stiffness_thorax_side: further factor on the thoracic joints, in flexion and
            turning, and in side bending.
        active_stiffness_head: the same for the two joints that carry the head, C1-C2 and C0-C1.
        balance_N_per_m: centre of mass over the base, forward and back.
        balance_lateral_N_per_m: the same, side to side.
        head_N_per_m: head over hips, horizontal.
        cone_m: head offset over which this hardens: the cone of economy.
        gaze_Nm_per_rad, gaze_roll_share: head pitch to its target; the share of it with which roll is held, the rest
            being yaw's.
        hip_Nm_per_rad: both hips together, flexion.
        hip_lateral_Nm_per_rad, hip_turn_Nm_per_rad: side to side, turning.
        voluntary_share, voluntary_hip_share: what is left of the stiffness of tone where the body bends at will, and
            of that at the hips.
        voluntary_angle_deg: angle over which it lets go.
        foreseen_share: of the weight's moments in a bend at will, what muscles hold in advance.
        ankle_Nm_per_rad: both ankles together.
        hip_extension_deg, hip_flexion_deg, hip_side_deg, hip_turn_deg: ends of range of the hips.
        hip_limit_Nm, hip_limit_softness_deg: ligament moment there, and the angle over which it grows by e.
        knee_Nm_per_rad: both knees together; knee_softness_deg: angle over which the capsule that locks the straight
            knee lets go by e; knee_flexion_deg: end of range.
        ankle_passive_Nm_per_rad: both ankles without muscle; ball_share: from heel to ball, of the foot's length.
        hip_seated_Nm, hip_seated_softness_deg: moment without muscle that turns the pelvis backward when both hips are
            bent 90 degrees on a seat, and the angle over which it grows by e.
        seat_Nm_per_rad: what the seat puts against a pelvis that rocks on its ischial tuberosities.
        seat_behind_m, seat_ahead_m: edges of the base of support there, from the balanced place of the trunk.
        backrest_friction: push along a backrest over the push against it.
        arms_forward_m, arms_raised_m, arm_reach_share: how far in front of the shoulder the arm's centre of mass lies
            with bent elbows, with the arm level, and as a share of the reach of a hand that holds something.
        belly_ahead_m: centre of a mass carried in front of the lumbar spine.
        counterpoise_share, counterpoise_m: how far the trunk leans away from what is carried: share of the shift of
            the odontoid that would keep trunk and load together where the trunk was, and its limit.
        edge_share, edge_softness_m: wall at the edge of the base of support, as a share of body weight.
        lean_gaze_share: how far the gaze follows a lean of the trunk down.
        carried_share: load, as a share of body mass, beyond which nobody stays at ease.
        backpack_behind_m: centre of a backpack behind the mid-thoracic vertebrae.
        disc_rest_MPa: pressure of a disc that bears nothing.
        pressure_correction: compression = (disc pressure - that) x disc area x this.
        abdominal_threshold_Nm, abdominal_slope_Pa_per_Nm, abdominal_largest_Pa: abdominal pressure rises with
            the extension moment asked of the lumbar muscles beyond a threshold.
        diaphragm_area_m2, diaphragm_arm_m: where it acts, in front of the T12-L1 disc.
    """

    active_stiffness: float
    active_stiffness_thorax: float
    active_stiffness_thorax_side: float
    active_stiffness_head: float
    balance_N_per_m: float
    balance_lateral_N_per_m: float
    head_N_per_m: float
    cone_m: float
    gaze_Nm_per_rad: float
    gaze_roll_share: float
    hip_Nm_per_rad: float
    hip_lateral_Nm_per_rad: float
    hip_turn_Nm_per_rad: float
    voluntary_share: float
    voluntary_hip_share: float
    voluntary_angle_deg: float
    foreseen_share: float
    ankle_Nm_per_rad: float
    hip_extension_deg: float
    hip_flexion_deg: float
    hip_side_deg: float
    hip_turn_deg: float
    hip_limit_Nm: float
    hip_limit_softness_deg: float
    knee_Nm_per_rad: float
    knee_softness_deg: float
    knee_flexion_deg: float
    ankle_passive_Nm_per_rad: float
    ball_share: float
    hip_seated_Nm: float
    hip_seated_softness_deg: float
    seat_Nm_per_rad: float
    seat_behind_m: float
    seat_ahead_m: float
    backrest_friction: float
    arms_forward_m: float
    arms_raised_m: float
    arm_reach_share: float
    belly_ahead_m: float
    counterpoise_share: float
    counterpoise_m: float
    edge_share: float
    edge_softness_m: float
    lean_gaze_share: float
    carried_share: float
    backpack_behind_m: float
    disc_rest_MPa: float
    pressure_correction: float
    abdominal_threshold_Nm: float
    abdominal_slope_Pa_per_Nm: float
    abdominal_largest_Pa: float
    diaphragm_area_m2: float
    diaphragm_arm_m: float


class PosturesFile(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """postures.toml: a reason and numbers a posture, and the gains."""

    postures: dict[str, dict[str, str | Number]]
    gains: dict[str, Number]


_instead: list[tuple[Gains, dict[str, Posture]]] = []


@contextmanager
def instead(gains: Gains, postures: dict[str, Posture]) -> Iterator[None]:
    """Other gains and postures than the file's, for as long as the context lasts: to try them."""
    _instead.append((gains, postures))
    try:
        yield
    finally:
        _instead.pop()


def load_postures() -> dict[str, Posture]:
    """The named postures of models/postures.toml.

    Raises:
        ModelError: a posture lacks a number, is like itself, or like one that does not exist.
    """
    return _instead[-1][1] if _instead else _postures()


def load_gains() -> Gains:
    """The global gains of models/postures.toml."""
    return _instead[-1][0] if _instead else _gains()


@lru_cache(maxsize=1)
def _postures() -> dict[str, Posture]:
    tables = _file().postures
    return {
        name: files.convert({"name": name, **_plain(_whole(name, tables))}, Posture, FILE, f"postures.{name}")
        for name in tables
    }


def _whole(name: str, tables: Mapping[str, Mapping[str, str | Number]], after: tuple[str, ...] = ()) -> dict[str, Any]:
    """A posture's own words over those of the posture that it is like."""
    words = dict(tables[name])
    like = words.pop("like", None)
    if like is None:
        return words
    if like not in tables or like in (*after, name):
        raise ModelError(f"{FILE}: postures.{name} is like {like!r}, which is no posture{nearest(str(like), tables)}")
    return {**_whole(str(like), tables, (*after, name)), **words}


@lru_cache(maxsize=1)
def _gains() -> Gains:
    return files.convert(_plain(_file().gains), Gains, FILE, "gains")


def _file() -> PosturesFile:
    return files.convert(files.read(files.FOLDER / FILE), PosturesFile, FILE)


def _plain(table: Mapping[str, str | Number]) -> dict[str, str | float]:
    return {key: item.value if isinstance(item, Number) else item for key, item in table.items()}
