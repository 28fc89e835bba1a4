"""What happens around every request: an id, a log line, a count, safe headers."""

import logging
import re
import time
import uuid
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.logs import REQUEST
from bot.metrics import Metrics
from bot.problems import problem_response

_LOG = logging.getLogger("wenxun.http")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

#: Nothing but our own files; the page has no inline script or style.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Around:
    """The outermost layer: request id, headers, log line, count, and a problem document for what nobody caught."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = request_id = _request_id(Headers(scope=scope))
        REQUEST.set(request_id)
        began, status = time.perf_counter(), 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except ClientDisconnect:
            # Whoever asked has gone before the end of the question: nobody is left to tell, and nothing is wrong here.
            pass
        except Exception:
            _LOG.exception("unexpected error", extra={"request_id": request_id})
            if status:  # the answer has begun: nothing more can be said
                raise
            detail = "服务器出了意外，请稍后再试；若再出现，请把 request_id 告诉管理员。"
            response = problem_response(state, scope["path"], 500, "internal", detail)
            await response(scope, receive, send_with_headers)
        finally:
            self._tell(scope, request_id, status, time.perf_counter() - began)

    def _tell(self, scope: Scope, request_id: str, status: int, seconds: float) -> None:
        route = _route(scope)
        self._metrics.requested(scope["method"], route, status)
        told: Mapping[str, Any] = {
            "request_id": request_id,
            "method": scope["method"],
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        # Neither path nor query: a question stands there.
        _LOG.info("%(method)s %(route)s %(status)s %(ms)s ms", told, extra=told)


def _request_id(headers: Headers) -> str:
    sent = headers.get("x-request-id", "")
    return sent if _REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex


def _route(scope: Scope) -> str:
    # Only addresses of ours become labels: anybody can make up others.
    if scope["path"].startswith("/web/"):
        return "/web"
    return getattr(scope.get("route"), "path", "") or "other"
