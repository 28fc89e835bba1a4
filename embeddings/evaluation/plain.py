"""The best plain baseline: the bm25s package on single characters and bigrams, as a user would set it up."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from embeddings.encoding.segment import Segmenter
from embeddings.index.digest import searched_text
from embeddings.index.snapshot import Snapshot
from embeddings.text import simplified

#: So many passages are enough for ten articles.
_PASSAGES = 200


def texts_of(snapshot: Snapshot) -> Iterator[str]:
    """Yield what is searched of each passage, in the order of their rows."""
    for number in range(snapshot.manifest.articles):
        article = snapshot.article(number)
        for row in snapshot.passages_of(number):
            yield searched_text(article, snapshot.passage(row))


def stories_of(snapshot: Snapshot, row: Mapping[str, Any]) -> set[int]:
    """Name the gold articles of a question by the heads of their reprints."""
    rows = (snapshot.row_of(str(name)) for name in row["gold_ids"])
    return {int(snapshot.fold[row]) for row in rows if row is not None}


class PlainBaseline:
    """Ranks articles by their best passage; knows nothing of dates."""

    def __init__(self, snapshot: Snapshot, segmenter: Segmenter) -> None:
        # It is in no requirement of the project: whoever compares has it.
        import bm25s

        self._snapshot, self._segmenter = snapshot, segmenter
        self._index = bm25s.BM25()
        self._index.index([self._terms(text) for text in texts_of(snapshot)], show_progress=False)
        self._story = snapshot.fold[snapshot.passage_article]

    def rank(self, row: Mapping[str, Any]) -> int | None:
        """Rank the first gold article, reprints as one; None beyond ten."""
        found = self._index.retrieve([self._terms(simplified(str(row["question"])))], k=_PASSAGES, show_progress=False)
        stories: Sequence[int] = self._story[found.documents[0]].tolist()
        gold = stories_of(self._snapshot, row)
        return next((rank for rank, story in enumerate(list(dict.fromkeys(stories))[:10], 1) if story in gold), None)

    def _terms(self, text: str) -> list[str]:
        terms = self._segmenter.terms(text)
        return [*terms.chars, *terms.bigrams]
