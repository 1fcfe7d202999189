"""Takes presence apart: the CPU of a view, a tick and a snapshot with many visitors and many who watch; as JSON.

Run as a program in the environment of the installation: `python bench/harness/presence_apart.py <visitors> <agents>`.
The visits are real rows; the agents are readers of the hub that keep what they are sent.
"""

from __future__ import annotations

import asyncio
import gc
import json
import statistics
import sys
import time
from datetime import UTC, datetime
from typing import Any

import django

TICKS = 200
CHANGES = 250  # in a tick: 1,000 a second, as of 5,000 people who go on every five seconds
SITE = "bench"


class Watcher:
    """An agent's socket: counts the frames and bytes it is sent, and how many of them were encoded for it alone."""

    frames = 0
    bytes = 0

    def __init__(self, texts: dict[int, str]) -> None:
        self._texts = texts

    def receive(self, delivery: Any) -> None:
        """Take a frame; one text for all is one object."""
        self.frames += 1
        self.bytes += len(delivery.frame)
        self._texts[id(delivery.frame)] = delivery.frame


def visits(number: int) -> list[str]:
    """Make so many open visits; returns their ids."""
    from visitors.models import Site
    from visitors.tracking.modes import Purpose
    from visitors.tracking.store import store
    from visitors.tracking.told import Told, View

    site, now = Site.objects.get(key=SITE).pk, datetime.now(UTC)
    view = View(1, "https://bench.example/tables/ask", "Ask dining table", "load")
    purposes = frozenset({Purpose.CHAT, Purpose.ANALYTICS})
    told = [
        Told(
            site=site,
            key=f"live-{n}",
            at=now,
            facts=[view],
            purposes=purposes,
            user_agent=f"Mozilla/5.0 (X11; Linux x86_64; rv:{n % 40}.0) Gecko/20100101 Firefox/{n % 40}.0",
        )
        for n in range(number)
    ]
    return [str(visit) for start in range(0, number, 500) for visit in store(told[start : start + 500])]


async def measure(ids: list[str], site: str, agents: int) -> dict[str, float]:
    """Let everybody come, and a quarter of a second pass many times."""
    from realtime.hub import hub
    from visitors.presence import live_topic, presence
    from visitors.presence.board import MOST_LINES
    from visitors.tracking.told import View

    hub.loop = asyncio.get_running_loop()
    views = [
        View(key, f"https://bench.example/tables/{key}", "Ask dining table", "spa") for key in range(2, 60)
    ]
    for visit in ids:
        presence.saw(visit, site, visit, views[:1], at=time.time())
    presence.tick()
    gc.collect()
    gc.freeze()  # as the server does
    begun = time.process_time()
    for visit in ids:
        presence.saw(visit, site, visit, views[1:2], at=time.time())
    saw_us = (time.process_time() - begun) * 1e6 / len(ids)
    presence.tick()
    texts: dict[int, str] = {}
    watchers = [Watcher(texts) for _agent in range(agents)]
    for watcher in watchers:
        hub.follow(watcher, live_topic(site))  # type: ignore[arg-type]
    begun = time.perf_counter()
    await presence.watch([site])
    first_ms = (time.perf_counter() - begun) * 1e3
    shown = sorted(ids)[-MOST_LINES:]
    snapshots, ticks, frames = [], [], []
    for number in range(TICKS):
        texts.clear()
        sent = watchers[0].frames
        for turn in range(CHANGES):
            visit = shown[(number * CHANGES + turn) % len(shown)]
            presence.saw(visit, site, visit, [views[1 + number % (len(views) - 1)]], at=time.time())
        begun = time.process_time()
        presence.tick()
        ticks.append((time.process_time() - begun) * 1e6)
        frames.append((watchers[0].frames - sent, len(texts)))
        begun = time.process_time()
        lines = await presence.watch([site])
        f'{{"type":"visitors.listed","visitors":[{",".join(lines)}]}}'.encode()
        snapshots.append((time.process_time() - begun) * 1e3)
    assert (len(lines), presence.count(site)) == (len(shown), len(ids)), "somebody is missing"
    return {
        "saw_us": saw_us,
        "tick_us": statistics.median(ticks),
        "first_ms": first_ms,
        "snapshot_ms": statistics.median(snapshots),
        "encoded": max(encoded for _sent, encoded in frames),
        "frames": max(sent for sent, _encoded in frames),
        "bytes": watchers[0].bytes / max(1, watchers[0].frames),
        "snapshot_kb": sum(map(len, lines)) / 1024,
    }


def main(visitors: int, agents: int) -> None:
    """Fill, measure, print."""
    django.setup()
    from visitors.models import Site

    ids = visits(visitors)
    site = Site.objects.get(key=SITE).pk
    print(json.dumps(asyncio.run(measure(ids, site, agents))))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
