"""Fascicles as ropes: their distinct points, the straight pieces between them, and the joints that each piece crosses.

A fascicle is a polyline through points fixed to bones, from a lower body up. Many share points, and most people share
the whole pattern: it is worked out once for all of them. Lever arms are in ``muscles.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.person import Array, Muscles

from .memory import remembered


@dataclass(frozen=True)
class Paths:
    """Which distinct points and straight pieces a set of muscles has, and which joints each piece crosses."""

    shape: Shape
    point_body: Array  # (P,)
    point_m: Array  # (P, 4) upright, homogeneous
    lower: Array  # (S,) point at the lower end of each piece
    upper: Array  # (S,)
    piece: Array  # (6 N,) for each crossing the entry of the pieces' lines ...
    cell: Array  # (6 N,) ... and the cell of the (joints, 6, fascicles) array it belongs in
    fascicles: int


@dataclass(frozen=True)
class Shape:
    """How fascicles share points, the same for most people: the first of each distinct point, and which is which."""

    start: Array  # (F + 1,)
    point_body: Array  # (all,)
    first: Array  # (P,)
    same: Array  # (all,)

    def fits(self, muscles: Muscles) -> bool:
        """Whether another set shares its points alike."""
        return (
            np.array_equal(self.point_body, muscles.point_body)
            and np.array_equal(self.start, muscles.start)
            and np.array_equal(muscles.point_m[self.first][self.same], muscles.point_m)
        )


_last: list[Paths] = []


@remembered
def paths(muscles: Muscles) -> Paths:
    """Crossings of a muscle set; worked out once for all people whose muscles share points alike."""
    for like in _last:
        if like.shape.fits(muscles):
            points = np.column_stack([muscles.point_m[like.shape.first], np.ones(len(like.point_m))])
            return replace(like, point_m=points)
    found = _worked_out(muscles)
    _last[:] = [found, *_last[:3]]
    return found


def _worked_out(muscles: Muscles) -> Paths:
    _, once, same = np.unique(
        np.column_stack([muscles.point_body, muscles.point_m]), axis=0, return_index=True, return_inverse=True
    )
    same = same.reshape(-1)
    body = np.asarray(muscles.point_body)[once].astype(int)
    first = np.setdiff1d(np.arange(len(same) - 1), np.asarray(muscles.start[1:-1]) - 1)
    owner = np.searchsorted(muscles.start, first, side="right") - 1
    ends = np.column_stack([same[first], same[first + 1]])
    if np.any(body[ends[:, 0]] > body[ends[:, 1]]):
        raise ValueError("a fascicle's points must run from the lower body up")
    crosses = body[ends[:, 0]] < body[ends[:, 1]]
    ends, owner = ends[crosses], owner[crosses]
    pieces, kind = np.unique(ends, axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    count = body[ends[:, 1]] - body[ends[:, 0]]
    crossing = np.repeat(np.arange(len(ends)), count)
    joint = np.concatenate([np.arange(body[low], body[up]) for low, up in ends])
    fascicles = len(muscles.name)
    component = np.arange(6)[:, None]
    return Paths(
        shape=Shape(muscles.start, muscles.point_body, once, same),
        point_body=body,
        point_m=np.column_stack([muscles.point_m[once], np.ones(len(once))]),
        lower=pieces[:, 0],
        upper=pieces[:, 1],
        piece=(component * len(pieces) + kind[crossing]).ravel(),
        cell=((joint * 6 + component) * fascicles + owner[crossing]).ravel(),
        fascicles=fascicles,
    )
