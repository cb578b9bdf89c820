"""What is said in every language: whole, without English left over, writable, true to the numbers, free of promises."""

from __future__ import annotations

import json
import pickle
import re
import string
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import pytest
from matplotlib.ft2font import FT2Font

import models
import sim
from models.nerves import ACTIONS
from models.person import BODIES, JOINTS
from sim import asked, report
from sim.figures import keys, measures, words
from sim.figures.shares import shares
from sim.items import ARMS, BRACED, CARRIED, CURVES, HANDS, PLACES, SHIFTED, SIDES
from sim.language import ENGLISH, LANGUAGES, LanguageError, joined, known, phrases, say
from sim.legs.rootloss import TASKS
from sim.motion.moves import MOVEMENTS, WALK
from sim.publish import texts
from sim.remarks import Remark

FOLDER = Path(sim.__file__).parent / "language"
FONTS = Path(sim.__file__).parent / "figures" / "fonts"
FORBIDDEN = tomllib.loads((Path(__file__).parent / "forbidden.toml").read_text(encoding="utf-8"))
OTHERS = tuple(code for code in LANGUAGES if code != ENGLISH)
SCRIPT = "<script>alert(1)</script>"

ASKED: dict[str, dict[str, Any]] = {
    **{posture: {"posture": posture} for posture in models.load_postures()},
    "forward": {"tilt_deg": 20},
    "backward": {"tilt_deg": 15, "direction": "backward", "person": "adult_female"},
    "vertebra": {"tilt_deg": 6, "direction": "left", "at": "L4"},
    "turned vertebra": {"tilt_deg": 8, "direction": "turn-left", "at": "L5"},
    "turned": {"tilt_deg": 8, "direction": "turn-right", "person": "older_adult"},
    "chest": {"tilt_deg": 10, "at": "thoracic"},
    "oblique": {"tilt_deg": 8, "direction": "right", "at": "pelvis"},
    "two": {"tilts": [{"deg": 5, "direction": "left", "at": "pelvis"}, {"deg": 10}]},
    "little": {"tilt_deg": 0.3},
    "flat back": {"curves": {"lumbar": 25}},
    "two curves": {"curves": {"lumbar": 30, "thoracic": 60}},
    "sway back": {"shifts": {"thorax": "50mm@backward"}},
    "shifts": {"shifts": {"head": "40mm@right@C7", "T6": "30mm@backward@pelvis"}},
    "short leg": {"lift": {"right": "20mm"}},
    "desk": {"posture": "slumped", "arms": "rested"},
    "seat": {"posture": "sitting", "seat_deg": 10},
    "seat back": {"posture": "sitting", "seat_deg": -5, "tilt_deg": 8},
    "level seat": {"posture": "forward-seat", "seat_deg": 0},
    "rest": {"posture": "backrest", "backrest_deg": 30},
    "upright rest": {"posture": "backrest", "backrest_deg": 0},
    "held": {"lean_deg": 20, "bend_deg": -10, "turn_deg": 10},
    "held still": {"lean_deg": 0, "head_deg": 0, "turn_deg": 0},
    "head": {"head_deg": -10, "head_bend_deg": 10, "head_turn_deg": 40},
    "free": {"head_free": True, "lean_deg": -5},
    "knees": {"knee_deg": 40},
    "straight knees": {"knee_deg": 0},
    "heel": {"heels_m": 0.05},
    "bag": {"carry": {"right-hand": 12}},
    "loads": {"carry": {"left-hand": 4, "backpack": 8}, "arms": "hanging"},
    "held out": {"carry": {"both-hands": "10kg@40cm"}, "tilt_deg": 10},
    "belly": {"carry": {"belly": 8}, "person": "adult_female"},
    "fused joints": {"fused": list(JOINTS[:9])},
    "fused": {"fused": ["L4-L5", "L5-S1"], "tilt_deg": 10, "arms": "raised"},
    "braced": {"braced": {"lumbar": 0.5, "thoracic": 1, "neck": 2}, "tilt_deg": 10, "arms": "forward"},
    "deep": {"tilt_deg": 30, "direction": "backward", "posture": "phone"},
    "measures": {"person": {"sex": "female", "height_m": 1.6, "mass_kg": 60}, "tilt_deg": 12},
    "titled": {"tilt_deg": 10, "title": SCRIPT},
    "root": {"tilt_deg": 10, "posture": "relaxed"},
}
NEEDED = [  # keys that words of a scenario, a model or a result become
    *(f"caption.person.{name}" for name in (*models.people(), "person")),
    *(f"caption.posture.{name}" for name in models.load_postures()),
    *(f"caption.movement.{name}" for name in (*MOVEMENTS, WALK)),
    *(f"caption.part.{name}" for name in ("pelvis", "thorax", "head", "hips", *CURVES)),
    *(f"caption.way.{name}" for name in sim.scenario.DIRECTIONS),
    *(f"caption.arms.{name}" for name in ARMS),
    *(f"caption.carry.{name}" for name in CARRIED),
    *(f"caption.carry_out.{name}" for name in HANDS),
    *(f"caption.brace.{name}" for name in BRACED),
    *(f"caption.lift.{name}" for name in SIDES),
    *(f"caption.{table}.{name}" for table in ("more", "less") for name in (*report.CHANGES, "sva_mm")),
    *(f"caption.measure.{name}" for name in (*report.SAGITTAL, *report.FRONTAL, *report.AXIAL)),
    *(f"figure.place.{name}" for name in PLACES if not name[1:].isdigit()),
    *(f"{table}.{name}" for table in ("figure.region", "figure.region_long") for name in words.REGIONS),
    *(f"text.region.{name}" for name in ("lumbar", "thoracic", "cervical")),
    *(f"text.task.{name}" for name in TASKS),
    *(f"text.action.{name}" for name in ACTIONS),
]
NUMBER = re.compile(r"\d+(?:\.\d+)?")
NAMES = re.compile(  # what stays in Latin letters: vertebrae, joints, roots, units, measures, formats, names
    r"\b(?:[CTLS]\d{1,2}|SVA|PT|SS|PI|Cobb|kg|cm|mm|m|N|Nm|MPa|Plumbline|PNG|SVG|WebP|CSV|JSON|HTML|PDF|GIF|MP4|URL|CSS"
    r"|CC BY|MIT|WordPress|iframe|alt|src|srcset|figcaption)\b"
    r"|\bfigure[-@.\w]*|\b[\w-]+\.(?:py|html|png|svg|csv|json|toml|txt|webp|md)\b",
    re.ASCII,
)


