"""Plays real dialogues over real sockets, as visitors and agents, and compares every place with the source.

    python bench/replay.py --database sqlite|postgres [--redis] [--server daphne|uvicorn]
    python bench/replay.py --url http://127.0.0.1:8000 --site demo --token vv_…
The dialogues are `sgd/dev.jsonl.xz` below the folder VISAVIS_DATA names. With its own server the record is
read from the database itself; with --url it is what the server gives an agent who asks for everything.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import lzma
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from harness import people
from harness.client import Client
from harness.databases import Databases
from harness.loop import run
from harness.processes import Child
from harness.record import Record
from harness.rounds import percentile
from harness.servers import RAISED_WORDS, ROOT, Product, Server
from harness.tables import machine
from harness.verdict import Line, Verdict, compare, lines

DATA = Path(os.environ.get("VISAVIS_DATA") or ROOT.parent / "shared" / "data") / "sgd" / "dev.jsonl.xz"
AGENTS = 10
VISITOR = "U"


@dataclass
class Dialogue:
    """One dialogue of the source, and what was sent for it."""

    turns: list[tuple[str, str]]
    conversation: str = ""
    sent: list[Line] = field(default_factory=list)


@dataclass
class Replay:
    """Plays dialogues, so many at a time, and keeps what both sides' clients saw."""

    servers: list[Server]
    site: str
    consoles: list[Client]
    visitors: Verdict = field(default_factory=Verdict)
    agents: Verdict = field(default_factory=Verdict)
    seen: list[float] = field(default_factory=list)
    syncs: int = 0
    nacks: int = 0

    async def play(self, dialogues: list[Dialogue], at_once: int) -> None:
        """Play all of them."""
        waiting = list(enumerate(dialogues))[::-1]

        async def seat() -> None:
            while waiting:
                number, dialogue = waiting.pop()
                await self.one(dialogue, self.consoles[number % len(self.consoles)], echo=number % 2 == 0)

        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(seat())

    async def one(self, dialogue: Dialogue, console: Client, *, echo: bool) -> None:
        """Play one dialogue: each side answers when it has seen the other's turn."""
        tab = people.visitor(self.servers, self.site, echo=echo)
        await tab.started()
        # Every second visitor says the first words with the opening, as the widget does.
        if echo:
            dialogue.conversation = await people.open_conversation(tab)
            turns = dialogue.turns
        else:
            (_, first), *turns = dialogue.turns
            pending = tab.post({"type": "conversation.open", "text": first})
            dialogue.conversation = str((await pending.answer)["conversation"])
            dialogue.sent.append((pending.frame["client_id"], first))
        await people.take(console, dialogue.conversation)
        for side, text in turns:
            speaker, listener = (tab, console) if side == VISITOR else (console, tab)
            await self.turn(dialogue, speaker, listener, text)
        closed = await console.request({"type": "conversation.close", "conversation": dialogue.conversation})
        await self.finish(dialogue, tab, console, closed["seq"])

    async def turn(self, dialogue: Dialogue, speaker: Client, listener: Client, text: str) -> None:
        """Say one turn and wait until the other side has it."""
        begun = time.perf_counter()
        pending = speaker.post({"type": "message.send", "conversation": dialogue.conversation, "text": text})
        dialogue.sent.append((pending.frame["client_id"], text))
        ack = await pending.answer
        view = listener.view(dialogue.conversation)
        await listener.until(lambda: view.last >= ack["seq"])
        self.seen.append(time.perf_counter() - begun)

    async def finish(self, dialogue: Dialogue, tab: Client, console: Client, head: int) -> None:
        """Compare both clients' views with what was sent, once they have the whole conversation."""
        for client, verdict in ((tab, self.visitors), (console, self.agents)):
            view = client.view(dialogue.conversation)
            await client.until(lambda view=view: view.last >= head)  # type: ignore[misc]
            verdict.add(compare(dialogue.sent, lines(view.messages())))
        self.syncs += tab.counts["syncs"]
        self.nacks += sum(tab.nacks.values())
        await tab.stop()
        console.forget(dialogue.conversation)


def dialogues(limit: int | None) -> list[Dialogue]:
    """Read the source."""
    with lzma.open(DATA, "rt", encoding="utf-8") as file:
        played = [Dialogue([tuple(turn) for turn in json.loads(line)["turns"]]) for line in file]
    return played[:limit]


