"""A look from the words of a user: ``theme="dark"``."""

from __future__ import annotations

from sim import language as languages
from sim.words import choice

from .style import THEMES, Look


def look(theme: str = "light", language: str = languages.ENGLISH) -> Look:
    """Colours and language by name.

    Args:
        theme: ``"light"`` or ``"dark"``.
        language: one of ``sim.language.LANGUAGES``.

    Raises:
        ScenarioError: no such theme; the line names the nearest. LanguageError: no such language.
    """
    return Look(THEMES[choice(theme, THEMES, "theme")], languages.known(language))
