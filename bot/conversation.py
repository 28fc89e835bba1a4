"""A question in its conversation: what it leans on, and what is kept of its answer for the next one."""

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.followups import Asks, Cue, read_cue
from bot.schema import Answer
from bot.topics import dated, names, replaced, share_in, time_words, topic_words, without
from embeddings.schema import Article
from embeddings.search.intents import read_order, topic_of

#: Words of the topic kept, and articles remembered as shown.
WORDS_KEPT, SHOWN_KEPT = 8, 50
#: How much the whole of a question counts beside what was said now, by how far it leans on the one before.
WHOLLY, MOSTLY, HALF, LITTLE = 1.0, 0.7, 0.5, 0.3
#: Share of a question's words that stand in the topic or the article in focus, from which on it is asked of them.
AT_HOME = 0.6
#: Share of the topic's words that a found article must hold for the talk to be of the same topic.
SAME_TOPIC = 0.5
#: The same where the question leaned little.
KEPT_TOPIC = 0.75
#: Characters of its own that a question has at most when it cannot stand alone.
SHORT = 4
# 最近有什么新闻 asks of everything, 有什么新消息 of what the talk is about.
_ANYTHING = re.compile("新闻|大事|要闻|头条")


@dataclass(frozen=True, slots=True)
class State:
    """What is kept of a conversation: no name, no text but words of its questions and the sentence last told.

    `anchor` holds the words of the question that opened the topic, `recent` those of the last one, `when` the words of
    its time. `focus` is the id of the article last answered from and `day` its day of publication; `shown` are the
    articles answered from so far.
    """

    anchor: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    when: str = ""
    focus: str | None = None
    day: date | None = None
    shown: tuple[str, ...] = ()
    told: str = ""


@dataclass(frozen=True, slots=True)
class Condensed:
    """A question that can be searched for by itself.

    `question` is the whole of it with the topic's words, `alone` what was said now, and `lean` tells how much the
    first counts beside the second (0 to 1; 0 for a fresh question). `focus` is the article that it is asked of, if it
    stays with one, `near` the one it may stay with, and `about` the words of the topic it leans on. `asks` is answered
    from that article's own data (MORE: from articles not shown yet). `again` asks for other sentences than the one
    told. `words` and `when` are its own words and the words of its time, `topic` what the next question leans on when
    this one is answered.
    """

    question: str
    alone: str
    lean: float = 0.0
    focus: str | None = None
    asks: Asks | None = None
    again: bool = False
    words: tuple[str, ...] = ()
    when: str = ""
    topic: tuple[str, ...] = ()
    near: str | None = None
    about: tuple[str, ...] = ()

    @property
    def fresh(self) -> bool:
        """Whether the question stands alone."""
        return self.lean == 0


def alone(question: str) -> Condensed:
    """Read a question without a conversation: it leans on none, and none will lean on it."""
    rest = read_cue(question).rest
    return Condensed(rest, rest)


def condense(question: str, state: State, focus: Article | None, today: date) -> Condensed:
    """Read a question in its conversation; `focus` is the article that `state` names, if the index still has it."""
    cue = read_cue(question)
    when = time_words(cue.rest, today)
    # 最新 and 来龙去脉 ask this question for an order; the next one asks for its own.
    ordered = read_order(cue.rest) != "best"
    words = topic_words(without(topic_of(cue.rest) if ordered else cue.rest, when))
    anything = ordered and not words and bool(_ANYTHING.search(cue.rest))
    if cue.apart or anything or not (state.anchor or state.recent):
        return Condensed(cue.rest, cue.rest, words=words, when=when, topic=words)
    if cue.asks is Asks.MORE or (cue.asks and focus is not None):
        whole = " ".join(dict.fromkeys((state.when, *state.anchor, *state.recent))).strip()
        stays = focus.id if focus and cue.asks is not Asks.MORE else None
        return Condensed(whole, cue.rest, WHOLLY, stays, cue.asks, when=state.when, topic=state.anchor)
    kept = replaced(state.anchor, words) if cue.swap else state.anchor
    swapped = kept != state.anchor or (cue.swap and bool(when) and not words)
    moved = swapped or bool(when and state.when and when != state.when)
    lean = _lean(cue, words, state, focus, swapped)
    if ordered and words and not cue.pointing and not _at_home(words, state, focus):
        # Whoever asks for the newest of something, or for its course, names what.
        return Condensed(cue.rest, cue.rest, words=words, when=when, topic=words)
    if moved and words and not swapped:
        lean = min(lean, LITTLE)
    rest = cue.rest
    if when:
        full = dated(when, state.day)
        rest, when = rest.replace(when, full, 1), full
    elif lean >= HALF:
        when = state.when
    carried = (when, *kept, *(state.recent if not words else ()))
    whole = " ".join((*dict.fromkeys(word for word in carried if word and word not in rest), rest))
    stays = focus.id if focus and not moved and (not words or _at_home(words, state, focus)) else None
    topic = (*kept, *words) if swapped else state.anchor
    near = focus.id if focus and not moved else None
    return Condensed(whole, cue.rest, lean, stays, None, cue.again, words, when, topic, near, kept)


def remember(state: State, asked: Condensed, answer: Answer) -> State:
    """Keep of an answer what the next question may lean on; a refusal leaves the focus where it was."""
    if asked.asks and asked.asks is not Asks.MORE:
        return state
    before = State() if asked.fresh else state
    top = answer.hits[0] if answer.hits and not answer.abstained else None
    if asked.asks:
        anchor, recent = state.anchor, state.recent
    elif top and top.article.id != state.focus and _elsewhere(asked, state, top.article):
        # It stood alone after all.
        anchor, recent = asked.words, ()
    else:
        anchor, recent = asked.topic, tuple(word for word in asked.words if word not in asked.topic)
    kept = replace(before, anchor=anchor[:WORDS_KEPT], recent=recent[:WORDS_KEPT], when=asked.when)
    if top is None:
        return kept
    names = (top.article.id, *(other.id for other in top.also))
    shown = tuple(dict.fromkeys((*before.shown, *names)))[-SHOWN_KEPT:]
    return replace(kept, focus=top.article.id, day=top.article.day, shown=shown, told=answer.text or "")


def _lean(cue: Cue, words: tuple[str, ...], state: State, focus: Article | None, swapped: bool) -> float:
    if not words:
        return WHOLLY
    if swapped:
        return MOSTLY
    if _at_home(words, state, focus):
        return MOSTLY
    if cue.turning:
        return LITTLE
    if sum(map(len, words)) <= SHORT:
        return MOSTLY
    text = " ".join(state.anchor) + (article_text(focus) if focus else "")
    if any(name not in text for name in names(words)):
        return HALF if cue.pointing else LITTLE
    return HALF


def _at_home(words: tuple[str, ...], state: State, focus: Article | None) -> bool:
    """Tell whether a question's words are those of the topic or of the article in focus; one character says nothing."""
    text = " ".join(state.anchor) + (article_text(focus) if focus else "")
    return sum(map(len, words)) > 1 and share_in(words, text) >= AT_HOME


def _elsewhere(asked: Condensed, state: State, article: Article) -> bool:
    """Tell whether an article that answered says that the subject has changed."""
    shared = share_in(state.anchor, article_text(article))
    return (asked.lean <= LITTLE and shared < KEPT_TOPIC) or (asked.lean <= HALF and shared < SAME_TOPIC)


def article_text(article: Article) -> str:
    """Give all that an article says."""
    return f"{article.title}\n{article.body}"
