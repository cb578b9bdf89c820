"""What the course asks: every exercise with its answer, its likely slips and its solution, computed with the model."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.person import GRAVITY

_WITHIN = 0.02  # of the right answer: rounding on the way there

Slip = tuple[str, Callable[[], float]]


@dataclass(frozen=True)
class Exercise:
    """One question with a number for an answer.

    Attributes:
        asks: the question in one line.
        unit: of the answer.
        answer: computes it.
        slips: what is often done instead, in words that follow "it looks as if", and the number that it gives.
        solution: the way there in one or two lines; shown only by ``solution``.
        within: how far off an answer may be, as a share of it.
    """

    asks: str
    unit: str
    answer: Callable[[], float]
    slips: tuple[Slip, ...]
    solution: str
    within: float = _WITHIN


@cache
def _result(**words: Any) -> Any:
    from sim import simulate

    return simulate(**words)


def _bow() -> Any:
    """The bow of notebook 01."""
    return _result(lean_deg=30)


def cut(result: Any, joint: str) -> Mapping[str, float]:
    """What a section through a joint shows, from the side: all that notebook 01 needs.

    Args:
        result: a ``Result``.
        joint: such as ``L4-L5``.

    Returns:
        ``weight_N`` of everything above; ``ahead_m``, how far in front of the joint it acts; ``disc_deg``, how far
        the disc is inclined; ``tissue_Nm``, moment that tissue bears; ``muscle_Nm``, what is left for the muscles;
        ``lever_m``, of one muscle that would press the disc as much as all of them do together.
    """
    load = result.joints[joint]
    weight, tissue, muscle = (load.parts[name] for name in ("weight", "tissue", "muscle"))
    size = math.hypot(weight.compression_N, weight.shear_anterior_N)
    return {
        "weight_N": size,
        "ahead_m": load.moment_flexion_Nm / size,
        "disc_deg": math.degrees(math.atan2(weight.shear_anterior_N, weight.compression_N)),
        "tissue_Nm": -tissue.moment_flexion_Nm,
        "muscle_Nm": -muscle.moment_flexion_Nm,
        "lever_m": -muscle.moment_flexion_Nm / muscle.compression_N,
    }


def _of_bow(name: str, joint: str = "L4-L5") -> float:
    return cut(_bow(), joint)[name]


def _moment(joint: str = "L4-L5") -> float:
    return _of_bow("weight_N") * _of_bow("ahead_m", joint)


def _muscle_N(moment_Nm: float) -> float:
    return moment_Nm / _of_bow("lever_m")


def _pressed_N(share: float) -> float:
    return _of_bow("weight_N") * share + _muscle_N(_of_bow("muscle_Nm"))


SPRING_Nm, GAZE_Nm, TILT_DEG = 60.0, 186.0, 10.0  # the tower of notebook 02: a joint, the gaze [Nm/rad], its base


def _head_deg(joints: int) -> float:
    """Where the head of the tower ends, with so many joints."""
    return TILT_DEG * SPRING_Nm / (SPRING_Nm + joints * GAZE_Nm)


def _kyphosis_lost_a_degree() -> float:
    change = _result(tilt_deg=15, direction="forward", at="lumbar").alignment.change
    return float(change.thoracic_kyphosis_deg / change.lumbar_lordosis_deg)


def _kyphosis_after_by_lordosis_after() -> float:
    after = _result(tilt_deg=15, direction="forward", at="lumbar").alignment
    return float(after.thoracic_kyphosis_deg / after.lumbar_lordosis_deg)


_SHORT_M = 0.010  # the short leg of notebook 04


def _hips_m() -> float:
    return float(_result().person.hip_spacing_m)


def _head_of_pelvis(towards: str) -> float:
    change = _result(tilt_deg=10, direction="right", at="pelvis").alignment.change
    return float(getattr(change, towards) / 10.0)


LONG, NEAR = (10e-4, 0.06), (8e-4, 0.03)  # two muscles of notebook 05: cross-section [m2] and lever arm [m]
_ASKED_Nm = 30.0


def _shared_N(weigh: Callable[[float, float], float], which: tuple[float, float] = LONG) -> float:
    """Force of one of two muscles that bear a moment, where each pulls in proportion to ``weigh``."""
    total = sum(weigh(area, arm) * arm for area, arm in (LONG, NEAR))
    return _ASKED_Nm * weigh(*which) / total


def _root_share(muscle: str, root: str) -> float:
    from models.nerves import load_nerves

    return load_nerves().muscles[muscle].share(root)


def _kept(losses: Mapping[str, float], muscle: str = "vasti") -> float:
    return 100.0 * (1.0 - sum(_root_share(muscle, root) * loss for root, loss in losses.items()))


_GROUND_N, _BEHIND_M, _TENDON_M = 400.0, 0.10, 0.04  # of notebook 06: a leg's push, and two lever arms at the knee
_WIDE_CM, _DOTS, _INCH_CM = 16.0, 300.0, 2.54  # of notebook 09: a printed figure


@cache
def _errors() -> tuple[float, ...]:
    """Predicted less published of three rows of case A01, in times of standing."""
    from sim.validation import scoring

    asked = ("A01.4", "A01.8", "A01.9")
    rows = [row for row in scoring.validate(["A01"]).rows if row.id in asked]
    return tuple(float(row.predicted) - float(row.row.measured) for row in rows)  # type: ignore[arg-type]


def _mean_of_errors(of: Callable[[float], float]) -> float:
    return sum(map(of, _errors())) / len(_errors())


_TIMES, _SPREAD = 1.20, 0.10  # of notebook 07: a load 1.2 times as large for a stiffness 10 % larger


EXERCISES: dict[str, Exercise] = {
    "00.pelvis": Exercise(
        "By how many degrees does the pelvis turn backward when the lumbar curve is tilted 20 degrees forward?",
        "degrees",
        lambda: float(_result(tilt_deg=20, direction="forward", at="lumbar").alignment.change.pelvic_tilt_deg),
        (
            (
                "this is the pelvic tilt after; what is asked is the change, after minus before",
                lambda: float(_result(tilt_deg=20, direction="forward", at="lumbar").alignment.pelvic_tilt_deg),
            ),
            ("this is the pelvic tilt before", lambda: float(_result().alignment.pelvic_tilt_deg)),
            ("this is the tilt that was asked for", lambda: 20.0),
        ),
        "Read both numbers beside the pelvis, or result.alignment.change.pelvic_tilt_deg: after minus before.",
        0.07,
    ),
    "01.moment": Exercise(
        "What moment does the weight above L4-L5 make about that joint in the bow?",
        "Nm",
        _moment,
        (
            ("the lever arm belongs to another joint, L5-S1", lambda: _moment("L5-S1")),
            ("the lever arm belongs to another joint, L3-L4", lambda: _moment("L3-L4")),
            ("a mass in kilograms was used for the weight in newtons", lambda: _moment() / GRAVITY),
            ("the weight was multiplied by g once more", lambda: _moment() * GRAVITY),
        ),
        "M = W d: the weight of everything above, times how far in front of the joint it acts.",
    ),
    "01.muscle": Exercise(
        "What must one muscle behind the spine pull with?",
        "N",
        lambda: _muscle_N(_of_bow("muscle_Nm")),
        (
            (
                "tissue was added to the moment; it helps the muscle and is taken off",
                lambda: _muscle_N(_moment() + _of_bow("tissue_Nm")),
            ),
            ("the moment was multiplied by the lever arm", lambda: _of_bow("muscle_Nm") * _of_bow("lever_m")),
            ("the lever arm of the weight was used for the muscle", lambda: _of_bow("muscle_Nm") / _of_bow("ahead_m")),
            ("tissue was left out; it bears part of the moment", lambda: _muscle_N(_moment())),
        ),
        "F = (M - M_tissue) / r, with the lever arm r of the muscle.",
        0.01,
    ),
    "01.compression": Exercise(
        "With how many newtons is the disc L4-L5 pressed?",
        "N",
        lambda: _pressed_N(math.cos(math.radians(_of_bow("disc_deg")))),
        (
            (
                "sin stands where cos belongs: along the disc normal it is W cos(a)",
                lambda: _pressed_N(math.sin(math.radians(_of_bow("disc_deg")))),
            ),
            (
                "degrees went into cos, which takes radians: np.cos(np.radians(a))",
                lambda: _pressed_N(math.cos(_of_bow("disc_deg"))),
            ),
            ("the whole weight presses; on an inclined disc only W cos(a) does", lambda: _pressed_N(1.0)),
            ("the weight was left out", lambda: _pressed_N(0.0)),
            (
                "the muscle was left out; it presses more than the weight does",
                lambda: _of_bow("weight_N") * math.cos(math.radians(_of_bow("disc_deg"))),
            ),
        ),
        "C = W cos(a) + F: weight along the disc normal, and the whole pull of the muscle.",
        0.005,
    ),
    "02.joint": Exercise(
        "Base tilted 10 degrees forward, gaze alone: by how many degrees does each of the two joints turn?",
        "degrees",
        lambda: -GAZE_Nm * TILT_DEG / (SPRING_Nm + 2 * GAZE_Nm),
        (
            (
                "the other joint was forgotten: both turn the head, so the denominator is k + 2 kappa",
                lambda: -GAZE_Nm * TILT_DEG / (SPRING_Nm + GAZE_Nm),
            ),
            ("the joints were taken as having no stiffness of their own", lambda: -TILT_DEG / 2),
            ("this is what both joints turn together", lambda: -2 * GAZE_Nm * TILT_DEG / (SPRING_Nm + 2 * GAZE_Nm)),
        ),
        "k t + kappa (p + 2 t) = 0, so t = -kappa p / (k + 2 kappa).",
    ),
    "02.head": Exercise(
        "The same with 25 joints: by how many degrees is the head still tilted?",
        "degrees",
        lambda: _head_deg(25),
        (
            ("this is the tower of two joints", lambda: _head_deg(2)),
            ("this is what the joints take together, not what is left", lambda: TILT_DEG - _head_deg(25)),
            ("this is what one joint takes", lambda: (TILT_DEG - _head_deg(25)) / 25),
        ),
        "Each joint takes t = -kappa p / (k + 25 kappa); p + 25 t = k p / (k + 25 kappa) is left.",
    ),
    "03.kyphosis": Exercise(
        "Upright: how many degrees of kyphosis go for each degree of lordosis that is lost?",
        "degrees a degree",
        _kyphosis_lost_a_degree,
        (
            ("the ratio is upside down", lambda: 1 / _kyphosis_lost_a_degree()),
            ("the angles after were divided, not their changes", _kyphosis_after_by_lordosis_after),
        ),
        "Divide one change by the other: change.thoracic_kyphosis_deg / change.lumbar_lordosis_deg.",
    ),
    "04.lift": Exercise(
        "One leg is 10 mm shorter. By how many degrees is the pelvis oblique?",
        "degrees",
        lambda: math.degrees(math.atan(_SHORT_M / _hips_m())),
        (
            (
                "the length of a leg stands where the distance between the hips belongs",
                lambda: math.degrees(math.atan(_SHORT_M / float(_result().pose.hip_m[1]))),
            ),
            (
                "half the distance between the hips was used; both feet stand on the floor",
                lambda: math.degrees(math.atan(2 * _SHORT_M / _hips_m())),
            ),
        ),
        "atan(height / distance between the hips), in degrees.",
    ),
    "04.head": Exercise(
        "The pelvis is tilted 10 degrees to the right. What share of that tilt reaches the head, with its sign?",
        "of the tilt",
        lambda: _head_of_pelvis("head_tilt_deg"),
        (
            ("the head were rigidly fixed to the pelvis; the spine between them bends", lambda: 1.0),
            ("degrees were given; divide by the tilt of the pelvis", lambda: 10 * _head_of_pelvis("head_tilt_deg")),
            ("this is the share of the shoulders", lambda: _head_of_pelvis("shoulder_tilt_deg")),
        ),
        "change.head_tilt_deg / 10: a small part, and in the model even to the other side.",
    ),
    "05.share": Exercise(
        "Two muscles bear 30 Nm with least effort. What does the one with 10 cm2 and 6 cm pull with?",
        "N",
        lambda: _shared_N(lambda area, arm: area * arm),
        (
            ("the forces were taken as equal", lambda: _shared_N(lambda area, arm: 1.0)),
            (
                "the stresses were taken as equal; least effort stresses the one with the longer lever arm more",
                lambda: _shared_N(lambda area, arm: area),
            ),
            ("only the lever arms were weighed, not the cross-sections", lambda: _shared_N(lambda area, arm: arm)),
            ("this one alone bears the moment", lambda: _ASKED_Nm / LONG[1]),
            ("this is the other muscle", lambda: _shared_N(lambda area, arm: area * arm, NEAR)),
        ),
        "f_i = A_i r_i l with l = M / (A_1 r_1^2 + A_2 r_2^2).",
    ),
    "06.kept": Exercise(
        "Roots L3 and L4 have each lost 60 %. What share of their strength do the vasti keep, in percent?",
        "%",
        lambda: _kept({"L3": 0.6, "L4": 0.6}),
        (
            ("only L4 was counted", lambda: _kept({"L4": 0.6})),
            ("only L3 was counted", lambda: _kept({"L3": 0.6})),
            ("the losses were taken as those of the whole muscle, whatever its roots", lambda: 40.0),
            (
                "this is what is lost, not what is kept",
                lambda: 100.0 - _kept({"L3": 0.6, "L4": 0.6}),
            ),
            (
                "what is kept after one root was multiplied by what is kept after the other; the shares add up",
                lambda: _kept({"L3": 0.6}) * _kept({"L4": 0.6}) / 100.0,
            ),
        ),
        "1 minus the sum over the roots of (share of the muscle) times (loss of the root).",
        0.01,
    ),
    "06.pull": Exercise(
        "The ground pushes with 400 N, 10 cm behind the knee; the tendon's lever arm is 4 cm. What must it pull with?",
        "N",
        lambda: _GROUND_N * _BEHIND_M / _TENDON_M,
        (
            ("the lever arms changed places", lambda: _GROUND_N * _TENDON_M / _BEHIND_M),
            ("this is the moment; divide it by the lever arm of the tendon", lambda: _GROUND_N * _BEHIND_M),
            ("the lever arms were subtracted", lambda: _GROUND_N * (_BEHIND_M - _TENDON_M) / _TENDON_M),
            ("this is the push of the ground itself", lambda: _GROUND_N),
        ),
        "Moments about the knee: F r = W d, so F = 400 N x 10 cm / 4 cm.",
    ),
    "07.elasticity": Exercise(
        "A stiffness 10 % larger makes a load 1.2 times as large. How many percent of load is that for each one?",
        "% for one %",
        lambda: (_TIMES - 1) / _SPREAD,
        (
            ("the ratio of the loads was divided, not their change", lambda: _TIMES / _SPREAD),
            ("the ratio is upside down", lambda: _SPREAD / (_TIMES - 1)),
        ),
        "(1.2 - 1) / 0.10 = 2: relative change of the answer over relative change of the assumption.",
    ),
    "08.rms": Exercise(
        "What is the root mean square error over the three rows?",
        "times standing",
        lambda: _mean_of_errors(lambda error: error**2) ** 0.5,
        (
            ("the root was left out", lambda: _mean_of_errors(lambda error: error**2)),
            ("this is the mean difference; signs cancel in it", lambda: _mean_of_errors(lambda error: error)),
            ("this is the mean of the sizes, without squares", lambda: _mean_of_errors(abs)),
            ("the squares were added and not averaged", lambda: sum(error**2 for error in _errors()) ** 0.5),
        ),
        "np.sqrt(np.mean((predicted - published) ** 2)).",
        0.03,
    ),
    "09.pixels": Exercise(
        "How many pixels wide is a figure of 16 cm at 300 dots an inch?",
        "pixels",
        lambda: _WIDE_CM / _INCH_CM * _DOTS,
        (
            ("centimetres were taken for inches; an inch is 2.54 cm", lambda: _WIDE_CM * _DOTS),
            ("it was multiplied by 2.54; there are fewer inches than centimetres", lambda: _WIDE_CM * _INCH_CM * _DOTS),
            ("the centimetres were left out: this is the dots in one of them", lambda: _DOTS / _INCH_CM),
        ),
        "16 cm / 2.54 cm an inch x 300 dots an inch.",
        0.01,
    ),
}
