"""A written answer in every form: first, whole, its marks readable, the articles' own words after it."""

from dataclasses import replace

import pytest

from bot.openai_text import as_message
from bot.render import ENGLISH, as_json, as_markdown, as_telegram_html, as_text
from bot.render.rich import units
from bot.schema import Answer
from bot.state.pages import Page
from bot.telegram_handlers.presses import NEWEST
from bot.telegram_handlers.views import view
from bot.telegram_handlers.words import CHINESE as WORDS
from embeddings.schema import PASSAGE_LIMIT, Article, Hit, Passage


@pytest.fixture
def written(found: Answer) -> Answer:
    """Give an answer with two written sentences."""
    return replace(found, written="青川大桥5月6日合龙[1]。稻米丰收<b>[2]。", citations=(1, 2))


def test_text(written: Answer) -> None:
    """The written answer, then the article's sentence with the asked span marked."""
    assert as_text(written).startswith(
        "青川大桥5月6日合龙[1]。稻米丰收<b>[2]。\n\n原文：青川大桥【5月6日】合龙。 [1]\n\n"
    )
    assert as_text(written, ENGLISH).split("\n\n")[1].startswith("In the article's words: 青川大桥")


def test_text_without_what_was_told_already(written: Answer) -> None:
    """A terminal that showed the sentences as they came shows the rest."""
    assert as_text(written, told=True).startswith("原文：青川大桥【5月6日】合龙。 [1]\n\n")


def test_markdown(written: Answer) -> None:
    """Marks and tags are shown, not read."""
    lead, verbatim, *_ = as_markdown(written).split("\n\n")
    assert lead == r"青川大桥5月6日合龙\[1\]。稻米丰收\<b\>\[2\]。"
    assert verbatim == r"原文：青川大桥**5月6日**合龙。 \[1\]"


def test_telegram(written: Answer) -> None:
    """The same in HTML."""
    (message,) = as_telegram_html(written)
    assert message.startswith(
        "青川大桥5月6日合龙[1]。稻米丰收&lt;b&gt;[2]。\n\n原文：青川大桥<b><u>5月6日</u></b>合龙。 [1]\n\n"
    )


def test_telegram_keeps_five_long_results_in_one_message(written: Answer) -> None:
    """A written answer takes its room from the quotes."""
    body = "长" * PASSAGE_LIMIT
    hits = tuple(
        Hit(Article(str(i), "题" * 120, body, "2024-05-06T18:30", "报" * 40), Passage(str(i), 0, len(body)), 1.0)
        for i in range(5)
    )
    long = replace(written, hits=hits, text="长" * 160, span=(70, 80), written="写" * 700)
    messages = as_telegram_html(long)
    assert len(messages) == 1
    assert units(messages[0].partition("原文：")[0]) == 600 + 2


def test_chat_message(written: Answer) -> None:
    """The same in a reply of the OpenAI door."""
    assert as_message(written).split("\n\n")[:2] == [
        r"青川大桥5月6日合龙\[1\]。稻米丰收\<b\>\[2\]。",
        "原文：青川大桥**5月6日**合龙。",
    ]


def test_a_page_in_another_order_leaves_it_out(written: Answer) -> None:
    """Numbers that would name other results are not shown."""
    page = Page("token", "ann", written)
    assert "合龙[1]。" in view(page, WORDS, 5).html
    assert "合龙[1]。" not in view(page, WORDS, 5, order=NEWEST).html


def test_json(written: Answer, found: Answer) -> None:
    """The object of an answer gains two fields and changes no other."""
    assert as_json(written) == as_json(found) | {"written": written.written, "citations": [1, 2]}
    assert "written" not in as_json(found)
