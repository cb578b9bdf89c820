"""The interactive page in a real browser: what a reader sees, drags and hears, and that its numbers are right."""

import itertools
import json
import re
from pathlib import Path

import numpy as np
import pytest

import models
import sim
from sim.language import LANGUAGES, phrases
from sim.publish import grid, howto, page, pagedata, pagewords
from sim.scenario import build

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / ".venv/npm/node_modules/axe-core/axe.min.js"
WORDS = ("ink", "muted", "lumbar-text", "thoracic-text", "cervical-text", "pelvis-text")  # colours of words
CONTROLS = ("focus", "lumbar", "thoracic", "cervical", "pelvis-edge")  # and of bars, bones and rings
WIDTHS = (320, 375, 768, 1280, 1600)
ATTACK = "<script>alert(1)</script>"
LOST = {"plane": "sagittal", "at": "lumbar", "posture": "erect", "against": "untilted", "tilt": 20}


@pytest.fixture(scope="module")
def texts():
    """The page in every language, from one set of solves."""
    return {language: page.interactive(language=language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def tab(chrome, tmp_path_factory, texts):
    """One page that every test takes over: it records what leaves it and what goes wrong in it."""
    folder = tmp_path_factory.mktemp("page")
    for language, text in texts.items():
        (folder / f"{language}.html").write_text(text, encoding="utf-8")
    opened = chrome.new_page()
    opened.asked, opened.wrong, opened.folder = [], [], folder
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("console", lambda message: opened.wrong.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: opened.wrong.append(str(error)))
    yield opened
    opened.close()


@pytest.fixture
def shown(tab):
    """The page as it opens, at a width, in a colour scheme and a language."""

    def show(language="en", width=1280, scheme="light", motion="reduce"):
        tab.asked.clear()
        tab.wrong.clear()
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme, reduced_motion=motion, media="screen")
        tab.goto((tab.folder / f"{language}.html").as_uri())
        return tab

    return show


def state(tab):
    return tab.evaluate("plumbline.state()")


def figure(tab):
    """Where every shape of the spine stands."""
    return tab.evaluate(
        """() => [...document.querySelectorAll('#drawing > g:not([style*=none]) .bodies path')]
        .map(p => p.getAttribute('transform'))"""
    )


def drawn(tab):
    """Once what was asked for has been drawn."""
    tab.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


def wait_for_words(tab, before):
    tab.wait_for_function("words => document.getElementById('said').textContent !== words", arg=before)
    return tab.inner_text("#said")


# ---- one file ----------------------------------------------------------------------------------------------------


def test_it_is_one_small_file_that_asks_nothing_of_anybody(shown, texts):
    tab = shown()
    tab.click("text=Oblique pelvis")
    tab.click("#numbers summary")
    assert tab.asked == [(tab.folder / "en.html").as_uri()]
    assert tab.wrong == []
    assert all(len(text.encode()) < 200_000 for text in texts.values())
    assert "default-src 'none'" in texts["en"]


def test_a_request_that_is_tried_is_refused_by_the_page_itself(shown):
    tab = shown()
    refused = tab.evaluate("fetch('https://example.org/').then(() => false, () => true)")
    assert refused and any("Content Security Policy" in line for line in tab.wrong)


def test_same_inputs_give_the_same_bytes(monkeypatch):
    monkeypatch.setattr(pagedata, "POSTURES", ())
    made = []
    for _ in range(2):
        monkeypatch.setattr(page, "_pages", {})
        sim.pipeline.forget()
        made.append(page.interactive({"person": "older_adult"}))
    assert made[0] == made[1]


def test_words_are_those_of_the_language(shown, texts):
    for language, tag in (("en", "en"), ("ms", "ms"), ("zh", "zh-Hans")):
        tab = shown(language)
        assert tab.get_attribute("html", "lang") == tag
        assert tab.inner_text("h1") == phrases(language)["page.title"]
        visible = tab.inner_text("body")
        assert phrases(language)["page.presets.oblique_pelvis"] in visible
        assert "{" not in visible and "undefined" not in visible and "NaN" not in visible
        if language != "en":
            left_over = [words for key, words in phrases("en").items() if key.startswith("page.said.what")]
            assert not any(words in visible for words in left_over)


def test_every_posture_has_a_name():
    named = {key.removeprefix("page.postures.") for key in phrases("en") if key.startswith("page.postures.")}
    assert named == set(models.load_postures())


@pytest.mark.parametrize("title", [ATTACK, '</script><img src=x onerror="alert(1)">', "--> {{data}} & ' \""])
def test_a_title_stays_text_everywhere(tab, title):
    text = page.interactive({"title": title, "tilts": [{"deg": 20, "direction": "forward", "at": "lumbar"}]})
    alerts = []
    tab.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    tab.wrong.clear()
    tab.set_content(text)
    assert tab.inner_text("h1") == title and tab.title() == title
    assert not alerts and not tab.wrong
    assert ATTACK not in text and "onerror=" not in text.replace("onerror=&quot;", "")


def test_data_cannot_end_their_element():
    hostile = {"a": "</script><!--<script>\u2028&"}
    text = page.in_script(hostile)
    assert json.loads(text) == hostile and not set("<>&\u2028") & set(text)


def test_without_scripts_the_values_are_there(chrome, texts):
    still = chrome.new_page(java_script_enabled=False)
    still.set_content(texts["en"])
    said = still.inner_text("body")
    still.close()
    result = sim.simulate(tilt_deg=20, direction="forward", at="lumbar")
    assert "L5-S1" in said and f"{result.joints['L5-S1'].compression_N:.0f}" in said
    assert f"{result.alignment.lumbar_lordosis_deg:.0f}°" in said


def test_without_scripts_too_a_way_is_a_word_and_a_minus_is_a_true_one():
    start = {"joints": ["L5-S1"], "first": {"measures": {}, "loads": [[400.0], [500.0]]}}
    start["first"]["measures"] = {"head_tilt_deg": [0.2, -8.0], "sva_mm": [-0.3, -12.0], "gaze_deg": [0.0, -3.0]}
    cells = re.findall(r"<td>(.*?)</td>", pagewords.static(start, "ms"))
    assert cells[:6] == ["0°", "8° kiri", "0 mm", "\u221212 mm", "0°", "3° ke bawah"]


def test_how_to_and_gallery_say_in_which_letters_chinese_is_shown():
    assert '<html lang="zh-Hans">' in howto.document("zh", "", "", [])


# ---- right -------------------------------------------------------------------------------------------------------


def test_between_the_nodes_the_page_meets_exact_solves(shown, texts):
    """Over all postures, planes and places, at tilts that are no nodes: what the page computes against the model."""
    tab = shown()
    data = json.loads(re.search(r'id="data">(.*?)</script>', texts["en"], re.S)[1])
    random = np.random.default_rng(5)
    missed = {"mm": [], "deg": [], "load": []}
    for key, kept in data["grids"].items():
        posture, plane, at = key.split("/")
        axis = grid.PLANES.index(plane)
        for tilt in random.uniform(kept["x"][0], kept["x"][-1], 3).round(2):
            exact = sim.simulate(scenario=grid.tilted(build(posture=posture), axis, at, float(tilt)))
            asked = {"posture": posture, "plane": plane, "at": at, "tilt": float(tilt)}
            found = tab.evaluate(
                "s => { const v = plumbline.values(s); return [[...v.measures], [...v.loads]] }", asked
            )
            bodies = np.array(tab.evaluate("s => plumbline.placed(s)", asked))
            middle = np.array(data["person"]["centre"]) / 1e4
            turn = bodies[:, 3:].reshape(-1, 3, 3)
            centres = bodies[:, :3] / 1e4 + (turn @ np.column_stack([middle, np.zeros(26)])[:, :, None])[..., 0]
            truth = sim.chain.place(exact.pose, np.arange(26), exact.person.centre_m)
            missed["mm"].append(1e3 * np.linalg.norm(centres - truth, axis=1).max())
            names = grid.MEASURES[plane]
            missed["deg"].append(
                max(abs(a - getattr(exact.alignment, name)) for a, name in zip(found[0], names, strict=True))
            )
            newton = exact.joints.compression_N
            missed["load"].append(float((np.abs(np.array(found[1]) - newton) / np.maximum(newton, 100.0)).max()))
    assert len(missed["mm"]) >= 3 * 5 * 3 * 2
    assert max(missed["mm"]) < 0.3
    assert max(missed["deg"]) < 0.1
    assert max(missed["load"]) < 0.01


def test_at_its_nodes_the_page_shows_the_very_numbers_of_the_model(shown):
    tab = shown()
    result = sim.simulate(tilt_deg=20, direction="forward", at="lumbar")
    tab.click("#numbers summary")
    rows = dict(line.split("\t", 1) for line in tab.inner_text("#rows").splitlines())
    before, now, times = rows["L5-S1"].split("\t")
    joint = result.joints["L5-S1"]
    assert float(now) == pytest.approx(joint.compression_N, abs=0.7)
    assert float(before) == pytest.approx(joint.compression_N / joint.compression_ratio, abs=0.7)
    assert float(times) == pytest.approx(joint.compression_ratio, abs=0.006)
    lordosis = next(line for line in tab.inner_text("#angle-rows").splitlines() if "Lordosis L1" in line)
    assert f"{result.alignment.lumbar_lordosis_deg:.0f}°" in lordosis


def test_a_range_ends_where_no_posture_exists_and_says_so(tab, monkeypatch):
    """A person who cannot go beyond 12 degrees one way, and has a hole at 7 the other way."""
    real = sim.pipeline.simulate

    def limited(person=None, scenario=None, **words):
        tilt = scenario.tilts[0] if scenario.tilts else None
        if tilt and (
            (tilt.direction == "forward" and tilt.deg > 12) or (tilt.direction == "backward" and 7 < tilt.deg < 8)
        ):
            raise sim.NoPosture("falls")
        return real(person, scenario, **words)

    monkeypatch.setattr(sim.pipeline, "simulate", limited)
    found = grid.solve(models.load("adult_male"), build(), 0, "lumbar")
    assert found.ends == (True, True)
    assert 11 <= found.pose_deg[-1] <= 12 and -7.5 < found.pose_deg[0] <= -5
    monkeypatch.setattr(pagedata, "POSTURES", ())
    tab.set_content(page.interactive({"person": "adult_female"}))
    tab.focus("#tilt")
    tab.keyboard.press("End")
    assert tab.inner_text("#tilt-now") == "12° forward"
    assert "The range ends at 12° forward" in tab.inner_text("#note")


def test_what_else_a_scenario_holds_stays_held(tab, monkeypatch):
    monkeypatch.setattr(pagedata, "POSTURES", ())
    words = {"lean_deg": 20, "carry": {"both-hands": 5}, "tilts": [{"deg": 6, "direction": "right", "at": "L4"}]}
    tab.set_content(page.interactive(words))
    assert state(tab) == {"plane": "lateral", "at": "L4", "posture": "asked", "against": "untilted", "tilt": 6}
    exact = sim.simulate(scenario={**words, "tilts": [{"deg": 3, "direction": "right", "at": "L4"}]})
    loads = tab.evaluate("[...plumbline.values({...plumbline.state(), tilt: 3}).loads]")
    assert np.allclose(loads, exact.joints.compression_N, rtol=0.01)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"posture": "lying"}, "Lying on the back (drawn upright), not tilted."),
        ({"lift": {"left": "20mm"}}, "Standing erect, as asked. Pelvis, side tilt from 0° to 6° right"),
        ({"curves": {"lumbar": 20}}, "Standing erect, as asked. Lordosis L1–S1 from 57° to 20°"),
    ],
)
def test_any_scenario_opens_on_itself(tab, monkeypatch, words, said):
    monkeypatch.setattr(pagedata, "POSTURES", ())
    tab.wrong.clear()
    tab.set_content(page.interactive(words))
    assert tab.inner_text("#said").startswith(said)
    assert not tab.wrong


