"""An answer as a plain object: what `search --batch` writes and the HTTP API builds on."""

from typing import Any

from bot.schema import Answer
from embeddings.schema import Hit


def as_json(answer: Answer) -> dict[str, Any]:
    """Return `{"abstained", "answer", "results"}` with only JSON values; results keep their rank."""
    return {
        "abstained": answer.abstained,
        "answer": answer.text,
        "results": [_result(hit) for hit in answer.hits],
    }


def _result(hit: Hit) -> dict[str, Any]:
    article = hit.article
    return {
        "article_id": article.id,
        "title": article.title,
        "published": article.published,
        "source": article.source,
        "url": article.url,
        "passage": hit.text,
        "start": hit.passage.start,
        "end": hit.passage.end,
        # Rounded once here, so that every surface shows the same digits.
        "score": round(float(hit.score), 6),
        "also": [other.id for other in hit.also],
    }
