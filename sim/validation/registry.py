"""Which function predicts which row of ``models/cases.toml``, and how the model is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import models
from models import Person

from ..chain import Pose
from ..records import Alignment

Numbers = float | list[float]
Predicted = tuple[Numbers, ...]


class Answer(Protocol):
    """What an experiment reads: a ``Result``, or the little of it that a baseline can give."""

    @property
    def person(self) -> Person:
        """Who."""

    @property
    def pose(self) -> Pose:
        """Where every body is."""

    @property
    def alignment(self) -> Alignment:
        """Measures, and their change from untilted."""

    @property
    def legs(self) -> Mapping[str, Any]:
        """Hips, knees and ankles; a baseline has none."""


Ask = Callable[..., Any]  # (person, **words of a scenario) -> Answer
Experiment = Callable[[Person, Ask], Predicted]


@dataclass(frozen=True)
class Registered:
    """An experiment and the rows, such as ``C21.2``, that it predicts in this order."""

    rows: tuple[str, ...]
    run: Experiment


EXPERIMENTS: list[Registered] = []


def predicts(*rows: str) -> Callable[[Experiment], Experiment]:
    """Register an experiment for rows about the same sample."""

    def register(run: Experiment) -> Experiment:
        EXPERIMENTS.append(Registered(rows, run))
        return run

    return register


def way(deg: float) -> str:
    """The word for a signed tilt."""
    return "forward" if deg > 0 else "backward"


def subject(measures: dict[str, Any]) -> Person:
    """The sample as one person: the measures that were published, else the average man."""
    return models.person(**measures) if measures else models.load("adult_male")
