"""Many people, many requests, side by side: the stages of ``sim.pipeline`` as columns, solved row by row by kernels.

Each untilted posture is solved once for each person who needs it; then every item is one row, whoever and whatever it
is, and only what a request prescribes is worked out request by request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

import models
from models import Person
from models.person import stacked, taken

from . import alignment, limits, pipeline, prescribed, search
from .chain import BASE, COORDINATES, Array, skeleton
from .kernels import layout, one, postures
from .kernels.ropes import Ropes
from .posture import EXACT, FARTHEST_RAD, TOLERANCE
from .potential import GRAVITY
from .records import COLUMNS, MEASURES
from .ropes import paths
from .scenario import Scenario
from .stance import start


@dataclass(frozen=True)
class Crowd:
    """People who can be computed side by side: fused alike, their muscles strung alike.

    Attributes:
        person: all of them, stacked.
        ropes: which joints their fascicles cross.
        points_m: (n, P, 3); pcsa_m2: (n, F).
    """

    person: Person
    ropes: Ropes
    points_m: Array
    pcsa_m2: Array

    @classmethod
    def of(cls, people: Sequence[Person] | Person) -> Crowd:
        """From people one by one, or stacked as ``models.many`` makes them."""
        if isinstance(people, Person):
            muscles, like = people.muscles, taken(people, 0)
            points = people.muscles.point_m[:, paths(like.muscles).shape.first]
            return cls(_unstrung(people), one.strung(like).ropes, np.ascontiguousarray(points), muscles.pcsa_m2)
        strung = [one.strung(person) for person in people]
        points, pcsa = np.stack([each.points_m for each in strung]), np.stack([each.pcsa_m2 for each in strung])
        return cls(stacked([_unstrung(person) for person in people]), strung[0].ropes, points, pcsa)

    @staticmethod
    def kind(person: Person) -> tuple[Any, ...]:
        """What must be the same of people in one crowd."""
        return person.fused, id(one.strung(person).ropes)

    def take(self, which: Array) -> Crowd:
        """Some of them, by index."""
        if np.array_equal(which, np.arange(len(self))):
            return self
        return Crowd(taken(self.person, which), self.ropes, self.points_m[which], self.pcsa_m2[which])

    def __len__(self) -> int:
        return len(self.pcsa_m2)


def _unstrung(person: Person) -> Person:
    """The same without the paths of the muscles, which a crowd has in its ropes."""
    bare = replace(person.muscles, point_m=np.zeros(np.shape(person.muscles.specific_tension_Pa)))
    return replace(person, muscles=bare)


@dataclass(frozen=True)
class Rows:
    """Postures and their loads, a row for each item.

    Attributes:
        settings, states, loads: tables of ``sim.kernels.layout``.
        fixed: (n, 81) prescribed coordinates.
        found: (n, 4) Newton steps, balance, margin [Nm/rad], moment left over [Nm].
        bone: (n, 25) joints that are fused.
    """

    settings: Any
    states: Any
    loads: Any
    fixed: Array
    found: Array
    bone: Array

    @classmethod
    def empty(cls, count: int) -> Rows:
        """Rows to be filled."""
        return cls(
            np.zeros(count, layout.SETTING),
            np.zeros(count, layout.STATE),
            np.zeros(count, layout.LOADS),
            np.zeros((count, COORDINATES), dtype=bool),
            np.zeros((count, 4)),
            np.zeros((count, 25), dtype=bool),
        )

    def put(self, at: Array, other: Rows, which: Array) -> None:
        """Copy some rows of others into places here."""
        for entry in fields(self):
            getattr(self, entry.name)[at] = getattr(other, entry.name)[which]

    @property
    def good(self) -> Array:
        """(n,) whether a posture was found."""
        good: Array = (self.found[:, 1] > 0) & (self.found[:, 2] > 0)
        return good

    @property
    def leant(self) -> Array:
        """(n,) whether nothing is leant on harder than anybody can: the others are left to be refused."""
        lines = self.settings["hold"]
        with np.errstate(invalid="ignore", divide="ignore"):  # lines that are not there
            push_N = np.where(lines["leans"] != 0, np.abs(self.states["multiplier"] / lines["length"]), 0.0)
        return np.asarray(limits.bears_lean(push_N.max(axis=-1), self.settings["total_kg"]))

    def solve(self, todo: Array, tolerance: float) -> None:
        """Find the postures of some rows from the guesses in their states: those that lie next to them."""
        room = one.ROOM
        postures.find(
            self.settings,
            self.states,
            self.fixed,
            todo,
            tolerance,
            FARTHEST_RAD,
            False,
            room.states,
            room.factors,
            self.found,
        )
        self.found[todo & (self.found[:, 0] > search.QUICK), 1] = 0.0  # to be reached step by step

    def bear(self, crowd: Crowd, own: Array, todo: Array) -> None:
        """Loads of some rows; own (n, 25, 3) are the angles that strain tissue."""
        bearers, force = np.zeros(len(crowd), layout.BEARER), np.empty(crowd.pcsa_m2.shape)
        layout.fill_bearer(bearers, crowd.person, models.load_gains(), self.bone)
        postures.bear(
            self.settings,
            self.states,
            bearers,
            np.ascontiguousarray(own.reshape(len(crowd), 75)),
            todo,
            crowd.ropes.paths,
            crowd.ropes.layout,
            crowd.points_m,
            crowd.pcsa_m2,
            one.ROOM.states,
            self.loads,
            force,
        )


def stand(crowd: Crowd, plain: Scenario) -> Rows:
    """Everybody untilted, as ``sim.pipeline.stand``."""
    rows, person = Rows.empty(len(crowd)), crowd.person
    layout.fill(rows.settings, pipeline.setting(person, plain))
    held, fixed = prescribed.held_angles(person, plain, np.zeros((len(crowd), COORDINATES)))
    rows.fixed[:], rows.bone[:] = fixed, prescribed.fused(person, plain)
    rows.states["q"] = np.where(fixed, held, start(person, plain.in_posture()))
    rows.solve(np.ones(len(crowd), dtype=bool), EXACT)
    rows.bear(crowd, rows.states["q"][:, BASE:], rows.good)
    return rows


@dataclass(frozen=True)
class Request:
    """The items that ask the same.

    Attributes:
        asked: what they ask.
        at: (k,) which rows they are; who: (k,) which people.
        compared, plain: what they are compared with and, with nothing tilted or held, the same posture and burden.
    """

    asked: Scenario
    at: Array
    who: Array
    compared: Rows
    plain: Rows

    @property
    def before(self) -> Rows:
        """What the change of each of its people is measured from."""
        return self.compared if self.is_before or self.is_plain else self.plain

    @property
    def is_before(self) -> bool:
        """Whether it is itself what changes are measured from."""
        return self.asked.is_start

    @property
    def is_plain(self) -> bool:
        """Whether nothing is tilted or held: a posture as such."""
        return self.asked.is_like(self.asked.untilted())


def answer(crowd: Crowd, requests: Sequence[Request], count: int) -> tuple[Crowd, Rows, Rows, Array]:
    """All items of a chunk.

    Returns:
        the people row by row, their rows, the rows that these are compared with, and the margins (n,) of the latter
        with the same coordinates held.
    """
    rows = Rows.empty(count)
    before = _gathered([(each.at, each.before, each.who) for each in requests], count)
    everyone = np.zeros(count, dtype=int)
    fresh, new = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)  # postures to find, loads to find
    guess, firm = np.zeros((count, COORDINATES)), np.zeros((count, COORDINATES))
    for each in requests:
        at, who = each.at, each.who
        everyone[at] = who
        if each.is_before or each.is_plain:
            rows.put(at, each.plain, who)
            new[at] = not each.is_before
            continue
        fresh[at] = new[at] = True
        _prescribe(crowd.take(who), each, rows, before, guess, firm)
    respond = np.flatnonzero(guess.any(axis=1) & before.good)
    change = guess[respond]
    postures.respond(
        before.settings[respond],
        before.states[respond],
        rows.fixed[respond],
        change,
        pipeline.FIRM,
        one.ROOM.factors,
    )
    change[:, BASE:] = prescribed.drawn_in(change[:, BASE:])
    guess[respond] = change
    free = fresh[:, None] & ~rows.fixed
    rows.states["q"] = np.where(free, before.states["q"] + guess + firm, rows.states["q"])
    rows.solve(fresh & before.good, TOLERANCE)
    rows.loads["multiplier"][new] = before.loads["multiplier"][new]
    own = rows.states["q"][:, BASE:].reshape(count, 25, 3).copy()
    for each in requests:
        own[each.at] = prescribed.own_angles(rows.states["q"][each.at], each.asked, before.states["q"][each.at])
    people = crowd.take(everyone)
    rows.bear(people, own, new & rows.good & before.good)
    margins = rows.found[:, 2].copy()
    postures.margins(before.settings, before.states, rows.fixed, new & before.good, one.ROOM.factors, margins)
    return people, rows, before, margins


def _gathered(parts: Sequence[tuple[Array, Rows, Array]], count: int) -> Rows:
    """Some rows of others put into places (at, rows, which): the very same where those are all of one in order."""
    everyone = np.arange(count)
    for at, rows, which in parts:
        if len(rows.found) == count and np.array_equal(at, everyone) and np.array_equal(which, everyone):
            return rows
    gathered = Rows.empty(count)
    for at, rows, which in parts:
        gathered.put(at, rows, which)
    return gathered


def _prescribe(crowd: Crowd, each: Request, rows: Rows, before: Rows, guess: Array, firm: Array) -> None:
    """What a request prescribes, into its rows: potential, fixed coordinates, the change to respond to, a plain bow."""
    asked, at, person = each.asked, each.at, crowd.person
    if asked.only_tilted:
        rows.settings[at] = before.settings[at]
    else:
        settings = np.zeros(len(at), layout.SETTING)
        layout.fill(settings, pipeline.setting(person, asked))
        rows.settings[at] = settings
        firm[at] = start(person, asked.in_posture()) - start(person, asked.untilted().in_posture())
    untilted = before.states["q"][at]
    q, fixed = prescribed.held_angles(person, asked, untilted)
    rows.fixed[at], rows.bone[at] = fixed, prescribed.fused(person, asked)
    rows.states["q"][at], guess[at] = q, q - untilted


def fill(table: Mapping[str, Array], where: Array, answered: tuple[Crowd, Rows, Rows, Array]) -> Array:
    """Rows into the columns of ``sim.many.Answers`` at ``where`` (n,); which of them were found (n,)."""
    crowd, rows, before, margins = answered
    # whose muscle forces are in doubt is done step by step
    shared = np.maximum(rows.loads["imbalance"], before.loads["imbalance"]) <= limits.UNSHARED
    good = rows.good & before.good & shared & rows.leant & before.leant
    person, upright_m = crowd.person, skeleton(crowd.person).pivot_m
    pose, pose_before = layout.pose(rows.states, upright_m), layout.pose(before.states, upright_m)
    angle, force, moment = np.degrees(pose.angles_rad), rows.loads["force_N"], rows.loads["weight_Nm"]
    used = limits.range_used(person, pose.angles_rad)
    measures, first = alignment.measure(person, pose), alignment.measure(person, pose_before)
    _, excess = limits.unsupplied(rows.loads["residual_Nm"], moment + rows.loads["tissue_Nm"], rows.bone)
    with np.errstate(invalid="ignore", divide="ignore"):  # where nothing was found
        ratio = force[..., 0] / before.loads["force_N"][..., 0]
    columns = {
        "pressure_MPa": rows.loads["pressure_MPa"],
        "compression_ratio": ratio,
        "compression_body_weights": force[..., 0] / (person.mass_kg * GRAVITY)[:, None],  # type: ignore[index]
        "range_used": used,
        "beyond_range": limits.beyond_range(person, angle, used),
        "beyond_muscles": excess.max(axis=(1, 2)) > 1.0,
        "iterations": rows.found[:, 0],
        "residual_Nm": rows.found[:, 3],
        "margin_Nm_per_rad": rows.found[:, 2],
        "baseline_margin_Nm_per_rad": margins,
        "converged": good,
    }
    turned = angle - np.degrees(pose_before.angles_rad)
    for block, names in zip((angle, turned, force, moment), np.reshape(COLUMNS[:12], (4, 3)), strict=True):
        columns |= {name: block[..., k] for k, name in enumerate(names)}
    for name in MEASURES:
        columns[name], columns[f"change_{name}"] = measures[name], measures[name] - first[name]
    for name, values in columns.items():
        table[name][where[good]] = values[good]
    return good
