"""Tokens of programs in the admin."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agents.models import ApiToken
from chat.scoped_admin import ScopedAdmin


@admin.register(ApiToken)
class ApiTokenAdmin(ScopedAdmin[ApiToken]):
    """Keys of programs; made on the command line, revoked here."""

    nothing = _("Programs act with a token. The command create_api_token makes one and shows it once.")
    list_display = ["hint", "agent", "name", "scopes", "created_at", "revoked_at"]
    readonly_fields = ["hint", "agent", "name", "scopes", "created_at"]
    fields = ["hint", "agent", "name", "scopes", "created_at", "revoked_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leave making to the command line, where a token is shown once."""
        return False
