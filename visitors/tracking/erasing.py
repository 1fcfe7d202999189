"""What somebody had forgotten: what pages told of a browser, as far as nothing but its pages justified it."""

from typing import Any

from django.db import transaction
from django.db.models import F

from visitors.models import Event, PageView, Tally, Visit, Visitor
from visitors.presence import presence
from visitors.tracking.attaching import Whereabouts, browser_of, visit_of
from visitors.tracking.hit import Browser
from visitors.tracking.sessions import Reason

# A visit somebody wrote from stands for no more than that: the conversation is their own.
BARE: dict[str, Any] = {
    "browser": "",
    "open_key": None,
    "url": "",
    "title": "",
    "referrer": "",
    "source": "",
    "source_name": "",
    "campaign": {},
    "user_agent": "",
    "locale": "",
    "timezone": "",
    "country": "",
    "city": "",
    "placed_by": "",
    "purposes": ["chat"],
    "ended_at": F("last_activity_at"),
    "end_reason": Reason.WITHDRAWN,
    "pages": 0,
    "active_ms": 0,
}


@transaction.atomic
def erase(browser: Browser, where: Whereabouts) -> list[str]:
    """Delete the visits of the browser a token is of, or the open one that a page is in; returns whose were open.

    Sums stay, and count the events as purged: nobody is in them. Asked again, there is nothing left.
    """
    id = browser_of(browser.site, where.tracking)
    if id:
        visits = list(Visit.objects.select_for_update().filter(browser=id, site=browser.site).order_by("pk"))
    else:
        visits = [visit for visit in [visit_of(browser, where)] if visit is not None]
    PageView.objects.filter(visit__in=visits).delete()
    events = Event.objects.filter(visit__in=visits)
    Tally.count_purged(events)
    events.delete()
    rows = Visit.objects.filter(pk__in=[visit.pk for visit in visits])
    rows.filter(visitor=None).delete()
    rows.update(**BARE)
    if id:
        Visitor.objects.filter(browser=id).update(browser=F("id"))
    for visit in visits:
        presence.stir(visit=visit.pk)
    return [visit.open_key for visit in visits if visit.open_key]
