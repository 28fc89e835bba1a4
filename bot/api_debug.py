"""What the holder of the admin key sees of how an answer came about."""

from typing import Self

from pydantic import BaseModel, Field

from embeddings.search.trace import Notes, Search


class ScoredModel(BaseModel):
    """An article found, and what its passage got from each stage."""

    article_id: str
    scores: dict[str, float] = Field(
        description=(
            "`lexical` (0 to 1), `cosine`, `whole` and `stretch` (soft matching of the question's words in the passage "
            "and in its best stretch), `factor` (below 1 outside the time or outlet asked for), `score` (all of them), "
            "`reread` (the score after the first ones were read again)."
        ),
        examples=[{"lexical": 1.0, "cosine": 0.71, "whole": 0.83, "stretch": 0.9, "factor": 1.0, "score": 7.07}],
    )


class SearchModel(BaseModel):
    """One search: the words looked for, and the articles found, best first. A follow-up may take two."""

    words: str
    found: list[ScoredModel]

    @classmethod
    def of(cls, search: Search) -> Self:
        """Take over what was noted of a search."""
        found = [ScoredModel(article_id=one.article_id, scores=one.scores) for one in search.found]
        return cls(words=search.words, found=found)


class DebugModel(BaseModel):
    """How an answer came about."""

    confidence: float = Field(description="How sure the answer is, 0 to 1.")
    abstain_below: float = Field(description="Below this confidence the answer is a refusal.")
    ms: dict[str, float] = Field(description="Milliseconds of each stage, each without the stages inside it.")
    searches: list[SearchModel]

    @classmethod
    def of(cls, notes: Notes) -> Self:
        """Take over what was noted."""
        return cls(
            confidence=round(notes.confidence, 6),
            abstain_below=notes.least,
            ms={stage: round(seconds * 1000, 2) for stage, seconds in notes.seconds.items()},
            searches=[SearchModel.of(search) for search in notes.searches],
        )
