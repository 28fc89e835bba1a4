"""The chosen words on questions to real paragraphs; skipped where these are not at hand."""

import json
import unicodedata
from pathlib import Path

from bot.answering import choose
from embeddings.schema import Article, Hit, Passage


def _flat(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def test_chosen_sentences_hold_the_answer(shared_data: Path) -> None:
    """Of 1,002 questions with their own paragraph, at least 84 % get all of the answer (63 answers need three sentences
    or more than one), and 87 % of those whose answer lies within one sentence do.
    """
    data = json.loads((shared_data / "eval" / "cmrc_trial.json").read_text(encoding="utf-8"))
    passages = {row["id"]: row for row in data["passages"]}
    right, single = [], []
    for row in data["questions"]:
        given = passages[row["pid"]]
        article = Article(given["id"], given["title"], given["text"])
        chosen = choose(row["question"], [Hit(article, Passage(article.id, 0, len(article.body)), 1.0)])
        assert chosen.text is not None
        assert chosen.text in article.body
        holds = any(_flat(answer) in _flat(chosen.text) for answer in row["answers"])
        right.append(holds)
        if "。" not in row["answers"][0].rstrip("。"):
            single.append(holds)
    assert sum(right) / len(right) >= 0.84
    assert sum(single) / len(single) >= 0.87
