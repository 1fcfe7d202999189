"""The audit trail in the admin."""

from django.contrib import admin
from django.http import HttpRequest

from visitors.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin[AuditEvent]):
    """What was done to settings and access; to be read, not written."""

    list_display = ["at", "actor_kind", "actor_id", "verb", "noun", "noun_id"]
    list_filter = ["verb", "noun"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        """Nobody changes what was recorded."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        """Nobody deletes what was recorded."""
        return False
