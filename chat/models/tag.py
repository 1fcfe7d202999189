"""A word that conversations are sorted by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.fields import IdField


class Tag(models.Model):
    """A word that conversations are sorted by."""

    id = IdField()
    name = models.CharField(_("name"), max_length=40, unique=True)

    audited = ("name",)

    class Meta:
        """By name."""

        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, name: str) -> "Tag":
        """Return the tag of this name, however it is written, and make it if there is none."""
        return cls.objects.filter(name__iexact=name).first() or cls.objects.get_or_create(name=name)[0]
