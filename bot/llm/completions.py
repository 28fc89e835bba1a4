"""Completions of an OpenAI-compatible server, streamed within a time that nothing can exceed (extra `llm`)."""

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from pydantic import SecretStr

from embeddings.errors import WenxunError

HOW_TO_INSTALL = "设了 WENXUN_LLM_BASE_URL，但没有安装 LLM 的客户端，请运行 pip install 'wenxun[llm]'。"
#: The first sign of life must come within this share of the time.
FIRST_SHARE = 0.5
#: Servers that ask for no key are given this one, so that no other key found in the environment is sent.
_NO_KEY = "none"


class LlmMissingError(WenxunError):
    """The package `openai` is not installed."""


class LlmError(Exception):
    """The server did not give a completion; the message never holds what was sent or received."""


class SlowError(LlmError):
    """The server took too long."""


class Completions:
    """Chat completions of one model; every call has a connection and a thread of its own and is never repeated.

    Raises:
        LlmMissingError: the extra is not installed.

    """

    def __init__(self, base_url: str, model: str, key: SecretStr | None = None) -> None:
        if find_spec("openai") is None:
            raise LlmMissingError(HOW_TO_INSTALL)
        # A second or more, which would count against the first answer; the client imports the rest when it is used.
        import openai
        import openai.resources.chat.completions

        self._openai = openai
        self._base_url, self._model, self._key = base_url, model, key

    def stream(self, messages: list[dict[str, str]], seconds: float) -> Iterator[str]:
        """Give the text as it comes; what is not given within `seconds` never comes.

        Raises:
            SlowError: the first word or the whole took too long.
            LlmError: the server cannot be reached, refused, broke off or sent what is no completion.

        """
        deadline = time.monotonic() + seconds
        call = _Call()
        threading.Thread(target=call.run, args=(self._pump(messages, seconds, call),), name="llm", daemon=True).start()
        try:
            while True:
                try:
                    piece = call.out.get(timeout=max(0.0, deadline - time.monotonic()))
                except queue.Empty:
                    raise SlowError(f"not done within {seconds:g} s") from None
                if isinstance(piece, LlmError):
                    raise piece
                if piece is None:
                    return
                yield piece
        finally:
            call.cancel()

    async def _pump(self, messages: list[dict[str, str]], seconds: float, call: "_Call") -> None:
        """Put the pieces of a completion, then None or the error that ended it."""
        try:
            async with (
                asyncio.timeout(seconds * FIRST_SHARE) as first,
                asyncio.timeout(seconds),
                self._client() as client,
            ):
                stream: Any = await client.chat.completions.create(
                    # No temperature and no limit of tokens: not every server takes them.
                    model=self._model,
                    messages=messages,
                    stream=True,
                )
                async for chunk in stream:
                    text, alive, done = _read(chunk)
                    if alive:
                        first.reschedule(None)
                    if text:
                        call.out.put(text)
                    if done:
                        # The stream is read to its end, or until the reader of the text cancels.
                        call.out.put(None)
            call.out.put(LlmError("broke off"))
        except TimeoutError:
            call.out.put(SlowError(f"nothing within {seconds * FIRST_SHARE:g} s, or not done within {seconds:g} s"))
        except self._openai.APIStatusError as error:
            call.out.put(LlmError(f"status {error.status_code}"))
        # Whatever the client raises over a broken stream is one thing here; its words may quote what was sent.
        except Exception as error:
            call.out.put(LlmError(type(error).__name__))

    def _client(self) -> Any:
        key = self._key.get_secret_value() if self._key else ""
        # Of these, too, the environment may hold some that are meant for another server.
        unsent: Any = {"OpenAI-Organization": self._openai.Omit(), "OpenAI-Project": self._openai.Omit()}
        return self._openai.AsyncOpenAI(
            base_url=self._base_url,
            api_key=key or _NO_KEY,
            max_retries=0,
            default_headers=unsent,
        )


class _Call:
    """One completion under way in a thread with a loop of its own."""

    def __init__(self) -> None:
        self.out: queue.SimpleQueue[str | LlmError | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._cancelled = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def run(self, pump: Any) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(self._hold(pump))

    def cancel(self) -> None:
        """End the call, from any thread, if it has not ended."""
        with self._lock:
            self._cancelled = True
            if self._loop is not None and self._task is not None:
                self._loop.call_soon_threadsafe(self._task.cancel)

    async def _hold(self, pump: Any) -> None:
        with self._lock:
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
            if self._cancelled:
                pump.close()
                return
        try:
            await pump
        finally:
            with self._lock:
                # From here on the loop may close at any moment.
                self._loop = None


def _read(chunk: Any) -> tuple[str, bool, bool]:
    """Read of a chunk its text, whether the model has begun (perhaps to think), and whether that was the end."""
    if not chunk.choices:
        return "", False, False
    choice = chunk.choices[0]
    text = choice.delta.content or ""
    thinking = getattr(choice.delta, "reasoning_content", None) or getattr(choice.delta, "reasoning", None)
    return text, bool(text or thinking), choice.finish_reason is not None
