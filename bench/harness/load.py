"""Closed-loop load: so many messages in flight, the next one sent when one is acked."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable

from harness.rounds import Sample, percentile
from harness.targets import Target, ignore

TEXT = "An ordinary message of eighty bytes, as people write them when they want a sofa."
PATIENCE = 5.0
TICK = 0.02

numbers = itertools.count(1)
"""Message keys, never used twice in one run."""


class Load:
    """Keeps a number of messages in flight on a target, and counts acks and deliveries."""

    def __init__(self, target: Target, in_flight: int) -> None:
        self.target, self.in_flight = target, in_flight
        self.latencies: list[float] = []
        self.sent = self.delivered = self.nacked = 0
        self._born: dict[int, float] = {}
        self._turn = itertools.cycle(range(len(target.senders)))
        self._running = False

    @property
    def acked(self) -> int:
        """How many messages were answered."""
        return len(self.latencies)

    def start(self) -> None:
        """Fill the flight."""
        self.target.on_ack, self.target.on_delivery = self._acked, self._delivered
        self.target.on_nack = self._nacked
        self._running = True
        for _ in range(self.in_flight):
            self._send()

    async def stop(self) -> None:
        """Send no more, wait until everything sent is acked and delivered or patience ends."""
        self._running = False
        for _ in range(int(PATIENCE / TICK)):
            if self._settled():
                break
            await asyncio.sleep(TICK)
        self.target.on_ack = self.target.on_delivery = self.target.on_nack = ignore

    def _settled(self) -> bool:
        return not self._born and (not self.target.expects_delivery or self.delivered >= self.acked)

    def _send(self) -> None:
        key = next(numbers)
        self._born[key] = time.perf_counter()
        self.sent += 1
        self.target.send(next(self._turn), key, TEXT)

    def _acked(self, key: int) -> None:
        born = self._born.pop(key, None)
        if born is None:
            return
        self.latencies.append(time.perf_counter() - born)
        if self._running:
            self._send()

    def _nacked(self, key: int) -> None:
        self.nacked += 1
        self._born.pop(key, None)
        if self._running:
            self._send()

    def _delivered(self, _: int) -> None:
        self.delivered += 1


async def measure(
    load: Load, seconds: float, server_cpu: Callable[[], float], database_cpu: Callable[[], float]
) -> Sample:
    """Run a load for some seconds and return its figures; a lost socket or a nack ends the benchmark."""
    lost = load.target.lost
    cpu, database = server_cpu(), database_cpu()
    begun = time.perf_counter()
    load.start()
    await asyncio.sleep(seconds)
    in_time, elapsed = load.acked, time.perf_counter() - begun
    await load.stop()
    if load.target.lost > lost or load.nacked:
        raise RuntimeError(f"{load.target.lost - lost} sockets lost and {load.nacked} nacks under load")
    done = max(1, load.acked)
    return {
        "msgs/s": in_time / elapsed,
        "us": (server_cpu() - cpu) * 1e6 / done,
        "db us": (database_cpu() - database) * 1e6 / done,
        "p50 ms": percentile(load.latencies, 50) * 1000,
        "p99 ms": percentile(load.latencies, 99) * 1000,
        "delivered %": 100 * load.delivered / done if load.target.expects_delivery else float("nan"),
    }
