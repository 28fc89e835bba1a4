"""Verdicts on answers, kept as evaluation data."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.schema import Answer
from bot.state.store import Store

_SHANGHAI = timezone(timedelta(hours=8))


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
    """Give every verdict, oldest first; `chat` is the keyed hash of whose it is, `at` ISO in Asia/Shanghai."""
    rows = store.db.execute(
        "SELECT at, who, question, answer, articles, generation, good FROM feedback ORDER BY at, rowid"
    )
    for at, who, question, answer, articles, generation, good in rows:
        yield {
            "at": datetime.fromtimestamp(at, _SHANGHAI).isoformat(timespec="seconds"),
            "chat": who,
            "question": question,
            "answer": answer,
            "articles": json.loads(articles),
            "generation": generation,
            "verdict": "good" if good else "bad",
        }
