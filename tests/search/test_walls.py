"""What a search may return, and what counts as near a window."""

from datetime import date

import numpy as np
import pytest

from embeddings.index.engine import Favour, Scope
from embeddings.search.dates import Window
from embeddings.search.walls import Walls, from_source, lets_in, of_outlet, preferred, shut

_DATES = [date(2024, 5, 1), date(2024, 5, 2), date(2024, 5, 3), None]
_DAYS = np.int32([day.toordinal() if day else 0 for day in _DATES])
_ANY = np.int32([-1, -1, -1, -1])


@pytest.mark.parametrize(
    ("since", "until", "inside"),
    [
        (None, None, [True, True, True, True]),
        (date(2024, 5, 2), None, [False, True, True, False]),
        (None, date(2024, 5, 2), [True, True, False, False]),
        (date(2024, 5, 2), date(2024, 5, 2), [False, True, False, False]),
        (date(2024, 6, 1), None, [False, False, False, False]),
    ],
)
def test_walls_include_both_days(since: date | None, until: date | None, inside: list[bool]) -> None:
    """An article without a date is inside only where there is no wall."""
    assert Scope.between(since, until).covers(_DAYS, _ANY).tolist() == inside


def near(window: Window, *days: date) -> list[bool]:
    """Tell which days a window prefers."""
    return preferred(window).covers(np.int32([day.toordinal() for day in days]), _ANY).tolist()


def test_a_day_takes_in_the_evening_before_and_the_news_after() -> None:
    """5月2日: reports of May 1 to May 4."""
    window = Window(date(2024, 5, 2), date(2024, 5, 2), "5月2日")
    days = [date(2024, 4, 30), date(2024, 5, 1), date(2024, 5, 2), date(2024, 5, 4), date(2024, 5, 5)]
    assert near(window, *days) == [False, True, True, True, False]


def test_a_month_takes_in_the_figures_that_come_after_it() -> None:
    """2024年4月: what April brought is reported until late May, and never before April."""
    window = Window(date(2024, 4, 1), date(2024, 4, 30), "2024年4月")
    days = [date(2024, 3, 31), date(2024, 4, 1), date(2024, 5, 20), date(2024, 6, 20)]
    assert near(window, *days) == [False, True, True, False]


def test_a_year_takes_in_the_first_weeks_of_the_next() -> None:
    """2023年: the year's figures are out in January."""
    window = Window(date(2023, 1, 1), date(2023, 12, 31), "2023年")
    days = [date(2022, 12, 31), date(2023, 1, 1), date(2024, 1, 20), date(2024, 6, 1)]
    assert near(window, *days) == [False, True, True, False]


def test_open_windows_have_one_side() -> None:
    """2024年以来 has no end, 2024年以前 no beginning."""
    assert near(Window(date(2024, 1, 1), None, "以来"), date(2023, 12, 31), date(2030, 1, 1)) == [False, True]
    assert near(Window(None, date(2023, 12, 31), "以前"), date(1990, 1, 1), date(2025, 1, 1)) == [True, False]


def test_an_article_without_a_date_is_in_no_window() -> None:
    """Nothing is known of its day, so nothing speaks for it."""
    assert preferred(Window(None, date(2030, 1, 1), "以前")).covers(np.int32([0]), _ANY).tolist() == [False]


@pytest.mark.parametrize(
    ("wanted", "articles"),
    [
        ("海棠晚报", [0, 3]),
        ("海棠", [0, 3]),
        ("海棠晚報", [0, 3]),
        (" 海棠晚报 ", [0, 3]),
        ("晚报", [0, 3]),
        ("cctv", [4]),
        ("ＣＣＴＶ", [4]),
        ("聯合報", [5]),
        ("联合报", [5]),
        ("没有的报", []),
    ],
)
def test_an_outlet_in_full_or_in_part(wanted: str, articles: list[int]) -> None:
    """Width, case and traditional characters are no matter; an article without an outlet has none."""
    sources = ["海棠晚报", "云川日报", "CCTV-13", "聯合報"]
    of_articles = np.int32([0, 1, -1, 0, 2, 3])
    inside = from_source(sources, wanted).covers(np.ones(6, np.int32), of_articles)
    assert np.flatnonzero(inside).tolist() == articles


def test_no_outlets_at_all() -> None:
    """An index without any outlet has nothing from the wanted one."""
    assert from_source([], "海棠晚报").covers(_DAYS, _ANY).tolist() == [False] * 4


@pytest.mark.parametrize(
    ("walls", "inside", "shut_by"),
    [
        (Walls(), [True, True, True, True], None),
        (Walls(since=date(2024, 5, 2)), [False, True, True, False], None),
        (Walls(since=date(2024, 5, 2), source="云川"), [False, True, False, False], None),
        (Walls(since=date(2025, 1, 1)), [False] * 4, Walls(since=date(2025, 1, 1))),
        (Walls(since=date(2025, 1, 1), source="云川"), [False] * 4, Walls(since=date(2025, 1, 1))),
        (Walls(since=date(2024, 5, 1), source="没有的报"), [False] * 4, Walls(source="没有的报")),
        (Walls(since=date(2024, 5, 3), source="云川"), [False] * 4, Walls(since=date(2024, 5, 3), source="云川")),
    ],
)
def test_walls_that_keep_out_everything(walls: Walls, inside: list[bool], shut_by: Walls | None) -> None:
    """That of the two kinds which alone keeps out all is named; both where only both do."""
    sources, of_articles = ["海棠晚报", "云川日报"], np.int32([0, 1, 0, 1])
    let_in = lets_in(walls, sources).covers(_DAYS, of_articles)
    wall = shut(walls, sources, lambda scope: bool(scope.covers(_DAYS, of_articles).any()))
    assert (let_in.tolist(), wall) == (inside, shut_by)


def test_an_empty_index_is_no_wall() -> None:
    """Where there is nothing, no wall keeps it out."""
    assert shut(Walls(), [], lambda scope: False) is None


def test_outlets_by_their_very_names() -> None:
    """云川 is not 云川日报 here; an article without an outlet is of none."""
    sources, of_articles = ["海棠晚报", "云川日报"], np.int32([0, 1, -1])
    assert of_outlet(sources, ("云川日报",)).covers(_DAYS[:3], of_articles).tolist() == [False, True, False]
    assert of_outlet(sources, ("云川",)).covers(_DAYS[:3], of_articles).tolist() == [False, False, False]


def test_two_scopes_bound_by_both() -> None:
    """The later first day, the earlier last day, the outlets of both; nothing bounds less than something."""
    one, other = Scope(3, 9, frozenset({1, 2})), Scope(5, None, frozenset({2, 3}))
    assert one & other == Scope(5, 9, frozenset({2}))
    assert (one & Scope(), Scope() & one) == (one, one)
    assert (bool(Scope()), bool(Scope(last=4)), bool(Scope(sources=frozenset()))) == (False, True, True)


def test_what_is_favoured_counts_more() -> None:
    """Within walls from day 2 to day 5: near is day 3, wanted is outlet 1; what has neither counts .8 of .8."""
    favour = Favour(Scope(2, 5), Scope(3, 3), Scope(sources=frozenset({1})), 0.8)
    factor = favour.factor(np.int32([1, 2, 3, 3, 4, 0]), np.int32([1, 0, 0, 1, 1, 1]))
    assert factor.tolist() == pytest.approx([0, 0.64, 0.8, 1, 0.8, 0])
