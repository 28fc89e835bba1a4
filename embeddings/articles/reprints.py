"""Near-duplicate groups: the same report at several outlets or times, told from what only looks alike."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.articles.fingerprints import Hashes, Prints, candidates, clean, prints_of, shared, shingles
from embeddings.schema import Article

#: Share of the shorter text that stands in the longer one: a reworded copy, the same text.
REWORDED, SAME = 0.85, 0.9
#: Share of both texts together; below it the shorter is a condensed copy.
CONDENSED = 0.5
#: Days that publication may lie apart: of the same text, of a reworded and of a condensed copy. Later copies are
#: mostly new events: an obituary stands whole in the funeral's report five days on.
SAME_DAYS, REWORDED_DAYS, CONDENSED_DAYS = 10, 3, 1
#: Shingles: a text with fewer than BRIEF folds with its equal only, one with fewer than SHORT may differ in no number.
BRIEF, SHORT = 40, 150
#: Share of the shorter text's numbers that the longer may lack, and share of the places where both have a number in
#: which they may differ: formula stories (share prices, weather, yearly meetings) differ in their numbers.
LACKING, DIFFERING = 0.2, 0.1
#: A text with this share of the longest text of its group, both ways, is as full and may be the head.
AS_FULL = 0.9

_NUMBER = re.compile(r"(?<=(.{4}))(\d+|第[一二三四五六七八九十百]+)")


class Folding(NamedTuple):
    """Who folds under whom, and what folding later articles in needs to know.

    `heads` (n,) is the row of the head of each article's group, its own where it stands alone; `met` (m, 2) are the
    pairs near enough in text and time to be compared; `prints` are those of the articles that were folded.
    """

    heads: NDArray[np.int32]
    met: NDArray[np.int32]
    prints: Prints


def hashes_of(article: Article) -> Hashes:
    """Tell what an article says, for `fold`."""
    return shingles(clean(article))


def groups(articles: Sequence[Article]) -> list[int]:
    """Give each article the row of its group's head: the fullest of the group, the earliest of equally full ones.

    An article that stands alone is its own head. Every member has been compared with the longest text of its group,
    so no chain of small likenesses joins unlike articles.
    """
    return [int(head) for head in fold(articles).heads]


def fold(articles: Sequence[Article], sets: Sequence[Hashes] | None = None) -> Folding:
    """Group articles as `groups` does; `sets` are the `hashes_of` each, if they are known."""
    corpus = _Corpus(articles, sets)
    prints = prints_of(corpus.sets)
    days = corpus.days
    met = _pairs(pair for pair in candidates(prints, REWORDED) if _near(days[pair[0]], days[pair[1]], SAME_DAYS))
    return Folding(np.array(corpus.groups(met), np.int32), met, prints)


def fold_in(
    articles: Sequence[Article], before: Folding, gone: NDArray[np.int64], sets: Sequence[Hashes] | None = None
) -> Folding:
    """Group the articles from row `len(before.heads)` on with those before, of which the rows `gone` are no more.

    Pairs of `before.met` may name rows from there on: of articles that were there then, and are no more or come again.
    Only the groups that are touched are formed anew; the others stay. The groups are those that `fold` would form, but
    that rows which are gone still fill the buckets in which articles meet. The head of a row that is gone is -1. The
    prints that come back are those of the later articles; `sets` are the `hashes_of` these, if they are known.
    """
    since = len(before.heads)
    later = _Corpus(articles[since:], sets)
    prints = prints_of(later.sets)
    alive = np.ones(len(articles), bool)
    alive[gone] = False
    every = Prints(*(np.concatenate(both) for both in zip(before.prints, prints, strict=True)))
    found = (pair for pair in candidates(every, REWORDED, since) if alive[pair[0]])
    met = _pairs(pair for pair in found if _near(articles[pair[0]].day, later.days[pair[1] - since], SAME_DAYS))
    old = before.met
    there = np.zeros(max(since, int(old.max(initial=0)) + 1), bool)
    there[:since] = alive[:since]
    kept = there[old].all(axis=1)
    # Who stood with an article that is no more may have to stand elsewhere.
    loose = old[~kept].ravel()
    touched = np.zeros(len(articles), bool)
    touched[since:] = True
    touched[loose[there[loose]]] = True
    met = np.concatenate([old[kept], met])
    rows = _reached(met, touched)
    number = np.full(len(articles), -1, np.int32)
    number[rows] = np.arange(len(rows))
    corpus = _Corpus([articles[row] for row in rows.tolist()])
    heads = np.concatenate([before.heads, np.zeros(len(articles) - since, np.int32)])
    heads[gone] = -1
    heads[rows] = rows[corpus.groups(number[met[number[met[:, 0]] >= 0]])]
    return Folding(heads, met, prints)


def _reached(met: NDArray[np.int32], start: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rows that a chain of pairs joins to those of `start`, and these, ascending."""
    seen = start.copy()
    while len(new := met[seen[met[:, 0]] != seen[met[:, 1]]]):
        seen[new.ravel()] = True
    return np.flatnonzero(seen)


