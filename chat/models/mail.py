"""A mail on its way: claimed by one process, tried again when it did not leave, kept with how it ended."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realtime.fields import IdField

# Longer than any mail server takes: who claimed a mail and fell silent until then has died with it.
LEASE = timedelta(minutes=10)
# After how long a mail that did not leave is tried again; after the last it is given up.
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))


class Mail(models.Model):
    """One mail to one address, from the moment it is begun until it has left or was given up."""

    class Outcome(models.TextChoices):
        """How it ended."""

        SENT = "sent", _("sent")
        CANCELLED = "cancelled", _("not needed any more")
        FAILED = "failed", _("could not be delivered")

    id = IdField()
    email = models.EmailField(_("e-mail"))
    begun_at = models.DateTimeField()
    try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        """Each kind of mail has a table of its own."""

        abstract = True

    @classmethod
    def _due(cls, now: datetime, kind: int) -> Any:
        waiting = cls._default_manager.filter(ended_at=None, try_at__lte=now).order_by()
        return waiting.annotate(kind=models.Value(kind)).values_list("pk", "try_at", "kind")

    def _claims(self, try_at: datetime, now: datetime) -> bool:
        lease = {"try_at": now + LEASE, "tries": models.F("tries") + 1}
        return bool(self._open().filter(try_at=try_at).update(**lease))

    def give_back(self) -> None:
        """Let another process send it: this one is about to end."""
        self._open().update(try_at=timezone.now(), tries=models.F("tries") - 1)

    def try_later(self, *, now: datetime) -> bool:
        """Put it off after a failure; False when it has been tried often enough."""
        if self.tries > len(RETRIES):
            return False
        self._open().update(try_at=now + RETRIES[self.tries - 1])
        return True

    def _ends(self, **how: Any) -> bool:
        return bool(self._open().update(**how))

    def _open(self) -> "models.QuerySet[Self]":
        return type(self)._default_manager.filter(pk=self.pk, ended_at=None)


def claim(*kinds: type[Mail], now: datetime, most: int) -> list[Mail]:
    """Take over mails whose time has come; of two processes that look at the same moment one gets each."""
    first, *others = (kind._due(now, number) for number, kind in enumerate(kinds))
    due = first.union(*others).order_by("try_at")[: max(0, most)]
    mails = [(kinds[kind](id=pk), try_at) for pk, try_at, kind in due]
    return [mail for mail, try_at in mails if mail._claims(try_at, now)]
