"""The clauses of a passage: the pieces between commas, in which an answer stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.spans import Candidates, Span
from embeddings.text import normalise, sentences

#: Pieces shorter than this are joined to the next, in characters.
_SHORT = 6
_BREAKS = "，；：、,;:"
_BREAK = re.compile(f"[{_BREAKS}]")
#: All but letters and digits.
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece `text[start:end]` of a passage, in sentence number `sentence`, with what could be the detail in it."""

    sentence: int
    start: int
    end: int
    content: str  # letters and digits alone, folded for matching
    spans: tuple[Span, ...] = ()
    passing: tuple[Span, ...] = ()


def content(text: str) -> str:
    """Fold `text` and leave letters and digits alone.

    >>> content("增长5.5%（Ｃ９１９）")
    '增长55c919'
    """
    return _SIGNS.sub("", normalise(text))


def split_clauses(text: str, start: int, end: int) -> list[Span]:
    """Cut the sentence `text[start:end]` after commas, semicolons and colons, but not inside numbers.

    >>> s = "总投资1,200万元，建成三座大桥。"
    >>> [s[a:b] for a, b in split_clauses(s, 0, len(s))]
    ['总投资1,200万元，', '建成三座大桥。']
    """
    result: list[Span] = []
    left = start
    for found in _BREAK.finditer(text, start, end):
        position = found.start()
        if position + 1 - left < _SHORT:
            continue
        if 0 < position < end - 1 and text[position - 1].isdigit() and text[position + 1].isdigit():
            continue
        result.append((left, position + 1))
        left = position + 1
    if result and end - left < _SHORT:
        result[-1] = (result[-1][0], end)
    elif left < end:
        result.append((left, end))
    return result


def read_clauses(text: str, found: Candidates, known: str) -> list[Clause]:
    """Cut a passage into clauses with the candidates that start in each, leaving out those that stand in `known`."""
    strong = _new(found.strong, text, known)
    passing = _new(found.weak, text, known)
    clauses = []
    for number, (left, right) in enumerate(sentences(text)):
        for start, end in split_clauses(text, left, right):
            inside = tuple(s for s in strong if start <= s[0] < end)
            maybe = tuple(s for s in passing if start <= s[0] < end)
            clauses.append(Clause(number, start, end, content(text[start:end]), inside, maybe))
    return clauses


def _new(spans: Sequence[Span], text: str, known: str) -> list[Span]:
    return [(start, end) for start, end in spans if content(text[start:end]) not in known]
