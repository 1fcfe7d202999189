"""The known person behind one or more visitors."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.actors import Actor
from realtime.clock import wire_now
from realtime.errors import Refusal
from realtime.fields import IdField
from visitors.models.audit_event import Place
from visitors.models.preference import Contact

MOST_ATTRIBUTES = 50

Attribute = str | int | float | bool | None


class Customer(models.Model):
    """A person who said who they are; everything here is *said*, nothing verified.

    ``attributes`` are what the site's own pages say of the person besides. ``sources`` tells of a name, an
    address or a number when it was said, and to whom where an agent wrote it down. ``contact`` is how much
    of us the person wants, on whatever device.
    """

    id = IdField()
    site_group = models.CharField(max_length=40, db_index=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    sources = models.JSONField(default=dict, editable=False)
    contact = models.CharField(_("contact"), max_length=5, choices=Contact.choices, default=Contact.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ["-created_at"]
        verbose_name = _("customer")
        verbose_name_plural = _("customers")

    def __str__(self) -> str:
        return self.name or self.email or self.id

    def takes(
        self,
        said: Mapping[str, str],
        *,
        attributes: Mapping[str, Attribute] | None = None,
        to: Actor | None = None,
    ) -> None:
        """Keep what was said, and who was told where it was not the person themselves who typed it."""
        source: dict[str, Any] = {"at": wire_now(), "to": {"id": to.id, "name": to.name} if to else None}
        sources = dict(self.sources)
        for field, value in said.items():
            setattr(self, field, value)
            sources.pop(field, None)
            if value:
                sources[field] = source
        self.sources = sources
        self.attributes = self._with(attributes or {})
        self.save()

    def _with(self, attributes: Mapping[str, Attribute]) -> dict[str, Any]:
        """Return the attributes as they are from now on; one that is empty is forgotten."""
        kept = {
            name: value
            for name, value in {**self.attributes, **attributes}.items()
            if value not in (None, "")
        }
        if len(kept) > MOST_ATTRIBUTES:
            raise Refusal("invalid", f"A person has at most {MOST_ATTRIBUTES} attributes.")
        return kept

    @property
    def known_by(self) -> list[str]:
        """The names of what is known of the person, never what it is."""
        return [name for name in ("name", "email", "phone") if getattr(self, name)] + sorted(self.attributes)

    def facts(self) -> list[dict[str, Any]]:
        """Return what was said, each with when and to whom."""
        said = [(name, getattr(self, name)) for name in ("name", "email", "phone")]
        return [
            {
                "name": name,
                "value": value,
                "origin": "said",
                "to": None,
                "at": None,
                **self.sources.get(name, {}),
            }
            for name, value in said
            if value
        ]

    def places(self) -> Iterator[Place]:
        """Yield where this person wrote, which is where their data is looked after."""
        rows = self.visitors.values_list("conversations__site_id", "conversations__department_id").distinct()
        for site, department in rows:
            if site is not None:
                yield site, department or ""
