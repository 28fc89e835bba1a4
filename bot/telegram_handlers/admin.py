"""/rebuild, for administrators: one message that tells how it stands until it is done."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from telegram import Message, Update
from telegram.error import BadRequest

from bot.rebuilding import Rebuilding, RebuildStatus
from bot.render.rich import clip
from bot.telegram_handlers.desk import Context
from bot.telegram_handlers.words import Words
from embeddings.errors import BusyError
from embeddings.index.report import STAGES

_LOOK_EVERY = 3.0


async def rebuild(update: Update, context: Context) -> None:
    """Rebuild the index (`/rebuild`, `/rebuild full`); whoever is no administrator is not told that this exists."""
    message, desk = update.message, context.desk
    if (
        message is None
        or desk.rebuilding is None
        or message.from_user is None
        or message.from_user.id not in desk.admins
    ):
        return
    words = context.person(update).words
    try:
        desk.rebuilding.start(full=(message.text or "").endswith(" full"))
    except BusyError as error:
        await message.reply_text(str(error))
        return
    began = time.monotonic()
    shown = await message.reply_text(words.rebuild_begun.format(seconds=0))
    # Not awaited here: the administrator's next messages must not wait for the rebuild.
    context.application.create_task(_follow(shown, desk.rebuilding, words, began), update=update)


async def _follow(shown: Message, rebuilding: Rebuilding, words: Words, began: float) -> None:
    while (await asyncio.to_thread(rebuilding.wait, _LOOK_EVERY)).state == "running":
        await _edit(shown, _course(rebuilding.status, words, round(time.monotonic() - began)))
    status = rebuilding.status
    if status.state == "done":
        seconds = round(time.monotonic() - began)
        await _edit(shown, words.rebuild_done.format(seconds=seconds, report=_lines(status.report or {})))
    else:
        await _edit(shown, words.rebuild_failed.format(error=status.error))


def _course(status: RebuildStatus, words: Words, seconds: int) -> str:
    """Tell the stages behind, how far the one under way is, and those to come."""
    begun = words.rebuild_begun.format(seconds=seconds)
    if status.stage not in STAGES:
        return begun
    here = STAGES.index(status.stage)
    counted = f"{status.done:,}" if status.total is None else f"{status.done:,} / {status.total:,}"
    lines = [
        f"✓ {name}" if place < here else f"▸ {name} {counted}" if place == here else f"– {name}"
        for place, name in enumerate(words.stages)
    ]
    return "\n".join((begun, "", *lines))


async def _edit(shown: Message, text: str) -> None:
    with suppress(BadRequest):
        await shown.edit_text(text)


def _lines(report: Mapping[str, Any]) -> str:
    plain = [f"{name}: {value}" for name, value in report.items() if isinstance(value, int | float | str)]
    return clip("\n".join(plain), 1000)
