"""The secret of a day, which the keys of that day are made with."""

import secrets
from datetime import date

from django.db import models


class DailySalt(models.Model):
    """What makes the visitors of one day recognisable on that day alone; gone with the next one's first visitor.

    A row, so that all processes make the same keys.
    """

    day = models.DateField(primary_key=True)
    secret = models.CharField(max_length=64, editable=False)

    class Meta:
        """Newest first."""

        ordering = ["-day"]

    def __str__(self) -> str:
        return self.day.isoformat()

    @classmethod
    def of(cls, day: date) -> bytes:
        """Return the secret of a day; whoever is first on a day makes it and deletes those before."""
        salt, is_new = cls.objects.get_or_create(day=day, defaults={"secret": secrets.token_hex(32)})
        if is_new:
            cls.objects.filter(day__lt=day).delete()
        return bytes.fromhex(salt.secret)
