"""Before and after of any change, side by side: what changed most, and why; and where nothing did, that."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import models
from models.errors import nearest
from models.person import JOINTS

from .. import data, files
from ..evidence import GRADES, Statement
from ..gains import assuming
from ..pipeline import simulate
from ..records import MEASURES
from ..result import Result
from ..scenario import Scenario, build
from ..words import ScenarioError
from . import contrasts
from .exposures import capacity_lost_percent, facets_N, foramen, muscle_share
from .interventions import intervene, words_of
from .offered import Intervention

if TYPE_CHECKING:
    from ..figures.comparing.compare import CompareFigure

SCHEMA = "plumbline.compare/1"


@dataclass(frozen=True)
class Quantity:
    """One number before and after.

    Attributes:
        group: alignment, compression, facets, muscles, foramina, breathing or legs.
        name: measure or joint.
        unit: deg, mm, N, % or share.
        before, after: the values.
    """

    group: str
    name: str
    unit: str
    before: float
    after: float

    @property
    def change(self) -> float:
        """After minus before."""
        return self.after - self.before

    @property
    def ratio(self) -> float | None:
        """After over before of what is never negative; None elsewhere, and over nothing."""
        return self.after / self.before if self.unit in ("N", "share") and self.before > 1e-9 else None


@dataclass(frozen=True, eq=False)
class Comparison:
    """What ``sim.compare`` answers.

    Attributes:
        before, after: both results.
        different: what is different, one phrase each: ``strength 1 → 1.2``.
        quantities: every number that both have.
        changed: those that changed by more than can be neglected, most first, in units of what is worth a word.
        statements: what changed most and why, computed, with grades.
    """

    before: Result
    after: Result
    different: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    changed: tuple[Quantity, ...]
    statements: tuple[Statement, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The statements without their grades."""
        return tuple(said.text for said in self.statements)

    def of(self, group: str, name: str) -> Quantity:
        """One number by its group and name, such as ``("compression", "L4-L5")``."""
        for found in self.quantities:
            if (found.group, found.name) == (group, name):
                return found
        known = sorted({f"{q.group} {q.name}" for q in self.quantities})
        raise ScenarioError(f"nothing is called '{group} {name}'{nearest(f'{group} {name}', known)}")

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and words, shape ``plumbline.compare/1``."""

        def row(found: Quantity) -> dict[str, Any]:
            values = {entry.name: getattr(found, entry.name) for entry in fields(Quantity)}
            return {**values, "change": found.change, "ratio": found.ratio}

        return data.plain(
            {
                "schema": SCHEMA,
                "before": self.before.scenario.to_dict(),
                "after": self.after.scenario.to_dict(),
                "different": self.different,
                "changed": [row(found) for found in self.changed],
                "quantities": [row(found) for found in self.quantities],
                "grades": GRADES,
                "statements": [vars(said) for said in self.statements],
                "warnings": {"before": self.before.warnings, "after": self.after.warnings},
            }
        )

    def to_json(self) -> str:
        """``to_dict`` as JSON text."""
        return data.json_text(self.to_dict())

    def to_csv(self) -> str:
        """Every quantity before and after (RFC 4180)."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(["group", "name", "unit", "before", "after", "change", "ratio"])
        for found in self.quantities:
            ratio = "" if found.ratio is None else found.ratio
            writer.writerow(
                [found.group, found.name, found.unit, *data.plain([found.before, found.after, found.change]), ratio]
            )
        return text.getvalue()

    def table(self) -> str:
        """What changed most, and the statements, at most 80 columns wide."""
        return contrasts.table(self)

    def plot(self, theme: str = "light") -> CompareFigure:
        """Draw both postures and what changed most, ``"light"`` or ``"dark"``."""
        from ..figures.comparing.compare import compare_figure
        from ..figures.looks import look

        return compare_figure(self, look(theme))

    def save(self, folder: str | Path = "out", figure: bool = True, theme: str = "light") -> list[Path]:
        """Write ``compare.json``, ``compare.csv`` and, unless ``figure`` is False, ``compare.png``: all or none.

        Raises:
            OutputError: the folder cannot be written.
        """
        contents = {"compare.json": self.to_json().encode(), "compare.csv": self.to_csv().encode()}
        if figure:
            from ..figures.files import metadata, png

            about = {
                **metadata(self.after),
                "Title": "; ".join(self.different),
                "Description": " ".join(self.sentences),
            }
            contents["compare.png"] = png(self.plot(theme).figure, about)
        return files.write(Path(folder), contents)


