"""Terms of many texts at once are the terms of each, and come back from their codes."""

import pickle
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.articles import read
from embeddings.encoding.coding import CODE_BITS, Cuts, code
from embeddings.encoding.segment import KINDS, Segmenter
from tests.toys import ToySegmenter

TEXTS = [
    "",
    "中俄条约延期，C919首飞。",
    "增长50.2%的茅台",
    "\n、\n",
    "𠮷野家和〇",
    "a中b",
    "第3-5条",
    "한국뉴스㐀㐁",
    "的了",
]


def decoded(segmenter: Cuts, texts: list[str]) -> list[tuple[Counter[str], ...]]:
    """Count the terms of each text, by kind, from their codes."""
    counts = [tuple(Counter[str]() for _ in KINDS) for _ in texts]
    coded = code(segmenter, texts)
    for place, kind in enumerate(KINDS):
        codes = np.unique(coded[kind].codes)
        assert all(number >> CODE_BITS == 0 for number in codes.tolist())
        spelled = coded[kind].spell(codes)
        assert len(set(spelled)) == len(spelled)
        names = dict(zip(codes.tolist(), spelled, strict=True))
        for number, owner in zip(coded[kind].codes.tolist(), coded[kind].owners.tolist(), strict=True):
            counts[owner][place][names[number]] += 1
    return counts


def expected(segmenter: Cuts, texts: list[str]) -> list[tuple[Counter[str], ...]]:
    """Count the terms of each text, one text after the other."""
    return [tuple(map(Counter, segmenter.terms(text))) for text in texts]


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_texts_of_every_kind(engine: str) -> None:
    """Words, numbers, rare characters, nothing at all: with either segmenter."""
    segmenter = Segmenter(engine=engine)  # type: ignore[arg-type]
    assert decoded(segmenter, TEXTS) == expected(segmenter, TEXTS)
    assert decoded(segmenter, []) == []
    assert decoded(segmenter, ["", "，"]) == expected(segmenter, ["", "，"])


def test_any_segmenter() -> None:
    """One that only knows how to cut a single text serves as well."""
    assert decoded(ToySegmenter(), ["春风 小镇。花", "", "花 花"]) == expected(
        ToySegmenter(), ["春风 小镇。花", "", "花 花"]
    )


@given(st.lists(st.text("中国人民的了大学〇々㐀𠮷ａＢ1.％%-_，。\n\r\0 ﷺ…①가", max_size=30), max_size=12))
@settings(deadline=None)
def test_any_text_of_few_characters(segmenter: Segmenter, texts: list[str]) -> None:
    """Runs, marks and breaks in any order."""
    assert decoded(segmenter, texts) == expected(segmenter, texts)


@given(st.lists(st.text(max_size=30), max_size=8))
@settings(deadline=None)
def test_any_text(segmenter: Segmenter, texts: list[str]) -> None:
    """Any characters there are."""
    assert decoded(segmenter, texts) == expected(segmenter, texts)


@pytest.mark.parametrize("name", ["xwlb-20k.jsonl.xz", "web-69k.txt.xz"])
def test_real_articles(name: str, shared_data: Path, segmenter: Segmenter) -> None:
    """On articles of the corpora nothing differs."""
    articles = read([shared_data / "news" / name], lambda skip: None)
    texts = [article.body for article, _ in zip(articles, range(200), strict=False)]
    assert decoded(segmenter, texts) == expected(segmenter, texts)


def test_a_segmenter_sent_to_another_process(tmp_path: Path) -> None:
    """It cuts as here, with its own words, even when their file is gone."""
    listed = tmp_path / "words.txt"
    listed.write_text("云川大桥\n", encoding="utf-8")
    segmenter = Segmenter(listed)
    listed.unlink()
    copy = pickle.loads(pickle.dumps(segmenter))
    assert copy.fingerprint == segmenter.fingerprint
    assert "云川大桥" in copy.terms("云川大桥通车").words
