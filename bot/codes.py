"""The letters and digits of texts as numbers, folded by a table: an eighth of the time that folding strings takes."""

import unicodedata
from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.clauses import BETWEEN, contents
from embeddings.text import code_points, normalise

#: Characters of the basic plane are in the table.
_PLANE = 0x10000
#: What the table holds, both no characters: of signs, and of what folds to several or by the company it keeps.
_DROPPED, _UNSAFE = 0xFFFE, 0xFFFF


def content_codes(texts: Iterable[str]) -> NDArray[np.uint16] | NDArray[np.uint32]:
    """Give the code points of `bot.clauses.contents`: of the content of each text, with 0 between them.

    >>> content_codes(["5%", "（Ｃ）"]).tolist()
    [53, 0, 99]
    """
    parts = [text.replace(BETWEEN, " ") for text in texts]
    # Whatever lies beyond the basic plane is taken for the last of the table, which is unsafe.
    folded = _table().take(code_points(BETWEEN.join(parts)), mode="clip")
    if folded.max(initial=0) == _UNSAFE:
        return code_points(contents(parts))
    kept: NDArray[np.uint16] = folded[folded != _DROPPED]
    return kept


@cache
def _table() -> NDArray[np.uint16]:
    """By code point: the folded one."""
    table = np.full(_PLANE, _UNSAFE, np.uint16)
    table[0] = 0
    for code, normal in enumerate(normalise(BETWEEN.join(map(chr, range(1, _PLANE)))).split(BETWEEN), 1):
        kept = [character for character in normal if character.isalnum()]
        if len(kept) <= 1 and all(map(_stands_alone, normal)):
            table[code] = ord(kept[0]) if kept else _DROPPED
    table[_UNSAFE] = _UNSAFE
    return table


def _stands_alone(character: str) -> bool:
    """Tell whether a folded character has its number in the table, whatever stands beside it.

    Marks and the parts of a syllable of Hangul join what stands before them; a sigma is another at the end of a word.
    """
    joins = unicodedata.category(character)[0] == "M" or "\u1100" <= character <= "\u11ff"
    return not joins and character != "σ" and ord(character) < _PLANE
