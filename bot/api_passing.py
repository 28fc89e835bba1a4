"""What only the first of several server processes can do is passed on to it: rebuilding, taking in, counting."""

from collections.abc import Sequence
from pathlib import Path

import httpx
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

#: Paths and methods that the first process alone answers, so that there is one account of each.
FIRST_ONLY: Sequence[tuple[str, Sequence[str]]] = (
    ("/v1/rebuild", ("GET", "POST")),
    ("/v1/articles", ("POST",)),
    ("/metrics", ("GET",)),
)
# These speak of one connection, and are not passed on.
_OWN = {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "host", "date", "server"}
#: A rebuild is begun in an instant; articles may take a while to be written.
_PATIENCE = 120.0


def passing_routes(door: Path, extra: Sequence[tuple[str, Sequence[str]]] = ()) -> list[Route]:
    """Routes that hand a request to the server behind a Unix socket and its answer back, piece by piece."""
    transport = httpx.AsyncHTTPTransport(uds=str(door))
    client = httpx.AsyncClient(transport=transport, timeout=_PATIENCE, base_url="http://first")

    async def passed(request: Request) -> StreamingResponse:
        headers = [(name, value) for name, value in request.headers.raw if name.decode("latin-1") not in _OWN]
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        asked = client.build_request(request.method, path, headers=headers, content=request.stream())
        answer = await client.send(asked, stream=True)
        response = StreamingResponse(answer.aiter_raw(), answer.status_code, background=None)
        response.raw_headers = [
            (name.lower(), value) for name, value in answer.headers.raw if name.decode("latin-1").lower() not in _OWN
        ]
        return response

    return [Route(path, passed, methods=list(methods)) for path, methods in (*FIRST_ONLY, *extra)]
