"""Passages: whole sentences, exact offsets, no sub-headline crossed."""

import json
import lzma
import random

import pytest

from embeddings.articles.chunking import PASSAGE_MIN, chunk
from embeddings.articles.cleaning import clean
from embeddings.schema import PASSAGE_LIMIT, Article
from embeddings.text import sentences


def texts(body: str, title: str = "新桥") -> list[tuple[str, str]]:
    """Heading and text of each passage."""
    return [(passage.heading, body[passage.start : passage.end]) for passage in chunk(Article("1", title, body))]


def check(article: Article) -> None:
    """Hold an article's passages to every promise at once."""
    body, passages = article.body, chunk(article)
    spans = [(passage.start, passage.end) for passage in passages]
    assert spans == sorted(spans)
    covered = 0
    following = [start for start, _ in spans[1:]] + [len(body)]
    for (start, end), after in zip(spans, following, strict=False):
        assert 0 < end - start <= PASSAGE_LIMIT
        assert body[start:end].strip() == body[start:end]
        assert end <= after
        covered += sum(not char.isspace() for char in body[start:end])
    lines = {line.strip() for line in body.split("\n")}
    headings = [passage.heading for passage in passages]
    assert set(headings) - {""} <= lines
    # A heading begins where it differs from the one before, and what is in no passage is headings and nothing else.
    begun = [h for h, before in zip(headings, ["", *headings], strict=False) if h and h != before]
    assert covered + sum(not char.isspace() for heading in begun for char in heading) == sum(
        not char.isspace() for char in body
    )
    cuts = {start for start, _ in spans}
    for start, end in sentences(body):
        if end - start <= PASSAGE_LIMIT:
            assert not any(start < cut < end for cut in cuts)


def test_a_short_article_is_one_passage():
    """Nothing is cut that fits."""
    assert texts("新桥通车。百姓叫好。\n票价两元。") == [("", "新桥通车。百姓叫好。\n票价两元。")]


def test_a_body_without_words_has_no_passage():
    """White space is no passage."""
    assert texts(" \n\n ") == []


def test_passages_of_a_section_are_of_even_length():
    """Ten sentences of 50 characters are two passages of 250, not 400 and 100."""
    body = ("桥" * 49 + "。") * 10
    assert [len(text) for _, text in texts(body)] == [250, 250]


def test_a_short_rest_joins_the_passage_before_it():
    """The last words do not stand alone when there is room for them."""
    body = ("桥" * 199 + "。") * 2 + "完了。"
    assert [len(text) for _, text in texts(body)] == [200, 203]


def test_a_round_up_is_cut_at_its_sub_headlines():
    """Each item carries its own sub-headline, which lies in no passage."""
    body = "南桥昨天通车\n南桥长九公里。\n票价两元。\n北门机场获评“最美机场”\n评选由读者投票。\n西山下雪\n今晨有雪。"
    assert texts(body, "国内联播快讯") == [
        ("南桥昨天通车", "南桥长九公里。\n票价两元。"),
        ("北门机场获评“最美机场”", "评选由读者投票。"),
        ("西山下雪", "今晨有雪。"),
    ]


def test_a_sub_headline_inside_any_article_is_one_too():
    """Only the first line of an article that is no round-up is left with its text."""
    body = "某某社记者王一\n南桥昨天通车。\n票价暂定两元\n市民说很便宜。"
    assert texts(body) == [("", "某某社记者王一\n南桥昨天通车。"), ("票价暂定两元", "市民说很便宜。")]


def test_lists_credits_and_mastheads_are_no_sub_headlines():
    """A pile of short lines, a credit, a line that ends like prose and the last line stay in the text."""
    body = "名单如下：\n王一\n李二\n都已到任。\n文/赵四写于海口\n他们说好。\n二〇二四年五月二日"
    assert texts(body) == [("", body)]


def test_a_sentence_beyond_the_limit_is_cut_at_a_clause():
    """The last comma within the limit ends the first part; nothing is lost."""
    body = "甲" * 299 + "，" + "乙" * 200 + "。"
    assert [text for _, text in texts(body)] == ["甲" * 299 + "，", "乙" * 200 + "。"]


def test_a_sentence_without_a_clause_is_cut_at_the_limit():
    """Where there is no mark at all, length decides."""
    assert [len(text) for _, text in texts("甲" * 1000)] == [400, 400, 200]


def test_every_promise_holds_for_made_up_bodies():
    """Five hundred bodies of random marks, blanks and lengths keep offsets, limits and coverage."""
    chance = random.Random(7)
    pieces = [
        "桥" * 7,
        "通车了",
        "，",
        "。",
        "！",
        "？”",
        "……",
        "\n",
        "  ",
        "\u3000",
        "“",
        "A-1",
        "3.5",
        "甲" * 90,
        "乙" * 450,
    ]
    for number in range(500):
        body = clean("".join(chance.choices(pieces, k=chance.randint(1, 80)))).body
        check(Article(str(number), chance.choice(["新桥", "联播快讯"]), body))


def test_tails_are_long_enough():
    """Of sentences shorter than the limit, no last passage is tiny while its neighbour has room."""
    chance = random.Random(8)
    for _ in range(200):
        body = "".join("桥" * chance.randint(5, 120) + "。" for _ in range(chance.randint(1, 30)))
        spans = [(passage.start, passage.end) for passage in chunk(Article("1", "新桥", body))]
        if len(spans) > 1 and spans[-1][1] - spans[-1][0] < PASSAGE_MIN:
            assert spans[-1][1] - spans[-2][0] > PASSAGE_LIMIT


@pytest.fixture(scope="module")
def real_articles(shared_data) -> list[Article]:
    """Every fortieth article of the news corpus, as cleaned."""
    with lzma.open(shared_data / "news" / "xwlb-20k.jsonl.xz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in list(lines)[::40]]
    return [Article(record["id"], record["title"], clean(record["body"]).body) for record in records]


def test_every_promise_holds_for_real_articles(real_articles):
    """Offsets, limits and coverage, round-ups among them."""
    for article in real_articles:
        check(article)


def test_real_round_ups_have_a_heading_for_every_passage(real_articles):
    """No item of a round-up is left without its sub-headline."""
    roundups = [article for article in real_articles if "快讯" in article.title]
    assert len(roundups) == 45
    assert [article.id for article in roundups if not all(passage.heading for passage in chunk(article))] == []
