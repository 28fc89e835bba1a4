"""The clauses of a passage: the pieces between commas, in which an answer stands."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from bot.spans import Span
from embeddings.text import normalise, sentences

#: Pieces shorter than this are joined to the next, in characters.
_SHORT = 6
# No break is a comma or colon inside a number.
_BREAK = re.compile(r"[，；：、,;:](?!(?<=\d.)\d)")
#: Stands between contents; it folds with nothing on either side.
BETWEEN = "\0"
#: All but letters and digits, the underscore (which is a letter to `re`) and what stands between contents.
_SIGNS = re.compile(rf"[^\w{BETWEEN}]+")


class Clause(NamedTuple):
    """A piece `text[start:end]` of a passage, in sentence number `sentence`."""

    sentence: int
    start: int
    end: int


def content(text: str) -> str:
    """Fold `text` and leave letters and digits alone.

    >>> content("增长5.5%（Ｃ９１９）")
    '增长55c919'
    """
    return contents([text])


def contents(texts: Iterable[str]) -> str:
    r"""Give the content of each text with NUL between them: many are folded as fast as one.

    >>> contents(["增长5.5%", "（Ｃ９１９）"])
    '增长55\x00c919'
    """
    joined = BETWEEN.join([text.replace(BETWEEN, " ") for text in texts])
    return _SIGNS.sub("", normalise(joined)).replace("_", "")


def split_clauses(text: str, start: int, end: int) -> list[Span]:
    """Cut the sentence `text[start:end]` after commas, semicolons and colons, but not inside numbers.

    >>> s = "总投资1,200万元，建成三座大桥。"
    >>> [s[a:b] for a, b in split_clauses(s, 0, len(s))]
    ['总投资1,200万元，', '建成三座大桥。']
    """
    return [(clause.start, clause.end) for clause in _cut(text, [(start, end)], start, end)]


def read_clauses(text: str) -> list[Clause]:
    """Cut a passage into its clauses."""
    return _cut(text, sentences(text), 0, len(text))


def _cut(text: str, spans: Iterable[Span], begin: int, finish: int) -> list[Clause]:
    clauses: list[Clause] = []
    breaks = [found.end() for found in _BREAK.finditer(text, begin, finish)]
    breaks.append(finish)
    place = 0
    for number, (left, right) in enumerate(spans):
        # What is shorter than a clause at the end of the sentence stays with the one before.
        while breaks[place] <= right - _SHORT:
            if breaks[place] - left >= _SHORT:
                clauses.append(Clause(number, left, breaks[place]))
                left = breaks[place]
            place += 1
        if left < right:
            clauses.append(Clause(number, left, right))
    return clauses
