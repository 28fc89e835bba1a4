"""Dates to ISO, exactly as exact as they were."""

from datetime import UTC, datetime

import pytest

from embeddings.articles.published import in_shanghai, iso


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-02", "2024-05-02"),
        (" 2024-5-2 ", "2024-05-02"),
        ("2024-05-02T07:51", "2024-05-02T07:51"),
        ("2024-05-02 07:51:09", "2024-05-02T07:51:09"),
        ("2024-05-02T07:51:09.25+08:00", "2024-05-02T07:51:09+08:00"),
        ("2024-05-01T23:30:00Z", "2024-05-02T07:30:00+08:00"),
        ("2024-05-01T23:30-0500", "2024-05-02T12:30+08:00"),
        ("2024-02-29", "2024-02-29"),
        ("2023-02-29", None),
        ("2024-13-01", None),
        ("2024-05-02T25:00", None),
        ("2024-05", None),
        ("昨天", None),
        ("2024-05-02 08:00 左右", None),
        ("9999-12-31T23:00Z", None),
    ],
)
def test_iso_keeps_precision_and_refuses_what_is_no_date(text, expected):
    """A day stays a day, a minute a minute; other zones are told in Shanghai time; no date is mended."""
    assert iso(text) == expected


def test_a_moment_is_told_in_shanghai_time():
    """Greenwich's evening is Shanghai's next morning; a moment without a zone is Shanghai's already."""
    assert in_shanghai(datetime(2024, 5, 1, 23, 30, tzinfo=UTC)) == "2024-05-02T07:30:00+08:00"
    assert in_shanghai(datetime(2024, 5, 1, 23, 30)) == "2024-05-01T23:30:00"
