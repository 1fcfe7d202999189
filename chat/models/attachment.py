"""A file that came with a message, or that will."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.files.signing import address_of
from chat.models.entry import Message
from realtime.actors import KINDS
from realtime.fields import IdField

if TYPE_CHECKING:
    from chat.reach import Reach


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Look-ups; whatever gives a file out begins with :meth:`given_out`."""

    def given_out(self) -> "AttachmentQuerySet":
        """Return those that came with a message which nobody has removed since."""
        return self.filter(message__isnull=False, message__deleted_at=None)


class Attachment(models.Model):
    """A file that came with a message; the type is what was found inside, not what the name says.

    Until a message names it, it belongs to whoever uploaded it, and nobody is given its address.
    """

    id = IdField()
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="attachments")
    uploader_kind = models.CharField(max_length=8, choices=KINDS, default="system")
    uploader_id = models.CharField(max_length=26, blank=True)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    file = models.FileField(_("file"), upload_to="attachments/%Y/%m/")
    thumbnail = models.FileField(upload_to="attachments/%Y/%m/", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        """In the order they came, which their ids keep."""

        ordering = ["id"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Tell whether it was painted anew, and so may be shown instead of saved."""
        return bool(self.thumbnail)

    def card(self) -> dict[str, Any]:
        """Return how the wire describes it, with addresses that work for a while."""
        return attachment_card(self.pk, self.name, self.content_type, self.size, self.width, self.height)

    @classmethod
    def forget_unsent(cls, *, before: datetime) -> int:
        """Delete what was uploaded before a moment and never named by a message, the files with it."""
        forgotten = 0
        for row in cls.objects.filter(message=None, created_at__lt=before).iterator():
            # Asked again with the deletion: a message may have named it meanwhile.
            deleted, _kinds = cls.objects.filter(pk=row.pk, message=None).delete()
            for file in (row.file, row.thumbnail) if deleted else ():
                if file:
                    file.delete(save=False)
            forgotten += deleted
        return forgotten

    @classmethod
    def is_within(cls, reach: "Reach", id: str) -> bool:
        """Tell whether a reader may be told of a file: he reaches the message it came with."""
        row = cls.objects.given_out().select_related("message__entry__conversation").filter(pk=id).first()
        if row is None or row.message is None or not reach.sees(row.message.entry.audience):
            return False
        return reach.covers(row.message.entry.conversation)

    @classmethod
    def of_messages(cls, messages: Iterable[str]) -> "dict[str, list[Attachment]]":
        """Return the files of these messages, by message."""
        found: dict[str, list[Attachment]] = {}
        wanted = list(messages)
        for row in cls.objects.filter(message__in=wanted) if wanted else ():
            found.setdefault(str(row.message_id), []).append(row)
        return found


def attachment_card(
    id: str, name: str, content_type: str, size: int, width: int | None, height: int | None
) -> dict[str, Any]:
    """Return how the wire describes a file; one with measures is a picture."""
    return {
        "id": id,
        "name": name,
        "content_type": content_type,
        "size": size,
        "width": width,
        "height": height,
        "url": address_of(id),
        "thumbnail": address_of(id, small=True) if width else None,
    }
