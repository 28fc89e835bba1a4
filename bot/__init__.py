"""Answers over the index, and the surfaces that show them: terminal, HTTP, web page, Telegram."""
