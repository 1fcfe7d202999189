"""Durable page views of the product against answers that do nothing and a naive view, in one interleaved run.

One page view is one POST, answered after the commit; each visitor looks at ten pages. Then the same of an installation
with a history against one without, interleaved, too; `--history 10000000` takes some minutes and 4 GB of `TMPDIR`.
    python bench/hits.py [--servers uvicorn] [--rounds 5] [--seconds 4] [--history 1000000] [--only history]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from harness.databases import Databases
from harness.loop import run
from harness.posts import Posts, measure
from harness.rounds import Case, Sample, interleave, medians, ratios
from harness.servers import RAISED_WORDS, Product, Server, baseline
from harness.tables import goal, machine, table

COLUMNS = ("views/s", "us", "db us", "p50 ms", "p99 ms")
DATABASES = ("sqlite", "postgres")
HIT = "/w/bench/hit"
Samples = dict[str, list[Sample]]


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--servers", nargs="+", default=["uvicorn"], choices=["daphne", "uvicorn"])
    parser.add_argument("--databases", nargs="+", default=list(DATABASES), choices=DATABASES)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument(
        "--history", type=int, default=1_000_000, help="views there are before the last measurement, 0: none"
    )
    parser.add_argument("--only", choices=["history"], help="leave everything else out")
    return parser.parse_args()


class Bench:
    """The servers of one run and where page views are posted to."""

    def __init__(self, options: argparse.Namespace, databases: Databases) -> None:
        self.options, self.databases = options, databases
        self.cases: dict[str, Case] = {}
        self.products: list[Product] = []
        self.servers: list[Server] = []

    def start(self, server: str) -> None:
        """Start the baselines and the product behind one HTTP server."""
        for kind in self.options.databases:
            naive = baseline(self.databases, server, kind=kind)
            if kind == self.options.databases[0]:
                self.add(f"{server} bare 204", naive, "/bare/", kind)
                self.add(f"{server} django 204", naive, "/empty/", kind)
            self.add(f"{server} naive {kind}", naive, "/naive/", kind)
            self.add(f"{server} product {kind}", self.product(kind).serve(server), HIT, kind)

    def product(self, kind: str) -> Product:
        """Return a fresh installation."""
        product = Product.prepare(self.databases, kind, agents=1)
        product.env["TRUSTED_PROXIES"] = "1"  # each visitor comes from a network of its own
        self.products.append(product)
        return product

    def add(self, name: str, server: Server, path: str, kind: str) -> None:
        """Add a case: page views posted to one address of one server."""
        posts = Posts(server.port, path, server.origin)
        self.servers.append(server)

        async def case() -> Sample:
            return await measure(
                posts,
                connections=self.options.connections,
                seconds=self.options.seconds,
                server_cpu=server.child.cpu_seconds,
                database_cpu=lambda: self.databases.cpu_seconds(kind),
            )

        self.cases[name] = case

    def stop(self) -> None:
        """Stop every server."""
        for server in self.servers:
            server.child.stop()


def report(samples: Samples) -> None:
    """Print one table: medians, and ratios to the answers that do nothing, in the same round."""
    rows = []
    for name, each in samples.items():
        server = name.split()[0]
        bare, empty = samples[f"{server} bare 204"], samples[f"{server} django 204"]
        figures = [medians(each)[column] for column in COLUMNS]
        rows.append([name, *figures, ratios(each, bare, "us"), ratios(each, empty, "us")])
    print("\nus = CPU microseconds of the server's process tree per page view")
    print(table(["", *COLUMNS, "x bare us", "x django us"], rows), flush=True)


def judge(samples: Samples) -> bool:
    """Hold the ratios against the goals for page views."""
    fine = True
    for name, each in samples.items():
        server, what, *kind = name.split()
        if what != "product":
            continue
        bare, empty = samples[f"{server} bare 204"], samples[f"{server} django 204"]
        naive = samples[f"{server} naive {kind[0]}"]
        fine &= goal(f"{name}: CPU against a bare 204", ratios(each, bare, "us"), at_most=4.5)
        fine &= goal(f"{name}: CPU against an empty Django 204", ratios(each, empty, "us"), at_most=0.25)
        goal(f"{name}: throughput against the naive view", ratios(each, naive, "views/s"), at_least=1.0)
    return fine


def apart(product: Product) -> bool:
    """Print what each step costs, and hold the statements of a batch against their goal."""
    program = str(Path(__file__).parent / "harness" / "views_apart.py")
    figures: dict[str, Any] = json.loads(product.run(sys.executable, program))
    print(f"\n{product.kind}: microseconds of each step: ", end="")
    print(", ".join(f"{name} {took:.1f}" for name, took in figures["steps"].items()), flush=True)
    counts = figures["statements"]
    words = ", ".join(f"{count} for {size}" for size, count in counts.items())
    return goal(f"{product.kind}: statements a batch ({words})", max(counts.values()), at_most=8)


async def flat(options: argparse.Namespace, databases: Databases) -> bool:
    """Measure installations with and without a history in the same rounds, and hold them against each other."""
    bench = Bench(options, databases)
    program = str(Path(__file__).parent / "harness" / "history.py")
    weights = {}
    try:
        for kind in options.databases:
            for history in (0, options.history):
                product = bench.product(kind)
                if history:
                    weights[kind] = json.loads(product.run(sys.executable, program, str(history)))["bytes"]
                bench.add(f"{kind} after {history:,}", product.serve(options.servers[0]), HIT, kind)
        samples = await interleave(bench.cases, options.rounds)
    finally:
        bench.stop()
    rows = [[name, *(medians(each)[column] for column in COLUMNS)] for name, each in samples.items()]
    print(table(["", *COLUMNS], rows), flush=True)
    fine = True
    for kind, weight in weights.items():
        empty, full = samples[f"{kind} after 0"], samples[f"{kind} after {options.history:,}"]
        for key in ("p50 ms", "us"):
            words = f"{kind}: {key} of a view after {options.history:,} against none"
            fine &= goal(words, ratios(full, empty, key), at_most=1.3)
        fine &= goal(f"{kind}: bytes a view with its indexes", weight, at_most=300)
    return fine


async def against_others(options: argparse.Namespace, databases: Databases) -> bool:
    """Measure the product beside answers that do nothing, then its steps apart."""
    bench = Bench(options, databases)
    try:
        for server in options.servers:
            bench.start(server)
        samples = await interleave(bench.cases, options.rounds)
        report(samples)
        fine = judge(samples)
    finally:
        bench.stop()
    for product in bench.products[: len(options.databases)]:
        fine &= apart(product)
    return fine


async def main(options: argparse.Namespace) -> bool:
    """Start, run, report."""
    print(machine(), RAISED_WORDS, sep="\n", flush=True)
    fine = True
    with Databases() as databases:
        if options.only is None:
            fine &= await against_others(options, databases)
        if options.history:
            fine &= await flat(options, databases)
    return fine


if __name__ == "__main__":
    sys.exit(not run(main(arguments())))
