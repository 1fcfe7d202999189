"""Shows those the door who are banned while they are connected."""

import asyncio
from typing import Any

from chat.sessions.passive import PassiveSession
from chat.sessions.visitor import VisitorSession
from realtime.hub import SLICE, Delivery, Listener, hub
from realtime.runtime import runtime
from visitors.models.ban import BANS, known_bans

NOT_ALLOWED = 4403


class Warden(Listener):
    """A reader of the hub that hears of every ban and closes the sockets of this process that it is about.

    It looks with every beat of the heart as well, as a ban may be lost between processes.
    """

    def __init__(self) -> None:
        self._looking: set[asyncio.Task[None]] = set()

    def register(self) -> None:
        """Hear of bans from now on."""
        hub.follow(self, BANS)
        runtime.pulse.each_look.append(self.look)

    def receive(self, delivery: Delivery) -> None:
        """Look at once: somebody was banned on this site, in this process or another."""
        known_bans.forget()
        task = asyncio.get_running_loop().create_task(self.look(delivery.frame))
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)

    async def look(self, site: str = "") -> None:
        """Close the sockets of everybody who is banned, on this site or on any."""
        for number, socket in enumerate(list(runtime.sockets)):
            if number % SLICE == SLICE - 1:
                await asyncio.sleep(0)
            session = getattr(socket, "session", None)
            if isinstance(session, VisitorSession | PassiveSession) and site in ("", session.browser.site.pk):
                await _show_out(socket, session)


async def _show_out(socket: Any, session: VisitorSession | PassiveSession) -> None:
    if await session.is_banned():
        session.leave()
        await socket.close(NOT_ALLOWED)


warden = Warden()
