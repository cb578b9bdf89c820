"""What people publish: the bundle of an article, pasted as a strict editor keeps it, and the gallery."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import nh3
import pytest
from PIL import Image

import models
import sim
from run_sim import main
from sim.language import LANGUAGES, phrases, say
from sim.publish import gallery as galleries
from sim.publish import page, parameters, texts
from sim.publish.bundle import PLAIN, SHARP, BundleError, bundle
from sim.publish.fragment import ALLOWED, fragment

pytestmark = pytest.mark.filterwarnings("ignore:Glyph")  # no font has every emoji

ROOT = Path(__file__).parents[1]
TILT = {"tilts": [{"deg": 20, "direction": "forward", "at": "lumbar"}]}
HOSTILE = "<script>alert(1)</script> \"q\" 'a' & 倾斜 😀 {title} %s"
TITLES = [
    HOSTILE,
    "=HYPERLINK(1)",
    "\uff1cb\uff1e",
    "&lt;b&gt;",
    '"><img src=x onerror=alert(1)>',
    "]]> --> <!--",
    "I.",
]
FILES = {
    "figure.png",
    "figure@2x.png",
    "figure-dark.png",
    "figure-card.png",
    "figure.webp",
    "figure.svg",
    "fragment.html",
    "interactive.html",
    *(f"texts.{code}.txt" for code in LANGUAGES),
    "figure.csv",
    "figure.json",
    "how-to.html",
}


class Read(HTMLParser):
    """Elements with their attributes, and text, of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def article():
    return bundle({**TILT, "title": HOSTILE})


@pytest.fixture(scope="module")
def result():
    return sim.simulate(scenario={**TILT, "title": HOSTILE})


def cleaned(text: str) -> str:
    """What an editor that keeps only the elements of ALLOWED makes of a text."""
    return nh3.clean(
        text, tags=set(ALLOWED), attributes={tag: kept for tag, kept in ALLOWED.items() if kept}, link_rel=None
    )


def test_a_bundle_holds_every_file(article):
    assert set(article) == FILES
    assert all(article.values())


def test_a_bundle_is_the_same_twice(article):
    again = bundle({**TILT, "title": HOSTILE})
    assert [name for name in FILES if again[name] != article[name]] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", TITLES)
def test_a_strict_editor_leaves_the_fragment_as_it_is(title, language):
    told = sim.simulate(scenario={**TILT, "title": title})
    made = fragment(told, language, 1200, 1500, "https://clinic.example/a/figure.png", parameters.credit(language))
    assert cleaned(made) == made
    assert title in Read(made).words


def test_the_fragment_of_a_bundle_is_kept_and_shows_what_is_there(article):
    made = article["fragment.html"].decode()
    assert cleaned(made) == made
    (image,) = Read(made).named("img")
    width, height = int(image["width"] or 0), int(image["height"] or 0)
    assert image["src"] in article
    assert Image.open(io.BytesIO(article[str(image["src"])])).size == (width, height)
    assert Image.open(io.BytesIO(article[SHARP])).size == (2 * width, 2 * height)
    assert 0 < len(str(image["alt"])) <= texts.LONGEST_ALT


def test_the_fragment_has_a_table_that_a_screen_reader_can_read(article):
    read = Read(article["fragment.html"].decode())
    assert len(read.named("caption")) == len(read.named("table")) == 1
    scopes = [cell.get("scope") for cell in read.named("th")]
    assert set(scopes) == {"col", "row"}
    rows = len(texts.table(sim.simulate(scenario=TILT), "en").rows)
    assert scopes.count("row") == rows
    assert len(read.named("tr")) == rows + 1


def test_the_fragment_says_what_the_picture_says(result):
    made = Read(fragment(result, "en", 10, 10, PLAIN, parameters.credit("en"))).words
    assert texts.caption(result, "en") in made
    assert texts.long_description(result, "en").strip() in made
    assert sim.__version__ in made


