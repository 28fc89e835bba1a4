from dataclasses import replace

from bot.render import as_telegram_html
from bot.render.rich import units
from bot.render.telegram_html import blocks
from bot.schema import Answer
from embeddings.schema import Article, Hit, Passage


def test_answer_as_telegram_html(found: Answer) -> None:
    """Sentence, window, then outlet, day, linked title, expandable passage and reprints."""
    assert as_telegram_html(found) == [
        "青川大桥<b><u>5月6日</u></b>合龙。 [1]\n\n"
        "<i>按 2024-05 查找</i>\n\n"
        '1. 青川日报 · 2024-05-06 18:30 · <a href="https://example.org/a?x=1&amp;y=2">青川大桥&lt;合龙&gt;</a>\n'
        "<blockquote expandable>青川大桥5月6日合龙。</blockquote>\n"
        "另有 1 篇同题报道\n\n"
        "2. 来源未注明 · 日期不明 · <b>快讯｜北田县秋收</b>\n"
        "<blockquote expandable>稻米丰收。</blockquote>"
    ]


def test_answering_sentence_is_bold_inside_a_longer_passage(found: Answer) -> None:
    """The passage shows where the sentence above it stands."""
    hit = found.hits[0]
    wide = Hit(hit.article, Passage("bridge", 0, len(hit.article.body)), 1.0)
    (message,) = as_telegram_html(replace(found, hits=(wide,), window=None))
    assert message.endswith(
        "<blockquote expandable>天气晴好。<b>青川大桥5月6日合龙。</b>全长3&amp;5公里。</blockquote>"
    )


def test_refusal(refused: Answer, empty: Answer) -> None:
    """A refusal is told before the nearest results, or alone."""
    assert as_telegram_html(refused)[0].startswith(
        "<b>没有找到能回答这个问题的报道，最接近的是：</b>\n\n<i>2023 内没有找到"
    )
    assert as_telegram_html(empty) == ["<b>没有找到能回答这个问题的报道。</b>"]


def test_later_results_keep_their_numbers(found: Answer) -> None:
    """The second page begins with the number after the first page's last."""
    parts = list(blocks(found, first=1, count=1))
    assert len(parts) == 3
    assert parts[-1][0].text.startswith("2. ")


def test_five_of_the_longest_results_fit_into_one_message(found: Answer) -> None:
    """Whatever an article holds, a page of five is one message; beyond that it is split, never refused."""
    article = Article("x", "题" * 999, "文" * 400, published="2024-01-01T00:00", source="社" * 99, url="https://e.org")
    hit = Hit(article, Passage("x", 0, 400), 1.0, (article,))
    answer = replace(found, text="句" * 9999, span=(4000, 8000), hits=(hit,) * 5)
    (message,) = as_telegram_html(answer)
    assert "<u>" + "句" * 399 + "…</u>" in message
    many = as_telegram_html(replace(answer, hits=(hit,) * 20))
    assert len(many) == 4
    assert sum(part.count("<blockquote expandable>") for part in many) == 20
    assert all(units(part) < 4096 + 600 for part in many)
