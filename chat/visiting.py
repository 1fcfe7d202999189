"""What an agent is told of a visit: constant queries, nothing beyond the sites and conversations within reach."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from chat import surroundings
from chat.context import earlier, said, same_person
from chat.models import Conversation
from chat.reach import Reach
from realtime.clock import wire_time
from visitors.devices import Device
from visitors.models import PageView, Visit

# How many pages of the way and how many earlier visits are told of; of the latter also how many there are.
PATH = 100
VISITS = 10


def find(id: str, reach: Reach) -> dict[str, Any]:
    """Return what a visit has been so far and what was before it; one on another site does not exist."""
    visit = surroundings.visit(reach, id)
    before = _before(visit, surroundings.visits(reach))
    theirs = _conversations(visit, reach)
    return {
        "visit": visit.pk,
        "started_at": wire_time(visit.started_at),
        "path": _path(visit),
        "pages": visit.pages,
        "active_ms": visit.active_ms,
        "referrer": visit.referrer,
        "source": visit.source,
        "source_name": visit.source_name,
        "campaign": visit.campaign,
        "locale": visit.locale,
        "timezone": visit.timezone,
        "country": visit.country,
        "city": visit.city,
        "placed_by": visit.placed_by,
        "device": Device.of(visit.user_agent).card(),
        "facts": said(visit.visitor) if visit.visitor and _reached(visit, reach) else [],
        "earlier": [_line(one) for one in before.order_by("-started_at")[:VISITS]],
        "earlier_count": before.count(),
        "conversations": earlier(theirs.order_by("-opened_at", "-pk"), reach),
    }


def names(ids: Collection[str], reach: Reach) -> list[dict[str, Any]]:
    """Return how these visitors are called who have said it, and whose conversations are within reach: one query."""
    rows = surroundings.visitors(reach).filter(pk__in=ids, customer__isnull=False)
    said = rows.order_by("pk").values_list("pk", "customer__name", "customer__email")
    return [
        {"id": id, "name": name or None, "email": email or None} for id, name, email in said if name or email
    ]


def _path(visit: Visit) -> list[dict[str, Any]]:
    """Return the pages looked at, the newest first."""
    looks = PageView.objects.filter(visit=visit).order_by("-pk")[:PATH]
    return [
        {
            "url": look.url,
            "title": look.title,
            "at": wire_time(look.started_at),
            "active_ms": look.active_ms,
            "scroll_pct": look.scroll_pct,
        }
        for look in looks
    ]


def _before(visit: Visit, rows: "QuerySet[Visit]") -> "QuerySet[Visit]":
    """Return the earlier visits of the same browser, as far as it may be known again."""
    same = Q(pk__in=())
    if visit.browser:
        same |= Q(browser=visit.browser)
    if visit.visitor_id:
        same |= Q(visitor=visit.visitor_id)
    return rows.filter(same, started_at__lt=visit.started_at).exclude(pk=visit.pk)


def _conversations(visit: Visit, reach: Reach) -> "QuerySet[Conversation]":
    if visit.visitor is None:
        return Conversation.objects.none()
    return Conversation.objects.within(reach).filter(same_person(visit.visitor))


def _reached(visit: Visit, reach: Reach) -> bool:
    """Tell whether what the person said is theirs to read who ask, not only that somebody is on the site."""
    return surroundings.visitors(reach).filter(pk=visit.visitor_id).exists()


def _line(visit: Visit) -> dict[str, Any]:
    return {
        "id": visit.pk,
        "at": wire_time(visit.started_at),
        "active_ms": visit.active_ms,
        "pages": visit.pages,
        "landing": {"url": visit.url, "title": visit.title},
    }
