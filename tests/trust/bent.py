"""Good model files, scenarios, command lines, pictures and brands, bent: the generators of ``fuzzing.py``."""

# ruff: noqa: PTH208 - names are compared as they are
from __future__ import annotations

import functools
import io
import json
import os
import shutil
import struct
import tomllib
import zlib
from pathlib import Path
from typing import Any

import drawn_requests
import numpy as np
import odd
from odd import Draw, changed, damaged, one
from PIL import Image

import models
from models.files import FOLDER
from sim.publish.drawing import Drawing

CHOSEN = ("out", "deep", "../beside")
_KEPT: set[str] = set()


def furnish(room: Path) -> None:
    """Fill a room with what ``odd.PATHS`` names, and good files."""
    room.mkdir(parents=True, exist_ok=True)
    (room.parent / "beside").mkdir()
    (room / "folder").mkdir()
    os.mkfifo(room / "pipe")
    (room / "zero").symlink_to("/dev/zero")
    (room / "outside").symlink_to(room.parent / "beside")
    (room / "loop").symlink_to("loop")
    with (room / "huge.toml").open("wb") as file:
        file.truncate(20_000_000_000)  # takes no room on the disk
    files = {
        "unread.toml": b"",
        "empty.toml": b"",
        "empty.json": b"",
        "empty.png": b"",
        "words.toml": b"tilt_deg = 10\n",
        "good.toml": b'tilt_deg = 10\ndirection = "right"\n',
        "good.json": b'{"lean_deg": 30}',
        "brand.toml": b'name = "A clinic"\naccent = "#005500"\n',
        "utf16.toml": "tilt_deg = 10\n".encode("utf-16"),
        "bom.toml": b"\xef\xbb\xbftilt_deg = 10\n",
        "latin.toml": 'title = "Rücken"\n'.encode("latin-1"),
        "nul.json": b'{"tilt_deg": 10}\0',
        "deep.json": b'{"person": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "deep.toml": b"a = " + b"[" * 100_000,
        "dotted.toml": b".".join([b"a"] * 20_000) + b" = 1\n",
        "digits.toml": b"tilt_deg = " + b"9" * 10_000 + b"\n",
        "digits.json": b'{"tilt_deg": ' + b"9" * 10_000 + b"}",
        "long.json": json.dumps({"fused": ["L4-L5"] * 100_000}).encode(),
        "CON": b"tilt_deg = 10\n",
    }
    for name, data in files.items():
        (room / name).write_bytes(data)
    (room / "unread.toml").chmod(0)
    _KEPT.update(os.listdir(room))


def tidy(room: Path) -> None:
    """Take away what a case has left."""
    for name in os.listdir(room):
        if name not in _KEPT:
            path = room / name
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    for folder in (room.parent / "beside", room.parents[1], room.parent):
        for name in set(os.listdir(folder)) - {"b", "beside", "room"}:
            path = folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _times(rng: Draw, made: Any) -> Any:
    """Bent once, twice, three times; one in six left as it is."""
    for _ in range(int(one(rng, (0, 1, 1, 1, 2, 3)))):
        made = changed(rng, made)
    return made


def _written(rng: Draw, room: Path, name: str, data: bytes) -> str:
    """The name of a file that holds this, damaged now and then; or of one that is furniture."""
    if rng.random() < 0.05:
        return str(one(rng, odd.PATHS))
    if rng.random() < 0.15:
        data = damaged(rng, data)
    (room / name).write_bytes(data)
    return name


