"""A result: everything computed for one scenario, frozen and labelled. It saves and describes itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.person import Person

from . import data, files, report
from .records import MEASURES, Alignment, JointTable, Stability
from .remarks import Remark
from .scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .chain import Pose
    from .explain.why import Why
    from .figures.domino import DominoArtists
    from .figures.loads import LoadArtists
    from .figures.peeling.peel import PeelArtists
    from .figures.posture import PostureArtists
    from .figures.presets import Drawn

Array = np.ndarray

SCHEMA = "plumbline.result/1"


@dataclass(frozen=True, eq=False)
class Result:
    """What ``sim.simulate`` answers.

    Attributes:
        scenario: what was asked.
        person: who it was asked of.
        converged: True; a posture that does not exist raises ``NoPosture`` instead.
        residual_Nm: largest joint moment left unbalanced [Nm].
        iterations: Newton steps taken.
        stability: margin against buckling.
        pose: where every body is.
        alignment: clinical angles and offsets, and their changes.
        joints: angle and load of the 25 joints.
        muscle_force_N: (F,) force of each fascicle of ``person.muscles`` [N].
        baseline: the same person, posture and burden with nothing tilted or held; None on a baseline itself.
        legs, nerves, exposure: further findings by name; empty where nothing was computed.
        warnings: what the reader should know, in sentences.
        uncertainty: percentiles of people like this one, see ``with_uncertainty``; empty until asked for.
    """

    scenario: Scenario
    person: Person
    converged: bool
    residual_Nm: float
    iterations: int
    stability: Stability
    pose: Pose
    alignment: Alignment
    joints: JointTable
    muscle_force_N: Array
    baseline: Result | None = None
    legs: Mapping[str, Any] = field(default_factory=dict)
    nerves: Mapping[str, Any] = field(default_factory=dict)
    exposure: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[Remark, ...] = ()
    uncertainty: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Result: {report.heading(self)}>"

    def to_dict(self) -> dict[str, Any]:
        """The public, versioned shape ``plumbline.result/1``, as plain numbers and words."""
        return data.plain(
            {
                "schema": SCHEMA,
                "software": report.software(),
                "model": data.model(self.person),
                "scenario": self.scenario.to_dict(),
                "converged": self.converged,
                "residual_Nm": self.residual_Nm,
                "stability": asdict(self.stability),
                "alignment": {**self.alignment.measures(), "change": self._changes()},
                "baseline": None if self.baseline is None else self.baseline._as_baseline(),
                "joints": data.joint_rows(self.joints),
                "legs": self.legs,
                "nerves": self.nerves,
                "exposure": self.exposure,
                "uncertainty": self.uncertainty,
                "warnings": self.warnings,
            }
        )

    def _changes(self) -> dict[str, float]:
        change = self.alignment.change
        return dict.fromkeys(MEASURES, 0.0) if change is None else change.measures()

    def _as_baseline(self) -> dict[str, Any]:
        return {"alignment": self.alignment.measures(), "joints": data.joint_rows(self.joints)}

    def to_json(self) -> str:
        """``to_dict`` as JSON text: every number in full precision, never NaN, never a negative zero."""
        return data.json_text(self.to_dict())

    def to_csv(self) -> str:
        """One row per joint from L5-S1 up, units in the header (RFC 4180)."""
        return data.csv_text(self)

    def table(self) -> str:
        """A short table to read, at most 80 columns wide."""
        return report.table(self)

    def caption(self, language: str = "en") -> str:
        """Three plain sentences computed from the numbers."""
        return report.caption(self, language)

    def why(self) -> Why:
        """Which reason moved each region, and what each would have done without it. Computed when asked for."""
        from .explain.why import explain

        return explain(self)

    def with_uncertainty(
        self, people: int = 200, seed: int = 0, progress: Callable[[int, int], None] | None = None
    ) -> Result:
        """The same result, with percentiles of sampled people like this one asked the same.

        Figure, caption, descriptions, tables and data then tell them too. People share sex and age with this one, and
        the measures that a table of measures gave; the others are drawn (``sim.study.population``). Tissue, muscles
        and gains are the same for everybody: it is how people differ, not how sure the model is.

        Args:
            people: how many are sampled, 20 to 2000.
            seed: of the draws: the same people for the same seed.
            progress: called with the number of people done and of all.

        Raises:
            StudyError: a number is none of people; or nobody like this one can be sampled, or stand so.
        """
        from .study.uncertainty import about

        return replace(self, uncertainty=about(self, people, seed, progress))

    def plot(
        self,
        preset: str = "slide",
        theme: str = "light",
        language: str = "en",
        blank_labels: bool = False,
        brand: str | Path | None = None,
        scale: float = 1.0,
    ) -> Drawn:
        """The figure: posture before and after, load by level, degrees by region.

        Args:
            preset: ``slide``, ``article``, ``card``, ``square`` or ``print``.
            theme: ``light`` or ``dark``.
            language: ``en``, ``ms`` or ``zh``.
            blank_labels: names and values become numbered blanks; ``.answers`` lists what stood there.
            brand: a TOML file with colours and logo, see ``sim.figures.brand``.
            scale: 2 gives the same layout in twice as many pixels.

        Raises:
            SpineError: a word that is not known, with the nearest that is; a brand that cannot be used.
        """
        from .publish.drawing import Drawing

        worn = None if brand is None else Path(brand)
        return Drawing(preset, theme, language, blank_labels, scale, worn).drawn(self)

    def plot_posture(
        self, ax: Axes | None = None, view: str = "side", theme: str = "light", language: str = "en"
    ) -> PostureArtists:
        """Draw the spine before and after.

        Args:
            ax: axes to draw on; without them a new figure is made.
            view: from the ``"side"`` or the ``"back"``.
            theme, language: as in ``plot``.

        Raises:
            SpineError: a word that is not known, with the nearest that is.
        """
        from .figures.looks import look
        from .figures.posture import draw_posture

        return draw_posture(self, ax, view, look(theme, language))

    def plot_loads(self, ax: Axes | None = None, theme: str = "light", language: str = "en") -> LoadArtists:
        """Draw compression by level, before and after. Arguments and errors as of ``plot_posture``."""
        from .figures.loads import draw_loads
        from .figures.looks import look

        return draw_loads(self, ax, look(theme, language))

    def plot_domino(self, ax: Axes | None = None, theme: str = "light", language: str = "en") -> DominoArtists:
        """Draw how many degrees each region gives. Arguments and errors as of ``plot_posture``."""
        from .figures.domino import draw_domino
        from .figures.looks import look

        return draw_domino(self, ax, look(theme, language))

    def plot_peel(
        self, joint: str = "L4-L5", ax: Axes | None = None, view: str = "side", theme: str = "light"
    ) -> PeelArtists:
        """Draw everything above a joint as one free body, with every force on it and the balance in numbers.

        Args:
            joint: where it is cut, such as ``"L4-L5"``.
            ax: axes to draw on, best at 16 to 9.
            view: from the ``"side"`` or the ``"back"``.
            theme: ``"light"`` or ``"dark"``.

        Raises:
            ScenarioError: no such joint, view or theme; the line names the nearest.
        """
        from .figures.looks import look
        from .figures.peeling.peel import draw_peel

        return draw_peel(self, joint, ax, view, look(theme))

    def save(
        self,
        folder: str | Path = "out",
        name: str | None = None,
        figure: bool = True,
        preset: str = "slide",
        theme: str = "light",
        language: str = "en",
        blank_labels: bool = False,
        brand: str | Path | None = None,
    ) -> list[Path]:
        """Write figure (PNG, SVG), data (JSON, CSV) and caption, all of them or none.

        Args:
            folder: made if missing.
            name: names the files ``name.png``, ``.svg``, ``.json``, ``.csv``, ``.txt``; without it they are
                ``figure.png``, ``figure.svg``, ``result.json``, ``joints.csv``, ``caption.txt``. The answers of a
                quiz are ``answers.txt`` or ``name-answers.txt``.
            figure: False leaves the pictures out.
            preset, theme, language, blank_labels, brand: of the figure, as in ``plot``; the caption too is in that
                language.

        Raises:
            OutputError: the folder cannot be written.
            SpineError: as ``plot``.
        """
        from .publish.drawing import Drawing

        worn = None if brand is None else Path(brand)
        drawing = Drawing(preset, theme, language, blank_labels, brand=worn) if figure else None
        return files.save(self, Path(folder), name, drawing, language)
