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
# In the sentence before, and the one after.
_BESIDE = ("before C", "before P", "after P")
#: The columns of the shares.
SHARES = (
    *(f"clause {family}" for family in FAMILIES),
    *(f"around {family}" for family in _AROUND),  # the clause and its neighbours in the sentence
    *(f"sentence {family}" for family in _SENTENCE),
    *_BESIDE,
)
_NEAR, _LOW = slice(2, 4), slice(4, 6)


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
        np.not_equal(self.sentence[1:], self.sentence[:-1], out=self.opens[1:])
        self.opens[self.bounds[:-1]] = True


class Weights:
    """What the terms of a question count in each of several passages: in each family, all of them together 1."""

    def __init__(self, terms: QuestionTerms, sentences: Flags, firsts: NDArray[np.intp], titled: Flags) -> None:
        """Count what stands in `sentences` (sentences, terms), of which those from `firsts` on are of one passage.

        `titled` (passages, terms) says what stands in the title or the opening of a passage.
        """
        held = np.add.reduceat(sentences, firsts[:-1], axis=0, dtype=np.float64)
        rare = np.log((np.diff(firsts)[:, None] + 1) / (held + 0.5))
        factors = np.zeros((len(terms.said), len(FAMILIES)))
        factors[~terms.is_pair, 0::2] = factors[terms.is_pair, 1::2] = 1
        factors[:, _NEAR] *= terms.nearness[:, None]
        counts = rare[..., None] * factors
        counts[..., _LOW] *= np.where(titled, _SUBJECT, 1.0)[..., None]
        whole = counts.sum(axis=1, keepdims=True)
        self._counts = counts / np.where(whole == 0, 1.0, whole)  # (passages, terms, families)

    def shares(self, stands: Flags, owner: NDArray[np.intp]) -> Floats:
        """Add up what stands (n, terms) in each of n stretches of the passages `owner` (n,); (n, len(FAMILIES))."""
        # For every passage at once, of which one is wanted: they are few.
        passages, terms, families = self._counts.shape
        joined = self._counts.transpose(1, 0, 2).reshape(terms, passages * families)
        of_all = (stands @ joined).reshape(len(stands), passages, families)
        shares: Floats = of_all[np.arange(len(stands)), owner]
        return shares

    def shares_of(self, stands: Flags, number: int) -> Floats:
        """Do so for stretches of one passage."""
        shares: Floats = stands @ self._counts[number]
        return shares


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
    beside = np.zeros((len(starts), len(_BESIDE)))
    beside[1:, :2], beside[:-1, 2] = of_sentences[:-1, :2], of_sentences[1:, 1]
    beside[firsts[:-1], :2] = beside[firsts[1:] - 1, 2] = 0
    own = np.cumsum(layout.opens) - 1  # the sentence of each clause
    parts = of_clauses, of_around[:, : len(_AROUND)], of_sentences[own, : len(_SENTENCE)], beside[own]
    return np.hstack(parts), weights
