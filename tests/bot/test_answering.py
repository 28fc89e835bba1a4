"""Answers chosen from hits of our own making."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from bot.answer_weights import CLAUSE, HIT_BEST_CLAUSE, HIT_GAP
from bot.answering import ANSWER_LIMIT, FAR, Chosen, choose
from bot.clauses import read_clauses
from bot.evidence import FEATURES, CutPassage, Evidence
from bot.question_type import read_ask
from bot.spans import find_spans, tag
from embeddings.schema import Article, Hit, Passage

_FERRY = (
    "东港至外海岛的渡轮28日首航。首航渡轮名为“海鸥号”，由东港造船厂建造，全长86米。"
    "船长林大海在仪式上表示，渡轮每天往返四班，单程票价35元。"
    "岛上共有1200户居民，过去他们只能坐渔船出岛。"
)
_MUSEUM = "省海事博物馆重新开放，新展厅陈列了60件古船模型，馆长周敏主持了仪式。"


def _hit(body: str, score: float = 1.0, title: str = "渡轮首航", published: str | None = "2023-03-29") -> Hit:
    article = Article(f"a-{title}", title, body, published)
    return Hit(article, Passage(article.id, 0, len(body)), score)


def _marked(chosen: Chosen) -> str | None:
    return chosen.text[slice(*chosen.span)] if chosen.text is not None and chosen.span else None


@pytest.mark.parametrize(
    ("question", "answer", "mark"),
    [
        ("渡轮的单程票价多少钱？", "单程票价35元", "35元"),
        ("谁是渡轮的船长", "船长林大海", "林大海"),
        ("首航的渡轮叫什么名字？", "海鸥号", "“海鸥号”"),
        ("岛上住着多少户居民？", "1200户居民", "1200户"),
        ("渡轮哪天首航的", "28日首航", "28日"),
    ],
)
def test_answer_and_mark(question: str, answer: str, mark: str) -> None:
    """The chosen sentences hold the answer, and the asked detail is marked in them."""
    chosen = choose(question, [_hit(_FERRY)])
    assert chosen.text is not None
    assert answer in chosen.text
    assert _marked(chosen) == mark


def test_part_date_is_completed_from_the_article() -> None:
    """Asked when, a bare 28日 in an article of 29 March 2023 carries the whole date beside it."""
    assert choose("渡轮哪天首航的", [_hit(_FERRY)]).note == "28日＝2023年3月28日"
    assert choose("渡轮哪天首航的", [_hit(_FERRY, published=None)]).note is None
    assert choose("谁是渡轮的船长", [_hit(_FERRY)]).note is None


def test_the_hit_that_answers_wins_over_a_close_rival() -> None:
    """Of two hits that score nearly alike, the one with the asked detail is taken; far below the first it is not."""
    rival = _hit(_MUSEUM, 1.0, "博物馆开放")
    close, far = _hit(_FERRY, 0.95), _hit(_FERRY, 0.2)
    assert choose("渡轮的单程票价多少钱？", [rival, close]).hit == 1
    assert choose("渡轮的单程票价多少钱？", [rival, far]).hit == 0


@pytest.mark.parametrize(
    "question", ["渡轮的单程票价多少钱？", "谁是船长", "哪天首航", "馆长主持了什么", "为什么坐渔船"]
)
def test_hits_passed_over_could_not_have_won(question: str) -> None:
    """The hit chosen is the first of those with the highest score when the details of all are read."""
    bodies = [_FERRY, _MUSEUM, _FERRY[:60], _MUSEUM + "馆长周敏说，27日起票价20元。"]
    ask = read_ask(question)
    evidence = Evidence(question, ask)
    weights = np.array([CLAUSE[name] for name in FEATURES])
    for scores in product((1.0, 0.9, 0.75), repeat=len(bodies)):
        hits = [_hit(body, score) for body, score in zip(bodies, scores, strict=True)]
        passages = [CutPassage(hit.text, hit.article.title, read_clauses(hit.text)) for hit in hits]
        reached = []
        for hit, passage, words in zip(hits, passages, evidence.words(passages), strict=True):
            details = evidence.details(passage, find_spans(hit.text, ask, tag(hit.text)), words)
            best = (np.hstack([words.rows, details.rows]) @ weights).max()
            reached.append(HIT_GAP * (hits[0].score - hit.score) / hits[0].score + HIT_BEST_CLAUSE * best)
        assert choose(question, hits).hit == int(np.argmax(np.round(reached, 9)))


def test_hits_far_behind_the_first_are_not_read() -> None:
    """Where the first hit says nothing of what is asked, one that does answers from within reach alone."""
    for behind, chosen in ((FAR - 0.01, 1), (FAR + 0.01, 0)):
        hits = [_hit("今日多云。", 1.0), _hit(_FERRY, 1 - behind)]
        assert choose("渡轮的单程票价多少钱？", hits).hit == chosen


def test_long_sentence_is_cut_at_commas() -> None:
    """Of a sentence over the limit the clauses around the answer are kept, whole and verbatim."""
    filler = "各地渔民陆续把船开进内港躲避风浪，"
    body = filler * 8 + "气象台台长苏明远宣布解除警报，" + filler * 8 + "海面恢复平静。"
    chosen = choose("宣布解除警报的台长是谁", [_hit(body)])
    assert chosen.text is not None
    assert "苏明远宣布解除警报" in chosen.text
    assert len(chosen.text) <= ANSWER_LIMIT
    assert chosen.text in body
    assert chosen.text.endswith("，")
    assert _marked(chosen) == "苏明远"


def test_text_stands_in_the_passage_not_only_in_the_article() -> None:
    """What lies in the article outside the passage is never taken."""
    whole = _hit(_FERRY)
    end = _FERRY.index("船长")
    hit = replace(whole, passage=Passage(whole.article.id, 0, end))
    chosen = choose("谁是渡轮的船长", [hit])
    assert chosen.text is not None
    assert chosen.text in _FERRY[:end]


def test_no_hits() -> None:
    """Without hits, or with blank ones, there is nothing to choose and no confidence."""
    assert choose("渡轮哪天首航", []) == Chosen(None, None, None, 0.0)
    assert choose("渡轮哪天首航", [_hit(" \n ")]) == Chosen(None, None, None, 0.0)


@pytest.mark.parametrize("question", ["？", "谁", "a", "……", "１２３", "渡轮" * 200])
def test_odd_questions_are_survived(question: str) -> None:
    """Any question gives a verbatim text and a confidence between 0 and 1."""
    chosen = choose(question, [_hit(_FERRY), _hit(_MUSEUM, 0.0)])
    assert chosen.text is not None
    assert chosen.text in _FERRY + _MUSEUM
    assert 0 <= chosen.confidence <= 1


def test_scores_of_nought_and_below() -> None:
    """Scores need not be positive for the hits to be compared."""
    for scores in ((0.0, 0.0), (-1.0, -2.0)):
        hits = [_hit(_FERRY, scores[0]), _hit(_MUSEUM, scores[1], "博物馆")]
        assert choose("渡轮的单程票价多少钱？", hits).hit == 0
