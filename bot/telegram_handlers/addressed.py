"""Which messages of a group are meant for the bot."""

import re

from telegram import Message, MessageEntity
from telegram.ext.filters import MessageFilter


class Addressed(MessageFilter):
    """Lets through private messages, and in groups those that mention the bot or reply to it."""

    def filter(self, message: Message) -> bool:
        """Tell whether a message is meant for the bot."""
        if message.chat.type == message.chat.PRIVATE:
            return True
        me = message.get_bot()
        answered = message.reply_to_message
        if answered and answered.from_user and answered.from_user.id == me.id:
            return True
        mentions = message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION])
        return any(
            text.lower() == f"@{me.username}".lower() or (entity.user is not None and entity.user.id == me.id)
            for entity, text in mentions.items()
        )


def without_mention(message: Message, username: str) -> str:
    """Return the words of a message without the bot's name."""
    text = re.sub(rf"@{re.escape(username)}\b", " ", message.text or "", flags=re.IGNORECASE)
    return " ".join(text.split()) if text != message.text else text.strip()
