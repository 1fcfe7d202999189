"""The demo's data in the admin: there to be removed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from chat.scoped_admin import ScopedAdmin
from demo.models import DemoData
from visitors.models import AuditEvent


@admin.register(DemoData)
class DemoDataAdmin(ScopedAdmin[DemoData]):
    """One row, and only deleting it."""

    nothing = _("There is none here: all that stands in the lists is yours.")
    list_display = ["name", "created_at"]
    fields = ["name", "created_at"]
    readonly_fields = ["name", "created_at"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leave adding to quickstart."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: DemoData | None = None) -> bool:
        """Leave changing to the list of sites."""
        return False

    def delete_model(self, request: HttpRequest, obj: DemoData) -> None:
        """Remove everything of the demo, and record who did."""
        if isinstance(request.user, Agent):
            AuditEvent.record("demo.removed", obj, by=request.user.actor)
            obj.remove(by=request.user)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Lead to the one thing there is to do, while there is something to remove."""
        data = DemoData.objects.first()
        if data is None or not self.has_delete_permission(request, data):
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(reverse("admin:demo_demodata_delete", args=[data.pk]))

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Leave it at what is recorded of the removal."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Count what goes, without asking for a permission for each of its parts."""
        listed, counts, _missing, protected = super().get_deleted_objects(objs, request)
        return listed, counts, set(), protected
