"""A group of agents that answers for one or more sites."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.fields import IdField
from visitors.models.audit_event import Place


class Department(models.Model):
    """A group of agents that answers for one or more sites."""

    id = IdField()
    name = models.CharField(_("name"), max_length=80)
    sites = models.ManyToManyField(
        "visitors.Site", related_name="departments", blank=True, verbose_name=_("sites")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    audited = ("name", "sites", "position")

    class Meta:
        """In the order a manager chose."""

        ordering = ["position", "name"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self) -> str:
        return self.name

    def places(self) -> list[Place]:
        """Return where changes of it belong."""
        return [(site, self.pk) for site in self.sites.values_list("pk", flat=True)] or [("", self.pk)]

    def card(self) -> dict[str, str]:
        """Return the shape the wire calls department."""
        return {"id": self.pk, "name": self.name}
