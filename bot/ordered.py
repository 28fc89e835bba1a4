"""The words of an answer to a question for the newest reports or for the course of events, which asks no detail."""

from bot.answering import Chosen, choose
from bot.question_type import read_ask
from bot.topics import share_in, topic_words
from embeddings.schema import Hit
from embeddings.search.retriever import Found

#: Share of the topic's words that stand in one of the first hits when the articles tell of it.
TOLD = 0.5
#: So many hits are looked at for it; one of several on a topic may put it in other words.
_FIRST = 3


def choose_in_order(found: Found) -> Chosen:
    """Choose the words from hits in an order that the question asked for.

    The newest hit answers a question that names but a topic, and one that names none by its headline; one that asks a
    detail is answered by whichever has it.
    """
    if not found.hits:
        return Chosen(None, None, None, 0.0)
    newest = found.hits[0]
    if not found.topic:
        return Chosen(newest.passage.heading or newest.article.title, None, 0, 1.0)
    if read_ask(found.topic).start < len(found.topic):
        return choose(found.topic, found.hits)
    chosen = choose(found.topic, found.hits[:1])
    words = topic_words(found.topic)
    told = max(share_in(words, _text(hit)) for hit in found.hits[:_FIRST])
    # No detail is asked for that could be missing: whether the articles speak of the topic is all.
    confidence = 1.0 if told >= TOLD else min(told, chosen.confidence)
    return Chosen(chosen.text, None, chosen.hit, confidence)


def _text(hit: Hit) -> str:
    return f"{hit.article.title}\n{hit.passage.heading}\n{hit.text}"
