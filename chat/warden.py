"""Shows those the door who are banned while they are connected."""

import asyncio
import logging
from typing import Any

from chat.sessions.passive import PassiveSession
from chat.sessions.visitor import VisitorSession
from realtime.hub import SLICE, Delivery, Listener, hub
from realtime.runtime import runtime
from visitors.models.ban import BANS, known_bans

log = logging.getLogger(__name__)

NOT_ALLOWED = 4403
# A close waits for whatever the network has not taken yet: so many at once, each so long.
AT_ONCE = 100
PATIENCE_SECONDS = 5.0


class Warden(Listener):
    """A reader of the hub that hears of every ban and closes the sockets of this process that it is about.

    It looks with every beat of the heart as well, as a ban may be lost between processes. What it finds is closed
    beside that: neither the heart nor another socket waits for one that is slow.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._leaving: dict[Any, None] = {}
        self._closing = 0

    def register(self) -> None:
        """Hear of bans from now on."""
        hub.follow(self, BANS)
        runtime.pulse.each_look.append(self.look)

    def receive(self, delivery: Delivery) -> None:
        """Look at once: somebody was banned on this site, in this process or another."""
        known_bans.forget()
        self._begin(self.look(delivery.frame))

    async def look(self, site: str = "") -> None:
        """Have the sockets closed of everybody who is banned, on this site or on any."""
        for number, socket in enumerate(list(runtime.sockets)):
            if number % SLICE == SLICE - 1:
                await asyncio.sleep(0)
            session = getattr(socket, "session", None)
            if not isinstance(session, VisitorSession | PassiveSession):
                continue
            if site in ("", session.browser.site.pk) and await session.is_banned():
                session.leave()
                self._show_out(socket)

    def _show_out(self, socket: Any) -> None:
        self._leaving[socket] = None
        if self._closing < AT_ONCE:
            self._closing += 1
            self._begin(self._close())

    async def _close(self) -> None:
        """Close sockets that are to leave until there is none."""
        try:
            while self._leaving:
                socket = next(iter(self._leaving))
                del self._leaving[socket]
                try:
                    async with asyncio.timeout(PATIENCE_SECONDS):
                        await socket.close(NOT_ALLOWED)
                except Exception as error:  # the others are no less banned
                    log.info("not closed: %r", error)
        finally:
            self._closing -= 1

    def _begin(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


warden = Warden()