def _pairs(pairs: Iterable[tuple[int, int]]) -> NDArray[np.int32]:
    return np.fromiter(chain.from_iterable(pairs), np.int32).reshape(-1, 2)


def _near(one: date | None, other: date | None, days: int) -> bool:
    """Whether two days lie within `days`; an unknown day is near to all but never to less than none."""
    return days >= 0 if one is None or other is None else abs((one - other).days) <= days


@dataclass(frozen=True, slots=True)
class _Likeness:
    """What two texts share: of the shorter one, and of both together."""

    share: float
    jaccard: float


class _Corpus:
    """The articles, what was read out of each, and the rules on them."""

    def __init__(self, articles: Sequence[Article], sets: Sequence[Hashes] | None = None) -> None:
        self.articles = articles
        self.sets = [hashes_of(article) for article in articles] if sets is None else sets
        self.days = [article.day for article in articles]
        self.places: dict[int, dict[str, set[str]]] = {}

    def groups(self, pairs: NDArray[np.int32]) -> list[int]:
        """Give each article the row of its group's head; `pairs` are those that may be alike."""
        met: defaultdict[int, list[int]] = defaultdict(list)
        for left, right in pairs.tolist():
            met[left].append(right)
            met[right].append(left)
        longest = list(range(len(self.articles)))
        placed: set[int] = set()
        # The longest first: what a text may join then has its place already, and that place is final.
        for row in sorted(met, key=lambda row: (-len(self.sets[row]), self._age(row))):
            tops = sorted({longest[other] for other in met[row] if other in placed})
            fitting = [(likeness.share, -top) for top in tops if (likeness := self._compare(row, top))]
            if fitting:
                longest[row] = -max(fitting)[1]
            placed.add(row)
        return self._heads(longest)

    def _compare(self, row: int, head: int) -> _Likeness | None:
        """Say how alike two articles are when they are one report, else None."""
        likeness = self._likeness(row, head)
        size = min(len(self.sets[row]), len(self.sets[head]))
        if size < BRIEF:
            least, days = 1.0, SAME_DAYS if likeness.jaccard == 1 else -1
        elif likeness.jaccard < CONDENSED:
            least, days = SAME, CONDENSED_DAYS
        elif likeness.share < SAME:
            least, days = REWORDED, REWORDED_DAYS
        else:
            least, days = SAME, SAME_DAYS
        near = _near(self.days[row], self.days[head], days)
        fits = likeness.share >= least and near and self._numbers_agree(row, head, size)
        return likeness if fits else None

    def _likeness(self, left: int, right: int) -> _Likeness:
        one, other = self.sets[left], self.sets[right]
        common = shared(one, other)
        return _Likeness(common / min(len(one), len(other)), common / (len(one) + len(other) - common))

    def _numbers_agree(self, row: int, head: int, size: int) -> bool:
        mine, theirs = self._numbers(row), self._numbers(head)
        all_mine, all_theirs = set[str]().union(*mine.values()), set[str]().union(*theirs.values())
        both = mine.keys() & theirs.keys()
        lacking = len(all_mine - all_theirs)
        differing = sum(mine[place].isdisjoint(theirs[place]) for place in both)
        if size < SHORT:
            return lacking == differing == 0
        return lacking <= max(1, LACKING * len(all_mine)) and differing <= max(1, DIFFERING * len(both))

    def _numbers(self, row: int) -> dict[str, set[str]]:
        """Numbers of an article by the four characters that stand before them."""
        if row not in self.places:
            places: defaultdict[str, set[str]] = defaultdict(set)
            for before, number in _NUMBER.findall(clean(self.articles[row])):
                places[before].add(number)
            self.places[row] = dict(places)
        return self.places[row]

    def _age(self, row: int) -> tuple[str, int]:
        """Sorts by time of publication, articles without one last, then by row."""
        return self.articles[row].published or "9999", row

    def _heads(self, longest: Sequence[int]) -> list[int]:
        members: defaultdict[int, list[int]] = defaultdict(list)
        for row, top in enumerate(longest):
            members[top].append(row)
        heads = list(range(len(longest)))
        for top, rows in members.items():
            full = [row for row in rows if row == top or self._likeness(row, top).jaccard >= AS_FULL]
            head = min(full, key=self._age)
            for row in rows:
                heads[row] = head
        return heads
