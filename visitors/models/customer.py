"""The known person behind one or more visitors."""

from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.fields import IdField
from visitors.models.audit_event import Place


class Customer(models.Model):
    """A person who said who they are; everything here is *said*, nothing verified."""

    id = IdField()
    site_group = models.CharField(max_length=40, db_index=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ["-created_at"]
        verbose_name = _("customer")
        verbose_name_plural = _("customers")

    def __str__(self) -> str:
        return self.name or self.email or self.id

    def places(self) -> Iterator[Place]:
        """Yield where this person wrote, which is where their data is looked after."""
        rows = self.visitors.values_list("conversations__site_id", "conversations__department_id").distinct()
        for site, department in rows:
            if site is not None:
                yield site, department or ""
