"""A made-up corpus of forty small articles, small enough to train on in seconds."""

import warnings
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.encoding.training.recipe import LateRecipe, Recipe, Stage, StaticRecipe
from embeddings.encoding.training.sources import Entry, Question, Sources
from embeddings.encoding.training.vocabulary import build_tokenizer, count_words
from embeddings.schema import Article

_PLACES = ["白鹭岭", "青石镇", "云溪县", "南湾港", "松林村", "金沙滩", "铁桥乡", "月牙湖"]
_MATTERS = [
    ("隧道", "贯通", "工人在山里挖了三年", "开车穿山只要五分钟"),
    ("图书馆", "开放", "书架上摆着十万册书", "晚上也能去看书"),
    ("水库", "蓄水", "大坝拦住了上游的洪水", "下游的稻田不再缺水"),
    ("码头", "扩建", "吊车把货柜搬上轮船", "货物出海快了一天"),
    ("果园", "丰收", "树上挂满了红苹果", "每斤卖到四元钱"),
]


def _articles() -> list[Article]:
    articles = []
    for place in _PLACES:
        for thing, event, how, then in _MATTERS:
            body = (
                f"{place}的{thing}今天{event}。{place}乡亲说，{how}。{thing}{event}以后，{then}。{place}明年还要再办。"
            )
            articles.append(Article(f"{place}-{thing}", f"{place}{thing}{event}了", body))
    return articles


@pytest.fixture(scope="session")
def articles() -> list[Article]:
    """Eight places with five matters each, four sentences an article."""
    return _articles()


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    """Every word of the articles."""
    return build_tokenizer(count_words(f"{a.title}\n{a.body}" for a in _articles()), 400, least=1)


def shared_characters(texts: Sequence[str]) -> Callable[[str], NDArray[np.float32]]:
    """Score by the number of different characters shared with the question."""
    return lambda question: np.array([len(set(question) & set(text)) for text in texts], np.float32)


@pytest.fixture(scope="session")
def sources() -> Sources:
    """Two questions to every article, each passage being the body's second and third sentence."""
    articles = _articles()
    passages, questions = {}, []
    for article in articles:
        place, _, thing = article.id.partition("-")
        _, second, third, _ = article.body.split("。", 3)
        passages[article.id] = f"{article.title}\n{second}。{third}。"
        questions.append(Question(article.id, f"{place}那个{thing}是怎么回事"))
        questions.append(Question(article.id, f"{third[-6:]}，说的是{place}吗"))
    lexicon = [Entry("看书的地方", "图书馆"), Entry("挖山洞", "隧道 贯通"), Entry("拦水", "水库 蓄水")]
    return Sources(articles, passages, questions, lexicon, lambda a: [f"{a.title}\n{a.body}"], shared_characters)


@pytest.fixture
def tiny() -> Recipe:
    """Seconds of training that still learn something."""
    return Recipe(
        seed=7,
        vocabulary=400,
        static=StaticRecipe(dim=24, batch=32, stages=(Stage(40, 1e-2), Stage(30, 1e-2, 0.5)), lexicon=3),
        late=LateRecipe(dim=12, batch=8, stage=Stage(40, 5e-3), negatives=6, depth=12, held_out=9, judged_among=12),
    )


@pytest.fixture(scope="session")
def one_thread() -> Iterator[None]:
    """Let torch use one thread: small tensors gain nothing from more, and sums come out in one order."""
    with warnings.catch_warnings():
        # What the library warns of on import is its own affair.
        warnings.simplefilter("ignore")
        import torch
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
