"""The course of events: of the reports on a topic, one line for each event, oldest first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from embeddings.schema import Hit
from embeddings.text import normalise, sentences

#: Events told at most.
MOST_EVENTS = 12
#: Lines of one day that share so much of the shorter one tell one event.
_SAME = 0.5
#: A line that holds so much of the topic's words is about it.
_ABOUT = 0.5
#: A sentence longer than this is no line, in characters.
_LINE = 100


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a report of a certain day tells; other reports of it are in `hit.also`."""

    hit: Hit
    text: str

    @property
    def day(self) -> date | None:
        """The day of the report."""
        return self.hit.article.day


def course(hits: Sequence[Hit], topic: str, most: int = MOST_EVENTS) -> tuple[Event, ...]:
    """Tell the events of dated hits, given best first: at most `most`.

    Each day gives one before any gives its second, and each month two before any gives its third.
    """
    wanted = _pairs(topic)
    told = [Event(hit, _line(hit, wanted)) for hit in hits if hit.article.day]
    # A report that has the topic in its title tells of it; another may only mention it.
    ranked = sorted(_joined(told), key=lambda event: _share(wanted, _pairs(_headline(event.hit))) < _ABOUT)
    days, months = Counter[str](), Counter[str]()
    turns: list[tuple[tuple[int, int], Event]] = []
    for event in ranked:
        day = str(event.day)
        turns.append(((days[day], months[day[:7]] // 2), event))
        days[day] += 1
        months[day[:7]] += 1
    chosen = [event for _, event in sorted(turns, key=lambda turn: turn[0])[:most]]
    return tuple(sorted(chosen, key=lambda event: event.hit.article.published or ""))


def _joined(events: Sequence[Event]) -> Iterator[Event]:
    """Join the events of one day whose lines are alike under the first of them."""
    left = list(events)
    while left:
        first, *rest = left
        same = [one for one in rest if one.day == first.day and _alike(first.text, one.text)]
        others = (article for one in same for article in (one.hit.article, *one.hit.also))
        yield replace(first, hit=replace(first.hit, also=(*first.hit.also, *others)))
        left = [one for one in rest if one not in same]


def _line(hit: Hit, wanted: set[str]) -> str:
    """Take the headline where it is about the topic, else the sentence of the passage that is most so."""
    headline = _headline(hit)
    passage = hit.text
    spans = [passage[start:end] for start, end in sentences(passage) if end - start <= _LINE]
    best = max(spans, key=lambda text: _share(wanted, _pairs(text)), default=headline)
    enough = _share(wanted, _pairs(headline)) >= min(_ABOUT, _share(wanted, _pairs(best)))
    return headline if enough else best


def _headline(hit: Hit) -> str:
    return hit.passage.heading.strip() or hit.article.title.strip()


def _alike(one: str, other: str) -> bool:
    left, right = _pairs(one), _pairs(other)
    return len(left & right) >= _SAME * max(1, min(len(left), len(right)))


def _share(wanted: set[str], pairs: set[str]) -> float:
    return len(wanted & pairs) / len(wanted) if wanted else 1.0


def _pairs(text: str) -> set[str]:
    letters = "".join(char for char in normalise(text) if char.isalnum())
    return {letters[place : place + 2] for place in range(max(1, len(letters) - 1))}
