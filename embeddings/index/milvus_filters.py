"""Scopes as Milvus reads them."""

from collections.abc import Iterator

from embeddings.index.engine import Favour, Scope

#: What holds of one row of each article, and of no other row.
ARTICLE = ("part == 0", "article >= 0")


def classes(favour: Favour) -> Iterator[Scope]:
    """Give scopes such that what is among the best of all, by favour, is among the best of one of them."""
    yield favour.walls
    for scope in (favour.near, favour.wanted, favour.near & favour.wanted):
        yield favour.walls & scope


def bounds(scope: Scope, *others: str) -> str:
    """Write a scope, and what else is asked of a row, as Milvus reads it."""
    bounds = list(others)
    if scope.is_dated:
        bounds.append(f"day >= {max(scope.first or 1, 1)}")
    if scope.last is not None:
        bounds.append(f"day <= {scope.last}")
    if scope.sources is not None:
        # No outlet has the place -2.
        bounds.append(f"source in {sorted(scope.sources) or [-2]}")
    return " and ".join(bounds)
