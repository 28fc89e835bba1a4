"""Turns of invented conversations, with what each must carry and what must be kept after it."""

from datetime import date

import pytest

from bot.conversation import HALF, LITTLE, MOSTLY, WHOLLY, Condensed, State, alone, condense, remember
from bot.followups import Asks
from bot.schema import Answer, IndexInfo
from embeddings.schema import Article, Hit, Passage

TODAY = date(2031, 5, 20)
LIBRARY = Article(
    "lib",
    "青禾图书馆新馆开门",
    "青禾图书馆新馆9日开门。市长乔岳到场，并为首批读者发了借书证。新馆由青禾文化局主办开馆周。",
    "2031-05-10T08:00",
    "青禾日报",
)
BRIDGE = Article("bridge", "青禾大桥合龙", "青禾大桥19日合龙，全长三千二百米。", "2031-05-19")
COPY = Article("lib-copy", LIBRARY.title, LIBRARY.body, "2031-05-11", "青禾网")
INFO = IndexInfo("g1", "2031-05-20T00:00:00+08:00", 2, 2, date(2031, 5, 19))


def answer(article: Article | None, text: str | None = "新馆9日开门。", also: tuple[Article, ...] = ()) -> Answer:
    """Make an answer from an article, or a refusal."""
    hits = (Hit(article, Passage(article.id, 0, len(article.body)), 1.0, also),) if article else ()
    return Answer("", text, hits, text is None, INFO)


def ask(question: str, state: State, focus: Article | None = LIBRARY) -> Condensed:
    """Condense a question of today."""
    return condense(question, state, focus, TODAY)


@pytest.fixture
def opened() -> State:
    """Give the state after 青禾图书馆新馆哪天开门的 was answered."""
    asked = ask("青禾图书馆新馆哪天开门的？", State(), None)
    return remember(State(), asked, answer(LIBRARY, also=(COPY,)))


def test_first_question(opened: State) -> None:
    """The first question stands alone; its words, article and reprints are kept."""
    assert ask("青禾图书馆新馆哪天开门的？", State(), None).fresh
    assert opened == State(
        anchor=("青禾图书馆新馆", "开门"),
        focus="lib",
        day=date(2031, 5, 10),
        shown=("lib", "lib-copy"),
        told="新馆9日开门。",
    )


def test_ellipsis(opened: State) -> None:
    """A question whose words stand in the article in focus stays with it and carries the topic."""
    asked = ask("谁主办的？", opened)
    assert (asked.question, asked.alone) == ("青禾图书馆新馆 开门 谁主办的？", "谁主办的？")
    assert (asked.lean, asked.focus, asked.fresh) == (MOSTLY, "lib", False)


def test_pronoun_alone(opened: State) -> None:
    """A question of pronouns only leans wholly; 还说了什么 asks for what was not told."""
    asked = ask("那他还说了什么？", opened)
    assert asked == Condensed(
        "青禾图书馆新馆 开门 他还说了什么？",
        "他还说了什么？",
        WHOLLY,
        "lib",
        None,
        True,
        (),
        "",
        opened.anchor,
        "lib",
        opened.anchor,
    )


def test_short_unknown_words(opened: State) -> None:
    """A short question with words of its own leans mostly, and looks beyond the article in focus."""
    asked = ask("门票多少钱？", opened)
    assert (asked.lean, asked.focus) == (MOSTLY, None)


def test_outlet_and_date(opened: State) -> None:
    """Questions about the report itself are asked of the article in focus and change nothing."""
    for question, asks in (("这稿子是哪家发的？", Asks.OUTLET), ("什么时候的事？", Asks.DATE)):
        asked = ask(question, opened)
        assert (asked.asks, asked.focus, asked.question) == (asks, "lib", "青禾图书馆新馆 开门")
        assert remember(opened, asked, answer(LIBRARY, "青禾日报")) == opened


def test_date_without_focus() -> None:
    """Where nothing is in focus, the question is searched for with the topic's words."""
    asked = ask("什么时候的事？", State(anchor=("新馆",)), None)
    assert (asked.asks, asked.question) == (None, "新馆 什么时候的事？")


def test_more(opened: State) -> None:
    """还有别的报道吗 searches for the topic; what it finds comes into focus and counts as shown."""
    asked = ask("还有别的报道吗？", opened)
    assert (asked.asks, asked.question, asked.focus) == (Asks.MORE, "青禾图书馆新馆 开门", None)
    after = remember(opened, asked, answer(BRIDGE, "大桥合龙。"))
    assert (after.anchor, after.focus) == (opened.anchor, "bridge")
    assert after.shown == ("lib", "lib-copy", "bridge")


def test_another_subject(opened: State) -> None:
    """Words that part, and a long question of other words answered from another article, begin afresh.

    How far the question leans is open until something is found: nothing in its words names anything.
    """
    parted = ask("换个话题，青禾大桥多长？", opened)
    assert parted == Condensed("青禾大桥多长？", "青禾大桥多长？", words=("青禾大桥",), topic=("青禾大桥",))
    unlike = ask("渔港码头扩建工程投了多少资金？", opened)
    assert unlike.lean == HALF
    port = Article("port", "渔港扩建", "渔港码头扩建工程投资两亿元。", "2031-05-18")
    after = remember(opened, unlike, answer(port, "投资两亿元。"))
    assert (after.anchor, after.recent, after.focus) == (unlike.words, (), "port")


