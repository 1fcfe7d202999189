"""Where the servers' own WebSocket manners are not ours: unknown addresses, and the codes of a close."""

from typing import Any

from django.urls.exceptions import Resolver404


class NotFound:
    """Wraps a URL router, which raises for an unknown path."""

    def __init__(self, router: Any) -> None:
        self.router = router

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Route, or close before the handshake is complete (the client sees 403)."""
        try:
            await self.router(scope, receive, send)
        except (Resolver404, ValueError) as error:
            if isinstance(error, ValueError) and "No route found" not in str(error):
                raise
            await receive()
            await send({"type": "websocket.close", "code": 4404})


def permit_service_closes() -> None:
    """Let Daphne close with 1012 and 1013, which Autobahn grants to no application; Daphne is the server."""
    from daphne.ws_protocol import WebSocketProtocol

    def server_close(protocol: Any, code: int | None = None) -> None:
        protocol.sendCloseFrame(code=1000 if code is None else code)

    WebSocketProtocol.serverClose = server_close
