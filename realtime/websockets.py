"""A WebSocket address that does not exist is refused, not a traceback."""

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
