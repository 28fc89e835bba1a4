"""What the Telegram bot remembers between messages and restarts, in one SQLite file."""
