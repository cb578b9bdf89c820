"""The numbers of an answer by name: ``compression_N:L4-L5``, ``change_sva_mm``, ``margin_Nm_per_rad``."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from models.errors import SpineError, nearest
from models.person import JOINTS

from ..many import Answers
from ..records import COLUMNS, MEASURES
from ..words import joint_name

Array = np.ndarray

CHANGE = "change_compression_N"  # what a table of joints gives as a ratio
OF_JOINTS = (*COLUMNS, CHANGE)
ALIGNMENT = (*MEASURES, *(f"change_{name}" for name in MEASURES))
OF_BODY = (*ALIGNMENT, "margin_Nm_per_rad", "baseline_margin_Nm_per_rad")
DEFAULT = "compression_N:L4-L5"
_UNITS = (
    ("_Nm_per_rad", "Nm/rad"),
    ("_N_per_m", "N/m"),
    ("_body_weights", "body weights"),
    ("_deg", "deg"),
    ("_mm", "mm"),
    ("_Nm", "Nm"),
    ("_MPa", "MPa"),
    ("_kg", "kg"),
    ("_N", "N"),
    ("_m", "m"),
)
_SPELT = (("sva", "SVA"), ("t1 ", "T1 "), ("T4 T12", "T4-T12"), ("c7 ", "C7 "))


class StudyError(SpineError):
    """A study that cannot be done as asked."""


def whole(count: object, what: str, least: int, most: int) -> int:
    """A whole number, Python's or numpy's, that somebody can mean.

    Raises:
        StudyError: it is none, or outside the limits.
    """
    if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or not least <= count <= most:
        raise StudyError(f"{what} must be a whole number from {least} to {most}, not {count!r}")
    return int(count)


def known(name: str) -> str:
    """The quantity as it is written here; a joint may be written as people do (``L4/5``).

    Raises:
        StudyError: no such quantity, or one of joints without its joint; with the nearest.
    """
    what, colon, joint = str(name).partition(":")
    if what in OF_JOINTS:
        if not colon:
            raise StudyError(f"{what} is of one joint; say which, such as {what}:L4-L5")
        return f"{what}:{joint_name(joint)}"
    if what in OF_BODY and not colon:
        return what
    raise StudyError(f"quantity '{name}' is unknown{nearest(what, (*OF_JOINTS, *OF_BODY))}")


def everything() -> tuple[str, ...]:
    """Every name there is."""
    return (*OF_BODY, *(f"{what}:{joint}" for what in OF_JOINTS for joint in JOINTS))


def column(answers: Answers, name: str) -> Array:
    """(n,) one quantity of all items; NaN where there is no answer."""
    what, _, joint = known(name).partition(":")
    if joint:
        return by_joint(answers, what)[:, JOINTS.index(joint)]
    if what in answers.alignment:
        return answers.alignment[what]
    if what in answers.numbers:
        return answers.numbers[what]
    return answers.change[what.removeprefix("change_")]


def by_joint(answers: Answers, what: str) -> Array:
    """(n, 25) one column of the table of joints."""
    if what != CHANGE:
        return answers.joints[what]
    now = answers.joints["compression_N"]
    with np.errstate(divide="ignore", invalid="ignore"):
        changed: Array = now - now / answers.joints["compression_ratio"]
    return changed


def unit(name: str) -> str:
    """Its unit as written, empty of a ratio."""
    what = name.partition(":")[0]
    return next((sign for ending, sign in _UNITS if what.endswith(ending)), "")


def label(name: str) -> str:
    """What a reader calls it: ``Compression at L4-L5 [N]``."""
    what, _, joint = name.partition(":")
    sign = unit(name)
    for ending, _ in _UNITS:
        if what.endswith(ending):
            what = what.removesuffix(ending)
            break
    said = re.sub(r"[_.-]", " ", what)
    for short, spelt in _SPELT:
        said = said.replace(short, spelt)
    said = re.sub(r"^change ", "change of ", said)
    said = said[:1].upper() + said[1:]
    return f"{said}{f' at {joint}' if joint else ''}{f' [{sign}]' if sign else ''}"


def values(answers: Answers, names: tuple[str, ...]) -> Mapping[str, Array]:
    """Several quantities by name."""
    return {name: column(answers, name) for name in names}
