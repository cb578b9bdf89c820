"""The errors a user can cause, and how a wrong word finds its nearest right one."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST, _TAIL = 900, 300  # letters of an error, and those kept of its end, where the mend stands
_LISTED = 20  # choices that one line names: all postures


class SpineError(Exception):
    """Anything Plumbline refuses or cannot do; its text is one line, written for the user.

    Whatever a name or value that it quotes may hold: line ends become spaces, letters that steer a terminal are written
    out, and the middle of what is longer than a user reads is left out.
    """

    def __init__(self, said: str = "") -> None:
        line = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in " ".join(said.split()))
        super().__init__(line if len(line) <= LONGEST else f"{line[: LONGEST - _TAIL]} ... {line[-_TAIL:]}")


class ModelError(SpineError):
    """A model file, or a measure of a person, that cannot be used."""


def nearest(word: object, choices: Iterable[str]) -> str:
    """Say which of ``choices`` was probably meant by ``word``.

    Near is what is spelt alike, or the only choice of which the word is a part: ``male`` of ``adult_male``.

    Returns a clause to append to an error: ``"; did you mean 'T4'?"`` or, when nothing is near,
    ``"; known: a, b, c"``. Empty when there are no choices.
    """
    import difflib

    known = [str(choice) for choice in choices]
    if not known:
        return ""
    text = str(word)
    folded = {choice.casefold(): choice for choice in known}
    close = difflib.get_close_matches(text.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return f"; did you mean '{folded[close[0]]}'?"
    parts = [choice for choice in known if text.casefold() in re.split(r"[-_\s]", choice.casefold())]
    if text and len(parts) == 1:
        return f"; did you mean '{parts[0]}'?"
    listed = ", ".join(known[:_LISTED]) + (", ..." if len(known) > _LISTED else "")
    return f"; known: {listed}"
