"""Reading model files: TOML in, typed and checked values out, and one line for each mistake."""

from __future__ import annotations

import errno
import math
import re
import stat
import tomllib
import typing
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import msgspec

from models.errors import ModelError, nearest

FOLDER = Path(__file__).parent
LARGEST = 2_000_000  # bytes of a file that somebody wrote
_converting = Lock()  # msgspec works out a structure when it meets it first, and breaks where two threads do at once
T = TypeVar("T")
_MANY_DOTS = re.compile(r"""(?:[\w"'-][ \t]*\.[ \t]*){40}""")


def at(written: str) -> Path:
    """A path as people write it, ~ for a home; as it stands where nobody has that home."""
    try:
        return Path(written).expanduser()
    except RuntimeError:
        return Path(written)


def exists(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def content(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a plain file: neither a pipe that nobody ends nor a device, and not larger than people write.

    Raises:
        OSError: it is not there, not a plain file, too large, or cannot be read; ``strerror`` says which.
    """
    try:
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "it is not a file")
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except ValueError:
        raise OSError(errno.EINVAL, "no file has such a name") from None
    if len(data) > largest:
        raise OSError(errno.EFBIG, f"it is larger than {largest / 1e6:g} MB")
    return data


def tables(data: bytes) -> dict:
    """The tables of a TOML document, a byte mark before it or not.

    Raises:
        UnicodeDecodeError: it is not text in UTF-8. ValueError: it is not TOML; one line says where.
    """
    text = data.decode("utf-8-sig")
    if _MANY_DOTS.search(text):  # the parser's time and memory grow with the square of them
        raise ValueError("nested too deeply")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ValueError as error:  # also of a number with thousands of digits
        raise ValueError(_one_line(error)) from None


def read(path: Path) -> dict:
    """The tables of a TOML file, as plain dictionaries (shared: do not change them).

    Kept in memory until the file changes on disk.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError:
        raise ModelError(f"{str(path)!r}: not a file name") from None
    if not stat.S_ISREG(found.st_mode):
        raise ModelError(f"{path}: is not a file; a model is one TOML file")
    return _parse(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=64)
def _parse(path: Path, _mtime_ns: int, _size: int) -> dict:
    try:
        return tables(content(path))
    except UnicodeDecodeError:
        raise ModelError(f"{path}: is not a text file; a model is one TOML file") from None
    except ValueError as error:
        raise ModelError(f"{path}: is not valid TOML: {error}") from None
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror})") from None


def convert(tables: object, kind: type[T], name: str, under: str = "") -> T:
    """Check ``tables`` against a structure such as those of `models.schema` and return it typed.

    Args:
        tables: plain dictionaries, as read from TOML.
        kind: the structure expected.
        name: file name for the error text.
        under: the table of that file in which ``tables`` stand.

    Raises:
        ModelError: unknown or missing key, wrong type, or a number that is not finite.
    """
    try:
        with _converting:
            value = msgspec.convert(tables, kind)
    except msgspec.ValidationError as error:
        raise ModelError(f"{name}: {_explain(str(error), kind, under)}") from None
    _refuse_not_finite(tables, name, under)
    return value


_shared: dict[tuple[Path, type], tuple[dict, Any]] = {}


def shared(name: str, kind: type[T]) -> T:
    """A file that all people share, checked and typed; the same value again until the file changes on disk.

    Raises:
        ModelError: as ``read`` and ``convert``.
    """
    path = FOLDER / name
    tables, known = read(path), _shared.get((path, kind))
    if known is None or known[0] is not tables:
        known = _shared[path, kind] = tables, convert(tables, kind, name)
    value: T = known[1]
    return value


def merge(base: dict, change: dict, name: str, where: str = "") -> dict:
    """A copy of ``base`` in which the quantities named in ``change`` are replaced.

    A table of ``values`` is replaced level by level; unit, kind, source and the rest must be given anew.

    Raises:
        ModelError: a table, quantity or level that ``base`` does not have, or another unit.
    """
    merged = dict(base)
    for key, new in change.items():
        path = f"{where}.{key}" if where else key
        old = base.get(key)
        if old is None:
            raise ModelError(f"{name}: [{path}] is unknown{nearest(key, base)}")
        if not isinstance(new, dict) or not isinstance(old, dict):
            raise ModelError(
                f"{name}: {path} must be a table like {{ value = ..., unit = ..., kind = ..., source = ... }}"
            )
        merged[key] = _replaced(old, new, name, path) if "unit" in old else merge(old, new, name, path)
    return merged


