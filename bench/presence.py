"""What it costs to know who is on the site and to tell those who watch.

python bench/presence.py [--databases sqlite] [--visitors 5000] [--agents 50] [--idle 1000]
On PostgreSQL there are two servers with Redis between them: everybody is at one, and who watches is at the other.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

from harness.across import Seen, Watcher, across
from harness.databases import Databases
from harness.idlers import EVERY, Asking, Sockets
from harness.loop import run
from harness.servers import Product
from harness.tables import goal, machine, show

DATABASES = ("sqlite", "postgres")
WARM = 50
"""Pages that come first: what is only loaded once is no visitor's."""


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--databases", nargs="+", default=list(DATABASES), choices=DATABASES)
    parser.add_argument("--visitors", type=int, default=5000)
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--idle", type=int, default=1000, help="pages that keep a socket and say nothing")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long they idle")
    return parser.parse_args()


def lines(product: Product, visitors: int, agents: int) -> bool:
    """Hold what a view, a tick and a snapshot cost against their goals."""
    program = str(Path(__file__).parent / "harness" / "presence_apart.py")
    figures = json.loads(product.run(sys.executable, program, str(visitors), str(agents)))
    words = f"{product.kind}, {visitors:,} visitors, {agents} agents"
    fine = goal(
        f"{words}: frames of a tick, encoded once for all", figures["encoded"], at_most=figures["frames"]
    )
    fine &= goal(f"{words}: microseconds of a page view", figures["saw_us"], at_most=5)
    size = show(figures["snapshot_kb"])
    fine &= goal(f"{words}: milliseconds of a snapshot of {size} KB", figures["snapshot_ms"], at_most=5)
    print(
        f"       {words}: a tick of 250 changes {show(figures['tick_us'])} us, a frame {show(figures['bytes'])} bytes"
    )
    print(f"       {words}: the first who watches waits {show(figures['first_ms'])} ms")
    whole = f"{show(figures['whole_kb'])} KB told in {show(figures['whole_ms'])} ms"
    print(
        f"       {words}: another process takes in a tick in {show(figures['heard_us'])} us; everybody is {whole}, "
        f"and taken in within {show(figures['heard_whole_ms'])} ms",
        flush=True,
    )
    return fine


async def idle(product: Product, pages: int, seconds: float) -> bool:
    """Hold what pages cost that are only looked at against its goals: by a socket each, and by asking."""
    product.env["TRUSTED_PROXIES"] = "1"  # each visitor comes from a network of its own
    server, site = product.serve("uvicorn"), product.seeded["site"]
    other = product.serve("uvicorn") if product.several else None
    cpu = server.child.cpu_seconds
    words = f"{product.kind}, {pages:,} idle pages"
    fine = True
    try:
        sockets = Sockets(server, site)
        await sockets.gather(WARM)
        alone = await sockets.idle(cpu, seconds / 2)
        before, _ = server.child.memory()
        await sockets.gather(pages)
        after, _ = server.child.memory()
        watching, token = other or server, next(iter(product.seeded["agents"].values()))
        unwatched, _ = watching.child.memory()
        watcher = await Watcher.at(watching, token)
        await asyncio.sleep(1)
        watched, _ = watching.child.memory()
        others = other.child.cpu_seconds() if other else 0.0
        held = await sockets.idle(cpu, seconds)
        if other:
            listening = (other.child.cpu_seconds() - others) / seconds
            fine &= goal(f"{words}, a socket each: cores of the other server", listening, at_most=0.05)
        stored = await sockets.go_on()
        fine &= soon(words, await across(server, site, watcher))
        sockets.disperse()
        watcher.wire.abort()
        await asyncio.sleep(10)
        asked = await Asking(server, site, pages).idle(cpu, seconds)
    finally:
        product.stop()
    fine &= goal(f"{words}: KB each", (after - before) / pages / 1024, at_most=32)
    fine &= goal(f"{words}, a socket each: cores", held.cores, at_most=0.05)
    print(
        f"       {words}: KB more for each while somebody watches {show((watched - unwatched) / pages / 1024)}"
    )
    print(
        f"       {words}, a socket each: {show(held.bytes)} bytes a minute; a page is stored in {show(stored)} ms"
    )
    each = f"cores {show(asked.cores)}, {show(asked.bytes)} bytes a minute"
    print(
        f"       {words}, asking every {EVERY:.0f} s: {each}; a server with {WARM}: cores {show(alone.cores)}",
        flush=True,
    )
    return fine


def soon(words: str, seen: Seen) -> bool:
    """Hold how soon agents are told against its goals."""
    fine = goal(f"{words}: milliseconds until one more is seen", seen.arriving, at_most=2000)
    fine &= goal(f"{words}: milliseconds until another page is seen", seen.going_on, at_most=1000)
    return fine & goal(f"{words}: milliseconds until who left is gone", seen.leaving, at_most=5000)


def main(options: argparse.Namespace) -> bool:
    """Measure on each database."""
    print(machine(), flush=True)
    fine = True
    with Databases() as databases:
        for kind in options.databases:
            product = Product.prepare(databases, kind, agents=1, redis=kind == "postgres")
            fine &= lines(product, options.visitors, options.agents)
            fine &= run(idle(product, options.idle, options.seconds))
    return fine


if __name__ == "__main__":
    sys.exit(not main(arguments()))
