"""Which articles a search may return, and how much a day counts against those outside a window."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from embeddings.search.dates import Window
from embeddings.text import normalise, simplified

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


def lets_in(
    walls: Walls, days: NDArray[np.int32], article_source: NDArray[np.int32], sources: Sequence[str]
) -> tuple[NDArray[np.bool_], Walls | None]:
    """Tell for each article whether the walls let it in, and which of them alone keep out every one."""
    in_time = within(days, walls.since, walls.until)
    if walls.source is None:
        return in_time, walls if walls and not in_time.any() else None
    from_it = from_source(article_source, sources, walls.source)
    allowed = in_time & from_it
    if allowed.any():
        return allowed, None
    if not from_it.any():
        return allowed, Walls(source=walls.source)
    return allowed, walls if in_time.any() else Walls(walls.since, walls.until)


def within(days: NDArray[np.int32], since: date | None, until: date | None) -> NDArray[np.bool_]:
    """Tell for each day (proleptic ordinal, 0 = none) whether it lies between two dates; none lies in no bounds."""
    if since is None and until is None:
        return np.ones(len(days), dtype=bool)
    inside = days > 0
    if since is not None:
        inside &= days >= since.toordinal()
    if until is not None:
        inside &= days <= until.toordinal()
    return inside


def preferred(days: NDArray[np.int32], window: Window) -> NDArray[np.bool_]:
    """Tell for each day whether a report of what happened in the window may be of that day."""
    length = (window.until - window.since).days + 1 if window.since and window.until else _MONTHS + 1
    lag = _LAG_DAYS if length <= _DAYS else _LAG_MONTHS if length <= _MONTHS else _LAG_YEARS
    # A day named from another time zone, or announced the evening before.
    lead = 1 if length <= _DAYS else 0
    inside = days > 0
    if window.since is not None:
        inside &= days >= window.since.toordinal() - lead
    if window.until is not None:
        inside &= days <= window.until.toordinal() + lag
    return inside


def from_source(article_source: NDArray[np.int32], sources: Sequence[str], wanted: str) -> NDArray[np.bool_]:
    """Tell for each article whether its outlet is the wanted one, in full or in part, whatever the characters."""
    plain = _plain(wanted)
    places = [place for place, name in enumerate(sources) if plain in _plain(name)]
    return np.isin(article_source, places)


def of_outlet(article_source: NDArray[np.int32], sources: Sequence[str], names: Sequence[str]) -> NDArray[np.bool_]:
    """Tell for each article whether its outlet bears one of these very names."""
    return np.isin(article_source, [place for place, name in enumerate(sources) if name in names])


def _plain(name: str) -> str:
    return simplified(normalise(name)).strip()
