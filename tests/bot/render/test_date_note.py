"""The asked date, completed where the article gives it in part: after the words that answer, in every form."""

from dataclasses import replace

import pytest

from bot.openai_text import as_message
from bot.render import as_json, as_markdown, as_telegram_html, as_text
from bot.schema import Answer

NOTE = "5月6日＝2024年5月6日"


@pytest.fixture
def dated(found: Answer) -> Answer:
    """Give an answer whose date leaves out the year."""
    return replace(found, note=NOTE, window=None)


def test_the_date_follows_the_words_that_answer(dated: Answer) -> None:
    """It stands in brackets between the sentence and the number of its source; the verbatim words are not touched."""
    assert as_text(dated).startswith(f"青川大桥【5月6日】合龙。（{NOTE}） [1]\n")
    assert as_markdown(dated).startswith(f"青川大桥**5月6日**合龙。（{NOTE}） \\[1\\]\n")
    assert as_telegram_html(dated)[0].startswith(f"青川大桥<b><u>5月6日</u></b>合龙。（{NOTE}） [1]\n")
    assert as_message(dated).startswith(f"青川大桥**5月6日**合龙。（{NOTE}）\n")


def test_without_a_mark(dated: Answer) -> None:
    """A sentence without a marked detail is completed too."""
    assert as_telegram_html(replace(dated, span=None))[0].startswith(f"<b>青川大桥5月6日合龙。</b>（{NOTE}） [1]\n")


def test_json(found: Answer, dated: Answer) -> None:
    """It is a field of its own, there only where there is something to complete."""
    assert (as_json(dated)["note"], as_json(dated)["answer"]) == (NOTE, "青川大桥5月6日合龙。")
    assert "note" not in as_json(found)


def test_a_refusal_completes_nothing(refused: Answer) -> None:
    """What is not told is not completed."""
    assert NOTE not in as_text(replace(refused, note=NOTE))
