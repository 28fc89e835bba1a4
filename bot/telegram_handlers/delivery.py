"""An answer handed over exactly once."""

import logging

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.render.rich import clip
from bot.state.pages import Page
from bot.telegram_handlers import presses
from bot.telegram_handlers.courier import UnconfirmedError
from bot.telegram_handlers.desk import Person
from bot.telegram_handlers.presses import Press, packed
from bot.telegram_handlers.views import View, view

_LOG = logging.getLogger(__name__)


async def hand_over(message: Message, page: Page, person: Person, shown: View | None = None) -> Message | None:
    """Send a kept answer under the message that asked, and return the message that it became.

    When nobody can know whether it arrived, it is not sent again but offered again, so that it comes neither twice
    nor not at all.
    """
    shown = shown or view(page, person.words, person.settings.per_page)
    try:
        return await message.reply_html(shown.html, reply_markup=shown.buttons)
    except UnconfirmedError:
        _LOG.warning("an answer was sent, but whether it arrived is not known; offering it again")
        await _offer_again(message, page, person)
        return None


async def _offer_again(message: Message, page: Page, person: Person) -> None:
    words = person.words
    question = clip(page.answer.question, 60) if page.answer else ""
    button = InlineKeyboardButton(words.resend, callback_data=packed(Press(presses.RESEND, page.token)))
    try:
        await message.reply_text(
            words.unconfirmed.format(question=question), reply_markup=InlineKeyboardMarkup([[button]])
        )
    except UnconfirmedError:
        # The offer, too, may have arrived; a third message would be more than a person can bear.
        _LOG.warning("whether the offer arrived is not known either")
