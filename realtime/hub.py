"""The process's switchboard: which readers follow which topic, and who gets what when.

Everything here happens on the event loop. Verbs run on other threads and in other processes; they
call :func:`publish`, which takes effect after their commit and never fails or waits.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import msgspec
from django.db import transaction

from realtime.errors import Refusal

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
NUDGE_SECONDS = 2.0  # between two looks for what other processes wrote, when there is always something
SLICE = 200  # readers served before the loop gets its turn

encode = msgspec.json.Encoder().encode


def encode_frame(frame: dict[str, Any]) -> str:
    """Return the text of one frame."""
    return encode(frame).decode()


class Delivery(msgspec.Struct, array_like=True, frozen=True):
    """One encoded frame on its way to everybody who follows one of the topics.

    ``seq`` is 0 for what is not an entry. ``origin`` names the socket that wrote the entry.
    ``route`` says where a conversation now belongs, so that readers may begin or cease to follow it.
    """

    topics: tuple[str, ...]
    frame: str
    conversation: str = ""
    seq: int = 0
    audience: str = "everyone"
    origin: str = ""
    route: dict[str, Any] | None = None


class Reader(Protocol):
    """A connected person: decides what of a delivery reaches its outbox."""

    def receive(self, delivery: Delivery) -> None:
        """Take, hold back or pass over a delivery."""

    def beat(self, heads: "dict[str, Heads]") -> None:
        """Send a heartbeat with the heads of the followed conversations."""

    def nudge(self, heads: "dict[str, Heads]") -> None:
        """Send a heartbeat only if something followed has moved on unheard."""

    def followed(self) -> Iterable[str]:
        """Return the ids of the followed conversations."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The newest sequence number of a conversation, and the newest one a visitor may know of."""

    head: int
    public: int


@dataclass(slots=True)
class Hub:
    """Readers by topic. ``uplink`` receives what other processes must hear of as well."""

    topics: dict[str, set[Reader]] = field(default_factory=dict)
    readers: set[Reader] = field(default_factory=set)
    loop: asyncio.AbstractEventLoop | None = None
    uplink: Callable[[Sequence[Delivery]], None] | None = None

    def join(self, reader: Reader) -> None:
        """Count a reader in: it gets heartbeats from now on."""
        self.readers.add(reader)

    def follow(self, reader: Reader, topic: str) -> None:
        """Let a reader hear of a topic."""
        self.topics.setdefault(topic, set()).add(reader)

    def unfollow(self, reader: Reader, topic: str) -> None:
        """Let a reader hear of a topic no more."""
        readers = self.topics.get(topic)
        if readers is not None:
            readers.discard(reader)
            if not readers:
                del self.topics[topic]

    def leave(self, reader: Reader, topics: Iterable[str]) -> None:
        """Forget a reader."""
        self.readers.discard(reader)
        for topic in topics:
            self.unfollow(reader, topic)

    def deliver(self, deliveries: Sequence[Delivery]) -> None:
        """Hand each delivery, in order, to the readers of its topics in this process."""
        for delivery in deliveries:
            readers = self._readers_of(delivery.topics)
            if len(readers) > SLICE and not delivery.seq:
                asyncio.get_running_loop().create_task(self._deliver_in_slices(readers, delivery))
                continue
            for reader in readers:
                reader.receive(delivery)

    def publish(self, deliveries: Sequence[Delivery]) -> None:
        """Deliver here and pass on to the other processes."""
        self.deliver(deliveries)
        if self.uplink is not None:
            self.uplink(deliveries)

    async def beat(self, heads: dict[str, Heads], over_seconds: float = 0.0) -> None:
        """Send every reader its heartbeat, spread over the given time."""
        readers = list(self.readers)
        pause = over_seconds * SLICE / len(readers) if readers else 0.0
        for start in range(0, len(readers), SLICE):
            if start:
                await asyncio.sleep(pause)
            for reader in readers[start : start + SLICE]:
                reader.beat(heads)

    def followed(self) -> set[str]:
        """Return the conversations somebody here follows."""
        return {conversation for reader in self.readers for conversation in reader.followed()}

    def _readers_of(self, topics: tuple[str, ...]) -> list[Reader]:
        if len(topics) == 1:
            return list(self.topics.get(topics[0], ()))
        return list(dict.fromkeys(reader for topic in topics for reader in self.topics.get(topic, ())))

    async def _deliver_in_slices(self, readers: list[Reader], delivery: Delivery) -> None:
        for start in range(0, len(readers), SLICE):
            for reader in readers[start : start + SLICE]:
                reader.receive(delivery)
            await asyncio.sleep(0)


hub = Hub()

# How a process without sockets (a command, a WSGI worker) reaches those that have them;
# set by realtime.layer where a channel layer is configured.
remote: Callable[[Sequence[Delivery]], None] | None = None


def publish(*deliveries: Delivery) -> None:
    """Deliver after the surrounding transaction has committed, or at once outside of one."""
    if deliveries:
        transaction.on_commit(lambda: _publish_now(deliveries), robust=True)


def _publish_now(deliveries: Sequence[Delivery]) -> None:
    loop = hub.loop
    if loop is not None and loop.is_running():
        loop.call_soon_threadsafe(hub.publish, deliveries)
    elif remote is not None:
        remote(deliveries)


HeadsSource = Callable[[Sequence[str]], dict[str, Heads]]
Reads = Callable[[Callable[[], Any]], Awaitable[Any]]


@dataclass(slots=True)
class Pulse:
    """The heartbeat of a process: reads heads in one batch and beats; also hears foreign commits.

    ``read`` runs what looks into the database off the loop, and mends a connection that broke.
    ``heads_of`` comes from the app that owns conversations; ``each_beat`` are further chores of a beat
    (keeping agents marked as present). ``changed`` tells that another process has committed, where
    nobody else would tell.
    """

    hub: Hub
    read: Reads
    heads_of: HeadsSource = lambda _: {}
    each_beat: list[Callable[[], None]] = field(default_factory=list)
    changed: Callable[[], bool] | None = None
    _task: "asyncio.Task[None] | None" = None

    def start(self) -> None:
        """Begin beating on the running loop."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Stop beating."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
            self._task = None

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + HEARTBEAT_SECONDS / 3
        nudged = 0.0
        while True:
            await asyncio.sleep(min(0.5 if self.changed else HEARTBEAT_SECONDS, max(0.0, due - loop.time())))
            try:
                if loop.time() >= due:
                    due = loop.time() + HEARTBEAT_SECONDS * 2 / 3
                    await self._beat(over_seconds=HEARTBEAT_SECONDS / 4)
                elif self.changed and loop.time() > nudged + NUDGE_SECONDS and self.changed():
                    nudged = loop.time()
                    await self._nudge()
            except Refusal as refusal:  # the database is away, which was logged where it was noticed
                log.debug("heartbeat: %s", refusal)
            except Exception:
                log.exception("heartbeat")

    async def _nudge(self) -> None:
        followed = sorted(self.hub.followed())
        if followed:
            heads = await self.read(partial(self.heads_of, followed))
            for reader in list(self.hub.readers):
                reader.nudge(heads)

    async def _beat(self, over_seconds: float) -> None:
        followed = sorted(self.hub.followed())
        heads: dict[str, Heads] = {}
        try:
            if followed:
                heads = await self.read(partial(self.heads_of, followed))
            for chore in self.each_beat:
                await self.read(chore)
        finally:
            await self.hub.beat(heads, over_seconds)
