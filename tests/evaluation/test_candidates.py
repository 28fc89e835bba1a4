"""The table of candidates, laid out from ranks made up for it."""

from pathlib import Path

import pytest

from embeddings.evaluation.candidates import Tried, table, tried
from embeddings.evaluation.marks import put

#: Of the report half are a, b and c; of the tune half is d.
_ROWS = [
    {"qid": "1", "question": "甲", "gold_ids": ["a"], "type": "paraphrase"},
    {"qid": "2", "question": "乙", "gold_ids": ["b"], "type": "fact"},
    {"qid": "3", "question": "丙", "gold_ids": ["c"], "type": "paraphrase"},
    {"qid": "4", "question": "丁", "gold_ids": ["d"], "type": "paraphrase"},
]


def test_figures_of_the_report_half() -> None:
    """Ranks 1, 2 and none: MRR .5, R@1 1/3, R@10 2/3; paraphrases 1 and none; the tune half's only rank is 4."""
    shipped, other = Tried("shipped", [1, 1, 1, 1], 7.4), Tried("other", [1, 2, None, 4], 3.0)
    lines = list(table(_ROWS, [other, shipped], shipped))
    cells = [[cell.split(" ")[0] for cell in line.strip("| ").split(" | ")] for line in lines[2:]]
    assert cells[0] == ["other", ".500", ".333", ".667", ".500", ".500", "-.500", ".250", "3"]
    assert cells[1][:6] == ["shipped", "1.000", "1.000", "1.000", "1.000", "1.000"]
    assert cells[1][-2:] == ["1.000", "7"]
    assert lines[0].count("|") == lines[1].count("|") == lines[2].count("|")


def test_each_question_is_asked_once() -> None:
    """In order, and the median of the time is told."""
    asked: list[str] = []

    def rank(row: object) -> int:
        assert isinstance(row, dict)
        asked.append(row["qid"])
        return len(asked)

    result = tried("name", _ROWS, rank)
    assert (asked, result.ranks, result.name) == (["1", "2", "3", "4"], [1, 2, 3, 4], "name")
    assert result.took >= 0


def test_a_part_of_a_document_is_replaced(tmp_path: Path) -> None:
    """What stands between the marks goes, the rest stays; without marks the error names the document."""
    document = tmp_path / "card.md"
    document.write_text("甲\n<!-- curve -->\n旧\n<!-- /curve -->\n乙\n", encoding="utf-8")
    put(document, "curve", r"新 \1")
    put(document, "curve", r"更新 \1")
    assert document.read_text("utf-8") == "甲\n<!-- curve -->\n更新 \\1\n<!-- /curve -->\n乙\n"
    with pytest.raises(ValueError, match=r"card\.md has no place for table"):
        put(document, "table", "")
