"""One stay of a visitor on a site."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.fields import IdField
from visitors.models.visitor import Visitor


class Visit(models.Model):
    """One stay of a visitor on a site, from the page it began on."""

    id = IdField()
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="visits")
    tab = models.CharField(max_length=64, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=300, blank=True)
    referrer = models.CharField(max_length=2000, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)
    purposes = models.JSONField(default=list, help_text=_("What allowed this to be stored."))
    started_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ["-started_at"]
        indexes = [models.Index(fields=["visitor", "-started_at"])]
        verbose_name = _("visit")
        verbose_name_plural = _("visits")

    def __str__(self) -> str:
        return f"{self.visitor_id} {self.url}"
