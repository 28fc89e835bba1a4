"""From a person's words to a kept answer."""

from dataclasses import replace
from datetime import date, timedelta

from telegram import Message

from bot.schema import Answer, Query
from bot.state.pages import Kind, keep
from bot.state.settings import conversation_of
from bot.telegram_handlers.delivery import hand_over
from bot.telegram_handlers.desk import Context, Person
from bot.telegram_handlers.offers import offer_next
from bot.telegram_handlers.typing_sign import typing_sign
from embeddings.errors import QuestionError

# Results frozen for the pages of one answer.
_KEPT = 20
# The words by which the service knows what kind of list is meant.
_ASKING: dict[Kind, str] = {"latest": "的最新消息", "timeline": "的来龙去脉"}
_NEWEST = "最新的报道"
# Results shown with a refusal; pages of what does not answer help nobody.
_NEAREST = 3


async def answer_message(
    message: Message, question: str, context: Context, person: Person, since_ever: bool = False
) -> None:
    """Answer a question under its message, unless the person asks too fast.

    `since_ever` leaves out the person's default period, and their conversation, which may hold a time of its own.
    """
    if not await _may_ask(message, context, person):
        return
    days = None if since_ever else person.settings.days
    query = Query(
        question.strip(),
        k=_KEPT,
        since=_newest(context, days) if days else None,
        conversation_id=None if since_ever else conversation_of(context.desk.store, person.who),
    )
    with context.desk.pending.answer():
        answer = await _ask(message, query, context)
        if answer is None:
            return
        if answer.abstained:
            answer = replace(answer, hits=answer.hits[:_NEAREST])
        page = keep(context.desk.store, person.who, answer, limited=days is not None)
        sent = await hand_over(message, page, person)
    if sent is not None:
        offer_next(sent, page, answer, context, person)


async def list_message(message: Message, topic: str, kind: Kind, context: Context, person: Person) -> None:
    """List what was reported on a topic: the course of events, or the latest; without a topic, the latest of all."""
    if not await _may_ask(message, context, person):
        return
    answer = await _ask(message, Query(topic + _ASKING[kind] if topic else _NEWEST, k=_KEPT, write=False), context)
    if answer is None:
        return
    if answer.abstained or not answer.hits:
        await message.reply_text(person.words.nothing_there.format(topic=topic[:60]))
        return
    hits = answer.hits
    if kind == "timeline":
        hits = tuple(sorted(hits, key=lambda hit: hit.article.published or "9999"))
    listed = replace(answer, question=topic, hits=hits, text=None, span=None)
    await hand_over(message, keep(context.desk.store, person.who, listed, kind), person)


async def _may_ask(message: Message, context: Context, person: Person) -> bool:
    refusal = context.desk.rate.ask(person.who, person.chat)
    if refusal is not None and refusal.tell:
        await message.reply_text(person.words.slow_down.format(seconds=refusal.seconds))
    return refusal is None


async def _ask(message: Message, query: Query, context: Context) -> Answer | None:
    """Ask the service off the event loop; tell the person when the question cannot be used."""
    async with typing_sign(message, context.desk.signs):
        try:
            return await context.desk.search(query)
        except QuestionError as error:
            # Written for whoever asked; all other errors are for whoever runs the bot.
            told = str(error)
    await message.reply_text(told)
    return None


def _newest(context: Context, days: int) -> date | None:
    """Count a default period back from the newest article, since an index may be older than the clock."""
    newest = context.desk.service.info().newest
    return newest - timedelta(days=days) if newest else None
