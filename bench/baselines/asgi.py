"""The baselines' front door, also below Channels and Django: an echo, a broadcast and an empty answer in bare ASGI."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
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


empty = {"type": "http.response.start", "status": 204, "headers": []}
through_django = get_asgi_application()


async def bare_or_django(scope: Any, receive: Any, send: Any) -> None:
    """Read the body and answer 204 without any framework; any other path goes through Django."""
    if scope["path"] != "/bare/":
        await through_django(scope, receive, send)
        return
    while (await receive()).get("more_body"):
        pass
    await send(empty)
    await send({"type": "http.response.body", "body": b""})


application = ProtocolTypeRouter(
    {
        "http": bare_or_django,
        "websocket": URLRouter(
            [
                path("bare/echo/", bare_echo),  # type: ignore[arg-type]
                path("bare/broadcast/", bare_broadcast),  # type: ignore[arg-type]
                path("echo/", Echo.as_asgi()),
                path("tutorial/<int:conversation>/", Visitor.as_asgi()),
                re_path(r"^tutorial/agent/(?P<first>\d+)-(?P<last>\d+)/$", Agent.as_asgi()),
            ]
        ),
    }
)
