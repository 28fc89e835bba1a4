"""Passages end to end: where their tokens lie and what the characters say, by hand."""

from bot.reader.laid_out import Passage, lay_out, said
from bot.spans import Candidates
from embeddings.encoding.late_interaction import shipped
from embeddings.text import code_points

PASSAGES = [Passage("通车！仪式", "大桥通车，晴。共花2亿元", Candidates(())), Passage("", "市长出席。", Candidates(()))]
TOGETHER = "通车！仪式 大桥通车，晴。共花2亿元  市长出席。"
WORDS = ["通车", "仪式", "大桥", "通车", "晴", "共", "花", "2", "亿元", "市长", "出席"]


def test_tokens_lie_where_their_words_are() -> None:
    """Each part begins after the one before it and a space; an empty title has no token."""
    laid = lay_out(shipped(), PASSAGES)
    assert [TOGETHER[start:end] for start, end in zip(laid.starts, laid.ends, strict=True)] == WORDS
    assert laid.edges.tolist() == [0, 2, 9, 9, 11]
    assert laid.begins.tolist() == [0] * 2 + [6] * 7 + [20] * 2
    assert laid.finishes.tolist() == [5] * 2 + [18] * 7 + [25] * 2
    assert laid.in_text.tolist() == [False] * 2 + [True] * 9


def test_characters_say_what_a_token_holds_and_what_follows_it() -> None:
    """A title is one sentence whatever marks it holds; the last words of a part end nothing without a mark."""
    read = said(lay_out(shipped(), PASSAGES), code_points("车通桥"))
    assert read.known.tolist() == [2, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0]
    assert [word for word, is_number in zip(WORDS, read.is_number, strict=True) if is_number] == ["2"]
    assert read.ends_sentence.tolist() == [True] + [False] * 3 + [True] + [False] * 5 + [True]
    assert read.ends_clause.tolist() == [False] * 3 + [True] + [False] * 7
    assert read.sentences.tolist() == [0, 2, 5, 9, 11]


def test_characters_that_change_their_number_keep_their_place() -> None:
    """A letter whose small form is two characters is left as it is; one of the first planes is a character like any."""
    laid = lay_out(shipped(), [Passage("", "İ桥㎏𠮷大桥", Candidates(()))])
    assert len(laid.codes) == 7
    assert laid.ends[-1] == 7
