"""Whose words are asked for."""

import pytest

from bot.conversation import Condensed
from bot.speakers import speaks, who_speaks


@pytest.mark.parametrize(
    ("question", "words", "again", "who"),
    [
        ("王建国怎么说？", ("王建国",), False, "王建国"),
        ("那他还说了什么？", (), True, "李小红"),
        ("她怎么评价的？", (), False, "李小红"),
        ("他们怎么评价的？", (), False, None),
        ("还说了什么？", (), True, None),
        ("他几岁？", (), False, None),
    ],
)
def test_who_speaks(question: str, words: tuple[str, ...], again: bool, who: str | None) -> None:
    """A name in the question, or the one of the topic that 他 or 她 stands for; only where words are asked for."""
    assert who_speaks(Condensed(question, question, 1.0, again=again, words=words, about=("李小红", "新馆"))) == who


def test_speaks() -> None:
    """The verb follows the name within its clause, with an office or a place between them at most."""
    assert speaks("王建国", "王建国在开馆仪式上指出，要多买书。")
    assert not speaks("王建国", "王建国到场。李小红说，要多买书。")
    assert not speaks("王建国", "李小红说，要多买书。")
