"""/settings: one message whose buttons change it in place."""

from contextlib import suppress
from dataclasses import replace

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest

from bot.state.settings import DAYS, PER_PAGE, Settings, set_settings
from bot.telegram_handlers import presses
from bot.telegram_handlers.desk import Context, Person
from bot.telegram_handlers.presses import Press, packed
from bot.telegram_handlers.words import LANGUAGES, Words, words_for


async def show_settings(update: Update, context: Context) -> None:
    """Show the menu."""
    if update.message:
        person = context.person(update)
        await update.message.reply_text(
            _text(person.settings, person.words), reply_markup=_menu(person.settings, person.words)
        )


async def set_by_press(query: CallbackQuery, press: Press, context: Context, person: Person) -> None:
    """Change one setting and show the menu as it stands now."""
    settings = _changed(person.settings, press)
    if settings is None:
        await query.answer(person.words.too_old, show_alert=True)
        return
    set_settings(context.desk.store, person.who, settings)
    words = words_for(settings.language, None) if settings.language else person.words
    await query.answer(words.saved)
    # Choosing what is chosen already changes nothing, which Telegram calls an error.
    with suppress(BadRequest):
        await query.edit_message_text(_text(settings, words), reply_markup=_menu(settings, words))


def _changed(settings: Settings, press: Press) -> Settings | None:
    """Apply a choice; None when it is not one of those offered."""
    if press.subject == "language" and press.value in LANGUAGES:
        return replace(settings, language=press.value)
    if press.subject == "page" and press.number in PER_PAGE:
        return replace(settings, per_page=press.number)
    if press.subject == "days" and (press.number or None) in DAYS:
        return replace(settings, days=press.number or None)
    return None


def _text(settings: Settings, words: Words) -> str:
    return words.settings_head.format(
        language=words.language, per_page=settings.per_page, period=_period(settings.days, words)
    )


def _menu(settings: Settings, words: Words) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [_button(LANGUAGES[code].language, "language", code, LANGUAGES[code] is words) for code in LANGUAGES],
            [
                _button(words.per_page.format(count=count), "page", str(count), count == settings.per_page)
                for count in PER_PAGE
            ],
            [_button(_period(days, words), "days", str(days or 0), days == settings.days) for days in DAYS],
        ]
    )


def _period(days: int | None, words: Words) -> str:
    return words.period_none if days is None else words.period_days.format(days=days)


def _button(label: str, name: str, value: str, chosen: bool) -> InlineKeyboardButton:
    mark = "● " if chosen else ""
    return InlineKeyboardButton(mark + label, callback_data=packed(Press(presses.SET, name, value)))
