"""The house itself: which room may ask which, and that every phrase it keeps is one that it says."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from sim.language import ENGLISH, phrases
from sim.options import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
DOOR = "run_sim"
BESIDE = {"validation": ("explain", "legs")}  # rooms of sim that another room may ask; sim itself asks none of them
COMMON = ("language", "kernels")
DRAWING = ("matplotlib", "sim.figures", "sim.publish")
NAMED_IN = [*ROOT.glob("models/*.toml"), *ROOT.glob("sim/publish/*.toml"), *ROOT.glob("sim/publish/*.js")]


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).glob("**/*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def at_import(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """What a module imports when it is imported itself: not inside functions, not for the type checker alone."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, (ast.Import, ast.ImportFrom)):
            yield part
        elif isinstance(part, ast.If) and "TYPE_CHECKING" in ast.unparse(part.test):
            yield from (found for other in part.orelse for found in at_import(other))
        elif not isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.expr)):
            yield from at_import(part)


def asked(path: Path) -> set[str]:
    """Full names of the modules, and of names in them, that a module imports when it is imported."""
    found: set[str] = set()
    for statement in at_import(tree(path)):
        if isinstance(statement, ast.Import):
            found |= {name.name for name in statement.names}
            continue
        room = path.relative_to(ROOT).with_suffix("").parts
        start = [*room[: len(room) - statement.level]] if statement.level else []
        module = ".".join([*start, *filter(None, [statement.module])])
        found |= {module, *(f"{module}.{name.name}" for name in statement.names)}
    return found


def under(names: set[str], *rooms: str) -> list[str]:
    return sorted(name for name in names for room in rooms if name == room or name.startswith(f"{room}."))


# ---- imports go one way: models, sim, sim.figures, sim.publish, the front door ---------------------------------------


@pytest.mark.parametrize("path", sources("models", "sim"), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    room, names = path.relative_to(ROOT).parts, asked(path)
    assert under(names, DOOR, "tests", "benchmarks") == []
    if room[0] == "models":
        assert under(names, "sim", "matplotlib") == []
    elif room[1] == "figures":
        assert under(names, "sim.publish", "sim.commands", "sim.options") == []
    elif room[1] != "publish":
        assert under(names, *DRAWING) == []


@pytest.mark.parametrize("path", sources("sim"), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_asks_no_room_that_the_plan_does_not_name(path: Path) -> None:
    parts = path.relative_to(ROOT).parts
    own = parts[1] if len(parts) > 2 else ""
    if own in ("figures", "publish"):  # they show what all the others find
        return
    rooms = {door.parent.name for door in (ROOT / "sim").glob("*/__init__.py")}
    others = rooms - {own, *BESIDE.get(own, ()), *COMMON}
    assert under(asked(path), *(f"sim.{room}" for room in others)) == []


def test_the_rule_sees_imports_wherever_they_stand() -> None:
    code = """
from ..chain import place
if True:
    try:
        from sim.publish import page
    except ImportError:
        import tomllib
if TYPE_CHECKING:
    from sim.options import Parser
def draw():
    import run_sim
"""
    found = [ast.unparse(statement) for statement in at_import(ast.parse(code))]
    assert found == ["from ..chain import place", "from sim.publish import page", "import tomllib"]
    assert under(asked(ROOT / "sim/figures/style.py"), "sim.language", "models.person")
    assert under(asked(ROOT / "sim/figures/posture.py"), "sim.figures.style")  # relative ones are named in full


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids="".join)
def test_help_needs_neither_numpy_nor_matplotlib(command: tuple[str, ...]) -> None:
    words = [sys.executable, "-X", "importtime", f"{DOOR}.py", *command, "--help"]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "argparse" in imported and not imported & {"numpy", "matplotlib", "msgspec", "scipy"}


# ---- the plan of the house ------------------------------------------------------------------------------------------


def test_every_room_and_file_that_the_plan_names_is_there() -> None:
    plan = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:models|sim|tests)/[\w./-]*)`", plan))
    assert len(named) > 40
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_every_room_of_sim_is_on_the_plan() -> None:
    plan = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rooms = [path.parent.name for path in (ROOT / "sim").glob("*/__init__.py")]
    assert len(rooms) > 8
    assert [room for room in rooms if f"`sim/{room}/`" not in plan] == []


# ---- phrases ---------------------------------------------------------------------------------------------------------


def keys_said(path: Path) -> Iterator[tuple[int, str]]:
    """Line and pattern of every key that ``say`` or ``phrase`` is given, as far as it stands there."""
    for node in ast.walk(tree(path)):
        if not (isinstance(node, ast.Call) and node.args and ast.unparse(node.func) in ("say", "phrase")):
            continue
        key = node.args[0]
        if isinstance(key, (ast.Constant, ast.JoinedStr)):
            yield node.lineno, pattern(key)


def pattern(text: ast.Constant | ast.JoinedStr) -> str:
    """A regular expression for a text; whatever is filled in may be anything."""
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in parts)


def test_every_key_that_is_said_exists() -> None:
    said = [(path, line, key) for path in sources("sim") for line, key in keys_said(path)]
    assert len(said) > 200
    missing = [one for one in said if not any(re.fullmatch(one[2], key) for key in phrases(ENGLISH))]
    assert missing == []


def test_no_phrase_is_kept_that_nothing_can_say() -> None:
    """Each key stands in the code, or begins as one that is put together there, of words that are known there."""
    texts = [
        node
        for path in sources("sim")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    ]
    tables = {key.partition(".")[0] for key in phrases(ENGLISH)}
    patterns = {pattern(text) for text in texts}
    patterns = {one for one in patterns if one.partition(r"\.")[0] in tables}
    written = "".join(path.read_text(encoding="utf-8") for path in (*sources("sim", "models"), *NAMED_IN))
    known = set(re.findall(r"[a-z0-9]+", written.casefold()))

    def can_be_said(key: str) -> bool:
        return any(re.fullmatch(one, key) for one in patterns) and known >= set(re.findall(r"[a-z0-9]+", key))

    unused = [key for key in phrases(ENGLISH) if key != "language.name" and not can_be_said(key)]
    assert unused == []
    assert not can_be_said("figure.region.tailbone") and not can_be_said("figures.before")
