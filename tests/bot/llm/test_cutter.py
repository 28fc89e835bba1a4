import pytest

from bot.llm.cutter import Cutter


def cut(text: str, size: int) -> list[str]:
    """Cut a text that comes in pieces of `size` characters."""
    cutter = Cutter()
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    return [sentence for piece in pieces for sentence in cutter.feed(piece)] + cutter.finish()


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_sentences_are_the_same_however_the_text_comes(size: int) -> None:
    """Marks in any brackets, before or after the stop, end up before the stop of their own sentence."""
    text = "隧道贯通【1】。全长7.4公里。[1, 2] 首日车多。［2］\n没有事故[^1]！"
    assert cut(text, size) == ["隧道贯通[1]。", "全长7.4公里[1][2]。", "首日车多[2]。", "没有事故[1]！"]


@pytest.mark.parametrize("size", [1, 4, 100])
def test_thoughts_are_no_sentences(size: int) -> None:
    """What a model thinks aloud is never given, closed or not."""
    assert cut("<think>全长九公里[1]。</think>全长7.4公里[1]。<think>对吗[1]？", size) == ["全长7.4公里[1]。"]


def test_a_sentence_comes_as_soon_as_the_next_begins() -> None:
    """Nothing waits for the end of the text."""
    cutter = Cutter()
    assert cutter.feed("隧道贯通[1]。") == []
    assert cutter.feed("[2") == []
    assert cutter.feed("]全") == ["隧道贯通[1][2]。"]


def test_nothing_gives_nothing() -> None:
    """An empty text has no sentence."""
    assert cut("", 1) == []
    assert cut(" \n\n", 1) == []
