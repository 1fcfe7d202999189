"""The line of one visit in the list of who is here: what it holds, and how the lines of many are read."""

from collections.abc import Sequence
from datetime import UTC, datetime
from time import time
from typing import Any

from django.db.models import Count, F, Max, Window
from django.db.models.functions import RowNumber

from realtime.clock import wire_time
from realtime.hub import encode_frame
from visitors.devices import Device
from visitors.models import Contact, Event, Invitation, PageView, Visit
from visitors.presence.baskets import basket_of
from visitors.presence.news import Sight

# Clocks differ a little, and what a page says is under way for a while.
LENIENCE_SECONDS = 2.0
AT_ONCE = 500


class Line:
    """One visit as those see it who watch its site; encoded once for all of them."""

    __slots__ = ("_encoded", "key", "row")

    def __init__(self, row: dict[str, Any], key: int = 0) -> None:
        self.row = row
        self.key = key
        self._encoded: str | None = None

    @property
    def encoded(self) -> str:
        """The line as it goes over the wire."""
        if self._encoded is None:
            self._encoded = encode_frame(self.row)
        return self._encoded

    def touch(self) -> None:
        """Be encoded anew."""
        self._encoded = None

    def goes(self, sight: Sight, views: int) -> bool:
        """Be on another page; tells whether it is another one."""
        if sight.key == self.key:
            return False
        self.key = sight.key
        self.row["page"] = _page(sight.url, sight.title, datetime.fromtimestamp(sight.at, UTC), 0)
        self.row["pages"] += views
        self.row["told_at"] = self.row["page"]["at"]
        self.touch()
        return True

    def looked(self, active: dict[int, int]) -> dict[str, Any]:
        """Return what changes with the counters that pages told: time on the page, and on the site."""
        page = self.row["page"]
        if page is None or self.key not in active:
            return {}
        now = time()
        longest = int((now - datetime.fromisoformat(page["at"]).timestamp() + LENIENCE_SECONDS) * 1000)
        grown = min(active[self.key], longest) - page["active_ms"]
        if grown <= 0:
            return {}
        return {
            "page": page | {"active_ms": page["active_ms"] + grown},
            "active_ms": self.row["active_ms"] + grown,
            "told_at": wire_time(datetime.fromtimestamp(now, UTC)),
        }

    def place(self) -> dict[str, Any]:
        """Return where the visit is now."""
        return {name: self.row[name] for name in ("id", "page", "pages", "active_ms", "told_at")}

    def differs(self, newer: "Line") -> dict[str, Any]:
        """Return what another reading of the same line says differently."""
        return {name: value for name, value in newer.row.items() if self.row.get(name) != value}


def listed(frame: dict[str, Any], lines: Sequence[str]) -> str:
    """Return a frame with encoded lines in it, each copied once: those of thousands are megabytes."""
    head = f'{encode_frame(frame)[:-1]},"visitors":['
    if not lines:
        return f"{head}]}}"
    first, *others = lines
    parts = [head + first, *others]
    parts[-1] += "]}"
    return ",".join(parts)


def read(visits: Sequence[str]) -> dict[str, Line]:
    """Return the lines of these visits, in a few queries for any five hundred."""
    lines: dict[str, Line] = {}
    for start in range(0, len(visits), AT_ONCE):
        lines |= _read(visits[start : start + AT_ONCE])
    return lines


def _read(ids: Sequence[str]) -> dict[str, Line]:
    visits = list(Visit.objects.filter(pk__in=ids).select_related("visitor__customer"))
    views = _newest_views(ids)
    baskets, invited = _baskets(ids), _invitations(ids)
    visits_of = _numbers("browser", {visit.browser for visit in visits if visit.browser})
    visits_of |= _numbers("visitor", {visit.visitor_id for visit in visits if visit.visitor_id})
    lines = {}
    for visit in visits:
        view = views.get(visit.pk)
        number = visits_of.get(visit.browser) or visits_of.get(visit.visitor_id or "") or 1
        row = _row(visit, view, number)
        row |= {"basket": baskets.get(visit.pk), "invitation": invited.get(visit.pk)}
        lines[visit.pk] = Line(row, view.key if view is not None else 0)
    return lines


def _newest_views(ids: Sequence[str]) -> dict[str, PageView]:
    newest = PageView.objects.filter(visit__in=ids).values("visit").annotate(newest=Max("pk"))
    rows = PageView.objects.filter(pk__in=newest.values("newest"))
    return {row.visit_id: row for row in rows}


def _baskets(ids: Sequence[str]) -> dict[str, Any]:
    newest = Window(RowNumber(), partition_by="visit", order_by=F("at").desc())
    rows = (
        Event.objects.filter(visit__in=ids, type="cart.changed")
        .annotate(place=newest)
        .filter(place=1)
        .order_by()
    )
    return {visit: basket_of(cart) for visit, cart in rows.values_list("visit", "data")}


def _invitations(ids: Sequence[str]) -> dict[str, Any]:
    """Return the newest invitation of each visit."""
    newest = Window(RowNumber(), partition_by="visit", order_by=F("created_at").desc())
    rows = Invitation.objects.filter(visit__in=ids).annotate(place=newest).filter(place=1).order_by()
    return {row.visit_id: row.card() for row in rows}


def _numbers(field: str, among: set[str]) -> dict[str, int]:
    """Return how many visits there were of each browser, or visitor, with the present one."""
    if not among:
        return {}
    rows = (
        Visit.objects.filter(**{f"{field}__in": among}).order_by().values(field).annotate(number=Count("pk"))
    )
    return {row[field]: row["number"] for row in rows}


def _row(visit: Visit, view: PageView | None, number: int) -> dict[str, Any]:
    visitor = visit.visitor
    device = Device.of(visit.user_agent).card()
    page = _page(view.url, view.title, view.started_at, view.active_ms) if view is not None else None
    return {
        "id": visit.pk,
        "site": visit.site_id,
        "visitor": visit.visitor_id,
        "contact": visitor.wish if visitor is not None else Contact.OPEN.value,
        "since": wire_time(visit.started_at),
        "visits": number,
        "page": page,
        "pages": visit.pages,
        "active_ms": visit.active_ms,
        "told_at": wire_time(visit.last_activity_at),
        "source": visit.source,
        "source_name": visit.source_name,
        "campaign": visit.campaign,
        "country": visit.country,
        "city": visit.city,
        "placed_by": visit.placed_by,
        "locale": visit.locale,
        "timezone": visit.timezone,
        "device": device,
    }


def _page(url: str, title: str, at: datetime, active_ms: int) -> dict[str, Any]:
    return {"url": url, "title": title, "at": wire_time(at), "active_ms": active_ms}
