"""An exchange under faults: conversations with a visitor, the visitor's second tab and an agent, all talking."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from harness import people
from harness.client import Client
from harness.outbox import NackError, Pending
from harness.record import Record
from harness.rounds import percentile
from harness.servers import Product, Server
from harness.verdict import Line, Verdict, compare, lines
from harness.views import Frame, View

SETTLE = 60.0
"""How long clients may take to complete their views after the last message."""


@dataclass
class Talk:
    """One conversation of the exchange."""

    conversation: str
    visitor: Client
    second: Client
    agent: Client
    sent: dict[str, list[Line]] = field(default_factory=lambda: {"visitor": [], "agent": []})

    @property
    def readers(self) -> tuple[Client, Client, Client]:
        """Everybody who reads it."""
        return self.visitor, self.second, self.agent


@dataclass
class Exchange:
    """Sends messages at a steady rate from both sides and knows afterwards what became of each."""

    product: Product
    visitors_at: Sequence[Server]
    agents_at: Sequence[Server]
    talks: dict[str, Talk] = field(default_factory=dict)
    clients: list[Client] = field(default_factory=list)
    posted: list[Pending] = field(default_factory=list)
    born: dict[str, float] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)
    repaired: list[float] = field(default_factory=list)

    async def open(self, conversations: int = 10, agents: int = 3) -> None:
        """Connect everybody; every conversation is taken by one of the agents."""
        site, tokens = self.product.seeded["site"], list(self.product.seeded["agents"].values())[:agents]
        consoles = [self._watched(people.agent(self.agents_at, token)) for token in tokens]
        await asyncio.gather(*(console.started() for console in consoles))
        for number in range(conversations):
            tab = self._watched(people.visitor(self.visitors_at, site))
            await tab.started()
            conversation = await people.open_conversation(tab, "hello")
            console = consoles[number % len(consoles)]
            await people.take(console, conversation)
            second = self._watched(people.visitor(self.visitors_at, site))
            second.token = tab.token
            await second.started()
            self.talks[conversation] = Talk(conversation, tab, second, console)

    async def run(self, messages: int, rate: float, *, visitors_only: bool = False) -> None:
        """Post so many messages at so many a second, in turn from every visitor and agent."""
        begun, talks = time.perf_counter(), list(self.talks.values())
        for number in range(messages):
            delay = begun + number / rate - time.perf_counter()
            if delay > 0:
                await asyncio.sleep(delay)
            talk = talks[number % len(talks)]
            by_agent = not visitors_only and number // len(talks) % 2 == 1
            self._post(
                talk, talk.agent if by_agent else talk.visitor, "agent" if by_agent else "visitor", number
            )

    def _post(self, talk: Talk, speaker: Client, side: str, number: int) -> None:
        frame = {"type": "message.send", "conversation": talk.conversation, "text": f"{side} says {number}"}
        pending = speaker.post(frame)
        self.posted.append(pending)
        self.born[pending.frame["client_id"]] = time.perf_counter()
        talk.sent[side].append((pending.frame["client_id"], pending.frame["text"]))

    def _watched(self, client: Client) -> Client:
        client.on_entry = partial(self._note, client)
        self.clients.append(client)
        return client

    def _note(self, client: Client, entry: Frame) -> None:
        # The last one to see it counts, among those whose conversation it is.
        talk = self.talks.get(entry["conversation"])
        if entry["type"] == "message.created" and talk is not None and client in talk.readers:
            self.seen[entry["message"]["client_id"]] = time.perf_counter()

    async def settle(self) -> Verdict:
        """Wait until everything is acked and every view complete, then compare every place."""
        verdict = Verdict()
        await asyncio.wait([pending.answer for pending in self.posted], timeout=SETTLE)
        answered = [pending.answer for pending in self.posted if pending.answer.done()]
        refused = sum(isinstance(answer.exception(), NackError) for answer in answered)
        verdict.acked = len(answered) - refused
        if verdict.acked < len(self.posted):
            verdict.notes.append(f"{len(self.posted) - verdict.acked} never acked, {refused} of them refused")
        record = Record(self.product.env["DATABASE_URL"])
        verdict.notes += [f"the sequence of {name} has a gap" for name in record.torn]
        await self._complete(record)
        for talk in self.talks.values():
            self._judge(talk, record.messages[talk.conversation], verdict)
        return verdict

    async def _complete(self, record: Record) -> None:
        """Give all views together some time to become complete."""
        waits = [
            client.until(
                partial(whole, client.view(talk.conversation), record.messages[talk.conversation]), SETTLE
            )
            for talk in self.talks.values()
            for client in talk.readers
        ]
        await asyncio.gather(*waits, return_exceptions=True)

    def _judge(self, talk: Talk, record: list[Line], verdict: Verdict) -> None:
        for sent in talk.sent.values():
            keys = {key for key, _ in sent}
            verdict.add(compare(sent, [line for line in record if line[0] in keys]))
        for name, client in zip(("visitor", "second tab", "agent"), talk.readers, strict=True):
            seen = lines(client.view(talk.conversation).messages())
            if len(seen) < len(record):
                verdict.notes.append(f"a view ({name}) stayed at {len(seen)} of {len(record)}")
            verdict.add(compare(record, seen))

    def healed(self, moment: float) -> float:
        """Return how long after a moment the last message posted before it was still unseen somewhere."""
        late = [
            self.seen[key] - moment for key, born in self.born.items() if born < moment and key in self.seen
        ]
        return max([0.0, *late])

    def delivery(self) -> str:
        """Say how long messages took to reach the last of their readers."""
        took = [(self.seen[key] - born) * 1000 for key, born in self.born.items() if key in self.seen]
        return f"seen by all readers p50 {percentile(took, 50):.0f} ms, p99 {percentile(took, 99):.0f} ms"

    def troubles(self) -> str:
        """Sum up what the clients went through."""
        closes = sum(sum(client.codes.values()) for client in self.clients)
        syncs = sum(client.counts["syncs"] for client in self.clients)
        nacks: dict[str, int] = {}
        for client in self.clients:
            for code, count in client.nacks.items():
                nacks[code] = nacks.get(code, 0) + count
        return f"{closes} sockets closed, {syncs} syncs, nacks {nacks or 'none'}"

    @property
    def closed_sockets(self) -> int:
        """How many sockets ended without being asked to."""
        return sum(sum(client.codes.values()) for client in self.clients)

    @property
    def nacks_seen(self) -> int:
        """How many refusals a user would have been shown."""
        return sum(
            count for client in self.clients for code, count in client.nacks.items() if "final" in code
        )

    async def close(self) -> None:
        """Hang up."""
        await asyncio.gather(*(client.stop() for client in self.clients))


def whole(view: View, record: list[Line]) -> bool:
    """Say whether a view has as many messages as the record."""
    return len(view.messages()) >= len(record)


async def while_running(exchange: Awaitable[None], fault: Callable[[], Awaitable[None]]) -> None:
    """Let a fault happen while messages flow."""
    async with asyncio.TaskGroup() as group:
        group.create_task(_await(exchange))
        group.create_task(_await(fault()))


async def _await(awaitable: Awaitable[None]) -> None:
    await awaitable
