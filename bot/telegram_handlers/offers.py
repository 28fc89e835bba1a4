"""Next questions, put under an answer once it has been sent.

They are looked for in the background, for one answer at a time, and never while somebody waits to be answered. An
answer is neither held up nor sent again for them: they come as an edit of its buttons, or not at all.
"""

import asyncio

from telegram import Message
from telegram.error import TelegramError

from bot.schema import Answer
from bot.state.pages import Page, offer
from bot.telegram_handlers.courier import ONE_TRY
from bot.telegram_handlers.desk import Context, Person
from bot.telegram_handlers.views import view
from embeddings.errors import WenxunError

# A group's messages and edits come out of one small allowance, in which the answers go first.
_GROUP_QUESTIONS = 6


def offer_next(sent: Message, page: Page, answer: Answer, context: Context, person: Person) -> None:
    """Begin to look for what can be asked after an answer that stands in a message."""
    desk = context.desk
    crowded = person.chat < 0 and desk.rate.asked(person.chat) > _GROUP_QUESTIONS
    # A bot that is stopping finishes its answers, but begins nothing new.
    if not answer.hits or crowded or not context.application.running:
        return
    task = context.application.create_task(_offer(sent, page, answer, context, person))
    desk.pending.note(page.token, task)


async def _offer(sent: Message, page: Page, answer: Answer, context: Context, person: Person) -> None:
    desk = context.desk
    async with desk.offering:
        # Both the search and Telegram's limit on messages belong to the answers first.
        if desk.searches.locked() or desk.pending.on_their_way:
            return
        try:
            questions = await asyncio.to_thread(desk.service.suggest, answer)
        except WenxunError:
            # An index that went away under the question; the answer stands.
            return
        kept = offer(desk.store, page, questions) if questions else None
        if kept is None:
            return
        shown = view(kept, person.words, person.settings.per_page)
        try:
            await context.bot.edit_message_reply_markup(
                sent.chat_id, sent.message_id, reply_markup=shown.buttons, rate_limit_args=ONE_TRY
            )
        except TelegramError:
            # The next press on this message shows them.
            return
