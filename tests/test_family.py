"""The figures beside the default one: what stands on them is readable, in balance, and the same every time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

import run_sim
import sim
from models.errors import SpineError
from sim.figures import style
from sim.figures.files import png
from sim.figures.looks import look
from sim.figures.moving import animation, film
from sim.figures.peeling import arrows, peel, peelparts
from sim.freebody import GROUPS, free_body, seen
from sim.publish.replay import read_inside

ROOT = Path(run_sim.__file__).parent
THEMES = ("light", "dark")
POSTURES: dict[str, dict[str, Any]] = {
    "upright": {},
    "bow": {"lean_deg": 30, "carry": {"both-hands": 10}},
    "reach": {"lean_deg": 50, "carry": {"both-hands": "20kg@40cm"}},
    "rest": {"posture": "backrest", "backrest_deg": 25},
    "sitting": {"posture": "sitting"},
    "lying": {"posture": "lying"},
    "pack": {"carry": {"backpack": 8}},
    "nod": {"head_deg": 40},
    "fused": {"fused": ["L4-L5"], "lean_deg": 30},
    "bag": {"carry": {"right-hand": 10}},
    "oblique": {"tilt_deg": 8, "direction": "right", "at": "pelvis"},
    "twisted": {"bend_deg": 15, "turn_deg": 20},
}
PEELED = (
    ("upright", "L4-L5", "side"),
    ("bow", "L4-L5", "side"),
    ("reach", "L5-S1", "side"),
    ("rest", "L3-L4", "side"),
    ("lying", "L4-L5", "side"),
    ("pack", "T8-T9", "side"),
    ("nod", "C4-C5", "side"),
    ("bag", "L4-L5", "back"),
    ("oblique", "L2-L3", "back"),
    ("twisted", "T12-L1", "side"),
)
MOVED = ("forward", "side-left", "turn-left", "nod", "squat", "walk")


@cache
def result_of(name: str) -> Any:
    return sim.simulate("adult_male", **POSTURES[name])


@cache
def movement_of(name: str) -> Any:
    return sim.move(movement=name, steps=9)


def figure_of(drawn: Any) -> Figure:
    return drawn.figure if hasattr(drawn, "figure") else drawn.axes.figure


def drawings(theme: str) -> Iterator[tuple[str, Figure]]:
    """Every figure of the family, by name."""
    for name, joint, view in PEELED:
        yield f"peel {name}", figure_of(result_of(name).plot_peel(joint, view=view, theme=theme))
    several = [result_of(name) for name in ("upright", "bow", "sitting")]
    yield "many", figure_of(sim.plot_many(several, theme=theme))
    yield "many from behind", figure_of(sim.plot_many([result_of(n) for n in ("bag", "oblique")] * 3, theme=theme))
    for name in MOVED:
        yield f"move {name}", figure_of(movement_of(name).plot(theme=theme))
        frame = animation.draw_animation(movement_of(name), look(theme))
        frame.update(1.0)
        yield f"frame {name}", frame.figure
    bow = result_of("bow")
    yield "exposure", figure_of(sim.exposure(bow).plot(theme=theme))
    yield "why", figure_of(bow.why().plot(theme=theme))
    yield "knee", figure_of(sim.leg_loads(bow, "right").plot(theme=theme))
    yield "knees bent", figure_of(sim.leg_loads(sim.simulate(posture="squat"), "two-leg").plot(theme=theme))
    yield "roots", figure_of(sim.innervation().plot(theme=theme))
    yield "root L4", figure_of(sim.innervation("L4").plot(theme=theme))
    yield "compare", figure_of(sim.compare({"posture": "sitting"}, {"posture": "slumped"}).plot(theme))


def shown(figure: Figure) -> list[tuple[Text, np.ndarray]]:
    """Visible words and their boxes: left, bottom, right, top [px]."""
    found = []
    for text in figure.findobj(Text):
        axes = text.axes
        drawn = axes is None or (axes.get_visible() and text in axes.texts)  # ticks and labels of axes are switched off
        if not (drawn and text.get_visible() and text.get_text().strip()):
            continue
        with style.settled():
            box = text.get_window_extent()
        found.append((text, np.array([box.x0, box.y0, box.x1, box.y1])))
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_words_stay_on_the_paper_apart_from_each_other_and_readable(theme: str) -> None:
    wrong = []
    for name, figure in drawings(theme):
        paper, (width, height) = to_hex(figure.get_facecolor()), figure.bbox.size
        assert paper == look(theme).theme.paper.lower()
        texts = shown(figure)
        assert len(texts) > 5, name
        for k, (text, box) in enumerate(texts):
            said = text.get_text()
            if box[0] < -1 or box[1] < -1 or box[2] > width + 1 or box[3] > height + 1:
                wrong.append(f"{name}: {said!r} leaves the paper")
            if style.contrast(to_hex(text.get_color()), paper) < 4.5:
                wrong.append(f"{name}: {said!r} is too pale")
            for other, beside in texts[k + 1 :]:
                over = np.minimum(box[2:], beside[2:]) - np.maximum(box[:2], beside[:2])
                if over.min() > 2.0:
                    wrong.append(f"{name}: {said!r} lies over {other.get_text()!r} by {over.round()}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", POSTURES)
def test_a_joint_cut_free_is_in_balance(name: str) -> None:
    result = result_of(name)
    for joint in ("L5-S1", "L4-L5", "T12-L1", "T6-T7", "C4-C5", "C0-C1"):
        body, load = free_body(result, joint), result.joints[joint]
        assert np.abs(body.sum_N).max() < 1e-6 and np.abs(body.sum_Nm).max() < 1e-6
        if name not in ("fused", "twisted", "oblique", "bag"):  # where muscle supplies all that is asked
            assert np.abs(body.couples["not supplied"]).max() < 0.02
        pushed = np.hypot(np.hypot(load.compression_N, load.shear_anterior_N), load.shear_right_N)
        assert np.linalg.norm(body.forces[-1].push_N) == pytest.approx(pushed, abs=1e-9)
        for view in ("side", "back"):
            rows = seen(body, view)
            for part in ("presses_N", "shears_N", "turns_Nm"):
                assert abs(sum(getattr(row, part) for row in rows)) < 1e-6, (joint, view, part)


def test_weight_above_a_joint_is_that_of_the_slices_above_it() -> None:
    upright, bow = result_of("upright"), result_of("bow")
    for joint, k in (("L5-S1", 1), ("T12-L1", 6), ("C0-C1", 25)):
        (weight, *_), person = free_body(upright, joint).forces, upright.person
        arms = 2 * person.arm_mass_kg * person.shoulder_share[k:].sum()
        assert -weight.push_N[1] / 9.80665 == pytest.approx(person.segment_mass_kg[k:].sum() + arms, rel=1e-9)
    load = next(force for force in free_body(bow, "L4-L5").forces if force.kind == "load")
    assert load.push_N[1] == pytest.approx(-10 * 9.80665)


def test_every_muscle_belongs_to_one_group() -> None:
    named = [muscle for parts in GROUPS.values() for muscle in parts]
    assert sorted(named) == sorted(set(result_of("upright").person.muscles.group))


@pytest.mark.parametrize(("name", "joint", "view"), PEELED)
def test_the_drawn_arrows_close_and_lie_on_their_lines_of_action(name: str, joint: str, view: str) -> None:
    drawn = result_of(name).plot_peel(joint, view=view)
    rows = [row for row in seen(free_body(result_of(name), joint), view) if np.hypot(*row.push_N) > 0]
    ends = [path.vertices[:-1] for path in drawn.pushes.get_paths()]
    arrow = {len(ends): [(0.5 * (one[0] + one[6]), one[3]) for one in ends]}[len(rows)]  # each force once
    newton = peel.LONGEST_PT / max(np.hypot(*row.push_N) for row in rows)
    assert np.abs(sum(tip - tail for tail, tip in arrow)).max() / newton < 1e-6
    scales = []
    for row in rows:
        tail = next(tail for tail, tip in arrow if np.allclose(tip - tail, newton * row.push_N, atol=1e-9))
        if row.kind in ("muscle", "abdomen"):
            aside = np.array([-row.push_N[1], row.push_N[0]]) / np.hypot(*row.push_N)
            scales.append((float((tail - peelparts.LENS_PT) @ aside), row.arm_m))
    if len(scales) > 1:
        drawn_pt, arms_m = np.array(scales).T
        scale = float(drawn_pt @ arms_m / (arms_m @ arms_m))  # points a metre: one for all
        assert np.allclose(drawn_pt, scale * arms_m, atol=1e-6)


def test_arrows_and_arcs_point_where_they_say() -> None:
    arc, _ = arrows.couple(np.zeros(2), 1.0, clockwise=True)
    middle, after = arc[len(arc) // 2], arc[len(arc) // 2 + 1]
    assert middle[1] > 0 and after[0] > middle[0]  # over the top to the right
    other, _ = arrows.couple(np.zeros(2), 1.0, clockwise=False)
    assert np.allclose(other, arc * [-1, 1])
    assert np.allclose(arrows.arrow(np.zeros(2), np.array([0.0, 30.0]))[3], [0.0, 30.0])


@pytest.mark.parametrize("theme", THEMES)
def test_another_result_in_place_is_the_same_as_drawn_anew(theme: str) -> None:
    first, second = result_of("bow"), result_of("pack")
    drawn = first.plot_peel("L4-L5", theme=theme)
    drawn.update(second)
    assert png(figure_of(drawn), {}) == png(figure_of(second.plot_peel("L4-L5", theme=theme)), {})
    axes = [style.new_axes(1200, 900, (0.0, 0.0, 1.0, 1.0), look(theme)) for _ in range(2)]
    many = sim.plot_many([first, first], ax=axes[0], theme=theme)
    many.update([first, second])
    assert png(figure_of(many), {}) == png(figure_of(sim.plot_many([first, second], ax=axes[1], theme=theme)), {})
    moved = movement_of("forward").plot(theme=theme)
    further = sim.move(movement="forward", to_deg=40, steps=9, scenario={"carry": {"both-hands": 5}})
    moved.update(further)
    assert png(moved.figure, {}) == png(further.plot(theme=theme).figure, {})


def test_a_movement_seen_from_elsewhere_is_drawn_anew() -> None:
    with pytest.raises(ValueError, match="draw it anew"):
        movement_of("forward").plot().update(movement_of("turn-left"))


def test_small_multiples_have_one_scale_and_one_plumb_line() -> None:
    results = [result_of(name) for name in ("upright", "bow", "sitting")]
    drawn = sim.plot_many(results, ["one", "two", "three"])
    assert [text.get_text() for text in drawn.titles] == ["one", "two", "three"]
    hips = [path.vertices for path in drawn.pelvis.get_paths()][::2]
    spans = [np.linalg.norm(hip[0] - hip[len(hip) // 2]) for hip in hips]
    assert spans == pytest.approx([spans[0]] * 3, rel=1e-6)
    for result, texts in zip(results, drawn.values, strict=True):
        most = int(np.argmax(result.joints.compression_N))
        assert (
            texts[-1].get_text()
            == f"{sim.Result and list(result.joints)[most].joint} {result.joints.compression_N[most]:.0f} N"
        )
    lines = drawn.plumb.get_segments()[::2]
    assert all(line[0][0] == line[1][0] for line in lines)
    malay = sim.plot_many(results[:2], language="ms")
    names = [name.get_text() for name in malay.names]
    assert names[-1] == "mampatan terbesar" and len(set(names)) == len(names)
    assert "lelaki dewasa" in malay.footer.get_text()
    turned, tilted = sim.simulate(tilt_deg=8, direction="turn-left", at="pelvis"), result_of("oblique")
    for both in ((turned, tilted), (tilted, turned)):  # what either measures has its row
        mixed = sim.plot_many(both)
        rows = [name.get_text() for name in mixed.names]
        assert len(set(rows)) == len(rows) == 3 + 4 + 2
        below = [dict(zip(rows, values, strict=True)) for values in mixed.values]
        of_turned, of_tilted = below if both[0] is turned else below[::-1]
        assert of_turned["pelvis turn"].get_text() == "8° left" and of_tilted["pelvis turn"].get_text() == "0°"
        assert of_tilted["pelvis side tilt"].get_text() == "8° right"
    with pytest.raises(SpineError, match="2 titles for 3 results"):
        sim.plot_many(results, ["one", "two"])
    with pytest.raises(SpineError, match="nothing to draw"):
        sim.plot_many([])
    with pytest.raises(SpineError, match="draw them anew"):
        drawn.update(results[:2])
    with pytest.raises(SpineError, match="draw them anew"):  # three turns are named below it, not four side tilts
        sim.plot_many([result_of("oblique")] * 2).update([sim.simulate(tilt_deg=8, direction="turn-left")] * 2)


@pytest.mark.parametrize("name", ["forward", "walk"])
def test_a_film_loops_and_is_the_same_every_time(name: str, tmp_path: Any) -> None:
    from PIL import Image

    movement, counted = movement_of(name), []
    path = movement.animate(tmp_path / "film.gif", progress=lambda done, total: counted.append((done, total)))
    data = path.read_bytes()
    assert data == film.gif(movement) and len(data) < 3e6
    count = film.CYCLE_FRAMES if movement.walks else film.FRAMES
    assert counted == [(k + 1, count) for k in range(count)]
    reel = Image.open(io.BytesIO(data))
    assert reel.size == (animation.WIDTH_PX, animation.HEIGHT_PX) and reel.info["loop"] == 0
    assert reel.n_frames == (count if movement.walks else 2 * count - 2)
    pictures = []
    for k in range(reel.n_frames):
        reel.seek(k)
        pictures.append(np.asarray(reel.convert("RGB")).copy())
    assert all(tuple(picture[2, 2]) == (255, 255, 255) for picture in pictures)
    steps = [np.abs(a.astype(int) - b).mean() for a, b in pairwise(pictures)]
    assert min(steps) > 0 and max(steps) < 12.0  # every frame moves, none jumps
    if not movement.walks:
        assert np.array_equal(pictures[1], pictures[-1])  # back as it came


def test_frames_at_solved_postures_show_what_was_solved() -> None:
    movement = movement_of("forward")
    drawn = animation.draw_animation(movement)
    drawn.update(0.5)
    at = movement.at[len(movement.at) // 2]
    assert drawn.angle.get_text() == f"{at:.0f}°"
    loads = [path.vertices[1, 0] for path in drawn.bars.get_paths()]
    assert np.allclose(loads, movement.compression_N[len(movement.at) // 2])
    said = " ".join(text.get_text() for text, _ in shown(drawn.figure))
    assert "no speed, no inertia" in said and "9 postures in balance" in said


def test_a_film_needs_a_known_ending_and_ffmpeg_for_mp4(tmp_path: Any, monkeypatch: Any) -> None:
    movement = movement_of("nod")
    with pytest.raises(SpineError, match=r"\.gif or \.mp4"):
        movement.animate(tmp_path / "film.avi")
    if film.shutil.which("ffmpeg"):
        assert movement.animate(tmp_path / "film.mp4", "dark").read_bytes()[4:8] == b"ftyp"
    monkeypatch.setattr(film.shutil, "which", lambda name: None)
    with pytest.raises(SpineError, match=r"needs ffmpeg.*install it .* or ask for gif"):
        movement.animate(tmp_path / "other.mp4")
    assert not (tmp_path / "other.mp4").exists()


def test_commands_write_peel_and_film(tmp_path: Any, capsys: Any) -> None:
    assert run_sim.main(["--carry", "right-hand=10", "--peel", "l4/l5", "--out", str(tmp_path), "--quiet"]) == 0
    assert read_inside(tmp_path / "peel.png")["scenario"]["carry"]
    assert (tmp_path / "peel-back.png").exists()
    words = ["move", "--movement", "nod", "--steps", "3", "--animate", "gif", "--theme", "dark", "--out", str(tmp_path)]
    assert run_sim.main([*words, "--no-figure"]) == 0
    assert (tmp_path / "movement.gif").read_bytes()[:6] == b"GIF89a"
    assert "movement.gif" in capsys.readouterr().out
    assert run_sim.main(["roots", "L4", "--theme", "dark", "--out", str(tmp_path)]) == 0
    assert run_sim.main(["compare", "--by", "strength=+20%", "--theme", "dark", "--out", str(tmp_path)]) == 0


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--peel", "L4-L6"], "L4-L5"),
        (["--peel", "L4-L5", "--no-figure"], "leave --no-figure out"),
        (["--peel", "L4-L5", "--json", "-"], "--out FOLDER"),
        (["move", "--animate", "gif", "--json", "-"], "--out FOLDER"),
        (["move", "--animate", "gfi"], "gif"),
        (["move", "--theme", "drak"], "dark"),
        (["roots", "--theme", "drak", "--out", "nowhere"], "dark"),
    ],
)
def test_a_typo_is_answered_in_one_line(
    words: list[str], hint: str, capsys: Any, tmp_path: Any, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_sim.main(words) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and hint in said
    assert not list(tmp_path.iterdir())


def test_the_panel_in_the_recipe_draws_and_updates() -> None:
    page = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    panel: dict[str, Any] = {"__name__": "panel"}
    source = page.split("```python\n")[1].split("```")[0]  # the page's own example
    exec(compile(source, "figures.md", "exec", dont_inherit=True), panel)
    dark = look("dark")
    drawn = panel["draw_pressure"](result_of("upright"), look=dark)
    drawn.update(result_of("bow"))
    assert png(figure_of(drawn), {}) == png(figure_of(panel["draw_pressure"](result_of("bow"), look=dark)), {})
    said = [text.get_text() for text in drawn.words]
    assert said[1].strip() == f"L4-L5 {result_of('bow').joints['L4-L5'].pressure_MPa:.2f} MPa"
    assert not [text for text, box in shown(figure_of(drawn)) if box[2] > 960]


def test_a_peel_on_small_axes_is_the_same_picture_in_small() -> None:
    figure = style.new_figure(960, 540)
    small = result_of("bow").plot_peel("L4-L5", figure.add_axes((0.0, 0.0, 1.0, 1.0)))
    large = result_of("bow").plot_peel("L4-L5")
    for one, other in zip(shown(figure), shown(figure_of(large)), strict=True):
        assert one[0].get_text() == other[0].get_text()
        # before matplotlib 3.11 letters are hinted: words of half the size may be 1 % shorter or longer than half
        assert np.allclose(2 * one[1], other[1], rtol=0.01, atol=4.0)
    assert all(
        np.array_equal(one.vertices, other.vertices)
        for one, other in zip(small.pushes.get_paths(), large.pushes.get_paths(), strict=True)
    )
