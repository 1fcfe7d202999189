"""Agents in the admin: invited, given access, helped back in."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.forms import InvitationForm
from agents.invitations import invite
from agents.models import Agent, Department
from agents.permissions import Role
from chat import presence, scope
from chat.scoped_admin import ScopedAdmin, myself, reach_of
from visitors.models import AuditEvent


@admin.register(Agent)
class AgentAdmin(ScopedAdmin[Agent], UserAdmin):  # type: ignore[type-arg]
    """The people who answer."""

    nothing = _("Whoever is invited to answer stands here.")
    list_display = ["name", "email", "role", "answers_in", "state"]
    list_filter = ["is_active", "role", "sites", "departments"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    filter_horizontal = []
    readonly_fields = ["state"]
    fieldsets = [
        (None, {"fields": ["name", "email", "state"]}),
        (_("At work"), {"fields": ["capacity", "avatar"]}),
        (_("Access"), {"fields": ["role", "departments", "sites", "is_active"]}),
    ]
    add_form = InvitationForm
    add_fieldsets = [
        (
            None,
            {
                "fields": ["email", "name", "role", "departments", "sites"],
                "description": _("A mail with a link goes there, with which they choose a password."),
            },
        )
    ]
    actions = ["invite_again", "remove_second_factor"]
    places = ("departments", "sites")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agent]:
        """Return people with the departments one may know of."""
        departments = Prefetch(
            "departments", scope.known(Department, reach_of(request)), to_attr="known_departments"
        )
        return super().get_queryset(request).prefetch_related(departments)

    @admin.display(description=_("departments"))
    def answers_in(self, agent: Any) -> str:
        """Return the departments one may know of."""
        return ", ".join(map(str, agent.known_departments))

    @admin.display(description=_("state"))
    def state(self, agent: Agent) -> SafeString | str:
        """Return whether somebody has joined, and is there."""
        if not agent.is_active:
            return pill("", gettext("may not sign in"))
        if not agent.has_usable_password():
            return pill(
                "changed", gettext("invited %(time)s ago") % {"time": timesince(agent.created_at, depth=1)}
            )
        return pill("live", gettext("online")) if agent.is_online else gettext("joined")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer departments and sites as boxes to tick."""
        return super().formfield_for_manytomany(
            db_field, request, **kwargs | {"widget": CheckboxSelectMultiple, "help_text": ""}
        )

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer roles that are not above that of the one who gives them."""
        if db_field.name == "role":
            kwargs["choices"] = [(role.value, role.label) for role in Role(myself(request).role).up_to]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Agent | None = None) -> bool:
        """Tell whether somebody may be deleted: no owner is, nor oneself."""
        kept = obj is not None and (obj.role == Role.OWNER or obj.pk == myself(request).pk)
        return not kept and super().has_delete_permission(request, obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Set somebody's password; one's own is changed by who knows it, and not by whoever has the session."""
        if id == myself(request).pk:
            return redirect("account_change_password")
        return super().user_change_password(request, id, form_url)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save what somebody answers for, and tell visitors of the sites they came to or left."""
        left = presence.sites_of(form.instance) if change else []
        super().save_related(request, form, formsets, change)
        if change:
            presence.announce(form.instance, besides=left)

    def response_add(self, request: HttpRequest, obj: Agent, post_url_continue: str | None = None) -> Any:
        """Invite whoever is new."""
        invite(obj, by=myself(request), request=request)
        return super().response_add(request, obj, post_url_continue)

    @admin.action(description=_("Send the invitation again"), permissions=["change"])
    def invite_again(self, request: HttpRequest, agents: QuerySet[Agent]) -> None:
        """Send another link to those who have not set a password yet."""
        for agent in scope.own(Agent, reach_of(request)).filter(pk__in=agents):
            try:
                invite(agent, by=myself(request), request=request)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.WARNING)
            else:
                self.message_user(request, _("%(name)s gets a mail.") % {"name": agent})

    @admin.action(description=_("Remove the second factor"), permissions=["owner"])
    def remove_second_factor(self, request: HttpRequest, agents: QuerySet[Agent]) -> None:
        """Help those who have lost their app, their keys and their codes: the password alone lets them in."""
        by = myself(request).actor
        for agent in agents:
            if Authenticator.objects.filter(user=agent).delete()[0]:
                AuditEvent.record("agent.second_factor_removed", agent, by=by)
                self.message_user(request, _("%(name)s signs in with a password alone.") % {"name": agent})

    def has_owner_permission(self, request: HttpRequest) -> bool:
        """Tell whether this is somebody who may do everything."""
        return myself(request).is_owner


def pill(kind: str, words: str) -> SafeString:
    """Return a state as a word on its ground."""
    return format_html('<span class="pill {}">{}</span>', kind, words)
