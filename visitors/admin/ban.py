"""Who is kept out of the chat, in the admin: found, lifted, and whole networks banned."""

import ipaddress
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chat import scope
from chat.scoped_admin import ScopedAdmin, myself, reach_of
from realtime.errors import Refusal
from visitors.models import Ban, Visitor
from visitors.models.ban import MOST_DAYS, check_end
from visitors.tracking.keys import BITS_KEPT, truncated

STATES = {"standing": _("standing"), "over": _("over"), "lifted": _("lifted")}


class BanForm(forms.ModelForm[Ban]):
    """A network that is banned, or another end and reason of what was banned elsewhere."""

    class Meta:
        """What the fields mean."""

        help_texts = {
            "network": _(
                "An address or a network. Of it /24 or /48 is kept, and everybody in that is kept out."
            )
        }

    def clean_network(self) -> str:
        """Keep of an address only what may be stored: its network."""
        said = self.cleaned_data["network"].strip()
        try:
            network = ipaddress.ip_network(said, strict=False)
        except ValueError:
            network = None
        if network is None or network.prefixlen < BITS_KEPT[network.version]:
            raise ValidationError(_("Write an address such as 192.0.2.7, or a network such as 192.0.2.0/24."))
        return truncated(str(network.network_address))

    def clean_until(self) -> Any:
        """Refuse an end that has passed, or is further away than anybody remembers; what stays is not asked."""
        until = self.cleaned_data["until"]
        try:
            if "until" in self.changed_data:
                check_end(until)
        except Refusal:
            message = _("Choose a time within the next %(days)s days.")
            raise ValidationError(message, params={"days": MOST_DAYS}) from None
        return until


class ByState(admin.SimpleListFilter):
    """Whether a ban holds at this moment."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the states."""
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Ban]) -> QuerySet[Ban]:
        """Return what is in that state."""
        at = timezone.now()
        if self.value() == "standing":
            return queryset.filter(lifted_at=None, until__gt=at)
        if self.value() == "over":
            return queryset.filter(lifted_at=None, until__lte=at)
        return queryset.exclude(lifted_at=None) if self.value() == "lifted" else queryset


@admin.register(Ban)
class BanAdmin(ScopedAdmin[Ban]):
    """Bans: made in the console of a browser, here of a network; what ended stays to be read."""

    form = BanForm
    nothing = _("Agents ban a visitor from the list of who is here. Here a whole network can be banned.")
    list_display = ["whom", "site", "reason", "until", "state", "who"]
    list_filter = ["site", ByState]
    list_select_related = ["site", "visitor__customer"]
    list_per_page = 50
    search_fields = ["reason", "author_name", "network", "visitor__id"]
    search_help_text = _("Reason, network, agent or number of the visitor")
    actions = ["lift"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ban]:
        """Return bans, and whether the visitor is one the reader knows."""
        visitors = scope.known(Visitor, reach_of(request)).filter(pk=OuterRef("visitor"))
        return super().get_queryset(request).annotate(known=Exists(visitors))

    def get_fields(self, request: HttpRequest, obj: Ban | None = None) -> list[Any]:
        """Return what is asked for, or what there is."""
        return (
            ["whom", "site", "reason", "until", "state", "who"]
            if obj
            else ["site", "network", "reason", "until"]
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Ban | None = None) -> list[str]:
        """Return what stays as it is: all of it when the ban no longer holds."""
        fixed = ["whom", "site", "state", "who"] if obj else []
        return fixed + (["reason", "until"] if obj and not obj.is_standing else [])

    @admin.display(description=_("whom"))
    def whom(self, ban: Any) -> SafeString | str:
        """Return who is kept out, as the way to them where there is one."""
        if ban.network:
            return network_name(ban.network)
        if ban.visitor is not None:
            if not ban.known:  # of another department: that they are banned here is told, and nothing else
                return gettext("A visitor")
            page = reverse("admin:visitors_visitor_change", args=[ban.visitor.pk])
            return format_html('<a href="{}">{}</a>', page, ban.visitor.name or gettext("A visitor"))
        return gettext("A browser") if ban.browser else gettext("A browser, for one day")

    @admin.display(description=_("state"))
    def state(self, ban: Ban) -> SafeString:
        """Return whether it holds."""
        name = "standing" if ban.is_standing else "lifted" if ban.lifted_at else "over"
        words = f"{STATES[name]}, {ban.lifted_by}" if ban.lifted_by else STATES[name]
        return format_html('<span class="pill {}">{}</span>', "wrong" if ban.is_standing else "", words)

    @admin.display(description=_("by"), ordering="author_name")
    def who(self, ban: Ban) -> str:
        """Return who imposed it."""
        return ban.author_name

    @admin.action(description=_("Lift"), permissions=["change"])
    def lift(self, request: HttpRequest, bans: QuerySet[Ban]) -> None:
        """Let those in again who are kept out."""
        by, lifted = myself(request).actor, 0
        for ban in scope.own(Ban, reach_of(request)).filter(pk__in=bans):
            lifted += ban.lift(by=by)
        told = ngettext("%(n)d ban was lifted.", "%(n)d bans were lifted.", lifted)
        self.message_user(request, told % {"n": lifted}, messages.SUCCESS)

    def called(self, thing: Ban) -> str:
        """Return whom it is about."""
        return network_name(thing.network) if thing.network else gettext("Ban")

    def beside(self, request: HttpRequest, obj: Ban | None) -> dict[str, Any]:
        """Return the heading: here networks are banned, and nothing else."""
        return {"heading": self.called(obj)} if obj else {"heading": gettext("Ban a network")}

    def save_model(self, request: HttpRequest, obj: Ban, form: Any, change: bool) -> None:
        """Save, and remember who imposed it."""
        if not change:
            by = myself(request).actor
            obj.author_id, obj.author_name = by.id, by.name[:120]
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Ban | None = None) -> bool:
        """Let nobody delete what happened: a ban is lifted, and stays to be read."""
        return False


def network_name(network: str) -> str:
    """Return a network as it is written: with the bits that are kept of an address."""
    return f"{network}/{BITS_KEPT[ipaddress.ip_address(network).version]}"
