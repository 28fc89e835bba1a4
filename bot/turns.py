"""One turn of a conversation: the question read in its place, the search and the words that answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.answering import choose
from bot.conversation import HALF, Condensed, article_text
from bot.focus import Told, tell
from bot.following import question_for, readings, search_in_turn, topical
from bot.followups import Asks
from bot.ordered import choose_in_order
from bot.question_type import Kind, read_ask
from bot.topics import share_in
from embeddings.articles.chunking import chunk
from embeddings.schema import Article, Hit
from embeddings.search.retriever import Found
from embeddings.text import simplified

#: So many hits are read for the answer, however many are shown, so that every surface gives the same one.
READ = 10
#: Share of the usual confidence that is wanted of an answer where the question leans on the talk: none where it stays
#: with an article that has the asked detail (how sure an answer is, was learned from questions that stand alone), more
#: where that has no detail of the asked kind, or where the answer stands in an article about something else.
AT_HOME, WITHOUT_DETAIL, ELSEWHERE = 0.0, 2.0, 2.0
#: The same where several words were said now and none of them stands in the article: that much there hardly is.
STRANGE, _FEW = 4.0, 5
#: Kinds of detail that have no form by which they are known to be there.
_FORMLESS = frozenset((Kind.WHICH, Kind.SAID, Kind.WHY, Kind.HOW, Kind.YES_NO, Kind.WHAT))


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn found and the words chosen, with how sure they are (0 to 1).

    `lean` is how far the question was taken to lean on the one before, and `wanted` the share of the usual confidence
    that is enough for an answer in its place. `note` completes a date that `text` gives in part.
    """

    found: Found
    text: str | None
    span: tuple[int, int] | None
    confidence: float
    lean: float = 0.0
    wanted: float = 1.0
    note: str | None = None


def take_turn(
    search: Callable[[str, int], Found],
    asked: Condensed,
    k: int,
    focus: Article | None = None,
    shown: Sequence[str] = (),
    told: str = "",
) -> Turn:
    """Find and choose; `focus` is the article of `asked.focus`, `shown` and `told` what the talk has had so far.

    At most k hits are given, the one that the answer stands in among them.
    """
    found, lean = search_in_turn(search, asked, max(k, READ), shown if asked.asks is Asks.MORE else ())
    if asked.asks is not None and asked.asks is not Asks.MORE and focus is not None:
        hits = _with_focus_first(found.hits, focus, k)
        answer = tell(asked.asks, focus, hits[0].also, told)
        text, span = _completed(answer)
        return Turn(replace(found, hits=hits), text, span, 1.0, lean)
    if found.order != "best":
        chosen = choose_in_order(replace(found, hits=found.hits[:READ]))
        hits = found.hits
        holder = None if chosen.hit is None else hits[chosen.hit].article.id
        return Turn(replace(found, hits=_cut(hits, k, holder)), chosen.text, chosen.span, chosen.confidence, lean)
    read = readings(asked, found.hits[:READ], told)
    chosen = choose(_written_like(read, found.topic or question_for(asked, found.hits)), read)
    if chosen.hit is None:
        return Turn(replace(found, hits=found.hits[:k]), chosen.text, chosen.span, chosen.confidence, lean)
    hits = _cut(_showing(found.hits, read[chosen.hit]), k, read[chosen.hit].article.id)
    wanted = _wanted(asked, lean, read[chosen.hit], chosen.span is not None)
    return Turn(replace(found, hits=hits), chosen.text, chosen.span, chosen.confidence, lean, wanted, chosen.note)


def _wanted(asked: Condensed, lean: float, hit: Hit, marked: bool) -> float:
    """Ask nothing of an article that the talk is about and that has the asked detail, more of any other."""
    if lean < HALF:
        return 1.0
    if not topical(asked, hit):
        return ELSEWHERE if asked.near else 1.0
    ask = read_ask(asked.alone)
    if sum(map(len, asked.words)) > _FEW and not share_in(asked.words, article_text(hit.article)):
        return STRANGE
    named = ask.kind not in (Kind.WHO, Kind.NAME) or ask.head in article_text(hit.article)
    return AT_HOME if named and (marked or ask.kind in _FORMLESS) else WITHOUT_DETAIL


def _written_like(hits: Sequence[Hit], question: str) -> str:
    """Write a question in simplified characters where the best hit is, so that the words of both agree."""
    plain = simplified(question)
    return plain if plain != question and hits and simplified(hits[0].text) == hits[0].text else question


def _cut(hits: Sequence[Hit], k: int, holder: str | None) -> tuple[Hit, ...]:
    """Give the first k hits, the last of them the one of article `holder` where that was further down."""
    first = tuple(hits[:k])
    if holder is None or any(hit.article.id == holder for hit in first):
        return first
    return (*first[:-1], *(hit for hit in hits if hit.article.id == holder))


def _with_focus_first(hits: Sequence[Hit], focus: Article, k: int) -> tuple[Hit, ...]:
    """Put the article in focus on top, under its own name where it was folded under another one."""
    family = next((hit for hit in hits if focus.id in (hit.article.id, *(other.id for other in hit.also))), None)
    if family is not None and family.article.id == focus.id:
        first = family
    else:
        passages = chunk(focus)
        also = (family.article, *(one for one in family.also if one.id != focus.id)) if family else ()
        if not passages:
            return tuple(hits)
        first = Hit(focus, passages[0], family.score if family else 0.0, also)
    return (first, *(hit for hit in hits if hit is not family))[:k]


def _showing(hits: Sequence[Hit], read: Hit) -> tuple[Hit, ...]:
    """Show of the article that answers the passage that was read."""
    return tuple(
        Hit(hit.article, read.passage, hit.score, hit.also) if hit.article.id == read.article.id else hit
        for hit in hits
    )


def _completed(told: Told) -> tuple[str, tuple[int, int]]:
    """Set the full date in brackets after the one that leaves something out."""
    if told.note is None:
        return told.text, told.span
    start, end = told.span
    note = f"（{told.note}）"
    return told.text[:end] + note + told.text[end:], (start, end + len(note))
