"""The two cards a tap opens: a passage in its context, and the reprints of a text."""

from bot.render.rich import Run, clip, messages
from bot.render.telegram_html import head_runs, line_block
from bot.telegram_handlers.words import Words
from embeddings.schema import Article, Hit
from embeddings.text import sentences

_AROUND = 600
_REPRINTS = 30


def context_card(hit: Hit, article: Article | None, words: Words) -> str:
    """Quote a passage with the sentences around it as its article stands now; `article` is None when it is gone."""
    passage = hit.text
    body = article.body if article else ""
    start = body.find(passage)
    head = head_runs(hit, words.labels)
    if start < 0:
        note = Run("\n\n" + words.article_gone)
        return messages([[*head, note], [Run(passage, ("blockquote",))]])[0]
    left, right = _around(body, start, start + len(passage))
    before = ("…" if left > 0 else "") + body[left:start].strip()
    after = body[start + len(passage) : right].strip() + ("…" if right < len(body) else "")
    parts = [Run(before), Run(passage, ("blockquote",)), Run(after)]
    return messages([head, *([part] for part in parts if part.text)])[0]


def reprints_card(hit: Hit, words: Words) -> str:
    """List the reprints folded under a result."""
    title = words.reprints_head.format(title=clip(hit.article.title, 60))
    lines = [line_block(Hit(other, hit.passage, hit.score), words.labels) for other in hit.also[:_REPRINTS]]
    return messages([[Run(title, ("b",))], *lines])[0]


def _around(body: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span by whole sentences, at most `_AROUND` characters each way."""
    spans = list(sentences(body))
    left = min((a for a, _ in spans if start - _AROUND <= a < start), default=start)
    right = max((b for _, b in spans if end < b <= end + _AROUND), default=end)
    return left, right
