"""Why each region moved: the response split, exactly, into what is held and the five reasons.

``attribution.py`` says how the parts are found. Beside them stands what every region would have done, had one reason
gone on pulling as it did before without answering the change: its stiffness gone, its steady moments kept, so that
*before* is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models import SpineError
from models.person import AXES

from .. import data, files
from ..chain import Array
from ..pipeline import on_one_thread, stand
from ..posture import Solution, solve
from ..potential import Potential, evaluate
from ..prescribed import held_angles
from ..reasons import REASONS, alone, silence
from ..turns import given_deg, plane
from . import because
from .attribution import Course, parts
from .continuation import Way

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..figures.why import WhyArtists
    from ..result import Result

_OPEN_DEG = 0.05  # parts that leave more open than a reader can see are no answer
PARTS, REGIONS = because.COLUMNS, because.ROWS


@dataclass(frozen=True, eq=False)
class Why:
    """What ``Result.why`` answers. All degrees lie in one plane; regions are what they give, the head is their sum.

    Attributes:
        result: whose posture this is.
        axis: flexion, lateral or axial; forward, right and left turn are positive.
        constraint: what is held, in words.
        degrees: (5, 6) rows ``REGIONS``, columns ``PARTS`` [deg].
        change: (5,) the whole change of each region [deg]: the sum of its row.
        without: for each reason the (5,) changes, had it gone on pulling as before without answering [deg]; None where
            no posture exists without its answer.
        closing_deg: largest difference between the sum of a row and the change; where it is large, no steady way leads
            from before to this, and ``degrees`` is NaN.
    """

    result: Result
    axis: str
    constraint: str
    degrees: Array
    change: Array
    without: Mapping[str, Array | None]
    closing_deg: float

    @property
    def at_will(self) -> bool:
        """Whether trunk, head, a level or another posture is held, rather than joints tilted."""
        return not self.result.scenario.only_tilted or self.result.scenario.as_such

    @property
    def shared(self) -> bool:
        """Whether the change could be shared out among the reasons."""
        return bool(np.isfinite(self.degrees).all())

    def part(self, region: str, reason: str) -> float:
        """Degrees of one region that one reason, or what is ``held``, brought about.

        Raises:
            SpineError: an unknown word, or a change that could not be shared out.
        """
        if not self.shared:
            raise SpineError("the change cannot be shared out among the reasons; see sentences")
        for word, known in ((region, REGIONS), (reason, PARTS)):
            if word not in known:
                raise SpineError(f"unknown word {word!r}; choose from {', '.join(known)}")
        return float(self.degrees[REGIONS.index(region), PARTS.index(reason)])

    @property
    def sentences(self) -> tuple[str, ...]:
        """Three to six plain sentences, computed from the numbers."""
        return because.sentences(self)

    def table(self) -> str:
        """Two small tables to read: the parts, and the changes without each reason."""
        return because.table(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and words, shape ``plumbline.why/1``."""
        without = {
            reason: None if found is None else dict(zip(REGIONS, found, strict=True))
            for reason, found in self.without.items()
        }
        rows = None
        if self.shared:
            rows = {name: dict(zip(PARTS, row, strict=True)) for name, row in zip(REGIONS, self.degrees, strict=True)}
        return data.plain(
            {
                "schema": "plumbline.why/1",
                "scenario": self.result.scenario.to_dict(),
                "axis": self.axis,
                "constraint": self.constraint,
                "parts_deg": rows,
                "change_deg": dict(zip(REGIONS, self.change, strict=True)),
                "without_deg": without,
                "closing_deg": self.closing_deg,
                "sentences": self.sentences,
            }
        )

    def to_json(self) -> str:
        """``to_dict`` as JSON text."""
        return data.json_text(self.to_dict())

    def save(self, folder: str | Path = "out", figure: bool = True, theme: str = "light") -> list[Path]:
        """Write ``why.json`` and, unless ``figure`` is False, ``why.png``: both or none."""
        return files.save_found(self, folder, figure, "why", theme=theme)

    def plot(self, ax: Axes | None = None, theme: str = "light") -> WhyArtists:
        """Draw the parts of each region as bars, ``"light"`` or ``"dark"``."""
        from ..figures.looks import look
        from ..figures.why import draw_why

        return draw_why(self, ax, look(theme))


def explain(result: Result) -> Why:
    """See ``Result.why``."""
    with on_one_thread():
        return _explain(result)


def _explain(result: Result) -> Why:
    person, asked = result.person, result.scenario
    plain = stand(person, asked.before())
    before = plain.solution.at.pose
    given = given_deg(result.pose.rotation, before.rotation)
    axis = plane(asked, given)
    change = given[:, axis]
    _, fixed = held_angles(person, asked, before.q)
    way = Way.between(person, asked.before(), asked, plain.setting)
    moved = np.where(fixed, result.pose.q - before.q, 0.0)
    course = Course(way.at, way.changing, way.into_posture, before.q, moved, fixed, before.rotation)
    degrees = _with_head(parts(course, axis, change))
    closing = float(np.nan_to_num(np.abs(degrees.sum(1) - _with_head(change)), nan=np.inf).max())
    without = {}
    for reason in REASONS:
        found = _without(course, plain.setting, reason, result.pose.q)
        without[reason] = None if found is None else _with_head(given_deg(found, before.rotation)[:, axis])
    return Why(
        result=result,
        axis=AXES[axis],
        constraint=because.constraint(asked),
        degrees=degrees if closing < _OPEN_DEG else np.full_like(degrees, np.nan),
        change=_with_head(change),
        without=without,
        closing_deg=closing,
    )


def _with_head(regions: Array) -> Array:
    """The four regions and their sum, the turn of the head."""
    return np.concatenate([regions, regions.sum(0, keepdims=True)])


def _without(course: Course, before: Potential, reason: str, start: Array) -> Array | None:
    """Rotations of the bodies, had a reason pulled on as before without answering; None where nobody stands."""
    steady = evaluate(alone(before, reason), course.start).gradient
    model = silence(course.setting(1.0), [reason])
    solution = solve(replace(model, tone_moment=model.tone_moment - steady), start, course.fixed)
    return solution.at.pose.rotation if solution.converged and _supported(course, solution) else None


def _supported(course: Course, solution: Solution) -> bool:
    """Whether the centre of mass is where feet, or a seat, can bear it."""
    model = course.setting(1.0)
    if not model.spring[0]:  # a bed, or a backrest
        return True
    behind, ahead, left, right = model.wall_at[:4]
    forward, side = solution.at.com_m[::2] - model.base_m
    return bool(-behind < forward < ahead and -left < side < right)