def _replaced(old: dict, new: dict, name: str, path: str) -> dict:
    if new.get("unit", old["unit"]) != old["unit"]:
        raise ModelError(f"{name}: {path} has unit '{new['unit']}'; it is in '{old['unit']}'")
    if "values" not in old or not isinstance(new.get("values"), dict):
        return new
    for level in new["values"]:
        if level not in old["values"]:
            raise ModelError(f"{name}: {path}.values: '{level}' is unknown{nearest(level, old['values'])}")
    return {**new, "values": {**old["values"], **new["values"]}}


def _refuse_not_finite(tables: object, name: str, path: str = "") -> None:
    if isinstance(tables, dict):
        for key, item in tables.items():
            _refuse_not_finite(item, name, f"{path}.{key}" if path else str(key))
    elif isinstance(tables, list):
        for number, item in enumerate(tables):
            _refuse_not_finite(item, name, f"{path}[{number}]")
    elif isinstance(tables, float) and not math.isfinite(tables):
        raise ModelError(f"{name}: {path} is {tables}; a finite number is needed")


def _one_line(error: object) -> str:
    return " ".join(str(error).split())


def _explain(message: str, kind: type, under: str) -> str:
    """msgspec's message in the words of the file: table, key, nearest right word."""
    found = re.fullmatch(r"(.*?)(?: - at `(key in )?\$?(.*)`)?", message, re.DOTALL)
    assert found
    text, path = found[1], (found[3] or "").lstrip(".").replace("`", "")
    full = ".".join(filter(None, (under, path)))
    where = f"{full}: " if full else ""
    unknown = re.search(r"unknown field `(.*)`", text)
    if unknown:
        return f"{where}'{unknown[1]}' is unknown{nearest(unknown[1], _fields(kind, path))}"
    missing = re.search(r"missing required field `(.*)`", text)
    if missing:
        return f"{where}'{missing[1]}' is missing"
    choice = re.search(r"Invalid enum value '(.*)'", text)
    if choice:
        return f"{where}'{choice[1]}' is unknown{nearest(choice[1], _choices(kind, path))}"
    plain = re.sub(r"`([^`]*)`", lambda found: _plain_words(found[1]), _one_line(text))
    quantity = plain.startswith("Expected a table") and full.startswith(("measures.", "anatomy.", "tissue."))
    hint = "; write { value = ..., unit = ..., kind = ..., source = ... }" if quantity else ""
    return f"{where}{plain}{hint}"


def _plain_words(kinds: str) -> str:
    """msgspec's names of types, ``float | null``, as a reader of TOML would say them."""
    words = {
        "object": "a table",
        "array": "a list",
        "str": "a text",
        "int": "a whole number",
        "float": "a number",
        "bool": "true or false",
    }
    return " or ".join(words.get(kind, kind) for kind in kinds.split(" | ") if kind != "null")


def _walk(kind: object, path: str) -> object:
    """The type found at a dotted path inside a structure, or None."""
    for step in filter(None, re.split(r"[.\[]", path)):
        kind = _plain(kind)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            kind = typing.get_type_hints(kind).get(step)
        elif typing.get_origin(kind) in (dict, list):
            kind = typing.get_args(kind)[-1]
        else:
            return None
    return _plain(kind)


def _plain(kind: object) -> object:
    """The structure inside ``X | None``."""
    options = [option for option in typing.get_args(kind) if option is not type(None)]
    if len(options) == 1 and typing.get_origin(kind) not in (dict, list, typing.Literal):
        return options[0]
    return kind


def _fields(kind: object, path: str) -> tuple[str, ...]:
    found = _walk(kind, path)
    if isinstance(found, type) and issubclass(found, msgspec.Struct):
        return found.__struct_fields__
    return ()


def _choices(kind: object, path: str) -> tuple[str, ...]:
    found = _walk(kind, path)
    return typing.get_args(found) if typing.get_origin(found) is typing.Literal else ()
