"""Normalisation for matching, and sentences with their offsets. What is shown is never changed."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from opencc import OpenCC

# A sentence ends at a full stop, question or exclamation mark or ellipsis, with the closing quotes and brackets
# that follow, and at every line break. The ASCII period is no end: it stands in 3.5 and in URLs.
_SENTENCE = re.compile(r"[^\n。！？!?…]*(?:[。！？!?…]+[”’」』）)》〉】\"']*|(?=\n)|$)")


# Marks set on one letter are sorted by class, in the square of their number; no script stacks thirty.
_STACK = re.compile(r"([^\w\s\x00-\u02ff]{30})(?=[^\w\s\x00-\u02ff])")
_LONG = 1000
# Nearly every text has them, and without them nearly none has anything to fold, which is found out quickly.
_MARKS = tuple((mark, unicodedata.normalize("NFKC", mark)) for mark in "，：；！？（）…％\u3000")


def normalise(text: str) -> str:
    """Fold width and case, for matching only.

    >>> normalise("Ｃ９１９，ＧＤＰ")
    'c919,gdp'
    """
    if len(text) > _LONG:
        # The joiner ends a stack, as in the stream-safe format of Unicode.
        text = _STACK.sub("\\1\u034f", text)
    for mark, folded in _MARKS:
        text = text.replace(mark, folded)
    return unicodedata.normalize("NFKC", text).lower()


def folded_in_place(text: str) -> str:
    """Fold width and case, or case alone, or nothing: as much as leaves every character at its place.

    >>> folded_in_place("Ａ股"), folded_in_place("A股㎡")
    ('a股', 'a股㎡')
    """
    return next((folded for folded in (normalise(text), text.lower()) if len(folded) == len(text)), text)


def code_points(text: str) -> NDArray[np.uint32]:
    """Give the code points of a text, one a character."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


#: A question is wanted by several; nothing longer is kept, in characters.
_SHORT = 60


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Turn traditional characters into simplified ones, for matching only.

    >>> simplified("條約是哪天宣布延期的？")
    '条约是哪天宣布延期的？'
    """
    return _short(text) if len(text) <= _SHORT else str(_converter().convert(text))


@lru_cache(64)
def _short(text: str) -> str:
    return str(_converter().convert(text))


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    r"""Give the spans of the sentences of `text[start:end]`, without white space at their ends.

    >>> s = "他说：“好。”走了！\n完"
    >>> [s[a:b] for a, b in sentences(s)]
    ['他说：“好。”', '走了！', '完']
    """
    stop = len(text) if end is None else min(end, len(text))
    position = start
    while position < stop:
        match = _SENTENCE.match(text, position, stop)
        finish = match.end() if match else stop
        if finish == position:  # on a line break
            position += 1
            continue
        left, right = position, finish
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        if left < right:
            yield left, right
        position = finish