@cache
def result_of(name: str) -> Any:
    result = sim.simulate(**ASKED[name])
    if name != "root":
        return result
    lost, legs = sim.root_loss(result, {"L3": 0.6, "L4": 0.6}, "left", "squat"), sim.leg_loads(result)
    return replace(result, nerves=lost.to_dict(), legs={**result.legs, "loads": legs.to_dict()})


@cache
def told(name: str, language: str) -> dict[str, str]:
    """Every text about a result, by what it is."""
    result = result_of(name)
    given = shares(result)
    both = texts.tables(result, language)
    return {
        "caption": texts.caption(result, language),
        "alt": texts.alt(result, language),
        "long description": texts.long_description(result, language),
        "title": texts.title(result, language),
        "tables": "\n".join("\t".join(row) for table in both for row in ((table.caption,), table.header, *table.rows)),
        "warnings": "\n".join(texts.warnings(result, language)),
        "statement": words.statement(result, given, language),
        "labels": "\n".join(" ".join(label) for label in words.domino_labels(given, language)),
        "figure": "\n".join(
            [
                words.who(result, language),
                words.footer(result, language),
                words.warning(result, language),
                keys.key_of_posture(result, language),
                keys.key_of_loads(result, language),
                keys.key_of_domino(given, language),
                keys.heading_of_domino(result, language),
                keys.heading_of_loads(language),
                keys.times(result, language),
                words.gaze(result, language),
                *given.ends(language),
                *(
                    f"{words.measure(drawn.field, language)} {words.angle(result, drawn.field, 1, language)}"
                    for drawn in seen(name)
                ),
                *(" ".join(words.of_body(result, view, language)) for view in ("side", "back")),
                *(f"{words.plumb(view, language)} {words.plumb_offset(result, view, language)}" for view in VIEWS),
            ]
        ),
    }


