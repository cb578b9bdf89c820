"""Figures: what is drawn is what was computed, every word can be read, files are exact and repeatable."""

from __future__ import annotations

import io
import itertools
import json
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from functools import cache
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

import sim
from models.person import BODIES, JOINTS
from sim.chain import place
from sim.figures import files, letters, limbs, scene, stage, style
from sim.figures.body import draw_body
from sim.figures.domino import degree_steps, draw_domino
from sim.figures.figure import DefaultFigure, default_figure
from sim.figures.loads import draw_loads, round_steps, round_up
from sim.figures.posture import draw_posture, load_shade
from sim.figures.shares import leaves_sagittal_plane, shares
from sim.publish.replay import read_inside
from sim.turns import turned_deg

ASKED: dict[str, dict[str, Any]] = {
    "forward": {"tilt_deg": 20, "direction": "forward", "at": "lumbar"},
    "backward": {"tilt_deg": 15, "direction": "backward", "at": "lumbar", "person": "older_adult"},
    "small": {"tilt_deg": 2, "direction": "forward", "at": "lumbar"},
    "large": {"tilt_deg": 30, "direction": "forward", "at": "lumbar"},
    "right": {"tilt_deg": 10, "direction": "right", "at": "pelvis"},
    "left": {"tilt_deg": 20, "direction": "left", "at": "pelvis", "person": "adult_female"},
    "turn-left": {"tilt_deg": 15, "direction": "turn-left", "at": "lumbar"},
    "turn-right": {"tilt_deg": 20, "direction": "turn-right", "at": "pelvis"},
    "pelvis-backward": {"tilt_deg": 25, "direction": "backward", "at": "pelvis"},
    "one vertebra": {"tilt_deg": 8, "direction": "backward", "at": "L4"},
    "relaxed": {"posture": "relaxed", "tilt_deg": 10, "direction": "forward"},
    "carried": {"carry": {"both-hands": "10@40cm"}, "tilt_deg": 10, "direction": "forward"},
    "one hand": {"carry": {"right-hand": 10}},
    "untilted": {},
    "lean": {"lean_deg": 30},
    "bow": {"lean_deg": 90},
    "head": {"head_deg": 45},
    "long": {
        "tilts": [
            {"deg": 10, "direction": "forward", "at": "lumbar"},
            {"deg": 8, "direction": "right", "at": "pelvis"},
            {"deg": 5, "direction": "turn-left", "at": "L3"},
        ],
        "fused": ["L4-L5"],
        "person": "adult_female",
    },
    "crooked": {
        "posture": "relaxed",
        "person": "older_adult",
        "carry": {"left-hand": 12},
        "tilt_deg": 7,
        "direction": "backward",
        "at": "pelvis",
    },
    "sitting": {"posture": "sitting"},
    "sitting woman": {"posture": "sitting-upright", "person": "adult_female", "arms": "rested"},
    "slumped": {"posture": "slumped", "person": "older_adult"},
    "squat": {"posture": "squat"},
    "squat lift": {"posture": "squat", "carry": {"both-hands": "15@40cm"}},
    "backrest": {"posture": "backrest"},
    "steep backrest": {"posture": "backrest", "backrest_deg": 30},
    "lying": {"posture": "lying"},
    "lying tilt": {"posture": "lying", "tilt_deg": 10},
    "at ease": {"posture": "relaxed"},
    "phone": {"posture": "sitting", "head_deg": 45, "arms": "forward"},
    "seat": {"posture": "sitting", "seat_deg": 15},
    "sitting tilt": {"posture": "sitting", "tilt_deg": 10},
    "crooked seat": {"posture": "sitting-upright", "tilt_deg": 8, "direction": "right", "at": "pelvis"},
    "sitting load": {"posture": "sitting-upright", "carry": {"both-hands": "5@30cm"}},
    "tablet": {"posture": "tablet"},
    "reading a phone": {"posture": "phone"},
    "pregnant": {"posture": "pregnant", "person": "adult_female"},
    "lifting a box": {"posture": "stoop"},
    "holding": {"posture": "holding-in-front", "person": "adult_female"},
    "on heels": {"posture": "heels", "person": "adult_female"},
    "one bag": {"posture": "one-hand"},
    "at the sink": {"posture": "leaning"},
    "sloping seat": {"posture": "forward-seat"},
    "belly": {"carry": {"belly": 12}},
    "backpack": {"carry": {"backpack": 15}},
    "two hands": {"carry": {"right-hand": 10, "left-hand": 4}},
    "heels": {"heels_m": 0.07},
    "lift": {"lift": {"left": "20mm"}},
    "knees": {"knee_deg": 60},
    "arms": {"arms": "raised"},
    "stoop": {"lean_deg": 60, "carry": {"both-hands": "15@20cm"}},
    "bend": {"bend_deg": 25},
    "turn": {"turn_deg": 25},
    "curve": {"curves": {"lumbar": 20}},
    "titled": {
        "tilt_deg": 10,
        "direction": "backward",
        "title": "$5 a day: " + "what a hollow back does " * 4,
    },
}


