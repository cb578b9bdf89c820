"""The table of measurements: what it shows and what it remembers. Nothing here is timed."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def tables(monkeypatch, tmp_path, request):
    monkeypatch.syspath_prepend(str(request.config.rootpath / "benchmarks"))
    import table

    monkeypatch.setattr(table, "HISTORY", tmp_path / "history.jsonl")
    return table


def test_a_line_is_shown_beside_its_promise_and_the_last_kept_run(tables, capsys):
    table = tables.Table({"import": 0.2, "people": 1000.0})
    table.line("import", 0.3, promised=0.25)
    table.line("people", 2100.0, "/s", promised=2000, memory_MB=300.4)
    table.line("new one", 3e-6, ratio=0.25)
    shown = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert shown[0] == ["import", "300", "ms", "250", "ms", "NOT", "×", "1.50"]
    assert shown[1] == ["people", "2100", "/s", "300", "MB", "2000", "/s", "ok", "×", "2.10"]
    assert shown[2] == ["new", "one", "3", "µs", "0.25", "new"]
    assert table.broken == ["import"]


def test_a_run_is_kept_under_its_label_once(tables):
    for label, what, value in (("1.0", "it", 2.0), ("1.0", "other", 5.0), ("1.1", "it", 3.0), ("1.0", "it", 4.0)):
        table = tables.Table()
        table.line(what, value)
        tables.keep(label, table)
    kept = [(run["label"], run["values"]) for run in tables.read()]
    assert kept == [("1.1", {"it": 3.0}), ("1.0", {"it": 4.0, "other": 5.0})]


def test_what_is_kept_in_the_project_says_on_what_it_was_measured(request):
    runs = (request.config.rootpath / "benchmarks" / "history.jsonl").read_text(encoding="utf-8").splitlines()
    assert runs
    for run in map(json.loads, runs):
        assert "cores" in run["machine"]
        assert "numpy" in run["packages"]
        assert all(value > 0 for value in run["values"].values())
