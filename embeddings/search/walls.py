"""Which articles a search may return, and how much a day counts against those outside a window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from embeddings.index.engine import Scope
from embeddings.search.dates import Window
from embeddings.search.outlets import plain_name

#: What an article outside the window keeps of its score.
OUTSIDE = 0.8
#: Longest window, in days, that counts as naming a day, and as naming a month or a quarter.
_DAYS, _MONTHS = 3, 100
#: Reports lag behind what they report: days after the window that still count as inside, by its length. A day's news
#: is out within two days, a month's figures within the next month, a year's in the first weeks of the next.
_LAG_DAYS, _LAG_MONTHS, _LAG_YEARS = 2, 35, 60


@dataclass(frozen=True, slots=True)
class Walls:
    """What bounds a search: days, both included, and an outlet; None where there is no bound."""

    since: date | None = None
    until: date | None = None
    source: str | None = None

    def __bool__(self) -> bool:
        """Whether there is any."""
        return (self.since, self.until, self.source) != (None, None, None)


def lets_in(walls: Walls, sources: Sequence[str]) -> Scope:
    """Bound articles by walls; `sources` are the outlets of the index."""
    in_time = Scope.between(walls.since, walls.until)
    return in_time if walls.source is None else in_time & from_source(sources, walls.source)


def shut(walls: Walls, sources: Sequence[str], holds: Callable[[Scope], bool]) -> Walls | None:
    """Tell which walls alone keep out every article; `holds` tells whether there is any in a scope."""
    if not walls or holds(lets_in(walls, sources)):
        return None
    if walls.source is None:
        return walls
    if not holds(from_source(sources, walls.source)):
        return Walls(source=walls.source)
    return walls if holds(Scope.between(walls.since, walls.until)) else Walls(walls.since, walls.until)


def preferred(window: Window) -> Scope:
    """Bound the days whose reports may be of what happened in the window."""
    length = (window.until - window.since).days + 1 if window.since and window.until else _MONTHS + 1
    lag = _LAG_DAYS if length <= _DAYS else _LAG_MONTHS if length <= _MONTHS else _LAG_YEARS
    # A day named from another time zone, or announced the evening before.
    lead = 1 if length <= _DAYS else 0
    return Scope.between(window.since, window.until).widened(lead, lag)


def from_source(sources: Sequence[str], wanted: str) -> Scope:
    """Bound articles to the outlets that bear the wanted name, in full or in part, whatever the characters."""
    plain = plain_name(wanted)
    return Scope(sources=frozenset(place for place, name in enumerate(sources) if plain in plain_name(name)))


def of_outlet(sources: Sequence[str], names: Sequence[str]) -> Scope:
    """Bound articles to the outlets that bear one of these very names."""
    return Scope(sources=frozenset(place for place, name in enumerate(sources) if name in names))
