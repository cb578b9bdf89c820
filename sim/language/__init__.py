"""What figures, captions and pages say, in every language they speak: one folder of TOML files a language.

``say("figure.line_of_sight", "ms")`` looks up the key ``line_of_sight`` of the table ``figure``, which is the file
``figure.toml`` in the folder ``ms``. Words between braces are filled in by name.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from models.errors import SpineError, nearest

ENGLISH, MALAY, CHINESE = "en", "ms", "zh"
LANGUAGES = {ENGLISH: "English", MALAY: "Bahasa Melayu", CHINESE: "中文"}  # code (BCP 47) to own name
_FOLDER = Path(__file__).parent


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
    meant = named.get(language.casefold())
    hint = f"; did you mean '{meant}'?" if meant else nearest(language, LANGUAGES)
    raise LanguageError(f"language {language!r} is not known{hint}")


@cache
def phrases(language: str) -> dict[str, str]:
    """Every phrase of a language: key with its table to text.

    Raises:
        LanguageError: as ``known``.
    """
    found: dict[str, str] = {}
    for path in sorted((_FOLDER / known(language)).glob("*.toml")):
        _flatten(path.stem, tomllib.loads(path.read_text(encoding="utf-8")), found)
    return found


def _flatten(prefix: str, table: dict[str, Any], found: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _flatten(f"{prefix}.{key}", value, found)
        else:
            found[f"{prefix}.{key}"] = str(value)


def say(key: str, language: str = ENGLISH, **values: object) -> str:
    """A phrase in a language, its braces filled in.

    Args:
        key: table and name, such as ``figure.before``.
        language: one of ``LANGUAGES``.
        values: what stands between braces.
    """
    return phrases(language)[key].format(**values)
