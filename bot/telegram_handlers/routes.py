"""Which handler takes which update."""

from typing import Any

from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.telegram_handlers import admin, commands, questions, settings_menu
from bot.telegram_handlers.addressed import Addressed
from bot.telegram_handlers.buttons import pressed
from bot.telegram_handlers.failures import failed
from bot.telegram_handlers.inline import Inline

_COMMANDS = {
    "start": commands.start,
    "help": commands.show_help,
    "ask": questions.ask,
    "latest": questions.latest,
    "timeline": questions.timeline,
    "sources": commands.sources,
    "new": commands.new,
    "settings": settings_menu.show_settings,
    "about": commands.about,
    "delete_me": commands.delete_me,
    "rebuild": admin.rebuild,
}


def add_handlers(application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
    """Register every handler, the first that fits takes an update; edited messages fit none."""
    fresh = filters.UpdateType.MESSAGE
    for name, handler in _COMMANDS.items():
        application.add_handler(CommandHandler(name, handler, fresh))
    asked = fresh & filters.TEXT & ~filters.COMMAND & Addressed()
    application.add_handler(MessageHandler(asked, questions.question))
    application.add_handler(MessageHandler(fresh & filters.ChatType.PRIVATE & filters.ATTACHMENT, questions.not_text))
    application.add_handler(CallbackQueryHandler(pressed))
    application.add_handler(InlineQueryHandler(Inline().query))
    application.add_error_handler(failed)
