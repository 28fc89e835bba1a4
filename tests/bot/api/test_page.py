"""The page in a real browser: what a reader does, at the desk and on a phone."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.api.conftest import Served

sync_api = pytest.importorskip("playwright.sync_api")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
QUESTION = "白鹭岭隧道全长多少公里？"


@pytest.fixture(scope="module")
def browser() -> Iterator["sync_api.Browser"]:
    """Start the browser of the system once."""
    if BROWSER is None:
        # On a build machine a missing browser must not pass for a page that works.
        (pytest.fail if os.environ.get("CI") else pytest.skip)("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS, timeout=120_000)
        yield opened
        opened.close()


class Reader:
    """A page, and everything that went wrong on it."""

    def __init__(self, page: "sync_api.Page", home: str) -> None:
        self.page, self.home = page, home
        self.wrong: list[str] = []
        page.on("console", lambda message: message.type in {"error", "warning"} and self.wrong.append(message.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda request: request.url.startswith(home) or self.wrong.append(request.url))

    def ask(self, question: str) -> "sync_api.Locator":
        """Ask, and return the turn once it is answered."""
        before = self.page.locator(".turn").count()
        self.page.fill("#question", question)
        self.page.keyboard.press("Enter")
        turn = self.page.locator(".turn").nth(before)
        turn.locator('.answered[aria-busy="false"]').wait_for()
        return turn


@pytest.fixture(params=["desk", "phone in the dark"])
def reader(request: pytest.FixtureRequest, browser: "sync_api.Browser", served: Served) -> Iterator[Reader]:
    """Open the page; afterwards no error may have shown and no other host been asked."""
    desk = request.param == "desk"
    context = browser.new_context(
        viewport={"width": 1280, "height": 860} if desk else {"width": 390, "height": 780},
        color_scheme="light" if desk else "dark",
        reduced_motion="reduce",  # what is half faded in has no contrast yet
    )
    context.set_default_timeout(60_000)  # a busy machine is slow, not wrong
    reader = Reader(context.new_page(), served.url)
    reader.page.goto(served.url)
    reader.page.locator(".examples button").first.wait_for()
    yield reader
    assert reader.wrong == []
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_an_answer_shows_its_words_and_their_source(reader: Reader) -> None:
    """The asked detail is marked; outlet, day, title, link and passage stand below; the reprint is folded."""
    turn = reader.ask(QUESTION)
    assert turn.locator(".words blockquote").inner_text() == "白鹭岭隧道5月2日全线贯通，全长7.4公里。"
    assert turn.locator(".words blockquote mark").inner_text() == "7.4公里"
    card = turn.locator(".card").first
    assert card.locator(".outlet").first.inner_text() == "山城日报"
    assert card.locator("time").first.inner_text() == "2024-05-02 18:30"
    assert card.locator("h4").inner_text() == "白鹭岭隧道贯通"
    assert card.locator("a").get_attribute("href") == "https://example.org/tunnel?page=1&x=2"
    assert not card.get_by_text("白鹭岭隧道昨日贯通").is_visible()
    card.locator("summary").click()
    assert card.get_by_text("白鹭岭隧道昨日贯通").is_visible()


def test_a_date_given_in_part_is_completed(reader: Reader) -> None:
    """The whole date stands in brackets after the words."""
    turn = reader.ask("白鹭岭隧道哪天贯通的？")
    assert turn.locator(".words blockquote mark").inner_text() == "5月2日"
    assert turn.locator(".words .note").inner_text() == "（5月2日＝2024年5月2日）"


def test_an_article_opens_with_its_passage_marked(reader: Reader) -> None:
    """The whole text, the passage and the asked detail marked in it; Escape closes."""
    reader.ask(QUESTION).locator(".card .title").first.click()
    sheet = reader.page.locator("dialog[open]")
    sheet.locator("mark").first.wait_for()
    assert sheet.locator("h2").inner_text() == "白鹭岭隧道贯通"
    assert sheet.locator("mark:not(.soft)").all_inner_texts() == ["7.4公里"]
    assert "".join(sheet.locator("mark").all_inner_texts()).startswith("白鹭岭隧道5月2日全线贯通")
    assert sheet.locator("article p").count() == 3
    reader.page.keyboard.press("Escape")
    sheet.wait_for(state="detached")


def test_what_stands_in_an_article_never_becomes_markup(reader: Reader) -> None:
    """Tags in a body are shown as text."""
    turn = reader.ask("南湖图书馆自习座位有多少个？")
    assert turn.locator("img").count() == 0
    assert "<img src=x onerror=alert(1)>" in turn.inner_text()


def test_days_and_outlets_narrow_the_question(reader: Reader) -> None:
    """A bar of the timeline, the date fields and an outlet each limit what comes back; nothing left says so."""
    turn = reader.ask("白鹭岭隧道")
    bars = turn.locator(".timeline g")
    bars.first.wait_for()
    assert bars.count() == 2  # the weeks of May 2 and of September 18
    bars.last.focus()
    reader.page.keyboard.press("Enter")
    second = reader.page.locator(".turn").nth(1)
    second.locator(".card").first.wait_for()
    assert second.locator(".card h4").all_inner_texts() == ["白鹭岭隧道通车首日"]
    reader.page.click("[data-key='window:all']")
    reader.page.click("[data-key='outlet:山城日报']")
    third = reader.ask("白鹭岭隧道")
    assert set(third.locator(".card .meta .outlet").all_inner_texts()) == {"山城日报"}
    reader.page.click("[data-key='window:pick']")
    reader.page.fill("[data-key='until']", "2001-01-01")
    refused = reader.ask("白鹭岭隧道")
    assert refused.locator(".refusal h3").inner_text() == "没有找到"
    refused.get_by_role("button", name="不限时间和媒体再问一次").click()
    reader.page.locator(".turn").nth(4).locator(".card").first.wait_for()


def test_the_conversation_is_there_after_a_reload(reader: Reader) -> None:
    """Turns, language and colours are kept in this browser until a new conversation is begun."""
    reader.ask(QUESTION)
    reader.ask("南湖图书馆自习座位有多少个？")
    reader.page.click("#language")
    reader.page.click("#theme")
    theme = reader.page.evaluate("document.documentElement.dataset.theme")
    reader.page.reload()
    assert reader.page.locator(".asked span:nth-child(2)").all_inner_texts() == [
        QUESTION,
        "南湖图书馆自习座位有多少个？",
    ]
    assert reader.page.locator("html").get_attribute("lang") == "en"
    assert reader.page.evaluate("document.documentElement.dataset.theme") == theme
    reader.page.click("#fresh")
    assert reader.page.locator(".turn").count() == 0
    assert reader.page.locator("#welcome").is_visible()


def test_the_keyboard_is_enough(reader: Reader) -> None:
    """A slash goes to the box, Shift + Enter breaks the line, Enter asks, arrow up brings the question back."""
    reader.page.keyboard.press("/")
    reader.page.keyboard.type("隧道")
    reader.page.keyboard.press("Shift+Enter")
    assert reader.page.input_value("#question") == "隧道\n"
    reader.page.fill("#question", "")
    reader.ask(QUESTION)
    reader.page.keyboard.press("ArrowUp")
    assert reader.page.input_value("#question") == QUESTION


def test_a_copy_names_outlet_title_day_and_link(reader: Reader) -> None:
    """The clipboard holds the words with their citation."""
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.ask(QUESTION).get_by_role("button", name="复制答案和出处").click()
    reader.page.get_by_text("已复制，附出处").wait_for()
    assert reader.page.evaluate("navigator.clipboard.readText()") == (
        "「白鹭岭隧道5月2日全线贯通，全长7.4公里。」——山城日报《白鹭岭隧道贯通》，2024-05-02 18:30，"
        "https://example.org/tunnel?page=1&x=2"
    )


def test_axe_finds_nothing_serious(reader: Reader) -> None:
    """Empty page, answer, refusal and opened article have no serious or critical violation."""
    axe = pytest.importorskip("axe_playwright_python")
    script = Path(axe.__file__).parent.joinpath("axe.min.js").read_text(encoding="utf-8")

    def serious() -> list[str]:
        # Through the debugger: the page's own policy lets no script of ours in.
        reader.page.evaluate(script)
        found = reader.page.evaluate("axe.run()")["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in {"serious", "critical"}]

    assert serious() == []
    turn = reader.ask("白鹭岭隧道")
    turn.locator(".timeline").wait_for()
    reader.page.click("[data-key='window:pick']")
    reader.page.fill("[data-key='until']", "2001-01-01")
    reader.ask("白鹭岭隧道")
    assert serious() == []
    turn.locator(".card .title").first.click()
    reader.page.locator("dialog mark").first.wait_for()
    assert serious() == []
