"""Updates that were taken from Telegram: none is handled twice, none is lost when the process dies."""

from collections.abc import Iterator

from bot.state.store import Store

#: Seconds after which a question that could not be answered is no longer worth an answer.
WORTH = 86400.0


class Inbox:
    """Numbers and bodies of one bot's updates; the body is deleted as soon as the update is handled.

    `bot` is the number in front of the token: two bots may have updates of the same number.
    """

    def __init__(self, store: Store, bot: str) -> None:
        self._store = store
        self._bot = bot
        self._put_off: set[int] = set()
        self._prune()

    def take(self, update_id: int, body: str) -> bool:
        """Note an update; False when it has been noted before."""
        row = self._store.db.execute(
            "INSERT OR IGNORE INTO inbox VALUES (?, ?, ?, ?)", (self._bot, update_id, self._store.clock(), body)
        )
        return row.rowcount == 1

    def put_off(self, update_id: int) -> None:
        """Leave an update for the next start: Telegram could not be reached to answer it."""
        self._put_off.add(update_id)

    def done(self, update_id: int) -> None:
        """Forget what an update said, unless it was put off."""
        if update_id not in self._put_off:
            self._store.db.execute(
                "UPDATE inbox SET body = NULL WHERE bot = ? AND update_id = ?", (self._bot, update_id)
            )

    def left(self) -> Iterator[str]:
        """Give the bodies of updates that were taken but not handled, oldest first."""
        self._prune()
        rows = self._store.db.execute(
            "SELECT body FROM inbox WHERE bot = ? AND body IS NOT NULL ORDER BY update_id", (self._bot,)
        )
        return (body for (body,) in rows.fetchall())

    def _prune(self) -> None:
        self._store.db.execute("DELETE FROM inbox WHERE at <= ?", (self._store.clock() - WORTH,))