async def recorded(product: Product | None, console: Client, source: list[Dialogue]) -> Verdict:
    """Compare the record with the source."""
    verdict = Verdict()
    if product is not None:
        record = Record(product.env["DATABASE_URL"])
        verdict.notes += (
            [f"{len(record.torn)} conversations with a gap in their sequence"] if record.torn else []
        )
        for dialogue in source:
            verdict.add(compare(dialogue.sent, record.messages[dialogue.conversation]))
        return verdict
    for dialogue in source:
        view = console.view(dialogue.conversation)
        console.send({"type": "sync", "conversation": dialogue.conversation, "after": 0})
        await console.until(lambda view=view: view.last > 0 and not view.behind)  # type: ignore[misc]
        verdict.add(compare(dialogue.sent, lines(view.messages())))
        console.forget(dialogue.conversation)
    return verdict


async def play(
    options: argparse.Namespace,
    product: Product | None,
    servers: list[Server],
    site: str,
    tokens: list[str],
    source: list[Dialogue],
) -> bool:
    """Connect the agents, play everything, and print what became of it."""
    # With two processes the agents are on the other one.
    consoles = [people.agent(servers[::-1], token) for token in tokens]
    await asyncio.gather(*(console.started() for console in consoles))
    replay = Replay(servers, site, consoles)
    begun = time.perf_counter()
    await replay.play(source, options.at_once)
    elapsed = time.perf_counter() - begun
    database = await recorded(product, await fresh(servers, tokens[0]), source)
    messages = sum(len(dialogue.sent) for dialogue in source)
    total = Verdict()
    for place, verdict in (("database", database), ("visitors", replay.visitors), ("agents", replay.agents)):
        total.add(verdict)
        if not verdict.clean:
            print(
                f"{place}: {verdict.lost} lost, {verdict.doubled} doubled, {verdict.disordered} out of order"
            )
    total.notes += untouched(source)
    print(
        f"{messages / elapsed:,.0f} messages/s, {options.at_once} dialogues at a time; seen by the other side"
        f" p50 {percentile(replay.seen, 50) * 1000:.0f} ms, p99 {percentile(replay.seen, 99) * 1000:.0f} ms;"
        f" {replay.syncs} syncs by visitors, {replay.nacks} nacks"
    )
    print(
        f"{len(source):,} dialogues, {messages:,} messages: {total.lost} lost, {total.doubled} doubled,"
        f" {total.disordered} out of order (database, visitors, agents)"
    )
    print(*(f"FAILED: {note}" for note in total.notes), sep="\n", end="")
    await asyncio.gather(*(console.stop() for console in consoles))
    return total.clean


def untouched(source: list[Dialogue]) -> list[str]:
    """Say how many dialogues were not sent turn for turn as the source has them."""
    wrong = sum([text for _, text in each.turns] != [text for _, text in each.sent] for each in source)
    return [f"{wrong} dialogues were not played to the end"] if wrong else []


async def fresh(servers: list[Server], token: str) -> Client:
    """Connect an agent who has seen nothing yet."""
    console = people.agent(servers, token)
    await console.started()
    return console


async def main(options: argparse.Namespace) -> bool:
    """Start or find the server, play, compare, print."""
    source = dialogues(options.limit)
    print(machine(), flush=True)
    with Databases() as databases:
        product = None
        if options.url is None:
            print(RAISED_WORDS, flush=True)
            product = Product.prepare(databases, options.database, redis=options.redis, agents=AGENTS)
            servers = [product.serve(options.server) for _ in range(options.processes)]
            site, tokens = product.seeded["site"], list(product.seeded["agents"].values())
        else:
            port = urlsplit(options.url).port or 80
            servers, site, tokens = (
                [Server(Child([], log=Path(os.devnull)), port)],
                options.site,
                options.token,
            )
        try:
            return await play(options, product, servers, site, tokens, source)
        finally:
            if product is not None:
                product.stop()


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", default="sqlite", choices=["sqlite", "postgres"])
    parser.add_argument("--redis", action="store_true", help="with the channel layer on Redis")
    parser.add_argument("--server", default="daphne", choices=["daphne", "uvicorn"])
    parser.add_argument(
        "--processes", type=int, default=1, help="2 puts visitors on one, agents on the other"
    )
    parser.add_argument("--url", help="a server that runs already")
    parser.add_argument("--site", default="demo")
    parser.add_argument("--token", action="append", default=[], help="an agent's API token, once per agent")
    parser.add_argument("--at-once", type=int, default=100)
    parser.add_argument("--limit", type=int, help="play only so many dialogues")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(not run(main(arguments())))
