"""The written answer: asked for once, checked sentence by sentence, given up when it is slow or down."""

import logging
import threading
import time
from collections.abc import Iterator

from bot.llm.citations import Sentence, verified
from bot.llm.completions import Completions, LlmError, SlowError
from bot.llm.cutter import Cutter
from bot.llm.prompt import given, messages
from bot.schema import Answer

_LOG = logging.getLogger(__name__)
#: Seconds that a whole written answer may take, unless WENXUN_LLM_TIMEOUT says otherwise.
TIMEOUT = 15.0
#: So many answers are written at once; who comes then gets the answer without a model.
AT_ONCE = 4
#: After the server was too slow nobody waits for it for so many seconds.
REST = 30.0
#: A written answer ends after so many sentences, and a model that writes on after so many characters.
SENTENCES, CHARACTERS = 6, 20_000


class Writer:
    """Writes answers with one model, in at most `seconds` each; safe to use from any number of threads."""

    def __init__(self, completions: Completions, seconds: float = TIMEOUT) -> None:
        self._completions, self._seconds = completions, seconds
        self._room = threading.BoundedSemaphore(AT_ONCE)
        self._rests_until = 0.0

    def sentences(self, question: str, answer: Answer) -> Iterator[Sentence]:
        """Answer `question`, which stands alone, from the hits of `answer`; each sentence comes once it is checked.

        Nothing comes for a refusal, and nothing more comes once the server is slow, down or has nothing to say.
        """
        passages = given(answer.hits)
        if answer.abstained or not passages:
            return
        topic = f"{question}\n{answer.text or ''}"
        told: set[str] = set()
        for raw in self._raw(messages(question, passages), self._seconds):
            sentence = verified(raw, passages, topic)
            if sentence is None:
                _LOG.info("a written sentence was dropped: its citation does not hold it")
            elif sentence.text not in told:
                told.add(sentence.text)
                yield sentence
            if len(told) == SENTENCES:
                return

    def line(self, request: list[dict[str, str]], share: float) -> str | None:
        """Give the first line that the model writes within a share of the time, or None."""
        return next(self._raw(request, self._seconds * share), None)

    def _raw(self, request: list[dict[str, str]], seconds: float) -> Iterator[str]:
        """Sentences as the model writes them."""
        if time.monotonic() < self._rests_until or not self._room.acquire(blocking=False):
            return
        cutter, read = Cutter(), 0
        try:
            for piece in self._completions.stream(request, seconds):
                yield from cutter.feed(piece)
                read += len(piece)
                if read > CHARACTERS:
                    return
            yield from cutter.finish()
        except LlmError as error:
            if isinstance(error, SlowError):
                self._rests_until = time.monotonic() + REST
            # What was checked before stands; the last sentence is not whole.
            _LOG.warning("the language model gave up: %s", error)
        finally:
            self._room.release()