def test_postures_that_a_burden_makes_impossible_are_not_offered(tab, monkeypatch):
    monkeypatch.setattr(pagedata, "POSTURES", ("slumped",))
    real = sim.pipeline.simulate

    def limited(person=None, scenario=None, **words):
        if scenario is not None and scenario.posture == "slumped":
            raise sim.NoPosture("falls")
        return real(person, scenario, **words)

    monkeypatch.setattr(sim.pipeline, "simulate", limited)
    tab.set_content(page.interactive({"person": "older_adult", "carry": {"right-hand": 5}}))
    assert tab.locator("#posture option").all_inner_texts() == ["Standing erect"]
    assert tab.locator("[data-preset=slumped]").count() == 0


# ---- driven ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("control", ["#tilt", "#handle"])
@pytest.mark.parametrize("plane", grid.PLANES)
def test_every_slider_by_keyboard_moves_the_figure(shown, control, plane):
    tab = shown()
    tab.evaluate("plane => plumbline.choose({plane, tilt: 0})", plane)
    for key, tilt in (("PageUp", None), ("ArrowRight", None), ("ArrowLeft", None), ("Home", "low"), ("End", "high")):
        before, was = figure(tab), state(tab)["tilt"]
        tab.focus(control)
        tab.keyboard.press(key)
        tab.wait_for_function("t => plumbline.state().tilt !== t", arg=was)
        drawn(tab)
        assert figure(tab) != before
        if tilt:
            assert abs(state(tab)["tilt"]) == (30 if plane == "sagittal" else 20)
    said = tab.get_attribute(control, "aria-valuetext")
    assert said == tab.inner_text("#tilt-now") and re.search(r"\d+°", said)


