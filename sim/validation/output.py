"""A validation written to files: all of them or none."""

from __future__ import annotations

from pathlib import Path

from ..files import OutputError
from ..files import write as write_files
from . import page, report
from .scoring import Validation

NAME = "validation"


def write(found: Validation, folder: str | Path, theme: str = "light") -> list[Path]:
    """Figure (PNG, SVG) and data (JSON, CSV) into a folder.

    Raises:
        OutputError: the folder cannot be written.
    """
    from ..figures.files import png, svg
    from ..figures.looks import look
    from ..figures.validation import draw_validation

    figure = draw_validation(found, look=look(theme)).axes.figure
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
