"""The tokenizer of the static model, from a few counted words."""

import json
import math
from collections import Counter

import pytest
from tokenizers import Tokenizer

from embeddings.encoding.training.vocabulary import build_tokenizer, count_words

#: 海港 is rare beside 海 and 港, 大桥 frequent; 霾 is seen fewer than five times.
COUNTS = Counter({"大桥": 40, "海": 30, "港": 20, "大": 6, "桥": 4, "海港": 3, "c919": 9, "50.2%": 7, "霾": 2})


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """Make one of 100 pieces at most, which all words fit into."""
    return build_tokenizer(COUNTS, 100)


def cut(tokenizer: Tokenizer, text: str) -> list[str]:
    """Tokens of a text."""
    return list(tokenizer.encode(text, add_special_tokens=False).tokens)


def test_words_are_counted_normalised_and_without_punctuation() -> None:
    """Width and case are folded; marks, emoji, other scripts and words of more than eight characters do not count."""
    counts = count_words(["渡轮，渡轮！Ｃ９１９ c919 50.2% 🚀", "渡轮 ガンダム abcdefghi"])
    assert counts == Counter({"渡轮": 3, "c919": 2, "50.2%": 1})
    assert count_words([]) == Counter()


def test_likeliest_cut_wins(tokenizer: Tokenizer) -> None:
    """大桥 (40 of 121) beats 大 and 桥 (6 and 4 of 121); 海港 (3) loses to 海 and 港 (30 and 20): 600/121 > 3."""
    assert cut(tokenizer, "大桥") == ["大桥"]
    assert 30 * 20 / sum(COUNTS.values()) > 3
    assert cut(tokenizer, "海港") == ["海", "港"]


def test_pieces_carry_log_frequencies(tokenizer: Tokenizer) -> None:
    """Each piece has the logarithm of its share; a character never seen alone has that of one occurrence."""
    pieces = dict(json.loads(tokenizer.to_str())["model"]["vocab"])
    assert pieces["大桥"] == pytest.approx(math.log(40 / 121))
    assert pieces["9"] == pytest.approx(math.log(1 / 121))
    assert pieces["[UNK]"] == 0


def test_numbers_and_latin_words_stand_alone(tokenizer: Tokenizer) -> None:
    """They are never joined with the characters beside them, in either width and case."""
    assert cut(tokenizer, "Ｃ９１９海５０．２％") == ["c919", "海", "50.2%"]


def test_punctuation_is_dropped(tokenizer: Tokenizer) -> None:
    """Full stops and percent signs count only inside numbers."""
    assert cut(tokenizer, "海。港！%.（大桥）") == ["海", "港", "大桥"]


def test_rare_characters_are_unknown(tokenizer: Tokenizer) -> None:
    """霾 was seen twice, fewer than five times: it is no piece of its own."""
    assert tokenizer.encode("霾", add_special_tokens=False).ids == [0]
    assert build_tokenizer(COUNTS, 100, least=2).encode("霾", add_special_tokens=False).ids != [0]


@pytest.mark.parametrize(("size", "words"), [(14, {"大桥"}), (15, {"大桥", "c919"}), (13, set()), (5, set())])
def test_size_keeps_the_most_frequent_words(size: int, words: set[str]) -> None:
    """[UNK] and the twelve characters seen five times are always there; words fill what is left of the size."""
    pieces = build_tokenizer(COUNTS, size).get_vocab()
    assert set(pieces) == {"[UNK]", *"大桥海港c91502.%", *words}
