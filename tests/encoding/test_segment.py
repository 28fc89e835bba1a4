"""The three kinds of terms."""

from pathlib import Path

import pytest

from embeddings.encoding.segment import KINDS, Segmenter, Terms
from embeddings.errors import ModelError


def test_three_kinds_of_one_clause(segmenter: Segmenter) -> None:
    """Search words give the parts of a long word too; pairs and characters run within a clause, never over 「，」."""
    terms = segmenter.terms("中华人民共和国，渡轮")
    assert sorted(terms.words) == sorted(["中华", "华人", "人民", "共和", "共和国", "中华人民共和国", "渡轮"])
    assert terms.bigrams == ["中华", "华人", "人民", "民共", "共和", "和国", "渡轮"]
    assert terms.chars == list("中华人民共和国渡轮")
    assert KINDS == ("words", "bigrams", "chars")


@pytest.mark.parametrize("text", ["", " \n", "。，！", "🚀🎉", "——"])
def test_text_without_words_has_no_terms(segmenter: Segmenter, text: str) -> None:
    """Punctuation and pictures say nothing that can be matched."""
    assert segmenter.terms(text) == Terms([], [], [])


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Ｃ９１９首飞", "c919"),
        ("c919首飞", "c919"),
        ("５Ｇ基站", "5g"),
        ("gdp增长", "gdp"),
        ("ＧＤＰ增长", "gdp"),
        ("增长50.2%以上", "50.2%"),
        ("增长５０．２％以上", "50.2%"),
        ("2023年6月", "2023"),
        ("２０２３年６月", "6"),
        ("ARJ21-700客机", "arj21-700"),
        ("Café渡口", "café"),
        ("Москва渡口", "москва"),
        ("ガンダム展", "ガンダム"),
    ],
)
def test_numbers_and_foreign_words_are_whole_in_every_kind(segmenter: Segmenter, text: str, whole: str) -> None:
    """In either width and either case, and whatever Han characters stand beside them."""
    terms = segmenter.terms(text)
    assert all(whole in kind for kind in terms)


def test_dates_are_numbers_and_their_units(segmenter: Segmenter) -> None:
    """2023年6月 is 2023, 年, 6, 月; a lone character between numbers makes no pair."""
    words = ["2023", "年", "6", "月"]
    assert segmenter.terms("２０２３年6月") == Terms(words, ["2023", "6"], words)


@pytest.mark.parametrize("text", ["é渡口", "ß渡口", "Ω渡口", "ン渡口"])
def test_a_foreign_letter_does_not_swallow_the_clause(segmenter: Segmenter, text: str) -> None:
    """Han characters after a letter of another script are cut as anywhere else."""
    assert segmenter.terms(text).words[1:] == ["渡口"]


def test_rare_characters_are_han_too(segmenter: Segmenter) -> None:
    """Characters beyond the basic plane, 〇 and 々 make pairs with their neighbours."""
    assert segmenter.terms("𠮷野").bigrams == ["𠮷野"]
    assert segmenter.terms("二〇二三").bigrams == ["二〇", "〇二", "二三"]
    assert segmenter.terms("佐々木").bigrams == ["佐々", "々木"]


def test_words_that_only_join_are_left_out_of_words_alone(segmenter: Segmenter) -> None:
    """的 and 了 are no words to search, yet keep their place among characters."""
    terms = segmenter.terms("开的船")
    assert "的" not in terms.words
    assert terms.chars == ["开", "的", "船"]


def test_repeats_are_kept(segmenter: Segmenter) -> None:
    """How often a term stands in the text counts for BM25."""
    assert segmenter.terms("渡轮 渡轮") == Terms(["渡轮"] * 2, ["渡轮"] * 2, ["渡", "轮"] * 2)


def test_user_words_are_kept_whole(tmp_path: Path, segmenter: Segmenter) -> None:
    """Each first field of a line is a word; comments, blank lines and frequencies are not."""
    path = tmp_path / "words.txt"
    path.write_text("\ufeff# 地名\n鹭汀渡口 100 ns\n\n竹篙会\t节日\n槐里灯市# 旧称\n", encoding="utf-8")
    own = Segmenter(path)
    text = "鹭汀渡口旁的竹篙会和槐里灯市"
    assert {"鹭汀渡口", "竹篙会", "槐里灯市"} <= set(own.terms(text).words)
    assert not {"鹭汀渡口", "竹篙会", "槐里灯市"} & set(segmenter.terms(text).words)
    assert "节日" not in own.terms(text).words


def test_fingerprint_names_the_words_and_not_their_order(tmp_path: Path, segmenter: Segmenter) -> None:
    """The same words in another order or twice are the same; another word is not."""
    for name, text in {"a": "甲乙\n丙丁\n", "b": "丙丁\n甲乙\n甲乙\n", "c": "甲乙\n"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    first, again, other = (Segmenter(tmp_path / name).fingerprint for name in "abc")
    assert first == again
    assert len({first, other, segmenter.fingerprint}) == 3


@pytest.mark.parametrize("content", [None, "渡口".encode("gb18030")], ids=["missing", "not UTF-8"])
def test_unreadable_user_words_are_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    """The error names the file and the setting."""
    path = tmp_path / "words.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError) as told:
        Segmenter(path)
    assert (
        str(told.value)
        == f"用户词典 {path} 读不出来，请让 WENXUN_USER_DICTIONARY 指向一个 UTF-8 的文本文件，或去掉它。"
    )
