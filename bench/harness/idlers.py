"""Visitors who only look: each keeps a socket and says nothing, or asks every so often by a hit."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from harness.posts import FIREFOX, PAGE
from harness.rounds import percentile
from harness.servers import Server
from harness.wire import Wire, connect

PARALLEL = 64
EVERY = 15.0
"""Seconds after which a page without a socket asks again."""
Cpu = Callable[[], float]


def network(number: int) -> str:
    """Return an address of a network of its own."""
    return f"{10 + (number >> 16 & 63)}.{number >> 8 & 255}.{number & 255}.7"


@dataclass(frozen=True, slots=True)
class Idle:
    """What idle visitors cost: cores of the server for all of them, and bytes a minute for each."""

    cores: float
    bytes: float


class Sockets:
    """Pages that keep a socket."""

    def __init__(self, server: Server, site: str) -> None:
        self.server, self.site = server, site
        self.wires: dict[int, Wire] = {}
        self.waits: list[float] = []
        self._bytes = 0
        self._heard: dict[int, asyncio.Event] = {}

    async def gather(self, count: int) -> None:
        """Let so many more come, and wait for their welcome."""
        gate = asyncio.Semaphore(PARALLEL)
        first = len(self.wires)

        async def one(number: int) -> None:
            async with gate:
                await self._come(number)

        await asyncio.gather(*(one(number) for number in range(first, first + count)))
        await asyncio.sleep(
            3
        )  # until what a welcome leaves behind is gone, and is not measured as memory of the idle

    async def idle(self, cpu: Cpu, seconds: float) -> Idle:
        """Let them say nothing for a while."""
        before, heard, begun = cpu(), self._bytes, time.perf_counter()
        await asyncio.sleep(seconds)
        took = time.perf_counter() - begun
        return Idle((cpu() - before) / took, (self._bytes - heard) / len(self.wires) / took * 60)

    async def go_on(self, number: int = 100) -> float:
        """Let some go to another page, one after the other; returns milliseconds until that is stored (median)."""
        for visitor, wire in list(self.wires.items())[:number]:
            begun = time.perf_counter()
            self._heard[visitor] = asyncio.Event()
            page = {"type": "page.view", "id": "1", "view": f"next{visitor}", "url": PAGE}
            wire.send(json.dumps(page).encode())
            await asyncio.wait_for(self._heard[visitor].wait(), 10)
            self.waits.append(time.perf_counter() - begun)
        return percentile(self.waits, 50) * 1000

    def disperse(self) -> None:
        """Hang up."""
        for wire in self.wires.values():
            wire.abort()

    async def _come(self, number: int) -> None:
        self._heard[number] = asyncio.Event()

        def heard(frame: bytes) -> None:
            self._bytes += len(frame) + 2
            if b'"heartbeat"' not in frame:
                self._heard[number].set()

        wire = await connect(
            f"{self.server.socket}/ws/visitor/{self.site}/",
            on_text=heard,
            on_close=lambda _code: None,
            headers={
                "Origin": self.server.origin,
                "User-Agent": FIREFOX,
                "X-Forwarded-For": network(number),
            },
        )
        self.wires[number] = wire
        page = {"view": f"{number:x}", "url": PAGE, "title": "Ask dining table", "referrer": ""}
        wire.send(json.dumps({"type": "hello", "protocol": 1, "passive": True, "page": page}).encode())
        await asyncio.wait_for(self._heard[number].wait(), 30)


class Asking:
    """Pages without a socket, each of which asks every fifteen seconds on a connection that is kept open."""

    def __init__(self, server: Server, site: str, count: int) -> None:
        self.server, self.site, self.count = server, site, count
        self._bytes = 0

    async def idle(self, cpu: Cpu, seconds: float) -> Idle:
        """Let them say nothing but that they are there."""
        parallel = max(1, min(PARALLEL, self.count // 8))  # none waits so long that the server closes it
        lines = [await asyncio.open_connection("127.0.0.1", self.server.port) for _ in range(parallel)]
        free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
        for line in lines:
            free.put_nowait(line)
        for number in range(self.count):
            await self._ask(number, "page.view", free)
        before, asked, begun = cpu(), self._bytes, time.perf_counter()
        until = begun + seconds
        await asyncio.gather(*(self._go_on(number, until, free) for number in range(self.count)))
        took = time.perf_counter() - begun
        for _reader, writer in lines:
            writer.close()
        return Idle((cpu() - before) / took, (self._bytes - asked) / self.count / took * 60)

    async def _go_on(self, number: int, until: float, free: asyncio.Queue) -> None:  # type: ignore[type-arg]
        await asyncio.sleep(EVERY * number / self.count)
        while time.perf_counter() < until:
            await self._ask(number, "page.activity", free)
            await asyncio.sleep(min(EVERY, max(0.0, until - time.perf_counter())))

    async def _ask(self, number: int, type: str, free: asyncio.Queue) -> None:  # type: ignore[type-arg]
        frame = {"type": type, "view": f"{number:x}", "url": PAGE, "active_ms": 0, "idle_ms": 90_000}
        body = json.dumps({"poll": True, "frames": [frame]})
        head = (
            f"POST /w/{self.site}/hit HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n"
            f"Origin: {self.server.origin}\r\nUser-Agent: {FIREFOX}\r\nX-Forwarded-For: {network(number)}\r\n"
            f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        reader, writer = line = await free.get()
        try:
            writer.write((head + body).encode())
            answer = await reader.readuntil(b"\r\n\r\n")
            length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
            said = await reader.readexactly(length)
            if b"next_ms" not in said:
                raise RuntimeError(f"answered {answer[:60]!r} {said!r}")
            self._bytes += len(head) + len(body) + len(answer) + len(said)
        finally:
            free.put_nowait(line)