def compare(
    before: Scenario | Mapping[str, Any] | str | Path | None = None,
    after: Scenario | Mapping[str, Any] | str | Path | None = None,
    *,
    by: str | Sequence[str] = (),
    gains: Mapping[str, float] | None = None,
) -> Comparison:
    """Two postures side by side: an intervention, other words of the scenario, other measures, another gain.

    Args:
        before: a scenario, its words as a table, or the path of its file; standing erect by default, and sitting where
            it is the desk that changes.
        after: a scenario or the path of one, taken whole; or a table of the words that are different. Measures of the
            person are written ``{"person": {"mass_kg": 70}}`` and replace only themselves.
        by: interventions (see ``offered.py``), one or several, such as ``"strength=+20%"``: on top of ``after``.
        gains: other numbers of models/postures.toml for *after*: ``{"gaze_Nm_per_rad": 100, "relaxed.tone": 0.2}``.

    Raises:
        ScenarioError: nothing is different, or a request is wrong. ModelError: no such measure or person.
        NoPosture: nobody can stand like that, before or after.
    """
    first = build(before)
    changes = [by] if isinstance(by, str) else list(by)
    begins = [chosen.begins for _, _, chosen in (intervene(first, word) for word in changes)] if before is None else []
    supposed = next((posture for posture in begins if posture != first.posture), "")
    if supposed:
        first = build(posture=supposed)
    other = second = _after(first, after)
    used: list[tuple[str, Intervention]] = []
    for word in changes:
        second, words, chosen = intervene(second, word)
        used.append((words, chosen))
    because = used[0][1].because if len(used) == 1 and after is None and not gains else ""
    if after is None and not used and not gains:
        raise ScenarioError("nothing to compare with; give after=, by= (such as 'strength=+20%') or gains=")
    one = simulate(scenario=first)
    with assuming(gains or {}):
        two = simulate(scenario=second)
    found = tuple(_quantities(one, two))
    different = (*contrasts.different(first, other, gains or {}), *(words for words, _ in used)) or ("nothing",)
    changed = contrasts.most(found)
    said = contrasts.statements(one, two, found, changed, because)
    if supposed:
        phrase = models.load_postures()[supposed].phrase
        said = (Statement(f"No scenario was given to begin with: before is {phrase}, not standing.", "C"), *said)
    return Comparison(one, two, different, found, changed, said)


def _after(first: Scenario, after: Scenario | Mapping[str, Any] | str | Path | None) -> Scenario:
    if after is None:
        return first
    if not isinstance(after, Mapping):
        return build(after)
    words = dict(after)
    person = words.get("person")
    if isinstance(person, Mapping):
        words["person"] = {**words_of(first.person), **person}
    return build(first, **words)


def _quantities(before: Result, after: Result) -> Iterator[Quantity]:
    """Every number of both, group by group."""
    for name in MEASURES:
        unit = "mm" if name.endswith("_mm") else "deg"
        yield Quantity("alignment", name, unit, getattr(before.alignment, name), getattr(after.alignment, name))
    columns = (
        ("compression", "N", before.joints.compression_N, after.joints.compression_N),
        ("facets", "N", facets_N(before), facets_N(after)),
        ("muscles", "share", muscle_share(before), muscle_share(after)),
        ("foramina", "%", 100 * foramen(before, "area"), 100 * foramen(after, "area")),
    )
    for group, unit, old, new in columns:
        for joint, one, two in zip(JOINTS, old, new, strict=True):
            if one == one:  # not where there is no number
                yield Quantity(group, joint, unit, float(one), float(two))
    beds = [models.load_postures()[state.scenario.posture].support == "bed" for state in (before, after)]
    if not any(beds):
        left = [100.0 - capacity_lost_percent(state) for state in (before, after)]
        yield Quantity("breathing", "vital capacity", "%", *left)
    name = "weight_share_right"
    yield Quantity("legs", "weight on the right leg", "share", before.legs[name], after.legs[name])
