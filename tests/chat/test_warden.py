"""Whoever is banned is shown out, and nobody waits for those who are slow to go."""

import asyncio

import pytest

from chat import warden as module
from chat.sessions.passive import PassiveSession
from chat.warden import Warden
from realtime.runtime import runtime
from visitors.models import Site
from visitors.tracking.hit import Browser


class Banned(PassiveSession):
    """The session of somebody who is banned."""

    __slots__ = ()

    def __init__(self) -> None:
        self.browser = Browser(Site(pk="fjord"))

    async def is_banned(self) -> bool:
        return True

    def leave(self) -> None:
        """Be there no longer."""


class Socket:
    """A socket that is closed when its network lets it, and knows how many others are closing."""

    closing = most = 0

    def __init__(self, gone: asyncio.Event) -> None:
        self.session = Banned()
        self.gone = gone
        self.code = 0

    async def close(self, code: int) -> None:
        Socket.closing += 1
        Socket.most = max(Socket.most, Socket.closing)
        try:
            await self.gone.wait()
            self.code = code
        finally:
            Socket.closing -= 1


async def until_closed(sockets: list[Socket]) -> None:
    """Wait until each of them has heard why."""
    async with asyncio.timeout(10):
        while any(socket.code != 4403 for socket in sockets):
            await asyncio.sleep(0.01)


async def test_sockets_are_closed_side_by_side_and_the_pulse_waits_for_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 3)
    warden, gone = Warden(), asyncio.Event()
    sockets = [Socket(gone) for _ in range(8)]
    monkeypatch.setattr(runtime, "sockets", set(sockets))
    async with asyncio.timeout(10):
        for site in ("", "fjord", "elsewhere"):
            await warden.look(site)
        while Socket.closing < 3:
            await asyncio.sleep(0)
    assert [socket.code for socket in sockets] == [0] * 8
    gone.set()
    await until_closed(sockets)
    assert (Socket.most, Socket.closing) == (3, 0)


async def test_one_that_does_not_close_makes_room_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 1)
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.01)
    warden, open, stuck = Warden(), asyncio.Event(), asyncio.Event()
    open.set()
    slow, quick = Socket(stuck), [Socket(open) for _ in range(3)]
    for sockets in ([slow], quick):
        monkeypatch.setattr(runtime, "sockets", set(sockets))
        await warden.look()
    await until_closed(quick)
    assert slow.code == 0
