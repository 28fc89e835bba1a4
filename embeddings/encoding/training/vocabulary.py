"""The tokenizer of the static model: a Unigram model whose pieces are words with their log frequencies.

Such a model picks the likeliest cut of a clause into words, as jieba does without its hidden Markov model (Kudo 2018,
"Subword Regularization", section 3.2, has the Viterbi search), and it needs no code of ours at serving time.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable

import rjieba
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from embeddings.text import normalise

#: Everything but letters, digits and Han characters separates tokens and is dropped.
_SEPARATORS = r"[^\p{L}\p{N}%.]+|(?<![0-9])[.%]+|\.(?![0-9])"
_NUMBERS = r"[a-z0-9]+(?:\.[0-9]+)?%?"
_WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?%?|[一-鿿〇]+")
_LONGEST = 8


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Count the words of jieba's segmentation, normalised, without punctuation."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(rjieba.cut(normalise(text)))
    return Counter({word: n for word, n in counts.items() if _WORD.fullmatch(word) and len(word) <= _LONGEST})


def build_tokenizer(counts: Counter[str], size: int, least: int = 5) -> Tokenizer:
    """Make a tokenizer: every character seen `least` times, then the most frequent words up to `size` pieces.

    A character that is no frequent word of its own keeps a small probability, so that any text can be cut.
    """
    characters: Counter[str] = Counter()
    for word, n in counts.items():
        for character in word:
            characters[character] += n
    alphabet = [c for c, n in characters.most_common() if n >= least]
    words = [w for w, n in counts.most_common() if len(w) > 1][: max(size - len(alphabet) - 1, 0)]
    total = sum(counts.values())
    pieces = [("[UNK]", 0.0)]
    pieces += [(c, math.log(max(counts[c], 1) / total)) for c in alphabet]
    pieces += [(w, math.log(counts[w] / total)) for w in words]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_SEPARATORS), behavior="removed"),
            pre_tokenizers.Split(Regex(_NUMBERS), behavior="isolated"),
        ]
    )
    return tokenizer
