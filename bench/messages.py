"""Durable messages of the product against a bare Channels echo and a tutorial chat, in one interleaved run.

One message is one frame in and two out: the sender's ack and the agent's copy (the echo has only the ack).
    python bench/messages.py [--servers daphne uvicorn] [--in-flight 32 128] [--rounds 5] [--seconds 4]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from harness.databases import Databases
from harness.load import Load, measure
from harness.loop import run
from harness.rounds import Case, Sample, interleave, medians, ratios
from harness.servers import RAISED_WORDS, Product, Server, baseline
from harness.tables import goal, machine, table
from harness.targets import Echo, Target, Tutorial, VisAVis

AGENTS = 10
COLUMNS = ("msgs/s", "us", "db us", "p50 ms", "p99 ms", "delivered %")
Samples = dict[str, list[Sample]]


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--servers", nargs="+", default=["daphne", "uvicorn"], choices=["daphne", "uvicorn"])
    parser.add_argument(
        "--databases", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"]
    )
    parser.add_argument("--cases", nargs="+", default=["echo", "tutorial", "product"])
    parser.add_argument("--in-flight", nargs="+", type=int, default=[32, 128])
    parser.add_argument("--conversations", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--redis", action="store_true", help="also the product on PostgreSQL with Redis")
    return parser.parse_args()


class Bench:
    """The servers of one run, each with its connected load."""

    def __init__(self, options: argparse.Namespace, databases: Databases) -> None:
        self.options, self.databases = options, databases
        self.targets: dict[str, tuple[Target, Server, str]] = {}
        self.products: list[Product] = []

    def add(self, name: str, target: Target, server: Server, kind: str) -> None:
        """Remember one server under test."""
        self.targets[name] = (target, server, kind)

    def start(self, server: str) -> None:
        """Start echo, tutorial and product behind one HTTP server."""
        cases = self.options.cases
        if "echo" in cases:
            echo = baseline(self.databases, server)
            self.add(f"{server} echo", Echo(echo), echo, "sqlite")
        for kind in self.options.databases:
            if "tutorial" in cases:
                naive = baseline(self.databases, server, kind=kind, redis=kind == "postgres")
                self.add(f"{server} tutorial {kind}", Tutorial(naive, AGENTS), naive, kind)
            if "product" in cases:
                self._start_product(server, kind, redis=False)
            if "product" in cases and kind == "postgres" and self.options.redis:
                self._start_product(server, kind, redis=True)

    def _start_product(self, server: str, kind: str, *, redis: bool) -> None:
        product = Product.prepare(self.databases, kind, redis=redis, agents=AGENTS)
        self.products.append(product)
        served = product.serve(server)
        name = f"{server} product {kind}{' redis' if redis else ''}"
        self.add(name, VisAVis(served, product.seeded), served, kind)

    async def connect(self) -> None:
        """Open every conversation once; the sockets stay for all rounds."""
        for name, (target, _, _) in self.targets.items():
            await target.connect(self.options.conversations)
            print(f"{name}: {self.options.conversations} conversations open", flush=True)

    def cases(self, in_flight: int) -> dict[str, Case]:
        """Make one case per server under test."""
        return {name: self._case(name, in_flight) for name in self.targets}

    def _case(self, name: str, in_flight: int) -> Case:
        target, server, kind = self.targets[name]

        async def case() -> Sample:
            load = Load(target, in_flight)
            return await measure(
                load, self.options.seconds, server.child.cpu_seconds, lambda: self.databases.cpu_seconds(kind)
            )

        return case

    def stop(self) -> None:
        """Stop every server."""
        for _, server, _ in self.targets.values():
            server.child.stop()


def report(samples: Samples, in_flight: int) -> None:
    """Print one table: medians, and ratios to the echo behind the same HTTP server in the same round."""
    rows = []
    for name, each in samples.items():
        echo = samples.get(f"{name.split()[0]} echo", each)
        figures = [medians(each)[column] for column in COLUMNS]
        rows.append([name, *figures, ratios(each, echo, "msgs/s"), ratios(each, echo, "us")])
    print(f"\n{in_flight} in flight; us = CPU microseconds of the server's process tree per message")
    print(table(["", *COLUMNS, "x echo msgs/s", "x echo us"], rows), flush=True)


def judge(samples: Samples, in_flight: int) -> bool:
    """Hold the ratios against the goals for messages."""
    fine = True
    for name, each in samples.items():
        server, what, *kind = name.split()
        if what != "product" or "redis" in kind or len(set(options_of(samples))) < 3:
            continue
        echo, naive = samples[f"{server} echo"], samples[f"{server} tutorial {kind[0]}"]
        floor = least(server, kind[0], in_flight)
        words = f"{name}, {in_flight} in flight"
        if floor is not None:
            fine &= goal(f"{words}: throughput against echo", ratios(each, echo, "msgs/s"), at_least=floor)
        fine &= goal(f"{words}: CPU against echo", ratios(each, echo, "us"), at_most=1.0)
        if in_flight == 32:
            fine &= goal(f"{words}: throughput against tutorial", ratios(each, naive, "msgs/s"), at_least=10)
            fine &= goal(f"{words}: CPU against tutorial", ratios(each, naive, "us"), at_most=1 / 12)
        fine &= goal(f"{words}: delivered to agents, %", medians(each)["delivered %"], at_least=100)
    return fine


def options_of(samples: Samples) -> list[str]:
    """Return which kinds of cases a run had."""
    return [name.split()[1] for name in samples]


def least(server: str, kind: str, in_flight: int) -> float | None:
    """Return the throughput asked for, as a share of the echo's."""
    if in_flight >= 128:
        return 1.0 if kind == "sqlite" and server == "uvicorn" else None
    if server == "daphne":
        return 0.75
    return 0.75 if kind == "sqlite" else 0.60


def constant(product: Product) -> bool:
    """Print how many statements a batch costs; as many for one message as for three hundred."""
    program = str(Path(__file__).parent / "harness" / "statements.py")
    counts = json.loads(product.run(sys.executable, program, "1", "20", "300"))
    words = ", ".join(f"{count} for {size}" for size, count in counts.items())
    fine = len(set(counts.values())) == 1 and max(counts.values()) <= 5
    print(
        f"{'PASS ' if fine else 'short'}  statements a batch of messages, BEGIN and COMMIT apart: {words} (<= 5)"
    )
    return fine


async def main(options: argparse.Namespace) -> bool:
    """Start, connect, run, report."""
    print(machine(), RAISED_WORDS, sep="\n", flush=True)
    with Databases() as databases:
        bench = Bench(options, databases)
        try:
            for server in options.servers:
                bench.start(server)
            await bench.connect()
            fine = True
            for in_flight in options.in_flight:
                samples = await interleave(bench.cases(in_flight), options.rounds)
                report(samples, in_flight)
                fine &= judge(samples, in_flight)
            for product in bench.products:
                fine &= constant(product)
        finally:
            bench.stop()
        for product in bench.products:
            for server in product.servers:
                print(server.child.tail(3))
    return fine


if __name__ == "__main__":
    sys.exit(not run(main(arguments())))
