"""A movement: the postures that it goes through, as arrays by step; it saves and describes itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.person import AXES, Person

from .. import data, files, report
from ..scenario import Scenario
from ..turns import given_deg
from . import told

if TYPE_CHECKING:
    from ..figures.moving.move import MovementFigure
    from ..records import JointTable
    from ..result import Result

Array = np.ndarray

SCHEMA = "plumbline.movement/1"
REGIONS = ("pelvis", "lumbar", "thoracic", "neck")
PLANES_DEG = ("flexion_deg", "lateral_deg", "axial_deg")
LEAST_DEG = 0.5  # a region that gives less has no ratio
QUARTERS = 4
NAMES = {
    "png": "movement.png",
    "svg": "movement.svg",
    "json": "movement.json",
    "csv": "movement.csv",
    "txt": "caption.txt",
}


@dataclass(frozen=True, eq=False)
class Movement:
    """What ``sim.move`` and ``sim.walk`` answer. Degrees of regions count from ``start``.

    Attributes:
        movement: its name; verb: the same in a sentence.
        scenario: what is asked beside the movement.
        axis: its plane: 0 flexion, 1 lateral, 2 axial; forward, right and left turn are positive.
        at: (n,) where each step stands: degrees from upright of what is swept, in the direction of the movement; the
            first where the posture has it, below zero on the other side. Of a walk the share of the cycle [%].
        to: how far it was asked to go, in the same unit.
        start: the posture that changes count from: the first step, as ``simulate`` gives it; of a walk, standing still.
        results: the n postures.
        refused: why it ended before its end; None where it did not.
        held: the start with what is swept held at will where it stands; None of a walk.
    """

    movement: str
    verb: str
    scenario: Scenario
    axis: int
    at: Array
    to: float
    start: Result
    results: tuple[Result, ...]
    refused: str | None = None
    held: Result | None = None

    def __repr__(self) -> str:
        return f"<Movement: {told.title(self)}, {len(self.results)} steps>"

    @property
    def walks(self) -> bool:
        """Whether this is a cycle of walking rather than an angle swept."""
        return self.movement == "walk"

    @property
    def unit(self) -> str:
        """Of ``at`` and ``to``: ``deg`` or ``%``."""
        return "%" if self.walks else "deg"

    @property
    def person(self) -> Person:
        """Who moves."""
        return self.start.person

    @cached_property
    def given_deg(self) -> Array:
        """(n, 4, 3) what pelvis, lumbar spine, thorax and neck give: forward, right, left turn [deg]."""
        before = self.start.pose.rotation
        return np.stack([given_deg(result.pose.rotation, before) for result in self.results])

    @property
    def pelvis_deg(self) -> Array:
        """(n,) turn of the pelvis in the room, in the plane of the movement."""
        return self.given_deg[:, 0, self.axis]

    @property
    def lumbar_deg(self) -> Array:
        """(n,) what the lumbar spine gives in the plane of the movement."""
        return self.given_deg[:, 1, self.axis]

    @property
    def thoracic_deg(self) -> Array:
        """(n,) what the thorax gives in the plane of the movement."""
        return self.given_deg[:, 2, self.axis]

    @property
    def neck_deg(self) -> Array:
        """(n,) what the neck gives in the plane of the movement."""
        return self.given_deg[:, 3, self.axis]

    @property
    def head_deg(self) -> Array:
        """(n,) turn of the head in the room, in the plane of the movement: the sum of the four."""
        return self.given_deg[..., self.axis].sum(1)

    @property
    def hip_deg(self) -> Array:
        """(n,) the pelvis on the thighs; sideways and turning, where two legs carry it, the pelvis in the room."""
        if self.axis:
            return self.pelvis_deg
        flexion = [result.legs["hip_flexion_deg"] for result in self.results]
        return np.array(flexion) - self.start.legs["hip_flexion_deg"]

    @property
    def joint_deg(self) -> Array:
        """(n, 25) joint angles in the plane of the movement, since the start."""
        angles = np.stack([result.joints.angle_deg for result in self.results])
        return (angles - self.start.joints.angle_deg)[..., self.axis]

    @property
    def compression_N(self) -> Array:
        """(n, 25) compression of each joint."""
        return np.stack([result.joints.compression_N for result in self.results])

    def joints(self, number: int) -> JointTable:
        """The joints of a step; their changes and compression ratios count from ``start``."""
        now, before = self.results[number].joints, self.start.joints
        changes = {f"change_{name}": getattr(now, name) - getattr(before, name) for name in PLANES_DEG}
        return replace(now, **changes, compression_ratio=now.compression_N / before.compression_N)

    @property
    def lumbopelvic_ratio(self) -> Array:
        """(4,) lumbar spine over pelvis, by quarter of the movement; NaN where the pelvis gives less than 0.5 deg."""
        ends = np.linspace(self.at[0], self.at[-1], QUARTERS + 1)
        lumbar, pelvis = (np.diff(np.interp(ends, self.at, given)) for given in (self.lumbar_deg, self.pelvis_deg))
        return _ratio(lumbar, pelvis)

    def lumbar_to_hip(self, low_deg: float, high_deg: float) -> float:
        """Lumbar spine over hips while the two together go from one angle to another, as it is measured in people.

        Args:
            low_deg, high_deg: of their sum, along the movement.

        Returns:
            The ratio; NaN where the movement does not go so far, or the hips give less than 0.5 deg.
        """
        both = np.abs(self.lumbar_deg + self.hip_deg)
        if both[-1] < high_deg - 1e-6 or np.any(np.diff(both) <= 0):
            return float("nan")
        lumbar, hip = (
            np.diff(np.interp([low_deg, high_deg], both, given)) for given in (self.lumbar_deg, self.hip_deg)
        )
        return float(_ratio(lumbar, hip)[0])

    @property
    def range_deg(self) -> Array:
        """(3, 5) from least to most [deg]: flexion, lateral, axial of pelvis, lumbar spine, thorax, neck and head."""
        turned = np.concatenate([self.given_deg, self.given_deg.sum(1, keepdims=True)], axis=1)
        return np.ptp(turned, axis=0).T

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader should know, each with the step from which it holds."""
        return told.warnings(self)

    def to_dict(self) -> dict[str, Any]:
        """The public, versioned shape ``plumbline.movement/1``, as plain numbers and words."""
        ratio = [None if np.isnan(value) else value for value in self.lumbopelvic_ratio]
        return data.plain(
            {
                "schema": SCHEMA,
                "software": report.software(),
                "model": data.model(self.person),
                "scenario": self.scenario.to_dict(),
                "movement": self.movement,
                "axis": AXES[self.axis],
                "unit": self.unit,
                "to": self.to,
                "reached": self.at[-1],
                "refused": self.refused,
                "lumbopelvic_ratio": ratio,
                "steps": [self._step(number) for number in range(len(self.results))],
                "warnings": self.warnings,
            }
        )

    def _step(self, number: int) -> dict[str, Any]:
        """One step: what regions give in three planes (forward, right, left turn), hips, and the 25 joints."""
        result = self.results[number]
        return {
            "step": number,
            "at": self.at[number],
            "given_deg": dict(zip(REGIONS, self.given_deg[number], strict=True)),
            "hip_deg": self.hip_deg[number],
            "legs": result.legs,
            "joints": data.joint_rows(self.joints(number)),
            "warnings": result.warnings,
        }

    def to_json(self) -> str:
        """``to_dict`` as JSON text."""
        return data.json_text(self.to_dict())

    def to_csv(self) -> str:
        """One row a step and joint, units in the header (RFC 4180)."""
        where = "cycle_percent" if self.walks else "angle_deg"
        text = io.StringIO()
        writer = csv.DictWriter(text, ["step", where, *data.JOINT_FIELDS], lineterminator="\r\n")
        writer.writeheader()
        for number, at in enumerate(self.at):
            rows = data.joint_rows(self.joints(number))
            writer.writerows(data.plain({"step": number, where: at, **row}) for row in rows)
        return text.getvalue()

    def table(self) -> str:
        """A table to read, at most 80 columns wide: what each region gives and what joints bear, by step."""
        return told.table(self)

    def caption(self) -> str:
        """A few plain sentences computed from the numbers."""
        return told.caption(self)

    def plot(self, theme: str = "light") -> MovementFigure:
        """Five postures to one scale, degrees of each region, and compression of three joints."""
        from ..figures.looks import look
        from ..figures.moving.move import movement_figure

        return movement_figure(self, look(theme))

    def animate(
        self, path: str | Path, theme: str = "light", progress: Callable[[int, int], None] | None = None
    ) -> Path:
        """Write the movement as a film that runs there and back, or round a cycle: posture and loads by level.

        The frames between the solved postures are interpolated; there is no speed and no inertia in it.

        Args:
            path: ends in ``.gif`` (loops; the same movement gives the same bytes) or ``.mp4`` (needs ffmpeg).
            theme: ``"light"`` or ``"dark"``.
            progress: called with frames done and frames in all.

        Raises:
            OutputError: another ending, or the folder cannot be written. AnimationError: ffmpeg is not there.
        """
        from ..figures.looks import look
        from ..figures.moving.film import MAKERS

        path = Path(path)
        maker = MAKERS.get(path.suffix.casefold().removeprefix("."))
        if maker is None:
            raise files.OutputError(f"cannot write {path.name}: films are written as .gif or .mp4")
        return files.write(path.parent, {path.name: maker(self, look(theme), progress)})[0]

    def save(
        self, folder: str | Path = "out", name: str | None = None, figure: bool = True, theme: str = "light"
    ) -> list[Path]:
        """Write figure (PNG, SVG), data (JSON, CSV) and caption, all of them or none.

        Args:
            folder: made if missing.
            name: names the files ``name.png`` and so on; without it they are ``movement.png``, ``.svg``, ``.json``,
                ``.csv`` and ``caption.txt``.
            figure: False leaves the pictures out.
            theme: of the pictures, ``"light"`` or ``"dark"``.

        Raises:
            OutputError: the folder cannot be written.
        """
        contents: dict[str, bytes] = {}
        if figure:
            from ..figures.files import png, svg
            from ..figures.moving.move import about

            drawn = self.plot(theme).figure
            contents = {"png": png(drawn, about(self)), "svg": svg(drawn, about(self))}
        contents |= {"json": self.to_json().encode(), "csv": self.to_csv().encode()}
        notes = "".join(f"\nNote: {warning}.\n" for warning in self.warnings)
        contents["txt"] = f"{self.caption()}\n{notes}".encode()
        named = {f"{name}.{kind}" if name else NAMES[kind]: content for kind, content in contents.items()}
        return files.write(Path(folder), named)


def _ratio(over: Array, under: Array) -> Array:
    """Quotients, NaN where the divisor is too small to mean anything."""
    small = np.abs(under) < LEAST_DEG
    return np.where(small, np.nan, over / np.where(small, 1.0, under))
