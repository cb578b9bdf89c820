"""Presets: every word can be read in every size, theme and language; pixels are exact; brands are checked."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_hex
from matplotlib.text import Text
from PIL import Image

import sim
from models.errors import SpineError
from sim.figures import brand, files, letters, presets, rows, style
from sim.figures.domino import draw_domino
from sim.figures.loads import draw_loads
from sim.figures.posture import draw_posture
from sim.figures.presets import PRESETS, Drawn
from sim.figures.style import DARK, LIGHT, Look, contrast
from sim.figures.words import warning, warning_shorter
from sim.language import LANGUAGES
from sim.scenario import LONGEST_TITLE

LONG_TITLE = ("What a flat lower back asks of the neck, and why the head stays where it is: " * 2)[:LONGEST_TITLE]
ASKED: dict[str, dict[str, Any]] = {
    "forward": {"tilt_deg": 20, "direction": "forward"},
    "sideways": {"tilt_deg": 10, "direction": "right", "at": "pelvis"},
    "turned": {"tilt_deg": 15, "direction": "turn-left", "at": "pelvis"},
    "slumped": {"posture": "slumped"},
    "phone": {"posture": "phone"},
    "carrying": {"carry": {"right-hand": 10}},
    "lift": {"lift": {"left": "20mm"}},
    "untilted": {},
    "bow": {"lean_deg": 90},
    "weak": {"tilt_deg": 20, "direction": "right", "at": "pelvis"},
    "long": {"tilt_deg": 20, "title": LONG_TITLE},
    "script": {"tilt_deg": 20, "title": "<script>alert(1)</script>"},
    "maths": {"tilt_deg": 20, "title": "$x_2$ and \\alpha"},
    "one word": {"tilt_deg": 20, "title": "Lumbosacral" * 10},
}
ALL = tuple(PRESETS)


@cache
def result_of(name: str) -> Any:
    return sim.simulate(**ASKED[name])


@cache
def drawn(preset: str, language: str = "en", theme: str = "light") -> Drawn:
    """Drawn once; cases are shown in it in place, which equals drawing anew (tested below)."""
    return presets.draw(result_of("forward"), preset, Look(style.THEMES[theme], language))


def texts_of(made: Drawn) -> list[Text]:
    """Every text that can be seen."""
    holders = (made.figure, *(axes for axes in made.figure.axes if axes.get_visible()))
    return [text for holder in holders for text in holder.texts if text.get_visible() and text.get_text()]


def faults(made: Drawn) -> list[str]:
    """Words that leave the figure, or overlap by more than a point."""
    texts = texts_of(made)
    with style.settled():
        box = np.array([Text.get_window_extent(text).extents for text in texts])
    point = made.figure.dpi / style.POINTS
    width, height = made.figure.bbox.size
    found = [
        f"{text.get_text()!r} is cut"
        for text, (left, bottom, right, top) in zip(texts, box, strict=True)
        if left < 2 * point or bottom < 2 * point or right > width - 2 * point or top > height - 2 * point
    ]
    low, high = np.maximum(box[:, None, :2], box[None, :, :2]), np.minimum(box[:, None, 2:], box[None, :, 2:])
    both = np.argwhere(np.triu(((high - low) > [0.5 * point, 1.6 * point]).all(axis=2), 1))
    return found + [f"{texts[a].get_text()!r} overlaps {texts[b].get_text()!r}" for a, b in both]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("preset", ALL)
def test_words_never_overlap_and_are_never_cut(preset: str, language: str) -> None:
    made = drawn(preset, language)
    for name in ASKED if language == "en" else list(ASKED)[:10]:
        made.update(result_of(name))
        assert not faults(made), name
        assert not made.warning.get_text().endswith("…"), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_warning_without_room_names_fewer_joints_and_says_how_many_more(language: str) -> None:
    result = result_of("bow")  # seven joints beyond their range
    whole, *shorter = warning_shorter(result, language)
    assert whole == warning(result, language) and "L5-S1" in whole and "T1-T2" in whole
    for said, more in zip(shorter, range(1, 7), strict=True):
        assert said.count("-") == 7 - more and str(more) in said
    short = warning_shorter(result_of("weak"), language)
    assert "2" in next(short).partition("L1-L2")[0]  # of two warnings the first
    assert [said.count("L1-L2") for said in short] == [1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_heading_runs_into_the_margin(language: str) -> None:
    for preset in ("article", "square", "print"):
        made = drawn(preset, language)
        composition = made.preset.composition
        assert composition is not None
        for name in ("forward", "sideways", "carrying"):
            made.update(result_of(name))
            with style.settled():
                ends = [
                    text.get_window_extent().x1 * style.POINTS / made.figure.dpi
                    for panel in made.panels.values()
                    if panel.axes.get_visible() and hasattr(panel, "heading")
                    for text in (panel.heading.heading, panel.heading.key)
                ]
            assert ends and max(ends) < composition.width - composition.margin + 1.0, (preset, name)


@cache
def of_people(name: str) -> Any:
    return result_of(name).with_uncertainty(people=20)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("preset", ALL)
def test_words_about_people_never_overlap_and_are_never_cut(preset: str, language: str) -> None:
    made = presets.draw(of_people("forward"), preset, Look(LIGHT, language))
    for name in ("forward", "sideways", "phone", "carrying", "untilted", "long"):
        made.update(of_people(name))
        assert not faults(made), name
        if made.people is not None and made.people.get_visible():
            assert not made.people.get_text().endswith("…")


def test_every_size_tells_where_people_are_and_only_where_they_were_sampled() -> None:
    for preset in ALL:
        made = presets.draw(of_people("sideways"), preset)
        said = " ".join(text.get_text() for text in texts_of(made))
        assert "90 %" in said, preset
        made.update(result_of("sideways"))
        said = " ".join(text.get_text() for text in texts_of(made))
        assert "90 %" not in said, preset
        if preset == "print":
            assert not made.panels["loads"].people.get_visible()


def test_an_update_with_people_equals_drawing_anew() -> None:
    for preset in ("slide", "square"):
        made = presets.draw(result_of("forward"), preset, Look(DARK, "zh"))
        for name in ("sideways", "untilted"):
            made.update(of_people(name))
            anew = presets.draw(of_people(name), preset, Look(DARK, "zh"))
            assert files.png(made.figure, {}) == files.png(anew.figure, {}), name


def test_lines_of_people_end_at_their_percentiles_and_stand_out() -> None:
    result = of_people("forward")
    for theme in (LIGHT, DARK):
        lines = draw_loads(result, look=Look(theme)).people
        ends = np.array(lines.get_segments())[:, :, 0].reshape(2, 2, 25, 2)  # thin, thick; paper, ink; joint; end
        table = result.uncertainty["joints"]["compression_N"]
        for thickness, (low, high) in enumerate((("p5", "p95"), ("p25", "p75"))):
            for layer in range(2):
                np.testing.assert_allclose(ends[thickness, layer].T, [table[low], table[high]])
        assert contrast(theme.ink, theme.paper) >= 4.5
        axes = lines.axes
        assert axes is not None and axes.get_xlim()[1] > max(table["p95"])


def test_a_quiz_gives_no_newtons_of_people_away() -> None:
    for preset in ("article", "square", "card"):
        made = presets.draw(of_people("forward"), preset, Look(blank=True))
        assert not any("90 %" in text.get_text() for text in texts_of(made))


@pytest.mark.parametrize("preset", ALL)
def test_blanks_and_brands_leave_every_word_readable(preset: str, tmp_path: Path) -> None:
    mark = brand.load(clinic(tmp_path))
    for blank in (False, True):
        made = presets.draw(result_of("forward"), preset, Look(DARK, "ms", blank), mark)
        for name in ("forward", "sideways", "phone", "long"):
            made.update(result_of(name))
            assert not faults(made), name


@pytest.mark.parametrize("preset", ALL)
def test_a_title_stays_text(preset: str) -> None:
    made = drawn(preset)
    for name in ("script", "maths"):
        made.update(result_of(name))
        assert made.title.get_text().replace("\n", " ") == ASKED[name]["title"]
        assert not made.title.get_parse_math()
    made.update(result_of("script"))
    assert b"<script" not in files.svg(made.figure, {"Title": ASKED["script"]["title"]}, text_as="none")


@pytest.mark.parametrize("preset", ALL)
def test_pixels_are_exact_and_twice_the_size_is_the_same_layout(preset: str) -> None:
    single = presets.draw(result_of("sideways"), preset)
    double = presets.draw(result_of("sideways"), preset, scale=2.0)
    chosen = PRESETS[preset]
    for made, scale in ((single, 1), (double, 2)):
        size = tuple(int(side) for side in made.figure.bbox.size)
        assert size == (chosen.width_px * scale, chosen.height_px * scale)
    one, two = texts_of(single), texts_of(double)
    assert [text.get_text() for text in one] == [text.get_text() for text in two]
    assert [text.get_fontsize() for text in one] == pytest.approx([text.get_fontsize() for text in two])
    at = [text.get_transform().transform(text.get_position()) for text in one]
    twice = [text.get_transform().transform(text.get_position()) for text in two]
    np.testing.assert_allclose(2 * np.array(at), np.array(twice), atol=1e-6)


def test_the_file_has_the_pixels_of_the_preset() -> None:
    for preset, scale in (("card", 1.0), ("card", 2.0), ("square", 1.0)):
        made = presets.draw(result_of("forward"), preset, scale=scale)
        picture = Image.open(io.BytesIO(files.png(made.figure, {})))
        assert picture.size == (PRESETS[preset].width_px * scale, PRESETS[preset].height_px * scale)
        assert picture.info["dpi"][0] == pytest.approx(made.figure.dpi, abs=0.02)


@pytest.mark.parametrize("preset", ["article", "card", "square"])
def test_the_same_inputs_give_the_same_bytes_and_an_update_equals_drawing_anew(preset: str) -> None:
    look = Look(DARK, "zh")
    order = ("forward", "sideways", "phone", "untilted", "forward")
    made = presets.draw(result_of(order[0]), preset, look)
    for name in order[1:]:
        made.update(result_of(name))
        anew = presets.draw(result_of(name), preset, look)
        assert files.png(made.figure, {}) == files.png(anew.figure, {}), name
    assert files.svg(made.figure, {}) == files.svg(anew.figure, {})
    assert files.svg(anew.figure, {}) == files.svg(anew.figure, {})


def test_an_update_of_a_sheet_to_print_equals_drawing_anew() -> None:
    made = presets.draw(result_of("sideways"), "print", scale=0.4)
    made.update(result_of("phone"))
    anew = presets.draw(result_of("phone"), "print", scale=0.4)
    assert files.png(made.figure, {}) == files.png(anew.figure, {})


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_letter_stands_out_from_the_paper(theme: str) -> None:
    paper = style.THEMES[theme].paper
    for preset in ALL:
        made = drawn(preset, theme=theme)
        for name in ("forward", "sideways"):
            made.update(result_of(name))
            for text in texts_of(made):
                assert contrast(to_hex(text.get_color()), paper) >= 4.5, text.get_text()
            assert to_hex(made.figure.get_facecolor()) == paper.lower()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_shapes_stand_out_from_the_paper(theme: style.Theme) -> None:
    for region, colour in theme.colour.items():
        assert max(contrast(colour, theme.paper), contrast(theme.edge(colour), theme.paper)) >= 3.0, region
    made = presets.draw(result_of("forward"), "slide", Look(theme))
    side = made.panels["slide"].side
    for shapes in (side.bodies, side.arches, side.pelvis, side.discs, side.head, side.notes.lines, side.notes.plumb):
        assert isinstance(shapes, PolyCollection | LineCollection)
        edges = {to_hex(edge) for edge in shapes.get_edgecolor()}
        assert min(contrast(edge, theme.paper) for edge in edges) >= 3.0
    assert contrast(theme.pale, theme.paper) >= 2.0


def test_both_themes_and_all_languages_have_one_layout_for_one_wording() -> None:
    light, dark = drawn("article"), drawn("article", theme="dark")
    for made in (light, dark):
        made.update(result_of("forward"))
    assert [(text.get_text(), text.get_position()) for text in texts_of(light)] == [
        (text.get_text(), text.get_position()) for text in texts_of(dark)
    ]


def test_letters_can_be_read_on_a_telephone() -> None:
    for preset, seen_px in (("article", 360), ("square", 390), ("card", 360)):
        made = drawn(preset)
        made.update(result_of("forward"))
        share = seen_px / PRESETS[preset].width_px
        sizes = {
            text.get_text(): text.get_fontsize() * made.figure.dpi / style.POINTS * share for text in texts_of(made)
        }
        assert min(sizes.values()) >= 7.5
        assert sizes[made.title.get_text()] >= 14


def test_what_leaves_the_sagittal_plane_is_seen_from_behind() -> None:
    for preset in ("article", "square", "card", "print"):
        made = drawn(preset)
        for name, view in (("forward", "side"), ("sideways", "back")):
            made.update(result_of(name))
            seen = {panel.view for panel in made.panels.values() if hasattr(panel, "view") and panel.axes.get_visible()}
            assert view in seen


def test_title_footer_and_warning_are_always_there() -> None:
    for preset in ALL:
        made = drawn(preset)
        made.update(result_of("slumped"))
        assert "not medical advice" in " ".join(made.footer.get_text().split())
        assert made.title.get_text()
        assert made.warning.get_text().startswith("Note")


@pytest.mark.parametrize("preset", ALL)
def test_a_quiz_hides_names_and_values_and_lists_them(preset: str) -> None:
    plain = presets.draw(result_of("forward"), preset)
    quiz = presets.draw(result_of("forward"), preset, Look(blank=True))
    shown = [text.get_text() for text in texts_of(quiz)]
    blanks = [text for text in shown if text.endswith(letters.BLANK)]
    assert sorted(blanks, key=lambda text: int(text.split()[0])) == [
        f"{k} {letters.BLANK}" for k in range(1, len(quiz.answers) + 1)
    ]
    said = [text.get_text() for text in texts_of(plain)]
    assert len(quiz.answers) >= 2
    assert set(quiz.answers) <= set(said)
    if preset != "card":
        assert "kyphosis T1–T12" in quiz.answers
        assert "From the side" in shown
        assert not any("41°" in text for text in shown)
    quiz.update(result_of("sideways"))
    assert len(quiz.answers) == len({text for text in (t.get_text() for t in texts_of(quiz)) if letters.BLANK in text})
    assert not plain.answers


@pytest.mark.parametrize("draw", [draw_posture, draw_loads, draw_domino])
def test_a_panel_alone_can_be_blank_too(draw: Any) -> None:
    panel = draw(result_of("forward"), look=Look(blank=True))
    assert any(text.get_text() == f"1 {letters.BLANK}" for text in panel.axes.texts)


def test_a_misspelt_preset_is_told_the_nearest() -> None:
    with pytest.raises(SpineError, match="did you mean 'article'"):
        presets.draw(result_of("forward"), "artcle")
    for words, meant in (
        ({"theme": "drak"}, "dark"),
        ({"language": "Bahasa melayu"}, "ms"),
        ({"preset": "sqare"}, "square"),
    ):
        with pytest.raises(SpineError, match=f"did you mean '{meant}'"):
            result_of("forward").plot(**words)


def test_saving_a_quiz_writes_its_answers(tmp_path: Path) -> None:
    result = result_of("forward")
    written = result.save(tmp_path, preset="card", language="ms", blank_labels=True)
    assert [path.name for path in written] == [
        "figure.png", "figure.svg", "answers.txt", "result.json", "joints.csv", "caption.txt",
    ]  # fmt: skip
    told = (tmp_path / "answers.txt").read_text(encoding="utf-8").splitlines()
    drawn_now = result.plot(preset="card", language="ms", blank_labels=True)
    assert told == [f"{k}\t{answer}" for k, answer in enumerate(drawn_now.answers, 1)]
    assert (tmp_path / "caption.txt").read_text(encoding="utf-8").startswith(result.caption("ms"))


def clinic(folder: Path, **words: str) -> Path:
    """A brand in a file, with a logo of two pixels by one."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" + b"\xff\0\0" + b"\0\0\xff")
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    (folder / "logo.png").write_bytes(png)
    told = {"name": "Klinik Tulang Sihat", "logo": "logo.png", "accent": "#7A1FA2", "footer": "tulang.example"} | words
    file = folder / "clinic.toml"
    file.write_text("".join(f'{key} = "{value}"\n' for key, value in told.items() if value), encoding="utf-8")
    return file


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("preset", ALL)
def test_a_brand_is_drawn_in_every_preset_and_touches_nothing(preset: str, theme: style.Theme, tmp_path: Path) -> None:
    for words in ({}, {"logo": ""}):
        mark = brand.load(clinic(tmp_path, **words))
        made = presets.draw(result_of("forward"), preset, Look(theme), mark)
        assert "tulang.example" in made.footer.get_text().replace("\n", " ")
        logo = [axes for axes in made.figure.axes if axes.get_label() == "brand"]
        if not words:
            box = logo[0].get_window_extent()
            for text in texts_of(made):
                other = Text.get_window_extent(text)
                assert not box.overlaps(other), text.get_text()
        named = [text for text in made.figure.texts if text.get_text().replace("\n", " ") == mark.name]
        assert len(logo) == (not words)
        assert len(named) == bool(words)


