"""What is kept of articles, by hand and against the plain way of doing it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoding.segment import KINDS, Segmenter
from embeddings.index.digest import Digester, below_title, searched_text
from embeddings.index.reuse import keys_of
from embeddings.index.sparse import SparseBuilder
from embeddings.schema import Article, Passage
from embeddings.text import simplified
from tests.toys import ToyEncoder, ToySegmenter

LONG = "".join(f"第{i}天，雲川的茶農上山採茶，走了{i}.5公里。" for i in range(60))
ARTICLES = [
    Article("a", "春风 小镇", "春风 吹过 小镇 石桥。"),
    Article("b", "雲川大橋通車", LONG),
    Article("c", "", "花 市 花。"),
    Article("d", "花 市", "…"),
]


def test_title_heading_and_text_are_a_line_each() -> None:
    """What is missing leaves no empty line."""
    article = Article("a", "题目", "前文。正文。")
    assert searched_text(article, Passage("a", 3, 6, "小标题")) == "题目\n小标题\n正文。"
    assert searched_text(article, Passage("a", 0, 3)) == "题目\n前文。"
    assert searched_text(Article("a", "", "正文。"), Passage("a", 0, 3)) == "正文。"


@given(st.lists(st.text("條約发發着著乾干隻只雲云\n 於干乾幹", max_size=12), min_size=1, max_size=4))
def test_lines_are_simplified_apart(lines: list[str]) -> None:
    """A title is simplified once for all its passages: no line changes how another is turned."""
    assert simplified("\n".join(lines)) == "\n".join(map(simplified, lines))


def test_a_digest_by_hand() -> None:
    """Rows, vectors, keys, and the terms of a title counted with its passage."""
    digest = Digester(ToyEncoder(), ToySegmenter()).digest([ARTICLES[0], ARTICLES[2]])
    assert digest.article_of.tolist() == [0, 1]
    assert [(passage.start, passage.end) for passage in digest.passages] == [(0, 12), (0, 6)]
    # 春 twice and 风 twice in the first; 花 twice in the second.
    np.testing.assert_allclose(digest.vectors[0, [0, 4]], 0.5**0.5, atol=1e-3)
    assert digest.vectors[1].tolist() == [0, 0, 0, 0, 0, 1, 0, 0]
    assert digest.embedded == 2
    assert np.array_equal(digest.keys, keys_of(["春风 小镇\n春风 吹过 小镇 石桥。", "花 市 花。"]))
    assert digest.token_counts.tolist() == [0, 0]
    words = digest.terms["words"]
    run, lengths = words.counted
    assert lengths.tolist() == [6, 3]
    begins = np.cumsum(run.counts) - run.counts
    repeats = {words.spelled[term]: int(run.repeats[begin]) for term, begin in zip(run.terms, begins, strict=True)}
    assert repeats == {"春风": 2, "小镇": 2, "吹过": 1, "石桥": 1, "花": 2, "市": 1}
    assert run.rows.tolist() == [{"花": 1, "市": 1}.get(words.spelled[term], 0) for term in run.terms]


def test_a_key_is_of_the_text_as_it_stands() -> None:
    """What is searched is simplified; what a passage is known by is not, so that showing it needs no converter."""
    article = Article("a", "條約", "延期宣布。")
    digest = Digester(ToyEncoder(), ToySegmenter()).digest([article])
    assert np.array_equal(digest.keys, keys_of(["條約\n延期宣布。"]))
    assert searched_text(article, digest.passages[0]) == "条约\n延期宣布。"


def test_postings_are_those_of_each_text() -> None:
    """Indexes built of two digests have the same bytes as those built of one text after the other."""
    segmenter = Segmenter()
    digester = Digester(ToyEncoder(), segmenter)
    digests = [digester.digest(ARTICLES[:2]), digester.digest(ARTICLES[2:])]
    assert len(digests[0].passages) > 3
    for kind in KINDS:
        together, plain = SparseBuilder(), SparseBuilder()
        for digest, part in zip(digests, (ARTICLES[:2], ARTICLES[2:]), strict=True):
            together.add_counted(*digest.terms[kind])
            for row, article in enumerate(part):
                title = getattr(segmenter.terms(simplified(article.title)), kind)
                for passage, of in zip(digest.passages, digest.article_of.tolist(), strict=True):
                    if of == row:
                        terms = getattr(segmenter.terms(simplified(below_title(article, passage))), kind)
                        plain.add(title + terms)
        found, expected = together.build(), plain.build()
        assert np.array_equal(found.hashes, expected.hashes)
        for name, column in expected._postings._asdict().items():
            assert np.array_equal(getattr(found._postings, name), column), name
