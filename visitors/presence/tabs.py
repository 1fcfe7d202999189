"""Whose tabs this process hears of, and until when they count as open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from visitors.presence.baskets import basket_of
from visitors.presence.news import News, Sight
from visitors.tracking.told import Attention, Deed, Fact, View

# A page without a socket says something at least every 15 s while somebody looks at it.
HEARD_SECONDS = 25.0
# From one page to the next it takes a moment, in which nobody has left.
GRACE_SECONDS = 3.5
# What is said to a page without a socket waits for its next word no longer than that.
PATIENCE_SECONDS = HEARD_SECONDS
# What was heard to last, or not to any more, is newer than what was read from the database before.
HEARD_LASTS_SECONDS = 30.0
BASKET = "cart.changed"
MOST_PAGES = 50


class Wire(Protocol):
    """An open socket of a page."""

    def hear(self, frame: str) -> None:
        """Take one encoded frame."""


@dataclass(slots=True)
class Here:
    """One visit's open tabs: its sockets, and its pages that tell of themselves by hits, each until a moment.

    ``waiting`` is what was said to it while it had no socket, ``lasting`` what every page of it is to hear; ``read``
    is whether that is known from before its pages came here, too.
    """

    site: str
    key: str = ""
    wires: set[Wire] = field(default_factory=set)
    pages: dict[int, float] = field(default_factory=dict)
    waiting: list[tuple[str, float]] = field(default_factory=list)
    lasting: str = ""
    read: bool = False

    def until(self) -> float:
        """Return the moment from which nobody is here any more."""
        return float("inf") if self.wires else max(self.pages.values(), default=0.0)

    def open(self, key: int, until: float) -> None:
        """Count a page as open until a moment; nobody has more than so many, whatever they say."""
        self.pages.pop(key, None)
        self.pages[key] = until
        if len(self.pages) > MOST_PAGES:
            del self.pages[next(iter(self.pages))]

    def hear(self, frame: str, lasting: bool | None) -> None:
        """Hand a frame to the sockets, or keep it for the next word of a page."""
        for wire in self.wires:
            wire.hear(frame)
        if lasting is not None:
            self.lasting = frame if lasting else ""
        if not self.wires and not lasting:
            self.waiting.append((frame, monotonic() + PATIENCE_SECONDS))

    def collect(self) -> list[str]:
        """Return what lasts, and what waits, once."""
        waiting, self.waiting = self.waiting, []
        now = monotonic()
        lasting = [self.lasting] if self.lasting else []
        return lasting + [frame for frame, until in waiting if until > now]


class Tabs:
    """The visits that are here by this process, and what is new about them since it was last asked."""

    def __init__(self) -> None:
        self.here: dict[str, Here] = {}
        self.news: dict[str, News] = {}
        self.gone: list[str] = []
        self._visit_of_key: dict[str, str] = {}
        self._visit_of_wire: dict[Wire, str] = {}
        self._heard: dict[str, tuple[str, float]] = {}

    def __len__(self) -> int:
        """Return how many visits are here."""
        return len(self.here)

    def saw(self, visit: str, site: str, key: str, facts: Sequence[Fact], *, at: float) -> None:
        """Take in what a page of a visit told, which is stored by now."""
        here = self._here(visit, site, key)
        news = self._news(visit, site)
        now = monotonic()
        for fact in facts:
            if isinstance(fact, View):
                here.open(fact.key, now + HEARD_SECONDS)
                news.sight = Sight(fact.key, fact.url, fact.title, at)
                news.views += 1
                news.looking = True
            elif isinstance(fact, Attention):
                here.open(fact.key, now + (GRACE_SECONDS if fact.left else HEARD_SECONDS))
                if len(news.active) < MOST_PAGES:
                    news.active[fact.key] = max(fact.active_ms, news.active.get(fact.key, 0))
                news.looking = fact.touched
            elif isinstance(fact, Deed) and fact.type == BASKET:
                news.fields["basket"] = basket_of(fact.data)

    def enter(self, wire: Wire, visit: str, site: str, lasting: str = "") -> None:
        """Take in a socket of a visit, and hand it what lasts, as it was read for this, and what waited."""
        here = self._here(visit, site)
        self._lasts(visit, here, lasting)
        here.wires.add(wire)
        self._visit_of_wire[wire] = visit
        self._news(visit, site).reachable = True
        for frame in here.collect():
            wire.hear(frame)

    def leave(self, wire: Wire) -> str:
        """Let a socket go; returns the visit that has none left."""
        visit = self._visit_of_wire.pop(wire, "")
        here = self.here.get(visit)
        if here is None:
            return ""
        here.wires.discard(wire)
        self.left(visit)
        return "" if here.wires else visit

    def left(self, visit: str) -> None:
        """Expect somebody back within a moment, or not at all: there is no socket."""
        here = self.here.get(visit)
        if here is not None and not here.wires:
            here.pages = {0: monotonic() + GRACE_SECONDS}

    def knows_what_lasts(self, visit: str) -> bool:
        """Tell whether nothing has to be read of what every page of a visit is to hear."""
        here = self.here.get(visit)
        return here is not None and (here.read or bool(here.lasting))

    def polled(self, visit: str, site: str, lasting: str = "") -> list[str]:
        """Return what lasts and what waits for a page without a socket, which goes on to ask."""
        here = self._here(visit, site)
        self._lasts(visit, here, lasting)
        here.pages[0] = monotonic() + HEARD_SECONDS
        self._news(visit, site).reachable = True
        return here.collect()

    def hear(self, visit: str, frame: str, lasting: bool | None = None) -> None:
        """Hand a frame to a visit's pages, if they are here; what lasts is for those who are about to come, too."""
        if lasting is not None:
            self._heard[visit] = (frame if lasting else "", monotonic())
        here = self.here.get(visit)
        if here is not None:
            here.hear(frame, lasting)

    def sweep(self) -> None:
        """Let those go of whom nothing was heard for too long."""
        now = monotonic()
        for visit in [visit for visit, here in self.here.items() if here.until() < now]:
            self._forget(visit)
        over = now - HEARD_LASTS_SECONDS
        self._heard = {visit: heard for visit, heard in self._heard.items() if heard[1] > over}

    def lost(self, key: str) -> None:
        """Forget the browser of a key, which is nobody any more."""
        self._forget(self._visit_of_key.get(key, ""))

    def take(self) -> tuple[dict[str, News], list[str]]:
        """Return what is new, and who has gone, since this was asked last."""
        news, gone = self.news, self.gone
        self.news, self.gone = {}, []
        return news, gone

    def _lasts(self, visit: str, here: Here, read: str) -> None:
        """Let every page hear what was read to last, unless it was heard otherwise meanwhile."""
        here.lasting = here.lasting or self._heard.get(visit, (read, 0.0))[0]
        here.read = True

    def _here(self, visit: str, site: str, key: str = "") -> Here:
        here = self.here.get(visit)
        if here is None:
            here = self.here[visit] = Here(site)
            self._news(visit, site)
        if key and here.key != key:
            before, here.key = self._visit_of_key.get(key, ""), key
            self._visit_of_key[key] = visit
            if before in self.here:
                self._go_on(before, here, visit)
        return here

    def _go_on(self, before: str, here: Here, visit: str) -> None:
        """Let the same browser be in its next visit, with the sockets it has."""
        wires = self.here[before].wires
        here.wires |= wires
        self._visit_of_wire.update(dict.fromkeys(wires, visit))
        if wires:
            self._news(visit, here.site).reachable = True
        self._forget(before)

    def _news(self, visit: str, site: str) -> News:
        news = self.news.get(visit)
        if news is None:
            news = self.news[visit] = News(site)
        return news

    def _forget(self, visit: str) -> None:
        here = self.here.pop(visit, None)
        if here is None:
            return
        if self._visit_of_key.get(here.key) == visit:
            del self._visit_of_key[here.key]
        self.news.pop(visit, None)
        self.gone.append(visit)
