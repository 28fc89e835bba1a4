"""One turn: which article is on top, which passage it shows, and the words of an answer from an article's own data."""

from collections.abc import Sequence

from bot.conversation import Condensed
from bot.followups import Asks
from bot.turns import AT_HOME, ELSEWHERE, STRANGE, WITHOUT_DETAIL, take_turn
from embeddings.schema import Article, Hit, Passage
from embeddings.search.retriever import Found

LIBRARY = Article("lib", "新馆开门", "青禾图书馆新馆9日开门。市长乔岳到场致辞。", "2031-05-10", "青禾日报")
COPY = Article("copy", "新馆开门", LIBRARY.body, "2031-05-11", "青禾网")
BRIDGE = Article("bridge", "大桥合龙", "青禾大桥19日合龙，全长三千二百米。", "2031-05-19", "青禾网")


def hit(article: Article, score: float, also: tuple[Article, ...] = ()) -> Hit:
    """Make a hit on the whole body."""
    return Hit(article, Passage(article.id, 0, len(article.body)), score, also)


def searching(hits: Sequence[Hit]):  # type: ignore[no-untyped-def]
    """Find the same hits whatever is asked."""
    return lambda question, k: Found(tuple(hits)[:k], None, False)


def test_outlet_of_the_article_in_focus() -> None:
    """The outlet is that of the article in focus, which comes on top although another one matches better."""
    search = searching([hit(BRIDGE, 1.0), hit(LIBRARY, 0.5, also=(COPY,))])
    turn = take_turn(search, Condensed("新馆", "哪家发的", 1.0, "lib", Asks.OUTLET), 5, LIBRARY)
    assert (turn.text, turn.span, turn.confidence) == ("青禾日报、青禾网", (0, 4), 1.0)
    assert [one.article.id for one in turn.found.hits] == ["lib", "bridge"]


def test_focus_folded_under_another() -> None:
    """An article that was folded under another one comes on top in its own name."""
    search = searching([hit(LIBRARY, 0.5, also=(COPY,)), hit(BRIDGE, 0.4)])
    turn = take_turn(search, Condensed("新馆", "哪家发的", 1.0, "copy", Asks.OUTLET), 5, COPY)
    assert turn.text == "青禾网、青禾日报"
    assert [(one.article.id, [other.id for other in one.also]) for one in turn.found.hits] == [
        ("copy", ["lib"]),
        ("bridge", []),
    ]


def test_focus_that_the_search_misses() -> None:
    """The article in focus answers though the search does not give it, within the number asked for."""
    turn = take_turn(searching([hit(BRIDGE, 1.0)]), Condensed("新馆", "哪天的事", 1.0, "lib", Asks.DATE), 1, LIBRARY)
    assert turn.text == "青禾图书馆新馆9日（2031年5月9日）开门。"
    assert turn.span is not None
    assert turn.text[slice(*turn.span)] == "9日（2031年5月9日）"
    assert [one.article.id for one in turn.found.hits] == ["lib"]


def test_more_leaves_out_what_was_shown() -> None:
    """Other reports are those that were not answered from yet; none left is no answer."""
    asked = Condensed("青禾", "还有别的报道吗", 1.0, None, Asks.MORE)
    search = searching([hit(LIBRARY, 1.0), hit(BRIDGE, 0.5)])
    turn = take_turn(search, asked, 5, None, shown=("lib",))
    assert [one.article.id for one in turn.found.hits] == ["bridge"]
    assert turn.text is not None
    nothing = take_turn(search, asked, 5, None, shown=("lib", "bridge"))
    assert (nothing.text, nothing.found.hits) == (None, ())


def test_shows_the_passage_that_answers() -> None:
    """Of the article in focus all is read, and the result shows the passage with the answer."""
    filler = "".join(f"第{number}排书架上摆的都是旧报合订本，按年份从左往右排好。" for number in range(12))
    article = Article("lib", "新馆开门", f"{filler}自习区每天开到夜里十一点。", "2031-05-10")
    first = Hit(article, Passage("lib", 0, 200), 1.0)
    asked = Condensed("新馆 自习区每天开到几点？", "自习区每天开到几点？", 0.7, "lib", words=("自习区",))
    turn = take_turn(searching([first, hit(BRIDGE, 0.2)]), asked, 5, article)
    assert turn.text is not None
    assert "夜里十一点" in turn.text
    assert "夜里十一点" in turn.found.hits[0].text
    assert turn.found.hits[1].article.id == "bridge"


def test_the_answer_does_not_depend_on_how_much_is_shown() -> None:
    """The same hits are read for any k, and the one that answers is shown: in its place, or as the last of the k."""
    sheds = [
        Article(f"shed-{n}", "仓库巡查", f"青禾镇第{n}号仓库照常巡查，一切如常。", "2031-05-10") for n in range(12)
    ]
    search = searching([*(hit(shed, 1.0 - n / 100) for n, shed in enumerate(sheds[:3])), hit(BRIDGE, 0.9)])
    asked = Condensed("青禾大桥全长多少米？", "青禾大桥全长多少米？")
    turns = {k: take_turn(search, asked, k) for k in (1, 2, 4, 20)}
    assert {turn.text for turn in turns.values()} == {BRIDGE.body}
    assert len({(turn.span, turn.confidence) for turn in turns.values()}) == 1
    assert {k: [one.article.id for one in turn.found.hits] for k, turn in turns.items()} == {
        1: ["bridge"],
        2: ["shed-0", "bridge"],
        4: ["shed-0", "shed-1", "shed-2", "bridge"],
        20: ["shed-0", "shed-1", "shed-2", "bridge"],
    }
    # What is so far down that no surface reads it does not answer, even where it is shown.
    far = searching([*(hit(shed, 1.0 - n / 100) for n, shed in enumerate(sheds)), hit(BRIDGE, 0.5)])
    assert [take_turn(far, asked, k).text == BRIDGE.body for k in (3, 20)] == [False, False]


def test_what_is_wanted_of_an_answer_in_its_place() -> None:
    """Nothing where the talk stays and the asked kind of detail is there, more where either is not so."""

    def wanted(question: str, article: Article, words: tuple[str, ...], lean: float = 0.7) -> float:
        asked = Condensed(f"新馆 {question}", question, lean, words=words, near="lib", about=("新馆", "开门"))
        return take_turn(searching([hit(article, 1.0)]), asked, 5, LIBRARY).wanted

    assert wanted("谁到场了？", LIBRARY, ("到场",)) == AT_HOME
    assert wanted("门票多少钱？", LIBRARY, ("门票",)) == WITHOUT_DETAIL
    assert wanted("馆长叫什么名字？", LIBRARY, ("馆长",)) == WITHOUT_DETAIL
    assert wanted("咖啡馆的厨师几日上班？", LIBRARY, ("咖啡馆", "厨师", "上班")) == STRANGE
    assert wanted("全长多少米？", BRIDGE, ("全长",)) == ELSEWHERE
    assert wanted("全长多少米？", BRIDGE, ("全长",), lean=0.3) == 1.0
