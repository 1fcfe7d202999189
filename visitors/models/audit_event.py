"""Who did what to settings and access, for good."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.actors import KINDS, Actor


class AuditEvent(models.Model):
    """One thing somebody did that others may ask about later; only ever added."""

    at = models.DateTimeField(auto_now_add=True)
    actor_kind = models.CharField(max_length=8, choices=KINDS)
    actor_id = models.CharField(max_length=26, blank=True)
    verb = models.CharField(max_length=60)
    noun = models.CharField(max_length=60)
    noun_id = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        """Newest first."""

        ordering = ["-at"]
        indexes = [models.Index(fields=["noun", "noun_id", "-at"])]
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")

    def __str__(self) -> str:
        return f"{self.actor_kind} {self.verb} {self.noun} {self.noun_id}"

    @classmethod
    def record(cls, verb: str, noun: models.Model, *, by: Actor, **data: Any) -> "AuditEvent":
        """Add a row."""
        return cls.objects.create(
            actor_kind=by.kind,
            actor_id=by.id,
            verb=verb,
            noun=noun._meta.label,
            noun_id=str(noun.pk),
            data=data,
        )
