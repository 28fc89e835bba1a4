"""Passages laid end to end and cut into tokens at once, with what the characters of each token say.

What numpy does to an array takes nearly as long for the tokens of one passage as for those of five.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.spans import Candidates
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.text import code_points, folded_in_place, normalise, simplified

Numbers = NDArray[np.int64]
Codes = NDArray[np.uint32]
Flags = NDArray[np.bool_]
Tokens = NDArray[np.uint16]

#: Stands between titles and texts: in no token, and no mark.
_BETWEEN = " "


class Passage(NamedTuple):
    """A title, a text, the details of the asked kind in the text, and the tokens of both, where they are at hand."""

    title: str
    text: str
    found: Candidates
    tokens: Tokens | None = None


class LaidOut(NamedTuple):
    """The t tokens of n passages; characters are counted over all of them, each text after its title.

    `numbers`, `starts` and `ends` (t,) are the tokens and where they lie. `edges` (2n + 1,) is the first token of each
    title and text, and t; `begins` and `finishes` (t,) bound the title or text that a token is in. `codes` are the
    characters, folded.
    """

    numbers: Numbers
    starts: Numbers
    ends: Numbers
    edges: Numbers
    begins: Numbers
    finishes: Numbers
    in_text: Flags
    codes: Codes


class Said(NamedTuple):
    """What the characters of each token say, (t,), and where sentences begin.

    `known` counts those that were asked for. `sentences` are the first tokens of all sentences, and t; a title is one.
    """

    known: Numbers
    is_number: Flags
    ends_sentence: Flags
    ends_clause: Flags
    sentences: Numbers


def lay_out(matcher: LateInteraction, passages: Sequence[Passage]) -> LaidOut:
    """Lay passages end to end."""
    parts = [part for passage in passages for part in (passage.title, passage.text)]
    text = _BETWEEN.join(parts)
    plain, folded = simplified(text), normalise(text)
    if len(plain) != len(text):
        plain = _BETWEEN.join(map(_plain, parts))
    if len(folded) != len(text):
        folded = _BETWEEN.join(map(folded_in_place, parts))
    tokens = [passage.tokens for passage in passages if passage.tokens is not None]
    known = np.concatenate(tokens) if len(tokens) == len(passages) > 0 else None
    # What is folded already is soon found to be so.
    numbers, starts, ends = matcher.placed(folded if plain == text else plain, known)
    bounds = np.array([0, *accumulate(len(part) + len(_BETWEEN) for part in parts)])
    edges = np.searchsorted(starts, bounds)
    part = np.repeat(np.arange(len(parts)), edges[1:] - edges[:-1])
    in_text = part % 2 == 1
    finishes = bounds[part + 1] - len(_BETWEEN)
    return LaidOut(numbers, starts, ends, edges, bounds[part], finishes, in_text, code_points(folded))


_STOPS, _COMMAS = code_points("。！？!?\n"), code_points("，；：、,;:")


def said(laid: LaidOut, known: Codes) -> Said:
    """Read the characters of each token; `known` are those asked for."""
    flags = np.zeros((4, len(laid.codes) + 1), np.bool_)
    for flag, marks in zip(flags, (known, _STOPS, _COMMAS), strict=False):
        (laid.codes == marks[:, None]).any(axis=0, out=flag[1:])
    flags[3, 1:] = np.char.isdigit(laid.codes.view("<U1"))
    known_before, stops, commas, digits = flags.cumsum(axis=1, dtype=np.int32)
    # Marks are no tokens: those before the next token, or the end, end this one's sentence or clause.
    nexts = laid.finishes.copy()
    np.minimum(nexts[:-1], laid.starts[1:], out=nexts[:-1])
    opens = np.ones(len(nexts) + 1, np.bool_)
    opens[1:-1] = (stops[laid.starts[1:]] != stops[laid.starts[:-1]]) & laid.in_text[1:]
    opens[laid.edges] = True
    return Said(
        known_before[laid.ends] - known_before[laid.starts],
        digits[laid.ends] > digits[laid.starts],
        stops[nexts] > stops[laid.ends],
        commas[nexts] > commas[laid.ends],
        np.flatnonzero(opens),
    )


def _plain(text: str) -> str:
    """Put a text in simplified characters where every character keeps its place."""
    plain = simplified(text)
    return plain if len(plain) == len(text) else text