VIEWS = ("side", "back")


def seen(name: str) -> list[measures.Drawn]:
    return [drawn for view in VIEWS for drawn in measures.drawn(result_of(name), view)]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


# the files


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_is_in_every_language_with_the_same_braces(language: str) -> None:
    english, other = phrases(ENGLISH), phrases(language)
    assert other.keys() == english.keys()
    for key, text in english.items():
        assert fields(other[key]) == fields(text), key
        assert other[key].strip() or not text.strip() or key == "language.space", key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_scenario_has_a_phrase_in_every_language(language: str) -> None:
    missing = [key for key in NEEDED if key not in phrases(language)]
    assert not missing
    assert set(SHIFTED) - {"thorax", "head"} <= set(BODIES)  # vertebrae are their own names


def test_a_language_is_a_folder_that_says_its_own_name() -> None:
    assert set(LANGUAGES) == {path.name for path in FOLDER.iterdir() if (path / "language.toml").exists()}
    assert next(iter(LANGUAGES)) == ENGLISH
    assert len(set(LANGUAGES.values())) == len(LANGUAGES)
    with pytest.raises(LanguageError, match="did you mean 'ms'"):
        known("bahasa melayu")


def test_english_phrases_are_those_of_the_models() -> None:
    for name, posture in models.load_postures().items():
        assert say(f"caption.posture.{name}") == posture.phrase
    for name, kind in MOVEMENTS.items():
        assert say(f"caption.movement.{name}") == kind.verb


def test_lists_are_joined_as_each_language_joins_them() -> None:
    assert joined("abc") == "a, b and c"
    assert joined("abc", "ms") == "a, b dan c"
    assert joined("abc", "zh") == "a、b和c"
    assert [joined("a", language) for language in LANGUAGES] == ["a"] * len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_postures_people_or_movements_are_called_the_same(language: str) -> None:
    for table in ("person", "posture", "movement", "measure", "more", "less"):
        said = [text for key, text in phrases(language).items() if key.startswith(f"caption.{table}.")]
        assert len(set(said)) == len(said), table


def _left_over(text: str) -> str:
    """Latin letters that are no name and no brace."""
    return "".join(re.findall(r"[A-Za-z]+", NAMES.sub(" ", re.sub(r"\{[^}]*\}|<[^>]*>|https?://\S+", " ", text))))


def test_no_english_is_left_over_in_chinese() -> None:
    left = {key: text for key, text in phrases("zh").items() if _left_over(text)}
    assert not left
    for name in ASKED:
        for what, text in told(name, "zh").items():
            assert not _left_over(text.replace(SCRIPT, "")), (name, what, text)


def test_no_whole_phrase_of_malay_is_english() -> None:
    english, malay = phrases(ENGLISH), phrases("ms")
    same = {
        key for key, text in malay.items() if text == english[key] and len(re.findall(r"[a-z]{4,}", _plain(text))) > 1
    }
    assert not same
    own = {"alternative", "backward", "forward", "joint", "before", "after", "with", "degrees", "spine", "neck", "head"}
    for key, text in malay.items():
        assert not own & set(re.findall(r"[a-z]+", _plain(text).lower())), key


