"""Closed-loop load over HTTP: so many connections, each posts its next page view when the last one is answered."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable

from harness.rounds import Sample, percentile

VIEWS_EACH = 10
"""Page views a visitor: more in a minute would be a machine's."""
PAGE = "https://bench.example/tables/ask?utm_source=news"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0"

numbers = itertools.count(1)
"""Numbers of views, never used twice in one run."""


class Posts:
    """Posts page views of ever new visitors to one address."""

    def __init__(self, port: int, path: str, origin: str) -> None:
        self.port, self.path, self.origin = port, path, origin
        self.latencies: list[float] = []

    def request(self) -> bytes:
        """Write the next page view; each visitor comes from a network of its own."""
        number = next(numbers)
        visitor = number // VIEWS_EACH
        address = f"{10 + (visitor >> 16 & 63)}.{visitor >> 8 & 255}.{visitor & 255}.7"
        body = (
            f'{{"frames":[{{"type":"page.view","view":"{number:x}","url":"{PAGE}",'
            f'"title":"Ask dining table","referrer":"https://www.google.com/","nav":"load"}}]}}'
        )
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nOrigin: {self.origin}\r\n"
            f"User-Agent: {FIREFOX}\r\nAccept-Language: en\r\nX-Forwarded-For: {address}\r\n"
            f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return (head + body).encode()

    async def run(self, connections: int, seconds: float) -> None:
        """Post for some seconds on so many connections at once."""
        until = time.perf_counter() + seconds
        await asyncio.gather(*(self._post(until) for _ in range(connections)))

    async def _post(self, until: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            while (begun := time.perf_counter()) < until:
                writer.write(self.request())
                head = await reader.readuntil(b"\r\n\r\n")
                if not head.startswith(b"HTTP/1.1 204"):
                    raise RuntimeError(f"{self.path} answered {head[:200]!r}")
                self.latencies.append(time.perf_counter() - begun)
        finally:
            writer.close()


async def measure(
    posts: Posts,
    *,
    connections: int,
    seconds: float,
    server_cpu: Callable[[], float],
    database_cpu: Callable[[], float],
) -> Sample:
    """Run the load and return its figures."""
    posts.latencies.clear()
    cpu, database, begun = server_cpu(), database_cpu(), time.perf_counter()
    await posts.run(connections, seconds)
    done, elapsed = max(1, len(posts.latencies)), time.perf_counter() - begun
    return {
        "views/s": done / elapsed,
        "us": (server_cpu() - cpu) * 1e6 / done,
        "db us": (database_cpu() - database) * 1e6 / done,
        "p50 ms": percentile(posts.latencies, 50) * 1000,
        "p99 ms": percentile(posts.latencies, 99) * 1000,
    }
