"""Pairs of texts that belong together: what a model of meaning learns from. One random generator draws them all."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.training.corpus import Corpus
from embeddings.encoding.training.recipe import StaticRecipe
from embeddings.encoding.training.sources import Asked
from embeddings.encoding.training.tokens import Text

Pair = tuple[Text, Text]
#: A side shorter than this says too little to be told from the others.
_SHORTEST = 2, 6


class ArticlePairs:
    """A title and the start of a passage, or a crop of a sentence and the sentences around it."""

    def __init__(self, corpus: Corpus, recipe: StaticRecipe, rng: np.random.Generator) -> None:
        self._corpus, self._recipe, self._rng = corpus, recipe, rng
        usable = np.flatnonzero(np.diff(corpus.first) >= 2)
        has_title = np.diff(corpus.titles.offsets)[usable] > 0
        self._titled, self._untitled = usable[has_title], usable[~has_title]

    def draw(self, size: int) -> list[Pair]:
        """Draw at most `size` pairs, each of another article."""
        if not len(self._untitled) or not len(self._titled):
            rows = self._choose(np.concatenate([self._titled, self._untitled]), size)
        else:
            titled = round(size * self._recipe.titled)
            rows = np.concatenate([self._choose(self._titled, titled), self._choose(self._untitled, size - titled)])
        pairs = (self._pair(row) for row in rows.tolist())
        return [pair for pair in pairs if all(map(int.__ge__, map(len, pair), _SHORTEST))]

    def _choose(self, rows: NDArray[np.int64], size: int) -> NDArray[np.int64]:
        return self._rng.choice(rows, min(size, len(rows)), replace=False)

    def _pair(self, row: int) -> Pair:
        title, sentences = self._corpus.titles[row], self._corpus.article(row)
        if len(title) and self._rng.random() < self._recipe.title_asked:
            asked, passage = title, self._from(sentences)
        else:
            place = int(self._rng.integers(len(sentences)))
            asked, passage = self._crop(sentences[place]), [*self._around(sentences, place), title]
        drop = self._recipe.dropout
        return without(asked, drop, self._rng), without(np.concatenate(passage), drop, self._rng)

    def _from(self, sentences: Sequence[Text]) -> list[Text]:
        """Sentences from a random one on."""
        taken: list[Text] = []
        for sentence in sentences[int(self._rng.integers(len(sentences))) :]:
            if sum(map(len, taken)) >= self._recipe.passage_tokens:
                break
            taken.append(sentence)
        return taken

    def _crop(self, sentence: Text) -> Text:
        if len(sentence) <= self._recipe.crop_above:
            return sentence
        shortest, longest = self._recipe.crop
        start = int(self._rng.integers(len(sentence) - longest))
        return sentence[start : start + int(self._rng.integers(shortest, longest))]

    def _around(self, sentences: Sequence[Text], place: int) -> list[Text]:
        """Neighbours on both sides of a sentence, without it."""
        low, high, length = place, place, 0
        taken: list[Text] = []
        while length < self._recipe.passage_tokens and (low > 0 or high < len(sentences) - 1):
            if high == len(sentences) - 1 or (low > 0 and self._rng.random() < 0.5):
                low -= 1
                taken.append(sentences[low])
            else:
                high += 1
                taken.append(sentences[high])
            length += len(taken[-1])
        return taken


class QuestionPairs:
    """A written question and the passage that answers it, and everyday words with official ones."""

    def __init__(self, asked: Asked, recipe: StaticRecipe, rng: np.random.Generator) -> None:
        self._asked, self._recipe, self._rng = asked, recipe, rng

    def draw(self, size: int) -> list[Pair]:
        """Draw at most `size` questions to as many different passages, and entries of the lexicon."""
        asked, drop = self._asked, self._recipe.question_dropout
        order = self._rng.permutation(len(asked.questions))
        # The first question of each passage in a random order: two of one passage would be each other's wrong answer.
        _, first = np.unique(asked.passage_of[order], return_index=True)
        pairs = [
            (
                without(asked.questions[row], drop, self._rng),
                without(asked.passages[int(asked.passage_of[row])], drop, self._rng),
            )
            for row in order[np.sort(first)[:size]].tolist()
        ]
        entries = self._rng.permutation(len(asked.everyday))[: self._recipe.lexicon]
        pairs += [(asked.everyday[entry], asked.official[entry]) for entry in entries.tolist()]
        return [pair for pair in pairs if all(map(len, pair))]


def without(text: Text, share: float, rng: np.random.Generator) -> Text:
    """Leave out a share of the tokens at random, but none of a text of three and never all of them."""
    if len(text) < 4:
        return text
    kept = rng.random(len(text)) >= share
    return text[kept] if kept.any() else text
