"""How the application is served: patient with nobody for ever, and believing no stranger about where he comes from."""

import gc
import socket
from collections.abc import Sequence

import uvicorn
from starlette.types import ASGIApp

from bot.api_patience import Patient

#: Connections beyond this are turned away before anything is read; each holds a file handle.
CONNECTIONS = 900
#: Seconds that a stopping server waits for answers under way.
_LAST_WORDS = 30


class Server(uvicorn.Server):
    """Serves what is loaded by then for as long as it runs."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin."""
        # Never to be looked through for garbage again: that takes a fifth of a second, in which nobody is answered.
        gc.freeze()
        await super().startup(sockets)


def config_for(app: ASGIApp, proxies: Sequence[str] = ()) -> uvicorn.Config:
    """Set up the server; `proxies` (addresses, networks) are those whose X-Forwarded-For and -Proto are believed."""
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        http=Patient,
        ws="none",
        # By default whoever connects from this machine may claim to come from anywhere.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=_LAST_WORDS,
    )
