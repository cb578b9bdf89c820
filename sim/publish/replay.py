"""A figure made again from the parameters inside its file, and whether its bytes are the same.

What is read may come from anywhere. Files are read up to a size; a PNG only where every chunk is whole, and of it only
our own plain words, never what is packed; an SVG by a parser that refuses document types with content of their own
(entities) and nesting beyond what a figure has; the words inside as JSON of bounded length and depth.
"""

from __future__ import annotations

import json
import struct
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from models.errors import SpineError
from sim import __version__

from .drawing import Drawing, from_words

if TYPE_CHECKING:
    from sim.result import Result

KEY = "plumbline"  # as sim.figures.files writes it
LARGEST_FILE = 64_000_000  # bytes
LONGEST_WORDS = 1_000_000  # characters of the parameters inside a picture
DEEPEST = 64  # levels of an SVG or of the words inside
_PNG = b"\x89PNG\r\n\x1a\n"
_SOURCE = "http://purl.org/dc/elements/1.1/ source"
DOCUMENTS = ("plumbline.bundle/1", "plumbline.result/1")


class ReplayError(SpineError):
    """A file that no figure can be made from again."""


@dataclass(frozen=True)
class Replay:
    """What ``replay`` answers.

    Attributes:
        name: of the file made again: the picture's own, or ``figure.png`` from a document.
        data: its bytes.
        result: computed anew.
        drawing: how it is drawn.
        version: of the Plumbline that made the original.
        brand_changed: whether the file of the brand is another than then.
        identical: whether the bytes are those of the original; None where it is no picture.
    """

    name: str
    data: bytes
    result: Result
    drawing: Drawing
    version: str
    brand_changed: bool
    identical: bool | None

    @property
    def same_version(self) -> bool:
        """Whether this Plumbline made the original."""
        return self.version == __version__


def replay(path: str | Path, brand: str | Path | None = None) -> Replay:
    """Make a figure again from its file.

    Args:
        path: PNG or SVG by Plumbline, or a ``figure.json`` or ``result.json``.
        brand: the file of the brand that the figure wears, if it does.

    Raises:
        ReplayError: the file cannot be read, is damaged, or holds no parameters.
        SpineError: the parameters are none that this Plumbline knows.
    """
    path = Path(path)
    data = _read(path)
    inside = _inside(data, path)
    version = inside.get("version")
    scenario = inside.get("scenario")
    if not isinstance(version, str) or not version.isprintable() or not isinstance(scenario, dict):
        raise ReplayError(f"{path.name} holds no scenario; only figures written by Plumbline do")
    words = inside.get("drawing")
    if not isinstance(words, dict):
        raise ReplayError(
            f"{path.name} does not say how it was drawn; figures of a run, of publish and of the gallery do"
        )
    try:
        drawing = from_words(words, None if brand is None else Path(brand))
        result = _computed(scenario, drawing.person_file, _people(inside.get("uncertainty"), path))
    except SpineError as error:
        raise ReplayError(f"{path.name}: {error}") from None
    picture = data.startswith(_PNG) or data.lstrip()[:1] == b"<"
    made = drawing.svg(result) if picture and not data.startswith(_PNG) else drawing.png(result)
    name = path.name if picture else "figure.png"
    changed = drawing.to_dict()["brand"] != words.get("brand")
    return Replay(name, made, result, drawing, version[:20], changed, made == data if picture else None)


def read_inside(path: str | Path) -> dict[str, Any]:
    """What a figure's file, or its JSON, says of itself: version, scenario and, where it does, the drawing.

    Raises:
        ReplayError: the file cannot be read, is damaged, or holds no parameters.
    """
    path = Path(path)
    return _inside(_read(path), path)


def _read(path: Path) -> bytes:
    """The bytes of a file that is not larger than a figure can be."""
    try:
        if not path.is_file():
            raise ReplayError(f"{path} is not a file; give a figure by Plumbline, PNG or SVG, or its JSON")
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise ReplayError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > LARGEST_FILE:
        raise ReplayError(f"{path.name} is larger than {LARGEST_FILE // 1_000_000} MB, which no figure is")
    return data


def _inside(data: bytes, path: Path) -> dict[str, Any]:
    """The words inside a picture or a document: version, scenario and drawing."""
    if data.startswith(_PNG):
        text = _from_png(data, path)
    elif data.lstrip()[:1] == b"{" or path.suffix.casefold() == ".json":
        return _from_document(data, path)
    else:
        text = _from_svg(data, path)
    if len(text) > LONGEST_WORDS:
        raise ReplayError(f"the parameters inside {path.name} are longer than any scenario")
    return _json(text, path)


def _json(text: str | bytes, path: Path) -> dict[str, Any]:
    try:
        found = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise ReplayError(f"the parameters inside {path.name} are damaged") from None
    if not isinstance(found, dict) or _depth(found) > DEEPEST:
        raise ReplayError(f"the parameters inside {path.name} are none that Plumbline writes")
    return found


def _refuse_constant(word: str) -> None:
    raise ValueError(word)


