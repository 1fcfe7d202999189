"""Breaks things while people talk, and counts what was lost, doubled or out of order.

    python bench/faults.py [burst crash deploy outage idle two] [--database sqlite|postgres] [--server daphne|uvicorn]
Every fault ends with one line: N acked, 0 lost, 0 duplicated, order ok, max heal T s.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import time
from collections.abc import Awaitable, Callable

from harness import people
from harness.databases import Databases
from harness.exchange import Exchange, while_running
from harness.loop import run
from harness.servers import RAISED_WORDS, Product, Server
from harness.tables import machine
from harness.verdict import Verdict

HEAL = 5.0
"""Seconds after which everything must be in place again."""


class Fault:
    """What a fault run stands on: one installation and the processes serving it."""

    def __init__(self, options: argparse.Namespace, databases: Databases, *, redis: bool = False) -> None:
        self.options, self.databases = options, databases
        kind = "postgres" if redis else options.database
        self.product = Product.prepare(databases, kind, redis=redis)

    def serve(self) -> Server:
        """Start one more process."""
        return self.product.serve(self.options.server)

    async def exchange(self, visitors_at: list[Server], agents_at: list[Server], **sizes: int) -> Exchange:
        """Open an exchange on the given servers."""
        exchange = Exchange(self.product, visitors_at, agents_at)
        await exchange.open(**sizes)
        return exchange

    async def finish(self, exchange: Exchange) -> Verdict:
        """Wait for the end, look at the servers' logs, and hang up."""
        verdict = await exchange.settle()
        print(f"  {exchange.troubles()}; {exchange.delivery()}")
        await exchange.close()
        self.product.stop()
        for server in self.product.servers:
            verdict.notes += [f"in the server's log: {error}" for error in tracebacks(server)]
        return verdict


def tracebacks(server: Server) -> list[str]:
    """Return the first and last lines of what a server logged with a traceback.

    The layer's library may tell that Redis is away; that is the fault itself.
    """
    log = server.child.log.read_text(errors="replace")
    records = re.split(r"^(?=\d{4}-\d\d-\d\d )", log, flags=re.MULTILINE)
    guilty = [each.splitlines() for each in records if "Traceback" in each]
    return [f"{lines[0]} … {lines[-1]}" for lines in guilty if "channels_redis" not in lines[0]]


async def burst(options: argparse.Namespace, databases: Databases) -> Verdict:
    """Burst of 1,000 messages/s for 3 s from 200 visitors into one agent."""
    fault = Fault(options, databases)
    server = fault.serve()
    exchange = await fault.exchange([server], [server], conversations=200, agents=1)
    await exchange.run(3000, 1000, visitors_only=True)
    return await fault.finish(exchange)


async def crash(options: argparse.Namespace, databases: Databases) -> Verdict:
    """Three kill -9 while 600 messages are exchanged."""
    fault = Fault(options, databases)
    server = fault.serve()
    exchange = await fault.exchange([server], [server])
    back: list[float] = []

    async def kill() -> None:
        for _ in range(3):
            await asyncio.sleep(2.5)
            await asyncio.to_thread(server.child.kill)
            await asyncio.to_thread(server.start)
            back.append(time.perf_counter())

    await while_running(exchange.run(600, 50), kill)
    verdict = await fault.finish(exchange)
    verdict.heal = max(exchange.healed(moment) for moment in back)
    return verdict


async def deploy(options: argparse.Namespace, databases: Databases) -> Verdict:
    """SIGTERM under load; another process takes over, or on SQLite the same one started again."""
    two = options.database == "postgres"
    fault = Fault(options, databases, redis=two)
    server = fault.serve()
    servers = [server, fault.serve()] if two else [server]
    exchange = await fault.exchange(servers, servers)
    back: list[float] = []

    async def restart() -> None:
        await asyncio.sleep(3)
        begun = time.perf_counter()
        await asyncio.to_thread(server.child.stop, patience=30)
        print(f"  ended {time.perf_counter() - begun:.1f} s after SIGTERM, exit code {server.child.wait()}")
        if not two:
            await asyncio.to_thread(server.start)
        back.append(time.perf_counter())

    await while_running(exchange.run(1000, 100), restart)
    verdict = await fault.finish(exchange)
    verdict.heal = exchange.healed(back[0])
    if exchange.nacks_seen:
        verdict.notes.append(f"{exchange.nacks_seen} nacks seen by users")
    return verdict


async def outage(options: argparse.Namespace, databases: Databases) -> Verdict:
    """Redis is away for 5 s in the middle of an exchange between two processes."""
    fault = Fault(options, databases, redis=True)
    one, other = fault.serve(), fault.serve()
    exchange = await fault.exchange([one], [other])
    back: list[float] = []

    async def away() -> None:
        await asyncio.sleep(3)
        await asyncio.to_thread(databases.valkey.kill)
        await asyncio.sleep(5)
        await asyncio.to_thread(databases.valkey.start)
        back.append(time.perf_counter())

    await while_running(exchange.run(1500, 100), away)
    closed = exchange.closed_sockets
    verdict = await fault.finish(exchange)
    verdict.heal = exchange.healed(back[0])
    if closed:
        verdict.notes.append(f"{closed} sockets closed")
    if verdict.heal > HEAL:
        verdict.notes.append(f"healed {verdict.heal:.1f} s after Redis returned, not within {HEAL:.0f} s")
    return verdict


async def idle(options: argparse.Namespace, databases: Databases) -> Verdict:
    """Sockets on the Redis layer say nothing for 60 s, then talk."""
    fault = Fault(options, databases, redis=True)
    server = fault.serve()
    exchange = await fault.exchange([server], [server], conversations=2, agents=1)
    mute = people.visitor([server], fault.product.seeded["site"])
    await mute.started()
    exchange.clients.append(mute)
    await asyncio.sleep(60)
    closed = exchange.closed_sockets
    await exchange.run(20, 20)
    verdict = await fault.finish(exchange)
    if closed:
        verdict.notes.append(f"{closed} idle sockets closed")
    return verdict


async def two(options: argparse.Namespace, databases: Databases) -> Verdict:
    """Visitors on one process, agents on the other."""
    fault = Fault(options, databases, redis=True)
    exchange = await fault.exchange([fault.serve()], [fault.serve()])
    await exchange.run(2000, 200)
    return await fault.finish(exchange)


FAULTS: dict[str, Callable[[argparse.Namespace, Databases], Awaitable[Verdict]]] = {
    each.__name__: each for each in (burst, crash, deploy, outage, idle, two)
}


async def main(options: argparse.Namespace) -> bool:
    """Run the faults one after the other."""
    print(machine(), RAISED_WORDS, sep="\n", flush=True)
    fine = True
    for name in options.faults or FAULTS:
        fault = FAULTS[name]
        print(f"{name}: {fault.__doc__}", flush=True)
        with Databases() as databases:
            verdict = await fault(options, databases)
        print(f"  {verdict}", flush=True)
        fine &= verdict.clean
    return fine


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "faults", nargs="*", metavar="fault", help=f"some of {', '.join(FAULTS)} (default: all)"
    )
    parser.add_argument("--database", default="sqlite", choices=["sqlite", "postgres"])
    parser.add_argument("--server", default="daphne", choices=["daphne", "uvicorn"])
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(not run(main(arguments())))
