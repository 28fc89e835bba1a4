"""Hits of a search, read: which of the first say what is asked, and not just what it is about."""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from bot.question_type import Ask, read_ask
from bot.reader.inputs import Asked, Inputs
from bot.reader.laid_out import Passage, Tokens
from bot.reader.network import Judgement, Prepared, Reader
from bot.spans import spans_in
from embeddings.encoding.late_interaction import LateInteraction, shipped
from embeddings.schema import Hit
from embeddings.text import simplified

#: How many of the first hits are read.
READ = 5
#: What reading adds to the score of a hit that surely answers, and takes from one that surely does not. Of 0, .1 ...
#: 1.2 the one with the best R@1 and hit@1 on the tuning half of 547 questions.
WEIGHT = 0.8
#: What the first hit is usually worth, of -1 ... 1: hits that come in reach by less are read with it, all at once.
_USUAL = 0.4
#: Log-odds at which three quarters of it are reached.
_CERTAIN = 4.0
#: Questions kept ready: those under way.
_QUESTIONS = 32
#: Readings kept of each: its hits are judged for their order first, and again for the answer.
_KEPT = 16
#: Of a longer question the beginning is read, in characters.
_LONGEST = 500


class Read(NamedTuple):
    """What was read of one hit."""

    given: Inputs
    judged: Judgement


class _Asking(NamedTuple):
    """A question under way, and what was read for it of titles with their texts."""

    ask: Ask
    asked: Asked
    prepared: Prepared
    kept: dict[tuple[str, str], Read]


class HitReader:
    """Reads hits; any number of threads may share it."""

    def __init__(self, matcher: LateInteraction, reader: Reader) -> None:
        self._matcher = matcher
        self._reader = reader
        self._asking = lru_cache(_QUESTIONS)(self._ask)

    def read(self, question: str, hit: Hit) -> Read:
        """Read one hit."""
        return self._read(question, [(hit, None)])[0]

    def reranked(
        self, question: str, hits: Sequence[Hit], tokens: Sequence[Tokens | None] | None = None
    ) -> tuple[Hit, ...]:
        """Order hits anew by their scores and what reading the first of them adds; the others are taken not to answer.

        Of those after the first only what may still come before it counts; what usually may is read along with it. The
        scores given are the new ones. `tokens` are those of the hits, as the index keeps them, where it does.
        """
        known = list(zip(hits, tokens or [None] * len(hits), strict=True))
        added = [-1.0] * len(hits)
        if hits:
            usual = hits[0].score + WEIGHT * _USUAL
            likely = [one for one in known[1:READ] if one[0].score + WEIGHT > usual]
            added[0] = _worth(self._read(question, [known[0], *likely])[0])
            best = hits[0].score + WEIGHT * added[0]
            in_reach = [place for place in range(1, min(READ, len(hits))) if hits[place].score + WEIGHT > best]
            for place, read in zip(in_reach, self._read(question, [known[place] for place in in_reach]), strict=True):
                added[place] = _worth(read)
        scored = (
            Hit(hit.article, hit.passage, hit.score + WEIGHT * more, hit.also)
            for hit, more in zip(hits, added, strict=True)
        )
        return tuple(sorted(scored, key=lambda hit: -hit.score))

    def _read(self, question: str, hits: Sequence[tuple[Hit, Tokens | None]]) -> list[Read]:
        """Read hits, all that were not read yet at once; with their tokens, where these are at hand."""
        if not hits:
            return []
        asking = self._asking(question[:_LONGEST])
        keys = [(f"{hit.article.title} {hit.passage.heading}".strip(), hit.text) for hit, _ in hits]
        found = asking.kept.copy()
        if new := {key: known for key, (_, known) in zip(keys, hits, strict=True) if key not in found}:
            found.update(zip(new, self._judge(asking, new), strict=True))
            if len(asking.kept) > _KEPT:
                asking.kept.clear()
            asking.kept.update((key, found[key]) for key in new)
        return [found[key] for key in keys]

    def _judge(self, asking: _Asking, passages: Mapping[tuple[str, str], Tokens | None]) -> list[Read]:
        laid = [Passage(title, text, spans_in(text, asking.ask), known) for (title, text), known in passages.items()]
        # OpenBLAS now and then raises the flag of an invalid number over products whose every number is valid.
        with np.errstate(invalid="ignore"):
            given, near = asking.asked.inputs_and_near(laid)
            return list(map(Read, given, self._reader.judge(asking.prepared, given, near)))

    def _ask(self, question: str) -> _Asking:
        question = simplified(question)
        ask = read_ask(question)
        asked = Asked(self._matcher, question, ask)
        return _Asking(ask, asked, self._reader.prepare(asked.question), {})


def _worth(read: Read) -> float:
    """Bring the odds to -1 ... 1."""
    return math.tanh(read.judged.odds / _CERTAIN)


@lru_cache(1)
def shipped_reader() -> HitReader:
    """Open the reader of our own, once."""
    matcher = shipped()
    return HitReader(matcher, Reader(matcher))
