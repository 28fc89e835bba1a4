"""The routes that anybody may use: ask, read an article, examples."""

import hashlib
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from fastapi.responses import JSONResponse

from bot.api_models import AnswerModel, ArticleModel, AskBody, AskParameters, Examples
from bot.examples import ExampleQuestions
from bot.metrics import Metrics
from bot.problems import ProblemError, documented
from bot.schema import Query as Question
from embeddings.errors import WenxunError

if TYPE_CHECKING:
    from bot.service import Service

ArticleId = Annotated[str, Path(min_length=1, max_length=300)]


def ask_routes(service: "Service", metrics: Metrics, guard: object) -> APIRouter:
    """Routes over the service; each blocks, so each is a plain function that runs in a thread."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(guard)])  # type: ignore[arg-type]
    examples = ExampleQuestions(service.ask)

    def answer(query: Question) -> AnswerModel:
        began = time.perf_counter()
        try:
            given = service.ask(query)
        except WenxunError:
            metrics.refused()
            raise
        metrics.answered(given, time.perf_counter() - began)
        return AnswerModel.of(given)

    problems = documented(400, 401, 413, 422, 503)

    @router.post("/ask", tags=["ask"], operation_id="ask", summary="Ask a question", responses=problems)
    def post_ask(body: AskBody) -> AnswerModel:
        return answer(body.query())

    @router.get("/ask", tags=["ask"], operation_id="askByAddress", summary="Ask by address", responses=problems)
    def get_ask(parameters: Annotated[AskParameters, Query()]) -> AnswerModel:
        return answer(parameters.query())

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

    @router.get(
        "/examples",
        tags=["ask"],
        operation_id="examples",
        summary="Questions that work",
        responses=documented(401, 503),
    )
    def get_examples() -> Examples:
        return Examples(examples=list(examples(service.info().generation)))

    return router
