"""Who is here now: known in the process, told to those who watch, shared between processes.

Nothing of it is stored. What a visit is, its rows say; that somebody is there at this moment only the process knows
whom their pages talk to. Each tells the others once a tick what has changed, over the hub's one subscription, and those
forget it all when it falls silent. Everything here happens on the event loop, but for what says otherwise.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from time import monotonic
from typing import Any

from realtime.errors import Refusal
from realtime.hub import Delivery, Hub, Listener, encode_frame, hub, publish
from realtime.ids import new_id
from realtime.threads import readers
from visitors.models import Invitation
from visitors.presence import lines
from visitors.presence.board import Board, live_topic
from visitors.presence.news import PRESENCE, Ask, Delta, Left, News, Say, Stir, Word, decode, delivery
from visitors.presence.tabs import Tabs, Wire
from visitors.tracking.told import Fact

log = logging.getLogger(__name__)

TICK_SECONDS = 0.25
SWEEP_SECONDS = 1.0
# A process that has nothing to tell says so, before the others take it for gone.
WORD_SECONDS = 5.0

Reads = Callable[[Callable[[], Any]], Awaitable[Any]]


class Presence(Listener):
    """This process's part in knowing who is here, and what its agents are told of it."""

    def __init__(self, hub: Hub, read: Reads) -> None:
        self.hub = hub
        self.tabs = Tabs()
        self.board = Board(hub)
        self.process = new_id()
        self._read = read
        self._number = 0
        self._swept = self._spoke = 0.0
        self._task: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    # What pages and their doors tell

    def saw(self, visit: str | None, site: str, key: str, facts: Sequence[Fact], *, at: float) -> None:
        """Take in what a page told, which is stored by now; without a visit nobody is to be known there."""
        if visit is None:
            self.tabs.lost(key)
        else:
            self.tabs.saw(visit, site, key, facts, at=at)

    def enter(self, wire: Wire, visit: str, site: str, offer: dict[str, Any] | None = None) -> None:
        """Take in the open socket of a page; a visit that follows this one in the same browser takes it over.

        ``offer`` is the frame that lasts for the pages of the visit, by the database.
        """
        self.tabs.enter(wire, visit, site, encode_frame(offer) if offer else "")

    def leave(self, wire: Wire) -> None:
        """Let a socket go; other processes need not wait for the pages they have heard of."""
        visit = self.tabs.leave(wire)
        if visit:
            self._send(Left(visit))

    async def polled(self, visit: str, site: str) -> list[str]:
        """Return the frames that wait for a page without a socket, which goes on to ask every so often."""
        offer = None
        if not self.tabs.knows_what_lasts(visit):
            offer = await self._read(partial(Invitation.offer_to, visit))
        return self.tabs.polled(visit, site, encode_frame(offer) if offer else "")

    # What anybody may tell, on any thread and in any process

    @staticmethod
    def tell(visit: str, frame: dict[str, Any], *, lasting: bool | None = None) -> None:
        """Send a frame to the pages of a visit after the commit, in whatever process they are connected.

        One that is ``lasting`` is sent to later pages, too, until another one is or is not.
        """
        publish(delivery(Say(visit, encode_frame(frame), lasting)))

    @staticmethod
    def change(visit: str, **fields: Any) -> None:
        """Show other fields in the line of a visit, after the commit."""
        publish(delivery(Word(visit, fields)))

    @staticmethod
    def stir(*, visit: str = "", visitor: str = "") -> None:
        """Have the lines of a visit, or of a visitor, read again after the commit."""
        publish(delivery(Stir(visit, visitor)))

    # Those who watch

    def reaches(self, visit: str) -> bool:
        """Tell whether something sent to a visit's pages arrives now."""
        standing = self.board.standing.get(visit)
        return standing is not None and bool(standing.fields["reachable"])

    async def watch(self, sites: Sequence[str]) -> list[str]:
        """Keep the lines of these sites up to date, and return them encoded, as many as anybody can be told of.

        Whoever asks follows the topics of the sites.
        """
        fresh = [site for site in sites if self.board.watch(site)]
        async with self._one_at_a_time:  # whoever reads the same lines already reads them for all
            await self._catch_up()
            for site in fresh:
                self.board.listed(site)
        return self.board.encoded(sites)

    def count(self, site: str) -> int:
        """Return how many are on a site that is watched, with those who are too many for a line."""
        return self.board.count(site)

    # Between processes

    def receive(self, delivery: Delivery) -> None:
        """Take in what a process says, or what somebody wants."""
        message = decode(delivery.frame)
        match message:
            case Delta():
                self._hear(message)
            case Ask():
                if message.of in ("", self.process):
                    self._say_all()
            case Stir():
                self.board.stir(message.visit, message.visitor)
            case Word():
                self.board.change(message.visit, message.fields)
            case Left():
                self.tabs.left(message.visit)
            case Say():
                self.tabs.hear(message.visit, message.frame, message.lasting)

    def start(self) -> None:
        """Begin to tell, on the running loop."""
        self.hub.follow(self, PRESENCE)
        self._task = asyncio.get_running_loop().create_task(self._run())
        self._send(Ask())

    async def stop(self) -> None:
        """Be gone at once for the others, and forget everything."""
        tasks = [task for task in (self._task, self._reading) if task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        self._task = self._reading = None
        self._send(Delta(self.process, self._next(), {}, [], whole=True))
        self.hub.unfollow(self, PRESENCE)
        self.tabs, self.board, self._one_at_a_time = Tabs(), Board(self.hub), asyncio.Lock()

    def tick(self) -> None:
        """Tell the others, and those who watch, what has changed since the last time."""
        now = monotonic()
        if now >= self._swept + SWEEP_SECONDS:
            self._swept = now
            self.tabs.sweep()
            self.board.lapse(besides=self.process)
            self.board.rest()
        news, gone = self.tabs.take()
        if news or gone or now >= self._spoke + WORD_SECONDS:
            self._spoke = now
            delta = Delta(self.process, self._next(), news, gone)
            self.board.take(delta)
            self._send(delta)
        if self.board.unread and self._reading is None:
            self._reading = asyncio.get_running_loop().create_task(self._read_on())
            self._reading.add_done_callback(self._read_through)
        self.board.flush()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            try:
                self.tick()
            except Exception:  # whatever it is, the next tick comes
                log.exception("presence")

    async def _read_on(self) -> None:
        async with self._one_at_a_time:
            await self._catch_up()

    async def _catch_up(self) -> None:
        """Read the lines that nobody has read yet."""
        if not self.board.unread:
            return
        asked, self.board.unread = self.board.unread, {}
        try:
            found = await self._read(partial(lines.read, list(asked)))
        except BaseException as error:
            self.board.unread |= asked
            if isinstance(error, Refusal):  # the database is away: again with the next tick
                return
            raise
        self.board.read(asked, found)

    def _read_through(self, task: "asyncio.Task[None]") -> None:
        self._reading = None
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("presence: not read", exc_info=error)

    def _hear(self, delta: Delta) -> None:
        if delta.process == self.process:
            return
        if not self.board.follows(delta):
            self._send(Ask(delta.process))
            return
        self.board.take(delta)

    def _say_all(self) -> None:
        """Say once more who is here by this process."""
        standing = self.board.standing
        news = {
            visit: News(
                here.site,
                looking=standing[visit].fields["looking"] if visit in standing else None,
                reachable=standing[visit].fields["reachable"] if visit in standing else None,
            )
            for visit, here in self.tabs.here.items()
        }
        self._send(Delta(self.process, self._number, news, [], whole=True))

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _send(self, message: Delta | Ask | Left) -> None:
        self.hub.pass_on([delivery(message)])


presence = Presence(hub, readers.run)

__all__ = ["Presence", "Wire", "live_topic", "presence"]
