"""What the static vectors learn from: drawn by one seed, of one article, and never the same words on both sides."""

import numpy as np
import pytest
from tokenizers import Tokenizer

from embeddings.encoding.training.corpus import Corpus, collect
from embeddings.encoding.training.pairs import ArticlePairs, Pair, QuestionPairs, without
from embeddings.encoding.training.recipe import StaticRecipe
from embeddings.encoding.training.sources import Sources, tokenised
from embeddings.encoding.training.tokens import Text
from embeddings.schema import Article

#: Nothing is left out, so that a pair can be read back.
_WHOLE = StaticRecipe(dropout=0.0, question_dropout=0.0, lexicon=2)


@pytest.fixture(scope="module")
def corpus(articles: list[Article], tokenizer: Tokenizer) -> Corpus:
    """Tokenise the forty articles."""
    return collect(articles, tokenizer)


def _listed(pairs: list[Pair]) -> list[tuple[list[int], list[int]]]:
    return [(left.tolist(), right.tolist()) for left, right in pairs]


def _draw(corpus: Corpus, recipe: StaticRecipe, seed: int, size: int) -> list[Pair]:
    return ArticlePairs(corpus, recipe, np.random.default_rng(seed)).draw(size)


def test_a_seed_repeats_the_pairs(corpus: Corpus) -> None:
    """The same seed draws the very same tokens, another seed others."""
    recipe = StaticRecipe()
    first, again, other = (_listed(_draw(corpus, recipe, seed, 20)) for seed in (1, 1, 2))
    assert first == again != other


def test_a_sentence_is_paired_with_the_rest_of_its_article(
    corpus: Corpus, articles: list[Article], tokenizer: Tokenizer
) -> None:
    """With no title asked, all forty pairs are a sentence against the other three and the title, each article once."""
    pairs = _draw(corpus, StaticRecipe(dropout=0.0, title_asked=0.0), 3, 100)
    whole = {tuple(sorted(_of(corpus, row))): row for row in range(len(corpus))}
    found = [whole[tuple(sorted([*left.tolist(), *right.tolist()]))] for left, right in pairs]
    assert sorted(found) == list(range(len(articles)))


def test_a_title_is_paired_with_sentences_from_one_on(corpus: Corpus) -> None:
    """With the title always asked, the other side is the article from a random sentence to its end."""
    for left, right in _draw(corpus, StaticRecipe(dropout=0.0, title_asked=1.0), 4, 40):
        row = next(row for row in range(len(corpus)) if corpus.titles[row].tolist() == left.tolist())
        sentences = corpus.article(row)
        ends = [np.concatenate(sentences[start:]).tolist() for start in range(len(sentences))]
        assert right.tolist() in ends


def test_long_sentences_are_cropped(tokenizer: Tokenizer) -> None:
    """Of a sentence of 100 words, 12 to 29 neighbouring ones are asked; passages end once they are long enough."""
    body = "水库" * 100 + "。" + ("稻田" * 20 + "。") * 20
    corpus = collect([Article(str(n), "", body) for n in range(30)], tokenizer)
    pairs = _draw(corpus, _WHOLE, 5, 30)
    assert all(12 <= len(left) <= 29 or len(left) == 20 for left, _ in pairs)
    assert any(len(left) != 20 for left, _ in pairs)
    # 130 tokens are passed in steps of 20, or at once by the long sentence.
    assert all(130 <= len(right) < 130 + 100 for _, right in pairs)


def test_articles_of_one_sentence_are_left_out(tokenizer: Tokenizer) -> None:
    """There is nothing to pair a lone sentence with."""
    corpus = collect([Article("1", "水库", "大坝拦住了上游的洪水。"), Article("2", "", "")], tokenizer)
    assert _draw(corpus, _WHOLE, 0, 8) == []


def test_each_passage_is_asked_about_once_in_a_batch(sources: Sources, tokenizer: Tokenizer) -> None:
    """Of eighty questions to forty passages a batch holds forty, each with its own passage; the lexicon follows."""
    asked = tokenised(sources, tokenizer)
    pairs = QuestionPairs(asked, _WHOLE, np.random.default_rng(6)).draw(80)
    questions, entries = pairs[:40], pairs[40:]
    passages = [asked.passages[row].tolist() for row in range(40)]
    rows = [passages.index(right.tolist()) for _, right in questions]
    assert sorted(rows) == list(range(40))
    for row, (left, _) in zip(rows, questions, strict=True):
        assert left.tolist() in [asked.questions[2 * row].tolist(), asked.questions[2 * row + 1].tolist()]
    lexicon = [(asked.everyday[n].tolist(), asked.official[n].tolist()) for n in range(3)]
    assert len(entries) == 2
    assert all(pair in lexicon for pair in _listed(entries))


def test_fewer_questions_when_fewer_are_wanted(sources: Sources, tokenizer: Tokenizer) -> None:
    """Ten wanted are ten, and two entries of the lexicon."""
    pairs = QuestionPairs(tokenised(sources, tokenizer), _WHOLE, np.random.default_rng(6)).draw(10)
    assert len(pairs) == 12


def test_leaving_out(tokenizer: Tokenizer) -> None:
    """A short text stays whole, a long one loses about the share, and never everything."""
    rng = np.random.default_rng(8)
    short, long = np.arange(1, 4, dtype=np.uint16), np.arange(1, 2001, dtype=np.uint16)
    assert without(short, 0.99, rng).tolist() == [1, 2, 3]
    kept = without(long, 0.25, rng)
    assert 1400 < len(kept) < 1600
    assert (np.diff(kept.astype(int)) > 0).all()
    assert len(without(long[:5], 1.0, rng)) == 5


def _of(corpus: Corpus, row: int) -> Text:
    return np.concatenate([*corpus.article(row), corpus.titles[row]])
