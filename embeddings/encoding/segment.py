"""Terms of a text for BM25: words of jieba's search mode, character bigrams, single characters."""

import hashlib
import logging
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, NamedTuple

import rjieba

from embeddings.errors import ModelError
from embeddings.text import normalise

#: Han characters, and those of scripts that lie among them (Yi, Hangul): the code points from first to last.
HAN = ((0x3005, 0x3005), (0x3007, 0x3007), (0x3400, 0xFAFF), (0x20000, 0x323AF))
_HAN = "".join(f"{chr(first)}-{chr(last)}" for first, last in HAN)
_OTHER = rf"[a-z0-9]+(?:[.\-][a-z0-9]+)*(?![^\W_{_HAN}])%?|[^\W_{_HAN}]+"
#: A number, model or word of another script that is kept whole (2023, 50.2%, c919, 5g).
OTHER_RUN = re.compile(_OTHER)
#: A run of Han characters, or one of those.
_RUN = re.compile(rf"([{_HAN}]+)|{_OTHER}")
#: Words that only ask or join; they say nothing of what is asked about.
EMPTY = frozenset("的了是在和与及吗呢啊吧呀么就都也又还把被让给着过地得")
#: High enough to win over any cut of the same characters into dictionary words.
_USER_FREQUENCY = 100_000_000


#: Which segmenter cuts; an index remembers it.
Engine = Literal["rjieba", "jieba"]


class Terms(NamedTuple):
    """The terms of one text, by kind, normalised, with repeats."""

    words: list[str]
    bigrams: list[str]
    chars: list[str]


KINDS = Terms._fields


class Segmenter:
    """Cuts text into the three kinds of terms; the same one must serve building and asking.

    The words are jieba's: its dictionary and search mode. "rjieba" is its port to Rust, an order of magnitude faster
    and cuts alike; "jieba" is the original, for those who want its cuts to the letter.
    A user dictionary (one word of Han characters a line; what follows a space or # is ignored) adds words; one that
    cannot be read is a ModelError.
    """

    def __init__(self, user_dictionary: Path | None = None, engine: Engine = "rjieba") -> None:
        self._set_up(_read_words(user_dictionary) if user_dictionary else [], engine)

    def _set_up(self, words: list[str], engine: Engine) -> None:
        self._made_of = words, engine
        # The dictionary that comes with the port is in memory once, unless words are to be added to it.
        ported = rjieba.Jieba if words else lambda: rjieba
        self._jieba = ported() if engine == "rjieba" else _original()
        for word in words:
            self._jieba.add_word(word, _USER_FREQUENCY, "nz")
        joined = "\n".join(words)
        listed = hashlib.sha256(joined.encode()).hexdigest()[:12] if words else "none"
        self.fingerprint = f"terms-2 {engine}-{version(engine)} user-{listed}"

    def __getstate__(self) -> tuple[list[str], Engine]:
        return self._made_of

    def __setstate__(self, made_of: tuple[list[str], Engine]) -> None:
        self._set_up(*made_of)

    def cut(self, lines: str) -> list[str]:
        """Cut lines of Han characters into words; each line break comes out between them."""
        return list(self._jieba.cut_for_search(lines))

    def terms(self, text: str) -> Terms:
        """Cut one text; title, heading and passage are given as one."""
        words: list[str] = []
        bigrams: list[str] = []
        chars: list[str] = []
        for match in _RUN.finditer(normalise(text)):
            run = match[0]
            if not match[1]:
                words.append(run)
                bigrams.append(run)
                chars.append(run)
                continue
            words.extend(word for word in self._jieba.cut_for_search(run) if word not in EMPTY)
            bigrams.extend(run[i : i + 2] for i in range(len(run) - 1))
            chars.extend(run)
        return Terms(words, bigrams, chars)


def _original() -> Any:
    # Its dictionary takes a second to load, which only those who choose it should wait for.
    import jieba

    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()


def _read_words(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise ModelError(
            f"用户词典 {path} 读不出来，请让 WENXUN_USER_DICTIONARY 指向一个 UTF-8 的文本文件，或去掉它。"
        ) from None
    return sorted(set(_listed(text)))


def _listed(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if fields := line.split("#", 1)[0].split():
            yield normalise(fields[0])
