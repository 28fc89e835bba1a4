"""The demo corpus in data/ is sound: it loads whole, its fields hold, and its questions have their answers."""

import json
import lzma
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from embeddings.articles import Skip, read
from embeddings.schema import Article

DATA = Path(__file__).resolve().parents[2] / "data"
FILES = sorted((DATA / "articles").glob("*.jsonl"))
ID = re.compile(r"demo-(\d{8})-\d{2}")

#: Longest run of characters a digest may share with its report: names, titles and figures need some.
LONGEST_RUN = 19


def records(path: Path) -> list[dict[str, Any]]:
    """Read the objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    """Load the corpus, by id."""
    skipped: list[Skip] = []
    loaded = list(read([DATA / "articles"], skipped.append))
    assert skipped == []
    assert len({article.id for article in loaded}) == len(loaded)
    return {article.id: article for article in loaded}


def test_every_line_is_loaded_once(articles: dict[str, Article]) -> None:
    """The loader yields exactly the lines of the files, under the ids they give, and there are enough of them."""
    ids = [record["id"] for path in FILES for record in records(path)]
    assert sorted(articles) == sorted(ids)
    assert len(ids) == 112


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_fields_are_known_and_filled(path: Path) -> None:
    """A line has fields of the interchange format only, each a non-empty string."""
    for record in records(path):
        assert (
            {"id", "title", "published", "body"} <= set(record) <= {"id", "title", "published", "source", "url", "body"}
        )
        assert all(isinstance(value, str) and value == value.strip() != "" for value in record.values()), record["id"]


def test_dates_are_real_and_agree_with_ids_and_links(articles: dict[str, Article]) -> None:
    """`published` parses, lies in the period the corpus covers, and the same day stands in the id and in the link."""
    days = []
    for article in articles.values():
        assert article.published is not None
        day = datetime.fromisoformat(article.published).date()
        days.append(day)
        match = ID.fullmatch(article.id)
        assert match is not None
        assert match[1] == f"{day:%Y%m%d}", article.id
        if article.url is not None:
            assert f"//tv.cctv.com/{day:%Y/%m/%d}/" in article.url
    assert (min(days), max(days)) == (date(2021, 6, 28), date(2026, 8, 19))


def test_bodies_are_digests(articles: dict[str, Article]) -> None:
    """A body is 120 to 350 characters in three to seven sentences on one line."""
    for article in articles.values():
        assert 120 <= len(article.body) <= 350, article.id
        assert 3 <= len(re.findall("[。？！]", article.body)) <= 7, article.id
        assert "\n" not in article.body


def test_bodies_name_their_outlet(articles: dict[str, Article]) -> None:
    """A digest with a source says it in its text, and one from the television news has its link."""
    for article in articles.values():
        assert article.source is None or article.source in article.body, article.id
        assert (article.source == "央视网") == (article.url is not None), article.id


def test_the_first_question_of_the_readme_is_answered(articles: dict[str, Article]) -> None:
    """The day the treaty was extended stands in reports of that day, at an outlet and without one."""
    told = {
        article.id: article.source
        for article in articles.values()
        if "2021年6月28日" in article.body and "宣布《中俄睦邻友好合作条约》延期" in article.body
    }
    assert told == {"demo-20210628-03": "新华社", "demo-20210628-04": None, "demo-20210629-03": "新华社"}


def test_questions_have_their_answers(articles: dict[str, Article]) -> None:
    """Each question has gold articles that hold its answer word for word, or neither when nothing answers."""
    questions = records(DATA / "eval" / "demo-questions.jsonl")
    assert [question["qid"] for question in questions] == [f"demo-q-{n:03d}" for n in range(1, 61)]
    assert len({question["question"] for question in questions}) == 60
    for question in questions:
        assert set(question) == {"qid", "question", "gold_ids", "answer", "type"}
        assert (question["gold_ids"] == []) == (question["answer"] == "") == (question["type"] == "unanswerable")
        assert all(question["answer"] in articles[gold].body for gold in question["gold_ids"]), question["qid"]
    kinds = [question["type"] for question in questions]
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "dated": 12,
        "fact": 14,
        "paraphrase": 16,
        "short": 8,
        "unanswerable": 10,
    }


def test_conversations_have_their_answers(articles: dict[str, Article]) -> None:
    """Each turn has gold articles that all hold a wording of its answer, or neither when nothing answers."""
    chats = records(DATA / "eval" / "demo-chats.jsonl")
    assert [chat["cid"] for chat in chats] == [f"demo-c-{n:02d}" for n in range(1, 11)]
    for chat in chats:
        assert 4 <= len(chat["turns"]) <= 6
        for turn in chat["turns"]:
            assert set(turn) - {"answer_alt"} == {"user", "gold_ids", "answer", "type"}
            assert turn["type"] == ("answer" if turn["gold_ids"] else "unanswerable")
            assert (turn["gold_ids"] == []) == (turn["answer"] == "")
            wordings = [turn["answer"], *turn.get("answer_alt", [])]
            for gold in turn["gold_ids"]:
                assert any(wording in articles[gold].body for wording in wordings), turn["user"]
    unanswerable = [turn["user"] for chat in chats for turn in chat["turns"] if turn["type"] == "unanswerable"]
    assert unanswerable == ["那门票多少钱？", "花了多少钱？", "收费吗？一趟多少？", "她教练是谁？", "机票多少钱？"]


def test_no_sentence_is_taken_over(articles: dict[str, Article], shared_data: Path) -> None:
    """A digest shares no long run of characters with the report its link names, nor is that report kept for judging."""
    reports = {}
    with lzma.open(shared_data / "news" / "xwlb-20k.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            report = json.loads(line)
            if (link := re.search(r"\[查看原文\]\((.+?)\)", report["body"])) is not None:
                reports[link[1]] = report
    kept = {
        gold for question in records(shared_data / "eval" / "news-questions.jsonl") for gold in question["gold_ids"]
    }
    linked = [article for article in articles.values() if article.url is not None]
    assert len(linked) == 91
    for article in linked:
        report = reports[article.url]
        assert report["id"] not in kept
        assert report["published"] == article.published
        original = flat(report["title"] + report["body"])
        text = flat(re.sub("《.*?》", "|", f"{article.title}|{article.body}"))
        runs = (text[start : start + LONGEST_RUN + 1] for start in range(len(text) - LONGEST_RUN))
        assert [run for run in runs if run in original] == [], article.id


def flat(text: str) -> str:
    """Strip punctuation and white space, but keep the bars that stand for titles cut out."""
    return re.sub(r"[^\w|]+|_", "", text)
