"""The page of trust says what the attacks found, and nothing else."""

import newcomer
import page
import record


def test_the_page_is_written_from_what_was_found():
    assert page.PAGE.read_text(encoding="utf-8") == page.text(record.kept())


def test_what_was_kept_is_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "FOUND", tmp_path)
    found = record.Attack("A", "b", [record.Check("c", 3, 1, "0.1 mm", "d | e")], [record.Table("f", ["g"], [["h"]])])
    record.keep("one", found)
    assert record.kept() == [found]
    assert "| c | 3 | 1 | 0.1 mm | d \\| e |" in page.text([found])


def test_links_lead_somewhere():
    assert list(newcomer.broken_links(newcomer.ROOT)) == []
    assert len(newcomer.links(newcomer.ROOT)) > 40


def test_a_link_that_leads_nowhere_is_seen(tmp_path):
    (tmp_path / "README.md").write_text("# Two words\n[a](#two-words) [b](#three) [c](gone.md) [d](https://x.org)\n")
    assert list(newcomer.broken_links(tmp_path)) == ["README.md: #three", "README.md: gone.md"]


def test_what_the_readme_says_to_type_is_found():
    readme = (newcomer.ROOT / "README.md").read_text(encoding="utf-8")
    typed = newcomer.commands(readme)
    assert "make demo" in typed and "python run_sim.py publish scenario.toml" in typed
    assert newcomer.NOT_TYPED.keys() <= set(typed)
    assert "--tilt 10 --to right --at pelvis" in newcomer.options(readme)
