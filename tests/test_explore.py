"""Sliders in a notebook: every control answers, the figure follows, the state can be taken away as a scenario."""

import re
import sys
import tomllib
import xml.etree.ElementTree as ET

import ipywidgets
import lab
import pytest

import sim
from sim.explorer import NOTHING, State
from sim.figures import vector
from sim.scenario import build

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def explorer():
    return sim.explore()


def _picture(explorer):
    return ET.fromstring(explorer._figure.value).find(f"{SVG}svg")


def test_every_control_changes_the_figure_and_the_scenario(explorer):
    for name, value in {
        "tilt_deg": 7.5,
        "direction": "left",
        "at": "pelvis",
        "posture": "relaxed",
        "person": "adult_female",
        "carried": "backpack",
        "load_kg": 4.0,
    }.items():
        seen, asked = explorer._figure.value, explorer.scenario
        explorer.controls[name].value = value
        assert explorer._figure.value != seen, name
        assert explorer.scenario != asked, name
    assert explorer.result.scenario == build(
        tilt_deg=7.5, direction="left", at="pelvis", posture="relaxed", person="adult_female", carry={"backpack": 4}
    )


def test_the_figure_shows_what_the_model_answers(explorer):
    explorer.controls["tilt_deg"].value = 20
    said = " ".join(_picture(explorer).itertext())
    result = sim.simulate(tilt_deg=20, direction="forward", at="lumbar")
    assert f"{result.baseline.alignment.lumbar_lordosis_deg:.0f}° → {result.alignment.lumbar_lordosis_deg:.0f}°" in said
    for ratio in result.joints.compression_ratio:
        assert f"{ratio:.2f}" in said
    bars = [float(bar.get("width")) for bar in _picture(explorer).iter(f"{SVG}rect")]
    load = result.joints.compression_N
    after = bars[1::2]
    assert [width / after[0] for width in after] == pytest.approx((load / load[0]).tolist(), abs=2e-3)


def test_bones_stand_where_the_posture_puts_them():
    from sim.figures import shapes
    from sim.figures.paths import TENTH_MM

    for words, view in (({"lean_deg": 40}, "side"), ({"tilt_deg": 15, "direction": "right", "at": "pelvis"}, "back")):
        result = sim.simulate(**words)
        drawn = shapes.bodies(result.person, view).placed(result.pose, view)
        origin = vector._window(result, view).origin
        bones = [bone for bone in vector.drawing(result.person, view).bones if bone.layer == "bodies"]
        assert len(bones) == len(drawn)
        for bone, outline in zip(bones, drawn, strict=True):
            a, b, c, d, e, f = map(float, re.findall(r"-?[\d.]+", vector._stands(result.pose, bone, view, origin)))
            x, y = map(float, re.match(r"M(-?\d+) (-?\d+)", bone.path).groups())
            seen = [a * x + c * y + e, b * x + d * y + f]
            wanted = (outline[0] - origin) * TENTH_MM * [1, -1]
            assert seen == pytest.approx(wanted.tolist(), abs=2.0)  # tenths of a millimetre


def test_the_state_can_be_taken_away_and_asked_again(explorer):
    explorer.set(State(tilt_deg=12, direction="right", at="pelvis", carried="right-hand", load_kg=5))
    asked = build(tomllib.loads(explorer.scenario_toml()))
    assert asked == explorer.scenario
    again = sim.explore(asked)
    assert again.state == explorer.state
    assert again._figure.value == explorer._figure.value


def test_the_scenario_is_shown_as_text_and_follows_while_it_is_shown(explorer):
    assert explorer._text.layout.display == "none"
    explorer.copy.value = True
    assert explorer._text.layout.display != "none"
    explorer.controls["tilt_deg"].value = 9
    assert build(tomllib.loads(explorer._text.value)) == explorer.scenario
    explorer.copy.value = False
    assert explorer._text.layout.display == "none"