@cache
def result_of(name: str) -> Any:
    return sim.simulate(**ASKED[name])


@cache
def figure_of(name: str) -> DefaultFigure:
    """To look at; a test that changes a figure makes its own."""
    return default_figure(result_of(name))


@cache
def words_on(name: str) -> list[tuple[str, Bbox]]:
    """Every word that can be seen on a figure, with the box it fills [px]."""
    figure = figure_of(name).figure
    found = []
    for holder in (figure, *(axes for axes in figure.axes if axes.get_visible())):
        for text in holder.texts:
            if text.get_visible() and text.get_text():
                found.append((text.get_text(), Text.get_window_extent(text)))
    return found


def contrast(colour: str, paper: str = style.LIGHT.paper) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""

    def luminance(name: str) -> float:
        channel = np.array(to_rgb(name))
        linear = np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    bright, dark = sorted((luminance(colour), luminance(paper)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def outlines_px(made: DefaultFigure) -> np.ndarray:
    """(n, 2) points of everything solid on the posture panels [px]."""
    points = []
    for panel in (made.side, made.back):
        if not panel.axes.get_visible():
            continue
        shapes = [panel.bodies, panel.arches, panel.pelvis, panel.head, panel.before, panel.before_head]
        vertices = np.concatenate([path.vertices for shape in shapes for path in shape.get_paths()])
        points.append(panel.axes.transData.transform(vertices))
    return np.concatenate(points)


@pytest.mark.parametrize("name", ASKED)
def test_words_never_overlap_and_are_never_cut(name: str) -> None:
    words = words_on(name)
    assert len(words) > 50
    for text, box in words:
        inside = box.x0 >= 20 and box.y0 >= 8 and box.x1 <= 1900 and box.y1 <= 1075
        assert inside, f"{text!r} leaves the figure: {box}"
    for (one, a), (two, b) in itertools.combinations(words, 2):
        apart = a.x1 <= b.x0 or b.x1 <= a.x0 or a.y1 - 2 <= b.y0 or b.y1 - 2 <= a.y0
        assert apart, f"{one!r} and {two!r} overlap"


@pytest.mark.parametrize("name", ASKED)
def test_labels_of_the_posture_lie_beside_the_body_not_on_it(name: str) -> None:
    made = figure_of(name)
    points = outlines_px(made)
    for panel in (made.side, made.back):
        notes = panel.notes
        labels = [*notes.names, *notes.values, notes.plumb_name, notes.plumb_value]
        labels += [notes.heading.heading, notes.heading.key]
        if abs(result_of(name).alignment.gaze_deg) < 10 and name != "pelvis-backward":
            labels += [notes.sight_name, notes.sight_value]
        for label in labels:
            if panel.axes.get_visible() and label.get_visible() and label.get_text():
                box = label.get_window_extent()
                x, y = points.T
                hit = (x > box.x0) & (x < box.x1) & (y > box.y0 + 3) & (y < box.y1 - 3)
                assert not hit.any(), label.get_text()


def test_smallest_type_is_readable_at_half_size() -> None:
    made = figure_of("right")
    sizes = [text.get_fontsize() for text in made.figure.findobj(Text) if text.get_text() and text.get_visible()]
    smallest_px = min(sizes) * style.DPI / 72
    assert smallest_px / 2 >= 9


def test_type_in_region_colours_has_enough_contrast() -> None:
    for colour in (*style.LIGHT.text_colour.values(), style.LIGHT.ink, style.LIGHT.muted):
        assert contrast(colour) >= 4.5
    assert contrast("#000000") == pytest.approx(21.0)


def test_region_colours_are_the_four_of_the_design() -> None:
    assert set(style.LIGHT.colour.values()) == {"#0072B2", "#D55E00", "#009E73", "#CC79A7"}


def test_back_view_is_shown_where_the_tilt_is_sideways_or_axial() -> None:
    for name in ("right", "left", "turn-left", "turn-right", "long"):
        assert figure_of(name).back.axes.get_visible(), name
    for name in ("forward", "backward", "pelvis-backward", "untilted", "lean"):
        assert not figure_of(name).back.axes.get_visible(), name


@pytest.mark.parametrize(("view", "plane"), [("side", [0, 1]), ("back", [2, 1])])
def test_vertebrae_are_drawn_where_the_posture_puts_them(view: str, plane: list[int]) -> None:
    result = result_of("right")
    drawn = draw_posture(result, view=view)
    for b, path in enumerate(drawn.bodies.get_paths(), start=1):
        corners = result.person.outline_m[b].mean(axis=0)
        upright = np.array([*corners, 0.0])
        pose = result.pose
        expected = pose.joint_m[b - 1] + pose.rotation[b] @ (upright - result.person.joint_m[b - 1])
        np.testing.assert_allclose(path.vertices[:-1].mean(axis=0), expected[plane], atol=1.5e-3)


def test_before_is_drawn_where_the_untilted_person_stands() -> None:
    result = result_of("forward")
    drawn = draw_posture(result)
    alone = draw_posture(result.baseline)
    before = [path.vertices for path in drawn.before.get_paths()]
    for body in alone.bodies.get_paths():
        assert any(
            shape.shape == body.vertices.shape and np.allclose(shape, body.vertices, atol=1e-12) for shape in before
        )


@pytest.mark.parametrize("name", ["sitting", "squat", "knees", "backrest"])
def test_where_legs_are_bent_before_is_laid_on_the_same_hips(name: str) -> None:
    result = result_of(name)
    drawn = draw_posture(result)
    assert "hips laid together" in drawn.notes.heading.key.get_text()
    alone = draw_posture(result.baseline)
    shift = (result.pose.hip_m - result.baseline.pose.hip_m)[:2]
    before = [path.vertices for path in drawn.before.get_paths()]
    for body in alone.bodies.get_paths():
        there = body.vertices + shift
        assert any(shape.shape == there.shape and np.allclose(shape, there, atol=1e-12) for shape in before)


@pytest.mark.parametrize("name", ["sitting", "lying", "at ease", "belly", "arms"])
def test_a_posture_as_such_is_drawn_beside_standing_erect(name: str) -> None:
    made = figure_of(name)
    words = [text for text, _ in words_on(name)]
    assert any(text.startswith("Against standing erect") for text in words)
    assert "Region by region" in words
    assert "× erect" in words
    assert made.side.before.get_paths()
    assert "pale: standing erect" in made.side.notes.heading.key.get_text()


@pytest.mark.parametrize("name", ["forward", "sitting", "squat", "knees", "heels", "seat", "right", "lift", "lying"])
def test_before_and_after_stand_on_one_floor(name: str) -> None:
    result = result_of(name)
    view = "back" if leaves_sagittal_plane(result) else "side"
    for state in (result, result.baseline):
        assert scene.draw(state, view).points[:, 1].min() == pytest.approx(0.0, abs=1e-9)


def test_legs_bend_at_the_knees_of_the_pose() -> None:
    result = result_of("squat")
    _, leg, _, _ = scene.draw(result, "side").body
    np.testing.assert_allclose(leg, [result.pose.hip_m[:2], result.pose.knee_m[:2], result.person.ankle_m[:2]])
    straight = scene.draw(result.baseline, "side").body[1]
    bend = np.diff(straight, axis=0)
    assert abs(bend[0, 0] * bend[1, 1] - bend[0, 1] * bend[1, 0]) < 1e-9


@pytest.mark.parametrize("name", ["sitting", "seat", "steep backrest"])
def test_who_sits_has_a_seat_under_the_thighs_and_a_rest_behind_the_thorax(name: str) -> None:
    result = result_of(name)
    drawn = scene.draw(result, "side")
    seat = drawn.furniture[0]
    hip = result.pose.hip_m[:2]
    assert seat[:, 0].min() < hip[0] < seat[:, 0].max()
    assert np.interp(hip[0], *seat.T) < hip[1]
    slope = np.degrees(np.arctan2(*(seat[0] - seat[1])[::-1] * [1, -1]))
    assert slope == pytest.approx(result.scenario.seat_deg or 0.0, abs=1e-9)
    leans = result.scenario.in_posture().backrest_deg
    assert (drawn.contact is None) == (leans is None)
    if drawn.contact is not None:
        level = BODIES.index("T8")
        behind = drawn.contact - place(result.pose, level, result.person.centre_m[level])[:2]
        assert np.linalg.norm(behind) < 0.06
        rest = drawn.furniture[-1]
        way = rest[1] - rest[0]
        assert np.degrees(np.arctan2(-way[0], way[1])) == pytest.approx(leans)
        assert abs(behind @ way) < 1e-12


def test_who_lies_lies_on_the_back_and_the_figure_says_that_the_spine_is_drawn_upright() -> None:
    lying = scene.draw(result_of("lying"), "side")
    body = np.concatenate(lying.body)
    bed = lying.furniture[0]
    assert np.ptp(body[:, 0]) > 1.6
    assert np.ptp(body[:, 1]) < 0.4
    assert body[:, 1].min() == pytest.approx(bed[0, 1])
    assert lying.body[-1][:, 0].mean() < body[:, 0].mean()
    heading = figure_of("lying").side.notes.heading
    assert heading.heading.get_text() == "Drawn upright"
    assert "lying" in heading.key.get_text()
    assert not figure_of("lying").side.notes.plumb.get_visible()


def test_what_is_carried_is_drawn_where_the_model_has_it() -> None:
    result = result_of("carried")
    (load,) = limbs.loads(result)
    reach = load.at_m[:, 0] - result.person.shoulder_m[:, 0]
    lean = result.pose.rotation[BODIES.index("T4")]
    assert reach == pytest.approx(0.4 * lean[0, 0] + result.pose.hip_m[0], abs=0.1)
    square = scene.draw(result, "side").loads[0]
    np.testing.assert_allclose(square.mean(axis=0), load.at_m.mean(axis=0)[:2])
    labels = [text.get_text() for text in draw_body(result).labels if text.get_visible()]
    assert labels == ["10 kg"]
    heavy, light = limbs.loads(result_of("two hands"))
    assert (heavy.side_m / light.side_m) ** 3 == pytest.approx(2.5)


@pytest.mark.parametrize("name", ["arms", "phone", "squat lift", "sitting woman", "stoop"])
def test_arms_keep_their_length(name: str) -> None:
    result = result_of(name)
    drawn = limbs.arms(result)
    assert len(drawn) == 2
    for arm in drawn:
        lengths = np.linalg.norm(np.diff(arm, axis=0), axis=1) / result.person.height_m
        np.testing.assert_allclose(lengths, [0.186, 0.180], rtol=0.05)


def test_a_heel_stands_on_its_wedge_and_the_toes_on_the_floor() -> None:
    person = result_of("heels").person
    outline, wedge, lifted = stage.foot(person, 0.07)
    assert outline[0, 1] == pytest.approx(0.07)
    assert outline[2, 1] == outline[3, 1] == 0.0
    assert wedge[:, 1].max() == pytest.approx(0.07)
    assert 0.02 < lifted < 0.07
    assert np.linalg.norm(outline[0] - outline[1]) == pytest.approx(
        np.hypot(person.ankle_m[0] - person.foot_heel_m, person.ankle_m[1])
    )
    flat, _, none = stage.foot(person, 0.0)
    assert none == 0.0
    np.testing.assert_allclose(flat[1], person.ankle_m[:2], atol=1e-12)


def test_the_whole_body_is_shown_in_every_posture() -> None:
    for name in ("sitting", "slumped", "squat", "squat lift", "backrest", "steep backrest", "lying", "phone", "belly"):
        assert figure_of(name).body.axes.get_visible(), name


def test_bodies_are_drawn_to_scale() -> None:
    result = result_of("untilted")
    drawn = draw_posture(result)
    span = (
        drawn.axes.get_xlim()[1] - drawn.axes.get_xlim()[0],
        drawn.axes.get_ylim()[1] - drawn.axes.get_ylim()[0],
    )
    assert span[0] / drawn.axes.bbox.width == pytest.approx(span[1] / drawn.axes.bbox.height, rel=1e-9)
    body = BODIES.index("L3")
    corners = result.person.outline_m[body]
    height = np.linalg.norm(corners[2:].mean(axis=0) - corners[:2].mean(axis=0))
    assert np.ptp(drawn.bodies.get_paths()[body - 1].vertices[:, 1]) == pytest.approx(height, rel=0.15)


def test_a_disc_keeps_touching_both_its_vertebrae() -> None:
    result = result_of("large")
    drawn = draw_posture(result)
    bodies = [path.vertices for path in drawn.bodies.get_paths()]
    for level, disc in enumerate(drawn.discs.get_paths()[1:], start=1):
        for body in (bodies[level - 1], bodies[level]):
            nearest = np.linalg.norm(disc.vertices[:, None] - body[None], axis=2).min()
            assert nearest < 4e-3, JOINTS[level]


def test_the_plumb_line_hangs_from_c7_and_its_offset_is_the_sva() -> None:
    result = result_of("forward")
    notes = draw_posture(result).notes
    line, offset = notes.plumb.get_segments()
    assert line[0][0] == line[1][0]
    assert 1e3 * (offset[1][0] - offset[0][0]) == pytest.approx(result.alignment.sva_mm, abs=1e-6)
    assert f"{result.alignment.sva_mm:.0f} mm" in notes.plumb_value.get_text()


def test_construction_lines_of_the_lordosis_meet_at_the_lordosis() -> None:
    result = result_of("forward")
    lines = draw_posture(result).notes.lines.get_segments()
    sacral, upper = lines[3], lines[4]
    slopes = [np.degrees(np.arctan2(*(line[1] - line[0])[::-1])) for line in (sacral, upper)]
    assert slopes[1] - slopes[0] == pytest.approx(result.alignment.lumbar_lordosis_deg, abs=1e-6)


def test_angles_are_named_with_their_values_before_and_after() -> None:
    result = result_of("forward")
    said = [text.get_text() for text in draw_posture(result).notes.values]
    old, new = result.baseline.alignment.lumbar_lordosis_deg, result.alignment.lumbar_lordosis_deg
    assert f"{old:.0f}° → {new:.0f}°" in said


def test_bars_are_as_long_as_the_compression() -> None:
    result = result_of("forward")
    drawn = draw_loads(result)
    lengths = [path.vertices[:, 0].max() for path in drawn.after.get_paths()]
    before = [path.vertices[:, 0].max() for path in drawn.before.get_paths()]
    np.testing.assert_allclose(lengths, result.joints.compression_N)
    np.testing.assert_allclose(before, result.baseline.joints.compression_N)
    assert [text.get_text() for text in drawn.joints] == list(JOINTS)
    ratios = [float(text.get_text()) for text in drawn.ratios]
    np.testing.assert_allclose(ratios, result.joints.compression_ratio, atol=0.00501)


def test_units_stand_on_every_axis() -> None:
    loads = draw_loads(result_of("forward"))
    assert [tick.get_text() for tick in loads.ticks if tick.get_text()][-1].endswith(" N")
    assert "newtons" in loads.heading.key.get_text()
    domino = draw_domino(result_of("forward"))
    assert all(tick.get_text().endswith("°") for tick in domino.ticks if tick.get_text())
    assert "degrees" in domino.heading.key.get_text()


def test_darker_discs_carry_more() -> None:
    shades = load_shade(np.array([0.4, 0.7, 1.0, 1.5, 2.0, 3.5]))
    brightness = [-contrast(shade) for shade in shades]
    assert brightness == sorted(brightness, reverse=True)
    assert len(set(shades)) == len(shades)


@pytest.mark.parametrize("name", ["forward", "left", "turn-left", "long", "bow"])
def test_what_the_regions_give_adds_up_to_the_turn_of_the_head(name: str) -> None:
    result = result_of(name)
    given = shares(result)
    assert given.degrees.sum() == pytest.approx(given.left_over, abs=1e-9)


def test_forward_and_backward_shares_are_the_changes_of_the_joints() -> None:
    result = result_of("forward")
    given = shares(result)
    change = result.joints.change_flexion_deg
    assert given.axis == "flexion"
    pelvis = np.degrees(result.pose.pelvis_rad[0] - result.baseline.pose.pelvis_rad[0])
    np.testing.assert_allclose(
        given.degrees, [pelvis, change[:5].sum(), change[5:17].sum(), change[17:].sum()], atol=1e-9
    )
    assert given.degrees[1] == pytest.approx(20.0, abs=1e-9)


def test_rotation_vectors_match_closed_forms() -> None:
    angle = np.radians([20.0, -7.0, 1e-9])
    sine, cosine, zero, one = np.sin(angle), np.cos(angle), np.zeros(3), np.ones(3)
    forward = np.moveaxis(np.array([[cosine, sine, zero], [-sine, cosine, zero], [zero, zero, one]]), 2, 0)
    np.testing.assert_allclose(turned_deg(forward)[:, 0], np.degrees(angle), atol=1e-12)
    np.testing.assert_allclose(turned_deg(forward)[:, 1:], 0.0, atol=1e-12)


def test_the_domino_says_directions_in_words() -> None:
    domino = draw_domino(result_of("forward"))
    said = [text.get_text() for text in domino.values]
    assert said[1] == "20° forward, held"
    assert said[0].endswith("backward") and said[2].endswith("backward")
    assert [text.get_text() for text in domino.names] == ["pelvis", "lumbar", "thorax", "neck", "head"]
    turned = draw_domino(result_of("turn-right"))
    assert turned.values[0].get_text() == "20° right turn, held"
    assert [end.get_text() for end in turned.ends] == ["left turn", "right turn"]
    assert turned.bars.get_paths()[0].vertices[:, 0].max() == pytest.approx(20.0)


def test_the_statement_is_computed() -> None:
    result = result_of("forward")
    made = default_figure(result)
    given = shares(result)
    said = made.statement.get_text()
    assert f"Pelvis takes back {abs(given.degrees[0]):.0f}°" in said
    most = int(np.argmax(np.abs(result.joints.compression_N - result.baseline.joints.compression_N)))
    assert f"{JOINTS[most]}: {result.baseline.joints.compression_N[most]:.0f} → " in said
    assert f"×{result.joints.compression_ratio[most]:.2f}" in said
    assert "not medical advice" in made.footer.get_text()


def test_figures_never_promise() -> None:
    for name in ASKED:
        said = " ".join(text for text, _ in words_on(name)).lower()
        for word in ("cure", "diagnos", "misalign", "guarantee"):
            assert word not in said


def pictures(figure: Figure, result: Any) -> tuple[bytes, bytes]:
    about = files.metadata(result)
    return files.png(figure, about), files.svg(figure, about)


@pytest.mark.parametrize("name", ["forward", "right"])
def test_the_same_inputs_give_the_same_bytes(name: str) -> None:
    result = result_of(name)
    first = pictures(figure_of(name).figure, result)
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "text.hinting": "native", "savefig.dpi": 50}):
        again = pictures(default_figure(result).figure, result)
    assert first == again


