"""A figure is made again from its own file, byte by byte; a file from anywhere does no harm."""

from __future__ import annotations

import io
import json
import os
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

import models
import sim
from run_sim import main
from sim.figures.presets import PRESETS
from sim.figures.style import THEMES
from sim.language import LANGUAGES
from sim.publish import page
from sim.publish.bundle import bundle
from sim.publish.drawing import Drawing, DrawingError
from sim.publish.replay import ReplayError, replay

pytestmark = pytest.mark.filterwarnings("ignore:Glyph")

WORDS = {"tilts": [{"deg": 12, "direction": "forward", "at": "lumbar"}], "title": 'A "title" & <more>'}
SIGNATURE = b"\x89PNG\r\n\x1a\n"
KINDS = [  # every preset in every theme and every language, but not all three at once
    (preset, theme, list(LANGUAGES)[(row + column) % len(LANGUAGES)])
    for row, preset in enumerate(PRESETS)
    for column, theme in enumerate(THEMES)
]


@pytest.fixture(scope="module")
def result():
    return sim.simulate(scenario=WORDS)


@pytest.fixture(scope="module")
def picture(result):
    return Drawing("card").png(result)


@pytest.fixture(scope="module")
def lines(result):
    return Drawing("card").svg(result)


def chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], len(SIGNATURE)
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        found.append((kind, data[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def packed(parts: list[tuple[bytes, bytes]]) -> bytes:
    return SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def ours(part: tuple[bytes, bytes]) -> bool:
    return part[0] == b"tEXt" and part[1].startswith(b"plumbline\0")


def words_inside(data: bytes) -> dict:
    (own,) = [part[1] for part in chunks(data) if ours(part)]
    return json.loads(own.partition(b"\0")[2])


def with_words(data: bytes, words: object) -> bytes:
    """The same picture with other words inside, whole as a file."""
    text = words if isinstance(words, bytes) else json.dumps(words).encode()
    return packed([(part[0], b"plumbline\0" + text) if ours(part) else part for part in chunks(data)])


def deep(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


@pytest.mark.parametrize(("preset", "theme", "language"), KINDS)
def test_a_picture_is_made_again_byte_by_byte(preset, theme, language, result, tmp_path):
    data = Drawing(preset, theme, language, scale=0.5).png(result)
    (tmp_path / "a.png").write_bytes(data)
    again = replay(tmp_path / "a.png")
    assert again.identical
    assert again.data == data
    assert again.same_version


@pytest.mark.parametrize(
    "drawing", [Drawing("card", blank=True), Drawing("card", scale=0.5), Drawing("card", "dark", scale=2.0)]
)
@pytest.mark.parametrize("kind", ["png", "svg"])
def test_blanks_and_size_travel_too(drawing, kind, result, tmp_path):
    (tmp_path / f"a.{kind}").write_bytes(getattr(drawing, kind)(result))
    again = replay(tmp_path / f"a.{kind}")
    assert again.identical
    assert again.drawing == drawing


def test_a_figure_of_a_plain_run_is_made_again(result, tmp_path):
    result.save(tmp_path)
    for name in ("figure.png", "figure.svg"):
        assert replay(tmp_path / name).identical
    data = replay(tmp_path / "result.json")
    assert data.identical is None
    assert data.data == (tmp_path / "figure.png").read_bytes()


def test_a_quiz_of_a_plain_run_is_made_again(tmp_path):
    words = ["--tilt", "10", "--preset", "square", "--theme", "dark", "--language", "ms", "--blank-labels"]
    assert main([*words, "--out", str(tmp_path / "a"), "--quiet"]) == 0
    assert replay(tmp_path / "a/figure.png").identical
    assert replay(tmp_path / "a/figure.svg").identical


def test_a_figure_of_another_kind_is_refused_rather_than_drawn_as_a_posture(result, tmp_path):
    sim.exposure(result).save(tmp_path)
    with pytest.raises(ReplayError, match="does not say how it was drawn"):
        replay(tmp_path / "exposure.png")


def test_pictures_of_a_bundle_and_its_json_are_made_again(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "interactive", lambda *_: "<!doctype html>")
    own = tmp_path / "mr tan.toml"
    own.write_bytes((models.files.FOLDER / "older_adult.toml").read_bytes())
    made = bundle({**WORDS, "person": str(own)}, language="ms")
    own.unlink()
    for name in ("figure@2x.png", "figure-dark.png", "figure-card.png", "figure.svg", "figure.json"):
        (tmp_path / name).write_bytes(made[name])
        again = replay(tmp_path / name)
        assert again.identical is not False
        assert again.result.person.mass_kg == models.load("older_adult").mass_kg
    assert again.data == made["figure.png"]


def test_a_person_of_measures_travels_in_the_scenario(tmp_path):
    made = sim.simulate(scenario={**WORDS, "person": {"sex": "female", "height_m": 1.6, "mass_kg": 55}})
    (tmp_path / "a.png").write_bytes(Drawing("card").png(made))
    assert replay(tmp_path / "a.png").identical


def test_a_person_that_does_not_travel_is_refused_not_read(picture, tmp_path, capsys):
    own = tmp_path / "own.toml"
    own.write_bytes((models.files.FOLDER / "older_adult.toml").read_bytes())
    inside = words_inside(picture)
    inside["scenario"]["person"] = str(own)
    (tmp_path / "a.png").write_bytes(with_words(picture, inside))
    with pytest.raises(ReplayError, match="does not travel inside"):
        replay(tmp_path / "a.png")


def test_a_brand_must_be_given_again(result, tmp_path):
    brand = tmp_path / "clinic.toml"
    brand.write_text('name = "Klinik Contoh"\naccent = "#0072B2"\n', encoding="utf-8")
    (tmp_path / "a.png").write_bytes(Drawing("card", brand=brand).png(result))
    with pytest.raises(ReplayError, match=r"--brand with 'clinic\.toml'"):
        replay(tmp_path / "a.png")
    again = replay(tmp_path / "a.png", brand)
    assert again.identical and not again.brand_changed
    brand.write_text('name = "Another"\naccent = "#0072B2"\n', encoding="utf-8")
    again = replay(tmp_path / "a.png", brand)
    assert again.brand_changed and not again.identical
    (tmp_path / "b.png").write_bytes(Drawing("card").png(result))
    with pytest.raises(ReplayError, match="no brand"):
        replay(tmp_path / "b.png", brand)


def test_another_version_is_said(picture, tmp_path, capsys):
    inside = {**words_inside(picture), "version": "0.0.9"}
    (tmp_path / "a.png").write_bytes(with_words(picture, inside))
    assert main(["replay", str(tmp_path / "a.png"), "--out", str(tmp_path / "again")]) == 0
    told = capsys.readouterr().out
    assert f"Made by Plumbline 0.0.9, made again by {sim.__version__}" in told
    assert "not identical: versions differ" in told


def test_the_command_writes_the_figure_beside_nothing_else(picture, tmp_path, capsys):
    (tmp_path / "a.png").write_bytes(picture)
    assert main(["replay", str(tmp_path / "a.png"), "--out", str(tmp_path / "again")]) == 0
    assert "The bytes are identical" in capsys.readouterr().out
    assert (tmp_path / "again/a.png").read_bytes() == picture
    assert main(["replay", str(tmp_path / "a.png"), "--out", str(tmp_path)]) == 2
    assert "would replace the figure" in capsys.readouterr().err


def test_a_drawing_that_no_picture_has_is_refused():
    for wrong in ({"preset": "slid"}, {"theme": "dim"}, {"scale": 0.0}, {"scale": True}, {"scale": float("nan")}):
        with pytest.raises(DrawingError):
            Drawing(**wrong)


def hostile(picture: bytes, lines: bytes) -> dict[str, bytes]:
    """Files that somebody may hand in, by a name that says what is wrong."""
    inside = words_inside(picture)
    scenario, drawing = inside["scenario"], inside["drawing"]
    parts = chunks(picture)
    (own,) = [part for part in parts if ours(part)]
    head, tail = parts[:1], parts[1:]
    cut = {f"cut at {share:g}.png": picture[: int(share * len(picture))] for share in (0.01, 0.1, 0.3, 0.5, 0.9, 0.999)}
    flipped = {}
    for at in range(11, len(picture), len(picture) // 18):
        flipped[f"flipped at {at}.png"] = picture[:at] + bytes([picture[at] ^ 0x41]) + picture[at + 1 :]
    changed = {
        "no version": {"scenario": scenario},
        "no scenario": {"version": "1"},
        "version a list": {**inside, "version": [1]},
        "version a bell": {**inside, "version": "\x1b]0;x\x07"},
        "version of two lines": {**inside, "version": "0.1\n0"},
        "scenario a list": {**inside, "scenario": [1]},
        "scenario unknown": {**inside, "scenario": {"os": "rm"}},
        "scenario of types": {**inside, "scenario": {**scenario, "tilts": 7}},
        "scenario too far": {**inside, "scenario": {"tilts": [{"deg": 900, "direction": "forward", "at": "lumbar"}]}},
        "title of lines": {**inside, "scenario": {"title": "a\nb"}},
        "title endless": {**inside, "scenario": {"title": "a" * 10_000}},
        "person a path": {**inside, "scenario": {"person": "/etc/passwd"}},
        "person a number": {**inside, "scenario": {"person": 5}},
        "person unknown measures": {**inside, "scenario": {"person": {"__class__": 1}}},
        "person climbs": {
            **inside,
            "scenario": {"person": "../x.toml"},
            "drawing": {**drawing, "person_file": {"name": "../x.toml", "text": ""}},
        },
        "person no model": {
            **inside,
            "scenario": {"person": "x.toml"},
            "drawing": {**drawing, "person_file": {"name": "x.toml", "text": "a = [[[["}},
        },
        "person of null": {
            **inside,
            "scenario": {"person": "x\0.toml"},
            "drawing": {**drawing, "person_file": {"name": "x\0.toml", "text": ""}},
        },
        "person file a list": {**inside, "drawing": {**drawing, "person_file": [1]}},
        "no drawing": {"version": "1", "scenario": scenario},
        "drawing a list": {**inside, "drawing": [1]},
        "drawing unknown": {**inside, "drawing": {**drawing, "exec": "x"}},
        "preset unknown": {**inside, "drawing": {**drawing, "preset": "poster"}},
        "preset a list": {**inside, "drawing": {**drawing, "preset": ["card"]}},
        "theme unknown": {**inside, "drawing": {**drawing, "theme": "../dark"}},
        "language unknown": {**inside, "drawing": {**drawing, "language": "xx" * 999}},
        "language a number": {**inside, "drawing": {**drawing, "language": 5}},
        "scale huge": {**inside, "drawing": {**drawing, "scale": 1e9}},
        "scale a word": {**inside, "drawing": {**drawing, "scale": "2"}},
        "blank a number": {**inside, "drawing": {**drawing, "blank": 1}},
        "brand not given": {**inside, "drawing": {**drawing, "brand": {"file": "/etc/passwd"}}},
        "a list": [1, 2],
        "deep": deep(200),
        "very deep": deep(200_000),
        "not json": b"{",
        "not a number": b'{"version": "1", "scenario": {"lean_deg": NaN}}',
        "a number too long": b'{"version": "1", "scenario": {"lean_deg": ' + b"9" * 20_000 + b"}}",
        "too long": b'{"version": "' + b"a" * 1_100_000 + b'"}',
    }
    bomb = zlib.compress(b"a" * 30_000_000)
    entities = "".join(f'<!ENTITY l{k} "{f"&l{k - 1};" * 10}">' for k in range(1, 12))
    body = lines[lines.index(b"<svg") :]
    return {
        **cut,
        **flipped,
        **{f"{name}.png": with_words(picture, words) for name, words in changed.items()},
        "empty.png": b"",
        "only a signature.png": SIGNATURE,
        "no words.png": packed([part for part in parts if not ours(part)]),
        "words twice.png": packed([*head, own, *tail]),
        "packed words.png": packed([(b"zTXt", b"plumbline\0\0" + bomb) if ours(part) else part for part in parts]),
        "packed unicode.png": packed(
            [(b"iTXt", b"plumbline\0\1\0\0\0" + bomb) if ours(part) else part for part in parts]
        ),
        "endless chunk.png": SIGNATURE + b"\xff\xff\xff\xfftEXtplumbline\0{}",
        "more behind.png": picture + b"more",
        "another picture.png": _another(),
        "text.png": b"not a picture",
        "cut.svg": lines[: len(lines) // 2],
        "entities.svg": b'<!DOCTYPE svg [<!ENTITY l0 "ha">' + entities.encode() + b"]>" + body,
        "outer entity.svg": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + body,
        "parameter entity.svg": b'<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]>' + body,
        "deep.svg": b"<a>" * 100_000,
        "no words.svg": b'<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        "words twice.svg": lines.replace(b"</metadata>", b"</metadata>" + _metadata_of(lines), 1),
        "page.svg": b"<!doctype html><p>hello",
        "sixteen bits.svg": body.decode().encode("utf-16")[: len(body)],
        "wrong schema.json": b'{"schema": "x", "software": {"version": "1"}, "scenario": {}}',
        "deep.json": deep(100_000),
        "no software.json": b'{"schema": "plumbline.bundle/1", "scenario": {}}',
        "list.json": b"[]",
        "words.txt": b"hello",
    }


def _another() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (3, 3)).save(out, "PNG")
    return out.getvalue()


def _metadata_of(lines: bytes) -> bytes:
    start, end = lines.index(b"<metadata>"), lines.index(b"</metadata>")
    return lines[start:end] + b"</metadata>"


def test_hostile_files_are_refused_in_one_line_and_leave_nothing(picture, lines, tmp_path, capsys):
    files = hostile(picture, lines)
    assert len(files) > 50
    out = tmp_path / "again"
    for name, data in files.items():
        path = tmp_path / name
        path.write_bytes(data)
        code = main(["replay", str(path), "--out", str(out)])
        told = capsys.readouterr()
        assert (name, code) == (name, 2)
        assert told.out == ""
        assert told.err.count("\n") == 1, name
        assert told.err.rstrip("\n").isprintable(), name
        assert len(told.err) < 400 + len(str(path)), name
        assert name in told.err, name
        assert not out.exists(), name


def test_what_is_no_file_is_refused(tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe.png")
    for path in (tmp_path, tmp_path / "pipe.png", tmp_path / "missing.png", Path("/dev/zero"), Path("a\0b.png")):
        assert main(["replay", str(path), "--out", str(tmp_path / "again")]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_a_file_larger_than_any_figure_is_not_read(tmp_path):
    with (tmp_path / "a.png").open("wb") as file:
        file.truncate(2**36)  # takes no room on the disk
    with pytest.raises(ReplayError, match="larger than"):
        replay(tmp_path / "a.png")