def test_arrows_move_the_knob_the_way_they_point(shown):
    tab = shown()
    for plane, key, way in (
        ("sagittal", "ArrowDown", (0, 1)),
        ("lateral", "ArrowUp", (0, -1)),
        ("axial", "ArrowLeft", (-1, 0)),
    ):
        tab.evaluate("plane => plumbline.choose({plane, tilt: 0})", plane)
        drawn(tab)
        before = tab.locator("#handle .knob").bounding_box()
        tab.focus("#handle")
        for _ in range(8):
            tab.keyboard.press(key)
        drawn(tab)
        after = tab.locator("#handle .knob").bounding_box()
        assert (after["x"] - before["x"]) * way[0] + (after["y"] - before["y"]) * way[1] > 8


@pytest.mark.parametrize(("plane", "by"), [("sagittal", (0, -60)), ("lateral", (0, 30)), ("axial", (-40, 0))])
def test_the_handle_follows_the_pointer(shown, plane, by):
    tab = shown(width=768)
    tab.evaluate("plane => plumbline.choose({plane, tilt: 0})", plane)
    drawn(tab)
    tab.locator("#handle").scroll_into_view_if_needed()
    box = tab.locator("#handle .knob").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = figure(tab)
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + by[0], y + by[1], steps=6)
    drawn(tab)
    now = tab.locator("#handle .knob").bounding_box()
    tab.mouse.up()
    assert figure(tab) != before
    reached = np.array([now["x"] + now["width"] / 2 - x, now["y"] + now["height"] / 2 - y])
    assert reached @ np.array(by) / np.dot(by, by) == pytest.approx(1.0, abs=0.15)  # under the finger
    tab.mouse.move(5, 5)
    assert state(tab)["tilt"] != 0


