"""What the team writes down about a person."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realtime.actors import AGENT, Actor
from realtime.clock import wire_time
from realtime.errors import Refusal
from realtime.fields import IdField
from visitors.models.visitor import Visitor


class NoteQuerySet(models.QuerySet["Note"]):
    """Look-ups; a note belongs to the person, whichever of their browsers it was written about."""

    def about(self, visitor: Visitor) -> "NoteQuerySet":
        """Return what is written down about the person behind a browser, the newest first."""
        same = models.Q(visitor=visitor)
        if visitor.customer_id is not None:
            same |= models.Q(visitor__customer=visitor.customer_id)
        return self.filter(same).order_by("-written_at", "-pk")

    def own(self, id: str, *, visitor: Visitor, by: Actor) -> "Note":
        """Return a note about a person for its author to change; anybody else's is refused."""
        note = self.about(visitor).filter(pk=id).first()
        if note is None:
            raise Refusal("not_found", "There is no such note.")
        if note.author_id != by.id:
            raise Refusal("forbidden", "Only who wrote a note may change it.")
        return note


class Note(models.Model):
    """One thing somebody of the team wrote down about a person; the person is never told.

    It hangs on the browser it was written about, so that it follows the browser when people are told apart.
    """

    id = IdField()
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="notes")
    client_id = models.CharField(max_length=64, null=True, editable=False)
    author_id = models.CharField(max_length=26)
    author_name = models.CharField(max_length=120)
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering = ["-written_at"]
        constraints = [
            models.UniqueConstraint(fields=["author_id", "client_id"], name="one_note_a_client_id")
        ]
        verbose_name = _("note about a person")
        verbose_name_plural = _("notes about people")

    def __str__(self) -> str:
        return self.text[:60]

    @classmethod
    def write(cls, text: str, *, about: Visitor, by: Actor, client_id: str | None = None) -> "Note":
        """Write something down; a repeated ``client_id`` finds what was written first."""
        if client_id is not None:
            written = cls.objects.filter(author_id=by.id, client_id=client_id).first()
            if written is not None and (written.visitor_id != about.pk or written.text != text):
                raise Refusal("conflict", "This client_id stands for something else already.")
            if written is not None:
                return written
        return cls.objects.create(
            visitor=about, text=text, author_id=by.id, author_name=by.name[:120], client_id=client_id
        )

    def rewrite(self, text: str) -> None:
        """Put it better."""
        self.text, self.edited_at = text, timezone.now()
        self.save(update_fields=["text", "edited_at"])

    def card(self, avatar: str = "") -> dict[str, Any]:
        """Return what agents see of it."""
        return {
            "id": self.pk,
            "text": self.text,
            "author": Actor(AGENT, self.author_id, self.author_name, avatar).card(),
            "at": wire_time(self.written_at),
            "edited_at": wire_time(self.edited_at) if self.edited_at else None,
        }