@pytest.mark.parametrize("preset", ["article", "card", "square", "print"])
def test_no_half_an_address_stands_in_a_footer(preset: str, tmp_path: Path) -> None:
    mark = brand.load(clinic(tmp_path, footer="tulangsihat.example, tingkat dua, Jalan Ampang, Kuala Lumpur " * 2))
    made = presets.draw(result_of("slumped"), preset, Look(LIGHT, "ms"), mark)
    said = " ".join(made.footer.get_text().split())
    assert "bukan nasihat perubatan" in said
    assert "…" not in said
    assert mark.footer in said or "tulangsihat" not in said


def test_beside_a_long_footer_a_warning_is_whole_all_the_same(tmp_path: Path) -> None:
    mark = brand.load(clinic(tmp_path, footer="tulangsihat.example · +60 3 1234 5678"))
    for language in LANGUAGES:
        made = presets.draw(result_of("bow"), "slide", Look(LIGHT, language), mark)
        assert not faults(made) and not made.warning.get_text().endswith("…")
        assert mark.footer in " ".join(made.footer.get_text().replace("\u00a0", " ").split())


def test_a_brand_colours_regions_and_words_follow(tmp_path: Path) -> None:
    file = clinic(tmp_path)
    file.write_text(file.read_text() + '[regions]\nlumbar = "#8A6D00"\n')
    mark = brand.load(file)
    for theme in (LIGHT, DARK):
        look = mark.dress(Look(theme))
        assert look.theme.colour["lumbar"] == "#8a6d00"
        assert look.theme.colour["thoracic"] == theme.colour["thoracic"]
        assert contrast(look.theme.text_colour["lumbar"], theme.paper) >= 4.5
        assert contrast(look.theme.accent, theme.paper) >= 4.5


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ('nmae = "x"', "unknown key 'nmae'; did you mean 'name'"),
        ('footer = "x"', "has no name"),
        ('name = "x"\naccent = "blurple"', "not a colour"),
        ('name = "x"\naccent = "#FFEE99"', "too faint on light paper"),
        ('name = "x"\n[regions]\nlumbar = "#101010"', "too faint on dark paper"),
        ('name = "x"\n[regions]\nlumber = "#0072B2"', "did you mean 'lumbar'"),
        ('name = "x"\nlogo = "none.png"', "cannot be read"),
        ('name = "x"\nlogo = "brand.toml"', "is not a PNG"),
        ('name = "x', "not TOML"),
        ("name = 3", "must be words"),
    ],
)
def test_a_wrong_brand_is_refused_in_one_line(told: str, complaint: str, tmp_path: Path) -> None:
    file = tmp_path / "brand.toml"
    file.write_text(told)
    with pytest.raises(SpineError) as caught:
        brand.load(file)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_brand_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpineError, match="cannot read the brand"):
        brand.load(tmp_path / "none.toml")


