"""What a tokenizer's normaliser and splitter make of single characters, in tables, for doing it to millions at once.

Only characters that come to the same in any company are in the tables; a text with another is left to the library.
"""

import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.text import normalise

#: Kinds of characters after normalisation; a dot and a per cent sign count only where they belong to a number.
GAP, OTHER, LATIN, DIGIT, DOT, PERCENT, UNSAFE = range(7)
#: Parts texts that are joined.
SEPARATOR = "\0"

# ASCII, Latin-1, Greek and Cyrillic, punctuation to dingbats, CJK punctuation and kana, Han, widths, pictographs.
_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x391, 0x3A1),
    (0x3A4, 0x3A9),
    (0x3B1, 0x3C9),
    (0x410, 0x44F),
    (0x2010, 0x205E),
    (0x20A0, 0x20BF),
    (0x2100, 0x2426),
    (0x2460, 0x27BF),
    (0x2E80, 0x2FD5),
    (0x3000, 0x3029),
    (0x3030, 0x3096),
    (0x309D, 0x30FF),
    (0x3220, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAD9),
    (0xFE30, 0xFE6B),
    (0xFF01, 0xFF60),
    (0xFFE0, 0xFFE6),
    (0x1F300, 0x1FAFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2CEA1),
)
_LINE_ENDS_AND_TABS = [0x09, 0x0A, 0x0D]
# They become several dots, of which none can belong to a number.
_ELLIPSES = [0x2025, 0x2026]


class Characters(NamedTuple):
    """By code point, both (0x110000,): the kind, and the number of the normalised character, 0 for one unknown."""

    kinds: NDArray[np.uint8]
    numbers: NDArray[np.uint16]


def characters(numbers: Mapping[str, int]) -> Characters:
    """Make the tables, for characters that have these numbers."""
    kinds = np.full(0x110000, UNSAFE, np.uint8)
    table = np.zeros(0x110000, np.uint16)
    for first, last in _RANGES:
        for code in range(first, last + 1):
            normal = normalise(chr(code))
            # A mark joins what stands before it; what is not assigned here may be so in the library, or the reverse.
            if len(normal) == 1 and unicodedata.category(normal)[0] not in "MC":
                kinds[code] = _kind(normal)
                table[code] = numbers.get(normal, 0)
    kinds[[ord(SEPARATOR), *_LINE_ENDS_AND_TABS, *_ELLIPSES]] = GAP
    return Characters(kinds, table)


def _kind(character: str) -> int:
    if "a" <= character <= "z":
        return LATIN
    if "0" <= character <= "9":
        return DIGIT
    if character in ".%":
        return DOT if character == "." else PERCENT
    return OTHER if unicodedata.category(character)[0] in "LN" else GAP
