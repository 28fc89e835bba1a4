"""What a question says of its place in a conversation, on hand-made turns."""

import pytest

from bot.followups import Asks, Cue, read_cue


@pytest.mark.parametrize(
    "question",
    [
        "这稿子是哪家发的？",
        "这条消息是谁报的？",
        "那篇报道出自哪家媒体？",
        "哪家媒体报道的",
        "是哪家报社写的呀？",
        "消息来源是什么？",
        "出处呢？",
        "谁先报道的？",
        "这篇文章是哪个网站发布的？",
        "哪家发的？",
    ],
)
def test_outlet(question: str) -> None:
    """A question for the outlet is asked of the article in focus."""
    assert read_cue(question).asks is Asks.OUTLET


@pytest.mark.parametrize(
    "question",
    ["什么时候的事？", "那是哪天的事", "哪一年的？", "几号举行的？", "这事儿是什么时候发生的？", "啥时候的事儿啊"],
)
def test_date(question: str) -> None:
    """A question for the day of the event needs no search."""
    assert read_cue(question).asks is Asks.DATE


@pytest.mark.parametrize("question", ["这篇是哪天发的？", "什么时候报道的？", "这条新闻是几号的？", "发布时间是？"])
def test_published(question: str) -> None:
    """A question for the day of publication is another one."""
    assert read_cue(question).asks is Asks.PUBLISHED


@pytest.mark.parametrize(
    "question",
    ["还有别的报道吗？", "有没有其他媒体的说法", "还有相关新闻吗", "再来一篇", "换一条", "还有吗？", "更多报道"],
)
def test_more(question: str) -> None:
    """A question for other reports keeps the topic."""
    assert read_cue(question).asks is Asks.MORE


@pytest.mark.parametrize(
    "question",
    [
        "哪个省最先发的？",
        "青禾大桥什么时候通车？",
        "哪家公司中标的？",
        "谁写的那本书？",
        "报道说伤了多少人？",
        "市长什么时候去的？",
        "那场比赛是哪家电视台办的开幕式？",
    ],
)
def test_asks_the_index(question: str) -> None:
    """A question with a subject of its own is searched for, though it asks for a day or a body."""
    assert read_cue(question).asks is None


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("换个话题，青禾大桥多长？", "青禾大桥多长？"),
        ("再问个桥，青禾大桥多长？", "桥，青禾大桥多长？"),
        ("说到青禾，新馆开门了吗？", "青禾，新馆开门了吗？"),
        ("不说这个了，天气怎么样？", "天气怎么样？"),
    ],
)
def test_apart(question: str, rest: str) -> None:
    """Words that part from the subject are taken off."""
    assert read_cue(question) == Cue(rest, apart=True)


def test_swap() -> None:
    """换成 takes another word for one of the question before; 呢 may."""
    assert read_cue("换成6月29日的呢？") == Cue("6月29日", pointing=True, swap=True)
    assert read_cue("那上海呢？") == Cue("上海", pointing=True, swap=True)
    assert read_cue("那长江呢，有多长？") == Cue("长江呢，有多长？", pointing=True, swap=True, turning=True)


def test_again() -> None:
    """还说了什么 wants what was not told yet."""
    assert read_cue("那他还说了什么？") == Cue("他还说了什么？", pointing=True, again=True)
    assert not read_cue("他说了什么？").again


def test_joining_words() -> None:
    """那 at the head joins and goes; 那个 and 那次 point and stay."""
    assert read_cue("那门票多少钱？") == Cue("门票多少钱？", pointing=True)
    assert read_cue("那次会上谁发了言？") == Cue("那次会上谁发了言？", pointing=True)
    assert read_cue("谁主办的？") == Cue("谁主办的？")
    assert read_cue("那个叫阿青的渔民是谁？").pointing is False
