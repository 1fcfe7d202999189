"""What a program tells of a visit: the same deeds, into the same store, though nobody sits before that page."""

from dataclasses import dataclass
from datetime import datetime

from realtime.errors import Refusal
from visitors.models import Event, Site, Visit
from visitors.presence import presence
from visitors.tracking import drops
from visitors.tracking.deeds import deed_of
from visitors.tracking.drops import Reason
from visitors.tracking.frames import EventTrack
from visitors.tracking.modes import Purpose, sees_pages
from visitors.tracking.sessions import Reason as End
from visitors.tracking.store import store
from visitors.tracking.told import Told

LATEST = 10


@dataclass(frozen=True, slots=True)
class Report:
    """Where an event stands, and whether it was told before."""

    event: Event
    repeated: bool = False


def visit_of(site: Site, *, visit: str = "", visitor: str = "", at: datetime) -> Visit | None:
    """Return a visit to a site: this one, or the one a visitor was on, or had last been on, at a moment."""
    rows = Visit.objects.filter(site=site)
    if visit:
        return rows.filter(pk=visit).first()
    latest = list(rows.filter(visitor=visitor, started_at__lte=at).order_by("-started_at")[:LATEST])
    # Of some nothing is known but that somebody wrote.
    return next((each for each in latest if sees_pages(each.purposes)), latest[0] if latest else None)


def report(frame: EventTrack, *, of: Visit, site: Site, at: datetime) -> Report:
    """Store what was done, once an ``event_id`` of a site; refused where the visit may not be told of.

    It is activity of an open visit. One that has ended is not opened again, and no other begins: whoever tells this
    looks at no page.
    """
    deed = deed_of(frame, site.pk)
    told_before = Event.objects.filter(pk=deed.id).first()
    if told_before is not None:
        return Report(told_before, repeated=True)
    purposes = _allowed(of, site)
    store([Told(site=site.pk, key=of.open_key or "", visit=of.pk, at=at, facts=[deed], purposes=purposes)])
    event = Event.objects.get(pk=deed.id)
    Visit.objects.filter(pk=event.visit_id, acted=False).update(acted=True)
    presence.stir(visit=event.visit_id)
    return Report(event)


def _allowed(visit: Visit, site: Site) -> frozenset[Purpose]:
    """Return the purposes that allowed the visit, which allow what is told of it."""
    purposes = frozenset(Purpose(purpose) for purpose in visit.purposes)
    if not site.collects or not sees_pages(purposes) or visit.end_reason == End.WITHDRAWN:
        drops.count(Reason.CONSENT if site.collects else Reason.OFF)
        raise Refusal("forbidden", "Nothing more may be stored about this visit.")
    return purposes
