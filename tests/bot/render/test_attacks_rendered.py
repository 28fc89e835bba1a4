"""Whatever stands in an article or a question stays text, in Telegram's HTML, in Markdown and at a terminal."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from bot.render import as_markdown, as_telegram_html, as_text
from bot.render.rich import sound
from bot.schema import Answer, IndexInfo
from embeddings.schema import Article, Hit, Passage
from embeddings.search.course import Event
from embeddings.search.outlets import Outlet
from tests.attacks import MARKUP
from tests.botapi.entities import parse_html

INDEX = IndexInfo("g1", "2025-01-02T03:04:05+08:00", 3, 4, None)
URL = "https://example.org/a"
#: Sources of addresses that must not become links.
BAD_URLS = (
    "javascript:window.hit=1", "JaVaScRiPt:window.hit=1", " javascript:window.hit=1", "java\nscript:window.hit=1",
    "data:text/html,<script>window.hit=1</script>", "vbscript:x", "file:///etc/passwd", "tg://resolve?domain=x",
    "//evil.example", "https://a\"><script>window.hit=1</script>", "https://a<b", "https://a b", "https://a\nb",
)  # fmt: skip


def shown(attack: str, url: str | None = URL) -> Iterator[Answer]:
    """Give answers that hold an attack wherever words of others can stand."""
    body = f"前面。{attack}。后面。" * 2
    article = Article("id", f"题{attack}", body, "2024-05-06T18:30", f"社{attack}", url)
    hit = Hit(article, Passage("id", 0, len(body), heading=f"小{attack}"), 1.0, (replace(article, id="other"),))
    sentence = body[: len(body) // 2]
    answer = Answer(f"问{attack}？", sentence, (hit, hit), False, INDEX, outlet=Outlet(f"社{attack}", ()), astray=True)
    yield answer
    yield replace(answer, span=(3, max(4, len(attack))))
    yield replace(answer, written=f"写{attack}[1]。", citations=(1,))
    yield replace(answer, text=None, abstained=True)
    yield replace(answer, events=(Event(hit, f"事{attack}"),) * 2)


def plain(text: str) -> str:
    """Leave out what a rendering may change: white space, and characters that cannot be shown."""
    return "".join(re.sub(r"\s", "", sound(text)).split("\ufffd"))


class _Tags(HTMLParser):
    """Collects tags, addresses and text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str | None] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and where it leads."""
        self.tags.append(tag)
        self.addresses += [value for _, value in attrs]

    def handle_data(self, data: str) -> None:
        """Note what a reader sees."""
        self.text += data


def test_telegram_shows_them_as_text(tally: Callable[[str], None]) -> None:
    """Telegram takes each message; its entities are those of the layout, and no link is one of an attack's."""
    count = 0
    for attack in MARKUP:
        for answer, harmless in zip(shown(attack), shown("好" * len(attack)), strict=True):
            parsed = [parse_html(message) for message in as_telegram_html(answer)]
            kinds = [[entity["type"] for entity in entities] for _, entities in parsed]
            expected = [[entity["type"] for entity in parse_html(one)[1]] for one in as_telegram_html(harmless)]
            assert kinds == expected, attack
            assert {entity["url"] for _, entities in parsed for entity in entities if "url" in entity} <= {URL}, attack
            assert plain(attack)[:40] in plain("".join(text for text, _ in parsed)), attack
            count += 1
    tally(f"{len(MARKUP)} attacks by markup as Telegram HTML, {count} answers: 0 tags, 0 links, 0 refused messages")


def test_markdown_shows_them_as_text(tally: Callable[[str], None]) -> None:
    """A Markdown reader with HTML, tables and all switched on finds the tags of the layout and nothing else."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    known = {"p", "ol", "ul", "li", "blockquote", "em", "strong", "a", "br"}
    count = 0
    for attack in MARKUP:
        for answer in shown(attack):
            found = _Tags(reader.render(as_markdown(answer)))
            assert set(found.tags) <= known, (attack, found.tags)
            assert {one for one in found.addresses if one is not None and not one.isdecimal()} <= {URL}, attack
            assert plain(attack)[:20] in plain(found.text), (attack, found.text)
            count += 1
    tally(f"{len(MARKUP)} attacks by markup as Markdown, {count} answers: 0 tags, 0 links")


def test_a_terminal_is_not_commanded(tally: Callable[[str], None]) -> None:
    """No control character comes through but line ends and tabs."""
    for attack in MARKUP:
        for answer in shown(attack):
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", as_text(answer)), attack
    tally(f"{len(MARKUP)} attacks by markup at a terminal: 0 control characters")


@pytest.mark.parametrize("url", BAD_URLS)
def test_no_other_address_becomes_a_link(url: str) -> None:
    """Only http and https, and nothing that could end the attribute."""
    for answer in shown("好", url):
        assert "<a" not in "".join(as_telegram_html(answer))
        assert "](" not in as_markdown(answer)
        assert url not in as_text(answer)
