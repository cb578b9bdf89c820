"""What figures, captions and pages say, in every language they speak: one folder of TOML files a language.

``say("figure.line_of_sight", "ms")`` looks up the key ``line_of_sight`` of the table ``figure``, which is the file
``figure.toml`` in the folder ``ms``. Words between braces are filled in by name. A new language is a new folder; its
``language.toml`` has its own name and how it puts phrases together.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from models.errors import SpineError, nearest

ENGLISH, CHINESE = "en", "zh"
_FOLDER = Path(__file__).parent
_ABOUT = "language.toml"


def _names() -> dict[str, str]:
    """Code (BCP 47) and own name of every folder, English first."""
    found = {path.parent.name: str(_read(path)["name"]) for path in sorted(_FOLDER.glob(f"*/{_ABOUT}"))}
    return {ENGLISH: found.pop(ENGLISH), **found}


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


LANGUAGES = _names()
_IN_ENGLISH = {  # other names under which these are asked for
    "malay": "ms",
    "melayu": "ms",
    "bm": "ms",
    "my": "ms",
    "chinese": "zh",
    "mandarin": "zh",
    "cn": "zh",
    "zh-cn": "zh",
}


class LanguageError(SpineError):
    """A language that is not spoken here."""


def known(language: str) -> str:
    """The language, if it is spoken here.

    Raises:
        LanguageError: it is not; the line names those that are.
    """
    if language in LANGUAGES:
        return language
    named = {name.casefold(): code for code, name in LANGUAGES.items()}
    meant = named.get(language.casefold()) or _IN_ENGLISH.get(language.casefold())
    hint = f"; did you mean '{meant}'?" if meant else nearest(language, LANGUAGES)
    raise LanguageError(f"language {language!r:.60} is not known{hint}")


@cache
def phrases(language: str) -> dict[str, str]:
    """Every phrase of a language: key with its table to text.

    Raises:
        LanguageError: as ``known``.
    """
    found: dict[str, str] = {}
    for path in sorted((_FOLDER / known(language)).glob("*.toml")):
        _flatten(path.stem, _read(path), found)
    return found


def _flatten(prefix: str, table: dict[str, Any], found: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _flatten(f"{prefix}.{key}", value, found)
        else:
            found[f"{prefix}.{key}"] = str(value)


def phrase(key: str, otherwise: str, language: str = ENGLISH) -> str:
    """A phrase without braces, or what stands for it where no language has one, such as a person's own name."""
    return phrases(language).get(key, otherwise)


def say(key: str, language: str = ENGLISH, **values: object) -> str:
    """A phrase in a language, its braces filled in.

    Args:
        key: table and name, such as ``figure.before``.
        language: one of ``LANGUAGES``.
        values: what stands between braces.
    """
    return phrases(language)[key].format(**values)


def joined(things: Iterable[str], language: str = ENGLISH, clauses: bool = False) -> str:
    """A list as a language writes it: ``a, b and c``.

    Args:
        things: at least one.
        language: one of ``LANGUAGES``.
        clauses: whether each says that something is done or found, rather than names a thing.
    """
    *first, last = things
    if not first:
        return last
    kind = "clause_" if clauses else ""
    return say(f"language.{kind}comma", language).join(first) + say(f"language.{kind}and", language) + last


def listed(things: Iterable[str], language: str = ENGLISH) -> str:
    """A plain list, without a last joint: ``a, b, c``."""
    return say("language.comma", language).join(things)


def apart(parts: Iterable[str], language: str = ENGLISH) -> str:
    """Phrases kept apart by semicolons."""
    return say("language.semicolon", language).join(parts)


def sentences(texts: Iterable[str], language: str = ENGLISH) -> str:
    """Phrases as sentences, each beginning large and ending as the language ends them."""
    made = [say("language.sentence", language, text=capital(text)) for text in texts]
    return say("language.space", language).join(made)


def capital(text: str) -> str:
    """With its first letter large, where the script has such letters."""
    return text[:1].upper() + text[1:]