@functools.cache
def _tables(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def model_file(rng: Draw, room: Path) -> str:
    """A model file, with quantities of the shared files replaced now and then."""
    table = dict(_tables(one(rng, models.people())))
    for shared in ("anatomy", "tissue"):
        if rng.random() < 0.3:
            group = one(rng, list(_tables(shared)))
            inner = _tables(shared)[group]
            if isinstance(inner, dict):
                key = one(rng, list(inner))
                table[shared] = {group: {key: changed(rng, inner[key]) if rng.random() < 0.7 else inner[key]}}
    table = _times(rng, table)
    return _written(rng, room, "own.toml", odd.toml(table if isinstance(table, dict) else {}).encode())


def scenario(rng: Draw) -> dict[str, Any]:
    """Words, valid or bent; keys are always words."""
    words = drawn_requests.request(rng, drawn_requests.ANYTHING)
    if rng.random() < 0.4:
        words["person"] = one(rng, (odd.text(rng), "adult_female", _measures(rng)))
    if rng.random() < 0.3:
        words["title"] = odd.text(rng)
    words = _times(rng, words)
    return {str(key): value for key, value in words.items()} if isinstance(words, dict) else {"tilts": words}


def _measures(rng: Draw) -> dict[str, Any]:
    return {
        "sex": one(rng, ("male", "female")),
        "height_m": float(rng.uniform(1.0, 2.4)),
        "disc_grade": {"L4-L5": 3},
        "fused": ["L5-S1"],
        "flexibility": {"lumbar": 1.2},
        "name": odd.text(rng),
    }


def scenario_file(rng: Draw, room: Path) -> str:
    """The same in a file."""
    words = scenario(rng)
    if rng.random() < 0.5:
        text = json.dumps(words, default=str, ensure_ascii=bool(rng.random() < 0.5))
        return _written(rng, room, "own.json", text.encode("utf-8", "replace"))
    return _written(rng, room, "own.toml", odd.toml(words).encode())


@functools.cache
def _pictures() -> dict[str, bytes]:
    """One good file of each kind that replay reads."""
    import sim

    result, drawing = sim.simulate(tilt_deg=10), Drawing("card", scale=0.25)
    return {"own.png": drawing.png(result), "own.svg": drawing.svg(result), "own.json": result.to_json().encode()}


def picture(rng: Draw, room: Path) -> str:
    """A PNG, SVG or document with the words inside bent, or its bytes damaged."""
    name = str(one(rng, list(_pictures())))
    data = _pictures()[name]
    kind = rng.random()
    if kind < 0.2:
        return _written(rng, room, name, damaged(rng, data))
    if name.endswith(".json"):
        return _written(
            rng, room, name, json.dumps(_times(rng, json.loads(data)), default=str).encode("utf-8", "replace")
        )
    about = {"software": "Plumbline", "version": "0", "scenario": scenario(rng), "drawing": drawing(rng)}
    inside = json.dumps(_times(rng, about), default=str)
    if kind < 0.4:
        inside = damaged(rng, inside.encode()).decode("latin-1")
    if name.endswith(".svg"):
        words = inside.replace("&", "&amp;").replace("<", "&lt;") if kind < 0.9 else inside
        entity = '<!DOCTYPE a [<!ENTITY b "c">]>' if kind > 0.95 else ""
        text = f'{entity}<svg><metadata><x:source xmlns:x="http://purl.org/dc/elements/1.1/">{words}</x:source></metadata></svg>'
        return _written(rng, room, name, text.encode("utf-8", "replace"))
    return _written(rng, room, name, _png(rng, inside.encode("latin-1", "replace")))


def _png(rng: Draw, inside: bytes) -> bytes:
    """A PNG whose chunks are sound, or lie about their length."""
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)), (b"tEXt", b"plumbline\0" + inside)]
    if rng.random() < 0.1:
        chunks.append((b"tEXt", b"plumbline\0" + inside))
    if rng.random() < 0.1:
        chunks.append((b"zTXt", b"plumbline\0\0" + zlib.compress(b"{" * 10_000_000)))
    chunks += [(b"IDAT", zlib.compress(b"\0\0\0\0")), (b"IEND", b"")]
    made = b"\x89PNG\r\n\x1a\n"
    for kind, data in chunks:
        length = len(data) if rng.random() < 0.97 else int(rng.integers(2**32))
        made += struct.pack(">I", length) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return made


def drawing(rng: Draw) -> dict[str, Any]:
    """How a picture is drawn."""
    words: dict[str, Any] = {"preset": "card", "theme": "light", "language": "en", "blank": False, "scale": 1.0}
    words["brand"] = None
    if rng.random() < 0.2:
        words["person_file"] = {"name": one(rng, ("a.toml", odd.text(rng))), "text": odd.text(rng)}
    made = _times(rng, words)
    return made if isinstance(made, dict) else words


def brand_file(rng: Draw, room: Path) -> str:
    """A brand, its logo beside it: sound, bent, of no size, or of far too many pixels."""
    table: dict[str, Any] = {"name": "A clinic", "footer": "a.example", "accent": "#005500"}
    if rng.random() < 0.5:
        table["name"], table["footer"] = odd.text(rng), odd.text(rng)
    if rng.random() < 0.4:
        table["regions"] = {one(rng, ("lumbar", "pelvis", "knee")): one(rng, ("#0072B2", "red", "none", odd.text(rng)))}
    if rng.random() < 0.5:
        table["logo"] = one(rng, ("logo.png", "logo.png", *odd.PATHS, odd.text(rng)))
        (room / "logo.png").write_bytes(_logo(rng))
    table = _times(rng, table)
    return _written(rng, room, "own.toml", odd.toml(table if isinstance(table, dict) else {}).encode())


def _logo(rng: Draw) -> bytes:
    kind = rng.random()
    if kind < 0.15:
        header = struct.pack(">IIBBBBB", *(int(one(rng, (0, 1, 30_000, 2**31 - 1))) for _ in range(2)), 8, 6, 0, 0, 0)
        body = zlib.compress(b"\0" * 100_000)
        made = b"\x89PNG\r\n\x1a\n"
        for name, data in ((b"IHDR", header), (b"IDAT", body), (b"IEND", b"")):
            made += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        return made
    size = (int(one(rng, (1, 2, 40, 3000))), int(one(rng, (1, 20, 60))))
    out = io.BytesIO()
    mode = str(one(rng, ("RGBA", "RGB", "L", "P", "1", "LA", "I;16")))
    Image.fromarray(np.zeros(size[::-1], dtype=np.uint16)).save(out, "PNG") if mode == "I;16" else Image.new(
        mode, size
    ).save(out, str(one(rng, ("PNG", "PNG", "PNG", "TIFF"))))
    return damaged(rng, out.getvalue()) if rng.random() < 0.3 else out.getvalue()
