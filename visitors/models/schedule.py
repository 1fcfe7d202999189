"""When each periodic job is due, and how it went last."""

from django.db import models
from django.utils import timezone


class Schedule(models.Model):
    """One job's next time and last run; whoever moves ``due_at`` on is the one who has it done.

    ``done`` is how many rows the last run dealt with, ``error`` what it met; nothing where it went well.
    """

    name = models.CharField(max_length=40, primary_key=True)
    due_at = models.DateTimeField(default=timezone.now)
    ran_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        """What waits longest comes first."""

        ordering = ["due_at"]

    def __str__(self) -> str:
        return self.name
