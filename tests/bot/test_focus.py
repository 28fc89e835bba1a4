"""Answers about the report itself, from its own data alone."""

from dataclasses import replace

from bot.focus import Told, tell
from bot.followups import Asks
from embeddings.schema import Article

ARTICLE = Article(
    "1",
    "新馆开门",
    "某社青禾5月9日电 青禾图书馆新馆9日开门。市长乔岳到场。",
    "2031-05-10T08:05",
    "某社",
    dateline="某社青禾5月9日电",
)


def test_outlet() -> None:
    """The outlet and those of the reprints, each once; none is invented."""
    copies = (
        replace(ARTICLE, id="2", source="青禾网"),
        replace(ARTICLE, id="3"),
        replace(ARTICLE, id="4", source=None),
    )
    assert tell(Asks.OUTLET, ARTICLE) == Told("某社", (0, 2))
    assert tell(Asks.OUTLET, ARTICLE, copies) == Told("某社、青禾网", (0, 2))
    assert tell(Asks.OUTLET, replace(ARTICLE, source=None), copies[:1]) == Told("青禾网", (0, 3))
    assert tell(Asks.OUTLET, replace(ARTICLE, source=None)) == Told("来源未注明", (0, 5))


def test_published() -> None:
    """The day and the time of publication, as far as they are known."""
    assert tell(Asks.PUBLISHED, ARTICLE) == Told("2031年5月10日 08:05发布", (0, 16))
    assert tell(Asks.PUBLISHED, replace(ARTICLE, published="2031-05-10")) == Told("2031年5月10日发布", (0, 10))
    assert tell(Asks.PUBLISHED, replace(ARTICLE, published=None)) == Told("日期未注明", (0, 5))


def test_day_of_the_event() -> None:
    """The day in the lead, not that of the dateline before it, completed from the day of publication."""
    assert tell(Asks.DATE, ARTICLE) == Told("青禾图书馆新馆9日开门。", (7, 9), "2031年5月9日")


def test_day_in_the_sentence_told() -> None:
    """The sentence that was told goes before the lead."""
    assert tell(Asks.DATE, ARTICLE, told="读者4月28日领到了借书证。") == Told(
        "读者4月28日领到了借书证。", (2, 7), "2031年4月28日"
    )


def test_day_that_is_full_already() -> None:
    """A full date needs no note."""
    full = replace(ARTICLE, body="新馆2031年5月9日开门。", dateline=None)
    assert tell(Asks.DATE, full) == Told("新馆2031年5月9日开门。", (2, 11))


def test_no_day_in_the_text() -> None:
    """Without a day in the lead the dateline tells it, and without a dateline the day of publication."""
    bare = replace(ARTICLE, body="某社青禾5月9日电 新馆开门。")
    assert tell(Asks.DATE, bare) == Told("某社青禾5月9日电", (4, 8), "2031年5月9日")
    assert tell(Asks.DATE, replace(bare, body="新馆开门。", dateline=None)).text == "2031年5月10日 08:05发布"


def test_long_sentence() -> None:
    """A long sentence is cut around its date."""
    long = replace(ARTICLE, body="新馆的" * 60 + "开门日是5月9日，" + "新馆的" * 60, dateline=None)
    told = tell(Asks.DATE, long)
    assert len(told.text) == 120
    assert told.text[slice(*told.span)] == "5月9日"
