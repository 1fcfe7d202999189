"""How far a reader has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.actors import KINDS


class Mark(models.Model):
    """How far one reader has come in one conversation: on the device, and read."""

    conversation = models.ForeignKey(
        "chat.Conversation", on_delete=models.CASCADE, related_name="marks", db_index=False
    )
    reader_kind = models.CharField(max_length=8, choices=KINDS)
    reader_id = models.CharField(max_length=26)
    received = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One row a reader."""

        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "reader_kind", "reader_id"], name="one_mark_a_reader"
            )
        ]
        verbose_name = _("mark")
        verbose_name_plural = _("marks")

    def __str__(self) -> str:
        return f"{self.reader_kind} {self.reader_id} read {self.read}"
