"""What the reader sees of a question and a passage: word vectors, and signs of how the two agree."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.clauses import BETWEEN, content, contents
from bot.question_type import Ask, Kind
from bot.reader.laid_out import LaidOut, Passage, lay_out, said
from bot.spans import Span
from embeddings.encoding.late_interaction import UNKNOWN, LateInteraction
from embeddings.search.question import content as without_asking
from embeddings.text import code_points, normalise

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

#: Every kind of question has a row of its own among the weights, in this order.
KINDS = tuple(Kind)
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


class Question(NamedTuple):
    """A question as token numbers, all (a,) and without its asking words (m,), and the place of its kind in KINDS."""

    asked: Numbers
    matched: Numbers
    kind: int


class Inputs(NamedTuple):
    """One question and one passage of t tokens, title first.

    `passage` (t,) is token numbers. `signs` is (t, len(SIGNS)). `starts` and `ends` (t,) say where a token lies in the
    text, 0 and 0 for those of the title. `unsaid` (m,) is what the passage leaves unsaid of each matched word.
    """

    question: Question
    passage: Numbers
    signs: Floats
    starts: Numbers
    ends: Numbers
    unsaid: Floats


class Near(NamedTuple):
    """Word vectors (t, dim) of all t tokens of some passages, and how close each is to the question's words (m, t)."""

    vectors: Floats
    cosines: Floats


class Asked:
    """A question made ready for the reader."""

    def __init__(self, matcher: LateInteraction, question: str, ask: Ask) -> None:
        self._matcher = matcher
        bare = without_asking(question)
        asked, matched = (_known(matcher.tokens([words])[0]) for words in (question, bare))
        self.question = Question(asked, matched, KINDS.index(ask.kind))
        self._vectors = matcher.vectors(matched)
        self._characters = code_points("".join(set(normalise(bare)) - _IDLE))
        self._said = content(question)
        importance = matcher.importance(matched)
        self._importance = importance / (importance.sum() or 1.0)

    def inputs(self, passages: Sequence[Passage]) -> list[Inputs]:
        """Lay out passages, each as if it were alone."""
        return self.inputs_and_near(passages)[0]

    def inputs_and_near(self, passages: Sequence[Passage]) -> tuple[list[Inputs], Near]:
        """Lay out passages, each as if it were alone, and give what was found on the way of all of them together."""
        laid = lay_out(self._matcher, passages)
        vectors = self._matcher.vectors(laid.numbers)
        near = self._vectors @ vectors.T
        signs = self._signs(laid, near)
        self._mark_details(signs, laid, passages)
        scaled = (signs * _SCALES[:, None]).T
        starts, ends = ((places - laid.begins) * laid.in_text for places in (laid.starts, laid.ends))
        edges = laid.edges[::2].tolist()
        given = [
            Inputs(
                self.question,
                laid.numbers[first:last],
                scaled[first:last],
                starts[first:last],
                ends[first:last],
                self._importance * (1 - near[:, first:last].max(axis=1, initial=0)),
            )
            for first, last in pairwise(edges)
        ]
        return given, Near(vectors, near)

    def _signs(self, laid: LaidOut, near: Floats) -> Floats:
        """Give all signs but the details, (len(SIGNS), t); `near` (m, t) is how close words are to the question's."""
        signs = np.zeros((len(SIGNS), len(laid.numbers)), np.float32)
        read = said(laid, self._characters)
        lengths = laid.ends - laid.starts
        is_asked = (laid.numbers == self.question.matched[:, None]).any(axis=0)
        signs[0] = is_asked
        signs[1] = read.known / np.maximum(lengths, 1)
        signs[2] = near.max(axis=0)
        signs[3] = (near * self._importance[:, None]).max(axis=0, initial=0)
        signs[4] = self._matcher.importance(laid.numbers)
        signs[7] = read.ends_sentence
        signs[8] = read.ends_clause
        signs[9] = read.is_number
        signs[10] = ~laid.in_text
        signs[11, is_asked] = self._importance[near[:, is_asked].argmax(axis=0)]
        signs[12] = lengths
        signs[13] = self._said_in(near, read.sentences)
        signs[14] = self._said_in(near, laid.edges[::2])
        return signs

    def _mark_details(self, signs: Floats, laid: LaidOut, passages: Sequence[Passage]) -> None:
        """Mark the tokens that details of the asked kind touch."""
        for row, found in ((5, [one.found.strong for one in passages]), (6, [one.found.weak for one in passages])):
            texts, places, begin = list[str](), list[Span](), 0
            for passage, spans in zip(passages, found, strict=True):
                begin += len(passage.title) + 1
                texts += [passage.text[start:end] for start, end in spans]
                places += [(begin + start, begin + end) for start, end in spans]
                begin += len(passage.text) + 1
            if not places:
                continue
            starts, ends = np.array(places).T
            firsts = np.searchsorted(laid.ends, starts, side="right").tolist()
            lasts = np.searchsorted(laid.starts, ends).tolist()
            worth = [_KNOWN if one in self._said else 1.0 for one in contents(texts).split(BETWEEN)]
            # What counts most is written last.
            for value, first, last in sorted(zip(worth, firsts, lasts, strict=True)):
                signs[row, first:last] = value

    def _said_in(self, near: Floats, edges: Numbers) -> Floats:
        """How much of the question is said from each of the edges to the next, by its best matches; (t,)."""
        lengths = edges[1:] - edges[:-1]
        firsts, lengths = edges[:-1][lengths > 0], lengths[lengths > 0]
        if not len(firsts):
            return np.zeros(0, np.float32)
        spread: Floats = np.repeat(self._importance @ np.maximum.reduceat(near, firsts, axis=1), lengths)
        return spread


def _known(tokens: NDArray[np.uint16]) -> Numbers:
    """Keep one unknown token of a question without any known one."""
    return tokens.astype(np.int64) if len(tokens) else np.full(1, UNKNOWN, np.int64)
