"""Talking to Milvus: one connection, a limit on every wait, and one clear sentence for whatever goes wrong."""

import logging
import re
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from embeddings.errors import EngineUnreachableError, GenerationGoneError, IndexUnusableError

#: Longest waits, in seconds: for an answer to a question, and for the builder's larger requests. Within them pymilvus
#: itself tries again, later each time, while the server cannot be reached.
ASKING, BUILDING = 10.0, 300.0
#: Rests before what the server says may be tried again is, in seconds: a node that restarts, a collection that moves.
_RESTS = (0.1, 0.4, 1.6, 6.4)
_NOT_FOUND = 100
_NOT_LOADED = re.compile("collection not loaded|in state '(?:released|loading)'")
#: How often an idle connection is tried, in milliseconds; servers hang up on those who try more often.
_KEEP_ALIVE = 600_000
_UNREACHABLE = ("UNAVAILABLE", "DEADLINE_EXCEEDED")
_REFUSED = ("UNAUTHENTICATED", "PERMISSION_DENIED")


@dataclass(frozen=True, slots=True)
class MilvusPlace:
    """Where Milvus is and how it is entered.

    `uri` is http://host:19530 or https://..., with a database's name as its path, or a file that ends in ".db".
    `ca` is the certificate (PEM) that the server's must go back to where the system knows none; with `certificate` and
    `key` this side shows one of its own.
    """

    uri: str = field(repr=False)
    token: str | None = field(default=None, repr=False)
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    @property
    def is_file(self) -> bool:
        """Whether it is a file of milvus-lite, which one process at a time may open."""
        return self.uri.endswith(".db")

    @property
    def shown(self) -> str:
        """Name the place without whatever secret is in it."""
        parts = urlsplit(self.uri)
        return self.uri if self.is_file else f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


class NotImplementedThereError(IndexUnusableError):
    """What was asked cannot be done by this kind of Milvus."""


class Milvus:
    """A connection that is made when it is first needed; safe for any number of threads."""

    def __init__(self, place: MilvusPlace) -> None:
        self.place = place
        self._client: Any = None
        self._lock = threading.Lock()

    def call(self, method: str, *arguments: Any, timeout: float = ASKING, **options: Any) -> Any:
        """Call a method of pymilvus' client.

        Raises:
            GenerationGoneError: what was named is not there.
            EngineUnreachableError: nobody answered in time.
            IndexUnusableError: it was refused.

        """
        # milvus-lite makes its indexes when they are first searched.
        timeout = BUILDING if self.place.is_file else timeout
        for rest in (*_RESTS, None):
            try:
                return getattr(self._connected(), method)(*arguments, timeout=timeout, **options)
            except IndexUnusableError:
                raise
            # pymilvus lets errors of grpc, of its own and of milvus-lite through.
            except Exception as error:
                if rest is not None and _NOT_LOADED.search(str(error)) and method in ("search", "query"):
                    # A server that was started again may wait to be told what to hold ready.
                    self.call("load_collection", arguments[0], timeout=BUILDING)
                    continue
                if rest is None or not getattr(error, "is_retriable", getattr(error, "_retriable", False)):
                    raise self._told(error) from error
                time.sleep(rest)
        raise AssertionError("the last rest is None")

    def schema(self) -> Any:
        """Begin a schema."""
        return self._connected().create_schema(auto_id=False, enable_dynamic_field=False)

    def index_params(self) -> Any:
        """Begin the list of indexes of a collection."""
        return self._connected().prepare_index_params()

    def close(self) -> None:
        """End the connection."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> Any:
        try:
            from pymilvus import MilvusClient
        except ImportError:
            raise IndexUnusableError("WENXUN_ENGINE_URI 需要 pymilvus，请运行 pip install 'wenxun[milvus]'。") from None
        # What goes wrong is told once, by us; they would write a traceback for each, milvus-lite also through grpc.
        for name in ("pymilvus", *(("grpc", "milvus_lite") if self.place.is_file else ())):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        # Behind a file a server starts, which may take longer than the client waits.
        for rest in (*(_RESTS if self.place.is_file else ()), None):
            try:
                return MilvusClient(self.place.uri, timeout=ASKING, **self._options())
            except Exception as error:  # as in `call`
                if rest is None or _state(error) not in _UNREACHABLE:
                    raise self._told(error) from error
                time.sleep(rest)
        raise AssertionError("the last rest is None")

    def _options(self) -> dict[str, Any]:
        place = self.place
        options: dict[str, Any] = {
            "token": place.token or "",
            "grpc_options": {"grpc.keepalive_time_ms": _KEEP_ALIVE},
        }
        if place.uri.startswith("https://"):
            options["secure"] = True
        if place.certificate and place.key and place.ca:
            options["client_pem_path"] = str(place.certificate)
            options["client_key_path"] = str(place.key)
            options["ca_pem_path"] = str(place.ca)
        elif place.ca:
            options["server_pem_path"] = str(place.ca)
        return options

    def _told(self, error: Exception) -> IndexUnusableError:
        state = _state(error)
        if getattr(error, "code", None) == _NOT_FOUND:
            return GenerationGoneError(f"Milvus（{self.place.shown}）里没有要找的索引，请运行 wenxun rebuild。")
        if state == "UNIMPLEMENTED":
            return NotImplementedThereError(f"这个版本的 Milvus（{self.place.shown}）太旧，请换 2.5.5 或更新的版本。")
        if state in _REFUSED or "auth" in str(error).lower():
            return IndexUnusableError(f"Milvus（{self.place.shown}）不让进，请检查 WENXUN_ENGINE_TOKEN。")
        if self.place.is_file:
            why = "另一个程序正开着它，或者文件夹不存在" if self._client is None else _line(error)
            return EngineUnreachableError(
                f"打不开 Milvus 文件 {self.place.uri}（{why}）；多个程序同时用要开 Milvus 服务。"
            )
        if state in _UNREACHABLE or self._client is None:
            certificate = "、WENXUN_ENGINE_CA 是否信得过它的证书" if self.place.uri.startswith("https") else ""
            return EngineUnreachableError(
                f"连不上 Milvus（{self.place.shown}），请检查它是否在运行、WENXUN_ENGINE_URI 是否写对{certificate}。"
            )
        return IndexUnusableError(f"Milvus（{self.place.shown}）出错：{_line(error)}。请看它的日志，再试一次。")


def _state(error: Exception) -> str:
    """Name the state of a remote call that failed, "" where it was none."""
    for one in (error, error.__cause__, error.__context__):
        code = getattr(one, "code", None)
        name = getattr(code() if callable(code) else code, "name", "")
        if name:
            return str(name)
    return next((name for name in (*_UNREACHABLE, *_REFUSED, "UNIMPLEMENTED") if name in str(error)), "")


def _line(error: Exception) -> str:
    """Give the first line of what an error says."""
    return str(getattr(error, "message", "") or error).strip().splitlines()[0][:200] if str(error) else repr(error)
