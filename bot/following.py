"""Search and reading for a question that leans on the one before: two searches, one ranking, one article read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.conversation import Condensed
from bot.topics import share_in
from embeddings.articles.chunking import chunk
from embeddings.schema import Article, Hit, Passage
from embeddings.search.retriever import Found

#: How many hits of each search are looked at.
DEPTH = 30
#: What the article in focus gains when the question's own words stand in it.
AT_HOME_BONUS = 0.15
#: Share of a question's own words in the best passage from which on they alone choose the sentence.
OWN_WORDS = 0.5
#: A passage shorter than this is not worth reading, in characters.
_WORTH = 10


def search_in_turn(search: Callable[[str, int], Found], asked: Condensed, k: int, shown: Sequence[str] = ()) -> Found:
    """Give at most k hits for a question in its conversation; articles of `shown` are left out.

    `search` takes a question and the number of hits. The whole question and what was said now are searched for, and
    the scores of an article are added as far as the one leans on the other.
    """
    left_out = set(shown)
    if asked.lean == 0:
        return search(asked.question, k)
    whole = search(asked.question, DEPTH + len(left_out))
    if whole.order != "best":
        # Scores have no say in the order by date.
        return replace(whole, hits=tuple(hit for hit in whole.hits if not left_out & _members(hit))[:k])
    share = asked.lean if asked.words else 1.0
    alone = search(asked.alone, DEPTH) if share < 1 else None
    best: dict[str, tuple[float, Hit]] = {}
    for found, weight in ((alone, 1 - share), (whole, share)):
        for hit in found.hits if found else ():
            score, first = best.get(hit.article.id, (0.0, hit))
            best[hit.article.id] = (score + weight * hit.score, first)
    for name, (score, hit) in best.items():
        if asked.focus is not None and asked.focus in _members(hit):
            best[name] = (score + AT_HOME_BONUS, hit)
    ranked = sorted(best.values(), key=lambda pair: -pair[0])
    hits = [Hit(hit.article, hit.passage, score, hit.also) for score, hit in ranked if not left_out & _members(hit)]
    return replace(whole, hits=tuple(hits[:k]))


def readings(asked: Condensed, hits: Sequence[Hit], told: str) -> list[Hit]:
    """Give what is read for the answer: the hits as they are, or the whole first article where the question leans.

    A question for more of the same does not read the sentence told before.
    """
    if asked.lean == 0 or not hits:
        return list(hits)
    first = hits[0]
    others = [passage for passage in chunk(first.article) if passage != first.passage]
    skip = told if asked.again else ""
    pieces = [piece for passage in (first.passage, *others) for piece in _around(first.article, passage, skip)]
    return [Hit(first.article, piece, first.score, first.also) for piece in pieces]


def question_for(asked: Condensed, hits: Sequence[Hit]) -> str:
    """Choose the words that look for the sentence: what was said now, where the best passage holds it, else the whole.

    The topic's words would draw the answer to the sentence that names the topic.
    """
    if asked.words and hits and share_in(asked.words, hits[0].text) >= OWN_WORDS:
        return asked.alone
    return asked.question


def _members(hit: Hit) -> set[str]:
    return {hit.article.id, *(other.id for other in hit.also)}


def _around(article: Article, passage: Passage, told: str) -> Iterator[Passage]:
    """Cut a passage where it tells again what was told."""
    place = article.body.find(told, passage.start, passage.end) if told else -1
    if place < 0:
        yield passage
        return
    for start, end in ((place + len(told), passage.end), (passage.start, place)):
        if len(article.body[start:end].strip()) >= _WORTH:
            yield Passage(passage.article_id, start, end, passage.heading)
