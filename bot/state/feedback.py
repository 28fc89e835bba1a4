"""Verdicts on answers, kept as evaluation data."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bot.schema import Answer
from bot.state.store import Store


def record(store: Store, who: str, token: str, answer: Answer, articles: Sequence[str], good: bool) -> None:
    """Keep one person's verdict on an answer and the articles it showed; a second verdict replaces the first."""
    store.db.execute(
        "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            who,
            token,
            store.clock(),
            answer.question,
            answer.text,
            json.dumps(list(articles)),
            answer.index.generation,
            good,
        ),
    )


def verdicts(store: Store) -> Iterator[dict[str, Any]]:
    """Give every verdict, oldest first, without saying whose it is."""
    rows = store.db.execute("SELECT question, answer, articles, generation, good FROM feedback ORDER BY at, rowid")
    for question, answer, articles, generation, good in rows:
        yield {
            "question": question,
            "answer": answer,
            "articles": json.loads(articles),
            "generation": generation,
            "good": bool(good),
        }
