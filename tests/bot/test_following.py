"""Two searches joined into one ranking, and what is read of the article in focus, with scores worked out by hand."""

import pytest

from bot import following
from bot.conversation import Condensed
from bot.following import question_for, readings, search_in_turn
from embeddings.schema import Article, Hit, Passage
from embeddings.search.retriever import Found

FIRST = "新馆九日开门，市长到场致辞，首批读者在门口领到了借书证，领到的人说很高兴。"
SECOND = "自习区每天开到夜里十一点，周末另有接驳车往返地铁站，家住附近的人都说方便。"
LONG = Article("a", "新馆开门", FIRST + SECOND)
OTHER = Article("b", "大桥合龙", "大桥十九日合龙。")
THIRD = Article("c", "渔港扩建", "渔港扩建开工。")


def hit(article: Article, score: float, also: tuple[Article, ...] = ()) -> Hit:
    """Make a hit on the whole body."""
    return Hit(article, Passage(article.id, 0, len(article.body)), score, also)


class Searches:
    """Answers known questions with known hits, and remembers what was asked for."""

    def __init__(self, **hits: list[Hit]) -> None:
        self.hits = hits
        self.asked: list[tuple[str, int]] = []

    def __call__(self, question: str, k: int) -> Found:
        """Give the hits of a question."""
        self.asked.append((question, k))
        return Found(tuple(self.hits[question][:k]), None, False)


def ranked(given: tuple[Found, float]) -> list[tuple[str, float]]:
    """Give ids and scores."""
    return [(one.article.id, pytest.approx(one.score)) for one in given[0].hits]


def test_fresh_question() -> None:
    """A fresh question is one search, as it stands."""
    search = Searches(q=[hit(LONG, 1.0), hit(OTHER, 0.5)])
    found = search_in_turn(search, Condensed("q", "q"), 1)
    assert ranked(found) == [("a", 1.0)]
    assert search.asked == [("q", 1)]


def test_leaning_question() -> None:
    """Scores add up by how far a question leans: a 0.3 x 0.2 + 0.7 x 1, b 0.3 x 1 + 0.7 x 0.8, c 0.3 x 0.9.

    Nothing is in focus and no article has the question's word, so that each keeps 1 - 0.6 x 0.7 of that.
    """
    search = Searches(whole=[hit(LONG, 1.0), hit(OTHER, 0.8)], alone=[hit(OTHER, 1.0), hit(THIRD, 0.9), hit(LONG, 0.2)])
    found = search_in_turn(search, Condensed("whole", "alone", 0.7, words=("门票",)), 10)
    assert ranked(found) == [("b", 0.86 * 0.58), ("a", 0.76 * 0.58), ("c", 0.27 * 0.58)]
    assert found[1] == 0.7


def test_what_is_further_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """One below the hits looked at counts as the last of them: c 0.3 x 0.9 + 0.7 x 0.8, a 0.7 x 1 + 0.3 x 0.9."""
    monkeypatch.setattr(following, "DEPTH", 2)
    search = Searches(whole=[hit(LONG, 1.0), hit(OTHER, 0.8)], alone=[hit(OTHER, 1.0), hit(THIRD, 0.9), hit(LONG, 0.2)])
    found = search_in_turn(search, Condensed("whole", "alone", 0.7, words=("门票",)), 10)
    assert ranked(found) == [("a", 0.97 * 0.58), ("b", 0.86 * 0.58), ("c", 0.83 * 0.58)]


def test_focus() -> None:
    """The article in focus gains half, also where it is folded; one without a word of the topic loses six tenths."""
    search = Searches(whole=[hit(LONG, 0.8), hit(OTHER, 0.9)], alone=[])
    asked = Condensed("whole", "alone", 1.0, "a", near="a", about=("新馆",))
    assert ranked(search_in_turn(search, asked, 10)) == [("a", 1.2), ("b", 0.36)]
    folded = Searches(whole=[hit(OTHER, 0.9), hit(THIRD, 0.8, also=(LONG,))])
    assert ranked(search_in_turn(folded, asked, 10)) == [("c", 1.2), ("b", 0.36)]


def test_another_report_of_the_topic() -> None:
    """One that has the topic's words and the question's gains a fifth, times how far the question leans."""
    sequel = Article("s", "新馆满月", "新馆开门满月，办证三千张。")
    search = Searches(whole=[hit(LONG, 1.0), hit(sequel, 1.0)], alone=[])
    asked = Condensed("whole", "alone", 0.7, None, words=("办证",), near="a", about=("新馆",))
    assert ranked(search_in_turn(search, asked, 10)) == [("s", 0.7 * 1.14), ("a", 0.7)]


