"""Hits of a search, read: which of the first say what is asked, and not just what it is about."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from bot.question_type import Ask, read_ask
from bot.reader.inputs import Asked, Inputs
from bot.reader.network import Judgement, Reader
from bot.spans import TAGGED, find_spans, tag
from embeddings.encoding.late_interaction import LateInteraction, shipped
from embeddings.schema import Hit
from embeddings.text import simplified

#: How many of the first hits are read.
READ = 5
#: What reading adds to the score of a hit that surely answers, and takes from one that surely does not. Of 0, .1 ...
#: 1.2 the one with the best R@1 and hit@1 on the tuning half of 547 questions.
WEIGHT = 0.8
#: Log-odds at which three quarters of it are reached.
_CERTAIN = 4.0
#: Readings kept: a question's hits are judged for their order first, and again for the answer.
_KEPT = 256
#: Questions kept ready: those under way.
_QUESTIONS = 16
#: Of a longer question the beginning is read, in characters.
_LONGEST = 500


class Read(NamedTuple):
    """What was read of one hit."""

    given: Inputs
    judged: Judgement


class HitReader:
    """Reads hits; any number of threads may share it."""

    def __init__(self, matcher: LateInteraction, reader: Reader) -> None:
        self._matcher = matcher
        self._reader = reader
        self._asked = lru_cache(_QUESTIONS)(self._ask)
        self._kept = lru_cache(_KEPT)(self._judge)

    def read(self, question: str, hit: Hit) -> Read:
        """Read one hit."""
        return self._kept(question[:_LONGEST], f"{hit.article.title} {hit.passage.heading}".strip(), hit.text)

    def reranked(self, question: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """Order hits anew by their scores and what reading the first of them adds; the others are taken not to answer.

        Of those after the first only what may still come before it is read. The scores given are the new ones.
        """
        added: list[float] = []
        for hit in hits[:READ]:
            is_in_reach = not added or hit.score + WEIGHT > hits[0].score + WEIGHT * added[0]
            added.append(math.tanh(self.read(question, hit).judged.odds / _CERTAIN) if is_in_reach else -1.0)
        added += [-1.0] * (len(hits) - len(added))
        scored = (
            Hit(hit.article, hit.passage, hit.score + WEIGHT * more, hit.also)
            for hit, more in zip(hits, added, strict=True)
        )
        return tuple(sorted(scored, key=lambda hit: -hit.score))

    def _judge(self, question: str, title: str, text: str) -> Read:
        ask, asked = self._asked(simplified(question))
        found = find_spans(text, ask, tag(text) if ask.kind in TAGGED else ())
        # OpenBLAS now and then raises the flag of an invalid number over products whose every number is valid.
        with np.errstate(invalid="ignore"):
            given = asked.inputs(title, text, found)
            return Read(given, self._reader.judge(given))

    def _ask(self, question: str) -> tuple[Ask, Asked]:
        ask = read_ask(question)
        return ask, Asked(self._matcher, question, ask)


@lru_cache(1)
def shipped_reader() -> HitReader:
    """Open the reader of our own, once."""
    matcher = shipped()
    return HitReader(matcher, Reader(matcher))
