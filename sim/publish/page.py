"""The interactive page: one HTML file in which a reader tilts the spine and the body answers.

Every value comes from exact solves (``grid``); the page interpolates between them and moves the outlines of
``outlines``. Nothing is asked of any other place: no font, no script, no picture.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from sim.language import ENGLISH, known, phrases, say
from sim.scenario import Scenario, build

Progress = Callable[[int, int], None]

EMBED = (
    '<iframe src="interactive.html" id="plumbline" title="{title}" style="width:100%;height:1100px;border:0"></iframe>\n'
    '<script>addEventListener("message", function (e) {{ var f = document.getElementById("plumbline");\n'
    'if (e.source === f.contentWindow && e.data && e.data.plumbline === "height") '
    'f.style.height = e.data.height + "px"; }});</script>'
)
"""How another page shows it: the frame, and a script without which everything works but the height."""

_BREAK = "\n"
_FOLDER = Path(__file__).parent
_WAYS = {  # measures whose sign is a direction
    "lumbar_cobb_deg": ("right", "left"),
    "thoracic_cobb_deg": ("right", "left"),
    "pelvic_obliquity_deg": ("right", "left"),
    "head_tilt_deg": ("right", "left"),
    "c7_offset_mm": ("right", "left"),
    "pelvis_turn_deg": ("left", "right"),
    "thorax_turn_deg": ("left", "right"),
    "head_turn_deg": ("left", "right"),
    "gaze_deg": ("up", "down"),
}
_DIRECTIONS = {
    "sagittal": ("forward", "backward"),
    "lateral": ("right", "left"),
    "axial": ("turn-left", "turn-right"),
}
_PRESETS: dict[str, dict[str, Any]] = {  # button to state; erect and lumbar where nothing else is said
    "neutral": {"tilt": 0},
    "lost_lordosis": {"tilt": 20},
    "more_lordosis": {"tilt": -15},
    "pelvis_forward": {"tilt": 12, "at": "pelvis"},
    "pelvis_backward": {"tilt": -12, "at": "pelvis"},
    "oblique_pelvis": {"tilt": 8, "at": "pelvis", "plane": "lateral"},
    "side_bend": {"tilt": 15, "plane": "lateral"},
    "turned_pelvis": {"tilt": 12, "at": "pelvis", "plane": "axial"},
    "slumped": {"tilt": 0, "posture": "slumped", "against": "erect"},
}
_PLAIN = ("figure_label", "handle_label", "controls_label", "tilt_label", "presets_label", "reset", "plane_label")
_PLAIN += ("at_label", "posture_label", "against_label", "key_now", "key_disc", "angles_name")
_PLAIN += ("loads_name", "loads_sub", "numbers_name", "col_measure", "col_joint", "col_before")
_PLAIN += ("col_now", "col_change", "col_times", "disclaimer", "noscript")


def interactive(
    scenario: Scenario | Mapping[str, Any] | str | Path | None = None,
    language: str = ENGLISH,
    progress: Progress | None = None,
) -> str:
    """One HTML file that a reader drags: spine, angles and loads follow the tilt.

    Args:
        scenario: who, with which burden, and the tilt it starts from; by default a man whose lumbar curve is tilted
            20 degrees forward. Whatever else it holds or lifts stays held in the posture called "as asked".
        language: one of ``sim.language.LANGUAGES``.
        progress: called with exact solves done and in all, about.

    Raises:
        LanguageError: unknown language. ScenarioError: a wrong scenario. NoPosture: nobody can stand like that.
    """
    import sim

    language = known(language)
    asked = build(scenario) if scenario is not None else build(tilt_deg=20, direction="forward", at="lumbar")
    from .pagedata import collect

    data = _kept(asked) or collect(asked, progress)
    _keep(asked, data)
    script = _file("page.js")
    title = asked.title or say("page.title", language)
    slots = {name: escape(say(f"page.{name}", language)) for name in _PLAIN}
    slots |= {
        "lang": {"zh": "zh-Hans"}.get(language, language),
        "title": escape(title),
        "who": escape(say("page.who", language, person=_person(data["about"], language))),
        "version": escape(sim.__version__),
        "presets": "".join(
            f'<button type="button" data-preset="{name}">{escape(say(f"page.presets.{name}", language))}</button>'
            for name in data["presets"]
        ),
        "planes": _segments("plane", {name: say(f"page.planes.{name}", language) for name in _DIRECTIONS}),
        "places": _segments("at", {name: _place(name, language) for name in data["places"]}),
        "against": _segments(
            "against", {name: say(f"page.against.{name}", language) for name in ("untilted", "erect")}
        ),
        "postures": "".join(
            f'<option value="{name}">{escape(_posture(name, data, language))}</option>' for name in data["support"]
        ),
        "static": _static(data, language),
        "css": _file("page.css").replace("{{variables}}", _variables()),
        "js": script,
        "hash": f"sha256-{b64encode(sha256(f'{_BREAK}{script}{_BREAK}'.encode()).digest()).decode()}",
        "embed": EMBED.format(title=escape(title)),
        "data": in_script({**data, "words": _words(data, language)}),
    }
    return _filled(_file("page.html"), slots)


_pages: dict[str, dict[str, Any]] = {}
_KEPT = 4


def _key(asked: Scenario) -> str:
    return json.dumps({**asked.to_dict(), "title": None}, sort_keys=True)


def _kept(asked: Scenario) -> dict[str, Any] | None:
    return _pages.get(_key(asked))


def _keep(asked: Scenario, data: dict[str, Any]) -> None:
    """The same numbers serve every language."""
    _pages[_key(asked)] = data
    while len(_pages) > _KEPT:
        _pages.pop(next(iter(_pages)))


@lru_cache
def _file(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8").rstrip("\n")


def _filled(text: str, slots: Mapping[str, str]) -> str:
    """The text with each ``{{slot}}`` filled once; what is filled in is never looked at again."""
    parts = text.split("{{")
    filled = [parts[0]]
    for part in parts[1:]:
        slot, _, rest = part.partition("}}")
        filled += [slots[slot], rest]
    return "".join(filled)


def in_script(data: Any) -> str:
    """JSON that may stand inside a script element: nothing in it can end the element or begin a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


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


