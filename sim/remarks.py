"""What a reader must know before believing the numbers: a sentence in English that can be said in every language."""

from __future__ import annotations

from typing import Any

from .language import ENGLISH, listed, say


class Remark(str):
    """A sentence in English, a plain text like any other, that knows how to say itself in another language.

    Attributes:
        key: of the table ``caption.warning``.
        values: what stands between its braces; a tuple is written as a list.
    """

    __slots__ = ("key", "values")
    key: str
    values: dict[str, Any]

    def __new__(cls, key: str, **values: str | tuple[str, ...]) -> Remark:
        """See the attributes; every value is ready written."""
        made = super().__new__(cls, _said(key, values, ENGLISH))
        made.key, made.values = key, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.key,), self.values

    def spoken(self, language: str) -> str:
        """The sentence in a language."""
        return _said(self.key, self.values, language)


def _said(key: str, values: dict[str, Any], language: str) -> str:
    written = {name: listed(value, language) if isinstance(value, tuple) else value for name, value in values.items()}
    return say(f"caption.warning.{key}", language, **written)


def spoken(warning: str, language: str = ENGLISH) -> str:
    """A warning in a language; one that was only ever written in English stays so."""
    return warning.spoken(language) if isinstance(warning, Remark) else str(warning)
