"""The record of a conversation: dense, ordered, never renumbered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.actors import KINDS
from realtime.fields import IdField

EVERYONE = "everyone"
AGENTS = "agents"

MESSAGE_CREATED = "message.created"
MESSAGE_EDITED = "message.edited"
MESSAGE_DELETED = "message.deleted"


class Entry(models.Model):
    """One thing that happened in a conversation, with its place in the order of things.

    Written by ``chat.log.append`` alone. ``at`` is the moment of the commit. ``digest`` tells a repeated
    ``client_id`` with the same content from one with other content, even after an edit.
    """

    id = IdField()
    # No index of its own: both constraints begin with the conversation.
    conversation = models.ForeignKey(
        "chat.Conversation", on_delete=models.CASCADE, related_name="entries", db_index=False
    )
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8, choices=KINDS)
    actor_id = models.CharField(max_length=26, blank=True)
    actor_name = models.CharField(max_length=120, blank=True)
    audience = models.CharField(max_length=32, default=EVERYONE)
    client_id = models.CharField(max_length=64, null=True, blank=True)
    digest = models.CharField(max_length=16, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        """In the order of the record."""

        ordering = ["conversation", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="one_entry_a_seq"),
            models.UniqueConstraint(
                fields=["conversation", "client_id", "actor_kind", "actor_id"], name="one_entry_a_client_id"
            ),
        ]
        verbose_name = _("entry")
        verbose_name_plural = _("entries")

    def __str__(self) -> str:
        return f"{self.conversation_id}#{self.seq} {self.kind}"


class Message(models.Model):
    """What somebody said; its id is the id of the entry it was said in.

    ``text`` is what is said now, nothing once it was removed; what was said before stands in its revisions.
    """

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="message")
    kind = models.CharField(max_length=20, default="text")
    text = models.TextField()
    data = models.JSONField(null=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Nothing to order by of its own."""

        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self) -> str:
        return self.text[:60]


class Revision(models.Model):
    """What a message said until its author changed or removed it."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="revisions")
    text = models.TextField()
    until = models.DateTimeField()

    class Meta:
        """In the order of saying."""

        ordering = ["until", "pk"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")

    def __str__(self) -> str:
        return self.text[:60]
