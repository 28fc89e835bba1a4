"""Texts as token numbers."""

from tokenizers import Tokenizer, models, pre_tokenizers

from embeddings.encoding.training.tokens import tokenise


def _words() -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "春": 1, "夏": 2, "秋": 3}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer


def test_unknown_words_are_left_out() -> None:
    """雪 is no word of the tokenizer; the text of nothing else is empty but keeps its place."""
    tokens = tokenise(["春 雪 夏", "雪", "", "秋 秋"], _words())
    assert [tokens[row].tolist() for row in range(len(tokens))] == [[1, 2], [], [], [3, 3]]
    assert tokens.counts(5).tolist() == [0, 1, 1, 2, 0]


def test_no_texts() -> None:
    """Nothing gives no rows, and counts of nothing."""
    tokens = tokenise([], _words())
    assert len(tokens) == 0
    assert tokens.counts(3).tolist() == [0, 0, 0]


def test_more_texts_than_one_batch() -> None:
    """Text 4,096 and those after it keep their own words."""
    tokens = tokenise((["春", "夏", "秋"][n % 3] for n in range(4100)), _words())
    assert len(tokens) == 4100
    assert [tokens[row].tolist() for row in (4095, 4096, 4099)] == [[1], [2], [2]]