def test_a_subject_of_its_own() -> None:
    """A question that may lean leans little when what is found for it alone bears its words in the title."""
    search = Searches(whole=[hit(LONG, 1.0)], alone=[hit(THIRD, 1.0)])
    asked = Condensed("whole", "alone", 0.5, words=("渔港扩建", "投资"), near="a", about=("新馆",))
    found, lean = search_in_turn(search, asked, 10)
    assert (lean, found.hits[0].article.id) == (0.3, "c")
    asked = Condensed("whole", "alone", 0.5, words=("早餐",), near="a", about=("新馆",))
    found, lean = search_in_turn(search, asked, 10)
    assert (lean, found.hits[0].article.id) == (0.5, "a")


def test_whoever_is_asked_about_must_speak() -> None:
    """Asked what somebody said, a report in which they say nothing is left behind, even the one in focus."""
    silent = Article("q", "新馆开门", "新馆九日开门，乔岳到场。")
    heard = Article("h", "新馆致辞", "乔岳在致辞中说，新馆是大家的书房。")
    search = Searches(whole=[hit(silent, 1.0), hit(heard, 0.9)], alone=[])
    asked = Condensed("whole", "那他说了什么？", 1.0, "q", again=True, near="q", about=("乔岳", "新馆"))
    assert ranked(search_in_turn(search, asked, 10)) == [("h", 0.9 * 1.2), ("q", 0.5 * 1.2)]


def test_shown_are_left_out() -> None:
    """What was shown is left out, as itself or as a reprint, and the search goes deeper to make up for it."""
    search = Searches(whole=[hit(LONG, 1.0), hit(OTHER, 0.8, also=(THIRD,)), hit(Article("d", "", ""), 0.1)])
    found = search_in_turn(search, Condensed("whole", "alone", 1.0), 10, shown=("a", "c"))
    assert ranked(found) == [("d", 0.1)]
    assert search.asked == [("whole", 32)]


def test_a_leaning_question_reads_one_article() -> None:
    """Of the first article all is read, its best passage first, and nothing of the others."""
    body = LONG.body * 8
    article = Article("a", "新馆开门", body)
    best = Hit(article, Passage("a", 0, len(LONG.body) * 4), 1.0)
    read = readings(Condensed("q", "q", 1.0), [best, hit(OTHER, 0.5)], "")
    assert read[0] == best
    assert {one.article.id for one in read} == {"a"}
    assert max(one.passage.end for one in read) == len(body)


def test_a_fresh_question_reads_the_hits() -> None:
    """A fresh question reads the passages that the search found."""
    hits = [hit(OTHER, 1.0), hit(LONG, 0.5)]
    assert readings(Condensed("q", "q"), hits, "") == hits
    assert readings(Condensed("q", "q", 1.0), [], "") == []


def test_told_is_not_told_again() -> None:
    """Asked for more, the sentence told before is left out of what is read."""
    read = readings(Condensed("q", "q", 1.0, "a", again=True), [hit(LONG, 1.0)], FIRST)
    assert [one.text for one in read] == [SECOND]
    read = readings(Condensed("q", "q", 1.0, "a"), [hit(LONG, 1.0)], FIRST)
    assert [one.text for one in read] == [FIRST + SECOND]


def test_the_time_named_is_read() -> None:
    """Where the question names a time that the article names, it is read from that sentence on."""
    body = "2016年动工。中间停过一次。2019年复工，换了总包。"
    article = Article("a", "新馆", body)
    asked = Condensed("新馆 2019年怎么了", "2019年怎么了", 0.7, "a", when="2019年")
    assert [one.text for one in readings(asked, [hit(article, 1.0)], "")] == ["2019年复工，换了总包。"]
    carried = Condensed("2019年 新馆 怎么了", "怎么了", 0.7, "a", when="2019年")
    assert [one.text for one in readings(carried, [hit(article, 1.0)], "")] == [body]


def test_question_for() -> None:
    """What was said now looks for the sentence where the best passage holds its words, else the whole does."""
    asked = Condensed("新馆 借书证领了多少", "借书证领了多少", 0.7, words=("借书证",))
    assert question_for(asked, [hit(LONG, 1.0)]) == "借书证领了多少"
    assert question_for(asked, [hit(OTHER, 1.0)]) == "新馆 借书证领了多少"
    assert question_for(Condensed("新馆 他呢", "他", 1.0), [hit(LONG, 1.0)]) == "新馆 他呢"
