"""How a picture of a result is drawn, as words that travel inside its file, and the file drawn by those words."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import SpineError, nearest
from models.files import at
from sim.language import ENGLISH, known

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.figures.presets import Drawn
    from sim.figures.style import Look
    from sim.result import Result

SLIDE, ARTICLE, CARD = "slide", "article", "card"
LIGHT, DARK = "light", "dark"
SMALLEST, LARGEST = 0.25, 4.0  # of a preset's own size
LONGEST_PERSON = 200_000  # characters of a model file


class DrawingError(SpineError):
    """A preset, theme, language or size that no picture has."""


@dataclass(frozen=True)
class Drawing:
    """What is chosen about a picture beside its result; checked when made.

    Attributes:
        preset: a name of ``sim.figures.presets.PRESETS``.
        theme: ``light`` or ``dark``.
        language: a code of ``sim.language.LANGUAGES``.
        blank: whether the labels are left blank, for a quiz.
        scale: pixels per pixel of the preset, 0.25 to 4.
        brand: file of colours and logo.
        person_file: name and text of a model file of one's own, see ``without_path``; it travels inside the picture.
    """

    preset: str = SLIDE
    theme: str = LIGHT
    language: str = ENGLISH
    blank: bool = False
    scale: float = 1.0
    brand: Path | None = None
    person_file: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        from sim.figures import brand
        from sim.figures.presets import PRESETS
        from sim.figures.style import THEMES

        for what, word, choices in (("preset", self.preset, PRESETS), ("theme", self.theme, THEMES)):
            if not isinstance(word, str) or word not in choices:
                raise DrawingError(f"{what} {str(word)[:40]!r} is not known{nearest(str(word)[:40], choices)}")
        known(str(self.language)[:40])
        if self.brand is not None:
            brand.load(self.brand)  # refused now rather than after the work
        if not isinstance(self.blank, bool):
            raise DrawingError(f"blank must be true or false, not {str(self.blank)[:40]!r}")
        number = isinstance(self.scale, (int, float)) and not isinstance(self.scale, bool)
        if not number or not SMALLEST <= self.scale <= LARGEST:
            raise DrawingError(f"scale {str(self.scale)[:40]!r} is not a number from {SMALLEST:g} to {LARGEST:g}")
        own = self.person_file
        if own is not None and not (isinstance(own, dict) and sorted(own) == ["name", "text"] and _strings(own)):
            raise DrawingError("the person inside is none that Plumbline writes")

    def to_dict(self) -> dict[str, Any]:
        """Plain words and numbers; of the brand only its file's name and fingerprint."""
        words = {**asdict(self), "scale": float(self.scale)}
        words["brand"] = None if self.brand is None else {"file": self.brand.name, "sha256": fingerprint(self.brand)}
        if self.person_file is None:
            del words["person_file"]
        return words

    @property
    def look(self) -> Look:
        """Theme, language and blanks, as figures take them."""
        from sim.figures.style import THEMES, Look

        return Look(THEMES[self.theme], self.language, self.blank)

    def figure(self, result: Result) -> Figure:
        """The result drawn so."""
        return self.drawn(result).figure

    def drawn(self, result: Result) -> Drawn:
        """The result drawn so, with its artists: ``update`` shows another result in them."""
        from sim.figures import brand, presets

        worn = None if self.brand is None else brand.load(self.brand)
        return presets.draw(result, self.preset, self.look, worn, self.scale)

    def png(self, result: Result) -> bytes:
        """The picture as PNG, its words and parameters inside."""
        from sim.figures import files

        return files.png(self.figure(result), self.about(result))

    def svg(self, result: Result) -> bytes:
        """The picture as SVG, with title and description for screen readers, its parameters inside."""
        from sim.figures import files

        return files.svg(self.figure(result), self.about(result))

    def about(self, result: Result) -> dict[str, str]:
        """What the file says about itself, in the language of the picture."""
        from sim.figures.files import metadata

        from . import texts

        shared, person_file = (result, self.person_file) if self.person_file else without_path(result)
        inside = replace(self, person_file=person_file).to_dict()
        told = {"Title": texts.title(result, self.language), "Description": texts.caption(result, self.language)}
        return {**metadata(shared, inside), **told}


def _strings(words: Mapping[str, Any]) -> bool:
    return all(isinstance(word, str) for word in words.values())


def from_words(words: Mapping[str, Any], brand: Path | None = None) -> Drawing:
    """The drawing that ``Drawing.to_dict`` described.

    Args:
        words: as ``Drawing.to_dict`` gives them.
        brand: file of the brand, which does not travel inside a picture.

    Raises:
        DrawingError: an unknown word, a brand that is not given, or one where none is worn.
    """
    for word in words:
        if word not in Drawing.__dataclass_fields__:
            raise DrawingError(f"the picture's {word[:40]!r} is not known here; a newer Plumbline may have drawn it")
    worn = words.get("brand")
    if worn and brand is None:
        name = worn.get("file") if isinstance(worn, Mapping) else worn
        named = f"{str(name)[:60]!r}"
        raise DrawingError(f"the picture wears a brand, which does not travel inside it; give --brand with {named}")
    if brand is not None and not worn:
        raise DrawingError("the picture wears no brand; leave --brand out")
    return Drawing(**{**words, "brand": brand})


def fingerprint(path: Path) -> str:
    """SHA-256 of a brand: its words, its colours and the pixels of its logos, wherever its file lies.

    Raises:
        SpineError: it is no brand.
    """
    from sim.figures import brand

    mark = hashlib.sha256()
    for key, value in sorted(vars(brand.load(path)).items()):
        shape = getattr(value, "shape", None)
        mark.update(f"{key}={shape or value!r}".encode())
        if shape:
            mark.update(value.tobytes())
    return mark.hexdigest()


def without_path(result: Result) -> tuple[Result, dict[str, str] | None]:
    """The result with no path of this machine in its scenario, and the model file that the path led to.

    Raises:
        DrawingError: the file is too long to travel inside a picture.
    """
    import models
    from sim.scenario import replace as reworded

    person = result.scenario.person
    if not isinstance(person, str) or person in models.people() or not at(person).is_file():
        return result, None
    path = at(person)
    text = path.read_text(encoding="utf-8-sig")
    if len(text) > LONGEST_PERSON:
        raise DrawingError(f"{path.name} is too long to travel inside a picture; leave its comments out")
    return replace(result, scenario=reworded(result.scenario, person=path.name)), {"name": path.name, "text": text}


def webp(picture: bytes) -> bytes:
    """The pixels of a PNG as WebP without loss; it carries no parameters."""
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").save(out, "WEBP", lossless=True, quality=70, method=4)
    return out.getvalue()


def size_px(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG [px]."""
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image:
        return image.size