def test_the_handle_follows_a_finger(shown):
    tab = shown(width=375)
    tab.evaluate("plumbline.choose({tilt: 0})")
    drawn(tab)
    tab.locator("#handle").scroll_into_view_if_needed()
    box = tab.locator("#handle .knob").bounding_box()
    x, y, scrolled = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, tab.evaluate("scrollY")
    finger = tab.context.new_cdp_session(tab)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 6):
        point = {"x": x, "y": y - 8 * step}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    finger.detach()
    assert state(tab)["tilt"] < -5
    assert tab.evaluate("scrollY") == scrolled


def test_the_handle_is_big_enough_for_a_finger_and_leaves_scrolling_alone(shown):
    tab = shown(width=320)
    box = tab.locator("#handle .reach").bounding_box()
    assert box["width"] >= 44 and box["height"] >= 44
    assert tab.evaluate("getComputedStyle(handle).touchAction") == "none"
    assert tab.evaluate("getComputedStyle(spine).touchAction") == "auto"


def test_presets_do_what_their_buttons_say_and_reset_goes_back(shown):
    tab = shown()
    tab.click("text=Oblique pelvis")
    assert state(tab) == {**LOST, "plane": "lateral", "at": "pelvis", "tilt": 8}
    assert tab.get_attribute("[data-preset=oblique_pelvis]", "aria-pressed") == "true"
    assert tab.inner_text("#view-name") == "From behind"
    tab.click("text=Slumped sitting >> visible=true")
    assert state(tab)["posture"] == "slumped" and tab.input_value("#posture") == "slumped"
    tab.click("#reset")
    assert state(tab) == LOST