def test_rows_are_as_wide_as_they_are_drawn() -> None:
    figure = style.new_figure(800, 400, dpi=200)
    for said in ("Pelvis takes back 8°, thorax 10°", "骨盆向右倾斜10°", "kifosis T1–T12 → ×1.42"):
        for bold in (False, True):
            text = letters.write_on(figure, size=12.0, bold=bold)
            letters.put(text, 0.1, 0.5, said)
            with style.settled():
                assert Text.get_window_extent(text).width == pytest.approx(letters.width_px(text), rel=0.02)


def test_rows_keep_numbers_with_their_units_and_marks_with_their_words() -> None:
    said = rows.rows_of("Compression grows most at L5-S1: 453 → 642 N, ×1.42.", 11.0, 170.0, 4)
    assert " ".join(said).replace("\u00a0", " ") == "Compression grows most at L5-S1: 453 → 642 N, ×1.42."
    assert all(not row.startswith(("→", "N")) for row in said)
    chinese = rows.rows_of("骨盆抵消8°、胸椎10°、颈椎4°；头部最终向后1.0°。压缩力在L5-S1增加最多。", 11.0, 90.0, 9)
    assert "".join(chinese).count("。") == 2
    spread = rows.rows_of("incidence 48 ± 9°, lordosis 49 ± 9°, mass 67 ± 12 kg", 11.0, 90.0, 9)
    assert all(not row.startswith("±") and not row.endswith("±") for row in spread)
    assert all(not row.startswith(("，", "。", "、", "；")) for row in chinese)
    assert rows.rows_of("a" * 200, 11.0, 100.0, 2)[-1].endswith("…")
    assert rows.rows_of("", 11.0, 100.0, 2) == [""]


def test_person_is_drawn_from_own_outlines_whatever_was_drawn_before() -> None:
    woman = sim.simulate(tilt_deg=20, person="adult_female")
    made = drawn("card")
    made.update(result_of("forward"))
    made.update(woman)
    anew = presets.draw(woman, "card")
    assert files.png(made.figure, {}) == files.png(anew.figure, {})


def test_on_a_card_of_somebody_lying_the_view_is_not_under_the_number() -> None:
    card = sim.simulate(posture="lying", tilt_deg=10).plot("card")
    view, number = card.statement.get_window_extent(), card.number.get_window_extent()
    assert card.statement.get_text() and view.y0 >= number.y1 - 0.25 * number.height  # digits end below their row's top