def _person(about: Mapping[str, Any], language: str) -> str:
    kind = {"male": "man", "female": "woman"}.get(about["sex"], "person")
    sex = say(f"page.measured_{kind}", language)
    return say("page.who_is", language, sex=sex, height=about["height_cm"], mass=about["mass_kg"])


def _words(data: Mapping[str, Any], language: str) -> dict[str, Any]:
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
        "ways": {name: [ways[plus], ways[minus]] for name, (plus, minus) in _WAYS.items()},
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


def _static(data: Mapping[str, Any], language: str) -> str:
    """Tables of the values it starts from, for readers without scripts."""
    first = data["first"]
    head = [say(f"page.col_{name}", language) for name in ("measure", "before", "now")]
    rows = [
        (
            say(f"page.measures.{name}", language),
            *(f"{value:.0f}{'°' if name.endswith('_deg') else ' mm'}" for value in pair),
        )
        for name, pair in first["measures"].items()
    ]
    joint = [say("page.col_joint", language), f"{head[1]} (N)", f"{head[2]} (N)"]
    loads = [(name, f"{was:.0f}", f"{now:.0f}") for name, was, now in zip(data["joints"], *first["loads"], strict=True)]
    return _table(say("page.angles_name", language), head, rows) + _table(
        say("page.loads_name", language), joint, loads[::-1]
    )


def _table(caption: str, head: list[str], rows: list[tuple[str, ...]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "".join(
        f'<tr><th scope="row">{escape(name.replace("-0", "0"))}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for name, *cells in rows
    )
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"


@lru_cache
def _variables() -> str:
    """The colours of the figures, light and dark, as CSS variables."""
    from sim.figures.style import DARK, LIGHT, Theme

    def block(theme: Theme) -> str:
        colours = {name: getattr(theme, name) for name in ("paper", "ink", "muted", "pale", "faint", "ghost")}
        colours |= {"furniture": theme.furniture, "was": theme.tint(theme.pale, 0.45)}
        for region in ("pelvis", "lumbar", "thoracic", "cervical"):
            colour = theme.colour[region]
            colours[region] = colour
            colours[f"{region}-edge"] = theme.edge(colour)
            colours[f"{region}-soft"] = theme.tint(colour, 0.5)
            colours[f"{region}-text"] = theme.text_colour[region]
        colours["pelvis-wash"] = theme.tint(theme.colour["pelvis"], 0.8)
        colours["focus"] = theme.text_colour["lumbar"]
        return "".join(f"--{name}:{value.lower()};" for name, value in colours.items())

    return (
        f":root{{color-scheme:light;{block(LIGHT)}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{block(DARK)}}}}}"
    )