def test_the_live_region_says_once_the_hand_rests_what_has_changed(shown):
    tab = shown()
    before = tab.inner_text("#said")
    tab.evaluate("window.heard = 0; new MutationObserver(() => heard++).observe(said, {childList: true})")
    tab.evaluate("for (let tilt = 19; tilt >= 14; tilt--) plumbline.choose({tilt})")  # as a hand that moves on
    said = wait_for_words(tab, before)
    assert tab.evaluate("heard") == 1
    assert said.startswith("Lumbar spine: 14° forward. Standing erect.")
    exact = sim.simulate(tilt_deg=14, direction="forward", at="lumbar")
    assert f"to {exact.alignment.lumbar_lordosis_deg:.0f}°" in said and "Compression changes most at" in said
    speaking = "[...document.querySelectorAll('[aria-live], [role=status], output')].map(e => e.id)"
    assert tab.evaluate(speaking) == ["said"]  # nothing else speaks while the hand moves


def test_before_can_be_the_same_posture_or_standing_erect(shown):
    tab = shown()
    tab.select_option("#posture", "sitting")
    ghost = "[...document.querySelectorAll('.side .ghost .bodies')].map(p => p.getAttribute('transform'))"
    same = tab.evaluate(ghost)
    tab.check("input[name=against][value=erect]", force=True)
    assert tab.evaluate(ghost) != same
    tab.evaluate("plumbline.choose({tilt: 0})")
    said = wait_for_words(tab, tab.inner_text("#said"))
    sitting = sim.simulate(posture="sitting")
    assert said.startswith("Sitting, not tilted.")
    assert f"from {sitting.baseline.alignment.lumbar_lordosis_deg:.0f}°" in said


def test_it_moves_smoothly_unless_the_reader_wants_no_motion(shown):
    jumped = """() => { plumbline.choose({tilt: -20});
        return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
            () => done(document.getElementById('handle').getAttribute('transform'))))); }"""
    ends = {}
    for motion in ("reduce", "no-preference"):
        tab = shown(motion=motion)
        early = tab.evaluate(jumped)
        tab.wait_for_timeout(700)
        ends[motion] = (early, tab.get_attribute("#handle", "transform"))
    assert ends["reduce"][0] == ends["reduce"][1] == ends["no-preference"][1]
    assert ends["no-preference"][0] != ends["no-preference"][1]


# ---- for everybody -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "scheme"), list(itertools.product(LANGUAGES, ("light", "dark"))))
def test_axe_finds_nothing(shown, missing, language, scheme):
    if not AXE.exists():
        missing("axe-core (`make test` with npm)")
    for width, posed in ((320, {"plane": "lateral", "at": "pelvis", "tilt": 9}), (1280, LOST)):
        tab = shown(language, width, scheme)
        tab.evaluate("s => plumbline.choose(s)", posed)
        tab.click("#numbers summary")
        tab.evaluate(AXE.read_text(encoding="utf-8"))
        found = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
        told = [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]
        assert told == [], (language, scheme, width)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_width_scrolls_sideways_and_no_words_are_cut(shown, language):
    tab = shown(language)
    tab.click("#numbers summary")
    for width, plane in itertools.product(WIDTHS, grid.PLANES):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.evaluate("plane => plumbline.choose({plane, at: 'pelvis', tilt: 12})", plane)
        drawn(tab)
        assert tab.evaluate("document.documentElement.scrollWidth") == width
        cut = tab.evaluate(
            """() => [...document.querySelectorAll('button, .segments span, .tile *, h1, td, th, .row > :not(.track)')]
            .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')
            .map(e => e.textContent)"""
        )
        assert cut == [], (language, width)
        outside = tab.evaluate(
            """() => { const frame = document.getElementById('spine').getBoundingClientRect();
            return [...document.querySelectorAll('#spine text')]
            .filter(e => e.textContent && e.checkVisibility({visibilityProperty: true}))
            .filter(e => { const b = e.getBoundingClientRect(); return b.width &&
                (b.left < frame.left - 1 || b.right > frame.right + 1 || b.bottom > frame.bottom + 1); })
            .map(e => e.textContent); }"""
        )
        assert outside == [], (language, width, plane)


