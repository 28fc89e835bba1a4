"""One answer, or a chat at the terminal."""

from datetime import date

import pytest

from bot.render import as_json
from bot.schema import Query
from bot.service import Service
from tests.terminal import Run

_QUESTION = "云川大桥是哪天正式通车的？"


def test_an_answer_with_its_sources(run: Run) -> None:
    """Title, outlet, day, link and passage stand under the answer."""
    ran = run("ask", _QUESTION)
    assert (ran.status, ran.err) == (0, "")
    for words in ("6月18日", "云川大桥正式通车", "云川日报", "2023-06-18", "https://example.org/bridge?page=1&x=2"):
        assert words in ran.out


def test_json_is_the_object_of_the_service(run: Run, newsroom_service: Service) -> None:
    """One line, the same as the service gives in another form."""
    ran = run("ask", _QUESTION, "--json", "-k", "2", "--now", "2024-09-01")
    query = Query(_QUESTION, 2, today=date(2024, 9, 1))
    assert ran.rows == [as_json(newsroom_service.ask(query))]
    assert [row["article_id"] for row in ran.rows[0]["results"]] == ["bridge-open", "bridge-repair"]


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--since", "2024-01-01"], {"bridge-repair"}),
        (["--until", "2023-12-31"], {"bridge-open"}),
        (["--source", "海棠"], {"bridge-open-again"}),
    ],
)
def test_options_are_walls(run: Run, options: list[str], ids: set[str]) -> None:
    """The first result is the best one inside them."""
    ran = run("ask", "云川大桥", "--json", "-k", "1", *options)
    assert {row["article_id"] for row in ran.rows[0]["results"]} == ids


def test_relative_days_count_from_now(run: Run) -> None:
    """上个月 in August 2023 is July 2023."""
    first = {
        year: run("ask", "上个月海棠港的吞吐量", "--json", "--now", f"{year}-08-01").rows[0]["results"][0]["article_id"]
        for year in (2023, 2024)
    }
    assert first == {2023: "port-2023", 2024: "port-2024"}


def test_without_a_question_it_chats(run: Run) -> None:
    """A line a question, answers alone on stdout, until a blank line."""
    ran = run("ask", "--json", stdin=f"{_QUESTION}\n白鹭湖来了多少种水鸟？\n\n谁赢了围棋赛？\n".encode())
    assert ran.status == 0
    assert [row["results"][0]["article_id"] for row in ran.rows] == ["bridge-open", "birds"]
    assert "直接写问题" in ran.err
    assert ran.err.count("问 > ") == 3


def test_a_chat_ends_with_its_input(run: Run) -> None:
    """Also when nothing at all was asked."""
    ran = run("ask")
    assert (ran.status, ran.out) == (0, "")


def test_a_chat_goes_on_after_a_question_that_cannot_be_asked(run: Run) -> None:
    """The sentence stands among the prompts, and the next question is answered."""
    ran = run("ask", "--json", stdin=("问" * 501 + f"\n{_QUESTION}\n").encode())
    assert (ran.status, len(ran.rows)) == (0, 1)
    assert "问题太长（501 字）" in ran.err


def test_input_that_is_no_text_ends_the_chat(run: Run) -> None:
    """With one sentence that names the encoding."""
    ran = run("ask", stdin=b"\xb1\xb1\xbe\xa9\n")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.splitlines()[-1].endswith("错误：读到的不是 UTF-8 文字，请检查终端或上游程序的编码。")


def test_interrupting_a_chat(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is one sentence too."""

    def interrupt() -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupt)
    ran = run("ask")
    assert (ran.status, ran.err.splitlines()[-1]) == (1, "错误：已中断，原有索引和设置没有改动。")
