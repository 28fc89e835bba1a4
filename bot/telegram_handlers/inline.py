"""Inline mode: results of a question in any chat, ready to be sent."""

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import replace

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode

from bot.render.labels import day_text, link, title_text
from bot.render.rich import clip, messages
from bot.render.telegram_html import blocks
from bot.schema import Answer, Query
from bot.telegram_handlers.desk import Context, Person
from bot.telegram_handlers.words import Words
from embeddings.errors import WenxunError

# Telegram asks at every pause of the typing; only the last question of such a run is worth a search.
_PAUSE = 0.35
_RESULTS = 10
_CACHE_SECONDS = 60
_REMEMBERED = 512


class Inline:
    """Answers inline queries; remembers the last few hundred questions of one index generation."""

    def __init__(self, pause: float = _PAUSE) -> None:
        self._pause = pause
        self._latest: dict[int, str] = {}
        self._answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()

    async def query(self, update: Update, context: Context) -> None:
        """Answer the query of a person who has stopped typing."""
        query = update.inline_query
        if query is None:
            return
        person = context.person(update)
        self._latest[query.from_user.id] = query.id
        await asyncio.sleep(self._pause)
        if self._latest.get(query.from_user.id) != query.id:
            return
        del self._latest[query.from_user.id]
        question = query.query.strip()
        if not question:
            await self._prompt(query, person.words)
            return
        refusal = context.desk.rate.ask(person.who, person.chat)
        answer = None if refusal else await self._ask(question, context)
        if answer is None:
            await query.answer([], cache_time=0, is_personal=True, button=_button(person.words))
            return
        await query.answer(_results(answer, person), cache_time=_CACHE_SECONDS, is_personal=True)

    async def _ask(self, question: str, context: Context) -> Answer | None:
        service = context.desk.service
        try:
            key = (question, service.info().generation)
            if key not in self._answers:
                self._answers[key] = await context.desk.search(Query(question, k=_RESULTS, write=False))
                if len(self._answers) > _REMEMBERED:
                    self._answers.popitem(last=False)
        except WenxunError:
            return None
        self._answers.move_to_end(key)
        return self._answers[key]

    async def _prompt(self, query: InlineQuery, words: Words) -> None:
        await query.answer([], cache_time=_CACHE_SECONDS, is_personal=True, button=_button(words))


def _button(words: Words) -> InlineQueryResultsButton:
    return InlineQueryResultsButton(words.inline_prompt, start_parameter="inline")


def _results(answer: Answer, person: Person) -> list[InlineQueryResultArticle]:
    """Give one result for every hit; sent, it is the answer with that hit alone."""
    labels = person.words.labels
    results = []
    for rank, hit in enumerate(answer.hits):
        # Only the best hit carries the answering sentence: it was taken from there.
        alone = replace(answer, hits=(hit,)) if rank == 0 else replace(answer, hits=(hit,), text=hit.article.title)
        alone = alone if rank == 0 else replace(alone, span=None, note=None, abstained=False)
        html = messages(blocks(alone, labels))[0]
        results.append(
            InlineQueryResultArticle(
                id=hashlib.sha256(f"{rank}:{hit.article.id}".encode()).hexdigest()[:32],
                title=clip(title_text(hit), 100),
                description=clip(
                    f"{hit.article.source or labels.no_source} · {day_text(hit.article, labels)} · {hit.text}", 200
                ),
                url=link(hit.article),
                input_message_content=InputTextMessageContent(
                    html, ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
                ),
            )
        )
    return results
