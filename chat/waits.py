"""How long a first answer took in the last hour: what may be promised because it was measured."""

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from chat.models import Entry
from chat.models.entry import EVERYONE, MESSAGE_CREATED
from realtime.actors import AGENT
from realtime.ids import first_id_at

WINDOW = timedelta(hours=1)
REFRESHED = timedelta(minutes=1)
# Fewer answers than this promise nothing, more than that say nothing more.
FEWEST = 5
MOST = 2000


@dataclass(slots=True)
class Waits:
    """The median wait by site and by department, measured by one query a minute for all of them."""

    _measured_at: datetime | None = None
    _medians: dict[str, int] = field(default_factory=dict)

    def of(self, id: str) -> int | None:
        """Return the wait to expect at a site or a department in seconds, nothing where too little is known."""
        return self._medians.get(id)

    def refresh(self, now: datetime) -> bool:
        """Measure again if that was a minute ago; tells whether somebody has to be told."""
        if self._measured_at is not None and timedelta() <= now - self._measured_at < REFRESHED:
            return False
        before, self._medians, self._measured_at = self._medians, measured(now), now
        return before != self._medians


def measured(now: datetime) -> dict[str, int]:
    """Return the median wait of the last hour's first answers, by site and by department."""
    waits: dict[str, list[float]] = {}
    rows = first_answers(now).values_list(
        "conversation__site_id", "conversation__department_id", "conversation__opened_at", "at"
    )
    for site, department, opened_at, at in rows[:MOST]:
        for id in filter(None, (site, department)):
            waits.setdefault(id, []).append((at - opened_at).total_seconds())
    return {id: in_minutes(seconds) for id, seconds in waits.items() if len(seconds) >= FEWEST}


def first_answers(now: datetime) -> "QuerySet[Entry]":
    """Return what first answered conversations in the last hour.

    Messages left behind and tests do not count, nor what began with an invitation: there nobody waited first.
    """
    said = Entry.objects.filter(kind=MESSAGE_CREATED, actor_kind=AGENT, audience=EVERYONE)
    earlier = said.filter(conversation=OuterRef("conversation"), seq__lt=OuterRef("seq"))
    since = now - WINDOW
    # Ids are in the order of time, and have the only index that begins with it.
    return said.filter(
        ~Exists(earlier),
        pk__gte=first_id_at(since),
        at__gt=since,
        at__lte=now,
        conversation__channel="chat",
        conversation__visitor__is_test=False,
        conversation__invitation=None,
    ).order_by("-pk")


def in_minutes(seconds: Iterable[float]) -> int:
    """Return the median in whole minutes, as seconds; rounded up, because it is a promise."""
    return max(1, math.ceil(statistics.median(seconds) / 60)) * 60


waits = Waits()
