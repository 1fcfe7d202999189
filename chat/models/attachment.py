"""A file that came with a message."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.entry import Message
from realtime.fields import IdField


class Attachment(models.Model):
    """A file that came with a message; the type is what was found inside, not what the name says."""

    id = IdField()
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    file = models.FileField(_("file"), upload_to="attachments/%Y/%m/")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order they came."""

        ordering = ["created_at"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name
