"""Tables as files: the same columns as CSV, JSON and Parquet, the same bytes for the same numbers."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .quantities import StudyError

Columns = Mapping[str, Sequence[Any] | np.ndarray]


def plain(value: Any) -> Any:
    """A word, a number or a truth as Python's own; None for what there is not."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value + 0.0 if math.isfinite(value) else None
    return value


def rows(columns: Columns) -> list[dict[str, Any]]:
    """One record an item; None for what there is not."""
    return [dict(zip(columns, map(plain, row), strict=True)) for row in zip(*columns.values(), strict=True)]


def csv_bytes(columns: Columns) -> bytes:
    """RFC 4180; empty where there is no number."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in zip(*columns.values(), strict=True):
        writer.writerow(["" if (value := plain(cell)) is None else value for cell in row])
    return text.getvalue().encode()


def has_parquet() -> bool:
    """Whether Parquet can be written and read."""
    from importlib.util import find_spec

    return find_spec("pyarrow") is not None


def parquet() -> Any:
    """The module that reads and writes Parquet.

    Raises:
        StudyError: it is not installed; the line says how to get it.
    """
    try:
        import pyarrow.parquet
    except ImportError:
        raise StudyError("Parquet needs pyarrow: pip install 'plumbline[parquet]'; or take CSV") from None
    return pyarrow.parquet


def parquet_bytes(columns: Columns) -> bytes:
    """Parquet without dates: the same bytes for the same numbers, with one version of pyarrow.

    Raises:
        StudyError: pyarrow is not installed.
    """
    writer = parquet()
    import pyarrow

    table = pyarrow.table({name: pyarrow.array(_known(cells), from_pandas=True) for name, cells in columns.items()})
    out = io.BytesIO()
    writer.write_table(table, out, compression="zstd")
    return out.getvalue()


def _known(cells: Sequence[Any] | np.ndarray) -> Any:
    """Cells of one kind, as Parquet has them: words, where numbers, truths and words stand in one column."""
    if isinstance(cells, np.ndarray):
        return cells
    known = [plain(cell) for cell in cells]
    kinds = {float if isinstance(cell, int) and not isinstance(cell, bool) else type(cell) for cell in known}
    return known if len(kinds - {type(None)}) < 2 else [None if cell is None else str(cell) for cell in known]


def read_columns(path: Path, names: Sequence[str], count: int) -> dict[str, np.ndarray]:
    """Some columns of a file as numbers (count,); NaN where there is none.

    Args:
        path: a file that was written here.
        names: of the columns.
        count: of its rows.

    Raises:
        StudyError: the file cannot be read, or is not as it was written.
    """
    try:
        found = _read(path, names)
    except OSError as error:
        raise StudyError(f"cannot read {path}: {error.strerror or error}") from None
    except (ValueError, LookupError, StopIteration, csv.Error):
        found = {}
    if any(len(found.get(name, ())) != count for name in names):
        raise StudyError(f"{path} is not as it was written; take it away and type the same line again")
    return found


def _read(path: Path, names: Sequence[str]) -> dict[str, np.ndarray]:
    if path.suffix == ".parquet":
        table = parquet().read_table(path, columns=list(names))
        return {name: table.column(name).to_numpy(zero_copy_only=False).astype(float) for name in names}
    with path.open(newline="", encoding="utf-8") as text:
        lines = csv.reader(text)
        head = next(lines)
        places = [head.index(name) for name in names]
        cells = [[row[place] for place in places] for row in lines]
    return {name: np.array([_number(row[k]) for row in cells]) for k, name in enumerate(names)}


_SAID = {"": math.nan, "True": 1.0, "False": 0.0}


def _number(cell: str) -> float:
    return _SAID[cell] if cell in _SAID else float(cell)
