"""What the README promises: its Python gives the numbers beside it, its scenario and options are understood."""

import re
import shlex
from pathlib import Path

import pytest

import run_sim
from sim.scenario import build
from sim.typed import words_of

README = (Path(run_sim.__file__).parent / "README.md").read_text(encoding="utf-8")
PYTHON = "\n".join(re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL))
TOML = re.search(r"```toml\n# scenario.toml\n(.*?)```", README, flags=re.DOTALL)[1]
OPTIONS = [text for text in re.findall(r"`(--[^`]+)`", README) if " " in text and ">" not in text]
NUMBER = re.compile(r"^(?P<expression>\S+)\s+# (?P<number>[-+]?\d+(\.(?P<decimals>\d+))?)")


def test_the_python_runs_and_gives_the_numbers_beside_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(PYTHON, names)
    shown = [match for match in map(NUMBER.match, PYTHON.splitlines()) if match]
    assert len(shown) == 4
    for match in shown:
        decimals = len(match["decimals"] or "")
        assert round(eval(match["expression"], names), decimals) == float(match["number"])
    assert len(list(Path("out").iterdir())) == 5


def test_the_scenario_file_is_understood(tmp_path):
    path = tmp_path / "scenario.toml"
    path.write_text(TOML, encoding="utf-8")
    assert build(path).tilts[0].at == "pelvis"


@pytest.mark.parametrize("line", OPTIONS)
def test_every_option_shown_is_understood(line):
    assert build(**words_of(run_sim.parse(shlex.split(line))))
