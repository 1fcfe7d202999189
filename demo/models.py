"""The demo's data as one thing that can be removed."""

from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from agents.models import Agent, Department
from chat.files.leaving import files_go_too
from chat.models import Conversation
from demo.seed import SITE, TEAM
from visitors.models import Customer, Site


class DemoDataManager(models.Manager["DemoData"]):
    """The demo's site, if it is there."""

    def get_queryset(self) -> "models.QuerySet[DemoData]":
        """Return the one row."""
        return super().get_queryset().filter(key=SITE)


class DemoData(Site):
    """The demo's site, and with it everything that came with it or happened on it."""

    objects: ClassVar[DemoDataManager] = DemoDataManager()

    class Meta:
        """A second view of the same table."""

        proxy = True
        verbose_name = _("demo data")
        verbose_name_plural = _("demo data")

    @transaction.atomic
    def remove(self, *, by: Agent) -> tuple[int, dict[str, int]]:
        """Delete site, visitors, conversations, departments and accounts of the demo; not who does it."""
        Department.objects.filter(sites=self).exclude(sites__in=Site.objects.exclude(pk=self.pk)).delete()
        Customer.objects.filter(visitors__site=self).delete()
        Agent.objects.filter(email__in=[login.email for login in TEAM]).exclude(pk=by.pk).delete()
        with files_go_too(Conversation.objects.filter(site=self)):
            return super().delete()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: what is left behind would be half a demo."""
        raise TypeError("Call remove(by=…).")