def test_the_figure_is_exactly_1920_by_1080_whatever_was_written_before() -> None:
    result = result_of("forward")
    figure = default_figure(result).figure
    files.svg(figure, {})
    picture = Image.open(io.BytesIO(files.png(figure, files.metadata(result))))
    assert picture.size == (1920, 1080)
    root = ET.fromstring(files.svg(figure, {}))
    assert (root.get("width"), root.get("height")) == ("864pt", "486pt")


@pytest.mark.parametrize(
    "pair",
    [
        ("forward", "small"),
        ("forward", "right"),
        ("long", "bow"),
        ("untilted", "left"),
        ("sitting", "lying"),
        ("forward", "sitting load"),
        ("heels", "two hands"),
        ("steep backrest", "lift"),
    ],
)
def test_an_update_in_place_equals_a_fresh_figure(pair: tuple[str, str]) -> None:
    for first, second in (pair, pair[::-1]):
        made = default_figure(result_of(first))
        made.update(result_of(second))
        about = files.metadata(result_of(second))
        assert files.png(made.figure, about) == files.png(figure_of(second).figure, about)


@pytest.mark.parametrize("draw", [draw_posture, draw_loads, draw_domino, draw_body])
def test_every_panel_stands_alone_takes_axes_and_updates_in_place(draw: Any) -> None:
    alone = draw(result_of("forward"))
    axes = style.new_axes(800, 900)
    given = draw(result_of("small"), axes)
    assert given.axes is axes
    given.update(result_of("forward"))
    fresh = draw(result_of("forward"), style.new_axes(800, 900))
    assert files.png(given.axes.figure, {}) == files.png(fresh.axes.figure, {})
    assert alone.axes.figure is not axes.figure


