"""A connection is not held for those who neither ask nor listen."""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as Protocol
else:
    # Either of the two that uvicorn has, whichever can be imported.
    from uvicorn.protocols.http.auto import AutoHTTPProtocol as Protocol

#: Seconds that a request may take to be told (its head), or an answer to be taken up by whoever asked.
PATIENCE = 30.0


class Patient(Protocol):
    """HTTP as uvicorn speaks it, which by itself waits for ever for the end of a head, and for a reader who stopped."""

    patience = PATIENCE

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look after the connection."""
        super().connection_made(transport)
        self._last: tuple[object, int] = (None, 0)
        self._watch = self.loop.call_later(self.patience, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """End with it."""
        self._watch.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        """Close when nothing has begun, or nothing of an answer was taken, since the last look."""
        unsent = self.transport.get_write_buffer_size()
        idle = self.cycle is None or self.cycle.response_complete
        if (idle or unsent) and self._last == (self.cycle, unsent):
            self.transport.abort()
            return
        self._last = (self.cycle, unsent)
        self._watch = self.loop.call_later(self.patience, self._look)
