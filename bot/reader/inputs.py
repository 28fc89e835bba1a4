"""What the reader sees of a question and a passage: word vectors, and signs of how the two agree."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.clauses import content
from bot.question_type import Ask, Kind
from bot.spans import Candidates
from embeddings.encoding.late_interaction import UNKNOWN, LateInteraction
from embeddings.encoding.tokenizer import Placed
from embeddings.search.question import content as without_asking
from embeddings.text import normalise, simplified

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

#: Every kind of question has a row of its own among the weights, in this order.
KINDS = tuple(Kind)
_STOPS, _COMMAS = frozenset("。！？!?\n"), frozenset("，；：、,;:")
#: Characters of a question that say nothing about where its answer is.
_IDLE = frozenset(" 的了，。？?")
#: What the span of a detail counts that already stands in the question.
_KNOWN = 0.3
SIGNS = (
    "in the question",
    "share of characters in the question",
    "nearest word of the question",
    "nearest word, weighted",
    "importance",
    "detail of the asked kind",
    "may pass for one",
    "ends a sentence",
    "ends a clause",
    "number",
    "title",
    "in the question, weighted",
    "length",
    "question said in the sentence",
    "question said in the passage",
)
#: Brings the signs to about the same size.
_SCALES = np.array([1, 1, 1, 4, 1 / 16, 1, 1, 1, 1, 1, 1, 4, 1 / 4, 1, 1], np.float32)


class Inputs(NamedTuple):
    """One question and one passage of t tokens, title first.

    `passage` (t,), `asked` (a,) and `matched` (m,) are token numbers: of the passage, of the whole question, and of
    the question without its asking words. `signs` is (t, len(SIGNS)). `starts` and `ends` (t,) say where a token lies
    in the text, 0 and 0 for those of the title.
    """

    passage: Numbers
    asked: Numbers
    matched: Numbers
    signs: Floats
    kind: int
    starts: Numbers
    ends: Numbers
    unsaid: Floats


class Asked:
    """A question made ready for the reader."""

    def __init__(self, matcher: LateInteraction, question: str, ask: Ask) -> None:
        self._matcher = matcher
        bare = without_asking(question)
        self._matched = _known(matcher.placed(bare).numbers)
        self._asked = _known(matcher.placed(question).numbers)
        self._vectors = matcher.vectors(self._matched)
        self._characters = frozenset(normalise(bare)) - _IDLE
        self._said = content(question)
        self._kind = KINDS.index(ask.kind)
        importance = matcher.importance(self._matched)
        self._importance = importance / (importance.sum() or 1.0)

    def inputs(self, title: str, text: str, found: Candidates) -> Inputs:
        """Lay out one passage; `found` are the details of the asked kind in its text."""
        above, below = self._matcher.placed(_plain(title)), self._matcher.placed(_plain(text))
        numbers = np.concatenate([above.numbers, below.numbers])
        signs = np.zeros((len(numbers), len(SIGNS)), np.float32)
        near = self._matcher.vectors(numbers) @ self._vectors.T
        signs[:, 0] = np.isin(numbers, self._matched)
        signs[:, 2] = near.max(axis=1)
        signs[:, 3] = (np.maximum(near, 0) * self._importance).max(axis=1)
        signs[:, 11] = signs[:, 0] * self._importance[near.argmax(axis=1)]
        signs[:, 4] = self._matcher.importance(numbers)
        first = len(above.numbers)
        signs[:first, 10] = 1
        ended = [self._characters_of(title, above, signs[:first]), self._characters_of(text, below, signs[first:])]
        # The title is a sentence of its own.
        sentence = np.concatenate([ended[0] * 0 - 1, ended[1]])
        signs[:, 13] = self._said_in(near, sentence)
        signs[:, 14] = self._said_in(near, sentence * 0)
        for column, spans in ((5, found.strong), (6, found.weak)):
            for start, end in spans:
                touched = (below.starts < end) & (below.ends > start)
                worth = _KNOWN if content(text[start:end]) in self._said else 1.0
                signs[first:][touched, column] = np.maximum(signs[first:][touched, column], worth)
        nowhere = np.zeros(first, np.int64)
        return Inputs(
            numbers,
            self._asked,
            self._matched,
            signs * _SCALES,
            self._kind,
            np.concatenate([nowhere, below.starts]),
            np.concatenate([nowhere, below.ends]),
            self._importance * (1 - near.max(axis=0, initial=0)),
        )

    def _characters_of(self, text: str, placed: Placed, rows: Floats) -> Numbers:
        """Fill in what the characters of each token say, and number the sentences they are in."""
        folded = normalise(text)
        if len(folded) != len(text):  # offsets would not hold
            folded = text.lower()
        flags = [(c in self._characters, c in _STOPS, c in _COMMAS, c.isdigit()) for c in folded]
        reached = np.vstack([np.zeros(4), np.array(flags, float).reshape(-1, 4).cumsum(axis=0)])
        held = reached[placed.ends] - reached[placed.starts]
        # Marks are no tokens: those before the next token end this one's sentence or clause.
        following = np.append(placed.starts[1:], len(text)) if len(placed.starts) else placed.ends
        passed = reached[following] - reached[placed.ends]
        lengths = placed.ends - placed.starts
        rows[:, 1] = held[:, 0] / np.maximum(lengths, 1)
        rows[:, [7, 8]] = passed[:, 1:3] > 0
        rows[:, 9] = held[:, 3] > 0
        rows[:, 12] = lengths
        sentence: Numbers = reached[placed.starts, 1].astype(np.int64)
        return sentence

    def _said_in(self, near: Floats, sentence: Numbers) -> Floats:
        """How much of the question the sentence of each token says, by its best matches; (t,)."""
        starts = np.flatnonzero(np.diff(sentence, prepend=sentence[:1] - 1))
        said = np.maximum.reduceat(near, starts, axis=0) @ self._importance if len(starts) else near[:, 0]
        spread: Floats = np.repeat(said, np.diff(starts, append=len(sentence)))
        return spread


def _known(numbers: Numbers) -> Numbers:
    """Leave unknown tokens out; of a question without any known one, one unknown token is kept."""
    known: Numbers = numbers[numbers != UNKNOWN]
    return known if len(known) else np.full(1, UNKNOWN, np.int64)


def _plain(text: str) -> str:
    """Put a text in simplified characters where every character keeps its place."""
    plain = simplified(text)
    return plain if len(plain) == len(text) else text
