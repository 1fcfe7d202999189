"""A word that conversations are sorted by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.fields import IdField


class Tag(models.Model):
    """A word that conversations are sorted by."""

    id = IdField()
    name = models.CharField(_("name"), max_length=40, unique=True)

    class Meta:
        """By name."""

        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name
