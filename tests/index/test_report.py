"""What a rebuild tells at its end."""

import json

from embeddings.articles import Note, Skip
from embeddings.index.report import BuildReport


def test_reasons_are_counted() -> None:
    """Skips are counted by kind, the most frequent first, and so are notes."""
    skips = [Skip("a", 1, "正文为空"), Skip("a", 2, "不是 JSON：第 3 列"), Skip("b", None, "不是 JSON：第 9 列")]
    report = BuildReport(skips=skips, notes=[Note("a", 4, "没有日期")])
    assert list(report.skipped.items()) == [("不是 JSON", 2), ("正文为空", 1)]
    assert report.noted == {"没有日期": 1}


def test_as_an_object() -> None:
    """The object is plain JSON and holds every number, skip and reason."""
    report = BuildReport(generation="g000001", articles=2, skips=[Skip("a", 1, "正文为空")])
    plain = json.loads(json.dumps(report.as_object()))
    assert plain["generation"] == "g000001"
    assert plain["articles"] == 2
    assert plain["skips"] == [{"path": "a", "line": 1, "reason": "正文为空"}]
    assert plain["skipped"] == {"正文为空": 1}


def test_time_is_counted_by_stage() -> None:
    """Time spent in the same stage twice adds up, and is kept when the stage fails."""
    report = BuildReport()
    with report.timed("a"):
        pass
    report.seconds["a"] += 5
    with report.timed("a"):
        pass
    assert 5 <= report.seconds["a"] < 6
    assert list(report.seconds) == ["a"]