def _contrast(one, other):
    def light(colour):
        channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))

    bright, dim = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_words_and_controls_stand_out_in_light_and_dark(shown):
    for scheme in ("light", "dark"):
        tab = shown(scheme=scheme)
        colour = tab.evaluate(
            """names => { const s = getComputedStyle(document.documentElement);
            return Object.fromEntries(names.map(n => [n, s.getPropertyValue('--' + n).trim()])) }""",
            ["paper", *WORDS, *CONTROLS],
        )
        paper = colour["paper"]
        for name in WORDS:
            assert _contrast(colour[name], paper) >= 4.5, (scheme, name)
        for name in CONTROLS:
            assert _contrast(colour[name], paper) >= 3.0, (scheme, name)


def test_focus_is_always_seen(shown):
    tab = shown()
    seen = []
    tab.evaluate("document.activeElement.blur()")
    for _ in range(30):
        tab.keyboard.press("Tab")
        found = tab.evaluate(
            """() => { const e = document.activeElement; if (e === document.body) return null;
            const look = e.id === 'handle' ? getComputedStyle(e.querySelector('.ring')).stroke !== 'none'
            : getComputedStyle(e.type === 'radio' ? e.nextElementSibling : e).outlineStyle !== 'none';
            return [e.id || e.name || e.dataset.preset || e.tagName, look]; }"""
        )
        if found is None:
            break
        seen.append(found)
    assert all(look for _, look in seen), seen
    assert {"handle", "tilt", "reset", "plane", "at", "posture", "against", "SUMMARY"} <= {name for name, _ in seen}


def test_on_paper_there_are_the_figure_and_the_numbers_and_no_buttons(shown):
    tab = shown(scheme="dark")
    tab.emulate_media(media="print", color_scheme="dark")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not tab.is_visible("#reset") and not tab.is_visible("#tilt") and not tab.is_visible("#handle")
    assert tab.is_visible("#spine") and tab.is_visible("#rows") and tab.is_visible("#said")
    assert tab.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()") == "#ffffff"
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not tab.evaluate("document.getElementById('numbers').open")


def test_inside_another_page_it_tells_its_height_and_fits_its_width(tab, texts):
    (tab.folder / "interactive.html").write_text(texts["en"], encoding="utf-8")
    snippet = page.EMBED.format(title="A spine")
    host = tab.folder / "host.html"
    host.write_text(f"<!doctype html><body style='margin:0'><p>An article</p>{snippet}", encoding="utf-8")
    for width in (360, 900):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.emulate_media(reduced_motion="reduce", media="screen")
        tab.goto(host.as_uri())
        inner = tab.frame(url=(tab.folder / "interactive.html").as_uri())
        inner.wait_for_function("document.documentElement.scrollHeight === innerHeight")
        assert tab.evaluate("document.getElementById('plumbline').style.height").endswith("px")
        assert inner.evaluate("document.documentElement.scrollWidth") == width
        small = inner.evaluate("innerHeight")
        inner.click("#numbers summary")
        inner.wait_for_function(
            "small => innerHeight > small + 400 && document.documentElement.scrollHeight === innerHeight", arg=small
        )
        inner.click("#numbers summary")
        inner.wait_for_function("small => innerHeight === small", arg=small)  # it shrinks again
    tab.evaluate("document.getElementById('plumbline').remove()")
