"""The only door to asking: a question in, an answer out, whichever generation is live."""

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TypeVar

from bot.answering import ABSTAIN_BELOW
from bot.conversation import Condensed, State, alone, condense, remember
from bot.conversation_store import ConversationStore
from bot.llm.condense import written_out
from bot.llm.writing import Writer
from bot.places import Places
from bot.reader.hits import shipped_reader
from bot.schema import QUESTION_LIMIT, Answer, IndexInfo, Query
from bot.suggestions import suggestions
from bot.turns import take_turn
from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter
from embeddings.errors import GenerationGoneError, IndexUnusableError, QuestionError
from embeddings.index.engine import Engine, Origin
from embeddings.schema import Article
from embeddings.search.local import LocalOrigin
from embeddings.search.retriever import Found, Retriever
from embeddings.search.trace import SILENT, Trace

_T = TypeVar("_T")
_LOG = logging.getLogger(__name__)
_SHANGHAI = timezone(timedelta(hours=8))
#: How often a question may look whether another generation has become live, in seconds.
_LOOK_EVERY = 1.0
_MOST_HITS = 50
#: How many questions are answered at once: threads only take the interpreter from each other (with a second one no more
#: are answered, and an answer at hand waits three times as long). Where the index is elsewhere, most only wait for it.
_AT_ONCE, _AT_ONCE_AFAR = 1, 32
#: Half a surrogate pair: what is left of bytes that are no UTF-8, or of a broken JSON escape.
_BROKEN = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Live:
    engine: Engine
    retriever: Retriever
    info: IndexInfo


