"""Scopes as Milvus reads them."""

from embeddings.index.engine import Favour, Scope
from embeddings.index.milvus_filters import ARTICLE, bounds, classes


def test_bounds_are_written_out() -> None:
    """An article without a day, 0, is in no bounds; no outlets at all are an outlet that nobody has."""
    assert bounds(Scope()) == ""
    assert bounds(Scope(first=5, last=9)) == "day >= 5 and day <= 9"
    assert bounds(Scope(last=9)) == "day >= 1 and day <= 9"
    assert bounds(Scope(first=-3)) == "day >= 1"
    assert bounds(Scope(sources=frozenset({3, 1}))) == "source in [1, 3]"
    assert bounds(Scope(sources=frozenset())) == "source in [-2]"
    assert bounds(Scope(last=9), *ARTICLE, "fold in [4]") == (
        "part == 0 and article >= 0 and fold in [4] and day >= 1 and day <= 9"
    )


def test_each_class_that_counts_more_is_asked_for() -> None:
    """All that the walls let in, what of it is near, what is wanted, and what is both; nothing twice."""
    walls, near, wanted = Scope(1, 9), Scope(3, 4), Scope(sources=frozenset({2}))
    favour = Favour(walls, near, wanted, 0.8)
    assert list(classes(favour)) == [walls, Scope(3, 4), Scope(1, 9, frozenset({2})), Scope(3, 4, frozenset({2}))]
    assert list(dict.fromkeys(classes(Favour(Scope(), Scope(), Scope(), 0.8)))) == [Scope()]
