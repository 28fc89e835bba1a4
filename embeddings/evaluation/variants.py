"""The ranking that is shipped with one thing or another changed, to see what each is worth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction, Matches
from embeddings.encoding.segment import KINDS, Segmenter, Terms
from embeddings.index.engine import Candidates, Favour, Scope
from embeddings.index.scoring import bm25
from embeddings.index.snapshot import Snapshot
from embeddings.search.fusion import STRETCH_WEIGHT, WHOLE_WEIGHT, scaled, top
from embeddings.search.local import LocalEngine
from embeddings.search.retriever import CANDIDATES, KIND_WEIGHTS, RERANKED, Retriever

#: Everyday words and the official ones that may stand for them.
Lexicon = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Variant:
    """What is changed; the defaults are what is shipped.

    `added` is the weight of the lexicon's words beside those of the question, `reranked` how many candidates are
    matched softly.
    """

    name: str
    kinds: Mapping[str, float] = field(default_factory=lambda: KIND_WEIGHTS)
    cosine: bool = True
    whole: float = WHOLE_WEIGHT
    stretch: float = STRETCH_WEIGHT
    dates: bool = True
    added: float = 0.0
    candidates: int = CANDIDATES
    reranked: int = RERANKED


class Varied(Retriever):
    """A retriever over a snapshot with a variant's changes."""

    def __init__(
        self,
        variant: Variant,
        snapshot: Snapshot,
        encoder: Encoder,
        segmenter: Segmenter,
        matcher: LateInteraction,
        lexicon: Lexicon,
    ) -> None:
        engine = _Engine(variant, snapshot, segmenter, lexicon)
        shipped = (variant.whole, variant.stretch) == (WHOLE_WEIGHT, STRETCH_WEIGHT)
        soft: Any = matcher if shipped else _Matcher(variant, matcher) if variant.whole or variant.stretch else None
        super().__init__(engine, encoder, segmenter, soft)
        self._variant, self._changed = variant, engine

    def _ranked(self, words: str, favour: Favour, candidates: int, reranked: int, *more: Any) -> Any:
        if not self._variant.dates:
            favour = replace(favour, near=Scope())
        self._changed.asked = words
        return super()._ranked(words, favour, self._variant.candidates, self._variant.reranked, *more)


class _Engine(LocalEngine):
    #: The question, which expansion needs whole.
    asked = ""

    def __init__(self, variant: Variant, snapshot: Snapshot, segmenter: Segmenter, lexicon: Lexicon) -> None:
        super().__init__(snapshot)
        self._variant, self._files, self._segmenter, self._lexicon = variant, snapshot, segmenter, lexicon

    def candidates(
        self, terms: Terms, weights: Mapping[str, float], vector: NDArray[np.float32], favour: Favour, count: int
    ) -> Candidates:
        """Gather candidates as the engine does, by other weights."""
        variant, files = self._variant, self._files
        asked = vector if variant.cosine else np.zeros_like(vector)
        if (variant.kinds, variant.added) == (KIND_WEIGHTS, 0.0):
            return super().candidates(terms, weights, asked, favour, count)
        scores = self._scores(terms, variant.kinds)
        if variant.added:
            official = self._segmenter.terms(" ".join(expanded(self.asked, self._lexicon)))
            new = Terms(
                *([t for t in more if t not in old] for more, old in zip(official, map(set, terms), strict=True))
            )
            scores += self._scores(new, {kind: variant.added * weight for kind, weight in variant.kinds.items()})
        scores = scaled(scores)
        factor = favour.factor(files.article_day, files.article_source)[files.passage_article]
        near = files.dense.search(asked[None], count)[0][0] if asked.any() else np.empty(0, np.int64)
        rows = np.union1d(top(scores * factor, count), near[near >= 0])
        rows = rows[factor[rows] > 0]
        article = files.passage_article[rows].astype(np.int64)
        return Candidates(
            rows,
            scores[rows],
            files.vectors[rows].astype(np.float32) @ asked,
            article,
            files.article_day[article],
            files.article_source[article],
            files.fold[article].astype(np.int64),
        )

    def _scores(self, terms: Terms, weights: Mapping[str, float]) -> NDArray[np.float32]:
        of_kinds = [(kind, given) for kind, given in zip(KINDS, terms, strict=True) if weights.get(kind)]
        if not of_kinds:
            return np.zeros(len(self._files.passage_article), np.float32)
        return bm25((self._files.sparse[kind], dict.fromkeys(given, weights[kind])) for kind, given in of_kinds)


class _Matcher:
    def __init__(self, variant: Variant, matcher: LateInteraction) -> None:
        self._matcher = matcher
        self._whole, self._stretch = variant.whole / WHOLE_WEIGHT, variant.stretch / STRETCH_WEIGHT

    def matches(self, question: str, passages: Sequence[NDArray[np.uint16]]) -> Matches:
        whole, stretch = self._matcher.matches(question, passages)
        return Matches(np.float32(self._whole) * whole, np.float32(self._stretch) * stretch)


def expanded(question: str, lexicon: Lexicon) -> list[str]:
    """Give the official words for the everyday ones that a question holds.

    >>> expanded("手头紧怎么办", {"手头紧": ["资金短缺"], "涨价": ["价格上涨"]})
    ['资金短缺']
    """
    return [word for everyday, official in lexicon.items() if everyday in question for word in official]


def lexicon_of(entries: Iterable[Mapping[str, Any]]) -> Lexicon:
    """Make a lexicon of rows with `everyday` and `official`."""
    return {str(entry["everyday"]): list(entry["official"]) for entry in entries}


def shipped_and_others() -> list[Variant]:
    """List the candidates, each adding to the one before it until all that is shipped is there; then what was tried."""
    late: dict[str, Any] = {"whole": 0.0, "stretch": 0.0}
    nothing: dict[str, Any] = {"cosine": False, **late}
    words = {"words": 1.0}
    return [
        Variant("只有词 words only", kinds=words, **nothing),
        Variant("词 + 双字 + 单字 three kinds of terms", **nothing),
        Variant("+ 静态向量 static cosine", **late),
        Variant("+ 逐词匹配，只看整段 late interaction, whole only", whole=WHOLE_WEIGHT + STRETCH_WEIGHT, stretch=0.0),
        Variant("随包的 as shipped (+ 最像的一截 best stretch)"),
        Variant("不看日期 without dates", dates=False),
        Variant("不用静态向量 without static cosine", cosine=False),
        Variant("扩展问题 question expansion, .5", added=0.5),
        Variant("扩展问题 question expansion, .25", added=0.25),
        Variant("各取 300 个候选，匹配 120 个 300 candidates each, 120 matched", candidates=300, reranked=120),
        Variant("逐词匹配前 60 个 60 matched softly", reranked=60),
    ]
