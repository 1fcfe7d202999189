"""Visitors who are seen live: they keep a socket each, look about, go on to other pages, come and leave."""

from __future__ import annotations

import asyncio
import json
import random
import threading
import time
from collections import deque
from dataclasses import dataclass

from harness.idlers import PARALLEL, network
from harness.posts import FIREFOX
from harness.wire import Wire, connect

TICK = 0.25
COMING = 1
"""So many come in a tick, and as many leave."""
GOING_ON = 0.4
"""Of all changes so many are somebody on another page; the others are told to have looked for longer."""
PAGES = [f"https://bench.example/{kind}/{name}" for kind in ("tables", "chairs", "care") for name in "abcdef"]
ZONES = ("Europe/Oslo", "Europe/Berlin", "Europe/Dublin", "Europe/Paris", "America/Lima", "Asia/Tokyo")


@dataclass(slots=True)
class Stroller:
    """One of them, and the page they are on."""

    number: int
    wire: Wire
    view: str = ""
    since: float = 0.0
    pages: int = 0


class Strollers(threading.Thread):
    """All of them, on a loop of their own; while ``busy`` is set, so many lines of the list change each tick."""

    def __init__(self, port: int, site: str, *, size: int, changes: int) -> None:
        super().__init__(daemon=True)
        self.url, self.origin = f"ws://127.0.0.1:{port}/ws/visitor/{site}/", f"http://127.0.0.1:{port}"
        self.size, self.changes = size, changes
        self.here, self.busy, self.over = threading.Event(), threading.Event(), threading.Event()
        self.ticks = 0
        self._all: deque[Stroller] = deque()
        self._numbers = iter(range(1, 1 << 22))
        self._dice = random.Random(7)
        self._coming: set[asyncio.Task[None]] = set()

    def run(self) -> None:
        """Live until it is over."""
        asyncio.run(self._live())

    async def _live(self) -> None:
        gate = asyncio.Semaphore(PARALLEL)

        async def one() -> None:
            async with gate:
                await self._come()

        await asyncio.gather(*(one() for _ in range(self.size)))
        self.here.set()
        due = time.perf_counter()
        while not self.over.is_set():
            due += TICK
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if self.busy.is_set():
                self.ticks += 1
                self._tick()
        for stroller in self._all:
            stroller.wire.abort()

    def _tick(self) -> None:
        for _ in range(COMING):
            self._all.popleft().wire.abort()
            task = asyncio.get_running_loop().create_task(self._come())
            self._coming.add(task)
            task.add_done_callback(self._coming.discard)
        changes = self.changes - 2 * COMING
        for turn in range(changes):
            stroller = self._all[turn]
            if turn < changes * GOING_ON:
                self._tell(stroller, {"type": "page.view", **self._page(stroller)})
            else:
                active = int((time.perf_counter() - stroller.since) * 1000)
                seen = {"view": stroller.view, "active_ms": active, "idle_ms": 0, "visible": True}
                self._tell(stroller, {"type": "page.activity", **seen})
        self._all.rotate(-changes)

    async def _come(self) -> None:
        number, welcomed = next(self._numbers), asyncio.Event()
        headers = {"Origin": self.origin, "User-Agent": FIREFOX, "X-Forwarded-For": network(number)}
        wire = await connect(
            self.url, on_text=lambda _text: welcomed.set(), on_close=lambda _code: None, headers=headers
        )
        stroller = Stroller(number, wire)
        hello = {"type": "hello", "protocol": 1, "passive": True, "locale": "en"}
        self._tell(stroller, hello | {"timezone": ZONES[number % len(ZONES)], "page": self._page(stroller)})
        await asyncio.wait_for(welcomed.wait(), 30)
        self._all.append(stroller)

    def _page(self, stroller: Stroller) -> dict[str, str]:
        stroller.pages += 1
        stroller.view, stroller.since = f"{stroller.number:x}x{stroller.pages:x}", time.perf_counter()
        url = PAGES[min(int(self._dice.expovariate(0.3)), len(PAGES) - 1)]
        return {"view": stroller.view, "url": url, "title": f"Page {url[-8:]}", "referrer": ""}

    def _tell(self, stroller: Stroller, frame: dict[str, object]) -> None:
        stroller.wire.send(json.dumps(frame).encode())
