"""A validation run with a progress bar, and written to files: all of them or none."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from ..files import OutputError
from ..files import write as write_files
from . import page, report
from .scoring import Validation, validate

NAME = "validation"
PATIENCE_S = 2.0


def with_progress(only: Iterable[str] = ()) -> Validation:
    """``validate``, with a bar on standard error when it takes long and somebody watches."""
    from tqdm import tqdm

    with tqdm(desc="published cases", delay=PATIENCE_S, file=sys.stderr, disable=None, leave=False) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return validate(only, show)


def write(found: Validation, folder: str | Path) -> list[Path]:
    """Figure (PNG, SVG) and data (JSON, CSV) into a folder.

    Raises:
        OutputError: the folder cannot be written.
    """
    from ..figures.files import png, svg
    from ..figures.validation import draw_validation

    figure = draw_validation(found).axes.figure
    about = {"Title": "Plumbline against published cases", "Description": " ".join(report.summary(found))}
    contents = {"png": png(figure, about), "svg": svg(figure, about)}  # type: ignore[arg-type]
    contents |= {"json": report.to_json(found).encode(), "csv": report.to_csv(found).encode()}
    return write_files(Path(folder), {f"{NAME}.{kind}": data for kind, data in contents.items()})


def write_page(found: Validation, path: str | Path) -> Path:
    """The page docs/validation.md.

    Raises:
        OutputError: it is no Markdown file, or its folder cannot be written.
    """
    path = Path(path)
    if path.suffix.casefold() != ".md":
        raise OutputError(f"cannot write {path}: the page is Markdown; end its name with .md")
    return write_files(path.parent, {path.name: page.page(found).encode()})[0]
