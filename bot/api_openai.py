"""The routes that programs made for the OpenAI API knock on; the conversation is in the messages themselves."""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse, StreamingResponse

from bot.api_keys import Guard
from bot.openai_models import MODEL, ChatBody, Choice, Completion, ModelCard, ModelList, Reply, Usage, chunk
from bot.openai_text import as_message
from bot.problems import ProblemError, documented
from bot.schema import QUESTION_LIMIT, Answer, Query

#: So many earlier questions are asked again before the last one, to know what it follows up on.
_LOOK_BACK = 3
_STREAM = {"content": {"text/event-stream": {"schema": {"description": "Chunks, when `stream` is true."}}}}


def openai_routes(ask: Callable[[Query], Answer], forget: Callable[[str], bool], guard: Guard) -> APIRouter:
    """Routes over the service's `ask` and `forget`."""
    router = APIRouter(prefix="/v1", tags=["openai"], dependencies=[Depends(guard)])
    started = int(time.time())

    def converse(questions: list[str]) -> Answer:
        """Answer the last question in its conversation, and keep nothing of it."""
        if len(questions) == 1:
            return ask(Query(questions[0]))
        # Asked again under an id of its own: the service then knows the conversation, and nobody else can join it.
        conversation = uuid.uuid4().hex
        try:
            for earlier in questions[-1 - _LOOK_BACK : -1]:
                ask(Query(earlier[:QUESTION_LIMIT], conversation_id=conversation, write=False))
            return ask(Query(questions[-1], conversation_id=conversation))
        finally:
            forget(conversation)

    @router.post(
        "/chat/completions",
        operation_id="chat",
        summary="Chat, as in the OpenAI API",
        response_model=Completion,
        responses={HTTPStatus.OK: _STREAM, **documented(400, 401, 413, 422, 503)},
    )
    def post_chat(body: ChatBody) -> Response:
        questions = body.questions()
        if not questions:
            raise ProblemError(
                HTTPStatus.UNPROCESSABLE_ENTITY, "no-question", "messages 里没有 user 的话，请写上要问的问题。"
            )
        reply = as_message(converse(questions))
        head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": body.model}
        usage = Usage.of(questions[-1], reply)
        if body.stream:
            counted = usage if body.stream_options and body.stream_options.include_usage else None
            return StreamingResponse(_events(head, reply, counted), media_type="text/event-stream")
        completion = Completion.model_validate(
            {**head, "choices": [Choice(message=Reply(content=reply))], "usage": usage}
        )
        return JSONResponse(completion.model_dump())

    @router.get("/models", operation_id="models", summary="The models there are", responses=documented(401))
    def get_models() -> ModelList:
        return ModelList(data=[ModelCard(id=MODEL, created=started)])

    return router


def _events(head: dict[str, Any], reply: str, usage: Usage | None) -> Iterator[str]:
    """Stream a reply line by line, as server-sent events."""
    head = {**head, "object": "chat.completion.chunk"}
    yield _event(chunk(head, {"role": "assistant", "content": ""}))
    for line in reply.splitlines(keepends=True):
        yield _event(chunk(head, {"content": line}))
    yield _event(chunk(head, {}, "stop"))
    if usage:
        yield _event({**head, "choices": [], "usage": usage.model_dump()})
    yield "data: [DONE]\n\n"


def _event(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"
