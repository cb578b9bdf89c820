"""The front door, as its users meet it: files, JSON, one-line refusals and exit codes."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import models
import run_sim
import sim
from sim import options
from sim.commands import BY_NAME
from sim.explain.offered import INTERVENTIONS
from sim.scenario import ANGLES_DEG, Scenario, build
from sim.study import commands, quantities
from sim.typed import words_of

DOOR = Path(run_sim.__file__).resolve()


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run(capsys, *arguments):
    """Exit code, standard output and standard error of a command line."""
    code = run_sim.main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def refused(capsys, *arguments, code=2):
    """The one line that refuses a command line; nothing may be printed or left on disk."""
    before = sorted(Path().rglob("*"))
    got, out, err = run(capsys, *arguments)
    assert got == code
    assert out == ""
    assert err.startswith("plumbline: ")
    assert err.count("\n") == 1
    assert sorted(Path().rglob("*")) == before
    return err


def test_without_words_it_writes_figure_data_and_caption_into_out():
    done = subprocess.run([sys.executable, DOOR], capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stderr == ""
    assert max(map(len, done.stdout.splitlines())) <= 80
    files = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    assert sorted(files) == ["caption.txt", "figure.png", "figure.svg", "joints.csv", "result.json"]
    assert files["figure.png"].startswith(b"\x89PNG")
    assert b"<svg" in files["figure.svg"]
    asked = json.loads(files["result.json"])["scenario"]["tilts"]
    assert asked == [{"deg": 20.0, "direction": "forward", "at": "lumbar"}]


def test_json_on_standard_output_is_one_document_and_nothing_else(capsys):
    code, out, err = run(capsys, "--tilt", "10", "--to", "right", "--at", "pelvis", "--json", "-")
    assert (code, err) == (0, "")
    assert json.loads(out)["alignment"]["pelvic_obliquity_deg"] == pytest.approx(10)
    assert not Path("out").exists()


def test_json_is_utf8_in_any_locale():
    Path("asked.toml").write_text('title = "脊柱"\n', encoding="utf-8")
    plain = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, DOOR, "asked.toml", "--json", "-"], capture_output=True, check=True, env=plain
    )
    assert json.loads(done.stdout.decode())["scenario"]["title"] == "脊柱"


def test_when_nobody_reads_any_more_it_ends_quietly():
    with subprocess.Popen(
        [sys.executable, DOOR, "--json", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as door:
        door.stdout.close()
        assert door.stderr.read() == b""
    assert door.returncode == run_sim.PIPE_CLOSED


def test_what_fails_on_a_file_is_not_said_of_the_terminal(monkeypatch, capsys):
    def broken(_):
        raise PermissionError(13, "Permission denied", "/models/nerves.toml")

    monkeypatch.setitem(BY_NAME, "people", broken)
    assert run_sim.main(["people"]) == run_sim.WRONG_REQUEST
    assert capsys.readouterr().err == "plumbline: cannot read or write /models/nerves.toml: Permission denied\n"


def test_out_chooses_the_folder_and_quiet_says_nothing(capsys):
    code, out, err = run(capsys, "--tilt", "5", "--out", "here/below", "--no-figure", "--quiet")
    assert (code, out, err) == (0, "", "")
    assert sorted(path.name for path in Path("here/below").iterdir()) == [
        "caption.txt",
        "joints.csv",
        "result.json",
    ]


def test_json_with_a_folder_writes_the_same_document_there(capsys):
    code, out, _ = run(capsys, "--tilt", "5", "--json", "-", "--out", "here", "--no-figure")
    assert code == 0
    assert Path("here/result.json").read_text(encoding="utf-8") == out


def test_the_command_line_asks_for_what_python_asks_for(capsys):
    _, out, _ = run(
        capsys,
        *("--tilt", "10", "--to", "right", "--at", "pelvis", "--tilt", "5deg", "--at", "L4"),
        *("--person", "older_adult", "--posture", "relaxed", "--head-deg", "-5"),
        *("--carry", "right-hand=2", "--carry", "left-hand=500g@20cm", "--fuse", "c5/c6", "--json", "-"),
    )
    same = sim.simulate(
        "older_adult",
        tilts=[
            {"deg": 10, "direction": "right", "at": "pelvis"},
            {"deg": 5, "direction": "forward", "at": "L4"},
        ],
        posture="relaxed",
        head_deg=-5,
        carry=[
            {"where": "right-hand", "mass_kg": 2},
            {"where": "left-hand", "mass_kg": 0.5, "reach_m": 0.2},
        ],
        fused=["C5-C6"],
    )
    assert out == same.to_json()


def words(line):
    """The scenario of a command line."""
    return build(**words_of(run_sim.parse(shlex.split(line))))


def test_every_word_of_a_scenario_can_be_said_on_the_command_line():
    line = (
        "--person older_adult --posture relaxed --tilt 5 --to left --at thoracic --lean-deg 10 --bend-deg -10deg"
        " --turn-deg 15 --head-deg 5 --head-bend-deg -5 --head-turn-deg 30 --knee-deg 20 --arms forward"
        " --heels 30mm --shift T6=20mm@left@pelvis --curve lumbar=20 --lift left=10mm --carry belly=6.8kg"
        " --fuse C5-C6 --brace lumbar=50% --brace neck"
    )
    assert words(line) == build(
        person="older_adult",
        posture="relaxed",
        tilts=[{"deg": 5, "direction": "left", "at": "thoracic"}],
        lean_deg=10,
        bend_deg=-10,
        turn_deg=15,
        head_deg=5,
        head_bend_deg=-5,
        head_turn_deg=30,
        knee_deg=20,
        arms="forward",
        heels_m=0.03,
        shifts={"T6": "20mm@left@pelvis"},
        curves={"lumbar": 20},
        lift={"left": 0.01},
        carry={"belly": 6.8},
        fused=["C5-C6"],
        braced={"lumbar": 0.5, "neck": 1},
    )
    seated = build(posture="backrest", seat_deg=-5, backrest_deg=25)
    assert words("--posture backrest --seat-deg -5 --backrest-deg 25") == seated
    assert words("--head-free --lean-deg 5") == build(head_free=True, lean_deg=5)
    said = line + "--seat-deg --backrest-deg --head-free"
    for name in Scenario.__struct_fields__:
        option = {"tilts": "tilt", "shifts": "shift", "curves": "curve", "fused": "fuse", "braced": "brace"}.get(name)
        option = option or name.removesuffix("_m").replace("_", "-")
        assert f"--{option}" in said or name == "title", f"no option for {name}"


def test_a_posture_alone_is_compared_with_standing_erect_and_not_given_a_tilt(capsys):
    code, out, _ = run(capsys, "--posture", "sitting", "--no-figure")
    assert code == 0
    assert "compared with standing erect, the model predicts" in " ".join(out.split())
    assert re.search(r"Alignment +erect +now +change", out)
    result = json.loads(run(capsys, "--posture", "sitting", "--json", "-")[1])
    assert result["scenario"]["tilts"] == []
    assert result["alignment"]["change"]["lumbar_lordosis_deg"] < -5


def test_what_is_prescribed_is_not_told_as_an_answer(capsys):
    for line in ("--curve lumbar=40", "--tilt 10 --at lumbar", "--tilt 5 --at thoracic", "--turn-deg 15"):
        told = " ".join(run(capsys, *line.split(), "--no-figure")[1].split()).partition("predicts")[2]
        prescribed = {"lumbar": "lumbar lordosis", "thoracic": "thoracic kyphosis", "turn": "thorax turn"}
        word = next(phrase for part, phrase in prescribed.items() if part in line)
        assert told
        assert word not in told.partition("Compression")[0], line


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--bend-deg -20", "the trunk bent 20° to the left"),
        ("--turn-deg 10 --lean-deg 0", "the trunk held upright and turned 10° to the left"),
        ("--head-turn-deg -30", "the head turned 30° to the right"),
        ("--head-free", "the head let go"),
        ("--knee-deg 30", "knees bent 30°"),
        ("--posture sitting --seat-deg 5", "the seat tilted 5° forward"),
        ("--posture backrest --backrest-deg 20", "the backrest leant back 20°"),
        ("--arms raised", "arms raised"),
        ("--heels 30mm", "30 mm under both heels"),
        ("--curve thoracic=60", "kyphosis held at 60°"),
        ("--brace lumbar=50%", "the lumbar spine braced 50 % stiffer"),
        ("--brace neck", "the neck braced 100 % stiffer"),
        ("--shift thorax=20mm@forward@pelvis", "the thorax shifted 20 mm forward over the pelvis"),
        ("--shift thorax=20mm@left", "the thorax shifted 20 mm to the left"),
        ("--tilt 5 --at thoracic", "the thoracic curve tilted 5° forward"),
        ("--tilt 5 --at L5", "L5 tilted 5° forward on S1"),
        ("--carry belly=5kg", "5 kg at the belly"),
    ],
)
def test_a_caption_says_in_words_what_was_asked(capsys, line, said):
    code, out, _ = run(capsys, *line.split(), "--no-figure")
    assert code == 0
    assert said in " ".join(out.split())
    assert f"with {said}" in " ".join(Path("out/caption.txt").read_text(encoding="utf-8").split())


def test_options_are_grouped_and_every_one_is_in_a_group_with_a_word_of_help():
    door = options.parser()
    titles = [group.title for group in door._action_groups]
    assert [title.partition(":")[0] for title in titles[2:]] == [
        "tilt",
        "hold",
        "posture",
        "load",
        "legs",
        "figure",
        "output",
    ]
    assert [action.dest for action in door._action_groups[1]._group_actions] == ["help"]
    assert all(action.help for action in door._actions)


def helped(capsys, *arguments):
    """What ``--help`` prints; it ends with 0 and says nothing on standard error."""
    with pytest.raises(SystemExit) as ended:
        run_sim.main([*arguments, "--help"])
    said = capsys.readouterr()
    assert (ended.value.code, said.err) == (0, "")
    assert all(len(line) <= 80 for line in said.out.splitlines() if not line.startswith("usage: "))
    return " ".join(said.out.split())


def test_options_that_wait_for_no_import_name_what_the_model_names():
    assert tuple(ANGLES_DEG) == options.ANGLES
    assert commands.DEFAULT == quantities.DEFAULT
    assert set(options.COMMANDS) == set(BY_NAME)


@pytest.mark.parametrize("command", options.COMMANDS)
def test_every_command_has_help(capsys, command):
    assert f"run_sim.py {command}" in helped(capsys, command)


def test_help_says_what_can_be_changed_and_how_far(capsys):
    told = helped(capsys, "compare")
    for name, known in INTERVENTIONS.items():
        assert name in told and known.about in told and known.limits[1:] in told
    assert "Usually +20 %; -80 to +200 %" in told and "Usually 10 mm; 0 to 40 mm" in told
    assert "under the shorter leg: opposite the raised side, the right one where none is raised" in told
    assert "for the desk sitting" in told
    assert "L1 to S2" in helped(capsys, "roots")
    assert "legs.json and knee.png" in helped(capsys) and "roots.json" in helped(capsys)


def test_legs_and_roots_are_written_beside_the_result(capsys):
    code, out, _ = run(capsys, *shlex.split("--stance left --root L4=60% --task squat --out here"))
    assert code == 0
    names = {path.name for path in Path("here").iterdir()}
    assert {"legs.json", "knee.png", "roots.json", "result.json"} <= names
    assert all(name in out for name in names)
    whole = json.loads(Path("here/result.json").read_text(encoding="utf-8"))
    assert json.loads(Path("here/legs.json").read_text(encoding="utf-8")) == whole["legs"]["loads"]
    assert json.loads(Path("here/roots.json").read_text(encoding="utf-8")) == whole["nerves"]
    run(capsys, *shlex.split("--stance left --no-figure --out plain"))
    assert {"legs.json"} == {path.name for path in Path("plain").iterdir()} & {"legs.json", "knee.png", "roots.json"}


def test_legs_and_roots_printed_as_json_write_nothing(capsys):
    code, out, _ = run(capsys, *shlex.split("--stance left --root L4=60% --json -"))
    assert code == 0
    assert json.loads(out)["legs"]["loads"]["stance"] == "left"
    assert list(Path().iterdir()) == []


def test_a_fit_is_printed_as_json(capsys):
    code, out, _ = run(capsys, *shlex.split("calibrate --only C08 --gain head_N_per_m --json -"))
    assert code == 0
    found = json.loads(out)
    assert found["schema"] == "plumbline.calibration/1" and found["names"] == ["head_N_per_m"]
    assert len(found["before"]) == len(found["after"]) == 1
    assert len(found["rows"]) == len(found["residual_after"]) == len(found["slope"]) > 0


def test_a_movement_is_written_and_told(capsys):
    code, out, err = run(capsys, *shlex.split("move --movement nod --to-deg 20 --steps 3 --tilt 5 --out bow"))
    assert (code, err) == (0, "")
    assert sorted(path.name for path in Path("bow").iterdir()) == [
        "caption.txt",
        "movement.csv",
        "movement.json",
        "movement.png",
        "movement.svg",
    ]
    assert max(map(len, out.splitlines())) <= 80
    assert "bows the head to 20°" in out


def test_a_movement_as_json_is_what_python_gives(capsys):
    Path("asked.toml").write_text('posture = "relaxed"\n')
    code, out, err = run(capsys, *shlex.split("move asked.toml --movement walk --steps 3 --head-deg 5 --json -"))
    assert (code, err) == (0, "")
    assert out == sim.walk(steps=3, posture="relaxed", head_deg=5).to_json()
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--movement foward", "did you mean 'forward'?"),
        ("--to-deg 95", "1 to 90 deg"),
        ("--to-deg far", "is not a number"),
        ("--steps many", "--steps must be a whole number"),
        ("--steps 1000", "2 to 361"),
        ("--lean-deg 5", "leave lean_deg out"),
        ("--movemnt nod", "did you mean '--movement'?"),
        ("here there", "one scenario file at a time"),
        ("--root L4=60%", "--root belongs to a single posture"),
        ("--exposure", "--exposure belongs to a single posture"),
        ("--movement nod --why", "--why belongs to a single posture"),
        ("--stance=left", "--stance belongs to a single posture"),
        ("nowhere", "neither a scenario file nor a command"),
        ("--json out.json", "takes '-'"),
    ],
)
def test_a_wrong_movement_is_answered_in_one_line_with_the_mend(capsys, line, said):
    assert said in refused(capsys, "move", *line.split())


def test_ctrl_c_in_a_movement_leaves_nothing(capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.motion.moves.simulate", interrupted)
    refused(capsys, "move", "--out", "half", code=130)


def test_help_of_a_movement_names_every_movement():
    done = subprocess.run([sys.executable, DOOR, "move", "--help"], capture_output=True, text=True, check=True)
    from sim.motion.moves import MOVEMENTS

    for name, kind in MOVEMENTS.items():
        assert re.search(rf"\b{name}\b[^.]*?{kind.usual_deg:g}\b", done.stdout), name


def test_options_replace_the_words_of_a_scenario_file(capsys):
    Path("asked.toml").write_text('posture = "relaxed"\ntilt_deg = 5\nat = "L4"\nhead_deg = 10\n')
    _, out, _ = run(capsys, "asked.toml", "--posture", "erect", "--tilt", "3", "--to", "left", "--json", "-")
    asked = json.loads(out)["scenario"]
    assert (asked["posture"], asked["head_deg"]) == ("erect", 10)
    assert asked["tilts"] == [{"deg": 3.0, "direction": "left", "at": "lumbar"}]


def test_a_scenario_file_without_a_tilt_is_not_given_one(capsys):
    Path("asked.toml").write_text('posture = "relaxed"\n')
    assert json.loads(run(capsys, "asked.toml", "--json", "-")[1])["scenario"]["tilts"] == []


def test_the_printed_table_names_the_files(capsys):
    code, out, _ = run(capsys, "--tilt", "10", "--to", "left", "--at", "pelvis", "--no-figure")
    assert code == 0
    assert "Wrote out: " in out
    assert "L4-L5" in out


@pytest.mark.parametrize("command", ["people", "postures"])
def test_people_and_postures_are_listed_with_a_line_each(capsys, command):
    code, out, err = run(capsys, command)
    assert (code, err) == (0, "")
    names = {"people": models.people(), "postures": models.load_postures()}[command]
    for name in names:
        assert any(line.startswith(f"{name} ") and len(line) > len(name) + 10 for line in out.splitlines())
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--tlit 5", "did you mean '--tilt'?"),
        ("--tilt=5 --postrue=erect", "did you mean '--posture'?"),
        ("--til 5", "did you mean '--tilt'?"),
        ("--dark", "did you mean '--theme dark'?"),
        ("--lordosis 20", "did you mean '--curve lumbar=20'?"),
        ("--weight 80", "unknown option --weight; --help lists"),
        ("poeple", "did you mean 'people'?"),
        ("sitting", "did you mean '--posture sitting'?"),
        ("adult_female", "did you mean '--person adult_female'?"),
        ("help", "did you mean '--help'?"),
        ("people postures", "people takes no options"),
        ("postures --quiet", "postures takes no options; leave out '--quiet'"),
        ("--exposure=3", "--exposure takes no value; leave =3 out"),
        ("--lift left=10", "write --lift left=10mm"),
        ("--lift left=80mm", "0 to 0.04 m"),
        ("compare --gain head_N_per_m=-3", "is negative; give 0 or more"),
        ("compare --gain head_N_per_m", "write --gain head_N_per_m=20"),
        ("compare --by strength=abc", "give a share such as 20%"),
        ("missing.toml", "No such file"),
        (".", "cannot read the scenario"),
        ("a.toml b.toml", "one scenario file at a time"),
        ("--tilt", "--tilt needs a value"),
        ("--tilt ten", "'ten' is not a number"),
        ("--tilt 10cm", "units here: deg"),
        ("--tilt nan", "is not a number"),
        ("--tilt -5", "say 5 backward"),
        ("--tilt 45", "0 to 30 deg"),
        ("--tilt 10 --to sideways", "forward, backward, left, right"),
        ("--tilt 10 --at L6", "pelvis, lumbar, L5, L4"),
        ("--to left", "no --tilt"),
        ("--tilt 5 --to left --to right", "--to is given twice"),
        ("--lean-deg 200", "-20 to 90 deg"),
        ("--head-deg up", "is not a number"),
        ("--carry right-hand", "write --carry right-hand=10kg"),
        ("--carry 8", "not what or where; write it as in --carry right-hand=10kg"),
        ("--curve 20", "write it as in --curve lumbar=20deg"),
        ("--lift 10mm", "write it as in --lift left=10mm"),
        ("--brace 50%", "write it as in --brace lumbar=50%"),
        ("--carry right-hand=-3", "0 to 60 kg"),
        ("--carry right-hand=10cm", "not a mass"),
        ("--carry both-hands=10kg@2kg", "not a length"),
        ("--carry left-foot=3", "right-hand, left-hand"),
        ("--fuse L4-L9", "did you mean 'L4-L5'?"),
        ("--bend-deg 50", "-40 to 40 deg"),
        ("--head-turn-deg 10cm", "units here: deg"),
        ("--heels 30", "0 to 0.12 m"),
        ("--heels 30deg", "not a length"),
        ("--arms up", "hanging, forward, raised, rested"),
        ("--curve lumbar", "write --curve lumbar=20deg"),
        ("--curve neck=20", "lumbar, thoracic"),
        ("--brace lumbar=50kg", "not a share"),
        ("--brace waist", "lumbar, thoracic, neck"),
        ("--shift thorax=50mm@forward@C2", "a level below T12"),
        ("--seat-deg 5", "a posture that sits"),
        ("--posture sitting --knee-deg 20", "a posture that stands"),
        ("--person adult_mael", "did you mean 'adult_male'?"),
        ("--person male", "did you mean 'adult_male'?"),
        ("--person missing.toml", "missing.toml"),
        ("--posture realxed", "did you mean 'relaxed'?"),
        ("--posture flat", "pregnant, heels"),
        ("--posture desk", "did you mean 'arms-on-thighs'?"),
        ("--language malay", "did you mean 'ms'?"),
        ("--json out.json", "takes '-'"),
        ("--no-figure --out /proc/nowhere", "choose another folder"),
    ],
)
def test_a_wrong_request_is_answered_in_one_line_with_the_mend(capsys, line, said):
    assert said in refused(capsys, *line.split())


def test_a_file_where_the_folder_should_be_is_refused(capsys):
    Path("taken").write_text("mine")
    assert "it is not a folder" in refused(capsys, "--no-figure", "--out", "taken")
    assert Path("taken").read_text() == "mine"


def test_a_model_file_that_is_not_toml_is_refused(capsys):
    Path("me.toml").write_text("height = = 3")
    assert "me.toml" in refused(capsys, "--person", "me.toml")


def test_a_posture_that_does_not_exist_ends_with_3_and_says_why(capsys):
    words = "--person older_adult --posture relaxed --carry both-hands=60kg@80cm"
    assert "older_adult cannot stand relaxed" in refused(capsys, *words.split(), code=3)


@pytest.mark.parametrize("broken_import", [False, True])
def test_ctrl_c_ends_with_130_and_leaves_nothing(capsys, monkeypatch, broken_import):
    def interrupted(**_):
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as stop:
            if broken_import:  # what Python makes of Ctrl-C in the middle of some class bodies
                raise RuntimeError("Error calling __set_name__") from stop
            raise

    monkeypatch.setattr(sim, "simulate", interrupted)
    refused(capsys, "--tilt", "5", code=130)


def test_a_fault_of_the_program_is_not_hidden(monkeypatch):
    def faulty(**_):
        raise ZeroDivisionError

    monkeypatch.setattr(sim, "simulate", faulty)
    with pytest.raises(ZeroDivisionError):
        run_sim.main(["--tilt", "5"])


def test_importing_sim_costs_nothing_and_every_name_it_offers_exists():
    code = "import sys, sim\nassert 'numpy' not in sys.modules\nfor name in sim.__all__: getattr(sim, name)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=DOOR.parent)
