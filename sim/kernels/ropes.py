"""Which joints the fascicles of a muscle set cross, as runs: what is the same for everybody who has these muscles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.person import Muscles

from ..chain import Array
from ..muscles import pairs
from ..ropes import Shape, paths


@dataclass(frozen=True)
class Ropes:
    """Paths and runs of a muscle set.

    Attributes:
        paths: body of each distinct point (P,), lower and upper point of each piece (S,), joint and piece of each
            crossing (N,), run by run.
        layout: where each fascicle's run starts (F + 1,), right and left fascicles of pairs, none where any lacks its
            image, and the column from which on each row of the dual's Hessian is zero, in the plane (25,) and in
            space (75,).
    """

    paths: tuple[Array, Array, Array, Array, Array]
    layout: tuple[Array, Array, Array, Array, Array]


_known: list[tuple[Shape, bool, Ropes]] = []


def ropes(muscles: Muscles) -> Ropes:
    """The runs of a muscle set; the same value for all people whose muscles are strung alike."""
    known, paired = paths(muscles), pairs(muscles) is not None
    for shape, sided, found in _known:
        if shape is known.shape and sided == paired:
            return found
    made = _worked_out(muscles)
    _known[:] = [(known.shape, paired, made), *_known[:7]]
    return made


def _worked_out(muscles: Muscles) -> Ropes:
    known = paths(muscles)
    component = len(known.cell) // 6
    joint, owner = np.divmod(known.cell[:component], 6 * known.fascicles)
    piece = known.piece[:component]
    order = np.lexsort((joint, owner))
    joint, owner, piece = joint[order], owner[order], piece[order]
    start = np.searchsorted(owner, np.arange(known.fascicles + 1))
    if np.any(start[1:] == start[:-1]) or np.any(np.diff(joint)[np.diff(owner) == 0] != 1):
        raise ValueError("a fascicle must cross a run of neighbouring joints, one after another")
    reach = np.arange(1, 26)
    for first, last in zip(joint[start[:-1]], joint[start[1:] - 1], strict=True):
        reach[first : last + 1] = np.maximum(reach[first : last + 1], last + 1)
    reach = np.maximum.accumulate(reach)  # elimination fills up to what the rows above reach
    sides = pairs(muscles)
    right, left = (np.zeros(0, dtype=int),) * 2 if sides is None else sides
    return Ropes(
        (known.point_body, known.lower, known.upper, joint, piece),
        (start, right, left, reach, 3 * np.repeat(reach, 3)),
    )
