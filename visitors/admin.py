"""Sites, customers and visitors in the admin."""

from django.contrib import admin
from django.http import HttpRequest

from visitors.models import AuditEvent, Customer, Site, Visitor


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin[Site]):
    """Where the widget stands and how it looks."""

    list_display = ["name", "key", "mode", "zone"]
    search_fields = ["name", "key"]


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin[Customer]):
    """People who said who they are."""

    list_display = ["name", "email", "phone", "created_at"]
    search_fields = ["name", "email"]


@admin.register(Visitor)
class VisitorAdmin(admin.ModelAdmin[Visitor]):
    """Browsers that used the chat."""

    list_display = ["id", "site", "customer", "locale", "timezone", "is_test", "created_at"]
    list_filter = ["site", "is_test"]
    raw_id_fields = ["customer"]
    list_select_related = ["site", "customer"]


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
