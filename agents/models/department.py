"""A group of agents that answers for one or more sites."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.fields import IdField
from realtime.hub import Delivery, encode_frame, publish
from realtime.zones import validate_zone
from visitors.forms import Forms, validate_form
from visitors.hours import HOURS, Hours, validate_hours
from visitors.models import Site
from visitors.models.audit_event import Place

PROMISE_S = 60
LONGEST_PROMISE_S = 86_400


class Department(models.Model):
    """A group of agents that answers for one or more sites, at its own hours or at those of the site."""

    id = IdField()
    name = models.CharField(_("name"), max_length=80)
    sites = models.ManyToManyField(
        "visitors.Site", related_name="departments", blank=True, verbose_name=_("sites")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    hours = models.JSONField(
        _("opening hours"),
        default=dict,
        blank=True,
        validators=[validate_hours],
        help_text=_("When somebody of this department is there. Empty: the hours of the site."),
    )
    zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_zone],
        help_text=_("On whose clock the hours are read. Empty: the zone of the site."),
    )
    form = models.JSONField(
        _("questions"),
        default=dict,
        blank=True,
        validators=[validate_form],
        help_text=_(
            "What visitors are asked who write to this department. Empty: the questions of the site."
        ),
    )
    offline_form = models.JSONField(
        _("questions where nobody is there"),
        default=dict,
        blank=True,
        validators=[validate_form],
        help_text=_("What visitors are asked who leave a message. Empty: the questions of the site."),
    )
    promise_seconds = models.PositiveIntegerField(
        _("promised first answer"),
        default=PROMISE_S,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_PROMISE_S)],
        help_text=_("Seconds within which a first answer is owed; the console counts against it."),
    )

    audited = ("name", "sites", "position", "hours", "zone", "form", "offline_form", "promise_seconds")

    class Meta:
        """In the order a manager chose."""

        ordering = ["position", "name"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and tell those who answer for it, and whoever looks after the hours."""
        self.hours, self.form, self.offline_form = self.hours or {}, self.form or {}, self.offline_form or {}
        Hours.of(self.hours, self.zone or "UTC")  # nothing is stored that cannot be read
        Forms.of(self)
        super().save(*args, **kwargs)
        frame = {"type": "department.changed", "department": self.desk_card()}
        topics = (f"department:{self.pk}", "everything", HOURS)
        publish(Delivery(topics, encode_frame(frame), audience="agents"))

    def places(self) -> list[Place]:
        """Return where changes of it belong."""
        return [(site, self.pk) for site in self.sites.values_list("pk", flat=True)] or [("", self.pk)]

    def schedule(self, site: Site) -> Hours:
        """Return the hours at which this department answers for a site."""
        return Hours.of(self.hours or site.hours, self.zone or site.zone)

    def forms(self, site: Site) -> Forms:
        """Return what visitors of a site are asked here."""
        return Forms.of(self, site)

    def card(self) -> dict[str, Any]:
        """Return the shape the wire calls department."""
        return {"id": self.pk, "name": self.name}

    def desk_card(self) -> dict[str, Any]:
        """Return what agents are told besides: within how many seconds a first answer is owed."""
        return self.card() | {"promise_s": self.promise_seconds}
