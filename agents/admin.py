"""Agents, departments and tokens in the admin."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agents.forms import InvitationForm
from agents.invitations import invite
from agents.models import Agent, ApiToken, Department
from visitors.models import AuditEvent

# Nobody looks after these by hand, and what an authenticator holds is secret.
for model in (EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


def _myself(request: HttpRequest) -> Agent:
    """Return who does something here; the admin lets nobody else in."""
    if not isinstance(request.user, Agent):
        raise PermissionDenied
    return request.user


@admin.register(Agent)
class AgentAdmin(UserAdmin):  # type: ignore[type-arg]
    """The people who answer."""

    list_display = ["name", "email", "status", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "departments"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    filter_horizontal = ["departments", "groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Person"), {"fields": ["name", "avatar", "departments", "capacity"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
    ]
    add_form = InvitationForm
    add_fieldsets = [
        (
            None,
            {
                "fields": ["email", "name", "departments"],
                "description": _("A mail with a link goes there, with which they choose a password."),
            },
        )
    ]
    actions = ["invite_again", "remove_second_factor"]

    def save_model(self, request: HttpRequest, obj: Agent, form: Any, change: bool) -> None:
        """Save, and record who gave whom which access; whoever is new is invited."""
        super().save_model(request, obj, form, change)
        me, verb = _myself(request), "agent.changed" if change else "agent.created"
        AuditEvent.record(verb, obj, by=me.actor, fields=sorted(form.changed_data))
        if not change:
            invite(obj, by=me, request=request)

    @admin.action(description=_("Send the invitation again"), permissions=["add"])
    def invite_again(self, request: HttpRequest, agents: QuerySet[Agent]) -> None:
        """Send another link to those who have not set a password yet."""
        for agent in agents:
            try:
                invite(agent, by=_myself(request), request=request)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.WARNING)
            else:
                self.message_user(request, _("%(name)s gets a mail.") % {"name": agent})

    @admin.action(description=_("Remove the second factor"), permissions=["owner"])
    def remove_second_factor(self, request: HttpRequest, agents: QuerySet[Agent]) -> None:
        """Help those who have lost their app, their keys and their codes: the password alone lets them in."""
        by = _myself(request).actor
        for agent in agents:
            if Authenticator.objects.filter(user=agent).delete()[0]:
                AuditEvent.record("agent.second_factor_removed", agent, by=by)
                self.message_user(request, _("%(name)s signs in with a password alone.") % {"name": agent})

    def has_owner_permission(self, request: HttpRequest) -> bool:
        """Tell whether this is somebody who may do everything."""
        return bool(request.user.is_active and request.user.is_superuser)


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin[Department]):
    """Who answers for which sites."""

    list_display = ["name", "position", "promise_seconds"]
    fields = ["name", "position", "sites", "hours", "zone", "promise_seconds"]
    filter_horizontal = ["sites"]
    search_fields = ["name"]


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin[ApiToken]):
    """Keys of programs; made on the command line, revoked here."""

    list_display = ["hint", "agent", "name", "scopes", "created_at", "revoked_at"]
    readonly_fields = ["hint", "agent", "name", "scopes", "created_at"]
    fields = ["hint", "agent", "name", "scopes", "created_at", "revoked_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leave making to the command line, where a token is shown once."""
        return False
