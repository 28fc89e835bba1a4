"""A question that is sent in as most are, read without the framework, which takes several times as long for it."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from bot.api_requests import AskBody
from bot.schema import Query

Handle = Callable[[Request], Coroutine[Any, Any, Response]]


def read_directly(reply: Callable[[Request, Query], Coroutine[Any, Any, Response]]) -> type[APIRoute]:
    """Make a kind of route that has `reply` answer a JSON body with a valid question.

    Everything else, and above all what is wrong with a request, is left to the framework, as is the description.
    """

    class Direct(APIRoute):
        """The framework solves the dependencies of a route anew at every request; a question needs none of that."""

        def get_route_handler(self) -> Handle:
            """Give what answers a request."""
            by_framework = super().get_route_handler()

            async def handle(request: Request) -> Response:
                query = await _plain_question(request)
                return await (by_framework(request) if query is None else reply(request, query))

            return handle

    return Direct


async def _plain_question(request: Request) -> Query | None:
    """Read a question with no more to it than its body says."""
    if request.headers.get("content-type") != "application/json" or request.scope["query_string"]:
        return None
    try:
        return AskBody.model_validate(await request.json()).query()
    # No JSON, JSON that is too deep, or no question.
    except (ValueError, RecursionError):
        return None
