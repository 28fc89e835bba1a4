"""A course of events in every form: a line each, oldest first, in place of the results."""

from dataclasses import replace

from bot.openai_text import as_message
from bot.render import ENGLISH, as_json, as_markdown, as_telegram_html, as_text
from bot.schema import Answer


def test_as_text(told: Answer) -> None:
    """Day, what happened, whose report, and how many more there are of it."""
    assert as_text(told) == (
        "按时间先后，共 2 件事：\n\n"
        "2022-05-01  青川大桥[一期]开工  青川日报（另有 1 篇同题报道）\n"
        "2024-05-06  青川大桥<合龙>  青川日报（另有 1 篇同题报道）"
    )


def test_as_markdown(told: Answer) -> None:
    """A list whose items are links where the report has one; nothing of a report is read as Markdown."""
    items = (
        "- **2022-05-01** 青川大桥\\[一期\\]开工 · 青川日报（另有 1 篇同题报道）\n"
        "- **2024-05-06** [青川大桥\\<合龙\\>](<https://example.org/a?x=1&y=2>) · 青川日报（另有 1 篇同题报道）"
    )
    assert as_markdown(told) == f"按时间先后，共 2 件事：\n\n{items}\n"
    assert as_message(told) == f"按时间先后，共 2 件事：\n\n{items}"


def test_as_telegram_html(told: Answer) -> None:
    """One message, a line for each event, escaped and linked."""
    assert as_telegram_html(told, ENGLISH) == [
        "<b>In the order of time, 2 events:</b>\n\n"
        "<b>2022-05-01 </b>青川大桥[一期]开工 · 青川日报（1 more reports of the same text）\n"
        '<b>2024-05-06 </b><a href="https://example.org/a?x=1&amp;y=2">青川大桥&lt;合龙&gt;</a>'
        " · 青川日报（1 more reports of the same text）"
    ]


def test_the_longest_course_is_one_message(told: Answer) -> None:
    """Twelve events with lines and outlets of any length do not need a second."""
    event = replace(told.events[0], text="长" * 300)
    assert len(as_telegram_html(replace(told, events=(event,) * 12))) == 1


def test_as_json(told: Answer) -> None:
    """The events stand beside the results, which stay as they are."""
    record = as_json(told)
    assert [row["article_id"] for row in record["results"]] == ["bridge", "bulletin"]
    assert (record["order"], record["answer"]) == ("timeline", "青川大桥5月6日合龙。")
    assert record["timeline"] == [
        {
            "date": "2022-05-01",
            "text": "青川大桥[一期]开工",
            "article_id": "begun",
            "title": "青川大桥[一期]开工",
            "source": "青川日报",
            "url": None,
            "also": ["bridge-2"],
        },
        {
            "date": "2024-05-06",
            "text": "青川大桥<合龙>",
            "article_id": "bridge",
            "title": "青川大桥<合龙>",
            "source": "青川日报",
            "url": "https://example.org/a?x=1&y=2",
            "also": ["bridge-2"],
        },
    ]


def test_a_refusal_tells_no_course(empty: Answer) -> None:
    """Without events the ordinary words are used."""
    assert as_text(replace(empty, order="timeline")) == "没有找到能回答这个问题的报道。"
