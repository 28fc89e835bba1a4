"""One answer, shown as text, Telegram HTML, Markdown or JSON."""

from bot.render.labels import CHINESE, ENGLISH, Labels
from bot.render.markdown import as_markdown
from bot.render.plain import as_text
from bot.render.records import as_json
from bot.render.telegram_html import as_telegram_html

__all__ = ["CHINESE", "ENGLISH", "Labels", "as_json", "as_markdown", "as_telegram_html", "as_text"]
