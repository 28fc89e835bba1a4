"""The words and the time that carry over."""

from datetime import date

import pytest

from bot.topics import dated, names, replaced, share_in, time_words, topic_words, without

TODAY = date(2031, 5, 20)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("青禾市图书馆新馆是什么时候开门的？", ("青禾市图书馆新馆", "开门")),
        ("大桥哪天通车的？", ("大桥", "通车")),
        ("他还说了什么？", ()),
        ("门票多少钱？", ("门票", "钱")),
        ("用哪枚火箭送的？", ("火箭送",)),
        ("全长多少公里？", ("全长",)),
        ("嫦娥六号发射了吗", ("嫦娥六号发射",)),
        ("", ()),
    ],
)
def test_topic_words(question: str, words: tuple[str, ...]) -> None:
    """Words that ask, point or join are left out, the rest stays in the question's own runs."""
    assert topic_words(question) == words


@pytest.mark.parametrize(
    ("words", "named"),
    [(("杭州门票", "旅客"), ("杭州",)), (("王建国说",), ("王建国",)), (("客舱", "三号"), ()), ((), ())],
)
def test_names(words: tuple[str, ...], named: tuple[str, ...]) -> None:
    """Places and people are names; numbers and ordinary nouns are not."""
    assert names(words) == named


def test_time_words() -> None:
    """A full time, a day alone, and none."""
    assert time_words("7月11号有什么活动？", TODAY) == "7月11号"
    assert time_words("28号在会展中心的呢？", TODAY) == "28号"
    assert time_words("谁主办的？", TODAY) == ""
    assert without("7月11号有什么活动？", "7月11号") == "有什么活动？"
    assert without("谁主办的？", "") == "谁主办的？"


@pytest.mark.parametrize(
    ("words", "day", "full"),
    [
        ("28号", date(2031, 5, 30), "2031年5月28日"),
        ("28号", date(2031, 5, 3), "2031年4月28日"),
        ("28日", date(2031, 1, 3), "2030年12月28日"),
        ("4月29日", date(2031, 5, 3), "2031年4月29日"),
        ("12月5日", date(2031, 1, 3), "2030年12月5日"),
        ("6月份", date(2031, 5, 30), "2031年6月"),
        ("2019年6月", date(2031, 5, 30), "2019年6月"),
        ("去年", date(2031, 5, 30), "去年"),
        ("28号", None, "28号"),
    ],
)
def test_dated(words: str, day: date | None, full: str) -> None:
    """What a time leaves out is taken from the day of the article in focus."""
    assert dated(words, day) == full


def test_replaced() -> None:
    """A new name takes the place of one of its kind; a word of another kind replaces nothing."""
    assert replaced(("北京暴雨", "伤亡"), ("上海",)) == ("暴雨", "伤亡")
    assert replaced(("嫦娥六号", "发射"), ("嫦娥七号",)) == ("发射",)
    assert replaced(("北京暴雨", "伤亡"), ("损失",)) == ("北京暴雨", "伤亡")


def test_share_in() -> None:
    """Shares are counted in character pairs: 开门 has one, 新馆门 has two."""
    assert share_in(("开门",), "新馆开门") == 1.0
    assert share_in(("新馆门", "开门"), "新馆开门") == pytest.approx(2 / 3)
    assert share_in((), "新馆") == 1.0
    assert share_in(("桥",), "新馆") == 0.0
