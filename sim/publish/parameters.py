"""What a published figure rests on: every number of the model with unit and source, the citation, the licence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import models
from models import files
from models.people import BEHIND
from sim import __version__
from sim.language import ENGLISH, say

NAME = "Plumbline"
TITLE = "Plumbline: a predictive model of how the body answers a tilted lumbar spine"  # as in CITATION.cff
AUTHORS = ("The Plumbline authors",)
LICENCE = "MIT"  # SPDX
_USED = (*BEHIND, "postures")
_ENTRY = re.compile(r"^@\w+\{([^,]+),.*?^\}", re.MULTILINE | re.DOTALL)


def parameters(person: object) -> dict[str, Any]:
    """Every table of the model files behind a person and its posture, by file name: value, unit, kind, source.

    Args:
        person: the word of the scenario: a model's name, the path of its file, or a table of measures.
    """
    found: dict[str, Any] = {f"{name}.toml": files.read(files.FOLDER / f"{name}.toml") for name in _USED}
    if isinstance(person, str):
        own = files.FOLDER / f"{person}.toml" if person in models.people() else files.at(person)
        found[own.name] = files.read(own)
    elif isinstance(person, dict):
        found["person"] = dict(person)
    return found


def references(tables: object) -> dict[str, str]:
    """The sources that tables of numbers name, each as its entry of ``models/references.bib``."""
    entries = {
        match[1]: match[0] for match in _ENTRY.finditer((files.FOLDER / "references.bib").read_text(encoding="utf-8"))
    }
    return {key: entries[key] for key in sorted(set(_sources(tables))) if key in entries}


def _sources(tables: object) -> Iterator[str]:
    if isinstance(tables, dict):
        for key, value in tables.items():
            if key == "source":
                yield from [value] if isinstance(value, str) else value
            else:
                yield from _sources(value)
    elif isinstance(tables, list):
        for value in tables:
            yield from _sources(value)


def citation() -> dict[str, Any]:
    """How to cite, as in CITATION.cff."""
    return {"title": TITLE, "authors": list(AUTHORS), "version": __version__, "text": cited()}


def cited() -> str:
    """The citation in one line."""
    return f"{', '.join(AUTHORS)}. {TITLE}. Version {__version__}."


def credit(language: str = ENGLISH) -> str:
    """The line under a figure: what made it, under which licence."""
    return say("publish.credit", language, name=f"{NAME} {__version__}", licence=LICENCE)
