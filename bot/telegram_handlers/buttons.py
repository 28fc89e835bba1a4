"""Presses of buttons; every one is answered, and one that is too old is told so."""

import asyncio
from contextlib import suppress

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest

from bot.state import feedback
from bot.state.pages import Page, find
from bot.telegram_handlers import presses
from bot.telegram_handlers.asking import answer_message
from bot.telegram_handlers.cards import context_card, reprints_card
from bot.telegram_handlers.delivery import hand_over
from bot.telegram_handlers.desk import Context, Person
from bot.telegram_handlers.presses import Press, unpacked
from bot.telegram_handlers.settings_menu import set_by_press
from bot.telegram_handlers.views import shown_articles, view
from embeddings.schema import Hit


async def pressed(update: Update, context: Context) -> None:
    """Do what a button says."""
    query = update.callback_query
    if query is None:
        return
    person = context.person(update)
    press = unpacked(query.data or "")
    message = query.message
    if press is None or not isinstance(message, Message):
        await query.answer(person.words.too_old, show_alert=True)
    elif press.action == presses.SET:
        await set_by_press(query, press, context, person)
    elif (page := await _page(press, context)) is None:
        await query.answer(person.words.too_old, show_alert=True)
    else:
        await _do(query, message, press, page, context, person)


async def _page(press: Press, context: Context) -> Page | None:
    await context.desk.pending.settled(press.subject)
    return find(context.desk.store, press.subject)


async def _do(
    query: CallbackQuery, message: Message, press: Press, page: Page, context: Context, person: Person
) -> None:
    if press.action == presses.JUDGE:
        await _judge(query, press, page, context, person)
        return
    await query.answer()
    if press.action == presses.TURN:
        shown = view(page, person.words, person.settings.per_page, press.number, press.order)
        # Pressing the page that is shown changes nothing, which Telegram calls an error.
        with suppress(BadRequest):
            await query.edit_message_text(shown.html, parse_mode="HTML", reply_markup=shown.buttons)
    elif press.action == presses.CONTEXT and (hit := _hit(page, press)):
        article = await asyncio.to_thread(context.desk.service.article, hit.article.id)
        await message.reply_html(context_card(hit, article, person.words))
    elif press.action == presses.REPRINTS and (hit := _hit(page, press)):
        await message.reply_html(reprints_card(hit, person.words))
    elif press.action == presses.ALL_DATES:
        await _without_window(message, page, context, person)
    elif press.action == presses.SUGGESTED and press.number < len(page.suggestions):
        await answer_message(message, page.suggestions[press.number], context, person)
    elif press.action == presses.RESEND:
        await query.edit_message_text(person.words.resent)
        await hand_over(message, page, person)


async def _judge(query: CallbackQuery, press: Press, page: Page, context: Context, person: Person) -> None:
    if page.answer is not None and press.value[:1] in ("+", "-"):
        first = Press(press.action, press.subject, press.value[1:]).number
        shown = shown_articles(page, first, press.order, person.settings.per_page)
        feedback.record(context.desk.store, person.who, page.token, page.answer, shown, press.value[0] == "+")
    await query.answer(person.words.thanks)


async def _without_window(message: Message, page: Page, context: Context, person: Person) -> None:
    if page.answer is None:
        return
    window = page.answer.window
    question = page.answer.question.replace(window.words, "") if window else page.answer.question
    if len(question.strip(" 的，。？?")) < 2:
        await message.reply_text(person.words.only_time)
    else:
        await answer_message(message, question, context, person, since_ever=True)


def _hit(page: Page, press: Press) -> Hit | None:
    hits = page.answer.hits if page.answer else ()
    return hits[press.number] if press.number < len(hits) else None
