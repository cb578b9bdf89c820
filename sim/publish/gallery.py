"""A ready set of pictures: the scenarios of gallery.toml, each as slide and card with its caption; an index page."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.errors import SpineError, nearest
from sim.language import ENGLISH, say

from . import parameters
from .drawing import CARD, LIGHT, SLIDE, Drawing

SLIDE_PX, CARD_PX = (1920, 1080), (1200, 630)
CONTACT = "gallery.png"
_FOLDER = Path(__file__).parent
Progress = Callable[[int, int], None]


class GalleryError(SpineError):
    """A picture that the gallery does not have."""


@dataclass(frozen=True)
class Item:
    """One picture of the gallery.

    Attributes:
        name: of its files.
        scenario: words of a scenario; of an item with a root, those of the posture from which its task starts.
        root, lost, task: a root, the share that it lost, and what the legs then do; no root shows the posture.
    """

    name: str
    scenario: Mapping[str, Any] = field(default_factory=dict)
    root: str = ""
    lost: float = 0.0
    task: str = "stand"


@dataclass(frozen=True)
class Entry:
    """An item drawn, in one theme and language.

    Attributes:
        item: what it shows.
        title, caption, alt: its words.
        command: the command lines that make it again.
        slide, card, tile: PNG, the last for the contact sheet.
        scenario: JSON that ``run_sim.py`` reads; empty for a root, whose words are options.
    """

    item: Item
    title: str
    caption: str
    alt: str
    command: tuple[str, ...]
    slide: bytes
    card: bytes
    tile: bytes
    scenario: bytes


def items() -> dict[str, Item]:
    """Every picture of the gallery, by name."""
    tables = tomllib.loads((_FOLDER / "gallery.toml").read_text(encoding="utf-8"))
    return {name: Item(name, **table) for name, table in tables.items()}


def chosen(names: Iterable[str]) -> list[Item]:
    """The items of these names, or all where none is given.

    Raises:
        GalleryError: a name that is not there, with the nearest that is.
    """
    known = items()
    for name in names:
        if name not in known:
            raise GalleryError(f"the gallery has no {name!r}{nearest(name, known)}")
    return [known[name] for name in names or known]


def gallery(
    language: str = ENGLISH,
    theme: str = LIGHT,
    names: Iterable[str] = (),
    workers: int = 1,
    progress: Progress | None = None,
) -> dict[str, bytes]:
    """Every file of the gallery by name: pictures, scenarios, contact sheet and index page.

    Args:
        language, theme: of all pictures and the page.
        names: of items; all where none is given.
        workers: processes that draw at once; the bytes are the same for any number.
        progress: told how many of how many pictures are drawn.

    Raises:
        SpineError: an unknown language, theme or name.
    """
    from . import contact, index

    drawings = [Drawing(preset, theme, language) for preset in (SLIDE, CARD)]
    made = entries(chosen(tuple(names)), drawings[0].theme, drawings[0].language, workers, progress)
    contents: dict[str, bytes] = {}
    for entry in made:
        contents[f"{entry.item.name}.png"] = entry.slide
        contents[f"{entry.item.name}-card.png"] = entry.card
        if entry.scenario:
            contents[f"{entry.item.name}.json"] = entry.scenario
    contents[CONTACT] = contact.sheet([entry.tile for entry in made], drawings[0].look)
    contents["index.html"] = index.page(made, language).encode()
    return contents


def entries(
    wanted: list[Item], theme: str, language: str, workers: int = 1, progress: Progress | None = None
) -> list[Entry]:
    """Items drawn, in their order, by one or several processes."""
    tell = progress or (lambda done, total: None)
    tell(0, len(wanted))
    made: list[Entry] = []
    if workers < 2 or len(wanted) < 2:
        for item in wanted:
            made.append(entry(item, theme, language))
            tell(len(made), len(wanted))
        return made
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    processes = min(workers, len(wanted))
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), initializer=_let_the_parent_stop) as pool:
        waiting = [pool.submit(entry, item, theme, language) for item in wanted]
        try:
            for one in waiting:
                made.append(one.result())
                tell(len(made), len(wanted))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return made


def _let_the_parent_stop() -> None:
    """Ctrl-C reaches every process of a terminal: the first one answers it for all."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def entry(item: Item, theme: str, language: str) -> Entry:
    """One item drawn."""
    return _of_root(item, theme, language) if item.root else _of_posture(item, theme, language)


def _of_posture(item: Item, theme: str, language: str) -> Entry:
    import sim
    from sim import data
    from sim.scenario import Scenario, build

    from . import contact, texts

    title = say(f"publish.gallery.name.{item.name}", language)
    asked = build(item.scenario, title=title)
    result = sim.simulate(scenario=asked)
    usual = Scenario().to_dict()
    words = {word: value for word, value in asked.to_dict().items() if value != usual[word]}
    options = f" --theme {theme}" * (theme != LIGHT) + f" --language {language}" * (language != ENGLISH)
    slide, card = Drawing(SLIDE, theme, language), Drawing(CARD, theme, language)
    return Entry(
        item,
        title,
        texts.caption(result, language),
        texts.alt(result, language),
        (f"python run_sim.py {item.name}.json{options} --out {item.name}",),
        slide.png(result),
        card.png(result),
        contact.posture(result, title, slide.look),
        data.json_text(words).encode(),
    )


def _of_root(item: Item, theme: str, language: str) -> Entry:
    import sim
    from sim.figures.files import png

    from . import contact, rooted

    look = Drawing(SLIDE, theme, language).look
    found = sim.root_loss(sim.simulate(scenario=dict(item.scenario)), {item.root: item.lost}, "left", item.task)
    innervated = sim.innervation(item.root)
    loss = rooted.told(found, say(f"publish.gallery.name.{item.name}", language), language)
    caption = say("language.space", language).join((loss.sentence, say("caption.honesty", language)))
    about = {"Title": loss.title, "Description": caption}
    return Entry(
        item,
        loss.title,
        caption,
        say("publish.gallery.roots_alt", language, root=item.root),
        (
            f"python run_sim.py --root {item.root}={100 * item.lost:g}% --task {item.task}",
            f"python run_sim.py roots {item.root} --out {item.name}",
        ),
        png(rooted.figure(loss, innervated, SLIDE_PX, look), about),
        png(rooted.figure(loss, innervated, CARD_PX, look), about),
        contact.root(innervated, loss.title, f"{loss.share} {loss.unit}", look),
        b"",
    )


def made_with(language: str) -> str:
    """What stands at the foot of the gallery."""
    honest = say("caption.honesty", language)
    return say("publish.gallery.made", language, name=parameters.NAME, honest=honest)
