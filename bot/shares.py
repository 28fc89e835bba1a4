"""Which share of a question's characters and pairs stands in each clause, in its sentence and around it.

The rarity of a term is counted over the sentences of the passage, not over a corpus: within one story the words of its
topic stand everywhere and do not tell which sentence answers. All passages of a question are read in one go: numpy
takes about as long for one as for ten.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.clauses import Clause
from bot.question_terms import QuestionTerms

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: What a term counts that stands in the title or opens the passage: the subject, which later sentences leave out.
_SUBJECT = 0.2
#: Shares of the question's characters (C) and pairs (P) in a stretch: plain, near the asking words (A), and with the
#: story's subject counted low (S).
FAMILIES = ("C", "P", "CA", "PA", "CS", "PS")
# The first so many of FAMILIES.
_AROUND = FAMILIES[:3]
_SENTENCE = FAMILIES[:5]
#: The columns of the shares.
SHARES = (
    *(f"clause {family}" for family in FAMILIES),
    *(f"around {family}" for family in _AROUND),  # the clause and its neighbours in the sentence
    *(f"sentence {family}" for family in _SENTENCE),
    "before C",  # the sentence before
    "before P",
    "after P",
)
_C, _P = 0, 1


class Layout:
    """Where the n clauses of several passages lie, one after another; no passage is without any.

    `bounds` (passages + 1,) holds where each passage starts, `owner` (n,) the number of a clause's passage, `sentence`
    (n,) of its sentence in that; `opens` (n,) marks the first clause of a sentence.
    """

    def __init__(self, passages: Sequence[Sequence[Clause]]) -> None:
        sizes = [len(clauses) for clauses in passages]
        self.bounds = np.cumsum([0, *sizes])
        self.owner = np.repeat(np.arange(len(sizes)), sizes)
        self.sentence = np.array([clause.sentence for clauses in passages for clause in clauses])
        self.opens = np.ones(len(self.owner), dtype=bool)
        self.opens[1:] = (self.sentence[1:] != self.sentence[:-1]) | (self.owner[1:] != self.owner[:-1])


class Weights:
    """What the terms of a question count in each of several passages: in each family, all of them together 1."""

    def __init__(self, terms: QuestionTerms, sentences: Flags, firsts: NDArray[np.intp], titled: Flags) -> None:
        """Count what stands in `sentences` (sentences, terms), of which those from `firsts` on are of one passage.

        `titled` (passages, terms) says what stands in the title or the opening of a passage.
        """
        held = np.add.reduceat(sentences, firsts[:-1], axis=0, dtype=np.float64)
        self._rare = np.log((np.diff(firsts)[:, None] + 1) / (held + 0.5))
        self._subject = np.where(titled, _SUBJECT, 1.0)
        self._kinds = np.column_stack([~terms.is_pair, terms.is_pair]).astype(np.float64)
        self._factors = np.hstack([self._kinds, self._kinds * terms.nearness[:, None]])
        whole = self._sums(self._rare, self._subject)
        self._whole = np.where(whole == 0, 1.0, whole)

    def shares(self, stands: Flags, owner: NDArray[np.intp]) -> Floats:
        """Add up what stands (n, terms) in each of n stretches of the passages `owner` (n,); (n, len(FAMILIES))."""
        rare, subject, whole = (part.take(owner, axis=0) for part in (self._rare, self._subject, self._whole))
        shares: Floats = self._sums(rare * stands, subject) / whole
        return shares

    def _sums(self, rare: Floats, subject: Floats) -> Floats:
        return np.hstack([rare @ self._factors, (rare * subject) @ self._kinds])


def read_shares(terms: QuestionTerms, stands: Flags, titled: Flags, layout: Layout) -> tuple[Floats, Weights]:
    """Give the shares (n, len(SHARES)) of n clauses, and the weights that they were added up by.

    `stands` (n, terms) says what stands in each clause, `titled` (passages, terms) what in a title or an opening.
    """
    starts = np.flatnonzero(layout.opens)
    sentences = np.logical_or.reduceat(stands, starts, axis=0)
    firsts = np.searchsorted(starts, layout.bounds)  # the first sentence of each passage
    weights = Weights(terms, sentences, firsts, titled)
    joined = ~layout.opens[1:, None]
    around = stands.copy()
    around[1:] |= stands[:-1] & joined
    around[:-1] |= stands[1:] & joined
    owners = np.concatenate([layout.owner, layout.owner, layout.owner[starts]])
    shares = weights.shares(np.concatenate([stands, around, sentences]), owners)
    count = len(stands)
    of_clauses, of_around, of_sentences = shares[:count], shares[count : 2 * count], shares[2 * count :]
    # Before the first sentence of a passage, and after its last, stands nothing.
    before, after = np.zeros_like(of_sentences), np.zeros_like(of_sentences)
    before[1:], after[:-1] = of_sentences[:-1], of_sentences[1:]
    before[firsts[:-1]] = after[firsts[1:] - 1] = 0
    nearby = np.hstack([of_sentences[:, : len(_SENTENCE)], before[:, [_C, _P]], after[:, [_P]]])
    return np.hstack([of_clauses, of_around[:, : len(_AROUND)], nearby[np.cumsum(layout.opens) - 1]]), weights
