"""Every error of the HTTP surface as an RFC 9457 problem document with one sentence that says what to do."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from bot.schema import QUESTION_LIMIT
from embeddings.errors import ArticleError, BusyError, IndexUnusableError, ModelError, QuestionError, WenxunError

MEDIA_TYPE = "application/problem+json"
_CHAT_PATHS = ("/v1/chat/", "/v1/models")

_SENTENCES = {
    "question": f"问题要有 1 到 {QUESTION_LIMIT} 个字，请改好再问。",
    "q": f"问题 q 要有 1 到 {QUESTION_LIMIT} 个字，请改好再问。",
    "k": "k 是要几篇报道，请写 1 到 50 之间的整数。",
    "source": "source 是媒体的名字，请写 1 到 100 个字。",
    "conversation_id": "conversation_id 请用 1 到 64 个字母、数字、- 或 _。",
    "article_id": "报道的编号最多 300 个字，请照搜索结果里的 article_id 写。",
}

_STATUS: Sequence[tuple[type[WenxunError], HTTPStatus, str]] = (
    (QuestionError, HTTPStatus.UNPROCESSABLE_ENTITY, "unusable-question"),
    (ArticleError, HTTPStatus.UNPROCESSABLE_ENTITY, "unreadable-article"),
    (BusyError, HTTPStatus.CONFLICT, "busy"),
    (IndexUnusableError, HTTPStatus.SERVICE_UNAVAILABLE, "index-unusable"),
    (ModelError, HTTPStatus.SERVICE_UNAVAILABLE, "model-unusable"),
)


class ChatError(BaseModel):
    """The same error as programs made for the OpenAI API look for it."""

    message: str
    type: str
    code: str
    param: str | None = None


class Problem(BaseModel):
    """An RFC 9457 problem document; `detail` is one Chinese sentence that says what to do."""

    type: str = Field(description="A stable name of the kind of problem.")
    title: str = Field(description="The HTTP status in words.")
    status: int
    detail: str = Field(description="One sentence that says what to do.")
    instance: str = Field(description="The path that was asked for.")
    request_id: str = Field(description="The X-Request-ID of this answer, to find it in the server's log.")
    error: ChatError | None = Field(None, description="Only from /v1/chat/completions and /v1/models.")

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:wenxun:problem:invalid-request",
                    "title": "Unprocessable Entity",
                    "status": 422,
                    "detail": _SENTENCES["k"],
                    "instance": "/v1/ask",
                    "request_id": "5d1f6a3c9be04b0c8a4e5c1b7d2f9e60",
                }
            ]
        }
    )


class ProblemError(HTTPException):
    """An error that only this surface knows: status, kind and the sentence."""

    def __init__(self, status: HTTPStatus, kind: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, detail, headers)
        self.kind = kind


def problem_response(
    scope_state: dict[str, Any], path: str, status: int, kind: str, detail: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """Write the problem document as a response; `scope_state` holds the request id."""
    problem = Problem(
        type=f"urn:wenxun:problem:{kind}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=path,
        request_id=scope_state.get("request_id", ""),
        error=ChatError(message=detail, type=kind, code=kind) if path.startswith(_CHAT_PATHS) else None,
    )
    content = problem.model_dump(exclude=set() if problem.error else {"error"})
    return JSONResponse(content, status, headers, MEDIA_TYPE)


async def refuse(error: ProblemError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request with an error before it has come to any route."""
    headers = dict(error.headers or {})
    state, path = scope.get("state", {}), scope["path"]
    await problem_response(state, path, error.status_code, error.kind, error.detail, headers)(scope, receive, send)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the `responses` of a route that may answer with these problems."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def install(app: FastAPI) -> None:
    """Answer every error that a route raises with a problem document."""

    def answer(
        request: Request, status: int, kind: str, detail: str, headers: dict[str, str] | None = None
    ) -> JSONResponse:
        return problem_response(request.scope.get("state", {}), request.url.path, status, kind, detail, headers)

    @app.exception_handler(ProblemError)
    async def on_problem(request: Request, error: ProblemError) -> JSONResponse:
        return answer(request, error.status_code, error.kind, error.detail, dict(error.headers or {}))

    @app.exception_handler(WenxunError)
    async def on_wenxun(request: Request, error: WenxunError) -> JSONResponse:
        for kind, status, name in _STATUS:
            if isinstance(error, kind):
                return answer(request, status, name, str(error))
        return answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "internal", str(error))

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            return answer(request, HTTPStatus.BAD_REQUEST, "invalid-json", "请求体不是完整的 JSON，请改好再发。")
        return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request", _sentence(first))

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> JSONResponse:
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.NOT_FOUND:
            detail = "没有这个地址，可用的地址都列在 /openapi.json。"
        elif error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(_allowed(request))
            detail = f"这个地址不接受 {request.method}，请改用 {headers['Allow']}。"
        else:
            detail = "请求有误，请照 /openapi.json 的说明改好再发。"
        kind = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        return answer(request, error.status_code, kind, detail, headers)


def _allowed(request: Request) -> list[str]:
    """List every method of this address; the framework names those of its first route only."""
    allowed: set[str] = set()
    for method in ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"):
        scope = {**request.scope, "method": method}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes):
            allowed.add(method)
    return sorted(allowed)


def _sentence(error: dict[str, Any]) -> str:
    """Choose the sentence for pydantic's first complaint; what was sent is not repeated."""
    field = next((str(part) for part in reversed(error["loc"]) if isinstance(part, str)), "body")
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] == "extra_forbidden":
        return "请求里有不认识的字段，请照 /openapi.json 的说明改好再发。"
    if field == "body":
        return '请求体要是 JSON 对象，例如 {"question": "……"}，并带上 Content-Type: application/json。'
    if error["type"] == "missing" and field in {"question", "q"}:
        return f"没有问题可答，请在 {field} 里写上 1 到 {QUESTION_LIMIT} 个字。"
    return _SENTENCES.get(field, f"{field} 写得不对，请照 /openapi.json 的说明改好再发。")
