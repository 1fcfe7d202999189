"""The server's beginning and end, for servers that tell (uvicorn does, Daphne does not)."""

from typing import Any

from realtime.runtime import runtime


async def lifespan(_scope: Any, receive: Any, send: Any) -> None:
    """Start the runtime with the server and stop it with it."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            runtime.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await runtime.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
