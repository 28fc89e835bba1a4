"""The user dictionary that comes along."""

import re
from pathlib import Path

import pytest

from embeddings.encoding.segment import Engine, Segmenter


@pytest.fixture(scope="module")
def words(pytestconfig: pytest.Config) -> Path:
    """Give its file."""
    return pytestconfig.rootpath / "data" / "lexicon" / "user.txt"


def listed(path: Path) -> list[str]:
    """List its words."""
    lines = (line.split("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line]


def test_each_line_is_one_word_of_han_characters(words: Path) -> None:
    """No word stands there twice, and none is of letters or digits, which are whole anyway."""
    names = listed(words)
    assert len(names) == len(set(names)) > 100
    assert [name for name in names if not re.fullmatch("[\u4e00-\u9fff]{2,8}", name)] == []


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_names_are_whole_between_other_words(words: Path, engine: Engine) -> None:
    """People, places and works, by either segmenter; without the file most of them are cut."""
    own, plain = Segmenter(words, engine), Segmenter(engine=engine)
    texts = {name: f"记者说，当地时间昨天下午{name}再次宣布这个消息。" for name in listed(words)}
    assert [name for name, text in texts.items() if name not in own.terms(text).words] == []
    assert sum(name not in plain.terms(text).words for name, text in texts.items()) > len(texts) / 2


def test_parts_of_a_name_are_still_found(words: Path) -> None:
    """A question that says 雄安 finds what says 雄安新区: search mode gives the shorter words of the dictionary too."""
    assert {"雄安新区", "新区"} <= set(Segmenter(words).terms("雄安新区今天开工").words)
    assert "新区" in Segmenter(words).terms("新区").words
