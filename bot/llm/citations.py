"""Whether a written sentence is held by the passages that it cites."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.clauses import split_clauses
from bot.llm.facts import contents, folded, names, negative, numbers, quoted, unknown_numbers, without_numbers
from bot.llm.prompt import source_text
from bot.topics import share_in, topic_words
from embeddings.schema import Hit

#: Share of a statement's content (pairs of characters of its content words) that must stand in what it cites.
SUPPORT = 0.6
#: The same for each of several passages cited together.
EACH = 0.25
#: Two clauses that share so much say, or deny, the same.
SAME = 0.6

_MARK = re.compile(r"\[(\d{1,3})\]")
_MARKS = re.compile(r"(?:\[\d{1,3}\])+")
_ADDRESS = re.compile(r"://|www\.|@|[a-z0-9\-]\.[a-z]{2,}", re.IGNORECASE)
_LIST_MARK = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.、)])\s+|^#+\s*")
_STOPS = "。！？!?…"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its marks, and the numbers that it cites, in order."""

    text: str
    citations: tuple[int, ...]


def verified(sentence: str, passages: Mapping[int, Hit], topic: str) -> Sentence | None:
    """Give the sentence if every statement in it is cited and held by what it cites, else None.

    `passages` are the hits given, by their numbers; `topic` is the question and, in lines of its own, the answer found
    without a model: a sentence that has nothing to do with either is not asked for, whatever passage it is taken from.
    """
    text = " ".join(_LIST_MARK.sub("", sentence.replace("*", "")).split())
    if _ADDRESS.search(text) or not share_any(topic, text):
        return None
    start = 0
    cited: list[int] = []
    for marks in _MARKS.finditer(text):
        ranks = [int(number) for number in _MARK.findall(marks[0])]
        hits = [passages[rank] for rank in ranks if rank in passages]
        if len(hits) < len(ranks) or not _held(text[start : marks.start()], hits, folded(topic.partition("\n")[0])):
            return None
        cited += ranks
        start = marks.end()
    if not cited or topic_words(text[start:]) or numbers(text[start:]):
        return None
    return Sentence(text if text[-1] in _STOPS + "”’」』）)" else f"{text}。", tuple(dict.fromkeys(cited)))


def share_any(topic: str, text: str) -> bool:
    """Tell whether a text has a content word, or a pair of characters of one, in common with a topic."""
    pairs = {word[i : i + 2] for word in topic_words(topic) for i in range(max(1, len(word) - 1))}
    return any(pair in text for pair in pairs)


def _held(statement: str, hits: list[Hit], question: str) -> bool:
    words = topic_words(without_numbers(statement))
    texts = [source_text(hit) for hit in hits]
    together = "\n".join(texts)
    if not words or share_in(words, together) < SUPPORT or any(share_in(words, text) < EACH for text in texts):
        return False
    known = frozenset(one for hit, text in zip(hits, texts, strict=True) for one in numbers(text, hit.article.day))
    if unknown_numbers(numbers(statement), known):
        return False
    haystack = folded(together)
    if any(name not in haystack for name in (*names(statement), *quoted(statement))):
        return False
    clauses = [statement[start:end] for start, end in split_clauses(statement, 0, len(statement))]
    return not any(_made_up(clause, question, haystack) or _denied(clause, together) for clause in clauses)


def _made_up(clause: str, question: str, haystack: str) -> bool:
    """Tell whether all that a clause says beyond the subject, which question and passages share, is in no passage."""
    added = [word for word in contents(clause) if word not in question or word not in haystack]
    return bool(added) and not numbers(clause) and not any(word in haystack for word in added)


def _denied(clause: str, text: str) -> bool:
    """Tell whether the clause of a text that is nearest to this one says the opposite."""
    words = topic_words(without_numbers(clause))
    likeness, nearest = 0.0, ""
    for start, end in split_clauses(text.replace("。", "；").replace("\n", "；"), 0, len(text)):
        other = text[start:end]
        theirs = topic_words(without_numbers(other))
        # The longer of two clauses may say more than the shorter.
        like = max(share_in(words, other), share_in(theirs, clause)) if words and theirs else 0.0
        if like > likeness:
            likeness, nearest = like, other
    return likeness >= SAME and negative(clause) != negative(nearest)
