"""The way of a visitor to another device: a link that is shown, and works once, soon."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.fields import IdField

# As long as it takes to find the phone.
LIFETIME = timedelta(minutes=15)


class DeviceLink(models.Model):
    """One link a visitor was shown; ``used_by`` is the ``client_id`` it was redeemed under.

    ``epoch`` is that of the visitor's tokens: what revokes them revokes the link.
    """

    id = IdField()
    visitor = models.ForeignKey("visitors.Visitor", on_delete=models.CASCADE, related_name="device_links")
    conversation = models.ForeignKey(
        "chat.Conversation", on_delete=models.CASCADE, related_name="device_links"
    )
    epoch = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.CharField(max_length=64, blank=True)

    class Meta:
        """The oldest first, as they are cleared away."""

        ordering = ["made_at"]
        verbose_name = _("link to another device")
        verbose_name_plural = _("links to other devices")

    def __str__(self) -> str:
        return f"{self.visitor_id} {self.made_at:%H:%M}"

    @property
    def expires_at(self) -> datetime:
        """When it ceases to work."""
        return self.made_at + LIFETIME