def test_an_unknown_view_is_refused() -> None:
    with pytest.raises(ValueError, match="'side' or 'back'"):
        draw_posture(result_of("forward"), view="top")


def test_the_scenario_travels_inside_both_files(tmp_path: Any) -> None:
    result = result_of("long")
    figure = default_figure(result).figure
    for name in ("a.png", "b.svg"):
        path = files.save(figure, tmp_path / name, files.metadata(result))
        assert read_inside(path)["scenario"] == json.loads(json.dumps(result.scenario.to_dict()))
    again = sim.simulate(scenario=read_inside(tmp_path / "a.png")["scenario"])
    assert again.to_json() == result.to_json()
    assert list(Image.open(tmp_path / "a.png").text)[:1] == ["Software"]


def test_no_date_stands_in_the_files() -> None:
    result = result_of("forward")
    drawn, vector = pictures(default_figure(result).figure, result)
    assert b"tIME" not in drawn
    assert b"dc:date" not in vector


def test_svg_can_keep_text_as_text() -> None:
    figure = figure_of("forward").figure
    assert b"<text" in files.svg(figure, {}, text_as="none")
    assert b"<text" not in files.svg(figure, {})


def test_files_that_are_not_figures_are_refused_in_one_line(tmp_path: Any) -> None:
    (tmp_path / "plain.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "notes.txt").write_text("no picture")
    for name in ("plain.svg", "broken.png", "notes.txt", "missing.png"):
        with pytest.raises(sim.SpineError) as caught:
            read_inside(tmp_path / name)
        assert "\n" not in str(caught.value)
    with pytest.raises(sim.SpineError, match=r"\.png or \.svg"):
        files.save(figure_of("forward").figure, tmp_path / "a.gif", {})


def test_figures_can_be_drawn_in_threads() -> None:
    result = result_of("forward")
    expected = pictures(default_figure(result).figure, result)
    found: list[tuple[bytes, bytes]] = []
    threads = [
        threading.Thread(target=lambda: found.append(pictures(default_figure(result).figure, result))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 3


def test_matplotlib_is_imported_only_to_draw() -> None:
    code = (
        "import sys, sim; r = sim.simulate(tilt_deg=5); assert 'matplotlib' not in sys.modules;"
        "r.plot(); assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_round_numbers_on_axes() -> None:
    assert round_up(453) == 500
    assert round_up(1147) == 1200
    np.testing.assert_allclose(round_steps(800, 5), [0, 200, 400, 600, 800])
    np.testing.assert_allclose(degree_steps(-6.4, 13.6), [-10, -5, 0, 5, 10, 15])
    for low, high in ((-1, 1), (-30, 5), (-0.1, 90)):
        steps = degree_steps(low, high)
        assert 0 in steps
        assert steps[0] <= low
        assert steps[-1] >= high


def test_labels_are_moved_apart_as_little_as_needed() -> None:
    np.testing.assert_allclose(letters.spread_apart([0.0, 10.0], 1.0, -5, 20), [0, 10])
    np.testing.assert_allclose(letters.spread_apart([5.0, 5.0, 5.0], 2.0, -5, 20), [3, 5, 7])
    np.testing.assert_allclose(letters.spread_apart([0.0, 0.5], 2.0, 0.0, 20), [0, 2])


def test_only_sideways_things_leave_the_sagittal_plane() -> None:
    assert not leaves_sagittal_plane(result_of("large"))
    assert leaves_sagittal_plane(result_of("turn-left"))


def test_a_notebook_shows_a_figure_once() -> None:
    assert figure_of("forward")._repr_png_()[:4] == b"\x89PNG"
    assert draw_loads(result_of("forward"))._repr_png_()[:4] == b"\x89PNG"
    managed = Figure()
    managed.canvas.manager = object()
    assert draw_loads(result_of("forward"), managed.add_subplot())._repr_png_() is None