def test_a_step_of_a_slider_is_one_message_to_the_browser(explorer, monkeypatch):
    sent = []
    monkeypatch.setattr(ipywidgets.Widget, "send_state", lambda self, key=None: sent.append((self, key)))
    slider = explorer.controls["tilt_deg"]
    slider.value = 9
    assert [(widget, key) for widget, key in sent if widget is not slider] == [(explorer._figure, "value")]
    assert len(explorer._figure.value) > 65_483  # a whole segment, which no server holds back


def test_what_no_slider_speaks_of_is_kept():
    explorer = sim.explore(fused=["L4-L5"], title="One level fused")
    explorer.controls["tilt_deg"].value = 10
    assert explorer.scenario.fused == ("L4-L5",)
    assert "One level fused" in " ".join(_picture(explorer).itertext())


def test_a_load_stays_as_heavy_and_as_far_in_front_as_it_was_asked_for():
    explorer = sim.explore(carry={"both-hands": "40kg@30cm"})
    assert explorer.controls["load_kg"].value == 40
    explorer.controls["tilt_deg"].value = 5
    assert explorer.scenario.carry == build(carry={"both-hands": "40kg@30cm"}).carry
    explorer.controls["carried"].value = "backpack"
    assert explorer.scenario.carry == build(carry={"backpack": 40}).carry


def test_a_person_of_measures_is_refused_in_one_line():
    with pytest.raises(sim.ScenarioError, match="takes people by name"):
        sim.explore(person={"sex": "female", "age": 70})


def test_reset_goes_back_to_where_it_began(explorer):
    began, seen = explorer.state, explorer._figure.value
    explorer.set(State(tilt_deg=3, posture="slumped", carried=NOTHING))
    explorer.set(began)
    assert explorer._figure.value == seen


def test_a_tilt_goes_only_as_far_as_its_direction_allows(explorer):
    explorer.controls["tilt_deg"].value = 30
    explorer.controls["direction"].value = "right"
    assert explorer.controls["tilt_deg"].value == 20 and not explorer.refused
    explorer.set(State(tilt_deg=30))  # forward again
    assert explorer.controls["tilt_deg"].value == 30


def test_what_nobody_can_do_is_said_in_words_and_the_figure_stays(explorer):
    explorer.set(State(tilt_deg=30, posture="stoop", carried="both-hands", load_kg=30))
    explorer.set(State(tilt_deg=30, direction="backward", at="pelvis", posture="backrest"))
    assert explorer.refused and "\n" not in explorer.refused
    assert "No posture" in explorer._figure.value and "<svg" in explorer._figure.value
    explorer.set(State())
    assert not explorer.refused


def test_a_title_stays_text():
    explorer = sim.explore(title="<script>alert(1)</script>", tilt_deg=5)
    assert "<script" not in explorer._figure.value
    assert "<script>alert(1)</script>" in " ".join(_picture(explorer).itertext())


def test_a_short_title_of_marks_that_are_escaped_is_not_stretched_to_the_width():
    title = "What the patients' backs and the clinicians' rulers 'say' & mean"
    drawn = next(text for text in _picture(sim.explore(title=title)).iter(f"{SVG}text") if text.text == title)
    assert drawn.get("textLength") is None


def test_two_tilts_are_refused_in_one_line():
    with pytest.raises(sim.ScenarioError, match="one tilt"):
        sim.explore(tilts=[{"deg": 5, "at": "L4"}, {"deg": 5, "at": "L5"}])


def test_without_ipywidgets_it_says_how_to_get_them(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(sim.SpineError, match=r"pip install 'plumbline\[notebooks\]'"):
        sim.explore()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_in_jupyterlab_a_slider_moved_by_keyboard_changes_the_figure(tmp_path, chrome):
    said = "document.querySelector('svg[role=img]').getAttribute('aria-label')"
    with lab.explorer_page(tmp_path, chrome) as page:
        before = page.evaluate(said)
        page.keyboard.press("ArrowRight")
        page.wait_for_function(f"before => {said} !== before", arg=before, timeout=lab.PATIENCE_MS)
        after = page.evaluate(said)
    assert "15°" in before and "15.5°" in after
