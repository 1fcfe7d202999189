"""What a server process runs besides answering: hub, heartbeat, layer, writers, and their end."""

import asyncio
import logging
from dataclasses import dataclass, field
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


class Socket(Protocol):
    """An open connection that can be asked to come back later."""

    async def restart(self) -> None:
        """Close with 1012: the server restarts."""


@dataclass(slots=True)
class Runtime:
    """Starts on the loop of the first socket (or the server's lifespan) and drains when told to."""

    hub: Hub
    pulse: Pulse
    link: LayerLink
    writers: list[GroupCommit] = field(default_factory=list)
    sockets: set[Socket] = field(default_factory=set)
    draining: bool = False
    stuck: bool = False  # a thread was left behind, waiting for the database

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
        """End the heartbeat, the writers and the threads, and leave the layer."""
        if self.hub.loop is None:
            return
        await self.pulse.stop()
        for writer in self.writers:
            self.stuck |= not await writer.stop(WRITER_TIMEOUT)
            log.info("%s: %d rows in %d commits", writer.name, writer.rows, writer.batches)
        await self.link.stop()
        for threads in (readers, porters, takers):
            self.stuck |= not await asyncio.get_running_loop().run_in_executor(None, threads.stop)
        self.hub.loop = None


async def _restart(socket: Socket) -> None:
    try:
        await asyncio.wait_for(socket.restart(), RESTART_TIMEOUT)
    except Exception as error:  # one that cannot be closed must not keep the others open
        log.warning("socket not closed: %s", error or type(error).__name__)


runtime = Runtime(hub, Pulse(hub, readers.run), LayerLink(hub))
