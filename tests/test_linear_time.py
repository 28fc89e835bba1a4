"""Time grows with the length of a text, not with its square: no expression of ours backtracks its way to a standstill.

Each function is given one hazard at a time, repeated to 4 and to 32 thousand characters, and all of them together,
repeated to 125 thousand and to a million. Processor time may grow by little more than the length does. With
`WENXUN_TRIALS=long` every hazard is given alone up to a million.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from bot.answering import choose
from bot.conversation import State, condense
from bot.render import as_json, as_markdown, as_telegram_html, as_text
from bot.schema import Answer, IndexInfo
from embeddings.articles import read
from embeddings.articles.chunking import chunk
from embeddings.articles.cleaning import clean, unusable
from embeddings.articles.credits import credits_of
from embeddings.articles.fingerprints import clean as words_of
from embeddings.articles.markup import from_html, from_markdown
from embeddings.errors import ArticleError
from embeddings.schema import Article, Hit, Passage
from embeddings.search.dates import read_window
from embeddings.search.intents import read_order, topic_of
from embeddings.search.question import content
from embeddings.text import normalise, sentences
from tests.trials import LONG

#: What an expression might look for again and again, parted by spaces; "_" stands for a space, "·" for a line break.
_WRITTEN = r"""
· 甲· ( [ 《 “ " ' < <a <a <a'" <!-- <!--<--> <p> <div <meta <meta datePublished <script> & &# &#9 ![ ![a](
[a]( [a](( ** *a *a a # # > - - 1 一 十 1月 1年 2024- 2024-05-02 1- 1 23, 上个月 前三个月 5月和 2024年5月到
至 初一 农历 “春节 第 第一 最近 最新 进展 经过 怎么 什么 的 有关 新 了 呢 还有 那 换 来源: 来源：甲 记者
(记者 记者 作者 编辑： 责编: 举报/反馈 新华社 新华社北京 日报 摄 摄 供图 图 [查看原文]( http://a https://a
(完) (更新时间戳 央视网消息 原标题： ，正文： 即时 | 2024-05-02 08:00· 甲· 甲。 ， 、 ！ … | a, "" ---· ```·
~~~ { {"a": title,body,
"""
_UNSEEN = [" ", "\t", "\xa0", "\r", "\0", "\u0301\u0316", "\u3000", "__a "]
HAZARDS = [*_UNSEEN, *(word.replace("_", " ").replace("·", "\n") for word in _WRITTEN.split())]
TODAY = date(2024, 7, 1)
STATE = State(anchor=("大桥", "通车"), recent=("大桥",), when="去年", focus="1", told="大桥通车。")
BRIDGE = Article("1", "大桥通车", "大桥于5月2日通车。全长三公里。", "2024-05-02", "某报")
INFO = IndexInfo("g000001", "2024-07-01T00:00:00+00:00", 1, 1, None)
#: Linear growth is eightfold from one length to the next; squares would be sixty-fourfold. Short times are noise.
GROWTH, NOISE = 24, 0.25


def answer(text: str) -> Answer:
    """Answer with a text in every place."""
    article = Article("1", text, text, "2024-05-02", text, f"https://example.org/{text}")
    return Answer(text, text, (Hit(article, Passage("1", 0, len(text)), 1.0, (article,)),), False, INFO, (0, 1))


FUNCTIONS: dict[str, Callable[[str], object]] = {
    "chunk": lambda text: chunk(Article("1", "快讯", text)),
    "sentences": lambda text: list(sentences(text)),
    "normalise": normalise,
    "clean": clean,
    "unusable": unusable,
    "credits_of": credits_of,
    "words_of": lambda text: words_of(Article("1", "", text)),
    "from_html": from_html,
    "from_markdown": from_markdown,
    "read_window": lambda text: read_window(text, TODAY),
    "read_order": read_order,
    "topic_of": topic_of,
    "content": content,
    "condense": lambda text: condense(text, STATE, BRIDGE, TODAY),
    "choose": lambda text: choose(text, (Hit(BRIDGE, Passage("1", 0, 16), 1.0),)),
    "as_text": lambda text: as_text(answer(text)),
    "as_markdown": lambda text: as_markdown(answer(text)),
    "as_telegram_html": lambda text: as_telegram_html(answer(text)),
    "as_json": lambda text: as_json(answer(text)),
}
#: Those that take some twenty seconds for a megabyte, given a quarter of it unless many trials are asked for.
SLOW = ("read_window", "condense")
#: What a file begins with, by its name.
FILES = {
    "a.jsonl": '{"title": "甲", "body": "',
    "b.csv": "title,body\n",
    "c.md": "---\ntitle: 甲\n---\n",
    "d.txt": "甲\n\n即时 | 2024-05-02 08:00\n\n",
    "e.txt": "2024-05-02 08:00，正文：",
    "f.txt": "甲\n",
}


def seconds(function: Callable[[str], object], text: str) -> float:
    """Measure the processor time of one call."""
    began = time.process_time()
    function(text)
    return time.process_time() - began


def grows_evenly(function: Callable[[str], object], hazards: list[str], *lengths: int) -> None:
    """Ask the function with texts of these lengths, the longer ones only while it keeps up with the one before.

    A busy machine only ever adds time: a length that seems too slow is measured twice more and its best time counts.
    """
    before: float | None = None
    for length in lengths:
        text = "".join(hazard * (length // len(hazards) // len(hazard)) for hazard in hazards) + "乙"
        now = seconds(function, text)
        if before is not None:
            limit = max(GROWTH * before, NOISE)
            for _ in range(2):
                now = now if now < limit else min(now, seconds(function, text))
            assert now < limit, (hazards[:3], length, before, now)
        before = now


def check(function: Callable[[str], object], share: int = 1) -> None:
    """Try every hazard alone, and all together to 1 MB."""
    function("大桥什么时候通车？")  # what is loaded once is not counted
    alone = (4_000, 32_000, 256_000, 1_000_000) if LONG else (4_000 // share, 32_000 // share)
    for hazard in HAZARDS:
        grows_evenly(function, [hazard], *alone)
    grows_evenly(function, HAZARDS, *(length // (1 if LONG else share) for length in (125_000, 1_000_000)))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_take_linear_time(name: str) -> None:
    """A megabyte of any hazard takes a function some eight times as long as an eighth of it."""
    check(FUNCTIONS[name], share=4 if name in SLOW else 1)


@pytest.mark.parametrize("name", FILES)
def test_loaders_take_linear_time(name: str, tmp_path: Path) -> None:
    """So it does as a file of each format whose reading is our own."""

    def load(text: str) -> None:
        path = tmp_path / name
        path.write_text(FILES[name] + text, encoding="utf-8")
        with suppress(ArticleError):
            list(read([path], lambda skip: None))

    check(load)