class Service:
    """Answers questions over the live index; safe to call from any number of threads.

    A generation that becomes live while the service runs is opened in the background and taken up by the questions
    that come after; those under way keep the one they began with. Conversations are kept in `conversations`, which the
    service closes; in memory without it. With a `writer` a language model writes an answer as well.
    """

    def __init__(
        self,
        index: Path | Origin,
        encoder: Encoder,
        segmenter: Segmenter,
        abstain_below: float | None = None,
        conversations: ConversationStore | None = None,
        matcher: LateInteraction | None = None,
        writer: Writer | None = None,
    ) -> None:
        self._origin = LocalOrigin(index, encoder, segmenter, matcher) if isinstance(index, Path) else index
        self._encoder = encoder
        self._segmenter = segmenter
        self._matcher = matcher
        self._abstain_below = ABSTAIN_BELOW if abstain_below is None else abstain_below
        self._conversations = conversations or ConversationStore()
        self._writer = writer
        self._places = Places(_AT_ONCE if isinstance(self._origin, LocalOrigin) else _AT_ONCE_AFAR)
        self._live: _Live | None = None
        self._reloading = threading.Lock()
        self._looked = 0.0
        self._refused: str | None = None
        self._closed = False

    def ask(self, query: Query, trace: Trace = SILENT) -> Answer:
        """Answer one question; with a language model, after what it writes, but no later than it may.

        `trace` takes notes of every stage.

        Raises:
            QuestionError: the question is empty or too long, or the days contradict each other.
            IndexUnusableError: there is no index that can be used.

        """
        return [piece for piece in self.stream(query, trace) if isinstance(piece, Answer)][-1]

    def stream(self, query: Query, trace: Trace = SILENT) -> Iterator[Answer | str]:
        """Answer one question piece by piece: the answer at once, each written sentence once checked, the whole answer.

        Without a language model, for a refusal, and when nothing was written that holds, the answer alone comes.
        Raises what `ask` raises, before anything comes.
        """
        began = time.perf_counter()
        answer, asked = self._again(lambda: self._answer(query, trace))
        yield answer
        # A course of events and an article's own data are told as they are.
        if self._writer is None or not query.write or asked.asks is not None or answer.events:
            return
        written, cited = [], list[int]()
        with trace.timed("writing"):
            for sentence in self._writer.sentences(asked.question, answer):
                yield sentence.text
                written.append(sentence.text)
                cited += sentence.citations
        if written:
            citations, took = tuple(dict.fromkeys(cited)), (time.perf_counter() - began) * 1000
            yield replace(answer, written="".join(written), citations=citations, took_ms=took)

    def suggest(self, answer: Answer) -> tuple[str, ...]:
        """Up to three next questions that the live index was seen to answer; takes a fraction of a second."""
        return suggestions(answer, self.ask)

    def _answer(self, query: Query, trace: Trace) -> tuple[Answer, Condensed]:
        """Answer in the articles' own words, and tell what was read as asked."""
        began = time.perf_counter()
        _check(query)
        live = self._current()
        today = query.today or datetime.now(_SHANGHAI).date()
        with trace.timed("conversation"):
            state, asked, focus = State(), alone(query.question), None
            if query.conversation_id:
                state = self._conversations.load(query.conversation_id)
                focus = live.engine.find(state.focus) if state.focus else None
                asked = condense(query.question, state, focus, today)
                if self._writer is not None and query.write:
                    asked = written_out(self._writer, asked, state)

        def search(question: str, k: int) -> Found:
            with trace.timed("ranking"):
                return live.retriever.search(
                    question, k, today, query.since, query.until, query.source, trace, read_again=asked.lean == 0
                )

        with self._places, trace.timed("answering"):
            turn = take_turn(search, asked, min(query.k, _MOST_HITS), focus, state.shown, state.told)
        below = self._abstain_below * turn.wanted
        trace.judged(turn.confidence, below)
        abstained = turn.text is None or turn.confidence < below
        answer = Answer(
            question=query.question,
            text=None if abstained else turn.text,
            hits=turn.found.hits,
            abstained=abstained,
            index=live.info,
            span=None if abstained else turn.span,
            note=None if abstained else turn.note,
            window=turn.found.window,
            outside=turn.found.outside,
            order=turn.found.order,
            as_of=turn.found.as_of,
            events=() if abstained else turn.found.events,
            outlet=turn.found.outlet,
            astray=turn.found.astray,
            wall=turn.found.wall,
            conversation_id=query.conversation_id,
            took_ms=(time.perf_counter() - began) * 1000,
        )
        if query.conversation_id:
            self._conversations.save(query.conversation_id, remember(state, replace(asked, lean=turn.lean), answer))
        return answer, asked

    @property
    def writes(self) -> bool:
        """Whether a language model writes answers as well."""
        return self._writer is not None

    def forget(self, conversation_id: str) -> bool:
        """Delete all that is kept of a conversation; tell whether there was anything."""
        return self._conversations.delete(conversation_id)

    def article(self, article_id: str) -> Article | None:
        """One article of the live index, or None."""
        return self._again(lambda: self._current().engine.find(article_id))

    def sources(self) -> list[tuple[str, int]]:
        """Outlets of the live index with their number of articles, the most frequent first."""
        return sorted(self._current().engine.outlets(), key=lambda pair: (-pair[1], pair[0]))

    @property
    def opened(self) -> bool:
        """Whether an index is open, so that nobody has to wait for it."""
        return self._live is not None

    def info(self) -> IndexInfo:
        """Which index answers now."""
        return self._current().info

    def reload(self) -> bool:
        """Take up the generation that is live on disk; tell whether it is another one than before."""
        with self._reloading:
            if self._closed:
                raise IndexUnusableError("索引已经关闭，请重新启动。")
            name = self._origin.current()
            if self._live is not None and self._live.info.generation == name:
                return False
            self._live = self._open()
            return True

    def close(self) -> None:
        """Let go of the index and of the conversations."""
        with self._reloading:
            live, self._live, self._closed = self._live, None, True
        self._conversations.close()
        if live is not None:
            live.engine.close()
        self._origin.close()

    def _again(self, ask: Callable[[], _T]) -> _T:
        """Ask, and once more where the generation in use was removed meanwhile: another is live by then."""
        try:
            return ask()
        except GenerationGoneError:
            self.reload()
            return ask()

    def _current(self) -> _Live:
        live = self._live
        while live is None:
            self.reload()
            live = self._live
        if time.monotonic() - self._looked > _LOOK_EVERY and not self._reloading.locked():
            self._looked = time.monotonic()
            # No question waits for this: the answer may come from another machine.
            threading.Thread(target=self._look, args=(live,), name="reload", daemon=True).start()
        return live

    def _look(self, live: _Live) -> None:
        name = self._origin.current()
        # What was refused once is not tried again every second: a generation never changes.
        if name in (None, live.info.generation, self._refused):
            return
        try:
            self.reload()
        except IndexUnusableError as error:
            self._refused = name
            _LOG.error("the new index was not taken up: %s", error)

    def _open(self) -> _Live:
        engine = self._origin.open()
        about = engine.about
        newest = date.fromordinal(about.newest) if about.newest else None
        info = IndexInfo(about.generation, about.built_at, about.articles, about.passages, newest)
        return _Live(
            engine, Retriever(engine, self._encoder, self._segmenter, self._matcher, shipped_reader().reranked), info
        )


def _check(query: Query) -> None:
    if not query.question.strip():
        raise QuestionError("问题是空的，请写一句想问的话。")
    if len(query.question) > QUESTION_LIMIT:
        raise QuestionError(f"问题太长（{len(query.question)} 字），请缩到 {QUESTION_LIMIT} 字以内。")
    if _BROKEN.search(f"{query.question}{query.source or ''}{query.conversation_id or ''}"):
        raise QuestionError("问题里有残缺的字符，请检查输入的编码，再问一次。")
    if query.k < 1:
        raise QuestionError("结果条数至少是 1。")
    if query.since and query.until and query.since > query.until:
        raise QuestionError(f"开始日期 {query.since} 晚于结束日期 {query.until}，请对调。")
