"""What every handler has at hand."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from telegram.ext import CallbackContext, ExtBot

if TYPE_CHECKING:
    from bot.service import Service

_KEY = "desk"


@dataclass(frozen=True)
class Desk:
    """The service behind the bot."""

    service: "Service"


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """A handler's context that knows the desk."""

    @property
    def desk(self) -> Desk:
        """The desk that `put` laid out."""
        return cast(Desk, self.bot_data[_KEY])


def put(bot_data: dict[Any, Any], desk: Desk) -> None:
    """Lay out the desk of an application."""
    bot_data[_KEY] = desk
