"""The process's switchboard: which readers follow which topic, and who gets what when.

Everything here happens on the event loop. Verbs run on other threads and in other processes; they
call :func:`publish`, which takes effect after their commit and never fails or waits.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import msgspec
from django.db import transaction

from realtime.errors import Refusal

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
HASTE_SECONDS = 0.2  # in which several calls to catch up become one
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


class Listener:
    """A reader that is nobody: it hears of topics inside the process, and follows no conversation."""

    def beat(self, heads: "dict[str, Heads]") -> None:
        """Need no heartbeat."""

    def nudge(self, heads: "dict[str, Heads]") -> None:
        """Follow no conversation that could have moved on."""

    def followed(self) -> Iterable[str]:
        """Follow no conversation."""
        return ()


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
        self.pass_on(deliveries)

    def pass_on(self, deliveries: Sequence[Delivery]) -> None:
        """Tell the other processes alone."""
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


@contextmanager
def _going_on() -> Iterator[None]:
    """Let nothing that fails end the heartbeat."""
    try:
        yield
    except Refusal as refusal:  # the database is away, which was logged where it was noticed
        log.debug("heartbeat: %s", refusal)
    except Exception:
        log.exception("heartbeat")


@dataclass(slots=True)
class Pulse:
    """The heartbeat of a process: reads heads in one batch and beats; also hears foreign commits.

    ``read`` runs what looks into the database off the loop, and mends a connection that broke.
    ``heads_of`` comes from the app that owns conversations; ``each_beat`` are further chores of a beat
    (keeping agents marked as present). ``each_look`` lets readers follow what came within their reach
    unheard, before their heads are read. ``changed`` tells that another process has committed, where
    nobody else would tell.
    """

    hub: Hub
    read: Reads
    heads_of: HeadsSource = lambda _: {}
    each_beat: list[Callable[[], object]] = field(default_factory=list)
    each_look: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    changed: Callable[[], bool] | None = None
    _task: "asyncio.Task[None] | None" = None
    _hurry: "asyncio.Task[None] | None" = None
    _hurried: bool = False

    def hasten(self) -> None:
        """Look soon, before the next beat, for what was committed unheard."""
        self._hurried = True
        if self._hurry is None or self._hurry.done():
            self._hurry = asyncio.get_running_loop().create_task(self._catch_up())

    def start(self) -> None:
        """Begin beating on the running loop."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Stop beating."""
        running = {task for task in (self._task, self._hurry) if task is not None}
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)
        self._task = self._hurry = None

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + HEARTBEAT_SECONDS / 3
        nudged = 0.0
        while True:
            await asyncio.sleep(min(0.5 if self.changed else HEARTBEAT_SECONDS, max(0.0, due - loop.time())))
            with _going_on():
                if loop.time() >= due:
                    due = loop.time() + HEARTBEAT_SECONDS * 2 / 3
                    await self._beat(over_seconds=HEARTBEAT_SECONDS / 4)
                elif self.changed and loop.time() > nudged + NUDGE_SECONDS and self.changed():
                    nudged = loop.time()
                    await self._nudge()

    async def _catch_up(self) -> None:
        while self._hurried:
            await asyncio.sleep(HASTE_SECONDS)
            self._hurried = False
            with _going_on():
                await self._nudge()

    async def _nudge(self) -> None:
        heads = await self._heads()
        for reader in list(self.hub.readers) if heads else ():
            reader.nudge(heads)

    async def _beat(self, over_seconds: float) -> None:
        heads: dict[str, Heads] = {}
        try:
            heads = await self._heads()
            for chore in self.each_beat:
                await self.read(chore)
        finally:
            await self.hub.beat(heads, over_seconds)

    async def _heads(self) -> dict[str, Heads]:
        for look in self.each_look:
            await look()
        followed = sorted(self.hub.followed())
        return await self.read(partial(self.heads_of, followed)) if followed else {}
