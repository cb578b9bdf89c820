"""Everything that an article needs from one result: pictures, fragment, interactive page, words, data, how-to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.errors import SpineError
from sim import report
from sim.language import ENGLISH, LANGUAGES, known, say
from sim.result import Result
from sim.scenario import Scenario

from . import howto, parameters
from .drawing import ARTICLE, CARD, DARK, Drawing, size_px, webp, without_path
from .fragment import caption, fragment

SCHEMA = "plumbline.bundle/1"
PLAIN, SHARP = "figure.png", "figure@2x.png"
_PICTURES = 5  # drawn one after the other
_PAGE = 12  # steps that the interactive page counts for
_PEOPLE = 6  # and sampled people
Progress = Callable[[int, int], None]


class BundleError(SpineError):
    """An address that no picture can have."""


def bundle(
    scenario: Scenario | Mapping[str, Any] | str | Path | None = None,
    language: str = ENGLISH,
    brand: str | Path | None = None,
    preset: str = ARTICLE,
    address: str = "",
    progress: Progress | None = None,
    uncertainty: bool = False,
) -> dict[str, bytes]:
    """Every file of a bundle, by name; ``sim.files.write`` puts them into a folder, all or none.

    Args:
        scenario: a ``Scenario``, its words as a table, or the path of its file.
        language: of pictures, fragment, page and how-to; the texts to copy come in all.
        brand: file of colours and logo.
        preset: of figure.png and its kin.
        address: of the folder on the web where the pictures will be, such as
            ``https://clinic.example/wp-content/uploads/2026/11/``; without it the fragment names them alone.
        progress: told how many of how many steps are done.
        uncertainty: whether pictures, words and tables tell where 90 % of sampled people like this one are; the
            interactive page shows one person all the same.

    Returns:
        File name to bytes, the same for the same arguments.

    Raises:
        SpineError: the scenario, the language, the brand, the preset or the address is wrong; or nobody can stand so.
    """
    import sim
    from sim.scenario import build

    asked = build(scenario)
    plain = Drawing(preset, language=known(language), brand=None if brand is None else Path(brand))
    pictured = whole_address(address)
    tell = progress or (lambda done, total: None)
    found = sim.simulate(scenario=asked)
    first = 1 + _PEOPLE * uncertainty
    steps = first + _PICTURES + _PAGE
    if uncertainty:
        found = found.with_uncertainty(progress=lambda done, total: tell(int(_PEOPLE * done / total), steps))
    result, person_file = without_path(found)
    plain = replace(plain, person_file=person_file)
    tell(first, steps)
    contents = _pictures(result, plain, lambda done: tell(first + done, steps))
    size = size_px(contents[PLAIN])

    def page_told(done: int, total: int) -> None:
        tell(first + _PICTURES + int(_PAGE * done / max(total, 1)), steps)

    from . import page

    pasted = fragment(result, language, *size, pictured, parameters.credit(language))
    contents["fragment.html"] = pasted.encode()
    contents["interactive.html"] = page.interactive(asked, language, page_told).encode()
    contents |= {f"texts.{code}.txt": words(result, code).encode() for code in LANGUAGES}
    contents["figure.csv"] = result.to_csv().encode()
    contents["figure.json"] = document(result, asked.person, plain).encode()
    contents["how-to.html"] = howto.page(result, language, contents, pasted, pictured, size).encode()
    tell(steps, steps)
    return contents


def _pictures(result: Result, plain: Drawing, told: Callable[[int], None]) -> dict[str, bytes]:
    """The pictures, PNG, WebP and SVG."""
    drawings = {
        PLAIN: plain,
        SHARP: replace(plain, scale=2.0),
        "figure-dark.png": replace(plain, theme=DARK),
        "figure-card.png": replace(plain, preset=CARD),
    }
    made = {}
    for done, (name, one) in enumerate(drawings.items(), 1):
        made[name] = one.png(result)
        told(done)
    made["figure.webp"] = webp(made[PLAIN])
    made["figure.svg"] = plain.svg(result)
    told(_PICTURES)
    return made


def whole_address(folder: str) -> str:
    """Where the picture of the fragment will be.

    Raises:
        BundleError: the folder is not an address on the web.
    """
    if not folder:
        return PLAIN
    known_start = folder.startswith(("https://", "http://", "/"))
    if not known_start or any(letter.isspace() or letter in "\"'<>" for letter in folder):
        raise BundleError(f"address {folder[:60]!r} is not one on the web; write https://... up to the folder's name")
    return f"{folder.rstrip('/')}/{PLAIN}"


def words(result: Result, language: str) -> str:
    """Title, alternative text, caption and long description of one language, to copy."""
    from . import texts

    alt = texts.alt(result, language)
    parts = {
        say("publish.title", language): texts.title(result, language),
        say("publish.alt", language, number=len(alt)): alt,
        say("publish.caption", language): caption(result, language, parameters.credit(language)),
        say("publish.long", language): texts.long_description(result, language).strip(),
    }
    draft = say("publish.draft", language)
    head = f"{draft}\n\n" if draft else ""
    return head + "\n\n".join(f"[{name}]\n{text}" for name, text in parts.items()) + "\n"


def document(result: Result, person: object, plain: Drawing) -> str:
    """figure.json: the result and all that it rests on.

    Args:
        result: with no path in its scenario.
        person: the word of the scenario as it was given: a name, a path or a table.
        plain: how figure.png is drawn.
    """
    from sim import data

    from . import texts

    numbers = parameters.parameters(person)
    said = {
        code: {
            "draft": bool(say("publish.draft", code)),
            "title": texts.title(result, code),
            "alt": texts.alt(result, code),
            "caption": texts.caption(result, code),
            "long_description": texts.long_description(result, code),
            "warnings": list(texts.warnings(result, code)),
            "table": vars(texts.table(result, code)),
        }
        for code in LANGUAGES
    }
    about = {
        "schema": SCHEMA,
        "software": report.software(),
        "licence": parameters.LICENCE,
        "citation": parameters.citation(),
        "drawing": plain.to_dict(),
        "scenario": result.scenario.to_dict(),
        "uncertainty": {name: result.uncertainty[name] for name in ("people", "seed") if result.uncertainty},
        "texts": said,
        "result": result.to_dict(),
        "measures": result.person.measures,
        "parameters": numbers,
        "references": parameters.references(numbers),
    }
    return data.json_text(data.plain(about))
