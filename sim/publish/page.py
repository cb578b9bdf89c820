"""The interactive page: one HTML file in which a reader tilts the spine and the body answers.

Every value comes from exact solves (``grid``); the page interpolates between them and moves the outlines of
``sim.figures.paths``. Nothing is asked of any other place: no font, no script, no picture.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from sim.language import ENGLISH, known, say
from sim.scenario import Scenario, build

from .grid import Progress
from .howto import html_language

EMBED = (
    '<iframe src="interactive.html" id="plumbline" title="{title}" '
    'style="width:100%;height:1100px;border:0"></iframe>\n'
    '<script>addEventListener("message", function (e) {{ var f = document.getElementById("plumbline");\n'
    'if (e.source === f.contentWindow && e.data && e.data.plumbline === "height") '
    'f.style.height = e.data.height + "px"; }});</script>'
)
"""How another page shows it: the frame, and a script without which everything works but the height."""

_PARTS = ("values", "figure", "state", "panels", "controls")  # of the script, joined in this order
_FOLDER = Path(__file__).parent


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
    from . import pagewords
    from .pagedata import collect

    data = _kept(asked) or collect(asked, progress)
    _keep(asked, data)
    script = "\n\n".join(["(() => {", '"use strict";', *(_file(f"page-{part}.js") for part in _PARTS), "})();"])
    title = asked.title or say("page.title", language)
    slots = pagewords.plain(language)
    slots |= {
        "lang": html_language(language),
        "title": escape(title),
        "who": escape(say("page.who", language, person=pagewords.person(data["about"], language))),
        "version": escape(sim.__version__),
        **pagewords.controls(data, language),
        "static": pagewords.static(data, language),
        "css": _file("page.css").replace("{{variables}}", _variables()),
        "js": script,
        "hash": _hash(f"\n{script}\n"),
        "embed": EMBED.format(title=escape(title)),
        "data": in_script({**data, "words": pagewords.words(data, language)}),
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


def _hash(script: str) -> str:
    """By which the page's own policy lets this script run, and no other."""
    return f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}"


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
