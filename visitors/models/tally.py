"""What happened on a site in one hour, and in one day."""

from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.bulk import Bulk
from visitors.models.site import Site

if TYPE_CHECKING:
    from visitors.models.event import Event


class Tally(models.Model):
    """Sums of one hour or one day of a site, added up in the commit that stores what they count.

    They count what began in that time, so that they equal a recount of what is stored, and outlive it: of
    what was purged they are all that is left. A day is one of the site's own time zone. Events are told again
    at times, so those that are stored are counted where they lie, and ``purged_events`` are all others.
    """

    class Span(models.TextChoices):
        """How long a time the sums are of."""

        HOUR = "hour", _("hour")
        DAY = "day", _("day")

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", db_index=False)
    span = models.CharField(max_length=4, choices=Span.choices, default=Span.HOUR)
    at = models.DateTimeField()
    visits = models.PositiveIntegerField(default=0)
    views = models.PositiveIntegerField(default=0)
    active_ms = models.PositiveBigIntegerField(default=0)
    purged_events = models.PositiveIntegerField(default=0, db_default=0)
    bots = models.PositiveIntegerField(
        default=0, help_text=_("Page views of machines, which are not stored.")
    )

    class Meta:
        """Newest first."""

        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["site", "span", "at"], name="visitors_tally_once")]
        verbose_name = _("sums of a site")
        verbose_name_plural = _("sums of sites")

    def __str__(self) -> str:
        return f"{self.site_id} {self.span} {self.at:%Y-%m-%d %H}h"

    @classmethod
    def count_purged(cls, events: "models.QuerySet[Event]") -> None:
        """Add events to the sums, in the transaction that is about to delete them; of two that do one counts them."""
        sums: Counter[tuple[str, str, datetime]] = Counter()
        going = events.select_for_update(of=("self",)).order_by("at", "pk")
        for site, zone, at in going.values_list("visit__site", "visit__site__zone", "at"):
            sums[site, cls.Span.HOUR.value, hour_of(at)] += 1
            sums[site, cls.Span.DAY.value, day_of(at, zone)] += 1
        keys = ("site", "span", "at")
        with Bulk() as bulk:
            rows = [(*place, 0, 0, 0, 0, number) for place, number in sorted(sums.items())]
            names = (*keys, "visits", "views", "active_ms", "bots", "purged_events")
            bulk.merge(cls, names, rows, on=keys, plus=("purged_events",))


def hour_of(at: datetime) -> datetime:
    """Return when the hour of a moment began."""
    return at.replace(minute=0, second=0, microsecond=0)


def day_of(at: datetime, zone: str) -> datetime:
    """Return when the day of a moment began by the clocks of a time zone."""
    return _day_of(at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0), zone)


@lru_cache(maxsize=256)  # zones differ from each other by quarters of an hour
def _day_of(quarter: datetime, zone: str) -> datetime:
    return quarter.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, fold=0).astimezone(UTC)
