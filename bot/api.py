"""The HTTP surface: translate in, call the service, translate out."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import FileResponse
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from bot import problems
from bot.answer_cache import AnswerCache
from bot.api_admin import admin_routes
from bot.api_ask import ask_routes
from bot.api_bodies import Bodies
from bot.api_health import health_routes
from bot.api_keys import administering, asking
from bot.api_limits import Crowd, Limits, Rates
from bot.api_mcp import Assistants, mcp_route
from bot.api_middleware import Around
from bot.api_openai import openai_routes
from bot.api_topics import topic_routes
from bot.keys import Keys
from bot.logs import telling
from bot.mcp_server import build_mcp, mcp_installed
from bot.metrics import Metrics
from bot.rebuilding import Rebuilding
from bot.receiving import Receiving
from bot.service import Service

_WEB = Path(__file__).parent / "web"
_BODY_LIMIT = 64 * 1024
_ARTICLES_LIMIT = 32 * 1024 * 1024
_NO_LIMITS = Limits()
_ABOUT = (
    "问讯 answers questions about Chinese news articles with the passage, the outlet and the date. "
    "Every error is an RFC 9457 problem document."
)


def create_app(
    service: Service,
    *,
    rebuilding: Rebuilding | None = None,
    receiving: Receiving | None = None,
    metrics: Metrics | None = None,
    admin_key: str | None = None,
    admin_keys: Sequence[str] = (),
    api_keys: Sequence[str] = (),
    limits: Limits = _NO_LIMITS,
    log_questions: bool = False,
    cors_origins: Sequence[str] = (),
    hosts: Sequence[str] = (),
    version: str = "0",
) -> FastAPI:
    """Build the application over an open service; whoever opened the service closes it.

    Keys come in the clear or as `sha256:` and their hash; without `limits` there are none.
    `hosts` are the names under which this server is reached, beside the loopback ones; only /mcp asks for them.
    """
    metrics = metrics or Metrics(service.info, rebuilding)
    # The usual pages of documentation load their scripts from another host, so they are off.
    keys = Keys(api_keys, [*admin_keys, *([admin_key] if admin_key else [])])
    answers = AnswerCache(service)
    ask = metrics.counting(telling(answers.ask) if log_questions else answers.ask)
    may_ask, may_administer = asking(keys), administering(keys)
    assistants = Assistants(lambda: build_mcp(service, ask, version), hosts) if mcp_installed() else None
    app = FastAPI(
        title="wenxun",
        version=version,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=lambda _: assistants.serving() if assistants else nullcontext(),
    )
    problems.install(app)
    streaming = metrics.counting_stream(telling(service.stream) if log_questions else service.stream)
    app.include_router(ask_routes(service, ask, answers.at_hand, streaming, may_ask, may_administer))
    app.include_router(topic_routes(service, may_ask))
    app.include_router(openai_routes(ask, service.forget, may_ask))
    app.include_router(admin_routes(rebuilding, receiving, may_administer))
    app.include_router(health_routes(service, metrics))
    app.router.routes.append(mcp_route(assistants, may_ask))
    app.mount("/web", StaticFiles(directory=_WEB), name="web")

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(_WEB / "index.html", headers={"Cache-Control": "no-cache"})

    app.openapi = lambda: _described(app, open_to_all=not api_keys)  # type: ignore[method-assign]
    # The last one added is the outermost.
    app.add_middleware(Crowd, limits=limits)
    app.add_middleware(Bodies, limit=_BODY_LIMIT, large={"/v1/articles": _ARTICLES_LIMIT})
    app.add_middleware(Rates, keys=keys, limits=limits)
    # More effort takes half as long again to save a few bytes.
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=1)
    if cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(cors_origins),
            allow_methods=["DELETE", "GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "X-API-Key", "X-Request-ID"],
            expose_headers=["Retry-After", "X-Request-ID"],
        )
    app.add_middleware(Around, metrics=metrics)
    return app


def _described(app: FastAPI, open_to_all: bool) -> dict[str, Any]:
    """Describe the API, with problem documents in place of the framework's own error shape."""
    if app.openapi_schema is None:
        described = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = described["components"]["schemas"]
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        problem = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(problem.pop("$defs"), Problem=problem)
        for address, path in described["paths"].items():
            for operation in path.values():
                if address.startswith("/v1/"):
                    for status, response in problems.documented(429, 503).items():
                        operation["responses"].setdefault(str(status), response)
                if open_to_all and "security" in operation and "admin" not in operation["tags"]:
                    operation["security"].insert(0, {})
        app.openapi_schema = described
    return app.openapi_schema
