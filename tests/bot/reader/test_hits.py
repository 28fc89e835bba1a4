"""Hits read again: which go up, and what their scores become."""

import math

import pytest

from bot.reader.hits import READ, WEIGHT, shipped_reader
from embeddings.schema import Article, Hit, Passage

QUESTION = "白石大桥什么时候通车？"
SAYS = "白石大桥5月2日正式通车。"
SILENT = "白石大桥由某公司承建，记者走访了工地。"


def hit(name: str, body: str, score: float) -> Hit:
    """Make a hit of a whole article."""
    return Hit(Article(name, "大桥", body, "2024-05-02"), Passage(name, 0, len(body)), score)


def test_what_answers_goes_before_what_is_only_about_it() -> None:
    """Scores close to each other give way to what the passages say."""
    ranked = shipped_reader().reranked(QUESTION, [hit("about", SILENT, 5.1), hit("says", SAYS, 5.0)])
    assert [one.article.id for one in ranked] == ["says", "about"]
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)


def test_reading_moves_a_score_by_its_weight_at_most() -> None:
    """The new score is the old one with the weighted odds; what could not come first any more is not read."""
    hits = [hit("about", SILENT, 9.0), hit("near", SAYS, 8.0), hit("far", SAYS, 5.0)]
    ranked = shipped_reader().reranked(QUESTION, hits)
    odds = {one.article.id: shipped_reader().read(QUESTION, one).judged.odds for one in hits}
    assert {one.article.id: one.score for one in ranked} == pytest.approx(
        {
            "about": 9.0 + WEIGHT * math.tanh(odds["about"] / 4),
            "near": 8.0 + WEIGHT * math.tanh(odds["near"] / 4),
            "far": 5.0 - WEIGHT,
        }
    )
    assert ranked[-1].article.id == "far"


def test_what_is_not_read_keeps_its_order_behind() -> None:
    """Beyond the first hits the order by score stays, and every hit is still there."""
    hits = [hit(str(number), SILENT, 9.0 - number / 10) for number in range(READ)]
    rest = [hit(f"rest{number}", SAYS, 8.0 - number) for number in range(3)]
    ranked = shipped_reader().reranked(QUESTION, [*hits, *rest])
    assert [one.article.id for one in ranked[-3:]] == ["rest0", "rest1", "rest2"]
    assert [one.score for one in ranked[-3:]] == pytest.approx([8.0 - WEIGHT, 7.0 - WEIGHT, 6.0 - WEIGHT])
    assert {one.article.id for one in ranked} == {one.article.id for one in [*hits, *rest]}


def test_no_hits_are_no_hits() -> None:
    """Nothing found, nothing ranked."""
    assert shipped_reader().reranked(QUESTION, []) == ()
