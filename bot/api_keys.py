"""Who may ask, and who may rebuild."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from bot.keys import Keys
from bot.problems import ProblemError

_BEARER = HTTPBearer(auto_error=False, scheme_name="bearer", description="Authorization: Bearer KEY")
_HEADER = APIKeyHeader(name="X-API-Key", auto_error=False, scheme_name="header", description="X-API-Key: KEY")

#: Raises a problem where a key, or none, is not enough. A coroutine, since the framework sends a plain function to a
#: thread, at every request, which takes far longer than comparing keys.
Guard = Callable[[str | None], Awaitable[None]]


async def sent_key(
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
    header: Annotated[str | None, Depends(_HEADER)],
) -> str | None:
    """Return the key that came with a request, by either header."""
    return bearer.credentials if bearer else header


SentKey = Annotated[str | None, Depends(sent_key)]


def key_in(headers: Mapping[str, str]) -> str | None:
    """Return the same key, for those who stand outside the routes."""
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    key = bearer.strip() if scheme.lower() == "bearer" else ""
    return key or headers.get("x-api-key")


def asking(keys: Keys) -> Guard:
    """Let through who may ask: everybody when no keys are set for it."""

    async def check(key: SentKey) -> None:
        if keys.needed("ask") and keys.holder(key) is None:
            raise ProblemError(
                HTTPStatus.UNAUTHORIZED,
                "key-needed",
                "这里要凭密钥提问，请带上请求头 Authorization: Bearer 密钥。",
                {"WWW-Authenticate": "Bearer"},
            )

    return check


def administering(keys: Keys) -> Guard:
    """Let through who holds an admin key; nobody when none is set."""

    async def check(key: SentKey) -> None:
        if not keys.needed("admin"):
            raise ProblemError(
                HTTPStatus.FORBIDDEN,
                "admin-off",
                "没有设置管理密钥，请先设置 WENXUN_ADMIN_KEY，或在命令行运行 wenxun rebuild。",
            )
        holder = keys.holder(key)
        if holder is None or holder.scope != "admin":
            raise ProblemError(
                HTTPStatus.UNAUTHORIZED,
                "admin-key-needed",
                "这里要凭管理密钥，请带上请求头 Authorization: Bearer 管理密钥。",
                {"WWW-Authenticate": "Bearer"},
            )

    return check
