"""Any question can be read: for its time, its order, its content, in its conversation."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import State, condense
from embeddings.schema import Article
from embeddings.search.dates import read_window
from embeddings.search.intents import read_order, topic_of
from embeddings.search.question import content
from embeddings.text import normalise
from tests.trials import budget

_WORDS = """
上个月 去年 2024年 5月 2日 十二月 三十一 星期三 近三天 春节 国庆假期 到 至 和 的 第一季度 年底 初一 农历
当天 上半年 前两个月 2月30日 9999年 0年 一千年前 最新 进展 来龙去脉 经过 什么 谁 呢 还有吗 那 它 大桥 通车
？ ， 《 》 “ ９ ② ㍘ 〇 ○
"""
_BITS = st.sampled_from([*_WORDS.split(), "\u0301", "\x00", "\n", "\u3000"])
questions = st.lists(_BITS | st.text(max_size=6), min_size=1, max_size=25).map("".join)
days = st.dates(date(1949, 1, 1), date(2090, 12, 31))
FOCUS = Article("1", "大桥通车", "大桥于5月2日通车。", "2024-05-02", "某报")


@budget
@given(questions, days)
def test_a_window_is_named_by_the_question_and_holds_days(question: str, today: date) -> None:
    """Its words stand in the question, its ends are in order, and it has begun."""
    window = read_window(question, today)
    if window is not None:
        assert window.words in question
        assert window.words
        assert window.since is not None or window.until is not None
        assert (window.since or date.min) <= (window.until or date.max)
        assert (window.since or date.min) <= today + timedelta(days=1)


@budget
@given(questions)
def test_reading_leaves_something_to_search_for(question: str) -> None:
    """Order, topic and content come for every question; only what is in it is left."""
    assert read_order(question) in ("best", "latest", "timeline")
    assert set(topic_of(question)) <= {*question, " "}
    assert set(content(question)) <= {*question, " "}
    assert normalise(normalise(question)) == normalise(question)


@budget
@given(questions, questions, days)
def test_a_turn_can_always_be_searched_for(said: str, before: str, today: date) -> None:
    """A question in its conversation is condensed to words and a share between nothing and all."""
    state = State(anchor=tuple(before.split()), recent=("大桥",), when="去年", focus="1", told="大桥于5月2日通车。")
    clean = "".join(char for char in said if not "\ud800" <= char <= "\udfff")
    condensed = condense(clean, state, FOCUS, today)
    assert 0 <= condensed.lean <= 1
    assert condensed.focus in (None, "1")
