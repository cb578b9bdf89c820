"""What the interactive page says, in one language: headings, buttons, the sentences of its script, static tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from sim.figures.measured import SIDES, measured
from sim.language import phrases, say

from .grid import EVERY_MEASURE

_DIRECTIONS = {
    "sagittal": ("forward", "backward"),
    "lateral": ("right", "left"),
    "axial": ("turn-left", "turn-right"),
}
_PLAIN = (  # phrases that stand in the page as they are
    *("figure_label", "handle_label", "controls_label", "tilt_label", "presets_label", "reset", "plane_label"),
    *("at_label", "posture_label", "against_label", "key_now", "key_disc", "angles_name", "loads_name", "loads_sub"),
    *("numbers_name", "col_measure", "col_joint", "col_before", "col_now", "col_change", "col_times"),
    *("disclaimer", "noscript"),
)


def plain(language: str) -> dict[str, str]:
    """Phrases that stand in the page as they are, escaped."""
    return {name: escape(say(f"page.{name}", language)) for name in _PLAIN}


def controls(data: Mapping[str, Any], language: str) -> dict[str, str]:
    """The controls as HTML."""

    def named(group: str, names: Sequence[str]) -> dict[str, str]:
        return {name: say(f"page.{group}.{name}", language) for name in names}

    buttons = named("presets", list(data["presets"]))
    postures = {name: _posture(name, data, language) for name in data["support"]}
    return {
        "presets": "".join(
            f'<button type="button" data-preset="{name}">{escape(label)}</button>' for name, label in buttons.items()
        ),
        "planes": _segments("plane", named("planes", list(_DIRECTIONS))),
        "places": _segments("at", {name: _place(name, language) for name in data["places"]}),
        "against": _segments("against", named("against", ["untilted", "erect"])),
        "postures": "".join(f'<option value="{name}">{escape(label)}</option>' for name, label in postures.items()),
    }


def _segments(name: str, labels: Mapping[str, str]) -> str:
    return "".join(
        f'<label><input type="radio" name="{name}" value="{value}"><span>{escape(label)}</span></label>'
        for value, label in labels.items()
    )


def _place(at: str, language: str) -> str:
    if f"page.places.{at}" in phrases(language):
        return say(f"page.places.{at}", language)
    return say("page.places.level", language, level=at)


def _posture(name: str, data: Mapping[str, Any], language: str) -> str:
    own = data["about"]["posture"]
    spoken = say(f"page.postures.{own if name == 'asked' else name}", language)
    return say("page.given", language, posture=spoken) if name == "asked" else spoken


def person(about: Mapping[str, Any], language: str) -> str:
    """Whose spine it is."""
    kind = {"male": "man", "female": "woman"}.get(about["sex"], "person")
    sex = say(f"page.measured_{kind}", language)
    return say("page.who_is", language, sex=sex, height=about["height_cm"], mass=about["mass_kg"])


def words(data: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What the script says."""

    def group(name: str) -> dict[str, str]:
        start = f"page.{name}."
        return {key[len(start) :]: text for key, text in phrases(language).items() if key.startswith(start)}

    def plain(key: str) -> str:
        return phrases(language)[f"page.{key}"]

    ways, directions, notes = group("ways"), group("directions"), group("notes")
    names = group("measures")
    spoken = {name: text[0].lower() + text[1:] if text[1].islower() else text for name, text in names.items()}
    return {
        "ways": {name: [ways[word] for word in SIDES[name]] for name in EVERY_MEASURE if name in SIDES},
        "directions": {name: [directions[plus], directions[minus]] for name, (plus, minus) in _DIRECTIONS.items()},
        "measures": names,
        "spoken": spoken,
        "short": group("short"),
        "said": group("said"),
        "against": {"erect": plain("against.erect"), "before": plain("key_before")},
        "views": group("views"),
        "places": {at: _place(at, language) for at in data["places"]},
        "postures": {name: _posture(name, data, language) for name in data["support"]},
        "notes": {"end": notes["end"], "kinds": [notes[name] for name in ("range", "muscles", "strength", "rest")]},
        **{name: plain(name) for name in ("tilted", "untilted", "axis", "sided")},
    }


def static(data: Mapping[str, Any], language: str) -> str:
    """Tables of the values it starts from, for readers without scripts."""
    first = data["first"]
    head = [say(f"page.col_{name}", language) for name in ("measure", "before", "now")]
    rows = [
        (
            say(f"page.measures.{name}", language),
            *(measured(name, value, 0, language) for value in pair),
        )
        for name, pair in first["measures"].items()
    ]
    joint = [say("page.col_joint", language), f"{head[1]} (N)", f"{head[2]} (N)"]
    loads = [(name, f"{was:.0f}", f"{now:.0f}") for name, was, now in zip(data["joints"], *first["loads"], strict=True)]
    return _table(say("page.angles_name", language), head, rows) + _table(
        say("page.loads_name", language), joint, loads[::-1]
    )


def _table(caption: str, head: list[str], rows: Sequence[tuple[str, ...]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "".join(
        f'<tr><th scope="row">{escape(name)}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
        for name, *cells in rows
    )
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"