def _plain(text: str) -> str:
    return re.sub(r"\{[^}]*\}", " ", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_chinese_stops_stand_in_chinese_and_nowhere_else(language: str) -> None:
    wide = set("。，；：、（）")
    for name in ASKED:
        for what in ("caption", "long description", "alt", "statement"):
            text = told(name, language)[what]
            assert bool(wide & set(text)) is (language == "zh"), (name, what)
            if language == "zh":
                assert not re.search(r"[,;:](?!\d)|[\u4e00-\u9fff]\.", text), (name, text)


# glyphs


def _glyphs() -> set[int]:
    """Characters of the font of the figures and of the fonts that come with it."""
    dejavu = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return {code for path in (dejavu, *sorted(FONTS.glob("*.otf"))) for code in FT2Font(str(path)).get_charmap()}


def test_every_character_can_be_drawn() -> None:
    said = {text for language in LANGUAGES for text in (*phrases(language).values(), LANGUAGES[language])}
    said |= {text for name in ASKED for language in LANGUAGES for text in told(name, language).values()}
    glyphs = _glyphs()
    missing = {
        character for text in said for character in text if character.isprintable() and ord(character) not in glyphs
    }
    assert not missing, f"no glyph for {''.join(sorted(missing))}"


# what is generated


@pytest.mark.parametrize("name", ASKED)
def test_an_alternative_text_is_short_and_names_what_is_asked(name: str) -> None:
    result = result_of(name)
    for language in LANGUAGES:
        said = told(name, language)["alt"]
        assert 20 <= len(said) <= texts.LONGEST_ALT
        assert "image of" not in said.lower()
        assert "\n" not in said
        assert SCRIPT not in said
        if name in models.load_postures():
            assert asked.posture(result.scenario, language) in said
        if len(result.scenario.tilts) == 1:
            assert f"{result.scenario.tilts[0].deg:g}°" in said or name == "deep"


@pytest.mark.parametrize("name", ASKED)
def test_the_same_numbers_stand_in_every_language(name: str) -> None:
    for what in ("caption", "long description", "tables", "statement", "labels", "figure", "warnings"):
        found = {language: sorted(NUMBER.findall(told(name, language)[what])) for language in LANGUAGES}
        assert all(numbers == found[ENGLISH] for numbers in found.values()), what


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["forward", "sitting", "oblique", "little", "erect"])
def test_the_numbers_are_those_of_the_result(name: str, language: str) -> None:
    result = result_of(name)
    before = report.before_of(result)
    said = told(name, language)
    load = result.joints["L4-L5"]
    assert f"{load.compression_N:.0f} N" in said["caption"]
    for index, row in enumerate(texts.table(result, language).rows):
        now = result.joints.compression_N[index]
        assert row[0] == JOINTS[index]
        if before is None:
            assert row[1] == f"{now:.0f}"
            continue
        old = before.joints.compression_N[index]
        assert row[2:] == (f"{old:.0f}", f"{now:.0f}", f"{now / old:.2f}")
    for measure, row in zip(report.measures(result), texts.alignment_table(result, language).rows, strict=True):
        now = getattr(result.alignment, measure)
        sizes = [float(NUMBER.findall(cell)[0]) for cell in row[1:]]
        values = [now] if before is None else [old := getattr(before.alignment, measure), now, now - old]
        assert sizes == pytest.approx([abs(value) for value in values], abs=0.0501), measure
    lumbar = [joint.compression_N for joint in result.joints if joint.region == "lumbar"]
    for end in (min(lumbar), max(lumbar)):
        assert f"{end:.0f} N" in said["long description"]


@pytest.mark.parametrize("name", ASKED)
def test_every_text_differs_between_languages(name: str) -> None:
    for what in told(name, ENGLISH):
        said = [told(name, language)[what] for language in LANGUAGES]
        if any(said) and not (what == "title" and name == "titled"):
            assert len(set(said)) == len(LANGUAGES), what


