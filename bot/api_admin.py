"""The routes that need the admin key: rebuild, and how it stands."""

from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from bot.api_models import RebuildModel
from bot.metrics import Metrics
from bot.problems import ProblemError, documented
from bot.rebuilding import Rebuilding, RebuildStatus


def admin_routes(rebuilding: Rebuilding | None, metrics: Metrics, guard: Callable[..., None]) -> APIRouter:
    """Routes over the background rebuild."""
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
        status = present().start(full)
        metrics.rebuilding()
        return _model(status)

    @router.get(
        "/rebuild",
        operation_id="rebuildStatus",
        summary="How the latest rebuild stands",
        responses=documented(401, 403, 404),
    )
    def get_rebuild() -> RebuildModel:
        return _model(present().status)

    return router


def _model(status: RebuildStatus) -> RebuildModel:
    return RebuildModel.model_validate(asdict(status))
