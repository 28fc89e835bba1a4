"""Terms of a text for BM25: words of jieba's search mode, character bigrams, single characters."""

import hashlib
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import rjieba

from embeddings.text import normalise

#: A run of Han characters, or a number, model or Latin word that is kept whole (2023, 50.2%, c919, 5g).
_RUN = re.compile(r"[㐀-鿿豈-﫿〇]+|[a-z0-9]+(?:[.\-][a-z0-9]+)*%?|[^\W_]+")
_HAN = re.compile(r"[㐀-鿿豈-﫿〇]")
#: Words that only ask or join; they say nothing of what is asked about.
_EMPTY = frozenset("的了是在和与及吗呢啊吧呀么就都也又还把被让给着过地得")
#: High enough to win over any cut of the same characters into dictionary words.
_USER_FREQUENCY = 100_000_000


class Terms(NamedTuple):
    """The terms of one text, by kind, normalised, with repeats."""

    words: list[str]
    bigrams: list[str]
    chars: list[str]


KINDS = Terms._fields


class Segmenter:
    """Cuts text into the three kinds of terms; the same one must serve building and asking.

    The words are jieba's: its dictionary and search mode, in the Rust port, which is an order of magnitude faster.
    A user dictionary (one word a line; text after a space and lines starting with # are ignored) adds words.
    """

    def __init__(self, user_dictionary: Path | None = None) -> None:
        words = _read_words(user_dictionary) if user_dictionary else []
        self._jieba = rjieba.Jieba()
        for word in words:
            self._jieba.add_word(word, _USER_FREQUENCY, "nz")
        joined = "\n".join(words)
        listed = hashlib.sha256(joined.encode()).hexdigest()[:12] if words else "none"
        self.fingerprint = f"terms-1 rjieba-{version('rjieba')} user-{listed}"

    def terms(self, text: str) -> Terms:
        """Cut one text; title, heading and passage are given as one."""
        words: list[str] = []
        bigrams: list[str] = []
        chars: list[str] = []
        for run in _RUN.findall(normalise(text)):
            if not _HAN.match(run):
                words.append(run)
                bigrams.append(run)
                chars.append(run)
                continue
            words.extend(word for word in self._jieba.cut_for_search(run) if word not in _EMPTY)
            bigrams.extend(run[i : i + 2] for i in range(len(run) - 1))
            chars.extend(run)
        return Terms(words, bigrams, chars)


def _read_words(path: Path) -> list[str]:
    return sorted(set(_listed(path.read_text(encoding="utf-8"))))


def _listed(text: str) -> Iterator[str]:
    for line in text.splitlines():
        word = normalise(line.split("#", 1)[0].strip().split(" ", 1)[0])
        if word:
            yield word