@pytest.mark.parametrize("name", ASKED)
def test_the_long_description_goes_through_the_figure(name: str) -> None:
    result = result_of(name)
    for language in LANGUAGES:
        said = told(name, language)["long description"]
        paragraphs = said.split("\n\n")
        compared = report.before_of(result) is not None
        assert len(paragraphs) >= 5 if compared else len(paragraphs) == 4
        assert all(paragraph and paragraph == paragraph.strip() for paragraph in paragraphs)
        assert asked.who_does(result.person, result.scenario, language) in paragraphs[0]
        for doing in asked.doings(result.scenario, language):
            assert doing in paragraphs[0]
        for measure in ("lumbar_lordosis_deg", "thoracic_kyphosis_deg", "cervical_lordosis_deg", "pelvic_tilt_deg"):
            assert say(f"caption.measure.{measure}", language) in paragraphs[1]
        for warning in texts.warnings(result, language):
            assert warning in said
        assert paragraphs[-1] == say("caption.honesty", language)
        assert "{" not in said


def test_what_the_loss_of_a_root_leaves_is_told() -> None:
    result = result_of("root")
    for language in LANGUAGES:
        said = told("root", language)["long description"]
        assert "L3 60 %" in said
        assert "L4 60 %" in said
        assert say("text.action.knee extension", language) in said
        bears = result.legs["loads"]["legs"]["left"]["knee_body_weights"]
        assert f"{bears:.2f}" in said


def test_a_title_stays_the_text_it_is() -> None:
    for language in LANGUAGES:
        assert texts.title(result_of("titled"), language) == SCRIPT
        assert SCRIPT in texts.table(result_of("titled"), language).caption
        assert SCRIPT not in told("titled", language)["alt"] + told("titled", language)["caption"]


# warnings


def test_warnings_are_texts_that_can_be_said_in_every_language() -> None:
    found = [warning for name in ASKED for warning in result_of(name).warnings]
    assert found
    for warning in found:
        assert isinstance(warning, Remark)
        assert warning == warning.spoken(ENGLISH)
        assert len({warning.spoken(language) for language in LANGUAGES}) == len(LANGUAGES)
    again = pickle.loads(pickle.dumps(found[0]))
    assert (again, again.spoken("zh")) == (found[0], found[0].spoken("zh"))
    name = next(name for name in ASKED if result_of(name).warnings)
    assert json.loads(result_of(name).to_json())["warnings"] == list(result_of(name).warnings)


def test_one_fascicle_works_and_two_work() -> None:
    assert Remark("capped_one", count="1") == "1 muscle fascicle works at the greatest strength"
    assert Remark("capped", count="2") == "2 muscle fascicles work at the greatest strength"


# honesty


def _said(text: str, language: str) -> list[str]:
    folded = text.casefold()
    return [word for word in FORBIDDEN[language] if re.search(rf"\b{word}" if word.isascii() else word, folded)]


def test_every_language_has_its_forbidden_words() -> None:
    assert FORBIDDEN.keys() == LANGUAGES.keys()
    for language, sentence in (
        ("en", "This diagnosis is guaranteed to cure a misaligned spine."),
        ("ms", "Rawatan ini dijamin menyembuhkan."),
        ("ms", "Postur pesakit tidak normal."),
        ("zh", "本疗法保证治愈错位的脊柱。"),
    ):
        assert len(_said(sentence, language)) >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_promised_and_nobody_is_judged(language: str) -> None:
    for key, text in phrases(language).items():
        assert not _said(_plain(text), language), key
    for name in ASKED:
        for what, text in told(name, language).items():
            assert not _said(text, language), (name, what)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_caption_and_description_says_that_it_is_made_for_teaching(language: str) -> None:
    for name in ASKED:
        for what in ("caption", "long description"):
            assert told(name, language)[what].endswith(say("caption.honesty", language))


def test_hips_that_move_to_one_side_are_not_told_to_stay_as_well() -> None:
    tilt = {"deg": 5, "direction": "left", "at": "pelvis"}
    result = sim.simulate("older_adult", posture="relaxed", carry={"right-hand": 8}, tilts=[tilt])
    for language in LANGUAGES:
        name = say("figure.body.sway_name", language).casefold()
        assert texts.long_description(result, language).casefold().count(name) == 1
