"""Variants of the ranking over the made-up newsroom: the one with nothing changed is the one that is shipped."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from embeddings.encoding.encoder import Encoder, load_encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter
from embeddings.evaluation.variants import Variant, Varied, expanded, lexicon_of, shipped_and_others
from embeddings.index.build import rebuild
from embeddings.index.snapshot import Snapshot
from embeddings.search.retriever import Retriever
from tests import newsroom

_TODAY = date(2024, 9, 1)
_LEXICON = lexicon_of([{"everyday": "过江的路", "official": ["大桥", "隧道"]}])
_ASKED = ["云川大桥全长多少公里？", "2023年海棠港吞吐量是多少？", "汽油一吨涨了多少钱？", "最近有什么大桥通车"]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """Load the shipped one."""
    return load_encoder()


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    """Load the segmenter."""
    return Segmenter()


@pytest.fixture(scope="module")
def matcher() -> LateInteraction:
    """Load the shipped one."""
    return LateInteraction()


@pytest.fixture(scope="module")
def snapshot(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, segmenter: Segmenter, matcher: LateInteraction
) -> Iterator[Snapshot]:
    """Build and open an index of the newsroom."""
    folder = tmp_path_factory.mktemp("newsroom")
    rebuild([newsroom.write(folder)], folder / "index", encoder, segmenter, matcher=matcher)
    with Snapshot.open(folder / "index", encoder, segmenter, matcher) as opened:
        yield opened


@pytest.mark.parametrize("question", _ASKED)
def test_nothing_changed_is_what_is_shipped(
    snapshot: Snapshot, encoder: Encoder, segmenter: Segmenter, matcher: LateInteraction, question: str
) -> None:
    """Articles and scores are those of the retriever, and counting anew by the same weights gives them again."""
    shipped = Retriever(snapshot, encoder, segmenter, matcher).search(question, 10, _TODAY)
    wanted = [(hit.article.id, pytest.approx(hit.score, abs=1e-5)) for hit in shipped.hits]
    same = Variant("same")
    # Words that no question holds: everything is counted here, and nothing is added.
    counted = replace(same, added=0.5)
    for variant in (same, counted):
        found = Varied(variant, snapshot, encoder, segmenter, matcher, _LEXICON).search(question, 10, _TODAY)
        assert [(hit.article.id, hit.score) for hit in found.hits] == wanted


def test_what_a_variant_leaves_out(
    snapshot: Snapshot, encoder: Encoder, segmenter: Segmenter, matcher: LateInteraction
) -> None:
    """Without dates the year in the question prefers no report; with words alone an unknown word finds nothing."""

    def first(question: str, variant: Variant) -> list[str]:
        found = Varied(variant, snapshot, encoder, segmenter, matcher, _LEXICON).search(question, 10, _TODAY)
        return [hit.article.id for hit in found.hits]

    words = next(variant for variant in shipped_and_others() if variant.name.endswith("words only"))
    assert first("鼹鼹鼹", words) == []
    assert "bridge-open" in first("过江的路", replace(words, added=0.5))
    assert "bridge-open" not in first("过江的路", words)


def test_expansion_takes_every_entry_that_is_in_the_question() -> None:
    """In the order of the lexicon."""
    lexicon = lexicon_of(
        [{"everyday": "手头紧", "official": ["资金短缺"]}, {"everyday": "小店", "official": ["个体户"]}]
    )
    assert expanded("小店手头紧", lexicon) == ["资金短缺", "个体户"]
    assert expanded("店小", lexicon) == []


def test_names_are_told_apart() -> None:
    """One of them is as shipped, and no two have a name in common."""
    variants = shipped_and_others()
    assert len({variant.name for variant in variants}) == len(variants)
    assert [replace(v, name="") for v in variants if "as shipped" in v.name] == [Variant("")]
