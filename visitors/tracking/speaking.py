"""What somebody writes in the chat is activity of the visit they write from.

Nothing of it happens on the way of the message: it is told to the store of pages once the message is recorded, and at
most once in a few seconds, which is as good, because a visit is over after half an hour.
"""

import asyncio
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone

from realtime.errors import Refusal
from visitors.models import Visit, Visitor
from visitors.tracking.attaching import Whereabouts, attach
from visitors.tracking.hit import Browser
from visitors.tracking.modes import Purpose
from visitors.tracking.sessions import Reason
from visitors.tracking.stays import RESUMED
from visitors.tracking.store import pages, store
from visitors.tracking.told import Message, Told, View

PAUSE = 5.0


class Speaking:
    """Tells of one visitor's words; made with the first of them."""

    __slots__ = ("_asked", "_at", "_key", "_later", "_purposes", "_said", "_visit", "browser", "visitor")

    def __init__(self, visitor: Visitor, browser: Browser) -> None:
        self.visitor = visitor
        self.browser = browser
        self._asked: Whereabouts | None = None
        self._visit = ""
        self._key = ""
        self._purposes: frozenset[Purpose] = frozenset()
        self._at = timezone.now()
        self._said = 0.0
        self._later: asyncio.TimerHandle | None = None

    def spoke(self, where: Whereabouts) -> None:
        """Tell of words that were written just now."""
        self._at = timezone.now()
        if not self.browser.site.collects:
            return
        if self._visit:
            self._soon()
        elif where != self._asked:
            self._asked = where
            _attempt(partial(attach, self.visitor, self.browser, where), self._found)

    def stop(self) -> None:
        """Tell of what is still to be told of: the visitor has left."""
        if self._later is not None:
            self._later.cancel()
            self._tell()

    def _soon(self) -> None:
        """Tell at once, or when the pause is over."""
        loop = asyncio.get_running_loop()
        wait = self._said + PAUSE - loop.time()
        if self._later is None:
            if wait <= 0:
                self._tell()
            else:
                self._later = loop.call_later(wait, self._tell)

    def _tell(self) -> None:
        self._later = None
        self._said = asyncio.get_running_loop().time()
        told = self._told(Message(), self._at)
        try:
            pages.post(told, partial(self._placed, self._at))
        except Refusal:  # the server restarts, or has too much to do: words are in the record all the same
            return

    def _told(self, message: Message, at: datetime) -> Told:
        site = self.browser.site.pk
        return Told(site=site, key=self._key, at=at, facts=[message], purposes=self._purposes)

    def _found(self, visit: Visit | None) -> None:
        if visit is not None and visit.open_key:
            self._visit, self._key = visit.pk, visit.open_key
            self._purposes = frozenset(Purpose(purpose) for purpose in visit.purposes)
            self._tell()

    def _placed(self, at: datetime, outcome: Any) -> None:
        if isinstance(outcome, str):
            self._visit = outcome
        elif outcome is None:
            told = self._told(Message(), at)
            _attempt(partial(resume, self._visit, told, self.visitor.pk), self._resumed)

    def _resumed(self, visit: str | None) -> None:
        self._visit, self._asked = visit or "", None


def resume(visit: str, told: Told, visitor: str) -> str | None:
    """Begin another visit where one is over, and return its id; none where its visitor took back what they allowed."""
    before = Visit.objects.filter(pk=visit).first()
    if before is None or before.end_reason == Reason.WITHDRAWN:
        return None
    told.browser, told.visitor = before.browser, visitor
    told.user_agent, told.locale, told.timezone = before.user_agent, before.locale, before.timezone
    told.country, told.city, told.placed_by = before.country, before.city, before.placed_by
    told.facts = [Message(View(0, before.url, before.title, RESUMED))]
    (outcome,) = store([told])
    return outcome if isinstance(outcome, str) else None


def _attempt(work: Any, then: Any) -> None:
    """Run something between two batches of pages; what fails is found out with the next words."""

    def done(future: "asyncio.Future[Any]") -> None:
        if not future.cancelled() and future.exception() is None:
            then(future.result())

    try:
        pages.run(work).add_done_callback(done)
    except Refusal:
        return
