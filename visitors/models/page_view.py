"""One look at one page."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from visitors.models.visit import Visit


class PageView(models.Model):
    """A page somebody looked at during a visit, and for how long it had their attention.

    ``key`` is a digest of the id the page gave it: what is said twice is stored once, and a stranger's id names
    nothing in somebody else's visit. ``purposes`` are bits, see ``visitors/tracking/purposes.py``.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="views", db_index=False)
    key = models.BigIntegerField()
    url = models.CharField(max_length=1000)
    title = models.CharField(max_length=200, blank=True)
    nav = models.CharField(max_length=7)
    started_at = models.DateTimeField()
    active_ms = models.PositiveIntegerField(default=0)
    scroll_pct = models.PositiveSmallIntegerField(default=0)
    purposes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """In the order they were looked at."""

        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "key"], name="visitors_page_view_once")]
        verbose_name = _("page view")
        verbose_name_plural = _("page views")

    def __str__(self) -> str:
        return self.url
