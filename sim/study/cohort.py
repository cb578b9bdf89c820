"""A cohort: the same request asked of many sampled people, chunk by chunk into files that are each whole or not there.

What a chunk holds depends on the request and its own number alone: not on which chunks were there before, nor on the
number of threads. So a run that was killed goes on where it was, and ends with the same bytes as one that was not;
``chunk_bytes`` may as well run on another machine (``sim.study.cluster``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

import models
from models.errors import nearest
from models.files import FOLDER
from models.measures import LIMITS
from models.person import JOINTS

from .. import __version__, files, kernels, pipeline
from ..data import json_text
from ..many import in_turn, processors, simulate_many
from ..scenario import build
from . import population, quantities, summary, tables
from .folder import alone, begin, missing
from .quantities import CHANGE, StudyError

if TYPE_CHECKING:
    from ..figures.charts.bands import BandsArtists

SCHEMA = "plumbline.cohort/1"
CHUNK = 1000
MOST = 1_000_000_000
SUMMARY, FIGURE = "summary.json", "cohort.png"
BY_JOINT = ("compression_N", CHANGE, "shear_anterior_N", "change_flexion_deg")
OF_BODY = (*quantities.ALIGNMENT, "margin_Nm_per_rad")
NUMBERS = (  # columns of its files that hold some
    *("number", *(f"drawn_{name}" for name in LIMITS), "drawn_again", "found", "beyond_muscles"),
    *(*OF_BODY, *(f"{what}:{joint}" for what in BY_JOINT for joint in JOINTS)),
)


class Request(msgspec.Struct, frozen=True):
    """All that decides what a cohort's files hold.

    Attributes:
        people: how many. seed: of the draws. chunk: people a file. kind: ``parquet`` or ``csv``.
        scenario: words. given: measures that are not drawn.
        gains: of the model. models: digest of its files. software: version. arithmetic: ``kernels`` or ``numpy``,
            which agree to rounding and not to the last digit; with what writes Parquet.
    """

    people: int
    seed: int
    chunk: int
    kind: str
    scenario: dict[str, Any]
    given: dict[str, Any]
    gains: dict[str, Any]
    models: str
    software: str
    arithmetic: str

    @property
    def fingerprint(self) -> str:
        """Digest of all of it."""
        return hashlib.sha256(json.dumps(msgspec.to_builtins(self), sort_keys=True).encode()).hexdigest()[:32]

    @property
    def chunks(self) -> int:
        """How many files."""
        return -(-self.people // self.chunk)

    def named(self) -> dict[str, Any]:
        """What both manifest and summary begin with."""
        return {"schema": SCHEMA, "fingerprint": self.fingerprint, "request": msgspec.to_builtins(self)}

    def size(self, chunk: int) -> int:
        """How many people a chunk has."""
        return min(self.chunk, self.people - chunk * self.chunk)

    def file(self, chunk: int) -> str:
        """Name of the file of a chunk."""
        return f"people-{chunk:06d}.{self.kind}"


@dataclass(frozen=True, eq=False)
class Cohort:
    """What ``sim.cohort`` answers; the people themselves are in the files of ``folder``.

    Attributes:
        folder: where. request: what was asked.
        summary: numbers, percentiles by level and by measure, means and spreads of what was drawn.
    """

    folder: Path
    request: Request
    summary: Mapping[str, Any] = field(repr=False)

    def files(self) -> list[Path]:
        """The files of the people, in order."""
        return [self.folder / self.request.file(k) for k in range(self.request.chunks)]

    def column(self, name: str) -> quantities.Array:
        """(people,) one column of all files, such as ``compression_N:L4-L5`` or ``drawn_mass_kg``; NaN for none.

        Raises:
            StudyError: there is no such column, with the nearest; or a file is not as it was written.
        """
        if name not in NUMBERS:
            raise StudyError(f"the files have no numbers called '{name}'{nearest(name, NUMBERS)}")
        sizes = map(self.request.size, range(self.request.chunks))
        read = zip(self.files(), sizes, strict=True)
        return np.concatenate([tables.read_columns(path, [name], size)[name] for path, size in read])

    def to_json(self) -> str:
        """The summary as JSON text."""
        return json_text(self.summary)

    def table(self) -> str:
        """Percentiles of the lumbar joints, at most 80 columns wide."""
        return summary.table(self.summary)

    def plot(self, theme: str = "light") -> BandsArtists:
        """Percentile bands of compression, and of its change, by level."""
        from ..figures.charts.bands import draw_bands
        from ..figures.looks import look

        return draw_bands(self.summary, look=look(theme))


def cohort(
    people: int = 1000,
    seed: int = 0,
    scenario: Any = None,
    folder: str | Path = "out",
    *,
    given: Mapping[str, Any] | None = None,
    chunk: int = CHUNK,
    parquet: bool | None = None,
    figure: bool = True,
    theme: str = "light",
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    scheduler: str | None = None,
) -> Cohort:
    """The same request asked of people drawn from the models' spreads; goes on where a run before was stopped.

    Args:
        people: how many.
        seed: of the draws: person k of a seed is the same in any cohort.
        scenario: a scenario, its words or the path of its file; whose person it names is not minded.
        folder: where the files go; one cohort in one folder.
        given: measures all of them share: ``{"sex": "female", "age": 70}``; what depends on them follows.
        chunk: people in one file, and in memory at a time.
        parquet: whether files are Parquet; by default where pyarrow is installed, else CSV.
        figure, theme: whether to draw ``cohort.png``, and on light or dark paper.
        workers: threads; by default one for each processor.
        progress: called with the number of people done and of all.
        scheduler: address of a Dask scheduler whose workers compute (``tcp://name:8786``); files come out the same.

    Raises:
        StudyError: the folder holds another cohort, a number is no number of people, or the cluster is none that can
            compute this. ScenarioError: the scenario is wrong. OutputError: the folder cannot be written.
    """
    asked = request(people, seed, scenario, given=given, chunk=chunk, parquet=parquet)
    if scheduler is not None:
        from . import cluster

        cluster.check(scheduler)
    where = Path(folder)
    with alone(where):
        begin(where, asked)
        left = missing(where, asked)
        done = asked.people - sum(asked.size(number) for number in left)
        with closing(_made(asked, left, workers, scheduler)) as made:
            for number, data in made:
                files.write(where, {asked.file(number): data})
                done += asked.size(number)
                if progress is not None:
                    progress(done, asked.people)
        return finish(where, asked, figure, theme)


def _made(
    asked: Request, numbers: Sequence[int], workers: int | None, scheduler: str | None
) -> Generator[tuple[int, bytes]]:
    """Chunks with their numbers: computed here in order, or by a cluster in any."""
    if scheduler is not None:
        from . import cluster

        return cluster.chunks(scheduler, asked, numbers)
    return _computed(asked, numbers, workers or processors())


def _computed(asked: Request, numbers: Sequence[int], threads: int) -> Generator[tuple[int, bytes]]:
    """Chunk after chunk, as many at a time as there are threads: drawing and writing are then no bottleneck."""
    together = max(1, min(threads, len(numbers)))
    with kernels.in_batch(asked.people), pipeline.on_one_thread():
        chunks = in_turn(lambda number: chunk_bytes(asked, number, threads // together), numbers, together)
        yield from zip(numbers, chunks, strict=True)


def request(
    people: int,
    seed: int,
    scenario: Any = None,
    *,
    given: Mapping[str, Any] | None = None,
    chunk: int = CHUNK,
    parquet: bool | None = None,
) -> Request:
    """What is asked, checked; arguments as those of ``cohort``."""
    people, seed = quantities.whole(people, "people", 1, MOST), quantities.whole(seed, "seed", 0, MOST)
    chunk = quantities.whole(chunk, "chunk", 1, MOST)
    asked = build(scenario)
    if parquet is None:
        parquet = tables.has_parquet()
    with kernels.in_batch(0):
        arithmetic = "numpy" if kernels.running() is None else "kernels"
    if parquet:
        tables.parquet()
        import pyarrow

        arithmetic += f", pyarrow {pyarrow.__version__}"
    words = {word: value for word, value in asked.to_dict().items() if word not in ("person", "title")}
    return Request(
        people=people,
        seed=seed,
        chunk=chunk,
        kind="parquet" if parquet else "csv",
        scenario=words,
        given=population.checked(given),
        gains=msgspec.to_builtins(models.load_gains()),
        models=_models(),
        software=__version__,
        arithmetic=arithmetic,
    )


def _models() -> str:
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.toml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def chunk_bytes(asked: Request, number: int, workers: int | None = None) -> bytes:
    """The file of one chunk; the same bytes whenever and wherever it is made."""
    first = number * asked.chunk
    numbers = range(first, min(first + asked.chunk, asked.people))
    who, again = population.draw_many(asked.seed, numbers, asked.given)
    answers = simulate_many(who, build(asked.scenario), workers=workers)
    columns: dict[str, Any] = {
        "number": np.array(numbers),
        **{f"drawn_{name}": [words[name] for words in who] for name in population.MEASURES},
        "drawn_again": again,
        "found": answers.converged,
        "beyond_muscles": answers.beyond_muscles,
        "reason": list(answers.reasons),
        **quantities.values(answers, OF_BODY),
    }
    for what in BY_JOINT:
        table = quantities.by_joint(answers, what)
        columns |= {f"{what}:{joint}": table[:, k] for k, joint in enumerate(JOINTS)}
    return tables.parquet_bytes(columns) if asked.kind == "parquet" else tables.csv_bytes(columns)


def finish(folder: Path, asked: Request, figure: bool = True, theme: str = "light") -> Cohort:
    """Summary and figure of a cohort whose files are all there."""
    chunks = range(asked.chunks)
    found = summary.of([folder / asked.file(k) for k in chunks], [asked.size(k) for k in chunks])
    document = {**asked.named(), "note": population.NOTE, **found}
    made = Cohort(folder, asked, document)
    contents = {SUMMARY: json_text(document).encode()}
    if figure and found["found"]:
        from ..figures.files import png

        drawn: Any = made.plot(theme).frame.axes.figure
        contents[FIGURE] = png(drawn, {"Title": "A cohort", "Description": population.NOTE})
    files.write(folder, contents)
    return made
