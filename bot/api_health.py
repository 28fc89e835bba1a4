"""The routes that machines watch: alive, ready, metrics."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from bot.api_models import Alive, IndexModel, Ready
from bot.metrics import Metrics
from bot.problems import documented
from bot.service import Service


def health_routes(service: Service, metrics: Metrics) -> APIRouter:
    """Routes without a key: they tell nothing about articles or questions."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz", operation_id="alive", summary="The process is alive")
    async def healthz() -> Alive:
        return Alive()

    @router.get("/readyz", operation_id="ready", summary="The index is loaded", responses=documented(503))
    def readyz() -> Ready:
        return Ready(index=IndexModel.of(service.info()))

    @router.get(
        "/metrics",
        operation_id="metrics",
        summary="Figures for Prometheus",
        response_class=Response,
        responses={HTTPStatus.OK: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    )
    def get_metrics() -> Response:
        return Response(metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return router
