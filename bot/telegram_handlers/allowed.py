"""Whom the bot serves, where a list says so."""

import logging
from collections.abc import Set as AbstractSet
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationHandlerStop, TypeHandler

from bot.telegram_handlers.desk import Context

_LOG = logging.getLogger(__name__)
#: Before all other handlers.
_FIRST = -1
_NOT_LISTED = (
    "这个机器人只为名单上的聊天服务；想用的话，请把号码 {chat} 交给它的管理员。\n"
    "This bot serves listed chats only; to use it, give the number {chat} to whoever runs it."
)


def serve_only(application: "Application[Any, Any, Any, Any, Any, Any]", chats: AbstractSet[int]) -> None:
    """Leave alone whatever comes from elsewhere than these chats; with an empty set, from nowhere.

    A person's number is that of their chat with the bot, and lets them ask inline in any chat. Who says /start in a
    chat of their own is told the number to hand in; groups are told nothing.
    """
    if not chats:
        return

    async def check(update: Update, context: Context) -> None:
        chat, user = update.effective_chat, update.effective_user
        # What is asked inline, or pressed under what was sent so, comes without a chat.
        number = chat.id if chat else user.id if user else None
        if number in chats:
            return
        message = update.message
        if chat and message and chat.type == chat.PRIVATE and (message.text or "").startswith("/start"):
            await message.reply_text(_NOT_LISTED.format(chat=chat.id))
        _LOG.info("somebody who is not on the list was left alone")
        raise ApplicationHandlerStop

    application.add_handler(TypeHandler(Update, check), group=_FIRST)
