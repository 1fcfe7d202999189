"""Daphne with two bounds it lacks: how much it keeps for a slow reader, and how much of a body it takes.

Importing this installs Twisted's asyncio reactor.
"""

import asyncio
from typing import Any

from daphne.http_protocol import WebRequest
from daphne.server import Server
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

_TOO_LARGE = (
    b"HTTP/1.1 413 Request Entity Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"  # said once
)


class Gate:
    """Knows whether a connection takes more; Twisted tells it, as it tells whatever produces data."""

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self._open.set()

    def pauseProducing(self) -> None:  # noqa: N802 -- the names are Twisted's
        """Close: the write buffer is full."""
        self._open.clear()

    def resumeProducing(self) -> None:  # noqa: N802
        """Open: the write buffer is empty."""
        self._open.set()

    stopProducing = resumeProducing  # noqa: N815 -- nobody is left to wait for

    async def passed(self) -> None:
        """Wait until the connection takes more."""
        await self._open.wait()


class PatientProtocol(WebSocketProtocol):
    """A socket with a gate."""

    gate: Gate | None = None

    def onOpen(self) -> None:  # noqa: N802
        """Take the place of the HTTP channel that the socket grew out of."""
        self.gate = Gate()
        self.transport.unregisterProducer()
        self.transport.registerProducer(self.gate, True)
        super().onOpen()


class PatientServer(Server):
    """Daphne, but sending waits for a slow reader instead of keeping everything for him."""

    def run(self) -> None:
        """Serve with patient sockets."""
        WebSocketFactory.protocol = PatientProtocol
        super().run()

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        """Hand a message to the protocol, and wait until it takes another."""
        await super().handle_reply(protocol, message)
        gate = getattr(protocol, "gate", None)
        if gate is not None and message["type"] == "websocket.send":
            await gate.passed()


def bound_bodies(limit: int) -> None:
    """Let Daphne refuse a body while it comes in: it hands on only whole ones."""
    keep = WebRequest.handleContentChunk

    def take(request: Any, data: bytes) -> None:
        if request.content.tell() + len(data) <= limit:
            keep(request, data)
        elif not getattr(request, "refused", False):
            request.refused = True
            request.channel.transport.write(_TOO_LARGE)
            request.channel.transport.loseConnection()

    WebRequest.handleContentChunk = take
