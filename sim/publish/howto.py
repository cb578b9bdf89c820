"""The page for the one who puts a figure into an article: which file goes where, and what to paste."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from sim import __version__
from sim.language import CHINESE, ENGLISH, LANGUAGES, say

from . import parameters

_STYLE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem;
  overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.15rem; margin-top: 2.2rem; }
img { max-width: 100%; height: auto; }
.table { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.9rem 0.3rem 0; border-bottom: 1px solid #8888; }
td:last-child { text-align: right; white-space: nowrap; padding-right: 0; }
li { margin: 0.35rem 0; }
label { display: block; font-weight: 600; margin-top: 1rem; }
textarea { width: 100%; box-sizing: border-box; font: 0.85rem/1.4 ui-monospace, monospace; }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
th code { font-weight: 400; }
@media (min-width: 40rem) { th code { white-space: nowrap; } }
.figure { max-width: min(24rem, 100%); }
.draft { border: 2px solid; padding: 0.6rem 0.9rem; font-weight: 600; }
"""


def page(
    result: Any, language: str, contents: Mapping[str, bytes], fragment: str, address: str, size_px: tuple[int, int]
) -> str:
    """The how-to as one HTML file, in one language.

    Args:
        result: a ``Result``.
        language: of its words.
        contents: every other file of the bundle.
        fragment: what to paste.
        address: of the picture in the fragment.
        size_px: of the figure on a page [px].
    """
    from . import texts

    def told(key: str, **values: object) -> str:
        return escape(say(f"publish.how.{key}", language, **values))

    title, alt = texts.title(result, language), texts.alt(result, language)
    pasting = ["step_address", "step_paste"] if address == "figure.png" else ["step_addressed"]
    sharp = f'srcset="{address.removesuffix("figure.png")}figure@2x.png 2x"'
    draft = say("publish.draft", language)
    body = [
        f"<h1>{told('heading')}</h1>",
        *([f'<p class="draft">{escape(draft)}</p>'] if draft else []),
        f"<p><strong>{escape(title)}</strong></p>",
        f'<img class="figure" src="figure.png" alt="{escape(alt)}" width="{size_px[0]}" height="{size_px[1]}">',
        f"<p>{told('intro')} {escape(say('caption.honesty', language))}</p>",
        f"<h2>{told('paste')}</h2>",
        "<ol>",
        *(f"<li>{told(step, address=address)}</li>" for step in ("step_upload", *pasting, "step_preview", "step_card")),
        "</ol>",
        _box("alt", told("alt"), alt, 2),
        _box("fragment", told("fragment"), fragment, 8),
        f"<p>{told('srcset')} <code>{escape(sharp)}</code></p>",
        f"<h2>{told('frame')}</h2>",
        f"<p>{told('frame_upload')} {told('frame_height')}</p>",
        _box("frame", "iframe", frame(say("publish.how.frame_title", language, title=title)), 6),
        f"<h2>{told('licence')}</h2>",
        f"<p>{told('licence_words')}</p>",
        _box("cite", told("citation"), parameters.cited(), 2),
        f"<h2>{told('again')}</h2>",
        f"<p>{told('again_words', version=__version__)}</p>",
        "<p><code>python run_sim.py replay figure.png</code></p>",
        f"<h2>{told('files')}</h2>",
        *_table(language, contents),
    ]
    return document(language, say("publish.how.heading", language), _STYLE, body)


def document(language: str, title: str, style: str, body: Sequence[str]) -> str:
    """One HTML page that asks for nothing from elsewhere."""
    head = [
        "<!doctype html>",
        f'<html lang="{html_language(language)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>\n{style}</style>",
        "</head>",
        "<body>",
        "<main>",
    ]
    return "\n".join([*head, *body, "</main>", "</body>", "</html>"]) + "\n"


def html_language(language: str) -> str:
    """The code by which a browser knows in which letters to show a language: Chinese in simplified ones."""
    return {CHINESE: "zh-Hans"}.get(language, language)


def frame(title: str) -> str:
    """The HTML that shows the interactive page inside an article and follows its height."""
    from .page import EMBED

    return EMBED.format(title=escape(title))


def kilobytes(data: bytes) -> str:
    """The size of a file as people read it."""
    return f"{max(1, round(len(data) / 1000))} kB"


def _box(name: str, label: str, words: str, rows: int) -> str:
    """Words to copy: a field that takes them as they are."""
    field = f'<textarea id="{name}" rows="{rows}" readonly spellcheck="false">\n{escape(words)}</textarea>'
    return f'<label for="{name}">{label}</label>\n{field}'


def _table(language: str, contents: Mapping[str, bytes]) -> list[str]:
    heads = "".join(f'<th scope="col">{escape(say(f"publish.how.{key}", language))}</th>' for key in _COLUMNS)
    rows = [
        f'<tr><th scope="row"><code>{name}</code></th><td>{escape(purpose(name, language))}</td>'
        f"<td>{kilobytes(data)}</td></tr>"
        for name, data in contents.items()
    ]
    return [f'<div class="table"><table>\n<thead><tr>{heads}</tr></thead>\n<tbody>', *rows, "</tbody>\n</table></div>"]


_COLUMNS = ("file", "purpose", "size")


def purpose(name: str, language: str = ENGLISH) -> str:
    """What a file of the bundle is for."""
    first, _, rest = name.partition(".")
    if first == "texts":
        return say("publish.how.texts", language, name=LANGUAGES[rest.partition(".")[0]])
    key = name.replace("@", "_").replace("-", "_").replace(".", "_")
    return say(f"publish.how.{key}", language)
