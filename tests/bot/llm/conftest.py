"""A report, an injected one, and a way to ask a scripted model about them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date

import pytest
from pydantic import SecretStr

from bot.llm.completions import Completions
from bot.llm.writing import Writer
from bot.schema import Answer, IndexInfo
from embeddings.schema import Article, Hit, Passage
from tests.openai_server import OpenAiServer, Script

KEY = "sk-secret-of-the-tests"
INDEX = IndexInfo("g1", "2031-05-20T00:00:00+08:00", 2, 2, date(2031, 5, 19))
TUNNEL = Article(
    "tunnel",
    "松岭隧道贯通",
    "松岭隧道28日全线贯通，全长7.4公里，由松岭路桥公司承建。施工历时三年零两个月，没有发生安全事故。",
    "2031-05-02",
    "松岭日报",
)
TRAFFIC = Article("traffic", "隧道通车首日", "松岭隧道9月18日通车，首日通过车辆两万一千辆。", "2031-09-18", "河岸晚报")


def hit(article: Article, score: float = 1.0) -> Hit:
    """Make a hit on the whole body."""
    return Hit(article, Passage(article.id, 0, len(article.body)), score)


def answer_from(
    *articles: Article, text: str | None = "松岭隧道28日全线贯通，全长7.4公里，由松岭路桥公司承建。"
) -> Answer:
    """Make an answer over articles, found without a model."""
    return Answer("松岭隧道有多长？", text, tuple(hit(article) for article in articles), text is None, INDEX)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reach the scripted server, whatever stands in the environment."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def scripted() -> Iterator[Callable[..., OpenAiServer]]:
    """Start servers that play scripts."""
    with ExitStack() as stack:
        yield lambda *scripts: stack.enter_context(OpenAiServer(*scripts))


@pytest.fixture
def writer(scripted: Callable[..., OpenAiServer]) -> Callable[..., Writer]:
    """Make a writer whose model plays one script."""

    def make(*script: Script, seconds: float = 20.0) -> Writer:
        return Writer(Completions(scripted(script).url, "scripted", SecretStr(KEY)), seconds)

    return make
