"""What is said of the hits as a whole, in every form."""

from dataclasses import replace
from datetime import date

import pytest

from bot.openai_text import as_message
from bot.render import ENGLISH, as_json, as_markdown, as_telegram_html, as_text
from bot.render.notes import notes, refusal
from bot.schema import Answer
from embeddings.search.outlets import Outlet
from embeddings.search.walls import Walls

_OUTLET, _UNKNOWN = Outlet("新华社", ("新华社",)), Outlet("新华社", ())


def test_newest_first(found: Answer) -> None:
    """The day of the newest article is told, where there is one."""
    newest = replace(found, window=None, order="latest", as_of=date(2026, 8, 22))
    assert notes(newest) == ["按时间从新到旧，截至 2026-08-22（库里最新一篇的日期）"]
    assert notes(newest, ENGLISH) == ["Newest first, as of 2026-08-22 (the newest article here)"]
    assert notes(replace(newest, as_of=None)) == ["按时间从新到旧"]
    assert notes(replace(newest, order="best")) == ["截至 2026-08-22（库里最新一篇的日期）"]


@pytest.mark.parametrize(
    ("outlet", "astray", "line"),
    [
        (_OUTLET, False, ["优先看新华社的报道"]),
        (_OUTLET, True, ["没有找到新华社的相关报道，以下来自其他媒体"]),
        (_UNKNOWN, True, ["库里没有新华社的报道，以下来自其他媒体"]),
        (_UNKNOWN, False, []),
        (None, False, []),
    ],
)
def test_outlet(found: Answer, outlet: Outlet | None, astray: bool, line: list[str]) -> None:
    """Whose reports go first, or that there are none; nothing of an outlet that the report itself speaks of."""
    assert notes(replace(found, window=None, outlet=outlet, astray=astray)) == line


def test_a_time_that_was_left_is_told_in_every_form(found: Answer) -> None:
    """An answer from outside the time asked for says so."""
    outside = replace(found, outside=True)
    line = "2024-05 内没有找到，以下是这段时间之外的报道"
    assert f"（{line}）" in as_text(outside)
    assert f"*{line}*" in as_markdown(outside)
    assert f"*{line}*" in as_message(outside)
    assert f"<i>{line}</i>" in as_telegram_html(outside)[0]
    assert as_json(outside)["outside"] is True


def test_all_that_is_said_is_said_in_every_form(found: Answer) -> None:
    """Time, order and outlet, a line each."""
    full = replace(found, order="latest", as_of=date(2026, 8, 22), outlet=_OUTLET, astray=True)
    lines = notes(full)
    assert len(lines) == 3
    for form in (as_text(full), as_markdown(full), as_message(full), as_telegram_html(full)[0]):
        assert [line for line in lines if line not in form] == []
    record = as_json(full)
    assert (record["order"], record["as_of"]) == ("latest", "2026-08-22")
    assert record["outlet"] == {"name": "新华社", "sources": ["新华社"], "astray": True}


@pytest.mark.parametrize(
    ("wall", "line"),
    [
        (Walls(source="新华社"), "限定的范围里没有相关的报道：新华社。"),
        (Walls(since=date(2030, 1, 1)), "限定的范围里没有相关的报道：2030-01-01 以来。"),
        (Walls(date(2030, 1, 1), date(2030, 1, 31), "新华社"), "限定的范围里没有相关的报道：2030-01、新华社。"),
        (None, "没有找到能回答这个问题的报道。"),
    ],
)
def test_the_wall_that_leaves_nothing_is_told_in_every_form(empty: Answer, wall: Walls | None, line: str) -> None:
    """In place of the general words."""
    walled = replace(empty, wall=wall)
    assert refusal(walled) == as_text(walled) == as_markdown(walled).strip() == as_message(walled) == line
    assert as_telegram_html(walled) == [f"<b>{line}</b>"]


def test_walls_as_an_object(empty: Answer) -> None:
    """With its days and outlet, null where there is no bound."""
    record = as_json(replace(empty, wall=Walls(since=date(2030, 1, 1))))
    assert record["wall"] == {"since": "2030-01-01", "until": None, "source": None}
    assert "wall" not in as_json(empty)


def test_nothing_is_said_of_no_hits(empty: Answer) -> None:
    """The order of nothing is no news."""
    assert notes(replace(empty, order="latest", as_of=date(2026, 8, 22))) == []
