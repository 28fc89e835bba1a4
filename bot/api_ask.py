"""The routes that anybody may use: ask, and read an article."""

import hashlib
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from bot.api_debug import DebugModel
from bot.api_direct import read_directly
from bot.api_keys import Guard, SentKey, key_in
from bot.api_models import AnswerModel, ArticleModel
from bot.api_requests import DEBUG, AskBody, AskParameters, ConversationId
from bot.api_stream import ABOUT, MEDIA_TYPE, answer_events
from bot.problems import ProblemError, documented
from bot.schema import Answer
from bot.schema import Query as Question
from bot.service import Service
from embeddings.search.trace import Notes

ArticleId = Annotated[str, Path(min_length=1, max_length=300)]


def ask_routes(
    service: Service,
    ask: Callable[..., Answer],
    at_hand: Callable[[Question], bool],
    stream: Callable[[Question], Iterator[Answer | str]],
    guard: Guard,
    administer: Guard,
) -> APIRouter:
    """Routes over the service; what blocks runs in a thread, and an answer that is `at_hand` is given without one.

    `ask` and `stream` are the service's, counted; `guard` and `administer` raise where a key may not ask or look in.
    """
    router = APIRouter(prefix="/v1", dependencies=[Depends(guard)])

    async def reply(request: Request, query: Question, debug: bool, key: str | None) -> Response:
        if debug:
            await administer(key)
            notes = Notes(scores=True)
            answer = await run_in_threadpool(ask, query, notes)
            return _json(AnswerModel.of(answer).model_copy(update={"debug": DebugModel.of(notes)}))
        if MEDIA_TYPE in request.headers.get("accept", ""):
            events = await run_in_threadpool(answer_events, stream(query), service.suggest)
            return StreamingResponse(events, media_type=MEDIA_TYPE)
        answer = ask(query) if at_hand(query) else await run_in_threadpool(ask, query)
        return _json(AnswerModel.of(answer), exclude={"debug"})

    asking: dict[str, Any] = {
        "tags": ["ask"],
        "description": ABOUT,
        "response_model": AnswerModel,
        "responses": {
            HTTPStatus.OK: {"content": {MEDIA_TYPE: {"schema": {}}}},
            **documented(400, 401, 403, 413, 422, 503),
        },
    }

    async def post_ask(
        request: Request, body: AskBody, key: SentKey, debug: Annotated[bool, Query(description=DEBUG)] = False
    ) -> Response:
        return await reply(request, body.query(), debug, key)

    async def guarded(request: Request, query: Question) -> Response:
        await guard(key_in(request.headers))
        return await reply(request, query, debug=False, key=None)

    router.add_api_route(
        "/ask",
        post_ask,
        methods=["POST"],
        operation_id="ask",
        summary="Ask a question",
        route_class_override=read_directly(guarded),
        **asking,
    )

    @router.get("/ask", operation_id="askByAddress", summary="Ask by address", **asking)
    async def get_ask(request: Request, parameters: Annotated[AskParameters, Query()], key: SentKey) -> Response:
        return await reply(request, parameters.query(), parameters.debug, key)

    @router.get(
        "/articles/{article_id:path}",
        tags=["articles"],
        operation_id="readArticle",
        summary="Read an article as stored",
        response_model=ArticleModel,
        responses={304: {"description": "Not Modified"}, **documented(401, 404, 422, 503)},
    )
    def get_article(article_id: ArticleId, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        article = service.article(article_id)
        if article is None:
            raise ProblemError(
                HTTPStatus.NOT_FOUND, "no-such-article", "没有这篇报道，请照搜索结果里的 article_id 写编号。"
            )
        response = JSONResponse(ArticleModel.of(article).model_dump())
        tag = f'W/"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if if_none_match and tag in {one.strip() for one in if_none_match.split(",")}:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        response.headers.update(headers)
        return response

    @router.delete(
        "/conversations/{conversation_id}",
        tags=["ask"],
        operation_id="forget",
        summary="Forget a conversation",
        status_code=HTTPStatus.NO_CONTENT,
        responses=documented(401, 422),
    )
    def forget(conversation_id: ConversationId) -> None:
        service.forget(conversation_id)

    return router


def _json(answer: AnswerModel, exclude: set[str] | None = None) -> Response:
    """Write an answer in one step: the framework's way, by dictionaries, takes twice as long."""
    return Response(answer.model_dump_json(exclude=exclude), media_type="application/json")
