"""How soon a program that watches at one server hears of those who come, go on and leave at another."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Self

from harness.idlers import network
from harness.posts import FIREFOX
from harness.rounds import percentile
from harness.servers import Server
from harness.wire import Wire, connect

PATIENCE = 30.0
APART = 0.1
"""Seconds from one who comes to the next."""
FIRST = 60_000
"""Their numbers begin above those of everybody who is here already."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Milliseconds until those who watch have heard of it, the slowest of all."""

    arriving: float
    going_on: float
    leaving: float


@dataclass
class Watcher:
    """An agent's program that watches all sites of its server."""

    wire: Wire = field(init=False)
    _awaited: dict[tuple[str, str], asyncio.Future[str]] = field(default_factory=dict)
    _listed: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def at(cls, server: Server, token: str) -> Self:
        """Begin to watch."""
        watcher = cls()
        watcher.wire = await connect(
            f"{server.socket}/ws/agent/",
            on_text=watcher._hear,
            on_close=lambda _code: None,
            headers={"Authorization": f"Bearer {token}"},
        )
        for frame in ({"type": "hello", "protocol": 1}, {"type": "visitors.watch", "id": "w"}):
            watcher.wire.send(json.dumps(frame).encode())
        await asyncio.wait_for(watcher._listed.wait(), PATIENCE)
        return watcher

    async def hears(self, type: str, of: str) -> str:
        """Wait until a visit is told of, by its id or its address; returns its id."""
        told = self._awaited[type, of] = asyncio.get_running_loop().create_future()
        return await asyncio.wait_for(told, PATIENCE)

    def _hear(self, text: bytes) -> None:
        frame = json.loads(text)
        if frame["type"] == "visitors.listed":
            self._listed.set()
        for visitor in frame.get("visitors", ()) if self._awaited else ():
            for name in (visitor["id"], (visitor.get("page") or {}).get("url", "")):
                told = self._awaited.pop((frame["type"], name), None)
                if told is not None:
                    told.set_result(visitor["id"])


async def across(here: Server, site: str, watcher: Watcher, count: int = 20) -> Seen:
    """Let so many come, go on and leave at a server, each soon after the other, and take the times."""
    numbers = range(FIRST, FIRST + count)
    times = await asyncio.gather(*(_pass(here, site, watcher, number) for number in numbers))
    return Seen(*(percentile(column, 100) * 1000 for column in zip(*times, strict=True)))


async def _pass(here: Server, site: str, watcher: Watcher, number: int) -> tuple[float, float, float]:
    await asyncio.sleep((number - FIRST) * APART)
    first, second = (f"https://bench.example/passing/{number}/{place}" for place in ("here", "there"))
    wire = await connect(
        f"{here.socket}/ws/visitor/{site}/",
        on_text=lambda _text: None,
        on_close=lambda _code: None,
        headers={"Origin": here.origin, "User-Agent": FIREFOX, "X-Forwarded-For": network(number)},
    )
    page = {"view": f"{number:x}", "url": first, "title": "Ask dining table", "referrer": ""}
    hello = {"type": "hello", "protocol": 1, "passive": True, "page": page}
    visit, arriving = await _timed(wire, hello, watcher.hears("visitor.arrived", first))
    view = {"type": "page.view", "id": "1", "view": f"{number:x}b", "url": second}
    _visit, going_on = await _timed(wire, view, watcher.hears("page.viewed", second))
    left = asyncio.ensure_future(watcher.hears("visitor.left", visit))
    begun = time.perf_counter()
    wire.abort()
    await left
    return arriving, going_on, time.perf_counter() - begun


async def _timed(wire: Wire, frame: dict[str, object], heard: Awaitable[str]) -> tuple[str, float]:
    waiting = asyncio.ensure_future(heard)
    await asyncio.sleep(0)
    begun = time.perf_counter()
    wire.send(json.dumps(frame).encode())
    return await waiting, time.perf_counter() - begun
