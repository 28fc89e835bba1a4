"""A talk with the whole service over a small real index: follow-ups, a restart, and what is forgotten."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.conversation_store import ConversationStore
from bot.schema import Query
from bot.service import Service
from embeddings.encoding.segment import Segmenter
from tests.toys import ToyEncoder, toy_index

TODAY = date(2031, 5, 20)
ARTICLES = [
    {
        "id": "lib",
        "title": "青禾图书馆新馆开门",
        "published": "2031-05-10T08:00",
        "source": "青禾日报",
        "body": "青禾图书馆新馆9日开门迎客。新馆由青禾文化局出资建成，馆长是梁素芬。自习区每天开到夜里十一点。",
    },
    {
        "id": "lib2",
        "title": "青禾图书馆新馆首周迎来八万读者",
        "published": "2031-05-17",
        "source": "青禾网",
        "body": "青禾图书馆新馆开门一周，共接待读者八万人次，借出图书十二万册，最受欢迎的是儿童阅览室。",
    },
    {
        "id": "bridge",
        "title": "青禾大桥合龙",
        "published": "2031-05-19",
        "source": "河岸晚报",
        "body": "青禾大桥19日合龙，全长三千二百米，计划年底通车。",
    },
    {
        "id": "port",
        "title": "渔港码头扩建",
        "published": "2031-05-18",
        "body": "渔港码头扩建工程18日开工，总投资两亿元，建成后可停靠万吨货轮。",
    },
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the index of the four articles once."""
    return toy_index(tmp_path_factory.mktemp("talk"), ARTICLES)


@pytest.fixture
def service(index: Path, tmp_path: Path) -> Iterator[Service]:
    """Open a service that never refuses, so that what is tested is where an answer comes from."""
    opened = open_service(index, tmp_path)
    yield opened
    opened.close()


def open_service(index: Path, folder: Path) -> Service:
    """Open the service on a store of conversations."""
    return Service(index, ToyEncoder(), Segmenter(), 0.0, ConversationStore(folder / "conversations.sqlite"))


def say(service: Service, question: str, talk: str | None = "t") -> tuple[str, str]:
    """Ask in a talk; give the article answered from and the answer."""
    answer = service.ask(Query(question, conversation_id=talk, today=TODAY))
    return answer.hits[0].article.id if answer.hits else "", answer.text or ""


def test_a_talk(service: Service) -> None:
    """Eight turns with pronouns, ellipsis, the report itself, other reports and a change of subject."""
    assert say(service, "青禾图书馆新馆的馆长是谁？")[0] == "lib"
    assert say(service, "什么时候的事？") == ("lib", "青禾图书馆新馆9日（2031年5月9日）开门迎客。")
    assert say(service, "这稿子是哪家发的？") == ("lib", "青禾日报")
    article, text = say(service, "自习区开到几点？")
    assert (article, "夜里十一点" in text) == ("lib", True)
    assert say(service, "还有别的报道吗？")[0] == "lib2"
    assert say(service, "它是什么时候报道的？") == ("lib2", "2031年5月17日发布")
    assert say(service, "换个话题，渔港码头扩建投了多少钱？")[0] == "port"
    assert say(service, "消息来源是哪里？") == ("port", "来源未注明")


def test_a_restart_forgets_nothing(index: Path, tmp_path: Path) -> None:
    """A follow-up after a restart is answered as if there had been none."""
    first = open_service(index, tmp_path)
    say(first, "青禾大桥全长多少米？")
    first.close()
    second = open_service(index, tmp_path)
    assert say(second, "这条新闻是哪家报的？") == ("bridge", "河岸晚报")
    second.close()


def test_talks_do_not_mix(service: Service) -> None:
    """Two talks at once lean each on its own; a question outside any talk leans on none."""
    say(service, "青禾大桥全长多少米？", "one")
    say(service, "渔港码头什么时候开工？", "two")
    assert say(service, "哪家发的？", "one")[1] == "河岸晚报"
    assert say(service, "哪家发的？", "two")[1] == "来源未注明"
    assert say(service, "哪家发的？", None) == ("", "")


def test_forgotten(service: Service) -> None:
    """What a person has deleted is leaned on no more."""
    say(service, "青禾大桥全长多少米？")
    assert service.forget("t")
    assert not service.forget("t")
    assert say(service, "哪家发的？") == ("", "")
