"""A server that speaks the OpenAI chat API over real HTTP and says what a test has written down for it."""

import json
import sys
import threading
from collections.abc import Sequence
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class Act(Enum):
    """What a server does beside saying something."""

    STALL = "say nothing more, and keep the connection"
    PING = "send a comment, which is no word"
    DROP = "break the connection off"
    GARBAGE = "send what is no JSON"
    LIMIT = "stop for its limit of tokens"


Script = Sequence[str | Act | int]


class _Server(ThreadingHTTPServer):
    """Says nothing of clients who leave: leaving is what many a test is about."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell all but broken connections."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class OpenAiServer:
    """Each request plays the next script (the last one again and again): words, acts, or an HTTP status to refuse with.

    `requests` holds the body of every request, `keys` what stood in its Authorization header.
    """

    def __init__(self, *scripts: Script) -> None:
        self.scripts = list(scripts)
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.asked = threading.Event()
        self.left = threading.Event()
        self._released = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL of the API."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        """Serve."""
        self._thread.start()
        return self

    def release(self) -> None:
        """Break off what is stalled, and stall no more."""
        self._released.set()

    def __exit__(self, *_: object) -> None:
        """Let stalled requests go, and stop."""
        self.release()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(60)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.requests.append(body)
                outer.keys.append(self.headers["Authorization"])
                script = outer.scripts.pop(0) if len(outer.scripts) > 1 else outer.scripts[0]
                outer.asked.set()
                try:
                    if script and isinstance(script[0], int):
                        self._refuse(script[0])
                    elif body.get("stream"):
                        self._play(script)
                except OSError:
                    outer.left.set()
                    self.close_connection = True

            def _refuse(self, status: int) -> None:
                # Real servers repeat the key in such words.
                told = json.dumps({"error": {"message": f"wrong key: {self.headers['Authorization']}"}}).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def _play(self, script: Script) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                reason = "stop"
                for step in script:
                    match step:
                        case str():
                            self._event(chunk(step))
                        case Act.PING:
                            self._chunk(b": ping\n\n")
                        case Act.GARBAGE:
                            self._chunk(b"data: {no json\n\n")
                        case Act.LIMIT:
                            reason = "length"
                        case Act.STALL:
                            outer._released.wait(600)
                            self.close_connection = True
                            return
                        case Act.DROP:
                            self.close_connection = True
                            return
                self._event(chunk("", reason))
                self._chunk(b"data: [DONE]\n\n")
                self._chunk(b"")

            def _event(self, value: dict[str, Any]) -> None:
                self._chunk(b"data: " + json.dumps(value).encode() + b"\n\n")

            def _chunk(self, data: bytes) -> None:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
                self.wfile.flush()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


def chunk(text: str, reason: str | None = None) -> dict[str, Any]:
    """One piece of a streamed completion."""
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": reason}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}
