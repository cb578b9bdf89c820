"""A figure for a web editor that keeps little: what is written here is what a strict sanitizer writes back.

Only ``figure``, ``img``, ``figcaption``, ``details``, ``summary`` and the parts of a table; no class, id, style, script
or link. Attributes stand in the order of the alphabet and every letter is escaped as the HTML standard serialises
it, so that an editor that cleans the fragment leaves it as it is. There is no ``srcset``, which WordPress takes away
from authors: at the width of a column the picture has pixels to spare.
"""

from __future__ import annotations

from typing import Any

from sim.language import say, sentences

ALLOWED: dict[str, set[str]] = {  # every element that a fragment may hold, with its attributes
    "figure": set(),
    "img": {"alt", "height", "src", "width"},
    "figcaption": set(),
    "details": set(),
    "summary": set(),
    "table": set(),
    "caption": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope"},
    "td": set(),
}


def text(words: object) -> str:
    """Words as the text of an element."""
    plain = str(words).replace("&", "&amp;").replace("\N{NO-BREAK SPACE}", "&nbsp;")
    return plain.replace("<", "&lt;").replace(">", "&gt;")


def value(words: object) -> str:
    """Words as the value of an attribute between double quotes."""
    return text(words).replace('"', "&quot;")


def fragment(result: Any, language: str, width_px: int, height_px: int, address: str, credit: str) -> str:
    """Figure, caption, description and table of a result as HTML to paste into an article.

    Args:
        result: a ``Result``.
        language: of its words.
        width_px, height_px: of the figure on the page [px].
        address: of the picture, relative or whole.
        credit: the line that says what made it.
    """
    from . import texts

    told = texts.table(result, language)
    head = "".join(f'<th scope="col">{text(word)}</th>' for word in told.header)
    body = []
    for first, *others in told.rows:
        cells = "".join(f"<td>{text(word)}</td>" for word in others)
        body.append(f'<tr><th scope="row">{text(first)}</th>{cells}</tr>')
    lines = [
        "<figure>",
        f'<img alt="{value(texts.alt(result, language))}" height="{height_px}" src="{value(address)}"'
        f' width="{width_px}">',
        f"<figcaption>{text(caption(result, language, credit))}</figcaption>",
        "</figure>",
        "<details>",
        f"<summary>{text(say('publish.in_words', language))}</summary>",
        text(texts.long_description(result, language).strip()),
        "</details>",
        "<details>",
        f"<summary>{text(say('publish.in_numbers', language))}</summary>",
        "<table>",
        f"<caption>{text(told.caption)}</caption>",
        f"<thead><tr>{head}</tr></thead>",
        "<tbody>",
        *body,
        "</tbody>",
        "</table>",
        "</details>",
    ]
    return "\n".join(lines) + "\n"


def caption(result: Any, language: str, credit: str) -> str:
    """What stands under the figure: its own title, the caption, what the reader must know, and what made it."""
    from . import texts

    said, title = texts.caption(result, language).strip(), (result.scenario.title or "").strip()
    named = [] if not title or title in said else [title if title[-1] in _ENDS else sentences([title], language)]
    notes = [say("publish.note", language, text=note) for note in texts.warnings(result, language)]
    return say("language.space", language).join([*named, said, *notes, credit])


_ENDS = ".!?…。！？"
