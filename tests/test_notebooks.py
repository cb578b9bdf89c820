"""The course: every notebook runs, is stored without outputs, and its exercises know right from wrong."""

import json
import math
import re
from pathlib import Path

import nbclient
import nbformat
import numpy as np
import pytest

from sim import SpineError
from sim.exercises import EXERCISES, check, main, solution

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
PARTS = ("Guess first", "question", "Now turn this", "References")
SECONDS = 60


def _read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def _text(notebook, kind):
    return "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind)


def test_the_course_is_numbered_without_gaps():
    assert [path.name[:2] for path in NOTEBOOKS] == [f"{number:02d}" for number in range(10)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_a_clean_kernel_without_a_word_of_warning(path, tmp_path, monkeypatch):
    monkeypatch.delenv("MPLBACKEND", raising=False)  # figures of pyplot are shown, as for a reader
    notebook = nbformat.read(path, 4)
    nbclient.NotebookClient(notebook, timeout=SECONDS, resources={"metadata": {"path": str(tmp_path)}}).execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for output in cell.outputs:
                assert output.output_type != "error"
                assert output.get("name") != "stderr", output.get("text")
            draws = cell.source.rstrip().rpartition("\n")[2]
            if draws == "plt.show()" or ".plot" in draws:
                assert any("image/png" in output.get("data", {}) for output in cell.outputs), cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs_and_in_one_form(path):
    notebook = _read(path)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None
        assert cell["metadata"] == {}
    assert path.read_text(encoding="utf-8") == json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_lesson_has_a_question_a_guess_something_to_turn_and_references(path):
    words = _text(_read(path), "markdown").casefold()
    for part in PARTS:
        assert part.casefold() in words.replace("reference:", "references")


@pytest.mark.parametrize("path", NOTEBOOKS[1:7], ids=lambda path: path.stem)
def test_a_lesson_of_mechanics_has_a_free_body_and_an_equation(path):
    words = _text(_read(path), "markdown")
    assert "free body" in words.casefold() and words.count("$$") >= 2


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_lesson_asks_something_that_checks_itself(path):
    assert "check(" in _text(_read(path), "code")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_notebook_points_to_exists(path):
    words = _text(_read(path), "markdown")
    for target in re.findall(r"\]\(([^)]+)\)", words):
        assert (FOLDER / target).is_file(), target
    for target in re.findall(r"`((?:docs|models)/[a-z_]+\.(?:md|toml))`", words):
        assert (FOLDER.parent / target).is_file(), target


def test_every_exercise_is_asked_in_a_notebook_and_every_check_has_an_exercise():
    asked = {name for path in NOTEBOOKS for name in re.findall(r'check\("([^"]+)"', _text(_read(path), "code"))}
    assert asked == set(EXERCISES)


@pytest.mark.parametrize("name", EXERCISES)
def test_a_right_answer_is_right_as_number_text_or_array(name):
    right = EXERCISES[name].answer()
    assert math.isfinite(right) and right != 0
    for given in (right, f" {right:.4f} ", 1.001 * right, np.float64(right), np.array(right), np.array([right])):
        assert check(name, given).right, given


@pytest.mark.parametrize("name", EXERCISES)
def test_every_slip_is_wrong_and_named_for_what_it_is(name):
    for words, slip in EXERCISES[name].slips:
        verdict = check(name, slip())
        assert not verdict.right
        assert words in verdict.says, (slip(), verdict.says)


@pytest.mark.parametrize("name", EXERCISES)
def test_everyday_slips_are_named_too(name):
    right = EXERCISES[name].answer()
    for given, word in ((-right, "sign"), (1000 * right, "millimetres"), (math.radians(right), "radians")):
        verdict = check(name, given)
        assert not verdict.right and word in verdict.says


@pytest.mark.parametrize("given", [None, ..., "a lot", float("nan"), float("inf"), [1, 2], {}])
def test_what_is_no_number_is_answered_in_a_line(given):
    verdict = check("01.moment", given)
    assert not verdict.right and verdict.says and "\n" not in verdict.says
    assert repr(verdict) == verdict.says


def test_a_far_answer_is_told_its_direction_and_never_the_answer():
    right = EXERCISES["01.moment"].answer()
    for given, word in ((0.4 * right, "small"), (3.3 * right, "large")):
        says = check("01.moment", given).says
        assert word in says
        assert f"{right:.1f}" not in says


@pytest.mark.parametrize(("name", "given", "words"), [("02.joint", -40, "too large"), ("02.joint", 33, "sign")])
def test_a_far_answer_below_zero_is_judged_by_its_size(name, given, words):
    assert words in check(name, given).says


def test_teachers_get_every_solution_in_one_command(capsys):
    main([])
    printed = capsys.readouterr().out
    assert all(name in printed and solution(name) in printed for name in EXERCISES)


def test_an_unknown_exercise_is_refused_with_the_nearest():
    with pytest.raises(SpineError, match=r"did you mean '01\.moment'"):
        check("01.momnet", 1.0)


@pytest.mark.parametrize("name", EXERCISES)
def test_a_solution_ends_in_the_answer(name):
    said = solution(name)
    assert said.endswith(".") and re.search(r"Answer: -?[\d.]+ ", said)


def test_the_section_of_the_first_lesson_closes():
    import sim
    from sim.questions import cut

    bow = sim.simulate(lean_deg=30)
    section = cut(bow, "L4-L5")
    assert section["weight_N"] * section["ahead_m"] == pytest.approx(
        section["tissue_Nm"] + section["muscle_Nm"], rel=1e-4
    )
    pull = section["muscle_Nm"] / section["lever_m"]
    pressed = section["weight_N"] * math.cos(math.radians(section["disc_deg"])) + pull
    assert pressed == pytest.approx(bow.joints["L4-L5"].compression_N, rel=1e-9)
