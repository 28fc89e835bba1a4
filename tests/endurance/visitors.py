"""Those who come to a server all day: readers over HTTP and in Telegram, editors, and those who mean it no good."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

from tests.botapi.server import BotApi
from tests.endurance import editions

#: What a reader may be told beside an answer: come again later.
_LATER = (429, 503)
_HOSTILE = (
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\nhalf",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"POST /v1/ask HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /" + b"a" * 100_000,
    b"GET " + b"/" * 4000 + b" HTTP/1.0\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
)
_TEXTS = (
    "",
    "\x00" * 40,
    "问" * 501,
    "﷽" * 400,
    "𓀀" * 200,
    "<script>alert(1)</script>",
    "'; DROP TABLE articles; --",
    "%00../../etc/passwd",
)
_BODIES: tuple[bytes, ...] = (
    b"", b"{", b"[]", b'{"question": "\\ud800"}', b'{"question": 7}', b'{"question": "\xff"}', b"[" * 60_000,
    b'{"question": "a", "k": 1e400}', b'{"question": "a", "since": "0000-00-00"}', b"x" * 70_000,
)  # fmt: skip


class Visitors:
    """All of them, over one server and one Bot API; what they saw is counted, what should not be is told in `wrong`."""

    def __init__(self, client: httpx.AsyncClient, api: BotApi, folder: Path, admin: str, count: int) -> None:
        self._client, self._api, self._folder, self._count = client, api, folder, count
        self._admin = {"Authorization": f"Bearer {admin}"}
        self._chance = random.Random(11)
        self.counted: Counter[str] = Counter()
        self.seen = editions.Editions()
        self.wrong: list[str] = []
        self.edition = 1
        self._chats = iter(range(1, 10**9))

    async def keep(self, doing: Callable[[], Awaitable[None]], pause: float) -> None:
        """Do something again and again until cancelled; what it raises is wrong."""
        while True:
            try:
                await doing()
            except (httpx.HTTPError, AssertionError, KeyError, ValueError, OSError) as error:
                self.wrong.append(f"{doing.__name__}: {error!r}")
                await asyncio.sleep(1)
            await asyncio.sleep(pause * self._chance.uniform(0.5, 1.5))

    @property
    def all_came(self) -> bool:
        """Whether there was at least one visit of each kind, the editor's too."""
        return all(self.counted[kind] for kind in ("ask", "telegram", "hostile", "rebuild"))

    async def read(self) -> None:
        """Ask over HTTP, in one of the ways there are."""
        number = self._chance.randrange(self._count)
        question = self._chance.choice(editions.questions(number))
        match self._chance.randrange(8):
            case 0 | 1:
                self._answer(await self._told("ask", "GET", "/v1/ask", params={"q": question, "k": "10"}))
            case 2 | 3:
                body = {"question": question, "conversation_id": f"reader-{number % 30}"}
                self._answer(await self._told("ask", "POST", "/v1/ask", json=body))
            case 4:
                stream = await self._told(
                    "stream", "POST", "/v1/ask", json={"question": question}, headers={"Accept": "text/event-stream"}
                )
                if stream:
                    assert stream.text.rstrip().endswith("event: end\ndata: {}"), stream.text[-200:]
            case 5:
                messages = [{"role": "user", "content": question}, {"role": "user", "content": "什么时候的事？"}]
                await self._told("chat", "POST", "/v1/chat/completions", json={"model": "wenxun", "messages": messages})
            case 6:
                await self._told("timeline", "GET", "/v1/timeline", params={"q": question})
                await self._told(
                    "page", "GET", self._chance.choice(("/", "/web/app.js", "/v1/sources", "/v1/examples"))
                )
            case _:
                await self._told("article", "GET", f"/v1/articles/n{number}")
                await self._told("watch", "GET", self._chance.choice(("/metrics", "/readyz", "/healthz")))

    async def chat(self) -> None:
        """Talk to the bot in Telegram: in a chat of one's own, or in a group; every message must be answered."""
        number, chat = self._chance.randrange(self._count), next(self._chats) % 400 + 1
        question = self._chance.choice(editions.questions(number))
        sent = len(self._api.sent)
        kind = self._chance.randrange(10)
        if kind == 0:
            chat = -chat
            await self._api.say(chat, f"@{self._api.me['username']} {question}", user=1000 - chat)
        elif kind < 6:
            await self._api.say(chat, question)
        else:
            said = (f"/timeline {editions.name(number)[:2]}", "/latest", "/about", "\u202e" * 300)[kind - 6]
            await self._api.say(chat, said)
        await self._api.until(lambda: any(one.chat_id == chat for one in self._api.sent[sent:]), seconds=120)
        self.counted["telegram"] += 1
        mine = next(one for one in self._api.sent[sent:] if one.chat_id == chat)
        if kind < 4 and mine.buttons and mine.buttons[0]:
            await self._api.press_data(mine, mine.buttons[0][0].get("callback_data", "?"))
            self.counted["telegram buttons"] += 1

    async def edit(self) -> None:
        """Write another edition, have it indexed, and wait for the end; now and then hand in an article as well."""
        self.edition += 1
        editions.write(self._folder, self.edition, self._count)
        if self.edition % 5 == 0:
            article = {
                "id": "handed-in",
                "title": "读者来信",
                "body": f"读者来信说，{self.edition}号路灯坏了。",
            }
            await self._told("handed in", "POST", "/v1/articles", json=article, headers=self._admin)
        else:
            await self._told("rebuild", "POST", "/v1/rebuild", headers=self._admin)
        while (state := await self._client.get("/v1/rebuild", headers=self._admin)).json()["state"] == "running":
            await asyncio.sleep(0.5)
        if state.json()["state"] != "done":
            self.wrong.append(f"rebuild: {state.text}")

    async def harm(self) -> None:
        """Send what no reader would send; nothing but a 4xx or silence may come of it."""
        match self._chance.randrange(5):
            case 0:
                headers = {"Content-Type": "application/json"}
                await self._refused("POST", "/v1/ask", content=self._chance.choice(_BODIES), headers=headers)
            case 1:
                q = self._chance.choice(_TEXTS)
                reply = await self._client.get(
                    "/v1/ask", params={"q": q, "k": self._chance.choice(("1", "-1", "9" * 99))}
                )
                self._harmless(reply)
            case 2:
                forged = {"X-Forwarded-For": "203.0.113.9", "X-API-Key": f"guess-{self._chance.random()}"}
                self._harmless(await self._client.post("/v1/rebuild", headers=forged))
            case 3:
                path = self._chance.choice(("/v1/articles/%00", "/v1/articles/" + "../" * 90, "/web/../../etc/passwd"))
                self._harmless(await self._client.get(path))
            case _:
                await self._raw(self._chance.choice(_HOSTILE))

    async def _raw(self, sent: bytes) -> None:
        reader, writer = await asyncio.open_connection(self._client.base_url.host, self._client.base_url.port)
        try:
            writer.write(sent)
            await writer.drain()
            # Gone before the answer, as often as not.
            if self._chance.random() < 0.5:
                async with asyncio.timeout(1):
                    await reader.read(200)
        except (TimeoutError, OSError):
            pass
        finally:
            writer.transport.abort()
        self.counted["hostile"] += 1

    async def _told(self, what: str, method: str, path: str, **options: Any) -> httpx.Response | None:
        reply = await self._client.request(method, path, **options)
        if reply.status_code in _LATER:
            self.counted[f"{what}: later ({reply.status_code})"] += 1
            return None
        assert reply.is_success, f"{method} {path}: {reply.status_code} {reply.text[:300]}"
        self.counted[what] += 1
        return reply

    async def _refused(self, method: str, path: str, **options: Any) -> None:
        self._harmless(await self._client.request(method, path, **options))

    def _harmless(self, reply: httpx.Response) -> None:
        assert reply.status_code < 500 or reply.status_code in _LATER, f"{reply.status_code} {reply.text[:300]}"
        self.counted["hostile"] += 1

    def _answer(self, reply: httpx.Response | None) -> None:
        if reply is not None:
            told = json.loads(reply.content)
            assert told["results"], told
            texts = (text for one in told["results"] for text in (one["title"], one["passage"]))
            self.seen.note(told["index"]["generation"], [told["answer"] or "", *texts])
