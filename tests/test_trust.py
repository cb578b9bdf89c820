"""The page of trust says what the attacks found, and nothing else."""

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