def _depth(value: object) -> int:
    """How many levels of tables and lists stand in one another; counting ends beyond what is allowed."""
    level, here = 0, [value]
    while here and level <= DEEPEST:
        inner = [item.values() if isinstance(item, dict) else item for item in here if isinstance(item, (dict, list))]
        here = [part for items in inner for part in items]
        level += 1
    return level


def _from_document(data: bytes, path: Path) -> dict[str, Any]:
    found = _json(data, path)
    software = found.get("software")
    if found.get("schema") not in DOCUMENTS or not isinstance(software, Mapping):
        raise ReplayError(f"{path.name} is no figure.json or result.json by Plumbline")
    return {"drawing": {}, **found, "version": software.get("version")}  # a result says nothing of pictures


def _from_png(data: bytes, path: Path) -> str:
    """The one text chunk of our key, where every chunk is whole (PNG specification, 5.3 and 11.3.3)."""
    at, found, ended = len(_PNG), [], False
    while at < len(data) and not ended:
        if at + 12 > len(data):
            raise ReplayError(f"{path.name} is cut off or damaged")
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        end = at + 12 + length
        whole = end <= len(data) and zlib.crc32(memoryview(data)[at + 4 : end - 4]) == int.from_bytes(
            data[end - 4 : end], "big"
        )
        if not whole:
            raise ReplayError(f"{path.name} is cut off or damaged")
        key, _, text = data[at + 8 : end - 4].partition(b"\0") if kind == b"tEXt" else (b"", b"", b"")
        if key == KEY.encode():
            found.append(text.decode("latin-1"))
        ended = kind == b"IEND"
        at = end
    if not ended or at != len(data):
        raise ReplayError(f"{path.name} is cut off or damaged")
    if len(found) != 1:
        many = "holds no" if not found else "holds more than one set of"
        raise ReplayError(
            f"{path.name} {many} parameters; an editor may have rewritten it: give the file as written, or its JSON"
        )
    return found[0]


def _from_svg(data: bytes, path: Path) -> str:
    """The text of the source in its metadata."""
    reader = expat.ParserCreate(namespace_separator=" ")
    level, said, collecting = 0, [], False

    def doctype(_name: str, _system: str | None, _public: str | None, has_content: int) -> None:
        if has_content:
            raise ReplayError(f"{path.name} declares entities, which no figure does")

    def start(name: str, _attributes: object) -> None:
        nonlocal level, collecting
        level += 1
        if level > DEEPEST:
            raise ReplayError(f"{path.name} is nested deeper than any figure")
        if name == _SOURCE:
            said.append("")
            collecting = True

    def end(_name: str) -> None:
        nonlocal level, collecting
        level -= 1
        collecting = False

    def text(words: str) -> None:
        if collecting and len(said[-1]) <= LONGEST_WORDS:
            said[-1] += words

    reader.buffer_text = True
    reader.StartDoctypeDeclHandler, reader.StartElementHandler = doctype, start
    reader.EndElementHandler, reader.CharacterDataHandler = end, text
    try:
        reader.Parse(data, True)
    except (expat.ExpatError, ValueError):
        raise ReplayError(f"{path.name} is neither a PNG nor a whole SVG; nothing can be read from it") from None
    if len(said) != 1:
        raise ReplayError(f"{path.name} holds no parameters; only figures written by Plumbline do")
    return said[0]


def _people(inside: object, path: Path) -> dict[str, Any]:
    """How many people like this one were sampled, and by which seed; empty where none were."""
    if not inside and (inside is None or isinstance(inside, Mapping)):
        return {}
    if not isinstance(inside, Mapping) or not {"people", "seed"} <= set(inside):
        raise ReplayError(f"{path.name}: the people inside are none that Plumbline samples")
    return {name: inside[name] for name in ("people", "seed")}


def _computed(
    scenario: dict[str, Any], person_file: Mapping[str, str] | None, sampled: Mapping[str, Any] | None = None
) -> Result:
    """The result of the scenario, of the person whose file travelled with it, if one did; with people like it."""
    import models
    import sim
    from sim.scenario import build
    from sim.scenario import replace as reworded

    asked = build(scenario)
    if person_file is None:
        if isinstance(asked.person, str) and asked.person not in models.people():
            raise ReplayError(f"the person {asked.person[:60]!r} does not travel inside; give the scenario itself")
        found = sim.simulate(scenario=asked)
        return found.with_uncertainty(**sampled) if sampled else found
    name = person_file["name"]
    if name != asked.person or Path(name).name != name:
        raise ReplayError("the person inside is none that Plumbline writes")
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / name
        try:
            own.write_text(person_file["text"], encoding="utf-8")
        except (OSError, ValueError):
            raise ReplayError("the person inside is none that Plumbline writes") from None
        person = models.load(own)
        words = models.measures(own) if sampled else None
    made = sim.simulate(person, asked)
    if sampled:
        from sim.study.uncertainty import about

        made = replace(made, uncertainty=about(made, **sampled, person=words))
    return replace(made, scenario=reworded(made.scenario, person=name))