def test_a_title_stays_text_everywhere(article):
    for name in ("fragment.html", "how-to.html", "interactive.html"):
        read = Read(article[name].decode())
        assert not any(
            "alert" in str(value) and key.startswith("on") for _, have in read.elements for key, value in have.items()
        )
        assert not any(element in ("img", "script") and have.get("src") == "x" for element, have in read.elements)
        assert "<script>alert(1)" not in article[name].decode()
    assert HOSTILE in Read(article["how-to.html"].decode()).words
    drawing = ET.fromstring(article["figure.svg"])
    assert drawing.find("{http://www.w3.org/2000/svg}title").text == HOSTILE
    assert not [element for element in drawing.iter() if element.tag.endswith("script")]
    for name in ("figure.png", SHARP, "figure-dark.png", "figure-card.png"):
        assert Image.open(io.BytesIO(article[name])).text["Title"] == HOSTILE
    assert json.loads(article["figure.json"])["scenario"]["title"] == HOSTILE


def test_no_cell_of_the_table_is_a_formula():
    for title in ("=1+1", "+1", "@x", "-1"):
        cells = csv.reader(io.StringIO(sim.simulate(scenario={**TILT, "title": title}).to_csv()))
        assert not [cell for row in cells for cell in row if re.match(r"[=+@\t]|-[^\d.]", cell)]


def test_pictures_have_their_sizes_and_no_loss(article):
    with Image.open(io.BytesIO(article["figure.png"])) as plain, Image.open(io.BytesIO(article["figure.webp"])) as webp:
        assert webp.size == plain.size
        assert webp.convert("RGB").tobytes() == plain.convert("RGB").tobytes()
        assert Image.open(io.BytesIO(article["figure-dark.png"])).size == plain.size
    assert Image.open(io.BytesIO(article["figure-card.png"])).size == (1200, 630)


def test_dark_is_dark_and_light_is_light(article):
    light, dark = (Image.open(io.BytesIO(article[name])).convert("L") for name in ("figure.png", "figure-dark.png"))
    assert light.getpixel((2, light.height - 3)) > 240
    assert dark.getpixel((2, dark.height - 3)) < 40


def test_the_drawing_by_lines_says_what_it_is(article):
    drawing = ET.fromstring(article["figure.svg"])
    space = "{http://www.w3.org/2000/svg}"
    assert drawing.get("role") == "img"
    told = [drawing.find(f"{space}{name}") for name in ("title", "desc")]
    assert drawing.get("aria-labelledby").split() == [one.get("id") for one in told]
    assert all(one.text for one in told)
    assert len(drawing.findall(f"{space}title")) == 1
    assert b"<!DOCTYPE" not in article["figure.svg"]


