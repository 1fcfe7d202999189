"""The baselines' front door, also with sockets below Channels: an echo and a broadcast in bare ASGI."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baselines.settings")
django.setup()

from baselines.consumers import Agent, Echo, Visitor  # noqa: E402  (models need the set-up above)

WELCOME = json.dumps({"type": "welcome", "text": "x" * 600})
members: set[Any] = set()


async def bare_echo(scope: Any, receive: Any, send: Any) -> None:
    """Send back what comes, without any framework."""
    await receive()
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": event["text"]})


async def bare_broadcast(scope: Any, receive: Any, send: Any) -> None:
    """Answer the first frame with a fixed one, send what comes after it to everybody connected here."""
    await receive()
    await send({"type": "websocket.accept"})
    await receive()
    await send({"type": "websocket.send", "text": WELCOME})
    members.add(send)
    try:
        while (event := await receive())["type"] == "websocket.receive":
            for number, member in enumerate(list(members)):
                await member({"type": "websocket.send", "text": event["text"]})
                if number % 200 == 199:
                    await asyncio.sleep(0)
    finally:
        members.discard(send)


application = ProtocolTypeRouter(
    {
        "websocket": URLRouter(
            [
                path("bare/echo/", bare_echo),  # type: ignore[arg-type]
                path("bare/broadcast/", bare_broadcast),  # type: ignore[arg-type]
                path("echo/", Echo.as_asgi()),
                path("tutorial/<int:conversation>/", Visitor.as_asgi()),
                re_path(r"^tutorial/agent/(?P<first>\d+)-(?P<last>\d+)/$", Agent.as_asgi()),
            ]
        )
    }
)
