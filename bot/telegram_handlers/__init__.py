"""The duties of the Telegram surface, one a file."""
