"""Search and reading for a question that leans on the one before: two searches, one ranking, one article read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.conversation import HALF, LITTLE, WHOLLY, Condensed, article_text
from bot.speakers import speaks, who_speaks
from bot.topics import share_in
from embeddings.articles.chunking import chunk
from embeddings.schema import Article, Hit, Passage
from embeddings.search.retriever import Found
from embeddings.text import sentences

#: How many hits of each search are looked at.
DEPTH = 30
#: What the article in focus gains, and what another one of the topic does, as a share of its score, when all words of
#: the question stand in it.
FOCUS_GAIN, TOPIC_GAIN = 0.5, 0.2
#: What an article without any word of the topic loses, as a share of its score, when the question wholly leans on it.
STRANGER_LOSS = 0.6
#: What an article loses in which the one whose words are asked for does not speak.
SILENT_LOSS = 0.5
#: Share of the topic's words that an article of the topic holds; share of the question's own where it names another.
TOPICAL, ALL_OWN = 0.5, 0.9
#: Share of a question's words in the title of what is found for them alone that makes them a subject.
TITLED = 0.34
#: So many of those titles are looked at.
TITLES = 3
#: Share of a question's own words in the best passage from which on they alone choose the sentence.
OWN_WORDS = 0.5
#: A passage shorter than this is not worth reading, in characters.
_WORTH = 10


def search_in_turn(
    search: Callable[[str, int], Found], asked: Condensed, k: int, shown: Sequence[str] = ()
) -> tuple[Found, float]:
    """Give at most k hits for a question in its conversation, and how far it leans; articles of `shown` are left out.

    `search` takes a question and the number of hits. The whole question and what was said now are searched for, and
    the scores of an article are added as far as the one leans on the other.
    """
    left_out = set(shown)
    if asked.lean == 0:
        return search(asked.question, k), 0.0
    whole = search(asked.question, DEPTH + len(left_out))
    if whole.order != "best":
        # Scores have no say in the order by date.
        return replace(whole, hits=tuple(hit for hit in whole.hits if not left_out & _members(hit))[:k]), asked.lean
    alone = search(asked.alone, DEPTH) if asked.words and asked.lean < 1 else None
    share = _lean(asked, alone.hits if alone else ())
    speaker = who_speaks(asked)
    best: dict[str, tuple[float, Hit]] = {}
    least = 0.0
    for found, weight in ((alone, 1 - share), (whole, share)):
        if found is None:
            continue
        # What is further down is taken to be as good as the last one looked at.
        last = found.hits[-1].score if len(found.hits) >= DEPTH else 0.0
        for hit in found.hits:
            score, first = best.get(hit.article.id, (0.0, hit))
            best[hit.article.id] = (score + weight * (hit.score - last), first)
        least += weight * last
    gained = [((least + score) * _weight(asked, share, speaker, hit), hit) for score, hit in best.values()]
    ranked = sorted(gained, key=lambda pair: -pair[0])
    hits = [Hit(hit.article, hit.passage, score, hit.also) for score, hit in ranked if not left_out & _members(hit)]
    return replace(whole, hits=tuple(hits[:k])), share


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
    if asked.when and asked.when in asked.alone:
        pieces = [piece for piece in (_since(first.article, one, asked.when) for one in pieces) if piece] or pieces
    return [Hit(first.article, piece, first.score, first.also) for piece in pieces]


def question_for(asked: Condensed, hits: Sequence[Hit]) -> str:
    """Choose the words that look for the sentence: what was said now, where the best passage holds it, else the whole.

    The topic's words would draw the answer to the sentence that names the topic.
    """
    if asked.words and hits and share_in(asked.words, hits[0].text) >= OWN_WORDS:
        return asked.alone
    return asked.question


def topical(asked: Condensed, hit: Hit) -> bool:
    """Tell whether an article is of what the talk is about."""
    text = article_text(hit.article)
    if asked.near is None:
        return bool(asked.words) and share_in(asked.words, text) >= ALL_OWN
    return asked.near in _members(hit) or share_in(asked.about, text) >= TOPICAL


def _lean(asked: Condensed, alone: Sequence[Hit]) -> float:
    """Give how far a question leans; where that is open, what is found tells whether it has a subject of its own."""
    if not asked.words:
        return WHOLLY
    titled = any(share_in(asked.words, hit.article.title) >= TITLED for hit in alone[:TITLES])
    if asked.lean != HALF or not titled:
        return asked.lean
    return LITTLE


def _weight(asked: Condensed, lean: float, speaker: str | None, hit: Hit) -> float:
    """Weigh an article by how much it has to do with what the talk is about."""
    text = article_text(hit.article)
    heard = speaker is None or speaks(speaker, text)
    silence = 1.0 if heard else 1 - SILENT_LOSS
    own = share_in(asked.words, text)
    if asked.near is None:
        # Another day or another place was named: the words of the topic are no longer to be trusted, the new ones are.
        return silence * (1 - STRANGER_LOSS * lean * (1 - own))
    if heard and asked.near in _members(hit):
        return 1 + FOCUS_GAIN * lean * own
    home = share_in(asked.about, text)
    return silence * (1 - STRANGER_LOSS * lean * (1 - home) + TOPIC_GAIN * lean * own * home)


def _members(hit: Hit) -> set[str]:
    return {hit.article.id, *(other.id for other in hit.also)}


def _since(article: Article, passage: Passage, when: str) -> Passage | None:
    """Give a passage from the sentence on that names a time, None where none does."""
    for start, end in sentences(article.body):
        if passage.start <= start < passage.end and when in article.body[start:end]:
            return Passage(passage.article_id, start, passage.end, passage.heading)
    return None


def _around(article: Article, passage: Passage, told: str) -> Iterator[Passage]:
    """Cut a passage where it tells again what was told."""
    place = article.body.find(told, passage.start, passage.end) if told else -1
    if place < 0:
        yield passage
        return
    for start, end in ((place + len(told), passage.end), (passage.start, place)):
        if len(article.body[start:end].strip()) >= _WORTH:
            yield Passage(passage.article_id, start, end, passage.heading)
