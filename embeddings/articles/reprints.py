"""Near-duplicate groups: the same report at several outlets or times, told from what only looks alike."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.articles.fingerprints import Hashes, candidates, clean, shared, shingles
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


def hashes_of(article: Article) -> Hashes:
    """Tell what an article says, for `groups`."""
    return shingles(clean(article))


def groups(articles: Sequence[Article], sets: Sequence[Hashes] | None = None) -> list[int]:
    """Give each article the row of its group's head: the fullest of the group, the earliest of equally full ones.

    An article that stands alone is its own head. Every member has been compared with the longest text of its group,
    so no chain of small likenesses joins unlike articles. `sets` are the `hashes_of` each article, if they are known.
    """
    return _Corpus(articles, sets).groups()


@dataclass(frozen=True, slots=True)
class _Likeness:
    """What two texts share: of the shorter one, and of both together."""

    share: float
    jaccard: float


class _Corpus:
    """The articles, what was read out of each, and the rules on them."""

    def __init__(self, articles: Sequence[Article], sets: Sequence[Hashes] | None) -> None:
        self.articles = articles
        self.sets = [hashes_of(article) for article in articles] if sets is None else sets
        self.days = [article.day for article in articles]
        self.places: dict[int, dict[str, set[str]]] = {}

    def groups(self) -> list[int]:
        met: defaultdict[int, list[int]] = defaultdict(list)
        for left, right in candidates(self.sets, REWORDED):
            if self._near(left, right, SAME_DAYS):
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
        fits = likeness.share >= least and self._near(row, head, days) and self._numbers_agree(row, head, size)
        return likeness if fits else None

    def _likeness(self, left: int, right: int) -> _Likeness:
        one, other = self.sets[left], self.sets[right]
        common = shared(one, other)
        return _Likeness(common / min(len(one), len(other)), common / (len(one) + len(other) - common))

    def _near(self, left: int, right: int, days: int) -> bool:
        """Whether publication lies within `days`; an unknown day is near to all but never to less than none."""
        one, other = self.days[left], self.days[right]
        return days >= 0 if one is None or other is None else abs((one - other).days) <= days

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
