"""Who did what to settings and access, for good."""

from collections.abc import Iterable
from typing import Any, Never

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.actors import KINDS, Actor

# The site and the department something belongs to, either of them perhaps none.
Place = tuple[str, str]


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Rows that are read and added."""

    def update(self, **_values: Any) -> Never:
        """Refuse: what was recorded stays as it is."""
        raise TypeError("What was recorded is not changed.")

    def delete(self) -> Never:
        """Refuse: what was recorded stays."""
        raise TypeError("What was recorded is not deleted.")


class AuditEvent(models.Model):
    """One thing somebody did that others may ask about later; only ever added.

    Names are kept as they were, since whom and what they name may be gone by then.
    """

    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor_kind = models.CharField(max_length=8, choices=KINDS)
    actor_id = models.CharField(max_length=26, blank=True)
    actor_name = models.CharField(max_length=80, blank=True)
    verb = models.CharField(max_length=60)
    noun = models.CharField(max_length=60)
    noun_id = models.CharField(max_length=64, blank=True)
    noun_name = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["noun", "noun_id", "-at"])]
        verbose_name = _("audit event")
        verbose_name_plural = _("audit log")

    def __str__(self) -> str:
        return f"{self.actor_kind} {self.verb} {self.noun} {self.noun_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; what was recorded is not changed."""
        if not self._state.adding:
            raise TypeError("What was recorded is not changed.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> Never:
        """Refuse: what was recorded stays."""
        raise TypeError("What was recorded is not deleted.")

    @classmethod
    def record(
        cls,
        verb: str,
        noun: models.Model | type[models.Model],
        *,
        by: Actor,
        places: Iterable[Place] | None = None,
        **data: Any,
    ) -> "AuditEvent":
        """Add a row; those see it who look after all places of the noun, and without any the owners alone."""
        known = isinstance(noun, models.Model)
        event = cls.objects.create(
            actor_kind=by.kind,
            actor_id=by.id,
            actor_name=by.name[:80],
            verb=verb,
            noun=noun._meta.label,
            noun_id=str(noun.pk) if known else "",
            noun_name=str(noun)[:200] if known else "",
            data=data,
        )
        rows = places_of(noun) if places is None else places
        AuditPlace.objects.bulk_create(
            [AuditPlace(event=event, site=site, department=department) for site, department in set(rows)]
        )
        return event


class AuditPlace(models.Model):
    """Where an event belongs; ids alone, as the event outlives what they name."""

    event = models.ForeignKey(AuditEvent, on_delete=models.PROTECT, related_name="places")
    site = models.CharField(max_length=26, blank=True)
    department = models.CharField(max_length=26, blank=True)

    def __str__(self) -> str:
        return f"{self.site} {self.department}"


def places_of(noun: Any) -> list[Place]:
    """Return where a noun belongs, as it says itself."""
    return list(noun.places()) if isinstance(noun, models.Model) and hasattr(noun, "places") else []
