"""Attacks in articles and questions, on the page in a real browser."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi import FastAPI

from bot.api import create_app
from bot.service import Service
from embeddings.encoding.segment import Segmenter
from embeddings.index.build import rebuild
from tests.attacks import MARKUP
from tests.bot.api.conftest import Served
from tests.toys import ToyEncoder

sync_api = pytest.importorskip("playwright.sync_api")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
#: Elements that no answer is made of.
_FOREIGN = "script, style, iframe, object, embed, img, video, form, base, meta, link, math, marquee, template, h1"
_INSIDE = ":is(.turn, dialog)"


@pytest.fixture
def attacked(serve: Callable[[FastAPI], Served], segmenter: Segmenter, tmp_path: Path) -> Iterator[Served]:
    """Serve an index whose every article is an attack, in title, outlet and body."""
    articles = [
        {
            "id": f"a{number}/{attack[:20]}",
            "title": f"{number}号渡口{attack}",
            "published": "2024-05-06",
            "source": f"{attack}报",
            "url": "javascript:window.hit=1",
            "body": f"{number}号渡口5月6日开航。{attack}。渡轮每天{number + 3}班。",
        }
        for number, attack in enumerate(MARKUP)
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(json.dumps(article) for article in articles), encoding="utf-8")
    rebuild([path], tmp_path / "index", ToyEncoder(), segmenter)
    service = Service(tmp_path / "index", ToyEncoder(), segmenter, abstain_below=0)
    yield serve(create_app(service))
    service.close()


def test_the_page_runs_nothing_of_others(attacked: Served, tally: Callable[[str], None]) -> None:
    """Every attack is shown in an answer, asked as a question and opened as an article; none is more than text."""
    if BROWSER is None:
        # On a build machine a missing browser must not pass for a page that works.
        (pytest.fail if os.environ.get("CI") else pytest.skip)("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"], timeout=120_000
        )
        page = browser.new_page()
        page.set_default_timeout(120_000)
        wrong: list[str] = []
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
        page.on("request", lambda asked: asked.url.startswith(attacked.url) or wrong.append(asked.url))
        page.on("framenavigated", lambda frame: frame.url.startswith(attacked.url) or wrong.append(frame.url))
        page.goto(attacked.url)
        for number, attack in enumerate(MARKUP):
            typed = "".join(attack.encode(errors="replace").decode().split("\x00"))
            if number and number % 8 == 0:
                page.click("#fresh")
            before = page.locator(".turn").count()
            # The article with the attack is what it finds.
            page.fill("#question", f"{number}号渡口哪天开航？{typed}")
            page.keyboard.press("Enter")
            page.locator(".turn").nth(before).locator('.answered[aria-busy="false"]').wait_for()
            if number % 8 == 7:
                page.locator(".turn").last.locator(".card .title").first.click()
                page.locator("dialog[open] article p").first.wait_for()
                page.keyboard.press("Escape")
            assert page.evaluate("window.hit") is None, attack
            found = page.evaluate(f"document.querySelectorAll('{_INSIDE} :is({_FOREIGN})').length")
            assert found == 0, attack
            links = page.evaluate(f"[...document.querySelectorAll('{_INSIDE} a[href]')].map(a => a.protocol)")
            assert set(links) <= {"http:", "https:"}, attack
            assert not page.evaluate(
                f"[...document.querySelectorAll('{_INSIDE}, {_INSIDE} *')]"
                ".some(e => [...e.attributes].some(a => a.name.startsWith('on')))"
            ), attack
        # What is kept in the browser is shown again after a reload, and in the address it does no more.
        page.reload()
        page.locator(".turn").first.wait_for()
        for attack in MARKUP[:6]:
            page.goto(f"{attacked.url}/?q={quote(attack)}#{quote(attack)}")
            page.locator("#question").wait_for()
        assert page.evaluate("window.hit") is None
        assert wrong == []
        browser.close()
    tally(f"{len(MARKUP)} attacks on the page, each in an answer and as a question: 0 ran, 0 elements, 0 links")
