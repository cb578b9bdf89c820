"""The index page of the gallery: one HTML file beside the pictures, which asks for nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from sim.language import say

from .gallery import CARD_PX, made_with
from .howto import document

if TYPE_CHECKING:
    from .gallery import Entry

_STYLE = """\
:root { color-scheme: light dark; --ink: #1e252b; --muted: #56616a; --paper: #fff; --line: #d5dbe0; --link: #00558a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f2f4f6; --muted: #aeb8c0; --paper: #14181c; --line: #39434b; --link: #7cc4f0; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 84rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 0.4rem; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 0.9rem 0 0.3rem; }
p { margin: 0.4rem 0; }
.intro, .foot { max-width: 46rem; color: var(--muted); }
.draft { border: 2px solid; padding: 0.6rem 0.9rem; font-weight: 600; max-width: 46rem; }
.all { display: grid; gap: 2.2rem 1.6rem; margin: 1.8rem 0; }
.all { grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); }
article { min-width: 0; }
img { display: block; width: 100%; height: auto; border: 1px solid var(--line); border-radius: 6px; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.links { display: flex; flex-wrap: wrap; gap: 0 1.2rem; padding: 0; list-style: none; margin: 0.4rem 0; }
summary { cursor: pointer; color: var(--muted); }
code { font: 0.85rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
@media print { details { display: none; } article { break-inside: avoid; } }
"""


def page(entries: Sequence[Entry], language: str) -> str:
    """The index of drawn items, in one language."""
    heading = say("publish.gallery.heading", language)
    draft = say("publish.draft", language)
    body = [
        f"<h1>{escape(heading)}</h1>",
        *([f'<p class="draft">{escape(draft)}</p>'] if draft else []),
        f'<p class="intro">{escape(say("publish.gallery.intro", language))}</p>',
        '<div class="all">',
        *(_article(entry, language) for entry in entries),
        "</div>",
        f'<p class="foot">{escape(made_with(language))}</p>',
    ]
    return document(language, heading, _STYLE, body)


def _article(entry: Entry, language: str) -> str:
    name, width, height = entry.item.name, *CARD_PX
    links = {f"{name}.png": "full", f"{name}-card.png": "card"}
    if entry.scenario:
        links[f"{name}.json"] = "scenario"
    listed = "".join(_link(file, say(f"publish.gallery.{word}", language), entry.title) for file, word in links.items())
    commands = "<br>".join(escape(line) for line in entry.command)
    return "\n".join(
        [
            f'<article id="{name}">',
            f'<a href="{name}.png"><img src="{name}-card.png" alt="{escape(entry.alt)}" width="{width}"'
            f' height="{height}" loading="lazy"></a>',
            f"<h2>{escape(entry.title)}</h2>",
            f"<p>{escape(entry.caption)}</p>",
            f'<ul class="links">{listed}</ul>',
            f"<details><summary>{escape(say('publish.gallery.command', language))}</summary>",
            f"<p><code>{commands}</code></p></details>",
            "</article>",
        ]
    )


def _link(file: str, word: str, title: str) -> str:
    """A link whose name says to which picture it belongs."""
    return f'<li><a href="{file}" aria-label="{escape(f"{word}: {title}")}">{escape(word)}</a></li>'
