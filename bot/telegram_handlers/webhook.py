"""Updates that Telegram brings itself: one path, one secret, the same queue as long polling."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.ext import Application

from embeddings.errors import WenxunError

_SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105
_LARGEST = 1024 * 1024
_PATH = "/telegram"


@dataclass(frozen=True, slots=True)
class Webhook:
    """The public address that Telegram calls and the secret it must show."""

    url: str
    secret: str

    @classmethod
    def at(cls, url: str, token: str) -> "Webhook":
        """Take a public https address; the secret follows from the token, so that it outlives a restart."""
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            raise WenxunError(
                "WENXUN_TELEGRAM_WEBHOOK_URL 要写成公网可达的 https 地址，例如 https://example.org/telegram。"
            )
        if parts.path in ("", "/"):
            url = f"https://{parts.netloc}{_PATH}"
        return cls(url, hmac.new(token.encode(), b"wenxun webhook", hashlib.sha256).hexdigest())

    @property
    def path(self) -> str:
        """The path to serve it under."""
        return urlsplit(self.url).path


def webhook_route(application: "Application[Any, Any, Any, Any, Any, Any]", webhook: Webhook) -> Route:
    """Take updates for an application: 403 without the secret, 400 for anything that is no update."""

    async def receive(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(_SECRET, "").encode(), webhook.secret.encode()):
            return Response(status_code=403)
        if int(request.headers.get("content-length") or _LARGEST + 1) > _LARGEST:
            return Response(status_code=413)
        if not application.running:
            # Telegram brings the update again a little later.
            return Response(status_code=503)
        try:
            update = Update.de_json(json.loads(await request.body()), application.bot)
        except (ValueError, TypeError, KeyError, AttributeError):
            # What is not shaped like an update fails in the library in all of these ways.
            return Response(status_code=400)
        if not isinstance(update, Update):
            return Response(status_code=400)
        await application.update_queue.put(update)
        return Response(status_code=200)

    return Route(webhook.path, receive, methods=["POST"])
