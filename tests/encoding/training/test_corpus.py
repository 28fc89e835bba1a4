"""Articles as sentences of tokens."""

from tokenizers import Tokenizer

from embeddings.encoding.training.corpus import collect
from embeddings.encoding.training.tokens import Text
from embeddings.schema import Article


def _read(tokenizer: Tokenizer, text: Text) -> str:
    return "".join(map(tokenizer.id_to_token, text.tolist()))


def test_sentences_and_titles_of_each_article(tokenizer: Tokenizer) -> None:
    """Two articles of two and one sentences; an empty body has none, and the others keep theirs."""
    told: list[tuple[str, int, int | None]] = []
    corpus = collect(
        [
            Article("1", "水库蓄水了", "大坝拦住洪水。稻田不再缺水！"),
            Article("2", "", ""),
            Article("3", "果园丰收", "树上挂满苹果"),
        ],
        tokenizer,
        lambda *progress: told.append(progress),
    )
    assert [[_read(tokenizer, s) for s in corpus.article(row)] for row in range(len(corpus))] == [
        ["大坝拦住洪水", "稻田不再缺水"],
        [],
        ["树上挂满苹果"],
    ]
    assert [_read(tokenizer, corpus.titles[row]) for row in range(3)] == ["水库蓄水了", "", "果园丰收"]
    assert told == [("切词", 1, 3), ("切词", 2, 3), ("切词", 3, 3)]
    assert corpus.counts(tokenizer.get_vocab_size()).sum() == len(corpus.sentences.flat) + len(corpus.titles.flat)


def test_a_title_taken_from_the_body_is_none(tokenizer: Tokenizer) -> None:
    """A pair of a text with its own first words would teach nothing."""
    corpus = collect([Article("1", "大坝拦住", "大坝拦住洪水。"), Article("2", "水库", "大坝拦住洪水。")], tokenizer)
    assert [len(corpus.titles[row]) for row in range(2)] == [0, 1]


def test_an_endless_article_is_cut(tokenizer: Tokenizer) -> None:
    """Of 2,000 sentences the first sixty are read."""
    assert len(collect([Article("1", "", "水库。" * 2000)], tokenizer).sentences) == 60
