from collections.abc import Callable

import pytest

from bot.conversation import Condensed, State
from bot.followups import Asks
from bot.llm.completions import Completions
from bot.llm.condense import written_out
from bot.llm.writing import Writer
from tests.openai_server import Act, OpenAiServer

STATE = State(anchor=("松岭隧道", "贯通"), told="松岭隧道28日全线贯通，全长7.4公里。", focus="tunnel")
ASKED = Condensed("松岭隧道 贯通 施工用了多久？", "施工用了多久？", 0.7, "tunnel", words=("施工",))


@pytest.mark.parametrize(
    ("line", "used"),
    [
        ("松岭隧道施工用了多久？", True),
        ("松岭隧道有多长？", False),  # 施工 is gone
        ("北京地铁施工用了多久？", False),  # a name that nobody said
        ("松岭隧道2019年施工用了多久？", False),  # a number that nobody said
        ("施工" * 80, False),  # too long
        (Act.STALL, False),
        (Act.DROP, False),
        (500, False),
    ],
    ids=str,
)
def test_a_follow_up_is_used_only_when_it_stays_with_what_was_asked(
    writer: Callable[..., Writer], line: str | Act | int, used: bool
) -> None:
    """The model's wording replaces the question only where it keeps its content word and adds nothing."""
    condensed = written_out(writer(line, seconds=8.0 if line is Act.STALL else 120.0), ASKED, STATE)
    assert condensed.question == (line if used else ASKED.question)
    assert condensed.alone == ASKED.alone


def test_a_follow_up_without_a_content_word_keeps_one_of_the_talk(writer: Callable[..., Writer]) -> None:
    """那后来呢 has no content word of its own: one of the topic must be there."""
    asked = Condensed("松岭隧道 贯通 那后来呢？", "那后来呢？", 1.0, "tunnel")
    assert written_out(writer("松岭隧道贯通后来怎样？"), asked, STATE).question == "松岭隧道贯通后来怎样？"
    assert written_out(writer("粮食收成怎样？"), asked, STATE) is asked


def test_questions_that_need_no_model_do_not_ask_it(scripted: Callable[..., OpenAiServer]) -> None:
    """A fresh question and one for the article's own data stay as they are."""
    server = scripted(["松岭隧道？"])
    writer = Writer(Completions(server.url, "scripted"))
    for asked in (Condensed("松岭隧道？", "松岭隧道？"), Condensed("松岭隧道", "哪家发的", 1.0, "tunnel", Asks.OUTLET)):
        assert written_out(writer, asked, STATE) is asked
    assert server.requests == []
