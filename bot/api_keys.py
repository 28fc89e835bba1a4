"""Who may ask, and who may rebuild."""

import secrets
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from bot.problems import ProblemError

_BEARER = HTTPBearer(auto_error=False, scheme_name="bearer", description="Authorization: Bearer KEY")
_HEADER = APIKeyHeader(name="X-API-Key", auto_error=False, scheme_name="header", description="X-API-Key: KEY")


def sent_key(
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
    header: Annotated[str | None, Depends(_HEADER)],
) -> str | None:
    """Return the key that came with a request, by either header."""
    return bearer.credentials if bearer else header


SentKey = Annotated[str | None, Depends(sent_key)]


def asking(api_keys: Sequence[str], admin_key: str | None) -> Callable[[str | None], None]:
    """Let through who may ask: everybody when no keys are set."""
    allowed = [*api_keys, *([admin_key] if admin_key else [])]

    def check(key: SentKey) -> None:
        if api_keys and not _known(key, allowed):
            raise ProblemError(
                HTTPStatus.UNAUTHORIZED,
                "key-needed",
                "这里要凭密钥提问，请带上请求头 Authorization: Bearer 密钥。",
                {"WWW-Authenticate": "Bearer"},
            )

    return check


def administering(admin_key: str | None) -> Callable[[str | None], None]:
    """Let through who holds the admin key; nobody when none is set."""

    def check(key: SentKey) -> None:
        if not admin_key:
            raise ProblemError(
                HTTPStatus.FORBIDDEN,
                "admin-off",
                "没有设置管理密钥，请先设置 WENXUN_ADMIN_KEY，或在命令行运行 wenxun rebuild。",
            )
        if not _known(key, [admin_key]):
            raise ProblemError(
                HTTPStatus.UNAUTHORIZED,
                "admin-key-needed",
                "这里要凭管理密钥，请带上请求头 Authorization: Bearer 管理密钥。",
                {"WWW-Authenticate": "Bearer"},
            )

    return check


def is_admin(key: str | None, admin_key: str | None) -> bool:
    """Whether this is the admin key."""
    return bool(admin_key) and _known(key, [admin_key or ""])


def _known(key: str | None, allowed: Sequence[str]) -> bool:
    # Every key is compared, in constant time, so that the time taken tells nothing.
    sent = (key or "").encode()
    return sum(secrets.compare_digest(sent, one.encode()) for one in allowed) > 0
