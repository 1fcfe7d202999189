"""How long what visitors did is kept, and how it goes: the oldest first, a few thousand rows at a time.

Each piece is a transaction of its own that leaves the database whole, so a purge may be ended at any moment and begun
again. What it deletes has been added up before: its sums stand in the ``Tally`` of the hour it began in, but for
events, which are added up there by the transaction that deletes them. It ends at the beginning of an hour: before it
the sums are all there is, from it on they equal what is stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from visitors.models import DailySalt, Event, PageView, Tally, Visit
from visitors.models.tally import hour_of

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of one kind: the field that says when they began, and the one whose order is that of time."""

    name: str
    model: type[models.Model]
    at: str
    order: str = "pk"

    @property
    def rows(self) -> "models.QuerySet[Any]":
        """Return what there is, but for visits that are not over."""
        every = self.model._default_manager.order_by(self.order)
        return every.filter(open_key__isnull=True) if self.model is Visit else every

    def kept_since(self, at: datetime) -> "datetime | date":
        """Return from when on it is kept: the salts of this day, all else from the hour so many days ago."""
        if self.model is DailySalt:
            return at.date()
        return hour_of(at - timedelta(days=settings.RETENTION_DAYS[self.name]))

    def due(self, at: datetime | None = None) -> int:
        """Return how many rows would be deleted."""
        return self.rows.filter(**{f"{self.at}__lt": self.kept_since(at or timezone.now())}).count()

    def purge(self, at: datetime | None = None) -> Iterator[int]:
        """Delete what is kept no longer, and yield after each piece how many rows it had."""
        since, after = self.kept_since(at or timezone.now()), None
        while True:
            # From where the last piece ended: PostgreSQL walks past every row deleted a moment ago.
            rest = self.rows.filter(**{f"{self.order}__gt": after}) if after is not None else self.rows
            head = list(rest.values_list(self.order, self.at)[:CHUNK])
            old = [key for key, began in head if began < since]
            if not old:
                return
            after = old[-1]
            piece = rest.filter(**{f"{self.order}__lte": after, f"{self.at}__lt": since})
            with transaction.atomic():
                if self.model in (Event, Visit):
                    Tally.count_purged(
                        piece if self.model is Event else Event.objects.filter(visit__in=piece)
                    )
                _total, counts = piece.only("pk").order_by().delete()
            yield counts.get(self.model._meta.label, 0)


KINDS = {
    kind.name: kind
    for kind in (
        Kind("events", Event, at="at", order="at"),
        Kind("views", PageView, at="started_at"),
        Kind("visits", Visit, at="started_at"),
        Kind("salts", DailySalt, at="day"),
    )
}


def purge_all() -> Iterator[int]:
    """Delete what is kept no longer, of every kind."""
    failed: list[Exception] = []
    for kind in KINDS.values():
        try:
            yield from kind.purge()
        except Exception as error:  # the others are no less due
            failed.append(error)
    if failed:
        raise ExceptionGroup("not purged", failed)
