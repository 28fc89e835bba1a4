"""Whose report a question asks for."""

import pytest

from embeddings.search.outlets import Outlet, read_outlet

_SOURCES = ["新华社", "央视网", "人民网", "云川日报"]


@pytest.mark.parametrize(
    ("question", "name", "sources", "rest"),
    [
        ("新华社怎么报道大桥通车的？", "新华社", ("新华社",), "大桥通车的？"),
        ("大桥通车新华社怎么报道的", "新华社", ("新华社",), "大桥通车"),
        ("新华网如何报道大桥", "新华网", ("新华社",), "大桥"),
        ("人民网那篇讲大桥的", "人民网", ("人民网",), "讲大桥的"),
        ("人民日报社论说了什么", "人民日报", ("人民网",), "社论说了什么"),
        ("央视的报道里大桥多长", "央视", ("央视网",), "大桥多长"),
        ("CCTV怎么说大桥", "CCTV", ("央视网",), "大桥"),
        ("据云川日报报道，大桥多长？", "云川日报", ("云川日报",), "，大桥多长？"),
        ("央视网关于大桥的消息", "央视网", ("央视网",), "大桥的消息"),
        ("在新华社网站上找大桥", "新华社", ("新华社",), "找大桥"),
    ],
)
def test_an_outlet_is_asked_for(question: str, name: str, sources: tuple[str, ...], rest: str) -> None:
    """By its own name or another of the house; the words that say so are left out of what is searched."""
    assert read_outlet(question, _SOURCES) == (Outlet(name, sources), rest)


@pytest.mark.parametrize(
    "question",
    [
        "新华社社长是谁？",
        "新华社成立多少周年？",
        "人民日报社有多少人？",
        "央视新闻频道换了谁主持？",
        "央视开播的电视剧叫什么？",
        "新华社记者在哪里采访？",
        "云川日报和海棠晚报合并了吗？",
        "大桥多长？",
    ],
)
def test_an_outlet_in_the_news_is_no_preference(question: str) -> None:
    """Nothing is read, and no word is lost."""
    assert read_outlet(question, _SOURCES) == (None, question)


@pytest.mark.parametrize(("question", "name"), [("路透社怎么看大桥", "路透社"), ("看看南方日报怎么说大桥", "南方日报")])
def test_an_outlet_that_is_not_indexed(question: str, name: str) -> None:
    """It is named, so that the reply can say so; the question keeps its words."""
    assert read_outlet(question, _SOURCES) == (Outlet(name, ()), question)


def test_a_question_of_nothing_else_keeps_its_words() -> None:
    """新华社怎么报道？ has nothing else to search for."""
    assert read_outlet("新华社怎么报道？", _SOURCES) == (Outlet("新华社", ("新华社",)), "新华社怎么报道？")
