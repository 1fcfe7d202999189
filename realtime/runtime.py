"""What a server process runs besides answering: hub, heartbeat, layer, writers, workers, and their end."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from realtime.group_commit import GroupCommit
from realtime.hub import Hub, Pulse, hub
from realtime.layer import LayerLink
from realtime.threads import porters, readers, takers

log = logging.getLogger(__name__)

RESTART_TIMEOUT = 5.0
WRITER_TIMEOUT = 10.0
# A few sockets need no spreading: whoever waits for the new process should not wait for nothing.
CLOSED_PER_SECOND = 50


class Worker(Protocol):
    """Something that works on a thread of its own as long as the process serves."""

    def start(self) -> None:
        """Begin."""

    def stop(self, within: float) -> bool:
        """End what is being done; False where that does not end in time."""


class Socket(Protocol):
    """An open connection that can be asked to come back later."""

    async def restart(self) -> None:
        """Close with 1012: the server restarts."""


class Companion(Protocol):
    """What runs on the loop beside the heartbeat."""

    def start(self) -> None:
        """Begin."""

    async def stop(self) -> None:
        """End."""


@dataclass(slots=True)
class Runtime:
    """Starts on the loop of the first socket (or the server's lifespan) and drains when told to."""

    hub: Hub
    pulse: Pulse
    link: LayerLink
    writers: list[GroupCommit] = field(default_factory=list)
    companions: list[Companion] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
    sockets: set[Socket] = field(default_factory=set)
    draining: bool = False
    stuck: bool = False  # a thread was left behind, waiting for the database
    warmings: list[Callable[[], object]] = field(default_factory=list)
    """What takes a moment the first time, done once beside everything else, before somebody waits for it."""

    def start(self) -> None:
        """Run on the present loop; a second call changes nothing."""
        loop = asyncio.get_running_loop()
        if self.hub.loop is loop:
            return
        self.hub.loop = loop
        self.draining = False
        self.link.catch_up = self.pulse.hasten
        self.link.start()
        self.pulse.start()
        for companion in self.companions:
            companion.start()
        for worker in self.workers:
            worker.start()
        warmings, self.warmings = self.warmings, []
        if warmings:
            loop.run_in_executor(None, _warm, warmings)

    async def drain(self, seconds: float) -> None:
        """Spread the closing of all sockets over some seconds, with everything they sent recorded."""
        self.draining = True
        sockets = list(self.sockets)
        seconds = min(seconds, len(sockets) / CLOSED_PER_SECOND)
        if sockets:
            log.info("closing %d sockets over %.1f s", len(sockets), seconds)
        closings = []
        for number, socket in enumerate(sockets):
            if number:
                await asyncio.sleep(seconds / len(sockets))
            closings.append(asyncio.get_running_loop().create_task(_restart(socket)))
        await asyncio.gather(*closings)
        for writer in self.writers:
            await writer.drain(WRITER_TIMEOUT)

    async def stop(self) -> None:
        """End the heartbeat, the workers, the writers and the threads, and leave the layer."""
        if self.hub.loop is None:
            return
        await self.pulse.stop()
        for companion in self.companions:
            await companion.stop()
        for worker in self.workers:
            stop = partial(worker.stop, WRITER_TIMEOUT)
            self.stuck |= not await asyncio.get_running_loop().run_in_executor(None, stop)
        for writer in self.writers:
            self.stuck |= not await writer.stop(WRITER_TIMEOUT)
            log.info("%s: %d rows in %d commits", writer.name, writer.rows, writer.batches)
        await self.link.stop()
        for threads in (readers, porters, takers):
            self.stuck |= not await asyncio.get_running_loop().run_in_executor(None, threads.stop)
        self.hub.loop = None


def _warm(warmings: list[Callable[[], object]]) -> None:
    for warm in warmings:
        try:
            warm()
        except Exception:  # whoever needs it will see for themselves
            log.exception("not warmed")


async def _restart(socket: Socket) -> None:
    try:
        await asyncio.wait_for(socket.restart(), RESTART_TIMEOUT)
    except Exception as error:  # one that cannot be closed must not keep the others open
        log.warning("socket not closed: %s", error or type(error).__name__)


runtime = Runtime(hub, Pulse(hub, readers.run), LayerLink(hub))
