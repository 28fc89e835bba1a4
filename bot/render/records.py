"""An answer as a plain object: what `search --batch` writes and the HTTP API builds on."""

from datetime import date
from typing import Any

from bot.schema import Answer
from embeddings.schema import Article, Hit
from embeddings.search.course import Event


def as_json(answer: Answer) -> dict[str, Any]:
    """Return `{"abstained", "answer", "results"}` with only JSON values; results keep their rank.

    Only where a language model wrote an answer, `written` and `citations` (ranks of results, from 1) come too; `answer`
    is the articles' own words all the same.
    """
    record: dict[str, Any] = {
        "abstained": answer.abstained,
        "answer": answer.text,
        "results": [_result(hit) for hit in answer.hits],
    }
    if answer.written:
        record |= {"written": answer.written, "citations": list(answer.citations)}
    return record | _sense(answer)


def _sense(answer: Answer) -> dict[str, Any]:
    """Say how the question was read, where there is something to say."""
    found: dict[str, Any] = {}
    if answer.note:
        found["note"] = answer.note
    if answer.window:
        found["window"] = _days(answer.window.since, answer.window.until) | {"words": answer.window.words}
        found["outside"] = answer.outside
    if answer.order != "best":
        found["order"] = answer.order
    if answer.as_of:
        found["as_of"] = answer.as_of.isoformat()
    if answer.events:
        found["timeline"] = [_event(event) for event in answer.events]
    if answer.outlet:
        found["outlet"] = {"name": answer.outlet.name, "sources": list(answer.outlet.sources), "astray": answer.astray}
    if answer.wall:
        found["wall"] = _days(answer.wall.since, answer.wall.until) | {"source": answer.wall.source}
    return found


def _days(since: date | None, until: date | None) -> dict[str, str | None]:
    return {"since": since.isoformat() if since else None, "until": until.isoformat() if until else None}


def _event(event: Event) -> dict[str, Any]:
    article = event.hit.article
    return {
        "date": event.day.isoformat() if event.day else None,
        "text": event.text,
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "also": [other.id for other in event.hit.also],
    }


def _result(hit: Hit) -> dict[str, Any]:
    return {
        **about(hit.article),
        "passage": hit.text,
        "start": hit.passage.start,
        "end": hit.passage.end,
        # Rounded once here, so that every surface shows the same digits.
        "score": round(float(hit.score), 6),
        "also": [other.id for other in hit.also],
    }


def about(article: Article) -> dict[str, str | None]:
    """Tell of an article what is told beside its body."""
    return {
        "article_id": article.id,
        "title": article.title,
        "published": article.published,
        "source": article.source,
        "url": article.url,
    }
