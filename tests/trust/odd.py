"""Odd values, and what becomes of good ones: the material of ``fuzzing.py``. Deterministic for a generator."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

Draw = np.random.Generator

TEXTS = (
    "",
    " ",
    "\0",
    "a\0b",
    "../../x",
    "..\\..\\x",
    "/proc/x",
    "~",
    "~nobody/x",
    "CON",
    "nul.txt",
    "x" * 300,
    "ab/" * 3000,
    "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe",
    "\N{LEFT-TO-RIGHT ISOLATE}a\N{FIRST STRONG ISOLATE}b",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    "javascript:alert(1)",
    "</title></style></script><svg/onload=alert(1)>",
    "]]><!--",
    "--><b>",
    "{{title}}",
    "{title} {0} {",
    "%s%n%d",
    "$x^{2$ \\frac{",
    "$(touch x) `touch x`; touch x",
    "\u2028\u2029",
    "\ud800",
    "\ufeff",
    "\x1b[31m\x07",
    "line\nline\r\nline",
    "脊柱，脊椎",
    "e\u0301\u0302\u0303" * 40,
    "\U0001f9b4" * 30,
    "\ufdfa" * 60,
    "NaN",
    "inf",
    "-1e999",
    "1e400",
    "9" * 5000,
    "0x10",
    "1_000",
    "١٢",
    "12,5",
    "1:1e9:1",
    "0:1e18:1e-9",
    "1e9",
    "--out",
    "-",
    "--",
    "=",
    "@",
    "L4-L5",
    "adult_male",
    "true",
)
NUMBERS = (
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    math.nan,
    math.inf,
    -math.inf,
    1e308,
    -1e308,
    5e-324,
    10**9,
    -(10**9),
    2**63,
    10**30,
)
PATHS = (  # what a room holds beside good files; see ``fuzzing.furnish``
    "missing.toml",
    "folder",
    "pipe",
    "zero",
    "outside",
    "loop",
    "huge.toml",
    "unread.toml",
    "empty.toml",
    "empty.json",
    "empty.png",
    "words.toml",
    "utf16.toml",
    "bom.toml",
    "latin.toml",
    "nul.json",
    "deep.json",
    "deep.toml",
    "dotted.toml",
    "digits.toml",
    "digits.json",
    "long.json",
    "CON",
    "../beside",
    "x" * 300 + ".toml",
    "a\0b.toml",
    "/dev/null",
    "/dev/full",
    ".",
    "/",
    "",
)


def one(rng: Draw, words: Any) -> Any:
    """Any of them."""
    words = words if isinstance(words, (list, tuple)) else list(words)
    return words[int(rng.integers(len(words)))]


def text(rng: Draw) -> str:
    """Odd words, or letters at random."""
    if rng.random() < 0.8:
        return str(one(rng, TEXTS))
    high = int(one(rng, (128, 0x3000, 0x10FFFF)))
    return "".join(chr(int(code)) for code in rng.integers(0, high, int(rng.integers(1, 40))))


def value(rng: Draw) -> Any:
    """A value of any type that TOML or JSON may hold."""
    kind = rng.integers(8)
    if kind < 3:
        return text(rng)
    if kind < 6:
        return one(rng, NUMBERS)
    return one(
        rng,
        (None, True, False, [], {}, [[]], {"": {}}, [{}], {"a": {"b": [1]}}, [0.0] * 2000, ["L4-L5"] * 50, nested(60)),
    )


def nested(depth: int) -> Any:
    """Lists in lists."""
    made: Any = 1
    for _ in range(depth):
        made = [made]
    return made


def misspelt(rng: Draw, word: str) -> str:
    """A word with a letter lost, doubled, changed, or its case."""
    if not word:
        return "x"
    k = int(rng.integers(len(word)))
    return str(
        one(
            rng,
            (
                word[:k] + word[k + 1 :],
                word[:k] + word[k] + word[k:],
                word[:k] + "z" + word[k + 1 :],
                word.upper(),
                word.replace("_", "-"),
                f" {word} ",
            ),
        )
    )


def changed(rng: Draw, table: Any, depth: int = 0) -> Any:
    """A table, or list, with one thing in it that is not as it was."""
    if isinstance(table, dict) and table and rng.random() < 0.85:
        made, key = dict(table), one(rng, list(table))
        kind = rng.integers(10)
        if kind < 5:
            made[key] = changed(rng, made[key], depth + 1)
        elif kind == 5:
            del made[key]
        elif kind == 6:
            made[misspelt(rng, str(key))] = made.pop(key)
        elif kind == 7:
            made[text(rng)] = value(rng)
        else:
            made[key] = value(rng)
        return made
    if isinstance(table, (list, tuple)) and table and rng.random() < 0.8:
        items, k = list(table), int(rng.integers(len(table)))
        kind = rng.integers(4)
        if kind == 0:
            items[k] = changed(rng, items[k], depth + 1)
        elif kind == 1:
            items.append(items[k])
        elif kind == 2:
            del items[k]
        else:
            items[k] = value(rng)
        return items
    if isinstance(table, bool):
        return value(rng)
    if isinstance(table, (int, float)) and rng.random() < 0.5:
        return table * float(one(rng, (-1.0, 0.0, 0.1, 1.5, 10.0, 1e3, 1e9, 1e300)))
    if isinstance(table, str) and rng.random() < 0.5:
        return misspelt(rng, table)
    return value(rng)


def damaged(rng: Draw, data: bytes) -> bytes:
    """A file's bytes with something done to them."""
    kind = int(rng.integers(9))
    at = int(rng.integers(len(data) + 1))
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + bytes(rng.integers(0, 256, int(rng.integers(1, 9)), dtype=np.uint8)) + data[at:]
    if kind == 2:
        return data[:at] + b"\0" + data[at:]
    if kind == 3:
        return data.decode("utf-8", "replace").encode("utf-16")
    if kind == 4:
        return b"\xef\xbb\xbf" + data
    if kind == 5:
        return data.replace(b"\n", b"\r\n")
    if kind == 6:
        return data + data
    if kind == 7:
        flipped = bytearray(data)
        for _ in range(int(rng.integers(1, 6))):
            if flipped:
                flipped[int(rng.integers(len(flipped)))] ^= int(rng.integers(1, 256))
        return bytes(flipped)
    return bytes(rng.integers(0, 256, int(rng.integers(0, 400)), dtype=np.uint8))


def toml(table: Any) -> str:
    """A table as TOML, every inner one in line; what TOML cannot say is left out."""
    return "".join(f"{_key(key)} = {_inline(item)}\n" for key, item in table.items() if item is not None)


def _key(word: object) -> str:
    return json.dumps(str(word).encode("utf-8", "replace").decode())


def _inline(item: Any) -> str:
    if isinstance(item, dict):
        return "{" + ", ".join(f"{_key(k)} = {_inline(one)}" for k, one in item.items() if one is not None) + "}"
    if isinstance(item, (list, tuple)):
        return "[" + ", ".join(_inline(one) for one in item if one is not None) + "]"
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, float) and not math.isfinite(item):
        return "nan" if math.isnan(item) else "inf" if item > 0 else "-inf"
    if isinstance(item, str):
        return json.dumps(item.encode("utf-8", "replace").decode()).replace("\x7f", "\\u007f")
    return repr(item)
