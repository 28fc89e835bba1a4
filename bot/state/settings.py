"""How one person wants to be answered, and which conversation they are in."""

import secrets
from dataclasses import dataclass

from bot.state.store import Store

#: Results on one page that a person can choose; the longest still fits into one message.
PER_PAGE = (3, 5)
#: Days back that a person can limit every question to; None is no limit.
DAYS = (None, 7, 30, 365)


@dataclass(frozen=True, slots=True)
class Settings:
    """A person's choices; language None follows their Telegram."""

    language: str | None = None
    per_page: int = 3
    days: int | None = None


def settings_of(store: Store, who: str) -> Settings:
    """Read a person's settings, or the default ones."""
    row = store.db.execute("SELECT language, per_page, days FROM settings WHERE who = ?", (who,)).fetchone()
    return Settings(*row) if row else Settings()


def set_settings(store: Store, who: str, settings: Settings) -> None:
    """Keep a person's settings."""
    store.db.execute(
        "INSERT OR REPLACE INTO settings VALUES (?, ?, ?, ?)",
        (who, settings.language, settings.per_page, settings.days),
    )


def conversation_of(store: Store, who: str) -> str:
    """Give the conversation that a person is in, beginning one if there is none."""
    row = store.db.execute("SELECT conversation FROM conversations WHERE who = ?", (who,)).fetchone()
    return row[0] if row else new_conversation(store, who)


def new_conversation(store: Store, who: str) -> str:
    """Begin another conversation."""
    name = secrets.token_urlsafe(12)
    store.db.execute("INSERT OR REPLACE INTO conversations VALUES (?, ?)", (who, name))
    return name
