"""One browser on one site."""

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from realtime.actors import VISITOR, Actor
from realtime.fields import IdField
from realtime.ids import LENGTH
from visitors.models.customer import Attribute, Customer
from visitors.models.preference import Contact
from visitors.models.site import Site


class Visitor(models.Model):
    """One browser on one site; a row from the first use of the chat on, never before.

    ``epoch`` is part of every token: raising it revokes all tokens given out so far. ``browser`` is what the pages
    of the site know this browser as, once the chat was used on one; until then it is the visitor's own id. ``contact``
    holds for this browser as long as nobody known is behind it; ``muted`` is the browser's own.
    """

    id = IdField()
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="visitors")
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="visitors"
    )
    browser = models.CharField(max_length=LENGTH, db_index=True, editable=False)
    epoch = models.PositiveIntegerField(default=0)
    locale = models.CharField(max_length=20, blank=True)
    timezone = models.CharField(max_length=64, blank=True)
    contact = models.CharField(_("contact"), max_length=5, choices=Contact.choices, default=Contact.OPEN)
    muted = models.BooleanField(_("without sound"), default=False)
    is_test = models.BooleanField(
        _("test visitor"), default=False, help_text=_("Simulated, and left out of every report.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ["-created_at"]
        verbose_name = _("visitor")
        verbose_name_plural = _("visitors")

    def __str__(self) -> str:
        return self.name or self.id

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Be known to pages by one's own id until they have another."""
        self.browser = self.browser or self.pk
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """The name the person gave, or nothing."""
        return self.customer.name if self.customer else ""

    @property
    def actor(self) -> Actor:
        """The visitor as the one who does something."""
        return Actor(VISITOR, self.id, self.name)

    @property
    def known_by(self) -> list[str]:
        """The names of what is known of the person, never what it is."""
        return self.customer.known_by if self.customer else []

    def revoke_tokens(self) -> None:
        """Make every token given to this browser so far worthless; pages know it no more."""
        type(self).objects.filter(pk=self.pk).update(epoch=models.F("epoch") + 1, browser=models.F("id"))
        self.refresh_from_db(fields=["epoch", "browser"])

    def is_known_to_pages_as(self, browser: str) -> None:
        """Be the visitor of what pages tell of a browser from now on; whoever was so is it no longer."""
        others = type(self).objects.filter(browser=browser).exclude(pk=self.pk)
        others.update(browser=models.F("id"))
        type(self).objects.filter(pk=self.pk).update(browser=browser)
        self.browser = browser

    def card(self) -> dict[str, Any]:
        """Return what agents see of the person."""
        email = self.customer.email if self.customer else ""
        return {
            "id": self.pk,
            "name": self.name or None,
            "email": email or None,
            "test": self.is_test,
            "contact": self.wish,
        }

    @property
    def wish(self) -> str:
        """How much of us is wanted: by the person, where one is known, else in this browser."""
        return (self.customer or self).contact

    def preference(self) -> dict[str, Any]:
        """Return what the visitor has chosen."""
        return {"contact": self.wish, "muted": self.muted}

    @transaction.atomic
    def prefers(self, *, contact: str | None = None, muted: bool | None = None) -> None:
        """Want to be left alone, or not: at once, and as the person on every device."""
        customer = self._lock()
        self.contact, self.muted = contact or self.wish, self.muted if muted is None else muted
        self.save(update_fields=["contact", "muted"])
        if customer is not None and customer.contact != self.contact:
            customer.contact = self.contact
            customer.save(update_fields=["contact"])

    @transaction.atomic
    def says(
        self,
        *,
        name: str = "",
        email: str = "",
        phone: str = "",
        attributes: Mapping[str, Attribute] | None = None,
    ) -> Customer:
        """Record what the person says about themselves; it is a claim and raises no reach."""
        said = {"name": name, "email": email, "phone": phone}
        customer = self.known()
        customer.takes({field: value for field, value in said.items() if value}, attributes=attributes)
        return self.is_behind(customer)

    def known(self) -> Customer:
        """Return the person behind this browser, or one about to be made; nobody else's until the end."""
        return self._lock() or Customer(site_group=self.site.group or self.site.key)

    def _lock(self) -> Customer | None:
        # Another tab may have said something since this row was read: one browser, one customer, one wish.
        type(self).objects.select_for_update().get(pk=self.pk)
        self.refresh_from_db(fields=["customer", "contact", "muted"])
        return self.customer

    def is_behind(self, customer: Customer) -> Customer:
        """Belong to a person from now on."""
        if self.customer_id != customer.pk:
            self.customer = customer
            self.save(update_fields=["customer"])
            customer.contact = Contact.stricter(customer.contact, self.contact)
            customer.save(update_fields=["contact"])
        return customer