def test_same_subject_after_all(opened: State) -> None:
    """A question that might stand alone stays in the topic when the article found is of the topic."""
    asked = ask("读者借书证办理手续复杂吗", opened, None)
    assert asked.lean == HALF
    after = remember(opened, asked, answer(LIBRARY))
    assert after.anchor == opened.anchor
    assert after.recent == asked.words


def test_another_name(opened: State) -> None:
    """A question that names what the talk has not named leans little; answered elsewhere, it opens another topic."""
    asked = ask("杭州湾大桥全线有多少个收费站？", opened)
    assert asked.lean == LITTLE
    assert remember(opened, asked, answer(BRIDGE)).anchor == asked.words
    assert remember(opened, asked, answer(LIBRARY)).anchor == opened.anchor


def test_words_of_the_last_question_stay_behind(opened: State) -> None:
    """They go along with a question that has no words of its own, and not with one that has."""
    state = remember(opened, ask("门票多少钱？", opened), answer(LIBRARY))
    assert ask("谁主办的？", state).question == "青禾图书馆新馆 开门 谁主办的？"
    assert ask("为什么呢？", state).question == "青禾图书馆新馆 开门 门票 钱 为什么"


def test_pointing(opened: State) -> None:
    """A pointing word holds a longer question to the topic by half."""
    assert ask("那么这座城市的交通规划怎么安排？", opened).lean == HALF


def test_swapped_day() -> None:
    """换成 another day replaces the day, completes its year and keeps the subject."""
    first = ask("5月9号青禾有什么活动？", State(), None)
    assert (first.words, first.when) == (("青禾", "活动"), "5月9号")
    state = remember(State(), first, answer(LIBRARY))
    asked = ask("换成4月29日的呢？", state)
    assert (asked.question, asked.lean, asked.focus) == ("青禾 活动 2031年4月29日", WHOLLY, None)
    after = remember(state, asked, answer(BRIDGE))
    assert (after.anchor, after.when) == (("青禾", "活动"), "2031年4月29日")
    # A day alone is of the month that the talk is about: the bridge report is of 19 May.
    other = ask("那18号在渔港的呢？", after, BRIDGE)
    assert (other.question, other.alone, other.lean) == ("青禾 活动 2031年5月18日在渔港", "18号在渔港", LITTLE)


def test_time_goes_along() -> None:
    """The time of the topic goes along with a question that names none."""
    state = State(("青禾", "活动"), (), "2031年5月9日", "lib", date(2031, 5, 10))
    assert ask("谁主办的？", state).question == "2031年5月9日 青禾 活动 谁主办的？"


def test_swapped_name() -> None:
    """那上海呢 puts the new place where the old one stood, for this question and the next."""
    state = State(("北京暴雨", "伤亡"))
    asked = ask("那上海呢？", state, None)
    assert (asked.question, asked.lean) == ("暴雨 伤亡 上海", MOSTLY)
    after = remember(state, asked, answer(BRIDGE))
    assert after.anchor == ("暴雨", "伤亡", "上海")
    assert ask("转移了多少人？", after, BRIDGE).question == "暴雨 伤亡 上海 转移了多少人？"


def test_refusal_keeps_the_focus(opened: State) -> None:
    """After an honest refusal the article in focus, its day and the sentence told stay what they were."""
    asked = ask("门票多少钱？", opened)
    after = remember(opened, asked, answer(None, None))
    assert (after.focus, after.day, after.told, after.shown) == (opened.focus, opened.day, opened.told, opened.shown)
    assert after.recent == ("门票", "钱")


def test_bounded() -> None:
    """However long a talk grows, what is kept stays small."""
    state = State(anchor=("新馆",))
    for number in range(200):
        found = Article(f"a{number}", "新馆", "新馆", "2031-05-10")
        state = remember(state, ask("还有别的报道吗？", state, None), answer(found))
    assert len(state.shown) == 50
    assert state.shown[-1] == "a199"


@pytest.mark.parametrize("question", ["最新进展呢？", "来龙去脉呢？", "后续怎么样？"])
def test_an_order_is_asked_of_the_topic_and_not_carried(opened: State, question: str) -> None:
    """It leans on what the talk is about; the next question asks for its own order."""
    asked = ask(question, opened)
    assert (asked.lean, asked.words) == (WHOLLY, ())
    assert asked.question.startswith(" ".join(opened.anchor))
    after = remember(opened, asked, answer(LIBRARY))
    assert (after.anchor, after.recent) == (opened.anchor, ())


def test_all_the_news_is_asked_of_no_topic(opened: State) -> None:
    """最近有什么新闻 wants to hear of anything, 有什么新消息 of the library."""
    assert ask("最近有什么新闻？", opened).fresh
    assert not ask("有什么新消息？", opened).fresh


@pytest.mark.parametrize(
    "question", ["那大桥哪天通车？", "换个话题，谁主办的展", "最近有什么新闻", "这稿子是哪家发的？"]
)
def test_question_without_a_conversation_is_asked_as_at_the_start_of_one(question: str) -> None:
    """What is searched for and how far it leans are those of a first question."""
    first, single = condense(question, State(), None, TODAY), alone(question)
    assert (single.question, single.alone, single.lean, single.asks) == (first.question, first.alone, 0, first.asks)
