"""One stay of a browser on a site."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from realtime.actors import Actor
from realtime.fields import IdField
from realtime.ids import LENGTH
from visitors.models.ban import Ban
from visitors.models.site import Site
from visitors.models.visitor import Visitor
from visitors.tracking.sessions import LONGEST_GAP, LONGEST_VISIT, Reason, is_bounce


class Visit(models.Model):
    """One stay on a site, from the page it began on.

    ``open_key`` is whose stay it is while it lasts: the browser's own id where the site may remember it
    (``browser``), else a key of the day that says nothing tomorrow. There is one open stay a key. ``visitor``
    stays empty until the chat is used. ``acted`` tells that something was done besides looking, ``end_reason``
    is one of ``visitors.tracking.sessions.Reason``.
    """

    id = IdField()
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", db_index=False)
    visitor = models.ForeignKey(
        Visitor, null=True, blank=True, on_delete=models.CASCADE, related_name="visits", db_index=False
    )
    browser = models.CharField(max_length=LENGTH, blank=True)
    open_key = models.CharField(max_length=64, null=True)
    tab = models.CharField(max_length=64, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=300, blank=True)
    referrer = models.CharField(max_length=2000, blank=True)
    source = models.CharField(max_length=10, blank=True)
    source_name = models.CharField(max_length=80, blank=True)
    campaign = models.JSONField(default=dict)
    user_agent = models.CharField(max_length=400, blank=True)
    locale = models.CharField(max_length=20, blank=True)
    timezone = models.CharField(max_length=64, blank=True)
    country = models.CharField(max_length=2, blank=True)
    city = models.CharField(max_length=80, blank=True)
    placed_by = models.CharField(max_length=8, blank=True)
    purposes = models.JSONField(default=list, help_text=_("What allowed this to be stored."))
    started_at = models.DateTimeField(default=now)
    last_activity_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=9, blank=True)
    pages = models.PositiveIntegerField(default=0)
    active_ms = models.PositiveBigIntegerField(default=0)
    acted = models.BooleanField(default=False)

    class Meta:
        """Newest first."""

        ordering = ["-started_at"]
        indexes = [
            models.Index(fields=["visitor", "-started_at"]),
            models.Index(
                fields=["browser", "-started_at"],
                name="visitors_visit_of_browser",
                condition=~models.Q(browser=""),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["open_key"],
                name="visitors_visit_open_once",
                condition=models.Q(open_key__isnull=False),
            )
        ]
        verbose_name = _("visit")
        verbose_name_plural = _("visits")

    def __str__(self) -> str:
        return f"{self.visitor_id or self.browser} {self.url}"

    @property
    def is_bounce(self) -> bool:
        """Whether somebody looked once, briefly, and did nothing."""
        return is_bounce(views=self.pages, active_ms=self.active_ms, events=self.acted)

    def ban(
        self, *, reason: str, by: Actor, until: datetime | None = None, client_id: str | None = None
    ) -> Ban:
        """Keep this browser out of the chat, by everything it is known by."""
        return Ban.impose(
            site=self.site, reason=reason, by=by, until=until, client_id=client_id, **self.names()
        )

    def names(self) -> dict[str, Any]:
        """Return what this browser is known by at the doors, as a ban keeps it."""
        day_key = "" if self.browser else self.open_key or ""
        return {"visitor": self.visitor, "browser": self.browser, "day_key": day_key}

    @classmethod
    def end_due(cls, *, at: datetime | None = None, most: int = 1000) -> int:
        """End stays in which nothing has happened for too long, or that last too long; tells how many.

        They end with their last activity. One that something is told of just now is left to whoever tells it.
        """
        at = at or now()
        idle = models.Q(last_activity_at__lt=at - LONGEST_GAP)
        with transaction.atomic():
            due = cls.objects.filter(open_key__isnull=False).order_by()
            due = due.filter(idle | models.Q(started_at__lt=at - LONGEST_VISIT))
            keys = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:most])
            reason = models.Case(
                models.When(idle, then=models.Value(Reason.GAP)), default=models.Value(Reason.AGE)
            )
            return cls.objects.filter(pk__in=keys).update(
                open_key=None, ended_at=models.F("last_activity_at"), end_reason=reason
            )

    @classmethod
    def end_all_due(cls) -> Iterator[int]:
        """End them a thousand at a time."""
        while ended := cls.end_due():
            yield ended
