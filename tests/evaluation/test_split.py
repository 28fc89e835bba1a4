"""The halves of a question set, by checksums worked out once: d, e, f and g are even, a, b and c odd."""

import json
from pathlib import Path

from embeddings.evaluation.split import PARTS, part_of, take

_ROWS = [
    {"qid": "1", "question": "甲", "gold_ids": ["a"]},
    {"qid": "2", "question": "乙", "gold_ids": ["d"]},
    {"qid": "3", "question": "丙", "gold_ids": ["a", "d"]},
    {"qid": "e", "question": "丁", "gold_ids": []},
]


def test_an_articles_questions_stay_together() -> None:
    """Questions 1 and 3 have article a first, 2 has d; the one without an article goes by its own id."""
    assert [row["qid"] for row in take(_ROWS, "report")] == ["1", "3"]
    assert [row["qid"] for row in take(_ROWS, "tune")] == ["2", "e"]
    assert list(take(_ROWS, "all")) == _ROWS


def test_a_question_without_id_goes_by_its_words() -> None:
    """Rows of a file without `qid` are split all the same, and always the same way."""
    assert part_of({"question": "b", "gold_ids": []}) == "report"
    assert part_of({"question": "g", "gold_ids": []}) == "tune"


def test_halves_of_the_real_questions(shared_data: Path) -> None:
    """Of 547 questions each falls into exactly one half, and neither half is below two fifths."""
    lines = (shared_data / "eval" / "news-questions.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    tune, report = (list(take(rows, part)) for part in PARTS[:2])
    assert len(tune) + len(report) == len(rows)
    assert not {row["gold_ids"][0] for row in tune if row["gold_ids"]} & {
        row["gold_ids"][0] for row in report if row["gold_ids"]
    }
    assert min(len(tune), len(report)) > 0.4 * len(rows)
