"""The words that go with a published figure, in every language: title, caption, alternative text, description, tables.

Every number comes from the result. The texts are plain: whoever puts them into a page escapes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from models.person import AXES, JOINTS
from sim import asked, bandwords, report
from sim.figures import words
from sim.figures.shares import shares
from sim.language import ENGLISH, apart, say
from sim.remarks import spoken

from .description import long_description as long_description
from .description import measure_name, most_changed

if TYPE_CHECKING:
    from sim.result import Result

LONGEST_ALT = 125  # characters; what many screen readers say in one breath


@dataclass(frozen=True)
class Table:
    """A table of words.

    Attributes:
        caption: what it shows.
        header: one word a column.
        rows: as long as the header each.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def title(result: Result, language: str = ENGLISH) -> str:
    """The scenario's own title, whatever its language, or what is done."""
    return words.title(result, language)


def caption(result: Result, language: str = ENGLISH) -> str:
    """Three plain sentences computed from the numbers."""
    return report.caption(result, language)


def warnings(result: Result, language: str = ENGLISH) -> tuple[str, ...]:
    """What a reader must know before believing the numbers, in phrases."""
    return tuple(spoken(warning, language) for warning in result.warnings)


def alt(result: Result, language: str = ENGLISH) -> str:
    """What is pictured and the one main finding, in at most 125 characters: as much as there is room for."""
    for said, finding in product(_asked_shorter(result, language), _finding_shorter(result, language)):
        made = _alt(result, said, finding, language)
        if len(made) <= LONGEST_ALT:
            break
    return made


def _alt(result: Result, said: str | None, finding: str, language: str) -> str:
    if report.before_of(result) is None:
        standing = said or asked.posture(result.scenario, language)
        return say("text.alt.nothing", language, asked=standing, finding=finding)
    against = "erect" if result.scenario.as_such else "before"
    if said is None:
        return say(f"text.alt.{against}_short", language, finding=finding)
    return say(f"text.alt.{against}", language, asked=said, finding=finding)


def _asked_shorter(result: Result, language: str) -> Iterator[str | None]:
    """What is asked, whole, then without the posture, then its first phrases, then the posture, then nothing."""
    doings, posture = asked.doings(result.scenario, language), asked.posture(result.scenario, language)
    yield words.asked_for(result.scenario, language)
    if doings:
        yield apart(doings, language)
    for count in range(len(doings) - 1, 0, -1):
        yield say("text.alt.more", language, asked=apart(doings[:count], language))
    if doings and result.scenario.posture != "erect":
        yield say("text.alt.more", language, asked=posture)
    yield None


def _finding_shorter(result: Result, language: str) -> Iterator[str]:
    """Where compression changes most, at length and in short; where it is greatest, with nothing to compare it with."""
    if result.uncertainty:
        yield from _finding_with_people(result, language)
        return
    if report.before_of(result) is None:
        yield say("text.alt.greatest", language, **_greatest(result))
        return
    values = most_changed(result)
    if values is None:
        yield say("text.alt.still", language)
        return
    way, joint, before, now, _ = values
    for key in (way, "changes"):
        yield say(f"text.alt.{key}", language, joint=joint, before=before, now=now)


def _finding_with_people(result: Result, language: str) -> Iterator[str]:
    """The same, with the newtons between which nine of ten people like this one are."""
    values = most_changed(result)
    if values is None:
        now = _greatest(result)
        key = "greatest" if report.before_of(result) is None else "still"
        yield say(f"band.{key}", language, **{**now, **bandwords.span(result, now["joint"])})
        return
    way, joint, before, now_N, _ = values
    for key in (way, "changes", "short"):
        yield say(f"band.{key}", language, before=before, now=now_N, **bandwords.span(result, joint))


def _greatest(result: Result) -> dict[str, str]:
    """The joint that bears most, and its newtons."""
    loads = result.joints.compression_N
    most = int(loads.argmax())
    return {"joint": JOINTS[most], "now": f"{loads[most]:.0f}"}


def tables(result: Result, language: str = ENGLISH) -> tuple[Table, Table]:
    """Both tables: joint by joint, then alignment."""
    return table(result, language), alignment_table(result, language)


def table(result: Result, language: str = ENGLISH) -> Table:
    """Joint by joint from L5-S1 up: degrees changed in the plane of the figure, compression before and after; where
    it was asked for, between which newtons nine of ten people like this one are."""
    before, heading = report.before_of(result), say("text.table.joints", language, title=title(result, language))
    names, rows = ["joint", "compression", "body_weights"], []
    axis = shares(result).axis
    if before is not None:
        states = ("erect", "now") if result.scenario.as_such else ("before", "after")
        names = ["joint", axis, *(f"compression_{state}" for state in states), "times"]
    column = AXES.index(axis)
    for index, load in enumerate(result.joints):
        row = [load.joint, f"{load.compression_N:.0f}", f"{load.compression_body_weights:.2f}"]
        if before is not None:
            turned = result.joints.angle_deg[index, column] - before.joints.angle_deg[index, column]
            old = f"{before.joints.compression_N[index]:.0f}"
            row = [
                load.joint,
                words.with_sign(turned, 1),
                old,
                f"{load.compression_N:.0f}",
                f"{load.compression_ratio:.2f}",
            ]
        if result.uncertainty:
            row += [f"{bandwords.newtons(result, load.joint, share):.0f}" for share in bandwords.OUTER]
        rows.append(tuple(row))
    header = [say(f"text.table.{name}", language) for name in names]
    if result.uncertainty:
        header += [say(f"band.{end}", language, count=result.uncertainty["people"]) for end in ("less", "more")]
    return Table(heading, tuple(header), tuple(rows))


def alignment_table(result: Result, language: str = ENGLISH) -> Table:
    """The angles and offsets that clinicians measure, before and after."""
    before, heading = report.before_of(result), say("text.table.alignment", language, title=title(result, language))
    states, rows = ["value"], []
    if before is not None:
        states = ["erect", "now", "change"] if result.scenario.as_such else ["before", "after", "change"]
    for name in report.measures(result):
        new = getattr(result.alignment, name)
        old = new if before is None else getattr(before.alignment, name)
        row = [measure_name(name, language), words.measured(name, new, 1, language)]
        if before is not None:
            row.insert(1, words.measured(name, old, 1, language))
            row.append(words.measured(name, new - old, 1, language, signed=True))
        rows.append(tuple(row))
    return Table(heading, tuple(say(f"text.table.{name}", language) for name in ("measure", *states)), tuple(rows))
