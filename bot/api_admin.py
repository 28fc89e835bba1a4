"""The routes that need the admin key: rebuild, and how it stands."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool

from bot.api_keys import Guard
from bot.api_models import RebuildModel, ReceivedModel, SkippedModel
from bot.problems import ProblemError, documented
from bot.rebuilding import Rebuilding, RebuildStatus
from bot.receiving import Receiving, as_lines

_BY_LINE = ("application/x-ndjson", "application/jsonl", "application/x-jsonlines", "text/plain")
_ARTICLE = {
    "type": "object",
    "required": ["title", "body"],
    "properties": {
        **{name: {"type": "string"} for name in ("id", "title", "published", "source", "url", "body")},
        "authors": {"type": "array", "items": {"type": "string"}},
    },
    "example": {
        "title": "省博物馆新馆开放",
        "published": "2024-06-01T09:30",
        "source": "省报",
        "url": "https://example.org/museum",
        "body": "省博物馆新馆6月1日向公众开放，每周一闭馆。",
    },
}
_ARTICLES = {
    "required": True,
    "content": {
        "application/json": {"schema": {"oneOf": [_ARTICLE, {"type": "array", "items": _ARTICLE, "minItems": 1}]}},
        "application/x-ndjson": {"schema": {"type": "string", "description": "One article a line."}},
    },
}


def admin_routes(rebuilding: Rebuilding | None, receiving: Receiving | None, guard: Guard) -> APIRouter:
    """Routes over the background rebuild and the articles handed in for it."""
    router = APIRouter(prefix="/v1", tags=["admin"], dependencies=[Depends(guard)])

    def present() -> Rebuilding:
        if rebuilding is None:
            raise ProblemError(
                HTTPStatus.NOT_FOUND, "no-rebuild", "这个服务不能自己重建，请在命令行运行 wenxun rebuild。"
            )
        return rebuilding

    @router.post(
        "/rebuild",
        operation_id="startRebuild",
        summary="Rebuild the index in the background",
        status_code=HTTPStatus.ACCEPTED,
        responses=documented(401, 403, 404, 409, 422),
    )
    def post_rebuild(
        full: Annotated[bool, Query(description="Embed unchanged articles again, too.")] = False,
    ) -> RebuildModel:
        return _model(present().start(full))

    @router.get(
        "/rebuild",
        operation_id="rebuildStatus",
        summary="How the latest rebuild stands",
        responses=documented(401, 403, 404),
    )
    def get_rebuild() -> RebuildModel:
        return _model(present().status)

    @router.post(
        "/articles",
        operation_id="addArticles",
        summary="Hand in articles; the index is rebuilt in the background",
        status_code=HTTPStatus.ACCEPTED,
        responses=documented(401, 403, 404, 413, 422),
        openapi_extra={"requestBody": _ARTICLES},
    )
    async def post_articles(request: Request) -> ReceivedModel:
        rebuild = present()
        if receiving is None:
            raise ProblemError(
                HTTPStatus.NOT_FOUND, "no-inbox", "这个服务不收报道，请把文件放进文件夹再运行 wenxun rebuild。"
            )
        content = await request.body()
        by_line = request.headers.get("content-type", "").partition(";")[0].strip().lower() in _BY_LINE
        received = await run_in_threadpool(lambda: receiving.take(content if by_line else as_lines(content)))
        return ReceivedModel(
            accepted=list(received.ids),
            skipped=[SkippedModel(item=skip.line, reason=skip.reason) for skip in received.skips],
            rebuild=_model(rebuild.soon()),
        )

    return router


def _model(status: RebuildStatus) -> RebuildModel:
    return RebuildModel.model_validate(asdict(status))
