"""Visits and looks at pages while a batch changes them: the rows, as they are read and as they are written."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct, json
from msgspec.structs import astuple

from realtime.ids import new_id
from visitors.tracking.campaigns import Campaign
from visitors.tracking.purposes import listed
from visitors.tracking.sessions import OpenVisit, Reason
from visitors.tracking.told import Attention, Told, View

# Clocks differ a little, and an answer is under way for a while.
LENIENCE = timedelta(seconds=2)
# How the page of a visit came up again after the visit it was opened in had ended.
RESUMED = "resume"
LOOK_FIELDS = ("visit", "key", "url", "title", "nav", "started_at", "active_ms", "scroll_pct", "purposes")

_campaign = json.Decoder(dict[str, str]).decode


class Stay(Struct):
    """The part of a visit that what is told changes."""

    id: str
    site: str
    open_key: str | None
    started_at: datetime
    last_activity_at: datetime
    campaign: Campaign
    pages: int = 0
    active_ms: int = 0
    acted: bool = False
    ended_at: datetime | None = None
    end_reason: str = ""
    began_with: tuple[Any, ...] = ()

    @classmethod
    def of_row(cls, row: Sequence[Any]) -> "Stay":
        """Return an open visit as the database has it."""
        id, site, key, started, last, campaign, pages, active_ms, acted = row
        return cls(
            id, site, key, started, last, Campaign(**_campaign(campaign)), pages, active_ms, bool(acted)
        )

    @classmethod
    def begin(cls, told: Told, view: View, *, visitor: str | None) -> "Stay":
        """Return a visit that begins on a page."""
        campaign = {name: value for name, value in _fields(view.campaign) if value}
        began_with = (
            visitor,
            told.browser,
            view.url,
            view.title,
            view.referrer,
            view.source,
            view.source_name,
            campaign,
            told.user_agent,
            told.locale,
            told.timezone,
            told.country,
            told.city,
            told.placed_by,
            listed(told.purposes),
        )
        return cls(new_id(), told.site, told.key, told.at, told.at, view.campaign, began_with=began_with)

    @property
    def state(self) -> OpenVisit:
        """What decides whether something belongs to this visit."""
        return OpenVisit(self.started_at, self.last_activity_at, self.campaign)

    def end(self, reason: Reason) -> None:
        """End with the last activity."""
        self.open_key, self.ended_at, self.end_reason = None, self.last_activity_at, reason

    def row(self) -> tuple[Any, ...]:
        """Return what a new row holds."""
        visitor, *rest = self.began_with
        now = (self.started_at, self.last_activity_at, self.ended_at, self.end_reason)
        return (self.id, self.site, visitor, self.open_key, "", *rest, *now, *self._sums())

    def touched(self) -> tuple[Any, ...]:
        """Return what changes in the row of a visit that goes on."""
        return self.last_activity_at, *self._sums(), self.id

    def changed(self) -> tuple[Any, ...]:
        """Return what changes in the row of any visit."""
        return self.open_key, self.ended_at, self.end_reason, *self.touched()

    def _sums(self) -> tuple[Any, ...]:
        return self.pages, self.active_ms, self.acted


OPEN_FIELDS = (
    "id",
    "site",
    "open_key",
    "started_at",
    "last_activity_at",
    "campaign",
    "pages",
    "active_ms",
    "acted",
)
STAY_FIELDS = (
    "id",
    "site",
    "visitor",
    "open_key",
    "tab",
    "browser",
    "url",
    "title",
    "referrer",
    "source",
    "source_name",
    "campaign",
    "user_agent",
    "locale",
    "timezone",
    "country",
    "city",
    "placed_by",
    "purposes",
    "started_at",
    "last_activity_at",
    "ended_at",
    "end_reason",
    "pages",
    "active_ms",
    "acted",
)
TOUCHED_FIELDS = ("last_activity_at", "pages", "active_ms", "acted", "id")
CHANGED_FIELDS = ("open_key", "ended_at", "end_reason", *TOUCHED_FIELDS)


class Look(Struct):
    """One look at a page; its fields begin with those of the row."""

    visit: str
    key: int
    url: str
    title: str
    nav: str
    started_at: datetime
    active_ms: int = 0
    scroll_pct: int = 0
    purposes: int = 0
    changed: bool = False

    def takes(self, attention: Attention, at: datetime) -> int:
        """Keep the greater counters, as far as they can be true; returns by how much the time grew."""
        longest = (at - self.started_at + LENIENCE) // timedelta(milliseconds=1)
        active_ms = max(self.active_ms, min(attention.active_ms, longest))
        scroll_pct = max(self.scroll_pct, attention.scroll_pct)
        grown = active_ms - self.active_ms
        self.changed |= bool(grown) or scroll_pct > self.scroll_pct
        self.active_ms, self.scroll_pct = active_ms, scroll_pct
        return grown

    def row(self) -> tuple[Any, ...]:
        """Return the row."""
        return astuple(self)[: len(LOOK_FIELDS)]


def _fields(campaign: Campaign) -> "list[tuple[str, str]]":
    return [(name, getattr(campaign, name)) for name in Campaign.__slots__]
