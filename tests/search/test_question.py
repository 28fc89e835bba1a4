"""Questions made ready for matching."""

import pytest

from embeddings.search.question import content
from embeddings.text import simplified


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("雲川大橋什麼時候通車？", "云川大桥什么时候通车？"),
        ("海棠港的鐵路和麵粉廠", "海棠港的铁路和面粉厂"),
        ("云川大桥", "云川大桥"),
        ("C919 と ガンダム", "C919 と ガンダム"),
        ("", ""),
    ],
)
def test_traditional_characters_become_simplified(question: str, left: str) -> None:
    """Everything else stays, so that offsets into the question hold."""
    assert simplified(question) == left
    assert len(left) == len(question)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("云川大桥什么时候通车的？", "云川大桥 通车 ？"),
        ("请问海棠港吞吐量增长了多少呢", "海棠港吞吐量增长"),
        ("谁赢了围棋赛", "赢 围棋赛"),
        ("渡口的路灯修好了吗？", "渡口 路灯修好 ？"),
        ("成品油价格为什么上调", "成品油价格 上调"),
    ],
)
def test_words_that_only_ask_are_taken_out(question: str, left: str) -> None:
    """What is left could stand in a report."""
    assert content(question) == left


@pytest.mark.parametrize("question", ["哪吒电影", "几内亚大使", "有色金属价格", "旅行目的地", "叫停项目", "在轨实验"])
def test_asking_characters_inside_words_stay(question: str) -> None:
    """哪, 几, 有, 在, 的 and 叫 only ask when they are no part of a word that reports use."""
    assert content(question) == question


@pytest.mark.parametrize("question", ["这是什么？", "为什么呢", "谁", "？", ""])
def test_a_question_of_nothing_else_is_kept(question: str) -> None:
    """There must be something to look for."""
    assert content(question) == question