def test_figure_json_holds_all_that_made_the_figure(article, result):
    found = json.loads(article["figure.json"])
    assert found["schema"] == "plumbline.bundle/1"
    assert found["result"] == json.loads(result.to_json())
    assert set(found["texts"]) == set(LANGUAGES)
    assert found["software"]["version"] == found["citation"]["version"] == sim.__version__
    assert found["drawing"]["preset"] == "article"
    assert found["measures"] == result.person.measures
    for name in ("anatomy", "tissue", "muscles", "postures", "regressions", "adult_male"):
        own = tomllib.loads((models.files.FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
        assert found["parameters"][f"{name}.toml"] == json.loads(json.dumps(own))
    assert set(result.person.sources) <= set(found["references"])


def test_every_source_of_a_parameter_has_its_reference(article):
    found = json.loads(article["figure.json"])
    cited = set(parameters._sources(found["parameters"]))
    assert cited == set(found["references"])


def test_the_citation_is_that_of_the_citation_file():
    said = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f'title: "{parameters.TITLE}"' in said
    assert f"license: {parameters.LICENCE}" in said
    assert f"version: {sim.__version__}" in said
    assert all(f'name: "{author}"' in said for author in parameters.AUTHORS)


def test_the_texts_come_in_every_language_and_drafts_say_so(article):
    for code in LANGUAGES:
        words = article[f"texts.{code}.txt"].decode()
        for part in (texts.title, texts.alt, texts.caption, texts.long_description):
            assert part(sim.simulate(scenario={**TILT, "title": HOSTILE}), code).strip() in words
        draft = say("publish.draft", code)
        assert (code == "en") == (not draft)
        assert words.startswith(draft)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_how_to_names_every_file_and_holds_what_to_paste(language, article, result):
    from sim.publish import howto

    pasted = article["fragment.html"].decode()
    others = {name: data for name, data in article.items() if name != "how-to.html"}
    read = Read(howto.page(result, language, others, pasted, PLAIN, (1200, 1600)))
    assert [name for name in others if name not in read.words] == []
    assert pasted in read.words
    assert texts.alt(result, language) in read.words
    assert "<iframe" in read.words
    assert say("publish.draft", language) in read.words
    assert not [have for _, have in read.elements if "://" in str(have.get("src", "")) + str(have.get("href", ""))]


def test_every_key_is_said_in_every_language():
    keys = [{key for key in phrases(code) if key.startswith("publish.")} for code in LANGUAGES]
    assert all(one == keys[0] for one in keys)
    braces = re.compile(r"\{(\w+)\}")
    for key in keys[0]:
        assert len({tuple(sorted(braces.findall(phrases(code)[key]))) for code in LANGUAGES}) == 1, key


def test_the_picture_is_named_by_its_address_on_the_web(result, monkeypatch):
    from sim.publish.bundle import whole_address

    assert whole_address("https://clinic.example/up/") == f"https://clinic.example/up/{PLAIN}"
    assert whole_address("") == PLAIN
    for wrong in ("javascript:alert(1)", "clinic", "https://a b", 'https://a"b'):
        with pytest.raises(BundleError, match="address"):
            whole_address(wrong)


def test_the_command_writes_the_bundle_and_says_what_each_file_is(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(page, "interactive", lambda *_: "<!doctype html>")
    words = ["--tilt", "10", "--to", "backward", "--language", "ms", "--preset", "card"]
    assert main(["publish", *words, "--out", str(tmp_path / "a")]) == 0
    told = capsys.readouterr()
    assert {path.name for path in (tmp_path / "a").iterdir()} == FILES
    assert all(name in told.out for name in FILES)
    assert told.err == ""
    assert all(len(line) <= 80 for line in told.out.splitlines() if str(tmp_path) not in line)


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        (["--language", "english"], "did you mean 'en'"),
        (["--preset", "articel"], "did you mean 'article'"),
        (["--address", "clinic"], "https://"),
        (["--brand", "nowhere.toml"], "nowhere.toml"),
        (["--langauge", "en"], "did you mean '--language'"),
        (["nowhere.toml"], "nowhere.toml"),
    ],
)
def test_a_wrong_request_is_refused_in_one_line(words, mend, tmp_path, capsys):
    assert main(["publish", *words, "--out", str(tmp_path / "a")]) == 2
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert mend in told.err
    assert not (tmp_path / "a").exists()


def test_ctrl_c_leaves_nothing(tmp_path, capsys, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(page, "interactive", stopped)
    assert main(["publish", "--preset", "card", "--out", str(tmp_path / "a")]) == 130
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().err == "plumbline: stopped\n"


def test_a_model_file_of_ones_own_leaves_no_path_in_what_is_published(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "interactive", lambda *_: "<!doctype html>")
    own = tmp_path / "mr tan.toml"
    own.write_bytes((models.files.FOLDER / "older_adult.toml").read_bytes())
    made = bundle({**TILT, "person": str(own)}, preset="card")
    assert [name for name, data in made.items() if str(tmp_path).encode() in data] == []
    assert "mr tan.toml" in json.loads(made["figure.json"])["parameters"]


def test_a_person_of_measures_is_published_with_them(monkeypatch):
    monkeypatch.setattr(page, "interactive", lambda *_: "<!doctype html>")
    measures = {"sex": "female", "height_m": 1.58, "mass_kg": 52}
    made = bundle({**TILT, "person": measures}, preset="card")
    assert json.loads(made["figure.json"])["parameters"]["person"] == measures


def test_progress_reaches_the_end(monkeypatch):
    monkeypatch.setattr(page, "interactive", lambda *_: "<!doctype html>")
    told = []
    bundle(TILT, preset="card", progress=lambda done, total: told.append((done, total)))
    done = [one for one, _ in told]
    assert done == sorted(done)
    assert told[-1][0] == told[-1][1]


# --- gallery ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small_gallery():
    return galleries.gallery(names=["flat-back", "irritated-root"])


def test_the_gallery_shows_what_was_asked_for():
    assert list(galleries.items()) == [
        *("neutral", "forward-tilt", "backward-tilt", "flat-back", "sway-back", "oblique-pelvis", "short-leg"),
        *("slumped-desk", "phone-neck", "carrying", "irritated-root"),
    ]
    for item in galleries.items().values():
        assert all(f"publish.gallery.name.{item.name}" in phrases(code) for code in LANGUAGES)


def test_each_name_of_the_gallery_is_what_the_model_answers():
    found = {name: sim.simulate(scenario=dict(item.scenario)) for name, item in galleries.items().items()}
    change = {name: one.alignment.change for name, one in found.items()}
    assert change["forward-tilt"].lumbar_lordosis_deg < -15 < 10 < change["backward-tilt"].lumbar_lordosis_deg
    assert found["flat-back"].alignment.lumbar_lordosis_deg == pytest.approx(25, abs=0.1)
    sway = change["sway-back"]  # hips forward, thorax back, pelvis tipped backward, a long kyphosis
    assert sway.pelvic_tilt_deg > 3 and sway.thoracic_kyphosis_deg > 3 and sway.sva_mm < 0
    assert found["sway-back"].pose.hip_m[0] > found["sway-back"].baseline.pose.hip_m[0]
    assert change["oblique-pelvis"].pelvic_obliquity_deg == pytest.approx(8, abs=0.1)
    assert change["short-leg"].pelvic_obliquity_deg < 0  # the left side is lower
    assert change["slumped-desk"].lumbar_lordosis_deg < -10
    assert found["phone-neck"].alignment.gaze_deg < -20
    assert change["carrying"].lumbar_cobb_deg < 0  # away from the bag on the right


def test_a_gallery_page_shows_pictures_that_are_there(small_gallery):
    read = Read(small_gallery["index.html"].decode())
    images = read.named("img")
    assert [image["src"] for image in images] == ["flat-back-card.png", "irritated-root-card.png"]
    for image in images:
        size = Image.open(io.BytesIO(small_gallery[str(image["src"])])).size
        assert size == (int(str(image["width"])), int(str(image["height"]))) == (1200, 630)
        assert 0 < len(str(image["alt"])) <= texts.LONGEST_ALT
    assert Image.open(io.BytesIO(small_gallery["flat-back.png"])).size == (1920, 1080)
    assert [link["href"] for link in read.named("a") if link["href"] not in small_gallery] == []
    assert "prefers-color-scheme: dark" in small_gallery["index.html"].decode()


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("ms", "dark")])
def test_the_command_of_the_gallery_makes_the_same_picture_again(language, theme, tmp_path, monkeypatch):
    made = galleries.gallery(language, theme, ["flat-back"])
    (tmp_path / "flat-back.json").write_bytes(made["flat-back.json"])
    monkeypatch.chdir(tmp_path)
    (line,) = [line for line in Read(made["index.html"].decode()).words.split("\n") if "flat-back.json" in line]
    assert main([*line.split()[2:], "--quiet"]) == 0
    assert (tmp_path / "flat-back/figure.png").read_bytes() == made["flat-back.png"]


def test_processes_do_not_change_a_gallery(small_gallery):
    assert galleries.gallery(names=["flat-back", "irritated-root"], workers=2) == small_gallery


def test_the_contact_sheet_is_small(small_gallery):
    assert Image.open(io.BytesIO(small_gallery["gallery.png"])).width < 2000
    assert len(small_gallery["gallery.png"]) < 300_000


def test_a_picture_that_the_gallery_has_not_is_refused(tmp_path, capsys):
    assert main(["gallery", "--only", "flatback", "--out", str(tmp_path / "g")]) == 2
    assert "did you mean 'flat-back'" in capsys.readouterr().err
    assert not (tmp_path / "g").exists()


def test_the_contact_sheet_alone(tmp_path, capsys):
    assert main(["gallery", "--only", "neutral", "--contact", str(tmp_path / "sheet.png")]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.png"]
    assert main(["gallery", "--contact", "sheet.jpg"]) == 2
