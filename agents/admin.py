"""Agents, departments and tokens in the admin."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agents.models import Agent, ApiToken, Department
from visitors.models import AuditEvent


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
        (_("Person"), {"fields": ["name", "avatar", "departments"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "password1", "password2"]})]

    def save_model(self, request: HttpRequest, obj: Agent, form: Any, change: bool) -> None:
        """Save, and record who gave whom which access."""
        super().save_model(request, obj, form, change)
        if isinstance(request.user, Agent):
            verb = "agent.changed" if change else "agent.created"
            AuditEvent.record(verb, obj, by=request.user.actor, fields=sorted(form.changed_data))


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin[Department]):
    """Who answers for which sites."""

    list_display = ["name", "position"]
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
