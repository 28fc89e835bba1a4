"""What a training is made from: articles, questions with the passages that answer them, and the lexicon."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.encoding.training.tokens import Tokens, tokenise
from embeddings.schema import Article

#: Scores every passage of a list for a question by words, as the search does.
Scorer = Callable[[str], NDArray[np.float32]]


class Question(NamedTuple):
    """A question and the id of the passage that answers it."""

    passage: str
    text: str


class Entry(NamedTuple):
    """An everyday word or phrase and its official ones, with spaces between."""

    everyday: str
    official: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Named inputs of a training.

    `passages` are the texts as they are searched, by id. `cut` makes such texts of an article and `scorer` ranks a
    list of them by words: both are given, since encoding knows nothing of chunks and indexes.
    """

    articles: Sequence[Article]
    passages: Mapping[str, str]
    questions: Sequence[Question]
    lexicon: Sequence[Entry]
    cut: Callable[[Article], Sequence[str]]
    scorer: Callable[[Sequence[str]], Scorer]


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions, the row of the passage of each, passages and the two sides of the lexicon, as token numbers."""

    questions: Tokens
    passage_of: NDArray[np.int64]
    passages: Tokens
    everyday: Tokens
    official: Tokens


def tokenised(sources: Sources, tokenizer: Tokenizer) -> Asked:
    """Cut questions, passages (in the order of `sources.passages`) and lexicon into tokens."""
    rows = {name: row for row, name in enumerate(sources.passages)}
    return Asked(
        questions=tokenise((question.text for question in sources.questions), tokenizer),
        passage_of=np.array([rows[question.passage] for question in sources.questions], np.int64),
        passages=tokenise(sources.passages.values(), tokenizer),
        everyday=tokenise((entry.everyday for entry in sources.lexicon), tokenizer),
        official=tokenise((entry.official for entry in sources.lexicon), tokenizer),
    )
