"""Draw the chats of the local server as a phone would show them.

`python -m tests.botapi.screens --index DIR --out FOLDER` holds a few dialogues and writes a PNG of each chat.
"""

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from playwright.async_api import async_playwright

from bot.service import Service
from bot.telegram_bot import build_application, running
from bot.telegram_handlers.pending import Pending
from embeddings.encoding.encoder import load_encoder
from embeddings.encoding.segment import Segmenter
from tests.botapi.methods import Sent
from tests.botapi.server import BotApi

_STYLE = """
body { margin: 0; width: 390px; background: #d5e0ea; font: 15px/1.38 "Noto Sans CJK SC", sans-serif; }
main { padding: 10px 8px; display: flex; flex-direction: column; gap: 8px; }
header { background: #fff; padding: 10px 14px; font-weight: 600; }
.mine, .its { max-width: 330px; padding: 7px 10px; border-radius: 14px; white-space: pre-wrap; word-break: break-word; }
.mine { align-self: flex-end; background: #e1ffc7; }
.its { align-self: flex-start; background: #fff; }
.who { color: #3a7; font-size: 13px; font-weight: 600; }
blockquote { margin: 3px 0; padding: 3px 8px; border-left: 3px solid #52a2e0; background: #eef5fb; border-radius: 4px; }
blockquote.closed { padding-bottom: 0; max-height: 4.14em;
  display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; }
a { color: #2678b6; text-decoration: none; }
.row { display: flex; gap: 4px; width: 350px; margin-top: -4px; }
.row span { flex: 1; text-align: center; background: #8aa4b8; color: #fff; border-radius: 8px; padding: 6px 2px;
  font-size: 14px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.result { background: #fff; padding: 8px 12px; border-radius: 6px; }
.result small { color: #777; }
"""


def chat_page(api: BotApi, chat: int, title: str) -> str:
    """Write a chat as a page: what was said and what the bot sent, as it stands now."""
    everything = [(said["message_id"], said) for said in api.said if said["chat"]["id"] == chat]
    everything += [(sent.message_id, sent) for sent in api.chat(chat)]
    parts = []
    for _, message in sorted(everything, key=lambda pair: pair[0]):
        if isinstance(message, Sent):
            parts.append(f'<div class="its">{_closed(message.html)}</div>')
            parts += [_row([button["text"] for button in row]) for row in message.buttons]
        else:
            who = f'<div class="who">{message["from"]["first_name"]}</div>' if chat < 0 else ""
            parts.append(f'<div class="mine">{who}{escape(message["text"])}</div>')
    return _page(title, parts)


def inline_page(api: BotApi, query: str, typed: str) -> str:
    """Write the list of inline results as a page."""
    results = api.inline_answers[query]["results"]
    parts = [
        f'<div class="result"><b>{escape(result["title"])}</b>'
        f"<br><small>{escape(result['description'][:90])}</small></div>"
        for result in results[:6]
    ]
    return _page(f"@{api.me['username']} {typed}", parts)


def _closed(html: str) -> str:
    # A quote ends its own line, here as on the phone.
    html = html.replace("</blockquote>\n", "</blockquote>").replace("\n<blockquote", "<blockquote")
    return html.replace("<blockquote expandable>", '<blockquote class="closed">')


def _row(labels: Sequence[str]) -> str:
    return '<div class="row">' + "".join(f"<span>{escape(label)}</span>" for label in labels) + "</div>"


def _page(title: str, parts: Sequence[str]) -> str:
    head = f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style><header>{escape(title)}</header>'
    return f"{head}<main>{''.join(parts)}</main>"


async def dialogues(api: BotApi, question: str, other: str, topic: str) -> dict[str, str]:
    """Hold the dialogues and return a page for each."""

    async def say(chat: int, *texts: str, user: int | None = None) -> None:
        for text in texts:
            await api.say(chat, text, user=user)
            await api.quiet()

    async def press(chat: int, label: str) -> None:
        await api.press(api.chat(chat)[-1], label)
        await api.quiet()

    await say(1, "/start")
    await say(2, question)
    await press(2, "▶")
    await press(2, "上下文")
    await say(3, other)
    await say(4, f"/timeline {topic}")
    await say(5, f"/latest {topic}")
    await say(6, "/settings", "/about", "/sources", "/ask")
    await say(-7, f"有谁知道{question}", user=71)
    await say(-7, f"@{api.me['username']} {question}", user=72)
    query = await api.type_inline(8, topic)
    await api.quiet()
    names = {1: "start", 2: "answer", 3: "refusal", 4: "timeline", 5: "latest", 6: "commands", -7: "group"}
    pages = {name: chat_page(api, chat, "读书群" if chat < 0 else "问讯") for chat, name in names.items()}
    return pages | {"inline": inline_page(api, query, topic)}


async def draw(pages: dict[str, str], folder: Path, browser_path: str | None) -> None:
    """Write a PNG of every page."""
    folder.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path)
        page = await browser.new_page(viewport={"width": 390, "height": 600}, device_scale_factor=2)
        for name, html in pages.items():
            await page.set_content(html)
            await page.screenshot(path=folder / f"{name}.png", full_page=True)
        await browser.close()


async def _main(given: argparse.Namespace) -> None:
    service = Service(given.index, load_encoder(), Segmenter())
    async with BotApi() as api:
        application = build_application(service, api.token, base_url=api.base_url)
        pending = Pending()
        # Next questions join an answer a little later.
        application.bot_data["desk"] = replace(application.bot_data["desk"], pending=pending)

        async def join() -> None:
            await application.update_queue.join()
            for message in api.sent:
                for button in (button for row in message.buttons for button in row):
                    await pending.settled(button["callback_data"].split(":")[1])

        api.join = join
        async with running(application) as starting:
            await starting
            pages = await dialogues(api, given.question, given.other, given.topic)
    service.close()
    await draw(pages, given.out, given.browser)


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--question", default="中俄睦邻友好合作条约是哪天宣布延期的？")
    parser.add_argument("--other", default="火星上的青川大桥是谁出钱修的？")
    parser.add_argument("--topic", default="中俄睦邻友好合作条约")
    parser.add_argument("--browser", help="a Chromium, when Playwright has not installed its own")
    asyncio.run(_main(parser.parse_args()))


if __name__ == "__main__":
    main()
