"""Something that was done on a page."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.fields import IdField
from visitors.models.visit import Visit


class Event(models.Model):
    """A cart, an order, a checkout, an error in a form, or whatever a site counts.

    The key is made of the browser and the id the page gave it, so that what is said twice is stored once.
    ``purposes`` are bits, see ``visitors/tracking/purposes.py``.
    """

    id = IdField()
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="events")
    type = models.CharField(max_length=60)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    purposes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """In the order they happened."""

        ordering = ["at"]
        indexes = [models.Index(fields=["at"], name="visitors_event_at")]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return self.type
