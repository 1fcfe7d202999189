"""What an idle visitor costs, how fast visitors connect, and how long a broadcast takes, against bare ASGI.

    python bench/sockets.py [--sockets 5000] [--servers daphne uvicorn] [--rounds 3]
Both ends of a connect say one frame: the visitor hello, the server welcome (the bare one a fixed text).
The product's broadcast is `availability.changed`, which every visitor hears when its only agent goes away.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import msgspec
from harness import people
from harness.client import Client
from harness.databases import Databases
from harness.loop import run
from harness.rounds import Case, Sample, interleave, medians, ratios
from harness.servers import RAISED_WORDS, Product, Server, baseline
from harness.tables import goal, machine, table
from harness.wire import Wire, connect

PARALLEL = 64
CASTS = 3
COLUMNS = ("KB/socket", "connects/s", "connect us", "broadcast ms", "stall ms")


class Crowd:
    """Many sockets on one server, and who of them heard the last broadcast."""

    def __init__(self, server: Server, path: str, *, word: bytes) -> None:
        self.server, self.path, self._word = server, path, word
        self.wires: list[Wire] = []
        self._heard = self._welcomed = self._wanted = 0
        self._done = asyncio.Event()

    async def gather(self, count: int) -> None:
        """Connect so many, 64 at a time, and wait for their welcome."""
        gate = asyncio.Semaphore(PARALLEL)
        self._expect(count)

        async def one() -> None:
            async with gate:
                self.wires.append(await self._connect())

        await asyncio.gather(*(one() for _ in range(count)))
        await self._all()

    async def hear(self, cast: Callable[[], object]) -> float:
        """Cast, and return the seconds until the last socket has heard it."""
        self._expect(len(self.wires))
        begun = time.perf_counter()
        cast()
        await self._all()
        return time.perf_counter() - begun

    def disperse(self) -> None:
        """Hang up."""
        for wire in self.wires:
            wire.abort()

    async def _connect(self) -> Wire:
        url = f"{self.server.socket}{self.path}"
        wire = await connect(
            url, on_text=self._text, on_close=lambda _: None, headers={"Origin": self.server.origin}
        )
        hello = {"type": "hello", "protocol": 1, "tab": uuid.uuid4().hex, "last": {}, "locale": "en"}
        wire.send(msgspec.json.encode({**hello, "timezone": "UTC"}))
        return wire

    def _expect(self, count: int) -> None:
        self._heard, self._wanted = 0, count
        self._done.clear()

    async def _all(self) -> None:
        if self._wanted:
            async with asyncio.timeout(60):
                await self._done.wait()

    def _text(self, frame: bytes) -> None:
        if self._word in frame or b'"welcome"' in frame[:40]:
            self._heard += 1
            if self._heard == self._wanted:
                self._done.set()


class Watch:
    """The longest stall of a server's event loop, seen by a process of its own."""

    def __init__(self, server: Server, path: str) -> None:
        script = Path(__file__).parent / "harness" / "pinger.py"
        command = [sys.executable, str(script), "127.0.0.1", str(server.port), path, server.origin]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def worst(self) -> float:
        """Return the longest ping since the last question, in milliseconds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def end(self) -> None:
        """Stop watching."""
        self._process.kill()
        self._process.wait()


async def measure(server: Server, crowd: Crowd, count: int, cast: Callable[[int], object]) -> Sample:
    """Connect the crowd, let it idle, broadcast to it."""
    before, _ = server.child.memory()
    cpu, begun = server.child.cpu_seconds(), time.perf_counter()
    await crowd.gather(count)
    elapsed, cpu = time.perf_counter() - begun, server.child.cpu_seconds() - cpu
    await asyncio.sleep(3)
    after, _ = server.child.memory()
    watch = Watch(server, crowd.path)
    await asyncio.sleep(0.5)
    watch.worst()
    took = []
    for number in range(CASTS):
        took.append(await crowd.hear(lambda number=number: cast(number)))  # type: ignore[misc]
        await asyncio.sleep(1.5)
    stall = watch.worst()
    watch.end()
    crowd.disperse()
    return {
        "KB/socket": (after - before) / count / 1024,
        "connects/s": count / elapsed,
        "connect us": cpu * 1e6 / count,
        "broadcast ms": sorted(took)[CASTS // 2] * 1000,
        "stall ms": stall,
    }


def bare(databases: Databases, kind: str, count: int) -> Case:
    """Make the case of a bare ASGI application that accepts and broadcasts."""

    async def case() -> Sample:
        server = baseline(databases, kind)
        crowd = Crowd(server, "/bare/broadcast/", word=b"cast")
        try:
            return await measure(server, crowd, count, lambda n: crowd.wires[0].send(b"cast %d" % n))
        finally:
            server.child.stop()

    return case


def product(databases: Databases, kind: str, count: int) -> Case:
    """Make the case of the product with its one agent."""
    installed = Product.prepare(databases, "sqlite", agents=1)

    async def case() -> Sample:
        server = installed.serve(kind)
        console = await online(server, installed)
        path = f"/ws/visitor/{installed.seeded['site']}/"
        crowd = Crowd(server, path, word=b'"availability.changed"')
        try:
            return await measure(
                server,
                crowd,
                count,
                lambda n: console.send({"type": "agent.status", "status": "online" if n % 2 else "away"}),
            )
        finally:
            await console.stop()
            server.child.stop()

    return case


async def online(server: Server, installed: Product) -> Client:
    """Connect the agent and put it online."""
    console = people.agent([server], next(iter(installed.seeded["agents"].values())))
    await console.started()
    console.send({"type": "agent.status", "status": "online"})
    await asyncio.sleep(2)
    return console


def judge(samples: dict[str, list[Sample]], servers: list[str]) -> bool:
    """Hold the figures against the goals for sockets."""
    fine = True
    for server in servers:
        ours, floor = samples[f"{server} product"], samples[f"{server} bare"]
        fine &= goal(f"{server}: KB per idle visitor", medians(ours)["KB/socket"], at_most=32)
        fine &= goal(f"{server}: connect CPU against bare", ratios(ours, floor, "connect us"), at_most=1.5)
        fine &= goal(f"{server}: broadcast against bare", ratios(ours, floor, "broadcast ms"), at_most=2)
        fine &= goal(f"{server}: longest stall, ms", medians(ours)["stall ms"], at_most=50)
    return fine


async def main(options: argparse.Namespace) -> bool:
    """Run all cases interleaved and report."""
    print(machine(), RAISED_WORDS, sep="\n", flush=True)
    with Databases() as databases:
        cases: dict[str, Case] = {}
        for server in options.servers:
            cases[f"{server} bare"] = bare(databases, server, options.sockets)
            cases[f"{server} product"] = product(databases, server, options.sockets)
        samples = await interleave(cases, options.rounds)
    rows = [[name, *(medians(each)[column] for column in COLUMNS)] for name, each in samples.items()]
    print(f"\n{options.sockets:,} sockets; memory is USS of the process tree beyond the empty server's")
    print(table(["", *COLUMNS], rows), flush=True)
    return judge(samples, options.servers)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sockets", type=int, default=5000)
    parser.add_argument("--servers", nargs="+", default=["daphne", "uvicorn"], choices=["daphne", "uvicorn"])
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(not run(main(arguments())))
